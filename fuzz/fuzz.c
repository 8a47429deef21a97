/* fuzz.c - see fuzz.h. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
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

static char folder[64];

static void remove_folder(void)
{
    static const char *const names[] = {"form.json", "a.pdf", "a.xlsx", "a.trace"};
    char path[96];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
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
