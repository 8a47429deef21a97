/* checks.c - the sheet 校验: what a spreadsheet can hold against the figures while they are edited. Private to working/.
 *
 * `budgetpress check` knows many more rules; these are the ones that an edit most easily breaks.
 */
#include <ctype.h>
#include <string.h>

#include "working/marks.h"
#include "working/row.h"
#include "check/check.h"

#define PASS "通过"
#define FAIL "不符"
#define HINT "提示"
#define NOT_CLAIMED "未填报"
#define FOUND_ERROR "错误"
#define FOUND_WARNING "警告"

enum { K_WHAT, K_OF, K_WANTED, K_FOUND, K_GAP, K_RESULT, K_COLUMNS };
enum { ROW_RESULT = 1, ROW_CHECKS };

static const bp_working_column columns[] = {
    [K_WHAT] = {"检查项", 40, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [K_OF] = {"对象", 40, BP_USE_COMPUTED, BP_ALIGN_LEFT},
    [K_WANTED] = {"应为", 18, BP_USE_SUM, BP_ALIGN_RIGHT},
    [K_FOUND] = {"实为", 18, BP_USE_SUM, BP_ALIGN_RIGHT},
    [K_GAP] = {"差额", 16, BP_USE_SUM, BP_ALIGN_RIGHT},
    [K_RESULT] = {"结果", 12, BP_USE_COMPUTED, BP_ALIGN_CENTER},
    [K_COLUMNS] = {0},
};

typedef struct checks {
    bp_working *w;
    bp_sheet *sheet;
    uint32_t row;
    bool counting;          /* the first pass: nothing is written yet, since the summary stands above */
    size_t failed, hints;
    bp_buf wanted, found;   /* formulas */
} checks;

static void put(checks *k, size_t column, const char *text)
{
    bp_style style = bp_working_style(BP_USE_COMPUTED, (bp_align)columns[column].align);
    if (!k->counting)
        bp_put_text(k->w->book, k->sheet, k->row, column, text, &style);
}

static void put_amount(checks *k, size_t column, const bp_buf *formula, bp_amount value)
{
    bp_style style = bp_working_style(BP_USE_SUM, BP_ALIGN_RIGHT);
    if (!k->counting)
        bp_put_formula_amount(k->w->book, k->sheet, k->row, column, bp_buf_text(formula), value, &style);
}

static void put_result(checks *k, const char *formula, const char *result)
{
    bp_style style = bp_working_style(BP_USE_COMPUTED, BP_ALIGN_CENTER);
    if (!k->counting)
        bp_put_formula_text(k->w->book, k->sheet, k->row, K_RESULT, formula, result, &style);
    k->failed += !strcmp(result, FAIL);
    k->hints += !strcmp(result, HINT);
    k->row++;
}

/* ---- amounts ---- */

static bool same_amount(bp_amount a, bp_amount b)
{
    return a.present == b.present && a.micro == b.micro;
}

/* The name that an agency has by now, and a kind of money. */
static void put_agency(checks *k, uint32_t row, const char *name, bp_fund fund)
{
    bp_style style = bp_working_style(BP_USE_COMPUTED, (bp_align)columns[K_OF].align);
    bp_buf formula = {0}, value = {0};
    bp_buf_putc(&formula, '=');
    bp_put_ref(&formula, SHEET_AGENCIES, row, A_NAME);
    bp_buf_printf(&formula, "&\" %s\"", bp_fund_labels[fund]);
    bp_buf_printf(&value, "%s %s", name, bp_fund_labels[fund]);
    if (!k->counting)
        bp_put_formula_text(k->w->book, k->sheet, k->row, K_OF, bp_buf_text(&formula), bp_buf_text(&value), &style);
    bp_buf_free(&formula);
    bp_buf_free(&value);
}

/* Two amounts by the formulas in k->wanted and k->found. A claim that was not made is not compared. */
static void compare(checks *k, bp_amount wanted, bp_amount found, bool claim)
{
    bp_buf formula = {0};
    unsigned n = (unsigned)k->row + 1;
    bool both = wanted.present && found.present;
    put_amount(k, K_WANTED, &k->wanted, wanted);
    put_amount(k, K_FOUND, &k->found, found);
    bp_buf_printf(&formula, "=IF(OR(C%u=\"\",D%u=\"\"),\"\",ROUND(D%u-C%u,6))", n, n, n, n);
    put_amount(k, K_GAP, &formula, (bp_amount){both ? found.micro - wanted.micro : 0, both});
    bp_buf_truncate(&formula, 0);
    bp_buf_printf(&formula, "=IF(C%u=\"\",", n);
    if (claim)
        bp_buf_puts(&formula, "\"" NOT_CLAIMED "\"");
    else
        bp_buf_printf(&formula, "IF(D%u=\"\",\"" PASS "\",\"" FAIL "\")", n);
    bp_buf_printf(&formula, ",IF(D%u=\"\",\"" FAIL "\",IF(ROUND(C%u-D%u,6)=0,\"" PASS "\",\"" FAIL "\")))", n, n, n);
    put_result(k, bp_buf_text(&formula), claim && !wanted.present ? NOT_CLAIMED : same_amount(wanted, found) ? PASS : FAIL);
    bp_buf_free(&formula);
}

/* The sum of a kind of money over 资金 and the projects that were added. */
static void set_fund_sum(checks *k, bp_fund fund)
{
    bp_rows rows = {FIRST_ROW, bp_facts_fund_row(k->w->model->project_count, 0)};
    bp_buf kinds = {0}, amounts = {0}, added = {0};
    bp_put_range(&kinds, SHEET_FUNDS, rows, F_COUNTED);
    bp_buf_puts(&kinds, ",1");
    if (fund != BP_FUND_TOTAL) {
        bp_buf_putc(&kinds, ',');
        bp_put_range(&kinds, SHEET_FUNDS, rows, F_KIND);
        bp_buf_printf(&kinds, ",\"%s\"", bp_fund_labels[fund]);
    }
    bp_put_range(&amounts, SHEET_FUNDS, rows, F_AMOUNT);
    bp_put_range(&added, SHEET_PROJECTS, bp_facts_spare_projects(k->w->facts), bp_facts_sum_column(fund));
    const char *of = bp_buf_text(&kinds), *sum = bp_buf_text(&amounts), *more = bp_buf_text(&added);
    bp_buf_truncate(&k->wanted, 0);
    bp_buf_printf(&k->wanted, "=IF(COUNTIFS(%s,%s,\">-1E+300\")+COUNT(%s)=0,\"\",ROUND(SUMIFS(%s,%s)+SUM(%s),6))", of, sum, more,
                  sum, of, more);
    bp_buf_free(&kinds);
    bp_buf_free(&amounts);
    bp_buf_free(&added);
}

/* The official sheet's totals against the sums of what was entered. */
static void check_official(checks *k, const bp_totals *sums)
{
    const bp_official_totals *totals = k->w->totals;
    bp_buf sheet = {0};
    bp_buf_printf(&sheet, "'%s'", k->w->official);
    for (int fund = 0; fund < BP_FUND_KINDS && k->w->model->project_count; fund++) {
        if (totals->row[fund] == UINT32_MAX)
            continue;
        set_fund_sum(k, (bp_fund)fund);
        bp_show_cell(&k->found, bp_buf_text(&sheet), totals->row[fund], totals->column[fund]);
        put(k, K_WHAT, "表样合计等于“资金”表之和");
        put(k, K_OF, bp_fund_labels[fund]);
        compare(k, sums->document[fund], sums->document[fund], false);
    }
    bp_buf_free(&sheet);
}

/* What was claimed against the sums, of one line of 单位. */
static void check_line(checks *k, const char *name, uint32_t row, const bp_reported *claims, const bp_amount *sums)
{
    for (int i = 0; i < BP_FUND_KINDS; i++) {
        bp_fund fund = (bp_fund)((i + BP_FUND_TOTAL) % BP_FUND_KINDS);
        bp_show_cell(&k->wanted, SHEET_AGENCIES, row, bp_facts_claim_column(fund));
        bp_show_cell(&k->found, SHEET_AGENCIES, row, bp_facts_sum_column(fund) - P_TOTAL + A_TOTAL);
        put(k, K_WHAT, "合计等于填报数");
        put_agency(k, row, name, fund);
        compare(k, claims ? claims->amounts[fund] : (bp_amount){0}, sums[fund], true);
    }
}

static void check_claims(checks *k, const bp_totals *sums)
{
    const bp_model *m = k->w->model;
    check_line(k, "合计", FIRST_ROW, bp_find_claims(m, NULL), sums->document);
    for (size_t i = 0; i < m->agency_count; i++)
        check_line(k, m->agencies[i].name, (uint32_t)(FIRST_ROW + 1 + i), bp_find_claims(m, &m->agencies[i]),
                   sums->agencies[i]);
}

/* ---- counts ---- */

/* How many things are as they should not be, by a formula; {x} in it is the range of column x. */
static void count(checks *k, const char *what, const char *of, const char *pattern, const char *sheet, bp_rows rows, size_t found,
                  const char *otherwise)
{
    bp_style style = bp_working_style(BP_USE_COMPUTED, BP_ALIGN_RIGHT);
    bp_buf *out = &k->found;
    unsigned n = (unsigned)k->row + 1;
    bp_buf_truncate(out, 0);
    for (; *pattern; pattern++) {
        if (*pattern == '{') {
            bp_put_range(out, sheet, rows, (size_t)(pattern[1] - 'A'));
            pattern += 2;
        } else
            bp_buf_putc(out, *pattern);
    }
    put(k, K_WHAT, what);
    put(k, K_OF, of);
    if (!k->counting) {
        bp_put_number(k->w->book, k->sheet, k->row, K_WANTED, 0, &style);
        bp_put_formula_number(k->w->book, k->sheet, k->row, K_FOUND, bp_buf_text(out), (int64_t)found, &style);
    }
    put(k, K_GAP, "");
    bp_buf_truncate(&k->wanted, 0);
    bp_buf_printf(&k->wanted, "=IF(D%u=0,\"" PASS "\",\"%s\")", n, otherwise);
    put_result(k, bp_buf_text(&k->wanted), found ? otherwise : PASS);
}

/* Words that stand for what is still to be written: those of the checks, and crosses, which a formula can only seek as they are. */
static const char *placeholder(size_t i)
{
    static const char *const crosses[] = {"XX", "××", NULL};
    size_t words = 0;
    while (bp_placeholder_words[words])
        words++;
    return i < words ? bp_placeholder_words[i] : crosses[i - words];
}

static bool has_placeholder(const char *text)
{
    for (size_t i = 0; placeholder(i); i++)
        if (strcasestr(text, placeholder(i)))
            return true;
    return false;
}

/* "=SUMPRODUCT(--(ISNUMBER(SEARCH(word,column))+...>0))" over columns first to last. */
static void put_search(bp_buf *out, char first, char last)
{
    bp_buf_truncate(out, 0);
    bp_buf_puts(out, "=SUMPRODUCT(--(");
    for (char column = first; column <= last; column++)
        for (size_t i = 0; placeholder(i); i++)
            bp_buf_printf(out, "%sISNUMBER(SEARCH(\"%s\",{%c}))", column > first || i ? "+" : "", placeholder(i), column);
    bp_buf_puts(out, ">0))");
}

/* How many of the model's things are as they should not be: what the formulas give before anything is edited. */
typedef struct counts {
    size_t no_goal, no_indicator, no_amount, goal_holes, indicator_holes, unknown, strangers;
} counts;

static void count_indicator(const bp_working *w, const bp_indicator *r, counts *n)
{
    n->indicator_holes += has_placeholder(r->name) || has_placeholder(r->period_value) || has_placeholder(r->annual_value);
    n->unknown += !*bp_dictionary_name(&w->dictionary, r->level1) || !*bp_dictionary_name(&w->dictionary, r->level2);
    n->strangers += strncmp(r->level1, r->level2, strlen(r->level1)) != 0;
}

static counts count_all(const bp_working *w)
{
    counts n = {0};
    for (size_t i = 0; i < w->model->project_count; i++) {
        const bp_project *project = &w->model->projects[i];
        bp_amount total;
        bp_project_total(project, &total);
        n.no_goal += !project->goal_count;
        n.no_indicator += !project->indicator_count;
        n.no_amount += !total.present;
        for (size_t g = 0; g < project->goal_count; g++)
            n.goal_holes += has_placeholder(project->goal[g]);
        for (size_t r = 0; r < project->indicator_count; r++)
            count_indicator(w, &project->indicators[r], &n);
    }
    return n;
}

static void check_projects(checks *k, const counts *n)
{
    size_t projects = k->w->model->project_count;
    bp_rows rows = {FIRST_ROW, (uint32_t)(FIRST_ROW + projects)};
    bp_rows funds = {FIRST_ROW, bp_facts_fund_row(projects, 0)};
    if (!projects)
        return;
    count(k, "项目名称不为空", "项目", "=COUNTBLANK({B})", SHEET_PROJECTS, rows, 0, FAIL);
    count(k, "每个项目有绩效目标", "目标", "=SUMPRODUCT(({H}=0)*({K}<>\"" REMOVED "\"))", SHEET_PROJECTS, rows, n->no_goal, HINT);
    count(k, "每个项目有绩效指标", "数据", "=SUMPRODUCT(({I}=0)*({K}<>\"" REMOVED "\"))", SHEET_PROJECTS, rows, n->no_indicator, HINT);
    count(k, "每个项目有资金", "资金", "=SUMPRODUCT(({D}=\"\")*({K}<>\"" REMOVED "\"))", SHEET_PROJECTS, rows, n->no_amount, HINT);
    count(k, "金额都是数字", "资金", "=COUNTA({D})-COUNT({D})", SHEET_FUNDS, funds, 0, FAIL);
    count(k, "没有删除项目（交回后重新输出表样）", "项目", "=COUNTIF({K},\"" REMOVED "\")", SHEET_PROJECTS, rows, 0, HINT);
}

static void check_added(checks *k)
{
    bp_rows spare = bp_facts_spare_projects(k->w->facts);
    count(k, "没有增加项目（交回后重新输出表样）", "项目", "=SUMPRODUCT(--({L}<>\"\"))", SHEET_PROJECTS, spare, 0, HINT);
    count(k, "增加的项目有名称和单位", "项目", "=SUMPRODUCT(({L}<>\"\")*((({B}=\"\")+({M}=\"\"))>0))", SHEET_PROJECTS, spare, 0, FAIL);
    count(k, "增加的项目金额都是数字", "项目",
          "=SUMPRODUCT(({E}<>\"\")*(1-ISNUMBER({E}))+({F}<>\"\")*(1-ISNUMBER({F}))+({G}<>\"\")*(1-ISNUMBER({G})))", SHEET_PROJECTS,
          spare, 0, FAIL);
}

/* Rows for a project that is chosen by a name which several have. COUNTIF would take * and ? for any text, and no longer one than
 * 255 characters. */
#define SAME_NAMES \
    "=SUMPRODUCT(({B}<>\"\")*(COUNTIF(项目名称清单,\"=\"&SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(LEFT({B},120),\"~\",\"~~\"),\"*\",\"~*\")," \
    "\"?\",\"~?\"))>1))"

static void check_texts(checks *k, const counts *n)
{
    bp_rows spare = bp_facts_spare_goals(k->w->facts), goals = {FIRST_ROW, spare.end};
    bp_rows spare_data = bp_facts_spare_indicators(k->w->facts), data = {FIRST_ROW, spare_data.end};
    bp_buf search = {0};
    put_search(&search, 'D', 'D');
    count(k, "绩效目标没有占位文字（待补充、XX 等）", "目标", bp_buf_text(&search), SHEET_GOALS, goals, n->goal_holes, HINT);
    put_search(&search, 'G', 'I');
    count(k, "绩效指标没有占位文字", "数据", bp_buf_text(&search), SHEET_DATA, data, n->indicator_holes, HINT);
    count(k, "每条指标有两级代码和名称", "数据",
          "=SUMPRODUCT(({C}&{E}&{G}&{H}&{I}<>\"\")*((({C}=\"\")+({E}=\"\")+({G}=\"\"))>0))", SHEET_DATA, data, 0, FAIL);
    if (k->w->code_count && bp_table_form(k->w->job->table)->has_indicators)
        count(k, "指标代码在字典里", "数据", "=SUMPRODUCT(--(({C}<>\"\")*({D}=\"\")+({E}<>\"\")*({F}=\"\")>0))", SHEET_DATA, data,
              n->unknown, FAIL);
    count(k, "二级指标属于一级指标", "数据", "=SUMPRODUCT(({E}<>\"\")*(LEFT({E},LEN({C}))<>{C}&\"\"))", SHEET_DATA, data,
          n->strangers, FAIL);
    count(k, "增加的段落选了项目", "目标", "=SUMPRODUCT(({E}=\"\")*({B}&{D}<>\"\"))", SHEET_GOALS, spare, 0, FAIL);
    count(k, "增加的指标选了项目", "数据", "=SUMPRODUCT(({J}=\"\")*({B}&{C}&{E}&{G}&{H}&{I}<>\"\"))", SHEET_DATA, spare_data, 0, FAIL);
    count(k, "增加的段落所选的项目没有同名的", "目标", SAME_NAMES, SHEET_GOALS, spare, 0, HINT);
    count(k, "增加的指标所选的项目没有同名的", "数据", SAME_NAMES, SHEET_DATA, spare_data, 0, HINT);
    bp_buf_free(&search);
}

/* ---- what a check found when the workbook was written ---- */

static void put_blanks(checks *k, size_t first, size_t end)
{
    for (size_t c = first; c < end; c++)
        put(k, c, "");
}

/* What is wrong, and a link to the cell. */
static void put_finding(checks *k, const bp_finding *f)
{
    bp_buf formula = {0}, name = {0};
    bp_mark_cell cell;
    bp_style style = bp_working_style(BP_USE_COMPUTED, (bp_align)columns[K_OF].align);
    put(k, K_WHAT, f->message);
    if (f->pointer && bp_mark_find(k->w->facts, f->pointer, &cell)) {
        bp_buf_printf(&name, "%s!", cell.sheet);
        bp_ref(&name, cell.row, cell.column);
        bp_buf_printf(&formula, "=HYPERLINK(\"#%s\",\"%s\")", bp_buf_text(&name), bp_buf_text(&name));
        bp_put_formula_text(k->w->book, k->sheet, k->row, K_OF, bp_buf_text(&formula), bp_buf_text(&name), &style);
    } else
        put(k, K_OF, f->place ? f->place : "");
    put_blanks(k, K_WANTED, K_RESULT);
    put(k, K_RESULT, f->severity == BP_ERROR ? FOUND_ERROR : FOUND_WARNING);
    k->row++;
    bp_buf_free(&formula);
    bp_buf_free(&name);
}

static void put_findings(checks *k)
{
    const bp_diag *findings = k->w->job->findings;
    if (!findings)
        return;
    put(k, K_WHAT, "输出时检查发现的问题：已在单元格里标红，改好后交回，重新输出时再检查");
    put_blanks(k, K_OF, K_COLUMNS);
    k->row++;
    for (size_t i = 0; i < bp_diag_count(findings); i++)
        if (!bp_diag_get(findings, i)->silenced)
            put_finding(k, bp_diag_get(findings, i));
}

/* ---- the sheet ---- */

/* What all checks come to, above them. */
static void put_summary(checks *k, uint32_t last)
{
    bp_buf formula = {0}, value = {0};
    bp_style style = bp_working_style(BP_USE_COMPUTED, BP_ALIGN_LEFT);
    style.bold = true;
    bp_buf_printf(&formula, "=COUNTIF(F%d:F%u,\"" FAIL "\")&\" 项不符，\"&COUNTIF(F%d:F%u,\"" HINT "\")&\" 项提示\"", ROW_CHECKS + 1,
                  (unsigned)last, ROW_CHECKS + 1, (unsigned)last);
    bp_buf_printf(&value, "%zu 项不符，%zu 项提示", k->failed, k->hints);
    k->row = ROW_RESULT;
    bp_put_text(k->w->book, k->sheet, k->row, K_WHAT, "结论", &style);
    bp_put_formula_text(k->w->book, k->sheet, k->row, K_OF, bp_buf_text(&formula), bp_buf_text(&value), &style);
    for (size_t c = K_WANTED; c < K_RESULT; c++)
        bp_put_text(k->w->book, k->sheet, k->row, c, "", &style);
    style.align = BP_ALIGN_CENTER;
    bp_buf_truncate(&formula, 0);
    bp_buf_printf(&formula,
                  "=IF(COUNTIF(F%d:F%u,\"" FAIL "\")>0,\"" FAIL "\",IF(COUNTIF(F%d:F%u,\"" HINT "\")>0,\"" HINT "\",\"" PASS "\"))",
                  ROW_CHECKS + 1, (unsigned)last, ROW_CHECKS + 1, (unsigned)last);
    bp_put_formula_text(k->w->book, k->sheet, k->row, K_RESULT, bp_buf_text(&formula),
                        k->failed ? FAIL : k->hints ? HINT : PASS, &style);
    bp_buf_free(&formula);
    bp_buf_free(&value);
}

static void colour(checks *k, uint32_t last, const char *result, uint32_t fill, uint32_t color)
{
    bp_buf quoted = {0};
    bp_style style = {.size = 20, .fill = fill, .color = color};
    bp_buf_printf(&quoted, "\"%s\"", result);
    lxw_conditional_format rule = {.type = LXW_CONDITIONAL_TYPE_CELL, .criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO,
                                   .value_string = quoted.data, .format = bp_book_format(k->w->book, &style)};
    if (quoted.data)
        bp_book_check(k->w->book, worksheet_conditional_format_range(k->sheet, ROW_RESULT, K_RESULT, last, K_RESULT, &rule));
    bp_buf_free(&quoted);
}

static void put_checks(checks *k, const bp_totals *sums, const counts *n)
{
    k->row = ROW_CHECKS;
    check_official(k, sums);
    check_claims(k, sums);
    check_projects(k, n);
    check_added(k);
    check_texts(k, n);
}

void bp_checks_write(bp_working *w, const bp_totals *sums)
{
    checks k = {.w = w, .sheet = bp_working_sheet(w, SHEET_CHECKS, columns), .counting = true};
    if (!k.sheet)
        return;
    const counts n = count_all(w);
    put_checks(&k, sums, &n);
    uint32_t last = k.row;
    k.counting = false;
    put_summary(&k, last);
    put_checks(&k, sums, &n);
    put_findings(&k);
    worksheet_set_tab_color(k.sheet, w->job->findings ? 0xC00000 : 0x548235);
    colour(&k, last - 1, PASS, 0xE2EFDA, 0x375623);
    colour(&k, last - 1, FAIL, 0xF8CBAD, 0xC00000);
    colour(&k, last - 1, HINT, 0xFFF2CC, 0x7F6000);
    bp_buf_free(&k.wanted);
    bp_buf_free(&k.found);
}
