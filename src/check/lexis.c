/* lexis.c - see lexis.h. */
#include "check/lexis.h"

#include <string.h>
#include <strings.h>

#include "base/chars.h"
#include "base/utf8.h"

bool bp_is_han(uint32_t c)
{
    return bp_char_is(c, BP_CHAR_HAN);
}

bool bp_is_blank(uint32_t c)
{
    return c == '\t' || bp_char_is(c, BP_CHAR_SPACE);
}

/* Small letters for capitals, too. */
static uint32_t fold_char(uint32_t c)
{
    c = bp_char_fold(c);
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

bool bp_is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

bool bp_is_word(uint32_t c)
{
    c = fold_char(c);
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
    return bp_is_han(c) || (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7) || (c >= 0x2460 && c <= 0x24FF) ||
           (c >= 0x2160 && c <= 0x2188);
}

uint32_t bp_char_before(const char *text, const char *at)
{
    if (at == text)
        return 0;
    do
        at--;
    while (at > text && ((unsigned char)*at & 0xC0) == 0x80);
    return bp_utf8_next(&at);
}

uint32_t bp_char_at(const char *at)
{
    return *at ? bp_utf8_next(&at) : 0;
}

/* 年 behind a number, and 度 behind that, go with it. */
static bool ends_year(uint32_t last, uint32_t c)
{
    return (last >= '0' && last <= '9' && c == 0x5E74) || (last == 0x5E74 && c == 0x5EA6);
}

void bp_fold_text(const char *text, unsigned drop, bp_buf *out)
{
    char bytes[BP_UTF8_MAX];
    int depth = 0;
    for (uint32_t last = 0, c; *text; last = c) {
        c = fold_char(bp_utf8_next(&text));
        if (drop & BP_FOLD_BRACKETS && (c == '(' || c == '[' || c == 0x3010))
            depth++;
        else if (drop & BP_FOLD_BRACKETS && depth && (c == ')' || c == ']' || c == 0x3011))
            depth--;
        else if (!depth && bp_is_word(c) && !(drop & BP_FOLD_DIGITS && ((c >= '0' && c <= '9') || ends_year(last, c))))
            bp_buf_put(out, bytes, bp_utf8_put(bytes, c));
    }
}

uint64_t bp_hash(uint64_t seed, const void *data, size_t size)
{
    uint64_t hash = 14695981039346656037u ^ seed * 0x9E3779B97F4A7C15u;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ ((const unsigned char *)data)[i]) * 1099511628211u;
    return hash ^ hash >> 29;
}

const char *bp_holds(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strstr(text, *words))
            return *words;
    return NULL;
}

const char *bp_begins(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (**words == *text && !strncmp(text, *words, strlen(*words)))
            return *words;
    return NULL;
}

const char *bp_ends(const char *text, size_t size, const char *const *words)
{
    for (; *words; words++) {
        size_t length = strlen(*words);
        if (length <= size && !memcmp(text + size - length, *words, length))
            return *words;
    }
    return NULL;
}

const char *bp_find_digit(const char *text)
{
    static const char digits[] = "0123456789\xEF";  /* the first byte of the wide ones */
    while ((text = strpbrk(text, digits)) && (unsigned char)*text == 0xEF && !bp_is_digit(bp_char_fold(bp_char_at(text))))
        text++;
    return text;
}

bool bp_take_word(const char **at, const char *word)
{
    const char *p = *at;
    while (*word)
        if (bp_char_next_folded(&p) != bp_utf8_next(&word))
            return false;
    *at = p;
    return true;
}

static uint32_t folded_at(const char *at)
{
    return bp_char_next_folded(&at);
}

const char *bp_skip_blanks(const char *at)
{
    for (const char *next = at;; at = next) {
        uint32_t c = bp_char_next_folded(&next);
        if (c != ' ' && c != '\t')
            return at;
    }
}

size_t bp_digits_at(const char *at, size_t most)
{
    size_t count = 0;
    while (count < most && bp_is_digit(bp_char_next_folded(&at)))
        count++;
    return count;
}

/* A comma between thousands: a wide one stands among wide digits, since it parts clauses as well. */
static bool is_separator(const char *at, uint32_t c, const char *next, bool wide)
{
    return c == ',' && (wide || *at == ',') && bp_digits_at(next, 4) == 3;
}

bool bp_take_number(const char **at, bp_amount *out)
{
    enum { LONGEST = 32 };
    char plain[LONGEST];
    const char *p = *at;
    size_t size = 0;
    bool point = false, wide = false;
    for (const char *next = p; size < LONGEST; p = next) {
        uint32_t c = bp_char_next_folded(&next);
        if (size && !point && is_separator(p, c, next, wide))
            continue;
        bool first_point = c == '.' && !point && size && bp_is_digit(folded_at(next));
        if (!first_point && !bp_is_digit(c))
            break;
        point |= first_point;
        wide = (unsigned char)*p >= 0x80;
        plain[size++] = (char)c;
    }
    size_t zeros = 0;
    while (zeros + 1 < size && plain[zeros] == '0' && plain[zeros + 1] != '.')
        zeros++;
    *out = (bp_amount){0};
    if (!size || size == LONGEST || bp_amount_parse(plain + zeros, size - zeros, out) != BP_FAULT_OK)
        return false;
    *at = p;
    return true;
}

/* What a Han character is in a number: a digit, or ten, a hundred or a thousand. -1 for others. */
static int64_t han_value(uint32_t folded)
{
    static const uint32_t digits[] = {U'〇', U'一', U'二', U'三', U'四', U'五', U'六', U'七', U'八', U'九'};
    for (int d = 0; d < 10; d++)
        if (folded == digits[d])
            return d;
    return folded == U'零' ? 0 : folded == U'两' ? 2 : folded == U'十' ? 10 : folded == U'百' ? 100 : folded == U'千' ? 1000 : -1;
}

bool bp_take_han_number(const char **at, bp_amount *out)
{
    enum { MICRO = 1000000 };
    const char *p = *at, *next = p;
    int64_t sum = 0, digit = -1, last = 10000;  /* digit: one not yet counted; last: the tens, hundreds or thousands before it */
    for (int64_t value; (value = han_value(bp_char_next_folded(&next))) >= 0; p = next) {
        if (value < 10 ? digit > 0 : value >= last)
            return false;  /* 一二, 十百 */
        if (value >= 10) {
            sum += (digit > 0 ? digit : 1) * value;
            last = value;
        }
        digit = value >= 10 ? -1 : value;
    }
    if (p == *at)
        return false;
    *out = (bp_amount){(sum + (digit > 0 ? digit : 0)) * MICRO, true};
    *at = p;
    return true;
}

/* ---- addresses ---- */

static bool is_name_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || strchr(".-_+", c);
}

/* Blanks, full-width and CJK marks, typographic quotes: no address goes past them. */
static bool ends_address(uint32_t cp)
{
    return bp_is_blank(cp) || cp == '"' || cp == '<' || cp == '>' || (cp >= 0x2010 && cp <= 0x203E) ||
           (((cp >= 0x3001 && cp <= 0x303F) || (cp >= 0xFF01 && cp <= 0xFF65)) && !bp_is_word(cp) && cp != 0x3005);
}

/* Where bytes of names that end at `at` begin. */
static const char *name_begin(const char *from, const char *at)
{
    while (at > from && is_name_byte(at[-1]))
        at--;
    return at;
}

/* Names between two strokes, the first of which has none before it: /home/, /数据 is none. */
static bool is_root(const char *at)
{
    if (*at != '/' || !is_name_byte(at[1]) || !at[1])
        return false;
    for (at++; *at && is_name_byte(*at);)
        at++;
    return *at == '/';
}

/* "scheme://", "www.", "D:\\", "\\\\server", "/home/", "name@" around a place in a run without ends of addresses, else NULL. */
static const char *address_begin(const char *from, const char *at)
{
    bool first = at == from || !is_name_byte(at[-1]);
    if (*at != ':' && *at != '@')
        return first && (!strncasecmp(at, "www.", 4) || !strncmp(at, "\\\\", 2) || is_root(at)) ? at : NULL;
    const char *name = name_begin(from, at);
    bool drive = at - name == 1 && (at[1] == '\\' || at[1] == '/');
    bool found = *at == '@' ? at[1] && is_name_byte(at[1]) : drive || !strncmp(at, "://", 3);
    return found && at > name ? name : NULL;
}

/* Behind the address around a place: one of mail has no more than a name of a computer there. */
static const char *address_end(const char *at)
{
    if (*at == '@')
        for (at++; *at && is_name_byte(*at);)
            at++;
    else
        while (*at && !ends_address(bp_char_at(at)))
            bp_utf8_next(&at);
    return at;
}

/* Finds the next address in the runs between blanks and full-width marks. */
static void seek_address(bp_addresses *a)
{
    const char *from = a->next, *p = from;
    a->begin = NULL;
    while (*p && !a->begin) {
        const char *at = p;
        if (ends_address(bp_utf8_next(&p)))
            from = p;
        else if ((a->begin = address_begin(from, at)))
            p = address_end(at);
    }
    a->end = a->next = p;
    a->begin = a->begin ? a->begin : p;
}

bool bp_in_address(bp_addresses *addresses, const char *at)
{
    while (*addresses->next && (!addresses->end || addresses->end <= at))
        seek_address(addresses);
    return addresses->end && at >= addresses->begin && at < addresses->end;
}

/* ---- values ---- */

static const struct comparator_word {
    const char *word;
    bp_comparator comparator;
} comparators[] = {  /* folded; a word stands before every word that it begins with */
    {"≥", BP_CMP_LEAST},      {">=", BP_CMP_LEAST},     {"=>", BP_CMP_LEAST},     {"≧", BP_CMP_LEAST},      {"⩾", BP_CMP_LEAST},
    {"不低于", BP_CMP_LEAST}, {"不少于", BP_CMP_LEAST}, {"不小于", BP_CMP_LEAST}, {"大于等于", BP_CMP_LEAST}, {"大于或等于", BP_CMP_LEAST},
    {"至少", BP_CMP_LEAST},   {"大于", BP_CMP_ABOVE},   {"超过", BP_CMP_ABOVE},   {"高于", BP_CMP_ABOVE},   {">", BP_CMP_ABOVE},
    {"≤", BP_CMP_MOST},       {"<=", BP_CMP_MOST},      {"=<", BP_CMP_MOST},      {"≦", BP_CMP_MOST},       {"⩽", BP_CMP_MOST},
    {"不高于", BP_CMP_MOST},  {"不超过", BP_CMP_MOST},  {"不大于", BP_CMP_MOST},  {"不多于", BP_CMP_MOST},  {"小于等于", BP_CMP_MOST},
    {"小于或等于", BP_CMP_MOST}, {"至多", BP_CMP_MOST}, {"小于", BP_CMP_BELOW},   {"低于", BP_CMP_BELOW},   {"少于", BP_CMP_BELOW},
    {"<", BP_CMP_BELOW},      {"=", BP_CMP_EQUAL},      {"等于", BP_CMP_EQUAL},   {"达到", BP_CMP_EQUAL},
};

static bp_comparator take_comparator(const char **at)
{
    for (size_t i = 0; i < sizeof comparators / sizeof *comparators; i++)
        if (bp_take_word(at, comparators[i].word))
            return comparators[i].comparator;
    return BP_CMP_NONE;
}

static bool ends_unit(uint32_t folded)
{
    return !folded || folded == '(' || folded == ')' || folded == ',' || folded == ';' || folded == 0x3002;
}

/* Letters and signs that units are written with: 平方米, m²/s, ℃, %. */
static bool is_of_unit(uint32_t folded)
{
    static const uint32_t signs[] = {'%', '/', 0xB0, 0xB2, 0xB3, 0xB7, 0x2030, 0x2103, 0};
    size_t i = 0;
    while (signs[i] && signs[i] != folded)
        i++;
    return signs[i] || (bp_is_word(folded) && !bp_is_digit(folded)) || (folded >= 0x3300 && folded <= 0x33FF);
}

/* A unit in brackets behind its number: ≥13000(平方米). Longer ones are remarks. */
static void take_bracketed_unit(const char *open, bp_value *value, const char **end)
{
    enum { LONGEST = 8 };
    const char *p = open, *inner;
    if (bp_char_next_folded(&p) != '(')
        return;
    inner = p;
    for (int n = 0; n <= LONGEST; n++) {
        const char *at = p;
        uint32_t c = bp_char_next_folded(&p);
        if (c == ')' && n) {
            value->unit = inner;
            value->unit_size = (size_t)(at - inner);
            *end = p;
        }
        if (!is_of_unit(c))
            return;
    }
}

/* Comparator and number; *end is where the unit begins, or behind it where it stands in brackets. */
static bp_value begin_value(const char *text, const char **end)
{
    const char *p = bp_skip_blanks(text), *inner = p;
    bp_value value = {0};
    bool bracketed = bp_take_word(&inner, "(") && take_comparator(&inner) != BP_CMP_NONE;  /* all of it: （≥90%） */
    if (bracketed)
        bp_take_word(&p, "(");
    p = bp_skip_blanks(p);
    value.at = (size_t)(p - text);
    value.comparator = take_comparator(&p);
    p = bp_skip_blanks(p);
    *end = p;
    if (bp_take_number(&p, &value.number)) {
        *end = p;
        p = bp_skip_blanks(p);
    }
    value.unit = p;
    if (value.number.present)
        take_bracketed_unit(p, &value, end);
    return value;
}

bp_value bp_value_begin(const char *text)
{
    const char *end;
    bp_value value = begin_value(text, &end);
    if (!value.unit_size)
        value.unit_size = !ends_unit(folded_at(value.unit));
    value.size = (size_t)(end - text) - value.at;
    return value;
}

bp_value bp_value_parse(const char *text)
{
    const char *end;
    bp_value value = begin_value(text, &end);
    if (!value.unit_size) {
        for (const char *p = value.unit; *p && !ends_unit(folded_at(p));) {
            uint32_t c = bp_char_next_folded(&p);
            if (c && c != ' ')
                value.unit_size = (size_t)(p - value.unit);
        }
        end = value.unit_size ? value.unit + value.unit_size : end;
    }
    value.size = (size_t)(end - text) - value.at;
    return value;
}

bool bp_value_same_unit(const bp_value *a, const bp_value *b)
{
    const char *p = a->unit, *q = b->unit, *p_end = p + a->unit_size, *q_end = q + b->unit_size;
    while (p < p_end && q < q_end)
        if (bp_char_next_folded(&p) != bp_char_next_folded(&q))
            return false;
    return p >= p_end && q >= q_end;
}

bool bp_value_is_percent(const bp_value *value)
{
    return value->number.present && value->unit_size && folded_at(value->unit) == '%';
}
