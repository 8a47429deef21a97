/* workbook.h - what the parts of comparing workbooks share. Private to verify/. */
#ifndef BP_VERIFY_WORKBOOK_H
#define BP_VERIFY_WORKBOOK_H

#include "verify/private.h"

/* Two workbooks: the file's, and the one that the model gives. */
typedef struct bp_books {
    bp_verifier *v;
    bp_workbook *found, *own;
    size_t found_sheet, own_sheet;   /* the official sheet of each */
} bp_books;

bool bp_cell_is_blank(const bp_grid_cell *cell);
/* Whether a cell, NULL where there is none, holds what ours holds. */
bool bp_cells_hold_same(const bp_grid_cell *cell, const bp_grid_cell *own);
/* Whether two formulas are the same token by token: blanks, case, the marks of absolute places, quotation marks around names of
 * sheets and the prefix _xlfn. may differ. What has no text is the same as nothing. */
bool bp_formulas_same(const char *a, const char *b);
/* What a cell computes that ours does not. Reports by these functions. */
typedef enum bp_formula_fault { BP_FORMULA_SAME, BP_FORMULA_ADDED, BP_FORMULA_OTHER } bp_formula_fault;
bp_formula_fault bp_compare_formulas(const bp_grid_cell *cell, const bp_grid_cell *own);

/* Compares the lists of sheets, the sheets besides the official one, and whatever else may change what is seen. */
bp_status bp_compare_surroundings(const bp_books *books);

#endif
