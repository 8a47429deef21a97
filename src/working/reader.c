/* reader.c - a workbook with a sheet for each kind of facts: ours of the profile `working`, or one made like it. See reading.h.
 *
 * docs/workbook.md has the sheets and columns. Rows name their project by its id, else by its code, else by its name.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reading/units.h"
#include "reading/values.h"
#include "working/reader.h"
#include "facts/totals.h"
#include "facts/year.h"

/* What was seen of a sheet that has to have it. */
enum { SEEN_TOTAL = 1, SEEN_YEAR = 2, SEEN_UNIT = 4, SEEN_DEPARTMENT = 8 };

typedef void row_reader(sheet_reader *s, uint32_t row);

/* ---- cells ---- */

static int column_of(const sheet_reader *s, bp_meaning meaning)
{
    return s->header.column[meaning];
}

/* The cell of a row, or the one that is merged over it; false where the sheet has no such column. */
static bool locate(sheet_reader *s, uint32_t *row, bp_meaning meaning, uint32_t *column)
{
    int own = column_of(s, meaning);
    if (own < 0)
        return false;
    *column = (uint32_t)own;
    if (s->grid.merge_count && bp_working_is_spread(s, *row, *column)) {
        const bp_book_range *merge = bp_grid_merge(&s->grid, *row, *column);
        bp_reading_tally(s->r, BP_TALLY_MERGED, *row, *column);
        *row = merge->row0;
        *column = merge->column0;
    }
    return true;
}

static const bp_grid_cell *cell_of(sheet_reader *s, uint32_t row, bp_meaning meaning)
{
    uint32_t column;
    return locate(s, &row, meaning, &column) ? bp_grid_at(&s->grid, row, column) : NULL;
}

static const char *text_of(sheet_reader *s, uint32_t row, bp_meaning meaning, bool lines)
{
    uint32_t column;
    if (!locate(s, &row, meaning, &column) || !bp_reading_text(s->r, &s->grid, row, column, lines))
        return "";
    return bp_reading_keep(s->r, bp_buf_text(&s->r->text), s->r->text.size);
}

static bool is_blank(const char *text)
{
    size_t size = strlen(text);
    bp_strip(&text, &size);
    return !size;
}

/* The key of a text in a list of words, -1 where it is none of them. */
static int key_of(const sheet_reader *s, bp_word_list list, const char *text)
{
    bp_buf folded = {0};
    bp_fold(&folded, text, strlen(text));
    int key = folded.size ? bp_aliases_find(&s->r->aliases, list, folded.data) : -1;
    bp_buf_free(&folded);
    return key;
}

static bool is_computed(sheet_reader *s, uint32_t row, bp_meaning meaning)
{
    const bp_grid_cell *cell = cell_of(s, row, meaning);
    return cell && cell->formula;
}

/* Of a cell that may be computed: one that never was tells nothing, as where a script changed the workbook. */
static const char *told_by(sheet_reader *s, uint32_t row, bp_meaning meaning)
{
    const bp_grid_cell *cell = cell_of(s, row, meaning);
    return cell && cell->formula && cell->value == BP_VALUE_NONE ? "" : text_of(s, row, meaning, false);
}

static void report(sheet_reader *s, uint32_t row, bp_meaning meaning, bp_code code, const char *const *args)
{
    int column = column_of(s, meaning);
    bp_reading_report(s->r, &s->grid, row, column < 0 ? 0 : (uint32_t)column, code, args);
}

static void check_code(sheet_reader *s, uint32_t row, bp_meaning meaning, const char *code)
{
    if (!s->r->untouched && bp_is_spoilt_code(code))
        report(s, row, meaning, BP_IMPORT_SPOILT_CODE, BP_ARGS(code));
}

/* An id that stood above already: a row that was copied. */
static bool is_twice(sheet_reader *s, uint32_t row, bp_meaning meaning, const char *id)
{
    if (!*id)
        return false;
    const char *known = bp_ids_add(&s->ids, id);
    if (!known)
        bp_reading_memory(s->r);
    else if (known != id)
        report(s, row, meaning, BP_DUPLICATE_ID, BP_ARGS(id));
    return known != id;
}

/* The project that a row calls so, of several the next from `from` on; NULL where there is none. */
static bp_project *find_among(sheet_reader *s, bool removed, const char *const keys[BP_FINDER_KEYS], size_t from)
{
    bp_model *m = s->r->model;
    bool failed = false;
    bp_project *projects = removed ? s->r->removed : m->projects;
    size_t count = removed ? s->r->removed_count : m->project_count;
    size_t found = bp_finder_find(removed ? &s->removed : &s->projects, projects, count, keys, from, &failed);
    if (failed)
        bp_reading_memory(s->r);
    return found == SIZE_MAX ? NULL : &projects[found];
}

static bool is_removed(sheet_reader *s, const char *id, const char *code, const char *name)
{
    return find_among(s, true, (const char *const[]){id, code, name}, 0) != NULL;
}

/* Whether several projects have a name. The names are gathered where the first is asked for. */
static bool is_shared(sheet_reader *s, const char *name)
{
    const bp_model *m = s->r->model;
    for (; s->named < m->project_count; s->named++) {
        const char *own = m->projects[s->named].name, *known = bp_ids_add(&s->names, own);
        if (!known || (known != own && !bp_ids_add(&s->shared, own)))
            bp_reading_memory(s->r);
    }
    return bp_ids_has(&s->shared, name);
}

/* Of several projects of one name the last, which is the one that the sheet's own formulas find. */
static bp_project *last_of_name(sheet_reader *s, const char *name)
{
    return find_among(s, false, (const char *const[]){"", "", name}, SIZE_MAX);
}

static bp_project *find_project(sheet_reader *s, const char *id, const char *code, const char *name)
{
    bool told = *id || *code || *name;
    bp_project *found = told ? find_among(s, false, (const char *const[]){id, code, name}, s->last) : NULL;
    if (found)
        s->last = (size_t)(found - s->r->model->projects);
    return found;
}

/* The project that a row belongs to; NULL where it is left out, and reported where there is none of that name. */
static bp_project *project_of(sheet_reader *s, uint32_t row)
{
    bool found = is_computed(s, row, BP_MEANS_PROJECT_ID);
    const char *id = told_by(s, row, BP_MEANS_PROJECT_ID), *code = *id ? "" : told_by(s, row, BP_MEANS_PROJECT_CODE);
    const char *name = (*id && !found) || *code ? "" : told_by(s, row, BP_MEANS_NAME);
    bool shared = *name && is_shared(s, name);
    if (shared)
        report(s, row, BP_MEANS_NAME, BP_IMPORT_SAME_NAMES, BP_ARGS(name));
    bp_project *project = shared && !*id ? last_of_name(s, name) : find_project(s, id, code, name);
    if (project || is_removed(s, id, code, name))
        return project;
    const char *wanted = *id ? id : *code ? code : name;
    if (*wanted)
        report(s, row, *id ? BP_MEANS_PROJECT_ID : BP_MEANS_NAME, BP_IMPORT_UNKNOWN_PROJECT, BP_ARGS(wanted));
    else
        report(s, row, BP_MEANS_NAME, BP_IMPORT_NOT_CHOSEN, BP_NO_ARGS);
    return NULL;
}

/* ---- the sheets ---- */

static void read_year(sheet_reader *s, uint32_t row, const char *content)
{
    bp_reading *r = s->r;
    s->seen |= SEEN_YEAR;
    r->model->fiscal_year = bp_find_year(content);
    if (!r->model->fiscal_year && !r->options->fiscal_year && r->told)
        report(s, row, BP_MEANS_CONTENT, BP_IMPORT_NO_YEAR, BP_NO_ARGS);
}

/* 元 and 万元, by whatever words; other units are converted. */
static void read_unit(sheet_reader *s, uint32_t row, const char *text)
{
    bp_reading *r = s->r;
    bool doubtful = false;
    const bp_unit_word *told = bp_unit_of_value(&r->aliases, text, strlen(text), &doubtful);
    int column = column_of(s, BP_MEANS_CONTENT);
    s->seen |= SEEN_UNIT;
    if (!told && (*text || !r->stated))
        report(s, row, BP_MEANS_CONTENT, BP_IMPORT_UNKNOWN_UNIT, BP_ARGS(text));
    else
        bp_reading_settle_unit(r, &s->grid, row, column < 0 ? 0 : (uint32_t)column, told);
}

static void read_department(sheet_reader *s, uint32_t row, const char *content)
{
    bp_reading *r = s->r;
    s->seen |= SEEN_DEPARTMENT;
    r->model->department = content;
    if (!*content && !r->options->department && r->told)
        report(s, row, BP_MEANS_CONTENT, BP_IMPORT_NO_DEPARTMENT, BP_NO_ARGS);
}

static void read_information(sheet_reader *s, uint32_t row)
{
    bp_reading *r = s->r;
    bp_model *m = r->model;
    const char *item = text_of(s, row, BP_MEANS_ITEM, false), *content = text_of(s, row, BP_MEANS_CONTENT, false);
    switch (key_of(s, BP_WORDS_INFORMATION, item)) {
    case BP_INFO_FORM: m->form = content; break;
    case BP_INFO_TITLE: m->title = content; break;
    case BP_INFO_YEAR: read_year(s, row, content); break;
    case BP_INFO_UNIT: read_unit(s, row, content); break;
    case BP_INFO_DEPARTMENT: read_department(s, row, content); break;
    case BP_INFO_DEPARTMENT_CODE: m->department_code = content; break;
    case BP_INFO_NOTE:
        if (*content)
            bp_reading_add_note(r, content, strlen(content));
        break;
    case -1:
        if (!is_blank(content))
            report(s, row, BP_MEANS_CONTENT, BP_IMPORT_ITEM_LEFT, BP_ARGS(content));
        break;
    default: break;
    }
}

static void read_dictionary(sheet_reader *s, uint32_t row)
{
    const char *code = text_of(s, row, BP_MEANS_CODE, false), *name = text_of(s, row, BP_MEANS_CODE_NAME, false);
    const char *from = text_of(s, row, BP_MEANS_CODE_SOURCE, false);
    if (*code && key_of(s, BP_WORDS_OWN_DICTIONARY, from) >= 0)
        bp_reading_level(s->r, &s->grid, row, 0, "", code, name);
}

/* ---- 单位 ---- */

static bool holds_text(sheet_reader *s, uint32_t row, bp_meaning first, int count)
{
    for (int i = 0; i < count; i++) {
        const bp_grid_cell *cell = cell_of(s, row, (bp_meaning)(first + i));
        if (cell && !cell->formula && cell->value != BP_VALUE_NONE && cell->size)
            return true;
    }
    return false;
}

/* The reported figures that were the sums when the workbook was written, and are as they were: nobody entered others. */
static unsigned read_agreed(sheet_reader *s, uint32_t row, const bp_amount *claims)
{
    const char *text = text_of(s, row, BP_MEANS_REPORTED_AGREED, false);
    unsigned agreed = 0;
    for (int k = 0; k < BP_FUND_KINDS && *text; k++) {
        int fund = (k + BP_FUND_TOTAL) % BP_FUND_KINDS;
        size_t size = strcspn(text, " ");
        bp_amount before;
        if (!bp_amount_parse(text, size, &before) && claims[fund].present && before.micro == claims[fund].micro)
            agreed |= 1u << fund;
        text += size + (text[size] == ' ');
    }
    return agreed;
}

/* What is filled in without an order comes behind what has one, as it stands. */
static void read_reported(sheet_reader *s, uint32_t row, size_t agency)
{
    const uint32_t behind = 1u << 30;  /* sheets have fewer rows */
    const char *order = text_of(s, row, BP_MEANS_REPORTED_ORDER, false);
    if (!*order && !holds_text(s, row, BP_MEANS_REPORTED, BP_FUND_KINDS))
        return;
    bp_claim *claim = bp_reading_add_claim(s->r);
    if (!claim)
        return;
    unsigned long place = *order ? strtoul(order, NULL, 10) : behind + row;
    *claim = (bp_claim){.agency = agency, .row = place < UINT32_MAX ? (uint32_t)place : UINT32_MAX};
    for (int fund = 0; fund < BP_FUND_KINDS; fund++) {
        int column = column_of(s, (bp_meaning)(BP_MEANS_REPORTED + fund));
        if (column >= 0)
            claim->amounts[fund] = bp_reading_amount(s->r, &s->grid, row, (uint32_t)column, NULL);
    }
    claim->agreed = read_agreed(s, row, claim->amounts);
}

/* The row of the whole table is the one that is called so and has no id, wherever it stands. */
static void read_agency(sheet_reader *s, uint32_t row)
{
    const char *id = told_by(s, row, BP_MEANS_AGENCY_ID), *name = text_of(s, row, BP_MEANS_AGENCY, false);
    const char *code = text_of(s, row, BP_MEANS_AGENCY_CODE, false);
    bool whole = !*id && key_of(s, BP_WORDS_TOTALS, name) >= 0;
    if (!*id && !*name && !*code && !holds_text(s, row, BP_MEANS_REPORTED, BP_FUND_KINDS))
        return;
    if (!*name)
        report(s, row, BP_MEANS_AGENCY, BP_EMPTY_TEXT, BP_NO_ARGS);
    check_code(s, row, BP_MEANS_AGENCY_CODE, code);
    if (whole && (s->seen & SEEN_TOTAL))
        report(s, row, BP_MEANS_AGENCY, BP_DUPLICATE_ID, BP_ARGS(name));
    else if (whole)
        read_reported(s, row, SIZE_MAX);
    else if (!is_twice(s, row, BP_MEANS_AGENCY_ID, id))
        read_reported(s, row, bp_reading_add_agency(s->r, id, name, code));
    s->seen |= whole ? SEEN_TOTAL : 0;
}

/* ---- 项目 ---- */

/* Whether a project is marked to be left out. */
static bool is_marked(sheet_reader *s, uint32_t row)
{
    const char *action = text_of(s, row, BP_MEANS_ACTION, false);
    bool marked = key_of(s, BP_WORDS_REMOVED, action) >= 0;
    if (!marked && s->r->told && !is_blank(action))
        report(s, row, BP_MEANS_ACTION, BP_IMPORT_UNKNOWN_ACTION,
               BP_ARGS(action, bp_aliases_word(&s->r->aliases, BP_WORDS_REMOVED, 0)));
    return marked;
}

/* By its name where that was chosen and the id follows it. The first is chosen by a formula where it was the only one. */
static size_t agency_of(sheet_reader *s, uint32_t row)
{
    bp_reading *r = s->r;
    const bp_model *m = r->model;
    bool follows = is_computed(s, row, BP_MEANS_AGENCY_ID), chosen = !is_computed(s, row, BP_MEANS_AGENCY);
    const char *id = told_by(s, row, BP_MEANS_AGENCY_ID), *name = *id && !chosen ? "" : told_by(s, row, BP_MEANS_AGENCY);
    if (!*id && !*name)
        return m->agency_count == 1 || (m->agency_count && !chosen) ? 0 : SIZE_MAX;
    size_t of_id = *id ? bp_reading_find_agency(r, id, "", "") : SIZE_MAX;
    bool differs = of_id != SIZE_MAX && *name && strcmp(m->agencies[of_id].name, name) != 0;
    if (*id && !follows && of_id == SIZE_MAX && s->r->has_agencies)
        report(s, row, BP_MEANS_AGENCY_ID, BP_UNKNOWN_AGENCY, BP_ARGS(id));
    if (differs && !follows)
        report(s, row, BP_MEANS_AGENCY, BP_IMPORT_NOT_TAKEN, BP_ARGS(name, m->agencies[of_id].name));
    if (of_id != SIZE_MAX && (!differs || !follows))
        return of_id;
    if (!*name || bp_reading_find_agency(r, "", name, "") != SIZE_MAX)
        return bp_reading_agency(r, *name ? "" : id, *name ? name : id, "");
    if (r->has_agencies)
        report(s, row, BP_MEANS_AGENCY, BP_IMPORT_NEW_AGENCY, BP_ARGS(name));
    return bp_reading_add_agency(r, "", name, "");
}

/* The amounts of a project that was added stand in its row; those of the others are formulas over the sheet of the funds. What
 * stands in the place of such a formula is held against that sheet once it was read. */
static void read_typed(sheet_reader *s, uint32_t row, size_t project)
{
    bp_claim *typed = bp_reading_add_typed(s->r);
    if (!typed)
        return;
    *typed = (bp_claim){.agency = project, .row = row};
    for (int fund = 0; fund < BP_FUND_KINDS; fund++) {
        bp_meaning meaning = fund == BP_FUND_TOTAL ? BP_MEANS_TOTAL : (bp_meaning)(BP_MEANS_FISCAL + fund);
        int column = column_of(s, meaning);
        if (column < 0 || !holds_text(s, row, meaning, 1))
            continue;
        typed->columns[fund] = (uint32_t)column;
        typed->amounts[fund] = bp_reading_amount(s->r, &s->grid, row, (uint32_t)column, s->header.units[column]);
    }
}

/* A row is a project where it says what it is called, or is one that we wrote, or has money. A name and a code of blanks, as the
 * space bar leaves them, say nothing where the id is a formula over them. */
static void read_project(sheet_reader *s, uint32_t row)
{
    const char *id = told_by(s, row, BP_MEANS_PROJECT_ID), *name = text_of(s, row, BP_MEANS_NAME, false);
    const char *code = text_of(s, row, BP_MEANS_PROJECT_CODE, false);
    bool fixed = *id && !is_computed(s, row, BP_MEANS_PROJECT_ID), money = holds_text(s, row, BP_MEANS_FISCAL, BP_FUNDS);
    if (!fixed && is_blank(name) && is_blank(code) && !money)
        return;
    if (fixed ? !*name : is_blank(name))
        report(s, row, BP_MEANS_NAME, BP_EMPTY_TEXT, BP_NO_ARGS);
    bool left_out = is_marked(s, row);
    size_t agency = left_out ? SIZE_MAX : agency_of(s, row);
    bp_project *project = is_twice(s, row, BP_MEANS_PROJECT_ID, id) ? NULL
                          : left_out                                 ? bp_reading_add_removed(s->r)
                                                                     : bp_reading_add_project(s->r);
    check_code(s, row, BP_MEANS_PROJECT_CODE, code);
    if (project)
        *project = (bp_project){.id = id, .name = name, .code = code, .agency = agency};
    if (project && !left_out && (money || holds_text(s, row, BP_MEANS_TOTAL, 1)))
        read_typed(s, row, s->r->model->project_count - 1);
}

/* ---- 资金 ---- */

/* The exact amount that stands beside a number which a spreadsheet cannot hold to the last digit, while nobody changed the
 * number. */
static bool is_unchanged(const bp_grid_cell *cell, bp_amount exact)
{
    return cell && cell->value == BP_VALUE_NUMBER && bp_is_number_of(cell->text, exact);
}

static void read_fund(sheet_reader *s, uint32_t row)
{
    bp_amount exact = {0};
    int column = column_of(s, BP_MEANS_AMOUNT);
    const char *kind = text_of(s, row, BP_MEANS_FUND, false), *original = text_of(s, row, BP_MEANS_EXACT, false);
    const bp_grid_cell *cell = cell_of(s, row, BP_MEANS_AMOUNT);
    int fund = key_of(s, BP_WORDS_FUNDS, kind);
    if (!cell || column < 0 || (cell->value == BP_VALUE_TEXT && !cell->size))
        return;
    bp_project *project = project_of(s, row);
    if (fund < 0)
        report(s, row, BP_MEANS_FUND, BP_IMPORT_UNKNOWN_FUND, BP_ARGS(kind));
    if (!project || fund < 0)
        return;
    bool kept = *original && !bp_amount_parse(original, strlen(original), &exact) && is_unchanged(cell, exact);
    const bp_unit_word *unit = s->header.units[column];
    bp_amount amount = kept ? bp_reading_exact(s->r, &s->grid, row, (uint32_t)column, original, unit)
                            : bp_reading_amount(s->r, &s->grid, row, (uint32_t)column, unit);
    bp_reading_place_fund(s->r, (size_t)(project - s->r->model->projects), (bp_fund)fund, &s->grid, row, (uint32_t)column);
    if (s->r->told && amount.present && project->funding[fund].present)
        report(s, row, BP_MEANS_AMOUNT, BP_IMPORT_FUND_TWICE, BP_ARGS(kind));
    else if (!bp_amount_add(&project->funding[fund], amount))
        report(s, row, BP_MEANS_AMOUNT, BP_AMOUNT_TOTAL, BP_NO_ARGS);
}

static bool has_funds(const bp_project *project)
{
    bool any = false;
    for (int fund = 0; fund < BP_FUNDS; fund++)
        any |= project->funding[fund].present;
    return any;
}

static void settle_fund(bp_reading *r, const bp_grid *grid, const bp_claim *typed, int fund, bp_amount own)
{
    char shown[BP_AMOUNT_SIZE], taken[BP_AMOUNT_SIZE];
    bp_amount amount = typed->amounts[fund];
    if (!amount.present || (own.present && bp_same_sum(amount, own)))
        return;
    bp_amount_text(shown, amount);
    bp_amount_text(taken, own);
    bp_reading_report(r, grid, typed->row, typed->columns[fund], BP_IMPORT_NOT_TAKEN,
                      BP_ARGS(shown, own.present ? taken : bp_diag_text(r->diag, "blank")));
}

static void put_typed(bp_reading *r, const bp_grid *grid, const bp_claim *typed, bp_fund fund)
{
    r->model->projects[typed->agency].funding[fund] = typed->amounts[fund];
    if (typed->amounts[fund].present)
        bp_reading_place_fund(r, typed->agency, fund, grid, typed->row, typed->columns[fund]);
}

/* After 资金 was read: what stands there comes first. */
static void settle_typed(bp_reading *r, const bp_grid *grid)
{
    for (size_t i = 0; i < r->typed_count; i++) {
        const bp_claim *typed = &r->typed[i];
        bp_project *project = &r->model->projects[typed->agency];
        bp_amount total;
        bool funded = has_funds(project);
        for (int fund = 0; fund < BP_FUNDS; fund++) {
            if (funded)
                settle_fund(r, grid, typed, fund, project->funding[fund]);
            else
                put_typed(r, grid, typed, (bp_fund)fund);
        }
        if (bp_project_total(project, &total))
            settle_fund(r, grid, typed, BP_FUND_TOTAL, total);
    }
}

/* Line feeds at the ends, as a key pressed once too often leaves them, are no paragraphs. False where nothing else stands. */
static bool trim_lines(bp_buf *text)
{
    size_t first = 0, size = text->size;
    while (size && text->data[size - 1] == '\n')
        size--;
    while (first < size && text->data[first] == '\n')
        first++;
    bp_buf_truncate(text, size);
    if (first) {
        memmove(text->data, text->data + first, size - first);
        bp_buf_truncate(text, size - first);
    }
    return text->size > 0;
}

static void read_goal(sheet_reader *s, uint32_t row)
{
    const bp_grid_cell *empty = cell_of(s, row, BP_MEANS_GOAL_EMPTY);
    int column = column_of(s, BP_MEANS_GOAL);
    bool is_empty = empty && !strcmp(empty->text, "1");
    bool text = column >= 0 && bp_reading_text(s->r, &s->grid, row, (uint32_t)column, true) && trim_lines(&s->r->text);
    bp_buf kept = s->r->text;
    if (!text && !is_empty)
        return;
    s->r->text = (bp_buf){0};   /* finding the project reads texts */
    bp_project *project = project_of(s, row);
    bp_buf_free(&s->r->text);
    s->r->text = kept;
    s->r->column = (uint32_t)column;
    if (project && text)
        bp_reading_goal(s->r, project);
    else if (project)
        bp_reading_add_paragraph(s->r, project, "", 0);
}

/* The group of a record: that of the one before where none is given. */
static int read_group(sheet_reader *s, uint32_t row, const bp_project *project)
{
    const char *text = told_by(s, row, BP_MEANS_GROUP);
    bp_buf folded = {0};
    char *end;
    bp_fold(&folded, text, strlen(text));
    const char *digits = bp_buf_text(&folded);
    unsigned long number = strspn(digits, "0123456789") < 11 ? strtoul(digits, &end, 10) : 0;
    bool bad = *digits && (digits[strspn(digits, "0123456789")] || !number || number > INT_MAX);
    int last = project->indicator_count ? project->indicators[project->indicator_count - 1].group : 1;
    bp_buf_free(&folded);
    if (bad)
        report(s, row, BP_MEANS_GROUP, BP_IMPORT_BAD_GROUP, BP_ARGS(text));
    return number && !bad ? (int)number : last;
}

/* A row in which nothing but blanks stands, as the space bar leaves it, is no record. */
static void read_indicator(sheet_reader *s, uint32_t row)
{
    bp_reading *r = s->r;
    const char *code1 = text_of(s, row, BP_MEANS_LEVEL1, false), *code2 = text_of(s, row, BP_MEANS_LEVEL2, false);
    const char *name = text_of(s, row, BP_MEANS_INDICATOR, false), *period = text_of(s, row, BP_MEANS_PERIOD, false);
    const char *annual = text_of(s, row, BP_MEANS_ANNUAL, false);
    if (is_blank(code1) && is_blank(code2) && is_blank(name) && is_blank(period) && is_blank(annual))
        return;
    bp_project *project = project_of(s, row);
    if (!project)
        return;
    if (!*code1 && !*code2)
        report(s, row, BP_MEANS_LEVEL1, BP_EMPTY_TEXT, BP_NO_ARGS);
    if (!*code2)
        report(s, row, BP_MEANS_LEVEL2, BP_EMPTY_TEXT, BP_NO_ARGS);
    if (!*name)
        report(s, row, BP_MEANS_INDICATOR, BP_EMPTY_TEXT, BP_NO_ARGS);
    int group = read_group(s, row, project);
    bp_indicator *record = bp_reading_add_indicator(r, project);
    if (record)
        *record = (bp_indicator){group, *code1 || !*code2 ? code1 : bp_reading_first_level(r, code2), code2, name, period, annual};
}

/* ---- the workbook ---- */

/* What the whole of a sheet must have told. */
static void finish_sheet(sheet_reader *s)
{
    static const struct {
        bp_sheet_kind kind;
        unsigned seen;
        const char *row;
    } rows[] = {{BP_SHEET_AGENCIES, SEEN_TOTAL, "合计"},
                {BP_SHEET_INFORMATION, SEEN_YEAR, "预算年度"},
                {BP_SHEET_INFORMATION, SEEN_UNIT, "金额单位"},
                {BP_SHEET_INFORMATION, SEEN_DEPARTMENT, "部门名称"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (s->r->told && rows[i].kind == s->kind && !(s->seen & rows[i].seen))
            bp_reading_report(s->r, &s->grid, s->header.row, 0, BP_IMPORT_ROW_MISSING, BP_ARGS(s->grid.sheet, rows[i].row));
}

static void read_rows(sheet_reader *s, row_reader *read)
{
    bp_reading *r = s->r;
    for (size_t i = 0; i < s->grid.row_count && r->status != BP_SYSTEM; i++) {
        const bp_grid_row *row = &s->grid.rows[i];
        if (row->row < s->header.row + s->header.height)
            continue;
        if (row->hidden && !r->own)
            bp_reading_tally(r, BP_TALLY_HIDDEN, row->row, 0);
        read(s, row->row);
    }
    finish_sheet(s);
}

/* A sheet that lacks a column is not read, nor is any behind it, but that they have theirs is still seen. */
static void read_sheet(bp_reading *r, bp_workbook *book, bp_sheet_kind kind, row_reader *read)
{
    size_t index = bp_working_find_sheet(r, book, kind);
    sheet_reader *s = index == SIZE_MAX ? NULL : calloc(1, sizeof *s);
    if (index != SIZE_MAX && !s)
        bp_reading_memory(r);
    if (!s)
        return;
    s->r = r;
    s->kind = kind;
    bp_status status = bp_grid_read(book, index, r->diag, &s->grid);
    if (!status)
        status = bp_header_find(&s->grid, &r->aliases, r->diag, &s->header);
    if (status > r->status)
        r->status = status;
    if (!status) {
        r->incomplete |= !bp_working_has_columns(s);
        if (!r->incomplete) {
            bp_working_check_merges(s);
            bp_reading_tally_struck(r, &s->grid, &s->header);
            read_rows(s, read);
            bp_reading_tell_left_facts(r, &s->grid, &s->header);
            bp_reading_tell_comments(r, book, index, &s->grid);
        }
        bp_reading_tell(r, &s->grid);
    }
    bp_finder_free(&s->projects);
    bp_finder_free(&s->removed);
    bp_ids_free(s->ids);
    bp_ids_free(s->names);
    bp_ids_free(s->shared);
    r->grid = NULL;  /* what is kept from here on came from no cell */
    bp_grid_free(&s->grid);
    free(s);
}

void bp_reading_working(bp_reading *r, bp_workbook *book)
{
    size_t projects = bp_working_find_sheet(r, book, BP_SHEET_PROJECTS);
    if (!bp_working_has_sheets(r, book))
        return;
    r->has_agencies = bp_working_find_sheet(r, book, BP_SHEET_AGENCIES) != SIZE_MAX;
    read_sheet(r, book, BP_SHEET_INFORMATION, read_information);
    read_sheet(r, book, BP_SHEET_DICTIONARY, read_dictionary);
    read_sheet(r, book, BP_SHEET_AGENCIES, read_agency);
    read_sheet(r, book, BP_SHEET_PROJECTS, read_project);
    read_sheet(r, book, BP_SHEET_FUNDS, read_fund);
    settle_typed(r, &(bp_grid){.file = bp_workbook_file(book), .sheet = bp_workbook_sheet(book, projects)->name});
    read_sheet(r, book, BP_SHEET_GOALS, read_goal);
    read_sheet(r, book, BP_SHEET_INDICATORS, read_indicator);
}
