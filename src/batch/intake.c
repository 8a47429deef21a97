/* intake.c - where tasks come from: those to be tried again, the plan's list, the stream. See private.h. */
#include "batch/private.h"

#include <stdlib.h>
#include <string.h>

/* Jobs of a stream that are taken in and not ended: more are not read before these are. */
static size_t in_flight(const bp_run *run)
{
    return run->arrived.count + run->again.count + run->running + run->staged.count + run->syncing.count + run->placed.count +
           run->closing.count;
}

bool bp_intake_wants(const bp_run *run)
{
    return run->batch->stream >= 0 && !run->feed.ended && !run->stops && !run->broken && !run->arrived.count &&
           in_flight(run) < 4 * run->pool.count + 64;
}

bool bp_intake_is_over(const bp_run *run)
{
    if (run->again.count && !run->broken && run->stops < 2)
        return false;
    if (run->stops || run->broken)
        return true;
    return run->batch->stream < 0 ? run->next == run->batch->plan->list.count
                                  : run->feed.ended && !run->arrived.count && run->feed.at == run->feed.buf.size;
}

static void recall(bp_run *run, bp_task *task)
{
    bp_journal_entry *entry = bp_journal_find(&run->journal, task->job->id);
    bp_buf line = {0};
    if (entry && entry->done && bp_journal_line(&run->journal, entry, &line))
        bp_receipt_parse(line.data, line.size, &task->arena, &task->past);
    bp_buf_free(&line);
}

/* The stream. */

/* What came is no job: its receipt goes back, and nowhere else, since there is no job that it could be of. */
static void refuse(bp_run *run, const char *label, const bp_diag *diag)
{
    bp_buf line = {0};
    bp_outcome outcome = {.kind = BP_OUTCOME_FAILED, .status = BP_DATA, .code = "", .cause = ""};
    char *text = NULL;
    if (!diag) {
        bp_run_break(run, bp_report_memory(run->diag));
        return;
    }
    if (bp_diag_count(diag)) {
        text = run->batch->json ? bp_diag_json(diag, 0) : bp_diag_line(diag, 0);
        outcome.code = bp_diag_get(diag, 0)->code;
        outcome.cause = bp_diag_get(diag, 0)->message;
        outcome.lines[0] = text;
        outcome.line_count = text != NULL;
    }
    bp_task_refusal(&line, label, diag);
    run->counts.failed++;
    run->status = run->status > BP_DATA ? run->status : BP_DATA;
    if (line.failed)
        bp_run_break(run, bp_report_memory(run->diag));
    else if (run->batch->watch.receipt && !run->batch->watch.receipt(run->batch->watch.context, bp_buf_text(&line), line.size))
        bp_run_break(run, BP_SYSTEM);
    if (run->batch->watch.ended)
        run->batch->watch.ended(run->batch->watch.context, NULL, &outcome, &run->counts);
    bp_buf_free(&line);
    free(text);
}

static bool is_under_way(const bp_queue *queue, const char *id)
{
    for (const bp_task *task = queue->first; task; task = task->next)
        if (!strcmp(task->job->id, id))
            return true;
    return false;
}

/* The same job may come again when it has ended, to be done again; not while it is under way. */
static bool is_running(const bp_run *run, const char *id)
{
    for (size_t i = 0; i < run->pool.count; i++) {
        const bp_task *task = run->pool.workers[i].task;
        if (task && !strcmp(task->job->id, id))
            return true;
    }
    return is_under_way(&run->again, id) || is_under_way(&run->staged, id) || is_under_way(&run->syncing, id) ||
           is_under_way(&run->placed, id) || is_under_way(&run->closing, id);
}

/* Jobs of a stream are numbered by their ids, so that one that comes again has what it had. */
static bp_status claim(bp_run *run, bp_task *task, bp_diag *diag)
{
    uint32_t number = 0, other;
    for (int i = 0; i < 8; i++)
        number = number << 4 | (uint32_t)(task->job->id[i] <= '9' ? task->job->id[i] - '0' : task->job->id[i] - 'a' + 10);
    number -= number == UINT32_MAX;
    if (!run->claims.count && bp_claims_take(&run->claims, BP_RECEIPTS, UINT32_MAX, &other))
        return bp_report_memory(diag);
    if (is_running(run, task->job->id))
        return bp_report(diag, BP_BATCH_TAKEN, BP_NOWHERE, BP_ARGS(task->job->outputs ? task->job->outputs[0] : task->job->input));
    for (size_t i = 0; task->job->outputs && i < task->job->format_count; i++) {
        bp_claimed claimed = bp_claims_take(&run->claims, task->job->outputs[i], number, &other);
        if (claimed == BP_CLAIM_MEMORY)
            return bp_report_memory(diag);
        if (claimed == BP_CLAIM_TAKEN)
            return bp_report(diag, BP_BATCH_TAKEN, BP_NOWHERE, BP_ARGS(task->job->outputs[i]));
    }
    return BP_OK;
}

static void take_line(bp_run *run, const bp_source *line, bool too_long)
{
    bp_diag *diag = bp_diag_new(run->place.lang);
    bp_task *task = bp_task_new(NULL);
    bp_status status = diag && task ? BP_OK : BP_SYSTEM;
    const bp_job_defaults *defaults = &run->batch->plan->defaults;
    run->counts.total++;
    if (!status && too_long)
        status = bp_report(diag, BP_BATCH_LINE_TOO_LONG, (bp_where){.source = line, .offset = 1}, BP_NO_ARGS);
    if (!status)
        status = bp_job_parse(line, &task->arena, diag, &task->own);
    if (!status)
        status = bp_job_settle(&task->own, defaults, line, diag);
    if (!status)
        status = bp_plan_name(&task->own, defaults, &task->arena, diag);
    if (!status)
        status = claim(run, task, diag);
    if (status) {
        refuse(run, task && task->own.label ? task->own.label : "", diag);
        bp_task_free(task);
    } else {
        recall(run, task);
        bp_queue_put(&run->arrived, task);
    }
    bp_diag_free(diag);
}

bp_task *bp_intake_next(bp_run *run)
{
    bp_source line;
    if (run->again.count && !run->broken && run->stops < 2)
        return bp_queue_take(&run->again);
    if (run->stops || run->broken)
        return NULL;
    if (run->batch->stream < 0) {
        const bp_joblist *list = &run->batch->plan->list;
        if (run->next == list->count)
            return NULL;
        bp_task *task = bp_task_new(&list->jobs[run->next]);
        if (!task)
            bp_run_break(run, bp_report_memory(run->diag));
        if (task && run->journal.count)
            recall(run, task);
        run->next += task != NULL;
        return task;
    }
    while (!run->arrived.count) {
        bp_feed_line got = bp_feed_next(&run->feed, &line);
        if (got == BP_FEED_NONE)
            return NULL;
        take_line(run, &line, got == BP_FEED_TOO_LONG);
    }
    return bp_queue_take(&run->arrived);
}
