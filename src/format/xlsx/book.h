/* book.h - writing workbooks, over libxlsxwriter. Included by whoever writes a workbook;
 * no one else knows that library.
 *
 * Sheets are written in constant memory: cells must come sheet by sheet, row by row and column by column, so merged cells are put
 * as one cell and blanks (bp_merge_cells only says that they belong together). Strings stand in the cells themselves. Errors are
 * remembered and reported once, by bp_book_close.
 */
#ifndef BP_FORMAT_XLSX_BOOK_H
#define BP_FORMAT_XLSX_BOOK_H

#include <stdbool.h>
#include <stdint.h>
#include <xlsxwriter.h>

#include "base/buf.h"
#include "diag/diag.h"
#include "form/form.h"

enum {
    BP_SHEET_ROWS = 1048576,
    BP_CELL_CHARS = 32767,             /* of a text, in units of UTF-16 */
    BP_FORMULA_CHARS = 8192,
    BP_SHEET_NAME_SIZE = 31 * 4 + 1,   /* bytes for any sheet name */
};

typedef enum bp_border { BP_BORDER_NONE, BP_BORDER_THIN, BP_BORDER_MEDIUM } bp_border;

/* What makes one format differ from another. */
typedef struct bp_style {
    uint32_t fill, color, rule;        /* ground, text and borders, 0xRRGGBB; 0: none, black, black */
    uint8_t size;              /* font size in half points */
    bool bold, strike, wrap, open;     /* open: may be edited where the sheet is protected */
    uint8_t align, valign;     /* bp_align, bp_valign */
    uint8_t top, right, bottom, left;  /* bp_border */
    const char *number;        /* number format, static; NULL: general */
} bp_style;

typedef struct bp_book bp_book;
typedef lxw_worksheet bp_sheet;

/* Writes to the path. NULL is reported. */
bp_book *bp_book_new(const char *path, bp_diag *diag);
/* date: seconds since 1970; -1: a fixed one, no date of today may make two workbooks differ. */
void bp_book_properties(bp_book *book, const char *title, const char *subject, int64_t date);
void bp_book_property(bp_book *book, const char *name, const char *value);
/* A defined name. Hidden ones do not show in any dialogue. */
void bp_book_name(bp_book *book, const char *name, const char *formula, bool hidden);
/* Completes the file; frees the book in any case. */
bp_status bp_book_close(bp_book *book);
/* Frees a book that is given up. NULL is allowed. */
void bp_book_free(bp_book *book);

/* The name is made fit: at most 31 characters, none of []:*?/\ and no ' . NULL is remembered as an error. */
bp_sheet *bp_book_sheet(bp_book *book, const char *name);
/* One that is there; NULL where none is. */
bp_sheet *bp_book_find_sheet(bp_book *book, const char *name);
void bp_sheet_name(const char *text, char out[BP_SHEET_NAME_SIZE]);
/* Locks the cells that are not open, without a password; widths, heights and filters stay free. */
void bp_sheet_protect(bp_sheet *sheet);
/* Rows [first, last] of a column take what is in a list, which is a formula without "="; the message shows where a cell is
 * entered. */
void bp_allow_list(bp_book *book, bp_sheet *sheet, uint32_t first, uint32_t last, size_t column, const char *list,
                   const char *title, const char *message);
void bp_book_check(bp_book *book, lxw_error error);
lxw_format *bp_book_format(bp_book *book, const bp_style *style);

/* Cells, row by row. An empty text is a blank. */
void bp_put_text(bp_book *book, bp_sheet *sheet, uint32_t row, size_t column, const char *text, const bp_style *style);
void bp_put_number(bp_book *book, bp_sheet *sheet, uint32_t row, size_t column, int64_t value, const bp_style *style);
void bp_put_amount(bp_book *book, bp_sheet *sheet, uint32_t row, size_t column, bp_amount amount, const bp_style *style);
/* A formula, "=" first, and what it gives. */
void bp_put_formula_text(bp_book *book, bp_sheet *sheet, uint32_t row, size_t column, const char *formula, const char *value,
                         const bp_style *style);
void bp_put_formula_number(bp_book *book, bp_sheet *sheet, uint32_t row, size_t column, const char *formula, int64_t value,
                           const bp_style *style);
/* A blank amount is shown as an empty text. */
void bp_put_formula_amount(bp_book *book, bp_sheet *sheet, uint32_t row, size_t column, const char *formula, bp_amount value,
                           const bp_style *style);
/* Several texts in one cell, each in its own font; empty ones are passed over. */
typedef struct bp_font_run {
    const char *text;
    size_t size;
    uint32_t color;
    bool strike;
} bp_font_run;
void bp_put_runs(bp_book *book, bp_sheet *sheet, uint32_t row, size_t column, const bp_font_run *runs, size_t count,
                 const bp_style *style);
void bp_put_height(bp_book *book, bp_sheet *sheet, uint32_t row, int32_t height);  /* thousandths of a point */
void bp_merge_cells(bp_book *book, bp_sheet *sheet, uint32_t row0, size_t column0, uint32_t row1, size_t column1);

/* Parts of formulas: B7, $B$7, a text in quotes (in pieces where Excel needs them). */
void bp_ref(bp_buf *out, uint32_t row, size_t column);
void bp_ref_fixed(bp_buf *out, uint32_t row, size_t column);
void bp_quote_formula_text(bp_buf *out, const char *text, size_t size);

#endif
