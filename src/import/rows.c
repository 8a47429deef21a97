/* rows.c - what each row of a table is. See rows.h.
 *
 * A first pass says it by the words, the types and the merges of each row: the sum of all, an agency's, a project, more of the
 * project above, a note. Where that does not show agencies, by indents or by columns of their own, they are told from the amounts,
 * and that is a note. Last, projects that look like sums are reported: they would count twice.
 */
#include "import/rows.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form/table.h"
#include "reading/values.h"

/* What rows are told by, besides themselves; all folded. */
typedef struct finder {
    bp_rows *t;
    bp_buf header;       /* over the names */
    bp_buf total, empty; /* what the form calls the sum of all; its note where there are no projects */
    bp_buf text;         /* of the present row */
} finder;

/* ---- cells ---- */

static int column_of(const bp_rows *t, bp_meaning meaning)
{
    return t->header->column[meaning];
}

static const bp_grid_cell *cell_of(const bp_rows *t, uint32_t row, bp_meaning meaning)
{
    int column = column_of(t, meaning);
    return column < 0 ? NULL : bp_grid_at(t->grid, row, (uint32_t)column);
}

bool bp_rows_has(const bp_rows *t, uint32_t row, bp_meaning meaning)
{
    const bp_grid_cell *cell = cell_of(t, row, meaning);
    return cell && cell->value != BP_VALUE_NONE && cell->size;
}

static void fold_cell(const bp_grid_cell *cell, bp_buf *out)
{
    bp_buf_truncate(out, 0);
    if (cell && cell->value == BP_VALUE_TEXT)
        bp_fold(out, cell->text, cell->size);
}

static bool same_text(const bp_buf *a, const bp_buf *b)
{
    return a->size && a->size == b->size && !memcmp(a->data, b->data, a->size);
}

/* ---- what a row is ---- */

bool bp_rows_has_detail(const bp_rows *t, uint32_t row)
{
    static const bp_meaning details[] = {BP_MEANS_GOAL,        BP_MEANS_INDICATORS, BP_MEANS_INDICATOR,    BP_MEANS_LEVEL1,
                                         BP_MEANS_LEVEL1_NAME, BP_MEANS_LEVEL2,     BP_MEANS_LEVEL2_NAME,  BP_MEANS_PERIOD,
                                         BP_MEANS_ANNUAL,      BP_MEANS_VALUE,      BP_MEANS_PROJECT_CODE, BP_MEANS_PROJECT_ID};
    for (size_t i = 0; i < sizeof details / sizeof *details; i++)
        if (bp_rows_has(t, row, details[i]))
            return true;
    return false;
}

bool bp_rows_has_amount(const bp_rows *t, uint32_t row)
{
    for (int m = BP_MEANS_TOTAL; m <= BP_MEANS_AMOUNT; m++)
        if (bp_rows_has(t, row, (bp_meaning)m))
            return true;
    return false;
}

static bool in_words(const bp_rows *t, bp_word_list list, const char *folded)
{
    return *folded && bp_aliases_find(&t->r->aliases, list, folded) >= 0;
}

static bool begins_with(const bp_rows *t, bp_word_list list, const char *folded)
{
    size_t size;
    return *folded && bp_aliases_begin(&t->r->aliases, list, folded, &size) >= 0;
}

/* The total that a row shows, quietly: faults are reported when the row is read. */
static int64_t peek_total(const bp_rows *t, uint32_t row)
{
    int64_t sum = 0;
    bool any = false;
    for (int m = BP_MEANS_TOTAL; m <= BP_MEANS_AMOUNT; m++) {
        const bp_grid_cell *cell = cell_of(t, row, (bp_meaning)m);
        bp_amount amount = {0};
        bp_number_fault fault = !cell || (cell->value != BP_VALUE_TEXT && cell->value != BP_VALUE_NUMBER) ? BP_NUMBER_BLANK
                              : cell->value == BP_VALUE_TEXT ? bp_amount_from_text(cell->text, cell->size, 0, &amount)
                                                             : bp_amount_from_number(cell->text, -1, 0, &amount);
        if (fault)
            continue;
        if (m == BP_MEANS_TOTAL)
            return amount.micro;
        any = true;
        sum += amount.micro;
    }
    return any ? sum : INT64_MIN;
}

static unsigned indent_of(const bp_grid_cell *cell)
{
    return bp_leading_blanks(cell->text) + 3 * (unsigned)(cell->format ? cell->format->indent : 0);
}

/* A sum over the rows below is computed in our workbooks, a project's fund never is; people compute one, but hardly of those. */
static bool sums_below(const bp_rows *t, uint32_t row)
{
    for (int m = BP_MEANS_FISCAL; m <= BP_MEANS_OTHER; m++) {
        const bp_grid_cell *cell = cell_of(t, row, (bp_meaning)m);
        if (cell && (cell->sums & BP_SUMS_BELOW))
            return true;
    }
    return false;
}

/* The total of a project is computed from its funds, in our workbooks. */
static bool sums_across(const bp_rows *t, uint32_t row)
{
    const bp_grid_cell *cell = cell_of(t, row, BP_MEANS_TOTAL);
    return cell && cell->sums == BP_SUMS_ACROSS;
}

static bool has_computed_amount(const bp_rows *t, uint32_t row)
{
    for (int m = BP_MEANS_TOTAL; m <= BP_MEANS_AMOUNT; m++) {
        const bp_grid_cell *cell = cell_of(t, row, (bp_meaning)m);
        if (cell && cell->formula)
            return true;
    }
    return false;
}

/* What the form itself writes: all that there is in a table of nothing. */
static void learn_form(finder *f)
{
    bp_reading *r = f->t->r;
    bp_table *table;
    bp_arena arena = {0};
    bp_row row;
    if (bp_table_new(r->form, r->model, NULL, &table)) { /* nothing but memory can be short */
        bp_reading_memory(r);
        return;
    }
    if (bp_table_row_count(table) && bp_table_row(table, 0, &arena, &row))
        for (size_t c = 0; c < r->form->column_count && !f->total.size; c++)
            if (row.cells[c].kind == BP_CELL_TEXT)
                bp_fold(&f->total, row.cells[c].text, row.cells[c].size);
    if (bp_table_note_count(table))
        bp_fold(&f->empty, bp_table_note(table, 0), strlen(bp_table_note(table, 0)));
    bp_table_free(table);
    bp_arena_free(&arena);
}

/* 合计： and 合计(万元) are 合计. */
static void trim_sum_word(bp_buf *text)
{
    while (text->size) {
        char last = text->data[text->size - 1];
        const char *open = last == ')' ? strrchr(text->data, '(') : NULL;
        if (last == ':')
            bp_buf_truncate(text, text->size - 1);
        else if (open && open > text->data)
            bp_buf_truncate(text, (size_t)(open - text->data));
        else
            return;
    }
}

/* The kind of sum that f->text is the name of; BP_ROW_PROJECT where it is none. */
static bp_row_kind kind_of_sum(finder *f)
{
    if (same_text(&f->text, &f->total))
        return BP_ROW_TOTAL;
    trim_sum_word(&f->text);
    const char *word = bp_buf_text(&f->text);
    return in_words(f->t, BP_WORDS_TOTALS, word)    ? BP_ROW_TOTAL
         : in_words(f->t, BP_WORDS_SUBTOTALS, word) ? BP_ROW_SUBTOTAL
         : in_words(f->t, BP_WORDS_PAGES, word)     ? BP_ROW_PAGE
                                                    : BP_ROW_PROJECT;
}

/* Who filled the table in. 制表人员培训 may be a project: then it has an amount or a goal. */
static bool is_footer(const finder *f, const bp_grid_row *row, const bp_row_info *info)
{
    size_t size;
    const char *text = bp_buf_text(&f->text);
    if (!*text || bp_aliases_begin(&f->t->r->aliases, BP_WORDS_FOOTERS, text, &size) < 0)
        return false;
    if (f->t->r->own && has_computed_amount(f->t, row->row))
        return false;
    return !text[size] || text[size] == ':' || text[size] == '(' || (!info->detail && info->total == INT64_MIN);
}

/* A row that is text and nothing else: a note below the table, who filled it in, or the header again on a new page. */
static bp_row_kind kind_of_text(const finder *f, const bp_grid_row *row, const bp_row_info *info)
{
    const bp_rows *t = f->t;
    const bp_grid_cell *first = &t->grid->cells[row->first];
    const bp_book_range *merge = bp_grid_merge(t->grid, row->row, first->column);
    if (same_text(&f->text, &f->header))
        return BP_ROW_SKIP;
    if (t->r->own && row->count == 1 && merge && merge->column1 > merge->column0 && !first->column)
        return BP_ROW_NOTE;
    if (info->set_in)
        return BP_ROW_PROJECT;
    if (is_footer(f, row, info))
        return BP_ROW_SKIP;
    return row->count == 1 && begins_with(t, BP_WORDS_NOTES, bp_buf_text(&f->text)) ? BP_ROW_NOTE : BP_ROW_PROJECT;
}

/* A named row of a workbook of ours. An agency is set in heavy type and sums up its projects; either may have been lost, and a
 * project may be heavy or computed. */
static bp_row_kind kind_of_own(finder *f, const bp_grid_row *row, const bp_row_info *info, bool is_first)
{
    bp_row_kind sum = info->set_in ? BP_ROW_PROJECT : kind_of_sum(f);
    bool heavy = info->bold && !info->set_in;
    if (is_first && sum == BP_ROW_TOTAL)
        return sum;
    if (sums_below(f->t, row->row) && (heavy || (!info->detail && (info->bold || !info->set_in))))
        return BP_ROW_AGENCY;
    if (sum != BP_ROW_PROJECT && info->total != INT64_MIN)
        return sum;
    return heavy && !info->detail && !sums_across(f->t, row->row) ? BP_ROW_AGENCY : BP_ROW_PROJECT;
}

static bp_row_kind kind_of(finder *f, const bp_grid_row *row, const bp_row_info *info, bool is_first)
{
    const bp_rows *t = f->t;
    bp_row_kind kind = kind_of_text(f, row, info);
    if (kind != BP_ROW_PROJECT)
        return kind;
    if (t->r->own && info->named)
        return kind_of_own(f, row, info, is_first);
    if (info->named || !info->detail)
        kind = kind_of_sum(f);
    if (kind != BP_ROW_PROJECT || info->named)
        return kind;
    return column_of(t, BP_MEANS_AGENCY) >= 0 && bp_rows_has(t, row->row, BP_MEANS_AGENCY) && bp_rows_has_amount(t, row->row) &&
                   !info->detail
             ? BP_ROW_AGENCY
             : BP_ROW_MORE;
}

/* A goal or indicators that are merged with those of the project above. */
static bool shares_detail(const bp_rows *t, uint32_t row)
{
    static const bp_meaning details[] = {BP_MEANS_GOAL, BP_MEANS_INDICATORS};
    for (size_t i = 0; i < sizeof details / sizeof *details; i++) {
        int column = column_of(t, details[i]);
        const bp_book_range *merge = column < 0 ? NULL : bp_grid_merge(t->grid, row, (uint32_t)column);
        if (merge && merge->row0 < row && merge->row0 >= t->header->row + t->header->height &&
            bp_rows_has(t, merge->row0, details[i]))
            return true;
    }
    return false;
}

static void look_at_row(finder *f, const bp_grid_row *row, bp_row_info *info, bool is_first)
{
    bp_rows *t = f->t;
    const char *prefix = t->r->prefix;
    const bp_grid_cell *name = bp_grid_at(t->grid, row->row, t->name);
    if (name && (!name->size || name->value == BP_VALUE_NONE))
        name = NULL;
    info->named = name != NULL;
    info->detail = bp_rows_has_detail(t, row->row) || (name && shares_detail(t, row->row));
    info->indent = name ? indent_of(name) : 0;
    info->bold = name && name->format && name->format->bold;
    info->set_in = name && *prefix && !strncmp(name->text, prefix, strlen(prefix));
    info->total = peek_total(t, row->row);
    fold_cell(name ? name : &t->grid->cells[row->first], &f->text);
    info->kind = kind_of(f, row, info, is_first);
    const bp_book_range *merge = name ? bp_grid_merge(t->grid, row->row, t->name) : NULL;
    t->spans |= (merge && merge->row1 > merge->row0) || (info->kind == BP_ROW_MORE && info->detail);
}

static void look_at_rows(finder *f)
{
    bp_rows *t = f->t;
    bool is_first = true, noted = false;
    fold_cell(bp_grid_shown(t->grid, t->header->row + t->header->height - 1, t->name), &f->header);
    for (size_t i = 0; i < t->count; i++) {
        const bp_grid_row *row = &t->grid->rows[t->first + i];
        bp_row_info *info = &t->rows[i];
        look_at_row(f, row, info, is_first);
        /* below a note, what has nothing but a text is one more, or goes on with it */
        if (noted && info->kind == BP_ROW_PROJECT && row->count == 1 && !info->detail && info->total == INT64_MIN)
            info->kind = BP_ROW_NOTE;
        noted = info->kind == BP_ROW_NOTE;
        is_first = is_first && info->kind == BP_ROW_SKIP;
    }
}

/* The sum of the only page is that of all, where no other is. */
static void settle_pages(bp_rows *t)
{
    size_t pages = 0, totals = 0;
    for (size_t i = 0; i < t->count; i++) {
        pages += t->rows[i].kind == BP_ROW_PAGE;
        totals += t->rows[i].kind == BP_ROW_TOTAL;
    }
    for (size_t i = 0; i < t->count && pages == 1 && !totals; i++)
        if (t->rows[i].kind == BP_ROW_PAGE)
            t->rows[i].kind = BP_ROW_TOTAL;
}

/* ---- agencies among projects ---- */

static size_t next_named(const bp_rows *t, size_t i)
{
    size_t count = t->count;
    do
        i++;
    while (i < count && !(t->rows[i].named && t->rows[i].kind == BP_ROW_PROJECT));
    return i;
}

static int64_t amount_of(const bp_rows *t, size_t i)
{
    return t->rows[i].total == INT64_MIN ? 0 : t->rows[i].total;
}

/* The total of row i is that of the rows below it, up to the next one without detail or the end. */
static bool sums_up(const bp_rows *t, size_t i)
{
    size_t count = t->count, terms = 0;
    int64_t sum = 0;
    for (size_t k = next_named(t, i); k < count && t->rows[k].detail; k = next_named(t, k), terms++)
        if (__builtin_add_overflow(sum, amount_of(t, k), &sum))
            return false;
    return terms && (t->rows[i].total == sum || t->rows[i].total == INT64_MIN);
}

/* Rows with detail and rows without are told apart by heavy type. */
static bool are_set_off(const bp_rows *t)
{
    size_t count = t->count;
    bool light = false, heavy = false;
    for (size_t i = next_named(t, SIZE_MAX); i < count; i = next_named(t, i)) {
        if (t->rows[i].detail && t->rows[i].bold)
            return false;
        light |= t->rows[i].detail;
        heavy |= t->rows[i].bold;
    }
    return light && heavy;
}

static bool are_indented(const bp_rows *t)
{
    size_t count = t->count, last = SIZE_MAX;
    for (size_t i = next_named(t, SIZE_MAX); i < count; i = next_named(t, i)) {
        if (last != SIZE_MAX && t->rows[i].indent != t->rows[last].indent)
            return true;
        last = i;
    }
    return false;
}

/* The department's own name among the projects can only be its row as the agency. */
static bool names_department(const bp_rows *t, size_t i)
{
    const char *name = t->r->model->department;
    const bp_grid_cell *cell = bp_grid_at(t->grid, t->grid->rows[t->first + i].row, t->name);
    const char *text = cell ? cell->text : "";
    size_t size = strlen(text);
    bp_strip(&text, &size);
    return size && size == strlen(name) && !memcmp(text, name, size);
}

/* An agency without projects has nothing below it: it stands where the other agencies do, further out than any project with
 * detail. */
static void find_bare_agencies(bp_rows *t)
{
    size_t count = t->count;
    unsigned outer = 0, inner = UINT_MAX;
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        const bp_row_info *row = &t->rows[i];
        if (row->kind == BP_ROW_AGENCY && row->named) {
            outer = row->indent > outer ? row->indent : outer;
            any = true;
        } else if (row->kind == BP_ROW_PROJECT && row->named && row->detail)
            inner = row->indent < inner ? row->indent : inner;
    }
    for (size_t i = 0; i < count && any && outer < inner && inner != UINT_MAX; i++) {
        bp_row_info *row = &t->rows[i];
        if (row->kind == BP_ROW_PROJECT && row->named && !row->detail && row->indent <= outer)
            row->kind = BP_ROW_AGENCY;
    }
}

/* The row behind the projects whose sum row i is, and behind further ones of nothing; i where it is no sum. */
static size_t end_of_sum(const bp_rows *t, size_t i)
{
    int64_t sum = 0;
    size_t k = next_named(t, i);
    for (; k < t->count && (sum != amount_of(t, i) || !amount_of(t, k)); k = next_named(t, k))
        if (__builtin_add_overflow(sum, amount_of(t, k), &sum))
            return i;
    return !t->rows[i].detail && sum == amount_of(t, i) ? k : i;
}

/* Where nothing else tells, the amounts may: when agencies that are sums of the rows below them sum to that of all. Otherwise all
 * would count twice. */
static bool find_agencies_of_total(bp_rows *t)
{
    int64_t total = INT64_MIN, sum = 0;
    for (size_t i = 0; i < t->count && total == INT64_MIN; i++)
        if (t->rows[i].kind == BP_ROW_TOTAL)
            total = t->rows[i].total;
    size_t i = next_named(t, SIZE_MAX), end;
    for (; i < t->count; i = end) {
        end = end_of_sum(t, i);
        if (end == i || __builtin_add_overflow(sum, amount_of(t, i), &sum))
            return false;
    }
    if (!total || total != sum)
        return false;
    for (i = next_named(t, SIZE_MAX); i < t->count; i = end) {
        end = end_of_sum(t, i);
        t->rows[i].kind = BP_ROW_AGENCY;
        bp_reading_report(t->r, t->grid, t->grid->rows[t->first + i].row, t->name, BP_IMPORT_AGENCY_GUESSED, BP_NO_ARGS);
    }
    return true;
}

/* In a column of both, a row without detail that others stand under, or whose amount is the sum of theirs, is an agency's. */
static void find_agencies(bp_rows *t)
{
    size_t count = t->count;
    bool indented = are_indented(t), set_off = !indented && are_set_off(t);
    if (!indented && !set_off && find_agencies_of_total(t))
        return;
    for (size_t i = next_named(t, SIZE_MAX); i < count; i = next_named(t, i)) {
        size_t next = next_named(t, i);
        uint32_t row = t->grid->rows[t->first + i].row;
        if (t->rows[i].detail)
            continue;
        if (names_department(t, i))
            t->rows[i].kind = BP_ROW_AGENCY;
        else if (indented ? next < count && t->rows[next].indent > t->rows[i].indent : set_off ? t->rows[i].bold : sums_up(t, i)) {
            t->rows[i].kind = BP_ROW_AGENCY;
            if (!indented && !set_off)
                bp_reading_report(t->r, t->grid, row, t->name, BP_IMPORT_AGENCY_GUESSED, BP_NO_ARGS);
        } else if (next < count && t->rows[next].detail && !indented && t->header->column[BP_MEANS_GOAL] >= 0)
            bp_reading_report(t->r, t->grid, row, t->name, BP_IMPORT_PROJECT_GUESSED, BP_NO_ARGS);
    }
    if (indented)
        find_bare_agencies(t);
}

/* The department's row over those of its agencies is a sum of all, and no agency. */
static void find_department(bp_rows *t)
{
    size_t count = t->count;
    for (size_t i = 0; i + 1 < count; i++)
        if (t->rows[i].kind == BP_ROW_AGENCY && t->rows[i + 1].kind == BP_ROW_AGENCY && names_department(t, i))
            t->rows[i].kind = BP_ROW_TOTAL;
}

/* ---- agencies that only our own tables have so ---- */

static bool shows_empty_note(finder *f)
{
    const bp_rows *t = f->t;
    for (size_t i = 0; i < t->count; i++)
        if (t->rows[i].kind == BP_ROW_NOTE) {
            const bp_grid_row *row = &t->grid->rows[t->first + i];
            fold_cell(&t->grid->cells[row->first], &f->text);
            if (same_text(&f->text, &f->empty))
                return true;
        }
    return false;
}

/* A table of agencies none of which has a project: names and nothing else. It says so in its note; without that, the column must be
 * one of both kinds of names, and the guess is told. */
static void find_agencies_alone(finder *f)
{
    bp_rows *t = f->t;
    bool total = false, told = shows_empty_note(f);
    for (size_t i = 0; i < t->count; i++) {
        const bp_row_info *row = &t->rows[i];
        total |= row->kind == BP_ROW_TOTAL;
        if (row->kind == BP_ROW_PROJECT && (row->detail || row->indent || row->total != INT64_MIN))
            return;
    }
    if (!told && !(total && strstr(bp_buf_text(&f->header), "单位")))
        return;
    for (size_t i = 0; i < t->count; i++) {
        if (t->rows[i].kind != BP_ROW_PROJECT)
            continue;
        t->rows[i].kind = BP_ROW_AGENCY;
        if (!told)
            bp_reading_report(t->r, t->grid, t->grid->rows[t->first + i].row, t->name, BP_IMPORT_AGENCIES_ALONE, BP_NO_ARGS);
        told = true;
    }
}

/* An agency that somebody added to our table: it has nothing, and is not set in as the projects below it are. What has nothing but
 * its name and is no agency may be anything. */
static void find_added_agencies(bp_rows *t)
{
    for (size_t i = next_named(t, SIZE_MAX); i < t->count; i = next_named(t, i)) {
        const bp_grid_row *row = &t->grid->rows[t->first + i];
        size_t next = next_named(t, i);
        if (t->rows[i].detail || t->rows[i].total != INT64_MIN || has_computed_amount(t, row->row))
            continue;
        bool added = !t->rows[i].set_in && next < t->count && t->rows[next].set_in;
        if (added)
            t->rows[i].kind = BP_ROW_AGENCY;
        if (added || row->count == 1)
            bp_reading_report(t->r, t->grid, row->row, t->name, added ? BP_IMPORT_AGENCY_ADDED : BP_IMPORT_PROJECT_GUESSED,
                              BP_NO_ARGS);
    }
}

/* ---- projects that look like sums ---- */

/* Projects one after another. */
typedef struct run {
    int64_t sum;
    size_t terms;
    bool failed; /* the sum is too large */
} run;

static void add_to_run(run *run, const bp_row_info *row)
{
    if (row->total == INT64_MIN)
        return;
    run->failed |= __builtin_add_overflow(run->sum, row->total, &run->sum);
    run->terms++;
}

static bool is_sum_of(const bp_row_info *row, const run *run)
{
    return run->terms > 1 && !run->failed && row->total && row->total == run->sum;
}

static bool ends_run(const bp_row_info *row)
{
    return row->kind == BP_ROW_TOTAL || row->kind == BP_ROW_AGENCY || row->kind == BP_ROW_SUBTOTAL;
}

static run run_below(const bp_rows *t, size_t i)
{
    run below = {0, 0, false};
    while (++i < t->count && !ends_run(&t->rows[i]))
        if (t->rows[i].kind == BP_ROW_PROJECT)
            add_to_run(&below, &t->rows[i]);
    return below;
}

static bool is_last_of_run(const bp_rows *t, size_t i)
{
    size_t next = next_named(t, i);
    for (size_t k = i + 1; k < next && k < t->count; k++)
        if (ends_run(&t->rows[k]))
            return true;
    return next >= t->count;
}

static void report_sum(const bp_rows *t, size_t i, const run *of)
{
    char count[24];
    snprintf(count, sizeof count, "%zu", of->terms);
    bp_reading_report(t->r, t->grid, t->grid->rows[t->first + i].row, t->name, BP_IMPORT_LOOKS_LIKE_SUM, BP_ARGS(count));
}

/* A row without detail whose amount is the sum of those around it. Where no row has detail an amount may well be so by chance: then
 * only the first and the last are looked at, where sums stand. */
static void find_sums(const bp_rows *t)
{
    run near = {0, 0, false}, all = near;
    bool detail = false, first = true;
    for (size_t i = 0; i < t->count; i++)
        detail |= t->rows[i].kind == BP_ROW_PROJECT && t->rows[i].detail;
    for (size_t i = 0; i < t->count; i++) {
        const bp_row_info *row = &t->rows[i];
        if (ends_run(row)) {
            near = (run){0, 0, false};
            first = true;
        }
        if (row->kind != BP_ROW_PROJECT || row->total == INT64_MIN)
            continue;
        run below = first && !row->detail ? run_below(t, i) : (run){0, 0, false};
        bool above = !row->detail && (detail || is_last_of_run(t, i)) && (is_sum_of(row, &near) || is_sum_of(row, &all));
        first = false;
        if (above || is_sum_of(row, &below)) {
            report_sum(t, i, !above ? &below : is_sum_of(row, &near) ? &near : &all);
            near = (run){0, 0, false};
        } else {
            add_to_run(&near, row);
            add_to_run(&all, row);
        }
    }
}

/* ---- the whole ---- */

bool bp_rows_find(bp_reading *r, const bp_grid *grid, const bp_header *header, bp_rows *out)
{
    bp_rows *t = out;
    int name = header->column[BP_MEANS_NAME] >= 0 ? header->column[BP_MEANS_NAME] : header->column[BP_MEANS_PROJECT_CODE];
    finder f = {.t = t};
    *t = (bp_rows){.r = r, .grid = grid, .header = header, .name = (uint32_t)name};
    while (t->first < grid->row_count && grid->rows[t->first].row < header->row + header->height)
        t->first++;
    t->count = grid->row_count - t->first;
    t->rows = calloc(t->count + 1, sizeof *t->rows);
    if (!t->rows) {
        bp_reading_memory(r);
        return false;
    }
    learn_form(&f);
    look_at_rows(&f);
    settle_pages(t);
    if (!r->own && column_of(t, BP_MEANS_AGENCY) < 0) {
        find_agencies(t);
        find_agencies_alone(&f);
        find_department(t);
    } else if (r->own && *r->prefix)
        find_added_agencies(t);
    find_sums(t);
    bool failed = f.header.failed || f.total.failed || f.empty.failed || f.text.failed;
    if (failed)
        bp_reading_memory(r);
    bp_buf_free(&f.header);
    bp_buf_free(&f.total);
    bp_buf_free(&f.empty);
    bp_buf_free(&f.text);
    return !failed;
}

void bp_rows_free(bp_rows *rows)
{
    free(rows->rows);
}
