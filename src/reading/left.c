/* left.c - the cells of a table that nobody took: none is left out in silence. See reading.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "form/table.h"
#include "format/xlsx/comments.h"
#include "format/xlsx/reader.h"
#include "reading/reading.h"
#include "reading/values.h"

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

/* With the beginning of a text, in one line. */
static void tell_text(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, const char *text, bp_code code)
{
    char shown[SHOWN + 4];
    size_t size = strlen(text), cut = size > SHOWN ? bp_utf8_valid(text, SHOWN) : size;
    snprintf(shown, sizeof shown, "%.*s%s", (int)cut, text, cut < size ? "…" : "");
    for (char *p = shown; *p; p++)
        *p = *p == '\n' || *p == '\r' ? ' ' : *p;
    bp_reading_report(r, grid, row, column, code, BP_ARGS(shown));
}

static void tell_cell(bp_reading *r, const bp_grid *grid, const bp_grid_cell *cell, bp_code code)
{
    tell_text(r, grid, cell->row, cell->column, cell->text, code);
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

/* ---- sheets of facts ---- */

/* Columns of ours that are computed or stand there for people, by working/: nothing is read from them. */
static bool is_ours(const char *header)
{
    static const char *const headers[] = {"单位序号", "段落",     "级次", "一级代码", "二级代码", "目标段数", "指标条数", "提示",
                                          "计入",     "目标文本", "序号", "拼接文本", "指标文本", "有效组",   "计数"};
    bool found = false;
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        found |= !strcmp(header, headers[i]);
    return found;
}

void bp_reading_tell_left_facts(bp_reading *r, const bp_grid *grid, const bp_header *header)
{
    bp_buf text = {0};
    for (size_t i = 0; i < grid->cell_count; i++) {
        const bp_grid_cell *cell = &grid->cells[i];
        bool known = cell->column < header->width && header->means[cell->column] >= 0;
        bool above = cell->row >= header->row && cell->row < header->row + header->height;
        if (cell->taken || cell->formula || known || above || !is_filled(cell))
            continue;
        bp_header_text(grid, header, cell->column, &text);
        if (!is_ours(bp_buf_text(&text)))
            tell_cell(r, grid, cell, BP_IMPORT_CELL_LEFT);
    }
    bp_buf_free(&text);
}

/* ---- comments and other sheets ---- */

typedef struct comment_teller {
    bp_reading *r;
    const bp_grid *grid;
} comment_teller;

static void tell_comment(void *context, const char *cell, const char *text)
{
    comment_teller *t = context;
    uint32_t row = 0, column = 0;
    if (bp_cell_parse(cell, &row, &column))
        tell_text(t->r, t->grid, row, column, text, BP_IMPORT_COMMENT_LEFT);
}

void bp_reading_tell_comments(bp_reading *r, bp_workbook *book, size_t sheet, const bp_grid *grid)
{
    comment_teller t = {r, grid};
    bool drawn;
    bp_status status = bp_comments_read(book, sheet, tell_comment, &t, r->diag, &drawn);
    if (status > r->status)
        r->status = status;
    if (drawn)
        bp_reading_report(r, grid, 0, 0, BP_IMPORT_DRAWING_LEFT, BP_NO_ARGS);
}

static bool read_other(bp_reading *r, bp_workbook *book, size_t sheet, bp_grid *grid)
{
    bp_status status = bp_grid_read(book, sheet, r->diag, grid);
    if (status > r->status)
        r->status = status;
    if (!status)
        bp_reading_tell_comments(r, book, sheet, grid);
    return !status;
}

static void tell_behind_header(bp_reading *r, const bp_grid *grid)
{
    uint32_t end = 0;
    for (size_t i = 0; i < grid->cell_count; i++)
        if (grid->cells[i].row == grid->cells[0].row)
            end = grid->cells[i].column + 1;
        else if (grid->cells[i].column >= end && is_filled(&grid->cells[i]))
            tell_cell(r, grid, &grid->cells[i], BP_IMPORT_CELL_LEFT);
}

void bp_reading_tell_sheet(bp_reading *r, bp_workbook *book, size_t sheet, bool checks)
{
    bp_grid grid = {0};
    char count[24];
    bool ok = read_other(r, book, sheet, &grid);
    snprintf(count, sizeof count, "%zu", grid.cell_count);
    if (ok && checks)
        tell_behind_header(r, &grid);
    else if (ok && grid.cell_count)
        bp_reading_report(r, &grid, grid.cells[0].row, grid.cells[0].column, BP_IMPORT_SHEET_LEFT, BP_ARGS(grid.sheet, count));
    bp_grid_free(&grid);
}

/* "2:12.50": an amount by its column. */
static const char *amount_key(bp_arena *arena, size_t column, bp_amount amount)
{
    char text[BP_AMOUNT_SIZE], key[BP_AMOUNT_SIZE + 24];
    bp_amount_text(text, amount);
    snprintf(key, sizeof key, "%zu:%s", column, text);
    return bp_arena_strdup(arena, key);
}

static bool add_cell(bp_arena *arena, void **texts, size_t column, const bp_cell *cell)
{
    const char *text = cell->kind == BP_CELL_AMOUNT ? amount_key(arena, column, cell->amount) : cell->text;
    return (cell->kind != BP_CELL_TEXT && cell->kind != BP_CELL_AMOUNT) || (text && bp_ids_add(texts, text));
}

/* Whether a cell that is no formula holds what the table has: its text, or its amount in that column. */
static bool is_of_table(bp_arena *arena, void *const *texts, const bp_grid_cell *cell)
{
    bp_amount amount;
    if (cell->value == BP_VALUE_TEXT)
        return !is_filled(cell) || bp_ids_has(texts, cell->text);
    if (cell->value != BP_VALUE_NUMBER || bp_amount_from_number(cell->text, -1, 0, &amount))
        return cell->value != BP_VALUE_NUMBER;
    const char *key = amount_key(arena, cell->column, amount);
    return key && bp_ids_has(texts, key);
}

/* All texts and amounts of a table. */
static void collect_texts(bp_reading *r, const bp_table *table, bp_arena *arena, void **texts)
{
    const bp_form *form = bp_table_form(table);
    bp_row row;
    bool ok = bp_ids_add(texts, bp_table_title(table)) && bp_ids_add(texts, bp_table_meta(table, 0)) &&
              bp_ids_add(texts, bp_table_meta(table, 1));
    for (size_t i = 0; i < form->header_count && ok; i++)
        ok = bp_ids_add(texts, form->header[i].text);
    for (size_t i = 0; i < bp_table_note_count(table) && ok; i++)
        ok = bp_ids_add(texts, bp_table_note(table, i));
    for (size_t i = 0; i < bp_table_row_count(table) && ok; i++) {
        ok = bp_table_row(table, i, arena, &row);
        for (size_t c = 0; c < form->column_count && ok; c++)
            ok = add_cell(arena, texts, c, &row.cells[c]);
    }
    if (!ok)
        bp_reading_memory(r);
}

void bp_reading_tell_official(bp_reading *r, bp_workbook *book, size_t sheet)
{
    bp_grid grid = {0};
    bp_table *table = NULL;
    bp_arena arena = {0};
    void *texts = NULL;
    bool ok = read_other(r, book, sheet, &grid) && !bp_table_new(r->form, r->model, NULL, &table);
    if (ok)
        collect_texts(r, table, &arena, &texts);
    for (size_t i = 0; i < grid.cell_count && ok; i++) {
        const bp_grid_cell *cell = &grid.cells[i];
        if (!cell->formula && !is_of_table(&arena, &texts, cell))
            tell_cell(r, &grid, cell, BP_IMPORT_CELL_LEFT);
    }
    bp_ids_free(texts);
    bp_arena_free(&arena);
    bp_table_free(table);
    bp_grid_free(&grid);
}
