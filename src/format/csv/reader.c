/* reader.c - see csv.h. */
#include "format/csv/reader.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "format/csv/guard.h"
#include "base/utf8.h"

/* ---- encodings ---- */

/* The encoding that a byte order mark tells, NULL where there is none. */
static const char *marked(const bp_source *source)
{
    if (source->size >= 2 && !memcmp(source->text, "\xFF\xFE", 2))
        return "UTF-16LE";
    if (source->size >= 2 && !memcmp(source->text, "\xFE\xFF", 2))
        return "UTF-16BE";
    return NULL;
}

static bp_status convert(iconv_t converter, const bp_source *source, size_t skip, const char *name, bp_diag *diag, bp_buf *out)
{
    char *from = (char *)source->text + skip;  /* only read */
    size_t rest = source->size - skip;
    while (rest) {
        if (!bp_buf_reserve(out, 1 << 16))
            return bp_report_memory(diag);
        char *to = out->data + out->size;
        size_t room = 1 << 16;
        size_t done = iconv(converter, &from, &rest, &to, &room);
        out->size = (size_t)(to - out->data);
        if (done == (size_t)-1 && errno != E2BIG)
            return bp_report(diag, BP_CSV_ENCODING, (bp_where){.source = source, .offset = source->size - rest + 1}, BP_ARGS(name));
    }
    return BP_OK;
}

bp_status bp_csv_decode(bp_source *source, bp_diag *diag, bp_source **out)
{
    const char *name = marked(source);
    size_t skip = name ? 2 : 0;
    *out = NULL;
    if (!name && bp_utf8_valid(source->text, source->size) == source->size)
        return BP_OK;
    if (!name)
        name = "GB18030";
    bp_buf text = {0};
    iconv_t converter = iconv_open("UTF-8", name);
    if (converter == (iconv_t)-1)
        return bp_report(diag, BP_CSV_ENCODING, (bp_where){.file = source->name}, BP_ARGS(name));
    bp_status status = convert(converter, source, skip, name, diag, &text);
    iconv_close(converter);
    if (!status && !skip)
        bp_report(diag, BP_CSV_GUESSED, (bp_where){.file = source->name}, BP_ARGS(name));
    if (!status && !(*out = bp_source_from_memory(source->name, bp_buf_text(&text), text.size)))
        status = bp_report_memory(diag);
    bp_buf_free(&text);
    return status;
}

/* ---- records ---- */

typedef struct csv_reader {
    bp_source *text;
    size_t at;
    char separator;
    bp_grid *grid;
    bp_diag *diag;
    bp_buf field;
    uint32_t row, column;
} csv_reader;

/* Counts outside quotes, in the first record. */
static char find_separator(const bp_source *text)
{
    static const char separators[] = ",;\t";
    size_t counts[3] = {0}, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < text->size && (quoted || text->text[i] != '\n'); i++) {
        const char *found = text->text[i] ? strchr(separators, text->text[i]) : NULL;
        quoted ^= text->text[i] == '"';
        if (found && !quoted)
            counts[found - separators]++;
    }
    for (size_t i = 1; i < 3; i++)
        if (counts[i] > counts[best])
            best = i;
    return separators[best];
}

static bp_status fault(const csv_reader *r, size_t at, bp_code code, const char *const *args)
{
    return bp_report(r->diag, code, (bp_where){.source = r->text, .offset = at + 1}, args);
}

/* Text behind the opening quote, up to and past the closing one. */
static bp_status read_quoted(csv_reader *r)
{
    const char *text = r->text->text;
    size_t begin = r->at - 1;
    for (;;) {
        const char *quote = r->at < r->text->size ? memchr(text + r->at, '"', r->text->size - r->at) : NULL;
        if (!quote)
            return fault(r, begin, BP_CSV_QUOTE, BP_NO_ARGS);
        bp_buf_put(&r->field, text + r->at, (size_t)(quote - text) - r->at);
        r->at = (size_t)(quote - text) + 1;
        if (r->at >= r->text->size || text[r->at] != '"')
            return BP_OK;
        bp_buf_putc(&r->field, '"');
        r->at++;
    }
}

static bool ends_field(const csv_reader *r)
{
    return r->at >= r->text->size || r->text->text[r->at] == r->separator || r->text->text[r->at] == '\n' ||
           r->text->text[r->at] == '\r';
}

/* ="00123": a text that a formula gives, so that spreadsheets leave it as it is. Its quotes are doubled. False where it is none. */
static bool take_formula_off(bp_buf *field)
{
    const char *text = bp_buf_text(field);
    size_t size = field->size;
    char *to = field->data;
    if (size < 3 || strncmp(text, "=\"", 2) != 0 || text[size - 1] != '"')
        return false;
    for (size_t i = 2; i + 1 < size; i++)
        if (text[i] == '"' && (i + 2 >= size || text[++i] != '"'))
            return false;
    for (size_t i = 2; i + 1 < size; i++) {
        *to++ = text[i];
        i += text[i] == '"';
    }
    bp_buf_truncate(field, (size_t)(to - field->data));
    return true;
}

/* What stands before a text for the sake of spreadsheets: the apostrophe that our own CSV puts before what they would run, the tab
 * before what they would change, and the formula that others put about it. */
static void take_guard_off(bp_buf *field)
{
    const char *text = bp_buf_text(field);
    if (take_formula_off(field))
        return;
    if (*text == '\'' ? bp_is_formula_like(text) : *text == '\t' && bp_is_value_like(text)) {
        memmove(field->data, field->data + 1, field->size - 1);
        bp_buf_truncate(field, field->size - 1);
    }
}

static bp_status read_field(csv_reader *r)
{
    size_t begin = r->at;
    bp_status status = BP_OK;
    bp_buf_truncate(&r->field, 0);
    if (r->at < r->text->size && r->text->text[r->at] == '"') {
        r->at++;
        status = read_quoted(r);
    }
    for (; !status && !ends_field(r); r->at++)
        bp_buf_putc(&r->field, r->text->text[r->at]);
    if (status || !r->field.size)
        return status;
    if (r->field.failed)
        return bp_report_memory(r->diag);
    if (r->field.size > BP_BOOK_TEXT_MAX)
        return fault(r, begin, BP_BOOK_TEXT, BP_NO_ARGS);
    if (memchr(r->field.data, '\0', r->field.size))
        return fault(r, begin, BP_JSON_NUL, BP_NO_ARGS);
    take_guard_off(&r->field);
    if (!r->field.size)
        return BP_OK;
    const bp_grid_cell cell = {.row = r->row, .column = r->column, .value = BP_VALUE_TEXT, .text = r->field.data,
                               .size = r->field.size, .offset = begin + 1};
    return bp_grid_add(r->grid, &cell, false, r->diag);
}

static bp_status next_record(csv_reader *r)
{
    const char *text = r->text->text;
    r->at += text[r->at] == '\r' && r->at + 1 < r->text->size && text[r->at + 1] == '\n' ? 2 : 1;
    r->column = 0;
    bp_source_release(r->text, 0, r->at, NULL);
    if (++r->row == BP_BOOK_ROWS_MAX && r->at < r->text->size)
        return fault(r, r->at, BP_BOOK_ROW, BP_ARGS("1048577"));
    return BP_OK;
}

bp_status bp_csv_read(bp_source *text, bp_diag *diag, bp_grid *out)
{
    csv_reader r = {.text = text, .separator = find_separator(text), .grid = out, .diag = diag};
    bp_status status = BP_OK;
    *out = (bp_grid){.file = text->name, .source = text};
    while (!status && r.at < text->size) {
        status = read_field(&r);
        if (status || r.at >= text->size)
            break;
        if (text->text[r.at] != r.separator)
            status = next_record(&r);
        else if (++r.column < BP_BOOK_COLUMNS_MAX)
            r.at++;
        else
            status = fault(&r, r.at, BP_BOOK_COLUMN, BP_ARGS("16385"));
    }
    bp_buf_free(&r.field);
    return status;
}
