/* layout.h - lines, row heights and pages. Included by back ends; includes no HarfBuzz and no libharu.
 *
 * Three steps: measure (every cell is broken into lines), paginate (rows and parts of rows are given to pages), emit (the pages are
 * drawn in order through a bp_canvas). Lengths are thousandths of a point.
 */
#ifndef BP_LAYOUT_LAYOUT_H
#define BP_LAYOUT_LAYOUT_H

#include "diag/diag.h"
#include "form/table.h"
#include "text/wrap.h"

typedef struct bp_layout bp_layout;

bp_status bp_layout_new(const bp_table *table, const bp_measure *measure, bp_diag *diag, bp_layout **out);
void bp_layout_free(bp_layout *layout);

size_t bp_layout_page_count(const bp_layout *layout);
/* The font size that the table was fitted to. */
int32_t bp_layout_body_size(const bp_layout *layout);
/* That of the header. */
int32_t bp_layout_header_size(const bp_layout *layout);
/* Width of column i with its padding. */
int32_t bp_layout_column_width(const bp_layout *layout, size_t column);
/* Height of body row i if it stood on one page, and of header level i. */
int32_t bp_layout_row_height(const bp_layout *layout, size_t row);
int32_t bp_layout_header_height(const bp_layout *layout, unsigned level);

/* What a run of text belongs to: back ends that tag, and messages, need it. */
typedef enum bp_part { BP_PART_TITLE, BP_PART_META, BP_PART_HEADER, BP_PART_BODY, BP_PART_NOTE, BP_PART_FOOTER } bp_part;

/* The lines outside the table on a sheet, whose program breaks lines by itself: with some room to spare. How many columns the left
 * side of the meta line has, and the height of the title, of the meta line, of a note; -1: memory was short. */
size_t bp_layout_meta_columns(const bp_layout *layout);
int32_t bp_layout_loose_height(const bp_layout *layout, bp_part part, size_t index);
/* How many rows of a sheet something of that height lies over: Excel has a limit. */
uint32_t bp_sheet_rows(int32_t height);
/* How many rows of a sheet a body row lies over, and the height of one of them: tall rows are cut into low ones between lines,
 * since programs print a row on one page or cut it through. */
uint32_t bp_layout_sheet_rows(const bp_layout *layout, size_t row);
int32_t bp_layout_sheet_height(const bp_layout *layout, size_t row, uint32_t piece);

typedef struct bp_run {
    const char *text;          /* one line, size bytes, no line feed; valid during the call */
    size_t size;
    int32_t x, y;              /* left end of the base line */
    int32_t size_pt;           /* font size, thousandths of a point */
    bp_role role;
    bool half;                 /* ASCII is set half an em wide */
    int32_t width;             /* thousandths of an em as measured */
    bp_part part;
    size_t row;                /* BODY: row of the table; HEADER: index into form->header; NOTE, META: which one */
    size_t column;             /* BODY: column */
    uint32_t line;             /* which line of the cell */
    bool hard;                 /* the cell's text has a line feed or ends behind this run */
    bool paragraphs;           /* BODY: there is a line feed in the cell's text, so that a hard end need not be the end */
    bool repeated;             /* shown before on an earlier page: header rows, row spans that go on */
} bp_run;

/* How many rows and columns a cell reaches over; rows is 0 where it is under the span of another cell. */
typedef struct bp_extent {
    uint32_t rows, columns;
} bp_extent;

/* What pages are drawn on. Any member may fail with a status: emission stops there. The text of a page comes in reading order. */
typedef struct bp_canvas {
    void *context;
    bp_status (*begin_page)(void *context, size_t page, int32_t width, int32_t height);
    bp_status (*text)(void *context, const bp_run *run);
    bp_status (*rule)(void *context, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t thickness);
    bp_status (*fill)(void *context, int32_t x, int32_t y, int32_t width, int32_t height, int grey);  /* grey 0-1000 */
    bp_status (*end_page)(void *context);
    /* A row of the table begins here, y its upper edge, with one extent a column: so that empty cells are known too. May be
     * NULL. */
    bp_status (*row)(void *context, size_t row, int32_t y, const bp_extent *extents);
} bp_canvas;

bp_status bp_layout_emit(const bp_layout *layout, const bp_canvas *canvas, bp_diag *diag);

#endif
