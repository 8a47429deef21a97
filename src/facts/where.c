/* where.c - where a part of a model stands: in its JSON file, or in the workbook or CSV file that it comes from. See model.h. */
#include <stdlib.h>
#include <string.h>

#include "facts/members.h"

static int by_address(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const bp_value_cell *)a)->value, y = (uintptr_t)((const bp_value_cell *)b)->value;
    return x < y ? -1 : x > y;
}

/* The way of a JSON Pointer through the structs of a model. */
typedef struct way {
    const bp_model *model;
    const bp_object *object;
    const char *record;      /* NULL: it leads no further */
    const char *cell;        /* of the value that it leads to, or that names what it lies in */
} way;

static const char *cell_of(const way *w, const void *value)
{
    const bp_value_cell key = {value, NULL}, *cells = w->model->cells;
    const bp_value_cell *found = w->model->cell_count ? bsearch(&key, cells, w->model->cell_count, sizeof key, by_address) : NULL;
    return found ? found->cell : NULL;
}

static void take_cell(way *w, const char *cell)
{
    w->cell = cell ? cell : w->cell;
}

/* The cell of what a struct is called by: a title or a name of its own, or of what it is part of. */
static const char *name_cell(const way *w, const bp_object *object, const char *record)
{
    const char *cell = NULL;
    for (size_t i = 0; i < object->count && !cell; i++) {
        const bp_member *member = &object->members[i];
        bool called = !strcmp(member->key.name, "title") || !strcmp(member->key.name, "name");
        if (member->kind == BP_MEMBER_TEXT && called)
            cell = cell_of(w, bp_member_text(member, record));
        else if (member->kind == BP_MEMBER_OBJECT)
            cell = name_cell(w, member->of, record + member->at);
    }
    return cell;
}

static void enter(way *w, const bp_object *object, const char *record)
{
    w->object = object;
    w->record = record;
    take_cell(w, object->plain ? cell_of(w, bp_member_text(object->members, record)) : name_cell(w, object, record));
}

/* What is told of another struct stands beside its name. */
static void take_referred(way *w, const bp_member *id, const char *record)
{
    size_t index, count;
    memcpy(&index, record + id->count_at, sizeof index);
    for (size_t i = 0; i < bp_model_object.count; i++) {
        const bp_member *member = &bp_model_object.members[i];
        const char *items = member->of == id->of ? bp_member_items(member, w->model, &count) : NULL;
        if (items && index < count)
            take_cell(w, name_cell(w, id->of, items + index * id->of->size));
    }
}

/* The element that a token names, the first one where there is no token. */
static void enter_element(way *w, const bp_member *member, const char *token)
{
    size_t count, index = token ? strtoul(token, NULL, 10) : 0;
    const char *items = bp_member_items(member, w->record, &count), *record = NULL;
    bool keyed = member->kind == BP_MEMBER_MAP && token;
    for (size_t i = keyed ? 0 : index; i < count && !record; i++) {
        const char *item = items + i * member->of->size;
        if (bp_member_holds(member, item) && (!keyed || !strcmp(bp_member_text(member->of->id, item), token)))
            record = item;
    }
    if (record && member->kind == BP_MEMBER_MAP && member->of->id->of)
        take_referred(w, member->of->id, record);
    if (record)
        enter(w, member->of, record);
    w->record = token || member->kind == BP_MEMBER_ONE ? record : NULL;
}

static void take_text(way *w, const bp_member *member, const char *token)
{
    size_t count, index = token ? strtoul(token, NULL, 10) : 0;
    const char *const *texts = bp_member_items(member, w->record, &count);
    if (index < count)
        take_cell(w, cell_of(w, texts[index]));
}

/* One token on, and one more to an element of an array. */
static void step(way *w, const char **rest, bp_buf *buf)
{
    const bp_member *member = w->object->members, *end = member + w->object->count;
    const char *record = w->record, *token = NULL;
    bp_json_token(rest, buf);
    while (member < end && strcmp(member->key.name, bp_buf_text(buf)) != 0)
        member++;
    bool many = member < end &&
                (member->kind == BP_MEMBER_TEXTS || member->kind == BP_MEMBER_LIST || member->kind == BP_MEMBER_MAP);
    if (member == end || (many && !**rest && w->object == &bp_model_object)) {
        w->record = NULL;
        return;
    }
    if (many && **rest) {
        bp_json_token(rest, buf);
        token = bp_buf_text(buf);
    }
    switch (member->kind) {
    case BP_MEMBER_TEXT:
        if (!member->of && member->text != BP_TEXT_ID)  /* several may share the text of an id */
            take_cell(w, cell_of(w, bp_member_text(member, record)));
        break;
    case BP_MEMBER_TEXTS: take_text(w, member, token); break;
    case BP_MEMBER_INTEGER: break;
    case BP_MEMBER_AMOUNT: take_cell(w, cell_of(w, record + member->at)); break;
    case BP_MEMBER_OBJECT: enter(w, member->of, record + member->at); return;
    default: enter_element(w, member, token); return;
    }
    w->record = NULL;
}

/* The cell of the value that a pointer leads to, else of what it lies in. */
static const char *cell_at(const bp_model *model, const char *pointer)
{
    way w = {.model = model};
    bp_buf token = {0};
    enter(&w, &bp_model_object, (const char *)model);
    while (*pointer && w.record)
        step(&w, &pointer, &token);
    bp_buf_free(&token);
    return w.cell;
}

bp_where bp_model_where(const bp_model *model, const char *pointer)
{
    if (!model->imported)
        return (bp_where){.source = model->source, .pointer = pointer};
    return (bp_where){.file = model->imported, .pointer = pointer, .cell = cell_at(model, pointer)};
}
