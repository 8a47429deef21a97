/* select.c - selections of lines, and sums over them. Private to facts/; see cube.h. */
#include <string.h>

#include "facts/cube.h"

static bool moves(const bp_axis *axis)
{
    return axis->initial != BP_NO_ELEMENT || axis->dimension->kind == BP_DIMENSION_YEARS;
}

/* Puts an interval where it belongs among those that ascend; one inside another is the other. */
static uint32_t insert(bp_interval *intervals, uint32_t count, bp_interval new)
{
    uint32_t at = 0;
    while (at < count && intervals[at].first < new.first)
        at++;
    if (at < count && intervals[at].first == new.first && intervals[at].end >= new.end)
        return count;
    if (at && intervals[at - 1].end >= new.end)
        return count;
    uint32_t inside = at;
    while (inside < count && intervals[inside].end <= new.end)
        inside++;
    memmove(&intervals[at + 1], &intervals[inside], (count - inside) * sizeof *intervals);
    intervals[at] = new;
    return at + 1 + count - inside;
}

/* What is in both: subtrees are apart or one is inside the other. */
static uint32_t intersect(bp_choice a, const bp_interval *b, uint32_t b_count, bp_interval *out)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < a.count; i++)
        for (uint32_t j = 0; j < b_count; j++) {
            uint32_t first = a.intervals[i].first > b[j].first ? a.intervals[i].first : b[j].first;
            uint32_t end = a.intervals[i].end < b[j].end ? a.intervals[i].end : b[j].end;
            if (first < end)
                out[count++] = (bp_interval){first, end};
        }
    return count;
}

static bool narrow(const bp_axis *axis, const bp_interval *intervals, uint32_t count, bp_arena *arena, bp_choice *choice)
{
    bp_interval *out = bp_arena_array(arena, (size_t)count + choice->count + 1, sizeof *out);
    if (!out)
        return false;
    if (!choice->intervals || moves(axis)) {
        memcpy(out, intervals, count * sizeof *out);
        *choice = (bp_choice){out, count};
    } else {
        uint32_t both = intersect(*choice, intervals, count, out);
        *choice = (bp_choice){out, both};
    }
    return true;
}

bool bp_select(const bp_cube *cube, unsigned dimension, const char *const *codes, size_t count, bp_arena *arena,
               bp_selection *selection)
{
    const bp_axis *axis = &cube->axes[dimension];
    bp_interval *intervals = bp_arena_array(arena, count + 1, sizeof *intervals);
    uint32_t found = 0;
    if (!intervals)
        return false;
    for (size_t i = 0; i < count; i++) {
        uint32_t element = bp_axis_find(axis, codes[i]);
        if (element != BP_NO_ELEMENT)
            found = insert(intervals, found, (bp_interval){element, axis->elements[element].end});
    }
    return narrow(axis, intervals, found, arena, &selection->of[dimension]);
}

bool bp_select_element(unsigned dimension, const bp_cube *cube, uint32_t element, bp_arena *arena, bp_selection *selection)
{
    const bp_axis *axis = &cube->axes[dimension];
    const bp_interval interval = {element, axis->elements[element].end};
    return narrow(axis, &interval, 1, arena, &selection->of[dimension]);
}

bool bp_select_all(const bp_cube *cube, const bp_conditions *where, bp_arena *arena, bp_selection *selection)
{
    bool ok = true;
    for (size_t i = 0; i < where->count && ok; i++) {
        const bp_condition *c = &where->conditions[i];
        ok = bp_select(cube, c->dimension, c->codes, c->count, arena, selection);
    }
    return ok;
}

bool bp_select_initial(const bp_cube *cube, bp_arena *arena, bp_selection *selection)
{
    bool ok = true;
    for (unsigned d = 0; d < cube->declaration->dimension_count && ok; d++)
        if (cube->axes[d].initial != BP_NO_ELEMENT)
            ok = bp_select_element(d, cube, cube->axes[d].initial, arena, selection);
    return ok;
}

static int lacking(const bp_ledger *ledger, uint32_t dimensions)
{
    uint32_t lacks = dimensions & ~(ledger->kind->dimensions & ledger->known);
    for (int d = 0; d < BP_DIMENSIONS_MAX; d++)
        if (lacks >> d & 1)
            return d;
    return -1;
}

static uint32_t dimensions_of(const bp_conditions *where)
{
    uint32_t dimensions = 0;
    for (size_t i = 0; i < where->count; i++)
        dimensions |= 1u << where->conditions[i].dimension;
    return dimensions;
}

const bp_ledger *bp_ledger_lines(const bp_cube *cube, unsigned ledger, uint32_t dimensions, bp_arena *arena,
                                 bp_selection *selection, unsigned *unknown)
{
    const bp_ledger *own = &cube->ledgers[ledger];
    const bp_ledger *last = NULL;
    if (own->given || !own->kind->cut_count) {
        int lacks = lacking(own, dimensions);
        *unknown = lacks < 0 ? 0 : (unsigned)lacks;
        return lacks < 0 ? own : NULL;
    }
    for (size_t i = 0; i < own->kind->cut_count && !last; i++) {
        const bp_cut *cut = &own->kind->cuts[i];
        bp_selection narrowed = *selection;
        if (!bp_select_all(cube, &cut->where, arena, &narrowed))
            return NULL;
        last = bp_ledger_lines(cube, cut->ledger, dimensions | dimensions_of(&cut->where), arena, &narrowed, unknown);
        if (last)
            *selection = narrowed;
    }
    return last;
}

static bp_match match_one(const bp_axis *axis, bp_choice choice, uint32_t place)
{
    if (!choice.intervals)
        return BP_INSIDE;
    if (place == BP_NO_ELEMENT)
        return BP_COARSER;
    bp_match match = BP_OUTSIDE;
    for (uint32_t i = 0; i < choice.count; i++) {
        if (place >= choice.intervals[i].first && place < choice.intervals[i].end)
            return BP_INSIDE;
        if (choice.intervals[i].first > place && choice.intervals[i].first < axis->elements[place].end)
            match = BP_COARSER;
    }
    return match;
}

bp_match bp_ledger_match(const bp_cube *cube, const bp_ledger *ledger, uint32_t i, const bp_selection *selection,
                         unsigned *dimension)
{
    const unsigned count = cube->declaration->dimension_count;
    const uint32_t *places = &ledger->places[(size_t)i * count];
    bp_match worst = BP_INSIDE;
    for (unsigned d = 0; d < count; d++) {
        bp_match match = match_one(&cube->axes[d], selection->of[d], places[d]);
        if (match == BP_OUTSIDE)
            return BP_OUTSIDE;
        if (match == BP_COARSER && worst == BP_INSIDE) {
            worst = BP_COARSER;
            *dimension = d;
        }
    }
    return worst;
}

void bp_ledger_sum(const bp_cube *cube, const bp_ledger *ledger, const uint32_t *lines, uint32_t count,
                   const bp_selection *selection, bp_sum *out)
{
    *out = (bp_sum){.coarser = UINT32_MAX};
    for (uint32_t n = 0; n < count; n++) {
        uint32_t i = lines ? lines[n] : n;
        unsigned dimension = 0;
        bp_match match = bp_ledger_match(cube, ledger, i, selection, &dimension);
        if (match == BP_INSIDE) {
            out->overflow |= !bp_amount_add(&out->amount, ledger->amounts[i]);
            out->lines++;
        } else if (match == BP_COARSER && out->coarser == UINT32_MAX) {
            out->coarser = i;
            out->dimension = dimension;
        }
    }
}
