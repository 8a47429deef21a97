/* left.c - the cells of a table that nobody took: none is left out in silence. See reading.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "import/reading.h"
#include "import/values.h"

enum { EACH_MAX = 8, SHOWN = 60 };  /* cells of a column that are told one by one; bytes of a text that are shown */

/* One column below the header. */
typedef struct column_left {
    size_t left, taken;
    bool numbers;                 /* some of those left are */
    const bp_grid_cell *first, *last;
} column_left;

void bp_reading_take(const bp_grid *grid, const bp_grid_cell *cell)
{
    if (cell)
        grid->cells[cell - grid->cells].taken = true;
}

static bool is_filled(const bp_grid_cell *cell)
{
    const char *text = cell->text;
    size_t size = cell->size;
    bp_strip(&text, &size);
    return size || cell->formula;
}

static void tell_cell(bp_reading *r, const bp_grid *grid, const bp_grid_cell *cell, bp_code code)
{
    char shown[SHOWN + 4];
    size_t cut = cell->size > SHOWN ? bp_utf8_valid(cell->text, SHOWN) : cell->size;
    snprintf(shown, sizeof shown, "%.*s%s", (int)cut, cell->text, cut < cell->size ? "…" : "");
    for (char *p = shown; *p; p++)
        *p = *p == '\n' || *p == '\r' ? ' ' : *p;
    bp_reading_report(r, grid, cell->row, cell->column, code, BP_ARGS(shown));
}

static void count_columns(const bp_grid *grid, uint32_t first, column_left *columns, uint32_t width)
{
    for (size_t i = 0; i < grid->cell_count; i++) {
        const bp_grid_cell *cell = &grid->cells[i];
        if (cell->row < first || cell->column >= width || !is_filled(cell))
            continue;
        column_left *c = &columns[cell->column];
        if (cell->taken) {
            c->taken++;
            continue;
        }
        c->numbers |= bp_cell_is_amount(cell);
        c->first = c->left++ ? c->first : cell;
        c->last = cell;
    }
}

/* A part of a fund whose whole stands in a column of its own says nothing more. */
static bool is_part(const bp_header *header, uint32_t column)
{
    int meaning = header->means[column];
    return (meaning == BP_MEANS_FISCAL_PART && header->column[BP_MEANS_FISCAL] >= 0) ||
           (meaning == BP_MEANS_OTHER_PART && header->column[BP_MEANS_OTHER] >= 0);
}

/* A column with a header of which nothing was taken is told as a whole; its cells count as taken then. False where it is none. */
static bool tell_column(bp_reading *r, const bp_grid *grid, const bp_header *header, uint32_t column, const column_left *c)
{
    bp_buf text = {0};
    bp_header_text(grid, header, column, &text);
    bool whole = text.size && !c->taken && (c->left || header->means[column] == BP_HEADER_NONE);
    bool numbered = !strcmp(bp_buf_text(&text), "序号"), numbers = c->numbers && !is_part(header, column);
    if (whole && !numbered)
        bp_reading_report(r, grid, header->row + header->height - 1, column,
                          numbers ? BP_IMPORT_AMOUNTS_LEFT : BP_IMPORT_COLUMN_LEFT, BP_ARGS(text.data));
    bp_buf_free(&text);
    return whole;
}

static void tell_cells(bp_reading *r, const bp_grid *grid, const column_left *c)
{
    char count[24];
    bp_buf last = {0};
    snprintf(count, sizeof count, "%zu", c->left);
    bp_cell_name(&last, c->last->row, c->last->column);
    bp_reading_report(r, grid, c->first->row, c->first->column, BP_IMPORT_CELLS_LEFT, BP_ARGS(count, bp_buf_text(&last)));
    bp_buf_free(&last);
}

/* told: the columns of which nothing is left to be told cell by cell. */
static void tell_columns(bp_reading *r, const bp_grid *grid, const bp_header *header, const column_left *columns, bool *told)
{
    for (uint32_t c = 0; c < header->width; c++) {
        told[c] = tell_column(r, grid, header, c, &columns[c]);
        if (told[c] || columns[c].left <= EACH_MAX)
            continue;
        tell_cells(r, grid, &columns[c]);
        told[c] = true;
    }
}

/* The row's cells; in a CSV file one behind the last header: mostly a comma within a field parted it. */
static void tell_row(bp_reading *r, const bp_grid *grid, const bp_header *header, const bp_grid_row *row, const bool *told,
                     uint32_t end)
{
    bool below = row->row >= header->row + header->height, read = false;
    for (size_t i = row->first; i < row->first + row->count; i++)
        read |= grid->cells[i].taken;
    for (size_t i = row->first; i < row->first + row->count; i++) {
        const bp_grid_cell *cell = &grid->cells[i];
        if (cell->taken || !is_filled(cell) || (row->row >= header->row && cell->column < header->width && told[cell->column]))
            continue;
        bool further = grid->source && below && read && cell->column >= end;
        tell_cell(r, grid, cell, further ? BP_IMPORT_MORE_FIELDS : BP_IMPORT_CELL_LEFT);
        if (further)
            return;
    }
}

void bp_reading_tell_left(bp_reading *r, const bp_grid *grid, const bp_header *header)
{
    column_left *columns = calloc((size_t)header->width + 1, sizeof *columns);
    bool told[BP_IMPORT_COLUMNS_MAX];
    uint32_t first = header->row + header->height, end = 0;
    if (!columns) {
        bp_reading_memory(r);
        return;
    }
    for (size_t i = 0; i < grid->cell_count && grid->cells[i].row < first; i++)
        if (grid->cells[i].row >= header->row) {
            grid->cells[i].taken = true;
            end = grid->cells[i].column >= end ? grid->cells[i].column + 1 : end;
        }
    count_columns(grid, first, columns, header->width);
    tell_columns(r, grid, header, columns, told);
    for (size_t i = 0; i < grid->row_count; i++)
        tell_row(r, grid, header, &grid->rows[i], told, end);
    free(columns);
}
