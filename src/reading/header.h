/* header.h - finding a table in a grid: its header, what its columns mean, and what stands above it. Private to reading/. */
#ifndef BP_READING_HEADER_H
#define BP_READING_HEADER_H

#include "reading/aliases.h"
#include "format/grid.h"

enum { BP_IMPORT_COLUMNS_MAX = 256, BP_HEADER_NONE = -1 };

typedef struct bp_header {
    uint32_t row, height;                        /* the header's first row and how many there are */
    uint32_t width;                              /* columns looked at */
    int means[BP_IMPORT_COLUMNS_MAX];            /* a bp_meaning or BP_HEADER_NONE, by column */
    const bp_unit_word *units[BP_IMPORT_COLUMNS_MAX];  /* that the column's own header tells; NULL */
    int column[BP_MEANINGS];                     /* the first column of each meaning, -1 */
    unsigned score;                              /* how many meanings were found; 0: this is no table */
} bp_header;

/* Looks through the first rows. A table has a column of names (or of project codes) and one more that is known. Fails only where
 * memory is short. */
bp_status bp_header_find(const bp_grid *grid, const bp_aliases *aliases, bp_diag *diag, bp_header *out);

/* The header text of a column, all its levels joined, in buf. */
void bp_header_text(const bp_grid *grid, const bp_header *header, uint32_t column, bp_buf *out);

#endif
