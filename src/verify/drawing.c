/* drawing.c - rules, grounds and everything else that is no text, against what the model asks for. Private to verify/.
 *
 * A rule may be drawn in one stroke or in several that touch: what counts is what they cover. Strokes on one line are joined to
 * intervals on both sides, and the intervals compared.
 */
#include <stdlib.h>

#include "verify/private.h"

enum {
    SAME_LINE = 200,  /* strokes nearer than this lie on one line */
    ENDS = 1000,      /* ends may differ by this much: how corners are joined is no matter of content */
    BOXES = 500,
};

typedef struct stretch {
    int32_t line, from, to;
    bool found;       /* in the file; else asked for */
} stretch;

static int by_line(const void *a, const void *b)
{
    const stretch *p = a, *q = b;
    if (p->line != q->line)
        return p->line < q->line ? -1 : 1;
    return (p->from > q->from) - (p->from < q->from);
}

static int by_start(const void *a, const void *b)
{
    const stretch *p = a, *q = b;
    return (p->from > q->from) - (p->from < q->from);
}

static size_t collect(stretch *out, const bp_drawn *drawn, bool level, bool found)
{
    size_t count = 0;
    for (size_t i = 0; i < drawn->stroke_count; i++) {
        const bp_stroke *s = &drawn->strokes[i];
        bool lies = s->y1 - s->y0 < s->x1 - s->x0;
        if (lies == level)
            out[count++] = level ? (stretch){s->y0, s->x0, s->x1, found} : (stretch){s->x0, s->y0, s->y1, found};
    }
    return count;
}

static void report_stretch(bp_verifier *v, size_t page, bp_code code, bool level, int32_t line, int32_t from, int32_t to)
{
    bp_buf a = {0}, b = {0};
    bp_buf_milli(&a, level ? from : line);
    bp_buf_puts(&a, ", ");
    bp_buf_milli(&a, level ? line : from);
    bp_buf_milli(&b, level ? to : line);
    bp_buf_puts(&b, ", ");
    bp_buf_milli(&b, level ? line : to);
    bp_differ_on_page(v, code, page, bp_buf_text(&a), bp_buf_text(&b));
    v->failed |= a.failed || b.failed;
    bp_buf_free(&a);
    bp_buf_free(&b);
}

/* Joins the stretches of one side, all of one line and ordered by their start, to such that do not touch. */
static size_t join(const stretch *all, size_t count, bool found, stretch *out)
{
    size_t joined = 0;
    for (size_t i = 0; i < count; i++) {
        if (all[i].found != found)
            continue;
        stretch *last = joined ? &out[joined - 1] : NULL;
        if (last && all[i].from <= last->to + ENDS)
            last->to = all[i].to > last->to ? all[i].to : last->to;
        else
            out[joined++] = all[i];
    }
    return joined;
}

/* Reports what the first cover and the others do not. */
static void subtract(bp_verifier *v, size_t page, bool level, bp_code code, const stretch *these, size_t count,
                     const stretch *others, size_t other_count)
{
    size_t next = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t at = these[i].from;
        while (at < these[i].to - ENDS) {
            while (next < other_count && others[next].to <= at)
                next++;
            int32_t end = next < other_count && others[next].from < these[i].to ? others[next].from : these[i].to;
            if (end - at > ENDS)
                report_stretch(v, page, code, level, these[i].line, at, end);
            at = next < other_count && others[next].from < these[i].to ? others[next].to : end;
        }
    }
}

static bool compare_strokes(bp_verifier *v, size_t page, const bp_drawn *asked, const bp_drawn *found, bool level)
{
    size_t room = asked->stroke_count + found->stroke_count + 1;
    stretch *all = malloc(3 * room * sizeof *all);
    if (!all)
        return false;
    stretch *wanted = all + room, *there = wanted + room;
    size_t count = collect(all, asked, level, false);
    count += collect(all + count, found, level, true);
    qsort(all, count, sizeof *all, by_line);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && all[end].line - all[end - 1].line <= SAME_LINE; end++) {
        }
        qsort(all + i, end - i, sizeof *all, by_start);
        size_t wants = join(all + i, end - i, false, wanted), has = join(all + i, end - i, true, there);
        subtract(v, page, level, BP_VERIFY_RULE_LOST, wanted, wants, there, has);
        subtract(v, page, level, BP_VERIFY_RULE_FURTHER, there, has, wanted, wants);
    }
    free(all);
    return true;
}

static bool same_box(const bp_box *a, const bp_box *b)
{
    return a->kind == b->kind && abs(a->x0 - b->x0) <= BOXES && abs(a->y0 - b->y0) <= BOXES && abs(a->x1 - b->x1) <= BOXES &&
           abs(a->y1 - b->y1) <= BOXES;
}

static void report_box(bp_verifier *v, size_t page, bp_code code, const bp_box *box)
{
    bp_buf a = {0}, b = {0};
    bp_buf_milli(&a, box->x0);
    bp_buf_puts(&a, ", ");
    bp_buf_milli(&a, box->y0);
    bp_buf_milli(&b, box->x1);
    bp_buf_puts(&b, ", ");
    bp_buf_milli(&b, box->y1);
    bp_differ_on_page(v, code, page, bp_buf_text(&a), bp_buf_text(&b));
    v->failed |= a.failed || b.failed;
    bp_buf_free(&a);
    bp_buf_free(&b);
}

/* Grounds behind rows are few; whatever else is drawn is not asked for. */
static void compare_boxes(bp_verifier *v, size_t page, const bp_drawn *asked, const bp_drawn *found)
{
    for (size_t i = 0; i < asked->box_count; i++) {
        size_t k = 0;
        while (k < found->box_count && !same_box(&asked->boxes[i], &found->boxes[k]))
            k++;
        if (k == found->box_count)
            report_box(v, page, BP_VERIFY_GROUND_LOST, &asked->boxes[i]);
    }
    for (size_t i = 0; i < found->box_count; i++) {
        size_t k = 0;
        while (k < asked->box_count && !same_box(&found->boxes[i], &asked->boxes[k]))
            k++;
        if (k == asked->box_count)
            report_box(v, page, found->boxes[i].kind == BP_BOX_NOTE ? BP_VERIFY_ANNOTATION : BP_VERIFY_DRAWING, &found->boxes[i]);
    }
}

bool bp_compare_drawing(bp_verifier *v, size_t page, bp_drawn *asked, const bp_drawn *found)
{
    bool ok = compare_strokes(v, page, asked, found, true) && compare_strokes(v, page, asked, found, false);
    compare_boxes(v, page, asked, found);
    return ok && !v->failed;
}
