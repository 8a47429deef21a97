/* cube.c - dimensions with their members, and the lines of ledgers. Private to facts/; see cube.h, select.c. */
#include "facts/cube.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

void bp_cube_begin(bp_cube *cube, const bp_declaration *declaration)
{
    *cube = (bp_cube){.declaration = declaration};
    for (unsigned i = 0; i < declaration->dimension_count; i++)
        cube->axes[i] = (bp_axis){.dimension = &declaration->dimensions[i], .initial = BP_NO_ELEMENT};
    for (unsigned i = 0; i < declaration->ledger_count; i++)
        cube->ledgers[i] = (bp_ledger){.kind = &declaration->ledgers[i], .known = UINT32_MAX};
}

void bp_cube_free(bp_cube *cube)
{
    for (unsigned i = 0; cube->declaration && i < cube->declaration->dimension_count; i++)
        free(cube->axes[i].elements);
    for (unsigned i = 0; cube->declaration && i < cube->declaration->ledger_count; i++) {
        free(cube->ledgers[i].places);
        free(cube->ledgers[i].amounts);
    }
    bp_arena_free(&cube->arena);
    *cube = (bp_cube){0};
}

/* ---- members ---- */

int bp_code_level(const bp_dimension *dimension, const char *code)
{
    size_t size = strlen(code);
    for (unsigned i = 0; i < dimension->levels; i++)
        if (dimension->ends[i] == size)
            return (int)i;
    return -1;
}

bool bp_axis_add(bp_axis *axis, const char *code, const char *name)
{
    if (axis->count == BP_NO_ELEMENT - 1 || !BP_ARRAY_ROOM(axis->elements, axis->count, axis->room))
        return false;
    axis->elements[axis->count++] = (bp_element){.code = code, .name = name, .up = BP_NO_ELEMENT};
    return true;
}

/* By code; of the same code the one that was added last stands first. Within a code all bytes are digits or letters, so what is
 * inside another follows it. */
static int by_code(const void *a, const void *b)
{
    const bp_element *x = a, *y = b;
    int order = strcmp(x->code, y->code);
    return order ? order : x->end < y->end ? 1 : -1;
}

static void merge_alike(bp_axis *axis)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < axis->count; i++) {
        bp_element *last = kept ? &axis->elements[kept - 1] : NULL;
        if (!last || strcmp(last->code, axis->elements[i].code) != 0)
            axis->elements[kept++] = axis->elements[i];
        else if (!*last->name)
            last->name = axis->elements[i].name;
    }
    axis->count = kept;
}

static bool add_ancestors(bp_axis *axis, bp_arena *arena)
{
    for (uint32_t i = 0, count = axis->count; i < count; i++) {
        const char *code = axis->elements[i].code;
        for (int level = bp_code_level(axis->dimension, code) - 1; level >= 0; level--) {
            const char *outer = bp_arena_strndup(arena, code, axis->dimension->ends[level]);
            if (!outer || !bp_axis_add(axis, outer, ""))
                return false;
        }
    }
    return true;
}

/* Orders codes, and says of each its level. */
static bool order_codes(bp_axis *axis, bp_arena *arena)
{
    if (!add_ancestors(axis, arena))
        return false;
    for (uint32_t i = 0; i < axis->count; i++)
        axis->elements[i].end = i;  /* the order in which they were added */
    qsort(axis->elements, axis->count, sizeof *axis->elements, by_code);
    merge_alike(axis);
    for (uint32_t i = 0; i < axis->count; i++) {
        int level = bp_code_level(axis->dimension, axis->elements[i].code);
        axis->elements[i].level = level < 0 ? 0 : (unsigned)level;
    }
    return true;
}

/* Links members in pre-order by their levels. */
static void link_levels(bp_axis *axis)
{
    uint32_t open[BP_LEVELS_MAX] = {0};
    unsigned depth = 0;
    for (uint32_t i = 0; i <= axis->count; i++) {
        unsigned level = i < axis->count ? axis->elements[i].level : 0;
        while (depth > level)
            axis->elements[open[--depth]].end = i;
        if (i == axis->count)
            break;
        axis->elements[i].up = depth ? open[depth - 1] : BP_NO_ELEMENT;
        open[depth++] = i;
    }
}

static bool add_names(bp_axis *axis)
{
    for (size_t i = 0; i < axis->dimension->name_count; i++) {
        const bp_declared *name = &axis->dimension->names[i];
        if (!bp_axis_add(axis, name->code, name->name))
            return false;
        axis->elements[axis->count - 1].level = name->level;
    }
    return true;
}

bool bp_axis_close(bp_axis *axis, const char *initial, bp_arena *arena)
{
    bool ok = axis->dimension->kind == BP_DIMENSION_NAMES ? add_names(axis)
              : axis->dimension->kind == BP_DIMENSION_RECORDS || order_codes(axis, arena);
    if (!ok)
        return false;
    link_levels(axis);
    axis->initial = *initial ? bp_axis_find(axis, initial) : BP_NO_ELEMENT;
    return true;
}

uint32_t bp_axis_find(const bp_axis *axis, const char *code)
{
    if (axis->dimension->kind == BP_DIMENSION_CODES || axis->dimension->kind == BP_DIMENSION_YEARS) {
        uint32_t low = 0, high = axis->count;
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            int order = strcmp(axis->elements[middle].code, code);
            if (!order)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return BP_NO_ELEMENT;
    }
    for (uint32_t i = 0; i < axis->count; i++)
        if (!strcmp(axis->elements[i].code, code))
            return i;
    return BP_NO_ELEMENT;
}

size_t bp_element_part(const bp_axis *axis, uint32_t element, unsigned level, const char **part)
{
    const bp_element *e = &axis->elements[element];
    const bp_dimension *dimension = axis->dimension;
    *part = "";
    if (level > e->level || level >= dimension->levels)
        return 0;
    unsigned from = level ? dimension->ends[level - 1] : 0;
    *part = e->code + from;
    return dimension->ends[level] - from;
}

/* ---- lines ---- */

bool bp_ledger_add(const bp_cube *cube, bp_ledger *ledger, const uint32_t *places, bp_amount amount)
{
    const unsigned dimensions = cube->declaration->dimension_count;
    if (ledger->count == UINT32_MAX || !BP_ARRAY_ROOM(ledger->amounts, ledger->count, ledger->amount_room) ||
        (ledger->count == ledger->place_room &&
         !bp_array_widen(&ledger->places, dimensions * sizeof *ledger->places, &ledger->place_room)))
        return false;
    uint32_t *line = &ledger->places[(size_t)ledger->count * dimensions];
    for (unsigned d = 0; d < dimensions; d++) {
        bool has = ledger->kind->dimensions >> d & 1;
        line[d] = has && places[d] == BP_NO_ELEMENT ? cube->axes[d].initial : places[d];
        if (line[d] == BP_NO_ELEMENT)
            ledger->known &= ~(1u << d);
        for (uint32_t e = line[d]; e != BP_NO_ELEMENT && !cube->axes[d].elements[e].seen; e = cube->axes[d].elements[e].up)
            cube->axes[d].elements[e].seen = true;
    }
    ledger->amounts[ledger->count++] = amount;
    return true;
}

static void merge(const uint32_t *places, unsigned step, uint32_t *lines, uint32_t middle, uint32_t count, uint32_t *room)
{
    uint32_t a = 0, b = middle;
    memcpy(room, lines, count * sizeof *lines);
    for (uint32_t out = 0; out < count; out++) {
        /* what has no place stands last: BP_NO_ELEMENT is the greatest number */
        bool first = b >= count || (a < middle && places[(size_t)room[a] * step] <= places[(size_t)room[b] * step]);
        lines[out] = room[first ? a++ : b++];
    }
}

static void sort(const uint32_t *places, unsigned step, uint32_t *lines, uint32_t count, uint32_t *room)
{
    if (count < 2)
        return;
    uint32_t middle = count / 2;
    sort(places, step, lines, middle, room);
    sort(places, step, lines + middle, count - middle, room);
    if (places[(size_t)lines[middle - 1] * step] > places[(size_t)lines[middle] * step])
        merge(places, step, lines, middle, count, room);
}

void bp_ledger_group(const bp_cube *cube, const bp_ledger *ledger, unsigned dimension, uint32_t *lines, uint32_t count,
                     uint32_t *room)
{
    sort(ledger->places + dimension, cube->declaration->dimension_count, lines, count, room);
}
