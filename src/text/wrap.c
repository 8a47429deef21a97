/* wrap.c - see wrap.h. */
#include "text/wrap.h"

#include <linebreak.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "core/arena.h"
#include "core/utf8.h"
#include "text/fonts.h"

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

/* ---- characters ---- */

/* What a character does at the ends of lines. */
enum {
    VISIBLE_ASCII = 1,
    CLOSES = 2,            /* starts no line of a published table */
    OPENS = 4,             /* ends none */
    BLANK_RIGHT_HALF = 8,  /* full-width marks that may stand half outside the measure at a line end */
    ASKED = 16,            /* advance and flags are known */
};

typedef struct character {
    int32_t advance;
    int32_t room;          /* what a line counts for it: where half, by the rule, but never less than the advance */
    uint32_t flags;        /* 0: not asked for yet */
} character;

enum { PAGE = 256, PAGES = 0x110000 / PAGE };

struct bp_known_characters {
    bp_arena arena;
    character *pages[BP_ROLES][2][PAGES];
};

bp_known_characters *bp_known_characters_new(void)
{
    return calloc(1, sizeof(bp_known_characters));
}

void bp_known_characters_free(bp_known_characters *known)
{
    if (known)
        bp_arena_free(&known->arena);
    free(known);
}

static bool is_one_of(uint32_t cp, const uint32_t *set)
{
    while (*set && *set != cp)
        set++;
    return *set != 0;
}

/* The published tables were broken by this rule; 、 and 。 are missing from `closing` on purpose. */
static uint32_t flags_of(uint32_t cp)
{
    static const uint32_t closing[] = {U'，', U'；', U'：', U'！', U'？', U'）', U'］', U'｝', U'％', U'》', U'」', U'』', U'】',
                                       U'〕', U'〉', U'”', U'’', '!', ')', ',', '.', ':', ';', '?', ']', '}', '%', 0};
    static const uint32_t opening[] = {U'（', U'［', U'｛', U'《', U'「', U'『', U'【', U'〔', U'〈', U'“', U'‘', '(', '[', '{', 0};
    static const uint32_t blank[] = {U'，', U'。', U'、', U'；', U'：', U'！', U'？', U'）', U'］', U'｝', U'》', U'」', U'』', U'】',
                                     U'〕', U'〉', U'”', U'’', 0};
    return (cp >= 0x21 && cp <= 0x7E ? VISIBLE_ASCII : 0) | (is_one_of(cp, closing) ? CLOSES : 0) |
           (is_one_of(cp, opening) ? OPENS : 0) | (is_one_of(cp, blank) ? BLANK_RIGHT_HALF : 0);
}

/* The characters of one role, half or not. */
typedef struct script {
    const bp_measure *measure;
    int role;
    bool half;
    character **pages;     /* of the known ones, NULL where none are kept */
} script;

static script script_of(const bp_measure *measure, int role, bool half)
{
    return (script){measure, role, half, measure->known ? measure->known->pages[role][half] : NULL};
}

/* Asks for a character, and keeps the answer where there is room for it. */
static character ask(const script *s, uint32_t cp)
{
    int32_t advance = s->measure->advance(s->measure->context, s->role, cp, s->half);
    int32_t rule = !s->half ? 0 : cp >= 0x20 && cp <= 0x7E ? HALF : EM;
    character c = {advance, advance > rule ? advance : rule, flags_of(cp) | ASKED};
    if (s->pages && !s->pages[cp / PAGE])
        s->pages[cp / PAGE] = bp_arena_array(&s->measure->known->arena, PAGE, sizeof c);
    if (s->pages && s->pages[cp / PAGE])
        s->pages[cp / PAGE][cp % PAGE] = c;
    return c;
}

static inline character look_up(const script *s, uint32_t cp)
{
    const character *page = s->pages ? s->pages[cp / PAGE] : NULL;
    return page && page[cp % PAGE].flags ? page[cp % PAGE] : ask(s, cp);
}

/* ---- lines ---- */

typedef struct wrapper {
    const char *text, *breaks;  /* breaks: libunibreak's, by byte; NULL in official mode */
    int32_t capacity;
    script script;
    bp_lines *out;
} wrapper;

static const char *before(const char *p)
{
    do
        p--;
    while (((unsigned char)*p & 0xC0) == 0x80);
    return p;
}

static character character_at(const wrapper *w, const char *p)
{
    return look_up(&w->script, bp_utf8_next(&p));
}

static bool may_break(const wrapper *w, const char *at)
{
    if (w->breaks)
        return w->breaks[at - w->text - 1] == LINEBREAK_ALLOWBREAK;
    uint32_t left = character_at(w, before(at)).flags, right = character_at(w, at).flags;
    return !(left & right & VISIBLE_ASCII) && !(right & CLOSES) && !(left & OPENS);
}

static bool is_all_blank(const char *p, const char *end)
{
    static const char wide[] = "\u3000";
    while (p < end && (*p == ' ' || !strncmp(p, wide, sizeof wide - 1)))
        p += *p == ' ' ? 1 : sizeof wide - 1;
    return p == end;
}

/* Ends the line before the character at `at`, which does not fit, at the last place that the rule allows. */
static void end_line(const wrapper *w, const char **line, const char *at, int32_t *room, int32_t *width)
{
    int32_t next_room = 0, next_width = 0;  /* of what goes to the next line */
    const char *end = at;
    while (end > *line && !may_break(w, end)) {
        end = before(end);
        next_room += character_at(w, end).room;
        next_width += character_at(w, end).advance;
    }
    /* By the official rule a long word goes below its indent; a typographer breaks the word instead. */
    if (w->breaks ? is_all_blank(*line, end) : end == *line) {
        end = at;
        next_room = next_width = 0;
    }
    add_line(w->out, (size_t)(*line - w->text), (size_t)(end - w->text), *width - next_width, false);
    *line = end;
    *room = next_room;
    *width = next_width;
}

static void wrap_paragraph(const wrapper *w, size_t start, size_t size)
{
    const char *line = w->text + start, *end = line + size;
    int32_t room = 0, width = 0;  /* of the line so far: as counted, and as set */
    for (const char *p = line, *at = p; p < end; at = p) {
        uint32_t cp = bp_utf8_next(&p);
        character c = look_up(&w->script, cp);
        bool hangs = w->breaks && (cp == ' ' || (c.flags & BLANK_RIGHT_HALF && room + c.room - HALF <= w->capacity));
        while (room + c.room > w->capacity && at > line && !hangs)
            end_line(w, &line, at, &room, &width);
        room += c.room;
        width += c.advance;
    }
    add_line(w->out, (size_t)(line - w->text), start + size, width, true);
}

/* What hangs over the end of a line is not counted, so that lines set flush right or centred stay in the measure. */
static void trim_width(const wrapper *w, bp_line *line)
{
    const char *end = w->text + line->end;
    if (line->width <= w->capacity || line->end == line->start)
        return;
    while (end > w->text + line->start && end[-1] == ' ') {
        line->width -= look_up(&w->script, ' ').advance;
        end--;
    }
    if (line->width > w->capacity && line->width - HALF <= w->capacity)
        line->width = w->capacity;
}

void bp_wrap(bp_wrap_mode mode, const char *text, size_t size, int32_t capacity, int role, const bp_measure *measure,
             bp_lines *out)
{
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
    const wrapper w = {text, breaks, capacity, script_of(measure, role, mode == BP_WRAP_OFFICIAL), out};
    for (size_t start = 0; start < size || (size && text[size - 1] == '\n' && start == size);) {
        const char *feed = memchr(text + start, '\n', size - start);
        size_t end = feed ? (size_t)(feed - text) : size;
        wrap_paragraph(&w, start, end - start);
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
    const script script = script_of(measure, role, half);
    int32_t width = 0;
    for (const char *p = text; p < text + size;)
        width += look_up(&script, bp_utf8_next(&p)).advance;
    return width;
}
