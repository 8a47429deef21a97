/* fuzz_wrap.c - breaking lines, in both modes and many widths. The lines are all of the text; none is wider than it may be; and
 * none begins or ends with what its mode forbids, where another place was there to break. */
#include <string.h>

#include "base/chars.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "text/wrap.h"

/* Widths that fonts have: full, half, none, and one that is no even part of an em. */
static int advance(void *context, int role, uint32_t cp, bool half)
{
    (void)context, (void)role;
    if (cp < 0x20 || (cp >= 0x300 && cp < 0x370))
        return 0;
    return cp >= 0x7F ? 1000 : half ? 500 : 333 + (int)(cp % 7) * 50;
}

static bool is_in(uint32_t cp, const char *set)
{
    while (*set)
        if (bp_utf8_next(&set) == cp)
            return true;
    return false;
}

/* What stays with the character before it. */
static bool is_attached(uint32_t cp)
{
    return bp_char_is(cp, BP_CHAR_MARK | BP_CHAR_UNSEEN);
}

/* The rule of the published tables, as wrap.h and the design tell it; left is no attached character. */
static bool may_break(uint32_t left, uint32_t right)
{
    if (is_attached(right) || !left)
        return false;
    bool ascii = left > 0x20 && left < 0x7F && right > 0x20 && right < 0x7F;
    return !ascii && !is_in(right, "，；：！？）］｝％》」』】〕〉”’!),.:;?]}%") && !is_in(left, "（［｛《「『【〔〈“‘([{");
}

static uint32_t last_character(const char *text, size_t start, size_t end)
{
    const char *p = text + end;
    do
        p--;
    while (p > text + start && ((unsigned char)*p & 0xC0) == 0x80);
    return bp_utf8_next(&p);
}

/* The last one that is not attached to others; 0 where a joiner or a zero-width space, which make rules of their own, is. */
static uint32_t last_base(const char *text, size_t start, size_t end)
{
    uint32_t cp = 0;
    bool found = false;
    for (size_t at = end; at > start && !found; at--)
        if (((unsigned char)text[at - 1] & 0xC0) != 0x80) {
            const char *p = text + at - 1;
            cp = bp_utf8_next(&p);
            found = !is_attached(cp);
            if (cp == 0x200B || cp == 0x200D || cp == 0x2060 || cp == 0xFEFF)
                return 0;
        }
    return is_attached(cp) ? 0 : cp;
}

static uint32_t first_character(const char *text, size_t at)
{
    const char *p = text + at;
    return bp_utf8_next(&p);
}

/* Where an official line could have been broken: nowhere inside, if it was broken against the rule. */
static void hold_break(const char *text, const bp_line *line)
{
    uint32_t left = last_base(text, line->start, line->end), right = first_character(text, line->end);
    if (is_attached(right))
        fuzz_fail("a mark is torn from its character");
    if (!left || may_break(left, right))
        return;
    for (const char *p = text + line->start; p < text + line->end;) {
        bp_utf8_next(&p);
        size_t at = (size_t)(p - text);
        if (at < line->end && may_break(last_base(text, line->start, at), first_character(text, at)))
            fuzz_fail("a line is broken against the rule where it could have been broken by it");
    }
}

static bool is_ideograph(uint32_t cp)
{
    return cp >= 0x4E00 && cp <= 0x9FFF;
}

/* The same of the other mode, by two things that hold in UAX #14 whatever the version: between ideographs a line may be broken, and
 * before a closing mark and after an opening one it may not. */
static void hold_clreq_break(const char *text, const bp_line *line)
{
    uint32_t left = last_character(text, line->start, line->end), right = first_character(text, line->end);
    if (!is_in(right, "、。，；！？）」』】》〕〉") && !is_in(left, "（「『【《〔〈"))
        return;
    uint32_t before = 0;
    for (const char *p = text + line->start; p < text + line->end;) {
        uint32_t cp = bp_utf8_next(&p);
        if (is_ideograph(before) && is_ideograph(cp))
            fuzz_fail("a line begins with a closing mark or ends with an opening one where it need not");
        before = cp;
    }
}

/* Characters of a line that are set: in the other mode spaces hang over its end. */
static size_t count_set(bp_wrap_mode mode, const char *text, const bp_line *line)
{
    size_t end = line->end;
    while (mode == BP_WRAP_CLREQ && end > line->start && text[end - 1] == ' ')
        end--;
    size_t count = 0;
    for (const char *p = text + line->start; p < text + end;)
        count += !is_attached(bp_utf8_next(&p));
    return count;
}

static void hold_line(bp_wrap_mode mode, const char *text, const bp_line *line, int32_t capacity, const bp_measure *measure)
{
    size_t size = line->end - line->start;
    int32_t width = bp_text_width(text + line->start, size, 0, mode == BP_WRAP_OFFICIAL, measure);
    bool trimmed = mode == BP_WRAP_CLREQ && line->width < width; /* spaces, or half of a mark, at the end */
    if (line->width > capacity && count_set(mode, text, line) > 1)
        fuzz_fail("a line is wider than it may be");
    if (line->width > width || (!trimmed && line->width != width))
        fuzz_fail("a line says another width than it has");
    if (mode == BP_WRAP_OFFICIAL && !line->hard)
        hold_break(text, line);
    if (mode == BP_WRAP_CLREQ && !line->hard)
        hold_clreq_break(text, line);
}

static void hold_lines(bp_wrap_mode mode, const char *text, size_t size, int32_t capacity, const bp_measure *measure,
                       bp_lines *lines)
{
    size_t at = 0;
    lines->count = 0;
    bp_wrap(mode, text, size, capacity, 0, measure, lines);
    for (size_t i = 0; i < lines->count; i++) {
        const bp_line *line = &lines->items[i];
        if (line->start != at || line->end < line->start || line->end > size ||
            memchr(text + line->start, '\n', line->end - line->start))
            fuzz_fail("a line does not begin where the one before ended");
        if (line->hard ? line->end < size && text[line->end] != '\n' : line->start == line->end)
            fuzz_fail("a line ends where none does");
        hold_line(mode, text, line, capacity, measure);
        at = line->end + (line->hard && line->end < size);
    }
    if (!lines->failed && at != size)
        fuzz_fail("characters are lost");
}

static bool same_lines(const bp_lines *a, const bp_lines *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; i < a->count && same; i++)
        same = a->items[i].end == b->items[i].end && a->items[i].width == b->items[i].width && a->items[i].hard == b->items[i].hard;
    return same;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int32_t capacities[] = {0, 400, 500, 1000, 1500, 2300, 5000, 14500, 23000, 31000};
    static bp_known_characters *known;
    static bp_lines lines, plain;
    const char *text = (const char *)data;
    if (!known)
        known = bp_known_characters_new();
    if (bp_utf8_valid(text, size) != size || size > 1 << 14)
        return 0;
    const bp_measure remembers = {.advance = advance, .known = known}, asks = {.advance = advance};
    int32_t capacity = capacities[fuzz_choose(data, size, sizeof capacities / sizeof *capacities)];
    for (int mode = BP_WRAP_OFFICIAL; mode <= BP_WRAP_CLREQ; mode++) {
        hold_lines((bp_wrap_mode)mode, text, size, capacity, &remembers, &lines);
        hold_lines((bp_wrap_mode)mode, text, size, capacity, &asks, &plain);
        if (!same_lines(&lines, &plain))
            fuzz_fail("what is remembered of characters changes the lines");
    }
    return 0;
}
