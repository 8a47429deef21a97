/* file.c - see file.h. */
#include "core/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"

enum { CHUNK = 1 << 18 };

struct bp_outfile {
    char *path;          /* as the caller gave it: for messages */
    char *target;        /* what the complete file is renamed to: links resolved; NULL for standard output and devices */
    char *temporary;
    int fd;
    int error;           /* errno of the first failure */
    bool unsynced;       /* the caller brings it to the disk */
    bp_buf pending;
};

/* Says so where it is the folder that is not there; else BP_OK. */
static bp_status report_no_folder(bp_diag *diag, const char *path)
{
    char *folder = strdup(path), *slash = folder ? strrchr(folder, '/') : NULL;
    bp_status status = BP_OK;
    if (slash)
        *slash = '\0';
    if (slash > folder && access(folder, F_OK))
        status = bp_report(diag, BP_NO_FOLDER, BP_NOWHERE, BP_ARGS(path, folder));
    free(folder);
    return status;
}

static bp_status write_failed(bp_diag *diag, const char *path, int error)
{
    bp_status status = error == ENOENT ? report_no_folder(diag, path) : BP_OK;
    return status ? status : bp_report(diag, BP_FILE_WRITE, BP_NOWHERE, BP_ARGS(path, bp_error_text(diag, error)));
}

static void free_outfile(bp_outfile *file)
{
    if (file->fd >= 0)
        close(file->fd);
    bp_buf_free(&file->pending);
    free(file->path);
    free(file->target);
    free(file->temporary);
    free(file);
}

/* Where the file is to stand in the end. A link is followed, so that it goes on pointing where it points. What is no regular file
 * (/dev/null, a pipe) is written into, not replaced: NULL. */
static char *find_target(const char *path)
{
    struct stat st;
    if (!strcmp(path, "-") || (!stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)))
        return NULL;
    char *resolved = realpath(path, NULL);
    return resolved ? resolved : strdup(path);
}

static char *name_temporary(const char *target)
{
    const char *folder = getenv("TMPDIR"), *slash = target ? strrchr(target, '/') : NULL;
    bp_buf name = {0};
    if (target)
        bp_buf_put(&name, target, slash ? (size_t)(slash - target) + 1 : 0);
    else
        bp_buf_printf(&name, "%s/", folder && *folder ? folder : "/tmp");
    bp_buf_puts(&name, ".budgetpress-XXXXXX");
    return bp_buf_take(&name);
}

/* mkostemp makes files private: give the rights of the old file, or those that a new one would have had. */
static void set_mode(const bp_outfile *file)
{
    struct stat st;
    mode_t mask = umask(0);
    umask(mask);
    mode_t mode = file->target && !stat(file->target, &st) ? st.st_mode & 07777 : 0666 & ~mask;
    if (fchmod(file->fd, mode)) {
        /* some file systems have no rights to set */
    }
}

bp_status bp_outfile_open(const char *path, bp_diag *diag, bp_outfile **out)
{
    struct stat st;
    *out = NULL;
    if (!stat(path, &st) && S_ISDIR(st.st_mode))
        return bp_report(diag, BP_IS_DIRECTORY, BP_NOWHERE, BP_ARGS(path));
    bp_outfile *file = calloc(1, sizeof *file);
    if (!file)
        return bp_report_memory(diag);
    file->fd = -1;
    file->path = strdup(path);
    file->target = find_target(path);
    file->temporary = name_temporary(file->target);
    if (!file->path || !file->temporary) {
        free_outfile(file);
        return bp_report_memory(diag);
    }
    file->fd = mkostemp(file->temporary, O_CLOEXEC);
    if (file->fd < 0) {
        bp_status status = write_failed(diag, path, errno);
        free_outfile(file);
        return status;
    }
    if (file->target)
        set_mode(file);
    *out = file;
    return BP_OK;
}

static int write_all(int fd, const char *data, size_t size)
{
    while (size) {
        ssize_t n = write(fd, data, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        data += n;
        size -= (size_t)n;
    }
    return 0;
}

static void flush(bp_outfile *file)
{
    if (!file->error)
        file->error = file->pending.failed ? ENOMEM : write_all(file->fd, bp_buf_text(&file->pending), file->pending.size);
    bp_buf_truncate(&file->pending, 0);
}

void bp_outfile_write(bp_outfile *file, const void *data, size_t size)
{
    if (file->error)
        return;
    if (file->pending.size + size > CHUNK)
        flush(file);
    if (size >= CHUNK && !file->error)
        file->error = write_all(file->fd, data, size);
    else
        bp_buf_put(&file->pending, data, size);
}

const char *bp_outfile_temporary(const bp_outfile *file)
{
    return file->temporary;
}

void bp_outfile_leave_unsynced(bp_outfile *file)
{
    file->unsynced = true;
}

/* The complete file into standard output or a device. */
static int copy_out(bp_outfile *file)
{
    char chunk[1 << 16];
    ssize_t n = 0;
    int error = 0;
    int in = open(file->temporary, O_RDONLY | O_CLOEXEC);  /* again by name: a library may have replaced the file */
    int out = strcmp(file->path, "-") ? open(file->path, O_WRONLY | O_CLOEXEC) : STDOUT_FILENO;
    if (in < 0 || out < 0)
        error = errno;
    while (!error && (n = read(in, chunk, sizeof chunk)) > 0)
        error = write_all(out, chunk, (size_t)n);
    if (n < 0)
        error = errno;
    if (in >= 0)
        close(in);
    if (out > STDOUT_FILENO && close(out) && !error)
        error = errno;
    return error;
}

/* The rename is on disk only when the folder is. */
static void sync_folder(const char *target)
{
    char *folder = strdup(target);
    char *slash = folder ? strrchr(folder, '/') : NULL;
    if (slash)
        slash[slash == folder] = '\0';
    int fd = folder ? open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(folder);
}

/* By name: a library may have replaced the file. */
static int sync_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int error = fd < 0 || fsync(fd) ? errno : 0;
    if (fd >= 0)
        close(fd);
    return error;
}

bp_status bp_outfile_complete(bp_outfile *file, bp_diag *diag)
{
    flush(file);
    if (!file->error && close(file->fd))
        file->error = errno;
    file->fd = -1;
    if (!file->error && !file->target)
        file->error = copy_out(file);
    else if (!file->error && !file->unsynced)
        file->error = sync_file(file->temporary);
    return file->error ? write_failed(diag, file->path, file->error) : BP_OK;
}

bp_status bp_outfile_finish(bp_outfile *file, bp_diag *diag)
{
    bp_status status = BP_OK;
    if (!file->target)
        unlink(file->temporary);
    else if (rename(file->temporary, file->target)) {
        status = write_failed(diag, file->path, errno);
        unlink(file->temporary);
    } else if (!file->unsynced)
        sync_folder(file->target);
    free_outfile(file);
    return status;
}

void bp_outfile_drop(bp_outfile *file)
{
    if (!file)
        return;
    unlink(file->temporary);
    free_outfile(file);
}
