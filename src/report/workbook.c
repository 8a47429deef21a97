/* workbook.c - a diff as a workbook: the list of changes, and the new table with what changed marked. Private to report/; see
 * diff.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/xlsx/book.h"
#include "diag/file.h"
#include "diag/translate.h"
#include "base/utf8.h"
#include "facts/diff.h"
#include "facts/match.h"
#include "facts/totals.h"

enum {
    FONT = 20,   /* half points */
    RED = 0xC00000,
    BLUE = 0x1F4E9E,
    CHANGED = 0xFFF2CC,
    ADDED = 0xE2EFDA,
    REMOVED = 0xFCE4D6,
    LINE_HEIGHT = 14000,
    HEIGHT_MAX = 409000,
};

typedef struct writer {
    const bp_diff *diff;
    bp_dictionary dictionaries[2];   /* of the old model and of the new: its own, then the form's */
    bp_book *book;
    bp_sheet *sheet;
    bp_diag *diag;
    bp_lang lang;
    uint32_t row;
    int32_t height;                  /* of the row, by its tallest cell */
    const uint8_t *widths;
    uint32_t fill;                   /* of the row */
    bp_buf text[2];
    bp_status status;
} writer;

static const char *say(const writer *w, const char *english)
{
    return bp_translate(w->lang, english);
}

static bp_style cell_style(const writer *w, bp_align align)
{
    return (bp_style){.size = FONT,
                      .wrap = true,
                      .fill = w->fill,
                      .align = (uint8_t)align,
                      .valign = BP_VALIGN_MIDDLE,
                      .top = BP_BORDER_THIN,
                      .right = BP_BORDER_THIN,
                      .bottom = BP_BORDER_THIN,
                      .left = BP_BORDER_THIN,
                      .rule = 0xBFBFBF};
}

/* ---- sheets ---- */

typedef struct heading {
    const char *text;
    uint8_t width;
} heading;

static bool begin_sheet(writer *w, const char *name, const heading *columns, size_t count, uint8_t *widths)
{
    bp_style style = cell_style(w, BP_ALIGN_CENTER);
    w->sheet = bp_book_sheet(w->book, name);
    if (!w->sheet)
        return false;
    style.bold = true;
    style.fill = 0xDDE6F0;
    for (size_t c = 0; c < count; c++) {
        widths[c] = columns[c].width;
        bp_put_text(w->book, w->sheet, 0, c, say(w, columns[c].text), &style);
        bp_book_check(w->book, worksheet_set_column(w->sheet, (lxw_col_t)c, (lxw_col_t)c, columns[c].width, NULL));
    }
    w->widths = widths;
    w->row = 1;
    worksheet_set_paper(w->sheet, 9);
    worksheet_set_landscape(w->sheet);
    worksheet_fit_to_pages(w->sheet, 1, 0);
    worksheet_freeze_panes(w->sheet, 1, 0);
    bp_book_check(w->book, worksheet_repeat_rows(w->sheet, 0, 0));
    bp_book_check(w->book, worksheet_set_footer(w->sheet, "&C&P / &N"));
    return true;
}

/* Lets the row be as high as a text needs in a column. */
static void make_room(writer *w, size_t column, const char *text, size_t size)
{
    int64_t lines = 1, used = 0, width = w->widths[column] - 1;
    for (const char *end = text + size; text < end;) {
        uint32_t cp = bp_utf8_next(&text);
        int one = cp < 0x80 ? 1 : 2;
        if (cp == '\n' || used + one > width) {
            lines++;
            used = 0;
        }
        used += cp == '\n' ? 0 : one;
    }
    int64_t height = lines * LINE_HEIGHT + 3000;
    w->height = height > w->height ? (int32_t)(height < HEIGHT_MAX ? height : HEIGHT_MAX) : w->height;
}

static void end_row(writer *w)
{
    bp_put_height(w->book, w->sheet, w->row++, w->height);
    w->height = 0;
    if (w->row >= BP_SHEET_ROWS && !w->status)
        w->status = bp_report(w->diag, BP_ROW_LIMIT, BP_NOWHERE, BP_ARGS("1048576"));
}

/* Nothing is cut: a text that no cell holds is an error. */
static bool fits(writer *w, size_t column, size_t characters)
{
    char row[24], number[24];
    if (characters <= BP_CELL_CHARS)
        return true;
    snprintf(row, sizeof row, "%u", (unsigned)w->row + 1);
    snprintf(number, sizeof number, "%zu", column + 1);
    if (!w->status)
        w->status = bp_report(w->diag, BP_CELL_TOO_LONG, BP_NOWHERE, BP_ARGS(row, number));
    return false;
}

static void put(writer *w, size_t column, const char *text, uint32_t color)
{
    bp_style style = cell_style(w, BP_ALIGN_LEFT);
    style.color = color;
    if (!fits(w, column, bp_utf16_count(text, strlen(text))))
        return;
    bp_put_text(w->book, w->sheet, w->row, column, text, &style);
    make_room(w, column, text, strlen(text));
}

static void put_amount(writer *w, size_t column, bp_amount amount, uint32_t color, bool difference)
{
    bp_style style = cell_style(w, BP_ALIGN_RIGHT);
    style.color = color;
    style.number = difference ? "+#,##0.00####;-#,##0.00####;0.00" : "#,##0.00####";
    bp_put_amount(w->book, w->sheet, w->row, column, amount, &style);
    make_room(w, column, "", 0);
}

/* ---- the list ---- */

static const heading list_columns[] = {{BP_TEXT("No."), 6},      {BP_TEXT("change"), 8},  {BP_TEXT("project id"), 12},
                                       {BP_TEXT("project"), 32}, {BP_TEXT("field"), 18},  {BP_TEXT("which"), 30},
                                       {BP_TEXT("before"), 40},  {BP_TEXT("after"), 40},  {BP_TEXT("difference"), 14}};
enum { LIST_COLUMNS = sizeof list_columns / sizeof *list_columns };

static const bp_project *project_of(const bp_diff *d, const bp_change *c)
{
    return c->after_project != SIZE_MAX    ? &d->after->projects[c->after_project]
           : c->before_project != SIZE_MAX ? &d->before->projects[c->before_project]
                                           : NULL;
}

static void put_item(writer *w, const bp_change *c)
{
    char number[24];
    snprintf(number, sizeof number, "%zu", (c->after_item != SIZE_MAX ? c->after_item : c->before_item) + 1);
    bool numbered = c->subject == BP_SUBJECT_GOAL || c->subject == BP_SUBJECT_NOTE;
    bool fund = c->subject == BP_SUBJECT_REPORTED || c->subject == BP_SUBJECT_PROJECT;
    bp_buf text = {0};
    bp_buf_puts(&text, numbered ? number : c->item);
    if (fund && c->kind != BP_CHANGE_MOVED)
        bp_buf_printf(&text, "%s%s", text.size ? " " : "", bp_diff_fund_label(c->fund, w->lang));
    put(w, 5, bp_buf_text(&text), 0);
    bp_buf_free(&text);
}

/* Old and new value; where something was moved, the places. */
static void put_values(writer *w, const bp_change *c)
{
    bool item = c->before_item != SIZE_MAX;
    if (c->kind == BP_CHANGE_MOVED) {
        put_amount(w, 6, (bp_amount){(int64_t)((item ? c->before_item : c->before_project) + 1) * 1000000, true}, RED, false);
        put_amount(w, 7, (bp_amount){(int64_t)((item ? c->after_item : c->after_project) + 1) * 1000000, true}, BLUE, false);
        put(w, 8, "", 0);
    } else if (c->amounts) {
        put_amount(w, 6, c->before_amount, RED, false);
        put_amount(w, 7, c->after_amount, BLUE, false);
        put_amount(w, 8, bp_diff_difference(w->diff, c->before_amount, c->after_amount), 0, true);
    } else {
        put(w, 6, c->before, RED);
        put(w, 7, c->after, BLUE);
        put(w, 8, "", 0);
    }
}

static void put_change(writer *w, size_t i)
{
    static const uint32_t fills[] = {0, ADDED, REMOVED, 0};
    const bp_change *c = &w->diff->changes[i];
    const bp_project *project = project_of(w->diff, c);
    bp_style style;
    w->fill = fills[c->kind];
    style = cell_style(w, BP_ALIGN_CENTER);
    bp_put_number(w->book, w->sheet, w->row, 0, (int64_t)i + 1, &style);
    put(w, 1, bp_diff_kind_label(c->kind, w->lang), 0);
    put(w, 2, project ? project->id : "", 0);
    put(w, 3, project ? project->name : "", 0);
    put(w, 4, bp_diff_label(c, w->lang), 0);
    put_item(w, c);
    put_values(w, c);
    w->fill = 0;
    end_row(w);
}

static void put_list(writer *w)
{
    uint8_t widths[LIST_COLUMNS];
    if (!begin_sheet(w, say(w, BP_TEXT("changes")), list_columns, LIST_COLUMNS, widths))
        return;
    for (size_t i = 0; i < w->diff->count && !w->status; i++)
        put_change(w, i);
    bp_book_check(w->book, worksheet_autofilter(w->sheet, 0, 0, w->row > 1 ? w->row - 1 : 1, LIST_COLUMNS - 1));
}

/* ---- the table ---- */

static const heading table_columns[] = {
    {BP_TEXT("change"), 8},         {BP_TEXT("project id"), 12},           {BP_TEXT("project"), 30},     {BP_TEXT("agency"), 22},
    {BP_TEXT("total"), 13},         {BP_TEXT("fiscal appropriation"), 13}, {BP_TEXT("fiscal special account"), 13},
    {BP_TEXT("other money"), 13},   {BP_TEXT("goal"), 56},                 {BP_TEXT("indicators"), 70}};
enum { TABLE_COLUMNS = sizeof table_columns / sizeof *table_columns };

/* A cell with its old text struck out and the new one, where they differ; NULL: there is none. */
static void put_both(writer *w, size_t column, const char *before, const char *after)
{
    size_t begin, end;
    if (!before || !after || !strcmp(before, after)) {
        put(w, column, after ? after : before, 0);
        return;
    }
    bp_diff_middle(before, after, &begin, &end);
    size_t old = strlen(before) - begin - end, new = strlen(after) - begin - end;
    const bp_font_run runs[] = {{after, begin, 0, false},
                                {before + begin, old, RED, true},
                                {after + begin, new, BLUE, false},
                                {after + begin + new, end, 0, false}};
    bp_style style = cell_style(w, BP_ALIGN_LEFT);
    style.fill = CHANGED;
    if (bp_utf16_count(after, strlen(after)) + bp_utf16_count(before + begin, old) > BP_CELL_CHARS) {
        uint32_t fill = w->fill;   /* both do not go into one cell: the new one, marked; the list has the old one */
        w->fill = CHANGED;
        put(w, column, after, BLUE);
        w->fill = fill;
        return;
    }
    bp_put_runs(w->book, w->sheet, w->row, column, runs, 4, &style);
    bp_buf all = {0};
    bp_buf_printf(&all, "%.*s%s", (int)(begin + old), before, after + begin);
    make_room(w, column, bp_buf_text(&all), all.size);
    bp_buf_free(&all);
}

static void put_both_amounts(writer *w, size_t column, const bp_amount *before, const bp_amount *after)
{
    char texts[2][BP_AMOUNT_SIZE];
    if (before && after && (before->present != after->present || before->micro != after->micro || !w->diff->one_unit)) {
        const bp_amount *both[] = {before, after};
        for (int i = 0; i < 2; i++) {
            if (both[i]->present)
                bp_amount_text(texts[i], *both[i]);
            else
                snprintf(texts[i], sizeof texts[i], "%s", say(w, BP_TEXT("blank")));
        }
        const bp_font_run runs[] = {
            {texts[0], strlen(texts[0]), RED, true}, {"\n", 1, 0, false}, {texts[1], strlen(texts[1]), BLUE, false}};
        bp_style style = cell_style(w, BP_ALIGN_RIGHT);
        style.fill = CHANGED;
        bp_put_runs(w->book, w->sheet, w->row, column, runs, 3, &style);
        make_room(w, column, "\n", 1);
        return;
    }
    const bp_amount blank = {0}, *one = after ? after : before;
    put_amount(w, column, one ? *one : blank, 0, false);
}

static const char *goal_of(writer *w, int side, const bp_project *p)
{
    bp_buf *out = &w->text[side];
    bp_buf_truncate(out, 0);
    for (size_t i = 0; p && i < p->goal_count; i++)
        bp_buf_printf(out, "%s%s", i ? "\n" : "", p->goal[i]);
    return p ? bp_buf_text(out) : NULL;
}

static const char *indicators_of(writer *w, int side, const bp_project *p)
{
    bp_buf *out = &w->text[side];
    bp_buf_truncate(out, 0);
    if (p)
        bp_indicators_compose(out, p, &w->dictionaries[side]);
    return p ? bp_buf_text(out) : NULL;
}

static bool is_changed(const bp_diff *d, size_t k, size_t *cursor, bool *moved)
{
    bool changed = false;
    *moved = false;
    while (*cursor < d->count && (d->changes[*cursor].after_project == SIZE_MAX || d->changes[*cursor].after_project < k))
        ++*cursor;
    for (; *cursor < d->count && d->changes[*cursor].after_project == k; ++*cursor) {
        bool move = d->changes[*cursor].subject == BP_SUBJECT_PROJECT && d->changes[*cursor].kind == BP_CHANGE_MOVED;
        *moved |= move;
        changed |= !move;
    }
    return changed;
}

/* One project, as it was and as it is; either may be NULL. */
static void put_project(writer *w, const bp_project *x, const bp_project *y, const char *what)
{
    const bp_model *before = w->diff->before, *after = w->diff->after;
    bp_amount totals[2];
    w->fill = !x ? ADDED : !y ? REMOVED : 0;
    put(w, 0, what, 0);
    put_both(w, 1, x ? x->id : NULL, y ? y->id : NULL);
    put_both(w, 2, x ? x->name : NULL, y ? y->name : NULL);
    put_both(w, 3, x ? before->agencies[x->agency].name : NULL, y ? after->agencies[y->agency].name : NULL);
    if (x)
        bp_project_total(x, &totals[0]);
    if (y)
        bp_project_total(y, &totals[1]);
    put_both_amounts(w, 4, x ? &totals[0] : NULL, y ? &totals[1] : NULL);
    for (size_t fund = 0; fund < BP_FUNDS; fund++)
        put_both_amounts(w, 5 + fund, x ? &x->funding[fund] : NULL, y ? &y->funding[fund] : NULL);
    const char *old = goal_of(w, 0, x), *new = goal_of(w, 1, y);
    put_both(w, 8, old, new);
    old = indicators_of(w, 0, x);
    new = indicators_of(w, 1, y);
    put_both(w, 9, old, new);
    w->fill = 0;
    end_row(w);
}

static void put_table(writer *w)
{
    const bp_diff *d = w->diff;
    uint8_t widths[TABLE_COLUMNS];
    size_t cursor = 0;
    if (!begin_sheet(w, say(w, BP_TEXT("side by side")), table_columns, TABLE_COLUMNS, widths))
        return;
    worksheet_freeze_panes(w->sheet, 1, 3);
    for (size_t k = 0; k < d->after->project_count && !w->status; k++) {
        bool moved, alone = d->of_after[k] == BP_NO_MATCH, changed = is_changed(d, k, &cursor, &moved);
        bp_change_kind kind = alone ? BP_CHANGE_ADDED : changed ? BP_CHANGE_CHANGED : BP_CHANGE_MOVED;
        put_project(w, alone ? NULL : &d->before->projects[d->of_after[k]], &d->after->projects[k],
                    alone || changed || moved ? bp_diff_kind_label(kind, w->lang) : "");
    }
    for (size_t i = 0; i < d->before->project_count && !w->status; i++)
        if (d->of_before[i] == BP_NO_MATCH)
            put_project(w, &d->before->projects[i], NULL, bp_diff_kind_label(BP_CHANGE_REMOVED, w->lang));
    bp_book_check(w->book, worksheet_autofilter(w->sheet, 0, 0, w->row > 1 ? w->row - 1 : 1, TABLE_COLUMNS - 1));
}

static bp_status write_workbook(const bp_diff *diff, const bp_form *form, const char *path, bp_diag *diag)
{
    const bp_model *models[] = {diff->before, diff->after};
    writer w = {.diff = diff, .diag = diag, .lang = bp_diag_lang(diag), .book = bp_book_new(path, diag)};
    if (!w.book)
        return BP_SYSTEM;
    for (int side = 0; side < 2; side++)
        w.dictionaries[side] = bp_dictionary_of(models[side], &form->dictionary);
    bp_book_properties(w.book, say(&w, BP_TEXT("changes")), form->label, -1);
    put_list(&w);
    put_table(&w);
    if (!w.status && (w.text[0].failed || w.text[1].failed))
        w.status = bp_report_memory(diag);
    if (w.status)
        bp_book_free(w.book);
    else
        w.status = bp_book_close(w.book);
    bp_buf_free(&w.text[0]);
    bp_buf_free(&w.text[1]);
    return w.status;
}

bp_status bp_diff_workbook(const bp_diff *diff, const bp_form *form, const char *path, bp_diag *diag)
{
    bp_outfile *file = NULL;
    bp_status status = bp_outfile_open(path, diag, &file);
    if (!status)
        status = write_workbook(diff, form, bp_outfile_temporary(file), diag);
    if (!status)
        status = bp_outfile_complete(file, diag);
    if (!status)
        return bp_outfile_finish(file, diag);
    bp_outfile_drop(file);
    return status;
}
