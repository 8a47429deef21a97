/* job.h - one job of a batch, and reading it from a line of a job list. Included by batch.
 *
 * A job is an input and what to make of it. Its id is a hash of what the list says about it, never of its place in the list or of
 * what the input holds: so it stays the same when other jobs are added, and shards split by it.
 */
#ifndef BP_BATCH_JOB_H
#define BP_BATCH_JOB_H

#include "json/json.h"

#define BP_RECEIPTS "receipts.ndjson"  /* in the target; no output has this name */

enum { BP_JOB_ID = 33, BP_JOB_FORMATS = 16, BP_JOB_LINE_MAX = 1 << 20, BP_SHARDS_MAX = 1000000 };

/* Strings live in the arena that the job was made in; what is NULL is as the batch has it. */
typedef struct bp_batch_job {
    const char *input;            /* the path to open */
    const char *place;            /* the input as the list names it: its own folders, without those it was looked for in */
    const char *label;            /* "id" of the line, to be given back */
    const char *form, *font_set;
    const char *name;             /* pattern of the outputs' names */
    const char *const *formats;
    size_t format_count;
    const char *const *options;   /* behind those of the batch */
    size_t option_count;
    char id[BP_JOB_ID];           /* hexadecimal */
    const char **outputs;         /* below the target, one a format; NULL where the names are not known */
} bp_batch_job;

/* What holds for every job that does not say otherwise. Borrowed. */
typedef struct bp_job_defaults {
    const char *form, *font_set, *name;
    const char *const *formats;
    size_t format_count;
    const char *const *options;
    size_t option_count;
} bp_job_defaults;

/* Reads one line, an object with "input" and, where the batch's do not hold, "id", "form", "formats", "font_set", "options",
 * "output". line has its own number in lines_before. */
bp_status bp_job_parse(const bp_source *line, bp_arena *arena, bp_diag *diag, bp_batch_job *out);
/* Completes a job with the batch's formats and gives it its id. */
bp_status bp_job_settle(bp_batch_job *job, const bp_job_defaults *defaults, const bp_source *line, bp_diag *diag);

/* The pattern of the job's outputs, the batch's where it has none, NULL: beside the input's folders. */
const char *bp_job_pattern(const bp_batch_job *job, const bp_job_defaults *defaults);
/* Reports what is wrong with a pattern. */
bp_status bp_job_check_pattern(const char *pattern, bp_where where, bp_diag *diag);
/* The path to open for an input: a file called "-" is no standard input. */
const char *bp_batch_path(const char *input);
/* Text that may be no UTF-8 (names of files), for JSON and messages: bytes that are none become \xNN. */
void bp_put_name(bp_buf *out, const char *name);

#endif
