/* units.c - see units.h. */
#include "reading/units.h"

#include <string.h>

#include "base/utf8.h"
#include "reading/values.h"

/* Part of a folded text. */
typedef struct span {
    const char *at, *end;
} span;

static const char *const openings[] = {"(", "[", "【", "〔", "《", "「", "{", NULL};
static const char *const closings[] = {")", "]", "】", "〕", "》", "」", "}", NULL};
static const char *const stops[] = {".", "。", ":", ";", ",", "、", NULL};
static const char *const separators[] = {"、", ",", "/", ";", NULL};

static bool is_empty(span s)
{
    return s.at >= s.end;
}

static size_t size_of(span s)
{
    return (size_t)(s.end - s.at);
}

/* The length of the word that stands at p, 0 where there is none. */
static size_t match(const char *p, const char *end, const char *const *words)
{
    for (; *words; words++) {
        size_t n = strlen(*words);
        if ((size_t)(end - p) >= n && !memcmp(p, *words, n))
            return n;
    }
    return 0;
}

static size_t match_end(span s, const char *const *words)
{
    for (; *words; words++) {
        size_t n = strlen(*words);
        if (size_of(s) >= n && !memcmp(s.end - n, *words, n))
            return n;
    }
    return 0;
}

static const char *find(span s, const char *const *words)
{
    for (const char *p = s.at; p < s.end; p++)
        if (match(p, s.end, words))
            return p;
    return s.end;
}

/* Without brackets and stops at the ends. */
static span trim(span s)
{
    static const char *const *const sets[] = {openings, closings, stops};
    size_t before;
    do {
        before = size_of(s);
        for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
            s.at += match(s.at, s.end, sets[i]);
            s.end -= match_end(s, sets[i]);
        }
    } while (size_of(s) < before);
    return s;
}

static const bp_unit_word *look_up(const bp_aliases *aliases, span s)
{
    for (size_t i = 0; i < aliases->unit_count; i++)
        if (strlen(aliases->units[i].word) == size_of(s) && !memcmp(aliases->units[i].word, s.at, size_of(s)))
            return &aliases->units[i];
    return NULL;
}

static bool ends_in_yuan(span s)
{
    static const char *const yuan[] = {"元", "圆", NULL};
    return match_end(s, yuan) > 0;
}

/* "百元", "10万元", "美元": nothing but numbers and names of currencies. */
static bool is_money(span s)
{
    static const char *const words[] = {"十", "百", "千", "万", "亿", "拾", "佰", "仟", "萬", "億", "美", "港", "欧", "日", "英", "澳",
                                        "加", "新", "台", "韩", "人民币", "元", "圆", "整", ".", NULL};
    bool money = ends_in_yuan(s);
    while (s.at < s.end && money) {
        size_t n = match(s.at, s.end, words);
        money = n || (*s.at >= '0' && *s.at <= '9');
        s.at += n ? n : 1;
    }
    return money;
}

static bool differ(const bp_unit_word *a, const bp_unit_word *b)
{
    return a && b && (a->shift != b->shift || strcmp(a->unit, b->unit) != 0);
}

typedef bool money_test(span s);

/* One unit, maybe with a remark in brackets: "元(保留两位小数)", "人民币(元)". */
static const bp_unit_word *unit_with_remark(const bp_aliases *aliases, span s, money_test *is_like, bool *doubtful)
{
    s = trim(s);
    const bp_unit_word *whole = look_up(aliases, s);
    const char *open = find(s, openings);
    if (whole)
        return whole;
    span before = trim((span){s.at, open}), within = trim((span){open, s.end});
    const bp_unit_word *outer = look_up(aliases, before), *inner = look_up(aliases, within);
    bool strange = differ(outer, inner) || (!outer && is_like(before)) || (!outer && !inner && is_like(within));
    *doubtful |= strange;
    return strange ? NULL : outer ? outer : inner;
}

/* "万元、%": of several the one that is money. */
static const bp_unit_word *unit_of_list(const bp_aliases *aliases, span s, money_test *is_like, bool *doubtful)
{
    const bp_unit_word *found = NULL;
    bool strange = false;
    for (s = trim(s); !is_empty(s);) {
        const char *end = find(s, separators);
        const bp_unit_word *unit = unit_with_remark(aliases, (span){s.at, end}, is_like, &strange);
        strange |= differ(found, unit);
        found = unit ? unit : found;
        s.at = end + match(end, s.end, separators);
    }
    *doubtful |= strange;
    return strange ? NULL : found;
}

/* The end of a value, where another label follows it behind a blank: "元 编制日期：2025年1月". */
static size_t value_size(const char *text, size_t size)
{
    const char *end = text + size, *word = NULL;
    for (const char *p = text; p < end;) {
        const char *from = p;
        bool blank = bp_begins_blank(p);
        uint32_t c = bp_utf8_next(&p);
        if (blank)
            word = from;
        if (word && (c == ':' || c == 0xFF1A))
            return (size_t)(word - text);
    }
    return size;
}

/* The size of what stands before the first blank. */
static size_t word_size(const char *text, size_t size)
{
    const char *p = text;
    while (p < text + size && !bp_begins_blank(p))
        bp_utf8_next(&p);
    return (size_t)(p - text);
}

static const bp_unit_word *read_value(const bp_aliases *aliases, const char *text, size_t size, money_test *is_like, bool *doubtful)
{
    bp_buf folded = {0};
    bool strange = false;
    bp_strip(&text, &size);
    size = value_size(text, size);
    bp_strip(&text, &size);
    bp_fold(&folded, text, size);
    const char *whole = bp_buf_text(&folded);
    const bp_unit_word *unit = unit_of_list(aliases, (span){whole, whole + folded.size}, is_like, &strange);
    if (!unit && !strange && word_size(text, size) < size) {  /* a remark behind a blank */
        bp_buf_truncate(&folded, 0);
        bp_fold(&folded, text, word_size(text, size));
        const char *word = bp_buf_text(&folded);
        unit = unit_of_list(aliases, (span){word, word + folded.size}, is_like, &strange);
    }
    *doubtful |= strange || folded.failed;  /* memory was short: no unit must not be taken for none told */
    bp_buf_free(&folded);
    return unit;
}

const bp_unit_word *bp_unit_of_value(const bp_aliases *aliases, const char *text, size_t size, bool *doubtful)
{
    return read_value(aliases, text, size, ends_in_yuan, doubtful);
}

/* Whether a folded text ends with a word for units: "计价单位". */
static bool ends_with_label(const bp_aliases *aliases, span s)
{
    for (size_t i = 0; i < aliases->lists[BP_WORDS_LABELS].count; i++) {
        const bp_alias *alias = &aliases->lists[BP_WORDS_LABELS].words[i];
        const char *const word[] = {alias->word, NULL};
        if (alias->key == BP_LABEL_UNIT && match_end(s, word))
            return true;
    }
    return false;
}

/* A whole text that is a unit, with nothing about it but brackets. */
static const bp_unit_word *bare_unit(const bp_aliases *aliases, span s, bool *doubtful)
{
    const bp_unit_word *unit = look_up(aliases, trim(s));
    *doubtful |= !unit && is_money(trim(s));
    return unit;
}

const bp_unit_word *bp_unit_of_text(const bp_aliases *aliases, const char *text, size_t size, bool *doubtful)
{
    bp_buf folded = {0};
    size_t label;
    const bp_unit_word *unit = NULL;
    bp_fold(&folded, text, size);
    const char *all = bp_buf_text(&folded);
    span s = trim((span){all, all + folded.size});
    const char *colon = memchr(s.at, ':', size_of(s));
    if (colon && ends_with_label(aliases, (span){s.at, colon}))
        unit = unit_of_list(aliases, (span){colon + 1, s.end}, is_money, doubtful);
    else if (!colon && bp_aliases_begin(aliases, BP_WORDS_LABELS, s.at, &label) == BP_LABEL_UNIT && label <= size_of(s))
        unit = unit_of_list(aliases, (span){s.at + label, s.end}, is_money, doubtful);
    else if (!colon)
        unit = bare_unit(aliases, s, doubtful);
    *doubtful |= folded.failed;
    bp_buf_free(&folded);
    return unit;
}

const bp_unit_word *bp_unit_of_literal(const bp_aliases *aliases, const char *text, size_t size, bool *doubtful)
{
    static const char *const ends[] = {"整", NULL}, *const powers[] = {"十", "百", "千", "万", "亿", NULL};
    bp_buf folded = {0};
    bp_fold(&folded, text, size);
    span s = trim((span){bp_buf_text(&folded), bp_buf_text(&folded) + folded.size});
    s.end -= match_end(s, ends);
    size_t cut = (size_t)(s.end - bp_buf_text(&folded)), from = (size_t)(s.at - bp_buf_text(&folded));
    bool power = match_end(s, powers) > 0;
    bp_buf_truncate(&folded, cut);
    bp_buf_puts(&folded, power ? "元" : "");  /* 1.2万 */
    s = (span){bp_buf_text(&folded) + from, bp_buf_text(&folded) + folded.size};
    const char *at = s.at;
    while (at < s.end && !is_money((span){at, s.end}))  /* the longest end that is money */
        at++;
    const bp_unit_word *unit = at < s.end ? look_up(aliases, (span){at, s.end}) : NULL;
    *doubtful |= (at < s.end && !unit) || folded.failed;
    bp_buf_free(&folded);
    return unit;
}

const char *bp_last_bracket(const char *text, size_t size)
{
    static const char *const wide_openings[] = {"(", "[", "【", "〔", "（", "［", NULL};
    static const char *const wide_closings[] = {")", "]", "】", "〕", "）", "］", NULL};
    const char *found = NULL;
    bp_strip(&text, &size);
    span s = {text, text + size};
    if (!match_end(s, wide_closings))
        return NULL;
    for (const char *p = s.at; p < s.end; p++)
        if (match(p, s.end, wide_openings))
            found = p;
    return found;
}
