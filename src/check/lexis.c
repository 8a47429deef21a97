/* lexis.c - see lexis.h. */
#include "check/lexis.h"

#include <string.h>

#include "core/chars.h"
#include "core/utf8.h"

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

bool bp_take_number(const char **at, bp_amount *out)
{
    enum { LONGEST = 32 };
    char plain[LONGEST];
    const char *p = *at;
    size_t size = 0;
    bool point = false;
    for (; size < LONGEST; p++) {
        bool separator = *p == ',' && !point && size && strspn(p + 1, "0123456789") == 3;
        bool first_point = *p == '.' && !point && size && p[1] >= '0' && p[1] <= '9';
        if (separator)
            continue;
        if (!first_point && (*p < '0' || *p > '9'))
            break;
        point |= first_point;
        plain[size++] = *p;
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

static const struct comparator_word {
    const char *word;
    bp_comparator comparator;
} comparators[] = {  /* a word stands before every word that it begins with */
    {"≥", BP_CMP_LEAST},      {">=", BP_CMP_LEAST},     {"＞=", BP_CMP_LEAST},    {"不低于", BP_CMP_LEAST}, {"不少于", BP_CMP_LEAST},
    {"不小于", BP_CMP_LEAST}, {"大于等于", BP_CMP_LEAST}, {"大于或等于", BP_CMP_LEAST}, {"至少", BP_CMP_LEAST}, {"大于", BP_CMP_ABOVE},
    {"超过", BP_CMP_ABOVE},   {"高于", BP_CMP_ABOVE},   {">", BP_CMP_ABOVE},      {"＞", BP_CMP_ABOVE},     {"≤", BP_CMP_MOST},
    {"<=", BP_CMP_MOST},      {"＜=", BP_CMP_MOST},     {"不高于", BP_CMP_MOST},  {"不超过", BP_CMP_MOST},  {"不大于", BP_CMP_MOST},
    {"不多于", BP_CMP_MOST},  {"小于等于", BP_CMP_MOST}, {"小于或等于", BP_CMP_MOST}, {"至多", BP_CMP_MOST}, {"小于", BP_CMP_BELOW},
    {"低于", BP_CMP_BELOW},   {"少于", BP_CMP_BELOW},   {"<", BP_CMP_BELOW},      {"＜", BP_CMP_BELOW},     {"=", BP_CMP_EQUAL},
    {"＝", BP_CMP_EQUAL},     {"等于", BP_CMP_EQUAL},   {"达到", BP_CMP_EQUAL},
};

static bp_comparator take_comparator(const char **at)
{
    for (size_t i = 0; i < sizeof comparators / sizeof *comparators; i++) {
        size_t size = strlen(comparators[i].word);
        if (!strncmp(*at, comparators[i].word, size)) {
            *at += size;
            return comparators[i].comparator;
        }
    }
    return BP_CMP_NONE;
}

static const char *const unit_ends[] = {"（", "(", "，", ",", "；", ";", "。", NULL};

bp_value bp_value_begin(const char *text)
{
    const char *p = text;
    while (*p == ' ')
        p++;
    bp_value value = {.at = (size_t)(p - text)};
    value.comparator = take_comparator(&p);
    while (*p == ' ')
        p++;
    bp_take_number(&p, &value.number);
    value.unit = p;
    value.unit_size = *p && !bp_begins(p, unit_ends);
    value.size = (size_t)(p - text) - value.at;
    return value;
}

bp_value bp_value_parse(const char *text)
{
    bp_value value = bp_value_begin(text);
    const char *p = value.unit;
    while (*p && !bp_begins(p, unit_ends))
        p++;
    value.unit_size = (size_t)(p - value.unit);
    value.size = (size_t)(p - text) - value.at;
    return value;
}

bool bp_value_is_percent(const bp_value *value)
{
    return value->number.present && ((value->unit_size && *value->unit == '%') || !strncmp(value->unit, "％", 3));
}
