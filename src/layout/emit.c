/* emit.c - draws the finished pages on a canvas, in order. Private to layout/.
 *
 * Cells are composed again, row by row: the lines kept from measuring are offsets into their text.
 */
#include <stdio.h>
#include <string.h>

#include "layout/private.h"

enum {
    BASE_LINE = 380,  /* from the middle of the em box down to the base line: Han glyphs stand between -120 and 880 */
    SHADE = 925,      /* grey of a shaded row: seen on screen, and text on it still clear in a photocopy */
};

typedef struct emitter {
    const bp_layout *l;
    const bp_canvas *canvas;
    bp_diag *diag;
    bp_arena arena;
    bp_row row;              /* the row composed last ... */
    size_t row_index;        /* ... SIZE_MAX at first */
    size_t page;
    bool bare;               /* it holds notes and nothing of the table */
    size_t note;             /* the next note to draw, and the next line of it */
    uint32_t note_line;
    int32_t top, y;          /* top of the body, and where the next part goes */
    uint32_t span_seen[BP_COLUMNS_MAX];  /* lines already drawn of the row span of a column that goes on from page to page */
} emitter;

static bp_status text_at(emitter *e, bp_run run, bp_align align, int32_t left, int32_t right)
{
    int32_t width = (int32_t)((int64_t)run.width * run.size_pt / 1000);
    run.x = align == BP_ALIGN_LEFT ? left : align == BP_ALIGN_RIGHT ? right - width : left + (right - left - width) / 2;
    return run.size ? e->canvas->text(e->canvas->context, &run) : BP_OK;
}

/* Lines [from, from + count) of a text outside the table; y is the first one's base line. */
static bp_status loose_lines(emitter *e, const bp_loose *loose, bp_run run, const char *text, uint32_t from, uint32_t count,
                             bp_align align, int32_t y)
{
    const bp_layout *l = e->l;
    const bp_page_spec *p = &l->form->page;
    bool inside = run.part == BP_PART_META || run.part == BP_PART_NOTE;  /* the edges of the table */
    int32_t left = inside ? l->edge[0] : p->left, right = inside ? l->edge[l->form->column_count] : p->width - p->right;
    bp_status status = BP_OK;
    run.size_pt = loose->size;
    for (uint32_t i = 0; i < count && !status; i++) {
        const bp_line *line = &l->lines.items[loose->first + from + i];
        run.text = text + line->start;
        run.size = line->end - line->start;
        run.width = line->width;
        run.line = from + i;
        run.hard = line->hard;
        run.y = y + (int32_t)i * bp_loose_leading(l, run.part);
        status = text_at(e, run, align, left, right);
    }
    return status;
}

static bp_status draw_title(emitter *e)
{
    const bp_layout *l = e->l;
    const bp_page_spec *p = &l->form->page;
    int32_t meta_y = p->top + p->title_size * 17 / 10 + p->meta_size * 11 / 10;
    if (l->title.count > 1)
        meta_y += (int32_t)(l->title.count - 1) * bp_loose_leading(l, BP_PART_TITLE);
    bp_status status = loose_lines(e, &l->title, (bp_run){.role = BP_ROLE_TITLE, .part = BP_PART_TITLE}, bp_table_title(l->table),
                                   0, l->title.count, BP_ALIGN_CENTER, p->top + p->title_size);
    for (size_t side = 0; side < 2 && !status; side++)
        status =
            loose_lines(e, &l->meta[side], (bp_run){.role = BP_ROLE_BODY, .part = BP_PART_META, .row = side},
                        bp_table_meta(l->table, (int)side), 0, l->meta[side].count, side ? BP_ALIGN_RIGHT : BP_ALIGN_LEFT, meta_y);
    return status;
}

/* As many lines of the notes as stand on this page; those before it are drawn. */
static bp_status draw_notes(emitter *e)
{
    const bp_layout *l = e->l;
    int32_t leading = bp_loose_leading(l, BP_PART_NOTE), y = e->y;
    uint32_t fit = bp_note_lines_in(l, bp_body_bottom(l) - y);
    bp_status status = BP_OK;
    while (e->note < bp_table_note_count(l->table) && fit && !status) {
        const bp_loose *note = &l->notes[e->note];
        uint32_t count = note->count - e->note_line < fit ? note->count - e->note_line : fit;
        status = loose_lines(e, note, (bp_run){.role = BP_ROLE_BODY, .part = BP_PART_NOTE, .row = e->note},
                             bp_table_note(l->table, e->note), e->note_line, count, BP_ALIGN_LEFT, y + leading);
        fit -= count;
        y += (int32_t)count * leading;
        e->note_line += count;
        if (e->note_line == note->count) {
            e->note++;
            e->note_line = 0;
        }
    }
    return status;
}

static bp_status draw_footer(emitter *e)
{
    const bp_layout *l = e->l;
    const bp_page_spec *p = &l->form->page;
    bp_buf text = {0};
    bp_footer_text(l, e->page, &text);
    if (text.failed) {
        bp_buf_free(&text);
        return bp_report_memory(e->diag);
    }
    bp_run run = {.text = bp_buf_text(&text), .size = text.size, .y = p->height - p->bottom / 2, .size_pt = l->footer_size,
                  .role = BP_ROLE_BODY, .part = BP_PART_FOOTER, .hard = true, .repeated = true};
    run.width = bp_text_width(run.text, run.size, (int)run.role, run.half, &l->measure);
    bp_status status = text_at(e, run, BP_ALIGN_CENTER, p->left, p->width - p->right);
    bp_buf_free(&text);
    return status;
}

static bp_status rule(emitter *e, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t thickness)
{
    return e->canvas->rule(e->canvas->context, x0, y0, x1, y1, thickness);
}

/* Lines [from, from + count) of a cell's text, set in the box. */
static bp_status draw_lines(emitter *e, bp_run run, const char *text, uint32_t first, uint32_t count, uint32_t number,
                            bp_align align, bp_valign valign, int32_t x0, int32_t x1, int32_t y0, int32_t y1, int32_t leading)
{
    int32_t pad = bp_em(e->l, e->l->form->page.pad_x);
    int32_t free = y1 - y0 - (int32_t)count * leading;
    int32_t y = y0 + (valign == BP_VALIGN_MIDDLE ? free / 2 : bp_em(e->l, e->l->form->page.pad_y));
    bp_status status = BP_OK;
    run.paragraphs = strchr(text, '\n') != NULL;
    for (uint32_t i = 0; i < count && !status; i++) {
        const bp_line *line = &e->l->lines.items[first + i];
        run.text = text + line->start;
        run.size = line->end - line->start;
        run.width = line->width;
        run.line = number + i;
        run.hard = line->hard;
        run.y = y + leading / 2 + (int32_t)((int64_t)run.size_pt * BASE_LINE / 1000);
        y += leading;
        status = text_at(e, run, align, x0 + pad, x1 - pad);
    }
    return status;
}

static bp_status draw_header(emitter *e)
{
    const bp_layout *l = e->l;
    const bp_form *form = l->form;
    int32_t leading = (int32_t)((int64_t)l->header_size * form->page.leading / 1000);
    int32_t level_top[BP_HEADER_LEVELS_MAX + 1] = {e->top - l->header_total};
    bp_status status = BP_OK;
    for (unsigned k = 0; k < form->header_levels; k++)
        level_top[k + 1] = level_top[k] + l->header_height[k];
    for (size_t i = 0; i < form->header_count && !status; i++) {
        const bp_header_cell *cell = &form->header[i];
        int32_t x0 = l->edge[cell->column], x1 = l->edge[cell->column + cell->columns];
        int32_t y0 = level_top[cell->level], y1 = level_top[cell->level + cell->levels];
        bp_run run = {.size_pt = l->header_size, .role = BP_ROLE_HEADING, .part = BP_PART_HEADER, .row = i,
                      .column = cell->column, .repeated = e->page > 0};
        status = draw_lines(e, run, cell->text, l->header_cells[i].first, l->header_cells[i].count, 0, BP_ALIGN_CENTER,
                            BP_VALIGN_MIDDLE, x0, x1, y0, y1, leading);
        if (!status && cell->column)
            status = rule(e, x0, y0, x0, y1, form->page.rule);
        if (!status && cell->level + cell->levels < form->header_levels)
            status = rule(e, x0, y1, x1, y1, form->page.rule);
    }
    return status;
}

static bp_status begin_page(emitter *e, size_t page, bool has_rows)
{
    const bp_layout *l = e->l;
    const bp_page_spec *p = &l->form->page;
    e->page = page;
    e->bare = page && !has_rows;
    e->top = e->y = e->bare ? p->top : bp_body_top(l, page);
    bp_status status = e->canvas->begin_page(e->canvas->context, page, p->width, p->height);
    if (!status && !page)
        status = draw_title(e);
    return status || e->bare ? status : draw_header(e);
}

static bp_status draw_frame(emitter *e)
{
    const bp_layout *l = e->l;
    const bp_page_spec *p = &l->form->page;
    int32_t x0 = l->edge[0], x1 = l->edge[l->form->column_count], y0 = e->top - l->header_total, y1 = e->y;
    int32_t half = p->frame / 2;  /* corners are filled */
    bp_status status = rule(e, x0 - half, y0, x1 + half, y0, p->frame);
    if (!status)
        status = rule(e, x0 - half, y1, x1 + half, y1, p->frame);
    if (!status)
        status = rule(e, x0, y0, x0, y1, p->frame);
    if (!status)
        status = rule(e, x1, y0, x1, y1, p->frame);
    if (!status && y1 > e->top)
        status = rule(e, x0, e->top, x1, e->top, p->rule);
    for (size_t c = 1; c < l->form->column_count && y1 > e->top && !status; c++)
        status = rule(e, l->edge[c], e->top, l->edge[c], y1, p->rule);
    return status;
}

static bp_status end_page(emitter *e, bool last_rows)
{
    bp_status status = e->bare ? BP_OK : draw_frame(e);
    if (!status && last_rows)
        status = draw_notes(e);
    if (!status)
        status = draw_footer(e);
    return status ? status : e->canvas->end_page(e->canvas->context);
}

static bool compose(emitter *e, size_t row)
{
    if (e->row_index == row)
        return true;
    bp_arena_reset(&e->arena);
    e->row_index = row;
    return bp_table_row(e->l->table, row, &e->arena, &e->row);
}

/* Height that the row span of column c, begun at row `first`, has from part `at` to its end or the end of the page. */
static int32_t span_height(const emitter *e, size_t first, size_t rows, size_t at)
{
    int32_t height = 0;
    for (size_t i = at; i < e->l->part_count; i++) {
        const bp_part_of_row *part = &e->l->parts[i];
        if (part->page != e->page || part->row >= first + rows)
            break;
        height += part->height;
    }
    return height;
}

static bp_status draw_cell(emitter *e, size_t at, size_t c, int32_t y1)
{
    const bp_layout *l = e->l;
    const bp_part_of_row *part = &l->parts[at];
    const bp_column *column = &l->form->columns[c];
    const bp_cell_lines *lines = &l->cells[l->rows[part->row].first_cell + c];
    const bp_valign valign = part->from ? BP_VALIGN_TOP : column->valign;  /* what goes on, goes on at the top */
    bp_run run = {.size_pt = l->size, .part = BP_PART_BODY, .row = part->row, .column = c,
                  .half = l->form->wrap == BP_WRAP_OFFICIAL || column->grows};
    if (!compose(e, part->row))
        return bp_report_memory(e->diag);
    run.role = e->row.cells[c].spec->role;
    if (lines->rows > 1)
        return BP_OK;  /* draw_spans */
    if (lines->count <= part->from && part->from && lines->again_count &&
        bp_rows_height(l, lines->again_count) <= part->height) {
        run.repeated = true;
        return draw_lines(e, run, e->row.cells[c].again, lines->again_first, lines->again_count, 0, column->align, valign,
                          l->edge[c], l->edge[c + 1], e->y, y1, l->leading);
    }
    if (lines->count <= part->from)
        return BP_OK;
    uint32_t count = lines->count - part->from < part->count ? lines->count - part->from : part->count;
    return draw_lines(e, run, e->row.cells[c].text, lines->first + part->from, count, part->from, column->align, valign,
                      l->edge[c], l->edge[c + 1], e->y, y1, l->leading);
}

/* What of a row span's text stands on a page. */
typedef struct span_text {
    const char *text;
    uint32_t first, count, number;  /* into the layout's lines; number of the first within the cell */
    bool repeated;
} span_text;

static span_text span_text_in(emitter *e, size_t c, const bp_cell_lines *lines, bool begins, int32_t height)
{
    const bp_cell *cell = &e->row.cells[c];
    if (lines->flows) {
        uint32_t seen = begins ? 0 : e->span_seen[c], fit = bp_lines_in(e->l, height);
        uint32_t count = lines->count - seen < fit ? lines->count - seen : fit;
        e->span_seen[c] = seen + count;
        return (span_text){cell->text, lines->first + seen, count, seen, false};
    }
    if (begins)
        return (span_text){cell->text, lines->first, lines->count, 0, false};
    return (span_text){cell->again ? cell->again : cell->text, lines->again_first, lines->again_count, 0, true};
}

/* Where row spans that begin at this part, or go on with it after a page break, are drawn on the page. */
static bool draws_spans(const emitter *e, const bp_part_of_row *part, size_t first)
{
    return (first == part->row && !part->from) || e->y == e->top;
}

/* Row spans that begin with this part, or go on after a page break. */
static bp_status draw_span(emitter *e, size_t at, size_t c)
{
    const bp_layout *l = e->l;
    const bp_part_of_row *part = &l->parts[at];
    const bp_column *column = &l->form->columns[c];
    if (l->cells[l->rows[part->row].first_cell + c].rows < 2)
        return BP_OK;
    size_t first = bp_span_first(l, part->row, c);
    bool begins = first == part->row && !part->from;
    if (!draws_spans(e, part, first))
        return BP_OK;
    const bp_cell_lines *lines = &l->cells[l->rows[first].first_cell + c];
    if (!compose(e, first))
        return bp_report_memory(e->diag);
    int32_t y1 = e->y + span_height(e, first, lines->rows, at);
    span_text shown = span_text_in(e, c, lines, begins, y1 - e->y);
    bp_run run = {.size_pt = l->size, .part = BP_PART_BODY, .row = first, .column = c, .role = e->row.cells[c].spec->role,
                  .half = l->form->wrap == BP_WRAP_OFFICIAL || column->grows, .repeated = shown.repeated};
    return draw_lines(e, run, shown.text, shown.first, shown.count, shown.number, column->align,
                      lines->flows ? BP_VALIGN_TOP : column->valign, l->edge[c], l->edge[c + 1], e->y, y1, l->leading);
}

/* The ground of a cell, or of as many cells beside one another as have one: with one seam less each. */
static bp_status fill_from(emitter *e, size_t at, size_t c, size_t *end)
{
    const bp_layout *l = e->l;
    const bp_part_of_row *part = &l->parts[at];
    const bp_cell_lines *cells = &l->cells[l->rows[part->row].first_cell];
    int32_t height = part->height;
    *end = c + 1;
    if (cells[c].rows > 1) {
        size_t first = bp_span_first(l, part->row, c);
        if (!draws_spans(e, part, first))
            return BP_OK;
        height = span_height(e, first, cells[c].rows, at);
    } else
        while (*end < l->form->column_count && cells[*end].rows < 2 && e->row.cells[*end].spec->shaded)
            ++*end;
    return e->canvas->fill(e->canvas->context, l->edge[c], e->y, l->edge[*end] - l->edge[c], height, SHADE);
}

/* The ground of what is shaded, under everything else. */
static bp_status draw_ground(emitter *e, size_t at)
{
    bp_status status = BP_OK;
    if (!compose(e, e->l->parts[at].row))
        return bp_report_memory(e->diag);
    for (size_t c = 0, end; c < e->l->form->column_count && !status; c = end) {
        end = c + 1;
        if (e->row.cells[c].spec->shaded)
            status = fill_from(e, at, c, &end);
    }
    return status;
}

/* The rule above a part: left out where a row span goes through. */
static bp_status draw_top_rule(emitter *e, size_t at)
{
    const bp_layout *l = e->l;
    const bp_part_of_row *part = &l->parts[at];
    size_t n = l->form->column_count;
    bp_status status = BP_OK;
    if (e->y == e->top || part->from)
        return BP_OK;
    for (size_t c = 0; c < n && !status;) {
        size_t end = c;
        while (end < n && l->cells[l->rows[part->row].first_cell + end].kind != BP_CELL_COVERED)
            end++;
        if (end > c)
            status = rule(e, l->edge[c], e->y, l->edge[end], e->y, l->form->page.rule);
        c = end + 1;
    }
    return status;
}

/* Tells the canvas of a row that begins with this part. */
static bp_status begin_row(emitter *e, const bp_part_of_row *part)
{
    bp_extent extents[BP_COLUMNS_MAX];
    const bp_cell_lines *cells = &e->l->cells[e->l->rows[part->row].first_cell];
    if (part->from || !e->canvas->row)
        return BP_OK;
    for (size_t c = 0; c < e->l->form->column_count; c++)
        extents[c] = (bp_extent){cells[c].kind == BP_CELL_COVERED ? 0 : cells[c].rows, 1};
    return e->canvas->row(e->canvas->context, part->row, e->y, extents);
}

static bp_status draw_part(emitter *e, size_t at)
{
    const bp_layout *l = e->l;
    int32_t y1 = e->y + l->parts[at].height;
    bp_status status = begin_row(e, &l->parts[at]);
    if (!status)
        status = draw_ground(e, at);
    if (!status)
        status = draw_top_rule(e, at);
    for (size_t c = 0; c < l->form->column_count && !status; c++) {
        status = draw_cell(e, at, c, y1);
        if (!status)
            status = draw_span(e, at, c);
    }
    e->y = y1;
    return status;
}

bp_status bp_layout_emit(const bp_layout *layout, const bp_canvas *canvas, bp_diag *diag)
{
    emitter e = {.l = layout, .canvas = canvas, .diag = diag, .row_index = SIZE_MAX};
    bp_status status = BP_OK;
    size_t at = 0;
    for (size_t page = 0; page < layout->page_count && !status; page++) {
        status = begin_page(&e, page, at < layout->part_count && layout->parts[at].page == page);
        for (; at < layout->part_count && layout->parts[at].page == page && !status; at++)
            status = draw_part(&e, at);
        if (!status)
            status = end_page(&e, at == layout->part_count);
    }
    bp_arena_free(&e.arena);
    return status;
}
