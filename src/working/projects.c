/* projects.c - the sheets 项目 and 资金: projects, and the money of each. See working.h and docs/workbook.md. */
#include "working/row.h"

/* ---- 项目 ---- */

static const bp_working_column project_columns[] = {
    [P_CODE] = {"项目代码", 14, BP_USE_INPUT, BP_ALIGN_LEFT},
    [P_NAME] = {"项目名称", 34, BP_USE_INPUT, BP_ALIGN_LEFT},
    [P_AGENCY] = {"资金使用单位", 24, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [P_TOTAL] = {"总计", 14, BP_USE_SUM, BP_ALIGN_RIGHT},
    [P_FISCAL] = {"财政拨款", 14, BP_USE_SUM, BP_ALIGN_RIGHT},
    [P_SPECIAL] = {"财政专户拨款", 14, BP_USE_SUM, BP_ALIGN_RIGHT},
    [P_OTHER] = {"其他资金", 14, BP_USE_SUM, BP_ALIGN_RIGHT},
    [P_GOALS] = {"目标段数", 9, BP_USE_COMPUTED, BP_ALIGN_CENTER},
    [P_INDICATORS] = {"指标条数", 9, BP_USE_COMPUTED, BP_ALIGN_CENTER},
    [P_HINT] = {"提示", 14, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [P_ACTION] = {"处理", 8, BP_USE_INPUT, BP_ALIGN_CENTER},
    [P_ID] = {"项目编号", 12, BP_USE_HELPER, BP_ALIGN_LEFT},
    [P_AGENCY_ID] = {"单位编号", 12, BP_USE_HELPER, BP_ALIGN_LEFT},
    [P_AGENCY_NUMBER] = {"单位序号", 9, BP_USE_HIDDEN, BP_ALIGN_CENTER},
    [P_COLUMNS] = {0},
};

/* Goes on with the formula: how many of the blank rows of a sheet have a text of this row's project. */
static bp_buf *count_spare(bp_working_row *l, const char *sheet, bp_rows spare, size_t text, const char *ids)
{
    bp_buf *out = &l->w->formula;
    bp_buf_printf(out, "SUMPRODUCT(EXACT(%s,", ids);
    bp_ref_fixed(out, l->row, P_ID);
    bp_buf_puts(out, ")*(");
    bp_put_range(out, sheet, spare, text);
    bp_buf_puts(out, "<>\"\"))");
    return out;
}

/* How many rows of a project have a text: in its block, and among the blank rows. */
static void put_text_count(bp_working_row *l, size_t column, const char *sheet, bp_rows block, bp_rows spare, size_t text,
                           const char *ids, size_t count)
{
    bp_buf *out = bp_row_formula(l, "=SUMPRODUCT(--(");
    bp_put_range(out, sheet, block, text);
    bp_buf_puts(out, "<>\"\"))+");
    count_spare(l, sheet, spare, text, ids);
    bp_row_put_count(l, column, (int64_t)count);
}

static void put_spare_count(bp_working_row *l, size_t column, const char *sheet, bp_rows spare, size_t text, const char *ids)
{
    bp_row_formula(l, "=IF(L#=\"\",\"\",");
    bp_buf_putc(count_spare(l, sheet, spare, text, ids), ')');
    bp_row_put_found(l, column, "");
}

static const char *hint_of(const bp_project *project, bp_amount total)
{
    return !project->goal_count ? "缺绩效目标" : !project->indicator_count ? "缺绩效指标" : !total.present ? "缺资金" : "";
}

static void put_total(bp_working_row *l, bp_amount total)
{
    bp_row_formula(l, "=IF(COUNT(E#:G#)=0,\"\",ROUND(SUM(E#:G#),6))");
    bp_row_put_sum(l, P_TOTAL, total);
}

/* The amount in 资金, as long as the project is not to be removed. */
static void put_fund(bp_working_row *l, size_t i, size_t fund)
{
    bp_buf cell = {0};
    bp_put_ref(&cell, SHEET_FUNDS, bp_facts_fund_row(i, fund), F_AMOUNT);
    bp_buf *out = bp_row_formula(l, "=IF(OR(K#=\"" REMOVED "\",");
    bp_buf_printf(out, "%s=\"\"),\"\",%s)", bp_buf_text(&cell), bp_buf_text(&cell));
    bp_row_put_sum(l, P_FISCAL + fund, l->w->model->projects[i].funding[fund]);
    bp_buf_free(&cell);
}

static void put_project(bp_working_row *l, size_t i)
{
    const bp_facts *facts = l->w->facts;
    const bp_project *project = &l->w->model->projects[i];
    const bp_agency *agency = &l->w->model->agencies[project->agency];
    bp_amount total;
    bp_project_total(project, &total);
    bp_row_put(l, P_CODE, project->code);
    bp_row_put(l, P_NAME, project->name);
    bp_buf *out = bp_row_formula(l, "=");
    bp_put_ref(out, SHEET_AGENCIES, (uint32_t)(FIRST_ROW + 1 + project->agency), A_NAME);
    bp_buf_puts(out, "&\"\"");
    bp_row_put_found(l, P_AGENCY, agency->name);
    put_total(l, total);
    for (size_t fund = 0; fund < BP_FUNDS; fund++)
        put_fund(l, i, fund);
    put_text_count(l, P_GOALS, SHEET_GOALS, bp_facts_goals(facts, i), bp_facts_spare_goals(facts), G_JOINT, "增补目标_项目",
                   project->goal_count);
    put_text_count(l, P_INDICATORS, SHEET_DATA, bp_facts_indicators(facts, i), bp_facts_spare_indicators(facts), D_TEXT,
                   "增补指标_项目", project->indicator_count);
    bp_row_formula(l, "=IF(K#=\"" REMOVED "\",\"" REMOVED
                      "\",IF(B#=\"\",\"缺项目名称\",IF(H#=0,\"缺绩效目标\",IF(I#=0,\"缺绩效指标\",IF(D#=\"\",\"缺资金\",\"\")))))");
    bp_row_put_found(l, P_HINT, hint_of(project, total));
    bp_row_put(l, P_ACTION, "");
    bp_row_put(l, P_ID, project->id);
    bp_row_put(l, P_AGENCY_ID, agency->id);
    bp_row_put_int(l, P_AGENCY_NUMBER, (int64_t)project->agency + 1);
    bp_row_end(l);
}

/* Of a project that is added: its agency is chosen by the name. The only one stands there until another is chosen. */
static void put_spare_agency(bp_working_row *l)
{
    bp_style style = bp_working_style(BP_USE_INPUT, BP_ALIGN_LEFT);
    if (l->w->model->agency_count != 1)
        bp_row_put_open(l, P_AGENCY, "");
    else {
        bp_buf *out = bp_row_formula(l, "=IF(B#=\"\",\"\",");
        bp_put_ref(out, SHEET_AGENCIES, bp_facts_agencies(l->w->facts).first, A_NAME);
        bp_buf_puts(out, "&\"\")");
        bp_put_formula_text(l->w->book, l->sheet, l->row, P_AGENCY, bp_buf_text(out), "", &style);
    }
}

/* What 单位 has in the row of the agency that is chosen. */
static void put_agency_value(bp_working_row *l, size_t column, const char *value)
{
    bp_buf *out = bp_row_formula(l, "=IF(C#=\"\",\"\",IFERROR(LOOKUP(2,1/EXACT(单位名称清单,C#),");
    bp_buf_printf(out, "%s),\"\"))", value);
    bp_row_put_found(l, column, "");
}

static void put_spare_project(bp_working_row *l)
{
    const bp_facts *facts = l->w->facts;
    bp_style amount = bp_working_style(BP_USE_AMOUNT, BP_ALIGN_RIGHT);
    bp_row_put(l, P_CODE, "");
    bp_row_put(l, P_NAME, "");
    put_spare_agency(l);
    put_total(l, (bp_amount){0});
    for (size_t fund = 0; fund < BP_FUNDS; fund++)
        bp_put_amount(l->w->book, l->sheet, l->row, P_FISCAL + fund, (bp_amount){0}, &amount);
    put_spare_count(l, P_GOALS, SHEET_GOALS, bp_facts_spare_goals(facts), G_JOINT, "增补目标_项目");
    put_spare_count(l, P_INDICATORS, SHEET_DATA, bp_facts_spare_indicators(facts), D_TEXT, "增补指标_项目");
    bp_row_formula(l, "=IF(L#=\"\",\"\",IF(B#=\"\",\"缺项目名称\",IF(M#=\"\",\"缺单位\",IF(H#=0,\"缺绩效目标\",IF(I#=0,\"缺绩效指标\","
                      "IF(D#=\"\",\"缺资金\",\"\"))))))");
    bp_row_put_found(l, P_HINT, "");
    bp_row_put(l, P_ACTION, "");
    bp_row_put_new_id(l, P_ID, "A#&B#&E#&F#&G#", NEW_ID, bp_facts_spare_projects(facts).first, facts->new_id);
    put_agency_value(l, P_AGENCY_ID, "单位编号清单");
    put_agency_value(l, P_AGENCY_NUMBER, "ROW(单位编号清单)-2");
}

static void allow_in_projects(bp_working *w, bp_sheet *sheet)
{
    bp_rows spare = bp_facts_spare_projects(w->facts), own = {FIRST_ROW, spare.first};
    for (size_t c = P_FISCAL; c <= P_OTHER; c++)
        bp_allow_amounts(w, sheet, spare, c);
    bp_allow_choice(w, sheet, own, P_ACTION, "\"" REMOVED "\"", "去掉一个项目", "选择“" REMOVED "”，交回后这个项目不再列入。");
    /* as far as there are names: a list with blanks would let anything pass */
    bp_allow_choice(w, sheet, spare, P_AGENCY, "OFFSET(INDEX(单位名称清单,1),0,0,MAX(1,COUNTA(单位名称清单)),1)", "增加一个项目",
                    "选择单位，然后填写项目名称和金额。新的单位先在“单位”表末尾填写。");
}

void bp_projects_write(bp_working *w)
{
    bp_working_row l = {.w = w, .columns = project_columns, .sheet = bp_working_sheet(w, SHEET_PROJECTS, project_columns)};
    if (!l.sheet)
        return;
    bp_rows rows = bp_facts_projects(w->facts);
    bp_book_check(w->book, worksheet_autofilter(l.sheet, 0, 0, rows.end - 1, P_COLUMNS - 1));
    worksheet_freeze_panes(l.sheet, FIRST_ROW, P_AGENCY);
    worksheet_set_tab_color(l.sheet, 0xBF9000);
    for (size_t i = 0; i < w->model->project_count; i++) {
        l.row = (uint32_t)(FIRST_ROW + i);
        put_project(&l, i);
    }
    for (unsigned i = 0; i < SPARE_PROJECTS; i++) {
        l.row = (uint32_t)(FIRST_ROW + w->model->project_count + i);
        put_spare_project(&l);
    }
    allow_in_projects(w, l.sheet);
    bp_name_range(w, "项目代码清单", SHEET_PROJECTS, rows, P_CODE);
    bp_name_range(w, "项目名称清单", SHEET_PROJECTS, rows, P_NAME);
    bp_name_range(w, "项目编号清单", SHEET_PROJECTS, rows, P_ID);
    bp_style warn = {.size = BP_WORKING_FONT, .fill = 0xFCE4D6, .color = 0xC00000};
    lxw_conditional_format hint = {.type = LXW_CONDITIONAL_TYPE_NO_BLANKS, .format = bp_book_format(w->book, &warn)};
    bp_book_check(w->book, worksheet_conditional_format_range(l.sheet, rows.first, P_HINT, rows.end - 1, P_HINT, &hint));
    bp_style gone = {.size = BP_WORKING_FONT, .color = 0x7F7F7F, .strike = true};
    lxw_conditional_format removed = {.type = LXW_CONDITIONAL_TYPE_FORMULA, .format = bp_book_format(w->book, &gone),
                                      .value_string = "=$K2=\"" REMOVED "\""};
    bp_book_check(w->book, worksheet_conditional_format_range(l.sheet, rows.first, P_CODE, rows.end - 1, P_INDICATORS, &removed));
}

/* ---- 资金 ---- */

static const bp_working_column fund_columns[] = {
    [F_CODE] = {"项目代码", 14, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [F_NAME] = {"项目名称", 44, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [F_KIND] = {"资金性质", 16, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [F_AMOUNT] = {"金额", 20, BP_USE_AMOUNT, BP_ALIGN_RIGHT},
    [F_ID] = {"项目编号", 12, BP_USE_HELPER, BP_ALIGN_LEFT},
    [F_EXACT] = {"原值", 22, BP_USE_HIDDEN, BP_ALIGN_LEFT},
    [F_COUNTED] = {"计入", 6, BP_USE_HIDDEN, BP_ALIGN_CENTER},
    [F_COLUMNS] = {0},
};

void bp_put_project_names(bp_working_row *l, size_t i)
{
    static const size_t columns[] = {P_CODE, P_NAME};
    const bp_project *project = &l->w->model->projects[i];
    for (size_t c = 0; c < 2; c++) {
        bp_buf *out = bp_row_formula(l, "=");
        bp_put_ref(out, SHEET_PROJECTS, (uint32_t)(FIRST_ROW + i), columns[c]);
        bp_buf_puts(out, "&\"\"");
        bp_row_put_found(l, c, c ? project->name : project->code);
    }
}

/* 0 in the rows of a project that is to be removed. */
static void put_counted(bp_working_row *l, size_t i)
{
    bp_buf *out = bp_row_formula(l, "=IF(");
    bp_put_ref(out, SHEET_PROJECTS, (uint32_t)(FIRST_ROW + i), P_ACTION);
    bp_buf_puts(out, "=\"" REMOVED "\",0,1)");
    bp_row_put_count(l, F_COUNTED, 1);
}

void bp_funds_write(bp_working *w)
{
    char exact[BP_AMOUNT_SIZE];
    bp_working_row l = {.w = w, .columns = fund_columns, .sheet = bp_working_sheet(w, SHEET_FUNDS, fund_columns)};
    bp_rows rows = {FIRST_ROW, bp_facts_fund_row(w->model->project_count, 0)};
    if (!l.sheet)
        return;
    worksheet_set_tab_color(l.sheet, 0xBF9000);
    for (size_t i = 0; i < w->model->project_count; i++)
        for (size_t fund = 0; fund < BP_FUNDS; fund++) {
            bp_amount amount = w->model->projects[i].funding[fund];
            bp_style style = bp_working_style(BP_USE_AMOUNT, BP_ALIGN_RIGHT);
            l.row = bp_facts_fund_row(i, fund);
            bp_put_project_names(&l, i);
            bp_row_put(&l, F_KIND, bp_fund_labels[fund]);
            bp_put_amount(w->book, l.sheet, l.row, F_AMOUNT, amount, &style);
            bp_row_put(&l, F_ID, w->model->projects[i].id);
            bp_amount_text(exact, amount);
            bp_row_put(&l, F_EXACT, bp_amount_fits_spreadsheet(amount) ? "" : exact);
            put_counted(&l, i);
            bp_row_end(&l);
        }
    if (rows.end == rows.first)
        return;
    bp_book_check(w->book, worksheet_autofilter(l.sheet, 0, 0, rows.end - 1, F_COLUMNS - 1));
    bp_allow_amounts(w, l.sheet, rows, F_AMOUNT);
    bp_name_range(w, "资金金额", SHEET_FUNDS, rows, F_AMOUNT);
    bp_style bad = {.size = BP_WORKING_FONT, .fill = 0xF8CBAD, .color = 0xC00000};
    lxw_conditional_format text = {.type = LXW_CONDITIONAL_TYPE_FORMULA, .format = bp_book_format(w->book, &bad),
                                   .value_string = "=AND($D2<>\"\",NOT(ISNUMBER($D2)))"};
    bp_book_check(w->book, worksheet_conditional_format_range(l.sheet, rows.first, F_AMOUNT, rows.end - 1, F_AMOUNT, &text));
}
