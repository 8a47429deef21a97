/* outline.c - see outline.h. HarfBuzz draws whatever kind of outline a font has; what is drawn is measured, or written as a program. */
#include "text/outline.h"

#include <math.h>
#include <threads.h>

enum { STACK_MAX = 48, RLINETO = 5, HLINETO = 6, VLINETO = 7, RRCURVETO = 8, ENDCHAR = 14, RMOVETO = 21, FARTHEST = 16000 };

typedef struct pen {
    bp_buf *out;          /* NULL: only the box is asked for */
    float box[4];
    bool draws;
    int x, y;             /* where the program stands */
    unsigned operator;    /* whose operands have been put: 0 for none */
    unsigned operands;
    bool failed;
} pen;

static void widen(pen *p, float x, float y)
{
    p->draws = true;
    p->box[0] = fminf(p->box[0], x);
    p->box[1] = fminf(p->box[1], y);
    p->box[2] = fmaxf(p->box[2], x);
    p->box[3] = fmaxf(p->box[3], y);
}

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
static int nearest(pen *p, float value)
{
    if (!(fabsf(value) < FARTHEST)) {
        p->failed = true;
        return 0;
    }
    return (int)lrintf(value);
}

static void put_step(pen *p, float x, float y)
{
    int to_x = nearest(p, x), to_y = nearest(p, y);
    bp_cff_put_number(p->out, to_x - p->x);
    bp_cff_put_number(p->out, to_y - p->y);
    p->x = to_x;
    p->y = to_y;
}

static void move_to(hb_draw_funcs_t *funcs, void *context, hb_draw_state_t *state, float x, float y, void *user)
{
    pen *p = context;
    (void)funcs, (void)state, (void)user;
    if (!p->out)
        return;
    begin(p, RMOVETO, 2, false);
    put_step(p, x, y);
}

static void line_to(hb_draw_funcs_t *funcs, void *context, hb_draw_state_t *state, float x, float y, void *user)
{
    pen *p = context;
    (void)funcs, (void)user;
    widen(p, state->current_x, state->current_y);
    widen(p, x, y);
    if (!p->out)
        return;
    int dx = nearest(p, x) - p->x, dy = nearest(p, y) - p->y;
    if (dx && dy) {
        begin(p, RLINETO, 2, p->operator == RLINETO);
        put_step(p, x, y);
        return;
    }
    if (!dx && !dy)
        return;
    /* operands of hlineto and vlineto go to and fro between across and up */
    unsigned across = dy ? VLINETO : HLINETO, other = dy ? HLINETO : VLINETO;
    begin(p, across, 1, p->operator == (p->operands % 2 ? other : across));
    bp_cff_put_number(p->out, dx ? dx : dy);
    p->x += dx;
    p->y += dy;
}

static void cubic_to(hb_draw_funcs_t *funcs, void *context, hb_draw_state_t *state, float x1, float y1, float x2, float y2, float x,
                     float y, void *user)
{
    pen *p = context;
    (void)funcs, (void)user;
    widen(p, state->current_x, state->current_y);
    widen(p, x1, y1);
    widen(p, x2, y2);
    widen(p, x, y);
    if (!p->out)
        return;
    begin(p, RRCURVETO, 6, p->operator == RRCURVETO);
    put_step(p, x1, y1);
    put_step(p, x2, y2);
    put_step(p, x, y);
}

static hb_draw_funcs_t *funcs;
static once_flag funcs_made = ONCE_FLAG_INIT;

/* Without a function for quadratic curves HarfBuzz gives them as cubic ones. */
static void make_funcs(void)
{
    funcs = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(funcs, move_to, NULL, NULL);
    hb_draw_funcs_set_line_to_func(funcs, line_to, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func(funcs, cubic_to, NULL, NULL);
    hb_draw_funcs_make_immutable(funcs);
}

static void draw(hb_font_t *font, hb_codepoint_t glyph, pen *p)
{
    call_once(&funcs_made, make_funcs);
#if HB_VERSION_ATLEAST(7, 0, 0)
    hb_font_draw_glyph(font, glyph, funcs, p);
#else
    hb_font_get_glyph_shape(font, glyph, funcs, p);
#endif
}

bool bp_outline_box(hb_font_t *font, hb_codepoint_t glyph, float box[4])
{
    pen p = {.box = {INFINITY, INFINITY, -INFINITY, -INFINITY}};
    draw(font, glyph, &p);
    for (int i = 0; i < 4; i++)
        box[i] = p.box[i];
    return box[2] > box[0] && box[3] > box[1];
}

bp_program_kind bp_outline_program(hb_font_t *font, hb_codepoint_t glyph, bp_buf *out)
{
    pen p = {.out = out};
    size_t start = out->size;
    hb_position_t width = hb_font_get_glyph_h_advance(font, glyph);
    if (width > 0 && width <= INT16_MAX)
        bp_cff_put_number(out, width);
    draw(font, glyph, &p);
    flush(&p);
    bp_buf_putc(out, ENDCHAR);
    if (p.failed || width < 0 || width > INT16_MAX) {
        bp_buf_truncate(out, start);
        return BP_PROGRAM_REFUSED;
    }
    return p.draws ? BP_PROGRAM_DRAWS : BP_PROGRAM_BLANK;
}
