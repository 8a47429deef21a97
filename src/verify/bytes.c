/* bytes.c - a file against what the model gives when it is rendered in the same way once more. Private to verify/.
 *
 * What the file records of its making is taken as a hint of how to render; equal bytes are then proof, whatever the record says. A
 * format that has no room for a record has few options: each combination is tried.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "render/workbook.h"
#include "format/xlsx/package.h"
#include "render/render.h"
#include "verify/private.h"

enum { OPTIONS_MAX = 16, PROPERTIES_MAX = 1 << 16, BLOCK = 1 << 16 };

static bool take_part(void *context, const char *data, size_t size)
{
    bp_buf *part = context;
    bp_buf_put(part, data, size);
    return part->size < PROPERTIES_MAX && !part->failed;
}

/* The properties of a workbook as its own writer has them. What another program wrote differs in its bytes in any case. */
static void find_in_workbook(bp_verifier *v, const bp_source *source)
{
    static const char part[] = "docProps/custom.xml";
    bp_package *package = NULL;
    bp_diag *unheard = bp_diag_new(BP_LANG_EN); /* a damaged workbook is the comparison's to report */
    bp_buf text = {0};
    bp_status status = unheard ? bp_package_open(source, unheard, &package) : BP_SYSTEM;
    if (!status && bp_package_has(package, part))
        status = bp_package_read(package, part, take_part, &text, unheard);
    bool found = bp_record_find(&v->record, "name=\"" BP_XLSX_PREFIX, "\"><vt:lpwstr>", bp_buf_text(&text), text.size);
    v->failed |= status == BP_SYSTEM || text.failed || !found;
    bp_buf_free(&text);
    bp_package_close(package);
    bp_diag_free(unheard);
}

void bp_find_record(bp_verifier *v, const bp_source *source, bp_verify_kind kind)
{
    if (kind == BP_VERIFY_PDF)
        v->failed |= !bp_record_find(&v->record, BP_RECORD_IN_XMP, ">", source->text, source->size);
    else if (kind == BP_VERIFY_WORKBOOK)
        find_in_workbook(v, source);
}

/* Renders in memory, v->own. Options that the back end has not are a record that cannot be followed. */
static bp_status render_again(bp_verifier *v, const bp_backend *backend, const char *const *options, size_t count, int64_t date)
{
    const bp_again how = {
        .backend = backend, .options = options, .option_count = count, .date = date, .fonts_digest = v->fonts_digest};
    if (v->own >= 0)
        close(v->own);
    v->own = -1;
    if (!bp_render_options_fit(backend, options, count))
        return BP_OK;
    return bp_render_in_memory(v->table, v->layout, v->fonts, &how, v->diag, &v->own);
}

/* "profile=archive compact=1" as "pdf.profile=archive", "pdf.compact=1"; the words are put into a buffer. */
static size_t split_options(const bp_backend *backend, const char *text, bp_buf *words, const char *out[OPTIONS_MAX])
{
    size_t count = 0, at[OPTIONS_MAX];
    while (*text && count < OPTIONS_MAX) {
        size_t size = strcspn(text, " ");
        at[count++] = words->size;
        bp_buf_printf(words, "%s.%.*s", backend->name, (int)(size < 64 ? size : 64), text);
        bp_buf_putc(words, '\0');
        text += size + (text[size] == ' ');
    }
    for (size_t i = 0; i < count && !words->failed; i++)
        out[i] = words->data + at[i];
    return words->failed ? 0 : count;
}

bp_status bp_render_as_recorded(bp_verifier *v, const bp_backend *backend)
{
    const char *options[OPTIONS_MAX], *date = bp_record_get(&v->record, BP_RECORD_DATE);
    bp_buf words = {0};
    if (!*bp_record_get(&v->record, BP_RECORD_OPTIONS))
        return BP_OK;
    size_t count = split_options(backend, bp_record_get(&v->record, BP_RECORD_OPTIONS), &words, options);
    bool valid = strlen(date) <= 12 && !date[strspn(date, "0123456789")];
    bp_status status = words.failed ? bp_report_memory(v->diag)
                     : valid        ? render_again(v, backend, options, count, *date ? strtoll(date, NULL, 10) : -1)
                                    : BP_OK;
    bp_buf_free(&words);
    return status;
}

/* Whether the file that was rendered has these bytes. */
static bool is_same(bp_verifier *v, const bp_source *source)
{
    char block[BLOCK];
    size_t at = 0;
    ssize_t got = 0;
    while (v->own >= 0 && (got = pread(v->own, block, sizeof block, (off_t)at)) > 0) {
        if ((size_t)got > source->size - at || memcmp(block, source->text + at, (size_t)got) != 0)
            return false;
        at += (size_t)got;
    }
    v->failed |= got < 0;
    return v->own >= 0 && !got && at == source->size;
}

/* The values of combination `number` of a back end's options, the first ones where it is 0; false past the last. */
static bool choose(const bp_backend *backend, size_t number, bp_buf *words, const char *out[OPTIONS_MAX], size_t *count)
{
    bp_buf text = {0};
    for (const bp_option *o = backend->options; o && o->key; o++) {
        size_t ways = 1, first = 0;
        const char *word, *choices = o->kind == BP_OPTION_CHOICE ? o->choices : o->kind == BP_OPTION_BOOL ? "0|1" : o->initial;
        for (const char *p = choices; *p; p++)
            ways += *p == '|';
        for (word = choices; strncmp(word, o->initial, strlen(o->initial)) != 0; first++)
            word = strchr(word, '|') + 1;
        size_t chosen = (first + number % ways) % ways;
        for (word = choices; chosen; chosen--)
            word = strchr(word, '|') + 1;
        bp_buf_printf(&text, "%s%s=%.*s", text.size ? " " : "", o->key, (int)strcspn(word, "|"), word);
        number /= ways;
    }
    *count = split_options(backend, bp_buf_text(&text), words, out);
    words->failed |= text.failed;
    bp_buf_free(&text);
    return !number;
}

/* A format without a record. */
static bp_status try_all(bp_verifier *v, const bp_backend *backend, const bp_source *source, bool *same)
{
    bp_status status = BP_OK;
    bool more = true;
    for (size_t number = 0; more && !status && !*same; number++) {
        const char *options[OPTIONS_MAX];
        size_t count;
        bp_buf words = {0};
        more = choose(backend, number, &words, options, &count);
        if (words.failed)
            status = bp_report_memory(v->diag);
        else if (more)
            status = render_again(v, backend, options, count, -1);
        bp_buf_free(&words);
        *same = more && !status && is_same(v, source);
    }
    return status;
}

bp_status bp_compare_bytes(bp_verifier *v, const bp_backend *backend, const bp_source *source, bool recorded, bool *same)
{
    *same = false;
    if (!recorded)
        return try_all(v, backend, source, same);
    bp_status status = bp_render_as_recorded(v, backend);
    *same = !status && is_same(v, source);
    return status;
}
