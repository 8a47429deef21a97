/* formula.c - see formula.h. */
#include "format/xlsx/formula.h"

#include "format/xlsx/book.h"

enum { ARGUMENTS_MAX = 255 };

static void put_cell(bp_buf *out, uint32_t row, size_t column)
{
    if (column >= 26)
        bp_buf_putc(out, (char)('A' + column / 26 - 1));
    bp_buf_putc(out, (char)('A' + column % 26));
    bp_buf_int(out, (int64_t)row + 1);
}

/* One more argument; a sum has no more than so many: the next ones are those of another, SUM(SUM(…),SUM(…)). */
static void put_range(bp_buf *out, size_t *arguments, uint32_t row0, size_t column0, uint32_t row1, size_t column1)
{
    if (*arguments)
        bp_buf_puts(out, *arguments % ARGUMENTS_MAX ? "," : "),SUM(");
    ++*arguments;
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

/* What is blank where the sum is: its terms; of a sum over rows all cells from the first to the last, of which those in between are
 * parts of its terms. */
static void put_counted(bp_buf *out, const bp_table *table, const uint32_t *rows, size_t row, size_t column, const char *terms,
                        bool across)
{
    size_t arguments = 0, first = across ? SIZE_MAX : bp_table_row_child(table, row), last = first;
    for (size_t next = first; next != SIZE_MAX; next = bp_table_row_next(table, next))
        last = next;
    if (across)
        bp_buf_puts(out, terms);
    else if (last != SIZE_MAX)
        put_range(out, &arguments, rows[first], column, rows[last + 1] - 1, column);
}

bool bp_xlsx_formula(const bp_table *table, const uint32_t *rows, size_t row, size_t column, const bp_cell *cell, bp_buf *out)
{
    bp_buf terms = {0}, counted = {0};
    bool across = cell->derivation == BP_SUM_ACROSS;
    size_t arguments =
        across ? put_across(&terms, rows[row], cell->terms) : put_down(&terms, table, rows, row, column);
    const char *text = bp_buf_text(&terms), *more = arguments > ARGUMENTS_MAX ? "SUM(" : "";
    put_counted(&counted, table, rows, row, column, text, across);
    bp_buf_truncate(out, 0);
    bp_buf_printf(out, "=IF(COUNT(%s)=0,\"\",ROUND(%sSUM(%s)%s,6))", bp_buf_text(&counted), more, text, *more ? ")" : "");
    bool fits = arguments && out->size < BP_FORMULA_CHARS && !terms.failed && !counted.failed && !out->failed;
    bp_buf_free(&terms);
    bp_buf_free(&counted);
    return fits;
}
