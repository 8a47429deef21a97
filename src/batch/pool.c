/* pool.c - see pool.h. */
#include "batch/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "batch/child.h"

/* In the worker. */

/* Bytes of private memory, as RLIMIT_DATA counts them. */
static size_t held(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file)
        return 0;
    if (fscanf(file, "%*u %*u %*u %*u %*u %lu", &pages) != 1)
        pages = 0;
    fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* What the parent has open, and standard input and output, are not the worker's to use. */
static void become_worker(const bp_pool *pool, int fd)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].pid && pool->workers[i].fd != fd)
            close(pool->workers[i].fd);
    for (const int *own = pool->private_fds; own && *own >= 0; own++)
        close(*own);
    if (null >= 0) {
        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
    }
    if (pool->memory) {
        struct rlimit limit;
        if (!getrlimit(RLIMIT_DATA, &limit) && (limit.rlim_max == RLIM_INFINITY || limit.rlim_max > pool->memory)) {
            limit.rlim_cur = pool->memory;
            setrlimit(RLIMIT_DATA, &limit);
        }
    }
}

static void serve(const bp_pool *pool, int fd)
{
    bp_buf in = {0}, out = {0};
    bp_arena arena = {0};
    bp_order order;
    for (bool retire = false; !retire;) {
        bp_outcome outcome = {.kind = BP_OUTCOME_FAILED, .status = BP_SYSTEM};
        int got = bp_frame_receive(&in, fd);
        if (got < 0)
            break;
        if (!got)
            continue;
        if (bp_order_take(&in, &arena, &order))
            bp_work(pool->place, &order, &arena, &outcome);
        if (!outcome.members)  /* no memory to tell it: the job is tried again in a fresh worker */
            _exit(BP_SYSTEM);
        outcome.retire = retire = pool->memory && held() > pool->memory / 2;
        bp_outcome_put(&out, &outcome);
        if (bp_frame_send(&out, fd))
            break;
        bp_frame_drop(&in);
        bp_arena_reset(&arena);
    }
    _exit(0);
}

/* In the parent. */

static int start(bp_pool *pool, bp_worker *worker)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
        return errno;
    pid_t pid = bp_child_fork();
    if (!pid) {
        close(ends[0]);
        become_worker(pool, ends[1]);
        serve(pool, ends[1]);
    }
    int error = pid < 0 ? errno : 0;
    close(ends[1]);
    if (error) {
        close(ends[0]);
        return error;
    }
    *worker = (bp_worker){.pid = pid, .fd = ends[0]};
    return 0;
}

bp_worker *bp_pool_idle(bp_pool *pool, int *error)
{
    *error = 0;
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].pid && !pool->workers[i].task)
            return &pool->workers[i];
    for (size_t i = 0; i < pool->count; i++)
        if (!pool->workers[i].pid)
            return (*error = start(pool, &pool->workers[i])) ? NULL : &pool->workers[i];
    return NULL;
}

/* Waits for a worker that is ending and forgets it. */
static void bury(bp_worker *worker, char how[64])
{
    int status = 0;
    while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (how && WIFSIGNALED(status))
        snprintf(how, 64, "SIG%s", sigabbrev_np(WTERMSIG(status)) ? sigabbrev_np(WTERMSIG(status)) : "?");
    else if (how)
        snprintf(how, 64, "exit(%d)", WEXITSTATUS(status));
    close(worker->fd);
    bp_buf_free(&worker->in);
    *worker = (bp_worker){.fd = -1};
}

int bp_pool_hand(bp_pool *pool, bp_worker *worker, bp_buf *frame, void *task)
{
    int error = bp_frame_send(frame, worker->fd);
    if (error) {
        kill(worker->pid, SIGKILL);
        bury(worker, NULL);
        return error;
    }
    worker->task = task;
    worker->deadline = pool->timeout > 0 ? bp_clock() + pool->timeout : 0;
    return 0;
}

bp_pool_event bp_pool_take(bp_worker *worker, short revents, char how[64])
{
    if (!worker->pid || !(revents & (POLLIN | POLLHUP | POLLERR)))
        return BP_POOL_NOTHING;
    int got = bp_frame_receive(&worker->in, worker->fd);
    if (got >= 0)
        return got ? BP_POOL_OUTCOME : BP_POOL_NOTHING;
    kill(worker->pid, SIGKILL);  /* it has closed its end: dead, or as good as */
    bury(worker, how);
    return BP_POOL_LOST;
}

bool bp_pool_is_late(const bp_worker *worker, double now)
{
    return worker->pid && worker->task && worker->deadline > 0 && now > worker->deadline;
}

void bp_pool_kill(bp_worker *worker)
{
    kill(worker->pid, SIGKILL);
    bury(worker, NULL);
}

void bp_pool_release(bp_worker *worker, bool retire)
{
    worker->task = NULL;
    bp_frame_drop(&worker->in);
    if (retire)
        bury(worker, NULL);
}

void bp_pool_close(bp_pool *pool)
{
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].pid)
            kill(pool->workers[i].pid, SIGKILL);
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].pid)
            bury(&pool->workers[i], NULL);
}
