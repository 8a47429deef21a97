/* places.c - see places.h. Where memory is short, a value is where the last container is that could be listed. */
#include "json/places.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum { DISTANCE = 1 << 10, EVERY = 8, INDEX_DIGITS = 9, STEP = 256 };

void bp_places_free(bp_places *places)
{
    free(places->marks);
    for (size_t i = 0; i < BP_PLACES_LEVELS; i++) {
        free(places->levels[i].elements.items);
        free(places->levels[i].members);
        bp_buf_free(&places->levels[i].names);
    }
    bp_buf_free(&places->pointer);
    free(places->steps.items);
    *places = (bp_places){0};
}

/* Forgets what is of another source, or of one without an id, which may have changed. */
static void be_about(bp_places *places, const bp_source *source)
{
    if (places->source != source->id || !source->id) {
        bp_places_free(places);
        places->source = source->id;
    }
}

static bool push(bp_list *list, size_t item)
{
    if (!BP_ARRAY_ROOM(list->items, list->count, list->room))
        return false;
    list->items[list->count++] = item;
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
        size_t n = places->mark_count;
        if (!BP_ARRAY_ROOM(places->marks, n, places->mark_room))
            return false;
        bp_mark last = n ? places->marks[n - 1] : (bp_mark){source->lines_before + 1, 1};
        places->marks[places->mark_count++] = count_on(last, source->text, n * DISTANCE, (n + 1) * DISTANCE);
    }
    return true;
}

void bp_places_locate(bp_places *places, const bp_source *source, size_t offset, size_t *line, size_t *column)
{
    size_t at = offset < source->size ? offset : source->size, marks = at / DISTANCE;
    be_about(places, source);
    if (!mark_up_to(places, source, marks)) {
        bp_source_locate(source, offset, line, column);
        return;
    }
    bp_mark last = marks ? places->marks[marks - 1] : (bp_mark){source->lines_before + 1, 1};
    bp_mark here = count_on(last, source->text, marks * DISTANCE, at);
    *line = here.line;
    *column = here.column;
}

/* ---- pointers ---- */

/* Names in the order of their bytes, those that are the same in the order of the text. */
static int by_name(const void *a, const void *b, void *names)
{
    const bp_place_member *x = a, *y = b;
    size_t size = x->name_size < y->name_size ? x->name_size : y->name_size;
    int order = size ? memcmp((const char *)names + x->name, (const char *)names + y->name, size) : 0;
    if (!order)
        order = x->name_size < y->name_size ? -1 : x->name_size > y->name_size;
    return order ? order : x->value.at < y->value.at ? -1 : 1;
}

static bool list_members(bp_level *level, const bp_source *source)
{
    bp_span key, value;
    level->member_count = 0;
    if (level->names.failed)
        bp_buf_free(&level->names);
    bp_buf_truncate(&level->names, 0);
    for (size_t cursor = 0; bp_json_next(source, level->span, &cursor, &key, &value);) {
        size_t name = level->names.size;
        if (!BP_ARRAY_ROOM(level->members, level->member_count, level->member_room))
            return false;
        bp_json_unquote(source, key, &level->names);
        level->members[level->member_count++] = (bp_place_member){name, level->names.size - name, value};
    }
    if (level->member_count)
        qsort_r(level->members, level->member_count, sizeof *level->members, by_name, level->names.data);
    return !level->names.failed;
}

/* The last member of that name. */
static bool find_member(const bp_level *level, const bp_buf *name, bp_span *found)
{
    size_t low = 0, high = level->member_count;  /* the first one behind all of that name */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const bp_place_member *m = &level->members[middle];
        size_t size = m->name_size < name->size ? m->name_size : name->size;
        int order = size ? memcmp(level->names.data + m->name, name->data, size) : 0;
        if (order < 0 || (!order && m->name_size <= name->size))
            low = middle + 1;
        else
            high = middle;
    }
    const bp_place_member *last = low ? &level->members[low - 1] : NULL;
    bool same = last && last->name_size == name->size;
    if (!same || (name->size && memcmp(level->names.data + last->name, name->data, name->size) != 0))
        return false;
    *found = last->value;
    return true;
}

/* A token that is an index. */
static bool is_index(const bp_buf *token, size_t *index)
{
    *index = 0;
    for (size_t i = 0; i < token->size; i++) {
        char digit = token->data[i];
        if (digit < '0' || digit > '9' || i == INDEX_DIGITS)
            return false;
        *index = *index * 10 + (size_t)(digit - '0');
    }
    return token->size > 0;
}

static bool find_element(bp_level *level, const bp_source *source, size_t index, bp_span *element)
{
    bp_span key;
    bp_list *known = &level->elements;
    if (index == level->last && level->element.end) {  /* where a long text ends is not looked for at each of its findings */
        *element = level->element;
        return true;
    }
    size_t passed = index / EVERY < known->count ? index / EVERY : known->count;
    size_t cursor = passed ? known->items[passed - 1] : 0;
    for (size_t i = passed * EVERY;; i++) {
        if (i && i % EVERY == 0 && i / EVERY > known->count)
            push(known, cursor);
        if (!bp_json_next(source, level->span, &cursor, &key, element))
            return false;
        if (i == index) {
            level->last = index;
            level->element = *element;
            return true;
        }
    }
}

/* Forgets the levels that the pointer does not lead through. */
static void leave_levels(bp_places *places, const char *pointer)
{
    const char *last = bp_buf_text(&places->pointer);
    size_t kept = 0;
    while (kept < places->level_count && !strncmp(last, pointer, places->levels[kept].prefix) &&
           (pointer[places->levels[kept].prefix] == '/' || !pointer[places->levels[kept].prefix]))
        kept++;
    places->level_count = kept;
    bp_buf_truncate(&places->pointer, 0);
    bp_buf_puts(&places->pointer, pointer);
}

/* The container in that span; NULL where it is none, or cannot be remembered. */
static bp_level *level_at(bp_places *places, const bp_source *source, size_t depth, bp_span span, size_t prefix)
{
    char first = source->text[span.at];
    if (depth < places->level_count)
        return &places->levels[depth];
    if (depth == BP_PLACES_LEVELS || (first != '{' && first != '['))
        return NULL;
    bp_level *level = &places->levels[depth];
    level->span = span;
    level->prefix = prefix;
    level->elements.count = 0;
    level->element = (bp_span){0, 0};
    if (first == '{' && !list_members(level, source))
        return NULL;
    places->level_count++;
    return level;
}

bool bp_places_find(bp_places *places, const bp_source *source, const char *pointer, bp_span *value)
{
    const char *rest = pointer;
    bp_buf token = {0};
    size_t index;
    bool found = true;
    *value = bp_json_root(source);
    be_about(places, source);
    leave_levels(places, pointer);
    for (size_t depth = 0; found && *rest; depth++) {
        bp_span inner;
        bp_level *level = places->pointer.failed ? NULL : level_at(places, source, depth, *value, (size_t)(rest - pointer));
        bp_json_token(&rest, &token);
        found = level && !token.failed &&
                (source->text[value->at] == '{' ? find_member(level, &token, &inner)
                                                : is_index(&token, &index) && find_element(level, source, index, &inner));
        *value = found ? inner : *value;
    }
    bp_buf_free(&token);
    return found;
}

bool bp_json_find(const bp_source *source, const char *pointer, bp_span *value)
{
    bp_places once = {0};
    bool found = bp_places_find(&once, source, pointer, value);
    bp_places_free(&once);
    return found;
}

/* ---- texts ---- */

/* The size of the next character of a string as written, and how many bytes of text it stands for. */
static size_t next_unit(const char *text, size_t *bytes)
{
    *bytes = 1;
    if (*text != '\\')
        return 1;
    if (text[1] != 'u')
        return 2;
    const char hex[] = {text[2], text[3], text[4], text[5], '\0'};
    unsigned long unit = strtoul(hex, NULL, 16);
    bool pair = unit >= 0xD800 && unit <= 0xDBFF;
    *bytes = unit < 0x80 ? 1 : unit < 0x800 ? 2 : pair ? 4 : 3;
    return pair ? 12 : 6;
}

size_t bp_places_behind(bp_places *places, const bp_source *source, size_t at, size_t bytes)
{
    size_t passed = 0, here = at + 1, unit, stop = source->size;  /* behind the quote */
    bp_list *steps = &places->steps;
    bool remembers = true;
    be_about(places, source);
    if (places->text != at) {
        places->text = at;
        steps->count = 0;
    }
    for (size_t low = 0, high = steps->count / 2; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (steps->items[2 * middle + 1] <= bytes) {
            here = steps->items[2 * middle];
            passed = steps->items[2 * middle + 1];
            low = middle + 1;
        } else
            high = middle;
    }
    size_t next_step = (steps->count ? steps->items[steps->count - 1] : 0) + STEP;
    while (passed < bytes && here < stop && source->text[here] != '"') {
        here += next_unit(source->text + here, &unit);
        passed += unit;
        if (remembers && passed >= next_step) {
            remembers = push(steps, here) && push(steps, passed);
            steps->count -= steps->count % 2;
            next_step = passed + STEP;
        }
    }
    return here;
}

/* ---- for findings ---- */

bp_locator *bp_locator_new(void)
{
    return calloc(1, sizeof(bp_places));
}

void bp_locator_free(bp_locator *locator)
{
    if (locator)
        bp_places_free(locator);
    free(locator);
}

void bp_locator_locate(bp_locator *locator, const bp_source *source, size_t offset, size_t *line, size_t *column)
{
    if (locator)
        bp_places_locate(locator, source, offset, line, column);
    else
        bp_source_locate(source, offset, line, column);
}

size_t bp_locator_find(bp_locator *locator, const bp_source *source, const char *pointer)
{
    bp_span value;
    if (locator)
        bp_places_find(locator, source, pointer, &value);
    else
        bp_json_find(source, pointer, &value);
    return value.at;
}

size_t bp_locator_behind(bp_locator *locator, const bp_source *source, size_t at, size_t bytes)
{
    bp_places once = {0};
    size_t behind = bp_places_behind(locator ? locator : &once, source, at, bytes);
    bp_places_free(&once);
    return behind;
}
