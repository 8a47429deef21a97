/* work.c - see work.h. */
#include "batch/work.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/clock.h"
#include "facts/totals.h"
#include "render/render.h"

/* One order under way. */
typedef struct work {
    const bp_workplace *at;
    const bp_order *order;
    bp_arena *arena;
    bp_diag *diag;
    bp_source *input;           /* until the model has it */
    char input_sha256[BP_SHA256_TEXT], settings[BP_SHA256_TEXT];
    bp_model *model;
    const bp_form *form;
    bp_shop_set *set;
    char **paths;               /* in the staging folder */
    size_t pages;
    bp_buf outputs;             /* of the receipt, JSON */
} work;

/* Input. */

/* Read once: what is hashed is what is rendered, whoever writes to the file meanwhile. */
static bp_status read_input(work *w)
{
    bp_buf name = {0};
    bp_put_name(&name, w->order->input);
    bp_status status = name.failed ? bp_report_memory(w->diag)
                                   : bp_source_open_as(bp_batch_path(w->order->input), bp_buf_text(&name), w->diag, &w->input);
    bp_buf_free(&name);
    if (status)
        return status;
    bp_sha256 hash;
    bp_sha256_begin(&hash);
    bp_sha256_put(&hash, w->input->heap, (size_t)(w->input->text - w->input->heap) + w->input->size);
    bp_sha256_end(&hash, w->input_sha256);
    return BP_OK;
}

/* The past. */

static bool output_agrees(int folder, const bp_receipt_output *output)
{
    char digest[BP_SHA256_TEXT];
    int fd = openat(folder, output->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool agrees = fd >= 0 && !bp_sha256_fd(fd, digest) && !strcmp(digest, output->sha256);
    if (fd >= 0)
        close(fd);
    return agrees;
}

/* Whether the past receipt still holds. */
static bool is_same(work *w)
{
    const bp_receipt *past = &w->order->past;
    const char *asked = *w->order->form ? w->order->form : w->at->shop->defaults->form;
    if (!past->done || !w->order->named || past->output_count != w->order->format_count ||
        strcmp(past->input_sha256, w->input_sha256) != 0 || strcmp(past->settings_sha256, w->settings) != 0 ||
        (asked && strcmp(asked, past->form) != 0))
        return false;
    const bp_form *form = bp_shop_form_by_name(w->at->shop, past->form);
    if (!form || strcmp(bp_shop_form_digest(w->at->shop, form), past->form_sha256) != 0)
        return false;
    int folder = open(w->at->target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool same = folder >= 0;
    for (size_t i = 0; i < past->output_count && same; i++)
        same = !strcmp(past->outputs[i].path, w->order->outputs[i]) && output_agrees(folder, &past->outputs[i]);
    if (folder >= 0)
        close(folder);
    return same;
}

/* Rendering. */

static bp_status render(work *w)
{
    const bp_order *order = w->order;
    const bp_job_defaults *defaults = w->at->shop->defaults;
    size_t option_count = defaults->option_count + order->option_count;
    bp_output *outputs = bp_arena_array(w->arena, order->format_count, sizeof *outputs);
    const char **options = bp_arena_array(w->arena, option_count, sizeof *options);
    w->paths = bp_arena_array(w->arena, order->format_count, sizeof *w->paths);
    if (!outputs || !options || !w->paths)
        return bp_report_memory(w->diag);
    for (size_t i = 0; i < option_count; i++)
        options[i] = i < defaults->option_count ? defaults->options[i] : order->options[i - defaults->option_count];
    for (size_t i = 0; i < order->format_count; i++) {
        bp_buf path = {0};
        bp_buf_printf(&path, "%s/%" PRIu64 ".%zu", w->at->staging, order->number, i);
        w->paths[i] = path.failed ? NULL : bp_arena_strdup(w->arena, bp_buf_text(&path));
        bp_buf_free(&path);
        if (!w->paths[i])
            return bp_report_memory(w->diag);
        outputs[i] = (bp_output){w->paths[i], order->formats[i]};
    }
    const bp_rendering what = {.outputs = outputs,
                               .output_count = order->format_count,
                               .options = options,
                               .option_count = option_count,
                               .unsynced = true};
    return bp_render_pages(w->model, w->form, w->set->fonts, &what, w->diag, &w->pages);
}

static bp_status hash_output(work *w, size_t index)
{
    char digest[BP_SHA256_TEXT];
    struct stat st;
    int fd = open(w->paths[index], O_RDONLY | O_CLOEXEC);
    int error = fd < 0 || fstat(fd, &st) ? errno : bp_sha256_fd(fd, digest);
    if (fd >= 0)
        close(fd);
    if (error)
        return bp_report(w->diag, BP_FILE_READ, BP_NOWHERE, BP_ARGS(w->paths[index], bp_error_text(w->diag, error)));
    bp_buf_puts(&w->outputs, index ? ",{\"path\":" : "{\"path\":");
    bp_json_quote(&w->outputs, w->order->outputs[index]);
    bp_buf_printf(&w->outputs, ",\"format\":\"%s\",\"bytes\":%jd,\"sha256\":\"%s\"}", w->order->formats[index],
                  (intmax_t)st.st_size, digest);
    return BP_OK;
}

/* Everything between the input's bytes and complete outputs. */
static bp_status make_outputs(work *w)
{
    bp_status status = bp_model_read_source(w->input, w->diag, &w->model);
    w->input = NULL;
    if (!status)
        status = bp_shop_form(w->at->shop, w->order->form, w->model, w->diag, &w->form);
    if (!status && !w->order->named)
        status = bp_report(w->diag, BP_BATCH_UNNAMED, BP_NOWHERE, BP_NO_ARGS);
    if (!status)
        status = render(w);
    for (size_t i = 0; i < w->order->format_count && !status; i++)
        status = hash_output(w, i);
    return status;
}

/* Telling. */

static void put_text(bp_buf *out, const char *key, const char *value)
{
    bp_buf_printf(out, ",\"%s\":", key);
    bp_json_quote(out, value);
}

static void put_totals(work *w, bp_buf *out)
{
    bp_totals totals;
    char text[BP_AMOUNT_SIZE];
    const char *comma = "";
    if (bp_totals_compute(w->model, w->arena, NULL, &totals))
        return;
    bp_buf_puts(out, ",\"totals\":{");
    for (size_t fund = 0; fund < BP_FUND_KINDS; fund++) {
        if (!totals.document[fund].present)
            continue;
        bp_amount_text(text, totals.document[fund]);
        bp_buf_printf(out, "%s\"%s\":\"%s\"", comma, bp_fund_names[fund], text);
        comma = ",";
    }
    bp_buf_putc(out, '}');
}

/* Findings come in the order they were made: a failed job keeps an error among the hundred even behind many warnings. */
static void put_members(work *w, bool done, double seconds, bp_buf *out)
{
    if (*w->input_sha256)
        put_text(out, "input_sha256", w->input_sha256);
    if (w->form) {
        put_text(out, "form", bp_form_name(w->form));
        put_text(out, "form_sha256", bp_shop_form_digest(w->at->shop, w->form));
    }
    if (*w->settings)
        put_text(out, "settings_sha256", w->settings);
    if (done)
        bp_buf_printf(out, ",\"outputs\":[%s],\"pages\":%zu", bp_buf_text(&w->outputs), w->pages);
    if (w->model) {
        put_text(out, "department", w->model->department);
        bp_buf_printf(out, ",\"fiscal_year\":%d", w->model->fiscal_year);
        put_text(out, "amount_unit", w->model->amount_unit);
        bp_buf_printf(out, ",\"projects\":%zu", w->model->project_count);
        put_totals(w, out);
    }
    bp_put_findings(w->diag, out);
    bp_buf_printf(out, ",\"seconds\":%.4f", seconds);
}

static void tell_errors(work *w, bp_outcome *outcome)
{
    for (size_t i = 0; i < bp_diag_count(w->diag) && outcome->line_count < BP_OUTCOME_LINES; i++) {
        const bp_finding *finding = bp_diag_get(w->diag, i);
        if (finding->severity != BP_ERROR)
            continue;
        if (!outcome->line_count) {
            outcome->code = bp_arena_strdup(w->arena, finding->code);
            outcome->cause = bp_arena_strdup(w->arena, finding->message);
        }
        outcome->target_failed |= !strcmp(finding->name, "cannot-write");
        char *line = w->at->json ? bp_diag_json(w->diag, i) : bp_diag_line(w->diag, i);
        outcome->lines[outcome->line_count++] = line ? bp_arena_strdup(w->arena, line) : NULL;
        free(line);
    }
}

static void tidy(work *w, bool done)
{
    for (size_t i = 0; w->paths && i < w->order->format_count && !done; i++)
        if (w->paths[i])
            unlink(w->paths[i]);
    bp_source_free(w->input);
    bp_buf_free(&w->outputs);
    bp_model_free(w->model);
    bp_diag_free(w->diag);
}

void bp_work(const bp_workplace *at, const bp_order *order, bp_arena *arena, bp_outcome *outcome)
{
    double begun = bp_clock();
    work w = {.at = at, .order = order, .arena = arena, .diag = bp_diag_new(at->lang)};
    bp_buf members = {0};
    *outcome = (bp_outcome){.kind = BP_OUTCOME_FAILED, .status = BP_SYSTEM};
    if (!w.diag)
        return;
    bp_buf_ran_out();  /* before: nothing of this order's */
    bp_status status = read_input(&w);
    if (!status)
        status = bp_shop_set_of(at->shop, order->font_set, w.diag, &w.set);
    if (!status)
        bp_shop_settings(at->shop, w.set, order->options, order->option_count, w.settings);
    bool same = !status && is_same(&w);
    if (!status && !same)
        status = make_outputs(&w);
    outcome->kind = same ? BP_OUTCOME_SAME : status ? BP_OUTCOME_FAILED : BP_OUTCOME_DONE;
    outcome->status = status;
    if (status)
        tell_errors(&w, outcome);
    put_members(&w, !status && !same, bp_clock() - begun, &members);
    bool short_of_memory = members.failed || (bp_buf_ran_out() && !status);
    outcome->members = short_of_memory ? NULL : bp_arena_strdup(arena, bp_buf_text(&members));
    if (!outcome->members)
        outcome->kind = BP_OUTCOME_FAILED;
    bp_buf_free(&members);
    tidy(&w, outcome->kind == BP_OUTCOME_DONE);
}
