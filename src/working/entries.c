/* entries.c - the sheets 目标 and 数据: goals and indicators, one a row, behind them blank rows for what is added. See working.h and
 * docs/workbook.md. */
#include "working/row.h"

#include <string.h>

#include "base/utf8.h"

enum { MESSAGE_MAX = 255 };  /* characters of a validation's message */

/* "11 数量指标，12 质量指标" as far as it fits: what the codes of a list mean. */
static const char *explain(bp_working *w, const char **codes, size_t count)
{
    bp_buf *out = &w->value;
    bp_buf_truncate(out, 0);
    for (size_t i = 0; i < count; i++) {
        const char *name = bp_dictionary_name(&w->dictionary, codes[i]);
        if (bp_utf8_count(bp_buf_text(out), out->size) + strlen(codes[i]) + bp_utf8_count(name, strlen(name)) + 4 > MESSAGE_MAX)
            break;
        bp_buf_printf(out, "%s%s %s", i ? "，" : "", codes[i], name);
    }
    return bp_buf_text(out);
}

/* ---- blank rows for what is added ---- */

/* The project of a blank row: its name is chosen, its id found by it. */
static void put_spare_project(bp_working_row *l, size_t id)
{
    bp_buf column = {0};
    bp_ref(&column, l->row, id);
    bp_buf *out = bp_row_formula(l, "=IF(");
    bp_buf_printf(out, "%s=\"\",\"\",IFERROR(LOOKUP(2,1/EXACT(项目编号清单,%s),项目代码清单)&\"\",\"\"))", bp_buf_text(&column),
                  bp_buf_text(&column));
    bp_row_put_found(l, 0, "");
    bp_row_put_open(l, 1, "");
    bp_buf_free(&column);
}

static void put_spare_id(bp_working_row *l, size_t id)
{
    bp_style style = bp_working_style(BP_USE_HELPER, BP_ALIGN_LEFT);
    style.open = true;   /* where two projects have one name the id can be written here */
    bp_row_formula(l, "=IF(B#=\"\",\"\",IFERROR(LOOKUP(2,1/EXACT(项目名称清单,B#),项目编号清单),\"\"))");
    bp_put_formula_text(l->w->book, l->sheet, l->row, id, bp_buf_text(&l->w->formula), "", &style);
}

/* LOOKUP of a column's value in the last row above, from `first` on, that is of this row's project. */
static void put_above(bp_buf *out, bp_working_row *l, uint32_t first, size_t id, size_t column)
{
    bp_rows rows = {first, l->row};
    bp_buf_puts(out, "LOOKUP(2,1/EXACT(");
    bp_ref_fixed(out, rows.first, id);
    bp_buf_putc(out, ':');
    bp_ref_fixed(out, rows.end - 1, id);
    bp_buf_putc(out, ',');
    bp_ref(out, l->row, id);
    bp_buf_puts(out, "),");
    bp_ref_fixed(out, rows.first, column);
    bp_buf_putc(out, ':');
    bp_ref_fixed(out, rows.end - 1, column);
    bp_buf_putc(out, ')');
}

/* The texts of all blank rows of this row's project down to this one. */
static void put_spare_joint(bp_working_row *l, uint32_t first, size_t id, size_t text, size_t chunk)
{
    bp_buf *out = bp_row_formula(l, "=IF(");
    bp_ref(out, l->row, id);
    bp_buf_puts(out, "=\"\",\"\",");
    if (l->row > first) {
        bp_buf_puts(out, "IFERROR(");
        put_above(out, l, first, id, chunk);
        bp_buf_puts(out, ",\"\")&");
    }
    bp_ref(out, l->row, text);
    bp_buf_putc(out, ')');
    bp_row_put_found(l, chunk, "");
}

/* In the last row of each full chunk of a long block: the texts of the chunk joined. */
static void put_chunk(bp_working_row *l, bp_rows block, size_t text, size_t chunk, bp_buf *joined, const char *added)
{
    bp_buf_puts(joined, added);
    uint32_t within = l->row - block.first + 1;
    if (block.end - block.first <= CHUNK_ROWS || within % CHUNK_ROWS) {
        bp_row_put(l, chunk, "");
        return;
    }
    bp_buf *out = bp_row_formula(l, "=");
    for (uint32_t row = l->row + 1 - CHUNK_ROWS; row <= l->row; row++) {
        if (out->size > 1)
            bp_buf_putc(out, '&');
        bp_ref(out, row, text);
    }
    bp_row_put_found(l, chunk, bp_buf_text(joined));
    bp_buf_truncate(joined, 0);
}

/* ---- 目标 ---- */

static const bp_working_column goal_columns[] = {
    [G_CODE] = {"项目代码", 14, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [G_NAME] = {"项目名称", 30, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [G_NUMBER] = {"段落", 6, BP_USE_COMPUTED, BP_ALIGN_CENTER},
    [G_TEXT] = {"绩效目标", 90, BP_USE_INPUT, BP_ALIGN_LEFT},
    [G_ID] = {"项目编号", 12, BP_USE_HELPER, BP_ALIGN_LEFT},
    [G_EMPTY] = {"空段", 6, BP_USE_HIDDEN, BP_ALIGN_CENTER},
    [G_JOINT] = {"目标文本", 10, BP_USE_HIDDEN, BP_ALIGN_LEFT},
    [G_CHUNK] = {"拼接文本", 10, BP_USE_HIDDEN, BP_ALIGN_LEFT},
    [G_COLUMNS] = {0},
};

static void put_goal(bp_working_row *l, size_t i, bp_buf *joined)
{
    const bp_project *project = &l->w->model->projects[i];
    bp_rows block = bp_facts_goals(l->w->facts, i);
    size_t k = l->row - block.first;
    const char *text = k < project->goal_count ? project->goal[k] : "";
    bp_buf value = {0};
    if (k < project->goal_count)
        bp_buf_printf(&value, "%s%s", k ? "\n" : "", text);
    bp_put_project_names(l, i);
    bp_row_put_int(l, G_NUMBER, (int64_t)k + 1);
    bp_row_put(l, G_TEXT, text);
    bp_row_put(l, G_ID, project->id);
    if (k < project->goal_count && !*text)
        bp_row_put_int(l, G_EMPTY, 1);
    else
        bp_row_put(l, G_EMPTY, "");
    bp_row_formula(l, k ? "=IF(AND(D#=\"\",F#<>1),\"\",CHAR(10)&D#)" : "=D#&\"\"");
    bp_row_put_found(l, G_JOINT, bp_buf_text(&value));
    put_chunk(l, block, G_JOINT, G_CHUNK, joined, bp_buf_text(&value));
    bp_row_end(l);
    bp_buf_free(&value);
}

static void put_spare_goal(bp_working_row *l, uint32_t first)
{
    put_spare_project(l, G_ID);
    bp_row_put(l, G_NUMBER, "");
    bp_row_put(l, G_TEXT, "");
    put_spare_id(l, G_ID);
    bp_row_put(l, G_EMPTY, "");
    bp_row_formula(l, "=IF(OR(E#=\"\",D#=\"\"),\"\",CHAR(10)&D#)");
    bp_row_put_found(l, G_JOINT, "");
    put_spare_joint(l, first, G_ID, G_JOINT, G_CHUNK);
}

void bp_goals_write(bp_working *w)
{
    bp_working_row l = {.w = w, .columns = goal_columns, .sheet = bp_working_sheet(w, SHEET_GOALS, goal_columns)};
    bp_rows spare = bp_facts_spare_goals(w->facts);
    bp_buf joined = {0};
    if (!l.sheet)
        return;
    bp_book_check(w->book, worksheet_autofilter(l.sheet, 0, 0, spare.end - 1, G_COLUMNS - 1));
    worksheet_set_tab_color(l.sheet, 0xBF9000);
    for (size_t i = 0; i < w->model->project_count; i++) {
        bp_rows block = bp_facts_goals(w->facts, i);
        bp_buf_truncate(&joined, 0);
        for (l.row = block.first; l.row < block.end; l.row++)
            put_goal(&l, i, &joined);
    }
    for (l.row = spare.first; l.row < spare.end; l.row++)
        put_spare_goal(&l, spare.first);
    bp_allow_choice(w, l.sheet, spare, G_NAME, "项目名称清单", "增加一段目标", "选择项目，然后在右边填写绩效目标。");
    bp_name_range(w, "增补目标_项目", SHEET_GOALS, spare, G_ID);
    bp_name_range(w, "增补目标_文本", SHEET_GOALS, spare, G_CHUNK);
    bp_buf_free(&joined);
}

/* ---- 数据 ---- */

static const bp_working_column data_columns[] = {
    [D_CODE] = {"项目代码", 14, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [D_NAME] = {"项目名称", 30, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [D_LEVEL1] = {"一级绩效指标代码", 9, BP_USE_INPUT, BP_ALIGN_CENTER},
    [D_LEVEL1_NAME] = {"一级绩效指标名称", 13, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [D_LEVEL2] = {"二级绩效指标代码", 9, BP_USE_INPUT, BP_ALIGN_CENTER},
    [D_LEVEL2_NAME] = {"二级绩效指标名称", 15, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [D_INDICATOR] = {"指标名称", 40, BP_USE_INPUT, BP_ALIGN_LEFT},
    [D_PERIOD] = {"实施周期指标值", 20, BP_USE_INPUT, BP_ALIGN_LEFT},
    [D_ANNUAL] = {"年度指标值", 20, BP_USE_INPUT, BP_ALIGN_LEFT},
    [D_ID] = {"项目编号", 12, BP_USE_HELPER, BP_ALIGN_LEFT},
    [D_GROUP] = {"编号组", 7, BP_USE_INPUT, BP_ALIGN_CENTER},
    [D_NUMBER] = {"序号", 6, BP_USE_HELPER, BP_ALIGN_CENTER},
    [D_TEXT] = {"指标文本", 10, BP_USE_HIDDEN, BP_ALIGN_LEFT},
    [D_CHUNK] = {"拼接文本", 10, BP_USE_HIDDEN, BP_ALIGN_LEFT},
    [D_GROUP_USED] = {"有效组", 7, BP_USE_HIDDEN, BP_ALIGN_CENTER},
    [D_COUNT] = {"计数", 7, BP_USE_HIDDEN, BP_ALIGN_CENTER},
    [D_COLUMNS] = {0},
};

#define BLANK "C#&E#&G#&H#&I#=\"\""

static void put_code_name(bp_working_row *l, size_t column, const char *code)
{
    static const char lookup[] = "IFERROR(INDEX(指标名称表,MATCH(%c%u&\"\",指标代码表,0)),\"\")";
    char cell = (char)('A' + column - 1);
    bp_buf *out = bp_row_formula(l, "=");
    bp_buf_printf(out, lookup, cell, (unsigned)l->row + 1);
    bp_row_put_found(l, column, *code ? bp_dictionary_name(&l->w->dictionary, code) : "");
}

/* The cells of a record that its text is made of; NULL: none stands in the row. */
static void put_record(bp_working_row *l, const bp_indicator *record)
{
    static const bp_indicator none = {1, "", "", "", "", ""};
    const bp_indicator *r = record ? record : &none;
    bp_row_put(l, D_LEVEL1, r->level1);
    put_code_name(l, D_LEVEL1_NAME, r->level1);
    bp_row_put(l, D_LEVEL2, r->level2);
    put_code_name(l, D_LEVEL2_NAME, r->level2);
    bp_row_put(l, D_INDICATOR, r->name);
    bp_row_put(l, D_PERIOD, r->period_value);
    bp_row_put(l, D_ANNUAL, r->annual_value);
}

static void put_group(bp_working_row *l, int group)
{
    bp_style style = bp_working_style(BP_USE_INPUT, BP_ALIGN_CENTER);
    style.number = "0";
    if (group)
        bp_put_number(l->w->book, l->sheet, l->row, D_GROUP, group, &style);
    else
        bp_put_text(l->w->book, l->sheet, l->row, D_GROUP, "", &style);
}

static void put_record_text(bp_working_row *l, const char *condition, const char *value)
{
    bp_buf *out = &l->w->value;
    bp_buf_truncate(out, 0);
    bp_buf_printf(out, "=IF(%s,\"\",P#&\"、\"&C#&\"-\"&D#&\"；\"&E#&\"-\"&F#&\"；\"&G#&\"；实施周期指标值:\"&H#&\"；年度指标值:\"&I#&\"。\")",
                  condition);
    bp_row_formula(l, bp_buf_text(out));
    bp_row_put_found(l, D_TEXT, value);
}

static void put_number(bp_working_row *l, const char *pattern, int64_t number)
{
    bp_row_formula(l, pattern);
    if (number)
        bp_row_put_count(l, D_NUMBER, number);
    else
        bp_row_put_found(l, D_NUMBER, "");
}

static void put_indicator(bp_working_row *l, size_t i, int64_t *number, bp_buf *joined)
{
    const bp_project *project = &l->w->model->projects[i];
    bp_rows block = bp_facts_indicators(l->w->facts, i);
    size_t k = l->row - block.first;
    const bp_indicator *record = k < project->indicator_count ? &project->indicators[k] : NULL;
    bp_buf text = {0};
    *number = !record ? 0 : k && record->group == record[-1].group ? *number + 1 : 1;
    if (record)
        bp_indicator_compose(&text, record, *number, &l->w->dictionary);
    bp_put_project_names(l, i);
    put_record(l, record);
    bp_row_put(l, D_ID, project->id);
    put_group(l, record ? record->group : 0);
    put_number(l, "=IF(" BLANK ",\"\",P#)", *number);
    put_record_text(l, BLANK, bp_buf_text(&text));
    put_chunk(l, block, D_TEXT, D_CHUNK, joined, bp_buf_text(&text));
    bp_row_formula(l, k ? "=IF(OR(" BLANK ",K#=\"\"),O^,K#)" : "=IF(K#=\"\",1,K#)");
    bp_row_put_count(l, D_GROUP_USED, record ? record->group : 1);
    bp_row_formula(l, k ? "=IF(O#=O^,P^,0)+IF(" BLANK ",0,1)" : "=IF(" BLANK ",0,1)");
    bp_row_put_count(l, D_COUNT, *number);
    bp_row_end(l);
    bp_buf_free(&text);
}

/* The group and the count go on from the project's last row above. */
static void put_spare_count(bp_working_row *l)
{
    bp_buf *out = bp_row_formula(l, "=IF(J#=\"\",\"\",IF(OR(" BLANK ",K#=\"\"),IFERROR(");
    put_above(out, l, FIRST_ROW, D_ID, D_GROUP_USED);
    bp_row_more(l, ",1),K#))");
    bp_row_put_found(l, D_GROUP_USED, "");
    bp_row_formula(l, "=IF(J#=\"\",\"\",IF(O#=IFERROR(");
    put_above(out, l, FIRST_ROW, D_ID, D_GROUP_USED);
    bp_row_more(l, ",0),IFERROR(");
    put_above(out, l, FIRST_ROW, D_ID, D_COUNT);
    bp_row_more(l, ",0),0)+IF(" BLANK ",0,1))");
    bp_row_put_found(l, D_COUNT, "");
}

static void put_spare_indicator(bp_working_row *l, uint32_t first)
{
    put_spare_project(l, D_ID);
    put_record(l, NULL);
    put_spare_id(l, D_ID);
    put_group(l, 0);
    put_number(l, "=IF(OR(J#=\"\"," BLANK "),\"\",P#)", 0);
    put_record_text(l, "OR(J#=\"\"," BLANK ")", "");
    put_spare_joint(l, first, D_ID, D_TEXT, D_CHUNK);
    if (l->row > FIRST_ROW)
        put_spare_count(l);
}

static void put_data_rules(bp_working *w, bp_sheet *sheet, bp_rows all, bp_rows spare)
{
    bp_style bad = {.size = BP_WORKING_FONT, .fill = 0xF8CBAD, .color = 0xC00000};
    lxw_conditional_format parent = {.type = LXW_CONDITIONAL_TYPE_FORMULA, .format = bp_book_format(w->book, &bad),
                                     .value_string = "=AND($E2<>\"\",LEFT($E2,LEN($C2))<>$C2&\"\")"};
    lxw_conditional_format missing = {.type = LXW_CONDITIONAL_TYPE_FORMULA, .format = bp_book_format(w->book, &bad),
                                      .value_string = "=AND($C2&$E2&$G2&$H2&$I2<>\"\",C2=\"\")"};
    bp_book_check(w->book, worksheet_conditional_format_range(sheet, all.first, D_LEVEL2, all.end - 1, D_LEVEL2, &parent));
    bp_book_check(w->book, worksheet_conditional_format_range(sheet, all.first, D_LEVEL1, all.end - 1, D_INDICATOR, &missing));
    if (w->first_count)
        bp_allow_choice(w, sheet, all, D_LEVEL1, "一级指标代码", "一级绩效指标", explain(w, w->first, w->first_count));
    /* the codes that begin with the one of the first level stand together */
    if (w->second_count)
        bp_allow_choice(w, sheet, all, D_LEVEL2,
                   "OFFSET(INDEX(二级指标代码,1),IFERROR(MATCH($C2&\"*\",二级指标代码,0)-1,0),0,"
                   "MAX(1,COUNTIF(二级指标代码,$C2&\"*\")),1)",
                   "二级绩效指标", explain(w, w->second, w->second_count));
    bp_allow_integers(w, sheet, all, D_GROUP, 1, 1000000, "编号组应为不小于 1 的整数；组号改变处编号从 1 重新开始。");
    bp_allow_choice(w, sheet, spare, D_NAME, "项目名称清单", "增加一条指标", "选择项目，然后在右边填写指标。");
}

void bp_data_write(bp_working *w)
{
    bp_working_row l = {.w = w, .columns = data_columns, .sheet = bp_working_sheet(w, SHEET_DATA, data_columns)};
    bp_rows spare = bp_facts_spare_indicators(w->facts), all = {FIRST_ROW, spare.end};
    bp_buf joined = {0};
    if (!l.sheet)
        return;
    bp_book_check(w->book, worksheet_autofilter(l.sheet, 0, 0, spare.end - 1, D_COLUMNS - 1));
    worksheet_freeze_panes(l.sheet, FIRST_ROW, D_LEVEL1);
    worksheet_set_tab_color(l.sheet, 0xBF9000);
    for (size_t i = 0; i < w->model->project_count; i++) {
        bp_rows block = bp_facts_indicators(w->facts, i);
        int64_t number = 0;
        bp_buf_truncate(&joined, 0);
        for (l.row = block.first; l.row < block.end; l.row++)
            put_indicator(&l, i, &number, &joined);
    }
    for (l.row = spare.first; l.row < spare.end; l.row++)
        put_spare_indicator(&l, spare.first);
    put_data_rules(w, l.sheet, all, spare);
    bp_name_range(w, "增补指标_项目", SHEET_DATA, spare, D_ID);
    bp_name_range(w, "增补指标_文本", SHEET_DATA, spare, D_CHUNK);
    bp_buf_free(&joined);
}
