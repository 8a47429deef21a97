/* places.c - which cell a text came from: so that what is found in an imported model is found in its workbook. See reading.h.
 *
 * Texts are told apart by their addresses: each is kept once, in the arena of the model. The model that import gives back was written
 * and read again, so the two are walked side by side.
 */
#include <stdlib.h>
#include <string.h>

#include "import/reading.h"
#include "import/workbook.h"

void bp_reading_place(bp_reading *r, const char *text, const bp_grid *grid, uint32_t row, uint32_t column)
{
    if (r->place_count == r->place_room) {
        size_t room = r->place_room ? r->place_room * 2 : 256;
        bp_text_place *places = realloc(r->places, room * sizeof *places);
        if (!places) {
            bp_reading_memory(r);
            return;
        }
        r->places = places;
        r->place_room = room;
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

/* from is of r->model, to of the model that is given back. */
static void carry(bp_reading *r, bp_model *out, const char *from, const char *to)
{
    const bp_text_place *place = place_of(r, from);
    bp_buf name = {0};
    if (!place)
        return;
    if (place->sheet)
        bp_cell_place(&name, place->sheet, place->row, place->column);
    else
        bp_cell_name(&name, place->row, place->column);
    const char *cell = bp_arena_strdup(&out->arena, bp_buf_text(&name));
    if (cell)
        out->cells[out->cell_count++] = (bp_text_cell){to, cell};
    bp_buf_free(&name);
}

static void carry_project(bp_reading *r, bp_model *out, const bp_project *from, const bp_project *to)
{
    carry(r, out, from->name, to->name);
    for (size_t i = 0; i < from->goal_count && i < to->goal_count; i++)
        carry(r, out, from->goal[i], to->goal[i]);
    for (size_t i = 0; i < from->indicator_count && i < to->indicator_count; i++) {
        carry(r, out, from->indicators[i].name, to->indicators[i].name);
        carry(r, out, from->indicators[i].period_value, to->indicators[i].period_value);
        carry(r, out, from->indicators[i].annual_value, to->indicators[i].annual_value);
    }
}

static size_t count_texts(const bp_model *m)
{
    size_t count = 2 + m->agency_count + m->note_count;
    for (size_t p = 0; p < m->project_count; p++)
        count += 1 + m->projects[p].goal_count + 3 * m->projects[p].indicator_count;
    return count;
}

void bp_reading_carry_places(bp_reading *r, const char *file, bp_model *out)
{
    const bp_model *m = r->model;
    out->imported = bp_arena_strdup(&out->arena, file);
    out->cells = bp_arena_array(&out->arena, count_texts(out), sizeof *out->cells);
    if (!out->cells)
        return;  /* findings are then without their cells */
    if (r->place_count)
        qsort(r->places, r->place_count, sizeof *r->places, by_text);
    carry(r, out, m->title, out->title);
    carry(r, out, m->department, out->department);
    for (size_t i = 0; i < m->agency_count && i < out->agency_count; i++)
        carry(r, out, m->agencies[i].name, out->agencies[i].name);
    for (size_t i = 0; i < m->project_count && i < out->project_count; i++)
        carry_project(r, out, &m->projects[i], &out->projects[i]);
    for (size_t i = 0; i < m->note_count && i < out->note_count; i++)
        carry(r, out, m->notes[i], out->notes[i]);
    if (out->cell_count)
        qsort(out->cells, out->cell_count, sizeof *out->cells, by_address);
}
