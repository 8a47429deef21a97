/* drawn.c - lists of what stands on a page. See private.h. */
#include <stdlib.h>

#include "verify/private.h"

enum { RULE_MAX = 2000 };  /* thicker is no rule */

/* Room for one more; NULL is remembered. */
static void *grow(bp_drawn *drawn, void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    size_t wanted = *room ? *room * 2 : 256;
    void *grown = drawn->failed ? NULL : realloc(items, wanted * size);
    if (!grown) {
        drawn->failed = true;
        return NULL;
    }
    *room = wanted;
    return grown;
}

void bp_drawn_reset(bp_drawn *drawn)
{
    drawn->mark_count = drawn->asked_count = drawn->stroke_count = drawn->box_count = 0;
    drawn->width = drawn->height = 0;
}

void bp_drawn_free(bp_drawn *drawn)
{
    free(drawn->marks);
    free(drawn->asked);
    free(drawn->strokes);
    free(drawn->boxes);
}

void bp_drawn_mark(bp_drawn *drawn, bp_mark mark)
{
    bp_mark *marks = grow(drawn, drawn->marks, drawn->mark_count, &drawn->mark_room, sizeof *marks);
    if (!marks)
        return;
    drawn->marks = marks;
    marks[drawn->mark_count++] = mark;
}

bp_asked *bp_drawn_ask(bp_drawn *drawn)
{
    bp_asked *asked = grow(drawn, drawn->asked, drawn->asked_count, &drawn->asked_room, sizeof *asked);
    if (!asked)
        return NULL;
    drawn->asked = asked;
    asked[drawn->asked_count] = (bp_asked){.first = drawn->mark_count};
    return &asked[drawn->asked_count++];
}

static void add_stroke(bp_drawn *drawn, bp_stroke stroke)
{
    bp_stroke *strokes = grow(drawn, drawn->strokes, drawn->stroke_count, &drawn->stroke_room, sizeof *strokes);
    if (!strokes)
        return;
    drawn->strokes = strokes;
    strokes[drawn->stroke_count++] = stroke;
}

static void add_box(bp_drawn *drawn, bp_box box)
{
    bp_box *boxes = grow(drawn, drawn->boxes, drawn->box_count, &drawn->box_room, sizeof *boxes);
    if (!boxes)
        return;
    drawn->boxes = boxes;
    boxes[drawn->box_count++] = box;
}

static void swap(int32_t *a, int32_t *b)
{
    int32_t kept = *a;
    *a = *b;
    *b = kept;
}

void bp_drawn_stroke(bp_drawn *drawn, bp_stroke s, int32_t thickness)
{
    bool upright = abs(s.x1 - s.x0) <= 10, level = abs(s.y1 - s.y0) <= 10;
    if (s.x1 < s.x0)
        swap(&s.x0, &s.x1);
    if (s.y1 < s.y0)
        swap(&s.y0, &s.y1);
    int32_t half = thickness / 2;
    if (thickness <= RULE_MAX && (upright || level))
        add_stroke(drawn, s);
    else
        add_box(drawn, (bp_box){s.x0 - half, s.y0 - half, s.x1 + half, s.y1 + half, upright || level ? BP_BOX_FILL : BP_BOX_OTHER});
}

void bp_drawn_box(bp_drawn *drawn, bp_box b)
{
    int64_t width = (int64_t)b.x1 - b.x0, height = (int64_t)b.y1 - b.y0; /* either may be turned round: a reader may say anything */
    if (b.kind == BP_BOX_FILL && height <= RULE_MAX && width > 2 * height)
        add_stroke(drawn, (bp_stroke){b.x0, (int32_t)(b.y0 + height / 2), b.x1, (int32_t)(b.y0 + height / 2)});
    else if (b.kind == BP_BOX_FILL && width <= RULE_MAX && height > 2 * width)
        add_stroke(drawn, (bp_stroke){(int32_t)(b.x0 + width / 2), b.y0, (int32_t)(b.x0 + width / 2), b.y1});
    else
        add_box(drawn, b);
}
