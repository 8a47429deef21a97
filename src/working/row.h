/* row.h - working sheets and their rows: how cells look, what may be entered, formulas. Private to working/.
 *
 * A sheet is written row by row: each cell as one of the columns' list says. Formulas are put together in w->formula.
 */
#ifndef BP_WORKING_ROW_H
#define BP_WORKING_ROW_H

#include "working/working.h"

enum { BP_WORKING_FONT = 20 };  /* half points */

/* How a column of a working sheet looks and may be used. */
typedef enum bp_use {
    BP_USE_INPUT,      /* text that may be edited */
    BP_USE_AMOUNT,     /* an amount that may be edited */
    BP_USE_COMPUTED,   /* locked */
    BP_USE_SUM,        /* a computed amount, locked */
    BP_USE_HELPER,     /* locked, grey: for the importer and the formulas */
    BP_USE_HIDDEN,     /* the same, not shown */
} bp_use;

typedef struct bp_working_column {
    const char *header;   /* NULL ends a list */
    uint8_t width;        /* in digits */
    uint8_t use;          /* bp_use */
    uint8_t align;        /* bp_align */
} bp_working_column;

/* A new sheet with its header, panes, print set-up and protection. NULL where it failed. */
bp_sheet *bp_working_sheet(bp_working *w, const char *name, const bp_working_column *columns);
bp_style bp_working_style(bp_use use, bp_align align);

/* One row that is being written. */
typedef struct bp_working_row {
    bp_working *w;
    bp_sheet *sheet;
    const bp_working_column *columns;
    uint32_t row;
    int32_t lines;        /* of its tallest text */
} bp_working_row;

bp_style bp_row_style(bp_working_row *l, size_t column);
/* Text that wraps makes its row higher. */
void bp_row_make_room(bp_working_row *l, size_t column, const char *text, const bp_style *style);
/* Rows of one line are left to the program, which then fits them to what is typed. */
void bp_row_end(bp_working_row *l);

void bp_row_put(bp_working_row *l, size_t column, const char *text);
/* In a cell that may be edited, whatever its column is. */
void bp_row_put_open(bp_working_row *l, size_t column, const char *text);
void bp_row_put_int(bp_working_row *l, size_t column, int64_t value);
/* The formula in w->formula, with what it gives. */
void bp_row_put_found(bp_working_row *l, size_t column, const char *value);
void bp_row_put_count(bp_working_row *l, size_t column, int64_t value);
void bp_row_put_sum(bp_working_row *l, size_t column, bp_amount value);

/* An id for a row that is added, once the columns of that pattern hold something. It counts the rows from
 * `first` on, so that a copy of the row has another one. */
void bp_row_put_new_id(bp_working_row *l, size_t column, const char *pattern, const char *prefix, uint32_t first, unsigned number);

/* Begins w->formula, and goes on with it: # is the number of the row, ^ that of the row above. */
bp_buf *bp_row_formula(bp_working_row *l, const char *pattern);
bp_buf *bp_row_more(bp_working_row *l, const char *pattern);

/* Names for cells of the workbook; w->formula is used up. */
void bp_name_range(bp_working *w, const char *name, const char *sheet, bp_rows rows, size_t column);
void bp_name_cell(bp_working *w, const char *name, const char *sheet, uint32_t row, size_t column);

/* What may be entered in a column. No rows: nothing is done. */
void bp_allow_rule(bp_working *w, bp_sheet *sheet, bp_rows rows, size_t column, lxw_data_validation *rule);
void bp_allow_amounts(bp_working *w, bp_sheet *sheet, bp_rows rows, size_t column);
void bp_allow_integers(bp_working *w, bp_sheet *sheet, bp_rows rows, size_t column, int low, int high, const char *message);
/* As bp_allow_list of book.h. */
void bp_allow_choice(bp_working *w, bp_sheet *sheet, bp_rows rows, size_t column, const char *list, const char *title,
                     const char *message);

/* The code and name of a project, as 项目 has them, in the first two columns. */
void bp_put_project_names(bp_working_row *l, size_t i);

#endif
