/* pool.h - worker processes: started from the prepared parent, given one order at a time, replaced when lost. Included by batch.
 *
 * A worker never outlives its parent and never writes but into the staging folder, so one that is lost at any moment leaves nothing
 * behind that counts.
 */
#ifndef BP_BATCH_POOL_H
#define BP_BATCH_POOL_H

#include <poll.h>
#include <sys/types.h>

#include "batch/clock.h"
#include "batch/work.h"

enum { BP_POOL_MAX = 256 };

typedef struct bp_worker {
    pid_t pid;               /* 0: not running */
    int fd;
    bp_buf in;               /* the outcome as far as it has come */
    void *task;              /* what it works on, NULL: idle */
    double deadline;
} bp_worker;

typedef struct bp_pool {
    const bp_workplace *place;
    size_t memory;           /* bytes a worker may hold, 0: any */
    double timeout;          /* seconds a job may take, 0: any */
    const int *private_fds;  /* of the parent, -1 at the end: closed in workers */
    bp_worker workers[BP_POOL_MAX];
    size_t count;
} bp_pool;

typedef enum bp_pool_event {
    BP_POOL_NOTHING,
    BP_POOL_OUTCOME,         /* bp_outcome_take(&worker->in), then bp_pool_release */
    BP_POOL_LOST             /* died; *how says of what. It is gone, and its task is the caller's */
} bp_pool_event;

/* A worker that can take an order, started if need be; NULL: all are busy. *error is errno where one could not be started. */
bp_worker *bp_pool_idle(bp_pool *pool, int *error);
/* Hands over; 0, or the errno with which the worker could not be reached: it is gone, try another. */
int bp_pool_hand(bp_pool *pool, bp_worker *worker, bp_buf *frame, void *task);
/* Takes what a worker has to say after poll. */
bp_pool_event bp_pool_take(bp_worker *worker, short revents, char how[64]);
bool bp_pool_is_late(const bp_worker *worker, double now);
/* Ends a worker that hangs. */
void bp_pool_kill(bp_worker *worker);
/* Drops the outcome that was taken: the worker is idle, or ends where it said so. */
void bp_pool_release(bp_worker *worker, bool retire);
/* Ends all workers at once. */
void bp_pool_close(bp_pool *pool);

#endif
