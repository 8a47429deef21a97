/* text.c - the text of a page against what the model asks for, glyph by glyph at their places. Private to verify/.
 *
 * First each glyph asked for takes the one in the file that stands at its place and is the same character; then those left over on
 * both sides are paired by place alone: changed characters. What is still left was lost, or is further text: in a line that is
 * asked for, exactly on such a line (doubled), or on its own.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "verify/private.h"

enum { SAME_LINE = 60 };  /* base lines nearer than this are one */

/* A mark of the file by its place. */
typedef struct spot {
    int32_t y, x;
    size_t line, mark;
} spot;

typedef struct finder {
    bp_drawn *asked, *found;
    spot *spots;         /* ordered by line and x */
    size_t *starts;      /* first spot of each line, and one behind the last */
    size_t line_count;
} finder;

static int by_y(const void *a, const void *b)
{
    const spot *p = a, *q = b;
    return (p->y > q->y) - (p->y < q->y);
}

static int by_line(const void *a, const void *b)
{
    const spot *p = a, *q = b;
    if (p->line != q->line)
        return p->line < q->line ? -1 : 1;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    return (p->mark > q->mark) - (p->mark < q->mark);
}

static bool find_lines(finder *f)
{
    size_t count = f->found->mark_count;
    f->spots = malloc((count + 1) * sizeof *f->spots);
    f->starts = malloc((count + 1) * sizeof *f->starts);
    if (!f->spots || !f->starts)
        return false;
    for (size_t i = 0; i < count; i++)
        f->spots[i] = (spot){.y = f->found->marks[i].y, .x = f->found->marks[i].x, .mark = i};
    qsort(f->spots, count, sizeof *f->spots, by_y);
    for (size_t i = 0; i < count; i++) {
        if (!i || f->spots[i].y - f->spots[i - 1].y > SAME_LINE)
            f->starts[f->line_count++] = i;
        f->spots[i].line = f->line_count - 1;
    }
    f->starts[f->line_count] = count;
    qsort(f->spots, count, sizeof *f->spots, by_line);
    return true;
}

/* How far from its place a glyph may stand: an eighth of an em, and what rounding may add. */
static int32_t tolerance(int32_t size)
{
    return size / 8 + 200;
}

static size_t first_line(const finder *f, int32_t y)
{
    size_t low = 0, high = f->line_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (f->spots[f->starts[middle]].y < y - SAME_LINE)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t first_spot(const finder *f, size_t line, int32_t x)
{
    size_t low = f->starts[line], high = f->starts[line + 1];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (f->spots[middle].x < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The nearest free mark at a place, of this character, or of any where cp is 0; SIZE_MAX where there is none. */
static size_t nearest(const finder *f, const bp_mark *place, uint32_t cp)
{
    int32_t near = tolerance(place->size);
    int64_t best = INT64_MAX;
    size_t found = SIZE_MAX;
    for (size_t line = first_line(f, place->y - near); line < f->line_count; line++) {
        if (f->spots[f->starts[line]].y > place->y + near)
            break;
        for (size_t i = first_spot(f, line, place->x - near); i < f->starts[line + 1] && f->spots[i].x <= place->x + near; i++) {
            const bp_mark *mark = &f->found->marks[f->spots[i].mark];
            int64_t far = (int64_t)llabs((long long)mark->x - place->x) + llabs((long long)mark->y - place->y);
            if (mark->other || far >= best || llabs((long long)mark->y - place->y) > near || (cp && mark->cp != cp))
                continue;
            best = far;
            found = f->spots[i].mark;
        }
    }
    return found;
}

static void pair(finder *f, bool same)
{
    for (size_t i = 0; i < f->asked->mark_count; i++) {
        bp_mark *mark = &f->asked->marks[i];
        if (mark->other || bp_is_space(mark->cp))
            continue;
        size_t other = nearest(f, mark, same ? mark->cp : 0);
        if (other == SIZE_MAX)
            continue;
        mark->other = (uint32_t)other + 1;
        f->found->marks[other].other = (uint32_t)i + 1;
    }
}

/* Lines of the same cell follow each other. */
static bool same_cell(const bp_spot *a, const bp_spot *b)
{
    return a->part == b->part && a->row == b->row && a->column == b->column;
}

/* The line asked for that a further mark stands in, NULL where it stands on its own. */
static bp_asked *line_around(const finder *f, const bp_mark *mark, bool *doubled)
{
    bp_asked *around = NULL;
    for (size_t i = 0; i < f->asked->asked_count; i++) {
        bp_asked *line = &f->asked->asked[i];
        int32_t near = tolerance(line->size);
        if (abs(mark->y - line->y) > near || mark->x < line->x0 - line->size || mark->x > line->x1 + line->size)
            continue;
        around = line;
        for (size_t k = line->first; k < line->first + line->count; k++) {
            const bp_mark *own = &f->asked->marks[k];
            *doubled = abs(own->x - mark->x) <= near && own->cp == mark->cp;
            if (*doubled)
                return line;
        }
    }
    return around;
}

static void put_cp(bp_buf *out, uint32_t cp)
{
    char bytes[BP_UTF8_MAX];
    bp_buf_put(out, bytes, bp_utf8_put(bytes, cp));
}

/* What a line asks for, and what the file shows in its place: other characters where they are other, and those that come in
 * between. */
static void put_line(const finder *f, const bp_asked *line, bp_buf *asked, bp_buf *shown)
{
    int32_t near = tolerance(line->size);
    size_t at = 0;
    const spot *spots = NULL;
    size_t count = 0;
    if (line->extra) {
        size_t row = first_line(f, line->y - near);
        while (row + 1 < f->line_count && f->spots[f->starts[row]].y < line->y - SAME_LINE)
            row++;
        if (row < f->line_count) {
            spots = &f->spots[first_spot(f, row, line->x0 - line->size)];
            count = (size_t)(&f->spots[f->starts[row + 1]] - spots);
        }
    }
    for (size_t i = line->first; i <= line->first + line->count; i++) {
        const bp_mark *mark = i < line->first + line->count ? &f->asked->marks[i] : NULL;
        for (; at < count && spots[at].x <= (mark ? mark->x : line->x1 + line->size); at++)
            if (!f->found->marks[spots[at].mark].other)
                put_cp(shown, f->found->marks[spots[at].mark].cp);
        if (!mark)
            break;
        put_cp(asked, mark->cp);
        if (mark->other)
            put_cp(shown, f->found->marks[mark->other - 1].cp);
        else if (bp_is_space(mark->cp))
            put_cp(shown, mark->cp);
    }
}

/* Whether a glyph of the file has the size that is asked for, but for what rounding leaves. */
static bool drawn_alike(const finder *f, const bp_mark *asked)
{
    return abs(f->found->marks[asked->other - 1].size - asked->size) <= asked->size / 50 + 20;
}

typedef enum verdict { EQUAL, DOUBLED, CHANGED, LOST, MISDRAWN } verdict;

static verdict judge(const finder *f, const bp_asked *line)
{
    size_t equal = 0, changed = 0, lost = 0, misdrawn = 0;
    for (size_t i = line->first; i < line->first + line->count; i++) {
        const bp_mark *mark = &f->asked->marks[i];
        if (bp_is_space(mark->cp))
            continue;
        equal += mark->other && f->found->marks[mark->other - 1].cp == mark->cp;
        changed += mark->other && f->found->marks[mark->other - 1].cp != mark->cp;
        lost += !mark->other;
        misdrawn += mark->other && !drawn_alike(f, mark);
    }
    if (lost && !equal && !changed)
        return LOST;
    if (lost || changed || (line->extra && !line->doubled))
        return CHANGED;
    return line->doubled ? DOUBLED : misdrawn ? MISDRAWN : EQUAL;
}

/* Another row of the page whose line in this column has the text; SIZE_MAX where there is none. */
static size_t row_of(const finder *f, const bp_asked *line, const char *text)
{
    size_t row = SIZE_MAX;
    bp_buf other = {0}, unused = {0};
    for (size_t i = 0; i < f->asked->asked_count && row == SIZE_MAX; i++) {
        const bp_asked *candidate = &f->asked->asked[i];
        const bp_spot *place = &candidate->place;
        if (place->part != BP_PART_BODY || place->column != line->place.column || place->row == line->place.row ||
            candidate->count != line->count)
            continue;
        bp_buf_truncate(&other, 0);
        bp_buf_truncate(&unused, 0);
        put_line(f, candidate, &other, &unused);
        if (!strcmp(bp_buf_text(&other), text))
            row = place->row;
    }
    bp_buf_free(&other);
    bp_buf_free(&unused);
    return row;
}

/* The characters of a line that are drawn otherwise, each once. */
static void put_misdrawn(const finder *f, const bp_asked *line, bp_buf *out)
{
    for (size_t i = line->first; i < line->first + line->count; i++) {
        const bp_mark *mark = &f->asked->marks[i];
        bool again = !mark->other || bp_is_space(mark->cp) || drawn_alike(f, mark);
        for (size_t k = line->first; k < i && !again; k++)
            again = f->asked->marks[k].cp == mark->cp && f->asked->marks[k].other && !drawn_alike(f, &f->asked->marks[k]);
        if (!again)
            put_cp(out, mark->cp);
    }
}

static void report_line(bp_verifier *v, const finder *f, const bp_asked *line, verdict is)
{
    bp_buf asked = {0}, shown = {0}, number = {0};
    put_line(f, line, &asked, &shown);
    size_t row = is == CHANGED && line->place.part == BP_PART_BODY ? row_of(f, line, bp_buf_text(&shown)) : SIZE_MAX;
    bp_buf_int(&number, row == SIZE_MAX ? 0 : (int64_t)row + 1);
    if (is == LOST)
        bp_differ(v, BP_VERIFY_LOST, &line->place, bp_buf_text(&asked), NULL, NULL);
    else if (is == DOUBLED)
        bp_differ(v, BP_VERIFY_DOUBLED, &line->place, bp_buf_text(&asked), NULL, NULL);
    else if (is == MISDRAWN) {
        bp_buf_truncate(&shown, 0);
        put_misdrawn(f, line, &shown);
        bp_differ(v, BP_VERIFY_MISDRAWN, &line->place, bp_buf_text(&asked), bp_buf_text(&shown), NULL);
    } else if (row != SIZE_MAX)
        bp_differ(v, BP_VERIFY_OTHER_ROW, &line->place, bp_buf_text(&shown), bp_buf_text(&asked), bp_buf_text(&number));
    else
        bp_differ(v, BP_VERIFY_CHANGED, &line->place, bp_buf_text(&shown), bp_buf_text(&asked), NULL);
    v->failed |= asked.failed || shown.failed || number.failed;
    bp_buf_free(&asked);
    bp_buf_free(&shown);
    bp_buf_free(&number);
}

/* One finding a cell: its first line that differs. */
static void report_lines(bp_verifier *v, const finder *f)
{
    const bp_spot *reported = NULL;
    for (size_t i = 0; i < f->asked->asked_count; i++) {
        const bp_asked *line = &f->asked->asked[i];
        verdict is = judge(f, line);
        if (is == EQUAL || (reported && same_cell(reported, &line->place)))
            continue;
        report_line(v, f, line, is);
        reported = &line->place;
    }
}

/* The line of the page with this text, spaces not counted; NULL where there is none. */
static const bp_asked *line_with(const finder *f, const char *text)
{
    bp_buf own = {0};
    const bp_asked *found = NULL;
    for (size_t i = 0; i < f->asked->asked_count && !found; i++) {
        const bp_asked *line = &f->asked->asked[i];
        bp_buf_truncate(&own, 0);
        for (size_t k = line->first; k < line->first + line->count; k++)
            if (!bp_is_space(f->asked->marks[k].cp))
                put_cp(&own, f->asked->marks[k].cp);
        if (own.size && !strcmp(bp_buf_text(&own), text))
            found = line;
    }
    bp_buf_free(&own);
    return found;
}

static void report_loose(bp_verifier *v, const finder *f, size_t page, const bp_mark *first, const bp_buf *text)
{
    const bp_asked *twin = line_with(f, bp_buf_text(text));
    bp_buf at = {0};
    bp_buf_milli(&at, first->x);
    bp_buf_puts(&at, ", ");
    bp_buf_milli(&at, first->y);
    if (twin)
        bp_differ(v, BP_VERIFY_DOUBLED, &twin->place, bp_buf_text(text), NULL, NULL);
    else
        bp_differ_on_page(v, BP_VERIFY_FURTHER, page, bp_buf_text(text), bp_buf_text(&at));
    v->failed |= at.failed;
    bp_buf_free(&at);
}

/* Further marks: those in a line asked for go to it, the others are reported, what follows each other as one text. */
static void sort_further(bp_verifier *v, finder *f, size_t page, bool loose)
{
    bp_buf text = {0};
    const bp_mark *first = NULL, *last = NULL;
    size_t last_line = 0;
    for (size_t i = 0; i < f->found->mark_count; i++) {
        const bp_mark *mark = &f->found->marks[f->spots[i].mark];
        bool doubled = false;
        if (mark->other)
            continue;
        bp_asked *line = line_around(f, mark, &doubled);
        if (line && !loose) {
            line->extra++;
            line->doubled |= doubled;
        }
        if (line || !loose)
            continue;
        if (first && (f->spots[i].line != last_line || mark->x - last->x > 2 * mark->size)) {
            report_loose(v, f, page, first, &text);
            bp_buf_truncate(&text, 0);
            first = NULL;
        }
        first = first ? first : mark;
        last = mark;
        last_line = f->spots[i].line;
        put_cp(&text, mark->cp);
    }
    if (first)
        report_loose(v, f, page, first, &text);
    v->failed |= text.failed;
    bp_buf_free(&text);
}

bool bp_compare_text(bp_verifier *v, size_t page, bp_drawn *asked, bp_drawn *found)
{
    finder f = {.asked = asked, .found = found};
    bool ok = find_lines(&f);
    if (ok) {
        pair(&f, true);
        pair(&f, false);
        sort_further(v, &f, page, false);
        report_lines(v, &f);
        sort_further(v, &f, page, true);
        v->seen->characters += found->mark_count;
    }
    free(f.spots);
    free(f.starts);
    return ok && !v->failed;
}
