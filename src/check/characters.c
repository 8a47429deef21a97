/* characters.c - rules about characters that deceive or cannot be shown. Private to check/; see private.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "check/settings.h"
#include "base/chars.h"
#include "base/utf8.h"
#include "font/fonts.h"

/* "U+202E" */
static const char *keep_code(bp_checker *c, uint32_t cp)
{
    char code[16];
    int size = snprintf(code, sizeof code, "U+%04X", (unsigned)cp);
    return bp_keep(c, code, (size_t)size);
}

/* ---- the direction of writing ---- */

/* Nothing runs from right to left: then controls of direction change nothing, whatever is shown. */
static bool runs_one_way(const char *text)
{
    while (*text)
        if (bp_char_is(bp_utf8_next(&text), BP_CHAR_LEFTWARD))
            return false;
    return true;
}

/* Bytes of a text without what turns it; kept. */
static const char *unturned(bp_checker *c, const char *at, const char *end)
{
    bp_buf out = {0};
    while (at < end) {
        const char *from = at;
        if (!bp_char_is(bp_utf8_next(&at), BP_CHAR_TURNS))
            bp_buf_put(&out, from, (size_t)(at - from));
    }
    c->failed |= out.failed;
    const char *kept = bp_keep(c, bp_buf_text(&out), out.size);
    bp_buf_free(&out);
    return kept;
}

/* One finding a text, from the first such character to the last. */
static void check_direction(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    const char *begin = NULL, *end = NULL;
    (void)kind;
    for (const char *p = text; *p;) {
        const char *at = p;
        if (!bp_char_is(bp_utf8_next(&p), BP_CHAR_TURNS))
            continue;
        begin = begin ? begin : at;
        end = p;
    }
    if (!begin)
        return;
    bool certain = runs_one_way(text) && (begin > text || *end);
    bp_find(c, spot, (bp_evidence){text, (size_t)(begin - text), (size_t)(end - begin), certain ? unturned(c, begin, end) : NULL},
            BP_ARGS(keep_code(c, bp_char_at(begin))));
}

/* A reader that obeys such a character shows other figures than one that does not. */
void bp_rule_turned_text(bp_checker *c)
{
    bp_each_text(c, BP_TEXT_ALL | BP_TEXT_DICTIONARY, check_direction);
}

/* ---- what is not to be seen ---- */

/* Beside it nothing invisible has a meaning: ends of the text, Han and Latin characters, digits, kana, and their marks. */
static bool is_plain(uint32_t cp)
{
    return cp < 0x250 || bp_char_is(cp, BP_CHAR_HAN) || (cp >= 0x2010 && cp <= 0x203E) || (cp >= 0x2200 && cp <= 0x22FF) ||
           (cp >= 0x3000 && cp <= 0x30FF) || (cp >= 0xFF01 && cp <= 0xFF65);
}

/* Whether nobody can have meant what stands between these. Selectors of Han characters' forms may be meant. */
static bool is_without_doubt(uint32_t before, uint32_t first, uint32_t after)
{
    bool form = bp_char_is(first, BP_CHAR_SELECTOR) && first != 0xFE0E && first != 0xFE0F && bp_char_is(before, BP_CHAR_HAN);
    bool apart = bp_is_word(before) && bp_is_word(after) && !bp_is_han(before) && !bp_is_han(after);
    return is_plain(before) && is_plain(after) && !form && !(apart && bp_char_is(first, BP_CHAR_BLANK));
}

static void check_hidden(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    bp_addresses addresses = {.next = text};
    (void)kind;
    for (const char *p = text; *p;) {
        const char *at = p;
        uint32_t first = bp_utf8_next(&p), before = bp_char_before(text, at);
        unsigned traits = bp_char_traits(first), selects = traits & BP_CHAR_SELECTOR;
        if (!(traits & (BP_CHAR_UNSEEN | BP_CHAR_BLANK)) || traits & BP_CHAR_TURNS)
            continue;
        while (!selects && bp_char_is(bp_char_at(p), BP_CHAR_UNSEEN | BP_CHAR_BLANK) &&
               !bp_char_is(bp_char_at(p), BP_CHAR_TURNS | BP_CHAR_SELECTOR))
            bp_utf8_next(&p);
        uint32_t after = bp_char_at(p);
        bool certain = is_without_doubt(before, first, after) && (before || after) && !bp_in_address(&addresses, at);
        bp_find(c, spot, (bp_evidence){text, (size_t)(at - text), (size_t)(p - at), certain ? "" : NULL},
                BP_ARGS(keep_code(c, first)));
    }
}

void bp_rule_hidden_character(bp_checker *c)
{
    bp_each_text(c, BP_TEXT_ALL | BP_TEXT_DICTIONARY, check_hidden);
}

/* ---- ideographs that are others ---- */

/* The text from its first to its last such character, with ordinary ones; kept. */
static const char *ordinary(bp_checker *c, const char *at, const char *end)
{
    char bytes[BP_UTF8_MAX];
    bp_buf out = {0};
    while (at < end)
        bp_buf_put(&out, bytes, bp_utf8_put(bytes, bp_char_ordinary(bp_utf8_next(&at))));
    c->failed |= out.failed;
    const char *kept = bp_keep(c, bp_buf_text(&out), out.size);
    bp_buf_free(&out);
    return kept;
}

/* One finding a text: a text that was copied out of a PDF is full of them. */
static void check_ideographs(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    const char *begin = NULL, *end = NULL;
    bp_addresses addresses = {.next = text};
    bool address = false;
    (void)kind;
    for (const char *p = text; *p;) {
        const char *at = p;
        uint32_t cp = bp_utf8_next(&p);
        if (bp_char_ordinary(cp) == cp)
            continue;
        begin = begin ? begin : at;
        end = p;
        address |= bp_in_address(&addresses, at);
    }
    if (!begin)
        return;
    const char *next = begin, *fix = ordinary(c, begin, end);
    uint32_t first = bp_utf8_next(&next);
    bp_find(c, spot, (bp_evidence){text, (size_t)(begin - text), (size_t)(end - begin), address ? NULL : fix},
            BP_ARGS(bp_keep(c, begin, (size_t)(next - begin)), keep_code(c, first), ordinary(c, begin, next)));
}

void bp_rule_ideograph(bp_checker *c)
{
    bp_each_text(c, BP_TEXT_ALL | BP_TEXT_DICTIONARY, check_ideographs);
}

/* ---- marks apart from their letters ---- */

/* As bp_fonts_company has it. */
static bool is_mark(uint32_t cp)
{
    return bp_char_is(cp, BP_CHAR_MARK) && bp_fonts_company(cp) == BP_MARKS;
}

/* Letter and marks in Unicode's composed form; NULL where that has no fewer characters. */
static const char *composed(bp_checker *c, const char *text, size_t size)
{
    utf8proc_uint8_t *form = NULL;
    utf8proc_ssize_t length = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)size, &form,
                                           UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    bool fewer = length > 0 && bp_utf8_count((const char *)form, (size_t)length) < bp_utf8_count(text, size);
    const char *kept = fewer ? bp_keep(c, (const char *)form, (size_t)length) : NULL;
    c->failed |= length < 0;
    free(form);
    return kept;
}

static void check_decomposed(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    (void)kind;
    for (const char *p = text, *letter = text; *p;) {
        const char *at = p;
        if (!is_mark(bp_utf8_next(&p))) {
            letter = at;
            continue;
        }
        while (is_mark(bp_char_at(p)))
            bp_utf8_next(&p);
        const char *one = at > letter ? composed(c, letter, (size_t)(p - letter)) : NULL;
        if (one)
            bp_find_mark(c, spot, text, letter, (size_t)(p - letter), one);
    }
}

/* Text that macOS has taken apart, in names of files above all. */
void bp_rule_decomposed(bp_checker *c)
{
    bp_each_text(c, BP_TEXT_ALL, check_decomposed);
}

/* ---- what cannot be printed ---- */

enum { OBJECT = 0xFFFC };

/* U+FFFD is what converting puts for what it cannot read, U+FFFC what is left of a picture or field. */
static void check_lost(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    static const char begin[] = "\xEF\xBF";  /* of these two, and of few others */
    (void)kind;
    for (const char *p = text; (p = strstr(p, begin));) {
        const char *at = p;
        uint32_t lost = bp_utf8_next(&p);
        if (!bp_char_is(lost, BP_CHAR_LOST))
            continue;
        while (bp_char_at(p) == lost)
            bp_utf8_next(&p);
        bp_find(c, spot, (bp_evidence){text, (size_t)(at - text), (size_t)(p - at), NULL},
                BP_ARGS(lost == OBJECT ? "U+FFFC" : "U+FFFD"));
    }
}

void bp_rule_lost_character(bp_checker *c)
{
    bp_each_text(c, BP_TEXT_ALL, check_lost);
}

static bool is_missing(const bp_checker *c, bp_text_kind kind, uint32_t cp)
{
    bp_glyph ignored;
    bp_role role = kind == BP_TEXT_TITLE ? BP_ROLE_TITLE : BP_ROLE_BODY;
    return !bp_char_is(cp, BP_CHAR_LOST) && !bp_fonts_glyph(c->settings->fonts, role, cp, false, &ignored);
}

/* One finding for characters that follow each other, blanks between them aside. */
static void check_unprintable(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    for (const char *p = text; *p;) {
        const char *at = p, *end = NULL;
        uint32_t first = bp_utf8_next(&p);
        if (!is_missing(c, kind, first))
            continue;
        size_t size = (size_t)(p - at);
        for (end = p; *p && (bp_is_blank(bp_char_at(p)) || is_missing(c, kind, bp_char_at(p)));)
            if (!bp_is_blank(bp_utf8_next(&p)))
                end = p;
        bp_find(c, spot, (bp_evidence){text, (size_t)(at - text), (size_t)(end - at), NULL},
                BP_ARGS(bp_keep(c, at, size), keep_code(c, first)));
    }
}

/* Says nothing where no fonts are known: rendering does, then. */
void bp_rule_unprintable(bp_checker *c)
{
    if (!c->settings->fonts)
        return;
    bp_each_text(c, BP_TEXT_ALL, check_unprintable);
    c->failed |= bp_fonts_short_of_memory(c->settings->fonts);
}
