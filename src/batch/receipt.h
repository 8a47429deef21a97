/* receipt.h - what a line of receipts.ndjson says. Included by batch and by the commands on batches.
 *
 * A receipt is one JSON object on one line:
 *   job           the job's id
 *   id            what its line called it, where it did
 *   input         its path
 *   status        "done", its outputs stand under their names; or "failed", and findings say why
 *   attempts      how many workers had it: 2 where the first was lost
 *   input_sha256, form, form_sha256, settings_sha256
 *                 what the outputs were made from: the form with its dictionary and the checks.json in its folder; settings are the
 *                 version of the program, the options, the font set and its fonts, and SOURCE_DATE_EPOCH
 *   outputs       array of {path, format, bytes, sha256}, paths below the target
 *   pages, department, fiscal_year, amount_unit, projects, totals
 *   findings      as --diagnostics=json prints them, the first hundred; findings_omitted counts the rest
 *   seconds, finished
 * One more kind of line, {"plan": ...}, says which batch it is: plan, jobs, shard, shards, shard_jobs, shard_outputs. Of two lines
 * for one job, or of two plans, the later one counts.
 */
#ifndef BP_BATCH_RECEIPT_H
#define BP_BATCH_RECEIPT_H

#include "batch/job.h"
#include "base/sha256.h"

typedef struct bp_receipt_output {
    const char *path, *sha256;
} bp_receipt_output;

/* Strings live in the arena given; "" where a member is missing. */
typedef struct bp_receipt {
    const char *job;                 /* NULL: the line is a plan */
    const char *id, *input;
    bool done;
    const char *input_sha256, *form, *form_sha256, *settings_sha256;
    bp_receipt_output outputs[BP_JOB_FORMATS];
    size_t output_count;
    bool too_many;                   /* it names more outputs than a job can have */
    size_t pages, projects, attempts;
    const char *department, *amount_unit, *finished;
    int fiscal_year;
    const char *totals[4];           /* in the order of bp_fund */
    const char *code, *message;      /* of the first error among the findings */
    double seconds;
    /* of a plan */
    const char *plan;
    size_t jobs, shard, shards, shard_jobs;
    size_t shard_outputs;            /* 0: of a version that did not say */
} bp_receipt;

/* Appends the member "findings", and where there are more than a hundred "findings_omitted". A finding that memory was too short
 * for makes the buffer fail: a receipt does not stand without it. */
void bp_put_findings(const bp_diag *diag, bp_buf *out);
/* False where the line is no receipt and no plan: torn, or not ours; and where arena->failed says that memory was short. */
bool bp_receipt_parse(const char *line, size_t size, bp_arena *arena, bp_receipt *out);

#endif
