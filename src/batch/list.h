/* list.h - the jobs of a batch, from what was named: job lists, folders, patterns, models. Included by batch. */
#ifndef BP_BATCH_LIST_H
#define BP_BATCH_LIST_H

#include <sys/stat.h>

#include "batch/job.h"

typedef struct bp_joblist {
    bp_arena arena;
    bp_batch_job *jobs;
    size_t count, room;
    bool format_missing;  /* reported of one job: it lacks for all of them */
} bp_joblist;

/* Adds the jobs of one word: a job list (its name ends with .ndjson or .jsonl), a folder (every .json below it, in the order of
 * their names; nothing hidden, and not the target), a pattern, or a model. Folders and patterns stand for regular files, not for
 * pipes and devices. Whatever cannot be read is reported, and what can be is added. */
bp_status bp_joblist_add(bp_joblist *list, const char *word, const char *target, const bp_job_defaults *defaults, bp_diag *diag);
void bp_joblist_free(bp_joblist *list);

#endif
