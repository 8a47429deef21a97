/* wrap.c - see wrap.h. */
#include "text/wrap.h"

#include <linebreak.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "base/array.h"
#include "base/arena.h"
#include "base/chars.h"
#include "base/pages.h"
#include "base/utf8.h"
#include "font/fonts.h"

enum { EM = 1000, HALF = 500 };

static void add_line(bp_lines *out, size_t start, size_t end, int32_t width, bool hard)
{
    if (out->failed)
        return;
    if (!BP_ARRAY_ROOM(out->items, out->count, out->room)) {
        out->failed = true;
        return;
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
    ATTACHED = 16,         /* stays with the character before it: marks, and what is unseen */
    JOINS = 32,            /* keeps the next one, too */
    PARTS = 64,            /* lets a line end behind it, within letters as well */
    ASKED = 128,           /* advance and flags are known */
};

typedef struct character {
    int32_t advance;
    int32_t room;          /* what a line counts for it: where half, by the rule (nothing for what is attached), but never less than
                            * the advance */
    uint32_t flags;        /* 0: not asked for yet */
} character;

struct bp_known_characters {
    bp_pages pages[BP_ROLES][2];
};

bp_known_characters *bp_known_characters_new(void)
{
    return calloc(1, sizeof(bp_known_characters));
}

void bp_known_characters_free(bp_known_characters *known)
{
    for (size_t role = 0; known && role < BP_ROLES; role++)
        for (size_t half = 0; half < 2; half++)
            bp_pages_free(&known->pages[role][half]);
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
    enum { ZERO_WIDTH_SPACE = 0x200B, ZERO_WIDTH_JOINER = 0x200D, WORD_JOINER = 0x2060, NO_BREAK_SPACE = 0xFEFF };
    unsigned traits = bp_char_traits(cp);
    if (traits == BP_CHAR_HAN)
        return 0;  /* nearly all there is */
    bool joins = cp == ZERO_WIDTH_JOINER || cp == WORD_JOINER || cp == NO_BREAK_SPACE;
    return (cp >= 0x21 && cp <= 0x7E ? VISIBLE_ASCII : 0) | (is_one_of(cp, closing) ? CLOSES : 0) |
           (is_one_of(cp, opening) ? OPENS : 0) | (is_one_of(cp, blank) ? BLANK_RIGHT_HALF : 0) |
           (traits & (BP_CHAR_MARK | BP_CHAR_UNSEEN) ? ATTACHED : 0) | (joins ? JOINS : 0) |
           (cp == ZERO_WIDTH_SPACE ? PARTS : 0);
}

/* The characters of one role, half or not. */
typedef struct script {
    const bp_measure *measure;
    int role;
    bool half;
    bp_pages *known;       /* characters, NULL where none are kept */
} script;

static script script_of(const bp_measure *measure, int role, bool half)
{
    return (script){measure, role, half, measure->known ? &measure->known->pages[role][half] : NULL};
}

/* Asks for a character, and keeps the answer where there is room for it. */
static character ask(const script *s, uint32_t cp)
{
    int32_t advance = s->measure->advance(s->measure->context, s->role, cp, s->half);
    uint32_t flags = flags_of(cp);
    int32_t rule = !s->half || flags & ATTACHED ? 0 : cp >= 0x20 && cp <= 0x7E ? HALF : EM;
    character c = {advance, advance > rule ? advance : rule, flags | ASKED};
    character *kept = s->known ? bp_pages_at(s->known, cp, sizeof c) : NULL;
    if (kept)
        *kept = c;
    return c;
}

static inline character look_up(const script *s, uint32_t cp)
{
    const character *kept = s->known ? bp_pages_find(s->known, cp, sizeof *kept) : NULL;
    return kept && kept->flags ? *kept : ask(s, cp);
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

/* What a character does with all that is attached to it. */
static uint32_t flags_before(const wrapper *w, const char *at)
{
    uint32_t flags = 0, one;
    do {
        at = before(at);
        one = character_at(w, at).flags;
        flags |= one;
    } while (one & ATTACHED && at > w->text);
    return flags & PARTS ? flags & ~(uint32_t)VISIBLE_ASCII : flags;
}

static bool may_break(const wrapper *w, const char *at)
{
    if (w->breaks)
        return w->breaks[at - w->text - 1] == LINEBREAK_ALLOWBREAK;
    uint32_t right = character_at(w, at).flags;
    if (right & (ATTACHED | CLOSES))
        return false;
    uint32_t left = flags_before(w, at);
    return !(left & right & VISIBLE_ASCII) && !(left & (OPENS | JOINS));
}

static bool is_all_blank(const char *p, const char *end)
{
    static const char wide[] = "\u3000";
    while (p < end && (*p == ' ' || !strncmp(p, wide, sizeof wide - 1)))
        p += *p == ' ' ? 1 : sizeof wide - 1;
    return p == end;
}

/* Ends the line before the character at `at`, which does not fit, at the last place that the rule allows; where there is none,
 * before the character that it is attached to. False where that begins the line. */
static bool end_line(const wrapper *w, const char **line, const char *at, int32_t *room, int32_t *width)
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
        next_room = next_width = 0;
        for (end = at; end > *line && character_at(w, end).flags & ATTACHED;) {
            end = before(end);
            next_room += character_at(w, end).room;
            next_width += character_at(w, end).advance;
        }
    }
    if (end == *line)
        return false;
    add_line(w->out, (size_t)(*line - w->text), (size_t)(end - w->text), *width - next_width, false);
    *line = end;
    *room = next_room;
    *width = next_width;
    return true;
}

/* How many characters are set from `p` on, without spaces, closing marks and what is attached to others. */
static size_t count_set(const wrapper *w, const char *p, const char *end)
{
    size_t count = 0;
    while (p < end) {
        const character c = character_at(w, p);
        count += bp_utf8_next(&p) != ' ' && !(c.flags & (ATTACHED | CLOSES | BLANK_RIGHT_HALF));
    }
    return count;
}

/* Gives the last line of a paragraph, where one character stands on it alone, the end of the line before, from the last place at
 * which that may end and keep more than one character itself. */
static void keep_company(const wrapper *w, size_t first)
{
    bp_line *last = &w->out->items[w->out->count - 1], *above = last - 1;
    if (w->out->failed || w->out->count < first + 2 || count_set(w, w->text + last->start, w->text + last->end) != 1)
        return;
    const char *at = w->text + above->end;
    int32_t moved = 0;
    do {
        at = before(at);
        moved += character_at(w, at).advance;
    } while (at > w->text + above->start && !may_break(w, at));
    if (last->width + moved > w->capacity || count_set(w, w->text + above->start, at) < 2)
        return;
    above->end = last->start = (uint32_t)(at - w->text);
    above->width -= moved;
    last->width += moved;
}

static void wrap_paragraph(const wrapper *w, size_t start, size_t size)
{
    const size_t first = w->out->count;
    const char *line = w->text + start, *end = line + size;
    int32_t room = 0, width = 0;  /* of the line so far: as counted, and as set */
    for (const char *p = line, *at = p; p < end; at = p) {
        uint32_t cp = bp_utf8_next(&p);
        character c = look_up(&w->script, cp);
        bool hangs = w->breaks && (cp == ' ' || (c.flags & BLANK_RIGHT_HALF && room + c.room - HALF <= w->capacity));
        while (room + c.room > w->capacity && at > line && !hangs && end_line(w, &line, at, &room, &width))
            ;
        room += c.room;
        width += c.advance;
    }
    add_line(w->out, (size_t)(line - w->text), start + size, width, true);
    if (w->breaks)
        keep_company(w, first);
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

/* ---- UAX #14, tailored to Chinese ---- */

enum { TILDE = 0xFF5E, DASH = 0x2014, SOLIDUS = 0xFF0F };

static bool is_digit(uint32_t cp)
{
    uint32_t folded = bp_char_fold(cp);
    return folded >= '0' && folded <= '9';
}

/* GB/T 15834-2011, 5.1.6 to 5.1.9: connectors, the mark between names and the stroke begin no line. A dash of two does. */
static bool begins_no_line(uint32_t cp, uint32_t next)
{
    static const uint32_t marks[] = {TILDE, SOLIDUS, '~', '/', 0xB7, 0x2015, 0x2022, 0x2027, 0x30FB, 0xFF65, 0};
    bool dash_of_two = cp == DASH && next == DASH;
    return is_one_of(cp, marks) || (bp_char_is(cp, BP_CHAR_DASH) && !dash_of_two);
}

/* A stroke ends no line, either; within addresses it may. */
static bool is_stroke(uint32_t before, uint32_t cp, uint32_t after)
{
    return cp == SOLIDUS || (cp == '/' && (bp_char_is(before, BP_CHAR_HAN) || bp_char_is(after, BP_CHAR_HAN)));
}

static bool is_sign(uint32_t cp)
{
    return cp != TILDE && bp_char_is(cp, BP_CHAR_MATH);
}

/* Whether a mark within a number stands before digits: 1．5, 8：30, １，２３４ with as many digits as thousands have. */
static bool is_within_number(uint32_t before, uint32_t mark, const char *digits, const char *end)
{
    uint32_t folded = bp_char_fold(mark);
    int count = 0;
    while (digits < end && count < 4 && is_digit(bp_utf8_next(&digits)))
        count++;
    return is_digit(before) && count && (folded == '.' || folded == ':' || (folded == ',' && count == 3));
}

/* Two characters before a place, what is attached and spaces passed over. */
typedef struct left_side {
    uint32_t before, last;
    bool apart;             /* a space follows them */
} left_side;

/* Whether a line must not end before the character at `at`, though UAX #14 lets it: its classes know no comparators, and take
 * full-width digits for ideographs. */
static bool stays(const left_side *left, const char *at, const char *end)
{
    const char *p = at;
    uint32_t cp = bp_utf8_next(&p), next = p < end ? bp_utf8_next(&p) : 0;
    if (begins_no_line(cp, next) && !(left->apart && cp < 0x80))
        return true;
    if (is_sign(left->last) && (is_digit(cp) || is_sign(cp)))
        return true;
    if (left->apart)
        return false;
    if (flags_of(cp) & (CLOSES | BLANK_RIGHT_HALF) || flags_of(left->last) & OPENS)
        return true;  /* behind a zero-width space as well, where UAX #14 lets any line end */
    bool minus = bp_char_is(left->last, BP_CHAR_DASH) && left->last != DASH && !is_digit(left->before);
    return is_stroke(left->before, left->last, cp) || (is_digit(cp) && (is_digit(left->last) || minus)) ||
           is_within_number(left->before, left->last, at, end);
}

static void tailor(const char *text, size_t size, char *breaks)
{
    left_side left = {0};
    for (const char *p = text, *end = text + size; p < end;) {
        const char *at = p;
        uint32_t cp = bp_utf8_next(&p);
        if (bp_char_is(cp, BP_CHAR_MARK | BP_CHAR_UNSEEN))
            continue;
        char *allowed = at > text ? &breaks[at - text - 1] : NULL;
        if (allowed && *allowed == LINEBREAK_ALLOWBREAK && stays(&left, at, end))
            *allowed = LINEBREAK_NOBREAK;
        if (cp == ' ')
            left.apart = true;
        else
            left = (left_side){left.last, cp, false};
    }
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
        tailor(text, size, breaks);
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
