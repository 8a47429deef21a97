/* parts.c - what a working workbook must have, and what merged cells do to it. See working.h and docs/workbook.md.
 *
 * A sheet or a column under another name would read as blank: amounts, goals and deletions would be lost without a word. So of a
 * workbook that tells its profile everything must be there but the grey columns; of one that is only made like it, without those
 * columns that are what the sheet is for.
 */
#include <string.h>

#include "reading/values.h"
#include "working/reader.h"

/* ---- sheets ---- */

static int kind_of(const bp_reading *r, const char *name)
{
    bp_buf folded = {0};
    bp_fold(&folded, name, strlen(name));
    int kind = folded.size ? bp_aliases_find(&r->aliases, BP_WORDS_SHEETS, folded.data) : -1;
    bp_buf_free(&folded);
    return kind;
}

size_t bp_working_find_sheet(const bp_reading *r, const bp_workbook *book, bp_sheet_kind kind)
{
    for (size_t i = 0; i < bp_workbook_sheet_count(book); i++)
        if (kind_of(r, bp_workbook_sheet(book, i)->name) == (int)kind)
            return i;
    return SIZE_MAX;
}

/* Programs that drop the properties of a workbook keep its names: this one only the working profile has. */
static bool tells_profile(const bp_reading *r, const bp_workbook *book)
{
    const char *profile = bp_workbook_find_property(book, BP_PROPERTY_CUSTOM, "budgetpress.profile");
    bool named = false;
    for (size_t i = 0; i < bp_workbook_name_count(book) && r->own; i++)
        named |= !strcmp(bp_workbook_name(book, i)->name, "项目编号清单");
    return profile ? !strcmp(profile, "working") : named;
}

bool bp_reading_is_working(bp_reading *r, const bp_workbook *book)
{
    size_t count = 0;
    bool made_like = true;
    for (int kind = 0; kind < BP_SHEET_KINDS; kind++) {
        bool there = bp_working_find_sheet(r, book, (bp_sheet_kind)kind) != SIZE_MAX;
        bool optional = kind == BP_SHEET_AGENCIES || kind == BP_SHEET_GOALS || kind == BP_SHEET_DICTIONARY;
        made_like &= there || optional;
        count += there;
    }
    /* where none is left somebody took the official sheet alone */
    r->told = count && tells_profile(r, book);
    return r->told || made_like;
}

bool bp_working_has_sheets(bp_reading *r, const bp_workbook *book)
{
    bool all = true;
    for (int kind = 0; kind < BP_SHEET_KINDS && r->told; kind++) {
        if (bp_working_find_sheet(r, book, (bp_sheet_kind)kind) != SIZE_MAX)
            continue;
        const char *name = bp_aliases_word(&r->aliases, BP_WORDS_SHEETS, kind);
        bp_status status = bp_report(r->diag, BP_IMPORT_SHEET_MISSING, (bp_where){.file = bp_workbook_file(book)}, BP_ARGS(name));
        r->status = status > r->status ? status : r->status;
        all = false;
    }
    return all;
}

/* ---- columns ---- */

/* As the sheets of working/ are headed. */
static const struct needed_column {
    bp_sheet_kind kind;
    bp_meaning meaning;
    const char *header;
    bool always;            /* in a workbook that is only made like ours, too */
} needed[] = {
    {BP_SHEET_INFORMATION, BP_MEANS_ITEM, "项", true},
    {BP_SHEET_INFORMATION, BP_MEANS_CONTENT, "内容", true},
    {BP_SHEET_DICTIONARY, BP_MEANS_CODE, "代码", false},
    {BP_SHEET_DICTIONARY, BP_MEANS_CODE_NAME, "名称", false},
    {BP_SHEET_DICTIONARY, BP_MEANS_CODE_SOURCE, "来源", false},
    {BP_SHEET_AGENCIES, BP_MEANS_AGENCY_CODE, "单位代码", false},
    {BP_SHEET_AGENCIES, BP_MEANS_AGENCY, "单位名称", false},
    {BP_SHEET_AGENCIES, BP_MEANS_REPORTED_TOTAL, "填报总计", false},
    {BP_SHEET_AGENCIES, BP_MEANS_REPORTED, "填报财政拨款", false},
    {BP_SHEET_AGENCIES, BP_MEANS_REPORTED_SPECIAL, "填报财政专户拨款", false},
    {BP_SHEET_AGENCIES, BP_MEANS_REPORTED_OTHER, "填报其他资金", false},
    {BP_SHEET_PROJECTS, BP_MEANS_PROJECT_CODE, "项目代码", false},
    {BP_SHEET_PROJECTS, BP_MEANS_NAME, "项目名称", true},
    {BP_SHEET_PROJECTS, BP_MEANS_AGENCY, "资金使用单位", false},
    {BP_SHEET_PROJECTS, BP_MEANS_FISCAL, "财政拨款", false},
    {BP_SHEET_PROJECTS, BP_MEANS_SPECIAL, "财政专户拨款", false},
    {BP_SHEET_PROJECTS, BP_MEANS_OTHER, "其他资金", false},
    {BP_SHEET_PROJECTS, BP_MEANS_ACTION, "处理", false},
    {BP_SHEET_FUNDS, BP_MEANS_NAME, "项目名称", false},
    {BP_SHEET_FUNDS, BP_MEANS_FUND, "资金性质", true},
    {BP_SHEET_FUNDS, BP_MEANS_AMOUNT, "金额", true},
    {BP_SHEET_GOALS, BP_MEANS_NAME, "项目名称", false},
    {BP_SHEET_GOALS, BP_MEANS_GOAL, "绩效目标", true},
    {BP_SHEET_INDICATORS, BP_MEANS_NAME, "项目名称", false},
    {BP_SHEET_INDICATORS, BP_MEANS_LEVEL1, "一级绩效指标代码", false},
    {BP_SHEET_INDICATORS, BP_MEANS_LEVEL2, "二级绩效指标代码", true},
    {BP_SHEET_INDICATORS, BP_MEANS_INDICATOR, "指标名称", true},
    {BP_SHEET_INDICATORS, BP_MEANS_PERIOD, "实施周期指标值", false},
    {BP_SHEET_INDICATORS, BP_MEANS_ANNUAL, "年度指标值", false},
    {BP_SHEET_INDICATORS, BP_MEANS_GROUP, "编号组", false},
};

/* Of a sheet whose header is not known as one: whether a column of it is there all the same, so that the others can be named. */
static bool stands_alone(const sheet_reader *s, bp_meaning meaning)
{
    bool found = false;
    for (size_t i = 0; i < s->grid.cell_count && s->grid.cells[i].row == s->grid.cells[0].row && !found; i++) {
        bp_buf folded = {0};
        bp_fold(&folded, s->grid.cells[i].text, s->grid.cells[i].size);
        found = folded.size && bp_aliases_find(&s->r->aliases, BP_WORDS_FIELDS, folded.data) == (int)meaning;
        bp_buf_free(&folded);
    }
    return found;
}

bool bp_working_has_columns(sheet_reader *s)
{
    bool all = true, headed = s->header.score > 0;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        const struct needed_column *n = &needed[i];
        if (n->kind != s->kind || !(n->always || s->r->told))
            continue;
        if (headed ? s->header.column[n->meaning] >= 0 : stands_alone(s, n->meaning))
            continue;
        bp_reading_report(s->r, &s->grid, s->header.row, 0, BP_IMPORT_COLUMN_MISSING, BP_ARGS(s->grid.sheet, n->header));
        all = false;
    }
    if (!headed && all)
        bp_reading_report(s->r, &s->grid, 0, 0, BP_IMPORT_NO_HEADER, BP_NO_ARGS);
    return all && headed;
}

/* ---- merged cells ---- */

static int meaning_of(const sheet_reader *s, uint32_t column)
{
    return column < s->header.width ? s->header.means[column] : BP_HEADER_NONE;
}

static bool is_value(int meaning)
{
    return meaning == BP_MEANS_PERIOD || meaning == BP_MEANS_ANNUAL;
}

static bool is_of_project(int meaning)
{
    return meaning == BP_MEANS_PROJECT_ID || meaning == BP_MEANS_PROJECT_CODE || meaning == BP_MEANS_NAME;
}

/* One text for several rows is what a merged cell says: of a project over its rows, and of all that an indicator has. Amounts and
 * goals would be counted once a row. */
static bool is_shown_over(const sheet_reader *s, const bp_book_range *merge, uint32_t column)
{
    int meaning = meaning_of(s, column), first = meaning_of(s, merge->column0);
    bool same = column == merge->column0 || (is_value(meaning) && is_value(first));
    bool rows = s->kind == BP_SHEET_INDICATORS || (is_of_project(meaning) && s->kind != BP_SHEET_PROJECTS);
    return same && rows;
}

static bool is_covered(const bp_book_range *merge, uint32_t row, uint32_t column)
{
    return row != merge->row0 || column != merge->column0;
}

bool bp_working_is_spread(const sheet_reader *s, uint32_t row, uint32_t column)
{
    const bp_book_range *merge = bp_grid_merge(&s->grid, row, column);
    return merge && is_covered(merge, row, column) && is_shown_over(s, merge, column);
}

static void report_merge(sheet_reader *s, const bp_book_range *merge, uint32_t row, uint32_t column)
{
    bp_buf name = {0};
    bp_cell_name(&name, merge->row0, merge->column0);
    bp_reading_report(s->r, &s->grid, row, column, BP_IMPORT_MERGED_AWAY, BP_ARGS(bp_buf_text(&name)));
    bp_buf_free(&name);
}

void bp_working_check_merges(sheet_reader *s)
{
    uint32_t first = s->header.row + s->header.height;
    for (size_t i = 0; i < s->grid.merge_count && s->kind != BP_SHEET_INFORMATION; i++) {
        const bp_book_range *m = &s->grid.merges[i];
        const bp_grid_cell *shown = bp_grid_at(&s->grid, m->row0, m->column0);
        uint32_t row = m->row1 > m->row0 ? m->row0 + 1 : m->row0;
        if (m->row0 < first || !shown || !shown->size)
            continue;
        for (uint32_t c = m->column0; c <= m->column1 && c < s->header.width; c++)
            if (is_covered(m, row, c) && meaning_of(s, c) >= 0 && !is_shown_over(s, m, c)) {
                report_merge(s, m, row, c);
                break;
            }
    }
}
