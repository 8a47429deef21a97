/* workbook.c - a workbook's official sheet against the model, row by row. Private to verify/.
 *
 * The sheet: title, the lines above the table, the levels of the header, the table's rows, the notes. A row higher than Excel lets
 * one be lies over several sheet rows, its cells merged. Where a row does not show what the model asks for, its neighbours tell
 * whether it was lost, put in, or exchanged with the next, so that what follows is compared in its right place.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/grid.h"
#include "verify/private.h"

enum {
    HEADER_ROW = 2,
    HEIGHT_LEAST = 1500,          /* by how much a row may be lower than it should be: programs round to pixels */
};

typedef struct book {
    bp_verifier *v;
    const bp_form *form;
    const char *sheet;       /* its name */
    bp_grid grid;
    bp_row row, next;        /* composed */
    uint32_t at;             /* sheet row that the table row in hand stands in, if nothing was lost or put in */
    bool *expected;          /* the merges of the sheet that the model asks for */
    uint32_t notes_from;     /* first sheet row of the notes, as found */
    int32_t *note_heights;
    uint32_t *heights_from;  /* of each table row, its first sheet row as found; UINT32_MAX where it was lost */
} book;

static uint32_t parts_of(const book *b, size_t row)
{
    return bp_sheet_rows(bp_layout_row_height(b->v->layout, row));
}

/* ---- reporting ---- */

static void differ(book *b, bp_code code, uint32_t row, size_t column, const bp_spot *spot, const char *a, const char *c,
                   const char *d)
{
    bp_buf place = {0};
    bp_cell_place(&place, b->sheet, row, (uint32_t)column);
    bp_differ_in_cell(b->v, code, bp_buf_text(&place), spot, a, c, d);
    b->v->failed |= place.failed;
    bp_buf_free(&place);
}

static void differ_in_text(book *b, bp_code code, uint32_t row, size_t column, const bp_spot *spot, const char *found,
                           const char *asked, const char *other)
{
    bp_buf is = {0}, should = {0};
    bp_excerpt(found, asked, &is, &should);
    differ(b, code, row, column, spot, bp_buf_text(&is), bp_buf_text(&should), other);
    b->v->failed |= is.failed || should.failed;
    bp_buf_free(&is);
    bp_buf_free(&should);
}

static bp_spot spot_of(bp_part part, size_t row, size_t column)
{
    return (bp_spot){.page = SIZE_MAX, .part = part, .row = row, .column = column};
}

/* ---- cells ---- */

static const char *shown(const bp_grid_cell *cell)
{
    return cell ? cell->text : "";
}

static bool is_blank(const bp_grid_cell *cell)
{
    return !cell || cell->value == BP_VALUE_NONE || !*cell->text;
}

/* A spreadsheet has the nearest double of an amount, and may write it with one digit more or less. */
static bool same_amount(const bp_grid_cell *cell, bp_amount amount)
{
    if (!amount.present || is_blank(cell))
        return !amount.present && is_blank(cell);
    if (cell->value != BP_VALUE_NUMBER)
        return false;
    double own = bp_amount_double(amount), found = strtod(cell->text, NULL);
    return fabs(found - own) <= fmax(fabs(own) * 4e-16, 4e-7);
}

static bool same_text(const bp_grid_cell *cell, const char *text)
{
    return *text ? cell && cell->value == BP_VALUE_TEXT && !strcmp(cell->text, text) : is_blank(cell);
}

static bool same_cell(const bp_grid_cell *cell, const bp_cell *asked)
{
    return asked->kind == BP_CELL_AMOUNT ? same_amount(cell, asked->amount) : same_text(cell, asked->text);
}

static const char *text_of(const bp_cell *cell, char out[BP_AMOUNT_SIZE])
{
    if (cell->kind != BP_CELL_AMOUNT)
        return cell->text;
    bp_amount_text(out, cell->amount);
    return out;
}

static void compare_text(book *b, uint32_t row, size_t column, const char *asked, const bp_spot *spot)
{
    const bp_grid_cell *cell = bp_grid_at(&b->grid, row, (uint32_t)column);
    b->v->seen->cells += *asked != '\0';
    if (same_text(cell, asked))
        return;
    if (is_blank(cell))
        differ(b, BP_VERIFY_LOST, row, column, spot, asked, NULL, NULL);
    else if (!*asked)
        differ(b, BP_VERIFY_CELL_FURTHER, row, column, spot, shown(cell), NULL, NULL);
    else
        differ_in_text(b, BP_VERIFY_CHANGED, row, column, spot, shown(cell), asked, NULL);
}

/* ---- merges ---- */

static void expect_merge(book *b, uint32_t row0, size_t column0, uint32_t row1, size_t column1, const bp_spot *spot)
{
    if (row0 == row1 && column0 == column1)
        return;
    const bp_book_range *range = bp_grid_merge(&b->grid, row0, (uint32_t)column0);
    if (range && range->row0 == row0 && range->column0 == column0 && range->row1 == row1 && range->column1 == column1)
        b->expected[range - b->grid.merges] = true;
    else
        differ(b, BP_VERIFY_MERGE_LOST, row0, column0, spot, NULL, NULL, NULL);
}

static void report_further_merges(book *b)
{
    for (size_t i = 0; i < b->grid.merge_count; i++) {
        const bp_book_range *range = &b->grid.merges[i];
        bp_buf end = {0};
        if (b->expected[i])
            continue;
        bp_cell_name(&end, range->row1, range->column1);
        differ(b, BP_VERIFY_MERGE_FURTHER, range->row0, range->column0, NULL, bp_buf_text(&end), NULL, NULL);
        bp_buf_free(&end);
    }
}

/* ---- rows of the table ---- */

/* How many cells of a table row a sheet row shows otherwise, and how many it has that hold something. */
static size_t unlike(const book *b, const bp_row *row, uint32_t at, size_t *filled)
{
    size_t count = 0;
    *filled = 0;
    for (size_t c = 0; c < b->form->column_count; c++) {
        if (row->cells[c].kind == BP_CELL_COVERED)
            continue;
        *filled += row->cells[c].kind == BP_CELL_TEXT || row->cells[c].kind == BP_CELL_AMOUNT;
        count += !same_cell(bp_grid_at(&b->grid, at, (uint32_t)c), &row->cells[c]);
    }
    return count;
}

static bool shows(const book *b, const bp_row *row, uint32_t at)
{
    size_t filled;
    return !unlike(b, row, at, &filled);
}

static void compare_cells(book *b, size_t i, uint32_t at, size_t other_row)
{
    char number[24], asked[BP_AMOUNT_SIZE];
    snprintf(number, sizeof number, "%zu", other_row + 1);
    for (size_t c = 0; c < b->form->column_count; c++) {
        const bp_cell *cell = &b->row.cells[c];
        const bp_spot spot = spot_of(BP_PART_BODY, i, c);
        if (cell->kind == BP_CELL_COVERED)
            continue;
        const bp_grid_cell *found = bp_grid_at(&b->grid, at, (uint32_t)c);
        const char *text = text_of(cell, asked);
        uint32_t last = at;
        b->v->seen->cells += *text != '\0';
        for (size_t k = i; k < i + cell->rows; k++)
            last += parts_of(b, k);
        expect_merge(b, at, c, last - 1, c + cell->columns - 1, &spot);
        if (same_cell(found, cell))
            continue;
        if (is_blank(found))
            differ(b, BP_VERIFY_LOST, at, c, &spot, text, NULL, NULL);
        else if (!*text)
            differ(b, BP_VERIFY_CELL_FURTHER, at, c, &spot, shown(found), NULL, NULL);
        else if (other_row != SIZE_MAX)
            differ_in_text(b, BP_VERIFY_OTHER_ROW, at, c, &spot, shown(found), text, number);
        else
            differ_in_text(b, BP_VERIFY_CHANGED, at, c, &spot, shown(found), text, NULL);
    }
}

static void report_row(book *b, bp_code code, uint32_t at, size_t row)
{
    const bp_spot spot = spot_of(BP_PART_BODY, row, 0);
    differ(b, code, at, 0, &spot, b->row.cells[0].kind == BP_CELL_COVERED ? "" : b->row.cells[0].text, NULL, NULL);
}

/* What happened to a row that is not where it should be. */
typedef enum fate { HERE, LOST, DOUBLED, PUT_IN, EXCHANGED } fate;

static fate fate_of(book *b, size_t i, const bp_row *before, bool more)
{
    size_t filled, wrong = unlike(b, &b->row, b->at, &filled);
    uint32_t parts = parts_of(b, i);
    if (wrong * 2 <= filled)
        return HERE;
    if (before && shows(b, before, b->at) && shows(b, &b->row, b->at + parts_of(b, i - 1)))
        return DOUBLED;
    if (more && shows(b, &b->next, b->at))
        return shows(b, &b->row, b->at + parts_of(b, i + 1)) ? EXCHANGED : LOST;
    return shows(b, &b->row, b->at + parts) && parts == 1 ? PUT_IN : HERE;
}

static bool compose(book *b, size_t i, bp_arena *arena, bp_row *row)
{
    bp_arena_reset(arena);
    return i < bp_table_row_count(b->v->table) && bp_table_row(b->v->table, i, arena, row);
}

static bool compare_row(book *b, size_t i, const bp_row *before, bool more, size_t *exchanged)
{
    fate is = *exchanged != SIZE_MAX ? EXCHANGED : fate_of(b, i, before, more);
    size_t other = *exchanged;
    *exchanged = SIZE_MAX;
    if (is == DOUBLED || is == PUT_IN) {
        report_row(b, is == DOUBLED ? BP_VERIFY_ROW_DOUBLED : BP_VERIFY_ROW_PUT_IN, b->at, is == DOUBLED ? i - 1 : i);
        b->at += is == DOUBLED ? parts_of(b, i - 1) : 1;
    } else if (is == EXCHANGED && other == SIZE_MAX) {
        other = i + 1;
        *exchanged = i;
    }
    if (is == LOST) {
        report_row(b, BP_VERIFY_ROW_LOST, b->at, i);
        b->heights_from[i] = UINT32_MAX;
        return true;
    }
    b->heights_from[i] = b->at;
    compare_cells(b, i, b->at, is == EXCHANGED ? other : SIZE_MAX);
    b->at += parts_of(b, i);
    return !b->v->failed;
}

static bool compare_body(book *b)
{
    bp_arena arenas[3] = {{0}};
    bp_row rows[3];
    size_t count = bp_table_row_count(b->v->table), exchanged = SIZE_MAX;
    bool ok = !count || compose(b, 0, &arenas[0], &rows[0]);
    b->at = HEADER_ROW + b->form->header_levels;
    for (size_t i = 0; i < count && ok; i++) {
        bool more = i + 1 < count;
        ok = !more || compose(b, i + 1, &arenas[(i + 1) % 3], &rows[(i + 1) % 3]);
        if (!ok)
            break;
        b->row = rows[i % 3];
        b->next = rows[(i + 1) % 3];
        ok = compare_row(b, i, i ? &rows[(i + 2) % 3] : NULL, more, &exchanged);
    }
    for (int k = 0; k < 3; k++)
        bp_arena_free(&arenas[k]);
    return ok;
}

/* ---- around the table ---- */

static void compare_head(book *b)
{
    size_t last = b->form->column_count - 1, left = bp_layout_meta_columns(b->v->layout);
    const bp_spot title = spot_of(BP_PART_TITLE, 0, 0), meta = spot_of(BP_PART_META, 0, 0);
    compare_text(b, 0, 0, bp_table_title(b->v->table), &title);
    expect_merge(b, 0, 0, 0, last, &title);
    compare_text(b, 1, 0, bp_table_meta(b->v->table, 0), &meta);
    expect_merge(b, 1, 0, 1, left - 1, &meta);
    if (left <= last) {
        compare_text(b, 1, left, bp_table_meta(b->v->table, 1), &meta);
        expect_merge(b, 1, left, 1, last, &meta);
    }
    for (size_t i = 0; i < b->form->header_count; i++) {
        const bp_header_cell *cell = &b->form->header[i];
        const bp_spot spot = spot_of(BP_PART_HEADER, i, cell->column);
        uint32_t row = HEADER_ROW + cell->level;
        compare_text(b, row, cell->column, cell->text, &spot);
        expect_merge(b, row, cell->column, row + cell->levels - 1, cell->column + cell->columns - 1, &spot);
    }
}

static void compare_notes(book *b)
{
    b->notes_from = b->at;
    for (size_t i = 0; i < bp_table_note_count(b->v->table); i++) {
        const bp_spot spot = spot_of(BP_PART_NOTE, i, 0);
        uint32_t rows = bp_sheet_rows(b->note_heights[i] = bp_layout_loose_height(b->v->layout, BP_PART_NOTE, i));
        compare_text(b, b->at, 0, bp_table_note(b->v->table, i), &spot);
        expect_merge(b, b->at, 0, b->at + rows - 1, b->form->column_count - 1, &spot);
        b->at += rows;
    }
}

/* Cells past the last row, or to the right of the last column, or under a merged one. */
static void report_further_cells(book *b)
{
    for (size_t i = 0; i < b->grid.cell_count; i++) {
        const bp_grid_cell *cell = &b->grid.cells[i];
        const bp_book_range *range = bp_grid_merge(&b->grid, cell->row, cell->column);
        bool under = range && (range->row0 != cell->row || range->column0 != cell->column);
        if (!is_blank(cell) && (cell->row >= b->at || cell->column >= b->form->column_count || under))
            differ(b, BP_VERIFY_CELL_FURTHER, cell->row, cell->column, NULL, cell->text, NULL, NULL);
    }
}

/* ---- what hides: heights and visibility ---- */

typedef struct sight {
    book *b;
    size_t row;   /* of the table, the one that the sheet's row in hand belongs to */
    size_t note;
    uint32_t note_rows;  /* sheet rows of the notes before it */
} sight;

/* What a note asks of one of its sheet rows. Rows come in order. */
static int32_t note_height(sight *s, uint32_t row)
{
    const book *b = s->b;
    for (; s->note < bp_table_note_count(b->v->table) && row >= b->notes_from + s->note_rows; s->note++) {
        uint32_t rows = bp_sheet_rows(b->note_heights[s->note]);
        if (row < b->notes_from + s->note_rows + rows)
            return b->note_heights[s->note] / (int32_t)rows;
        s->note_rows += rows;
    }
    return 0;
}

/* What the lines above the table ask of theirs. */
static int32_t head_height(const book *b, uint32_t row)
{
    int32_t height = bp_layout_loose_height(b->v->layout, row ? BP_PART_META : BP_PART_TITLE, 0);
    return height / (int32_t)bp_sheet_rows(height);
}

static bp_status see_row(void *context, const bp_book_row *row)
{
    sight *s = context;
    book *b = s->b;
    size_t count = bp_table_row_count(b->v->table);
    int32_t asked = 0;
    if (row->hidden && row->row < b->at)
        differ(b, BP_VERIFY_ROW_HIDDEN, row->row, 0, NULL, NULL, NULL, NULL);
    while (s->row < count && (b->heights_from[s->row] == UINT32_MAX || b->heights_from[s->row] + parts_of(b, s->row) <= row->row))
        s->row++;
    if (s->row < count && row->row >= b->heights_from[s->row])
        asked = bp_layout_row_height(b->v->layout, s->row) / (int32_t)parts_of(b, s->row);
    else if (row->row >= HEADER_ROW && row->row < HEADER_ROW + b->form->header_levels)
        asked = bp_layout_header_height(b->v->layout, row->row - HEADER_ROW);
    else
        asked = row->row < HEADER_ROW ? head_height(b, row->row) : note_height(s, row->row);
    if (!row->hidden && row->height >= 0 && row->height < asked - HEIGHT_LEAST) {
        bp_buf is = {0}, should = {0};
        bp_buf_milli(&is, row->height);
        bp_buf_milli(&should, asked);
        differ(b, BP_VERIFY_ROW_LOW, row->row, 0, NULL, bp_buf_text(&is), bp_buf_text(&should), NULL);
        bp_buf_free(&is);
        bp_buf_free(&should);
    }
    return BP_OK;
}

static bp_status see_columns(void *context, const bp_book_columns *columns)
{
    sight *s = context;
    if (columns->hidden && columns->first < s->b->form->column_count)
        differ(s->b, BP_VERIFY_COLUMN_HIDDEN, 0, columns->first, NULL, NULL, NULL, NULL);
    return BP_OK;
}

/* ---- the workbook ---- */

/* The sheet that shows the table: by its name, else the first that is not hidden. */
static size_t find_sheet(const bp_workbook *workbook, const char *name)
{
    size_t first = SIZE_MAX;
    for (size_t i = 0; i < bp_workbook_sheet_count(workbook); i++) {
        const bp_sheet_info *sheet = bp_workbook_sheet(workbook, i);
        if (sheet->visibility != BP_SHEET_VISIBLE || !sheet->part)
            continue;
        if (!strcmp(sheet->name, name))
            return i;
        if (first == SIZE_MAX)
            first = i;
    }
    return first;
}

static void compare_facts(book *b, const bp_workbook *workbook, size_t official)
{
    const char *title = bp_workbook_find_property(workbook, BP_PROPERTY_CORE, "title");
    size_t size;
    const char *mark = bp_workbook_fingerprint(workbook, &size);
    const char *profile = bp_workbook_find_property(workbook, BP_PROPERTY_CUSTOM, "budgetpress.profile");
    if (title && strcmp(title, bp_table_title(b->v->table)) != 0)
        bp_differ_on_page(b->v, BP_VERIFY_TITLE, SIZE_MAX, title, bp_table_title(b->v->table));
    if (mark)
        bp_compare_fingerprint(b->v, mark, size);
    for (size_t i = 0; i < bp_workbook_sheet_count(workbook) && !(profile && !strcmp(profile, "working")); i++)
        if (i != official)
            bp_differ_on_page(b->v, BP_VERIFY_SHEET_FURTHER, SIZE_MAX, bp_workbook_sheet(workbook, i)->name, NULL);
}

static bp_status compare(book *b, bp_workbook *workbook, size_t sheet)
{
    const bp_sheet_events events = {.columns = see_columns, .row = see_row};
    sight s = {.b = b};
    bp_status status = bp_grid_read(workbook, sheet, b->v->diag, &b->grid);
    if (status)
        return status;
    b->expected = calloc(b->grid.merge_count + 1, sizeof *b->expected);
    b->heights_from = calloc(bp_table_row_count(b->v->table) + 1, sizeof *b->heights_from);
    b->note_heights = calloc(bp_table_note_count(b->v->table) + 1, sizeof *b->note_heights);
    if (!b->expected || !b->heights_from || !b->note_heights)
        return bp_report_memory(b->v->diag);
    compare_facts(b, workbook, sheet);
    compare_head(b);
    bool ok = compare_body(b);
    if (ok) {
        compare_notes(b);
        report_further_cells(b);
        report_further_merges(b);
        status = bp_sheet_read(workbook, sheet, &events, &s, b->v->diag);
    }
    b->v->seen->pages = 1;
    return ok && !b->v->failed ? status : bp_report_memory(b->v->diag);
}

bp_status bp_verify_workbook(bp_verifier *v)
{
    book b = {.v = v, .form = bp_table_form(v->table)};
    bp_source *source = NULL;
    bp_workbook *workbook = NULL;
    bp_status status = bp_source_open(v->path, v->diag, &source);
    if (!status)
        status = bp_workbook_open(source, v->diag, &workbook);
    size_t sheet = status ? SIZE_MAX : find_sheet(workbook, b.form->sheet);
    if (!status && sheet == SIZE_MAX)
        status = bp_report(v->diag, BP_VERIFY_NO_SHEET, (bp_where){.file = v->path}, BP_NO_ARGS);
    if (!status) {
        b.sheet = bp_workbook_sheet(workbook, sheet)->name;
        status = compare(&b, workbook, sheet);
    }
    bp_grid_free(&b.grid);
    free(b.expected);
    free(b.heights_from);
    free(b.note_heights);
    bp_workbook_close(workbook);
    bp_source_free(source);
    return status;
}
