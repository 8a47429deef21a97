/* texts.c - rules about marks, blanks and what was left to be filled in. Private to check/; see private.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "check/settings.h"
#include "core/chars.h"
#include "core/utf8.h"
#include "text/fonts.h"

static void find_mark(bp_checker *c, bp_spot spot, const char *text, const char *at, size_t size, const char *fix)
{
    bp_find(c, spot, (bp_evidence){text, (size_t)(at - text), size, fix}, BP_ARGS(bp_keep(c, at, size), fix ? fix : ""));
}

/* ---- placeholders ---- */

static bool is_cross(uint32_t c)
{
    return c == 'X' || c == 'x' || c == 0xFF38 || c == 0xFF58 || c == 0xD7 || c == 0x25CB || c == 0x3007 || c == 0x25A1;
}

/* XX, ××, ○○: two or more of one kind, not inside a word of letters or between numbers. */
static size_t crosses_at(const char *text, size_t *size)
{
    for (const char *p = text; *p;) {
        const char *begin = p;
        uint32_t c = bp_utf8_next(&p);
        if (!is_cross(c))
            continue;
        size_t count = 1;
        while (bp_char_at(p) == c) {
            bp_utf8_next(&p);
            count++;
        }
        uint32_t before = bp_char_before(text, begin), after = bp_char_at(p);
        bool inside = (before && before < 0x80 && bp_is_word(before)) || (after && after < 0x80 && bp_is_word(after));
        bool number = c == 0x3007 && (bp_is_han(before) || bp_is_han(after));  /* 二〇〇八年 */
        if (count >= 2 && !inside && !number) {
            *size = (size_t)(p - begin);
            return (size_t)(begin - text);
        }
    }
    return SIZE_MAX;
}

/* A word that is all there is, but for marks and digits: 测试, 测试1, 待定。 */
static bool is_alone(const char *text, const char *word)
{
    size_t size = strlen(word);
    if (strncmp(text, word, size) != 0)
        return false;
    for (text += size; *text;) {
        uint32_t c = bp_utf8_next(&text);
        if (bp_is_word(c) && !(c >= '0' && c <= '9'))
            return false;
    }
    return true;
}

size_t bp_placeholder_at(const char *text, const char *const *words, size_t *size)
{
    static const char *const alone[] = {"测试", "待定", "暂定", "示例", "样例", "略", "同上", "TODO", "TBD", "N/A", "test", "测试项目",
                                        "测试数据", NULL};
    const char *word = bp_holds(text, words);
    if (word) {
        *size = strlen(word);
        return (size_t)(strstr(text, word) - text);
    }
    for (size_t i = 0; alone[i]; i++)
        if (is_alone(text, alone[i])) {
            *size = strlen(text);
            return 0;
        }
    if (*text && !text[strspn(text, "-/.?*_ ")]) {  /* nothing but strokes and dots */
        *size = strlen(text);
        return 0;
    }
    return crosses_at(text, size);
}

static void check_placeholder(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    size_t size, at = bp_placeholder_at(text, bp_rule_words(c), &size);
    (void)kind;
    if (at != SIZE_MAX)
        find_mark(c, spot, text, text + at, size, NULL);
}

void bp_rule_placeholder(bp_checker *c)
{
    bp_each_text(c, BP_TEXT_ALL, check_placeholder);
}

bool bp_only_placeholders(const bp_checker *c, const bp_project *project)
{
    size_t size;
    for (size_t i = 0; i < project->indicator_count; i++)
        if (bp_placeholder_at(project->indicators[i].name, bp_words_of(c, BP_PLACEHOLDER), &size) == SIZE_MAX)
            return false;
    return true;
}

/* ---- * and × ---- */

/* A sign of multiplication: something to multiply stands on both sides. */
static bool multiplies(const char *text, const char *at, size_t size)
{
    uint32_t before = bp_char_before(text, at), after = bp_char_at(at + size);
    bool left = bp_is_word(before) || before == ')' || before == 0xFF09 || before == '%';
    bool right = (after >= '0' && after <= '9') || bp_is_han(after) || after == '(' || after == 0xFF08;
    return left && right && !is_cross(before) && !is_cross(after);
}

static void note_cross(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    (void)kind;
    (void)spot;
    for (const char *p = text; !c->searched && (p = strstr(p, "×")); p += strlen("×"))
        c->searched = multiplies(text, p, strlen("×"));
}

static void check_star(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    (void)kind;
    for (const char *p = text; (p = strchr(p, '*')); p++)
        if (multiplies(text, p, 1))
            find_mark(c, spot, text, p, 1, "×");
}

/* Only where both stand in one document. */
void bp_rule_multiplication(bp_checker *c)
{
    c->searched = 0;
    bp_each_text(c, BP_TEXT_ALL, note_cross);
    if (c->searched)
        bp_each_text(c, BP_TEXT_ALL, check_star);
}

/* ---- half-width marks among full-width ones ---- */

static const struct wide_mark {
    char half;
    const char *full;
} wide_marks[] = {{',', "，"}, {':', "："}, {';', "；"}, {'?', "？"}, {'!', "！"}};

/* A mark of a Chinese sentence: behind a Han character or a closing bracket, and no time, proportion or address. */
static bool is_sentence_mark(const char *text, const char *at)
{
    uint32_t before = bp_char_before(text, at), after = bp_char_at(at + 1);
    return (bp_is_han(before) || before == 0xFF09 || before == 0x201D) && after != '/';
}

static void count_marks(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    (void)kind;
    (void)spot;
    for (size_t m = 0; m < sizeof wide_marks / sizeof *wide_marks; m++) {
        for (const char *p = text; (p = strstr(p, wide_marks[m].full)); p += 3)
            c->marks[0]++;
        for (const char *p = text; (p = strchr(p, wide_marks[m].half)); p++)
            c->marks[1] += is_sentence_mark(text, p);
    }
}

static void check_half_width(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    (void)kind;
    for (const char *p = text; (p = strpbrk(p, ",:;?!")); p++) {
        size_t m = 0;
        while (wide_marks[m].half != *p)
            m++;
        if (is_sentence_mark(text, p))
            find_mark(c, spot, text, p, 1, wide_marks[m].full);
    }
}

/* A document that has half-width marks throughout has a style of its own. */
void bp_rule_half_width(bp_checker *c)
{
    c->marks[0] = c->marks[1] = 0;
    bp_each_text(c, BP_TEXT_ALL, count_marks);
    if (c->marks[1] && c->marks[0] >= c->marks[1])
        bp_each_text(c, BP_TEXT_ALL, check_half_width);
}

/* ---- brackets ---- */

typedef struct bracket {
    const char *half, *full;   /* as written; half NULL where there is none */
} bracket;

static const bracket openings[] = {{"(", "（"}, {"[", "［"}, {NULL, "【"}, {NULL, "《"}, {NULL, "「"}, {NULL, "“"}, {NULL, "〔"}};
static const bracket closings[] = {{")", "）"}, {"]", "］"}, {NULL, "】"}, {NULL, "》"}, {NULL, "」"}, {NULL, "”"}, {NULL, "〕"}};
enum { BRACKETS = sizeof openings / sizeof *openings, DEEPEST = 64 };

typedef struct open_bracket {
    const char *at;
    int kind;
    bool half;
} open_bracket;

/* The kind of bracket at a place, -1 where there is none. */
static int bracket_at(const char *at, const bracket *kinds, size_t *size, bool *half)
{
    for (int k = 0; k < BRACKETS; k++) {
        *half = kinds[k].half && *at == *kinds[k].half;
        *size = *half ? 1 : strlen(kinds[k].full);
        if (*half || !strncmp(at, kinds[k].full, *size))
            return k;
    }
    return -1;
}

/* "1)" or "a）" at the head of an item closes nothing. */
static bool numbers_item(const char *text, const char *at)
{
    const char *p = at;
    while (p > text && ((p[-1] >= '0' && p[-1] <= '9') || (p[-1] >= 'a' && p[-1] <= 'z')))
        p--;
    uint32_t before = bp_char_before(text, p);
    return p < at &&
           (!before || bp_is_blank(before) || before == 0x3002 || before == 0xFF1B || before == 0xFF1A || before == 0xFF0C);
}

/* By its first byte: most Han characters, and ASCII but for four. */
static bool is_no_bracket(unsigned char first)
{
    return (first >= 0xE4 && first <= 0xE9) || (first < 0x80 && first != '(' && first != ')' && first != '[' && first != ']');
}

typedef void bracket_rule(bp_checker *c, bp_spot spot, const char *text, const open_bracket *open, const char *close, size_t size,
                          bool half);

/* Calls rule for each pair, for a closing bracket without an opening one (open NULL) and for one never closed (close NULL). */
static void pair_brackets(bp_checker *c, bp_spot spot, const char *text, bracket_rule *rule)
{
    open_bracket stack[DEEPEST];
    size_t depth = 0;
    for (const char *p = text; *p;) {
        size_t size;
        bool half;
        if (is_no_bracket((unsigned char)*p)) {
            bp_utf8_next(&p);
            continue;
        }
        int kind = bracket_at(p, openings, &size, &half);
        if (kind >= 0 && depth < DEEPEST) {
            stack[depth++] = (open_bracket){p, kind, half};
            p += size;
            continue;
        }
        kind = bracket_at(p, closings, &size, &half);
        if (kind < 0) {
            bp_utf8_next(&p);
            continue;
        }
        if (depth && stack[depth - 1].kind == kind)
            rule(c, spot, text, &stack[--depth], p, size, half);
        else if (!numbers_item(text, p))
            rule(c, spot, text, NULL, p, size, half);
        p += size;
    }
    while (depth)
        rule(c, spot, text, &stack[--depth], NULL, 0, false);
}

static void find_unpaired(bp_checker *c, bp_spot spot, const char *text, const open_bracket *open, const char *close, size_t size,
                          bool half)
{
    (void)half;
    if (!close)
        find_mark(c, spot, text, open->at, open->half ? 1 : strlen(openings[open->kind].full), NULL);
    else if (!open)
        find_mark(c, spot, text, close, size, NULL);
}

static void check_brackets(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    (void)kind;
    pair_brackets(c, spot, text, find_unpaired);
}

void bp_rule_brackets(bp_checker *c)
{
    bp_each_text(c, BP_TEXT_ALL, check_brackets);
}

static void find_mixed_pair(bp_checker *c, bp_spot spot, const char *text, const open_bracket *open, const char *close, size_t size,
                            bool half)
{
    if (!open || !close || open->half == half)
        return;
    if (half)
        find_mark(c, spot, text, close, size, closings[open->kind].full);
    else
        find_mark(c, spot, text, open->at, 1, openings[open->kind].full);
}

static void check_mixed_brackets(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    (void)kind;
    pair_brackets(c, spot, text, find_mixed_pair);
}

void bp_rule_mixed_brackets(bp_checker *c)
{
    bp_each_text(c, BP_TEXT_ALL, check_mixed_brackets);
}

/* ---- blanks ---- */

/* Blanks at the ends, between two Han characters or beside a full-width mark. Indents of paragraphs are meant. */
static void check_blanks(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    for (const char *p = text; *p;) {
        const char *begin = p;
        if (!bp_is_blank(bp_utf8_next(&p)))
            continue;
        while (bp_is_blank(bp_char_at(p)))
            bp_utf8_next(&p);
        uint32_t before = bp_char_before(text, begin), after = bp_char_at(p);
        bool indent = !before && (kind == BP_TEXT_GOAL || kind == BP_TEXT_NOTE);
        bool wide_before = bp_is_han(before) || (before >= 0x3001 && before <= 0x301F) || before >= 0xFF00;
        bool wide_after = bp_is_han(after) || (after >= 0x3001 && after <= 0x301F) || after >= 0xFF00;
        if (!indent && (!before || !after || (wide_before && wide_after)))
            find_mark(c, spot, text, begin, (size_t)(p - begin), before || after ? "" : NULL);  /* a name is never empty */
    }
}

void bp_rule_stray_space(bp_checker *c)
{
    bp_each_text(c, BP_TEXT_ALL, check_blanks);
}

/* ---- marks that stand twice ---- */

static void check_doubled(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    static const char *const marks[] = {"，", "。", "；", "：", "、", NULL};
    (void)kind;
    for (const char *p = text; *p;) {
        const char *mark = bp_begins(p, marks), *begin = p;
        bp_utf8_next(&p);
        if (!mark || strncmp(p, mark, strlen(mark)) != 0)
            continue;
        while (!strncmp(p, mark, strlen(mark)))
            p += strlen(mark);
        if (strcmp(mark, "。") != 0 || p - begin == 6)  /* 。。。 stands for an ellipsis */
            find_mark(c, spot, text, begin, (size_t)(p - begin), mark);
    }
}

void bp_rule_doubled_mark(bp_checker *c)
{
    bp_each_text(c, BP_TEXT_ALL, check_doubled);
}

/* ---- marks apart from their letters ---- */

/* As bp_fonts_company has it; the first comparisons spare asking for nearly every character. */
static bool is_mark(uint32_t cp)
{
    return cp >= 0x300 && (cp <= 0x309A || (cp >= 0xFE20 && cp <= 0xFE2F)) && bp_fonts_company(cp) == BP_MARKS;
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
            find_mark(c, spot, text, letter, (size_t)(p - letter), one);
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
        char code[16];
        int length = snprintf(code, sizeof code, "U+%04X", (unsigned)first);
        bp_find(c, spot, (bp_evidence){text, (size_t)(at - text), (size_t)(end - at), NULL},
                BP_ARGS(bp_keep(c, at, size), bp_keep(c, code, (size_t)length)));
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
