/* private.h - what the parts of verifying share. Private to verify/.
 *
 * A page is compared as two lists of what stands on it: one drawn by the layout from the model, one read from the file. Lengths are
 * thousandths of a point from the upper left corner.
 */
#ifndef BP_VERIFY_PRIVATE_H
#define BP_VERIFY_PRIVATE_H

#include <stdio.h>

#include "format/record.h"
#include "budgetpress/verify.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "diag/source.h"
#include "format/grid.h"
#include "format/xlsx/numfmt.h"
#include "layout/layout.h"

typedef enum bp_verify_kind { BP_VERIFY_PDF, BP_VERIFY_WORKBOOK, BP_VERIFY_OTHER, BP_VERIFY_UNREAD } bp_verify_kind;

/* One verification. What a comparison finds it says by bp_differ and bp_doubt; the verdict is made of their numbers. */
typedef struct bp_verifier {
    const char *path, *libexec;
    bp_table *table;
    bp_layout *layout;
    bp_fonts *fonts;
    bp_diag *diag;
    size_t most;
    bp_verified *seen;
    bool failed;              /* memory ran out */
    bp_record record;         /* what the file says of its making, empty where it says nothing */
    const char *fonts_digest; /* of those here */
    int own;                  /* the model rendered as the record says, -1 where it was not */
} bp_verifier;

/* Takes what a file says of its making: bytes.c. */
void bp_find_record(bp_verifier *v, const bp_source *source, bp_verify_kind kind);
/* Renders v->own as the record says; it stays -1 where the record does not say how. */
bp_status bp_render_as_recorded(bp_verifier *v, const bp_backend *backend);
/* Whether the file is, to the byte, what the model gives. recorded: formats of this kind have a record. */
bp_status bp_compare_bytes(bp_verifier *v, const bp_backend *backend, const bp_source *source, bool recorded, bool *same);

/* Where a difference is. */
typedef struct bp_spot {
    size_t page; /* from 0; SIZE_MAX in a workbook */
    bp_part part;
    size_t row, column; /* as in bp_run */
    uint32_t line;
} bp_spot;

typedef struct bp_mark {
    int32_t x, y, size; /* a glyph: left end of its base line, size of its font */
    uint32_t cp;
    uint32_t other;      /* index + 1 of the mark on the other list that stands here, 0 */
} bp_mark;

/* A line of text that the model asks for. */
typedef struct bp_asked {
    bp_spot place;
    size_t first, count; /* its marks, spaces among them */
    int32_t x0, x1, y, size;
    size_t extra; /* marks in the file that stand in this line and are not asked for */
    bool doubled; /* ... exactly on its own */
} bp_asked;

typedef struct bp_stroke {
    int32_t x0, y0, x1, y1;
} bp_stroke;

typedef enum bp_box_kind { BP_BOX_FILL, BP_BOX_OTHER, BP_BOX_NOTE } bp_box_kind;

typedef struct bp_box {
    int32_t x0, y0, x1, y1;
    bp_box_kind kind;
} bp_box;

typedef struct bp_drawn {
    int32_t width, height;
    bp_mark *marks;
    size_t mark_count, mark_room;
    bp_asked *asked; /* empty where the page was read */
    size_t asked_count, asked_room;
    bp_stroke *strokes;
    size_t stroke_count, stroke_room;
    bp_box *boxes;
    size_t box_count, box_room;
    bool failed; /* memory ran out */
} bp_drawn;

void bp_drawn_reset(bp_drawn *drawn);
void bp_drawn_free(bp_drawn *drawn);
void bp_drawn_mark(bp_drawn *drawn, bp_mark mark);
bp_asked *bp_drawn_ask(bp_drawn *drawn);
/* A rule, given by its middle; one thicker than a rule is a filled box, and a filled box as thin as a rule is a rule. */
void bp_drawn_stroke(bp_drawn *drawn, bp_stroke stroke, int32_t thickness);
void bp_drawn_box(bp_drawn *drawn, bp_box box);

static inline bool bp_is_space(uint32_t cp)
{
    return cp == ' ' || cp == '\t';
}

/* Compares a page with what the model asks for; the other of each mark is set. False when memory is short. */
bool bp_compare_text(bp_verifier *v, size_t page, bp_drawn *asked, bp_drawn *found);
bool bp_compare_drawing(bp_verifier *v, size_t page, bp_drawn *asked, const bp_drawn *found);

/* Counts a difference, and reports it while there are not too many. The number of the difference becomes {0} and the place {1}. */
void bp_differ(bp_verifier *v, bp_code code, const bp_spot *place, const char *a, const char *b, const char *c);
/* The same for a cell of a workbook, given by its name; spot is where the form has it, NULL where it has none. */
void bp_differ_in_cell(bp_verifier *v, bp_code code, const char *cell, const bp_spot *spot, const char *a, const char *b,
                       const char *c);
/* The same for what belongs to no line of the form: {1} is the page alone, or nothing where page is SIZE_MAX. */
void bp_differ_on_page(bp_verifier *v, bp_code code, size_t page, const char *a, const char *b);

/* The same for what is no difference but may show otherwise, so that the file cannot be vouched for. The code's text begins
 * with the number and the place as that of a difference does. */
void bp_doubt_in_cell(bp_verifier *v, bp_code code, const char *cell, const bp_spot *spot, const char *a, const char *b,
                      const char *c);
void bp_doubt_on_page(bp_verifier *v, bp_code code, size_t page, const char *a, const char *b);

/* Of two long texts, what stands around their first difference. */
void bp_excerpt(const char *a, const char *b, bp_buf *out_a, bp_buf *out_b);

/* Compares the fingerprint that a file names. */
void bp_compare_fingerprint(bp_verifier *v, const char *text, size_t size);

/* ---- cells of workbooks ---- */

/* Whether two texts show the same figure, however it is grouped and its sign is written. */
bool bp_same_figure(const char *a, const char *b);

/* What is wrong with the looks of a cell. */
typedef enum bp_look_fault {
    BP_LOOK_FAINT = 1,
    BP_LOOK_STRUCK = 2,
    BP_LOOK_SMALL = 4,
    BP_LOOK_LARGE = 8,
    BP_LOOK_TURNED = 16,
    BP_LOOK_CUT = 32
} bp_look_fault;

/* A set of them. The text has `size` to be written in and stands in `width`, both in thousandths of a point; ink is that of its
 * number format. *is: the size that it is written in. */
unsigned bp_look_faults(const bp_grid_cell *cell, const char *text, uint32_t ink, int32_t size, int32_t width, int32_t *is);

/* *equal: the verdict where no difference is found. */
bp_status bp_verify_pdf(bp_verifier *v, int fd, bp_verdict *equal);
/* The same over what the program that reads PDFs would write; the stream is taken. */
bp_status bp_verify_pdf_lines(bp_verifier *v, FILE *lines);
bp_status bp_verify_pdf_told(bp_verifier *v, FILE *lines);  /* the same beside our own rendering */
bp_status bp_verify_workbook(bp_verifier *v);

#endif
