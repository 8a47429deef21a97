/* places.c - which cell a text came from: so that what is found in an imported model is found in its workbook. See reading.h.
 *
 * Texts are told apart by their addresses: each is kept once, in the arena of the model. The model that import gives back was
 * written and read again, and the first freed in between: places go over in the order of the texts, which is the same in both.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "reading/reading.h"
#include "format/xlsx/workbook.h"

void bp_reading_place(bp_reading *r, const char *text, const bp_grid *grid, uint32_t row, uint32_t column)
{
    if (!BP_ARRAY_ROOM(r->places, r->place_count, r->place_room)) {
        bp_reading_memory(r);
        return;
    }
    r->places[r->place_count++] = (bp_text_place){text, grid->source ? NULL : grid->sheet, row, column};
}

static int by_text(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const bp_text_place *)a)->text, y = (uintptr_t)((const bp_text_place *)b)->text;
    return x < y ? -1 : x > y;
}

static int by_address(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const bp_text_cell *)a)->text, y = (uintptr_t)((const bp_text_cell *)b)->text;
    return x < y ? -1 : x > y;
}

/* The place of the text that begins at an address, or around it: a prefix may have been passed over. NULL where there is none. */
static const bp_text_place *place_of(const bp_reading *r, const char *text)
{
    size_t low = 0, high = r->place_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((uintptr_t)r->places[middle].text <= (uintptr_t)text)
            low = middle + 1;
        else
            high = middle;
    }
    const bp_text_place *place = low ? &r->places[low - 1] : NULL;
    return place && *text && (uintptr_t)text <= (uintptr_t)place->text + strlen(place->text) ? place : NULL;
}

/* The texts that findings are about, in one order for every model of the same facts. */
static void each_text(const bp_model *m, void (*visit)(void *context, const char *text), void *context)
{
    visit(context, m->title);
    visit(context, m->department);
    for (size_t i = 0; i < m->agency_count; i++)
        visit(context, m->agencies[i].name);
    for (size_t p = 0; p < m->project_count; p++) {
        const bp_project *project = &m->projects[p];
        visit(context, project->name);
        for (size_t i = 0; i < project->goal_count; i++)
            visit(context, project->goal[i]);
        for (size_t i = 0; i < project->indicator_count; i++) {
            visit(context, project->indicators[i].name);
            visit(context, project->indicators[i].period_value);
            visit(context, project->indicators[i].annual_value);
        }
    }
    for (size_t i = 0; i < m->note_count; i++)
        visit(context, m->notes[i]);
}

static void count_text(void *context, const char *text)
{
    (void)text;
    ++*(size_t *)context;
}

static size_t count_texts(const bp_model *m)
{
    size_t count = 0;
    each_text(m, count_text, &count);
    return count;
}

typedef struct listing {
    const bp_reading *r;
    bp_cell_at *next;
} listing;

static void list_place(void *context, const char *text)
{
    listing *l = context;
    const bp_text_place *place = place_of(l->r, text);
    *l->next++ = place ? (bp_cell_at){place->sheet, place->row, place->column} : (bp_cell_at){NULL, UINT32_MAX, 0};
}

void bp_reading_list_places(bp_reading *r)
{
    r->listed_count = count_texts(r->model);
    r->listed = malloc(r->listed_count * sizeof *r->listed);
    if (!r->listed)
        bp_reading_memory(r);
    if (r->place_count)
        qsort(r->places, r->place_count, sizeof *r->places, by_text);
    if (r->listed)
        each_text(r->model, list_place, &(listing){r, r->listed});
    free(r->places);
    r->places = NULL;
    r->place_count = r->place_room = 0;
}

typedef struct carrier {
    bp_model *out;
    const bp_cell_at *next, *last;  /* last: that of the name before */
    const char *name;
} carrier;

/* The texts of one cell mostly follow each other: they share its name. */
static void carry(void *context, const char *text)
{
    carrier *c = context;
    const bp_cell_at *at = c->next++;
    bp_buf name = {0};
    if (at->row == UINT32_MAX)
        return;
    if (!c->last || c->last->sheet != at->sheet || c->last->row != at->row || c->last->column != at->column) {
        if (at->sheet)
            bp_cell_place(&name, at->sheet, at->row, at->column);
        else
            bp_cell_name(&name, at->row, at->column);
        c->name = bp_arena_strdup(&c->out->arena, bp_buf_text(&name));
        c->last = at;
        bp_buf_free(&name);
    }
    if (c->name)
        c->out->cells[c->out->cell_count++] = (bp_text_cell){text, c->name};
}

void bp_reading_carry_places(const bp_reading *r, bp_model *out)
{
    bool same = count_texts(out) == r->listed_count;
    out->cells = same ? bp_arena_array(&out->arena, r->listed_count, sizeof *out->cells) : NULL;
    if (!out->cells)
        return;  /* findings are then without their cells */
    each_text(out, carry, &(carrier){.out = out, .next = r->listed});
    if (out->cell_count)
        qsort(out->cells, out->cell_count, sizeof *out->cells, by_address);
}
