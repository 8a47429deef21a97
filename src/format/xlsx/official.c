/* official.c - see official.h.
 *
 * Sheet rows: title, department and unit, the header's levels, the table's rows, the notes. A tall row, and a note higher than
 * Excel allows, lies over several sheet rows, its cells merged, so that nothing is cut; its texts then begin at its top.
 */
#include "format/xlsx/official.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/xlsx/formula.h"
#include "base/utf8.h"

#define NOTE_ADDED "注：增加的项目交回后重新输出表样时列入。"

enum {
    HEADER_ROW = 2,
    SHADE = 0xECECEC,             /* the ground of a shaded row, as the pages have it */
};

typedef struct official {
    const bp_job *job;
    const bp_table *table;
    const bp_form *form;
    const bp_facts *facts;
    bp_book *book;
    bp_sheet *sheet;
    bp_official_totals *totals;
    const char *name;                 /* of the sheet */
    size_t exact_count;               /* amounts of more digits than a spreadsheet keeps */
    uint32_t *rows;                   /* first sheet row of each table row, and the one behind the last */
    size_t row_count;
    bp_style open[BP_COLUMNS_MAX];    /* of the cell that was begun last in each column: what it covers looks like it */
    char number[BP_COLUMNS_MAX][24];  /* number format of each column */
    bp_buf formula;
} official;

/* Sizes in steps of half a point, as Excel offers them; never larger than the layout's, so that lines keep their room. */
static uint8_t half_points(int32_t size)
{
    return (uint8_t)(size / 500);
}

/* ---- cells ---- */

/* A text, or the formula that gives it. */
static void put_text(official *o, uint32_t row, size_t column, const char *text, const bp_origin *origin, const bp_style *style)
{
    if (o->facts && origin && bp_facts_text(o->facts, origin, &o->formula))
        bp_put_formula_text(o->book, o->sheet, row, column, bp_buf_text(&o->formula), text, style);
    else
        bp_put_text(o->book, o->sheet, row, column, text, style);
}

/* One text over columns [first, last]. */
static void put_line(official *o, uint32_t row, size_t first, size_t last, const char *text, const bp_origin *origin,
                     const bp_style *style)
{
    put_text(o, row, first, text, origin, style);
    for (size_t c = first + 1; c <= last; c++)
        bp_put_text(o->book, o->sheet, row, c, "", style);
    bp_merge_cells(o->book, o->sheet, row, first, row, last);
}

/* Height that a text above or below the table needs. */
static int32_t height_of(official *o, bp_part part, size_t index)
{
    int32_t height = bp_layout_loose_height(o->job->layout, part, index);
    if (height < 0)
        bp_book_check(o->book, LXW_ERROR_MEMORY_MALLOC_FAILED);
    return height;
}

/* The same of what stands in one row of the sheet. */
static void put_height_of(official *o, uint32_t row, bp_part part)
{
    int32_t height = height_of(o, part, 0);
    bp_put_height(o->book, o->sheet, row, height / (int32_t)bp_sheet_rows(height));
}

/* Where no project is printed its agencies' sums have those of the projects that are added in the sheets: so must the sum of
 * the whole, of the agencies that are added, too. */
static bool find_formula(official *o, size_t row, size_t column, const bp_cell *cell)
{
    bp_origin origin;
    bool blank = o->facts && !o->facts->model->project_count;
    if (!blank && cell->derivation != BP_FACT && bp_xlsx_formula(o->table, o->rows, row, column, cell, &o->formula))
        return true;
    return o->facts && bp_table_origin(o->table, row, column, &origin) && bp_facts_amount(&origin, &o->formula);
}

/* A spreadsheet keeps 15 digits, and shows what it keeps. */
static void report_digits(official *o, size_t row, bp_amount amount)
{
    char exact[BP_AMOUNT_SIZE], shown[40], pointer[64];
    bp_amount_text(exact, amount);
    snprintf(shown, sizeof shown, "%.15G", bp_amount_double(amount));
    bp_table_row_pointer(o->table, row, pointer);
    bp_report(o->job->diag, BP_XLSX_DIGITS, (bp_where){.source = bp_table_model(o->table)->source, .pointer = pointer},
              BP_ARGS(exact, shown));
}

/* The cell stays a number, so that sums go on to follow it; its exact amount is in the name of a hidden name, which refers to the
 * cell and moves with it. */
static void keep_digits(official *o, size_t row, size_t column, bp_amount amount)
{
    char exact[BP_AMOUNT_SIZE];
    bp_buf name = {0}, place = {0};
    bp_amount_text(exact, amount);
    bp_buf_printf(&name, "_budgetpress_exact.%s%s.%zu", *exact == '-' ? "m" : "", exact + (*exact == '-'), ++o->exact_count);
    bp_buf_printf(&place, "='%s'!", o->name);
    bp_ref_fixed(&place, o->rows[row], column);
    if (name.failed || place.failed)
        bp_book_check(o->book, LXW_ERROR_MEMORY_MALLOC_FAILED);
    else
        bp_book_name(o->book, name.data, place.data, true);
    bp_buf_free(&name);
    bp_buf_free(&place);
}

/* A sum that is too long for a formula does not follow what it sums. */
static void report_constant(official *o, size_t row, size_t column)
{
    bp_buf place = {0};
    bp_ref(&place, o->rows[row], column);
    bp_report(o->job->diag, BP_XLSX_CONSTANT, BP_NOWHERE, BP_ARGS(bp_buf_text(&place)));
    bp_buf_free(&place);
}

static void put_amount(official *o, size_t row, size_t column, const bp_cell *cell, const bp_style *style)
{
    bool formula = find_formula(o, row, column, cell);
    if (!bp_amount_fits_spreadsheet(cell->amount)) {
        report_digits(o, row, cell->amount);
        keep_digits(o, row, column, cell->amount);
    }
    if (!formula && cell->derivation != BP_FACT && cell->amount.present)
        report_constant(o, row, column);
    if (formula)
        bp_put_formula_amount(o->book, o->sheet, o->rows[row], column, bp_buf_text(&o->formula), cell->amount, style);
    else
        bp_put_amount(o->book, o->sheet, o->rows[row], column, cell->amount, style);
}

/* Remembers where the table's own totals stand, for the checks. */
static void note_total(official *o, size_t row, size_t column)
{
    bp_origin origin;
    if (bp_table_origin(o->table, row, column, &origin) && origin.scope == BP_SCOPE_DOCUMENT && origin.amount &&
        o->totals->row[origin.fund] == UINT32_MAX) {
        o->totals->row[origin.fund] = o->rows[row];
        o->totals->column[origin.fund] = column;
    }
}

static bp_status too_long(const official *o, size_t row, size_t column)
{
    char pointer[64], number[24];
    bp_table_row_pointer(o->table, row, pointer);
    snprintf(number, sizeof number, "%zu", row + 1);
    return bp_report(o->job->diag, BP_CELL_TOO_LONG,
                     bp_model_where(bp_table_model(o->table), pointer),
                     BP_ARGS(number, o->form->columns[column].id));
}

/* ---- rows ---- */

static bp_style style_of(const official *o, const bp_cell *cell, size_t i, size_t c)
{
    const bp_column *column = &o->form->columns[c];
    bool amount = cell->kind == BP_CELL_AMOUNT, last_row = i + cell->rows == o->row_count;
    return (bp_style){.size = half_points(bp_layout_body_size(o->job->layout)),
                      .bold = cell->spec->role == BP_ROLE_HEADING,
                      .fill = cell->spec->shaded ? SHADE : 0,
                      .align = (uint8_t)column->align,
                      .valign = (uint8_t)(o->rows[i + 1] - o->rows[i] > 1 ? BP_VALIGN_TOP : column->valign),
                      .wrap = !amount,
                      .number = amount ? o->number[c] : NULL,
                      .top = BP_BORDER_THIN,
                      .left = c ? BP_BORDER_THIN : BP_BORDER_MEDIUM,
                      .right = c + cell->columns == o->form->column_count ? BP_BORDER_MEDIUM : BP_BORDER_THIN,
                      .bottom = last_row ? BP_BORDER_MEDIUM : BP_BORDER_THIN};
}

/* The cell that begins in column c of row i. */
static bp_status put_cell(official *o, size_t i, const bp_row *row, size_t c)
{
    const bp_cell *cell = &row->cells[c];
    bp_style style = o->open[c] = style_of(o, cell, i, c);
    bp_origin origin;
    for (size_t k = 1; k < cell->columns; k++)
        o->open[c + k] = style;
    bp_merge_cells(o->book, o->sheet, o->rows[i], c, o->rows[i + cell->rows] - 1, c + cell->columns - 1);
    if (cell->kind == BP_CELL_AMOUNT) {
        put_amount(o, i, c, cell, &style);
        note_total(o, i, c);
        return BP_OK;
    }
    if (cell->size > BP_CELL_CHARS && bp_utf16_count(cell->text, cell->size) > BP_CELL_CHARS)
        return too_long(o, i, c);
    bool found = o->facts && bp_table_origin(o->table, i, c, &origin);
    put_text(o, o->rows[i], c, cell->text, found ? &origin : NULL, &style);
    return BP_OK;
}

/* All sheet rows of one row of the table. */
static bp_status put_row(official *o, size_t i, const bp_row *row)
{
    bp_status status = BP_OK;
    uint32_t parts = o->rows[i + 1] - o->rows[i];
    for (uint32_t part = 0; part < parts; part++) {
        bp_put_height(o->book, o->sheet, o->rows[i] + part, bp_layout_sheet_height(o->job->layout, i, part));
        for (size_t c = 0; c < o->form->column_count && !status; c++) {
            if (part || row->cells[c].kind == BP_CELL_COVERED)
                bp_put_text(o->book, o->sheet, o->rows[i] + part, c, "", &o->open[c]);
            else
                status = put_cell(o, i, row, c);
        }
    }
    return status;
}

static bp_status put_body(official *o)
{
    bp_arena arena = {0};
    bp_status status = BP_OK;
    for (size_t i = 0; i < o->row_count && !status; i++) {
        bp_row row;
        bp_arena_reset(&arena);
        status = bp_table_row(o->table, i, &arena, &row) ? put_row(o, i, &row) : bp_report_memory(o->job->diag);
    }
    bp_arena_free(&arena);
    return status;
}

/* ---- around the rows ---- */

static void put_lines_above(official *o)
{
    const bp_form *form = o->form;
    size_t last = form->column_count - 1, left_columns = bp_layout_meta_columns(o->job->layout);
    bp_origin title, left, right;
    bp_style style = {.size = half_points(form->page.title_size), .bold = true, .wrap = true, .align = BP_ALIGN_CENTER,
                      .valign = BP_VALIGN_MIDDLE};
    bp_table_heading_origin(o->table, BP_HEADING_TITLE, &title);
    bp_table_heading_origin(o->table, BP_HEADING_META_LEFT, &left);
    bp_table_heading_origin(o->table, BP_HEADING_META_RIGHT, &right);
    put_height_of(o, 0, BP_PART_TITLE);
    if (o->facts && bp_table_has_own_lines(o->table) && bp_facts_title(o->facts, &title, &o->formula)) {
        bp_put_formula_text(o->book, o->sheet, 0, 0, bp_buf_text(&o->formula), bp_table_title(o->table), &style);
        for (size_t c = 1; c <= last; c++)
            bp_put_text(o->book, o->sheet, 0, c, "", &style);
        bp_merge_cells(o->book, o->sheet, 0, 0, 0, last);
    } else
        put_line(o, 0, 0, last, bp_table_title(o->table), bp_table_has_own_lines(o->table) ? NULL : &title, &style);
    style = (bp_style){.size = half_points(form->page.meta_size), .wrap = true, .valign = BP_VALIGN_MIDDLE};
    put_height_of(o, 1, BP_PART_META);
    put_line(o, 1, 0, left_columns - 1, bp_table_meta(o->table, 0), &left, &style);
    style.align = BP_ALIGN_RIGHT;
    if (left_columns <= last)
        put_line(o, 1, left_columns, last, bp_table_meta(o->table, 1), &right, &style);
}

static bp_style header_style(const official *o, const bp_header_cell *cell)
{
    bool to_end = cell->level + cell->levels == o->form->header_levels;
    return (bp_style){.size = half_points(bp_layout_header_size(o->job->layout)),
                      .bold = true,
                      .wrap = true,
                      .align = BP_ALIGN_CENTER,
                      .valign = BP_VALIGN_MIDDLE,
                      .top = cell->level ? BP_BORDER_THIN : BP_BORDER_MEDIUM,
                      .left = cell->column ? BP_BORDER_THIN : BP_BORDER_MEDIUM,
                      .right = cell->column + cell->columns == o->form->column_count ? BP_BORDER_MEDIUM : BP_BORDER_THIN,
                      .bottom = !o->row_count && to_end ? BP_BORDER_MEDIUM : BP_BORDER_THIN};
}

/* The header cell over a column on one level. */
static const bp_header_cell *header_cell(const bp_form *form, unsigned level, size_t column)
{
    for (size_t i = 0; i < form->header_count; i++) {
        const bp_header_cell *cell = &form->header[i];
        if (level >= cell->level && level < cell->level + cell->levels && column >= cell->column &&
            column < cell->column + cell->columns)
            return cell;
    }
    return NULL;
}

static void put_header(official *o)
{
    for (unsigned level = 0; level < o->form->header_levels; level++) {
        uint32_t row = HEADER_ROW + level;
        bp_put_height(o->book, o->sheet, row, bp_layout_header_height(o->job->layout, level));
        for (size_t c = 0; c < o->form->column_count; c++) {
            const bp_header_cell *cell = header_cell(o->form, level, c);
            if (!cell)
                continue;
            bool begins = cell->level == level && cell->column == c;
            bp_style style = header_style(o, cell);
            bp_put_text(o->book, o->sheet, row, c, begins ? cell->text : "", &style);
            if (begins)
                bp_merge_cells(o->book, o->sheet, row, c, row + cell->levels - 1, c + cell->columns - 1);
        }
    }
}

/* The form's own note says that the table has no data. As soon as projects are added in the sheets that is not so. */
static bool find_note(official *o, size_t index)
{
    bp_rows spare = {0};
    if (!o->facts || (bp_table_has_own_lines(o->table) && index < o->facts->model->note_count))
        return false;
    spare = bp_facts_spare_projects(o->facts);
    bp_buf_truncate(&o->formula, 0);
    bp_buf_puts(&o->formula, "=IF(SUMPRODUCT(--(");
    bp_put_range(&o->formula, SHEET_PROJECTS, spare, P_ID);
    bp_buf_puts(&o->formula, "<>\"\"))=0,");
    bp_quote_formula_text(&o->formula, bp_table_note(o->table, index), strlen(bp_table_note(o->table, index)));
    bp_buf_puts(&o->formula, ",\"" NOTE_ADDED "\")");
    return !o->formula.failed && o->formula.size < BP_FORMULA_CHARS;
}

static void put_note_text(official *o, uint32_t row, size_t index, const bp_style *style)
{
    const char *text = bp_table_note(o->table, index);
    if (find_note(o, index))
        bp_put_formula_text(o->book, o->sheet, row, 0, bp_buf_text(&o->formula), text, style);
    else
        bp_put_text(o->book, o->sheet, row, 0, text, style);
}

/* Returns the row behind it. */
static uint32_t put_note(official *o, uint32_t row, size_t index, size_t last, bp_style *style)
{
    int32_t height = height_of(o, BP_PART_NOTE, index);
    uint32_t rows = bp_sheet_rows(height);
    style->valign = rows > 1 ? BP_VALIGN_TOP : BP_VALIGN_MIDDLE;
    for (uint32_t part = 0; part < rows; part++) {
        bp_put_height(o->book, o->sheet, row + part, height / (int32_t)rows);
        for (size_t c = 0; c <= last; c++)
            if (part || c)
                bp_put_text(o->book, o->sheet, row + part, c, "", style);
            else
                put_note_text(o, row, index, style);
    }
    bp_merge_cells(o->book, o->sheet, row, 0, row + rows - 1, last);
    return row + rows;
}

static void put_notes(official *o)
{
    size_t last = o->form->column_count - 1, count = bp_table_note_count(o->table);
    uint32_t row = o->rows[o->row_count];
    bp_style style = {.size = half_points(o->form->page.note_size), .wrap = true, .valign = BP_VALIGN_MIDDLE};
    for (size_t i = 0; i < count; i++)
        row = put_note(o, row, i, last, &style);
    bp_book_check(o->book, worksheet_print_area(o->sheet, 0, 0, row - 1, (lxw_col_t)last));
}

/* Excel's codes for the footer: &C centred, &9 its size, &P the page, &N how many. */
static void set_footer(official *o)
{
    bp_buf footer = {0};
    if (!*o->form->footer)
        return;
    bp_buf_printf(&footer, "&C&%d", (o->form->page.footer_size + 500) / 1000);
    if (*o->form->footer >= '0' && *o->form->footer <= '9')
        bp_buf_putc(&footer, ' ');  /* else a part of the size */
    for (const char *p = o->form->footer; *p;) {
        if (!strncmp(p, "{page}", 6) || !strncmp(p, "{pages}", 7)) {
            bp_buf_puts(&footer, p[5] == '}' ? "&P" : "&N");
            p += p[5] == '}' ? 6 : 7;
        } else {
            bp_buf_puts(&footer, *p == '&' ? "&&" : "");
            if (*p != '&')
                bp_buf_putc(&footer, *p);
            p++;
        }
    }
    if (footer.failed)
        bp_book_check(o->book, LXW_ERROR_MEMORY_MALLOC_FAILED);
    else
        bp_book_check(o->book, worksheet_set_footer(o->sheet, footer.data));
    bp_buf_free(&footer);
}

/* The number that a workbook has for a paper, lying or upright: of what is no standard one that of A4. */
static uint8_t paper_of(const bp_page_spec *page)
{
    enum { NEAR = 3000 };
    static const struct {
        uint8_t number;
        int32_t width, height;  /* mm */
    } papers[] = {{9, 210, 297}, {8, 297, 420}, {66, 420, 594}, {11, 148, 210}, {42, 250, 353}, {34, 176, 250},
                  {12, 257, 364}, {13, 182, 257}, {1, 216, 279}, {5, 216, 356}};  /* A, B, the Japanese B, letter, legal */
    int32_t narrow = page->width < page->height ? page->width : page->height, wide = page->width + page->height - narrow;
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++)
        if (abs(narrow - (int32_t)(papers[i].width * 72000LL * 10 / 254)) <= NEAR &&
            abs(wide - (int32_t)(papers[i].height * 72000LL * 10 / 254)) <= NEAR)
            return papers[i].number;
    return papers[0].number;
}

static double inches(int32_t length)
{
    return length / 72000.0;
}

static void set_page(official *o)
{
    const bp_page_spec *page = &o->form->page;
    uint32_t body = HEADER_ROW + o->form->header_levels;
    worksheet_set_paper(o->sheet, paper_of(page));
    if (page->width > page->height)
        worksheet_set_landscape(o->sheet);
    worksheet_set_margins(o->sheet, inches(page->left), inches(page->right), inches(page->top), inches(page->bottom));
    worksheet_center_horizontally(o->sheet);
    worksheet_fit_to_pages(o->sheet, 1, 0);
    worksheet_gridlines(o->sheet, LXW_HIDE_ALL_GRIDLINES);
    bp_book_check(o->book, worksheet_repeat_rows(o->sheet, HEADER_ROW, body - 1));
    worksheet_freeze_panes(o->sheet, body, 0);
    for (size_t c = 0; c < o->form->column_count; c++) {
        int32_t width = bp_layout_column_width(o->job->layout, c);
        uint32_t pixels = (uint32_t)((width * 96 / 72 + 500) / 1000);
        bp_book_check(o->book, worksheet_set_column_pixels(o->sheet, (lxw_col_t)c, (lxw_col_t)c, pixels, NULL));
    }
    set_footer(o);
    if (o->facts)   /* everything is computed: what may be edited stands in the other sheets */
        bp_sheet_protect(o->sheet);
}

static void set_number_formats(official *o)
{
    for (size_t c = 0; c < o->form->column_count; c++) {
        const bp_column *column = &o->form->columns[c];
        snprintf(o->number[c], sizeof o->number[c], "%s%s%.*s", column->grouped ? "#,##0" : "0", column->digits ? "." : "",
                 column->digits, "000000");
    }
}

/* Gives every table row its sheet rows. */
static bp_status place_rows(official *o)
{
    uint64_t at = HEADER_ROW + o->form->header_levels;
    o->rows = malloc((o->row_count + 1) * sizeof *o->rows);
    if (!o->rows)
        return bp_report_memory(o->job->diag);
    for (size_t i = 0; i <= o->row_count; i++) {
        o->rows[i] = (uint32_t)at;
        if (i < o->row_count)
            at += bp_layout_sheet_rows(o->job->layout, i);
        if (at + bp_table_note_count(o->table) > BP_SHEET_ROWS)
            return bp_report(o->job->diag, BP_ROW_LIMIT, BP_NOWHERE, BP_ARGS("1048576"));
    }
    return BP_OK;
}

bp_status bp_official_write(const bp_job *job, bp_book *book, const char *name, const bp_facts *facts, bp_official_totals *totals)
{
    official o = {.job = job, .table = job->table, .form = bp_table_form(job->table), .facts = facts, .book = book,
                  .totals = totals, .name = name, .row_count = bp_table_row_count(job->table)};
    memset(totals->row, 0xFF, sizeof totals->row);
    bp_status status = place_rows(&o);
    if (!status && (o.sheet = bp_book_sheet(book, name))) {
        set_number_formats(&o);
        set_page(&o);
        put_lines_above(&o);
        put_header(&o);
        status = put_body(&o);
        if (!status)
            put_notes(&o);
    }
    free(o.rows);
    bp_buf_free(&o.formula);
    return status;
}
