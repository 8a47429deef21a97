/* commit.c - outputs become files under their names, and jobs receipts, in groups. See private.h. */
#include "batch/private.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const size_t GROUP = 64;         /* jobs a flush is not put off for */
static const double LONGEST_WAIT = 0.1; /* seconds */

void bp_commit_take(bp_run *run, bp_task *task)
{
    if (!run->staged.count)
        run->staged_since = bp_clock();
    bp_queue_put(&run->staged, task);
}

bool bp_commit_is_empty(const bp_run *run)
{
    return !run->staged.count && !run->syncing.count && !run->placed.count && !run->closing.count && !run->flusher.busy;
}

double bp_commit_due(const bp_run *run)
{
    if (run->flusher.busy || !(run->staged.count + run->placed.count))
        return -1;
    double left = run->staged_since + LONGEST_WAIT - bp_clock();
    return left > 0 ? left : 0;
}

void bp_commit_push(bp_run *run, bool idle)
{
    if (run->flusher.busy || !(run->staged.count + run->placed.count))
        return;
    if (!idle && run->staged.count < GROUP && bp_commit_due(run) > 0)
        return;
    bp_queue_append(&run->syncing, &run->staged);
    bp_queue_append(&run->closing, &run->placed);
    run->staged_since = bp_clock();
    bp_flusher_ask(&run->flusher);
}

static bp_status place_outputs(bp_run *run, const bp_task *task, bp_diag *diag)
{
    char staged[48];
    bp_status status = BP_OK;
    for (size_t i = 0; i < task->job->format_count && !status; i++) {
        snprintf(staged, sizeof staged, "%" PRIu64 ".%zu", task->number, i);
        status = bp_target_place(&run->target, staged, task->job->outputs[i], diag);
    }
    return status;
}

static void place(bp_run *run, bp_task *task)
{
    bp_diag *diag = bp_diag_new(run->place.lang);
    bp_status status = diag ? place_outputs(run, task, diag) : BP_SYSTEM;
    if (!status)
        bp_queue_put(&run->placed, task);
    else
        bp_run_fail(run, task, diag);
    bp_diag_free(diag);
}

/* What the disk did not take is not placed; it is done again by the next run. */
static void give_up(bp_run *run, int error)
{
    bp_run_break(run, bp_write_failed(run, run->target.path, error));
    bp_queue_drop(&run->syncing);
    bp_queue_drop(&run->closing);
    bp_queue_drop(&run->placed);
}

void bp_commit_flushed(bp_run *run)
{
    int error = bp_flusher_take(&run->flusher);
    if (error) {
        give_up(run, error);
        return;
    }
    for (bp_task *task; (task = bp_queue_take(&run->closing));)
        bp_run_end(run, task);
    for (bp_task *task; (task = bp_queue_take(&run->syncing));)
        place(run, task);
}
