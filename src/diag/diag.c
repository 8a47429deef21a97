/* diag.c - collecting and formatting findings. See diag.h. */
#include "diag/diag.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/chars.h"
#include "base/quote.h"
#include "diag/locator.h"
#include "diag/translate.h"
#include "base/utf8.h"

static const struct entry {
    const char *code, *name;
    bp_severity severity;
    bp_status status;
    const char *text;
} catalogue[BP_CODES] = {
#define BP_ENTRY(id, code, name, severity, status, text) {code, name, BP_##severity, BP_##status, text},
#include "diag/catalogue.h"
#undef BP_ENTRY
};

struct bp_diag {
    bp_lang lang;
    bp_arena arena;
    bp_finding *findings;
    size_t count, room;
    size_t limit;
    size_t totals[BP_ERROR + 1], silenced;
    bp_locator *locator;   /* NULL until a place is asked for, and where memory is short */
    uint64_t lost;         /* id of the source that changed before all its places were told */
    bool short_of_memory;  /* when a finding was to be kept */
};

bp_diag *bp_diag_new(bp_lang lang)
{
    bp_diag *diag = calloc(1, sizeof *diag);
    if (diag) {
        diag->lang = lang;
        diag->limit = BP_DIAG_MAX;
    }
    return diag;
}

void bp_diag_free(bp_diag *diag)
{
    if (!diag)
        return;
    bp_locator_free(diag->locator);
    bp_arena_free(&diag->arena);
    free(diag->findings);
    free(diag);
}

size_t bp_diag_count(const bp_diag *diag)
{
    return diag->count;
}

const bp_finding *bp_diag_get(const bp_diag *diag, size_t index)
{
    return &diag->findings[index];
}

void bp_diag_set_limit(bp_diag *diag, size_t limit)
{
    diag->limit = limit;
}

size_t bp_diag_silenced(const bp_diag *diag)
{
    return diag->silenced;
}

bp_code_info bp_code_info_of(bp_code code)
{
    const struct entry *entry = &catalogue[code];
    return (bp_code_info){entry->code, entry->name, entry->text, entry->severity};
}

size_t bp_diag_total(const bp_diag *diag, bp_severity severity)
{
    return diag->totals[severity];
}

bp_lang bp_diag_lang(const bp_diag *diag)
{
    return diag ? diag->lang : BP_LANG_EN;
}

const char *bp_diag_text(const bp_diag *diag, const char *english)
{
    return bp_translate(bp_diag_lang(diag), english);
}

const char *bp_error_text(const bp_diag *diag, int error)
{
    /* the process never leaves the C locale, so strerror gives English; these are the ones that users meet */
    static const char *const known[] __attribute__((unused)) = {
        BP_TEXT("No such file or directory"), BP_TEXT("Permission denied"), BP_TEXT("Operation not permitted"),
        BP_TEXT("No space left on device"), BP_TEXT("Disk quota exceeded"), BP_TEXT("File too large"),
        BP_TEXT("Read-only file system"), BP_TEXT("Is a directory"), BP_TEXT("Not a directory"), BP_TEXT("File exists"),
        BP_TEXT("File name too long"), BP_TEXT("Too many levels of symbolic links"), BP_TEXT("Too many open files"),
        BP_TEXT("Input/output error"), BP_TEXT("Cannot allocate memory"), BP_TEXT("Broken pipe"), BP_TEXT("Bad file descriptor"),
        BP_TEXT("Device or resource busy"), BP_TEXT("Invalid argument"), BP_TEXT("No such device or address"),
    };
    return bp_diag_text(diag, strerror(error));
}

/* The catalogue's text with its arguments put in. */
static void put_message(bp_buf *out, const char *pattern, const char *const *args)
{
    size_t count = 0;
    while (args[count])
        count++;
    for (const char *p = pattern; *p; p++) {
        size_t index = p[0] == '{' && p[1] >= '0' && p[1] <= '9' && p[2] == '}' ? (size_t)(p[1] - '0') : SIZE_MAX;
        if (index < count) {
            bp_buf_puts(out, args[index]);
            p += 2;
        } else
            bp_buf_putc(out, *p);
    }
}

static bp_locator *locator_of(bp_diag *diag)
{
    if (!diag->locator)
        diag->locator = bp_locator_new();
    return diag->locator;
}

/* False where the text is not there any more. */
static bool locate(bp_diag *diag, bp_finding *finding, const bp_where *where)
{
    size_t offset = where->offset;
    finding->line = where->line;
    finding->column = where->column;
    if (!where->source || !where->source->text || where->line || (!offset && !where->pointer))
        return true;
    if (!bp_source_recall(where->source))
        return false;
    if (!offset && where->pointer)
        offset = bp_locator_find(locator_of(diag), where->source, where->pointer) + 1;
    if (offset)
        bp_locator_locate(locator_of(diag), where->source, offset - 1, &finding->line, &finding->column);
    return true;
}

/* Once a source: it changed between its reading and the finding, whose line in it nobody can tell. */
static bp_status report_lost(bp_diag *diag, const bp_source *source)
{
    if (diag->lost == source->id)
        return BP_SYSTEM;
    diag->lost = source->id;
    return bp_report(diag, BP_FILE_CHANGED, BP_NOWHERE, BP_ARGS(source->name));
}

static const char *keep(bp_diag *diag, const char *text)
{
    return text ? bp_arena_strdup(&diag->arena, text) : NULL;
}

size_t bp_diag_find(bp_diag *diag, const bp_source *source, const char *pointer)
{
    return bp_locator_find(locator_of(diag), source, pointer);
}

size_t bp_diag_behind(bp_diag *diag, const bp_source *source, size_t at, size_t bytes)
{
    return bp_locator_behind(locator_of(diag), source, at, bytes);
}

void bp_diag_locate(bp_diag *diag, const bp_source *source, size_t offset, size_t *line, size_t *column)
{
    bp_locator_locate(locator_of(diag), source, offset, line, column);
}

bool bp_diag_is_full(const bp_diag *diag)
{
    return !diag || diag->count >= diag->limit;
}

bool bp_diag_short_of_memory(const bp_diag *diag)
{
    return diag && diag->short_of_memory;
}

static bp_finding *add_finding(bp_diag *diag)
{
    if (diag->count >= diag->limit)
        return NULL;
    if (!BP_ARRAY_ROOM(diag->findings, diag->count, diag->room)) {
        diag->short_of_memory = true;
        return NULL;
    }
    return &diag->findings[diag->count];
}

static void put_detail(bp_diag *diag, bp_finding *finding, const bp_detail *detail)
{
    finding->severity = detail->severity;
    finding->text = keep(diag, detail->text);
    finding->mark = detail->mark;
    finding->mark_size = detail->mark_size;
    finding->mark_column = detail->mark_column;
    finding->mark_end = detail->mark_end;
    finding->place = keep(diag, detail->place);
    finding->fix = keep(diag, detail->fix);
    finding->title = keep(diag, detail->title);
    finding->advice = keep(diag, detail->advice);
    finding->silenced = keep(diag, detail->silenced);
}

bp_status bp_report_detail(bp_diag *diag, bp_code code, bp_where where, const char *const *args, const bp_detail *detail)
{
    const struct entry *entry = &catalogue[code];
    bp_severity severity = detail ? detail->severity : entry->severity;
    bool silenced = detail && detail->silenced;
    bp_status status = silenced ? BP_OK : !detail ? entry->status : severity == BP_ERROR ? BP_DATA : BP_OK;
    if (!diag)
        return status;
    ++*(silenced ? &diag->silenced : &diag->totals[severity]);
    bp_finding *finding = add_finding(diag);
    if (!finding)
        return status;
    bp_buf message = {0};
    const char *text = bp_translate(diag->lang, entry->text);
    put_message(&message, text, args);
    *finding = (bp_finding){.code = entry->code, .name = entry->name, .severity = severity};
    finding->message = message.failed ? text : bp_arena_strndup(&diag->arena, bp_buf_text(&message), message.size);
    finding->file = keep(diag, where.source ? where.source->name : where.file);
    finding->pointer = keep(diag, where.pointer);
    finding->cell = keep(diag, where.cell);
    finding->part = keep(diag, where.part);
    if (!finding->message)
        finding->message = text;
    if (detail)
        put_detail(diag, finding, detail);
    bool located = locate(diag, finding, &where);
    diag->count++;
    diag->short_of_memory |= message.failed || diag->arena.failed;
    bp_buf_free(&message);
    return located ? status : report_lost(diag, where.source);
}

bp_status bp_report(bp_diag *diag, bp_code code, bp_where where, const char *const *args)
{
    return bp_report_detail(diag, code, where, args, NULL);
}

bp_status bp_report_memory(bp_diag *diag)
{
    return bp_report(diag, BP_MEMORY, BP_NOWHERE, BP_NO_ARGS);
}

static const char *const severity_names[] = {BP_TEXT("note"), BP_TEXT("warning"), BP_TEXT("error")};

const char *bp_severity_text(const bp_diag *diag, bp_severity severity)
{
    return bp_diag_text(diag, severity_names[severity]);
}

void bp_put_visible(bp_buf *out, const char *text)
{
    const char *end = text + strlen(text);
    while (*text) {
        const char *from = text;
        if (!bp_utf8_valid(text, (size_t)(end - text) < BP_UTF8_MAX ? (size_t)(end - text) : BP_UTF8_MAX)) {
            bp_buf_printf(out, "\\x%02x", (unsigned char)*text++);  /* the name of a file may be no UTF-8 */
            continue;
        }
        uint32_t cp = bp_utf8_next(&text);
        unsigned traits = bp_char_traits(cp);
        if (traits & (BP_CHAR_CONTROL | BP_CHAR_UNSEEN) && !(traits & BP_CHAR_SELECTOR))
            bp_buf_printf(out, "\\u%04x", cp);
        else
            bp_buf_put(out, from, (size_t)(text - from));
    }
}

/* "file:line:column:", "file:sheet!cell:", "file:part:line:column:" */
static void put_place(bp_buf *out, const bp_finding *f)
{
    const char *const names[] = {f->file, f->cell, f->part};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i]) {
            bp_put_visible(out, names[i]);
            bp_buf_putc(out, ':');
        }
    if (f->line)
        bp_buf_printf(out, "%zu:%zu:", f->line, f->column);
}

char *bp_diag_line(const bp_diag *diag, size_t index)
{
    const bp_finding *f = &diag->findings[index];
    bp_buf out = {0}, pointer = {0};
    if (f->file)
        put_place(&out, f);
    bp_buf_printf(&out, "%s%s[%s]: ", f->file ? " " : "", bp_severity_text(diag, f->severity), f->code);
    bp_put_visible(&out, f->message);
    if (f->pointer && *f->pointer && !f->cell) {
        bp_put_visible(&pointer, f->pointer);
        put_message(&out, bp_translate(diag->lang, BP_TEXT(" (at {0})")), BP_ARGS(bp_buf_text(&pointer)));
    }
    bp_buf_free(&pointer);
    return bp_buf_take(&out);
}

static void put_member(bp_buf *out, const char *key, const char *value)
{
    if (!value)
        return;
    bp_buf_printf(out, ",\"%s\":", key);
    bp_json_quote(out, value);
}

char *bp_diag_json(const bp_diag *diag, size_t index)
{
    const bp_finding *f = &diag->findings[index];
    bp_buf out = {0};
    bp_buf_printf(&out, "{\"code\":\"%s\",\"name\":\"%s\",\"severity\":\"%s\"", f->code, f->name,
                  severity_names[f->severity]);
    put_member(&out, "file", f->file);
    if (f->line)
        bp_buf_printf(&out, ",\"line\":%zu,\"column\":%zu", f->line, f->column);
    put_member(&out, "pointer", f->pointer);
    put_member(&out, "cell", f->cell);
    put_member(&out, "part", f->part);
    put_member(&out, "message", f->message);
    put_member(&out, "title", f->title);
    put_member(&out, "place", f->place);
    put_member(&out, "text", f->text);
    if (f->text)
        bp_buf_printf(&out, ",\"mark\":[%zu,%zu]", bp_utf8_count(f->text, f->mark),
                      bp_utf8_count(f->text, f->mark + f->mark_size));
    put_member(&out, "fix", f->fix);
    put_member(&out, "advice", f->advice);
    put_member(&out, "silenced", f->silenced);
    bp_buf_putc(&out, '}');
    return bp_buf_take(&out);
}
