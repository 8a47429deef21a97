/* fuzz.c - see fuzz.h. */
#include "fuzz.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef BP_FUZZ_DATA
#define BP_FUZZ_DATA "."
#endif

const char *fuzz_data_dir(void)
{
    return BP_FUZZ_DATA;
}

void fuzz_fail(const char *what)
{
    fprintf(stderr, "fuzz: %s\n", what);
    abort();
}

const char *fuzz_file(const uint8_t *data, size_t size)
{
    static int fd = -1;
    static char path[64];
    if (fd < 0)
        fd = memfd_create("input", MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, 0) || pwrite(fd, data, size, 0) != (ssize_t)size)
        fuzz_fail("no memory file");
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return path;
}

const bp_form *fuzz_form(const bp_model *model, bool other)
{
    static const char *const names[] = {"project-performance-targets", "project-performance-indicators"};
    static bp_form *forms[2];
    for (size_t i = 0; i < 2; i++)
        if (!forms[i] && bp_form_load(fuzz_data_dir(), names[i], NULL, &forms[i]))
            fuzz_fail("a form cannot be read");
    return forms[!strcmp(bp_model_form(model), names[1]) ^ other];
}

bp_fonts *fuzz_fonts(void)
{
    static bp_fonts *fonts;
    if (!fonts && bp_fonts_load(fuzz_data_dir(), "noto", NULL, &fonts))
        fuzz_fail("the fonts cannot be read");
    return fonts;
}

size_t fuzz_ways, fuzz_turn;

size_t fuzz_choose(const uint8_t *data, size_t size, size_t count)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ data[i]) * 16777619u;
    fuzz_ways = count > fuzz_ways ? count : fuzz_ways;
    return ((hash ^ hash >> 16) % count + fuzz_turn) % count;
}

static char folder[64];

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st, (void)kind, (void)where;
    return remove(path);
}

static void remove_folder(void)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *fuzz_folder(void)
{
    if (!*folder) {
        snprintf(folder, sizeof folder, "%s/budgetpress-fuzz-XXXXXX", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
        if (!mkdtemp(folder))
            fuzz_fail("no folder");
        atexit(remove_folder);
    }
    return folder;
}
