/* places.c - which cell a value came from: so that what is found in an imported model is found in its workbook. See reading.h.
 *
 * Values are told apart by their addresses: each text is kept once, in the arena of the model.
 */
#include <stdlib.h>

#include "base/array.h"
#include "format/xlsx/workbook.h"
#include "reading/reading.h"

static void add_place(bp_reading *r, bp_value_place place)
{
    if (BP_ARRAY_ROOM(r->places, r->place_count, r->place_room))
        r->places[r->place_count++] = place;
    else
        bp_reading_memory(r);
}

void bp_reading_place(bp_reading *r, const void *value, const bp_grid *grid, uint32_t row, uint32_t column)
{
    add_place(r, (bp_value_place){.value = value, .sheet = grid->source ? NULL : grid->sheet, .row = row, .column = column});
}

void bp_reading_place_fund(bp_reading *r, size_t project, bp_fund fund, const bp_grid *grid, uint32_t row, uint32_t column)
{
    add_place(r, (bp_value_place){.project = project, .fund = fund, .sheet = grid->source ? NULL : grid->sheet, .row = row,
                                  .column = column});
}

static int by_address(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const bp_value_cell *)a)->value, y = (uintptr_t)((const bp_value_cell *)b)->value;
    return x < y ? -1 : x > y;
}

static const char *name_cell(bp_reading *r, const bp_value_place *place)
{
    bp_buf name = {0};
    if (place->sheet)
        bp_cell_place(&name, place->sheet, place->row, place->column);
    else
        bp_cell_name(&name, place->row, place->column);
    const char *kept = name.failed ? NULL : bp_arena_strdup(&r->model->arena, bp_buf_text(&name));
    bp_buf_free(&name);
    return kept;
}

bool bp_reading_list_cells(bp_reading *r)
{
    bp_model *m = r->model;
    const bp_value_place *last = NULL;  /* values of one cell mostly follow each other: they share its name */
    const char *name = "";
    m->cells = bp_arena_array(&m->arena, r->place_count, sizeof *m->cells);
    for (m->cell_count = 0; m->cells && name && m->cell_count < r->place_count; m->cell_count++) {
        const bp_value_place *place = &r->places[m->cell_count];
        if (!last || last->sheet != place->sheet || last->row != place->row || last->column != place->column)
            name = name_cell(r, place);
        last = place;
        m->cells[m->cell_count] =
            (bp_value_cell){place->value ? place->value : (const void *)&m->projects[place->project].funding[place->fund], name};
    }
    if (m->cell_count)
        qsort(m->cells, m->cell_count, sizeof *m->cells, by_address);
    return m->cells && name;
}
