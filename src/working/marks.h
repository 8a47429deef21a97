/* marks.h - cells of a working workbook that hold what a check found, where a model with errors is written to be mended. Private to
 * working/. */
#ifndef BP_WORKING_MARKS_H
#define BP_WORKING_MARKS_H

#include "format/xlsx/facts.h"

/* A cell of the working sheets. */
typedef struct bp_mark_cell {
    const char *sheet;
    uint32_t row;
    size_t column;
} bp_mark_cell;

/* Where the fact at a JSON Pointer stands; false where no cell has it. */
bool bp_mark_find(const bp_facts *facts, const char *pointer, bp_mark_cell *out);
/* Colours the cells of all findings. Their sheets are there. */
void bp_marks_write(bp_book *book, const bp_facts *facts, const bp_diag *findings);

#endif
