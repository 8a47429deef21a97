/* reader.c - walks the cJSON tree of a small document and reports faults with their JSON Pointers; see json.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/json.h"
#include "diag/translate.h"

void bp_reader_free(bp_reader *reader)
{
    bp_buf_free(&reader->pointer);
    free(reader->nodes.items);
}

size_t bp_reader_key(bp_reader *reader, const char *key)
{
    size_t mark = reader->pointer.size;
    reader->place = 0;
    bp_buf_putc(&reader->pointer, '/');
    for (const char *p = key;; p++) {
        size_t plain = strcspn(p, "~/");
        bp_buf_put(&reader->pointer, p, plain);
        p += plain;
        if (!*p)
            break;
        bp_buf_puts(&reader->pointer, *p == '~' ? "~0" : "~1");
    }
    return mark;
}

size_t bp_reader_index(bp_reader *reader, size_t index)
{
    size_t mark = reader->pointer.size;
    reader->place = 0;
    bp_buf_putc(&reader->pointer, '/');
    bp_buf_int(&reader->pointer, (int64_t)index);
    return mark;
}

void bp_reader_leave(bp_reader *reader, size_t mark)
{
    reader->place = 0;
    bp_buf_truncate(&reader->pointer, mark);
}

void bp_reader_report(bp_reader *reader, bp_code code, const char *const *args)
{
    bp_where where = {.source = reader->source, .pointer = bp_buf_text(&reader->pointer), .offset = reader->place};
    bp_status status = bp_report(reader->diag, code, where, args);
    if (status > reader->status)
        reader->status = status;
}

bp_span bp_reader_number(bp_reader *reader)
{
    bp_span span;
    bp_json_find(reader->source, bp_buf_text(&reader->pointer), &span);
    return span;
}

cJSON *bp_reader_parse(bp_reader *reader, bp_span span)
{
    cJSON *tree = cJSON_ParseWithLengthOpts(reader->source->text + span.at, span.end - span.at, NULL, false);
    if (!tree)  /* the text was recognized before: nothing but memory can lack */
        bp_reader_report(reader, BP_MEMORY, BP_NO_ARGS);
    return tree;
}

static const char *type_name(const bp_reader *reader, bp_json_type type)
{
    static const char *const names[] = {
        [BP_JSON_OBJECT] = BP_TEXT("an object"),      [BP_JSON_ARRAY] = BP_TEXT("an array"),
        [BP_JSON_STRING] = BP_TEXT("a string"),       [BP_JSON_INTEGER] = BP_TEXT("an integer"),
        [BP_JSON_NUMBER] = BP_TEXT("a number"),       [BP_JSON_BOOLEAN] = BP_TEXT("true or false"),
        [BP_JSON_NULL] = BP_TEXT("null"),
    };
    return bp_translate(bp_diag_lang(reader->diag), names[type]);
}

static bp_json_type type_of(const cJSON *value)
{
    return cJSON_IsObject(value)   ? BP_JSON_OBJECT
           : cJSON_IsArray(value)  ? BP_JSON_ARRAY
           : cJSON_IsString(value) ? BP_JSON_STRING
           : cJSON_IsNumber(value) ? BP_JSON_NUMBER
           : cJSON_IsBool(value)   ? BP_JSON_BOOLEAN
                                   : BP_JSON_NULL;
}

bp_json_type bp_json_type_at(const bp_source *source, size_t at)
{
    char first = source->text[at];
    return first == '{'                   ? BP_JSON_OBJECT
           : first == '['                 ? BP_JSON_ARRAY
           : first == '"'                 ? BP_JSON_STRING
           : first == 't' || first == 'f' ? BP_JSON_BOOLEAN
           : first == 'n'                 ? BP_JSON_NULL
                                          : BP_JSON_NUMBER;
}

void bp_reader_wrong_type(bp_reader *reader, bp_json_type wanted, bp_json_type found)
{
    bp_reader_report(reader, BP_WRONG_TYPE, BP_ARGS(type_name(reader, wanted), type_name(reader, found)));
}

static const bp_key *key_at(bp_keys keys, size_t index)
{
    return (const void *)((const char *)keys.first + index * keys.size);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edits (insert, drop, replace, swap of neighbours) from one short name to the other. */
static size_t distance(const char *a, const char *b)
{
    enum { LONGEST = 40 };
    size_t row[3][LONGEST + 1], m = strlen(a), n = strlen(b);
    if (m > LONGEST || n > LONGEST)
        return LONGEST;
    for (size_t j = 0; j <= n; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= n; j++) {
            now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
    }
    return row[m % 3][n];
}

/* Reports at a member of the object that the reader stands at, `place` being that of its value as in bp_reader. */
static void report_member(bp_reader *reader, const char *name, size_t place, bp_code code, const char *const *args)
{
    size_t mark = bp_reader_key(reader, name);
    reader->place = place;
    bp_reader_report(reader, code, args);
    bp_reader_leave(reader, mark);
}

static void unknown_key(bp_reader *reader, const char *name, size_t place, bp_keys keys)
{
    size_t best = strlen(name) / 2 + 1;
    const char *nearest = NULL;
    for (size_t i = 0; i < keys.count; i++) {
        size_t d = distance(name, key_at(keys, i)->name);
        if (d < best) {
            best = d;
            nearest = key_at(keys, i)->name;
        }
    }
    report_member(reader, name, place, nearest ? BP_UNKNOWN_KEY_NEAR : BP_UNKNOWN_KEY, BP_ARGS(name, nearest));
}

enum { KEYS_MAX = 64 };

/* Whether a member is the "$schema" by which editors find the schema of a document: the outermost object of each kind may have one.
 * It is text, and nothing is done with it. */
static bool match_link(bp_reader *reader, const char *name, bp_json_type found, size_t place, bool *seen)
{
    if (reader->pointer.size || strcmp(name, "$schema") != 0)
        return false;
    if (found != BP_JSON_STRING)
        report_member(reader, name, place, BP_WRONG_TYPE, BP_ARGS(type_name(reader, BP_JSON_STRING), type_name(reader, found)));
    if (*seen)
        report_member(reader, name, place, BP_DUPLICATE_KEY, BP_ARGS(name));
    *seen = true;
    return true;
}

size_t bp_reader_match(bp_reader *reader, const char *name, bp_json_type found, size_t place, bp_keys keys, bool *seen)
{
    size_t k = 0;
    while (k < keys.count && strcmp(key_at(keys, k)->name, name) != 0)
        k++;
    if (k == keys.count) {
        if (!match_link(reader, name, found, place, &seen[k]))
            unknown_key(reader, name, place, keys);
    } else if (seen[k]) {
        report_member(reader, name, place, BP_DUPLICATE_KEY, BP_ARGS(name));
        k = keys.count;
    }
    return k;
}

void bp_reader_missing(bp_reader *reader, bp_keys keys, const bool *seen)
{
    for (size_t k = 0; k < keys.count; k++)
        if (key_at(keys, k)->required && !seen[k])
            bp_reader_report(reader, BP_MISSING_KEY, BP_ARGS(key_at(keys, k)->name));
}

bool bp_reader_object(bp_reader *reader, const cJSON *value, const bp_key *keys, size_t count, const cJSON **out)
{
    bool seen[KEYS_MAX + 1] = {false};
    const cJSON *member;
    for (size_t k = 0; k < count; k++)
        out[k] = NULL;
    if (!cJSON_IsObject(value)) {
        bp_reader_wrong_type(reader, BP_JSON_OBJECT, type_of(value));
        return false;
    }
    cJSON_ArrayForEach(member, value) {
        size_t k = bp_reader_match(reader, member->string, type_of(member), 0, BP_KEYS(keys, count), seen);
        if (k == count)
            continue;
        seen[k] = true;
        out[k] = member;
    }
    bp_reader_missing(reader, BP_KEYS(keys, count), seen);
    return true;
}

bool bp_reader_map(bp_reader *reader, const cJSON *value)
{
    if (value && !cJSON_IsObject(value))
        bp_reader_wrong_type(reader, BP_JSON_OBJECT, type_of(value));
    return cJSON_IsObject(value);
}

bool bp_reader_array(bp_reader *reader, const cJSON *value)
{
    if (value && !cJSON_IsArray(value))
        bp_reader_wrong_type(reader, BP_JSON_ARRAY, type_of(value));
    return cJSON_IsArray(value);
}

const char *bp_reader_string(bp_reader *reader, const cJSON *value)
{
    if (!value)
        return NULL;
    if (!cJSON_IsString(value)) {
        bp_reader_wrong_type(reader, BP_JSON_STRING, type_of(value));
        return NULL;
    }
    const char *copy = bp_arena_strdup(reader->arena, value->valuestring);
    if (!copy)
        bp_reader_report(reader, BP_MEMORY, BP_NO_ARGS);
    return copy;
}

bool bp_reader_int(bp_reader *reader, const cJSON *value, int low, int high, int *out)
{
    if (!value)
        return false;
    double number = cJSON_IsNumber(value) ? value->valuedouble : 0;
    if (!cJSON_IsNumber(value)) {
        bp_reader_wrong_type(reader, BP_JSON_INTEGER, type_of(value));
        return false;
    }
    if (!(number >= low && number <= high)) {
        char limits[2][16];
        snprintf(limits[0], sizeof limits[0], "%d", low);
        snprintf(limits[1], sizeof limits[1], "%d", high);
        bp_reader_report(reader, BP_OUT_OF_RANGE, BP_ARGS(limits[0], limits[1]));
        return false;
    }
    if (number != (double)(int)number) {
        bp_reader_wrong_type(reader, BP_JSON_INTEGER, BP_JSON_NUMBER);
        return false;
    }
    *out = (int)number;
    return true;
}

bool bp_reader_bool(bp_reader *reader, const cJSON *value, bool *out)
{
    if (!value)
        return false;
    if (!cJSON_IsBool(value)) {
        bp_reader_wrong_type(reader, BP_JSON_BOOLEAN, type_of(value));
        return false;
    }
    *out = cJSON_IsTrue(value);
    return true;
}
