/* shapes.c - see shapes.h.
 *
 * A shape is the box around a glyph's outline and the area within it: what an outline that was damaged or exchanged hardly keeps.
 * The outline is asked of the font as the PDF embeds it, at a size of its own, without hints, once for each glyph.
 */
#include "shapes.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    EM = 1000,
    STEPS = 8,              /* lines that a curve is taken for */
    AREA_UNIT = 100,        /* ten-thousandths of a square em */
    LARGEST = 1000000,
    SHAPES_MAX = 1 << 20,
    ROOM = 1 << 8,
};

typedef struct key {
    cairo_font_face_t *face; /* kept, so that no other one gets its address */
    unsigned long glyph;
    long number;             /* 0: free */
} key;

static struct {
    key *keys;
    size_t room;             /* a power of two, at least twice the count */
    long count;
    cairo_t *pen;
} shapes;

typedef struct outline {
    double box[4];           /* left, bottom, right, top */
    double area;             /* twice the area, signed */
    double x, y, x0, y0;     /* the last point, and the first of its contour */
} outline;

static void draw_to(outline *o, double x, double y)
{
    const double xs[2] = {o->x, x}, ys[2] = {o->y, y};
    for (int i = 0; i < 2; i++) {
        o->box[0] = fmin(o->box[0], xs[i]);
        o->box[1] = fmin(o->box[1], ys[i]);
        o->box[2] = fmax(o->box[2], xs[i]);
        o->box[3] = fmax(o->box[3], ys[i]);
    }
    o->area += o->x * y - x * o->y;
    o->x = x;
    o->y = y;
}

static void draw_curve(outline *o, const cairo_path_data_t *points)
{
    double x0 = o->x, y0 = o->y;
    for (int i = 1; i <= STEPS; i++) {
        double t = (double)i / STEPS, u = 1 - t, a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, d = t * t * t;
        draw_to(o, a * x0 + b * points[1].point.x + c * points[2].point.x + d * points[3].point.x,
                a * y0 - b * points[1].point.y - c * points[2].point.y - d * points[3].point.y);
    }
}

static outline outline_of(const cairo_path_t *path)
{
    outline o = {.box = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL}};
    for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
        const cairo_path_data_t *data = &path->data[i];
        cairo_path_data_type_t type = data->header.type;
        if ((type == CAIRO_PATH_MOVE_TO || type == CAIRO_PATH_CLOSE_PATH) && (o.x != o.x0 || o.y != o.y0))
            draw_to(&o, o.x0, o.y0);
        if (type == CAIRO_PATH_MOVE_TO) {
            o.x = o.x0 = data[1].point.x;
            o.y = o.y0 = -data[1].point.y;
        } else if (type == CAIRO_PATH_LINE_TO)
            draw_to(&o, data[1].point.x, -data[1].point.y);
        else if (type == CAIRO_PATH_CURVE_TO)
            draw_curve(&o, data);
    }
    if (o.x != o.x0 || o.y != o.y0)
        draw_to(&o, o.x0, o.y0);
    return o;
}

static long rounded(double value)
{
    return value > LARGEST ? LARGEST : value < -LARGEST ? -LARGEST : lround(value);
}

static void print_shape(const outline *o)
{
    if (o->box[0] > o->box[2])
        puts("shape 0 0 0 0 0");
    else
        printf("shape %ld %ld %ld %ld %ld\n", rounded(o->box[0]), rounded(o->box[1]), rounded(o->box[2]), rounded(o->box[3]),
               rounded(fabs(o->area) / 2 / AREA_UNIT));
}

static bool make_pen(void)
{
    cairo_surface_t *surface = cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, NULL);
    shapes.pen = cairo_create(surface);
    cairo_surface_destroy(surface);
    return cairo_status(shapes.pen) == CAIRO_STATUS_SUCCESS;
}

/* A glyph that is a drawing of its own (Type 3) has no outline: asked for one, poppler would draw it on the page. */
static bool measure(cairo_font_face_t *face, unsigned long glyph)
{
    const cairo_matrix_t em = {EM, 0, 0, EM, 0, 0}, plain = {1, 0, 0, 1, 0, 0};
    const cairo_glyph_t at = {glyph, 0, 0};
    outline o = {.box = {1, 0, 0, 0}};
    if (cairo_font_face_get_type(face) != CAIRO_FONT_TYPE_USER) {
        cairo_font_options_t *options = cairo_font_options_create();
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
        cairo_scaled_font_t *font = cairo_scaled_font_create(face, &em, &plain, options);
        cairo_font_options_destroy(options);
        if (!shapes.pen && !make_pen())
            return false;
        cairo_set_scaled_font(shapes.pen, font);
        cairo_scaled_font_destroy(font);
        cairo_new_path(shapes.pen);
        cairo_glyph_path(shapes.pen, &at, 1);
        cairo_path_t *path = cairo_copy_path(shapes.pen);
        cairo_status_t status = path->status;
        if (status == CAIRO_STATUS_SUCCESS)
            o = outline_of(path);
        cairo_path_destroy(path);
        if (status != CAIRO_STATUS_SUCCESS) {  /* a pen that failed once fails for good: damaged fonts do this */
            cairo_destroy(shapes.pen);
            shapes.pen = NULL;
        }
        if (status == CAIRO_STATUS_NO_MEMORY)
            return false;
    }
    print_shape(&o);
    return true;
}

static key *seek(const cairo_font_face_t *face, unsigned long glyph)
{
    size_t at = (size_t)(((uintptr_t)face >> 4) * 31 + glyph) * 0x9E3779B1u;
    for (;; at++) {
        key *k = &shapes.keys[at & (shapes.room - 1)];
        if (!k->number || (k->face == face && k->glyph == glyph))
            return k;
    }
}

static bool grow(void)
{
    key *old = shapes.keys;
    size_t room = shapes.room;
    shapes.keys = calloc(room ? room * 2 : ROOM, sizeof *old);
    if (!shapes.keys) {
        shapes.keys = old;
        return false;
    }
    shapes.room = room ? room * 2 : ROOM;
    for (size_t i = 0; i < room; i++)
        if (old[i].number)
            *seek(old[i].face, old[i].glyph) = old[i];
    free(old);
    return true;
}

long bp_shape_of(cairo_t *cr, unsigned long glyph)
{
    cairo_font_face_t *face = cairo_get_font_face(cr);
    if ((size_t)shapes.count * 2 >= shapes.room && !grow())
        return 0;
    key *k = seek(face, glyph);
    if (!k->number && shapes.count < SHAPES_MAX && measure(face, glyph))
        *k = (key){cairo_font_face_reference(face), glyph, ++shapes.count};
    return k->number;
}
