/* main.c - a target outside of libFuzzer: runs the files and folders that it is given, or, where AFL++ compiled it, what AFL++
 * sends.
 *
 * A file goes by every way that the target chooses among, unless a fuzzer found it: its bytes were made for one way. */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

#ifdef BP_FUZZ_AFL
__AFL_FUZZ_INIT();
#endif

static bool was_found(const char *path)
{
    const char *slash = strrchr(path, '/');
    return !strncmp(slash ? slash + 1 : path, "found-", 6);
}

static void run_file(const char *path, size_t *count)
{
    FILE *file = fopen(path, "rb");
    struct stat st;
    if (!file || fstat(fileno(file), &st))
        fuzz_fail(path);
    size_t size = (size_t)st.st_size;
    uint8_t *data = malloc(size + 1); /* exactly as large as it is, so that the sanitizers see a read past it */
    if (!data || fread(data, 1, size, file) != size)
        fuzz_fail(path);
    fclose(file);
    fuzz_turn = fuzz_ways = 0;
    do
        LLVMFuzzerTestOneInput(data, size);
    while (!was_found(path) && ++fuzz_turn < fuzz_ways);
    free(data);
    ++*count;
}

static void run_path(const char *path, size_t *count)
{
    DIR *dir = opendir(path);
    if (!dir) {
        run_file(path, count);
        return;
    }
    for (struct dirent *entry; (entry = readdir(dir));) {
        char name[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        run_file(name, count);
    }
    closedir(dir);
}

int main(int argc, char **argv)
{
    size_t count = 0;
#ifdef BP_FUZZ_AFL
    if (argc < 2) {
        const unsigned char *data = __AFL_FUZZ_TESTCASE_BUF;
        while (__AFL_LOOP(10000))
            LLVMFuzzerTestOneInput(data, (size_t)__AFL_FUZZ_TESTCASE_LEN);
        return 0;
    }
#endif
    for (int i = 1; i < argc; i++)
        run_path(argv[i], &count);
    const char *name = strrchr(argv[0], '/');
    printf("%s: %zu inputs\n", name ? name + 1 : argv[0], count);
    return count ? 0 : 1;
}
