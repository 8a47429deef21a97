/* fuzz_batch.c - what a batch reads: a job list and the receipts of a target, the same bytes taken for each. The receipts are
 * merged, too: what was joined is a target's receipts again, line by line strict JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/journal.h"
#include "batch/merge.h"
#include "batch/order.h"
#include "batch/plan.h"
#include "fuzz.h"

static const char *const formats[] = {"pdf", "xlsx"};
static const bp_job_defaults defaults = {
    .form = "project-performance-targets", .font_set = "noto", .formats = formats, .format_count = 2};

static const char *path_of(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
    return path;
}

static void write_file(const char *name, const uint8_t *data, size_t size)
{
    FILE *file = fopen(path_of(name), "wb");
    if (!file || (size && fwrite(data, 1, size, file) != size) || fclose(file))
        fuzz_fail("a file cannot be written");
}

/* ---- job lists ---- */

static bool same(const char *a, const char *b)
{
    return !strcmp(a ? a : "", b ? b : "");
}

/* An order travels to a worker as it was. */
static void hold_order(const bp_batch_job *job)
{
    bp_arena arena = {0};
    bp_buf frame = {0};
    bp_order order;
    uint32_t size;
    bp_order_put(&frame, 7, job, NULL);
    size = (uint32_t)frame.size - sizeof size;
    memcpy(frame.data, &size, sizeof size);
    bool ok = bp_order_take(&frame, &arena, &order) && order.number == 7 && same(order.input, job->input) &&
              same(order.form, job->form) && same(order.font_set, job->font_set) && order.format_count == job->format_count &&
              order.option_count == job->option_count && !order.past.done;
    for (size_t i = 0; ok && i < job->format_count; i++)
        ok = same(order.formats[i], job->formats[i]) && (!order.named || same(order.outputs[i], job->outputs[i]));
    for (size_t i = 0; ok && i < job->option_count; i++)
        ok = same(order.options[i], job->options[i]);
    if (!ok)
        fuzz_fail("an order arrives as another one");
    bp_arena_free(&arena);
    bp_buf_free(&frame);
}

/* No output is named twice, leaves the target, or is none of a relative path's parts. */
static void hold_outputs(const bp_plan *plan)
{
    for (size_t i = 0; i < plan->list.count; i++) {
        const bp_batch_job *job = &plan->list.jobs[i];
        for (size_t k = 0; job->outputs && k < job->format_count; k++) {
            const char *output = job->outputs[k], *part = output;
            for (; part; part = strchr(part, '/') ? strchr(part, '/') + 1 : NULL)
                if (!*part || *part == '/' || !strncmp(part, "../", 3) || !strcmp(part, "..") || !strncmp(part, "./", 2))
                    fuzz_fail("an output leaves the target");
            for (size_t other = 0; other < i; other++)
                for (size_t n = 0; plan->list.jobs[other].outputs && n < plan->list.jobs[other].format_count; n++)
                    if (!strcmp(plan->list.jobs[other].outputs[n], output))
                        fuzz_fail("two jobs write one file");
        }
    }
}

static void read_list(const uint8_t *data, size_t size)
{
    bp_plan plan = {.defaults = defaults};
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    write_file("jobs.ndjson", data, size);
    bp_status status = bp_joblist_add(&plan.list, path_of("jobs.ndjson"), NULL, &defaults, diag);
    if ((status == BP_OK) != (bp_diag_total(diag, BP_ERROR) == 0))
        fuzz_fail("the status of a list does not agree with what was reported");
    if (!status && plan.list.count < 200 && !bp_plan_settle(&plan, diag))
        hold_outputs(&plan);
    for (size_t i = 0; i < plan.list.count; i++)
        hold_order(&plan.list.jobs[i]);
    bp_plan_shard(&plan, 1, 2);
    bp_plan_free(&plan);
    bp_diag_free(diag);
}

/* ---- receipts ---- */

static void hold_joined(const char *path)
{
    bp_source *source;
    if (bp_source_open(path, NULL, &source))
        fuzz_fail("joined receipts cannot be read");
    const char *at = source->text, *end = at + source->size;
    while (at < end) {
        const char *feed = memchr(at, '\n', (size_t)(end - at));
        bp_arena arena = {0};
        bp_receipt receipt;
        const bp_source line = {.name = "line", .text = at, .size = feed ? (size_t)(feed - at) : 0};
        if (!feed || bp_json_check(&line, NULL) || !bp_receipt_parse(line.text, line.size, &arena, &receipt))
            fuzz_fail("a joined receipt is none");
        bp_arena_free(&arena);
        at = feed + 1;
    }
    bp_source_free(source);
}

static void read_receipts(const uint8_t *data, size_t size)
{
    char joined[128], summary[128];
    const char *const folders[] = {fuzz_folder()};
    bp_journal journal;
    bp_merge_counts counts;
    bp_diag *diag = bp_diag_new(BP_LANG_ZH);
    write_file(BP_RECEIPTS, data, size);
    bp_status status = bp_journal_open(folders[0], BP_JOURNAL_RESUME, diag, &journal);
    struct stat st;
    if (!status && (fstat(journal.fd, &st) || st.st_size != journal.end || (size_t)journal.end > size))
        fuzz_fail("a torn line was not cut");
    if (!status &&
        bp_journal_append(&journal, "0123456789abcdef0123456789abcdef", true, "{\"job\":\"0123456789abcdef0123456789abcdef\"}", 42))
        fuzz_fail("a receipt cannot be appended");
    bp_journal_close(&journal);
    write_file(BP_RECEIPTS, data, size);
    snprintf(joined, sizeof joined, "%s", path_of("joined.ndjson"));
    snprintf(summary, sizeof summary, "%s", path_of("summary.xlsx"));
    status = bp_merge(folders, 1, joined, fuzz_choose(data, size, 8) ? NULL : summary, diag, &counts);
    if (!status)
        hold_joined(joined);
    unlink(joined);
    unlink(summary);
    unlink(path_of(BP_RECEIPTS));
    bp_diag_free(diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_list(data, size);
    read_receipts(data, size);
    return 0;
}
