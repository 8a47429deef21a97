/* task.c - see task.h. */
#include "batch/task.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

void bp_queue_put(bp_queue *queue, bp_task *task)
{
    if (!queue->first)
        queue->end = &queue->first;
    task->next = NULL;
    *queue->end = task;
    queue->end = &task->next;
    queue->count++;
}

void bp_queue_put_first(bp_queue *queue, bp_task *task)
{
    if (!queue->first)
        queue->end = &task->next;
    task->next = queue->first;
    queue->first = task;
    queue->count++;
}

bp_task *bp_queue_take(bp_queue *queue)
{
    bp_task *task = queue->first;
    if (task) {
        queue->first = task->next;
        queue->count--;
    }
    return task;
}

void bp_queue_append(bp_queue *queue, bp_queue *from)
{
    for (bp_task *task; (task = bp_queue_take(from));)
        bp_queue_put(queue, task);
}

void bp_queue_drop(bp_queue *queue)
{
    for (bp_task *task; (task = bp_queue_take(queue));)
        bp_task_free(task);
}

bp_task *bp_task_new(const bp_batch_job *job)
{
    bp_task *task = calloc(1, sizeof *task);
    if (task)
        task->job = job ? job : &task->own;
    return task;
}

void bp_task_free(bp_task *task)
{
    if (!task)
        return;
    bp_arena_free(&task->arena);
    free(task);
}

static const char *keep(bp_task *task, const char *text, bool *ok)
{
    const char *copy = bp_arena_strdup(&task->arena, text ? text : "");
    *ok = *ok && copy;
    return copy ? copy : "";
}

bool bp_task_keep(bp_task *task, const bp_outcome *outcome)
{
    bool ok = true;
    task->outcome = *outcome;
    task->outcome.code = keep(task, outcome->code, &ok);
    task->outcome.cause = keep(task, outcome->cause, &ok);
    task->outcome.members = keep(task, outcome->members, &ok);
    for (size_t i = 0; i < outcome->line_count; i++)
        task->outcome.lines[i] = keep(task, outcome->lines[i], &ok);
    return ok;
}

bool bp_task_fail(bp_task *task, const bp_diag *diag, bool json)
{
    bp_buf members = {0};
    bool ok = true;
    task->outcome = (bp_outcome){.kind = BP_OUTCOME_FAILED, .status = BP_SYSTEM, .code = "", .cause = "", .members = ""};
    if (!diag)
        return true;
    bp_put_findings(diag, &members);
    task->outcome.members = keep(task, bp_buf_text(&members), &ok);
    ok = ok && !members.failed;
    bp_buf_free(&members);
    if (!bp_diag_count(diag))
        return ok;
    const bp_finding *finding = bp_diag_get(diag, 0);
    char *line = json ? bp_diag_json(diag, 0) : bp_diag_line(diag, 0);
    task->outcome.code = keep(task, finding->code, &ok);
    task->outcome.cause = keep(task, finding->message, &ok);
    task->outcome.lines[0] = keep(task, line, &ok);
    task->outcome.line_count = 1;
    ok = ok && line;
    free(line);
    return ok;
}

static void put_finished(bp_buf *out)
{
    char text[32];
    struct tm utc;
    time_t now = time(NULL);
    gmtime_r(&now, &utc);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    bp_buf_printf(out, ",\"finished\":\"%s\"", text);
}

void bp_task_receipt(const bp_task *task, bp_buf *out)
{
    const bp_batch_job *job = task->job;
    bp_buf input = {0};
    bp_put_name(&input, job->input);
    bp_buf_printf(out, "{\"job\":\"%s\"", job->id);
    if (job->label) {
        bp_buf_puts(out, ",\"id\":");
        bp_json_quote(out, job->label);
    }
    bp_buf_puts(out, ",\"input\":");
    bp_json_quote(out, bp_buf_text(&input));
    bp_buf_printf(out, ",\"status\":\"%s\",\"attempts\":%u%s", task->outcome.kind == BP_OUTCOME_FAILED ? "failed" : "done",
                  task->attempts, task->outcome.members);
    put_finished(out);
    bp_buf_putc(out, '}');
    bp_buf_free(&input);
}

void bp_task_refusal(bp_buf *out, const char *label, const bp_diag *diag)
{
    bp_buf_puts(out, "{\"job\":null");
    if (*label) {
        bp_buf_puts(out, ",\"id\":");
        bp_json_quote(out, label);
    }
    bp_buf_puts(out, ",\"status\":\"failed\"");
    bp_put_findings(diag, out);
    put_finished(out);
    bp_buf_putc(out, '}');
}
