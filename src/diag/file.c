/* file.c - see file.h. */
#include "diag/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"

enum { CHUNK = 1 << 18, LINKS_MAX = 40, NAMES_MAX = 100 };

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

struct bp_outfile {
    char *path;          /* as the caller gave it: for messages */
    char *target;        /* what the complete file is renamed to: links resolved; NULL for standard output and devices */
    char *temporary;
    int fd;
    int error;           /* errno of the first failure */
    bool unsynced;       /* the caller brings it to the disk */
    bp_buf pending;
    bp_outfile *next;    /* in the list of those that have a temporary file */
};

/* Says so where it is the folder of the target that is not there; else BP_OK. */
static bp_status report_no_folder(bp_diag *diag, const char *path, const char *target)
{
    char *folder = strdup(target), *slash = folder ? strrchr(folder, '/') : NULL;
    bp_status status = BP_OK;
    if (slash)
        *slash = '\0';
    if (slash > folder && access(folder, F_OK))
        status = bp_report(diag, BP_NO_FOLDER, BP_NOWHERE, BP_ARGS(path, folder));
    free(folder);
    return status;
}

/* What a signal that ends the process has to clean up. Signals wait while the list is changed, so that a handler never sees half a
 * change. */
static bp_outfile *unfinished;
static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;

static void hold_signals(sigset_t *before)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, before);
    pthread_mutex_lock(&list_lock);
}

static void let_signals(const sigset_t *before)
{
    pthread_mutex_unlock(&list_lock);
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

void bp_outfile_abandon_all(void)
{
    int error = errno;
    for (const bp_outfile *file = unfinished; file; file = file->next)
        unlink(file->temporary);
    errno = error;
}

static bp_status write_failed(bp_diag *diag, const bp_outfile *file, int error)
{
    const char *path = file->path && *file->path ? file->path : bp_diag_text(diag, "a file in memory");
    bp_status status = error == ENOENT ? report_no_folder(diag, path, file->target ? file->target : path) : BP_OK;
    return status ? status : bp_report(diag, BP_FILE_WRITE, BP_NOWHERE, BP_ARGS(path, bp_error_text(diag, error)));
}

/* Six characters that no other file here is likely to have; whether one has, the kernel says. */
static void put_random(char *out)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    struct timespec now;
    uint64_t bits;
    if (getrandom(&bits, sizeof bits, GRND_NONBLOCK) != sizeof bits) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        bits = (uint64_t)now.tv_nsec * 2654435761u ^ (uint64_t)getpid() << 20 ^ (uintptr_t)out;
    }
    for (int i = 0; i < 6; i++, bits /= sizeof letters - 1)
        out[i] = letters[bits % (sizeof letters - 1)];
}

/* Opens a file that was not there, its name made of one that ends with XXXXXX. mkostemp would make it private, and what the umask
 * leaves of other rights only the kernel can say without changing it under other threads. */
static int create(char *name, mode_t mode)
{
    int fd = -1;
    for (int tries = 0; fd < 0 && tries < NAMES_MAX && (!tries || errno == EEXIST); tries++) {
        put_random(name + strlen(name) - 6);
        fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    }
    return fd;
}

/* Creates the temporary file; errno where that fails. No moment is left between its being there and its being known. */
static int make_temporary(bp_outfile *file, mode_t mode)
{
    sigset_t before;
    hold_signals(&before);
    file->fd = create(file->temporary, mode);
    int error = file->fd < 0 ? errno : 0;
    if (!error) {
        file->next = unfinished;
        unfinished = file;
    }
    let_signals(&before);
    return error;
}

static void take_off_list(const bp_outfile *file)
{
    sigset_t before;
    hold_signals(&before);
    bp_outfile **at = &unfinished;
    while (*at && *at != file)
        at = &(*at)->next;
    if (*at)
        *at = file->next;
    let_signals(&before);
}

static void free_outfile(bp_outfile *file)
{
    take_off_list(file);
    if (file->fd >= 0)
        close(file->fd);
    bp_buf_free(&file->pending);
    free(file->path);
    free(file->target);
    free(file->temporary);
    free(file);
}

/* What is no regular file (/dev/null, a pipe) is written into, not replaced. */
static bool is_written_into(const char *path)
{
    struct stat st;
    return !strcmp(path, "-") || (!stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode));
}

/* The path that a link has in it; NULL with errno where there is none. */
static char *read_link(const char *path)
{
    char text[PATH_MAX];
    ssize_t size = readlink(path, text, sizeof text);
    const char *slash = size > 0 && *text != '/' ? strrchr(path, '/') : NULL;
    bp_buf out = {0};
    if (size <= 0 || size == sizeof text)
        return NULL;
    bp_buf_put(&out, path, slash ? (size_t)(slash - path) + 1 : 0);
    bp_buf_put(&out, text, (size_t)size);
    if (out.failed)
        errno = ENOMEM;
    return bp_buf_take(&out);
}

static char *follow(const char *path, int links)
{
    char *resolved = realpath(path, NULL);
    if (resolved || errno == ENOMEM)
        return resolved;
    char *next = errno == ENOENT && links < LINKS_MAX ? read_link(path) : NULL;
    if (!next)
        return errno == ENOMEM ? NULL : strdup(path);
    resolved = follow(next, links + 1);
    free(next);
    return resolved;
}

char *bp_outfile_target(const char *path)
{
    return follow(path, 0);
}

/* The folder of a target; that of temporary files where there is none. */
static char *folder_of(const char *target)
{
    const char *given = getenv("TMPDIR"), *slash = target ? strrchr(target, '/') : NULL;
    if (!target)
        return strdup(given && *given ? given : "/tmp");
    return slash ? strndup(target, slash == target ? 1 : (size_t)(slash - target)) : strdup(".");
}

static char *name_temporary(const char *target)
{
    char *folder = folder_of(target);
    bp_buf name = {0};
    bp_buf_printf(&name, "%s/.budgetpress-XXXXXX", folder ? folder : "");
    free(folder);
    if (folder)
        return bp_buf_take(&name);
    bp_buf_free(&name);
    return NULL;
}

char *bp_outfile_folder(const char *path, bool *written_into)
{
    *written_into = is_written_into(path);
    char *target = *written_into ? NULL : bp_outfile_target(path);
    char *folder = target || *written_into ? folder_of(target) : NULL;
    free(target);
    return folder;
}

static bool alone;

void bp_outfile_be_alone(void)
{
    alone = true;
}

/* The temporary file, with the rights of the old file, or those that the umask leaves a new one. What is copied out in the end is
 * nobody else's to read. */
static int open_temporary(bp_outfile *file)
{
    struct stat st;
    bool old = file->target && !stat(file->target, &st);
    if (old && alone) {
        mode_t mask = umask(0);
        int error = make_temporary(file, st.st_mode & 07777);
        umask(mask);
        return error;
    }
    int error = make_temporary(file, !file->target || old ? 0600 : 0666);
    if (!error && old && fchmod(file->fd, st.st_mode & 07777)) {
        /* some file systems have no rights to set */
    }
    return error;
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
    bool written_into = is_written_into(path);
    file->path = strdup(path);
    file->target = written_into ? NULL : bp_outfile_target(path);
    file->temporary = file->target || written_into ? name_temporary(file->target) : NULL;
    if (!file->path || !file->temporary) {
        free_outfile(file);
        return bp_report_memory(diag);
    }
    int error = open_temporary(file);
    if (error) {
        bp_status status = write_failed(diag, file, error);
        free_outfile(file);
        return status;
    }
    *out = file;
    return BP_OK;
}

int bp_memory_file(void)
{
    int fd = memfd_create("budgetpress", MFD_CLOEXEC | MFD_NOEXEC_SEAL);
    return fd >= 0 || errno != EINVAL ? fd : memfd_create("budgetpress", MFD_CLOEXEC);  /* a kernel before 6.3 */
}

bp_status bp_outfile_open_memory(bp_diag *diag, bp_outfile **out)
{
    bp_outfile *file = *out = calloc(1, sizeof *file);
    if (!file)
        return bp_report_memory(diag);
    file->fd = bp_memory_file();
    file->path = strdup("");
    if (file->fd >= 0 && file->path && asprintf(&file->temporary, BP_MEMORY_FOLDER "/%d", file->fd) >= 0)
        return BP_OK;
    if (file->path)
        file->temporary = NULL;  /* undefined where it failed */
    bp_status status = file->fd < 0 ? write_failed(diag, file, errno) : bp_report_memory(diag);
    free_outfile(file);
    *out = NULL;
    return status;
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
    char *folder = folder_of(target);
    int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
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
    return file->error ? write_failed(diag, file, file->error) : BP_OK;
}

bp_status bp_outfile_take_memory(bp_outfile *file, bp_diag *diag, int *fd)
{
    flush(file);
    if (file->error)
        return write_failed(diag, file, file->error);
    *fd = file->fd;
    file->fd = -1;
    return BP_OK;
}

bp_status bp_outfile_finish(bp_outfile *file, bp_diag *diag)
{
    bp_status status = BP_OK;
    if (!file->target)
        unlink(file->temporary);
    else if (rename(file->temporary, file->target)) {
        status = write_failed(diag, file, errno);
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
    if (strncmp(file->temporary, BP_MEMORY_FOLDER, strlen(BP_MEMORY_FOLDER)) != 0)
        unlink(file->temporary);
    free_outfile(file);
}
