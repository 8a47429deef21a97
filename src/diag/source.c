/* source.c - see source.h. Files are read, never mapped: of a mapped file that somebody cuts short or writes to, pages vanish and
 * texts change under the reader. */
#include "diag/source.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "diag/diag.h"

enum { RELEASED_AT_ONCE = 1 << 20 };
static const off_t LARGEST = (off_t)4 << 30;

/* What a text that is large enough to be released is read again from. */
struct bp_stock {
    int fd;                 /* of the file */
    struct stat as;         /* what it was when it was read */
    size_t room;            /* bytes of the memory, which begins with the page that the heap points to */
    size_t released;        /* bytes up to which it was given back, of those that are gone over now */
    bp_source_test *sound;  /* what text that is read again must pass, NULL: anything will do */
    bool kept;              /* it was read again: it stays */
    atomic_bool gone;       /* not all of it is there */
    bool lost;              /* it cannot be had again */
};

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

/* ---- reading ---- */

static bp_status cannot_read(const bp_source *source, int error, bp_diag *diag)
{
    return bp_report(diag, BP_FILE_READ, BP_NOWHERE, BP_ARGS(source->name, bp_error_text(diag, error)));
}

/* What a pipe, a device or standard input gives, to its end. */
static bp_status read_all(int fd, bp_diag *diag, bp_source *source)
{
    bp_buf buf = {0};
    bp_status status = BP_OK;
    ssize_t n = 1;
    while (n > 0 && !status) {
        if (!bp_buf_reserve(&buf, 1 << 16))
            status = bp_report_memory(diag);
        else if ((n = read(fd, buf.data + buf.size, 1 << 16)) > 0)
            buf.size += (size_t)n;
        else if (n < 0 && errno == EINTR)
            n = 1;
        else if (n < 0)
            status = cannot_read(source, errno, diag);
        if (!status && (off_t)buf.size > LARGEST)
            status = bp_report(diag, BP_FILE_TOO_LARGE, BP_NOWHERE, BP_ARGS(source->name));
    }
    source->size = buf.size;
    source->heap = status ? NULL : bp_buf_take(&buf);
    source->text = source->heap;
    bp_buf_free(&buf);
    return status;
}

/* Whether the file is not what it was. What is written within one tick of the file system's clock is not seen. */
static bool has_changed(int fd, const struct stat *before)
{
    struct stat now;
    return fstat(fd, &now) || now.st_size != before->st_size || now.st_mtim.tv_sec != before->st_mtim.tv_sec ||
           now.st_mtim.tv_nsec != before->st_mtim.tv_nsec;
}

/* Reads so many bytes from the beginning of the file: 0, or errno; ESTALE where it has fewer. */
static int read_bytes(int fd, char *to, size_t size)
{
    size_t got = 0;
    while (got < size) {
        ssize_t n = pread(fd, to + got, size - got, (off_t)got);
        if (n < 0 && errno != EINTR)
            return errno;
        if (!n)
            return ESTALE;
        got += n > 0 ? (size_t)n : 0;
    }
    return 0;
}

/* Memory for a text that may be released: whole pages of nothing else. Takes the descriptor where it succeeds. */
static bool get_stock(bp_source *source, int fd, const struct stat *st)
{
    struct bp_stock *stock = calloc(1, sizeof *stock);
    size_t room = (size_t)st->st_size;
    void *map = stock ? mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) : MAP_FAILED;
    if (map == MAP_FAILED) {
        free(stock);
        return false;
    }
    *stock = (struct bp_stock){.fd = fd, .as = *st, .room = room};
    source->stock = stock;
    source->heap = map;
    return true;
}

/* Reads a regular file. *fd becomes -1 where the source keeps it. */
static bp_status read_file(int *fd, const struct stat *st, bp_diag *diag, bp_source *source)
{
    size_t size = (size_t)st->st_size;
    int file = *fd;
    if (st->st_size > LARGEST)
        return bp_report(diag, BP_FILE_TOO_LARGE, BP_NOWHERE, BP_ARGS(source->name));
    if (size < 2 * RELEASED_AT_ONCE)
        source->heap = malloc(size);
    else if (get_stock(source, file, st))
        *fd = -1;
    if (!source->heap)
        return bp_report_memory(diag);
    source->text = source->heap;
    source->size = size;
    int error = read_bytes(file, source->heap, size);
    if (error && error != ESTALE)
        return cannot_read(source, error, diag);
    return error ? bp_report(diag, BP_FILE_CHANGED, BP_NOWHERE, BP_ARGS(source->name)) : BP_OK;
}

static bp_status read_open(int *fd, bool standard, bp_diag *diag, bp_source *source)
{
    struct stat st;
    int file = *fd;
    if (file < 0 || fstat(file, &st))
        return bp_report(diag, BP_FILE_OPEN, BP_NOWHERE, BP_ARGS(source->name, bp_error_text(diag, errno)));
    if (S_ISDIR(st.st_mode))
        return bp_report(diag, BP_IS_DIRECTORY, BP_NOWHERE, BP_ARGS(source->name));
    bool regular = S_ISREG(st.st_mode) && st.st_size > 0 && !standard;
    bp_status status = regular ? read_file(fd, &st, diag, source) : read_all(file, diag, source);
    if (!status && S_ISREG(st.st_mode) && has_changed(file, &st))
        status = bp_report(diag, BP_FILE_CHANGED, BP_NOWHERE, BP_ARGS(source->name));
    return status;
}

bp_status bp_source_open_as(const char *path, const char *name, bp_diag *diag, bp_source **out)
{
    bool standard = !strcmp(path, "-");
    bp_source *source = new_source(name);
    int fd = !source ? -1 : standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    bp_status status = source ? read_open(&fd, standard, diag, source) : bp_report_memory(diag);
    *out = NULL;
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

bp_status bp_source_open(const char *path, bp_diag *diag, bp_source **out)
{
    return bp_source_open_as(path, path, diag, out);
}

void bp_source_drop_text(bp_source *source)
{
    if (source->stock) {
        munmap(source->heap, source->stock->room);
        close(source->stock->fd);
        free(source->stock);
    } else
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

/* ---- text that is not needed for now ---- */

void bp_source_release(const bp_source *source, size_t from, size_t to, bp_source_test *sound)
{
    struct bp_stock *stock = source->stock;
    if (!stock || stock->kept)
        return;
    size_t before = (size_t)(source->text - source->heap), whole = RELEASED_AT_ONCE - 1;
    size_t begin = (before + from + whole) & ~whole, end = (before + to) & ~whole;  /* multiples of any page size */
    begin = begin > stock->released ? begin : stock->released;
    if (end <= begin || madvise(source->heap + begin, end - begin, MADV_DONTNEED))
        return;
    stock->released = end;
    stock->sound = sound;
    stock->gone = true;
}

bool bp_source_recall(const bp_source *source)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct bp_stock *stock = source->stock;
    if (!stock || !stock->gone)
        return true;
    pthread_mutex_lock(&lock);  /* one model may serve many threads */
    if (stock->gone && !stock->lost) {
        stock->lost = has_changed(stock->fd, &stock->as) || read_bytes(stock->fd, source->heap, (size_t)stock->as.st_size) ||
                      has_changed(stock->fd, &stock->as) || (stock->sound && !stock->sound(source));
        stock->kept = true;
        stock->gone = stock->lost;
    }
    bool there = !stock->gone;
    pthread_mutex_unlock(&lock);
    return there;
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
