/* working.c - a workbook with a sheet for each kind of facts: ours of the profile `working`, or one made like it. See reading.h.
 *
 * docs/workbook.md has the sheets and columns. Rows name their project by its id, else by its code, else by its name.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/reading.h"
#include "import/units.h"
#include "import/values.h"

/* One sheet that is being read. */
typedef struct sheet_reader {
    bp_reading *r;
    bp_grid grid;
    bp_header header;
    size_t last;             /* project found last: the next is mostly the same or the one after */
    void *ids;               /* that were read; the texts are the model's */
} sheet_reader;

typedef void row_reader(sheet_reader *s, uint32_t row);

static int kind_of(const bp_reading *r, const char *name)
{
    bp_buf folded = {0};
    bp_fold(&folded, name, strlen(name));
    int kind = folded.size ? bp_aliases_find(&r->aliases, BP_WORDS_SHEETS, folded.data) : -1;
    bp_buf_free(&folded);
    return kind;
}

static size_t find_sheet(const bp_reading *r, const bp_workbook *book, bp_sheet_kind kind)
{
    for (size_t i = 0; i < bp_workbook_sheet_count(book); i++)
        if (kind_of(r, bp_workbook_sheet(book, i)->name) == (int)kind)
            return i;
    return SIZE_MAX;
}

bool bp_reading_is_working(const bp_reading *r, const bp_workbook *book)
{
    bool funds = find_sheet(r, book, BP_SHEET_FUNDS) != SIZE_MAX;
    return find_sheet(r, book, BP_SHEET_INFORMATION) != SIZE_MAX && funds && find_sheet(r, book, BP_SHEET_INDICATORS) != SIZE_MAX &&
           find_sheet(r, book, BP_SHEET_PROJECTS) != SIZE_MAX;
}

/* ---- cells ---- */

static int column_of(const sheet_reader *s, bp_meaning meaning)
{
    return s->header.column[meaning];
}

static const bp_grid_cell *cell_of(const sheet_reader *s, uint32_t row, bp_meaning meaning)
{
    int column = column_of(s, meaning);
    return column < 0 ? NULL : bp_grid_at(&s->grid, row, (uint32_t)column);
}

static const char *text_of(sheet_reader *s, uint32_t row, bp_meaning meaning, bool lines)
{
    int column = column_of(s, meaning);
    if (column < 0 || !bp_reading_text(s->r, &s->grid, row, (uint32_t)column, lines))
        return "";
    return bp_reading_keep(s->r, bp_buf_text(&s->r->text), s->r->text.size);
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

static bool is_project(const bp_project *p, const char *id, const char *code, const char *name)
{
    return *id ? !strcmp(p->id, id) : *code ? !strcmp(p->code, code) : !strcmp(p->name, name);
}

static bool is_removed(const bp_reading *r, const char *id, const char *code, const char *name)
{
    for (size_t i = 0; i < r->removed_count; i++)
        if (is_project(&r->removed[i], id, code, name))
            return true;
    return false;
}

/* The project that a row belongs to; NULL where it is left out, and reported where there is none of that name. */
static bp_project *project_of(sheet_reader *s, uint32_t row)
{
    bp_model *m = s->r->model;
    const char *id = told_by(s, row, BP_MEANS_PROJECT_ID), *code = *id ? "" : told_by(s, row, BP_MEANS_PROJECT_CODE);
    const char *name = *id || *code ? "" : told_by(s, row, BP_MEANS_NAME);
    for (size_t i = 0; i < m->project_count && (*id || *code || *name); i++) {
        size_t k = (s->last + i) % m->project_count;
        if (is_project(&m->projects[k], id, code, name)) {
            s->last = k;
            return &m->projects[k];
        }
    }
    if (!is_removed(s->r, id, code, name))
        report(s, row, *id ? BP_MEANS_PROJECT_ID : BP_MEANS_NAME, BP_IMPORT_UNKNOWN_PROJECT,
               BP_ARGS(*id     ? id
                       : *code ? code
                               : name));
    return NULL;
}

/* ---- the sheets ---- */

/* 元 and 万元, by whatever words; other units are converted. */
static void read_unit(sheet_reader *s, uint32_t row, const char *told)
{
    bp_reading *r = s->r;
    bool doubtful = false;
    int column = column_of(s, BP_MEANS_CONTENT);
    const char *text = r->options->unit ? r->options->unit : told;
    const bp_unit_word *unit = bp_unit_of_value(&r->aliases, text, strlen(text), &doubtful);
    if (!unit) {
        bp_reading_report(r, &s->grid, row, column < 0 ? 0 : (uint32_t)column, BP_IMPORT_UNKNOWN_UNIT, BP_ARGS(text));
        return;
    }
    r->unit = unit;
    r->model->amount_unit = unit->unit;
    if (unit->shift)
        bp_reading_report(r, &s->grid, row, (uint32_t)column, BP_IMPORT_UNIT_CONVERTED, BP_ARGS(unit->word, unit->unit));
}

static void read_information(sheet_reader *s, uint32_t row)
{
    bp_reading *r = s->r;
    bp_model *m = r->model;
    bp_buf folded = {0};
    const char *item = text_of(s, row, BP_MEANS_ITEM, false), *content = text_of(s, row, BP_MEANS_CONTENT, false);
    bp_fold(&folded, item, strlen(item));
    int kind = folded.size ? bp_aliases_find(&r->aliases, BP_WORDS_INFORMATION, folded.data) : -1;
    bp_buf_free(&folded);
    switch (kind) {
    case BP_INFO_FORM: m->form = content; break;
    case BP_INFO_TITLE: m->title = content; break;
    case BP_INFO_YEAR: m->fiscal_year = bp_find_year(content); break;
    case BP_INFO_UNIT: read_unit(s, row, content); break;
    case BP_INFO_DEPARTMENT: m->department = content; break;
    case BP_INFO_DEPARTMENT_CODE: m->department_code = content; break;
    case BP_INFO_NOTE: bp_reading_add_note(r, content, strlen(content)); break;
    default: break;
    }
}

static void read_dictionary(sheet_reader *s, uint32_t row)
{
    bp_reading *r = s->r;
    bp_buf folded = {0};
    const char *code = text_of(s, row, BP_MEANS_CODE, false), *name = text_of(s, row, BP_MEANS_CODE_NAME, false);
    const char *from = text_of(s, row, BP_MEANS_CODE_SOURCE, false);
    bp_fold(&folded, from, strlen(from));
    if (*code && bp_aliases_find(&r->aliases, BP_WORDS_OWN_DICTIONARY, bp_buf_text(&folded)) >= 0)
        bp_reading_level(r, &s->grid, row, 0, "", code, name);
    bp_buf_free(&folded);
}

static void read_reported(sheet_reader *s, uint32_t row, size_t agency)
{
    const char *order = text_of(s, row, BP_MEANS_REPORTED_ORDER, false);
    if (!*order)
        return;
    bp_claim *claim = bp_reading_add_claim(s->r);
    if (!claim)
        return;
    *claim = (bp_claim){.agency = agency, .row = (uint32_t)atoi(order)};
    for (int fund = 0; fund < BP_FUND_KINDS; fund++) {
        int column = column_of(s, (bp_meaning)(BP_MEANS_REPORTED + fund));
        if (column >= 0)
            claim->amounts[fund] = bp_reading_amount(s->r, &s->grid, row, (uint32_t)column, NULL);
    }
}

static void read_agency(sheet_reader *s, uint32_t row)
{
    const char *id = text_of(s, row, BP_MEANS_AGENCY_ID, false), *name = text_of(s, row, BP_MEANS_AGENCY, false);
    const char *code = text_of(s, row, BP_MEANS_AGENCY_CODE, false);
    bool whole = row == s->header.row + s->header.height;
    if (!whole && !*id && !*name)
        return;
    if (!whole && !*name)
        report(s, row, BP_MEANS_AGENCY, BP_EMPTY_TEXT, BP_NO_ARGS);
    bool again = !whole && is_twice(s, row, BP_MEANS_AGENCY_ID, id);
    if (!again)
        read_reported(s, row, whole ? SIZE_MAX : bp_reading_add_agency(s->r, id, name, code));
}

/* Whether a project is marked to be left out. */
static bool is_marked(sheet_reader *s, uint32_t row)
{
    bp_buf folded = {0};
    const char *action = text_of(s, row, BP_MEANS_ACTION, false);
    bp_fold(&folded, action, strlen(action));
    bool marked = folded.size && bp_aliases_find(&s->r->aliases, BP_WORDS_REMOVED, folded.data) >= 0;
    bp_buf_free(&folded);
    return marked;
}

/* The amounts of a project that was added stand in its row; those of the others are formulas over the sheet of the funds. */
static bool has_added_amount(const sheet_reader *s, uint32_t row)
{
    for (int fund = 0; fund < BP_FUNDS; fund++) {
        const bp_grid_cell *cell = cell_of(s, row, (bp_meaning)(BP_MEANS_FISCAL + fund));
        if (cell && !cell->formula && cell->value != BP_VALUE_NONE && cell->size)
            return true;
    }
    return false;
}

/* The only agency needs no choosing. */
static size_t agency_of(sheet_reader *s, uint32_t row)
{
    const char *id = told_by(s, row, BP_MEANS_AGENCY_ID), *name = *id ? id : told_by(s, row, BP_MEANS_AGENCY);
    if (!*name)
        return s->r->model->agency_count == 1 ? 0 : SIZE_MAX;
    return bp_reading_agency(s->r, id, name, "");
}

/* A row is a project where it says what it is called, or is one that we wrote, or has money. */
static void read_project(sheet_reader *s, uint32_t row)
{
    const char *id = told_by(s, row, BP_MEANS_PROJECT_ID), *name = text_of(s, row, BP_MEANS_NAME, false);
    const char *code = text_of(s, row, BP_MEANS_PROJECT_CODE, false);
    if (!*id && !*name && !*code && !has_added_amount(s, row))
        return;
    if (!*name)
        report(s, row, BP_MEANS_NAME, BP_EMPTY_TEXT, BP_NO_ARGS);
    bool left_out = is_marked(s, row);
    size_t agency = left_out ? SIZE_MAX : agency_of(s, row);
    bp_project *project = is_twice(s, row, BP_MEANS_PROJECT_ID, id) ? NULL
                          : left_out                                 ? bp_reading_add_removed(s->r)
                                                                     : bp_reading_add_project(s->r);
    if (project)
        *project = (bp_project){.id = id, .name = name, .code = code, .agency = agency};
}

/* After the sheet of the funds: what stands there comes first. */
static void read_added_amounts(sheet_reader *s, uint32_t row)
{
    bp_project *project = has_added_amount(s, row) && !is_marked(s, row) ? project_of(s, row) : NULL;
    for (int fund = 0; project && fund < BP_FUNDS; fund++)
        if (project->funding[fund].present)
            return;
    for (int fund = 0; project && fund < BP_FUNDS; fund++) {
        int column = column_of(s, (bp_meaning)(BP_MEANS_FISCAL + fund));
        if (column >= 0)
            project->funding[fund] = bp_reading_amount(s->r, &s->grid, row, (uint32_t)column, s->header.units[column]);
    }
}

/* The exact amount that stands beside a number which a spreadsheet cannot hold to the last digit, while nobody changed the
 * number. */
static bool is_unchanged(const bp_grid_cell *cell, bp_amount exact)
{
    char written[40];
    snprintf(written, sizeof written, "%.16G", bp_amount_double(exact));
    return cell && cell->value == BP_VALUE_NUMBER && strtod(cell->text, NULL) == strtod(written, NULL);
}

static void read_fund(sheet_reader *s, uint32_t row)
{
    bp_buf folded = {0};
    bp_amount exact = {0};
    int column = column_of(s, BP_MEANS_AMOUNT);
    const char *kind = text_of(s, row, BP_MEANS_FUND, false), *original = text_of(s, row, BP_MEANS_EXACT, false);
    const bp_grid_cell *cell = cell_of(s, row, BP_MEANS_AMOUNT);
    bp_fold(&folded, kind, strlen(kind));
    int fund = folded.size ? bp_aliases_find(&s->r->aliases, BP_WORDS_FUNDS, folded.data) : -1;
    bp_buf_free(&folded);
    if (!cell || column < 0 || (cell->value == BP_VALUE_TEXT && !cell->size))
        return;
    bp_project *project = project_of(s, row);
    if (fund < 0)
        report(s, row, BP_MEANS_FUND, BP_IMPORT_UNKNOWN_FUND, BP_ARGS(kind));
    if (!project || fund < 0)
        return;
    bool kept = *original && !bp_amount_parse(original, strlen(original), &exact) && is_unchanged(cell, exact);
    bp_amount amount = kept ? exact : bp_reading_amount(s->r, &s->grid, row, (uint32_t)column, s->header.units[column]);
    if (!bp_amount_add(&project->funding[fund], amount))
        report(s, row, BP_MEANS_AMOUNT, BP_AMOUNT_TOTAL, BP_NO_ARGS);
}

static void read_goal(sheet_reader *s, uint32_t row)
{
    const bp_grid_cell *empty = cell_of(s, row, BP_MEANS_GOAL_EMPTY);
    int column = column_of(s, BP_MEANS_GOAL);
    bool is_empty = empty && !strcmp(empty->text, "1");
    bool text = column >= 0 && bp_reading_text(s->r, &s->grid, row, (uint32_t)column, true);
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

static void read_indicator(sheet_reader *s, uint32_t row)
{
    bp_reading *r = s->r;
    const char *code1 = text_of(s, row, BP_MEANS_LEVEL1, false), *code2 = text_of(s, row, BP_MEANS_LEVEL2, false);
    const char *name = text_of(s, row, BP_MEANS_INDICATOR, false), *period = text_of(s, row, BP_MEANS_PERIOD, false);
    const char *annual = text_of(s, row, BP_MEANS_ANNUAL, false), *group = told_by(s, row, BP_MEANS_GROUP);
    if (!*code1 && !*code2 && !*name && !*period && !*annual)
        return;
    bp_project *project = project_of(s, row);
    if (!project)
        return;
    if (!*code2)
        report(s, row, BP_MEANS_LEVEL2, BP_IMPORT_NO_LEVEL, BP_NO_ARGS);
    if (!*name)
        report(s, row, BP_MEANS_INDICATOR, BP_EMPTY_TEXT, BP_NO_ARGS);
    int number = atoi(group), last = project->indicator_count ? project->indicators[project->indicator_count - 1].group : 1;
    bp_indicator *record = bp_reading_add_indicator(r, project);
    if (record)
        *record = (bp_indicator){number > 0 ? number : last, *code1 || !*code2 ? code1 : bp_reading_keep(r, code2, 1), code2, name,
                                 period, annual};
}

/* ---- the workbook ---- */

static void read_sheet(bp_reading *r, bp_workbook *book, bp_sheet_kind kind, row_reader *read)
{
    size_t index = find_sheet(r, book, kind);
    sheet_reader *s = calloc(1, sizeof *s);
    if (!s) {
        bp_reading_memory(r);
        return;
    }
    s->r = r;
    bp_status status = index == SIZE_MAX ? BP_OK : bp_grid_read(book, index, r->diag, &s->grid);
    if (index != SIZE_MAX && !status)
        status = bp_header_find(&s->grid, &r->aliases, r->diag, &s->header);
    if (status > r->status)
        r->status = status;
    if (index != SIZE_MAX && !status) {
        if (!s->header.score)
            bp_reading_report(r, &s->grid, 0, 0, BP_IMPORT_NO_HEADER, BP_NO_ARGS);
        for (size_t i = 0; i < s->grid.row_count && s->header.score && r->status != BP_SYSTEM; i++)
            if (s->grid.rows[i].row >= s->header.row + s->header.height) {
                if (s->grid.rows[i].hidden && !r->own)
                    bp_reading_tally(r, BP_TALLY_HIDDEN, s->grid.rows[i].row, 0);
                read(s, s->grid.rows[i].row);
            }
        bp_reading_tell(r, &s->grid);
    }
    bp_ids_free(s->ids);
    r->grid = NULL;  /* what is kept from here on came from no cell */
    bp_grid_free(&s->grid);
    free(s);
}

void bp_reading_working(bp_reading *r, bp_workbook *book)
{
    read_sheet(r, book, BP_SHEET_INFORMATION, read_information);
    read_sheet(r, book, BP_SHEET_DICTIONARY, read_dictionary);
    read_sheet(r, book, BP_SHEET_AGENCIES, read_agency);
    read_sheet(r, book, BP_SHEET_PROJECTS, read_project);
    read_sheet(r, book, BP_SHEET_FUNDS, read_fund);
    read_sheet(r, book, BP_SHEET_PROJECTS, read_added_amounts);
    read_sheet(r, book, BP_SHEET_GOALS, read_goal);
    read_sheet(r, book, BP_SHEET_INDICATORS, read_indicator);
}
