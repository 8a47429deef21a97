/* facts.c - see facts.h. */
#include "format/xlsx/facts.h"

#include <stdio.h>
#include <string.h>

const char *const bp_fund_labels[BP_FUND_KINDS] = {"财政拨款", "财政专户拨款", "其他资金", "总计"};

static uint32_t block_size(size_t count)
{
    return count ? (uint32_t)count : 1;
}

/* The number behind all ids that look like those of added projects. */
static unsigned find_new_id(const bp_model *model)
{
    unsigned next = 1, number;
    for (size_t i = 0; i < model->project_count; i++)
        if (sscanf(model->projects[i].id, NEW_ID "%6u", &number) == 1 && number >= next)
            next = number + 1;
    return next;
}

/* The same of agencies; where none has such an id they are counted, as the importer does. */
static unsigned find_new_agency(const bp_model *model)
{
    unsigned next = (unsigned)model->agency_count + 1, number;
    for (size_t i = 0; i < model->agency_count; i++)
        if (sscanf(model->agencies[i].id, NEW_AGENCY_ID "%6u", &number) == 1 && number >= next)
            next = number + 1;
    return next;
}

bp_status bp_facts_init(bp_facts *facts, const bp_model *model, bp_diag *diag)
{
    uint64_t goals = FIRST_ROW, indicators = FIRST_ROW, most = BP_SHEET_ROWS - SPARE_INDICATORS;
    *facts = (bp_facts){.model = model, .new_id = find_new_id(model), .new_agency = find_new_agency(model)};
    facts->goals = bp_arena_array(&facts->arena, model->project_count + 1, sizeof *facts->goals);
    facts->indicators = bp_arena_array(&facts->arena, model->project_count + 1, sizeof *facts->indicators);
    if (!facts->goals || !facts->indicators)
        return bp_report_memory(diag);
    for (size_t i = 0; i <= model->project_count; i++) {
        if (goals > most || indicators > most || bp_facts_fund_row(i, 0) > most)
            return bp_report(diag, BP_ROW_LIMIT, BP_NOWHERE, BP_ARGS("1048576"));
        facts->goals[i] = (uint32_t)goals;
        facts->indicators[i] = (uint32_t)indicators;
        if (i < model->project_count) {
            goals += block_size(model->projects[i].goal_count);
            indicators += block_size(model->projects[i].indicator_count);
        }
    }
    if (model->agency_count + model->dictionary_count + model->note_count > most / (BP_FUND_KINDS + 1))  /* a check each */
        return bp_report(diag, BP_ROW_LIMIT, BP_NOWHERE, BP_ARGS("1048576"));
    return BP_OK;
}

void bp_facts_free(bp_facts *facts)
{
    bp_arena_free(&facts->arena);
}

bp_rows bp_facts_projects(const bp_facts *facts)
{
    return (bp_rows){FIRST_ROW, bp_facts_spare_projects(facts).end};
}

bp_rows bp_facts_spare_projects(const bp_facts *facts)
{
    uint32_t first = (uint32_t)(FIRST_ROW + facts->model->project_count);
    return (bp_rows){first, first + SPARE_PROJECTS};
}

bp_rows bp_facts_agencies(const bp_facts *facts)
{
    return (bp_rows){FIRST_ROW + 1, bp_facts_spare_agencies(facts).end};
}

bp_rows bp_facts_spare_agencies(const bp_facts *facts)
{
    uint32_t first = (uint32_t)(FIRST_ROW + 1 + facts->model->agency_count);
    return (bp_rows){first, first + SPARE_AGENCIES};
}

bp_rows bp_facts_goals(const bp_facts *facts, size_t project)
{
    return (bp_rows){facts->goals[project], facts->goals[project + 1]};
}

bp_rows bp_facts_indicators(const bp_facts *facts, size_t project)
{
    return (bp_rows){facts->indicators[project], facts->indicators[project + 1]};
}

bp_rows bp_facts_spare_goals(const bp_facts *facts)
{
    uint32_t first = facts->goals[facts->model->project_count];
    return (bp_rows){first, first + SPARE_GOALS};
}

bp_rows bp_facts_spare_indicators(const bp_facts *facts)
{
    uint32_t first = facts->indicators[facts->model->project_count];
    return (bp_rows){first, first + SPARE_INDICATORS};
}

uint32_t bp_facts_fund_row(size_t project, size_t fund)
{
    return (uint32_t)(FIRST_ROW + BP_FUNDS * project + fund);
}

static size_t by_fund(bp_fund fund, size_t total)
{
    return fund == BP_FUND_TOTAL ? total : total + 1 + fund;
}

size_t bp_facts_sum_column(bp_fund fund)
{
    return by_fund(fund, P_TOTAL);
}

size_t bp_facts_claim_column(bp_fund fund)
{
    return by_fund(fund, A_CLAIM_TOTAL);
}

void bp_put_ref(bp_buf *out, const char *sheet, uint32_t row, size_t column)
{
    bp_buf_puts(out, sheet);
    bp_buf_putc(out, '!');
    bp_ref_fixed(out, row, column);
}

void bp_put_range(bp_buf *out, const char *sheet, bp_rows rows, size_t column)
{
    bp_put_ref(out, sheet, rows.first, column);
    bp_buf_putc(out, ':');
    bp_ref_fixed(out, rows.end - 1, column);
}

void bp_show_cell(bp_buf *out, const char *sheet, uint32_t row, size_t column)
{
    bp_buf_truncate(out, 0);
    bp_buf_puts(out, "=IF(");
    bp_put_ref(out, sheet, row, column);
    bp_buf_puts(out, "=\"\",\"\",");
    bp_put_ref(out, sheet, row, column);
    bp_buf_putc(out, ')');
}

/* ---- texts ---- */

/* The texts of a block one behind the other: the last row of each full chunk holds what the chunk joins to. */
static void put_block(bp_buf *out, const char *sheet, bp_rows rows, size_t text, size_t chunk)
{
    const char *between = "";
    uint32_t row = rows.first;
    for (; rows.end - rows.first > CHUNK_ROWS && row + CHUNK_ROWS <= rows.end; row += CHUNK_ROWS, between = "&") {
        bp_buf_puts(out, between);
        bp_put_ref(out, sheet, row + CHUNK_ROWS - 1, chunk);
    }
    for (; row < rows.end; row++, between = "&") {
        bp_buf_puts(out, between);
        bp_put_ref(out, sheet, row, text);
    }
}

/* What was added to a project in the blank rows: the last of them that is the project's holds the text of all. EXACT, because =
 * does not tell capitals from small letters. */
static void put_spare(bp_buf *out, const char *ids, const char *texts, size_t project)
{
    bp_buf_printf(out, "&IFERROR(LOOKUP(2,1/EXACT(%s,", ids);
    bp_put_ref(out, SHEET_PROJECTS, (uint32_t)(FIRST_ROW + project), P_ID);
    bp_buf_printf(out, "),%s),\"\")", texts);
}

/* Every paragraph but the first begins with a line feed, which goes where the first was emptied. */
static void put_goal(bp_buf *out, const bp_facts *facts, size_t project)
{
    bp_rows block = bp_facts_goals(facts, project);
    bp_buf_puts(out, "MID(");
    put_block(out, SHEET_GOALS, block, G_JOINT, G_CHUNK);
    put_spare(out, "增补目标_项目", "增补目标_文本", project);
    bp_buf_puts(out, ",IF(AND(");
    bp_put_ref(out, SHEET_GOALS, block.first, G_TEXT);
    bp_buf_puts(out, "=\"\",");
    bp_put_ref(out, SHEET_GOALS, block.first, G_EMPTY);
    bp_buf_puts(out, "<>1),2,1),32767)");
}

static void put_indicators(bp_buf *out, const bp_facts *facts, size_t project)
{
    put_block(out, SHEET_DATA, bp_facts_indicators(facts, project), D_TEXT, D_CHUNK);
    put_spare(out, "增补指标_项目", "增补指标_文本", project);
}

static void put_field(bp_buf *out, const bp_facts *facts, bp_field field, bp_place place)
{
    static const struct {
        const char *sheet;
        uint32_t row;
        size_t column;
    } at[BP_FIELDS] = {
        [BP_FIELD_FISCAL_YEAR] = {SHEET_INFO, I_YEAR, 1},
        [BP_FIELD_AMOUNT_UNIT] = {SHEET_INFO, I_UNIT, 1},
        [BP_FIELD_DEPARTMENT] = {SHEET_INFO, I_DEPARTMENT, 1},
        [BP_FIELD_DEPARTMENT_CODE] = {SHEET_INFO, I_DEPARTMENT_CODE, 1},
        [BP_FIELD_AGENCY] = {SHEET_AGENCIES, FIRST_ROW + 1, A_NAME},
        [BP_FIELD_AGENCY_CODE] = {SHEET_AGENCIES, FIRST_ROW + 1, A_CODE},
        [BP_FIELD_PROJECT] = {SHEET_PROJECTS, FIRST_ROW, P_NAME},
        [BP_FIELD_PROJECT_CODE] = {SHEET_PROJECTS, FIRST_ROW, P_CODE},
        [BP_FIELD_NUMBER] = {SHEET_DATA, 0, D_NUMBER},
        [BP_FIELD_LEVEL1] = {SHEET_DATA, 0, D_LEVEL1},
        [BP_FIELD_LEVEL1_NAME] = {SHEET_DATA, 0, D_LEVEL1_NAME},
        [BP_FIELD_LEVEL2] = {SHEET_DATA, 0, D_LEVEL2},
        [BP_FIELD_LEVEL2_NAME] = {SHEET_DATA, 0, D_LEVEL2_NAME},
        [BP_FIELD_INDICATOR] = {SHEET_DATA, 0, D_INDICATOR},
        [BP_FIELD_PERIOD_VALUE] = {SHEET_DATA, 0, D_PERIOD},
        [BP_FIELD_ANNUAL_VALUE] = {SHEET_DATA, 0, D_ANNUAL},
    };
    uint32_t row = at[field].row;
    if (field == BP_FIELD_GOAL) {
        put_goal(out, facts, place.project);
        return;
    }
    if (field == BP_FIELD_INDICATORS) {
        put_indicators(out, facts, place.project);
        return;
    }
    if (field >= BP_FIELD_NUMBER)
        row += facts->indicators[place.project] + place.indicator;
    else if (field >= BP_FIELD_PROJECT)
        row += place.project;
    else if (field >= BP_FIELD_AGENCY)
        row += place.agency;
    bp_put_ref(out, at[field].sheet, row, at[field].column);
}

/* Joined with &, so that a blank cell is an empty text and not 0. */
static void put_pieces(bp_buf *out, const bp_facts *facts, const bp_origin *origin)
{
    bool field = false;
    for (size_t i = 0; i < origin->count; i++) {
        const bp_piece *piece = &origin->pieces[i];
        if (i)
            bp_buf_putc(out, '&');
        if (piece->field < 0)
            bp_quote_formula_text(out, piece->text, piece->size);
        else
            put_field(out, facts, (bp_field)piece->field, origin->place);
        field |= piece->field >= 0;
    }
    if (origin->count == 1 && field)
        bp_buf_puts(out, "&\"\"");
}

static bool has_field(const bp_origin *origin)
{
    for (size_t i = 0; i < origin->count; i++)
        if (origin->pieces[i].field >= 0)
            return true;
    return false;
}

static bool fits(const bp_buf *formula)
{
    return !formula->failed && formula->size < BP_FORMULA_CHARS;   /* bytes are never fewer than characters */
}

bool bp_facts_text(const bp_facts *facts, const bp_origin *origin, bp_buf *out)
{
    bp_buf_truncate(out, 0);
    if (!has_field(origin))
        return false;
    bp_buf_putc(out, '=');
    put_pieces(out, facts, origin);
    return fits(out);
}

bool bp_facts_title(const bp_facts *facts, const bp_origin *origin, bp_buf *out)
{
    bp_buf_truncate(out, 0);
    bp_buf_puts(out, "=IF(");
    bp_put_ref(out, SHEET_INFO, I_TITLE, 1);
    bp_buf_puts(out, "<>\"\",");
    bp_put_ref(out, SHEET_INFO, I_TITLE, 1);
    bp_buf_putc(out, ',');
    if (origin->count)
        put_pieces(out, facts, origin);
    else
        bp_buf_puts(out, "\"\"");
    bp_buf_putc(out, ')');
    return fits(out);
}

bool bp_facts_amount(const bp_origin *origin, bp_buf *out)
{
    size_t column = bp_facts_sum_column(origin->fund), of_agencies = column - P_TOTAL + A_TOTAL;
    if (origin->scope == BP_SCOPE_DOCUMENT)
        bp_show_cell(out, SHEET_AGENCIES, FIRST_ROW, of_agencies);
    else if (origin->scope == BP_SCOPE_AGENCY)
        bp_show_cell(out, SHEET_AGENCIES, FIRST_ROW + 1 + origin->place.agency, of_agencies);
    else
        bp_show_cell(out, SHEET_PROJECTS, FIRST_ROW + origin->place.project, column);
    return fits(out);
}
