/* loose.c - what stands outside the table: its title, the meta line and the notes. Private to layout/.
 *
 * Nothing is cut and nothing overlaps. A title that is too wide is set a little smaller, and then in several lines, broken where it
 * pauses or of about one length; the left side of the meta line and the notes are broken into lines; notes go on over pages. Digits
 * and Latin letters are as wide as their font has them, whatever the table does: the same in every form.
 */
#include <string.h>

#include "layout/private.h"

enum {
    TITLE_LEADING = 1400, NOTE_LEADING = 1500, META_LEADING = 1500,  /* thousandths of the font size */
    TITLE_SHRINKS = 850,  /* to no less than this part of its size */
    META_GAP = 2000,      /* at least, between the sides of the meta line */
};

/* Of any length: a title may be longer than all papers. */
static int64_t scaled(int64_t size, int64_t thousandths)
{
    return size * thousandths / 1000;
}

static bool wrap(bp_layout *l, const char *text, bp_role role, int64_t room, bp_loose *out)
{
    int64_t capacity = room * 1000 / out->size;
    out->first = (uint32_t)l->lines.count;
    bp_wrap(BP_WRAP_CLREQ, text, strlen(text), capacity < INT32_MAX ? (int32_t)capacity : INT32_MAX, (int)role, &l->measure,
            &l->lines);
    out->count = (uint32_t)l->lines.count - out->first;
    return !l->lines.failed;
}

static int64_t width_of(const bp_layout *l, const char *text, bp_role role, int32_t size)
{
    return scaled(size, bp_text_width(text, strlen(text), (int)role, false, &l->measure));
}

/* Whether every line ends where the title pauses: before an opening bracket or behind a closing mark. */
static bool pauses(const bp_layout *l, const bp_loose *title, const char *text)
{
    static const char *const opening[] = {"（", "《", "("}, *const closing[] = {"）", "》", "，", "、", "：", ")", " "};
    for (uint32_t i = 0; i + 1 < title->count; i++) {
        size_t end = l->lines.items[title->first + i].end;
        bool pause = false;
        for (size_t k = 0; k < sizeof opening / sizeof *opening; k++)
            pause |= !strncmp(text + end, opening[k], strlen(opening[k]));
        for (size_t k = 0; k < sizeof closing / sizeof *closing; k++)
            pause |= end >= strlen(closing[k]) && !memcmp(text + end - strlen(closing[k]), closing[k], strlen(closing[k]));
        if (!pause)
            return false;
    }
    return true;
}

/* In as few lines as there must be: each ending where the title pauses, if that can be, else the last not much shorter than the
 * others. */
static bool balance(bp_layout *l, const char *text, int64_t width, int32_t room)
{
    bp_loose *title = &l->title;
    const size_t mark = l->lines.count;
    if (!wrap(l, text, BP_ROLE_TITLE, room, title))
        return false;
    int64_t chosen = room;
    const uint32_t fewest = title->count;
    bool paused = pauses(l, title, text);
    for (int64_t narrow = width / fewest; narrow < room && !(paused && chosen < room); narrow += title->size / 4) {
        l->lines.count = mark;
        if (!wrap(l, text, BP_ROLE_TITLE, narrow, title))
            return false;
        bool good = title->count == fewest && pauses(l, title, text);
        if (title->count == fewest && (good || (!paused && chosen == room)))
            chosen = narrow;
        paused |= good;
    }
    l->lines.count = mark;
    return wrap(l, text, BP_ROLE_TITLE, chosen, title);
}

static bool measure_title(bp_layout *l)
{
    const bp_page_spec *p = &l->form->page;
    const char *text = bp_table_title(l->table);
    int32_t room = p->width - p->left - p->right;
    int64_t width = width_of(l, text, BP_ROLE_TITLE, p->title_size);
    l->title.size = p->title_size;
    if (width > room && scaled(width, TITLE_SHRINKS) > room)
        return balance(l, text, width, room);
    if (width > room)
        l->title.size = (int32_t)((int64_t)room * p->title_size / width);
    return wrap(l, text, BP_ROLE_TITLE, width + p->title_size, &l->title);  /* one line, whatever is rounded */
}

/* The right side is short, the unit of the amounts: it keeps its line, or half of the room, or what the left one leaves; the left
 * one turns beside it. */
static bool measure_meta(bp_layout *l)
{
    int32_t room = l->edge[l->form->column_count] - l->edge[0], size = l->form->page.meta_size;
    l->meta[0].size = l->meta[1].size = size;
    int64_t right = width_of(l, bp_table_meta(l->table, 1), BP_ROLE_BODY, size);
    int64_t most = room - width_of(l, bp_table_meta(l->table, 0), BP_ROLE_BODY, size) - scaled(size, META_GAP);
    if (most < room / 2)
        most = room / 2;
    if (right > most)
        right = most;
    int64_t left = right ? room - right - scaled(size, META_GAP) : room;
    return wrap(l, bp_table_meta(l->table, 0), BP_ROLE_BODY, left, &l->meta[0]) &&
           wrap(l, bp_table_meta(l->table, 1), BP_ROLE_BODY, right + size, &l->meta[1]);
}

static bool measure_notes(bp_layout *l)
{
    size_t count = bp_table_note_count(l->table);
    int32_t room = l->edge[l->form->column_count] - l->edge[0];
    l->notes = bp_arena_array(&l->arena, count + 1, sizeof *l->notes);
    bool ok = l->notes;
    for (size_t i = 0; i < count && ok; i++) {
        l->notes[i].size = l->form->page.note_size;
        ok = wrap(l, bp_table_note(l->table, i), BP_ROLE_BODY, room, &l->notes[i]);
        l->note_lines += l->notes[i].count;
    }
    return ok;
}

bool bp_measure_loose(bp_layout *l)
{
    return measure_title(l) && measure_meta(l) && measure_notes(l);
}

void bp_footer_text(const bp_layout *l, size_t page, bp_buf *out)
{
    for (const char *p = l->form->footer; *p;) {
        if (!strncmp(p, "{page}", 6)) {
            bp_buf_int(out, (int64_t)page + 1);
            p += 6;
        } else if (!strncmp(p, "{pages}", 7)) {
            bp_buf_int(out, (int64_t)l->page_count);
            p += 7;
        } else
            bp_buf_putc(out, *p++);
    }
}

/* One that is too wide is set as much smaller as the last page, whose number is the longest, needs. */
bool bp_fit_footer(bp_layout *l)
{
    const bp_page_spec *p = &l->form->page;
    bp_buf text = {0};
    bp_footer_text(l, l->page_count - 1, &text);
    int32_t room = p->width - p->left - p->right;
    int64_t width = width_of(l, bp_buf_text(&text), BP_ROLE_BODY, p->footer_size);
    l->footer_size = width > room ? (int32_t)((int64_t)room * p->footer_size / width) : p->footer_size;
    bool ok = !text.failed;
    bp_buf_free(&text);
    return ok;
}

int32_t bp_loose_leading(const bp_layout *l, bp_part part)
{
    const bp_page_spec *p = &l->form->page;
    return (int32_t)(part == BP_PART_TITLE  ? scaled(p->title_size, TITLE_LEADING)
                     : part == BP_PART_META ? scaled(p->meta_size, META_LEADING)
                                            : scaled(p->note_size, NOTE_LEADING));
}

int32_t bp_loose_more(const bp_layout *l)
{
    uint32_t left = l->meta[0].count, right = l->meta[1].count, meta = left > right ? left : right;
    int32_t title = l->title.count > 1 ? (int32_t)(l->title.count - 1) * bp_loose_leading(l, BP_PART_TITLE) : 0;
    return title + (meta > 1 ? (int32_t)(meta - 1) * bp_loose_leading(l, BP_PART_META) : 0);
}

uint32_t bp_note_lines_in(const bp_layout *l, int32_t height)
{
    return height > 0 ? (uint32_t)(height / bp_loose_leading(l, BP_PART_NOTE)) : 0;
}
