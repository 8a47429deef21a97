/* formula.h - the formulas of derived amounts. Private to format/xlsx/. */
#ifndef BP_FORMAT_XLSX_FORMULA_H
#define BP_FORMAT_XLSX_FORMULA_H

#include "base/buf.h"
#include "form/table.h"

/* Writes the formula of a derived cell. rows[i] is the first sheet row of table row i, rows[row_count] the one behind the last. A
 * sum of blanks is blank; others are rounded to the digits that amounts may have, or binary numbers would show another last digit
 * than the exact sum. False where Excel's limits do not allow one: the amount then stands as a number. */
bool bp_xlsx_formula(const bp_table *table, const uint32_t *rows, size_t row, size_t column, const bp_cell *cell, bp_buf *out);

#endif
