/* run.c - a batch from its opening to its end; see batch.h and private.h. */
#include "batch/private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "render/render.h"

enum { BAD_WRITES = 3, UNHEARD_MAX = 16, WAITING_MAX = 1024, TICK_MS = 100 };

bp_status bp_write_failed(bp_run *run, const char *path, int error)
{
    return bp_report(run->diag, BP_FILE_WRITE, BP_NOWHERE, BP_ARGS(path, bp_error_text(run->diag, error)));
}

void bp_run_break(bp_run *run, bp_status status)
{
    run->broken = true;
    run->status = status > run->status ? status : run->status;
}

/* Ending tasks. */

static void count(bp_run *run, const bp_task *task)
{
    if (task->outcome.kind == BP_OUTCOME_FAILED) {
        run->counts.failed++;
        run->status = task->outcome.status > run->status ? task->outcome.status : run->status;
    } else if (task->outcome.kind == BP_OUTCOME_SAME)
        run->counts.same++;
    else
        run->counts.done++;
}

/* The line of the receipt that still holds, as it stands in the file; 0, or the errno of what failed. */
static int old_receipt(const bp_run *run, const bp_task *task, bp_buf *out)
{
    bp_journal_entry *entry = bp_journal_find((bp_journal *)&run->journal, task->job->id);
    return !entry || bp_journal_line(&run->journal, entry, out) ? 0 : errno;
}

void bp_run_end(bp_run *run, bp_task *task)
{
    bp_buf line = {0};
    int error = 0;
    bool done = task->outcome.kind == BP_OUTCOME_DONE;
    if (task->outcome.kind == BP_OUTCOME_SAME)
        error = old_receipt(run, task, &line);
    else {
        bp_task_receipt(task, &line);
        error = line.failed ? ENOMEM : bp_journal_append(&run->journal, task->job->id, done, bp_buf_text(&line), line.size);
    }
    if (error && !run->broken)
        bp_run_break(run, bp_write_failed(run, run->journal.path, error));
    if (!error)
        count(run, task);
    const bp_batch_watch *watch = &run->batch->watch;
    if (!error && watch->receipt && !watch->receipt(watch->context, bp_buf_text(&line), line.size))
        bp_run_break(run, BP_SYSTEM);
    if (!error && watch->ended)
        watch->ended(watch->context, task->job->input, &task->outcome, &run->counts);
    bp_buf_free(&line);
    bp_task_free(task);
}

void bp_run_fail(bp_run *run, bp_task *task, const bp_diag *diag)
{
    if (!diag)
        bp_report_memory(run->diag);
    if (bp_task_fail(task, diag, run->batch->json)) {
        bp_run_end(run, task);
        return;
    }
    bp_run_break(run, bp_report_memory(run->diag));
    bp_task_free(task);
}

/* A target that fails for one job fails for all: the batch ends before it has spent the night on it. */
static void watch_target(bp_run *run, const bp_outcome *outcome)
{
    if (outcome->kind == BP_OUTCOME_DONE)
        run->bad_writes = 0;
    else if (outcome->target_failed && ++run->bad_writes == BAD_WRITES)
        bp_run_break(run, bp_report(run->diag, BP_BATCH_TARGET_FULL, BP_NOWHERE, BP_NO_ARGS));
}

static void take_outcome(bp_run *run, bp_worker *worker)
{
    bp_task *task = worker->task;
    bp_outcome outcome;
    bp_outcome_take(&worker->in, &outcome);
    bool kept = bp_task_keep(task, &outcome);
    watch_target(run, &outcome);
    bp_pool_release(worker, outcome.retire);
    run->running--;
    if (!kept) {  /* a receipt of half of it would be a false one: the next run does it again */
        bp_run_break(run, bp_report_memory(run->diag));
        bp_task_free(task);
    } else if (outcome.kind == BP_OUTCOME_DONE)
        bp_commit_take(run, task);
    else
        bp_run_end(run, task);
}

/* The job of a worker that is gone: tried once more in another, then reported. */
static void lose(bp_run *run, bp_task *task, const char *how)
{
    char seconds[32];
    run->running--;
    if (task->attempts < BP_ATTEMPTS) {
        bp_queue_put(&run->again, task);
        return;
    }
    bp_diag *diag = bp_diag_new(run->place.lang);
    bp_buf name = {0};
    bp_put_name(&name, task->job->input);
    const bp_where where = {.file = bp_buf_text(&name)};
    snprintf(seconds, sizeof seconds, "%g", run->pool.timeout);
    if (how)
        bp_report(diag, BP_BATCH_CRASHED, where, BP_ARGS(how));
    else
        bp_report(diag, BP_BATCH_TIMEOUT, where, BP_ARGS(seconds));
    bp_run_fail(run, task, diag);
    bp_diag_free(diag);
    bp_buf_free(&name);
}

/* Handing out. */

/* Where so many wait for the disk, no more are made. */
static bool is_jammed(const bp_run *run)
{
    return run->staged.count + run->syncing.count + run->placed.count + run->closing.count >= WAITING_MAX;
}

/* A worker may have died meanwhile: the order goes to another. Where none can be reached the fault is not theirs. */
static void give(bp_run *run, bp_worker *worker, bp_task *task, bp_buf *frame)
{
    task->number = run->number++;
    bp_order_put(frame, task->number, task->job, &task->past);
    int error = frame->failed ? ENOMEM : bp_pool_hand(&run->pool, worker, frame, task);
    if (!error) {
        task->attempts++;
        run->running++;
        run->unheard = 0;
        return;
    }
    bp_queue_put_first(&run->again, task);
    if (error == ENOMEM)
        bp_run_break(run, bp_report_memory(run->diag));
    else if (++run->unheard > UNHEARD_MAX + run->pool.count)
        bp_run_break(run, bp_report(run->diag, BP_LIBRARY_FAILED, BP_NOWHERE, BP_ARGS("send", bp_error_text(run->diag, error))));
}

static void hand_out(bp_run *run)
{
    bp_buf frame = {0};
    while (!is_jammed(run)) {
        int error;
        bp_worker *worker = bp_pool_idle(&run->pool, &error);
        if (error && !run->running)
            bp_run_break(run, bp_report(run->diag, BP_LIBRARY_FAILED, BP_NOWHERE,
                                        BP_ARGS("fork", bp_error_text(run->diag, error))));
        bp_task *task = worker ? bp_intake_next(run) : NULL;
        if (!task)
            break;
        give(run, worker, task, &frame);
    }
    bp_buf_free(&frame);
}

/* Waiting. */

typedef struct poll_set {
    struct pollfd fds[BP_POOL_MAX + 3];
    size_t count, flusher, interrupt, feed;  /* indices, SIZE_MAX: not there */
} poll_set;

static size_t add_fd(poll_set *set, int fd, bool wanted)
{
    if (!wanted)
        return SIZE_MAX;
    set->fds[set->count] = (struct pollfd){.fd = fd, .events = POLLIN};
    return set->count++;
}

static bool is_ready(const poll_set *set, size_t index)
{
    return index != SIZE_MAX && set->fds[index].revents;
}

static void wait_for(bp_run *run, poll_set *set)
{
    double due = bp_commit_due(run);
    int timeout = due >= 0 && due * 1000 < TICK_MS ? (int)(due * 1000) + 1 : TICK_MS;
    if (due < 0 && !run->running && bp_commit_is_empty(run) && run->batch->stream >= 0)
        timeout = -1;  /* for whoever feeds it */
    set->count = run->pool.count;
    for (size_t i = 0; i < run->pool.count; i++)
        set->fds[i] = (struct pollfd){.fd = run->pool.workers[i].pid ? run->pool.workers[i].fd : -1, .events = POLLIN};
    set->flusher = add_fd(set, run->flusher.fd, run->flusher.busy && run->flusher.pid);
    set->interrupt = add_fd(set, run->batch->interrupt, run->batch->interrupt >= 0);
    set->feed = add_fd(set, run->feed.fd, bp_intake_wants(run));
    if (poll(set->fds, set->count, run->flusher.busy && !run->flusher.pid ? 0 : timeout) < 0)
        for (size_t i = 0; i < set->count; i++)
            set->fds[i].revents = 0;
}

static void take_interrupt(bp_run *run)
{
    char bytes[16];
    ssize_t n = read(run->batch->interrupt, bytes, sizeof bytes);
    run->stops += n > 0 ? (unsigned)n : 0;
}

static void take_events(bp_run *run, const poll_set *set)
{
    char how[64];
    for (size_t i = 0; i < run->pool.count; i++) {
        bp_worker *worker = &run->pool.workers[i];
        bp_task *task = worker->task;
        bp_pool_event event = set->fds[i].fd >= 0 ? bp_pool_take(worker, set->fds[i].revents, how) : BP_POOL_NOTHING;
        if (event == BP_POOL_OUTCOME)
            take_outcome(run, worker);
        else if (event == BP_POOL_LOST && task)
            lose(run, task, how);
        else if (bp_pool_is_late(worker, bp_clock()) && !set->fds[i].revents) {
            bp_pool_kill(worker);
            lose(run, task, NULL);
        }
    }
    if (is_ready(set, set->flusher) || (run->flusher.busy && !run->flusher.pid))
        bp_commit_flushed(run);
    if (is_ready(set, set->interrupt))
        take_interrupt(run);
    if (!is_ready(set, set->feed))
        return;
    bp_feed_read(&run->feed);
    if (run->feed.error)
        bp_run_break(run, bp_report(run->diag, BP_FILE_READ, BP_NOWHERE, BP_ARGS("-", bp_error_text(run->diag, run->feed.error))));
}

static void loop(bp_run *run)
{
    poll_set set;
    for (;;) {
        hand_out(run);
        bool over = bp_intake_is_over(run) && !run->running;
        if (run->stops > 1 || (over && bp_commit_is_empty(run)))
            return;
        bp_commit_push(run, !run->running);
        wait_for(run, &set);
        take_events(run, &set);
        if (run->batch->watch.tick)
            run->batch->watch.tick(run->batch->watch.context, &run->counts);
    }
}

/* Opening. */

/* Marks the receipts of the batch's jobs; those of other jobs are left out when the file is written anew. */
static bp_status match_receipts(bp_run *run)
{
    const bp_joblist *list = &run->batch->plan->list;
    size_t matched = 0, receipts = run->journal.count;
    for (size_t i = 0; i < list->count && receipts; i++) {
        bp_journal_entry *entry = bp_journal_find(&run->journal, list->jobs[i].id);
        if (!entry)
            continue;
        entry->wanted = true;
        matched++;
    }
    if (receipts && list->count && !matched)
        return bp_report(run->diag, BP_BATCH_OTHER, BP_NOWHERE, BP_ARGS(run->batch->target));
    run->journal.void_lines += receipts - matched;
    return BP_OK;
}

static size_t count_outputs(const bp_joblist *list)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += list->jobs[i].format_count;
    return count;
}

/* Says in the journal which batch this is, where it does not say so yet. */
static bp_status write_plan(bp_run *run)
{
    bp_buf line = {0}, old = {0};
    const bp_plan *plan = run->batch->plan;
    bp_buf_printf(&line, "{\"plan\":\"%s\",\"jobs\":%zu,\"shard\":%u,\"shards\":%u,\"shard_jobs\":%zu,\"shard_outputs\":%zu}",
                  plan->digest, plan->total, run->batch->shard, run->batch->shards, plan->list.count, count_outputs(&plan->list));
    bool same = bp_journal_line(&run->journal, NULL, &old) && !strcmp(bp_buf_text(&line), bp_buf_text(&old));
    int error = same ? 0 : line.failed ? ENOMEM : bp_journal_append(&run->journal, NULL, false, line.data, line.size);
    bp_buf_free(&line);
    bp_buf_free(&old);
    return error ? bp_write_failed(run, run->journal.path, error) : BP_OK;
}

static bp_status open_run(bp_run *run)
{
    const bp_batch *batch = run->batch;
    const bp_job_defaults *defaults = &batch->plan->defaults;
    bp_status status = bp_render_check_options(defaults->formats, defaults->format_count, defaults->options, defaults->option_count,
                                               run->diag);
    if (!status)
        status = bp_shop_open(&run->shop, batch->data_dir, defaults, run->diag);
    if (!status)
        status = bp_target_open(batch->target, run->diag, &run->target);
    if (!status)
        status = bp_journal_open(run->target.path, batch->mode, run->diag, &run->journal);
    if (!status && batch->stream < 0)
        status = match_receipts(run);
    if (!status && batch->stream < 0)
        status = write_plan(run);
    run->place = (bp_workplace){&run->shop, run->target.path, run->target.staging, bp_diag_lang(run->diag), batch->json};
    run->flusher = (bp_flusher){.folder = run->target.fd, .lock = run->target.lock, .fd = -1};
    const int own[] = {run->target.lock, run->journal.fd, batch->stream > STDIN_FILENO ? batch->stream : run->target.lock, -1};
    memcpy(run->private_fds, own, sizeof own);
    run->pool.place = &run->place;
    run->pool.private_fds = run->private_fds;
    return status;
}

/* Entries of a stream are all wanted. */
static void want_all(bp_journal *journal)
{
    for (size_t i = 0; i < journal->room; i++)
        journal->table[i].wanted |= journal->table[i].id[0] != 0;
}

static void want_planned(bp_run *run)
{
    const bp_joblist *list = &run->batch->plan->list;
    for (size_t i = 0; i < list->count; i++) {
        bp_journal_entry *entry = bp_journal_find(&run->journal, list->jobs[i].id);
        if (entry)
            entry->wanted = true;
    }
}

static void close_run(bp_run *run)
{
    for (size_t i = 0; i < run->pool.count; i++)
        bp_task_free(run->pool.workers[i].task);
    bp_pool_close(&run->pool);
    int error = run->target.fd < 0 || run->journal.fd < 0 || run->stops > 1 ? 0 : bp_flusher_now(&run->flusher);
    if (error && !run->broken)
        bp_run_break(run, bp_write_failed(run, run->target.path, error));
    if (run->journal.void_lines && !run->broken && !run->stops) {
        if (run->batch->stream >= 0)
            want_all(&run->journal);
        else
            want_planned(run);
        bp_status status = bp_journal_tidy(&run->journal, &run->target, run->diag);
        run->status = status > run->status ? status : run->status;
    }
    bp_flusher_close(&run->flusher);
    bp_journal_close(&run->journal);
    bp_target_close(&run->target);
    bp_shop_close(&run->shop);
    bp_claims_free(&run->claims);
    bp_feed_free(&run->feed);
    bp_queue *const queues[] = {&run->arrived, &run->again, &run->staged, &run->syncing, &run->placed, &run->closing};
    for (size_t i = 0; i < sizeof queues / sizeof *queues; i++)
        bp_queue_drop(queues[i]);
}

/* Says how many jobs are left where not all were taken. */
static void report_rest(bp_run *run)
{
    char number[32];
    size_t ended = run->counts.done + run->counts.same + run->counts.failed;
    snprintf(number, sizeof number, "%zu", run->counts.total - ended);
    if (run->counts.total > ended)
        bp_run_break(run, bp_report(run->diag, BP_BATCH_STOPPED, BP_NOWHERE, BP_ARGS(number)));
}

bp_status bp_batch_run(const bp_batch *batch, bp_diag *diag, bp_batch_counts *counts)
{
    bp_run *run = calloc(1, sizeof *run);
    if (!run)
        return bp_report_memory(diag);
    run->batch = batch;
    run->diag = diag;
    run->feed.fd = batch->stream;
    run->counts.total = batch->stream < 0 ? batch->plan->list.count : 0;
    run->target = (bp_target){.fd = -1, .staging_fd = -1, .lock = -1, .last_fd = -1};
    run->journal.fd = -1;
    run->pool.count = batch->workers < BP_POOL_MAX ? batch->workers : BP_POOL_MAX;
    run->pool.memory = batch->memory;
    run->pool.timeout = batch->timeout;
    run->status = open_run(run);
    bool opened = !run->status;
    if (opened) {
        loop(run);
        report_rest(run);
    }
    close_run(run);
    *counts = run->counts;
    bp_status status = run->status;
    free(run);
    return status;
}
