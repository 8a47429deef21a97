/* outline.c - see outline.h. FreeType draws whatever kind of outline a font has, which is written as a program. Boxes, asked for
 * with every character, come from HarfBuzz, which the face is open in already. */
#include "font/outline.h"

#include <math.h>
#include <stdlib.h>
#include <threads.h>

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_MULTIPLE_MASTERS_H
#include FT_OUTLINE_H

#include "font/face.h"

enum { STACK_MAX = 48, RLINETO = 5, HLINETO = 6, VLINETO = 7, RRCURVETO = 8, ENDCHAR = 14, RMOVETO = 21, FARTHEST = 16000 };

struct bp_drawer {
    FT_Library library;
    FT_Face face;
};

/* ---- programs ---- */

typedef struct pen {
    bp_buf *out;
    bool draws;
    FT_Vector at;         /* where the outline stands */
    int x, y;             /* where the program stands */
    unsigned operator;    /* whose operands have been put: 0 for none */
    unsigned operands;
    bool failed;
} pen;

static void flush(pen *p)
{
    if (p->operator)
        bp_buf_putc(p->out, (char)p->operator);
    p->operator = p->operands = 0;
}

/* Makes room for operands of an operator; `goes_on` says that those put for the present one may be followed by them. */
static void begin(pen *p, unsigned operator, unsigned operands, bool goes_on)
{
    if (!goes_on || p->operands + operands > STACK_MAX) {
        flush(p);
        p->operator = operator;
    }
    p->operands += operands;
}

/* The nearest place in whole units, at a distance that programs can tell. */
static int nearest(pen *p, double value)
{
    if (!(fabs(value) < FARTHEST)) {
        p->failed = true;
        return 0;
    }
    return (int)lrint(value);
}

static void put_step(pen *p, double x, double y)
{
    int to_x = nearest(p, x), to_y = nearest(p, y);
    bp_cff_put_number(p->out, to_x - p->x);
    bp_cff_put_number(p->out, to_y - p->y);
    p->x = to_x;
    p->y = to_y;
}

static int move_to(const FT_Vector *to, void *context)
{
    pen *p = context;
    begin(p, RMOVETO, 2, false);
    put_step(p, (double)to->x, (double)to->y);
    p->at = *to;
    return 0;
}

static int line_to(const FT_Vector *to, void *context)
{
    pen *p = context;
    p->draws = true;
    p->at = *to;
    int dx = nearest(p, (double)to->x) - p->x, dy = nearest(p, (double)to->y) - p->y;
    if (dx && dy) {
        begin(p, RLINETO, 2, p->operator == RLINETO);
        put_step(p, (double)to->x, (double)to->y);
        return 0;
    }
    if (!dx && !dy)
        return 0;
    /* operands of hlineto and vlineto go to and fro between across and up */
    unsigned across = dy ? VLINETO : HLINETO, other = dy ? HLINETO : VLINETO;
    begin(p, across, 1, p->operator == (p->operands % 2 ? other : across));
    bp_cff_put_number(p->out, dx ? dx : dy);
    p->x += dx;
    p->y += dy;
    return 0;
}

static void curve_to(pen *p, double x1, double y1, double x2, double y2, const FT_Vector *to)
{
    p->draws = true;
    begin(p, RRCURVETO, 6, p->operator == RRCURVETO);
    put_step(p, x1, y1);
    put_step(p, x2, y2);
    put_step(p, (double)to->x, (double)to->y);
    p->at = *to;
}

/* A quadratic curve as the cubic one that is the same: its points lie two thirds of the way to the one that steers. */
static int conic_to(const FT_Vector *control, const FT_Vector *to, void *context)
{
    pen *p = context;
    double x = 2.0 * (double)control->x, y = 2.0 * (double)control->y;
    curve_to(p, ((double)p->at.x + x) / 3, ((double)p->at.y + y) / 3, ((double)to->x + x) / 3, ((double)to->y + y) / 3, to);
    return 0;
}

static int cubic_to(const FT_Vector *control1, const FT_Vector *control2, const FT_Vector *to, void *context)
{
    curve_to(context, (double)control1->x, (double)control1->y, (double)control2->x, (double)control2->y, to);
    return 0;
}

/* The instance of the face's weight; other axes stay where the font has them. */
static FT_Error choose_instance(const bp_drawer *drawer, unsigned weight)
{
    FT_MM_Var *axes = NULL;
    FT_Error error = FT_Get_MM_Var(drawer->face, &axes);
    FT_Fixed *places = error ? NULL : calloc(axes->num_axis + 1, sizeof *places);
    for (FT_UInt i = 0; places && i < axes->num_axis; i++)
        places[i] = axes->axis[i].tag == FT_MAKE_TAG('w', 'g', 'h', 't') ? (FT_Fixed)weight << 16 : axes->axis[i].def;
    if (!error)
        error = places ? FT_Set_Var_Design_Coordinates(drawer->face, axes->num_axis, places) : FT_Err_Out_Of_Memory;
    free(places);
    if (axes)
        FT_Done_MM_Var(drawer->library, axes);
    return error;
}

void bp_drawer_free(bp_drawer *drawer)
{
    if (!drawer)
        return;
    FT_Done_Face(drawer->face);
    FT_Done_FreeType(drawer->library);
    free(drawer);
}

/* The face in FreeType, opened over the bytes that HarfBuzz maps. NULL with *error where it cannot be. */
static bp_drawer *drawer_of(bp_face *face, FT_Error *error)
{
    unsigned size;
    const char *data = hb_blob_get_data(face->file, &size);
    *error = FT_Err_Ok;
    if (face->drawer)
        return face->drawer;
    bp_drawer *drawer = calloc(1, sizeof *drawer);
    *error = drawer ? FT_Init_FreeType(&drawer->library) : FT_Err_Out_Of_Memory;
    if (!*error)
        *error = FT_New_Memory_Face(drawer->library, (const FT_Byte *)data, (FT_Long)size, (FT_Long)face->index, &drawer->face);
    if (!*error && FT_HAS_MULTIPLE_MASTERS(drawer->face))
        *error = choose_instance(drawer, (unsigned)face->info.weight);
    if (*error) {
        bp_drawer_free(drawer);
        return NULL;
    }
    return face->drawer = drawer;
}

bool bp_outline_opens(const bp_buf *program, bool *short_of_memory)
{
    FT_Library library = NULL;
    FT_Face face = NULL;
    FT_Error error = FT_Init_FreeType(&library);
    if (!error)
        error = FT_New_Memory_Face(library, (const FT_Byte *)program->data, (FT_Long)program->size, 0, &face);
    for (FT_Long i = 0; !error && i < face->num_glyphs; i++)
        error = FT_Load_Glyph(face, (FT_UInt)i, FT_LOAD_NO_SCALE);
    FT_Done_Face(face);
    FT_Done_FreeType(library);
    *short_of_memory = error == FT_Err_Out_Of_Memory;
    return !error;
}

static FT_Error draw(bp_face *face, unsigned glyph, pen *p)
{
    static const FT_Outline_Funcs funcs = {move_to, line_to, conic_to, cubic_to, 0, 0};
    FT_Error error;
    bp_drawer *drawer = drawer_of(face, &error);
    if (drawer)
        error = FT_Load_Glyph(drawer->face, glyph, FT_LOAD_NO_SCALE);
    if (error)
        return error;
    if (drawer->face->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
        return FT_Err_Invalid_Glyph_Format;
    return FT_Outline_Decompose(&drawer->face->glyph->outline, &funcs, p);
}

bp_program_kind bp_outline_program(bp_face *face, unsigned glyph, bp_buf *out)
{
    pen p = {.out = out};
    size_t start = out->size;
    hb_position_t width = hb_font_get_glyph_h_advance(face->font, glyph);
    if (width > 0 && width <= INT16_MAX)
        bp_cff_put_number(out, width);
    FT_Error error = draw(face, glyph, &p);
    flush(&p);
    bp_buf_putc(out, ENDCHAR);
    out->failed |= error == FT_Err_Out_Of_Memory;
    if (error || p.failed || width < 0 || width > INT16_MAX) {
        bp_buf_truncate(out, start);
        return BP_PROGRAM_REFUSED;
    }
    return p.draws ? BP_PROGRAM_DRAWS : BP_PROGRAM_BLANK;
}

/* ---- boxes ---- */

static void widen(float box[4], float x, float y)
{
    box[0] = fminf(box[0], x);
    box[1] = fminf(box[1], y);
    box[2] = fmaxf(box[2], x);
    box[3] = fmaxf(box[3], y);
}

static void widen_by_line(hb_draw_funcs_t *funcs, void *box, hb_draw_state_t *state, float x, float y, void *user)
{
    (void)funcs, (void)user;
    widen(box, state->current_x, state->current_y);
    widen(box, x, y);
}

static void widen_by_curve(hb_draw_funcs_t *funcs, void *box, hb_draw_state_t *state, float x1, float y1, float x2, float y2,
                           float x, float y, void *user)
{
    widen(box, x1, y1);
    widen(box, x2, y2);
    widen_by_line(funcs, box, state, x, y, user);
}

static void follow(hb_font_t *font, hb_codepoint_t glyph, hb_draw_funcs_t *funcs, void *context)
{
#if HB_VERSION_ATLEAST(7, 0, 0)
    hb_font_draw_glyph(font, glyph, funcs, context);
#else
    hb_font_get_glyph_shape(font, glyph, funcs, context);
#endif
}

static hb_draw_funcs_t *box_funcs;
static once_flag box_funcs_made = ONCE_FLAG_INIT;

/* Without a function for quadratic curves HarfBuzz gives them as cubic ones. */
static void make_box_funcs(void)
{
    box_funcs = hb_draw_funcs_create();
    hb_draw_funcs_set_line_to_func(box_funcs, widen_by_line, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func(box_funcs, widen_by_curve, NULL, NULL);
    hb_draw_funcs_make_immutable(box_funcs);
}

bool bp_outline_box(hb_font_t *font, hb_codepoint_t glyph, float box[4])
{
    call_once(&box_funcs_made, make_box_funcs);
    box[0] = box[1] = INFINITY;
    box[2] = box[3] = -INFINITY;
    follow(font, glyph, box_funcs, box);
    return box[2] > box[0] && box[3] > box[1];
}
