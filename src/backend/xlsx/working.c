/* working.c - the sheets that accountants work in; see working.h and docs/workbook.md.
 *
 * Input stands in open cells, everything else is a formula over it. Only functions that Excel 2010, WPS and LibreOffice 7 share are
 * used, and none that has to be entered as an array.
 */
#include "backend/xlsx/working.h"

#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"

enum {
    FONT = 20,              /* half points */
    LINE_HEIGHT = 14000,    /* thousandths of a point */
    HEIGHT_MAX = 409000,
    MESSAGE_MAX = 255,      /* characters of a validation's message */
};

static const char *const fund_labels[BP_FUNDS] = {"财政拨款", "财政专户拨款", "其他资金"};

/* ---- sheets ---- */

bp_style bp_working_style(bp_use use, bp_align align)
{
    bp_style style = {.size = FONT, .align = (uint8_t)align, .valign = BP_VALIGN_MIDDLE, .wrap = true,
                      .top = BP_BORDER_THIN, .right = BP_BORDER_THIN, .bottom = BP_BORDER_THIN, .left = BP_BORDER_THIN, .rule = 0xBFBFBF};
    if (use == BP_USE_INPUT || use == BP_USE_AMOUNT) {
        style.open = true;
        style.fill = 0xFFFBE6;
    }
    if (use == BP_USE_INPUT)
        style.number = "@";
    if (use == BP_USE_AMOUNT || use == BP_USE_SUM)
        style.number = "#,##0.00####";
    if (use == BP_USE_HELPER || use == BP_USE_HIDDEN) {
        style.color = 0x7F7F7F;
        style.fill = 0xF2F2F2;
        style.wrap = false;
    }
    return style;
}

static void set_page(bp_working *w, bp_sheet *sheet)
{
    worksheet_set_paper(sheet, 9);
    worksheet_set_landscape(sheet);
    worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.6);
    worksheet_fit_to_pages(sheet, 1, 0);
    bp_book_check(w->book, worksheet_repeat_rows(sheet, 0, 0));
    bp_book_check(w->book, worksheet_set_footer(sheet, "&C&A  第 &P 页 共 &N 页"));
    worksheet_freeze_panes(sheet, 1, 0);
    bp_sheet_protect(sheet);
}

bp_sheet *bp_working_sheet(bp_working *w, const char *name, const bp_working_column *columns)
{
    bp_sheet *sheet = bp_book_sheet(w->book, name);
    if (!sheet)
        return NULL;
    set_page(w, sheet);
    bp_put_height(w->book, sheet, 0, 2 * LINE_HEIGHT);
    for (size_t c = 0; columns[c].header; c++) {
        lxw_row_col_options options = {.hidden = columns[c].use == BP_USE_HIDDEN};
        bp_style style = bp_working_style(BP_USE_COMPUTED, BP_ALIGN_CENTER);
        style.bold = true;
        style.fill = columns[c].use >= BP_USE_HELPER ? 0xE7E6E6 : 0xDDE6F0;
        bp_put_text(w->book, sheet, 0, c, columns[c].header, &style);
        bp_book_check(w->book, worksheet_set_column_opt(sheet, (lxw_col_t)c, (lxw_col_t)c, columns[c].width, NULL, &options));
    }
    return sheet;
}

/* One row that is being written. */
typedef struct line {
    bp_working *w;
    bp_sheet *sheet;
    const bp_working_column *columns;
    uint32_t row;
    int32_t lines;   /* of its tallest text */
} line;

static bp_style style_at(line *l, size_t column)
{
    return bp_working_style((bp_use)l->columns[column].use, (bp_align)l->columns[column].align);
}

/* How many lines a text takes in a column of that width. */
static int32_t count_lines(const char *text, int32_t width)
{
    int32_t lines = 1, used = 0;
    while (*text) {
        uint32_t cp = bp_utf8_next(&text);
        int32_t one = cp < 0x80 ? 1 : 2;
        if (cp == '\n' || used + one > width) {
            lines++;
            used = 0;
        }
        used += cp == '\n' ? 0 : one;
    }
    return lines;
}

/* Text that wraps makes its row higher. */
static void make_room(line *l, size_t column, const char *text, const bp_style *style)
{
    int32_t lines = style->wrap ? count_lines(text, l->columns[column].width - 1) : 1;
    l->lines = lines > l->lines ? lines : l->lines;
}

/* Rows of one line are left to the program, which then fits them to what is typed. */
static void end_row(line *l)
{
    int64_t height = (int64_t)l->lines * LINE_HEIGHT + 3000;
    if (l->lines > 1)
        bp_put_height(l->w->book, l->sheet, l->row, (int32_t)(height < HEIGHT_MAX ? height : HEIGHT_MAX));
    l->lines = 0;
}

static void put(line *l, size_t column, const char *text)
{
    bp_style style = style_at(l, column);
    make_room(l, column, text, &style);
    bp_put_text(l->w->book, l->sheet, l->row, column, text, &style);
}

static void put_open(line *l, size_t column, const char *text)
{
    bp_style style = bp_working_style(BP_USE_INPUT, (bp_align)l->columns[column].align);
    bp_put_text(l->w->book, l->sheet, l->row, column, text, &style);
}

static void put_int(line *l, size_t column, int64_t value)
{
    bp_style style = style_at(l, column);
    style.number = NULL;
    bp_put_number(l->w->book, l->sheet, l->row, column, value, &style);
}

/* The formula in w->formula, with what it gives. */
static void put_found(line *l, size_t column, const char *value)
{
    bp_style style = style_at(l, column);
    make_room(l, column, value, &style);
    bp_put_formula_text(l->w->book, l->sheet, l->row, column, bp_buf_text(&l->w->formula), value, &style);
}

static void put_count(line *l, size_t column, int64_t value)
{
    bp_style style = style_at(l, column);
    bp_put_formula_number(l->w->book, l->sheet, l->row, column, bp_buf_text(&l->w->formula), value, &style);
}

static void put_sum(line *l, size_t column, bp_amount value)
{
    bp_style style = style_at(l, column);
    bp_put_formula_amount(l->w->book, l->sheet, l->row, column, bp_buf_text(&l->w->formula), value, &style);
}

/* Goes on with the formula: # is the number of the row, ^ that of the row above. */
static bp_buf *more(line *l, const char *pattern)
{
    bp_buf *out = &l->w->formula;
    for (; *pattern; pattern++) {
        if (*pattern == '#' || *pattern == '^')
            bp_buf_int(out, (int64_t)l->row + (*pattern == '#'));
        else
            bp_buf_putc(out, *pattern);
    }
    return out;
}

static bp_buf *formula(line *l, const char *pattern)
{
    bp_buf_truncate(&l->w->formula, 0);
    return more(l, pattern);
}

static void name_range(bp_working *w, const char *name, const char *sheet, bp_rows rows, size_t column)
{
    bp_buf_truncate(&w->formula, 0);
    bp_buf_putc(&w->formula, '=');
    bp_put_range(&w->formula, sheet, rows, column);
    bp_book_name(w->book, name, bp_buf_text(&w->formula), false);
}

static void name_cell(bp_working *w, const char *name, const char *sheet, uint32_t row, size_t column)
{
    bp_buf_truncate(&w->formula, 0);
    bp_buf_putc(&w->formula, '=');
    bp_put_ref(&w->formula, sheet, row, column);
    bp_book_name(w->book, name, bp_buf_text(&w->formula), false);
}

/* ---- what may be entered ---- */

static void allow(bp_working *w, bp_sheet *sheet, bp_rows rows, size_t column, lxw_data_validation *rule)
{
    if (rows.end > rows.first)
        bp_book_check(w->book, worksheet_data_validation_range(sheet, rows.first, (lxw_col_t)column, rows.end - 1,
                                                               (lxw_col_t)column, rule));
}

static void allow_amounts(bp_working *w, bp_sheet *sheet, bp_rows rows, size_t column)
{
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_DECIMAL, .criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
                                .minimum_number = -999999999999.0, .maximum_number = 999999999999.0, .error_title = "金额",
                                .error_message = "金额应为数字，不带单位；没有这种资金时留空。"};
    allow(w, sheet, rows, column, &rule);
}

static void allow_integers(bp_working *w, bp_sheet *sheet, bp_rows rows, size_t column, int low, int high, const char *message)
{
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_INTEGER, .criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
                                .minimum_number = low, .maximum_number = high, .error_message = (char *)message};
    allow(w, sheet, rows, column, &rule);
}

static void allow_list(bp_working *w, bp_sheet *sheet, bp_rows rows, size_t column, const char *list, const char *title,
                       const char *message)
{
    if (rows.end > rows.first)
        bp_allow_list(w->book, sheet, rows.first, rows.end - 1, column, list, title, message);
}

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
    [P_ID] = {"项目编号", 12, BP_USE_HELPER, BP_ALIGN_LEFT},
    [P_AGENCY_ID] = {"单位编号", 12, BP_USE_HELPER, BP_ALIGN_LEFT},
    [P_AGENCY_NUMBER] = {"单位序号", 9, BP_USE_HIDDEN, BP_ALIGN_CENTER},
    [P_COLUMNS] = {0},
};

/* How many rows of a project have a text: in its block, and among the blank rows. */
static void put_text_count(line *l, size_t column, const char *sheet, bp_rows block, bp_rows spare, size_t text,
                           const char *ids, size_t count)
{
    bp_buf *out = formula(l, "=SUMPRODUCT(--(");
    bp_put_range(out, sheet, block, text);
    bp_buf_printf(out, "<>\"\"))+SUMPRODUCT(EXACT(%s,", ids);
    bp_ref_fixed(out, l->row, P_ID);
    bp_buf_puts(out, ")*(");
    bp_put_range(out, sheet, spare, text);
    bp_buf_puts(out, "<>\"\"))");
    put_count(l, column, (int64_t)count);
}

static const char *hint_of(const bp_project *project, bp_amount total)
{
    return !project->goal_count ? "缺绩效目标" : !project->indicator_count ? "缺绩效指标" : !total.present ? "缺资金" : "";
}

static void put_project(line *l, size_t i)
{
    const bp_facts *facts = l->w->facts;
    const bp_project *project = &l->w->model->projects[i];
    const bp_agency *agency = &l->w->model->agencies[project->agency];
    bp_amount total;
    bp_project_total(project, &total);
    put(l, P_CODE, project->code);
    put(l, P_NAME, project->name);
    bp_buf *out = formula(l, "=");
    bp_put_ref(out, SHEET_AGENCIES, (uint32_t)(FIRST_ROW + 1 + project->agency), A_NAME);
    bp_buf_puts(out, "&\"\"");
    put_found(l, P_AGENCY, agency->name);
    formula(l, "=IF(COUNT(E#:G#)=0,\"\",SUM(E#:G#))");
    put_sum(l, P_TOTAL, total);
    for (size_t fund = 0; fund < BP_FUNDS; fund++) {
        bp_origin origin = {.scope = BP_SCOPE_PROJECT, .place = {.project = (uint32_t)i}, .amount = true, .fund = (bp_fund)fund};
        bp_facts_amount(&origin, &l->w->formula);
        put_sum(l, P_FISCAL + fund, project->funding[fund]);
    }
    put_text_count(l, P_GOALS, SHEET_GOALS, bp_facts_goals(facts, i), bp_facts_spare_goals(facts), G_JOINT, "增补目标_项目",
                   project->goal_count);
    put_text_count(l, P_INDICATORS, SHEET_DATA, bp_facts_indicators(facts, i), bp_facts_spare_indicators(facts), D_TEXT,
                   "增补指标_项目", project->indicator_count);
    formula(l, "=IF(B#=\"\",\"缺项目名称\",IF(H#=0,\"缺绩效目标\",IF(I#=0,\"缺绩效指标\",IF(D#=\"\",\"缺资金\",\"\"))))");
    put_found(l, P_HINT, hint_of(project, total));
    put(l, P_ID, project->id);
    put(l, P_AGENCY_ID, agency->id);
    put_int(l, P_AGENCY_NUMBER, (int64_t)project->agency + 1);
    end_row(l);
}

static bp_rows project_rows(const bp_working *w)
{
    size_t count = w->model->project_count;
    return (bp_rows){FIRST_ROW, (uint32_t)(FIRST_ROW + (count ? count : 1))};
}

static void put_projects(bp_working *w)
{
    line l = {.w = w, .columns = project_columns, .sheet = bp_working_sheet(w, SHEET_PROJECTS, project_columns)};
    if (!l.sheet)
        return;
    bp_rows rows = project_rows(w);
    bp_book_check(w->book, worksheet_autofilter(l.sheet, 0, 0, rows.end - 1, P_COLUMNS - 1));
    worksheet_freeze_panes(l.sheet, FIRST_ROW, P_AGENCY);
    worksheet_set_tab_color(l.sheet, 0xBF9000);
    for (size_t i = 0; i < w->model->project_count; i++) {
        l.row = (uint32_t)(FIRST_ROW + i);
        put_project(&l, i);
    }
    name_range(w, "项目代码清单", SHEET_PROJECTS, rows, P_CODE);
    name_range(w, "项目名称清单", SHEET_PROJECTS, rows, P_NAME);
    name_range(w, "项目编号清单", SHEET_PROJECTS, rows, P_ID);
    bp_style warn = {.size = FONT, .fill = 0xFCE4D6, .color = 0xC00000};
    lxw_conditional_format hint = {.type = LXW_CONDITIONAL_TYPE_NO_BLANKS, .format = bp_book_format(w->book, &warn)};
    bp_book_check(w->book, worksheet_conditional_format_range(l.sheet, rows.first, P_HINT, rows.end - 1, P_HINT, &hint));
}

/* ---- 资金 ---- */

static const bp_working_column fund_columns[] = {
    [F_CODE] = {"项目代码", 14, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [F_NAME] = {"项目名称", 44, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [F_KIND] = {"资金性质", 16, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [F_AMOUNT] = {"金额", 20, BP_USE_AMOUNT, BP_ALIGN_RIGHT},
    [F_ID] = {"项目编号", 12, BP_USE_HELPER, BP_ALIGN_LEFT},
    [F_EXACT] = {"原值", 22, BP_USE_HIDDEN, BP_ALIGN_LEFT},
    [F_COLUMNS] = {0},
};

/* The code and name of a project, as 项目 has them, in the first two columns. */
static void put_project_names(line *l, size_t i)
{
    static const size_t columns[] = {P_CODE, P_NAME};
    const bp_project *project = &l->w->model->projects[i];
    for (size_t c = 0; c < 2; c++) {
        bp_buf *out = formula(l, "=");
        bp_put_ref(out, SHEET_PROJECTS, (uint32_t)(FIRST_ROW + i), columns[c]);
        bp_buf_puts(out, "&\"\"");
        put_found(l, c, c ? project->name : project->code);
    }
}

/* A spreadsheet holds 15 digits. */
static bool is_exact(bp_amount amount)
{
    int64_t size = amount.micro < 0 ? -amount.micro : amount.micro;
    while (size && size % 10 == 0)
        size /= 10;
    return size < INT64_C(1000000000000000);
}

static void put_funds(bp_working *w)
{
    char exact[BP_AMOUNT_SIZE];
    line l = {.w = w, .columns = fund_columns, .sheet = bp_working_sheet(w, SHEET_FUNDS, fund_columns)};
    bp_rows rows = {FIRST_ROW, bp_facts_fund_row(w->model->project_count, 0)};
    if (!l.sheet)
        return;
    worksheet_set_tab_color(l.sheet, 0xBF9000);
    for (size_t i = 0; i < w->model->project_count; i++)
        for (size_t fund = 0; fund < BP_FUNDS; fund++) {
            bp_amount amount = w->model->projects[i].funding[fund];
            bp_style style = bp_working_style(BP_USE_AMOUNT, BP_ALIGN_RIGHT);
            l.row = bp_facts_fund_row(i, fund);
            put_project_names(&l, i);
            put(&l, F_KIND, fund_labels[fund]);
            bp_put_amount(w->book, l.sheet, l.row, F_AMOUNT, amount, &style);
            put(&l, F_ID, w->model->projects[i].id);
            bp_amount_text(exact, amount);
            put(&l, F_EXACT, is_exact(amount) ? "" : exact);
            end_row(&l);
        }
    if (rows.end == rows.first)
        return;
    bp_book_check(w->book, worksheet_autofilter(l.sheet, 0, 0, rows.end - 1, F_COLUMNS - 1));
    allow_amounts(w, l.sheet, rows, F_AMOUNT);
    name_range(w, "资金金额", SHEET_FUNDS, rows, F_AMOUNT);
    bp_style bad = {.size = FONT, .fill = 0xF8CBAD, .color = 0xC00000};
    lxw_conditional_format text = {.type = LXW_CONDITIONAL_TYPE_FORMULA, .format = bp_book_format(w->book, &bad),
                                   .value_string = "=AND($D2<>\"\",NOT(ISNUMBER($D2)))"};
    bp_book_check(w->book, worksheet_conditional_format_range(l.sheet, rows.first, F_AMOUNT, rows.end - 1, F_AMOUNT, &text));
}

/* ---- blank rows for what is added ---- */

/* The project of a blank row: its name is chosen, its id found by it. */
static void put_spare_project(line *l, size_t id)
{
    bp_buf column = {0};
    bp_ref(&column, l->row, id);
    bp_buf *out = formula(l, "=IF(");
    bp_buf_printf(out, "%s=\"\",\"\",IFERROR(LOOKUP(2,1/EXACT(项目编号清单,%s),项目代码清单)&\"\",\"\"))", bp_buf_text(&column),
                  bp_buf_text(&column));
    put_found(l, 0, "");
    put_open(l, 1, "");
    bp_buf_free(&column);
}

static void put_spare_id(line *l, size_t id)
{
    bp_style style = bp_working_style(BP_USE_HELPER, BP_ALIGN_LEFT);
    style.open = true;   /* where two projects have one name the id can be written here */
    formula(l, "=IF(B#=\"\",\"\",IFERROR(LOOKUP(2,1/EXACT(项目名称清单,B#),项目编号清单),\"\"))");
    bp_put_formula_text(l->w->book, l->sheet, l->row, id, bp_buf_text(&l->w->formula), "", &style);
}

/* LOOKUP of a column's value in the last row above, from `first` on, that is of this row's project. */
static void put_above(bp_buf *out, line *l, uint32_t first, size_t id, size_t column)
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
static void put_spare_joint(line *l, uint32_t first, size_t id, size_t text, size_t chunk)
{
    bp_buf *out = formula(l, "=IF(");
    bp_ref(out, l->row, id);
    bp_buf_puts(out, "=\"\",\"\",");
    if (l->row > first) {
        bp_buf_puts(out, "IFERROR(");
        put_above(out, l, first, id, chunk);
        bp_buf_puts(out, ",\"\")&");
    }
    bp_ref(out, l->row, text);
    bp_buf_putc(out, ')');
    put_found(l, chunk, "");
}

/* In the last row of each full chunk of a long block: the texts of the chunk joined. */
static void put_chunk(line *l, bp_rows block, size_t text, size_t chunk, bp_buf *joined, const char *added)
{
    bp_buf_puts(joined, added);
    uint32_t within = l->row - block.first + 1;
    if (block.end - block.first <= CHUNK_ROWS || within % CHUNK_ROWS) {
        put(l, chunk, "");
        return;
    }
    bp_buf *out = formula(l, "=");
    for (uint32_t row = l->row + 1 - CHUNK_ROWS; row <= l->row; row++) {
        if (out->size > 1)
            bp_buf_putc(out, '&');
        bp_ref(out, row, text);
    }
    put_found(l, chunk, bp_buf_text(joined));
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

static void put_goal(line *l, size_t i, bp_buf *joined)
{
    const bp_project *project = &l->w->model->projects[i];
    bp_rows block = bp_facts_goals(l->w->facts, i);
    size_t k = l->row - block.first;
    const char *text = k < project->goal_count ? project->goal[k] : "";
    bp_buf value = {0};
    if (k < project->goal_count)
        bp_buf_printf(&value, "%s%s", k ? "\n" : "", text);
    put_project_names(l, i);
    put_int(l, G_NUMBER, (int64_t)k + 1);
    put(l, G_TEXT, text);
    put(l, G_ID, project->id);
    if (k < project->goal_count && !*text)
        put_int(l, G_EMPTY, 1);
    else
        put(l, G_EMPTY, "");
    formula(l, k ? "=IF(AND(D#=\"\",F#<>1),\"\",CHAR(10)&D#)" : "=D#&\"\"");
    put_found(l, G_JOINT, bp_buf_text(&value));
    put_chunk(l, block, G_JOINT, G_CHUNK, joined, bp_buf_text(&value));
    end_row(l);
    bp_buf_free(&value);
}

static void put_spare_goal(line *l, uint32_t first)
{
    put_spare_project(l, G_ID);
    put(l, G_NUMBER, "");
    put(l, G_TEXT, "");
    put_spare_id(l, G_ID);
    put(l, G_EMPTY, "");
    formula(l, "=IF(OR(E#=\"\",D#=\"\"),\"\",CHAR(10)&D#)");
    put_found(l, G_JOINT, "");
    put_spare_joint(l, first, G_ID, G_JOINT, G_CHUNK);
}

static void put_goals(bp_working *w)
{
    line l = {.w = w, .columns = goal_columns, .sheet = bp_working_sheet(w, SHEET_GOALS, goal_columns)};
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
    allow_list(w, l.sheet, spare, G_NAME, "项目名称清单", "增加一段目标", "选择项目，然后在右边填写绩效目标。");
    name_range(w, "增补目标_项目", SHEET_GOALS, spare, G_ID);
    name_range(w, "增补目标_文本", SHEET_GOALS, spare, G_CHUNK);
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

static void put_code_name(line *l, size_t column, const char *code)
{
    static const char lookup[] = "IFERROR(INDEX(指标名称表,MATCH(%c%u&\"\",指标代码表,0)),\"\")";
    char cell = (char)('A' + column - 1);
    bp_buf *out = formula(l, "=");
    bp_buf_printf(out, lookup, cell, (unsigned)l->row + 1);
    put_found(l, column, *code ? bp_dictionary_name(&l->w->dictionary, code) : "");
}

/* The cells of a record that its text is made of; NULL: none stands in the row. */
static void put_record(line *l, const bp_indicator *record)
{
    static const bp_indicator none = {1, "", "", "", "", ""};
    const bp_indicator *r = record ? record : &none;
    put(l, D_LEVEL1, r->level1);
    put_code_name(l, D_LEVEL1_NAME, r->level1);
    put(l, D_LEVEL2, r->level2);
    put_code_name(l, D_LEVEL2_NAME, r->level2);
    put(l, D_INDICATOR, r->name);
    put(l, D_PERIOD, r->period_value);
    put(l, D_ANNUAL, r->annual_value);
}

static void put_group(line *l, int group)
{
    bp_style style = bp_working_style(BP_USE_INPUT, BP_ALIGN_CENTER);
    style.number = "0";
    if (group)
        bp_put_number(l->w->book, l->sheet, l->row, D_GROUP, group, &style);
    else
        bp_put_text(l->w->book, l->sheet, l->row, D_GROUP, "", &style);
}

static void put_record_text(line *l, const char *condition, const char *value)
{
    bp_buf *out = &l->w->value;
    bp_buf_truncate(out, 0);
    bp_buf_printf(out, "=IF(%s,\"\",P#&\"、\"&C#&\"-\"&D#&\"；\"&E#&\"-\"&F#&\"；\"&G#&\"；实施周期指标值:\"&H#&\"；年度指标值:\"&I#&\"。\")",
                  condition);
    formula(l, bp_buf_text(out));
    put_found(l, D_TEXT, value);
}

static void put_number(line *l, const char *pattern, int64_t number)
{
    formula(l, pattern);
    if (number)
        put_count(l, D_NUMBER, number);
    else
        put_found(l, D_NUMBER, "");
}

static void put_indicator(line *l, size_t i, int64_t *number, bp_buf *joined)
{
    const bp_project *project = &l->w->model->projects[i];
    bp_rows block = bp_facts_indicators(l->w->facts, i);
    size_t k = l->row - block.first;
    const bp_indicator *record = k < project->indicator_count ? &project->indicators[k] : NULL;
    bp_buf text = {0};
    *number = !record ? 0 : k && record->group == record[-1].group ? *number + 1 : 1;
    if (record)
        bp_indicator_compose(&text, record, *number, &l->w->dictionary);
    put_project_names(l, i);
    put_record(l, record);
    put(l, D_ID, project->id);
    put_group(l, record ? record->group : 0);
    put_number(l, "=IF(" BLANK ",\"\",P#)", *number);
    put_record_text(l, BLANK, bp_buf_text(&text));
    put_chunk(l, block, D_TEXT, D_CHUNK, joined, bp_buf_text(&text));
    formula(l, k ? "=IF(OR(" BLANK ",K#=\"\"),O^,K#)" : "=IF(K#=\"\",1,K#)");
    put_count(l, D_GROUP_USED, record ? record->group : 1);
    formula(l, k ? "=IF(O#=O^,P^,0)+IF(" BLANK ",0,1)" : "=IF(" BLANK ",0,1)");
    put_count(l, D_COUNT, *number);
    end_row(l);
    bp_buf_free(&text);
}

/* The group and the count go on from the project's last row above. */
static void put_spare_count(line *l)
{
    bp_buf *out = formula(l, "=IF(J#=\"\",\"\",IF(OR(" BLANK ",K#=\"\"),IFERROR(");
    put_above(out, l, FIRST_ROW, D_ID, D_GROUP_USED);
    more(l, ",1),K#))");
    put_found(l, D_GROUP_USED, "");
    formula(l, "=IF(J#=\"\",\"\",IF(O#=IFERROR(");
    put_above(out, l, FIRST_ROW, D_ID, D_GROUP_USED);
    more(l, ",0),IFERROR(");
    put_above(out, l, FIRST_ROW, D_ID, D_COUNT);
    more(l, ",0),0)+IF(" BLANK ",0,1))");
    put_found(l, D_COUNT, "");
}

static void put_spare_indicator(line *l, uint32_t first)
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
    bp_style bad = {.size = FONT, .fill = 0xF8CBAD, .color = 0xC00000};
    lxw_conditional_format parent = {.type = LXW_CONDITIONAL_TYPE_FORMULA, .format = bp_book_format(w->book, &bad),
                                     .value_string = "=AND($E2<>\"\",LEFT($E2,LEN($C2))<>$C2&\"\")"};
    lxw_conditional_format missing = {.type = LXW_CONDITIONAL_TYPE_FORMULA, .format = bp_book_format(w->book, &bad),
                                      .value_string = "=AND($C2&$E2&$G2&$H2&$I2<>\"\",C2=\"\")"};
    bp_book_check(w->book, worksheet_conditional_format_range(sheet, all.first, D_LEVEL2, all.end - 1, D_LEVEL2, &parent));
    bp_book_check(w->book, worksheet_conditional_format_range(sheet, all.first, D_LEVEL1, all.end - 1, D_INDICATOR, &missing));
    if (w->first_count)
        allow_list(w, sheet, all, D_LEVEL1, "一级指标代码", "一级绩效指标", explain(w, w->first, w->first_count));
    /* the codes that begin with the one of the first level stand together */
    if (w->second_count)
        allow_list(w, sheet, all, D_LEVEL2,
                   "OFFSET(INDEX(二级指标代码,1),IFERROR(MATCH($C2&\"*\",二级指标代码,0)-1,0),0,"
                   "MAX(1,COUNTIF(二级指标代码,$C2&\"*\")),1)",
                   "二级绩效指标", explain(w, w->second, w->second_count));
    allow_integers(w, sheet, all, D_GROUP, 1, 1000000, "编号组应为不小于 1 的整数；组号改变处编号从 1 重新开始。");
    allow_list(w, sheet, spare, D_NAME, "项目名称清单", "增加一条指标", "选择项目，然后在右边填写指标。");
}

static void put_data(bp_working *w)
{
    line l = {.w = w, .columns = data_columns, .sheet = bp_working_sheet(w, SHEET_DATA, data_columns)};
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
    name_range(w, "增补指标_项目", SHEET_DATA, spare, D_ID);
    name_range(w, "增补指标_文本", SHEET_DATA, spare, D_CHUNK);
    bp_buf_free(&joined);
}

/* ---- 单位 ---- */

static const bp_working_column agency_columns[] = {
    [A_CODE] = {"单位代码", 14, BP_USE_INPUT, BP_ALIGN_LEFT},
    [A_NAME] = {"单位名称", 34, BP_USE_INPUT, BP_ALIGN_LEFT},
    [A_TOTAL] = {"总计", 15, BP_USE_SUM, BP_ALIGN_RIGHT},
    [A_FISCAL] = {"财政拨款", 15, BP_USE_SUM, BP_ALIGN_RIGHT},
    [A_SPECIAL] = {"财政专户拨款", 15, BP_USE_SUM, BP_ALIGN_RIGHT},
    [A_OTHER] = {"其他资金", 15, BP_USE_SUM, BP_ALIGN_RIGHT},
    [A_CLAIM_TOTAL] = {"填报总计", 15, BP_USE_AMOUNT, BP_ALIGN_RIGHT},
    [A_CLAIM_FISCAL] = {"填报财政拨款", 15, BP_USE_AMOUNT, BP_ALIGN_RIGHT},
    [A_CLAIM_SPECIAL] = {"填报财政专户拨款", 15, BP_USE_AMOUNT, BP_ALIGN_RIGHT},
    [A_CLAIM_OTHER] = {"填报其他资金", 15, BP_USE_AMOUNT, BP_ALIGN_RIGHT},
    [A_ID] = {"单位编号", 12, BP_USE_HELPER, BP_ALIGN_LEFT},
    [A_CLAIM_ORDER] = {"填报次序", 9, BP_USE_HIDDEN, BP_ALIGN_CENTER},
    [A_COLUMNS] = {0},
};

/* The kinds of money in the order of the columns: 总计 first. */
static bp_fund fund_at(size_t k)
{
    return (bp_fund)((k + BP_FUND_TOTAL) % BP_FUND_KINDS);
}

/* number 0: the whole table. */
static void put_agency_sums(line *l, size_t number, const bp_amount *sums)
{
    bp_rows rows = project_rows(l->w);
    for (size_t k = 0; k < BP_FUND_KINDS; k++) {
        size_t column = P_TOTAL + k;
        bp_buf *out = formula(l, number ? "=IF(COUNTIFS(" : "=IF(COUNT(");
        if (number) {
            bp_put_range(out, SHEET_PROJECTS, rows, P_AGENCY_NUMBER);
            bp_buf_printf(out, ",%zu,", number);
        }
        bp_put_range(out, SHEET_PROJECTS, rows, column);
        bp_buf_puts(out, number ? ",\">-1E+300\")=0,\"\",SUMIFS(" : ")=0,\"\",SUM(");
        bp_put_range(out, SHEET_PROJECTS, rows, column);
        if (number) {
            bp_buf_putc(out, ',');
            bp_put_range(out, SHEET_PROJECTS, rows, P_AGENCY_NUMBER);
            bp_buf_printf(out, ",%zu", number);
        }
        bp_buf_puts(out, "))");
        put_sum(l, A_TOTAL + k, sums[fund_at(k)]);
    }
}

static void put_claims(line *l, const char *id)
{
    size_t order = 0;
    const bp_reported *claims = bp_find_claims(l->w->model, id, &order);
    for (size_t k = 0; k < BP_FUND_KINDS; k++) {
        bp_style style = style_at(l, A_CLAIM_TOTAL + k);
        bp_put_amount(l->w->book, l->sheet, l->row, A_CLAIM_TOTAL + k, claims ? claims->amounts[fund_at(k)] : (bp_amount){0}, &style);
    }
    put(l, A_ID, id ? id : "");
    if (order)
        put_int(l, A_CLAIM_ORDER, (int64_t)order);
    else
        put(l, A_CLAIM_ORDER, "");
}

static void put_agencies(bp_working *w, const bp_totals *totals)
{
    const bp_model *m = w->model;
    line l = {.w = w, .columns = agency_columns, .sheet = bp_working_sheet(w, SHEET_AGENCIES, agency_columns), .row = FIRST_ROW};
    bp_rows rows = {FIRST_ROW, (uint32_t)(FIRST_ROW + 1 + m->agency_count)};
    bp_style whole = bp_working_style(BP_USE_COMPUTED, BP_ALIGN_LEFT);
    if (!l.sheet)
        return;
    worksheet_freeze_panes(l.sheet, FIRST_ROW, A_TOTAL);
    worksheet_set_tab_color(l.sheet, 0xBF9000);
    whole.bold = true;
    bp_put_text(w->book, l.sheet, l.row, A_CODE, "", &whole);
    bp_put_text(w->book, l.sheet, l.row, A_NAME, "合计", &whole);
    put_agency_sums(&l, 0, totals->document);
    put_claims(&l, NULL);
    for (size_t i = 0; i < m->agency_count; i++) {
        l.row++;
        put(&l, A_CODE, m->agencies[i].code);
        put(&l, A_NAME, m->agencies[i].name);
        put_agency_sums(&l, i + 1, totals->agencies[i]);
        put_claims(&l, m->agencies[i].id);
        end_row(&l);
    }
    for (size_t c = A_CLAIM_TOTAL; c <= A_CLAIM_OTHER; c++)
        allow_amounts(w, l.sheet, rows, c);
    name_cell(w, "预算合计", SHEET_AGENCIES, FIRST_ROW, A_TOTAL);
}

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

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Whether another code is the beginning of this one. The codes are sorted: the nearest such one stands before it. */
static bool has_parent(const char *const *sorted, size_t i)
{
    for (size_t k = i; k-- && sorted[k][0] == sorted[i][0];)
        if (!strncmp(sorted[k], sorted[i], strlen(sorted[k])) && strlen(sorted[k]) < strlen(sorted[i]))
            return true;
    return false;
}

/* Every code once, the model's own first; and the codes of each level, sorted. False when memory is short. */
static bool collect_codes(bp_working *w)
{
    size_t room = 1;
    for (const bp_dictionary *d = &w->dictionary; d; d = d->next)
        room += d->count;
    const char **all = bp_arena_array(&w->arena, room, sizeof *all);
    w->codes = bp_arena_array(&w->arena, room, sizeof *w->codes);
    w->first = bp_arena_array(&w->arena, room, sizeof *w->first);
    w->second = bp_arena_array(&w->arena, room, sizeof *w->second);
    if (!all || !w->codes || !w->first || !w->second)
        return false;
    w->own_codes = w->dictionary.count;
    for (const bp_dictionary *d = &w->dictionary; d; d = d->next)
        for (size_t i = 0; i < d->count; i++)
            if (d == &w->dictionary || !*bp_dictionary_name(&(bp_dictionary){w->codes, w->own_codes, NULL}, d->entries[i].code)) {
                w->codes[w->code_count] = d->entries[i];
                all[w->code_count++] = d->entries[i].code;
            }
    qsort(all, w->code_count, sizeof *all, by_text);
    for (size_t i = 0; i < w->code_count; i++) {
        if (has_parent(all, i))
            w->second[w->second_count++] = all[i];
        else
            w->first[w->first_count++] = all[i];
    }
    return true;
}

static bool is_first(const bp_working *w, const char *code)
{
    return bsearch(&code, w->first, w->first_count, sizeof *w->first, by_text) != NULL;
}

static bp_rows counted(size_t count)
{
    return (bp_rows){FIRST_ROW, (uint32_t)(FIRST_ROW + (count ? count : 1))};
}

static void put_dictionary(bp_working *w)
{
    line l = {.w = w, .columns = dictionary_columns, .sheet = bp_working_sheet(w, SHEET_DICTIONARY, dictionary_columns)};
    if (!l.sheet)
        return;
    worksheet_set_tab_color(l.sheet, 0xA6A6A6);
    for (size_t i = 0; i < w->code_count; i++) {
        l.row = (uint32_t)(FIRST_ROW + i);
        put(&l, C_CODE, w->codes[i].code);
        put(&l, C_NAME, w->codes[i].name);
        put(&l, C_LEVEL, is_first(w, w->codes[i].code) ? "一级" : "二级");
        put(&l, C_SOURCE, i < w->own_codes ? "本表" : "表样");
        if (i < w->first_count)
            put(&l, C_FIRST, w->first[i]);
        if (i < w->second_count)
            put(&l, C_SECOND, w->second[i]);
    }
    name_range(w, "指标代码表", SHEET_DICTIONARY, counted(w->code_count), C_CODE);
    name_range(w, "指标名称表", SHEET_DICTIONARY, counted(w->code_count), C_NAME);
    name_range(w, "一级指标代码", SHEET_DICTIONARY, counted(w->first_count), C_FIRST);
    name_range(w, "二级指标代码", SHEET_DICTIONARY, counted(w->second_count), C_SECOND);
}

/* ---- 表信息 ---- */

static const bp_working_column info_columns[] = {
    {"项", 16, BP_USE_COMPUTED, BP_ALIGN_LEFT}, {"内容", 90, BP_USE_INPUT, BP_ALIGN_LEFT}, {0},
};

static void put_info_row(line *l, uint32_t row, const char *key, const char *value, bool open)
{
    bp_style style = bp_working_style(open ? BP_USE_INPUT : BP_USE_COMPUTED, BP_ALIGN_LEFT);
    l->row = row;
    put(l, 0, key);
    bp_put_text(l->w->book, l->sheet, row, 1, value, &style);
    make_room(l, 1, value, &style);
    end_row(l);
}

static void put_info(bp_working *w)
{
    const bp_model *m = w->model;
    line l = {.w = w, .columns = info_columns, .sheet = bp_working_sheet(w, SHEET_INFO, info_columns)};
    bp_style year = bp_working_style(BP_USE_INPUT, BP_ALIGN_LEFT);
    if (!l.sheet)
        return;
    worksheet_set_tab_color(l.sheet, 0xBF9000);
    put_info_row(&l, I_SCHEMA, "数据格式", "budgetpress/1", false);
    put_info_row(&l, I_FORM, "表样", m->form, false);
    put_info_row(&l, I_TITLE, "标题", m->title, true);
    l.row = I_YEAR;
    year.number = "0";
    put(&l, 0, "预算年度");
    bp_put_number(w->book, l.sheet, I_YEAR, 1, m->fiscal_year, &year);
    put_info_row(&l, I_UNIT, "金额单位", m->amount_unit, true);
    put_info_row(&l, I_DEPARTMENT, "部门名称", m->department, true);
    put_info_row(&l, I_DEPARTMENT_CODE, "部门代码", m->department_code, true);
    put_info_row(&l, I_FINGERPRINT, "数据指纹", w->fingerprint, false);
    for (size_t i = 0; i < m->note_count; i++)
        put_info_row(&l, (uint32_t)(I_NOTES + i), "附注", m->notes[i], true);
    allow_integers(w, l.sheet, (bp_rows){I_YEAR, I_YEAR + 1}, 1, 1949, 2999, "预算年度应为四位年份。");
    static const char *units[] = {"元", "万元", NULL};
    lxw_data_validation unit = {.validate = LXW_VALIDATION_TYPE_LIST, .value_list = (char **)units, .error_title = "金额单位",
                                .error_message = "金额单位为元或万元；改单位不会换算金额。"};
    allow(w, l.sheet, (bp_rows){I_UNIT, I_UNIT + 1}, 1, &unit);
    name_cell(w, "预算年度", SHEET_INFO, I_YEAR, 1);
    name_cell(w, "金额单位", SHEET_INFO, I_UNIT, 1);
    name_cell(w, "部门名称", SHEET_INFO, I_DEPARTMENT, 1);
}

bp_status bp_working_write(const bp_job *job, bp_book *book, const bp_facts *facts, const char *official,
                           const bp_official_totals *totals, const char *fingerprint)
{
    const bp_form *form = bp_table_form(job->table);
    bp_working w = {.job = job, .model = facts->model, .facts = facts, .book = book, .official = official, .totals = totals,
                    .fingerprint = fingerprint,
                    .dictionary = {facts->model->dictionary, facts->model->dictionary_count, &form->dictionary}};
    bp_totals sums;
    bp_status status = bp_totals_compute(w.model, &w.arena, job->diag, &sums);
    if (!status && !collect_codes(&w))
        status = bp_report_memory(job->diag);
    if (!status) {
        put_projects(&w);
        put_funds(&w);
        put_goals(&w);
        put_data(&w);
        put_agencies(&w, &sums);
        bp_checks_write(&w, &sums);
        put_dictionary(&w);
        put_info(&w);
        if (w.formula.failed || w.value.failed)
            status = bp_report_memory(job->diag);
    }
    bp_buf_free(&w.formula);
    bp_buf_free(&w.value);
    bp_arena_free(&w.arena);
    return status;
}
