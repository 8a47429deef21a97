/* places.c - see places.h. Where memory is short, everything is looked for from the beginning. */
#include "core/places.h"

#include <stdlib.h>
#include <string.h>

enum { DISTANCE = 1 << 14, EVERY = 8, MEMBERS_MAX = 4096, INDEX_DIGITS = 9 };

void bp_places_free(bp_places *places)
{
    free(places->marks);
    free(places->members);
    free(places->elements);
    *places = (bp_places){0};
}

/* False where nothing may be remembered: sources without an id may change. */
static bool be_about(bp_places *places, const bp_source *source)
{
    if (places->source != source->id) {
        bp_places_free(places);
        places->source = source->id;
    }
    return source->id != 0;
}

/* Makes room for one more of count items. */
static bool make_room(void **items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return true;
    size_t wider = *room ? *room * 2 : 64;
    void *moved = realloc(*items, wider * size);
    if (!moved)
        return false;
    *items = moved;
    *room = wider;
    return true;
}

/* ---- lines and columns ---- */

/* Moves a mark over text[from, to). */
static bp_mark count_on(bp_mark mark, const char *text, size_t from, size_t to)
{
    const char *at = text + from, *end = text + to;
    for (const char *feed; (feed = memchr(at, '\n', (size_t)(end - at))); at = feed + 1)
        mark = (bp_mark){mark.line + 1, 1};
    for (; at < end; at++)
        mark.column += ((unsigned char)*at & 0xC0) != 0x80;
    return mark;
}

/* Marks stand at DISTANCE, 2 * DISTANCE ... as far as was asked for. */
static bool mark_up_to(bp_places *places, const bp_source *source, size_t count)
{
    while (places->mark_count < count) {
        void *marks = places->marks;
        size_t n = places->mark_count;
        if (!make_room(&marks, n, &places->mark_room, sizeof *places->marks))
            return false;
        places->marks = marks;
        bp_mark last = n ? places->marks[n - 1] : (bp_mark){source->lines_before + 1, 1};
        places->marks[places->mark_count++] = count_on(last, source->text, n * DISTANCE, (n + 1) * DISTANCE);
    }
    return true;
}

void bp_places_locate(bp_places *places, const bp_source *source, size_t offset, size_t *line, size_t *column)
{
    size_t at = offset < source->size ? offset : source->size, marks = at / DISTANCE;
    if (!be_about(places, source) || !mark_up_to(places, source, marks)) {
        bp_source_locate(source, offset, line, column);
        return;
    }
    bp_mark last = marks ? places->marks[marks - 1] : (bp_mark){source->lines_before + 1, 1};
    bp_mark here = count_on(last, source->text, marks * DISTANCE, at);
    *line = here.line;
    *column = here.column;
}

/* ---- pointers ---- */

static size_t name_size(bp_span key)
{
    return key.end - key.at - 2;
}

static bp_root_member *find_name(const bp_places *places, const bp_source *source, const char *name, size_t size)
{
    for (size_t i = 0; i < places->member_count; i++) {
        bp_root_member *member = &places->members[i];
        if (name_size(member->key) == size && !memcmp(source->text + member->key.at + 1, name, size))
            return member;
    }
    return NULL;
}

/* Lists the members of the root, once. */
static void list_members(bp_places *places, const bp_source *source)
{
    bp_span root = bp_json_root(source), key, value;
    size_t room = MEMBERS_MAX;
    if (places->members || !(places->members = malloc(room * sizeof *places->members)))
        return;
    places->simple = source->text[root.at] == '{';
    for (size_t cursor = 0; places->simple && bp_json_next(source, root, &cursor, &key, &value);) {
        const char *name = source->text + key.at + 1;
        places->simple = places->member_count < MEMBERS_MAX && !memchr(name, '\\', name_size(key)) &&
                         !find_name(places, source, name, name_size(key));
        if (places->simple)
            places->members[places->member_count++] = (bp_root_member){key, value};
    }
}

/* Element `index` of the array that is remembered; false where it has none. */
static bool find_element(bp_places *places, const bp_source *source, size_t index, bp_span *element)
{
    bp_span key;
    size_t known = index / EVERY < places->element_count ? index / EVERY : places->element_count;
    size_t cursor = known ? places->elements[known - 1] : 0;
    for (size_t i = known * EVERY;; i++) {
        if (i && i % EVERY == 0 && i / EVERY > places->element_count) {
            void *elements = places->elements;
            if (make_room(&elements, places->element_count, &places->element_room, sizeof *places->elements)) {
                places->elements = elements;
                places->elements[places->element_count++] = cursor;
            }
        }
        if (!bp_json_next(source, places->array, &cursor, &key, element))
            return false;
        if (i == index)
            return true;
    }
}

/* A token that is an index, and the pointer behind it; false where it is none. */
static bool take_index(const char **pointer, size_t *index)
{
    const char *digit = *pointer + 1;
    *index = 0;
    for (; *digit >= '0' && *digit <= '9' && digit - *pointer <= INDEX_DIGITS; digit++)
        *index = *index * 10 + (size_t)(*digit - '0');
    bool is_index = digit > *pointer + 1 && (!*digit || *digit == '/');
    *pointer = digit;
    return is_index;
}

size_t bp_places_find(bp_places *places, const bp_source *source, const char *pointer)
{
    bp_span whole = bp_json_root(source), element;
    const char *rest = pointer;
    size_t size = *pointer ? strcspn(pointer + 1, "/~") : 0, index;
    const bp_root_member *member = NULL;
    if (*pointer && pointer[1 + size] != '~' && be_about(places, source)) {
        list_members(places, source);
        member = places->simple ? find_name(places, source, pointer + 1, size) : NULL;
    }
    if (member) {
        whole = member->value;
        rest = pointer += 1 + size;
    }
    if (member && *rest && source->text[whole.at] == '[' && take_index(&rest, &index)) {
        if (places->array.at != whole.at) {
            places->array = whole;
            places->element_count = 0;
        }
        if (find_element(places, source, index, &element)) {
            whole = element;
            pointer = rest;
        }
    }
    bp_json_find(source, whole, pointer, &element);
    return element.at;
}
