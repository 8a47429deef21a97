/* agencies.c - the sheet 单位: agencies, their sums, and the totals that were reported. See working.h and docs/workbook.md. */
#include "working/row.h"

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
    [A_CLAIM_AGREED] = {"填报相符", 30, BP_USE_HIDDEN, BP_ALIGN_LEFT},
    [A_COLUMNS] = {0},
};

/* The kinds of money in the order of the columns: 总计 first. */
static bp_fund fund_at(size_t k)
{
    return (bp_fund)((k + BP_FUND_TOTAL) % BP_FUND_KINDS);
}

/* number 0: the whole table. */
static void put_agency_sums(bp_working_row *l, size_t number, const bp_amount *sums)
{
    bp_rows rows = bp_facts_projects(l->w->facts);
    for (size_t k = 0; k < BP_FUND_KINDS; k++) {
        size_t column = P_TOTAL + k;
        bp_buf *out = bp_row_formula(l, number ? "=IF(COUNTIFS(" : "=IF(COUNT(");
        if (number) {
            bp_put_range(out, SHEET_PROJECTS, rows, P_AGENCY_NUMBER);
            bp_buf_printf(out, ",%zu,", number);
        }
        bp_put_range(out, SHEET_PROJECTS, rows, column);
        bp_buf_puts(out, number ? ",\">-1E+300\")=0,\"\",ROUND(SUMIFS(" : ")=0,\"\",ROUND(SUM(");
        bp_put_range(out, SHEET_PROJECTS, rows, column);
        if (number) {
            bp_buf_putc(out, ',');
            bp_put_range(out, SHEET_PROJECTS, rows, P_AGENCY_NUMBER);
            bp_buf_printf(out, ",%zu", number);
        }
        bp_buf_puts(out, "),6))");
        bp_row_put_sum(l, A_TOTAL + k, sums[fund_at(k)]);
    }
}

/* claims NULL: there are none. */
static void put_claims(bp_working_row *l, const bp_reported *claims)
{
    for (size_t k = 0; k < BP_FUND_KINDS; k++) {
        bp_style style = bp_row_style(l, A_CLAIM_TOTAL + k);
        bp_put_amount(l->w->book, l->sheet, l->row, A_CLAIM_TOTAL + k, claims ? claims->amounts[fund_at(k)] : (bp_amount){0},
                      &style);
    }
}

/* The reported figures that are the sums, in the order of the columns, - for the others: what nobody changes of them may follow
 * when an amount is edited. */
static void put_agreed(bp_working_row *l, const bp_reported *claims, const bp_amount *sums)
{
    char text[BP_AMOUNT_SIZE];
    bp_buf *out = &l->w->value;
    bp_buf_truncate(out, 0);
    for (size_t k = 0; k < BP_FUND_KINDS && claims; k++) {
        bp_amount claim = claims->amounts[fund_at(k)], sum = sums[fund_at(k)];
        bp_amount_text(text, claim);
        bp_buf_printf(out, "%s%s", k ? " " : "", claim.present && sum.present && claim.micro == sum.micro ? text : "-");
    }
    bp_row_put(l, A_CLAIM_AGREED, bp_buf_text(out));
}

static void put_agency_id(bp_working_row *l, const char *id, const bp_reported *claims, const bp_amount *sums)
{
    bp_row_put(l, A_ID, id);
    if (claims)
        bp_row_put_int(l, A_CLAIM_ORDER, claims - l->w->model->reported + 1);
    else
        bp_row_put(l, A_CLAIM_ORDER, "");
    put_agreed(l, claims, sums);
}

/* An agency that is added. */
static void put_spare_agency(bp_working_row *l, size_t number)
{
    static const bp_amount none[BP_FUND_KINDS];
    const bp_facts *facts = l->w->facts;
    bp_row_put(l, A_CODE, "");
    bp_row_put(l, A_NAME, "");
    put_agency_sums(l, number, none);
    put_claims(l, NULL);
    bp_row_put_new_id(l, A_ID, "A#&B#", NEW_AGENCY_ID, bp_facts_spare_agencies(facts).first, facts->new_agency);
    bp_row_put(l, A_CLAIM_ORDER, "");
    bp_row_put(l, A_CLAIM_AGREED, "");
}

void bp_agencies_write(bp_working *w, const bp_totals *totals)
{
    const bp_model *m = w->model;
    bp_working_row l = {
        .w = w, .columns = agency_columns, .sheet = bp_working_sheet(w, SHEET_AGENCIES, agency_columns), .row = FIRST_ROW};
    bp_rows rows = {FIRST_ROW, bp_facts_agencies(w->facts).end};
    bp_style whole = bp_working_style(BP_USE_COMPUTED, BP_ALIGN_LEFT);
    if (!l.sheet)
        return;
    worksheet_freeze_panes(l.sheet, FIRST_ROW, A_TOTAL);
    worksheet_set_tab_color(l.sheet, 0xBF9000);
    whole.bold = true;
    bp_put_text(w->book, l.sheet, l.row, A_CODE, "", &whole);
    bp_put_text(w->book, l.sheet, l.row, A_NAME, "合计", &whole);
    put_agency_sums(&l, 0, totals->document);
    put_claims(&l, bp_find_claims(m, NULL));
    put_agency_id(&l, "", bp_find_claims(m, NULL), totals->document);
    for (size_t i = 0; i < m->agency_count; i++) {
        l.row++;
        bp_row_put(&l, A_CODE, m->agencies[i].code);
        bp_row_put(&l, A_NAME, m->agencies[i].name);
        put_agency_sums(&l, i + 1, totals->agencies[i]);
        put_claims(&l, bp_find_claims(m, &m->agencies[i]));
        put_agency_id(&l, m->agencies[i].id, bp_find_claims(m, &m->agencies[i]), totals->agencies[i]);
        bp_row_end(&l);
    }
    for (size_t i = 0; i < SPARE_AGENCIES; i++) {
        l.row++;
        put_spare_agency(&l, m->agency_count + i + 1);
    }
    for (size_t c = A_CLAIM_TOTAL; c <= A_CLAIM_OTHER; c++)
        bp_allow_amounts(w, l.sheet, rows, c);
    bp_name_range(w, "单位名称清单", SHEET_AGENCIES, bp_facts_agencies(w->facts), A_NAME);
    bp_name_range(w, "单位编号清单", SHEET_AGENCIES, bp_facts_agencies(w->facts), A_ID);
    bp_name_cell(w, "预算合计", SHEET_AGENCIES, FIRST_ROW, A_TOTAL);
}
