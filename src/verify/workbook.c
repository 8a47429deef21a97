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

#include "core/translate.h"
#include "import/grid.h"
#include "verify/private.h"

enum {
    HEADER_ROW = 2,
    HEIGHT_LEAST = 1500,          /* by how much a row may be lower than it should be: programs round to pixels */
    CHARACTER = 5250,             /* a character of a column's width: 7 pixels of the font that workbooks begin with */
    WIDTH_LEAST = 1500,           /* the same of columns, besides a twentieth */
    ROW_USUAL = 15000,            /* height of a row that a sheet does not name */
    WIDEST = 1000,                /* characters: more than a program lets a column have */
};

#define USUAL_WIDTH 9.14          /* of a column that gives none, where the sheet gives none, either */

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
    int32_t widths[BP_COLUMNS_MAX];  /* of the columns, as found */
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

/* LibreOffice takes the blanks off that a formula's text begins with. */
static const char *unindented(const bp_grid_cell *cell, const char *text)
{
    return cell->formula ? text + strspn(text, " ") : text;
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

static bool show_amount(const bp_number_format *format, bp_amount amount, bp_buf *out, uint32_t *ink)
{
    char text[BP_AMOUNT_SIZE];
    bp_amount_text(text, amount);
    return bp_format_show_number(format, text, out, ink);
}

/* A number is the same as a text where it shows the same. */
static bool same_text(const bp_grid_cell *cell, const char *text)
{
    bp_amount amount;
    bp_buf shown = {0};
    uint32_t ink;
    if (!*text || is_blank(cell))
        return !*text && is_blank(cell);
    if (cell->value == BP_VALUE_TEXT)
        return !strcmp(unindented(cell, cell->text), unindented(cell, text));
    bool same = cell->value == BP_VALUE_NUMBER && bp_amount_parse(cell->text, cell->size, &amount) == BP_FAULT_OK &&
                show_amount(cell->format, amount, &shown, &ink) && !strcmp(bp_buf_text(&shown), text);
    bp_buf_free(&shown);
    return same;
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

/* ---- what a cell shows of what it holds ---- */

static void report_looks(book *b, uint32_t row, size_t column, const bp_spot *spot, const char *text, unsigned faults,
                         int32_t is, int32_t size)
{
    static const struct {
        bp_look_fault fault;
        bp_code code;
    } known[] = {{BP_LOOK_FAINT, BP_VERIFY_FAINT}, {BP_LOOK_STRUCK, BP_VERIFY_STRUCK}, {BP_LOOK_TURNED, BP_VERIFY_TURNED},
                 {BP_LOOK_CUT, BP_VERIFY_UNBROKEN}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (faults & known[i].fault)
            differ_in_text(b, known[i].code, row, column, spot, text, "", NULL);
    if (faults & (BP_LOOK_SMALL | BP_LOOK_LARGE)) {
        bp_buf found = {0}, asked = {0};
        bp_buf_milli(&found, is);
        bp_buf_milli(&asked, size);
        differ(b, BP_VERIFY_FONT_SIZE, row, column, spot, bp_buf_text(&found), bp_buf_text(&asked), NULL);
        b->v->failed |= found.failed || asked.failed;
        bp_buf_free(&found);
        bp_buf_free(&asked);
    }
}

/* Lines break more often in it than the layout has them, so that there is too little room in the rows; or figures are ####. */
static bool is_narrow(const book *b, size_t column)
{
    int32_t asked = bp_layout_column_width(b->v->layout, column);
    return b->widths[column] < asked - asked / 20 - WIDTH_LEAST;
}

/* Compares what is seen of a cell that holds what it should; size is that of its font as the form has it, which workbooks have in
 * steps of half a point. */
static void compare_looks(book *b, uint32_t row, size_t column, size_t columns, const bp_spot *spot, const char *asked,
                          bp_amount amount, int32_t size)
{
    const bp_grid_cell *cell = bp_grid_at(&b->grid, row, (uint32_t)column);
    bp_buf shown = {0};
    uint32_t ink;
    int32_t is, width = 0;
    if (is_blank(cell))
        return;
    size = size / 500 * 500;
    for (size_t c = column; c < column + columns; c++)
        width += is_narrow(b, c) ? bp_layout_column_width(b->v->layout, c) : b->widths[c];  /* a narrow column is told once */
    bool figure = true;
    if (amount.present)
        figure = show_amount(cell->format, amount, &shown, &ink);
    else if (cell->value == BP_VALUE_TEXT)
        figure = bp_format_show_text(cell->format, cell->text, &shown, &ink);
    else
        ink = BP_NO_INK;  /* same_text looked at it */
    const char *code = *cell->format->code ? cell->format->code : "General";
    if (!figure)
        differ(b, BP_VERIFY_FORMAT_ODD, row, column, spot, code, asked, NULL);
    else if (amount.present ? !bp_same_figure(bp_buf_text(&shown), asked)
                            : cell->value == BP_VALUE_TEXT && strcmp(bp_buf_text(&shown), cell->text) != 0)
        differ(b, BP_VERIFY_FORMAT, row, column, spot, code, bp_buf_text(&shown), asked);
    else {
        unsigned faults = bp_look_faults(cell, asked, ink, size, width, &is);
        report_looks(b, row, column, spot, asked, faults, is, size);
    }
    b->v->failed |= shown.failed;
    bp_buf_free(&shown);
}

/* One text over columns of the sheet. */
static void compare_text(book *b, uint32_t row, size_t column, size_t columns, const char *asked, const bp_spot *spot, int32_t size)
{
    const bp_grid_cell *cell = bp_grid_at(&b->grid, row, (uint32_t)column);
    b->v->seen->cells += *asked != '\0';
    if (same_text(cell, asked)) {
        compare_looks(b, row, column, columns, spot, asked, (bp_amount){0}, size);
        return;
    }
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
    char number[24], asked[BP_AMOUNT_SIZE], drawn[BP_AMOUNT_SIZE];
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
        if (cell->kind == BP_CELL_AMOUNT)
            bp_amount_format(drawn, cell->amount, b->form->columns[c].digits, b->form->columns[c].grouped);
        if (same_cell(found, cell)) {
            compare_looks(b, at, c, cell->columns, &spot, cell->kind == BP_CELL_AMOUNT ? drawn : text,
                          cell->kind == BP_CELL_AMOUNT ? cell->amount : (bp_amount){0}, bp_layout_body_size(b->v->layout));
            continue;
        }
        if (is_blank(found))
            differ(b, BP_VERIFY_LOST, at, c, &spot, text, NULL, NULL);
        else if (cell->kind == BP_CELL_AMOUNT && found->value == BP_VALUE_TEXT &&
                 (bp_same_figure(found->text, drawn) || bp_same_figure(found->text, text)))
            differ(b, BP_VERIFY_AMOUNT_TEXT, at, c, &spot, shown(found), NULL, NULL);
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
    const bp_page_spec *page = &b->form->page;
    const bp_spot title = spot_of(BP_PART_TITLE, 0, 0), meta = spot_of(BP_PART_META, 0, 0);
    compare_text(b, 0, 0, last + 1, bp_table_title(b->v->table), &title, page->title_size);
    expect_merge(b, 0, 0, 0, last, &title);
    compare_text(b, 1, 0, left, bp_table_meta(b->v->table, 0), &meta, page->meta_size);
    expect_merge(b, 1, 0, 1, left - 1, &meta);
    if (left <= last) {
        compare_text(b, 1, left, last + 1 - left, bp_table_meta(b->v->table, 1), &meta, page->meta_size);
        expect_merge(b, 1, left, 1, last, &meta);
    }
    for (size_t i = 0; i < b->form->header_count; i++) {
        const bp_header_cell *cell = &b->form->header[i];
        const bp_spot spot = spot_of(BP_PART_HEADER, i, cell->column);
        uint32_t row = HEADER_ROW + cell->level;
        compare_text(b, row, cell->column, cell->columns, cell->text, &spot, bp_layout_body_size(b->v->layout));
        expect_merge(b, row, cell->column, row + cell->levels - 1, cell->column + cell->columns - 1, &spot);
    }
}

static void compare_notes(book *b)
{
    b->notes_from = b->at;
    for (size_t i = 0; i < bp_table_note_count(b->v->table); i++) {
        const bp_spot spot = spot_of(BP_PART_NOTE, i, 0);
        uint32_t rows = bp_sheet_rows(b->note_heights[i] = bp_layout_loose_height(b->v->layout, BP_PART_NOTE, i));
        compare_text(b, b->at, 0, b->form->column_count, bp_table_note(b->v->table, i), &spot, b->form->page.note_size);
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
    uint32_t next;  /* sheet row that comes next */
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

/* What the model asks of a sheet row; 0: nothing. Rows come in order. */
static int32_t asked_height(sight *s, uint32_t row)
{
    const book *b = s->b;
    size_t count = bp_table_row_count(b->v->table);
    while (s->row < count && (b->heights_from[s->row] == UINT32_MAX || b->heights_from[s->row] + parts_of(b, s->row) <= row))
        s->row++;
    if (s->row < count && row >= b->heights_from[s->row])
        return bp_layout_row_height(b->v->layout, s->row) / (int32_t)parts_of(b, s->row);
    if (row >= HEADER_ROW && row < HEADER_ROW + b->form->header_levels)
        return bp_layout_header_height(b->v->layout, row - HEADER_ROW);
    return row < HEADER_ROW ? head_height(b, row) : note_height(s, row);
}

/* height: -1 where the program finds it by what the row holds. */
static void compare_height(sight *s, uint32_t row, bool hidden, int32_t height)
{
    book *b = s->b;
    int32_t asked = asked_height(s, row);
    if (hidden && row < b->at)
        differ(b, BP_VERIFY_ROW_HIDDEN, row, 0, NULL, NULL, NULL, NULL);
    if (!hidden && height >= 0 && height < asked - HEIGHT_LEAST) {
        bp_buf is = {0}, should = {0};
        bp_buf_milli(&is, height);
        bp_buf_milli(&should, asked);
        differ(b, BP_VERIFY_ROW_LOW, row, 0, NULL, bp_buf_text(&is), bp_buf_text(&should), NULL);
        b->v->failed |= is.failed || should.failed;
        bp_buf_free(&is);
        bp_buf_free(&should);
    }
}

/* Rows of the table that the sheet does not name, before the given one: they hold nothing, but what is merged reaches over them. */
static void compare_unnamed(sight *s, uint32_t row)
{
    const bp_book_view *view = &s->b->grid.view;
    uint32_t end = row < s->b->at ? row : s->b->at;
    for (; s->next < end; s->next++)
        compare_height(s, s->next, view->hidden, view->height >= 0 ? view->height : ROW_USUAL);
}

static bp_status see_row(void *context, const bp_book_row *row)
{
    sight *s = context;
    compare_unnamed(s, row->row);
    compare_height(s, row->row, row->hidden, row->height >= 0 ? row->height : s->b->grid.view.height);
    s->next = row->row + 1;
    return BP_OK;
}

static void report_on_sheet(book *b, bp_code code, const char *what)
{
    bp_differ_in_cell(b->v, code, b->sheet, NULL, bp_diag_text(b->v->diag, what), NULL, NULL);
}

/* What lies over the table, or dresses its cells in another way than they say: what is seen was not compared then. */
static bp_status see_extra(void *context, const bp_book_extra *extra)
{
    static const char *const names[] = {[BP_EXTRA_DRAWING] = BP_TEXT("a drawing"), [BP_EXTRA_COMMENT] = BP_TEXT("a comment"),
                                        [BP_EXTRA_CONTROL] = BP_TEXT("a control"), [BP_EXTRA_PICTURE] = BP_TEXT("a picture"),
                                        [BP_EXTRA_TABLE] = BP_TEXT("the style of a table")};
    book *b = ((sight *)context)->b;
    if (extra->kind == BP_EXTRA_CONDITION)
        bp_differ_in_cell(b->v, BP_VERIFY_CONDITION, b->sheet, NULL, extra->cells, NULL, NULL);
    else
        report_on_sheet(b, BP_VERIFY_EXTRA, names[extra->kind]);
    return BP_OK;
}

static void find_widths(book *b)
{
    const bp_grid *grid = &b->grid;
    for (size_t c = 0; c < b->form->column_count; c++) {
        double characters = grid->view.width > 0 ? grid->view.width : USUAL_WIDTH;
        for (size_t i = 0; i < grid->column_count; i++)
            if (c >= grid->columns[i].first && c <= grid->columns[i].last && grid->columns[i].width > 0)
                characters = grid->columns[i].width;
        b->widths[c] = (int32_t)((characters < WIDEST ? characters : WIDEST) * CHARACTER);
    }
}

static void compare_columns(book *b)
{
    for (size_t c = 0; c < b->form->column_count; c++) {
        int32_t asked = bp_layout_column_width(b->v->layout, c);
        if (bp_grid_column_hidden(&b->grid, (uint32_t)c))
            differ(b, BP_VERIFY_COLUMN_HIDDEN, 0, c, NULL, NULL, NULL, NULL);
        else if (is_narrow(b, c)) {
            bp_buf is = {0}, should = {0};
            bp_buf_milli(&is, b->widths[c]);
            bp_buf_milli(&should, asked);
            differ(b, BP_VERIFY_COLUMN_NARROW, 0, c, NULL, bp_buf_text(&is), bp_buf_text(&should), NULL);
            b->v->failed |= is.failed || should.failed;
            bp_buf_free(&is);
            bp_buf_free(&should);
        }
    }
    if (b->grid.view.formulas)
        report_on_sheet(b, BP_VERIFY_VIEW, BP_TEXT("formulas in place of values"));
    if (b->grid.view.no_zeros)
        report_on_sheet(b, BP_VERIFY_VIEW, BP_TEXT("blanks in place of zeros"));
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
    const bp_sheet_events events = {.row = see_row, .extra = see_extra};
    sight s = {.b = b};
    bp_status status = bp_grid_read(workbook, sheet, b->v->diag, &b->grid);
    if (status)
        return status;
    b->expected = calloc(b->grid.merge_count + 1, sizeof *b->expected);
    b->heights_from = calloc(bp_table_row_count(b->v->table) + 1, sizeof *b->heights_from);
    b->note_heights = calloc(bp_table_note_count(b->v->table) + 1, sizeof *b->note_heights);
    if (!b->expected || !b->heights_from || !b->note_heights)
        return bp_report_memory(b->v->diag);
    find_widths(b);
    compare_facts(b, workbook, sheet);
    compare_head(b);
    bool ok = compare_body(b);
    if (ok) {
        compare_notes(b);
        report_further_cells(b);
        report_further_merges(b);
        compare_columns(b);
        status = bp_sheet_read(workbook, sheet, &events, &s, b->v->diag);
        if (!status)
            compare_unnamed(&s, b->at);
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
