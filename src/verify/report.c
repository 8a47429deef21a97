/* report.c - counting differences and naming their places. Private to verify/. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "verify/private.h"

/* The text of the lowest header cell over a column. */
static const char *column_name(const bp_form *form, size_t column)
{
    const bp_header_cell *lowest = NULL;
    for (size_t i = 0; i < form->header_count; i++) {
        const bp_header_cell *cell = &form->header[i];
        if (column >= cell->column && column < cell->column + cell->columns && (!lowest || cell->level >= lowest->level))
            lowest = cell;
    }
    return lowest && *lowest->text ? lowest->text : form->columns[column].id;
}

static void put_place(const bp_verifier *v, const bp_spot *place, bp_buf *out)
{
    const bp_form *form = bp_table_form(v->table);
    if (place->page != SIZE_MAX)
        bp_buf_printf(out, bp_diag_text(v->diag, "page %zu, "), place->page + 1);
    switch (place->part) {
    case BP_PART_TITLE:
        bp_buf_puts(out, bp_diag_text(v->diag, "title"));
        break;
    case BP_PART_META:
        bp_buf_puts(out, bp_diag_text(v->diag, "line above the table"));
        break;
    case BP_PART_HEADER:
        bp_buf_printf(out, bp_diag_text(v->diag, "header \"%s\""), form->header[place->row].text);
        break;
    case BP_PART_BODY:
        bp_buf_printf(out, bp_diag_text(v->diag, "row %zu, column \"%s\""), place->row + 1, column_name(form, place->column));
        if (place->page != SIZE_MAX)
            bp_buf_printf(out, bp_diag_text(v->diag, ", line %u"), (unsigned)place->line + 1);
        break;
    case BP_PART_NOTE:
        bp_buf_printf(out, bp_diag_text(v->diag, "note %zu"), place->row + 1);
        break;
    case BP_PART_FOOTER:
        bp_buf_puts(out, bp_diag_text(v->diag, "footer"));
        break;
    }
}

static size_t findings(const bp_verifier *v)
{
    return v->seen->differences + v->seen->doubts;
}

static void report(bp_verifier *v, size_t *count, bp_code code, const char *place, bp_where where, const char *a, const char *b,
                   const char *c)
{
    char number[24];
    ++*count;
    if (findings(v) > v->most)
        return;
    snprintf(number, sizeof number, "%zu", findings(v));
    where.file = v->path;
    bp_report(v->diag, code, where, BP_ARGS(number, place, a ? a : "", b ? b : "", c ? c : ""));
}

static void report_in_cell(bp_verifier *v, size_t *count, bp_code code, const char *cell, const bp_spot *spot, const char *a,
                           const char *b, const char *c)
{
    char pointer[64] = "";
    bp_buf name = {0};
    if (spot && findings(v) < v->most) {
        put_place(v, spot, &name);
        if (spot->part == BP_PART_BODY)
            bp_table_row_pointer(v->table, spot->row, pointer);
    }
    report(v, count, code, bp_buf_text(&name), (bp_where){.cell = cell, .pointer = *pointer ? pointer : NULL}, a, b, c);
    v->failed |= name.failed;
    bp_buf_free(&name);
}

void bp_differ_in_cell(bp_verifier *v, bp_code code, const char *cell, const bp_spot *spot, const char *a, const char *b,
                       const char *c)
{
    report_in_cell(v, &v->seen->differences, code, cell, spot, a, b, c);
}

void bp_doubt_in_cell(bp_verifier *v, bp_code code, const char *cell, const bp_spot *spot, const char *a, const char *b,
                      const char *c)
{
    report_in_cell(v, &v->seen->doubts, code, cell, spot, a, b, c);
}

void bp_differ(bp_verifier *v, bp_code code, const bp_spot *spot, const char *a, const char *b, const char *c)
{
    bp_differ_in_cell(v, code, NULL, spot, a, b, c);
}

static void report_on_page(bp_verifier *v, size_t *count, bp_code code, size_t page, const char *a, const char *b)
{
    char place[48] = "";
    if (page != SIZE_MAX)
        snprintf(place, sizeof place, bp_diag_text(v->diag, "page %zu"), page + 1);
    report(v, count, code, place, BP_NOWHERE, a, b, NULL);
}

void bp_differ_on_page(bp_verifier *v, bp_code code, size_t page, const char *a, const char *b)
{
    report_on_page(v, &v->seen->differences, code, page, a, b);
}

void bp_doubt_on_page(bp_verifier *v, bp_code code, size_t page, const char *a, const char *b)
{
    report_on_page(v, &v->seen->doubts, code, page, a, b);
}

enum { WHOLE = 48, BEFORE = 12, BEHIND = 24 }; /* characters */

/* Appends up to `count` characters from a place on. */
static const char *put_some(bp_buf *out, const char *from, size_t count)
{
    const char *at = from;
    while (*at && count--)
        bp_utf8_next(&at);
    bp_buf_put(out, from, (size_t)(at - from));
    return at;
}

static void put_part(bp_buf *out, const char *text, const char *from)
{
    const char *start = from;
    for (int n = 0; n < BEFORE && start > text; n++)
        for (start--; start > text && (*start & 0xC0) == 0x80; start--) {
        }
    bp_buf_puts(out, start > text ? "\xE2\x80\xA6" : "");
    bp_buf_puts(out, *put_some(out, start, BEFORE + BEHIND) ? "\xE2\x80\xA6" : "");
}

void bp_excerpt(const char *a, const char *b, bp_buf *out_a, bp_buf *out_b)
{
    const char *p = a, *q = b;
    bool whole = bp_utf8_count(a, strlen(a)) <= WHOLE && bp_utf8_count(b, strlen(b)) <= WHOLE;
    while (!whole && *p && *p == *q) {
        p++;
        q++;
    }
    while (p > a && (*p & 0xC0) == 0x80) { /* the difference may be inside of a character */
        p--;
        q--;
    }
    if (whole) {
        bp_buf_puts(out_a, a);
        bp_buf_puts(out_b, b);
    } else {
        put_part(out_a, a, p);
        put_part(out_b, b, q);
    }
}
