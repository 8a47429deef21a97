/* plan.h - which job writes which files. Included by batch.
 *
 * No two jobs write one file, nor files that a file system which ignores case, or the form of Unicode, takes for one; no file
 * stands where another job needs a folder.
 */
#ifndef BP_BATCH_PLAN_H
#define BP_BATCH_PLAN_H

#include <stdint.h>

#include "batch/list.h"
#include "base/sha256.h"

/* Names that are given, each to one job. */
typedef struct bp_claims {
    struct bp_claim *table;
    size_t count, room;
} bp_claims;

typedef enum bp_claimed { BP_CLAIM_OK, BP_CLAIM_TAKEN, BP_CLAIM_MEMORY } bp_claimed;
/* Gives the output and the folders above it to a job, by number; where another job has it, *other is that job's number. A job may
 * claim what it has. */
bp_claimed bp_claims_take(bp_claims *claims, const char *output, uint32_t job, uint32_t *other);
void bp_claims_free(bp_claims *claims);

typedef struct bp_plan {
    bp_joblist list;
    bp_job_defaults defaults;
    size_t total;                    /* jobs of all shards; list holds those of this one after bp_plan_shard */
    char digest[BP_SHA256_TEXT];     /* of the ids of all shards: what completeness is proved by */
} bp_plan;

/* The names of a job's outputs, made in arena; none where the model that is to name them cannot be read: its job will say why. */
bp_status bp_plan_name(bp_batch_job *job, const bp_job_defaults *defaults, bp_arena *arena, bp_diag *diag);
/* Names the outputs of all jobs, reports every file that two of them would write, and takes the digest. */
bp_status bp_plan_settle(bp_plan *plan, bp_diag *diag);
/* Keeps shard k of n, from 1. */
void bp_plan_shard(bp_plan *plan, unsigned k, unsigned n);
/* The digest of ids of BP_JOB_ID bytes each, which are sorted. */
void bp_plan_digest(char (*ids)[BP_JOB_ID], size_t count, char out[BP_SHA256_TEXT]);
void bp_plan_free(bp_plan *plan);

#endif
