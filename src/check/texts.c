/* texts.c - rules about marks, blanks and what was left to be filled in. Private to check/; see private.h. */
#include <string.h>

#include "check/private.h"
#include "base/chars.h"
#include "base/utf8.h"


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
        bp_find_mark(c, spot, text, text + at, size, NULL);
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

/* What numbers of budgets are called, by the end of the word: 购置台数, 单价, 合格率. */
static const char *const factors[] = {"数", "数量", "量", "额", "价", "率", "比例", "比重", "占比", "积", "长度", "宽度", "高度", "厚度", "里程", "标准",
                                      "系数", "权重", "得分", "分值", "分", "费", "定额", "工资", "成本", "年限", "期限", "天", "月", "年", "元", "人",
                                      "次", "个", "台", "套", "场", "期", "米", "公里", "吨", "件", "户", "亩", "人次", "均值", NULL};

/* Whether a factor ends before a sign: a number, its unit, a closing bracket, or a word for one. */
static bool is_factor_before(const char *text, const char *at)
{
    uint32_t before = bp_char_fold(bp_char_before(text, at));
    return bp_is_digit(before) || before == ')' || before == '%' || bp_ends(text, (size_t)(at - text), factors);
}

/* The same behind it: of a word, all that is Han. */
static bool is_factor_behind(const char *at)
{
    enum { LONGEST = 20 };
    const char *end = at;
    uint32_t after = bp_char_fold(bp_char_at(at));
    for (int n = 0; n < LONGEST && bp_is_han(bp_char_at(end)); n++)
        bp_utf8_next(&end);
    return bp_is_digit(after) || after == '(' || bp_ends(at, (size_t)(end - at), factors);
}

/* A sign of multiplication: something to multiply stands on both sides. */
static bool multiplies(const char *text, const char *at, size_t size)
{
    return is_factor_before(text, at) && is_factor_behind(at + size) && !is_cross(bp_char_before(text, at)) &&
           !is_cross(bp_char_at(at + size));
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
    bp_addresses addresses = {.next = text};
    (void)kind;
    for (const char *p = text; (p = strchr(p, '*')); p++)
        if (multiplies(text, p, 1) && !bp_in_address(&addresses, p))
            bp_find_mark(c, spot, text, p, 1, "×");
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
        bp_addresses addresses = {.next = text};
        for (const char *p = text; (p = strstr(p, wide_marks[m].full)); p += 3)
            c->marks[0]++;
        for (const char *p = text; (p = strchr(p, wide_marks[m].half)); p++)
            c->marks[1] += is_sentence_mark(text, p) && !bp_in_address(&addresses, p);
    }
}

static void check_half_width(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    bp_addresses addresses = {.next = text};
    (void)kind;
    for (const char *p = text; (p = strpbrk(p, ",:;?!")); p++) {
        size_t m = 0;
        while (wide_marks[m].half != *p)
            m++;
        if (is_sentence_mark(text, p) && !bp_in_address(&addresses, p))
            bp_find_mark(c, spot, text, p, 1, wide_marks[m].full);
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
        bp_find_mark(c, spot, text, open->at, open->half ? 1 : strlen(openings[open->kind].full), NULL);
    else if (!open)
        bp_find_mark(c, spot, text, close, size, NULL);
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
        bp_find_mark(c, spot, text, close, size, closings[open->kind].full);
    else
        bp_find_mark(c, spot, text, open->at, 1, openings[open->kind].full);
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
    bp_addresses addresses = {.next = text};
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
        bool parts = before && after && bp_in_address(&addresses, begin - 1);  /* the blank is where the address ends */
        if (!indent && !parts && (!before || !after || (wide_before && wide_after)))
            bp_find_mark(c, spot, text, begin, (size_t)(p - begin), before || after ? "" : NULL);  /* a name is never empty */
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
            bp_find_mark(c, spot, text, begin, (size_t)(p - begin), mark);
    }
}

void bp_rule_doubled_mark(bp_checker *c)
{
    bp_each_text(c, BP_TEXT_ALL, check_doubled);
}
