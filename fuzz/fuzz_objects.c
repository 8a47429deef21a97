/* fuzz_objects.c - what is in a PDF, beside what should be: the input is the one, fuzz/corpus/objects/plain.pdf the other. Each line told has
 * the form that the command reads, of the same bytes nothing is told, and a PDF beside itself misses nothing unless it is one that no
 * comparison takes. */
#include "objects.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static bp_pdf_bytes plain(void)
{
    static char bytes[1 << 16];
    static size_t size;
    char path[4096];
    snprintf(path, sizeof path, "%s/fuzz/corpus/objects/plain.pdf", fuzz_data_dir());
    FILE *file = size ? NULL : fopen(path, "rb");
    if (file) {
        size = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
    }
    if (!size)
        fuzz_fail(path);
    return (bp_pdf_bytes){bytes, size};
}

/* What is printed, to be freed; NULL: one of the two cannot be read. */
static char *told(bp_pdf_bytes own, bp_pdf_bytes other)
{
    char *text = NULL;
    size_t size;
    FILE *terminal = stdout;
    stdout = open_memstream(&text, &size);
    if (!stdout)
        fuzz_fail("no memory stream");
    bool read = bp_objects_compare(own, other);
    fclose(stdout);
    stdout = terminal;
    if (!read) {
        free(text);
        return NULL;
    }
    return text;
}

static bool is_known(const char *line, size_t size)
{
    static const char *const words[] = {"added ", "missing ", "changed ", "signed", "seal ", "update", "around", "damaged"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (size >= strlen(words[i]) && !memcmp(line, words[i], strlen(words[i])))
            return true;
    return false;
}

static void check_lines(const char *text)
{
    for (const char *at = text, *end; *at; at = end + 1) {
        end = strchr(at, '\n');
        if (!end || end - at >= 500 || !is_known(at, (size_t)(end - at)))
            fuzz_fail("a line that the command does not read");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const bp_pdf_bytes own = plain(), other = {(const char *)data, size};
    char *beside = told(own, other), *itself = told(other, other);
    if (beside)
        check_lines(beside);
    if (size == own.size && !memcmp(data, own.data, size) && (!beside || *beside))
        fuzz_fail("a PDF differs from itself");
    if (itself && !strstr(itself, "changed ") && strstr(itself, "missing "))
        fuzz_fail("a PDF has less than itself");
    free(beside);
    free(itself);
    return 0;
}
