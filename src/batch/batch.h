/* batch.h - running a batch. Included by the command.
 *
 * Outputs are written into a staging folder by workers, brought to the disk in groups, and only then placed under their names; when
 * the names are on the disk too, the receipts are written. So a name never stands for a part of a file and a receipt never for an
 * output that is not there, whatever is killed or fails in between.
 */
#ifndef BP_BATCH_BATCH_H
#define BP_BATCH_BATCH_H

#include "batch/journal.h"
#include "batch/order.h"
#include "batch/plan.h"

typedef struct bp_batch_counts {
    size_t total;      /* jobs there are; of a stream: that came so far */
    size_t done, same, failed;
    size_t pages;
} bp_batch_counts;

/* What the caller is told. Any function may be NULL. */
typedef struct bp_batch_watch {
    void *context;
    /* A job has ended: its receipt is written, or for BP_OUTCOME_SAME still holds. input may be NULL where a line of a stream named
     * none. */
    void (*ended)(void *context, const char *input, const bp_outcome *outcome, const bp_batch_counts *counts);
    /* At least ten times a second while there is something to do. */
    void (*tick)(void *context, const bp_batch_counts *counts);
    /* Of a stream: a receipt's line without line feed. False: nobody reads on, stop. */
    bool (*receipt)(void *context, const char *line, size_t size);
} bp_batch_watch;

/* What to run. Borrowed. */
typedef struct bp_batch {
    const char *data_dir, *target;
    bp_plan *plan;          /* settled; of a stream only the defaults count */
    int stream;             /* where job lines come from, -1: the plan's list is all */
    unsigned shard, shards; /* 1, 1 where there are none */
    bp_journal_mode mode;
    size_t workers, memory; /* bytes a worker, 0: any */
    double timeout;         /* seconds a job, 0: any */
    bool json;              /* lines of outcomes are JSON */
    int interrupt;          /* readable: a byte for each time the batch is asked to stop; -1: none */
    bp_batch_watch watch;
} bp_batch;

/* Runs the batch. BP_OK: all is done; else the highest status among the jobs' and the batch's own, the latter reported. */
bp_status bp_batch_run(const bp_batch *batch, bp_diag *diag, bp_batch_counts *counts);

#endif
