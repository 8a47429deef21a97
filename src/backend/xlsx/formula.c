/* formula.c - see formula.h. */
#include "backend/xlsx/formula.h"

enum { ARGUMENTS_MAX = 255, FORMULA_MAX = 8192 };

static void put_cell(bp_buf *out, uint32_t row, size_t column)
{
    if (column >= 26)
        bp_buf_putc(out, (char)('A' + column / 26 - 1));
    bp_buf_putc(out, (char)('A' + column % 26));
    bp_buf_int(out, (int64_t)row + 1);
}

static void put_range(bp_buf *out, size_t *arguments, uint32_t row0, size_t column0, uint32_t row1, size_t column1)
{
    if ((*arguments)++)
        bp_buf_putc(out, ',');
    put_cell(out, row0, column0);
    if (row0 == row1 && column0 == column1)
        return;
    bp_buf_putc(out, ':');
    put_cell(out, row1, column1);
}

/* The terms of a sum over the row itself, neighbours as ranges. */
static size_t put_across(bp_buf *out, uint32_t row, uint32_t terms)
{
    size_t arguments = 0;
    for (size_t c = 0; c < BP_COLUMNS_MAX; c++) {
        size_t last = c;
        if (!(terms >> c & 1))
            continue;
        while (last + 1 < BP_COLUMNS_MAX && terms >> (last + 1) & 1)
            last++;
        put_range(out, &arguments, row, c, row, last);
        c = last;
    }
    return arguments;
}

/* The rows one level below; where they follow each other, one range. */
static size_t put_down(bp_buf *out, const bp_table *table, const uint32_t *rows, size_t row, size_t column)
{
    size_t arguments = 0;
    for (size_t first = bp_table_row_child(table, row); first != SIZE_MAX;) {
        size_t last = first, next = bp_table_row_next(table, first);
        while (next != SIZE_MAX && next == last + 1) {
            last = next;
            next = bp_table_row_next(table, next);
        }
        put_range(out, &arguments, rows[first], column, rows[last + 1] - 1, column);
        first = next;
    }
    return arguments;
}

bool bp_xlsx_formula(const bp_table *table, const uint32_t *rows, size_t row, size_t column, const bp_cell *cell, bp_buf *out)
{
    bp_buf terms = {0};
    size_t arguments = cell->derivation == BP_SUM_ACROSS ? put_across(&terms, rows[row], cell->terms)
                                                         : put_down(&terms, table, rows, row, column);
    const char *text = bp_buf_text(&terms);
    bp_buf_truncate(out, 0);
    bool fits = arguments && arguments <= ARGUMENTS_MAX && 2 * terms.size + 32 < FORMULA_MAX && !terms.failed;
    if (fits)
        bp_buf_printf(out, "=IF(COUNT(%s)=0,\"\",ROUND(SUM(%s),6))", text, text);
    bp_buf_free(&terms);
    return fits && !out->failed;
}
