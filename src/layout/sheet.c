/* sheet.c - how the lines outside the table lie on a sheet: what a spreadsheet, which breaks lines by itself, needs to show them
 * whole. See layout.h. */
#include <string.h>

#include "layout/private.h"

enum {
    PADDING = 7500,        /* what a spreadsheet leaves free beside a text */
    SURE = 950,            /* the part of the rest that is counted on, thousandths: its fonts may be wider */
    TITLE_LINE = 1700, META_LINE = 1600, NOTE_LINE = 1500,  /* height of a single line, thousandths of the font size */
    ROW_HEIGHT_MAX = 409 * 1000,  /* Excel's */
    ROWS_MAX = 1000000,           /* of a sheet, with some to spare for what is not in the body */
    PIECE_LINES = 3,              /* of a tall row; so many at most stay empty at the foot of a page */
    PIECE_PITCH = 1450,           /* from line to line, thousandths of the font size, as Noto and Source Han fonts have it */
    PIECE_STEP = 750,             /* programs round heights to pixels */
    PIECE_PAD = 1000,             /* what a spreadsheet leaves free above a text */
};

uint32_t bp_sheet_rows(int32_t height)
{
    return height > 0 ? (uint32_t)((height + ROW_HEIGHT_MAX - 1) / ROW_HEIGHT_MAX) : 1;
}

static const char *text_of(const bp_layout *l, bp_part part, size_t index)
{
    return part == BP_PART_TITLE  ? bp_table_title(l->table)
           : part == BP_PART_META ? bp_table_meta(l->table, (int)index)
                                  : bp_table_note(l->table, index);
}

/* Height of a text over columns [first, last]; -1: memory was short. */
static int32_t height_over(const bp_layout *l, bp_part part, size_t index, size_t first, size_t last)
{
    const bp_page_spec *p = &l->form->page;
    const char *text = text_of(l, part, index);
    int32_t size = part == BP_PART_TITLE ? p->title_size : part == BP_PART_META ? p->meta_size : p->note_size;
    int64_t room = (int64_t)(l->edge[last + 1] - l->edge[first] - PADDING) * SURE / size;
    bp_lines lines = {0};
    bp_wrap(BP_WRAP_CLREQ, text, strlen(text), room > 0 ? (int32_t)room : 0, part == BP_PART_TITLE ? BP_ROLE_TITLE : BP_ROLE_BODY,
            &l->measure, &lines);
    int64_t line = part == BP_PART_TITLE ? TITLE_LINE : part == BP_PART_META ? META_LINE : NOTE_LINE;
    int64_t height = size * line / 1000 + (lines.count ? (int64_t)(lines.count - 1) * bp_loose_leading(l, part) : 0);
    bool failed = lines.failed;
    bp_lines_free(&lines);
    return failed ? -1 : height < INT32_MAX ? (int32_t)height : INT32_MAX;
}

size_t bp_layout_meta_columns(const bp_layout *l)
{
    size_t last = l->form->column_count - 1, left = last / 2;
    int32_t one = (int32_t)((int64_t)l->form->page.meta_size * META_LINE / 1000);
    while (left + 1 < last && height_over(l, BP_PART_META, 0, 0, left) > one &&
           height_over(l, BP_PART_META, 1, left + 2, last) <= one)
        left++;
    return left + 1;
}

int32_t bp_layout_loose_height(const bp_layout *l, bp_part part, size_t index)
{
    size_t last = l->form->column_count - 1;
    if (part != BP_PART_META)
        return height_over(l, part, index, 0, last);
    size_t left = bp_layout_meta_columns(l);
    int32_t height = height_over(l, part, 0, 0, left - 1), other = left <= last ? height_over(l, part, 1, left, last) : 0;
    return height < 0 || other < 0 ? -1 : height > other ? height : other;
}

/* A row of more than three quarters of a page. Others stay rows of their own, as those who work in a table want them. */
static bool is_tall(const bp_layout *l, size_t row)
{
    return bp_rows_height(l, l->rows[row].lines) > (bp_body_bottom(l) - bp_body_top(l, 1)) * 3 / 4;
}

/* Height of a piece. */
static int64_t piece_height(const bp_layout *l)
{
    int64_t pitch = (int64_t)(l->size / 500 * 500) * PIECE_PITCH / 1000;
    return PIECE_LINES * (pitch < l->leading ? pitch : l->leading);
}

/* Where a piece ends: behind a line, and at a pixel, so that what programs round does not add up. */
static int32_t piece_end(const bp_layout *l, uint32_t piece)
{
    int64_t end = PIECE_PAD + (piece + 1) * piece_height(l);
    return (int32_t)((end + PIECE_STEP / 2) / PIECE_STEP * PIECE_STEP);
}

uint32_t bp_layout_sheet_rows(const bp_layout *l, size_t row)
{
    int32_t height = bp_layout_row_height(l, row);
    return !l->coarse && is_tall(l, row) ? (uint32_t)(height / piece_height(l)) : bp_sheet_rows(height);
}

int32_t bp_layout_sheet_height(const bp_layout *l, size_t row, uint32_t piece)
{
    uint32_t pieces = bp_layout_sheet_rows(l, row);
    int32_t height = bp_layout_row_height(l, row);
    if (l->coarse || !is_tall(l, row))
        return height / (int32_t)pieces;
    return (piece + 1 == pieces ? height : piece_end(l, piece)) - (piece ? piece_end(l, piece - 1) : 0);
}

void bp_count_sheet_rows(bp_layout *l)
{
    uint64_t rows = 0;
    for (size_t i = 0; i < l->row_count; i++)
        rows += bp_layout_sheet_rows(l, i);
    l->coarse = rows > ROWS_MAX;
}
