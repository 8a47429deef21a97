/* target.h - the folder that a batch writes into. Included by batch.
 *
 * Below it stands, while a batch runs, .budgetpress/ with a lock, so that two batches do not share a target, and with the run's
 * staging folder, where outputs are written before they are placed under their names. What a killed run left there is removed by
 * the next one.
 */
#ifndef BP_BATCH_TARGET_H
#define BP_BATCH_TARGET_H

#include "diag/diag.h"

typedef struct bp_target {
    char *path;        /* without links */
    char *staging;     /* path of the staging folder */
    int fd, staging_fd, lock;
    char *last;        /* the folder that the last output was placed in, open as last_fd */
    int last_fd;
} bp_target;

/* Makes the folder if need be, locks it and clears what an earlier run left. */
bp_status bp_target_open(const char *path, bp_diag *diag, bp_target *out);
/* Moves a file of the staging folder to its name, making the folders above it; links in the target are not followed. */
bp_status bp_target_place(bp_target *target, const char *staged, const char *name, bp_diag *diag);
/* Removes the staging folder and the lock. */
void bp_target_close(bp_target *target);

#endif
