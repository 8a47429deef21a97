/* lists.c - the sheets 字典 and 表信息: the codes that may be chosen, and what holds for the whole table. See working.h and
 * docs/workbook.md. */
#include "working/row.h"

/* ---- 字典 ---- */

static const bp_working_column dictionary_columns[] = {
    [C_CODE] = {"代码", 10, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [C_NAME] = {"名称", 24, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [C_LEVEL] = {"级次", 8, BP_USE_COMPUTED, BP_ALIGN_CENTER},
    [C_SOURCE] = {"来源", 8, BP_USE_COMPUTED, BP_ALIGN_CENTER},
    [C_GAP] = {"", 3, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [C_FIRST] = {"一级代码", 10, BP_USE_HELPER, BP_ALIGN_LEFT},
    [C_SECOND] = {"二级代码", 10, BP_USE_HELPER, BP_ALIGN_LEFT},
    [C_COLUMNS] = {0},
};

static bp_rows counted(size_t count)
{
    return (bp_rows){FIRST_ROW, (uint32_t)(FIRST_ROW + (count ? count : 1))};
}

void bp_dictionary_write(bp_working *w)
{
    bp_working_row l = {.w = w, .columns = dictionary_columns, .sheet = bp_working_sheet(w, SHEET_DICTIONARY, dictionary_columns)};
    if (!l.sheet)
        return;
    worksheet_set_tab_color(l.sheet, 0xA6A6A6);
    for (size_t i = 0; i < w->code_count; i++) {
        l.row = (uint32_t)(FIRST_ROW + i);
        bp_row_put(&l, C_CODE, w->codes[i].code);
        bp_row_put(&l, C_NAME, w->codes[i].name);
        bp_row_put(&l, C_LEVEL, bp_is_first_level(w, w->codes[i].code) ? "一级" : "二级");
        bp_row_put(&l, C_SOURCE, i < w->own_codes ? "本表" : "表样");
        if (i < w->first_count)
            bp_row_put(&l, C_FIRST, w->first[i]);
        if (i < w->second_count)
            bp_row_put(&l, C_SECOND, w->second[i]);
    }
    bp_name_range(w, "指标代码表", SHEET_DICTIONARY, counted(w->code_count), C_CODE);
    bp_name_range(w, "指标名称表", SHEET_DICTIONARY, counted(w->code_count), C_NAME);
    bp_name_range(w, "一级指标代码", SHEET_DICTIONARY, counted(w->first_count), C_FIRST);
    bp_name_range(w, "二级指标代码", SHEET_DICTIONARY, counted(w->second_count), C_SECOND);
}

/* ---- 表信息 ---- */

static const bp_working_column info_columns[] = {
    {"项", 16, BP_USE_COMPUTED, BP_ALIGN_LEFT}, {"内容", 90, BP_USE_INPUT, BP_ALIGN_LEFT}, {0},
};

static void put_info_row(bp_working_row *l, uint32_t row, const char *key, const char *value, bool open)
{
    bp_style style = bp_working_style(open ? BP_USE_INPUT : BP_USE_COMPUTED, BP_ALIGN_LEFT);
    l->row = row;
    bp_row_put(l, 0, key);
    bp_put_text(l->w->book, l->sheet, row, 1, value, &style);
    bp_row_make_room(l, 1, value, &style);
    bp_row_end(l);
}

void bp_info_write(bp_working *w)
{
    const bp_model *m = w->model;
    bp_working_row l = {.w = w, .columns = info_columns, .sheet = bp_working_sheet(w, SHEET_INFO, info_columns)};
    bp_style year = bp_working_style(BP_USE_INPUT, BP_ALIGN_LEFT);
    if (!l.sheet)
        return;
    worksheet_set_tab_color(l.sheet, 0xBF9000);
    put_info_row(&l, I_SCHEMA, "数据格式", "budgetpress/1", false);
    put_info_row(&l, I_FORM, "表样", m->form, false);
    put_info_row(&l, I_TITLE, "标题", m->title, true);
    l.row = I_YEAR;
    year.number = "0";
    bp_row_put(&l, 0, "预算年度");
    bp_put_number(w->book, l.sheet, I_YEAR, 1, m->fiscal_year, &year);
    put_info_row(&l, I_UNIT, "金额单位", m->amount_unit, true);
    put_info_row(&l, I_DEPARTMENT, "部门名称", m->department, true);
    put_info_row(&l, I_DEPARTMENT_CODE, "部门代码", m->department_code, true);
    put_info_row(&l, I_FINGERPRINT, "数据指纹", w->fingerprint, false);
    for (size_t i = 0; i < m->note_count; i++)
        put_info_row(&l, (uint32_t)(I_NOTES + i), "附注", m->notes[i], true);
    bp_allow_integers(w, l.sheet, (bp_rows){I_YEAR, I_YEAR + 1}, 1, 1949, 2999, "预算年度应为四位年份。");
    static const char *units[] = {"元", "万元", NULL};
    lxw_data_validation unit = {.validate = LXW_VALIDATION_TYPE_LIST, .value_list = (char **)units, .error_title = "金额单位",
                                .error_message = "金额单位为元或万元；改单位不会换算金额。"};
    bp_allow_rule(w, l.sheet, (bp_rows){I_UNIT, I_UNIT + 1}, 1, &unit);
    bp_name_cell(w, "预算年度", SHEET_INFO, I_YEAR, 1);
    bp_name_cell(w, "金额单位", SHEET_INFO, I_UNIT, 1);
    bp_name_cell(w, "部门名称", SHEET_INFO, I_DEPARTMENT, 1);
}
