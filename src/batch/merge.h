/* merge.h - whether the targets of a batch's shards hold together all that the batch was to make. Included by the command. */
#ifndef BP_BATCH_MERGE_H
#define BP_BATCH_MERGE_H

#include "diag/diag.h"

typedef struct bp_merge_counts {
    size_t jobs, files, shards;
    uint64_t bytes;
} bp_merge_counts;

/* Proves that every job of the list was done exactly once and that every file is what its receipt says; reports all that is not
 * so. No list is needed: each target's plan has a digest of the ids of all jobs of all shards. Where all is well and to is not
 * NULL, that file becomes the joined receipts, each with its "target"; summary, where it is not NULL, becomes a workbook of them,
 * well or not. */
bp_status bp_merge(const char *const *folders, size_t count, const char *to, const char *summary, bp_diag *diag,
                   bp_merge_counts *counts);

#endif
