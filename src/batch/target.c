/* target.c - see target.h. */
#include "batch/target.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

#define CONTROL ".budgetpress"

static bp_status failed(bp_code code, const char *path, bp_diag *diag)
{
    return bp_report(diag, code, BP_NOWHERE, BP_ARGS(path, bp_error_text(diag, errno)));
}

/* As mkdir -p. */
static bool make_folders(const char *path)
{
    char *copy = strdup(path);
    bool ok = copy;
    for (char *p = copy ? copy + 1 : NULL; ok && p && *copy; p++) {
        if (*p && *p != '/')
            continue;
        char end = *p;
        *p = '\0';
        ok = !mkdir(copy, 0777) || errno == EEXIST;
        *p = end;
        if (!end)
            break;
    }
    free(copy);
    return ok;
}

/* Removes what a folder holds, files and one level of folders below. */
static void empty(int folder)
{
    int fd = dup(folder);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (!dir)
        return;
    rewinddir(dir);
    for (struct dirent *e; (e = readdir(dir));) {
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..") || !strcmp(e->d_name, "lock") || !unlinkat(folder, e->d_name, 0))
            continue;
        int below = openat(folder, e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (below < 0)
            continue;
        empty(below);
        close(below);
        unlinkat(folder, e->d_name, AT_REMOVEDIR);
    }
    closedir(dir);
}

static int open_control(const bp_target *target)
{
    if (mkdirat(target->fd, CONTROL, 0777) && errno != EEXIST)
        return -1;
    return openat(target->fd, CONTROL, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* The lock file and its folder are removed at the end: a file that was locked just then is no longer the one that others see, and a
 * folder that was opened just then takes no new one. */
static bp_status take_lock(bp_target *target, int *control, const char *path, bp_diag *diag)
{
    enum { TRIES = 40, PAUSE_MS = 50 };
    struct stat held, seen;
    int tries = 0;
    for (;;) {
        if (*control < 0 && (*control = open_control(target)) < 0)
            return failed(BP_FILE_WRITE, path, diag);
        target->lock = openat(*control, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (target->lock < 0 && errno == ENOENT) {
            close(*control);
            *control = -1;
            continue;
        }
        if (target->lock < 0)
            return failed(BP_FILE_WRITE, path, diag);
        if (flock(target->lock, LOCK_EX | LOCK_NB)) {
            if (errno == EWOULDBLOCK && tries++ < TRIES) {  /* the children of a run that was killed may be dying just now */
                close(target->lock);
                poll(NULL, 0, PAUSE_MS);
                continue;
            }
            return errno == EWOULDBLOCK ? bp_report(diag, BP_BATCH_LOCKED, BP_NOWHERE, BP_ARGS(path))
                                        : failed(BP_FILE_WRITE, path, diag);
        }
        if (!fstat(target->lock, &held) && !fstatat(*control, "lock", &seen, AT_SYMLINK_NOFOLLOW) && held.st_ino == seen.st_ino)
            return BP_OK;
        close(target->lock);
    }
}

static bp_status make_staging(bp_target *target, int control, bp_diag *diag)
{
    char name[32];
    snprintf(name, sizeof name, "run-%ld", (long)getpid());
    empty(control);
    if (asprintf(&target->staging, "%s/" CONTROL "/%s", target->path, name) < 0) {
        target->staging = NULL;
        return bp_report_memory(diag);
    }
    if (mkdirat(control, name, 0777) && errno != EEXIST)
        return failed(BP_FILE_WRITE, target->staging, diag);
    target->staging_fd = openat(control, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return target->staging_fd < 0 ? failed(BP_FILE_OPEN, target->staging, diag) : BP_OK;
}

bp_status bp_target_open(const char *path, bp_diag *diag, bp_target *out)
{
    *out = (bp_target){.fd = -1, .staging_fd = -1, .lock = -1, .last_fd = -1};
    if (!make_folders(path))
        return failed(BP_FILE_WRITE, path, diag);
    out->path = realpath(path, NULL);
    out->fd = out->path ? open(out->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (out->fd < 0)
        return failed(BP_FILE_OPEN, path, diag);
    int control = -1;
    bp_status status = take_lock(out, &control, path, diag);
    if (!status)
        status = make_staging(out, control, diag);
    if (control >= 0)
        close(control);
    return status;
}

/* Opens a folder below the target, making what is missing; -1 with errno. */
static int open_folder(int root, const char *path, size_t size)
{
    int fd = dup(root);
    while (size && fd >= 0) {
        char part[256];
        size_t n = strcspn(path, "/");
        if (n >= sizeof part) {
            close(fd);
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(part, path, n);
        part[n] = '\0';
        int below = openat(fd, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (below < 0 && errno == ENOENT && (!mkdirat(fd, part, 0777) || errno == EEXIST))
            below = openat(fd, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int error = errno;
        close(fd);
        errno = error;
        fd = below;
        path += n + (n < size);
        size -= n + (n < size);
    }
    return fd;
}

/* The folder of a name; the last one stays open, since names come in order. */
static int folder_of(bp_target *target, const char *name, size_t size)
{
    if (target->last && strlen(target->last) == size && !memcmp(target->last, name, size))
        return target->last_fd;
    int fd = open_folder(target->fd, name, size);
    if (fd < 0)
        return -1;
    free(target->last);
    if (target->last_fd >= 0)
        close(target->last_fd);
    target->last = strndup(name, size);
    return target->last_fd = fd;
}

bp_status bp_target_place(bp_target *target, const char *staged, const char *name, bp_diag *diag)
{
    const char *slash = strrchr(name, '/');
    size_t size = slash ? (size_t)(slash - name) : 0;
    int folder = folder_of(target, name, size);
    if (folder < 0 && (errno == ELOOP || errno == ENOTDIR)) {
        char *above = strndup(name, size);
        bp_status status = bp_report(diag, BP_BATCH_LINK, BP_NOWHERE, BP_ARGS(above ? above : name));
        free(above);
        return status;
    }
    if (folder < 0 || renameat(target->staging_fd, staged, folder, slash ? slash + 1 : name))
        return failed(BP_FILE_WRITE, name, diag);
    return BP_OK;
}

void bp_target_close(bp_target *target)
{
    int control = target->fd < 0 ? -1 : openat(target->fd, CONTROL, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (target->staging && control >= 0) {  /* the lock is ours */
        empty(control);
        unlinkat(control, "lock", 0);
        unlinkat(target->fd, CONTROL, AT_REMOVEDIR);
    }
    const int fds[] = {control, target->lock, target->staging_fd, target->last_fd, target->fd};
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    free(target->path);
    free(target->staging);
    free(target->last);
    *target = (bp_target){.fd = -1, .staging_fd = -1, .lock = -1, .last_fd = -1};
}
