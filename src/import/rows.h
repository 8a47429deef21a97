/* rows.h - one table while it is read: its rows, and what each of them is. Private to import/: rows.c tells them, table.c reads
 * them. */
#ifndef BP_IMPORT_ROWS_H
#define BP_IMPORT_ROWS_H

#include "reading/reading.h"

typedef enum bp_row_kind {
    BP_ROW_SKIP,
    BP_ROW_TOTAL,
    BP_ROW_AGENCY,
    BP_ROW_SUBTOTAL,
    BP_ROW_PAGE, /* the sum of a page */
    BP_ROW_PROJECT,
    BP_ROW_MORE, /* of the project above */
    BP_ROW_NOTE
} bp_row_kind;

typedef struct bp_row_info {
    bp_row_kind kind;
    bool named, detail; /* has a name; has a goal, indicators or a code */
    bool bold;
    bool set_in; /* begins with what our form puts before a project's name */
    unsigned indent;
    int64_t total; /* millionths, where a total could be read; INT64_MIN where not */
} bp_row_info;

typedef struct bp_rows {
    bp_reading *r;
    const bp_grid *grid;
    const bp_header *header;
    bp_row_info *rows; /* of grid->rows, from first on; on the heap */
    size_t first, count;
    uint32_t name; /* column of names */
    bool spans;    /* a project's name stands once over its rows */
} bp_rows;

/* Tells what each row below the header is. False where memory is short. */
bool bp_rows_find(bp_reading *r, const bp_grid *grid, const bp_header *header, bp_rows *out);
void bp_rows_free(bp_rows *rows);

/* Whether the row has something in the column of a meaning; any detail of a project; any amount. */
bool bp_rows_has(const bp_rows *t, uint32_t row, bp_meaning meaning);
bool bp_rows_has_detail(const bp_rows *t, uint32_t row);
bool bp_rows_has_amount(const bp_rows *t, uint32_t row);

#endif
