/* fix.c - puts in what is certain: marks and blanks, never an amount. Private to check/; see check.h.
 *
 * A finding with a replacement says which bytes of which text to replace. All replacements of one text are made at once; since one
 * may bring another to light (a mark behind a blank that is gone), the rules run again until nothing is left to replace.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "check/private.h"
#include "check/settings.h"

enum { ROUNDS = 8 };

/* Where the model keeps the text of a spot; NULL where the spot is no text. */
static const char **slot_of(bp_model *m, const bp_spot *spot)
{
    bp_project *project = spot->part == BP_SPOT_PROJECT ? &m->projects[spot->index] : NULL;
    switch (spot->part) {
    case BP_SPOT_TITLE:
        return &m->title;
    case BP_SPOT_DEPARTMENT:
        return &m->department;
    case BP_SPOT_AGENCY:
        return &m->agencies[spot->index].name;
    case BP_SPOT_NOTE:
        return &m->notes[spot->index];
    case BP_SPOT_DICTIONARY:
        return &m->dictionary[spot->index].name;
    case BP_SPOT_PROJECT:
        break;
    default:
        return NULL;
    }
    if (spot->branch == BP_IN_NAME)
        return &project->name;
    if (spot->branch == BP_IN_GOAL && spot->item != BP_WHOLE)
        return &project->goal[spot->item];
    if (spot->branch != BP_IN_INDICATOR || spot->item == BP_WHOLE || !spot->member)
        return NULL;
    bp_indicator *record = &project->indicators[spot->item];
    return !strcmp(spot->member, "name")           ? &record->name
           : !strcmp(spot->member, "period_value") ? &record->period_value
           : !strcmp(spot->member, "annual_value") ? &record->annual_value
                                                   : NULL;
}

/* By text, then by place in it. */
static int by_text(const void *a, const void *b)
{
    const bp_found *x = a, *y = b;
    if (x->evidence.text != y->evidence.text)
        return (uintptr_t)x->evidence.text < (uintptr_t)y->evidence.text ? -1 : 1;
    if (x->evidence.at != y->evidence.at)
        return x->evidence.at < y->evidence.at ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* The text with the replacements of `count` findings; where two overlap the first is made. */
static const char *replaced(bp_model *model, const bp_found *found, size_t count)
{
    bp_buf out = {0};
    const char *text = found->evidence.text;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        const bp_evidence *e = &found[i].evidence;
        if (e->at < at)
            continue;
        bp_buf_put(&out, text + at, e->at - at);
        bp_buf_puts(&out, e->fix);
        at = e->at + e->size;
    }
    bp_buf_puts(&out, text + at);
    const char *kept = out.failed ? NULL : bp_arena_strndup(&model->arena, bp_buf_text(&out), out.size);
    bp_buf_free(&out);
    return kept;
}

typedef struct change_list {
    bp_arena *arena;
    bp_change *items;      /* on the heap until all are known */
    size_t count, room;
} change_list;

static bool add_change(change_list *list, const bp_model *model, const bp_found *found, const bp_spot *spot, const char *after)
{
    if (!BP_ARRAY_ROOM(list->items, list->count, list->room))
        return false;
    bp_change *change = &list->items[list->count++];
    change->code = bp_code_info_of(bp_rules[found->rule].code).code;
    change->pointer = bp_spot_pointer(model, spot, list->arena);
    change->before = bp_arena_strdup(list->arena, found->evidence.text);
    change->after = bp_arena_strdup(list->arena, after);
    return change->pointer && change->before && change->after;
}

/* Replaces one text; a value of the year that repeats the period's goes with it, since it was not looked at by itself. */
static bool apply(bp_model *model, const bp_found *found, size_t count, change_list *list)
{
    const char **slot = slot_of(model, &found->spot);
    const char *after = slot ? replaced(model, found, count) : NULL;
    if (!slot)
        return true;
    if (!after || !add_change(list, model, found, &found->spot, after))
        return false;
    bp_spot twin = found->spot;
    twin.member = "annual_value";
    const char **other =
        found->spot.branch == BP_IN_INDICATOR && !strcmp(found->spot.member, "period_value") ? slot_of(model, &twin) : NULL;
    bool same = other && !strcmp(*other, *slot);
    if (same && !add_change(list, model, found, &twin, after))
        return false;
    *slot = after;
    if (same)
        *other = after;
    return true;
}

/* One round; *count is how many texts were changed. */
static bp_status fix_once(bp_model *model, const bp_check_options *options, bp_diag *diag, change_list *list, size_t *count)
{
    bp_checker c = {.model = model, .options = options, .settings = options->checks, .diag = diag};
    bp_status status = bp_checker_run(&c);
    size_t kept = 0, before = list->count;
    for (size_t i = 0; i < c.found_count; i++)
        if (c.found[i].evidence.fix && !bp_silence_of(&c, &c.found[i]))
            c.found[kept++] = c.found[i];
    if (kept)
        qsort(c.found, kept, sizeof *c.found, by_text);
    bool ok = true;
    for (size_t i = 0, end; i < kept && ok; i = end) {
        for (end = i + 1; end < kept && c.found[end].evidence.text == c.found[i].evidence.text; end++)
            ;
        ok = apply(model, &c.found[i], end - i, list);
    }
    *count = list->count - before;
    bp_checker_end(&c);
    return !ok ? bp_report_memory(diag) : status > BP_DATA ? status : BP_OK;
}

bp_status bp_fix_model(bp_model *model, const bp_check_options *options, bp_arena *arena, bp_diag *diag, bp_change **changes,
                       size_t *count)
{
    change_list list = {.arena = arena};
    size_t changed = 1;
    bp_status status = BP_OK;
    for (int round = 0; round < ROUNDS && changed && !status; round++)
        status = fix_once(model, options, diag, &list, &changed);
    *count = list.count;
    *changes = bp_arena_array(arena, list.count + 1, sizeof **changes);
    if (*changes && list.count)
        memcpy(*changes, list.items, list.count * sizeof **changes);
    else if (!*changes)
        status = bp_report_memory(diag);
    free(list.items);
    return status;
}
