/* order.c - see order.h. */
#include "batch/order.h"

#include <string.h>

void bp_order_put(bp_buf *frame, uint64_t number, const bp_batch_job *job, const bp_receipt *past)
{
    bp_frame_begin(frame);
    bp_frame_put_number(frame, number);
    bp_frame_put(frame, job->input);
    bp_frame_put(frame, job->form);
    bp_frame_put(frame, job->font_set);
    bp_frame_put_number(frame, job->format_count);
    bp_frame_put_number(frame, job->outputs != NULL);
    for (size_t i = 0; i < job->format_count; i++) {
        bp_frame_put(frame, job->formats[i]);
        bp_frame_put(frame, job->outputs ? job->outputs[i] : "");
    }
    bp_frame_put_number(frame, job->option_count);
    for (size_t i = 0; i < job->option_count; i++)
        bp_frame_put(frame, job->options[i]);
    bp_frame_put_number(frame, past && past->done ? past->output_count + 1 : 0);
    if (!past || !past->done)
        return;
    bp_frame_put(frame, past->input_sha256);
    bp_frame_put(frame, past->form);
    bp_frame_put(frame, past->form_sha256);
    bp_frame_put(frame, past->settings_sha256);
    for (size_t i = 0; i < past->output_count; i++) {
        bp_frame_put(frame, past->outputs[i].path);
        bp_frame_put(frame, past->outputs[i].sha256);
    }
}

static void take_past(const bp_buf *frame, size_t *at, bp_receipt *past)
{
    size_t count = bp_frame_take_number(frame, at);
    *past = (bp_receipt){0};
    if (!count)
        return;
    past->done = true;
    past->output_count = count - 1 < BP_JOB_FORMATS ? count - 1 : BP_JOB_FORMATS;
    past->input_sha256 = bp_frame_take(frame, at);
    past->form = bp_frame_take(frame, at);
    past->form_sha256 = bp_frame_take(frame, at);
    past->settings_sha256 = bp_frame_take(frame, at);
    for (size_t i = 0; i < past->output_count; i++) {
        past->outputs[i].path = bp_frame_take(frame, at);
        past->outputs[i].sha256 = bp_frame_take(frame, at);
    }
}

bool bp_order_take(const bp_buf *frame, bp_arena *arena, bp_order *out)
{
    size_t at = 0;
    *out = (bp_order){.number = bp_frame_take_number(frame, &at)};
    out->input = bp_frame_take(frame, &at);
    out->form = bp_frame_take(frame, &at);
    out->font_set = bp_frame_take(frame, &at);
    out->format_count = bp_frame_take_number(frame, &at);
    out->named = bp_frame_take_number(frame, &at);
    const char **formats = bp_arena_array(arena, out->format_count, sizeof *formats);
    const char **outputs = bp_arena_array(arena, out->format_count, sizeof *outputs);
    if (!formats || !outputs)
        return false;
    for (size_t i = 0; i < out->format_count; i++) {
        formats[i] = bp_frame_take(frame, &at);
        outputs[i] = bp_frame_take(frame, &at);
    }
    out->option_count = bp_frame_take_number(frame, &at);
    const char **options = bp_arena_array(arena, out->option_count, sizeof *options);
    if (!options)
        return false;
    for (size_t i = 0; i < out->option_count; i++)
        options[i] = bp_frame_take(frame, &at);
    take_past(frame, &at, &out->past);
    out->formats = formats;
    out->outputs = outputs;
    out->options = options;
    return true;
}

void bp_outcome_put(bp_buf *frame, const bp_outcome *outcome)
{
    bp_frame_begin(frame);
    bp_frame_put_number(frame, outcome->kind);
    bp_frame_put_number(frame, outcome->status);
    bp_frame_put_number(frame, outcome->target_failed);
    bp_frame_put_number(frame, outcome->retire);
    bp_frame_put(frame, outcome->code);
    bp_frame_put(frame, outcome->cause);
    bp_frame_put(frame, outcome->members);
    bp_frame_put_number(frame, outcome->line_count);
    for (size_t i = 0; i < outcome->line_count; i++)
        bp_frame_put(frame, outcome->lines[i]);
}

void bp_outcome_take(const bp_buf *frame, bp_outcome *out)
{
    size_t at = 0;
    *out = (bp_outcome){.kind = (bp_outcome_kind)bp_frame_take_number(frame, &at)};
    out->status = (bp_status)bp_frame_take_number(frame, &at);
    out->target_failed = bp_frame_take_number(frame, &at);
    out->retire = bp_frame_take_number(frame, &at);
    out->code = bp_frame_take(frame, &at);
    out->cause = bp_frame_take(frame, &at);
    out->members = bp_frame_take(frame, &at);
    out->line_count = bp_frame_take_number(frame, &at);
    for (size_t i = 0; i < out->line_count && i < BP_OUTCOME_LINES; i++)
        out->lines[i] = bp_frame_take(frame, &at);
}
