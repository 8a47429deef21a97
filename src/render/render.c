/* render.c - one model to any number of files: check, bind, lay out once where an output needs it, write each output. */
#include "render/render.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/backend.h"
#include "check/check.h"
#include "font/fonts.h"

enum { OPTIONS_MAX = 32 };

static int advance(void *context, int role, uint32_t cp, bool half)
{
    bp_glyph glyph;
    return bp_fonts_glyph(context, (bp_role)role, cp, half, &glyph) ? glyph.advance : 1000;
}

/* Whether the roles that a report is set in have a character. */
static bool has_character(void *context, uint32_t cp)
{
    static const bp_role roles[] = {BP_ROLE_BODY, BP_ROLE_HEADING, BP_ROLE_TITLE};
    bp_glyph glyph;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (!bp_fonts_glyph(context, roles[i], cp, false, &glyph))
            return false;
    return true;
}

const char *bp_format_name(size_t index)
{
    size_t n = 0;
    while (bp_backends[n])
        n++;
    return index < n ? bp_backends[index]->name : NULL;
}

static const bp_backend *choose(const bp_output *output, bp_diag *diag)
{
    const char *dot = strrchr(output->path, '.');
    const char *name = output->format ? output->format : dot ? dot + 1 : output->path;
    const bp_backend *backend = output->format ? bp_backend_by_name(name) : bp_backend_by_extension(name);
    if (!backend)
        bp_report(diag, BP_UNKNOWN_FORMAT, BP_NOWHERE, BP_ARGS(name, ""));
    return backend;
}

/* The index of a word in "a|b|c", or -1. */
static int choice_index(const char *choices, const char *word)
{
    int index = 0;
    for (const char *p = choices; *p; index++) {
        size_t size = strcspn(p, "|");
        if (strlen(word) == size && !memcmp(p, word, size))
            return index;
        p += size + (p[size] == '|');
    }
    return -1;
}

static bool parse_value(const bp_option *option, const char *text, int *out)
{
    char *end;
    if (option->kind == BP_OPTION_BOOL)
        *out = choice_index("0|1", text);
    else if (option->kind == BP_OPTION_CHOICE)
        *out = choice_index(option->choices, text);
    else {
        long low = strtol(option->choices, &end, 10), high = strtol(end + 1, NULL, 10), value = strtol(text, &end, 10);
        *out = *text && !*end && value >= low && value <= high ? (int)value : -1;
    }
    return *out >= 0;
}

/* "archive, print, plain"; "1 to 9". */
static void put_values(const bp_option *option, const bp_diag *diag, bp_buf *out)
{
    const char *choices = option->kind == BP_OPTION_BOOL ? "0|1" : option->choices;
    const char *between = option->kind == BP_OPTION_INT ? bp_diag_text(diag, " to ") : bp_diag_text(diag, ", ");
    for (const char *p = choices; *p; p++)
        if (*p == '|')
            bp_buf_puts(out, between);
        else
            bp_buf_putc(out, *p);
}

static bp_status bad_value(bp_diag *diag, const char *given, const bp_option *option)
{
    bp_buf values = {0};
    put_values(option, diag, &values);
    bp_status status = bp_report(diag, BP_BAD_OPTION_VALUE, BP_NOWHERE, BP_ARGS(given, bp_buf_text(&values)));
    bp_buf_free(&values);
    return status;
}

/* Tells which options there are: those of the back end, or all. */
static bp_status unknown_option(bp_diag *diag, const char *given, const bp_backend *only)
{
    bp_buf all = {0};
    for (size_t b = 0; bp_backends[b]; b++)
        for (const bp_option *o = bp_backends[b]->options; o && o->key && (!only || only == bp_backends[b]); o++)
            bp_buf_printf(&all, "%s%s.%s", all.size ? bp_diag_text(diag, ", ") : "", bp_backends[b]->name, o->key);
    if (!all.size)
        bp_buf_puts(&all, bp_diag_text(diag, "none"));
    bp_status status = bp_report(diag, BP_UNKNOWN_OPTION, BP_NOWHERE, BP_ARGS(given, bp_buf_text(&all)));
    bp_buf_free(&all);
    return status;
}

static const bp_option *find_option(const bp_backend *backend, const char *key, size_t size)
{
    for (const bp_option *o = backend->options; o && o->key; o++)
        if (strlen(o->key) == size && !memcmp(o->key, key, size))
            return o;
    return NULL;
}

static bp_status read_options(const bp_backend *backend, const char *const *given, size_t count, bp_diag *diag,
                              int values[OPTIONS_MAX])
{
    size_t prefix = strlen(backend->name);
    for (size_t o = 0; backend->options && backend->options[o].key; o++)
        parse_value(&backend->options[o], backend->options[o].initial, &values[o]);
    for (size_t i = 0; i < count; i++) {
        const char *key = given[i] + prefix + 1, *equals = strchrnul(given[i], '=');
        if (strncmp(given[i], backend->name, prefix) != 0 || given[i][prefix] != '.' || equals < key)
            continue;
        const bp_option *option = find_option(backend, key, (size_t)(equals - key));
        if (!option)
            return unknown_option(diag, given[i], backend);
        if (!*equals || !parse_value(option, equals + 1, &values[option - backend->options]))
            return bad_value(diag, given[i], option);
    }
    return BP_OK;
}

/* An option whose prefix is no back end at all belongs to nobody. */
static bp_status check_prefixes(const char *const *given, size_t count, bp_diag *diag)
{
    for (size_t i = 0; i < count; i++) {
        size_t size = strcspn(given[i], ".=");
        size_t b = 0;
        while (bp_backends[b] && (strlen(bp_backends[b]->name) != size || memcmp(bp_backends[b]->name, given[i], size) != 0))
            b++;
        if (!bp_backends[b] || given[i][size] != '.')
            return unknown_option(diag, given[i], bp_backends[b]);
    }
    return BP_OK;
}

/* SOURCE_DATE_EPOCH, -1 where it is not set. Formats have four digits for a year, and libraries less room still. */
static bp_status read_date(bp_diag *diag, int64_t *date)
{
    const int64_t last = 253402300799; /* 9999-12-31 23:59:59 */
    const char *text = getenv("SOURCE_DATE_EPOCH");
    *date = -1;
    if (!text || !*text)
        return BP_OK;
    *date = strtoll(text, NULL, 10); /* past what fits it gives the largest */
    if (!text[strspn(text, "0123456789")] && *date <= last)
        return BP_OK;
    bp_buf given = {0}, values = {0};
    bp_buf_printf(&given, "SOURCE_DATE_EPOCH=%s", text);
    bp_buf_printf(&values, "0%s%lld", bp_diag_text(diag, " to "), (long long)last);
    bp_status status = bp_report(diag, BP_BAD_OPTION_VALUE, BP_NOWHERE, BP_ARGS(bp_buf_text(&given), bp_buf_text(&values)));
    bp_buf_free(&given);
    bp_buf_free(&values);
    return status;
}

bp_status bp_render_check_options(const char *const *formats, size_t format_count, const char *const *options, size_t option_count,
                                  bp_diag *diag)
{
    int values[OPTIONS_MAX];
    int64_t date;
    bp_status status = read_date(diag, &date);
    if (!status)
        status = check_prefixes(options, option_count, diag);
    for (size_t i = 0; i < format_count && !status; i++) {
        const bp_backend *backend = bp_backend_by_name(formats[i]);
        status = backend ? read_options(backend, options, option_count, diag, values)
                         : bp_report(diag, BP_UNKNOWN_FORMAT, BP_NOWHERE, BP_ARGS(formats[i], ""));
    }
    return status;
}

static bp_status write_output(bp_job *job, const bp_output *output, const bp_rendering *what, bp_outfile **file)
{
    int values[OPTIONS_MAX] = {0};
    const bp_backend *backend = choose(output, job->diag);
    if (!backend)
        return BP_USAGE;
    bp_status status = read_options(backend, what->options, what->option_count, job->diag, values);
    if (!status)
        status = bp_outfile_open(output->path, job->diag, file);
    if (!status && what->unsynced)
        bp_outfile_leave_unsynced(*file);
    job->options = values;
    job->backend = backend;
    if (!status)
        status = backend->write(job, *file);
    return status ? status : bp_fonts_check_unchanged(job->fonts, job->diag);
}

/* Whether all outputs are there to mend the model in. */
static bool only_mends(const bp_rendering *what)
{
    bool all = what->output_count > 0;
    for (size_t i = 0; i < what->output_count && all; i++) {
        int values[OPTIONS_MAX] = {0};
        const bp_backend *backend = choose(&what->outputs[i], NULL);
        all = backend && backend->mends && !read_options(backend, what->options, what->option_count, NULL, values) &&
              backend->mends(values);
    }
    return all;
}

/* Errors of a model keep it from being written, unless that is done to mend them: *errors has them then, NULL where there are
 * none. */
static bp_status check(const bp_model *model, const bp_form *form, const bp_rendering *what, bp_diag *diag, bp_diag **errors)
{
    char count[24];
    if (what->findings)
        return BP_OK;
    if (!only_mends(what))
        return bp_check(model, form, diag);
    bp_status status = bp_check_to_mend(model, form, diag, errors);
    size_t found = *errors ? bp_diag_total(*errors, BP_ERROR) : 0;
    snprintf(count, sizeof count, "%zu", found);
    if (!status && found)
        bp_report(diag, BP_WRITTEN_TO_MEND, (bp_where){.file = model->source->name}, BP_ARGS(count));
    if (!found) {
        bp_diag_free(*errors);
        *errors = NULL;
    }
    return status;
}

/* Whether an output or the caller asks for more than the table. Characters that fonts lack are put otherwise among findings. */
static bool needs_layout(const bp_rendering *what, const size_t *pages)
{
    bool needs = pages || what->findings;
    for (size_t i = 0; i < what->output_count && !needs; i++) {
        const bp_backend *backend = choose(&what->outputs[i], NULL);
        needs = backend && backend->family != BP_FAMILY_TABLE;
    }
    return needs;
}

/* findings NULL: the model itself, which was checked. */
static bp_status lay_out(const bp_model *model, const bp_form *form, const bp_diag *findings, bp_fonts *fonts, bp_diag *diag,
                         bp_table **table, bp_layout **layout)
{
    const bp_measure measure = {.advance = advance, .context = fonts};
    const bp_alphabet alphabet = {.has = has_character, .context = fonts};
    *table = NULL;
    *layout = NULL;
    bp_fonts_begin_use(fonts);
    bp_status status = bp_fonts_prepare(fonts, diag);
    if (!status)
        status = findings ? bp_table_new_findings(form, model, findings, &alphabet, diag, table)
                          : bp_table_new(form, model, diag, table);
    if (!status)
        status = bp_layout_new(*table, &measure, diag, layout);
    return !status && bp_fonts_short_of_memory(fonts) ? bp_report_memory(diag) : status;
}

bp_status bp_lay_out(const bp_model *model, const bp_form *form, bp_fonts *fonts, bp_diag *diag, bp_table **table,
                     bp_layout **layout)
{
    *table = NULL;
    *layout = NULL;
    bp_status status = bp_check(model, form, diag);
    return status ? status : lay_out(model, form, NULL, fonts, diag, table, layout);
}

bool bp_render_options_fit(const bp_backend *backend, const char *const *options, size_t count)
{
    int values[OPTIONS_MAX];
    return !read_options(backend, options, count, NULL, values);
}

bp_status bp_render_in_memory(bp_table *table, bp_layout *layout, bp_fonts *fonts, const bp_again *how, bp_diag *diag, int *fd)
{
    int values[OPTIONS_MAX] = {0};
    char fingerprint[BP_FINGERPRINT_SIZE] = "";
    bp_outfile *file = NULL;
    bp_job job = {.table = table,
                  .layout = layout,
                  .fonts = fonts,
                  .options = values,
                  .date = how->date,
                  .backend = how->backend,
                  .fonts_digest = how->fonts_digest,
                  .fingerprint = fingerprint,
                  .diag = diag};
    bp_buf_ran_out();
    bp_status status = read_options(how->backend, how->options, how->option_count, diag, values);
    if (!status)
        status = bp_outfile_open_memory(diag, &file);
    if (!status)
        status = how->backend->write(&job, file);
    if (status <= BP_DATA && (bp_fonts_short_of_memory(fonts) || bp_buf_ran_out()))
        status = bp_report_memory(diag);
    if (!status)
        status = bp_outfile_take_memory(file, diag, fd);
    bp_outfile_drop(file);
    return status;
}

bp_status bp_render(const bp_model *model, const bp_form *form, bp_fonts *fonts, const bp_output *outputs, size_t output_count,
                    const char *const *options, size_t option_count, bp_diag *diag)
{
    const bp_rendering what = {.outputs = outputs, .output_count = output_count, .options = options, .option_count = option_count};
    return bp_render_pages(model, form, fonts, &what, diag, NULL);
}

bp_status bp_render_findings(const bp_model *model, const bp_form *form, bp_fonts *fonts, const bp_output *outputs,
                             size_t output_count, const bp_diag *findings, bp_diag *diag)
{
    const bp_rendering what = {.outputs = outputs, .output_count = output_count, .findings = findings};
    return bp_render_pages(model, form, fonts, &what, diag, NULL);
}

bp_status bp_render_pages(const bp_model *model, const bp_form *form, bp_fonts *fonts, const bp_rendering *what, bp_diag *diag,
                          size_t *pages)
{
    bp_table *table = NULL;
    bp_layout *layout = NULL;
    bp_diag *errors = NULL;
    int64_t date = -1;
    bp_outfile **files = calloc(what->output_count + 1, sizeof *files);
    bp_buf_ran_out(); /* before: none of this rendering's */
    bp_status status = files ? read_date(diag, &date) : bp_report_memory(diag);
    if (!status)
        status = check_prefixes(what->options, what->option_count, diag);
    if (!status)
        status = check(model, form, what, diag, &errors);
    if (!status)
        status = needs_layout(what, pages) ? lay_out(model, form, what->findings, fonts, diag, &table, &layout)
                                           : bp_table_new(form, model, diag, &table);
    if (!status && pages)
        *pages = bp_layout_page_count(layout);
    char digest[BP_SHA256_TEXT], fingerprint[BP_FINGERPRINT_SIZE] = "";
    bp_fonts_digest(fonts, digest);
    bp_job job = {.table = table, .layout = layout, .fonts = fonts, .date = date, .fonts_digest = digest,
                  .fingerprint = fingerprint, .findings = errors, .diag = diag};
    for (size_t i = 0; i < what->output_count && !status; i++)
        status = write_output(&job, &what->outputs[i], what, &files[i]);
    if (status <= BP_DATA && (bp_fonts_short_of_memory(fonts) || bp_buf_ran_out()))
        status = bp_report_memory(diag);
    /* all are complete before the first is renamed: an output that fails leaves every old file as it was */
    for (size_t i = 0; i < what->output_count && !status; i++)
        status = bp_outfile_complete(files[i], diag);
    for (size_t i = 0; i < what->output_count && files; i++) {
        if (status)
            bp_outfile_drop(files[i]);
        else
            status = bp_outfile_finish(files[i], diag);
    }
    bp_layout_free(layout);
    bp_table_free(table);
    bp_diag_free(errors);
    free(files);
    return status;
}
