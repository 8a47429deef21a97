/* flusher.c - see flusher.h. */
#include "batch/flusher.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "batch/child.h"

static void serve(const bp_flusher *flusher, int fd)
{
    int error;
    close(flusher->lock);
    while (recv(fd, &error, 1, 0) == 1) {
        error = syncfs(flusher->folder) ? errno : 0;
        if (send(fd, &error, sizeof error, MSG_NOSIGNAL) != sizeof error)
            break;
    }
    _exit(0);
}

static bool start(bp_flusher *flusher)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
        return false;
    pid_t pid = bp_child_fork();
    if (!pid) {
        close(ends[0]);
        serve(flusher, ends[1]);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return false;
    }
    flusher->pid = pid;
    flusher->fd = ends[0];
    return true;
}

void bp_flusher_close(bp_flusher *flusher)
{
    if (!flusher->pid)
        return;
    kill(flusher->pid, SIGKILL);
    while (waitpid(flusher->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    close(flusher->fd);
    flusher->pid = 0;
    flusher->fd = -1;
    flusher->busy = false;
}

void bp_flusher_ask(bp_flusher *flusher)
{
    flusher->busy = true;
    for (int tries = 0; tries < 2; tries++) {
        if (!flusher->pid && !start(flusher))
            return;
        if (send(flusher->fd, "", 1, MSG_NOSIGNAL) == 1)
            return;
        bp_flusher_close(flusher);  /* it was killed: another one */
        flusher->busy = true;
    }
}

int bp_flusher_take(bp_flusher *flusher)
{
    int error = 0;
    ssize_t n = -1;
    while (flusher->pid && (n = recv(flusher->fd, &error, sizeof error, 0)) < 0 && errno == EINTR)
        ;
    if (n != sizeof error) {
        bp_flusher_close(flusher);  /* it never answers, or was never there */
        error = syncfs(flusher->folder) ? errno : 0;
    }
    flusher->busy = false;
    return error;
}

int bp_flusher_now(bp_flusher *flusher)
{
    if (flusher->busy) {
        int error = bp_flusher_take(flusher);
        if (error)
            return error;
    }
    return syncfs(flusher->folder) ? errno : 0;
}
