/* grid.h - the cells of one sheet or CSV file, held for looking back and forth. Included by import/ and verify/.
 *
 * Only cells that hold something are kept, in the order of rows and columns, so that thousands of formatted empty rows cost
 * nothing.
 */
#ifndef BP_FORMAT_GRID_H
#define BP_FORMAT_GRID_H

#include "base/arena.h"
#include "format/xlsx/workbook.h"

enum { BP_GRID_CELLS_MAX = 2000000, BP_GRID_TEXT_MAX = 256 << 20 };  /* cells; bytes of all their texts */

typedef struct bp_grid_cell {
    uint32_t row, column;
    bp_book_value value;
    bool formula;
    const char *source;                /* as of bp_book_cell; "" in a grid without formulas */
    unsigned sums;                     /* as of bp_book_cell */
    const char *text;                  /* never NULL */
    size_t size;
    const bp_number_format *format;    /* NULL in CSV */
    const bp_run_looks *runs;          /* as in bp_book_cell */
    size_t offset;                     /* in a CSV file: 1 + where the field begins */
    bool exact;                        /* the text is an amount to its last digit, and no double */
    bool taken;                        /* set by whoever reads it: what nobody took is told in the end */
} bp_grid_cell;

typedef struct bp_grid_row {
    uint32_t row;
    bool hidden;
    size_t first, count;               /* cells */
} bp_grid_row;

typedef struct bp_grid {
    const char *file, *sheet;          /* sheet: NULL in CSV; borrowed */
    const bp_source *source;           /* CSV: the text as UTF-8, borrowed; else NULL */
    bool is_1904;
    bool computes_on_load;             /* the workbook asks to be computed when it is opened: its results may be none */
    bp_arena arena;                    /* texts */
    size_t text_size;
    bp_grid_cell *cells;
    size_t cell_count, cell_room;
    bp_grid_row *rows;                 /* those that have cells */
    size_t row_count, row_room;
    bp_book_range *merges;             /* sorted by first row */
    size_t merge_count, merge_room;
    bp_book_columns *columns;          /* as they stand in the file */
    size_t column_count, column_room;
    bp_book_view view;
    uint32_t width;                    /* one past the last column that has a cell */
} bp_grid;

/* Reads a sheet. The workbook must outlive the grid. */
bp_status bp_grid_read(bp_workbook *book, size_t sheet, bp_diag *diag, bp_grid *out);
/* The same with the texts of formulas. */
bp_status bp_grid_read_formulas(bp_workbook *book, size_t sheet, bp_diag *diag, bp_grid *out);
void bp_grid_free(bp_grid *grid);

/* Adds in the order of rows and columns; the text is copied. Reports what passes a limit. */
bp_status bp_grid_add(bp_grid *grid, const bp_grid_cell *cell, bool hidden, bp_diag *diag);

/* NULL where the cell holds nothing. */
const bp_grid_cell *bp_grid_at(const bp_grid *grid, uint32_t row, uint32_t column);
/* The same, a merged cell being that of its range's first. */
const bp_grid_cell *bp_grid_shown(const bp_grid *grid, uint32_t row, uint32_t column);
/* The merged range over a cell, NULL where there is none. */
const bp_book_range *bp_grid_merge(const bp_grid *grid, uint32_t row, uint32_t column);
bool bp_grid_column_hidden(const bp_grid *grid, uint32_t column);

/* Reports at a cell: of a sheet by its name, of a CSV file by line and column. */
bp_status bp_grid_report(const bp_grid *grid, bp_diag *diag, uint32_t row, uint32_t column, bp_code code, const char *const *args);

#endif
