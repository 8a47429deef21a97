/* private.h - what the steps of the layout share. Private to layout/. */
#ifndef BP_LAYOUT_PRIVATE_H
#define BP_LAYOUT_PRIVATE_H

#include "base/arena.h"
#include "base/buf.h"
#include "layout/layout.h"

typedef struct bp_cell_lines {
    uint32_t first, count;               /* into layout->lines; of a covered cell: the row where its span begins */
    uint32_t again_first, again_count;   /* row spans, and rows that are split: the text on pages after the first */
    uint32_t rows;
    uint8_t kind;
    bool flows;          /* row spans: taller than a page, so its lines go on from page to page and are not repeated */
} bp_cell_lines;

typedef struct bp_measured {
    uint32_t first_cell;
    uint32_t lines;      /* of the row: the most that any of its cells has, and what row spans ask for */
    unsigned order;      /* of its kind in the form */
    bool keep;           /* with the next row */
} bp_measured;

/* Lines [from, from + count) of a row, on a page. */
typedef struct bp_part_of_row {
    uint32_t page, row, from, count;
    int32_t height;      /* more than its lines ask for where a row span, or the name of a row that goes on, needs it */
} bp_part_of_row;

/* The lines of a text outside the table. */
typedef struct bp_loose {
    uint32_t first, count;   /* into layout->lines */
    int32_t size;
} bp_loose;

struct bp_layout {
    const bp_table *table;
    const bp_form *form;
    bp_measure measure;
    bp_arena arena;
    bp_lines lines;                         /* of every cell, in order of rows and columns */
    bp_measured *rows;
    bp_cell_lines *cells, *header_cells;
    size_t row_count;
    int32_t size, header_size, leading;
    int32_t em_width[BP_COLUMNS_MAX];       /* of the text, thousandths of an em */
    size_t widest[BP_COLUMNS_MAX];          /* the row whose amount made the column wider than the form has it; SIZE_MAX: none */
    int32_t edge[BP_COLUMNS_MAX + 1];       /* x of the column edges */
    int32_t header_height[BP_HEADER_LEVELS_MAX], header_total;
    bp_loose title, meta[2], *notes;        /* notes as in the table */
    int32_t footer_size;
    uint32_t note_lines;                    /* of all notes */
    bool coarse;                            /* rows of a sheet would not suffice for tall rows cut small */
    bp_part_of_row *parts;
    size_t part_count, part_room, page_count;
};

int32_t bp_em(const bp_layout *layout, int64_t thousandths);
/* Height of a row, or part of one, of that many lines: more than any page may be. */
int64_t bp_rows_height(const bp_layout *layout, uint32_t lines);
/* Lines that fit in a row, or several under one row span, of that height. */
uint32_t bp_lines_in(const bp_layout *layout, int32_t height);
/* The row where the row span begins that covers column c of a row. */
size_t bp_span_first(const bp_layout *layout, size_t row, size_t c);
bp_status bp_paginate(bp_layout *layout, bp_diag *diag);

/* Where things stand on a page. */
int32_t bp_body_top(const bp_layout *layout, size_t page);
int32_t bp_body_bottom(const bp_layout *layout);

/* Title, meta line and notes: loose.c. */
bool bp_measure_loose(bp_layout *layout);
/* The footer of a page, once they are counted; and its font size, the same on all pages. */
void bp_footer_text(const bp_layout *layout, size_t page, bp_buf *out);
bool bp_fit_footer(bp_layout *layout);
int32_t bp_loose_leading(const bp_layout *layout, bp_part part);
/* What the lines of title and meta line after their first take on the first page. */
int32_t bp_loose_more(const bp_layout *layout);
/* Finds out whether tall rows can be cut small on a sheet: sheet.c. */
void bp_count_sheet_rows(bp_layout *layout);
/* How many lines of the notes stand in this height. */
uint32_t bp_note_lines_in(const bp_layout *layout, int32_t height);

#endif
