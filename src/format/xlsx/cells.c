/* cells.c - the rows of sheets, written as XML to the temporary file that libxlsxwriter keeps for each sheet in constant memory.
 *
 * The library's own way copies every text four times and counts its characters on the way, which is more work than all the rest
 * that is done for a cell. It adds what stands around the rows, and packs.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "format/xlsx/book_private.h"
#include "base/utf8.h"

/* ---- rows ---- */

void bp_end_row(bp_book *book)
{
    if (!book->sheet)
        return;
    FILE *file = book->sheet->optimize_tmpfile;
    bp_buf head = {0};
    bp_buf_puts(&head, "<row r=\"");
    bp_buf_int(&head, (int64_t)book->row + 1);
    if (book->height) {
        bp_buf_puts(&head, "\" ht=\"");
        bp_buf_milli(&head, book->height);
        bp_buf_puts(&head, "\" customHeight=\"1");
    }
    bp_buf_puts(&head, "\">");
    bp_buf_puts(&book->cells, "</row>");
    /* a failed write is found in the file when the book is closed */
    if (!head.failed && !book->cells.failed && fwrite(head.data, 1, head.size, file) == head.size)
        (void)!fwrite(book->cells.data, 1, book->cells.size, file);
    book->cells.failed |= head.failed;
    bp_buf_free(&head);
    bp_buf_truncate(&book->cells, 0);
    book->sheet = NULL;
}

/* The part of the sheet that has cells, which the library writes above the rows. */
static void grow(bp_sheet *sheet, uint32_t row, size_t column)
{
    if (row < sheet->dim_rowmin)
        sheet->dim_rowmin = row;
    if (sheet->dim_rowmax < row)
        sheet->dim_rowmax = row;
    if (column < sheet->dim_colmin)
        sheet->dim_colmin = (lxw_col_t)column;
    if (sheet->dim_colmax < column)
        sheet->dim_colmax = (lxw_col_t)column;
}

/* Goes to a row; rows only come in order. */
static void go_to(bp_book *book, bp_sheet *sheet, uint32_t row)
{
    if (book->sheet == sheet && book->row == row)
        return;
    bool goes_back = book->last == sheet && row <= book->row;
    if (goes_back || row >= BP_SHEET_ROWS)
        bp_book_check(book, LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE);
    bp_end_row(book);
    book->sheet = sheet;
    book->last = sheet;
    book->row = row;
    book->next_column = 0;
    book->height = 0;
}

void bp_put_height(bp_book *book, bp_sheet *sheet, uint32_t row, int32_t height)
{
    go_to(book, sheet, row);
    grow(sheet, row, 0);
    book->height = height;
}

/* ---- cells ---- */

/* Begins the cell's tag. */
static bp_buf *begin(bp_book *book, bp_sheet *sheet, uint32_t row, size_t column, const bp_style *style)
{
    bp_buf *out = &book->cells;
    go_to(book, sheet, row);
    grow(sheet, row, column);
    if (column < book->next_column)
        bp_book_check(book, LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE);
    book->next_column = column + 1;
    bp_buf_puts(out, "<c r=\"");
    bp_ref(out, row, column);
    bp_buf_puts(out, "\" s=\"");
    bp_buf_int(out, bp_format_index(book, style));
    bp_buf_putc(out, '"');
    return out;
}

static bool is_escape(const char *p)
{
    return p[0] == '_' && p[1] == 'x' && isxdigit((unsigned char)p[2]) && isxdigit((unsigned char)p[3]) &&
           isxdigit((unsigned char)p[4]) && isxdigit((unsigned char)p[5]) && p[6] == '_';
}

/* One character that does not stand for itself. */
static void put_special(bp_buf *out, const char *p)
{
    if (*p == '&')
        bp_buf_puts(out, "&amp;");
    else if (*p == '<')
        bp_buf_puts(out, "&lt;");
    else if (*p == '>')
        bp_buf_puts(out, "&gt;");
    else if (*p == '_')
        bp_buf_puts(out, is_escape(p) ? "_x005F_" : "_");
    else
        bp_buf_printf(out, "_x%04X_", (unsigned)(unsigned char)*p);
}

/* Text in XML. Excel reads _x0041_ as an escape: the first underscore is escaped itself (ECMA-376-1, 22.9.2.19), and so are
 * characters that XML cannot hold or would change. */
static void put_escaped(bp_buf *out, const char *text, size_t size)
{
    static const char special[] =
        "&<>_\x01\x02\x03\x04\x05\x06\x07\x08\x0B\x0C\r\x0E\x0F\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1A\x1B"
        "\x1C\x1D\x1E\x1F";
    const char *end = text + size;
    while (text < end) {
        size_t plain = strcspn(text, special);
        plain = plain < (size_t)(end - text) ? plain : (size_t)(end - text);
        bp_buf_put(out, text, plain);
        text += plain;
        if (text < end)
            put_special(out, text++);
    }
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* "<t>text</t>" */
static void put_t(bp_buf *out, const char *text, size_t size)
{
    bool keep = is_blank(text[0]) || is_blank(text[size - 1]);
    bp_buf_puts(out, keep ? "<t xml:space=\"preserve\">" : "<t>");
    put_escaped(out, text, size);
    bp_buf_puts(out, "</t>");
}

/* What Excel cuts is an error here. */
static void check_length(bp_book *book, const char *text, size_t size)
{
    if (size > BP_CELL_CHARS && bp_utf16_count(text, size) > BP_CELL_CHARS)
        bp_book_check(book, LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED);
}

void bp_put_text(bp_book *book, bp_sheet *sheet, uint32_t row, size_t column, const char *text, const bp_style *style)
{
    bp_buf *out = begin(book, sheet, row, column, style);
    size_t size = strlen(text);
    if (!size) {
        bp_buf_puts(out, "/>");
        return;
    }
    check_length(book, text, size);
    bp_buf_puts(out, " t=\"inlineStr\"><is>");
    put_t(out, text, size);
    bp_buf_puts(out, "</is></c>");
}

/* The value of a cell, exactly as it is written, in whatever digits. */
static void put_value(bp_buf *out, const char *text)
{
    bp_buf_puts(out, "<v>");
    put_escaped(out, text, strlen(text));
    bp_buf_puts(out, "</v></c>");
}

void bp_put_number(bp_book *book, bp_sheet *sheet, uint32_t row, size_t column, int64_t value, const bp_style *style)
{
    bp_buf *out = begin(book, sheet, row, column, style);
    bp_buf_puts(out, "><v>");
    bp_buf_int(out, value);
    bp_buf_puts(out, "</v></c>");
}

void bp_put_amount(bp_book *book, bp_sheet *sheet, uint32_t row, size_t column, bp_amount amount, const bp_style *style)
{
    char text[BP_AMOUNT_SIZE];
    bp_buf *out = begin(book, sheet, row, column, style);
    bp_amount_text(text, amount);
    if (!amount.present) {
        bp_buf_puts(out, "/>");
        return;
    }
    bp_buf_putc(out, '>');
    put_value(out, text);
}

/* "<f>formula</f>", of a cell with that kind of value. */
static bp_buf *begin_formula(bp_book *book, bp_sheet *sheet, uint32_t row, size_t column, const char *formula, const char *type,
                             const bp_style *style)
{
    bp_buf *out = begin(book, sheet, row, column, style);
    formula += *formula == '=';
    bp_buf_puts(out, type);
    bp_buf_puts(out, "><f>");
    put_escaped(out, formula, strlen(formula));
    bp_buf_puts(out, "</f>");
    return out;
}

void bp_put_formula_text(bp_book *book, bp_sheet *sheet, uint32_t row, size_t column, const char *formula, const char *value,
                         const bp_style *style)
{
    check_length(book, value, strlen(value));
    put_value(begin_formula(book, sheet, row, column, formula, " t=\"str\"", style), value);
}

void bp_put_formula_number(bp_book *book, bp_sheet *sheet, uint32_t row, size_t column, const char *formula, int64_t value,
                           const bp_style *style)
{
    bp_buf *out = begin_formula(book, sheet, row, column, formula, "", style);
    bp_buf_puts(out, "<v>");
    bp_buf_int(out, value);
    bp_buf_puts(out, "</v></c>");
}

void bp_put_formula_amount(bp_book *book, bp_sheet *sheet, uint32_t row, size_t column, const char *formula, bp_amount value,
                           const bp_style *style)
{
    char text[BP_AMOUNT_SIZE];
    bp_amount_text(text, value);
    if (value.present)
        put_value(begin_formula(book, sheet, row, column, formula, "", style), text);
    else
        bp_put_formula_text(book, sheet, row, column, formula, "", style);
}

void bp_put_runs(bp_book *book, bp_sheet *sheet, uint32_t row, size_t column, const bp_font_run *runs, size_t count,
                 const bp_style *style)
{
    bp_buf *out = begin(book, sheet, row, column, style);
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += runs[i].size;
    bp_buf_puts(out, total ? " t=\"inlineStr\"><is>" : "/>");
    for (size_t i = 0; i < count; i++) {
        if (!runs[i].size)
            continue;
        bp_buf_printf(out, "<r><rPr>%s<sz val=\"%g\"/><color rgb=\"FF%06X\"/><rFont val=\"宋体\"/></rPr>",
                      runs[i].strike ? "<strike/>" : "", style->size / 2.0, (unsigned)runs[i].color);
        put_t(out, runs[i].text, runs[i].size);
        bp_buf_puts(out, "</r>");
    }
    if (total)
        bp_buf_puts(out, "</is></c>");
}
