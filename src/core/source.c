/* source.c - see source.h. */
#include "core/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/diag.h"

enum { RELEASED_AT_ONCE = 1 << 22 };
static const off_t LARGEST = (off_t)4 << 30;

/* Moves past a UTF-8 byte order mark: spreadsheets and editors on Windows write one. */
static void skip_mark(bp_source *source)
{
    if (source->size >= 3 && !memcmp(source->text, "\xEF\xBB\xBF", 3)) {
        source->text += 3;
        source->size -= 3;
    }
}

static bp_source *new_source(const char *name)
{
    static atomic_uint_least64_t ids;
    bp_source *source = calloc(1, sizeof *source);
    if (source && !(source->name = strdup(name))) {
        free(source);
        source = NULL;
    }
    if (source)
        source->id = atomic_fetch_add(&ids, 1) + 1;
    return source;
}

bp_source *bp_source_take(const char *name, char *text, size_t size)
{
    bp_source *source = new_source(name);
    if (!source) {
        free(text);
        return NULL;
    }
    source->heap = text;
    source->text = text;
    source->size = size;
    skip_mark(source);
    return source;
}

bp_source *bp_source_from_memory(const char *name, const char *text, size_t size)
{
    char *copy = malloc(size + 1);
    if (!copy)
        return NULL;
    memcpy(copy, text, size);
    return bp_source_take(name, copy, size);
}

static bp_status read_all(int fd, const char *path, bp_diag *diag, bp_source *source)
{
    bp_buf buf = {0};
    bp_status status = BP_OK;
    ssize_t n = 1;
    while (n > 0 && !status) {
        if (!bp_buf_reserve(&buf, 1 << 16)) {
            status = bp_report_memory(diag);
        } else if ((n = read(fd, buf.data + buf.size, 1 << 16)) > 0) {
            buf.size += (size_t)n;
        } else if (n < 0 && errno == EINTR) {
            n = 1;
        } else if (n < 0) {
            status = bp_report(diag, BP_FILE_READ, BP_NOWHERE, BP_ARGS(path, bp_error_text(diag, errno)));
        }
        if (!status && (off_t)buf.size > LARGEST)
            status = bp_report(diag, BP_FILE_TOO_LARGE, BP_NOWHERE, BP_ARGS(path));
    }
    source->size = buf.size;
    source->heap = status ? NULL : bp_buf_take(&buf);
    source->text = source->heap;
    bp_buf_free(&buf);
    return status;
}

static bp_status map_file(int fd, off_t size, const char *path, bp_diag *diag, bp_source *source)
{
    if (size > LARGEST)
        return bp_report(diag, BP_FILE_TOO_LARGE, BP_NOWHERE, BP_ARGS(path));
    void *map = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map == MAP_FAILED)
        return read_all(fd, path, diag, source);
    source->map = map;
    source->map_size = (size_t)size;
    source->text = map;
    source->size = (size_t)size;
    return BP_OK;
}

bp_status bp_source_open(const char *path, bp_diag *diag, bp_source **out)
{
    struct stat st;
    bool standard = !strcmp(path, "-");
    bp_source *source = new_source(path);
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    bp_status status = BP_OK;
    *out = NULL;
    if (!source)
        status = bp_report_memory(diag);
    else if (fd < 0 || fstat(fd, &st))
        status = bp_report(diag, BP_FILE_OPEN, BP_NOWHERE, BP_ARGS(path, bp_error_text(diag, errno)));
    else if (S_ISDIR(st.st_mode))
        status = bp_report(diag, BP_IS_DIRECTORY, BP_NOWHERE, BP_ARGS(path));
    else if (S_ISREG(st.st_mode) && st.st_size > 0 && !standard)
        status = map_file(fd, st.st_size, path, diag, source);
    else
        status = read_all(fd, path, diag, source);
    if (fd >= 0 && !standard)
        close(fd);
    if (status) {
        bp_source_free(source);
        return status;
    }
    skip_mark(source);
    *out = source;
    return BP_OK;
}

void bp_source_drop_text(bp_source *source)
{
    if (source->map)
        munmap(source->map, source->map_size);
    free(source->heap);
    *source = (bp_source){.name = source->name};
}

void bp_source_free(bp_source *source)
{
    if (!source)
        return;
    bp_source_drop_text(source);
    free(source->name);
    free(source);
}

void bp_source_release(bp_source *source, size_t offset)
{
    size_t end = source->map ? (size_t)(source->text - (const char *)source->map) + offset : 0;
    bool whole = offset == source->size;
    if (end < source->released)
        source->released = 0;  /* it is gone over once more */
    if (!source->map || (end - source->released < RELEASED_AT_ONCE && !whole))
        return;
    end = whole ? source->map_size : end / RELEASED_AT_ONCE * RELEASED_AT_ONCE;  /* a multiple of any page size */
    if (end > source->released)
        madvise((char *)source->map + source->released, end - source->released, MADV_DONTNEED);
    source->released = end;
}

void bp_source_locate(const bp_source *source, size_t offset, size_t *line, size_t *column)
{
    const char *start = source->text, *end = source->text + (offset < source->size ? offset : source->size);
    *line = 1 + source->lines_before;
    for (const char *p; (p = memchr(start, '\n', (size_t)(end - start)));) {
        ++*line;
        start = p + 1;
    }
    *column = 1;
    for (const char *p = start; p < end; p++)
        *column += ((unsigned char)*p & 0xC0) != 0x80;
}
