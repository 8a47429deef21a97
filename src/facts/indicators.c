/* indicators.c - the official text of indicators, both ways. Private to facts/; see indicators.h. */
#include "facts/indicators.h"

#include <stdlib.h>
#include <string.h>

#define STOP "。"
#define COMMA "、"
#define SEMICOLON "；"
#define PERIOD "；实施周期指标值:"
#define ANNUAL "；年度指标值:"

/* Codes have a digit or a few: comparing them takes less than a call. */
static bool same_code(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static int by_code(const void *a, const void *b)
{
    return strcmp(((const bp_code_name *)a)->code, ((const bp_code_name *)b)->code);
}

bool bp_dictionary_sort(bp_arena *arena, const bp_code_name *entries, size_t count, const bp_code_name **out)
{
    enum { FEW = 32 };  /* whose codes are compared as quickly one after the other */
    *out = NULL;
    if (count <= FEW)
        return true;
    bp_code_name *sorted = bp_arena_array(arena, count, sizeof *sorted);
    if (!sorted)
        return false;
    memcpy(sorted, entries, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_code);
    *out = sorted;
    return true;
}

bp_dictionary bp_dictionary_of(const bp_model *model, const bp_dictionary *form)
{
    return (bp_dictionary){model->dictionary, model->dictionary_count, form, model->dictionary_sorted};
}

static const char *name_among(const bp_dictionary *dictionary, const char *code)
{
    if (dictionary->sorted) {
        const bp_code_name wanted = {.code = code};
        const bp_code_name *entry = bsearch(&wanted, dictionary->sorted, dictionary->count, sizeof wanted, by_code);
        return entry ? entry->name : NULL;
    }
    for (size_t i = 0; i < dictionary->count; i++)
        if (same_code(dictionary->entries[i].code, code))
            return dictionary->entries[i].name;
    return NULL;
}

const char *bp_dictionary_name(const bp_dictionary *dictionary, const char *code)
{
    const char *name = NULL;
    for (; dictionary && !name; dictionary = dictionary->next)
        name = name_among(dictionary, code);
    return name ? name : "";
}

size_t bp_indicator_number(const bp_project *project, size_t i)
{
    size_t first = i;
    while (first && project->indicators[first - 1].group == project->indicators[i].group)
        first--;
    return i - first + 1;
}

static void put_level(bp_buf *out, const bp_dictionary *dictionary, const char *code)
{
    bp_buf_puts(out, code);
    bp_buf_putc(out, '-');
    bp_buf_puts(out, bp_dictionary_name(dictionary, code));
    bp_buf_puts(out, SEMICOLON);
}

void bp_indicator_compose(bp_buf *out, const bp_indicator *record, int64_t number, const bp_dictionary *dictionary)
{
    bp_buf_int(out, number);
    bp_buf_puts(out, COMMA);
    put_level(out, dictionary, record->level1);
    put_level(out, dictionary, record->level2);
    bp_buf_puts(out, record->name);
    bp_buf_puts(out, PERIOD);
    bp_buf_puts(out, record->period_value);
    bp_buf_puts(out, ANNUAL);
    bp_buf_puts(out, record->annual_value);
    bp_buf_puts(out, STOP);
}

void bp_indicators_compose(bp_buf *out, const bp_project *project, const bp_dictionary *dictionary)
{
    int64_t number = 0;
    for (size_t i = 0; i < project->indicator_count; i++) {
        const bp_indicator *record = &project->indicators[i];
        number = i && record->group == record[-1].group ? number + 1 : 1;
        bp_indicator_compose(out, record, number, dictionary);
    }
}

/* Text that is still to be read. */
typedef struct piece {
    const char *at, *end;
} piece;

static bool take(piece *p, const char *word)
{
    size_t size = strlen(word);
    if ((size_t)(p->end - p->at) < size || memcmp(p->at, word, size) != 0)
        return false;
    p->at += size;
    return true;
}

static size_t take_digits(piece *p)
{
    const char *begin = p->at;
    while (p->at < p->end && *p->at >= '0' && *p->at <= '9')
        p->at++;
    return (size_t)(p->at - begin);
}

static const char *find_first(piece p, const char *word)
{
    return memmem(p.at, (size_t)(p.end - p.at), word, strlen(word));
}

static const char *find_last(piece p, const char *word)
{
    const char *last = NULL;
    for (const char *found; (found = find_first(p, word)); p.at = found + strlen(word))
        last = found;
    return last;
}

static bool begins_record(piece p)
{
    return take_digits(&p) && take(&p, COMMA) && take_digits(&p) == 1 && take(&p, "-");
}

/* The stop that ends the record, NULL where none does. */
static const char *find_end(piece p)
{
    for (const char *stop; (stop = find_first(p, STOP)); p.at = stop + strlen(STOP)) {
        piece behind = {stop + strlen(STOP), p.end};
        if (behind.at == behind.end || begins_record(behind))
            return stop;
    }
    return NULL;
}

static size_t count_records(piece p)
{
    size_t count = 0;
    for (const char *stop; (stop = find_end(p)); p.at = stop + strlen(STOP))
        count++;
    return count;
}

static bool copy(bp_arena *arena, const char *at, const char *end, const char **out)
{
    return (*out = bp_arena_strndup(arena, at, (size_t)(end - at))) != NULL;
}

/* Reads the number, which must be the next one, or 1 for a new group: any other could not be composed again. */
static bool take_number(piece *p, size_t *number, int *group)
{
    enum { LONGEST = 9 };
    const char *begin = p->at;
    size_t value = 0, digits = take_digits(p);
    if (!digits || digits > LONGEST || *begin == '0' || !take(p, COMMA))
        return false;
    for (size_t i = 0; i < digits; i++)
        value = value * 10 + (size_t)(begin[i] - '0');
    if (value != 1 && value != *number + 1)
        return false;
    *group += value == 1;
    *number = value;
    return true;
}

/* "code-name；" */
static bool take_level(piece *p, size_t most, bp_arena *arena, const char **code, const char **name)
{
    const char *begin = p->at;
    size_t digits = take_digits(p);
    const char *dash = p->at;
    if (!digits || digits > most || !take(p, "-"))
        return false;
    const char *end = find_first(*p, SEMICOLON);
    if (!end || !copy(arena, begin, dash, code) || !copy(arena, p->at, end, name))
        return false;
    p->at = end + strlen(SEMICOLON);
    return true;
}

static bool has_control(piece p)
{
    while (p.at < p.end && (unsigned char)*p.at >= 0x20 && *p.at != 0x7F)
        p.at++;
    return p.at < p.end;
}

/* One record without its stop. */
static bool read_record(piece p, bp_arena *arena, size_t *number, int *group, bp_parsed_indicator *out)
{
    bp_indicator *record = &out->record;
    if (has_control(p) || !take_number(&p, number, group) || !take_level(&p, 1, arena, &record->level1, &out->level1_name) ||
        !take_level(&p, SIZE_MAX, arena, &record->level2, &out->level2_name))
        return false;
    const char *annual = find_last(p, ANNUAL);
    const char *period = annual ? find_last((piece){p.at, annual}, PERIOD) : NULL;
    if (!period)
        return false;
    record->group = *group;
    return copy(arena, p.at, period, &record->name) && copy(arena, period + strlen(PERIOD), annual, &record->period_value) &&
           copy(arena, annual + strlen(ANNUAL), p.end, &record->annual_value);
}

bool bp_indicators_parse(const char *text, size_t size, bp_arena *arena, bp_parsed_indicator **out, size_t *count,
                         size_t *bad)
{
    piece p = {text, text + size};
    size_t number = 0;
    int group = 0;
    *count = 0;
    *bad = size;
    *out = bp_arena_array(arena, count_records(p), sizeof **out);
    if (!*out)
        return false;
    while (p.at < p.end) {
        const char *stop = find_end(p);
        if (!stop || !read_record((piece){p.at, stop}, arena, &number, &group, &(*out)[*count])) {
            *bad = (size_t)(p.at - text);
            return false;
        }
        ++*count;
        p.at = stop + strlen(STOP);
    }
    return true;
}
