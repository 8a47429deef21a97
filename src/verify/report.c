/* report.c - counting differences and naming their places. Private to verify/. */
#include <stdio.h>
#include <string.h>

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
        bp_buf_printf(out, bp_diag_text(v->diag, "row %zu, column \"%s\", line %u"), place->row + 1,
                      column_name(form, place->column), (unsigned)place->line + 1);
        break;
    case BP_PART_NOTE:
        bp_buf_printf(out, bp_diag_text(v->diag, "note %zu"), place->row + 1);
        break;
    case BP_PART_FOOTER:
        bp_buf_puts(out, bp_diag_text(v->diag, "footer"));
        break;
    }
}

static void report(bp_verifier *v, bp_code code, const char *place, const char *pointer, const char *a, const char *b, const char *c)
{
    char number[24];
    if (++v->seen->differences > v->most)
        return;
    snprintf(number, sizeof number, "%zu", v->seen->differences);
    bp_report(v->diag, code, (bp_where){.file = v->path, .pointer = pointer}, BP_ARGS(number, place, a, b, c));
}

void bp_differ(bp_verifier *v, bp_code code, const bp_spot *place, const char *a, const char *b, const char *c)
{
    char pointer[64] = "";
    bp_buf name = {0};
    if (v->seen->differences < v->most) {
        put_place(v, place, &name);
        if (place->part == BP_PART_BODY)
            bp_table_row_pointer(v->table, place->row, pointer);
    }
    report(v, code, bp_buf_text(&name), *pointer ? pointer : NULL, a, b, c);
    v->failed |= name.failed;
    bp_buf_free(&name);
}

void bp_differ_on_page(bp_verifier *v, bp_code code, size_t page, const char *a, const char *b)
{
    char place[48] = "";
    if (page != SIZE_MAX)
        snprintf(place, sizeof place, bp_diag_text(v->diag, "page %zu"), page + 1);
    report(v, code, place, NULL, a, b, NULL);
}
