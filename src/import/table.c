/* table.c - one table read row by row: the official layout, its indicators one a row, or a flat list. See reading.h. What each row
 * is has been told by rows.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/rows.h"
#include "base/array.h"
#include "reading/values.h"
#include "facts/totals.h"
#include "facts/year.h"

typedef struct table {
    bp_reading *r;
    const bp_grid *grid;
    const bp_header *header;
    bp_rows rows;
    uint32_t name;               /* column of names */
    bool listed;                 /* one indicator a row */
    uint32_t *agency_rows;       /* by agency: 1 + the row of this table that named it last, 0: none */
    size_t agency_room;
    bool broken_off;             /* a row of no meaning stands since the present agency: a header repeated on the next page */
    size_t agency;               /* index of the present one, SIZE_MAX: none yet */
    size_t project;              /* SIZE_MAX: none yet */
    const char *level1, *level2; /* of the row above, for cells merged downwards */
    bp_buf goal;                 /* the cell that gave the present project's goal: a list repeats it in each row */
    bool fund_guessed;
    bool repeated; /* rows that repeat the present project have been told */
} table;

/* ---- cells ---- */

static int column_of(const table *t, bp_meaning meaning)
{
    return t->header->column[meaning];
}

static bool has(const table *t, uint32_t row, bp_meaning meaning)
{
    return bp_rows_has(&t->rows, row, meaning);
}

/* The text of the row's cell of a meaning in r->text; false where there is none. */
static bool text_of(const table *t, uint32_t row, bp_meaning meaning, bool lines)
{
    int column = column_of(t, meaning);
    return column >= 0 && bp_reading_text(t->r, t->grid, row, (uint32_t)column, lines);
}

static const char *keep_text(const table *t, uint32_t row, bp_meaning meaning)
{
    return text_of(t, row, meaning, false) ? bp_reading_keep(t->r, bp_buf_text(&t->r->text), t->r->text.size) : "";
}

static bool is_value(int meaning)
{
    return meaning == BP_MEANS_PERIOD || meaning == BP_MEANS_ANNUAL || meaning == BP_MEANS_VALUE;
}

/* The cell that shows for a cell: the first of its range. A range goes on downwards, and sideways over values: 项目名称 merged over the
 * amounts is none of them. */
static void find_shown(const table *t, uint32_t *row, uint32_t *column)
{
    const bp_book_range *merge = bp_grid_merge(t->grid, *row, *column);
    if (!merge || merge->row0 < t->header->row + t->header->height)
        return;
    *row = merge->row0;
    for (uint32_t c = merge->column0; c <= *column; c++)
        if (c >= t->header->width || !is_value(t->header->means[c]))
            return;
    *column = merge->column0;
}

/* The same where the cell is merged with others: what shows for it. */
static bool shown_of(const table *t, uint32_t row, bp_meaning meaning, bool lines)
{
    int given = column_of(t, meaning);
    uint32_t column = (uint32_t)given;
    if (given < 0)
        return false;
    find_shown(t, &row, &column);
    return bp_reading_text(t->r, t->grid, row, column, lines);
}

static const char *keep_shown(const table *t, uint32_t row, bp_meaning meaning)
{
    return shown_of(t, row, meaning, false) ? bp_reading_keep(t->r, bp_buf_text(&t->r->text), t->r->text.size) : "";
}

/* ---- amounts ---- */

static void add_to(const table *t, uint32_t row, uint32_t column, bp_amount *sum, bp_amount term)
{
    if (!bp_amount_add(sum, term))
        bp_reading_report(t->r, t->grid, row, column, BP_AMOUNT_TOTAL, BP_NO_ARGS);
}

/* The columns of a meaning: there may be several of the parts of a fund. */
static bool next_column(const table *t, bp_meaning meaning, uint32_t *column)
{
    for (; *column < t->header->width; ++*column)
        if (t->header->means[*column] == (int)meaning)
            return true;
    return false;
}

static bp_amount sum_columns(const table *t, uint32_t row, bp_meaning meaning)
{
    bp_amount sum = {0};
    for (uint32_t c = 0; next_column(t, meaning, &c); c++)
        add_to(t, row, c, &sum, bp_reading_amount(t->r, t->grid, row, c, t->header->units[c]));
    return sum;
}

static bool has_funds(const table *t)
{
    for (int m = BP_MEANS_FISCAL; m <= BP_MEANS_OTHER_PART; m++)
        if (column_of(t, (bp_meaning)m) >= 0)
            return true;
    return false;
}

static const int parts[BP_FUNDS] = {BP_MEANS_FISCAL_PART, -1, BP_MEANS_OTHER_PART};

/* The column that gives a fund, the first of its parts, the only one of amounts; -1 where there is none. */
static int fund_column(const table *t, int fund)
{
    int column = column_of(t, (bp_meaning)(BP_MEANS_FISCAL + fund));
    if (column < 0 && parts[fund] >= 0)
        column = column_of(t, (bp_meaning)parts[fund]);
    if (!has_funds(t) && fund == BP_FUND_FISCAL)
        column = column_of(t, column_of(t, BP_MEANS_TOTAL) >= 0 ? BP_MEANS_TOTAL : BP_MEANS_AMOUNT);
    return column;
}

/* The funds of a row; a fund without a column of its own is the sum of its parts. */
static void read_funds(table *t, uint32_t row, bp_amount out[BP_FUNDS])
{
    for (int fund = 0; fund < BP_FUNDS; fund++) {
        int column = column_of(t, (bp_meaning)(BP_MEANS_FISCAL + fund));
        out[fund] = (bp_amount){0, false};
        if (column >= 0)
            out[fund] = bp_reading_amount(t->r, t->grid, row, (uint32_t)column, t->header->units[column]);
        else if (parts[fund] >= 0)
            out[fund] = sum_columns(t, row, (bp_meaning)parts[fund]);
    }
    if (has_funds(t))
        return;
    int column = fund_column(t, BP_FUND_FISCAL);
    if (column < 0)
        return;
    out[BP_FUND_FISCAL] = bp_reading_amount(t->r, t->grid, row, (uint32_t)column, t->header->units[column]);
    if (!t->fund_guessed)
        bp_reading_report(t->r, t->grid, t->header->row, (uint32_t)column, BP_IMPORT_FUND_GUESSED, BP_NO_ARGS);
    t->fund_guessed = true;
}

/* A sum cell: computed or typed; what was never computed is told once and is no claim. */
static bp_amount read_sum(table *t, uint32_t row, int column, bool *computed)
{
    const bp_grid_cell *cell = column < 0 ? NULL : bp_grid_at(t->grid, row, (uint32_t)column);
    if (!cell)
        return (bp_amount){0, false};
    if (bp_reading_is_uncomputed(t->r, t->grid, cell)) {
        bp_reading_take(t->grid, cell);
        bp_reading_tally(t->r, BP_TALLY_UNCOMPUTED, row, (uint32_t)column);
        return (bp_amount){0, false};
    }
    bp_amount amount = bp_reading_amount(t->r, t->grid, row, (uint32_t)column, t->header->units[column]);
    *computed = *computed && (cell->formula || !amount.present);
    return amount;
}

static void read_claim(table *t, uint32_t row, size_t agency)
{
    bp_claim *claim = bp_reading_add_claim(t->r);
    if (!claim)
        return;
    claim->agency = agency;
    claim->row = row;
    for (int fund = 0; fund < BP_FUND_KINDS; fund++) {
        int column = column_of(t, fund == BP_FUND_TOTAL ? BP_MEANS_TOTAL : (bp_meaning)(BP_MEANS_FISCAL + fund));
        claim->columns[fund] = column < 0 ? t->name : (uint32_t)column;
        claim->amounts[fund] = read_sum(t, row, column, &claim->computed);
    }
}

static void check_total(table *t, uint32_t row, const bp_project *project)
{
    int column = column_of(t, BP_MEANS_TOTAL);
    bool computed = true;
    bp_amount sum = {0}, shown = has_funds(t) ? read_sum(t, row, column, &computed) : sum;
    char a[BP_AMOUNT_SIZE], b[BP_AMOUNT_SIZE];
    for (int fund = 0; fund < BP_FUNDS; fund++)
        add_to(t, row, column < 0 ? t->name : (uint32_t)column, &sum, project->funding[fund]);
    if (!shown.present || (computed ? bp_same_sum(shown, sum) : shown.micro == sum.micro))
        return;
    bp_amount_text(a, shown);
    bp_amount_text(b, sum);
    bp_reading_report(t->r, t->grid, row, (uint32_t)column, BP_IMPORT_TOTAL_DIFFERS, BP_ARGS(a, *b ? b : "0.00"));
}

/* ---- rows ---- */

static bp_project *present(const table *t)
{
    return t->project == SIZE_MAX ? NULL : &t->r->model->projects[t->project];
}

static void check_code(const table *t, uint32_t row, bp_meaning meaning, const char *code)
{
    if (!t->r->untouched && bp_is_spoilt_code(code))
        bp_reading_report(t->r, t->grid, row, (uint32_t)column_of(t, meaning), BP_IMPORT_SPOILT_CODE, BP_ARGS(code));
}

static size_t agency_of(table *t, uint32_t row)
{
    const char *name = keep_shown(t, row, BP_MEANS_AGENCY), *code = keep_shown(t, row, BP_MEANS_AGENCY_CODE);
    if (*code && bp_reading_find_agency(t->r, "", *name ? name : code, code) == SIZE_MAX)
        check_code(t, row, BP_MEANS_AGENCY_CODE, code);
    if (*name || *code)
        t->agency = bp_reading_agency(t->r, "", *name ? name : code, code);
    return t->agency;
}

/* The name in a row, else the code. */
static const char *name_of(const table *t, uint32_t row)
{
    const char *name = keep_text(t, row, BP_MEANS_NAME), *prefix = t->r->prefix;
    if (*prefix && !strncmp(name, prefix, strlen(prefix))) {
        name += strlen(prefix);
        bp_reading_place(t->r, name, t->grid, row, t->name);
    }
    return *name ? name : keep_text(t, row, BP_MEANS_PROJECT_CODE);
}

static void put_name(table *t, uint32_t row, bp_project *project)
{
    project->name = name_of(t, row);
    project->code = keep_text(t, row, BP_MEANS_PROJECT_CODE);
    check_code(t, row, BP_MEANS_PROJECT_CODE, project->code);
    project->id = keep_text(t, row, BP_MEANS_PROJECT_ID);
}

static void read_record(table *t, uint32_t row, bp_project *project)
{
    bp_reading *r = t->r;
    int column = column_of(t, BP_MEANS_INDICATOR);
    if (!has(t, row, BP_MEANS_INDICATOR) && !has(t, row, BP_MEANS_PERIOD) && !has(t, row, BP_MEANS_ANNUAL) &&
        !has(t, row, BP_MEANS_VALUE))
        return; /* all that shows here is merged with the row above, whose record it is */
    const char *code1 = keep_shown(t, row, BP_MEANS_LEVEL1), *name1 = keep_shown(t, row, BP_MEANS_LEVEL1_NAME);
    const char *code2 = keep_shown(t, row, BP_MEANS_LEVEL2), *name2 = keep_shown(t, row, BP_MEANS_LEVEL2_NAME);
    const char *name = keep_shown(t, row, BP_MEANS_INDICATOR);
    const char *period = keep_shown(t, row, BP_MEANS_PERIOD), *annual = keep_shown(t, row, BP_MEANS_ANNUAL);
    const char *value = keep_shown(t, row, BP_MEANS_VALUE), *group = keep_text(t, row, BP_MEANS_GROUP);
    if (!*name && !*period && !*annual && !*value)
        return;
    uint32_t at = column < 0 ? t->name : (uint32_t)column;
    const char *level1 = *code1 || *name1 ? bp_reading_level(r, t->grid, row, at, "", code1, name1) : "";
    if (!*level1 && *code2)
        level1 = bp_reading_first_level(r, code2);
    if (!*level1)
        level1 = t->level1;
    const char *level2 = *code2 || *name2 ? bp_reading_level(r, t->grid, row, at, level1, code2, name2) : t->level2;
    if (!*level1 || !*level2)
        bp_reading_report(r, t->grid, row, at, BP_IMPORT_NO_LEVEL, BP_NO_ARGS);
    if (!*name)
        bp_reading_report(r, t->grid, row, at, BP_EMPTY_TEXT, BP_NO_ARGS);
    bp_indicator *record = bp_reading_add_indicator(r, project);
    if (!record)
        return;
    const char *both_period = column_of(t, BP_MEANS_PERIOD) < 0 ? (*value ? value : annual) : period;
    const char *both_annual = column_of(t, BP_MEANS_ANNUAL) < 0 ? (*value ? value : period) : annual;
    *record = (bp_indicator){
        atoi(group) > 0 ? atoi(group) : 1, *level1 ? level1 : "0", *level2 ? level2 : "00", name, both_period, both_annual};
    t->level1 = level1;
    t->level2 = level2;
}

/* What stands in the row besides the name and the amounts. begins: of a new project, which may share a merged cell with the one
 * above. */
static void read_details(table *t, uint32_t row, bool begins)
{
    bool (*const get)(const table *, uint32_t, bp_meaning, bool) = begins ? shown_of : text_of;
    bp_project *project = present(t);
    int column = column_of(t, BP_MEANS_INDICATORS);
    if (get(t, row, BP_MEANS_GOAL, true)) {
        if (strcmp(bp_buf_text(&t->goal), bp_buf_text(&t->r->text)) != 0) {
            bp_buf_truncate(&t->goal, 0);
            bp_buf_put(&t->goal, bp_buf_text(&t->r->text), t->r->text.size);
            bp_reading_goal(t->r, project);
        }
    }
    if (get(t, row, BP_MEANS_INDICATORS, true))
        bp_reading_indicators(t->r, t->grid, row, (uint32_t)column, project);
    if (t->listed)
        read_record(t, row, project);
}

static bool is_same_project(const table *t, uint32_t row, size_t agency)
{
    const bp_project *project = present(t);
    return project && project->agency == agency && !strcmp(name_of(t, row), project->name) &&
           !strcmp(keep_text(t, row, BP_MEANS_PROJECT_CODE), project->code);
}

static bool has_same_funds(const bp_project *project, const bp_amount funds[BP_FUNDS])
{
    for (int fund = 0; fund < BP_FUNDS; fund++)
        if (project->funding[fund].present != funds[fund].present || project->funding[fund].micro != funds[fund].micro)
            return false;
    return true;
}

/* Whether a named row of a list goes on with the project above. Our own lists give a name once, over its rows: where one stands
 * again with the same amounts, somebody took the merges apart and filled the cells down, or there are two such projects: these, if
 * no other program has saved the workbook. */
static bool goes_on(const table *t, uint32_t row, size_t agency, const bp_amount funds[BP_FUNDS])
{
    const bp_book_range *merge = bp_grid_merge(t->grid, row, t->name);
    if (!t->listed || !is_same_project(t, row, agency))
        return false;
    if (t->r->own && t->r->untouched)
        return false;
    return t->r->own ? (!merge || merge->row1 == merge->row0) && has_same_funds(present(t), funds) : !t->rows.spans;
}

static void check_same_amounts(const table *t, uint32_t row, const bp_project *project, const bp_amount funds[BP_FUNDS])
{
    for (int fund = 0; fund < BP_FUNDS; fund++)
        if (funds[fund].present && (!project->funding[fund].present || funds[fund].micro != project->funding[fund].micro)) {
            int column = column_of(t, (bp_meaning)(BP_MEANS_FISCAL + fund));
            bp_reading_report(t->r, t->grid, row, column < 0 ? t->name : (uint32_t)column, BP_IMPORT_AMOUNT_CHANGES,
                              BP_ARGS(project->name));
            return;
        }
}

static void go_on(table *t, uint32_t row, const bp_amount funds[BP_FUNDS])
{
    const bp_project *project = present(t);
    check_same_amounts(t, row, project, funds);
    check_total(t, row, project);
    if (t->r->own && !t->repeated)
        bp_reading_report(t->r, t->grid, row, t->name, BP_IMPORT_REPEATED, BP_ARGS(project->name));
    t->repeated = true;
    read_details(t, row, false);
}

/* An amount that shows in a range over several projects or funds belongs to the first of them. */
static void check_covered_amounts(const table *t, uint32_t row)
{
    for (int m = BP_MEANS_FISCAL; m <= BP_MEANS_AMOUNT; m++) {
        int column = column_of(t, (bp_meaning)m);
        const bp_book_range *merge = column < 0 ? NULL : bp_grid_merge(t->grid, row, (uint32_t)column);
        if (!merge || merge->row0 < t->header->row + t->header->height ||
            (merge->row0 == row && merge->column0 == (uint32_t)column))
            continue;
        int first = merge->column0 < t->header->width ? t->header->means[merge->column0] : BP_HEADER_NONE;
        const bp_grid_cell *cell = bp_grid_at(t->grid, merge->row0, merge->column0);
        if (first >= BP_MEANS_TOTAL && first <= BP_MEANS_AMOUNT && cell && cell->size)
            bp_reading_report(t->r, t->grid, row, (uint32_t)column, BP_IMPORT_AMOUNT_COVERED, BP_NO_ARGS);
    }
}

static void read_project(table *t, uint32_t row)
{
    size_t agency = agency_of(t, row);
    bp_amount funds[BP_FUNDS];
    read_funds(t, row, funds);
    if (goes_on(t, row, agency, funds)) {
        go_on(t, row, funds);
        return;
    }
    bp_project *project = bp_reading_add_project(t->r);
    if (!project)
        return;
    t->project = t->r->model->project_count - 1;
    t->level1 = t->level2 = "";
    bp_buf_truncate(&t->goal, 0);
    t->repeated = false;
    project->agency = agency;
    put_name(t, row, project);
    memcpy(project->funding, funds, sizeof funds);
    for (int fund = 0; fund < BP_FUNDS; fund++)
        if (fund_column(t, fund) >= 0)
            bp_reading_place_fund(t->r, t->project, (bp_fund)fund, t->grid, row, (uint32_t)fund_column(t, fund));
    check_total(t, row, project);
    check_covered_amounts(t, row);
    if (!*project->name)
        bp_reading_report(t->r, t->grid, row, t->name, BP_EMPTY_TEXT, BP_NO_ARGS);
    read_details(t, row, true);
}

/* An amount in a row without a name is what the project above has, or nobody's. */
static void check_unnamed_amount(const table *t, uint32_t row, uint32_t column, bp_amount amount, bp_amount own)
{
    char shown[BP_AMOUNT_SIZE];
    bp_amount_text(shown, amount);
    if (amount.present && (!own.present || amount.micro != own.micro))
        bp_reading_report(t->r, t->grid, row, column, BP_IMPORT_UNNAMED_AMOUNT, BP_ARGS(shown));
}

static void check_unnamed_amounts(table *t, uint32_t row)
{
    const bp_project *project = present(t);
    bp_amount funds[BP_FUNDS], total;
    int column = column_of(t, BP_MEANS_TOTAL);
    read_funds(t, row, funds);
    for (int fund = 0; fund < BP_FUNDS; fund++) {
        int own = column_of(t, (bp_meaning)(BP_MEANS_FISCAL + fund));
        check_unnamed_amount(t, row, own < 0 ? t->name : (uint32_t)own, funds[fund], project->funding[fund]);
    }
    if (column >= 0 && has_funds(t) && bp_project_total(project, &total))
        check_unnamed_amount(t, row, (uint32_t)column, read_sum(t, row, column, &(bool){true}), total);
}

/* A cell that says again what the project above has. */
static void take_again(const table *t, uint32_t row, bp_meaning meaning, const char *text)
{
    const bp_grid_cell *cell = column_of(t, meaning) < 0 ? NULL : bp_grid_at(t->grid, row, (uint32_t)column_of(t, meaning));
    if (cell && !strcmp(keep_text(t, row, meaning), text))
        bp_reading_take(t->grid, cell);
    else if (cell)
        t->grid->cells[cell - t->grid->cells].taken = false;
}

static void read_more(table *t, uint32_t row)
{
    bool detail = bp_rows_has_detail(&t->rows, row), amount = bp_rows_has_amount(&t->rows, row);
    const bp_project *project = present(t);
    if (!project && (detail || amount))
        bp_reading_report(t->r, t->grid, row, t->name, BP_IMPORT_NO_PROJECT, BP_NO_ARGS);
    if (!project || !(detail || amount))
        return;
    if (project->agency != SIZE_MAX)
        take_again(t, row, BP_MEANS_AGENCY, t->r->model->agencies[project->agency].name);
    if (amount)
        check_unnamed_amounts(t, row);
    if (detail && !t->listed)
        bp_reading_report(t->r, t->grid, row, t->name, BP_IMPORT_UNNAMED_ROW, BP_ARGS(project->name));
    if (detail)
        read_details(t, row, false);
}

/* The cells of a row that is passed over, or that tells nothing but sums; an amount among them was read, or is left. */
static void take_row(const table *t, const bp_grid_row *row, bp_row_kind kind)
{
    for (size_t i = row->first; i < row->first + row->count; i++) {
        const bp_grid_cell *cell = &t->grid->cells[i];
        int meaning = cell->column < t->header->width ? t->header->means[cell->column] : BP_HEADER_NONE;
        bool amount = meaning >= BP_MEANS_TOTAL && meaning <= BP_MEANS_AMOUNT;
        bool number = amount && bp_cell_is_amount(cell);
        if (kind == BP_ROW_PAGE || (kind == BP_ROW_SKIP ? !number : (!amount && meaning >= 0) || i == row->first))
            bp_reading_take(t->grid, cell);
    }
}

/* Keeps which row named the present agency, and warns where another one did: two agencies may have one name. On the next page an
 * agency is named again. */
static void keep_agency_row(table *t, uint32_t row, uint32_t column, bool goes_on)
{
    while (t->agency >= t->agency_room) {
        size_t had = t->agency_room;
        if (!bp_array_widen(&t->agency_rows, sizeof *t->agency_rows, &t->agency_room)) {
            bp_reading_report(t->r, t->grid, row, column, BP_MEMORY, BP_NO_ARGS);
            return;
        }
        memset(t->agency_rows + had, 0, (t->agency_room - had) * sizeof *t->agency_rows);
    }
    char before[16];
    snprintf(before, sizeof before, "%u", (unsigned)t->agency_rows[t->agency]);
    if (t->agency_rows[t->agency] && !goes_on)
        bp_reading_report(t->r, t->grid, row, column, BP_IMPORT_AGENCY_JOINED,
                          BP_ARGS(t->r->model->agencies[t->agency].name, before));
    t->agency_rows[t->agency] = row + 1;
}

static void read_agency(table *t, uint32_t row)
{
    size_t before = t->agency;
    bool own_column = column_of(t, BP_MEANS_AGENCY) >= 0 && !has(t, row, BP_MEANS_NAME);
    const char *name = keep_text(t, row, own_column ? BP_MEANS_AGENCY : BP_MEANS_NAME);
    const char *code = keep_text(t, row, BP_MEANS_AGENCY_CODE);
    if (*name)
        t->agency = t->r->own ? bp_reading_add_agency(t->r, "", name, code) : bp_reading_agency(t->r, "", name, code);
    if (*name && !t->r->own && t->r->status != BP_SYSTEM)
        keep_agency_row(t, row, own_column ? (uint32_t)column_of(t, BP_MEANS_AGENCY) : t->name,
                        t->broken_off && before == t->agency);
    t->broken_off = false;
    read_claim(t, row, t->agency);
}

static void read_note(table *t, const bp_grid_row *row)
{
    const bp_grid_cell *first = &t->grid->cells[row->first];
    if (bp_reading_text(t->r, t->grid, row->row, first->column, false))
        bp_reading_add_note(t->r, bp_buf_text(&t->r->text), t->r->text.size);
}

static void read_row(table *t, const bp_grid_row *row, const bp_row_info *info)
{
    bool sum = info->kind == BP_ROW_TOTAL || info->kind == BP_ROW_AGENCY || info->kind == BP_ROW_SUBTOTAL;
    if (row->hidden)
        bp_reading_tally(t->r, BP_TALLY_HIDDEN, row->row, t->name);
    if (sum || info->kind == BP_ROW_SKIP || info->kind == BP_ROW_PAGE)
        take_row(t, row, info->kind);
    t->broken_off |= info->kind == BP_ROW_SKIP || info->kind == BP_ROW_PAGE;
    if (sum && info->detail)
        bp_reading_report(t->r, t->grid, row->row, t->name, BP_IMPORT_SUM_DETAIL, BP_NO_ARGS);
    switch (info->kind) {
    case BP_ROW_TOTAL:
        read_claim(t, row->row, SIZE_MAX);
        break;
    case BP_ROW_AGENCY:
        read_agency(t, row->row);
        break;
    case BP_ROW_SUBTOTAL:
        if (t->agency == SIZE_MAX)
            take_row(t, row, BP_ROW_PAGE);
        else
            read_claim(t, row->row, t->agency);
        break;
    case BP_ROW_PROJECT:
        read_project(t, row->row);
        break;
    case BP_ROW_MORE:
        read_more(t, row->row);
        break;
    case BP_ROW_NOTE:
        read_note(t, row);
        break;
    case BP_ROW_PAGE:
    case BP_ROW_SKIP:
        break;
    }
}

/* ---- columns ---- */

/* Columns that are taken although nobody sees them, or for two meanings. */
static void tell_columns(table *t)
{
    bp_buf text = {0};
    for (int m = 0; m < BP_MEANINGS; m++) {
        int column = column_of(t, (bp_meaning)m);
        if (column < 0 || !bp_grid_column_hidden(t->grid, (uint32_t)column))
            continue;
        bp_header_text(t->grid, t->header, (uint32_t)column, &text);
        bp_reading_report(t->r, t->grid, t->header->row + t->header->height - 1, (uint32_t)column, BP_IMPORT_COLUMN_HIDDEN,
                          BP_ARGS(bp_buf_text(&text)));
    }
    if (column_of(t, BP_MEANS_VALUE) >= 0 && (column_of(t, BP_MEANS_PERIOD) < 0 || column_of(t, BP_MEANS_ANNUAL) < 0))
        bp_reading_report(t->r, t->grid, t->header->row, (uint32_t)column_of(t, BP_MEANS_VALUE), BP_IMPORT_VALUE_TWICE, BP_NO_ARGS);
    bp_buf_free(&text);
}

static bool is_listed(const table *t)
{
    return column_of(t, BP_MEANS_INDICATOR) >= 0 || column_of(t, BP_MEANS_LEVEL2) >= 0 || column_of(t, BP_MEANS_LEVEL2_NAME) >= 0;
}

/* ---- columns of several years ---- */

static bool is_amount(int meaning)
{
    return meaning >= BP_MEANS_TOTAL && meaning <= BP_MEANS_AMOUNT;
}

static bool is_part(int meaning)
{
    return meaning == BP_MEANS_FISCAL_PART || meaning == BP_MEANS_OTHER_PART;
}

/* The year in the header of a column, or in a row of them right above it: the next one to the left. 0 where there is none. */
static int year_of(const bp_grid *grid, const bp_header *header, uint32_t column)
{
    bp_buf text = {0};
    bp_header_text(grid, header, column, &text);
    int year = bp_find_year(bp_buf_text(&text)), above = 0, years = 0;
    bp_buf_free(&text);
    for (uint32_t c = 0; c < header->width && header->row && !year; c++) {
        const bp_grid_cell *cell = bp_grid_at(grid, header->row - 1, c);
        int found = cell && cell->value == BP_VALUE_TEXT ? bp_find_year(cell->text) : 0;
        years += found != 0;
        above = found && c <= column ? found : above;
    }
    return years > 1 ? above : year;
}

/* Of columns of amounts under several years only those of the table's year stay. */
static void choose_year(bp_header *header, const int *years, int year)
{
    for (uint32_t c = 0; c < header->width; c++)
        if (is_amount(header->means[c]) && years[c] && years[c] != year)
            header->means[c] = BP_HEADER_NONE;
    for (int m = BP_MEANS_TOTAL; m <= BP_MEANS_AMOUNT; m++) {
        header->column[m] = -1;
        for (uint32_t c = header->width; c-- > 0;)
            header->column[m] = header->means[c] == m ? (int)c : header->column[m];
    }
}

/* Which columns have anything below the header. */
static void find_filled(const bp_grid *grid, const bp_header *header, bool *filled)
{
    memset(filled, 0, BP_IMPORT_COLUMNS_MAX * sizeof *filled);
    for (size_t i = 0; i < grid->cell_count; i++)
        if (grid->cells[i].column < header->width && grid->cells[i].row >= header->row + header->height && grid->cells[i].size)
            filled[grid->cells[i].column] = true;
}

/* Whether several columns say what a project has: of sums the first is enough, of parts all are meant, if of one year. */
static bool contradict(const bp_header *header, const int *years, uint32_t a, uint32_t b)
{
    int meaning = header->means[a];
    bool sum = meaning == BP_MEANS_TOTAL && header->column[BP_MEANS_FISCAL] >= 0;
    return is_amount(meaning) && header->means[b] == meaning && (years[a] != years[b] || !(is_part(meaning) || sum));
}

static void report_columns(bp_reading *r, const bp_grid *grid, const bp_header *header, uint32_t a, uint32_t b)
{
    bp_buf names[2] = {{0}, {0}};
    bp_cell_name(&names[0], header->row + header->height - 1, a);
    bp_cell_name(&names[1], header->row + header->height - 1, b);
    bp_reading_report(r, grid, header->row + header->height - 1, b, BP_IMPORT_TWO_AMOUNTS,
                      BP_ARGS(bp_buf_text(&names[0]), bp_buf_text(&names[1])));
    bp_buf_free(&names[0]);
    bp_buf_free(&names[1]);
}

static void check_year(bp_reading *r, const bp_grid *grid, const bp_header *header, uint32_t column, int year)
{
    char of_column[16], of_table[16];
    snprintf(of_column, sizeof of_column, "%d", year);
    snprintf(of_table, sizeof of_table, "%d", r->model->fiscal_year);
    if (year && r->model->fiscal_year && year != r->model->fiscal_year)
        bp_reading_report(r, grid, header->row + header->height - 1, column, BP_IMPORT_OTHER_YEAR, BP_ARGS(of_column, of_table));
}

/* Last year's amounts are never taken for this year's. */
static void settle_columns(bp_reading *r, const bp_grid *grid, bp_header *header)
{
    int years[BP_IMPORT_COLUMNS_MAX], year = r->model->fiscal_year;
    bool told = false, ours = false, filled[BP_IMPORT_COLUMNS_MAX];
    find_filled(grid, header, filled);
    for (uint32_t c = 0; c < header->width; c++) {
        years[c] = is_amount(header->means[c]) ? year_of(grid, header, c) : 0;
        ours |= years[c] && years[c] == year;
    }
    if (ours)
        choose_year(header, years, year);
    for (uint32_t b = 0; b < header->width && !told; b++)
        for (uint32_t a = 0; a < b && !told; a++) {
            told = filled[a] && filled[b] && contradict(header, years, a, b);
            if (told)
                report_columns(r, grid, header, a, b);
        }
    for (uint32_t c = 0; c < header->width && !told; c++)
        if (is_amount(header->means[c]))
            check_year(r, grid, header, c, years[c]);
}

void bp_reading_table(bp_reading *r, const bp_grid *grid, bp_header *header)
{
    settle_columns(r, grid, header);

    table t = {.r = r, .grid = grid, .header = header, .agency = SIZE_MAX, .project = SIZE_MAX, .level1 = "", .level2 = ""};
    if (!bp_rows_find(r, grid, header, &t.rows)) {
        bp_rows_free(&t.rows);
        return;
    }
    t.name = t.rows.name;
    t.listed = is_listed(&t);
    tell_columns(&t);
    for (size_t i = 0; i < t.rows.count && r->status != BP_SYSTEM; i++)
        read_row(&t, &grid->rows[t.rows.first + i], &t.rows.rows[i]);
    bp_reading_tell_left(r, grid, header);
    bp_reading_tell(r, grid);
    free(t.agency_rows);
    bp_buf_free(&t.goal);
    bp_rows_free(&t.rows);
}
