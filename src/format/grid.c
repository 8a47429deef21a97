/* grid.c - see grid.h. */
#include "format/grid.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

typedef struct grid_reader {
    bp_grid *grid;
    const bp_workbook *book;
    bp_diag *diag;
    bool hidden;   /* the present row */
    bool formulas; /* their texts are kept */
} grid_reader;

bp_status bp_grid_add(bp_grid *grid, const bp_grid_cell *cell, bool hidden, bp_diag *diag)
{
    char limit[16];
    snprintf(limit, sizeof limit, "%d", grid->cell_count == BP_GRID_CELLS_MAX ? BP_GRID_CELLS_MAX : BP_GRID_TEXT_MAX >> 20);
    if (grid->cell_count == BP_GRID_CELLS_MAX)
        return bp_grid_report(grid, diag, cell->row, cell->column, BP_BOOK_CELLS, BP_ARGS(limit));
    if ((grid->text_size += cell->size) > BP_GRID_TEXT_MAX)
        return bp_grid_report(grid, diag, cell->row, cell->column, BP_BOOK_TEXTS, BP_ARGS(limit));
    if (!BP_ARRAY_ROOM(grid->cells, grid->cell_count, grid->cell_room))
        return bp_report_memory(diag);
    if (!grid->row_count || grid->rows[grid->row_count - 1].row != cell->row) {
        if (!BP_ARRAY_ROOM(grid->rows, grid->row_count, grid->row_room))
            return bp_report_memory(diag);
        grid->rows[grid->row_count++] = (bp_grid_row){cell->row, hidden, grid->cell_count, 0};
    }
    bp_grid_cell *kept = &grid->cells[grid->cell_count];
    *kept = *cell;
    kept->text = bp_arena_strndup(&grid->arena, cell->text, cell->size);
    kept->source = cell->source && *cell->source ? bp_arena_strdup(&grid->arena, cell->source) : "";
    if (cell->runs) {
        bp_run_looks *runs = bp_arena_alloc(&grid->arena, sizeof *runs);
        if (runs)
            *runs = *cell->runs;
        kept->runs = runs;
    }
    if (!kept->text || !kept->source || (cell->runs && !kept->runs))
        return bp_report_memory(diag);
    grid->cell_count++;
    grid->rows[grid->row_count - 1].count++;
    if (cell->column >= grid->width)
        grid->width = cell->column + 1;
    return BP_OK;
}

static bp_status on_columns(void *context, const bp_book_columns *columns)
{
    grid_reader *r = context;
    if (!BP_ARRAY_ROOM(r->grid->columns, r->grid->column_count, r->grid->column_room))
        return bp_report_memory(r->diag);
    r->grid->columns[r->grid->column_count++] = *columns;
    return BP_OK;
}

static bp_status on_view(void *context, const bp_book_view *view)
{
    grid_reader *r = context;
    r->grid->view = *view;
    return BP_OK;
}

static bp_status on_row(void *context, const bp_book_row *row)
{
    grid_reader *r = context;
    r->hidden = row->hidden;
    return BP_OK;
}

static bp_status on_cell(void *context, const bp_book_cell *cell)
{
    grid_reader *r = context;
    const bp_grid_cell out = {.row = cell->row, .column = cell->column, .value = cell->value, .formula = cell->formula,
                              .source = r->formulas ? cell->source : "", .sums = cell->sums, .text = cell->text, .size = cell->size,
                              .format = bp_workbook_format(r->book, cell->style), .runs = cell->runs};
    return bp_grid_add(r->grid, &out, r->hidden, r->diag);
}

static bp_status on_merge(void *context, const bp_book_range *range)
{
    grid_reader *r = context;
    if (!BP_ARRAY_ROOM(r->grid->merges, r->grid->merge_count, r->grid->merge_room))
        return bp_report_memory(r->diag);
    r->grid->merges[r->grid->merge_count++] = *range;
    return BP_OK;
}

static int compare_ranges(const void *a, const void *b)
{
    const bp_book_range *x = a, *y = b;
    return x->row0 != y->row0 ? (x->row0 > y->row0) - (x->row0 < y->row0)
                              : (x->column0 > y->column0) - (x->column0 < y->column0);
}

static bp_status read_grid(bp_workbook *book, size_t sheet, bool formulas, bp_diag *diag, bp_grid *out)
{
    static const bp_sheet_events events = {.columns = on_columns, .row = on_row, .cell = on_cell, .merge = on_merge,
                                           .view = on_view};
    grid_reader reader = {.grid = out, .book = book, .diag = diag, .formulas = formulas};
    *out = (bp_grid){.file = bp_workbook_file(book), .sheet = bp_workbook_sheet(book, sheet)->name,
                     .is_1904 = bp_workbook_is_1904(book), .computes_on_load = bp_workbook_computes_on_load(book)};
    bp_status status = bp_sheet_read(book, sheet, &events, &reader, diag);
    if (out->merge_count)
        qsort(out->merges, out->merge_count, sizeof *out->merges, compare_ranges);
    return status;
}

bp_status bp_grid_read(bp_workbook *book, size_t sheet, bp_diag *diag, bp_grid *out)
{
    return read_grid(book, sheet, false, diag, out);
}

bp_status bp_grid_read_formulas(bp_workbook *book, size_t sheet, bp_diag *diag, bp_grid *out)
{
    return read_grid(book, sheet, true, diag, out);
}

void bp_grid_free(bp_grid *grid)
{
    bp_arena_free(&grid->arena);
    free(grid->cells);
    free(grid->rows);
    free(grid->merges);
    free(grid->columns);
    *grid = (bp_grid){0};
}

static int compare_cell(const void *key, const void *item)
{
    const bp_grid_cell *a = key, *b = item;
    return a->row != b->row ? (a->row > b->row) - (a->row < b->row) : (a->column > b->column) - (a->column < b->column);
}

const bp_grid_cell *bp_grid_at(const bp_grid *grid, uint32_t row, uint32_t column)
{
    const bp_grid_cell key = {.row = row, .column = column};
    return grid->cell_count ? bsearch(&key, grid->cells, grid->cell_count, sizeof *grid->cells, compare_cell) : NULL;
}

/* Merges are few where rows are many, and a merge that is looked for is mostly near: the last that begins at or above the row. */
const bp_book_range *bp_grid_merge(const bp_grid *grid, uint32_t row, uint32_t column)
{
    enum { FAR = 512 };  /* ranges looked at: an overlap deeper than that is not a table */
    size_t low = 0, high = grid->merge_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (grid->merges[middle].row0 <= row)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low; i > 0 && low - i < FAR; i--) {
        const bp_book_range *m = &grid->merges[i - 1];
        if (row <= m->row1 && column >= m->column0 && column <= m->column1)
            return m;
    }
    return NULL;
}

const bp_grid_cell *bp_grid_shown(const bp_grid *grid, uint32_t row, uint32_t column)
{
    const bp_book_range *merge = bp_grid_merge(grid, row, column);
    return merge ? bp_grid_at(grid, merge->row0, merge->column0) : bp_grid_at(grid, row, column);
}

bool bp_grid_column_hidden(const bp_grid *grid, uint32_t column)
{
    for (size_t i = 0; i < grid->column_count; i++)
        if (grid->columns[i].hidden && column >= grid->columns[i].first && column <= grid->columns[i].last)
            return true;
    return false;
}

bp_status bp_grid_report(const bp_grid *grid, bp_diag *diag, uint32_t row, uint32_t column, bp_code code, const char *const *args)
{
    bp_buf place = {0};
    bp_where where = {.file = grid->file};
    if (grid->source) {
        const bp_grid_cell *cell = bp_grid_at(grid, row, column);
        const bp_grid_cell *last = grid->cell_count ? &grid->cells[grid->cell_count - 1] : NULL;
        where.source = grid->source;
        where.offset = cell ? cell->offset : last ? last->offset : 1;
    } else {
        bp_cell_place(&place, grid->sheet, row, column);
        where.cell = bp_buf_text(&place);
    }
    bp_status status = bp_report(diag, code, where, args);
    bp_buf_free(&place);
    return status;
}
