/* strings.c - rich texts, escapes and the shared strings (ECMA-376-1, 18.4 and 22.9.2.19). Private to format/xlsx/. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "format/xlsx/reader.h"

void bp_rich_begin(bp_rich_text *t)
{
    t->runs = 0;
    t->looks = (bp_run_looks){0};
    bp_buf_truncate(&t->text, 0);
}

/* A <t> of the text itself stands in it or in one of its runs, not in what tells how to say it. */
void bp_rich_start(const bp_xml *xml, bp_looks *looks, bp_rich_text *t, const char *name, const char *const *attributes)
{
    const char *parent = bp_xml_parent(xml);
    if (!strcmp(parent, "rPr"))
        bp_run_look(looks, name, attributes, &t->looks);
    else if (!strcmp(name, "t") && (!strcmp(parent, "si") || !strcmp(parent, "is") || !strcmp(parent, "r"))) {
        if (t->runs && strcmp(parent, "r") != 0)
            bp_looks_odd(looks, &t->looks.odd, "t", "");  /* a second one beside the first */
        t->open = true;
        t->runs++;
    } else if (!strcmp(name, "rPh"))
        bp_looks_odd(looks, &t->looks.odd, name, "");
}

void bp_rich_end(bp_rich_text *t, const char *name)
{
    if (!strcmp(name, "t"))
        t->open = false;
}

void bp_rich_text_put(bp_xml *xml, bp_rich_text *t, const char *text, size_t size)
{
    if (!t->open)
        return;
    if (t->text.size + size > BP_BOOK_TEXT_MAX) {
        bp_xml_fail(xml, BP_BOOK_TEXT, BP_NO_ARGS);
        return;
    }
    bp_buf_put(&t->text, text, size);
}

/* The unit that an escape at p stands for, -1 where there is none. */
static int32_t escape_at(const char *p, const char *end)
{
    int32_t unit = 0;
    if (end - p < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
        return -1;
    for (int i = 2; i < 6; i++) {
        static const char digits[] = "0123456789abcdefABCDEF";
        const char *digit = p[i] ? strchr(digits, p[i]) : NULL;
        if (!digit)
            return -1;
        int32_t value = (int32_t)(digit - digits);
        unit = unit * 16 + (value < 16 ? value : value - 6);
    }
    return unit;
}

/* The character of one escape, or of two that are the halves of one; *size is how many bytes stand for it. -1: leave it. */
static int32_t character_at(const char *p, const char *end, size_t *size)
{
    int32_t high = escape_at(p, end);
    *size = 7;
    if (high <= 0)
        return -1;
    if (high < 0xD800 || high > 0xDFFF)
        return high;
    int32_t low = high < 0xDC00 ? escape_at(p + 7, end) : -1;
    if (low < 0xDC00 || low > 0xDFFF)
        return -1;
    *size = 14;
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

void bp_unescape(bp_buf *text)
{
    if (!text->size || !memchr(text->data, '_', text->size))
        return;
    char *to = text->data;
    const char *end = text->data + text->size;
    for (const char *p = text->data; p < end;) {
        size_t size;
        int32_t cp = *p == '_' ? character_at(p, end, &size) : -1;
        if (cp < 0)
            *to++ = *p++;
        else {
            to += bp_utf8_put(to, (uint32_t)cp);
            p += size;
        }
    }
    bp_buf_truncate(text, (size_t)(to - text->data));
}

/* ---- xl/sharedStrings.xml ---- */

typedef struct strings_reader {
    bp_workbook *book;
    bp_rich_text text;
    bool inside;  /* an <si> */
} strings_reader;

static void start(bp_xml *xml, void *context, const char *name, const char *const *attributes)
{
    strings_reader *r = context;
    if (bp_xml_in(xml, "sst", 1) && !strcmp(name, "si")) {
        r->inside = true;
        bp_rich_begin(&r->text);
    } else if (r->inside)
        bp_rich_start(xml, &r->book->looks, &r->text, name, attributes);
}

/* Few texts have runs, so these are kept apart. */
static void add_runs(bp_xml *xml, strings_reader *r)
{
    bp_workbook *book = r->book;
    if (bp_runs_say(&r->text.looks) &&
        bp_book_grow(xml, &book->runs, book->runs_count, &book->runs_room, sizeof *book->runs, SIZE_MAX))
        book->runs[book->runs_count++] = (bp_string_runs){book->string_count, r->text.looks};
}

static void add_string(bp_xml *xml, strings_reader *r)
{
    bp_workbook *book = r->book;
    bp_unescape(&r->text.text);
    if (book->strings.size + r->text.text.size + 1 > BP_BOOK_STRINGS_MAX) {
        bp_xml_fail(xml, BP_BOOK_STRINGS, BP_ARGS("256"));
        return;
    }
    if (!bp_book_grow(xml, &book->string_ends, book->string_count, &book->string_room, sizeof *book->string_ends, SIZE_MAX))
        return;
    add_runs(xml, r);
    bp_buf_put(&book->strings, bp_buf_text(&r->text.text), r->text.text.size + 1);
    if (book->strings.failed || r->text.text.failed)
        bp_xml_fail(xml, BP_MEMORY, BP_NO_ARGS);
    else
        book->string_ends[book->string_count++] = (book->strings.size - 1) | (r->text.runs > 1 ? BP_STRING_RICH : 0);
}

static void end(bp_xml *xml, void *context, const char *name)
{
    strings_reader *r = context;
    if (!r->inside)
        return;
    if (bp_xml_in(xml, "sst", 1)) {
        r->inside = false;
        add_string(xml, r);
    } else
        bp_rich_end(&r->text, name);
}

static void text(bp_xml *xml, void *context, const char *bytes, size_t size)
{
    strings_reader *r = context;
    bp_rich_text_put(xml, &r->text, bytes, size);
}

bp_status bp_strings_read(bp_workbook *book, const char *part, bp_diag *diag)
{
    static const bp_xml_events events = {start, end, text, BP_XML_SHEET};
    strings_reader r = {.book = book};
    bp_status status = bp_xml_read(book->package, part, &events, &r, diag);
    bp_buf_free(&r.text.text);
    return !status && book->looks.failed ? bp_report_memory(diag) : status;
}
