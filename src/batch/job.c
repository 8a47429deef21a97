/* job.c - see job.h. */
#include "batch/job.h"

#include <string.h>

#include "batch/name.h"
#include "budgetpress/render.h"
#include "base/sha256.h"
#include "base/utf8.h"

void bp_put_name(bp_buf *out, const char *name)
{
    const char *end = name + strlen(name);
    while (name < end) {
        size_t good = bp_utf8_valid(name, (size_t)(end - name));
        bp_buf_put(out, name, good);
        name += good;
        if (name < end)
            bp_buf_printf(out, "\\x%02x", (unsigned char)*name++);
    }
}

/* Reading a line. */

static bool is_format(const char *name)
{
    for (size_t i = 0; bp_format_name(i); i++)
        if (!strcmp(bp_format_name(i), name))
            return true;
    return false;
}

/* An array of strings, or nothing. */
static const char *const *read_strings(bp_reader *reader, const cJSON *value, size_t *count)
{
    *count = 0;
    if (!value || !bp_reader_array(reader, value))
        return NULL;
    const char **list = bp_arena_array(reader->arena, (size_t)cJSON_GetArraySize(value) + 1, sizeof *list);
    const cJSON *item;
    if (!list) {
        bp_reader_report(reader, BP_MEMORY, BP_NO_ARGS);
        return NULL;
    }
    size_t index = 0;
    cJSON_ArrayForEach(item, value) {
        size_t mark = bp_reader_index(reader, index++);
        if ((list[*count] = bp_reader_string(reader, item)))
            ++*count;
        bp_reader_leave(reader, mark);
    }
    return list;
}

static void read_formats(bp_reader *reader, const cJSON *value, bp_batch_job *job)
{
    job->formats = read_strings(reader, value, &job->format_count);
    if (value && !job->format_count)
        bp_reader_report(reader, BP_EMPTY_TEXT, BP_NO_ARGS);
    for (size_t i = 0; i < job->format_count; i++) {
        size_t mark = bp_reader_index(reader, i);
        if (!is_format(job->formats[i]))
            bp_reader_report(reader, BP_UNKNOWN_FORMAT, BP_ARGS(job->formats[i], ""));
        bp_reader_leave(reader, mark);
    }
    if (job->format_count > BP_JOB_FORMATS) {
        bp_reader_report(reader, BP_OUT_OF_RANGE, BP_ARGS("1", "16"));
        job->format_count = BP_JOB_FORMATS;
    }
}

/* A text that says something. */
static const char *read_text(bp_reader *reader, const cJSON *value)
{
    const char *text = bp_reader_string(reader, value);
    if (text && !*text)
        bp_reader_report(reader, BP_EMPTY_TEXT, BP_NO_ARGS);
    return text;
}

static void read_output(bp_reader *reader, const cJSON *value, bp_batch_job *job)
{
    job->name = read_text(reader, value);
    if (!job->name || !*job->name)
        return;
    const bp_where where = {.source = reader->source, .pointer = bp_buf_text(&reader->pointer)};
    bp_status status = bp_job_check_pattern(job->name, where, reader->diag);
    if (status > reader->status)
        reader->status = status;
}

static void read_job(bp_reader *reader, const cJSON *tree, bp_batch_job *job)
{
    enum { INPUT, ID, FORM, FORMATS, FONT_SET, OPTIONS, OUTPUT, KEYS };
    static const bp_key keys[KEYS] = {{"input", true},     {"id", false},      {"form", false},  {"formats", false},
                                      {"font_set", false}, {"options", false}, {"output", false}};
    const cJSON *members[KEYS];
    const char **texts[KEYS] = {[INPUT] = &job->input, [ID] = &job->label, [FORM] = &job->form, [FONT_SET] = &job->font_set};
    if (!bp_reader_object(reader, tree, keys, KEYS, members))
        return;
    for (size_t k = 0; k < KEYS; k++) {
        size_t mark = bp_reader_key(reader, keys[k].name);
        if (k == FORMATS)
            read_formats(reader, members[k], job);
        else if (k == OPTIONS)
            job->options = read_strings(reader, members[k], &job->option_count);
        else if (k == OUTPUT)
            read_output(reader, members[k], job);
        else
            *texts[k] = read_text(reader, members[k]);
        bp_reader_leave(reader, mark);
    }
}

bp_status bp_job_parse(const bp_source *line, bp_arena *arena, bp_diag *diag, bp_batch_job *out)
{
    *out = (bp_batch_job){0};
    bp_status status = bp_json_check(line, diag);
    if (status)
        return status;
    bp_reader reader = {.source = line, .diag = diag, .arena = arena};
    cJSON *tree = bp_reader_parse(&reader, bp_json_root(line));
    if (tree)
        read_job(&reader, tree, out);
    out->place = out->input;
    cJSON_Delete(tree);
    bp_reader_free(&reader);
    return reader.status;
}

const char *bp_batch_path(const char *input)
{
    return strcmp(input, "-") != 0 ? input : "./-";
}

/* Settling. */

const char *bp_job_pattern(const bp_batch_job *job, const bp_job_defaults *defaults)
{
    return job->name ? job->name : defaults->name;
}

bp_status bp_job_check_pattern(const char *pattern, bp_where where, bp_diag *diag)
{
    unsigned fields;
    const char *word;
    switch (bp_name_check(pattern, &fields, &word)) {
    case BP_NAME_UNKNOWN_FIELD:
    case BP_NAME_BRACES:
        return bp_report(diag, BP_BATCH_NAME_FIELD, where, BP_ARGS(word));
    case BP_NAME_LEAVES:
    case BP_NAME_EMPTY:
        return bp_report(diag, BP_BATCH_NAME_LEAVES, where, BP_ARGS(pattern));
    case BP_NAME_OK:
        break;
    }
    return BP_OK;
}

static void put_text(bp_sha256 *hash, const char *text)
{
    bp_sha256_put(hash, text ? text : "", text ? strlen(text) + 1 : 1);
}

/* The id: the input as named, the form asked for, the formats and how the outputs are named. */
static void identify(bp_batch_job *job, const bp_job_defaults *defaults)
{
    char digest[BP_SHA256_TEXT];
    bp_sha256 hash;
    bp_sha256_begin(&hash);
    put_text(&hash, job->place);
    put_text(&hash, job->form ? job->form : defaults->form);
    put_text(&hash, bp_job_pattern(job, defaults));
    for (size_t i = 0; i < job->format_count; i++)
        put_text(&hash, job->formats[i]);
    bp_sha256_end(&hash, digest);
    memcpy(job->id, digest, BP_JOB_ID - 1);
    job->id[BP_JOB_ID - 1] = '\0';
}

bp_status bp_job_settle(bp_batch_job *job, const bp_job_defaults *defaults, const bp_source *line, bp_diag *diag)
{
    if (!job->format_count) {
        job->formats = defaults->formats;
        job->format_count = defaults->format_count;
    }
    identify(job, defaults);
    if (job->format_count)
        return BP_OK;
    const bp_where where = line ? (bp_where){.source = line, .pointer = ""} : BP_NOWHERE;
    return bp_report(diag, BP_BATCH_NO_FORMAT, where, BP_NO_ARGS);
}
