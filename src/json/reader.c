/* reader.c - walks a cJSON tree, or the nodes of a text, and reports faults with their JSON Pointers; see json.h. */
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

static bool inside_base(const bp_reader *reader)
{
    return reader->base.end > reader->base.at && reader->pointer.size >= reader->base_pointer;
}

/* The span of the value that the reader stands at; of the nearest one around it where there is none, and false. */
static bool here(const bp_reader *reader, bp_span *span)
{
    const char *pointer = bp_buf_text(&reader->pointer);
    bool inside = inside_base(reader);
    bp_span base = inside ? reader->base : bp_json_root(reader->source);
    return bp_json_find(reader->source, base, pointer + (inside ? reader->base_pointer : 0), span);
}

void bp_reader_report(bp_reader *reader, bp_code code, const char *const *args)
{
    bp_where where = {.source = reader->source, .pointer = bp_buf_text(&reader->pointer), .offset = reader->place};
    bp_span span;
    if (!where.offset && inside_base(reader) && !bp_diag_is_full(reader->diag)) {
        here(reader, &span);
        where.offset = span.at + 1;
    }
    bp_status status = bp_report(reader->diag, code, where, args);
    if (status > reader->status)
        reader->status = status;
}

bp_span bp_reader_number(bp_reader *reader)
{
    bp_span span;
    here(reader, &span);
    return span;
}

cJSON *bp_reader_parse(bp_reader *reader, bp_span span)
{
    reader->base = span;
    reader->base_pointer = reader->pointer.size;
    cJSON *tree = cJSON_ParseWithLengthOpts(reader->source->text + span.at, span.end - span.at, NULL, false);
    if (!tree)  /* the text was recognized before: nothing but memory can lack */
        bp_reader_report(reader, BP_MEMORY, BP_NO_ARGS);
    return tree;
}

typedef enum type { OBJECT, ARRAY, STRING, INTEGER, NUMBER, BOOLEAN, NONE } type;

static const char *type_name(const bp_reader *reader, type t)
{
    static const char *const names[] = {
        [OBJECT] = BP_TEXT("an object"), [ARRAY] = BP_TEXT("an array"), [STRING] = BP_TEXT("a string"),
        [INTEGER] = BP_TEXT("an integer"), [NUMBER] = BP_TEXT("a number"), [BOOLEAN] = BP_TEXT("true or false"),
        [NONE] = BP_TEXT("null"),
    };
    return bp_translate(bp_diag_lang(reader->diag), names[t]);
}

static type type_of(const cJSON *value)
{
    return cJSON_IsObject(value)   ? OBJECT
           : cJSON_IsArray(value)  ? ARRAY
           : cJSON_IsString(value) ? STRING
           : cJSON_IsNumber(value) ? NUMBER
           : cJSON_IsBool(value)   ? BOOLEAN
                                   : NONE;
}

static void wrong_type(bp_reader *reader, type wanted, type found)
{
    bp_reader_report(reader, BP_WRONG_TYPE, BP_ARGS(type_name(reader, wanted), type_name(reader, found)));
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

static void unknown_key(bp_reader *reader, const char *name, const bp_key *keys, size_t count)
{
    size_t best = strlen(name) / 2 + 1;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t d = distance(name, keys[i].name);
        if (d < best) {
            best = d;
            nearest = keys[i].name;
        }
    }
    size_t mark = bp_reader_key(reader, name);
    if (nearest)
        bp_reader_report(reader, BP_UNKNOWN_KEY_NEAR, BP_ARGS(name, nearest));
    else
        bp_reader_report(reader, BP_UNKNOWN_KEY, BP_ARGS(name));
    bp_reader_leave(reader, mark);
}

enum { KEYS_MAX = 64 };

static void duplicate_key(bp_reader *reader, const char *name)
{
    size_t mark = bp_reader_key(reader, name);
    bp_reader_report(reader, BP_DUPLICATE_KEY, BP_ARGS(name));
    bp_reader_leave(reader, mark);
}

/* Whether a member is the "$schema" by which editors find the schema of a document: the outermost object of each kind may have one.
 * It is text, and nothing is done with it. */
static bool match_link(bp_reader *reader, const char *name, type found, bool *seen)
{
    if (reader->pointer.size || strcmp(name, "$schema") != 0)
        return false;
    size_t mark = bp_reader_key(reader, name);
    if (found != STRING)
        wrong_type(reader, STRING, found);
    bp_reader_leave(reader, mark);
    if (*seen)
        duplicate_key(reader, name);
    *seen = true;
    return true;
}

/* The index of a member's name among the keys, `count` and reported where it is none of them or stands twice; `count`, too, of the
 * link to the schema, of which seen[count] is. */
static size_t match(bp_reader *reader, const char *name, type found, const bp_key *keys, size_t count, bool *seen)
{
    size_t k = 0;
    while (k < count && strcmp(keys[k].name, name) != 0)
        k++;
    if (k == count) {
        if (!match_link(reader, name, found, &seen[count]))
            unknown_key(reader, name, keys, count);
    } else if (seen[k]) {
        duplicate_key(reader, name);
        k = count;
    }
    return k;
}

static void report_missing(bp_reader *reader, const bp_key *keys, size_t count, const bool *seen)
{
    for (size_t k = 0; k < count; k++)
        if (keys[k].required && !seen[k])
            bp_reader_report(reader, BP_MISSING_KEY, BP_ARGS(keys[k].name));
}

bool bp_reader_object(bp_reader *reader, const cJSON *value, const bp_key *keys, size_t count, const cJSON **out)
{
    bool seen[KEYS_MAX + 1] = {false};
    const cJSON *member;
    for (size_t k = 0; k < count; k++)
        out[k] = NULL;
    if (!cJSON_IsObject(value)) {
        wrong_type(reader, OBJECT, type_of(value));
        return false;
    }
    cJSON_ArrayForEach(member, value) {
        size_t k = match(reader, member->string, type_of(member), keys, count, seen);
        if (k == count)
            continue;
        seen[k] = true;
        out[k] = member;
    }
    report_missing(reader, keys, count, seen);
    return true;
}

static type type_of_text(char first)
{
    return first == '{'                   ? OBJECT
           : first == '['                 ? ARRAY
           : first == '"'                 ? STRING
           : first == 't' || first == 'f' ? BOOLEAN
           : first == 'n'                 ? NONE
                                          : NUMBER;
}

bool bp_reader_members(bp_reader *reader, bp_span span, const bp_key *keys, size_t count, bp_span *out)
{
    bool seen[KEYS_MAX + 1] = {false};
    bp_buf name = {0};
    bp_span key, value;
    type found = type_of_text(reader->source->text[span.at]);
    for (size_t k = 0; k < count; k++)
        out[k] = (bp_span){0, 0};
    if (found != OBJECT) {
        wrong_type(reader, OBJECT, found);
        return false;
    }
    for (size_t cursor = 0; bp_json_next(reader->source, span, &cursor, &key, &value);) {
        bp_buf_truncate(&name, 0);
        bp_json_unquote(reader->source, key, &name);
        type kind = type_of_text(reader->source->text[value.at]);
        size_t k = name.failed ? count : match(reader, bp_buf_text(&name), kind, keys, count, seen);
        if (k == count)
            continue;
        seen[k] = true;
        out[k] = value;
    }
    bool failed = name.failed;
    bp_buf_free(&name);
    if (failed) {
        bp_reader_report(reader, BP_MEMORY, BP_NO_ARGS);
        return false;
    }
    report_missing(reader, keys, count, seen);
    return true;
}

bool bp_reader_map(bp_reader *reader, const cJSON *value)
{
    if (value && !cJSON_IsObject(value))
        wrong_type(reader, OBJECT, type_of(value));
    return cJSON_IsObject(value);
}

bool bp_reader_array(bp_reader *reader, const cJSON *value)
{
    if (value && !cJSON_IsArray(value))
        wrong_type(reader, ARRAY, type_of(value));
    return cJSON_IsArray(value);
}

const char *bp_reader_string(bp_reader *reader, const cJSON *value)
{
    if (!value)
        return NULL;
    if (!cJSON_IsString(value)) {
        wrong_type(reader, STRING, type_of(value));
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
        wrong_type(reader, INTEGER, type_of(value));
        return false;
    }
    if (!(number >= low && number <= high)) {
        bp_buf limits = {0};
        bp_buf_printf(&limits, "%d", low);
        size_t split = limits.size + 1;
        bp_buf_putc(&limits, '\0');
        bp_buf_printf(&limits, "%d", high);
        if (!limits.failed)
            bp_reader_report(reader, BP_OUT_OF_RANGE, BP_ARGS(limits.data, limits.data + split));
        bp_buf_free(&limits);
        return false;
    }
    if (number != (double)(int)number) {
        wrong_type(reader, INTEGER, NUMBER);
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
        wrong_type(reader, BOOLEAN, type_of(value));
        return false;
    }
    *out = cJSON_IsTrue(value);
    return true;
}

/* ---- nodes ---- */

const bp_node *bp_reader_nodes(bp_reader *reader, size_t at)
{
    bp_nodes *nodes = &reader->nodes;
    bp_json_list(reader->source, at, nodes);
    reader->base_pointer = reader->pointer.size;
    reader->base = nodes->failed ? (bp_span){at, at} : nodes->items[0].value;
    if (nodes->failed)
        bp_reader_report(reader, BP_MEMORY, BP_NO_ARGS);
    return nodes->failed ? NULL : nodes->items;
}

const bp_node *bp_reader_element(bp_reader *reader, bp_span array, size_t *cursor)
{
    size_t at;
    if (!bp_json_element(reader->source, array, *cursor, &at))
        return NULL;
    const bp_node *node = bp_reader_nodes(reader, at);
    *cursor = reader->base.end;
    return node;
}

size_t bp_node_count(const bp_node *node)
{
    size_t count = 0;
    BP_NODE_FOR_EACH(child, node)
        count++;
    return count;
}

/* Goes from the base, where the reader stands, to a node; bp_reader_leave with the mark returned. */
static size_t enter_node(bp_reader *reader, const bp_node *node)
{
    size_t mark = reader->pointer.size;
    bp_buf name = {0};
    if (bp_diag_is_full(reader->diag))
        return mark;  /* nothing will tell the pointer */
    for (const bp_node *parent = reader->nodes.items, *inner = parent; parent < node; parent = inner) {
        size_t index = 0;
        for (inner = parent + 1; inner + inner->size <= node; inner += inner->size)
            index++;
        bp_buf_truncate(&name, 0);
        if (inner->key.end > inner->key.at) {
            bp_json_unquote(reader->source, inner->key, &name);
            bp_reader_key(reader, bp_buf_text(&name));
        } else
            bp_reader_index(reader, index);
    }
    bp_buf_free(&name);
    reader->place = node->value.at + 1;
    return mark;
}

void bp_node_report(bp_reader *reader, const bp_node *node, bp_code code, const char *const *args)
{
    size_t mark = enter_node(reader, node);
    bp_reader_report(reader, code, args);
    bp_reader_leave(reader, mark);
}

static char first_of(const bp_reader *reader, const bp_node *node)
{
    return reader->source->text[node->value.at];
}

static void wrong_node(bp_reader *reader, const bp_node *node, type wanted)
{
    size_t mark = enter_node(reader, node);
    wrong_type(reader, wanted, type_of_text(first_of(reader, node)));
    bp_reader_leave(reader, mark);
}

/* A member's name among the keys, as match; most stand where the one before lets them be expected. */
static size_t match_node(bp_reader *reader, const bp_node *object, const bp_node *member, const bp_key *keys, size_t count,
                         bool *seen, size_t expected)
{
    const char *name = reader->source->text + member->key.at + 1;
    size_t size = member->key.end - member->key.at - 2;
    for (size_t i = 0; i < count; i++) {
        size_t k = expected + i < count ? expected + i : expected + i - count;
        if (!seen[k] && !strncmp(keys[k].name, name, size) && !keys[k].name[size])
            return k;
    }
    bp_buf plain = {0};
    size_t mark = enter_node(reader, object);
    bp_json_unquote(reader->source, member->key, &plain);
    size_t k = count;
    if (plain.failed)
        bp_reader_report(reader, BP_MEMORY, BP_NO_ARGS);
    else
        k = match(reader, bp_buf_text(&plain), type_of_text(first_of(reader, member)), keys, count, seen);
    bp_reader_leave(reader, mark);
    bp_buf_free(&plain);
    return k;
}

bool bp_node_object(bp_reader *reader, const bp_node *node, const bp_key *keys, size_t count, const bp_node **out)
{
    bool seen[KEYS_MAX + 1] = {false}, missing = false;
    size_t expected = 0;
    for (size_t k = 0; k < count; k++)
        out[k] = NULL;
    if (!bp_node_map(reader, node))
        return false;
    BP_NODE_FOR_EACH(member, node) {
        size_t k = match_node(reader, node, member, keys, count, seen, expected);
        if (k == count)
            continue;
        seen[k] = true;
        out[k] = member;
        expected = k + 1;
    }
    for (size_t k = 0; k < count; k++)
        missing |= keys[k].required && !seen[k];
    if (missing) {
        size_t mark = enter_node(reader, node);
        report_missing(reader, keys, count, seen);
        bp_reader_leave(reader, mark);
    }
    return true;
}

bool bp_node_array(bp_reader *reader, const bp_node *node)
{
    if (first_of(reader, node) == '[')
        return true;
    wrong_node(reader, node, ARRAY);
    return false;
}

bool bp_node_map(bp_reader *reader, const bp_node *node)
{
    if (first_of(reader, node) == '{')
        return true;
    wrong_node(reader, node, OBJECT);
    return false;
}

/* The text of a string, given by the span with its quotes, in the arena. */
static const char *copy_string(bp_reader *reader, const bp_node *node, bp_span string)
{
    const char *raw = reader->source->text + string.at + 1, *copy;
    size_t size = string.end - string.at - 2;
    if (memchr(raw, '\\', size)) {
        bp_buf plain = {0};
        bp_json_unquote(reader->source, string, &plain);
        copy = plain.failed ? NULL : bp_arena_strndup(reader->arena, bp_buf_text(&plain), plain.size);
        bp_buf_free(&plain);
    } else
        copy = bp_arena_strndup(reader->arena, raw, size);
    if (!copy)
        bp_node_report(reader, node, BP_MEMORY, BP_NO_ARGS);
    return copy;
}

const char *bp_node_string(bp_reader *reader, const bp_node *node)
{
    if (first_of(reader, node) == '"')
        return copy_string(reader, node, node->value);
    wrong_node(reader, node, STRING);
    return NULL;
}

const char *bp_node_key(bp_reader *reader, const bp_node *node)
{
    return copy_string(reader, node, node->key);
}

bool bp_node_int(bp_reader *reader, const bp_node *node, int low, int high, int *out)
{
    enum { SHORT = 9 };
    const char *text = reader->source->text + node->value.at;
    size_t size = node->value.end - node->value.at, digits = 0;
    int value = 0;
    for (; digits < size && digits < SHORT && text[digits] >= '0' && text[digits] <= '9'; digits++)
        value = value * 10 + (text[digits] - '0');
    if (digits == size && value >= low && value <= high) {
        *out = value;
        return true;
    }
    bp_span base = reader->base;  /* 2.024e3 and what is wrong: as in a tree */
    size_t base_pointer = reader->base_pointer, mark = enter_node(reader, node);
    cJSON *tree = bp_reader_parse(reader, node->value);
    bool ok = tree && bp_reader_int(reader, tree, low, high, out);
    cJSON_Delete(tree);
    reader->base = base;
    reader->base_pointer = base_pointer;
    bp_reader_leave(reader, mark);
    return ok;
}
