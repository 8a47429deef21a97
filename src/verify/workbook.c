/* workbook.c - a workbook whose bytes differ, against the one that the model gives: reading against reading. Private to verify/.
 *
 * The official sheet: title, the lines above the table, the levels of the header, the table's rows, the notes. A row higher than
 * Excel lets one be lies over several sheet rows, its cells merged. Where a row does not show what ours does, its neighbours tell
 * whether it was lost, put in, or exchanged with the next, so that what follows is compared in its right place. What the cells hold
 * and compute is held against our own rendering, cell by cell; what they look like need only be read; whatever else may change
 * what is seen is a doubt (verify/surroundings.c).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "format/backend.h"
#include "render/render.h"
#include "verify/workbook.h"

enum {
    HEADER_ROW = 2,
    HEIGHT_LEAST = 1500,          /* by how much a row may be lower than it should be: programs round to pixels */
    CHARACTER = 477,              /* a character of a column's width: 7 pixels of a font of 11 points, by the point */
    WIDTH_LEAST = 1500,           /* the same of columns, besides a twentieth */
    ROW_USUAL = 15000,            /* height of a row that a sheet does not name */
    SIZE_LEAST = 5000,            /* of a font that is still read */
    USUAL_SIZE = 11000,           /* of the font that widths are counted by */
    WIDEST = 1000,                /* characters: more than a program lets a column have */
};

#define USUAL_WIDTH 9.14          /* of a column that gives none, where the sheet gives none, either */

/* How high a row is, and whether it is seen. */
typedef struct sight {
    int32_t height;               /* -1 where the program finds it by what the row holds */
    bool hidden;
} sight;

/* The official sheet of one of the two workbooks. */
typedef struct side {
    bp_grid grid;
    sight *rows;
    uint32_t row_count;
    size_t row_room;
    int32_t widths[BP_COLUMNS_MAX];
} side;

typedef struct book {
    bp_verifier *v;
    const bp_form *form;
    const char *sheet;       /* its name in the file */
    side own, found;
    uint32_t *first;         /* sheet row of each table row of our own, then of each note, then the one behind the last */
    size_t row_count, note_count;
    uint32_t *at;            /* by our own sheet row: that of the file; UINT32_MAX where it was lost */
    uint32_t end;            /* of the file's rows that were compared */
    bool *expected;          /* the merges of the file that ours has */
} book;

/* ---- reporting ---- */

typedef void reporter(bp_verifier *v, bp_code code, const char *cell, const bp_spot *spot, const char *a, const char *b,
                      const char *c);

static void report_at(book *b, reporter *report, bp_code code, uint32_t row, size_t column, const bp_spot *spot, const char *a,
                      const char *c, const char *d)
{
    bp_buf place = {0};
    bp_cell_place(&place, b->sheet, row, (uint32_t)column);
    report(b->v, code, bp_buf_text(&place), spot, a, c, d);
    b->v->failed |= place.failed;
    bp_buf_free(&place);
}

static void differ(book *b, bp_code code, uint32_t row, size_t column, const bp_spot *spot, const char *a, const char *c,
                   const char *d)
{
    report_at(b, bp_differ_in_cell, code, row, column, spot, a, c, d);
}

static void doubt(book *b, bp_code code, uint32_t row, size_t column, const bp_spot *spot, const char *a, const char *c)
{
    report_at(b, bp_doubt_in_cell, code, row, column, spot, a, c, NULL);
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

/* The header cell that lies over a column on a level. */
static size_t header_of(const bp_form *form, uint32_t level, size_t column)
{
    size_t i = 0;
    while (i + 1 < form->header_count &&
           !(level >= form->header[i].level && level < form->header[i].level + form->header[i].levels &&
             column >= form->header[i].column && column < form->header[i].column + form->header[i].columns))
        i++;
    return i;
}

/* Where the form has what stands in a row of our own. */
static bp_spot spot_of(const book *b, uint32_t row, size_t column)
{
    size_t low = 0, high = b->row_count + b->note_count;
    bp_spot spot = {.page = SIZE_MAX, .part = row ? BP_PART_META : BP_PART_TITLE, .column = column};
    if (row >= b->first[0]) {
        while (low < high) {  /* the last that begins at or above the row */
            size_t middle = (low + high + 1) / 2;
            if (b->first[middle] <= row)
                low = middle;
            else
                high = middle - 1;
        }
        spot.part = low < b->row_count ? BP_PART_BODY : BP_PART_NOTE;
        spot.row = low < b->row_count ? low : low - b->row_count;
    } else if (row >= HEADER_ROW) {
        spot.part = BP_PART_HEADER;
        spot.row = header_of(b->form, row - HEADER_ROW, column);
    }
    return spot;
}

/* ---- what cells hold ---- */

static const char *text_in(const bp_grid_cell *cell)
{
    return cell ? cell->text : "";
}

/* LibreOffice takes the blanks and line feeds off that a formula's text begins with. */
static const char *unindented(const bp_grid_cell *cell, const char *text)
{
    return cell->formula ? text + strspn(text, " \n") : text;
}

/* A spreadsheet has the nearest double of an amount, and may write it with one digit more or less. */
static bool same_number(const bp_grid_cell *cell, const bp_grid_cell *own)
{
    double is = strtod(cell->text, NULL), should = strtod(own->text, NULL);
    return fabs(is - should) <= fmax(fabs(should) * 4e-16, 4e-7);
}

/* False where no figure is shown. */
static bool show_number(const bp_number_format *format, const char *number, size_t size, bp_buf *out, uint32_t *ink)
{
    char text[BP_AMOUNT_SIZE];
    bp_amount amount;
    *ink = BP_NO_INK;
    if (bp_amount_parse(number, size, &amount) != BP_FAULT_OK)
        return false;
    bp_amount_text(text, amount);
    return bp_format_show_number(format, text, out, ink);
}

/* A number is the same as a text where it shows the same. */
static bool same_shown(const bp_grid_cell *cell, const char *text)
{
    bp_buf shown = {0};
    uint32_t ink;
    bool same = show_number(cell->format, cell->text, cell->size, &shown, &ink) && !strcmp(bp_buf_text(&shown), text);
    bp_buf_free(&shown);
    return same;
}

bool bp_cell_is_blank(const bp_grid_cell *cell)
{
    return !cell || cell->value == BP_VALUE_NONE || !*cell->text;
}

/* openpyxl writes formulas without what they give: whoever shows the cell computes it. */
bool bp_cells_hold_same(const bp_grid_cell *cell, const bp_grid_cell *own)
{
    if (cell && own && cell->formula && own->formula && cell->value == BP_VALUE_NONE)
        return bp_formulas_same(cell->source, own->source);
    if (bp_cell_is_blank(cell) || bp_cell_is_blank(own))
        return bp_cell_is_blank(cell) && bp_cell_is_blank(own);
    if (own->value == BP_VALUE_TEXT && cell->value == BP_VALUE_NUMBER)
        return same_shown(cell, own->text);
    if (own->value != cell->value)
        return false;
    return own->value == BP_VALUE_NUMBER ? same_number(cell, own)
                                         : !strcmp(unindented(cell, cell->text), unindented(cell, own->text));
}

/* ---- what a cell shows of what it holds ---- */

static void report_looks(book *b, uint32_t row, size_t column, const bp_spot *spot, const char *text, unsigned faults,
                         int32_t is, int32_t size)
{
    static const struct {
        bp_look_fault fault;
        bp_code code;
    } known[] = {{BP_LOOK_FAINT, BP_VERIFY_FAINT}, {BP_LOOK_STRUCK, BP_VERIFY_STRUCK}, {BP_LOOK_TURNED, BP_VERIFY_TURNED}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (faults & known[i].fault)
            differ_in_text(b, known[i].code, row, column, spot, text, "", NULL);
    if (faults & BP_LOOK_CUT)
        doubt(b, BP_VERIFY_UNBROKEN, row, column, spot, text, NULL);
    if (faults & (BP_LOOK_SMALL | BP_LOOK_LARGE)) {
        bp_buf found = {0}, asked = {0};
        bp_buf_milli(&found, is);
        bp_buf_milli(&asked, size);
        report_at(b, is < SIZE_LEAST ? bp_differ_in_cell : bp_doubt_in_cell, BP_VERIFY_FONT_SIZE, row, column, spot,
                  bp_buf_text(&found), bp_buf_text(&asked), NULL);
        b->v->failed |= found.failed || asked.failed;
        bp_buf_free(&found);
        bp_buf_free(&asked);
    }
}

/* Lines break more often in it than the layout has them, so that there is too little room in the rows; or figures are ####. */
static bool is_narrow(const book *b, size_t column)
{
    int32_t asked = b->own.widths[column];
    return b->found.widths[column] < asked - asked / 20 - WIDTH_LEAST;
}

/* How wide a cell of our own is, with what is merged with it; a narrow column is told once, as that. */
static int32_t room_of(const book *b, const bp_grid_cell *own)
{
    const bp_book_range *range = bp_grid_merge(&b->own.grid, own->row, own->column);
    int32_t width = 0;
    for (size_t c = own->column; c <= (range ? range->column1 : own->column) && c < b->form->column_count; c++)
        width += is_narrow(b, c) ? b->own.widths[c] : b->found.widths[c];
    return width;
}

/* Compares what is seen of a cell that holds what it should. */
static void compare_looks(book *b, const bp_grid_cell *cell, const bp_grid_cell *own, const bp_spot *spot)
{
    bp_buf is = {0}, should = {0};
    uint32_t ink, own_ink;
    int32_t size;
    bool number = own->value == BP_VALUE_NUMBER;
    const bp_number_format *format = cell->format;
    const char *code = *format->code ? format->code : "General", *odd = format->look.odd;
    bool told = !number ? cell->value != BP_VALUE_TEXT || bp_format_show_text(format, cell->text, &is, &ink)
                        : show_number(format, own->text, own->size, &is, &ink);
    if (!number && cell->value != BP_VALUE_TEXT)
        ink = BP_NO_INK;  /* a number that shows the same as our text */
    if (number)
        show_number(own->format, own->text, own->size, &should, &own_ink);
    bool same = number ? bp_same_figure(bp_buf_text(&is), bp_buf_text(&should))
                       : cell->value != BP_VALUE_TEXT || !strcmp(bp_buf_text(&is), cell->text);
    if (!odd && cell->runs)
        odd = cell->runs->odd;
    if (!told)
        doubt(b, BP_VERIFY_FORMAT_ODD, cell->row, cell->column, spot, code, number ? bp_buf_text(&should) : own->text);
    else if (!same)
        differ(b, BP_VERIFY_FORMAT, cell->row, cell->column, spot, code, bp_buf_text(&is),
               number ? bp_buf_text(&should) : own->text);
    else {
        const char *text = number ? bp_buf_text(&should) : own->text;
        unsigned faults = bp_look_faults(cell, text, ink, own->format->look.size, room_of(b, own), &size);
        report_looks(b, cell->row, cell->column, spot, text, faults, size, own->format->look.size);
    }
    if (odd)
        doubt(b, BP_VERIFY_ODD_LOOK, cell->row, cell->column, spot, odd, NULL);
    b->v->failed |= is.failed || should.failed;
    bp_buf_free(&is);
    bp_buf_free(&should);
}

/* ---- cells ---- */

static bool is_amount_as_text(const bp_grid_cell *cell, const bp_grid_cell *own)
{
    bp_buf shown = {0};
    uint32_t ink;
    bool is = own && own->value == BP_VALUE_NUMBER && cell->value == BP_VALUE_TEXT &&
              show_number(own->format, own->text, own->size, &shown, &ink) &&
              (bp_same_figure(cell->text, bp_buf_text(&shown)) || bp_same_figure(cell->text, own->text));
    bp_buf_free(&shown);
    return is;
}

static void report_cell(book *b, const bp_grid_cell *cell, const bp_grid_cell *own, uint32_t row, size_t column,
                        const bp_spot *spot, size_t other_row)
{
    char number[24];
    snprintf(number, sizeof number, "%zu", other_row + 1);
    if (bp_cell_is_blank(cell))
        differ(b, BP_VERIFY_LOST, row, column, spot, text_in(own), NULL, NULL);
    else if (is_amount_as_text(cell, own))
        differ(b, BP_VERIFY_AMOUNT_TEXT, row, column, spot, text_in(cell), NULL, NULL);
    else if (bp_cell_is_blank(own))
        differ(b, BP_VERIFY_CELL_FURTHER, row, column, spot, text_in(cell), NULL, NULL);
    else if (other_row != SIZE_MAX)
        differ_in_text(b, BP_VERIFY_OTHER_ROW, row, column, spot, text_in(cell), text_in(own), number);
    else
        differ_in_text(b, BP_VERIFY_CHANGED, row, column, spot, text_in(cell), text_in(own), NULL);
}

static void compare_formula(book *b, const bp_grid_cell *cell, const bp_grid_cell *own, const bp_spot *spot)
{
    bp_buf is = {0}, should = {0};
    bp_formula_fault fault = bp_compare_formulas(cell, own);
    if (fault == BP_FORMULA_ADDED)
        differ_in_text(b, BP_VERIFY_FORMULA_ADDED, cell->row, cell->column, spot, cell->source, "", NULL);
    else if (fault == BP_FORMULA_OTHER) {
        bp_excerpt(cell->source, own->source, &is, &should);
        doubt(b, BP_VERIFY_FORMULA, cell->row, cell->column, spot, bp_buf_text(&is), bp_buf_text(&should));
    }
    b->v->failed |= is.failed || should.failed;
    bp_buf_free(&is);
    bp_buf_free(&should);
}

/* A row of our own with a row of the file. */
static void compare_row_cells(book *b, uint32_t own_row, uint32_t row, size_t other_row)
{
    for (size_t c = 0; c < b->form->column_count; c++) {
        const bp_grid_cell *own = bp_grid_at(&b->own.grid, own_row, (uint32_t)c);
        const bp_grid_cell *cell = bp_grid_at(&b->found.grid, row, (uint32_t)c);
        const bp_spot spot = spot_of(b, own_row, c);
        b->v->seen->cells += !bp_cell_is_blank(own);
        if (!bp_cells_hold_same(cell, own))
            report_cell(b, cell, own, row, c, &spot, other_row);
        else {
            if (!bp_cell_is_blank(own) && cell)
                compare_looks(b, cell, own, &spot);
            if (other_row == SIZE_MAX)
                compare_formula(b, cell, own, &spot);
        }
    }
    b->at[own_row] = row;
}

/* ---- rows of the table ---- */

static uint32_t parts_of(const book *b, size_t row)
{
    return b->first[row + 1] - b->first[row];
}

/* How many cells of a table row a row of the file shows otherwise, and how many it has that hold something. */
static size_t unlike(const book *b, size_t i, uint32_t at, size_t *filled)
{
    size_t count = 0;
    *filled = 0;
    for (size_t c = 0; c < b->form->column_count; c++) {
        const bp_grid_cell *own = bp_grid_at(&b->own.grid, b->first[i], (uint32_t)c);
        *filled += !bp_cell_is_blank(own);
        count += !bp_cells_hold_same(bp_grid_at(&b->found.grid, at, (uint32_t)c), own);
    }
    return count;
}

static bool shows(const book *b, size_t i, uint32_t at)
{
    size_t filled;
    return !unlike(b, i, at, &filled);
}

static void report_row(book *b, bp_code code, uint32_t at, size_t row)
{
    const bp_spot spot = spot_of(b, b->first[row], 0);
    differ(b, code, at, 0, &spot, text_in(bp_grid_at(&b->own.grid, b->first[row], 0)), NULL, NULL);
}

/* What happened to a row that is not where it should be. */
typedef enum fate { HERE, LOST, DOUBLED, PUT_IN, EXCHANGED } fate;

static fate fate_of(const book *b, size_t i, uint32_t at)
{
    size_t filled, wrong = unlike(b, i, at, &filled);
    uint32_t parts = parts_of(b, i);
    if (wrong * 2 <= filled)
        return HERE;
    if (i && shows(b, i - 1, at) && shows(b, i, at + parts_of(b, i - 1)))
        return DOUBLED;
    if (i + 1 < b->row_count && shows(b, i + 1, at))
        return shows(b, i, at + parts_of(b, i + 1)) ? EXCHANGED : LOST;
    return shows(b, i, at + parts) && parts == 1 ? PUT_IN : HERE;
}

/* Compares a table row, or a note, over its sheet rows; gives back the row of the file behind it. */
static uint32_t compare_block(book *b, size_t i, uint32_t at, size_t other_row)
{
    for (uint32_t k = 0; k < parts_of(b, i); k++)
        compare_row_cells(b, b->first[i] + k, at + k, other_row);
    return at + parts_of(b, i);
}

static uint32_t compare_table(book *b, uint32_t at)
{
    size_t exchanged = SIZE_MAX;
    for (size_t i = 0; i < b->row_count && !b->v->failed; i++) {
        fate is = exchanged != SIZE_MAX ? EXCHANGED : fate_of(b, i, at);
        size_t other = exchanged != SIZE_MAX ? exchanged : is == EXCHANGED ? i + 1 : SIZE_MAX;
        exchanged = is == EXCHANGED && exchanged == SIZE_MAX ? i : SIZE_MAX;
        if (is == DOUBLED || is == PUT_IN) {
            report_row(b, is == DOUBLED ? BP_VERIFY_ROW_DOUBLED : BP_VERIFY_ROW_PUT_IN, at, is == DOUBLED ? i - 1 : i);
            at += is == DOUBLED ? parts_of(b, i - 1) : 1;
        }
        if (is == LOST)
            report_row(b, BP_VERIFY_ROW_LOST, at, i);
        else
            at = compare_block(b, i, at, other);
    }
    return at;
}

static void compare_rows(book *b)
{
    for (uint32_t row = 0; row < b->first[0]; row++)
        compare_row_cells(b, row, row, SIZE_MAX);
    b->end = compare_table(b, b->first[0]);
    for (size_t i = b->row_count; i < b->row_count + b->note_count; i++)
        b->end = compare_block(b, i, b->end, SIZE_MAX);
}

/* Cells past the last row, or to the right of the last column, or under a merged one. */
static void report_further_cells(book *b)
{
    for (size_t i = 0; i < b->found.grid.cell_count; i++) {
        const bp_grid_cell *cell = &b->found.grid.cells[i];
        const bp_book_range *range = bp_grid_merge(&b->found.grid, cell->row, cell->column);
        bool under = range && (range->row0 != cell->row || range->column0 != cell->column);
        bool outside = cell->row >= b->end || cell->column >= b->form->column_count;
        if (outside && cell->formula)
            differ_in_text(b, BP_VERIFY_FORMULA_ADDED, cell->row, cell->column, NULL, cell->source, "", NULL);
        else if (!bp_cell_is_blank(cell) && (outside || under))
            differ(b, BP_VERIFY_CELL_FURTHER, cell->row, cell->column, NULL, cell->text, NULL, NULL);
    }
}

/* ---- merges ---- */

/* The file's row of one of ours; of a range that ends behind the last, the one before that. */
static uint32_t mapped(const book *b, uint32_t row)
{
    return row < b->first[b->row_count + b->note_count] ? b->at[row] : UINT32_MAX;
}

static void compare_merge(book *b, const bp_book_range *own)
{
    const bp_spot spot = spot_of(b, own->row0, own->column0);
    uint32_t row0 = mapped(b, own->row0), row1 = mapped(b, own->row1);
    if (row0 == UINT32_MAX || row1 == UINT32_MAX)
        return;  /* the row was lost, which was told */
    const bp_book_range *range = bp_grid_merge(&b->found.grid, row0, own->column0);
    if (range && range->row0 == row0 && range->column0 == own->column0 && range->row1 == row1 && range->column1 == own->column1)
        b->expected[range - b->found.grid.merges] = true;
    else
        differ(b, BP_VERIFY_MERGE_LOST, row0, own->column0, &spot, NULL, NULL, NULL);
}

static void compare_merges(book *b)
{
    const bp_grid *grid = &b->found.grid;
    for (size_t i = 0; i < b->own.grid.merge_count; i++)
        compare_merge(b, &b->own.grid.merges[i]);
    for (size_t i = 0; i < grid->merge_count; i++) {
        bp_buf end = {0};
        if (b->expected[i])
            continue;
        bp_cell_name(&end, grid->merges[i].row1, grid->merges[i].column1);
        differ(b, BP_VERIFY_MERGE_FURTHER, grid->merges[i].row0, grid->merges[i].column0, NULL, bp_buf_text(&end), NULL, NULL);
        bp_buf_free(&end);
    }
}

/* ---- what hides: heights and widths ---- */

static void differ_in_length(book *b, bp_code code, uint32_t row, size_t column, int32_t is, int32_t should)
{
    bp_buf found = {0}, asked = {0};
    bp_buf_milli(&found, is);
    bp_buf_milli(&asked, should);
    differ(b, code, row, column, NULL, bp_buf_text(&found), bp_buf_text(&asked), NULL);
    b->v->failed |= found.failed || asked.failed;
    bp_buf_free(&found);
    bp_buf_free(&asked);
}

/* Rows that the sheet does not name hold nothing, but what is merged reaches over them. */
static sight sight_of(const side *s, uint32_t row)
{
    const bp_book_view *view = &s->grid.view;
    return row < s->row_count ? s->rows[row] : (sight){view->height >= 0 ? view->height : ROW_USUAL, view->hidden};
}

static void compare_heights(book *b)
{
    for (uint32_t row = 0; row < b->first[b->row_count + b->note_count]; row++) {
        uint32_t at = b->at[row];
        if (at == UINT32_MAX)
            continue;
        sight own = sight_of(&b->own, row), found = sight_of(&b->found, at);
        if (found.hidden)
            differ(b, BP_VERIFY_ROW_HIDDEN, at, 0, NULL, NULL, NULL, NULL);
        else if (found.height >= 0 && found.height < own.height - HEIGHT_LEAST)
            differ_in_length(b, BP_VERIFY_ROW_LOW, at, 0, found.height, own.height);
    }
}

static void compare_widths(book *b)
{
    for (size_t c = 0; c < b->form->column_count; c++)
        if (bp_grid_column_hidden(&b->found.grid, (uint32_t)c))
            differ(b, BP_VERIFY_COLUMN_HIDDEN, 0, c, NULL, NULL, NULL, NULL);
        else if (is_narrow(b, c))
            differ_in_length(b, BP_VERIFY_COLUMN_NARROW, 0, c, b->found.widths[c], b->own.widths[c]);
}

/* ---- reading ---- */

typedef struct row_reader {
    side *side;
    bp_diag *diag;
} row_reader;

static bp_status see_row(void *context, const bp_book_row *row)
{
    const row_reader *r = context;
    side *s = r->side;
    while (s->row_count <= row->row) {
        if (!BP_ARRAY_ROOM(s->rows, s->row_count, s->row_room))
            return bp_report_memory(r->diag);
        s->rows[s->row_count] = sight_of(s, s->row_count);
        s->row_count++;
    }
    s->rows[row->row] = (sight){row->height >= 0 ? row->height : s->grid.view.height, row->hidden};
    return BP_OK;
}

/* size: of the font whose characters the widths count; a larger one is not relied on. */
static void find_widths(side *s, size_t columns, int32_t size)
{
    const bp_grid *grid = &s->grid;
    for (size_t c = 0; c < columns; c++) {
        double characters = grid->view.width > 0 ? grid->view.width : USUAL_WIDTH;
        for (size_t i = 0; i < grid->column_count; i++)
            if (c >= grid->columns[i].first && c <= grid->columns[i].last && grid->columns[i].width > 0)
                characters = grid->columns[i].width;
        s->widths[c] = (int32_t)((characters < WIDEST ? characters : WIDEST) * CHARACTER * size / 1000);
    }
}

static bp_status read_side(side *s, bp_workbook *book, size_t sheet, size_t columns, bp_diag *diag)
{
    const bp_sheet_events events = {.row = see_row};
    row_reader r = {s, diag};
    bp_status status = bp_grid_read_formulas(book, sheet, diag, &s->grid);
    if (!status)
        status = bp_sheet_read(book, sheet, &events, &r, diag);
    int32_t size = bp_workbook_default_size(book);
    find_widths(s, columns, size < USUAL_SIZE ? size : USUAL_SIZE);
    return status;
}

/* Where each table row and note of our own begins. */
static bp_status place_rows(book *b)
{
    const bp_layout *layout = b->v->layout;
    uint32_t at = HEADER_ROW + b->form->header_levels;
    size_t count = b->row_count + b->note_count;
    b->first = calloc(count + 1, sizeof *b->first);
    for (size_t i = 0; i <= count && b->first; i++) {
        b->first[i] = at;
        if (i < count)
            at += i < b->row_count ? bp_layout_sheet_rows(layout, i)
                                   : bp_sheet_rows(bp_layout_loose_height(layout, BP_PART_NOTE, i - b->row_count));
    }
    b->at = b->first ? calloc((size_t)at + 1, sizeof *b->at) : NULL;
    b->expected = calloc(b->found.grid.merge_count + 1, sizeof *b->expected);
    if (b->at)
        memset(b->at, 0xFF, ((size_t)at + 1) * sizeof *b->at);
    return b->first && b->at && b->expected ? BP_OK : bp_report_memory(b->v->diag);
}

/* ---- the official sheet ---- */

static bp_status compare_sheet(const bp_books *books)
{
    bp_verifier *v = books->v;
    book b = {.v = v, .form = bp_table_form(v->table), .sheet = bp_workbook_sheet(books->found, books->found_sheet)->name,
              .row_count = bp_table_row_count(v->table), .note_count = bp_table_note_count(v->table)};
    bp_status status = read_side(&b.found, books->found, books->found_sheet, b.form->column_count, v->diag);
    if (!status)
        status = read_side(&b.own, books->own, books->own_sheet, b.form->column_count, v->diag);
    if (!status)
        status = place_rows(&b);
    if (!status) {
        compare_rows(&b);
        report_further_cells(&b);
        compare_merges(&b);
        compare_heights(&b);
        compare_widths(&b);
    }
    side *const sides[] = {&b.own, &b.found};
    for (size_t i = 0; i < 2; i++) {
        bp_grid_free(&sides[i]->grid);
        free(sides[i]->rows);
    }
    free(b.first);
    free(b.at);
    free(b.expected);
    return status;
}

/* ---- the workbooks ---- */

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

/* Renders what the file does not record how to: in the profile that has as many sheets. */
static bp_status render_own(const bp_books *books)
{
    static const char *const working[] = {"xlsx.profile=working"};
    bp_verifier *v = books->v;
    const bp_again how = {.backend = bp_backend_by_name("xlsx"), .options = working,
                          .option_count = bp_workbook_sheet_count(books->found) > 2, .date = -1, .fonts_digest = v->fonts_digest};
    return v->own >= 0 ? BP_OK : bp_render_in_memory(v->table, v->layout, v->fonts, &how, v->diag, &v->own);
}

static bp_status read_own(const bp_verifier *v, bp_source **out)
{
    off_t size = lseek(v->own, 0, SEEK_END);
    char *bytes = size > 0 ? malloc((size_t)size) : NULL;
    size_t done = 0;
    for (ssize_t n = 1; bytes && n > 0 && done < (size_t)size; done += n > 0 ? (size_t)n : 0)
        n = pread(v->own, bytes + done, (size_t)size - done, (off_t)done);
    if (bytes && done == (size_t)size)
        *out = bp_source_take(v->path, bytes, done);
    else
        free(bytes);
    return *out ? BP_OK : bp_report_memory(v->diag);
}

/* A title is a plain text by the standard; LibreOffice escapes what would be an escape elsewhere. */
static void compare_title(bp_verifier *v, const char *title)
{
    const char *own = bp_table_title(v->table);
    bp_buf plain = {0};
    bp_buf_puts(&plain, title);
    bp_unescape(&plain);
    if (strcmp(title, own) != 0 && strcmp(bp_buf_text(&plain), own) != 0)
        bp_differ_on_page(v, BP_VERIFY_TITLE, SIZE_MAX, title, own);
    v->failed |= plain.failed;
    bp_buf_free(&plain);
}

static void compare_facts(const bp_books *books)
{
    const char *title = bp_workbook_find_property(books->found, BP_PROPERTY_CORE, "title");
    size_t size;
    const char *mark = bp_workbook_fingerprint(books->found, &size);
    if (title && *title)
        compare_title(books->v, title);
    if (mark)
        bp_compare_fingerprint(books->v, mark, size);
}

static bp_status compare(bp_books *books)
{
    bp_verifier *v = books->v;
    books->found_sheet = find_sheet(books->found, bp_workbook_sheet(books->own, books->own_sheet)->name);
    if (books->found_sheet == SIZE_MAX)
        return bp_report(v->diag, BP_VERIFY_NO_SHEET, (bp_where){.file = v->path}, BP_NO_ARGS);
    compare_facts(books);
    bp_status status = compare_sheet(books);
    v->seen->pages = 1;
    return status ? status : bp_compare_surroundings(books);
}

bp_status bp_verify_workbook(bp_verifier *v)
{
    bp_books books = {.v = v};
    bp_source *sources[2] = {NULL, NULL};
    bp_status status = bp_source_open(v->path, v->diag, &sources[0]);
    if (!status)
        status = bp_workbook_open(sources[0], v->diag, &books.found);
    if (!status)
        status = render_own(&books);
    if (!status)
        status = read_own(v, &sources[1]);
    if (!status)
        status = bp_workbook_open(sources[1], v->diag, &books.own);
    if (!status)
        status = compare(&books);
    bp_workbook_close(books.own);
    bp_workbook_close(books.found);
    for (size_t i = 0; i < 2; i++)
        bp_source_free(sources[i]);
    return status;
}
