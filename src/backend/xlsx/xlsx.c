/* xlsx.c - the table as a workbook, on libxlsxwriter. The only file that knows that library.
 *
 * Sheet rows: title, department and unit, the header's levels, the table's rows, the notes. A row higher than Excel allows lies over
 * several sheet rows, its cells merged, so that nothing is cut.
 */
#include "backend/xlsx/xlsx.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#include "backend/xlsx/formula.h"
#include "core/utf8.h"

enum {
    ROW_HEIGHT_MAX = 409 * 1000,  /* thousandths of a point */
    ROWS_MAX = 1048576,
    TEXT_MAX = 32767,             /* characters of one cell */
    NAME_MAX_CHARS = 31,
    FORMATS_MAX = 256,
    HEADER_ROW = 2,
    SHADE = 0xECECEC,             /* the ground of a shaded row, as the pages have it */
    FIXED_DATE = 315532800,       /* 1980-01-01: no date of today may make two outputs differ */
};

/* What makes one format differ from another. */
typedef struct style {
    enum { TITLE, META, HEAD, BODY, NOTE } part;
    bool bold, shaded, amount, grouped, top, right, bottom, left;  /* the last four: on the outer frame */
    bp_align align;
    bp_valign valign;
    int digits;
} style;

typedef struct xlsx {
    const bp_job *job;
    const bp_table *table;
    const bp_form *form;
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    style styles[FORMATS_MAX];
    lxw_format *formats[FORMATS_MAX];
    size_t format_count;
    uint32_t *rows;        /* first sheet row of each table row, and the one behind the last */
    size_t row_count;
    bp_buf text;
    lxw_error error;
} xlsx;

static bool same_style(const style *a, const style *b)
{
    return a->part == b->part && a->bold == b->bold && a->shaded == b->shaded && a->amount == b->amount &&
           a->grouped == b->grouped && a->top == b->top && a->right == b->right && a->bottom == b->bottom && a->left == b->left &&
           a->align == b->align && a->valign == b->valign && a->digits == b->digits;
}

/* Sizes in steps of half a point, as Excel offers them; never larger than the layout's, so that lines keep their room. */
static double font_size(const xlsx *x, const style *s)
{
    const bp_page_spec *page = &x->form->page;
    int32_t size = s->part == TITLE  ? page->title_size
                   : s->part == META ? page->meta_size
                   : s->part == NOTE ? page->note_size
                                     : bp_layout_body_size(x->job->layout);
    return size / 500 * 0.5;
}

static void set_number_format(lxw_format *format, const style *s)
{
    char code[24];
    snprintf(code, sizeof code, "%s%s%.*s", s->grouped ? "#,##0" : "0", s->digits ? "." : "", s->digits, "000000");
    format_set_num_format(format, code);
}

static void set_borders(lxw_format *format, const style *s)
{
    format_set_top(format, s->top ? LXW_BORDER_MEDIUM : LXW_BORDER_THIN);
    format_set_bottom(format, s->bottom ? LXW_BORDER_MEDIUM : LXW_BORDER_THIN);
    format_set_left(format, s->left ? LXW_BORDER_MEDIUM : LXW_BORDER_THIN);
    format_set_right(format, s->right ? LXW_BORDER_MEDIUM : LXW_BORDER_THIN);
}

/* 宋体 stands on every machine that Chinese offices use; 小标宋 and 仿宋_GB2312 do not. */
static lxw_format *format_of(xlsx *x, style s)
{
    static const uint8_t aligns[] = {LXW_ALIGN_LEFT, LXW_ALIGN_CENTER, LXW_ALIGN_RIGHT};
    for (size_t i = 0; i < x->format_count; i++)
        if (same_style(&x->styles[i], &s))
            return x->formats[i];
    lxw_format *format = x->format_count < FORMATS_MAX ? workbook_add_format(x->workbook) : NULL;
    if (!format) {
        x->error = LXW_ERROR_MEMORY_MALLOC_FAILED;
        return NULL;
    }
    format_set_font_name(format, "宋体");
    format_set_font_size(format, font_size(x, &s));
    format_set_align(format, aligns[s.align]);
    format_set_align(format, s.valign == BP_VALIGN_TOP ? LXW_ALIGN_VERTICAL_TOP : LXW_ALIGN_VERTICAL_CENTER);
    if (s.bold)
        format_set_bold(format);
    if (s.shaded)
        format_set_bg_color(format, SHADE);
    if (s.part == HEAD || s.part == BODY)
        set_borders(format, &s);
    if (s.amount)
        set_number_format(format, &s);
    else
        format_set_text_wrap(format);
    x->styles[x->format_count] = s;
    return x->formats[x->format_count++] = format;
}

static void check(xlsx *x, lxw_error error)
{
    if (error && !x->error)
        x->error = error;
}

/* Excel reads _x0041_ in a text as an escape: the first underscore is escaped itself (ECMA-376-1, 22.9.2.19). */
static const char *escape(xlsx *x, const char *text)
{
    bp_buf_truncate(&x->text, 0);
    for (const char *p = text; *p; p++) {
        bool reads_as_escape = p[0] == '_' && p[1] == 'x' && isxdigit((unsigned char)p[2]) && isxdigit((unsigned char)p[3]) &&
                               isxdigit((unsigned char)p[4]) && isxdigit((unsigned char)p[5]) && p[6] == '_';
        if (reads_as_escape)
            bp_buf_puts(&x->text, "_x005F");
        bp_buf_putc(&x->text, *p);
    }
    if (x->text.failed)
        x->error = LXW_ERROR_MEMORY_MALLOC_FAILED;
    return bp_buf_text(&x->text);
}

/* One text over a block of cells. */
static void put_text(xlsx *x, uint32_t row0, size_t column0, uint32_t row1, size_t column1, const char *text, style s)
{
    lxw_format *format = format_of(x, s);
    if (!format)
        return;
    lxw_col_t c0 = (lxw_col_t)column0, c1 = (lxw_col_t)column1;
    if (row0 != row1 || c0 != c1)
        check(x, worksheet_merge_range(x->sheet, row0, c0, row1, c1, "", format));
    check(x, *text ? worksheet_write_string(x->sheet, row0, c0, escape(x, text), format)
                   : worksheet_write_blank(x->sheet, row0, c0, format));
}

static void set_row_height(xlsx *x, uint32_t row, int32_t height)
{
    check(x, worksheet_set_row(x->sheet, row, height / 1000.0, NULL));
}

static bp_status too_long(const xlsx *x, size_t row, size_t column)
{
    char pointer[64], number[24];
    bp_table_row_pointer(x->table, row, pointer);
    snprintf(number, sizeof number, "%zu", row + 1);
    return bp_report(x->job->diag, BP_CELL_TOO_LONG,
                     (bp_where){.source = bp_table_model(x->table)->source, .pointer = pointer},
                     BP_ARGS(number, x->form->columns[column].id));
}

static void put_amount(xlsx *x, size_t row, size_t column, const bp_cell *cell, uint32_t last_row, style s)
{
    uint32_t at = x->rows[row];
    lxw_format *format = format_of(x, s);
    lxw_col_t c = (lxw_col_t)column;
    bp_buf formula = {0};
    double value = bp_amount_double(cell->amount);
    if (!format)
        return;
    if (last_row > at)
        check(x, worksheet_merge_range(x->sheet, at, c, last_row, c, "", format));
    bool live = cell->derivation != BP_FACT && bp_xlsx_formula(x->table, x->rows, row, column, cell, &formula);
    if (live && cell->amount.present)
        check(x, worksheet_write_formula_num(x->sheet, at, c, formula.data, format, value));
    else if (live)
        check(x, worksheet_write_formula_str(x->sheet, at, c, formula.data, format, ""));
    else if (cell->amount.present)
        check(x, worksheet_write_number(x->sheet, at, c, value, format));
    else
        check(x, worksheet_write_blank(x->sheet, at, c, format));
    bp_buf_free(&formula);
}

static bp_status put_row(xlsx *x, size_t i, const bp_row *row)
{
    for (size_t c = 0; c < x->form->column_count; c++) {
        const bp_cell *cell = &row->cells[c];
        const bp_column *column = &x->form->columns[c];
        if (cell->kind == BP_CELL_COVERED)
            continue;
        uint32_t end = x->rows[i + cell->rows];
        size_t last = c + cell->columns - 1;
        style s = {.part = BODY, .bold = row->spec->role == BP_ROLE_HEADING, .align = column->align, .valign = column->valign,
                   .shaded = row->spec->shaded && cell->rows == 1, .left = !c, .right = last + 1 == x->form->column_count, .bottom = end == x->rows[x->row_count]};
        if (cell->kind == BP_CELL_AMOUNT) {
            s.amount = true;
            s.grouped = column->grouped;
            s.digits = column->digits;
            put_amount(x, i, c, cell, end - 1, s);
            continue;
        }
        if (cell->size > TEXT_MAX && bp_utf8_count(cell->text, cell->size) > TEXT_MAX)
            return too_long(x, i, c);
        put_text(x, x->rows[i], c, end - 1, last, cell->text, s);
    }
    return BP_OK;
}

static bp_status put_body(xlsx *x)
{
    bp_arena arena = {0};
    bp_status status = BP_OK;
    for (size_t i = 0; i < x->row_count && !status && !x->error; i++) {
        bp_row row;
        uint32_t parts = x->rows[i + 1] - x->rows[i];
        bp_arena_reset(&arena);
        if (!bp_table_row(x->table, i, &arena, &row))
            status = bp_report_memory(x->job->diag);
        for (uint32_t part = 0; part < parts; part++)
            set_row_height(x, x->rows[i] + part, bp_layout_row_height(x->job->layout, i) / (int32_t)parts);
        if (!status)
            status = put_row(x, i, &row);
    }
    bp_arena_free(&arena);
    return status;
}

static void put_head(xlsx *x)
{
    const bp_form *form = x->form;
    size_t last = form->column_count - 1, half = last / 2;
    put_text(x, 0, 0, 0, last, bp_table_title(x->table), (style){.part = TITLE, .bold = true, .align = BP_ALIGN_CENTER,
                                                                 .valign = BP_VALIGN_MIDDLE});
    set_row_height(x, 0, form->page.title_size * 17 / 10);
    put_text(x, 1, 0, 1, half, bp_table_meta(x->table, 0), (style){.part = META, .valign = BP_VALIGN_MIDDLE});
    if (last > half)
        put_text(x, 1, half + 1, 1, last, bp_table_meta(x->table, 1),
                 (style){.part = META, .align = BP_ALIGN_RIGHT, .valign = BP_VALIGN_MIDDLE});
    set_row_height(x, 1, form->page.meta_size * 16 / 10);
    for (unsigned k = 0; k < form->header_levels; k++)
        set_row_height(x, HEADER_ROW + k, bp_layout_header_height(x->job->layout, k));
    for (size_t i = 0; i < form->header_count; i++) {
        const bp_header_cell *cell = &form->header[i];
        uint32_t row = HEADER_ROW + cell->level;
        style s = {.part = HEAD, .bold = true, .align = BP_ALIGN_CENTER, .valign = BP_VALIGN_MIDDLE, .top = !cell->level,
                   .left = !cell->column, .right = cell->column + cell->columns == form->column_count,
                   .bottom = !x->row_count && cell->level + cell->levels == form->header_levels};
        put_text(x, row, cell->column, row + cell->levels - 1, cell->column + cell->columns - 1, cell->text, s);
    }
}

static void put_notes(xlsx *x)
{
    uint32_t row = x->rows[x->row_count];
    for (size_t i = 0; i < bp_table_note_count(x->table); i++, row++) {
        put_text(x, row, 0, row, x->form->column_count - 1, bp_table_note(x->table, i),
                 (style){.part = NOTE, .valign = BP_VALIGN_MIDDLE});
        set_row_height(x, row, x->form->page.note_size * 15 / 10);
    }
    check(x, worksheet_print_area(x->sheet, 0, 0, row - 1, (lxw_col_t)(x->form->column_count - 1)));
}

/* Excel's codes for the footer: &P the page, &N how many. */
static void set_footer(xlsx *x)
{
    bp_buf footer = {0};
    bp_buf_puts(&footer, "&C");
    for (const char *p = x->form->footer; *p;) {
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
    if (!footer.failed && footer.size > 2 && bp_utf8_count(footer.data, footer.size) < 255)
        check(x, worksheet_set_footer(x->sheet, footer.data));
    bp_buf_free(&footer);
}

static double inches(int32_t length)
{
    return length / 72000.0;
}

static void set_page(xlsx *x)
{
    const bp_page_spec *page = &x->form->page;
    worksheet_set_paper(x->sheet, 9);  /* A4 */
    if (page->width > page->height)
        worksheet_set_landscape(x->sheet);
    worksheet_set_margins(x->sheet, inches(page->left), inches(page->right), inches(page->top), inches(page->bottom));
    worksheet_center_horizontally(x->sheet);
    worksheet_fit_to_pages(x->sheet, 1, 0);
    worksheet_gridlines(x->sheet, LXW_HIDE_ALL_GRIDLINES);
    uint32_t body = HEADER_ROW + x->form->header_levels;
    check(x, worksheet_repeat_rows(x->sheet, HEADER_ROW, body - 1));
    worksheet_freeze_panes(x->sheet, body, 0);
    for (size_t c = 0; c < x->form->column_count; c++) {
        int32_t width = bp_layout_column_width(x->job->layout, c);
        uint32_t pixels = (uint32_t)((width * 96 / 72 + 500) / 1000);
        check(x, worksheet_set_column_pixels(x->sheet, (lxw_col_t)c, (lxw_col_t)c, pixels, NULL));
    }
    set_footer(x);
}

/* A worksheet's name has at most 31 characters and none of []:*?/\ nor ' at its ends. */
static void sheet_name(const char *text, char out[NAME_MAX_CHARS * BP_UTF8_MAX + 1])
{
    size_t size = 0;
    for (int n = 0; *text && n < NAME_MAX_CHARS; n++) {
        const char *next = text;
        uint32_t cp = bp_utf8_next(&next);
        if (cp < 0x80 && strchr("[]:*?/\\'", (int)cp))
            cp = ' ';
        size += bp_utf8_put(out + size, cp);
        text = next;
    }
    out[size] = '\0';
}

/* Gives every table row its sheet rows. */
static bp_status place_rows(xlsx *x)
{
    uint64_t at = HEADER_ROW + x->form->header_levels;
    x->rows = malloc((x->row_count + 1) * sizeof *x->rows);
    if (!x->rows)
        return bp_report_memory(x->job->diag);
    for (size_t i = 0; i <= x->row_count; i++) {
        x->rows[i] = (uint32_t)at;
        if (i < x->row_count)
            at += (uint64_t)(bp_layout_row_height(x->job->layout, i) + ROW_HEIGHT_MAX - 1) / ROW_HEIGHT_MAX;
        if (at + bp_table_note_count(x->table) > ROWS_MAX)
            return bp_report(x->job->diag, BP_ROW_LIMIT, BP_NOWHERE, BP_ARGS("1048576"));
    }
    return BP_OK;
}

static bp_status fill(xlsx *x)
{
    char name[NAME_MAX_CHARS * BP_UTF8_MAX + 1];
    sheet_name(x->form->sheet, name);
    lxw_doc_properties properties = {.title = (char *)bp_table_title(x->table),  /* only read */
                                     .created = x->job->date >= 0 ? (time_t)x->job->date : FIXED_DATE};
    check(x, workbook_set_properties(x->workbook, &properties));
    x->sheet = workbook_add_worksheet(x->workbook, *name ? name : NULL);
    if (!x->sheet)
        return bp_report(x->job->diag, BP_LIBRARY_FAILED, BP_NOWHERE, BP_ARGS("libxlsxwriter", x->form->sheet));
    set_page(x);
    put_head(x);
    bp_status status = put_body(x);
    if (!status)
        put_notes(x);
    return status;
}

static bp_status write_xlsx(const bp_job *job, bp_outfile *file)
{
    xlsx x = {.job = job, .table = job->table, .form = bp_table_form(job->table)};
    lxw_workbook_options options = {0};
    x.row_count = bp_table_row_count(job->table);
    bp_status status = place_rows(&x);
    if (!status && !(x.workbook = workbook_new_opt(bp_outfile_temporary(file), &options)))
        status = bp_report_memory(job->diag);
    if (!status)
        status = fill(&x);
    if (!status && !x.error)
        x.error = workbook_close(x.workbook);
    else
        lxw_workbook_free(x.workbook);
    if (!status && x.error)
        status = bp_report(job->diag, BP_LIBRARY_FAILED, BP_NOWHERE, BP_ARGS("libxlsxwriter", lxw_strerror(x.error)));
    free(x.rows);
    bp_buf_free(&x.text);
    return status;
}

const bp_backend bp_xlsx_backend = {"xlsx", "xlsx", BP_FAMILY_SHEET, NULL, write_xlsx};
