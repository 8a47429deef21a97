/* receipt.c - see receipt.h. */
#include "batch/receipt.h"

#include <stdlib.h>
#include <string.h>

#include "json/json.h"
#include "facts/model.h"

enum { FINDINGS_MAX = 100, YEAR_MAX = 9999 };
static const double COUNT_MAX = 1e12;  /* so that a million of them can be added */

void bp_put_findings(const bp_diag *diag, bp_buf *out)
{
    size_t count = bp_diag_count(diag);
    bp_buf_puts(out, ",\"findings\":[");
    for (size_t i = 0; i < count && i < FINDINGS_MAX; i++) {
        char *finding = bp_diag_json(diag, i);
        bp_buf_puts(out, i ? "," : "");
        if (finding)
            bp_buf_puts(out, finding);
        out->failed |= !finding;
        free(finding);
    }
    bp_buf_putc(out, ']');
    size_t all = bp_diag_total(diag, BP_NOTE) + bp_diag_total(diag, BP_WARNING) + bp_diag_total(diag, BP_ERROR);
    if (all > FINDINGS_MAX)
        bp_buf_printf(out, ",\"findings_omitted\":%zu", all - FINDINGS_MAX);
}

static const char *take_text(const cJSON *object, const char *key, bp_arena *arena)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    const char *copy = cJSON_IsString(item) ? bp_arena_strdup(arena, item->valuestring) : NULL;
    return copy ? copy : "";
}

static double take_number(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(item) && item->valuedouble > 0 ? item->valuedouble : 0;
}

static size_t take_count(const cJSON *object, const char *key)
{
    double value = take_number(object, key);
    return value < COUNT_MAX ? (size_t)value : 0;
}

static void take_outputs(const cJSON *tree, bp_arena *arena, bp_receipt *out)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(tree, "outputs")) {
        if (out->output_count == BP_JOB_FORMATS) {
            out->too_many = true;
            return;
        }
        out->outputs[out->output_count++] = (bp_receipt_output){take_text(item, "path", arena), take_text(item, "sha256", arena)};
    }
}

static void take_cause(const cJSON *tree, bp_arena *arena, bp_receipt *out)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(tree, "findings"))
        if (!strcmp(take_text(item, "severity", arena), "error")) {
            out->code = take_text(item, "code", arena);
            out->message = take_text(item, "message", arena);
            return;
        }
}

static void take_job(const cJSON *tree, bp_arena *arena, bp_receipt *out)
{
    const cJSON *totals = cJSON_GetObjectItemCaseSensitive(tree, "totals");
    out->id = take_text(tree, "id", arena);
    out->input = take_text(tree, "input", arena);
    out->done = !strcmp(take_text(tree, "status", arena), "done");
    out->input_sha256 = take_text(tree, "input_sha256", arena);
    out->form = take_text(tree, "form", arena);
    out->form_sha256 = take_text(tree, "form_sha256", arena);
    out->settings_sha256 = take_text(tree, "settings_sha256", arena);
    out->department = take_text(tree, "department", arena);
    out->amount_unit = take_text(tree, "amount_unit", arena);
    out->finished = take_text(tree, "finished", arena);
    size_t year = take_count(tree, "fiscal_year");
    out->fiscal_year = year <= YEAR_MAX ? (int)year : 0;
    out->pages = take_count(tree, "pages");
    out->projects = take_count(tree, "projects");
    out->attempts = take_count(tree, "attempts");
    out->seconds = take_number(tree, "seconds");
    for (size_t fund = 0; fund < BP_FUND_KINDS; fund++)
        out->totals[fund] = take_text(totals, bp_fund_names[fund], arena);
    out->code = out->message = "";
    take_outputs(tree, arena, out);
    take_cause(tree, arena, out);
}

static bool is_hexadecimal(const char *text, size_t size)
{
    return strlen(text) == size && strspn(text, "0123456789abcdef") == size;
}

/* The line is one strict JSON object and nothing else: what is merged must be readable by anybody. */
static cJSON *parse_object(const char *line, size_t size, bp_arena *arena)
{
    const bp_source source = {.name = (char *)"", .text = line, .size = size};
    bp_status status = size && *line == '{' && line[size - 1] == '}' ? bp_json_check(&source, NULL) : BP_DATA;
    cJSON *tree = status ? NULL : cJSON_ParseWithLength(line, size);
    if (status == BP_SYSTEM || (!status && !tree))  /* cJSON takes whatever is strict JSON */
        arena->failed = true;
    return tree;
}

bool bp_receipt_parse(const char *line, size_t size, bp_arena *arena, bp_receipt *out)
{
    *out = (bp_receipt){0};
    cJSON *tree = parse_object(line, size, arena);
    const char *job = take_text(tree, "job", arena), *plan = take_text(tree, "plan", arena);
    bool is_job = is_hexadecimal(job, BP_JOB_ID - 1), is_plan = !*job && is_hexadecimal(plan, BP_SHA256_TEXT - 1);
    if (is_job) {
        out->job = job;
        take_job(tree, arena, out);
    } else if (is_plan) {
        out->plan = plan;
        out->jobs = take_count(tree, "jobs");
        out->shard = take_count(tree, "shard");
        out->shards = take_count(tree, "shards");
        out->shard_jobs = take_count(tree, "shard_jobs");
        out->shard_outputs = take_count(tree, "shard_outputs");
    }
    cJSON_Delete(tree);
    return !arena->failed && (is_job || (is_plan && out->shards <= BP_SHARDS_MAX));
}
