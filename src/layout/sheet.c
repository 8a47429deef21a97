/* sheet.c - how the lines outside the table lie on a sheet: what a spreadsheet, which breaks lines by itself, needs to show them
 * whole. See layout.h. */
#include <string.h>

#include "layout/private.h"

enum {
    PADDING = 7500,        /* what a spreadsheet leaves free beside a text */
    SURE = 950,            /* the part of the rest that is counted on, thousandths: its fonts may be wider */
    TITLE_LINE = 1700, META_LINE = 1600, NOTE_LINE = 1500,  /* height of a single line, thousandths of the font size */
    ROW_HEIGHT_MAX = 409 * 1000,  /* Excel's */
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
