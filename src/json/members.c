/* members.c - reads a document into structs by tables of members. See members.h.
 *
 * A value is listed as nodes, places in its text, from which texts are copied once; of an array of the outermost object only one
 * element at a time, however many there are.
 */
#include "json/members.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/chars.h"
#include "base/decimal.h"
#include "base/utf8.h"

const char bp_absent[2] = "";

const bp_text_rule bp_text_rules[BP_TEXT_KINDS] = {
    [BP_TEXT_NAME] = {.name = "name", .title = "名称", .description = "Text without control characters, never empty.",
                      .filled = true, .refused = BP_CHAR_CONTROL},
    [BP_TEXT_LINE] = {.name = "line", .title = "单行文本", .refused = BP_CHAR_CONTROL,
                      .description = "Text without control characters; empty is the same as left out."},
    [BP_TEXT_PARAGRAPH] = {.name = "paragraph", .title = "段落", .description = "Text without control characters but tabs.",
                           .tabs = true, .refused = BP_CHAR_CONTROL},
    [BP_TEXT_ID] = {.name = "id", .title = "编号", .filled = true, .refused = BP_CHAR_CONTROL | BP_CHAR_TURNS,
                    .description = "Text without control characters and what turns the direction of writing, never empty."},
    [BP_TEXT_CODE] = {.name = "code", .title = "代码", .refused = BP_CHAR_CONTROL | BP_CHAR_TURNS,
                      .description = "Text without control characters and what turns the direction of writing; empty is the same "
                                     "as left out."},
};

const char *bp_member_text(const bp_member *member, const void *record)
{
    const char *text;
    memcpy(&text, (const char *)record + member->at, sizeof text);
    return text;
}

bool bp_member_holds(const bp_member *member, const void *element)
{
    return member->kind == BP_MEMBER_LIST || (member->kind == BP_MEMBER_MAP) == (bp_member_text(member->of->id, element) != NULL);
}

void *bp_member_items(const bp_member *member, const void *record, size_t *count)
{
    void *items;
    memcpy(&items, (const char *)record + member->at, sizeof items);
    memcpy(count, (const char *)record + member->count_at, sizeof *count);
    return items;
}

static void put_items(const bp_member *member, void *record, void *items, size_t count)
{
    memcpy((char *)record + member->at, &items, sizeof items);
    memcpy((char *)record + member->count_at, &count, sizeof count);
}

/* ---- nodes ---- */

static bool list_nodes(bp_reader *reader, size_t at)
{
    bp_json_list(reader->source, at, &reader->nodes);
    if (reader->nodes.failed)
        bp_reader_report(reader, BP_MEMORY, BP_NO_ARGS);
    return !reader->nodes.failed;
}

static size_t count_children(const bp_node *node)
{
    size_t count = 0;
    BP_NODE_FOR_EACH(child, node)
        count++;
    return count;
}

/* Goes from the value listed, where the reader stands, to a node; bp_reader_leave with the mark returned. */
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

static void report_at(bp_reader *reader, const bp_node *node, bp_code code, const char *const *args)
{
    size_t mark = enter_node(reader, node);
    bp_reader_report(reader, code, args);
    bp_reader_leave(reader, mark);
}

static bool is_type(bp_reader *reader, const bp_node *node, bp_json_type wanted)
{
    bp_json_type found = bp_json_type_at(reader->source, node->value.at);
    if (found == wanted)
        return true;
    size_t mark = enter_node(reader, node);
    bp_reader_wrong_type(reader, wanted, found);
    bp_reader_leave(reader, mark);
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
        report_at(reader, node, BP_MEMORY, BP_NO_ARGS);
    return copy ? copy : bp_absent;
}

/* ---- values ---- */

static const char *read_text(bp_reader *reader, const bp_node *node)
{
    return is_type(reader, node, BP_JSON_STRING) ? copy_string(reader, node, node->value) : bp_absent;
}

static void read_int(bp_reader *reader, const bp_node *node, const bp_member *member, int *out)
{
    enum { SHORT = 9 };
    const char *text = reader->source->text + node->value.at;
    size_t size = node->value.end - node->value.at, digits = 0;
    int value = 0;
    for (; digits < size && digits < SHORT && text[digits] >= '0' && text[digits] <= '9'; digits++)
        value = value * 10 + (text[digits] - '0');
    if (digits == size && value >= member->low && value <= member->high) {
        *out = value;
        return;
    }
    size_t mark = enter_node(reader, node);  /* 2.024e3 and what is wrong: as in a tree */
    cJSON *tree = bp_reader_parse(reader, node->value);
    if (tree && !bp_reader_int(reader, tree, member->low, member->high, out))
        *out = BP_ABSENT_INT;
    cJSON_Delete(tree);
    bp_reader_leave(reader, mark);
}

/* An amount as a message shows it: what is too long is cut. */
static void report_amount(bp_reader *reader, const bp_node *node, bp_amount_fault fault, const char *text, size_t size)
{
    static const bp_code codes[] = {[BP_FAULT_SYNTAX] = BP_AMOUNT_SYNTAX,
                                    [BP_FAULT_INTEGER] = BP_AMOUNT_INTEGER,
                                    [BP_FAULT_FRACTION] = BP_AMOUNT_FRACTION};
    enum { SHOWN = 60 };
    bp_buf shown = {0};
    size_t cut = size > SHOWN ? bp_utf8_valid(text, SHOWN) : size;
    bp_buf_put(&shown, text, cut);
    if (cut < size)
        bp_buf_puts(&shown, "…");
    report_at(reader, node, codes[fault], BP_ARGS(bp_buf_text(&shown)));
    bp_buf_free(&shown);
}

/* A number is read as it is written, never as a double. */
static void read_amount(bp_reader *reader, const bp_node *node, bp_amount *out)
{
    const char *text = reader->source->text + node->value.at;
    size_t size = node->value.end - node->value.at;
    bp_json_type type = bp_json_type_at(reader->source, node->value.at);
    bp_buf plain = {0};
    if (type == BP_JSON_NULL || (type != BP_JSON_NUMBER && !is_type(reader, node, BP_JSON_STRING)))
        return;
    if (type == BP_JSON_STRING) {
        bp_json_unquote(reader->source, node->value, &plain);
        text = bp_buf_text(&plain);
        size = plain.size;
    }
    bp_amount_fault fault = plain.failed ? BP_FAULT_OK : bp_amount_parse(text, size, out);
    if (plain.failed)
        report_at(reader, node, BP_MEMORY, BP_NO_ARGS);
    if (fault)
        report_amount(reader, node, fault, text, size);
    bp_buf_free(&plain);
}

static void read_object(bp_reader *reader, const bp_node *node, const bp_object *object, char *out);
static void read_value(bp_reader *reader, const bp_node *node, const bp_member *member, char *record);

static void make_blank(const bp_object *object, char *out)
{
    if (object->blank)
        memcpy(out, object->blank, object->size);
    else
        memset(out, 0, object->size);
}

static void read_element(bp_reader *reader, const bp_node *node, const bp_member *member, char *out)
{
    make_blank(member->of, out);
    if (member->kind == BP_MEMBER_MAP)
        *(const char **)(void *)(out + member->of->id->at) = copy_string(reader, node, node->key);
    if (member->of->plain)
        read_value(reader, node, member->of->members, out);
    else
        read_object(reader, node, member->of, out);
}

/* Puts what a value holds behind what the array of the member holds already. */
static void read_items(bp_reader *reader, const bp_node *node, const bp_member *member, char *record)
{
    bool one = member->kind == BP_MEMBER_ONE, texts = member->kind == BP_MEMBER_TEXTS;
    size_t had, added = one ? 1 : count_children(node), size = texts ? sizeof(char *) : member->of->size;
    char *before = bp_member_items(member, record, &had), *items;
    if (!one && !is_type(reader, node, member->kind == BP_MEMBER_MAP ? BP_JSON_OBJECT : BP_JSON_ARRAY))
        return;
    if (!(items = bp_arena_array(reader->arena, had + added, size))) {
        report_at(reader, node, BP_MEMORY, BP_NO_ARGS);
        return;
    }
    if (had)
        memcpy(items, before, had * size);
    put_items(member, record, items, had + added);
    items += had * size;
    if (one)
        read_element(reader, node, member, items);
    else
        BP_NODE_FOR_EACH(child, node) {
            if (texts)
                *(const char **)(void *)items = read_text(reader, child);
            else
                read_element(reader, child, member, items);
            items += size;
        }
}

static void read_value(bp_reader *reader, const bp_node *node, const bp_member *member, char *record)
{
    void *out = record + member->at;
    switch (member->kind) {
    case BP_MEMBER_TEXT: *(const char **)out = read_text(reader, node); break;
    case BP_MEMBER_INTEGER: read_int(reader, node, member, out); break;
    case BP_MEMBER_AMOUNT: read_amount(reader, node, out); break;
    case BP_MEMBER_OBJECT: read_object(reader, node, member->of, out); break;
    default: read_items(reader, node, member, record);
    }
}

/* ---- objects ---- */

/* A member's index, the count where it is none; most stand where the one before lets them be expected. */
static size_t match(bp_reader *reader, const bp_node *object, const bp_node *member, const bp_object *of, bool *seen,
                    size_t expected)
{
    const char *name = reader->source->text + member->key.at + 1;
    size_t size = member->key.end - member->key.at - 2;
    for (size_t i = 0; i < of->count; i++) {
        size_t k = expected + i < of->count ? expected + i : expected + i - of->count;
        const char *known = of->members[k].key.name;
        if (!seen[k] && !strncmp(known, name, size) && !known[size])
            return k;
    }
    bp_buf plain = {0};
    size_t mark = enter_node(reader, object), k = of->count;
    bp_json_unquote(reader->source, member->key, &plain);
    if (plain.failed)
        bp_reader_report(reader, BP_MEMORY, BP_NO_ARGS);
    else
        k = bp_reader_match(reader, bp_buf_text(&plain), bp_json_type_at(reader->source, member->value.at),
                            member->value.at + 1, BP_KEYS(of->members, of->count), seen);
    bp_reader_leave(reader, mark);
    bp_buf_free(&plain);
    return k;
}

static bool lacks(const bp_object *object, const bool *seen)
{
    for (size_t k = 0; k < object->count; k++)
        if (object->members[k].key.required && !seen[k])
            return true;
    return false;
}

static void read_object(bp_reader *reader, const bp_node *node, const bp_object *object, char *out)
{
    const bp_node *values[BP_MEMBERS_MAX];
    bool seen[BP_MEMBERS_MAX + 1] = {false};
    size_t expected = 0;
    if (!is_type(reader, node, BP_JSON_OBJECT))
        return;
    BP_NODE_FOR_EACH(member, node) {
        size_t k = match(reader, node, member, object, seen, expected);
        if (k == object->count)
            continue;
        seen[k] = true;
        values[k] = member;
        expected = k + 1;
    }
    if (lacks(object, seen)) {
        size_t mark = enter_node(reader, node);
        bp_reader_missing(reader, BP_KEYS(object->members, object->count), seen);
        bp_reader_leave(reader, mark);
    }
    for (size_t k = 0; k < object->count; k++)
        if (seen[k])
            read_value(reader, values[k], &object->members[k], out);
}

/* ---- the document ---- */

static bool is_json(const bp_source *source)
{
    return !bp_json_check(source, NULL);
}

/* Element by element: no list of nodes is ever longer than for one of them. On the heap until all are there. */
static void read_long_list(bp_reader *reader, bp_span span, const bp_member *member, char *record)
{
    size_t cursor = 0, count = 0, room = 0, at, size = member->of->size;
    char *items = NULL;
    for (; reader->status != BP_SYSTEM && bp_json_element(reader->source, span, cursor, &at); count++) {
        size_t mark = bp_reader_index(reader, count);
        bool ok = list_nodes(reader, at);
        if (ok && count == room && !(ok = bp_array_widen(&items, size, &room)))
            bp_reader_report(reader, BP_MEMORY, BP_NO_ARGS);
        if (ok) {
            read_element(reader, reader->nodes.items, member, items + count * size);
            cursor = reader->nodes.items->value.end;
        }
        bp_source_release(reader->source, span.at, cursor, is_json);
        bp_reader_leave(reader, mark);
    }
    void *kept = reader->status == BP_SYSTEM ? NULL : bp_arena_array(reader->arena, count, size);
    if (kept && count)
        memcpy(kept, items, count * size);
    if (kept)
        put_items(member, record, kept, count);
    else if (reader->status != BP_SYSTEM)
        bp_reader_report(reader, BP_MEMORY, BP_NO_ARGS);
    free(items);
}

/* Where the values of the outermost object begin, 0 where there is none. */
static void find_members(bp_reader *reader, const bp_object *object, bp_span *spans)
{
    bool seen[BP_MEMBERS_MAX + 1] = {false};
    bp_span root = bp_json_root(reader->source), key, value;
    bp_keys keys = BP_KEYS(object->members, object->count);
    bp_buf name = {0};
    bp_json_type type = bp_json_type_at(reader->source, root.at);
    memset(spans, 0, object->count * sizeof *spans);
    if (type != BP_JSON_OBJECT) {
        bp_reader_wrong_type(reader, BP_JSON_OBJECT, type);
        return;
    }
    for (size_t cursor = 0; !name.failed && bp_json_next(reader->source, root, &cursor, &key, &value);) {
        bp_buf_truncate(&name, 0);
        bp_json_unquote(reader->source, key, &name);
        type = bp_json_type_at(reader->source, value.at);
        size_t k = name.failed ? keys.count : bp_reader_match(reader, bp_buf_text(&name), type, value.at + 1, keys, seen);
        if (k == keys.count)
            continue;
        seen[k] = true;
        spans[k] = value;
    }
    if (name.failed)
        bp_reader_report(reader, BP_MEMORY, BP_NO_ARGS);
    else
        bp_reader_missing(reader, keys, seen);
    bp_buf_free(&name);
}

void bp_read_document(bp_reader *reader, const bp_object *object, void *out)
{
    bp_span spans[BP_MEMBERS_MAX];
    find_members(reader, object, spans);
    for (size_t k = 0; k < object->count && reader->status != BP_SYSTEM; k++) {
        const bp_member *member = &object->members[k];
        if (spans[k].end == spans[k].at)
            continue;
        size_t mark = bp_reader_key(reader, member->key.name);
        if (member->kind == BP_MEMBER_LIST && reader->source->text[spans[k].at] == '[')
            read_long_list(reader, spans[k], member, out);
        else if (list_nodes(reader, spans[k].at))
            read_value(reader, reader->nodes.items, member, out);
        bp_reader_leave(reader, mark);
    }
    if (reader->pointer.failed || (!reader->status && reader->arena->failed))
        reader->status = bp_report_memory(reader->diag);
}
