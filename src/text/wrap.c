/* wrap.c - see wrap.h. */
#include "text/wrap.h"

#include <linebreak.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "core/utf8.h"

enum { EM = 1000, HALF = 500 };

static void add_line(bp_lines *out, size_t start, size_t end, int32_t width, bool hard)
{
    if (out->failed)
        return;
    if (out->count == out->room) {
        size_t room = out->room ? out->room * 2 : 64;
        bp_line *items = realloc(out->items, room * sizeof *items);
        if (!items) {
            out->failed = true;
            return;
        }
        out->items = items;
        out->room = room;
    }
    out->items[out->count++] = (bp_line){(uint32_t)start, (uint32_t)end, width, hard};
}

static bool is_one_of(uint32_t cp, const uint32_t *set)
{
    while (*set && *set != cp)
        set++;
    return *set != 0;
}

static bool is_visible_ascii(uint32_t cp)
{
    return cp >= 0x21 && cp <= 0x7E;
}

/* The published tables were broken by this rule; 、 and 。 are missing from `closing` on purpose. */
static bool official_break(uint32_t a, uint32_t b)
{
    static const uint32_t closing[] = {U'，', U'；', U'：', U'！', U'？', U'）', U'］', U'｝', U'％', U'》', U'」', U'』', U'】',
                                       U'〕', U'〉', U'”', U'’', '!', ')', ',', '.', ':', ';', '?', ']', '}', '%', 0};
    static const uint32_t opening[] = {U'（', U'［', U'｛', U'《', U'「', U'『', U'【', U'〔', U'〈', U'“', U'‘', '(', '[', '{', 0};
    return !(is_visible_ascii(a) && is_visible_ascii(b)) && !is_one_of(b, closing) && !is_one_of(a, opening);
}

/* Full-width marks whose right half is blank: at a line end they may stand half outside the measure. */
static bool has_blank_right_half(uint32_t cp)
{
    static const uint32_t marks[] = {U'，', U'。', U'、', U'；', U'：', U'！', U'？', U'）', U'］', U'｝', U'》', U'」', U'』', U'】',
                                     U'〕', U'〉', U'”', U'’', 0};
    return is_one_of(cp, marks);
}

typedef struct wrapper {
    bp_wrap_mode mode;
    const char *text;
    int32_t capacity;
    int role;
    const bp_measure *measure;
    bp_lines *out;
} wrapper;

/* Room that the rule gives a character, and room that it takes: never less than the font asks for. */
static int32_t room_of(const wrapper *w, uint32_t cp, int32_t advance)
{
    if (w->mode != BP_WRAP_OFFICIAL)
        return advance;
    int32_t rule = cp >= 0x20 && cp <= 0x7E ? HALF : EM;
    return advance > rule ? advance : rule;
}

/* Breaks one paragraph, text[start, end). breaks are libunibreak's, by byte from start; NULL in official mode. */
static void wrap_paragraph(const wrapper *w, size_t start, size_t end, const char *breaks)
{
    size_t line = start, good = 0;        /* where the line begins; the last place where it may end, 0: none */
    int32_t room = 0, width = 0;          /* of the line so far: as counted, and as set */
    int32_t good_room = 0, good_width = 0;
    uint32_t last = 0;
    for (const char *p = w->text + start, *stop = w->text + end; p < stop;) {
        size_t at = (size_t)(p - w->text);
        uint32_t cp = bp_utf8_next(&p);
        int32_t advance = w->measure->advance(w->measure->context, w->role, cp, w->mode == BP_WRAP_OFFICIAL);
        int32_t need = room_of(w, cp, advance);
        bool clreq = w->mode == BP_WRAP_CLREQ;
        if (at > line && (clreq ? breaks[at - start - 1] == LINEBREAK_ALLOWBREAK : official_break(last, cp))) {
            good = at;
            good_room = room;
            good_width = width;
        }
        bool hangs = clreq && (cp == ' ' || (has_blank_right_half(cp) && room + need - HALF <= w->capacity));
        while (room + need > w->capacity && at > line && !hangs) {
            bool rule = good > line;
            size_t stop_at = rule ? good : at;
            add_line(w->out, line, stop_at, rule ? good_width : width, false);
            room -= rule ? good_room : room;
            width -= rule ? good_width : width;
            line = stop_at;
            good = 0;
        }
        room += need;
        width += advance;
        last = cp;
    }
    add_line(w->out, line, end, width, true);
}

/* What hangs over the end of a line is not counted, so that lines set flush right or centred stay in the measure. */
static void trim_width(const wrapper *w, bp_line *line)
{
    const char *end = w->text + line->end;
    if (line->width <= w->capacity || line->end == line->start)
        return;
    while (end > w->text + line->start && end[-1] == ' ') {
        line->width -= w->measure->advance(w->measure->context, w->role, ' ', false);
        end--;
    }
    if (line->width > w->capacity && line->width - HALF <= w->capacity)
        line->width = w->capacity;
}

void bp_wrap(bp_wrap_mode mode, const char *text, size_t size, int32_t capacity, int role, const bp_measure *measure,
             bp_lines *out)
{
    const wrapper w = {mode, text, capacity, role, measure, out};
    static once_flag prepared = ONCE_FLAG_INIT;
    size_t first = out->count;
    char *breaks = mode == BP_WRAP_CLREQ && size ? malloc(size) : NULL;
    if (mode == BP_WRAP_CLREQ && size && !breaks) {
        out->failed = true;
        return;
    }
    if (breaks) {
        call_once(&prepared, init_linebreak);
        set_linebreaks_utf8((const utf8_t *)text, size, "zh", breaks);
    }
    for (size_t start = 0; start < size || (size && text[size - 1] == '\n' && start == size);) {
        const char *feed = memchr(text + start, '\n', size - start);
        size_t end = feed ? (size_t)(feed - text) : size;
        wrap_paragraph(&w, start, end, breaks ? breaks + start : NULL);
        start = end + 1;
    }
    for (size_t i = first; i < out->count && mode == BP_WRAP_CLREQ; i++)
        trim_width(&w, &out->items[i]);
    free(breaks);
}

void bp_lines_free(bp_lines *lines)
{
    free(lines->items);
    *lines = (bp_lines){0};
}

int32_t bp_text_width(const char *text, size_t size, int role, bool half, const bp_measure *measure)
{
    int32_t width = 0;
    for (const char *p = text; p < text + size;)
        width += measure->advance(measure->context, role, bp_utf8_next(&p), half);
    return width;
}
