/* task.h - a job on its way through a run, and writing its receipt. Included by batch. */
#ifndef BP_BATCH_TASK_H
#define BP_BATCH_TASK_H

#include "batch/order.h"

typedef struct bp_task {
    struct bp_task *next;
    const bp_batch_job *job;
    bp_batch_job own;          /* the job itself where it came from a stream, in arena */
    bp_arena arena;
    uint64_t number;           /* of this attempt, in the staging folder */
    unsigned attempts;
    bp_receipt past;
    bp_outcome outcome;        /* once there is one, in arena */
} bp_task;

/* A first-in, first-out list. */
typedef struct bp_queue {
    bp_task *first, **end;
    size_t count;
} bp_queue;
void bp_queue_put(bp_queue *queue, bp_task *task);
void bp_queue_put_first(bp_queue *queue, bp_task *task);
bp_task *bp_queue_take(bp_queue *queue);
/* Moves all of one list behind another. */
void bp_queue_append(bp_queue *queue, bp_queue *from);
void bp_queue_drop(bp_queue *queue);

/* A task for a job of a list, or with job NULL for one that is to be put into own; NULL when memory is short. */
bp_task *bp_task_new(const bp_batch_job *job);
void bp_task_free(bp_task *task);
/* Keeps a worker's outcome, which is lent, for as long as the task lives. */
bool bp_task_keep(bp_task *task, const bp_outcome *outcome);
/* Makes the task a failed one, with the first error in diag as its cause; with diag NULL, for want of memory, none is told. json
 * tells how lines are made. False where memory was too short to keep what is told. */
bool bp_task_fail(bp_task *task, const bp_diag *diag, bool json);
/* The receipt's line. */
void bp_task_receipt(const bp_task *task, bp_buf *out);
/* The line for what a stream sent and is no job: label is "" where it has none. */
void bp_task_refusal(bp_buf *out, const char *label, const bp_diag *diag);

#endif
