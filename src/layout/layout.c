/* layout.c - measuring and fitting: lines, row heights, column widths. See layout.h; paginate.c and emit.c go on from here. */
#include "layout/private.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { FIT_STEP = 50 };  /* a fitted font size is a multiple of 0.05 pt */

int32_t bp_em(const bp_layout *l, int64_t em)
{
    return (int32_t)(em * l->size / 1000);
}

static int32_t text_width(const bp_layout *l, const char *text, size_t size, bp_role role)
{
    return bp_text_width(text, size, (int)role, true, &l->measure);
}

/* Amount columns grow to the widest amount; the others are as the form says. */
static void widen_columns(bp_layout *l)
{
    char text[BP_AMOUNT_SIZE];
    bp_role role = BP_ROLE_BODY;
    for (size_t c = 0; c < l->form->column_count; c++)
        for (size_t i = 0; i < l->row_count && l->form->columns[c].grows; i++) {
            size_t size = bp_table_amount_text(l->table, i, c, text, &role);
            int32_t width = text_width(l, text, size, role);
            if (width > l->em_width[c]) {
                l->em_width[c] = width;
                l->widest[c] = i;
            }
        }
}

/* A length in millimetres, thousandths of a point having been given. */
static void put_mm(bp_buf *out, int64_t length)
{
    int64_t tenths = (length * 254 + 36000) / 72000;
    bp_buf_printf(out, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

/* "总计 41.2 mm for 123,456,789.12", for each column that an amount made wider; *row is that of the widest one. */
static void put_grown(const bp_layout *l, bp_diag *diag, bp_buf *out, size_t *row)
{
    char amount[BP_AMOUNT_SIZE];
    const bp_page_spec *page = &l->form->page;
    int32_t most = 0;
    bp_role role;
    for (size_t c = 0; c < l->form->column_count; c++) {
        bp_buf width = {0};
        if (l->widest[c] == SIZE_MAX)
            continue;
        bp_table_amount_text(l->table, l->widest[c], c, amount, &role);
        put_mm(&width, (int64_t)(l->em_width[c] + 2 * page->pad_x) * page->min_size / 1000);
        bp_buf_puts(out, out->size ? bp_diag_text(diag, ", ") : "");
        bp_buf_printf(out, bp_diag_text(diag, "%s %s mm for %s"), bp_form_column_label(l->form, c), bp_buf_text(&width), amount);
        bp_buf_free(&width);
        if (l->em_width[c] > most) {
            most = l->em_width[c];
            *row = l->widest[c];
        }
    }
}

/* Says which columns have no room at the smallest size, and whether it is the form's own widths or the model's amounts. */
static bp_status too_wide(const bp_layout *l, int64_t em, bp_diag *diag)
{
    const bp_page_spec *page = &l->form->page;
    const bp_model *model = bp_table_model(l->table);
    bp_buf need = {0}, size = {0}, room = {0}, grown = {0};
    char pointer[64] = "";
    size_t row = SIZE_MAX;
    put_mm(&need, em * page->min_size / 1000 + 36);  /* rounded up, what there is down: they must differ */
    bp_buf_printf(&size, "%.4g", page->min_size / 1000.0);
    put_mm(&room, page->width - page->left - page->right - 36);
    put_grown(l, diag, &grown, &row);
    if (row != SIZE_MAX)
        bp_table_row_pointer(l->table, row, pointer);
    bp_status status =
        row == SIZE_MAX
            ? bp_report(diag, BP_FORM_TOO_WIDE, (bp_where){.file = l->form->file},
                        BP_ARGS(bp_buf_text(&need), bp_buf_text(&size), bp_buf_text(&room)))
            : bp_report(diag, BP_AMOUNTS_TOO_WIDE, bp_model_where(model, pointer),
                        BP_ARGS(bp_buf_text(&need), bp_buf_text(&size), bp_buf_text(&room), bp_buf_text(&grown)));
    bp_buf_free(&need);
    bp_buf_free(&size);
    bp_buf_free(&room);
    bp_buf_free(&grown);
    return status;
}

/* The largest font size at which the columns fit the page, then column edges that fill the width between the margins. */
static bp_status fit_columns(bp_layout *l, bp_diag *diag)
{
    const bp_page_spec *page = &l->form->page;
    int32_t room = page->width - page->left - page->right;
    int64_t em = 0;
    size_t n = l->form->column_count;
    for (size_t c = 0; c < n; c++)
        em += l->em_width[c] + 2 * page->pad_x;
    int64_t size = em ? (int64_t)room * 1000 / em : 0;
    l->size = (int32_t)(size > page->body_size ? page->body_size : size / FIT_STEP * FIT_STEP);
    if (l->size < page->min_size)
        return too_wide(l, em, diag);
    int32_t slack = room - bp_em(l, em);
    int32_t x = page->left;
    if (slack > room / 8) {  /* a narrow table is not stretched: it stands in the middle */
        x += slack / 2;
        slack = 0;
    }
    int64_t before = 0;
    for (size_t c = 0; c < n; c++) {
        l->edge[c] = x + (int32_t)(before * l->size / 1000) + (int32_t)((int64_t)slack * (int64_t)c / (int64_t)n);
        before += l->em_width[c] + 2 * page->pad_x;
    }
    l->edge[n] = x + bp_em(l, em) + slack;
    return BP_OK;
}

static bool wrap(const bp_layout *l, const char *text, size_t size, int32_t capacity, bp_role role, bp_wrap_mode mode,
                 bp_lines *out)
{
    bp_wrap(mode, text, size, capacity, (int)role, &l->measure, out);
    return !out->failed;
}

static bool measure_row(bp_layout *l, size_t i, bp_arena *arena)
{
    bp_row row;
    bp_measured *m = &l->rows[i];
    bp_arena_reset(arena);
    if (!bp_table_row(l->table, i, arena, &row))
        return false;
    m->first_cell = (uint32_t)(i * l->form->column_count);
    m->order = row.spec->order;
    m->keep = row.spec->keep_with_next;
    m->lines = 1;
    for (size_t c = 0; c < l->form->column_count; c++) {
        const bp_cell *cell = &row.cells[c];
        bp_cell_lines *lines = &l->cells[m->first_cell + c];
        *lines = (bp_cell_lines){.first = (uint32_t)l->lines.count, .rows = cell->rows, .kind = (uint8_t)cell->kind};
        if (cell->kind == BP_CELL_COVERED)
            lines->first = (uint32_t)bp_span_first(l, i - 1, c);
        if (cell->kind != BP_CELL_TEXT && cell->kind != BP_CELL_AMOUNT)
            continue;
        bp_wrap_mode mode = l->form->columns[c].grows ? BP_WRAP_OFFICIAL : l->form->wrap;  /* digits of amounts are half an em */
        if (!wrap(l, cell->text, cell->size, l->em_width[c], cell->spec->role, mode, &l->lines))
            return false;
        lines->count = (uint32_t)l->lines.count - lines->first;
        if (cell->rows > 1 && cell->kind == BP_CELL_TEXT) {
            lines->again_first = (uint32_t)l->lines.count;
            const char *again = cell->again ? cell->again : cell->text;
            if (!wrap(l, again, strlen(again), l->em_width[c], cell->spec->role, mode, &l->lines))
                return false;
            lines->again_count = (uint32_t)l->lines.count - lines->again_first;
        }
        if (cell->rows < 2 && lines->count > m->lines)
            m->lines = lines->count;
    }
    return true;
}

/* A row is kept with what the form has below it. Where there is nothing, as under an agency without projects, the next row begins
 * something else, and without an end to it any number of such rows would have to stand on one page. */
static void keep_rows(bp_layout *l)
{
    for (size_t i = 0; i < l->row_count; i++)
        l->rows[i].keep = l->rows[i].keep && i + 1 < l->row_count && l->rows[i + 1].order > l->rows[i].order;
}

/* Lines that rows [first, first + cell->rows) lack for the text of the row span over them. One that goes on from page to page needs
 * a line of theirs for each of its own: what stands on a page is then never less than what the rows there have. */
static int64_t lines_short(const bp_layout *l, size_t first, const bp_cell_lines *cell)
{
    int64_t lines = 0, height = 0;
    for (size_t r = first; r < first + cell->rows; r++) {
        lines += l->rows[r].lines;
        height += bp_rows_height(l, l->rows[r].lines);
    }
    if (cell->flows)
        return cell->count - lines;
    return (bp_rows_height(l, cell->count) - height + l->leading - 1) / l->leading;
}

/* A row span that needs more lines than its rows have gives the rest to its last row. */
static void fit_spans(bp_layout *l)
{
    size_t columns = l->form->column_count;
    int32_t room = bp_body_bottom(l) - bp_body_top(l, 0);
    for (size_t i = 0; i < l->row_count; i++)
        for (size_t c = 0; c < columns; c++) {
            bp_cell_lines *cell = &l->cells[i * columns + c];
            if (cell->rows < 2 || cell->kind == BP_CELL_COVERED)
                continue;
            uint32_t most = cell->again_count > cell->count ? cell->again_count : cell->count;
            cell->flows = bp_rows_height(l, most) > room;
            int64_t miss = lines_short(l, i, cell);
            if (miss > 0)
                l->rows[i + cell->rows - 1].lines += (uint32_t)miss;
        }
}

/* No page begins or ends with a single row of a row span, as none does with a single line of a cell; rows that would leave much of
 * a page empty are let go. */
static void keep_spans_together(bp_layout *l)
{
    size_t columns = l->form->column_count;
    int32_t most = (bp_body_bottom(l) - bp_body_top(l, 0)) / 4;
    for (size_t i = 0; i < l->row_count; i++)
        for (size_t c = 0; c < columns; c++) {
            const bp_cell_lines *cell = &l->cells[i * columns + c];
            if (cell->rows < 2 || cell->kind == BP_CELL_COVERED)
                continue;
            bp_measured *first = &l->rows[i], *second_last = &l->rows[i + cell->rows - 2];
            first->keep |= bp_rows_height(l, first->lines) <= most;
            second_last->keep |= bp_rows_height(l, second_last->lines) <= most;
        }
}

/* Whether no line of a heading is a single character, and each that ends in Han characters ends behind an even number of them: most
 * words have two. */
static bool words_are_whole(const bp_line *lines, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++) {
        const char *at = text + lines[i].start, *end = text + lines[i].end;
        size_t characters = 0, han = 0;
        while (at < end) {
            uint32_t cp = bp_utf8_next(&at);
            characters++;
            han = cp >= 0x4E00 && cp <= 0x9FFF ? han + 1 : 0;
        }
        if (characters < 2 || (i + 1 < count && han % 2))
            return false;
    }
    return true;
}

/* Breaks a heading in as few lines as there must be: the widest at which words stay whole; where they never do, as fits. */
static bool wrap_heading(bp_layout *l, const char *text, int32_t capacity, bp_cell_lines *out)
{
    const size_t first = l->lines.count;
    size_t fewest = 0, count = 0;
    bool whole = false;
    out->first = (uint32_t)first;
    for (int32_t room = capacity; !whole && room > 0 && count <= fewest; room -= 500) {
        l->lines.count = first;
        if (!wrap(l, text, strlen(text), room, BP_ROLE_HEADING, BP_WRAP_CLREQ, &l->lines))
            return false;
        count = l->lines.count - first;
        fewest = room == capacity ? count : fewest;
        whole = count == fewest && words_are_whole(&l->lines.items[first], count, text);
    }
    if (!whole) {
        l->lines.count = first;
        if (!wrap(l, text, strlen(text), capacity, BP_ROLE_HEADING, BP_WRAP_CLREQ, &l->lines))
            return false;
    }
    out->count = (uint32_t)(l->lines.count - first);
    return true;
}

static bp_status measure_header(bp_layout *l, bp_diag *diag)
{
    const bp_form *form = l->form;
    int32_t size = form->page.header_size ? form->page.header_size : l->size;
    l->header_size = size < l->size ? size : l->size;
    int32_t leading = (int32_t)((int64_t)l->header_size * form->page.leading / 1000);
    int32_t pad = 2 * bp_em(l, form->page.pad_y) + bp_em(l, 300);
    l->header_cells = bp_arena_array(&l->arena, form->header_count, sizeof *l->header_cells);
    if (!l->header_cells)
        return bp_report_memory(diag);
    for (int pass = 0; pass < 2; pass++)  /* cells of one level first, then those that reach over several */
        for (size_t i = 0; i < form->header_count; i++) {
            const bp_header_cell *cell = &form->header[i];
            bp_cell_lines *lines = &l->header_cells[i];
            if ((cell->levels > 1) != pass)
                continue;
            int64_t room = l->edge[cell->column + cell->columns] - l->edge[cell->column] - 2 * bp_em(l, form->page.pad_x);
            if (!wrap_heading(l, cell->text, (int32_t)(room * 1000 / l->header_size), lines))
                return bp_report_memory(diag);
            int64_t need = (int64_t)(lines->count ? lines->count : 1) * leading + pad;
            if (need > form->page.height)
                return bp_report(diag, BP_FORM_LIMIT, (bp_where){.file = form->file}, BP_ARGS("height"));
            for (unsigned k = 0; k < cell->levels; k++)
                need -= l->header_height[cell->level + k];
            if (need > 0)
                l->header_height[cell->level + cell->levels - 1] += (int32_t)need;
        }
    for (unsigned k = 0; k < form->header_levels; k++)
        l->header_total += l->header_height[k];
    return BP_OK;
}

static bp_status measure_body(bp_layout *l, bp_diag *diag)
{
    bp_arena arena = {0};
    size_t columns = l->form->column_count;
    l->rows = calloc(l->row_count + 1, sizeof *l->rows);
    l->cells = calloc(l->row_count * columns + 1, sizeof *l->cells);
    bool ok = l->rows && l->cells;
    for (size_t i = 0; i < l->row_count && ok; i++)
        ok = measure_row(l, i, &arena);
    bp_arena_free(&arena);
    if (!ok)
        return bp_report_memory(diag);
    keep_rows(l);
    fit_spans(l);
    keep_spans_together(l);
    return BP_OK;
}

bp_status bp_layout_new(const bp_table *table, const bp_measure *measure, bp_diag *diag, bp_layout **out)
{
    *out = NULL;
    bp_layout *l = calloc(1, sizeof *l);
    if (!l)
        return bp_report_memory(diag);
    l->table = table;
    l->form = bp_table_form(table);
    l->measure = *measure;
    l->measure.known = bp_known_characters_new();
    l->row_count = bp_table_row_count(table);
    for (size_t c = 0; c < l->form->column_count; c++) {
        l->em_width[c] = l->form->columns[c].width;
        l->widest[c] = SIZE_MAX;
    }
    widen_columns(l);
    bp_status status = fit_columns(l, diag);
    l->leading = bp_em(l, l->form->page.leading);
    if (!status)
        status = measure_header(l, diag);
    if (!status)
        status = measure_body(l, diag);
    if (!status && !bp_measure_loose(l))
        status = bp_report_memory(diag);
    if (!status)
        status = bp_paginate(l, diag);
    if (!status && !bp_fit_footer(l))
        status = bp_report_memory(diag);
    if (!status && l->footer_size < l->form->page.min_size)
        status = bp_report(diag, BP_FORM_LIMIT, (bp_where){.file = l->form->file}, BP_ARGS("footer"));
    if (!status)
        bp_count_sheet_rows(l);
    if (status)
        bp_layout_free(l);
    else
        *out = l;
    return status;
}

void bp_layout_free(bp_layout *layout)
{
    if (!layout)
        return;
    bp_known_characters_free(layout->measure.known);
    bp_lines_free(&layout->lines);
    bp_arena_free(&layout->arena);
    free(layout->rows);
    free(layout->cells);
    free(layout->parts);
    free(layout);
}

int64_t bp_rows_height(const bp_layout *l, uint32_t lines)
{
    return (int64_t)lines * l->leading + 2 * bp_em(l, l->form->page.pad_y);
}

size_t bp_layout_page_count(const bp_layout *layout)
{
    return layout->page_count;
}

int32_t bp_layout_body_size(const bp_layout *layout)
{
    return layout->size;
}

int32_t bp_layout_header_size(const bp_layout *layout)
{
    return layout->header_size;
}

int32_t bp_layout_column_width(const bp_layout *layout, size_t column)
{
    return layout->edge[column + 1] - layout->edge[column];
}

int32_t bp_layout_row_height(const bp_layout *layout, size_t row)
{
    int64_t height = bp_rows_height(layout, layout->rows[row].lines);
    return height < INT32_MAX ? (int32_t)height : INT32_MAX;
}

int32_t bp_layout_header_height(const bp_layout *layout, unsigned level)
{
    return layout->header_height[level];
}
