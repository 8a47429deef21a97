/* order.h - what a worker is asked to do, and what came of it. Included by batch.
 *
 * Orders and outcomes travel as frames; all their strings are lent by the frame or the arena they were taken from.
 */
#ifndef BP_BATCH_ORDER_H
#define BP_BATCH_ORDER_H

#include "batch/frame.h"
#include "batch/job.h"
#include "batch/receipt.h"

typedef struct bp_order {
    uint64_t number;             /* names the files in the staging folder */
    const char *input, *form, *font_set;  /* form, font_set: "" where the batch's hold */
    const char *const *formats, *const *outputs, *const *options;
    size_t format_count, option_count;
    bool named;                  /* outputs are known, one a format */
    bp_receipt past;             /* an earlier receipt to hold the job against; done false: there is none */
} bp_order;

void bp_order_put(bp_buf *frame, uint64_t number, const bp_batch_job *job, const bp_receipt *past);
/* False when memory is short. */
bool bp_order_take(const bp_buf *frame, bp_arena *arena, bp_order *out);

typedef enum bp_outcome_kind {
    BP_OUTCOME_DONE,    /* the outputs stand in the staging folder */
    BP_OUTCOME_SAME,    /* input, form, settings and outputs are those of the past receipt: nothing was done */
    BP_OUTCOME_FAILED
} bp_outcome_kind;

enum { BP_OUTCOME_LINES = 5 };

typedef struct bp_outcome {
    bp_outcome_kind kind;
    bp_status status;
    const char *code, *cause;    /* of the first error, "" where there was none */
    bool target_failed;          /* a file in the staging folder could not be written */
    bool retire;                 /* the worker has grown and ends now: a fresh one is to take its place */
    const char *members;         /* of the receipt, JSON, without what only the parent knows */
    const char *lines[BP_OUTCOME_LINES];  /* the first errors, as the command prints them */
    size_t line_count;
} bp_outcome;

void bp_outcome_put(bp_buf *frame, const bp_outcome *outcome);
void bp_outcome_take(const bp_buf *frame, bp_outcome *out);

#endif
