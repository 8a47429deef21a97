/* structure.h - the structure tree of a tagged PDF (ISO 32000-1, 14.7 and 14.8), as PDF/A-2a and PDF/UA-1 want it. Private to
 * format/pdf/.
 *
 * Document
 *   H1 title, P for each side of the meta line
 *   Table
 *     THead > TR > TH      of the first page; repeated ones are artifacts
 *     TBody > TR > TH, TD  the first column heads its row; a cell with several paragraphs has a P for each
 *   P for each note
 *
 * A row and a cell is one element wherever its lines stand: on how many pages ever. Elements are written when the next row begins,
 * as text of our own: a libharu object for each cell of a long table would cost more memory than the table.
 */
#ifndef BP_FORMAT_PDF_STRUCTURE_H
#define BP_FORMAT_PDF_STRUCTURE_H

#include "format/pdf/store.h"
#include "layout/layout.h"

typedef struct bp_pdf_structure bp_pdf_structure;

/* NULL when memory is short. */
bp_pdf_structure *bp_pdf_structure_new(bp_pdf_store *store, const bp_form *form);
void bp_pdf_structure_free(bp_pdf_structure *structure);
bool bp_pdf_structure_ok(const bp_pdf_structure *structure);

/* A page begins: its number as an object, and its index. */
void bp_pdf_structure_begin_page(bp_pdf_structure *structure, uint32_t page, size_t index);
/* A row of the table begins. */
void bp_pdf_structure_row(bp_pdf_structure *structure, size_t row, const bp_extent *extents);
/* Puts the operators that end one marked-content sequence and begin another in front of a run, where it belongs to another one. */
void bp_pdf_structure_mark(bp_pdf_structure *structure, const bp_run *run, bp_buf *content);
/* Goes on with the run in a sequence that stands for other text, given as hexadecimal UTF-16; NULL: in one that does not. Not
 * nested: poppler takes the end of an inner sequence for that of the outer one. */
void bp_pdf_structure_replace(bp_pdf_structure *structure, const bp_run *run, const char *actual, bp_buf *content);
/* The page ends: so does the sequence that is open. */
void bp_pdf_structure_end_page(bp_pdf_structure *structure, bp_buf *content);
/* Writes what is left; returns the number of the tree's root. */
uint32_t bp_pdf_structure_end(bp_pdf_structure *structure);

#endif
