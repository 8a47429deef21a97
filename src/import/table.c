/* table.c - the rows of one table: the official layout, its indicators one a row, or a flat list. See reading.h.
 *
 * A first pass says what each row is: the sum of all, an agency's, a project, more of the project above, a note. Where the table
 * does not show it, by indents or by columns of its own, it is told from the amounts, and that is a note.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "import/reading.h"
#include "import/values.h"

typedef enum row_kind { ROW_SKIP, ROW_TOTAL, ROW_AGENCY, ROW_SUBTOTAL, ROW_PROJECT, ROW_MORE, ROW_NOTE } row_kind;

typedef struct row_info {
    row_kind kind;
    bool named, detail;      /* has a name; has a goal, indicators or a code */
    bool bold;
    unsigned indent;
    int64_t total;           /* millionths, where a total could be read; INT64_MIN where not */
} row_info;

typedef struct table {
    bp_reading *r;
    const bp_grid *grid;
    const bp_header *header;
    row_info *rows;          /* of grid->rows, from first on */
    size_t first;
    uint32_t name;           /* column of names */
    bool spans;              /* a project's name stands once over its rows */
    bool listed;             /* one indicator a row */
    size_t agency;           /* index of the present one, SIZE_MAX: none yet */
    size_t project;          /* SIZE_MAX: none yet */
    const char *level1, *level2;  /* of the row above, for cells merged downwards */
    bp_buf goal;             /* the cell that gave the present project's goal: a list repeats it in each row */
    bool fund_guessed;
} table;

/* ---- cells ---- */

static int column_of(const table *t, bp_meaning meaning)
{
    return t->header->column[meaning];
}

static bool has(const table *t, uint32_t row, bp_meaning meaning)
{
    int column = column_of(t, meaning);
    const bp_grid_cell *cell = column < 0 ? NULL : bp_grid_at(t->grid, row, (uint32_t)column);
    return cell && cell->value != BP_VALUE_NONE && cell->size;
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

/* The same where the cell is merged downwards: the text of the first row of the range. */
static const char *keep_shown(const table *t, uint32_t row, bp_meaning meaning)
{
    int column = column_of(t, meaning);
    const bp_book_range *merge = column < 0 ? NULL : bp_grid_merge(t->grid, row, (uint32_t)column);
    return keep_text(t, merge && merge->row0 > t->header->row ? merge->row0 : row, meaning);
}

static void fold_cell(const bp_grid_cell *cell, bp_buf *out)
{
    bp_buf_truncate(out, 0);
    if (cell && cell->value == BP_VALUE_TEXT)
        bp_fold(out, cell->text, cell->size);
}

/* ---- what a row is ---- */

static bool is_detail(const table *t, uint32_t row)
{
    static const bp_meaning details[] = {BP_MEANS_GOAL,        BP_MEANS_INDICATORS, BP_MEANS_INDICATOR,    BP_MEANS_LEVEL1,
                                         BP_MEANS_LEVEL1_NAME, BP_MEANS_LEVEL2,     BP_MEANS_LEVEL2_NAME,  BP_MEANS_PERIOD,
                                         BP_MEANS_ANNUAL,      BP_MEANS_VALUE,      BP_MEANS_PROJECT_CODE, BP_MEANS_PROJECT_ID};
    for (size_t i = 0; i < sizeof details / sizeof *details; i++)
        if (has(t, row, details[i]))
            return true;
    return false;
}

static bool has_amount(const table *t, uint32_t row)
{
    for (int m = BP_MEANS_TOTAL; m <= BP_MEANS_AMOUNT; m++)
        if (has(t, row, (bp_meaning)m))
            return true;
    return false;
}

/* A sum over the rows below is computed in our workbooks, a project's fund never is. */
static bool has_computed_fund(const table *t, uint32_t row)
{
    for (int m = BP_MEANS_FISCAL; m <= BP_MEANS_OTHER; m++) {
        int column = column_of(t, (bp_meaning)m);
        const bp_grid_cell *cell = column < 0 ? NULL : bp_grid_at(t->grid, row, (uint32_t)column);
        if (cell && cell->formula)
            return true;
    }
    return false;
}

static bool is_bold(const bp_grid_cell *cell)
{
    return cell->format && cell->format->bold;
}

static bool in_words(const table *t, bp_word_list list, const char *folded)
{
    return *folded && bp_aliases_find(&t->r->aliases, list, folded) >= 0;
}

static bool begins_with(const table *t, bp_word_list list, const char *folded)
{
    size_t size;
    return *folded && bp_aliases_begin(&t->r->aliases, list, folded, &size) >= 0;
}

/* The total that a row shows, quietly: faults are reported when the row is read. */
static int64_t peek_total(const table *t, uint32_t row)
{
    int64_t sum = 0;
    bool any = false;
    for (int m = BP_MEANS_TOTAL; m <= BP_MEANS_AMOUNT; m++) {
        int column = column_of(t, (bp_meaning)m);
        const bp_grid_cell *cell = column < 0 ? NULL : bp_grid_at(t->grid, row, (uint32_t)column);
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

/* A row that is text and nothing else: a note below the table, who filled it in, or the header again on a new page. */
static row_kind kind_of_text(const table *t, const bp_grid_row *row, const char *folded, const char *header)
{
    const bp_grid_cell *first = &t->grid->cells[row->first];
    const bp_book_range *merge = bp_grid_merge(t->grid, row->row, first->column);
    if (header && !strcmp(folded, header))
        return ROW_SKIP;
    if (t->r->own && row->count == 1 && merge && merge->column1 > merge->column0 && !first->column)
        return ROW_NOTE;
    if (t->r->own)
        return ROW_PROJECT;
    if (begins_with(t, BP_WORDS_FOOTERS, folded))
        return ROW_SKIP;
    return row->count == 1 && begins_with(t, BP_WORDS_NOTES, folded) ? ROW_NOTE : ROW_PROJECT;
}

static row_kind kind_of(const table *t, const bp_grid_row *row, const bp_grid_cell *name, bool is_first, bp_buf *folded,
                        const char *header)
{
    const bp_grid_cell *first = &t->grid->cells[row->first];
    fold_cell(name ? name : first, folded);
    const char *text = bp_buf_text(folded);
    row_kind kind = kind_of_text(t, row, text, header);
    if (kind != ROW_PROJECT)
        return kind;
    if (t->r->own && name)
        return is_first ? ROW_TOTAL : is_bold(name) || has_computed_fund(t, row->row) ? ROW_AGENCY : ROW_PROJECT;
    if (!is_detail(t, row->row) && in_words(t, BP_WORDS_TOTALS, text))
        return ROW_TOTAL;
    if (!is_detail(t, row->row) && in_words(t, BP_WORDS_SUBTOTALS, text))
        return ROW_SUBTOTAL;
    if (name)
        return ROW_PROJECT;
    return column_of(t, BP_MEANS_AGENCY) >= 0 && has(t, row->row, BP_MEANS_AGENCY) && has_amount(t, row->row) &&
                   !is_detail(t, row->row)
             ? ROW_AGENCY
             : ROW_MORE;
}

static void look_at_rows(table *t)
{
    bp_buf folded = {0}, header = {0};
    bool is_first = true, noted = false;
    const bp_grid_cell *head = bp_grid_shown(t->grid, t->header->row + t->header->height - 1, t->name);
    if (head)
        fold_cell(head, &header);
    for (size_t i = t->first; i < t->grid->row_count; i++) {
        const bp_grid_row *row = &t->grid->rows[i];
        row_info *info = &t->rows[i - t->first];
        const bp_grid_cell *name = bp_grid_at(t->grid, row->row, t->name);
        if (name && (!name->size || name->value == BP_VALUE_NONE))
            name = NULL;
        info->named = name != NULL;
        info->detail = is_detail(t, row->row);
        info->indent = name ? indent_of(name) : 0;
        info->bold = name && is_bold(name);
        info->total = peek_total(t, row->row);
        info->kind = kind_of(t, row, name, is_first, &folded, head ? bp_buf_text(&header) : NULL);
        /* below a note, what has nothing but a text is one more, or goes on with it */
        if (noted && info->kind == ROW_PROJECT && row->count == 1 && !info->detail && info->total == INT64_MIN)
            info->kind = ROW_NOTE;
        noted = info->kind == ROW_NOTE;
        is_first = is_first && info->kind == ROW_SKIP;
        const bp_book_range *merge = name ? bp_grid_merge(t->grid, row->row, t->name) : NULL;
        t->spans |= (merge && merge->row1 > merge->row0) || (info->kind == ROW_MORE && info->detail);
    }
    bp_buf_free(&folded);
    bp_buf_free(&header);
}

/* ---- agencies among projects ---- */

static size_t next_named(const table *t, size_t i)
{
    size_t count = t->grid->row_count - t->first;
    do
        i++;
    while (i < count && !(t->rows[i].named && t->rows[i].kind == ROW_PROJECT));
    return i;
}

/* The total of row i is that of the rows below it, up to the next one without detail or the end. */
static bool sums_up(const table *t, size_t i)
{
    size_t count = t->grid->row_count - t->first, terms = 0;
    int64_t sum = 0;
    for (size_t k = next_named(t, i); k < count && t->rows[k].detail; k = next_named(t, k), terms++)
        sum += t->rows[k].total == INT64_MIN ? 0 : t->rows[k].total;
    return terms && (t->rows[i].total == sum || t->rows[i].total == INT64_MIN);
}

/* Rows with detail and rows without are told apart by heavy type. */
static bool are_set_off(const table *t)
{
    size_t count = t->grid->row_count - t->first;
    bool light = false, heavy = false;
    for (size_t i = next_named(t, SIZE_MAX); i < count; i = next_named(t, i)) {
        if (t->rows[i].detail && t->rows[i].bold)
            return false;
        light |= t->rows[i].detail;
        heavy |= t->rows[i].bold;
    }
    return light && heavy;
}

static bool are_indented(const table *t)
{
    size_t count = t->grid->row_count - t->first, last = SIZE_MAX;
    for (size_t i = next_named(t, SIZE_MAX); i < count; i = next_named(t, i)) {
        if (last != SIZE_MAX && t->rows[i].indent != t->rows[last].indent)
            return true;
        last = i;
    }
    return false;
}

/* The department's own name among the projects can only be its row as the agency. */
static bool names_department(const table *t, size_t i)
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
static void find_bare_agencies(table *t)
{
    size_t count = t->grid->row_count - t->first;
    unsigned outer = 0, inner = UINT_MAX;
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        const row_info *row = &t->rows[i];
        if (row->kind == ROW_AGENCY && row->named) {
            outer = row->indent > outer ? row->indent : outer;
            any = true;
        } else if (row->kind == ROW_PROJECT && row->named && row->detail)
            inner = row->indent < inner ? row->indent : inner;
    }
    for (size_t i = 0; i < count && any && outer < inner && inner != UINT_MAX; i++) {
        row_info *row = &t->rows[i];
        if (row->kind == ROW_PROJECT && row->named && !row->detail && row->indent <= outer)
            row->kind = ROW_AGENCY;
    }
}

/* In a column of both, a row without detail that others stand under, or whose amount is the sum of theirs, is an agency's. */
static void find_agencies(table *t)
{
    size_t count = t->grid->row_count - t->first;
    bool indented = are_indented(t), set_off = !indented && are_set_off(t);
    for (size_t i = next_named(t, SIZE_MAX); i < count; i = next_named(t, i)) {
        size_t next = next_named(t, i);
        uint32_t row = t->grid->rows[t->first + i].row;
        if (t->rows[i].detail)
            continue;
        if (names_department(t, i))
            t->rows[i].kind = ROW_AGENCY;
        else if (indented ? next < count && t->rows[next].indent > t->rows[i].indent : set_off ? t->rows[i].bold : sums_up(t, i)) {
            t->rows[i].kind = ROW_AGENCY;
            if (!indented && !set_off)
                bp_reading_report(t->r, t->grid, row, t->name, BP_IMPORT_AGENCY_GUESSED, BP_NO_ARGS);
        } else if (next < count && t->rows[next].detail && !indented && t->header->column[BP_MEANS_GOAL] >= 0)
            bp_reading_report(t->r, t->grid, row, t->name, BP_IMPORT_PROJECT_GUESSED, BP_NO_ARGS);
    }
    if (indented)
        find_bare_agencies(t);
}

/* The department's row over those of its agencies is a sum of all, and no agency. */
static void find_department(table *t)
{
    size_t count = t->grid->row_count - t->first;
    for (size_t i = 0; i + 1 < count; i++)
        if (t->rows[i].kind == ROW_AGENCY && t->rows[i + 1].kind == ROW_AGENCY && names_department(t, i))
            t->rows[i].kind = ROW_TOTAL;
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

/* The funds of a row; a fund without a column of its own is the sum of its parts. */
static void read_funds(table *t, uint32_t row, bp_amount out[BP_FUNDS])
{
    static const int parts[BP_FUNDS] = {BP_MEANS_FISCAL_PART, -1, BP_MEANS_OTHER_PART};
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
    bp_meaning only = column_of(t, BP_MEANS_TOTAL) >= 0 ? BP_MEANS_TOTAL : BP_MEANS_AMOUNT;
    int column = column_of(t, only);
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
    if (cell->formula && cell->value == BP_VALUE_NONE) {
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

static size_t agency_of(table *t, uint32_t row)
{
    const char *name = keep_shown(t, row, BP_MEANS_AGENCY), *code = keep_shown(t, row, BP_MEANS_AGENCY_CODE);
    if (*name || *code)
        t->agency = bp_reading_agency(t->r, "", *name ? name : code, code);
    return t->agency;
}

static void put_name(table *t, uint32_t row, bp_project *project)
{
    bp_reading *r = t->r;
    project->name = keep_text(t, row, BP_MEANS_NAME);
    if (!strncmp(project->name, r->prefix, strlen(r->prefix)))
        project->name += strlen(r->prefix);
    project->code = keep_text(t, row, BP_MEANS_PROJECT_CODE);
    if (!*project->name)
        project->name = project->code;
    project->id = keep_text(t, row, BP_MEANS_PROJECT_ID);
}

static void read_record(table *t, uint32_t row, bp_project *project)
{
    bp_reading *r = t->r;
    int column = column_of(t, BP_MEANS_INDICATOR);
    const char *code1 = keep_shown(t, row, BP_MEANS_LEVEL1), *name1 = keep_shown(t, row, BP_MEANS_LEVEL1_NAME);
    const char *code2 = keep_shown(t, row, BP_MEANS_LEVEL2), *name2 = keep_shown(t, row, BP_MEANS_LEVEL2_NAME);
    const char *name = keep_text(t, row, BP_MEANS_INDICATOR);
    const char *period = keep_text(t, row, BP_MEANS_PERIOD), *annual = keep_text(t, row, BP_MEANS_ANNUAL);
    const char *value = keep_text(t, row, BP_MEANS_VALUE), *group = keep_text(t, row, BP_MEANS_GROUP);
    if (!*name && !*period && !*annual && !*value)
        return;
    uint32_t at = column < 0 ? t->name : (uint32_t)column;
    const char *level1 = *code1 || *name1 ? bp_reading_level(r, t->grid, row, at, "", code1, name1) : "";
    if (!*level1 && *code2)
        level1 = bp_reading_keep(r, code2, 1);
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
    *record = (bp_indicator){atoi(group) > 0 ? atoi(group) : 1, *level1 ? level1 : "0", *level2 ? level2 : "00", name,
                             both_period, both_annual};
    t->level1 = level1;
    t->level2 = level2;
}

/* What stands in the row besides the name and the amounts. */
static void read_details(table *t, uint32_t row)
{
    bp_project *project = present(t);
    int column = column_of(t, BP_MEANS_INDICATORS);
    if (text_of(t, row, BP_MEANS_GOAL, true)) {
        if (strcmp(bp_buf_text(&t->goal), bp_buf_text(&t->r->text)) != 0) {
            bp_buf_truncate(&t->goal, 0);
            bp_buf_put(&t->goal, bp_buf_text(&t->r->text), t->r->text.size);
            bp_reading_goal(t->r, project);
        }
    }
    if (text_of(t, row, BP_MEANS_INDICATORS, true))
        bp_reading_indicators(t->r, t->grid, row, (uint32_t)column, project);
    if (t->listed)
        read_record(t, row, project);
}

/* Whether a named row of a list goes on with the project above. */
static bool goes_on(const table *t, uint32_t row, size_t agency)
{
    const bp_project *project = present(t);
    if (!project || !t->listed || t->spans || t->r->own || project->agency != agency)
        return false;
    const char *name = keep_text(t, row, BP_MEANS_NAME), *code = keep_text(t, row, BP_MEANS_PROJECT_CODE);
    return !strcmp(*name ? name : code, project->name) && !strcmp(code, project->code);
}

static void check_same_amounts(table *t, uint32_t row, const bp_project *project)
{
    bp_amount funds[BP_FUNDS];
    read_funds(t, row, funds);
    for (int fund = 0; fund < BP_FUNDS; fund++)
        if (funds[fund].present && (!project->funding[fund].present || funds[fund].micro != project->funding[fund].micro)) {
            int column = column_of(t, (bp_meaning)(BP_MEANS_FISCAL + fund));
            bp_reading_report(t->r, t->grid, row, column < 0 ? t->name : (uint32_t)column, BP_IMPORT_AMOUNT_CHANGES,
                              BP_ARGS(project->name));
            return;
        }
}

static void read_project(table *t, uint32_t row)
{
    size_t agency = agency_of(t, row);
    if (goes_on(t, row, agency)) {
        check_same_amounts(t, row, present(t));
        read_details(t, row);
        return;
    }
    bp_project *project = bp_reading_add_project(t->r);
    if (!project)
        return;
    t->project = t->r->model->project_count - 1;
    t->level1 = t->level2 = "";
    bp_buf_truncate(&t->goal, 0);
    project->agency = agency;
    put_name(t, row, project);
    read_funds(t, row, project->funding);
    check_total(t, row, project);
    if (!*project->name)
        bp_reading_report(t->r, t->grid, row, t->name, BP_EMPTY_TEXT, BP_NO_ARGS);
    read_details(t, row);
}

static void read_more(table *t, uint32_t row)
{
    if (present(t) && is_detail(t, row))
        read_details(t, row);
    else if (is_detail(t, row) || has_amount(t, row))
        bp_reading_report(t->r, t->grid, row, t->name, BP_IMPORT_NO_PROJECT, BP_NO_ARGS);
}

static void read_agency(table *t, uint32_t row)
{
    bool own_column = column_of(t, BP_MEANS_AGENCY) >= 0 && !has(t, row, BP_MEANS_NAME);
    const char *name = keep_text(t, row, own_column ? BP_MEANS_AGENCY : BP_MEANS_NAME);
    const char *code = keep_text(t, row, BP_MEANS_AGENCY_CODE);
    if (*name)
        t->agency = t->r->own ? bp_reading_add_agency(t->r, "", name, code) : bp_reading_agency(t->r, "", name, code);
    read_claim(t, row, t->agency);
}

static void read_note(table *t, const bp_grid_row *row)
{
    const bp_grid_cell *first = &t->grid->cells[row->first];
    if (bp_reading_text(t->r, t->grid, row->row, first->column, false))
        bp_reading_add_note(t->r, bp_buf_text(&t->r->text), t->r->text.size);
}

static void read_row(table *t, const bp_grid_row *row, row_kind kind)
{
    if (row->hidden)
        bp_reading_tally(t->r, BP_TALLY_HIDDEN, row->row, t->name);
    switch (kind) {
    case ROW_TOTAL:
        read_claim(t, row->row, SIZE_MAX);
        break;
    case ROW_AGENCY:
        read_agency(t, row->row);
        break;
    case ROW_SUBTOTAL:
        if (t->agency != SIZE_MAX)
            read_claim(t, row->row, t->agency);
        break;
    case ROW_PROJECT:
        read_project(t, row->row);
        break;
    case ROW_MORE:
        read_more(t, row->row);
        break;
    case ROW_NOTE:
        read_note(t, row);
        break;
    case ROW_SKIP:
        break;
    }
}

/* ---- columns ---- */

static bool is_read(const table *t, uint32_t column)
{
    int meaning = t->header->means[column];
    if (meaning == BP_HEADER_NONE)
        return false;
    bool part = meaning == BP_MEANS_FISCAL_PART || meaning == BP_MEANS_OTHER_PART;
    int whole = meaning == BP_MEANS_FISCAL_PART ? BP_MEANS_FISCAL : BP_MEANS_OTHER;
    return part ? column_of(t, (bp_meaning)whole) < 0 : column_of(t, (bp_meaning)meaning) == (int)column;
}

/* Columns that are left out, and those that are taken although nobody sees them. */
static void tell_columns(table *t)
{
    bp_buf text = {0};
    for (uint32_t c = 0; c < t->header->width; c++) {
        bp_header_text(t->grid, t->header, c, &text);
        bool number = !strcmp(bp_buf_text(&text), "序号");
        if (!is_read(t, c) && text.size && !number)
            bp_reading_report(t->r, t->grid, t->header->row + t->header->height - 1, c, BP_IMPORT_COLUMN_LEFT, BP_ARGS(text.data));
        else if (is_read(t, c) && bp_grid_column_hidden(t->grid, c))
            bp_reading_report(t->r, t->grid, t->header->row + t->header->height - 1, c, BP_IMPORT_COLUMN_HIDDEN,
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

void bp_reading_table(bp_reading *r, const bp_grid *grid, const bp_header *header)
{
    table t = {.r = r, .grid = grid, .header = header, .agency = SIZE_MAX, .project = SIZE_MAX, .level1 = "", .level2 = ""};
    t.name = (uint32_t)(header->column[BP_MEANS_NAME] >= 0 ? header->column[BP_MEANS_NAME] : header->column[BP_MEANS_PROJECT_CODE]);
    t.listed = is_listed(&t);
    while (t.first < grid->row_count && grid->rows[t.first].row < header->row + header->height)
        t.first++;
    t.rows = calloc(grid->row_count - t.first + 1, sizeof *t.rows);
    if (!t.rows) {
        bp_reading_memory(r);
        return;
    }
    look_at_rows(&t);
    if (!r->own && header->column[BP_MEANS_AGENCY] < 0) {
        find_agencies(&t);
        find_department(&t);
    }
    tell_columns(&t);
    for (size_t i = t.first; i < grid->row_count && r->status != BP_SYSTEM; i++)
        read_row(&t, &grid->rows[i], t.rows[i - t.first].kind);
    bp_reading_tell(r, grid);
    bp_buf_free(&t.goal);
    free(t.rows);
}
