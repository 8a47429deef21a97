/* private.h - a run under way, for the files that carry it out: run.c, intake.c, commit.c. Included by no other.
 *
 * A task goes from intake (the list, or the stream) to a worker, and from there by its outcome: what failed, or still holds, ends
 * at once; what is done goes staged -> syncing -> placed -> closing and ends with its receipt. Each of the two steps in the middle
 * waits for one flush of the file system, and one flush serves both: it brings the bytes of one group and the names of the group
 * before.
 */
#ifndef BP_BATCH_PRIVATE_H
#define BP_BATCH_PRIVATE_H

#include "batch/batch.h"
#include "batch/feed.h"
#include "batch/flusher.h"
#include "batch/pool.h"
#include "batch/task.h"

enum { BP_ATTEMPTS = 2 };

typedef struct bp_run {
    const bp_batch *batch;
    bp_diag *diag;
    bp_status status;            /* the worst so far */
    bp_batch_counts counts;
    bp_target target;
    bp_journal journal;
    bp_shop shop;
    bp_workplace place;
    bp_pool pool;
    bp_flusher flusher;
    int private_fds[8];

    size_t next;                 /* of the plan's list */
    bp_feed feed;
    bp_claims claims;            /* of a stream */
    bp_queue arrived, again;     /* from the stream; lost by their worker once */
    uint64_t number;             /* of attempts */
    size_t running;

    bp_queue staged, syncing, placed, closing;
    double staged_since;
    size_t bad_writes;           /* outputs that could not be written, one after the other */
    size_t unheard;              /* workers that no order could be sent to, one after the other */

    unsigned stops;              /* how often the batch was asked to stop */
    bool broken;                 /* the target, or whoever reads the receipts, is gone */
} bp_run;

/* run.c: reports that a file of the target cannot be written. */
bp_status bp_write_failed(bp_run *run, const char *path, int error);
/* Ends a task: receipt, count, notice. */
void bp_run_end(bp_run *run, bp_task *task);
/* Ends a task as failed by what diag has; NULL where there was no memory for one. */
void bp_run_fail(bp_run *run, bp_task *task, const bp_diag *diag);
/* Stops handing out jobs for a reason that was reported. */
void bp_run_break(bp_run *run, bp_status status);

/* intake.c: the next task to be handed out, NULL: none now. */
bp_task *bp_intake_next(bp_run *run);
/* Whether tasks may still come. */
bool bp_intake_is_over(const bp_run *run);
/* Whether the stream should be read now. */
bool bp_intake_wants(const bp_run *run);

/* commit.c: takes a task whose outputs stand in the staging folder. */
void bp_commit_take(bp_run *run, bp_task *task);
/* Starts a flush where it is time for one: idle says that nothing else is under way. */
void bp_commit_push(bp_run *run, bool idle);
/* The flush is done: ends one group and places the next. */
void bp_commit_flushed(bp_run *run);
/* Whether anything waits. */
bool bp_commit_is_empty(const bp_run *run);
/* Seconds until bp_commit_push has something to do, negative: never. */
double bp_commit_due(const bp_run *run);

#endif
