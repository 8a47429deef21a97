/* validate.c - judges a model by the table of its members, and links what refers to what it means. Private to facts/; see model.h.
 *
 * Where a model stands, it knows itself (where.c): so the same faults are named by line in a JSON file, by cell in a workbook.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include "base/array.h"
#include "base/chars.h"
#include "base/map.h"
#include "base/utf8.h"
#include "facts/indicators.h"
#include "facts/members.h"

/* The ids of an array that was passed. */
typedef struct id_map {
    const bp_object *of;
    const char *items;
    bp_map known;      /* hashes to indexes, from 1 */
} id_map;

/* A member's name, or an element's index. */
typedef struct step {
    const char *name;
    size_t index;
} step;

typedef struct judge {
    bp_model *model;
    bp_diag *diag;
    bp_status status;
    step *steps;          /* on the heap: where it stands */
    size_t depth, step_room;
    id_map *maps;         /* on the heap: of the arrays that were passed */
    size_t map_count, map_room;
    uint64_t keys[2];     /* random for each process */
} judge;

/* ---- places ---- */

static void enter(judge *j, const char *name, size_t index)
{
    if (BP_ARRAY_ROOM(j->steps, j->depth, j->step_room))
        j->steps[j->depth] = (step){name, index};
    else
        j->status = bp_report_memory(j->diag);
    j->depth++;
}

/* Reports where it stands. */
static void report(judge *j, bp_code code, const char *const *args)
{
    bp_reader path = {0};
    bool lost = j->status == BP_SYSTEM;  /* memory was short for the way to here */
    for (size_t i = 0; i < j->depth && !lost && !bp_diag_is_full(j->diag); i++) {
        if (j->steps[i].name)
            bp_reader_key(&path, j->steps[i].name);
        else
            bp_reader_index(&path, j->steps[i].index);
    }
    bp_status status = bp_report(j->diag, code, bp_model_where(j->model, bp_buf_text(&path.pointer)), args);
    if (path.pointer.failed)
        status = bp_report_memory(j->diag);
    if (status > j->status)
        j->status = status;
    bp_reader_free(&path);
}

/* ---- ids ---- */

/* The polynomial that has the bytes of an id as its coefficients, at a secret point, modulo the prime 2^31 - 1: two ids of n bytes
 * meet at n points at most, so nobody can choose ids that lie together in the map. The other key spreads what comes out. */
static uint64_t hash_of(const judge *j, const char *id)
{
    const uint64_t prime = 0x7FFFFFFF, point = j->keys[0] % prime;
    uint64_t hash = 1;
    for (; *id; id++)
        hash = (hash * point + (unsigned char)*id) % prime;
    return hash * (j->keys[1] | 1);
}

/* The number kept for an id, 0 where it is new; NULL when memory is short. */
static uint32_t *find_id(const judge *j, id_map *map, const char *id)
{
    uint64_t hash = hash_of(j, id);
    uint32_t *number;
    while ((number = bp_map_at(&map->known, hash)) && *number &&
           strcmp(bp_member_text(map->of->id, map->items + (*number - 1) * map->of->size), id) != 0)
        hash++;
    return number;
}

/* The ids of an array that was passed; NULL where it was not there. */
static id_map *map_of(const judge *j, const bp_object *of)
{
    for (size_t i = j->map_count; i-- > 0;)
        if (j->maps[i].of == of)
            return &j->maps[i];
    return NULL;
}

static void add_id(judge *j, const bp_object *of, const char *id, size_t index, bp_code twice)
{
    id_map *map = map_of(j, of);
    uint32_t *number = map && index < UINT32_MAX ? find_id(j, map, id) : NULL;
    if (!number)
        report(j, BP_MEMORY, BP_NO_ARGS);
    else if (*number)
        report(j, twice, BP_ARGS(id));
    else
        *number = (uint32_t)index + 1;
}

/* Finds what a text refers to; *index is SIZE_MAX where there is none. */
static void find_referred(judge *j, const bp_member *member, const char *id, void *index)
{
    id_map *map = map_of(j, member->of);
    const uint32_t *number = map ? find_id(j, map, id) : NULL;
    size_t found = number && *number ? *number - 1 : SIZE_MAX;
    if (map && !number)
        report(j, BP_MEMORY, BP_NO_ARGS);
    else if (map && found == SIZE_MAX)
        report(j, member->otherwise, BP_ARGS(id));
    memcpy(index, &found, sizeof found);
}

/* ---- texts ---- */

/* Past what certainly is no control character: nearly all of a text. */
static const char *skip_plain(const char *text)
{
    for (;;) {
        unsigned char c = (unsigned char)*text;
        if (c >= 0x20 && c < 0x7F)
            text++;
        else if (c >= 0xE0 && c < 0xEF && c != 0xE2)
            text += 3;
        else
            return text;
    }
}

/* Whether the text is too long for the JSON of the model. What came from JSON is not. */
static bool is_too_long(const judge *j, const char *text, size_t size)
{
    size_t escapes = 0;
    if (!j->model->imported || size <= BP_JSON_MAX_STRING / 2)
        return false;
    for (const char *p = text; *p; p++)
        escapes += *p == '"' || *p == '\\' || *p == '\t';
    return size + escapes > BP_JSON_MAX_STRING;
}

static void judge_characters(judge *j, const char *text, bp_text_kind kind)
{
    const char *p = text;
    char name[16];
    if (bp_text_rules[kind].filled && !*text)
        report(j, BP_EMPTY_TEXT, BP_NO_ARGS);
    while (*(p = skip_plain(p))) {
        uint32_t c = bp_utf8_next(&p);
        if (bp_char_is(c, bp_text_rules[kind].refused) && !(c == '\t' && bp_text_rules[kind].tabs)) {
            snprintf(name, sizeof name, "U+%04X", (unsigned)c);
            report(j, BP_CONTROL_CHARACTER, BP_ARGS(name));
            return;
        }
    }
    if (is_too_long(j, text, (size_t)(p - text))) {
        snprintf(name, sizeof name, "%d", BP_JSON_MAX_STRING);
        report(j, BP_JSON_STRING_TOO_LONG, BP_ARGS(name));
    }
}

static bool is_among(const char *text, const char *const *words)
{
    while (*words && strcmp(*words, text) != 0)
        words++;
    return *words;
}

/* ---- values ---- */

static void judge_text(judge *j, const bp_member *member, const char *text, char *record)
{
    if (text == bp_absent)
        return;
    if (!member->words)
        judge_characters(j, text, member->text);
    else if (!is_among(text, member->words))
        report(j, member->otherwise, BP_ARGS(text));
    if (member->of && *text)
        find_referred(j, member, text, record + member->count_at);
}

static void judge_int(judge *j, const bp_member *member, int value)
{
    char low[16], high[16];
    if (value == BP_ABSENT_INT || (value >= member->low && value <= member->high))
        return;
    snprintf(low, sizeof low, "%d", member->low);
    snprintf(high, sizeof high, "%d", member->high);
    report(j, BP_OUT_OF_RANGE, BP_ARGS(low, high));
}

static void judge_object(judge *j, const bp_object *object, char *record, size_t index);

static void judge_element(judge *j, const bp_member *member, char *record, size_t index)
{
    const bp_object *of = member->of;
    const char *key = member->kind == BP_MEMBER_MAP ? bp_member_text(of->id, record) : NULL;
    if (member->kind != BP_MEMBER_ONE)
        enter(j, key, index);
    if (key) {
        judge_text(j, of->id, key, record);
        add_id(j, of, key, index, BP_DUPLICATE_KEY);
    }
    if (of->plain)
        judge_text(j, of->members, bp_member_text(of->members, record), record);
    else
        judge_object(j, of, record, index);
    j->depth -= member->kind != BP_MEMBER_ONE;
}

static void judge_items(judge *j, const bp_member *member, const char *record)
{
    size_t count;
    char *items = bp_member_items(member, record, &count);
    if (items && member->of->id && !map_of(j, member->of)) {
        if (!BP_ARRAY_ROOM(j->maps, j->map_count, j->map_room)) {
            j->status = bp_report_memory(j->diag);
            return;
        }
        j->maps[j->map_count++] = (id_map){.of = member->of, .items = items};
    }
    for (size_t i = 0; items && i < count && j->status != BP_SYSTEM; i++)
        if (bp_member_holds(member, items + i * member->of->size))
            judge_element(j, member, items + i * member->of->size, i);
}

static void judge_texts(judge *j, const bp_member *member, const char *record)
{
    size_t count;
    const char *const *texts = bp_member_items(member, record, &count);
    for (size_t i = 0; i < count; i++) {
        enter(j, NULL, i);
        judge_text(j, member, texts[i], NULL);
        j->depth--;
    }
}

static void judge_member(judge *j, const bp_member *member, char *record)
{
    int number;
    switch (member->kind) {
    case BP_MEMBER_TEXT: judge_text(j, member, bp_member_text(member, record), record); break;
    case BP_MEMBER_TEXTS: judge_texts(j, member, record); break;
    case BP_MEMBER_INTEGER:
        memcpy(&number, record + member->at, sizeof number);
        judge_int(j, member, number);
        break;
    case BP_MEMBER_AMOUNT: break;  /* none is ever out of its limits */
    case BP_MEMBER_OBJECT: judge_object(j, member->of, record + member->at, 0); break;
    default: judge_items(j, member, record);
    }
}

static void judge_object(judge *j, const bp_object *object, char *record, size_t index)
{
    for (size_t k = 0; k < object->count && j->status != BP_SYSTEM; k++) {
        const bp_member *member = &object->members[k];
        enter(j, member->key.name, 0);
        if (j->status != BP_SYSTEM)
            judge_member(j, member, record);
        if (member == object->id && *bp_member_text(member, record))
            add_id(j, object, bp_member_text(member, record), index, BP_DUPLICATE_ID);
        j->depth--;
    }
}

/* What is looked up later: names by code, what is reported by agency, where that was found. */
static bool link(bp_model *m)
{
    for (size_t i = 0; i < m->reported_count; i++) {
        size_t agency = m->reported[i].index;
        if (agency < m->agency_count && !m->agencies[agency].claims)
            m->agencies[agency].claims = i + 1;
    }
    return bp_dictionary_sort(&m->arena, m->dictionary, m->dictionary_count, &m->dictionary_sorted);
}

bp_status bp_model_validate(bp_model *model, bp_diag *diag)
{
    judge j = {.model = model, .diag = diag};
    memcpy(j.keys, (const void *)getauxval(AT_RANDOM), sizeof j.keys);
    judge_object(&j, &bp_model_object, (char *)model, 0);
    if (!j.status && !link(model))
        j.status = bp_report_memory(diag);
    for (size_t i = 0; i < j.map_count; i++)
        bp_map_free(&j.maps[i].known);
    free(j.maps);
    free(j.steps);
    return j.status;
}
