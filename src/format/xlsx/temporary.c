/* temporary.c - see temporary.h.
 *
 * libxlsxwriter writes every part of a workbook to a temporary file first, copies that into the package, and asks neither stream
 * whether it failed: on a full disk a workbook came out without its end, and reported as done. It makes the files by lxw_tmpfile,
 * an exported function of its own; the one here is found before it and gives the same, a stream over a file without a name, that
 * remembers.
 */
#include "format/xlsx/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "diag/file.h"

BP_API FILE *lxw_tmpfile(char *folder);

enum { BUFFER = 1 << 16 };  /* eight times the C library's: the rows of a workbook go through such files four times */

/* What a stream is over. */
typedef struct temporary {
    int fd;
    char buffer[BUFFER];
} temporary;

static _Thread_local int first_error;

int bp_temporary_error(void)
{
    int error = first_error;
    first_error = 0;
    return error;
}

static ssize_t failed(void)
{
    if (!first_error)
        first_error = errno ? errno : EIO;
    return -1;
}

static ssize_t read_some(void *cookie, char *data, size_t size)
{
    ssize_t n = read(((temporary *)cookie)->fd, data, size);
    return n < 0 ? failed() : n;
}

static ssize_t write_all(void *cookie, const char *data, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = write(((temporary *)cookie)->fd, data + done, size - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            failed();
            return 0;
        }
        done += (size_t)n;
    }
    return (ssize_t)size;
}

static int seek(void *cookie, off64_t *offset, int whence)
{
    off64_t at = lseek64(((temporary *)cookie)->fd, *offset, whence);
    if (at < 0)
        return (int)failed();
    *offset = at;
    return 0;
}

static int close_file(void *cookie)
{
    int result = close(((temporary *)cookie)->fd);
    free(cookie);
    return result;
}

static int open_unnamed(const char *folder)
{
    char *name;
    if (!strcmp(folder, BP_MEMORY_FOLDER))
        return bp_memory_file();
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || asprintf(&name, "%s/.budgetpress-XXXXXX", folder) < 0)
        return fd;
    fd = mkostemp(name, O_CLOEXEC); /* not every file system has files without a name */
    if (fd >= 0)
        unlink(name);
    free(name);
    return fd;
}

FILE *lxw_tmpfile(char *folder)
{
    const cookie_io_functions_t functions = {read_some, write_all, seek, close_file};
    const char *given = getenv("TMPDIR");
    temporary *cookie = malloc(sizeof *cookie);
    if (!cookie)
        return NULL;
    cookie->fd = open_unnamed(folder ? folder : given && *given ? given : "/tmp");
    FILE *file = cookie->fd >= 0 ? fopencookie(cookie, "w+", functions) : NULL;
    if (file)
        setvbuf(file, cookie->buffer, _IOFBF, sizeof cookie->buffer);
    else {
        failed();
        if (cookie->fd >= 0)
            close(cookie->fd);
        free(cookie);
    }
    return file;
}
