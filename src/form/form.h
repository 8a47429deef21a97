/* form.h - a form: how one official table looks. Included by layout and back ends.
 *
 * A form is data, templates/<name>/form.json. The engine that reads it knows no particular form.
 */
#ifndef BP_FORM_FORM_H
#define BP_FORM_FORM_H

#include <stdbool.h>
#include <stdint.h>

#include "budgetpress/form.h"
#include "base/arena.h"
#include "diag/diag.h"
#include "base/sha256.h"
#include "facts/indicators.h"
#include "font/fonts.h"
#include "text/wrap.h"

enum {
    BP_COLUMNS_MAX = 32, BP_HEADER_LEVELS_MAX = 8, BP_ROW_DEPTH_MAX = 8,
    BP_FOOTER_MAX = 120,  /* characters: a workbook's takes 255, and marks in it count twice */
};

typedef enum bp_align { BP_ALIGN_LEFT, BP_ALIGN_CENTER, BP_ALIGN_RIGHT } bp_align;
typedef enum bp_valign { BP_VALIGN_TOP, BP_VALIGN_MIDDLE } bp_valign;

typedef struct bp_column {
    const char *id;
    int32_t width;       /* of the text in it, thousandths of an em of the body size, padding not counted */
    bool grows;          /* it has amounts: it is widened so that the widest amount fits */
    bp_align align;
    bp_valign valign;
    int digits;          /* amounts: behind the point */
    bool grouped;
} bp_column;

/* A cell of the header: columns [column, column + columns), levels [level, level + levels). */
typedef struct bp_header_cell {
    const char *text;
    unsigned column, columns, level, levels;
} bp_header_cell;

/* One kind of row. Bindings are private to form/. */
typedef struct bp_row_spec {
    bp_role role;
    unsigned order;               /* among the form's kinds of rows, as the file has them */
    bool keep_with_next;
    bool shaded;                  /* a light ground behind the row */
    struct bp_row_binding *binding;
} bp_row_spec;

/* Lengths in thousandths of a point unless said. */
typedef struct bp_page_spec {
    int32_t width, height;
    int32_t top, right, bottom, left;   /* margins */
    int32_t body_size, min_size;        /* largest font size of the body, and the smallest it may be fitted down to */
    int32_t title_size, meta_size, header_size, note_size, footer_size;  /* header_size 0: as the body */
    int leading;                        /* thousandths of the body size from base line to base line */
    int pad_x, pad_y;                   /* thousandths of the body size, inside each cell */
    int32_t rule, frame;                /* thickness of inner rules and of the outer frame */
} bp_page_spec;

/* What a form shows: a table, or what a check found in one. */
typedef enum bp_form_data { BP_FORM_OF_MODEL, BP_FORM_OF_FINDINGS } bp_form_data;

struct bp_form {
    bp_arena arena;
    const char *name, *label, *sheet;   /* folder name; what it is called; name of the worksheet */
    const char *folder, *file;          /* the path of its folder, and of its form.json */
    bp_page_spec page;
    bp_wrap_mode wrap;
    bp_column columns[BP_COLUMNS_MAX];
    size_t column_count;
    bp_header_cell *header;
    size_t header_count;
    unsigned header_levels;
    bp_form_data data;
    bool has_indicators;                /* something of indicators is printed */
    const char *footer;                 /* pattern with {page} and {pages} */
    bp_dictionary dictionary;
    char digest[BP_SHA256_TEXT];        /* of every file that the form was read from, in the order of reading */
    struct bp_form_binding *binding;    /* private to form/ */
};

/* The header text right above a column. */
const char *bp_form_column_label(const bp_form *form, size_t column);

#endif
