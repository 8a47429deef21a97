/* paginate.c - gives rows, and parts of rows, to pages. Private to layout/.
 *
 * A row that is taller than the rest of the page is split between lines, all its cells together, with at least MIN_PART of its
 * lines on either side and MIN_LINES of every cell, so that a cell of three lines is not split; where that cannot be, it begins
 * on the next page, and only there its lines fall as they may. A row that is kept with the next one goes to the page where that
 * one begins. The text of a row span is repeated on every page that it reaches, but never an amount, which would count twice, nor
 * a text that is taller than a page: that goes on from one to the next. So is the name of a row that is split, where its form
 * says so.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "layout/private.h"

enum { MIN_LINES = 2, MIN_PART = 3 };

int32_t bp_body_top(const bp_layout *l, size_t page)
{
    const bp_page_spec *p = &l->form->page;
    if (page)
        return p->top + l->header_total;
    return p->top + p->title_size * 17 / 10 + p->meta_size * 16 / 10 + bp_loose_more(l) + l->header_total;
}

int32_t bp_body_bottom(const bp_layout *l)
{
    const bp_page_spec *p = &l->form->page;
    return p->height - p->bottom;
}

/* Breaks what a row that is split says again on its next pages into lines. */
static bool measure_again(bp_layout *l, size_t i)
{
    bp_arena arena = {0};
    bp_row row;
    bool ok = bp_table_row(l->table, i, &arena, &row);
    for (size_t c = 0; c < l->form->column_count && ok; c++) {
        const bp_cell *cell = &row.cells[c];
        bp_cell_lines *lines = &l->cells[l->rows[i].first_cell + c];
        if (!cell->again || lines->rows > 1 || lines->again_count)
            continue;
        lines->again_first = (uint32_t)l->lines.count;
        bp_wrap(l->form->wrap, cell->again, strlen(cell->again), l->em_width[c], (int)cell->spec->role, &l->measure, &l->lines);
        ok = !l->lines.failed;
        lines->again_count = (uint32_t)l->lines.count - lines->again_first;
    }
    bp_arena_free(&arena);
    return ok;
}

/* Height of what stands again in a part that begins with line `from`, in the cells whose text has ended; 0: nothing, or no room for
 * it. */
static int32_t again_height(const bp_layout *l, size_t row, uint32_t from, int32_t room)
{
    uint32_t most = 0;
    for (size_t c = 0; c < l->form->column_count; c++) {
        const bp_cell_lines *cell = &l->cells[l->rows[row].first_cell + c];
        if (cell->rows < 2 && cell->count <= from && cell->again_count > most)
            most = cell->again_count;
    }
    int64_t height = most ? bp_rows_height(l, most) : 0;
    return height <= room ? (int32_t)height : 0;
}

static bool add_part(bp_layout *l, size_t row, uint32_t from, uint32_t count, int32_t least)
{
    if (!BP_ARRAY_ROOM(l->parts, l->part_count, l->part_room))
        return false;
    int32_t height = (int32_t)bp_rows_height(l, count);  /* it stands on a page */
    l->parts[l->part_count++] = (bp_part_of_row){(uint32_t)l->page_count - 1, (uint32_t)row, from, count,
                                                 height > least ? height : least};
    return true;
}

/* Whether each cell of the row that has at least `least` lines from line `from` on has enough on both sides of a break before line
 * `at`. */
static bool clean_break(const bp_layout *l, size_t row, uint32_t from, uint32_t at, uint32_t least)
{
    for (size_t c = 0; c < l->form->column_count; c++) {
        const bp_cell_lines *cell = &l->cells[l->rows[row].first_cell + c];
        if (cell->rows > 1 || cell->count <= at || cell->count - from < least)
            continue;
        if (at - from < MIN_LINES || cell->count - at < MIN_LINES)
            return false;
    }
    return true;
}

/* The most lines of the row, from line `from`, up to `most`, behind which it can be broken with both sides in order; 0: none. */
static uint32_t clean_lines(const bp_layout *l, size_t row, uint32_t from, uint32_t most, uint32_t least)
{
    for (uint32_t n = most; n >= MIN_LINES; n--)
        if (clean_break(l, row, from, from + n, least))
            return n;
    return 0;
}

/* How many lines of the row, from line `from`, to put where `fit` lines fit; 0: none, begin a new page. fresh: it is a new one. */
static uint32_t split(const bp_layout *l, size_t row, uint32_t from, uint32_t fit, bool fresh)
{
    uint32_t rest = l->rows[row].lines - from;
    if (fit >= rest)
        return rest;
    if (rest < 2 * MIN_PART || fit < MIN_PART)
        return fresh ? fit : 0;
    uint32_t most = fit > rest - MIN_PART ? rest - MIN_PART : fit, n = clean_lines(l, row, from, most, 0);
    if (n >= MIN_PART || !fresh)
        return n >= MIN_PART ? n : 0;
    n = clean_lines(l, row, from, most, 2 * MIN_LINES);  /* cells of three lines come second */
    return n ? n : most;
}

uint32_t bp_lines_in(const bp_layout *l, int32_t height)
{
    int32_t room = height - (int32_t)bp_rows_height(l, 0);
    return room > 0 ? (uint32_t)(room / l->leading) : 0;
}

size_t bp_span_first(const bp_layout *l, size_t row, size_t c)
{
    const bp_cell_lines *cell = &l->cells[l->rows[row].first_cell + c];
    return cell->kind == BP_CELL_COVERED ? cell->first : row;
}

/* Height that the row spans which begin at this row need on the page where they begin. */
static int64_t spans_begin(const bp_layout *l, size_t row)
{
    int64_t need = 0;
    for (size_t c = 0; c < l->form->column_count; c++) {
        const bp_cell_lines *cell = &l->cells[l->rows[row].first_cell + c];
        if (cell->rows > 1 && cell->kind != BP_CELL_COVERED && !cell->flows && bp_rows_height(l, cell->count) > need)
            need = bp_rows_height(l, cell->count);
    }
    return need;
}

/* Gives the last part on the page what the text of a row span needs there. `ended` asks only for spans that end with that row. */
static void close_spans(bp_layout *l, bool ended, int32_t *y)
{
    bp_part_of_row *last = &l->parts[l->part_count - 1];
    for (size_t c = 0; c < l->form->column_count; c++) {
        if (l->cells[l->rows[last->row].first_cell + c].rows < 2)
            continue;
        size_t first = bp_span_first(l, last->row, c);
        const bp_cell_lines *cell = &l->cells[l->rows[first].first_cell + c];
        if (cell->flows || (ended && first + cell->rows != last->row + 1))
            continue;
        int32_t have = 0;
        bool begins = false;
        for (const bp_part_of_row *part = last; part >= l->parts && part->page == last->page && part->row >= first; part--) {
            have += part->height;
            begins = part->row == first && !part->from;
        }
        int32_t miss = (int32_t)bp_rows_height(l, begins ? cell->count : cell->again_count) - have;
        if (miss > 0) {
            last->height += miss;
            *y += miss;
        }
    }
}

/* Whether the row, and the rows that it is kept with, can begin in this height, with the row spans that begin there. */
static bool can_begin(const bp_layout *l, size_t row, int64_t height)
{
    while (l->rows[row].keep && height > 0) {
        if (spans_begin(l, row) > height)
            return false;
        height -= bp_rows_height(l, l->rows[row].lines);
        row++;
    }
    return height > 0 && split(l, row, 0, bp_lines_in(l, (int32_t)height), false) > 0 && spans_begin(l, row) <= height;
}

static void turn_page(bp_layout *l, int32_t *y)
{
    if (l->part_count && l->parts[l->part_count - 1].page + 1 == l->page_count)
        close_spans(l, false, y);
    l->page_count++;
    *y = bp_body_top(l, l->page_count - 1);
}

static bool place_row(bp_layout *l, size_t row, int32_t *y)
{
    uint32_t from = 0;
    const uint32_t all = l->rows[row].lines;
    bool fresh = *y == bp_body_top(l, l->page_count - 1), again = false;  /* what it says again is measured */
    if (!fresh && !can_begin(l, row, bp_body_bottom(l) - *y) &&
        can_begin(l, row, bp_body_bottom(l) - bp_body_top(l, l->page_count)))
        turn_page(l, y);  /* what no page could keep together is not the better for a new one */
    while (from < all) {
        uint32_t fit = bp_lines_in(l, bp_body_bottom(l) - *y);
        fresh = *y == bp_body_top(l, l->page_count - 1);
        uint32_t n = split(l, row, from, fit, fresh);
        if (!n && fresh)
            n = 1;
        if (n) {
            if (from && !again && !measure_again(l, row))
                return false;
            again = from != 0;
            if (!add_part(l, row, from, n, from ? again_height(l, row, from, bp_body_bottom(l) - *y) : 0))
                return false;
            *y += l->parts[l->part_count - 1].height;
            from += n;
        }
        if (from < all)
            turn_page(l, y);
    }
    close_spans(l, true, y);
    return true;
}

/* Notes follow the table, and go on over pages of their own. */
static void place_notes(bp_layout *l, int32_t y)
{
    uint32_t left = l->note_lines, fit = bp_note_lines_in(l, bp_body_bottom(l) - y);
    while (left > fit) {
        left -= fit;
        l->page_count++;
        fit = bp_note_lines_in(l, bp_body_bottom(l) - l->form->page.top);
    }
}

bp_status bp_paginate(bp_layout *l, bp_diag *diag)
{
    l->page_count = 1;
    int32_t y = bp_body_top(l, 0);
    if (bp_body_bottom(l) - bp_body_top(l, 0) < bp_rows_height(l, 2 * MIN_LINES))
        return bp_loose_more(l)
                 ? bp_report(diag, BP_NO_ROOM, bp_model_where(bp_table_model(l->table), "/title"), BP_NO_ARGS)
                 : bp_report(diag, BP_FORM_LIMIT, (bp_where){.file = l->form->file}, BP_ARGS("height"));
    for (size_t i = 0; i < l->row_count; i++)
        if (!place_row(l, i, &y))
            return bp_report_memory(diag);
    place_notes(l, y);
    return BP_OK;
}
