/* marks.c - see marks.h. */
#include "working/marks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Passes over "/3" and sets *index; false where no number below `count` stands there. */
static bool take_index(const char **pointer, size_t count, size_t *index)
{
    char *end;
    if (**pointer != '/' || (*pointer)[1] < '0' || (*pointer)[1] > '9')
        return false;
    *index = strtoul(*pointer + 1, &end, 10);
    *pointer = end;
    return *index < count;
}

static bool take_key(const char **pointer, const char *key)
{
    size_t size = strlen(key);
    if (**pointer != '/' || strncmp(*pointer + 1, key, size) != 0 || ((*pointer)[size + 1] && (*pointer)[size + 1] != '/'))
        return false;
    *pointer += size + 1;
    return true;
}

/* The kind of money that a pointer ends with; `otherwise` where it ends before. */
static bp_fund fund_of(const char *pointer, bp_fund otherwise)
{
    static const char *const names[BP_FUND_KINDS] = {"fiscal_appropriation", "fiscal_special_account", "other", "total"};
    for (int fund = 0; fund < BP_FUND_KINDS; fund++)
        if (take_key(&pointer, names[fund]))
            return (bp_fund)fund;
    return otherwise;
}

static size_t indicator_column(const char *pointer)
{
    static const struct {
        const char *name;
        size_t column;
    } members[] = {{"level1", D_LEVEL1},
                   {"level2", D_LEVEL2},
                   {"period_value", D_PERIOD},
                   {"annual_value", D_ANNUAL},
                   {"group", D_GROUP}};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (take_key(&pointer, members[i].name))
            return members[i].column;
    return D_INDICATOR;
}

static bp_mark_cell find_in_project(const bp_facts *facts, size_t project, const char *pointer)
{
    const bp_project *p = &facts->model->projects[project];
    size_t i = 0;
    if (take_key(&pointer, "funding"))
        return (bp_mark_cell){SHEET_FUNDS, bp_facts_fund_row(project, fund_of(pointer, (bp_fund)0)), F_AMOUNT};
    if (take_key(&pointer, "goal")) {
        take_index(&pointer, p->goal_count, &i);
        return (bp_mark_cell){SHEET_GOALS, bp_facts_goals(facts, project).first + (uint32_t)i, G_TEXT};
    }
    if (take_key(&pointer, "indicators")) {
        take_index(&pointer, p->indicator_count, &i);
        return (bp_mark_cell){SHEET_DATA, bp_facts_indicators(facts, project).first + (uint32_t)i,
                              indicator_column(pointer)};
    }
    return (bp_mark_cell){SHEET_PROJECTS, (uint32_t)(FIRST_ROW + project), take_key(&pointer, "code") ? P_CODE : P_NAME};
}

/* "total/other", "agencies/a1/total"; ids are written with ~0 and ~1. */
static bool find_reported(const bp_facts *facts, const char *pointer, bp_mark_cell *out)
{
    const bp_model *m = facts->model;
    bp_buf id = {0};
    size_t agency = 0;
    *out = (bp_mark_cell){SHEET_AGENCIES, FIRST_ROW, 0};
    if (take_key(&pointer, "agencies") && *pointer == '/') {
        for (pointer++; *pointer && *pointer != '/'; pointer++) {
            bool escaped = *pointer == '~' && (pointer[1] == '0' || pointer[1] == '1');
            bp_buf_putc(&id, escaped ? "~/"[*++pointer - '0'] : *pointer);
        }
        while (agency < m->agency_count && strcmp(m->agencies[agency].id, bp_buf_text(&id)) != 0)
            agency++;
        out->row = (uint32_t)(FIRST_ROW + 1 + agency);
    } else
        take_key(&pointer, "total");
    bp_buf_free(&id);
    out->column = bp_facts_claim_column(fund_of(pointer, BP_FUND_TOTAL));
    return agency < m->agency_count || !m->agency_count;
}

bool bp_mark_find(const bp_facts *facts, const char *pointer, bp_mark_cell *out)
{
    static const struct {
        const char *key;
        uint32_t row;
    } items[] = {{"title", I_TITLE}, {"fiscal_year", I_YEAR}, {"amount_unit", I_UNIT}, {"department", I_DEPARTMENT}};
    const bp_model *m = facts->model;
    size_t i;
    for (size_t k = 0; k < sizeof items / sizeof *items; k++)
        if (take_key(&pointer, items[k].key)) {
            *out = (bp_mark_cell){SHEET_INFO, items[k].row, 1};
            return true;
        }
    if (take_key(&pointer, "reported"))
        return find_reported(facts, pointer, out);
    if (take_key(&pointer, "notes") && take_index(&pointer, m->note_count, &i)) {
        *out = (bp_mark_cell){SHEET_INFO, (uint32_t)(I_NOTES + i), 1};
        return true;
    }
    if (take_key(&pointer, "agencies") && take_index(&pointer, m->agency_count, &i)) {
        *out = (bp_mark_cell){SHEET_AGENCIES, (uint32_t)(FIRST_ROW + 1 + i), A_NAME};
        return true;
    }
    if (!take_key(&pointer, "projects") || !take_index(&pointer, m->project_count, &i))
        return false;
    *out = find_in_project(facts, i, pointer);
    return true;
}

void bp_marks_write(bp_book *book, const bp_facts *facts, const bp_diag *findings)
{
    bp_style style = {.size = 20, .fill = 0xF8CBAD, .color = 0xC00000};
    lxw_conditional_format mark = {.type = LXW_CONDITIONAL_TYPE_FORMULA, .value_string = "=TRUE",
                                   .format = bp_book_format(book, &style)};
    for (size_t i = 0; i < bp_diag_count(findings); i++) {
        const bp_finding *f = bp_diag_get(findings, i);
        bp_mark_cell cell;
        bool found = !f->silenced && f->pointer && bp_mark_find(facts, f->pointer, &cell);
        bp_sheet *sheet = found ? bp_book_find_sheet(book, cell.sheet) : NULL;
        if (sheet)
            bp_book_check(book, worksheet_conditional_format_cell(sheet, cell.row, (lxw_col_t)cell.column, &mark));
    }
}
