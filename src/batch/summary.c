/* summary.c - see summary.h. */
#include "batch/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/xlsx/book.h"
#include "batch/journal.h"
#include "diag/file.h"
#include "diag/translate.h"
#include "facts/model.h"

enum { UNITS = 4, ROWS_OF_A_SHEET = BP_SHEET_ROWS - UNITS - 8 };

enum { INPUT, STATUS, DEPARTMENT, YEAR, FORM, PAGES, PROJECTS, TOTAL, UNIT = TOTAL + BP_FUND_KINDS, SECONDS, CAUSE, COLUMNS };

static const struct {
    const char *label;
    double width;
    uint8_t align;
} columns[COLUMNS] = {
    [INPUT] = {BP_TEXT("Input"), 36, BP_ALIGN_LEFT},
    [STATUS] = {BP_TEXT("Status"), 9, BP_ALIGN_CENTER},
    [DEPARTMENT] = {BP_TEXT("Department"), 24, BP_ALIGN_LEFT},
    [YEAR] = {BP_TEXT("Year"), 8, BP_ALIGN_CENTER},
    [FORM] = {BP_TEXT("Form"), 30, BP_ALIGN_LEFT},
    [PAGES] = {BP_TEXT("Pages"), 8, BP_ALIGN_RIGHT},
    [PROJECTS] = {BP_TEXT("Projects"), 9, BP_ALIGN_RIGHT},
    [TOTAL] = {BP_TEXT("Total"), 16, BP_ALIGN_RIGHT},
    [TOTAL + 1] = {BP_TEXT("Fiscal appropriation"), 20, BP_ALIGN_RIGHT},
    [TOTAL + 2] = {BP_TEXT("Special fiscal account"), 20, BP_ALIGN_RIGHT},
    [TOTAL + 3] = {BP_TEXT("Other funds"), 16, BP_ALIGN_RIGHT},
    [UNIT] = {BP_TEXT("Unit"), 8, BP_ALIGN_CENTER},
    [SECONDS] = {BP_TEXT("Seconds"), 9, BP_ALIGN_RIGHT},
    [CAUSE] = {BP_TEXT("Cause of failure"), 60, BP_ALIGN_LEFT},
};

/* The kind of money in each amount column: the total stands first. */
static const bp_fund funds[BP_FUND_KINDS] = {BP_FUND_TOTAL, BP_FUND_FISCAL, BP_FUND_SPECIAL, BP_FUND_OTHER};

/* What one unit comes to on a sheet. A sum has no limit of 12 digits; one that fits no bp_amount is left to whoever opens the
 * workbook. */
typedef struct unit_sum {
    char unit[16];
    int64_t amounts[BP_FUND_KINDS];  /* millionths */
    bool too_large[BP_FUND_KINDS];
} unit_sum;

struct bp_summary {
    bp_diag *diag;
    bp_outfile *file;
    bp_book *book;
    bp_sheet *sheet;
    unsigned sheets;
    uint32_t row;                 /* the next one */
    unit_sum units[UNITS];
    size_t unit_count;
    size_t pages, projects;
};

static const char *const amount_format = "#,##0.00####";

static bp_style style_of(size_t column, bool strong)
{
    return (bp_style){.size = 20, .bold = strong, .align = columns[column].align, .valign = BP_VALIGN_TOP,
                      .wrap = column == CAUSE && !strong};
}

static void begin_sheet(bp_summary *s)
{
    char name[64];
    const char *label = bp_diag_text(s->diag, "Summary");
    s->sheets++;
    snprintf(name, sizeof name, s->sheets > 1 ? "%s %u" : "%.30s", label, s->sheets);
    s->sheet = bp_book_sheet(s->book, name);
    s->row = 0;
    s->unit_count = 0;
    s->pages = s->projects = 0;
    if (!s->sheet)
        return;
    for (size_t c = 0; c < COLUMNS; c++) {
        bp_style style = style_of(c, true);
        style.fill = 0xE8EEF4;
        style.bottom = BP_BORDER_THIN;
        bp_book_check(s->book, worksheet_set_column(s->sheet, (lxw_col_t)c, (lxw_col_t)c, columns[c].width, NULL));
        bp_put_text(s->book, s->sheet, 0, c, bp_diag_text(s->diag, columns[c].label), &style);
    }
    worksheet_freeze_panes(s->sheet, 1, 1);
    s->row = 1;
}

bp_status bp_summary_new(const char *path, bp_diag *diag, bp_summary **out)
{
    bp_summary *s = calloc(1, sizeof *s);
    *out = NULL;
    if (!s)
        return bp_report_memory(diag);
    s->diag = diag;
    bp_status status = bp_outfile_open(path, diag, &s->file);
    if (!status && !(s->book = bp_book_new(bp_outfile_temporary(s->file), diag)))
        status = BP_SYSTEM;
    if (status) {
        bp_outfile_drop(s->file);
        free(s);
        return status;
    }
    bp_book_properties(s->book, bp_diag_text(diag, "Summary"), "", -1);
    begin_sheet(s);
    *out = s;
    return BP_OK;
}

/* Rows. */

static unit_sum *sum_of(bp_summary *s, const char *unit)
{
    for (size_t i = 0; i < s->unit_count; i++)
        if (!strcmp(s->units[i].unit, unit))
            return &s->units[i];
    if (s->unit_count == UNITS || strlen(unit) >= sizeof s->units->unit)
        return NULL;
    unit_sum *sum = &s->units[s->unit_count++];
    *sum = (unit_sum){0};
    snprintf(sum->unit, sizeof sum->unit, "%s", unit);
    return sum;
}

static void put_text(bp_summary *s, size_t column, const char *text)
{
    const bp_style style = style_of(column, false);
    bp_put_text(s->book, s->sheet, s->row, column, text, &style);
}

static void put_number(bp_summary *s, size_t column, int64_t value, const char *format)
{
    bp_style style = style_of(column, false);
    style.number = format;
    bp_put_number(s->book, s->sheet, s->row, column, value, &style);
}

static void put_amounts(bp_summary *s, const bp_receipt *receipt)
{
    unit_sum *sum = *receipt->amount_unit ? sum_of(s, receipt->amount_unit) : NULL;
    for (size_t i = 0; i < BP_FUND_KINDS; i++) {
        const char *text = receipt->totals[funds[i]];
        bp_style style = style_of(TOTAL + i, false);
        bp_amount amount = {0};
        style.number = amount_format;
        if (*text && !bp_amount_parse(text, strlen(text), &amount) && sum)
            sum->too_large[i] |= __builtin_add_overflow(sum->amounts[i], amount.micro, &sum->amounts[i]);
        bp_put_amount(s->book, s->sheet, s->row, TOTAL + i, amount, &style);
    }
    put_text(s, UNIT, receipt->amount_unit);
}

static void end_sheet(bp_summary *s);

void bp_summary_add(bp_summary *s, const bp_receipt *receipt)
{
    bp_buf cause = {0};
    bp_style seconds = style_of(SECONDS, false);
    const bool fits = receipt->seconds < (double)(INT64_MAX / 1000000);
    const bp_amount took = {fits ? (int64_t)(receipt->seconds * 1e6) : 0, fits};
    seconds.number = "0.000";
    if (s->row >= ROWS_OF_A_SHEET) {
        end_sheet(s);
        begin_sheet(s);
    }
    if (!s->sheet)
        return;
    if (!receipt->done)
        bp_buf_printf(&cause, "%s %s", receipt->code, receipt->message);
    put_text(s, INPUT, receipt->input);
    put_text(s, STATUS, receipt->done ? bp_diag_text(s->diag, "done") : bp_diag_text(s->diag, "failed"));
    put_text(s, DEPARTMENT, receipt->department);
    if (receipt->fiscal_year)
        put_number(s, YEAR, receipt->fiscal_year, "0");
    put_text(s, FORM, receipt->form);
    if (receipt->done)
        put_number(s, PAGES, (int64_t)receipt->pages, "#,##0");
    if (*receipt->amount_unit)
        put_number(s, PROJECTS, (int64_t)receipt->projects, "#,##0");
    put_amounts(s, receipt);
    bp_put_amount(s->book, s->sheet, s->row, SECONDS, took, &seconds);
    put_text(s, CAUSE, bp_buf_text(&cause));
    if (cause.failed)
        bp_book_check(s->book, LXW_ERROR_MEMORY_MALLOC_FAILED);
    s->pages += receipt->done ? receipt->pages : 0;
    s->projects += receipt->projects;
    s->row++;
    bp_buf_free(&cause);
}

/* Totals: live, a row for each unit of amounts. */

/* "F2:F11" of the rows above. */
static void put_range(bp_buf *out, uint32_t last, size_t column)
{
    bp_ref_fixed(out, 1, column);
    bp_buf_putc(out, ':');
    bp_ref_fixed(out, last, column);
}

static bp_amount whole(size_t number)
{
    bool fits = number <= INT64_MAX / 1000000;
    return (bp_amount){fits ? (int64_t)number * 1000000 : 0, fits};
}

static void put_sum(bp_summary *s, uint32_t last, size_t column, const char *unit, bp_amount value, const char *format)
{
    bp_buf formula = {0};
    bp_style style = style_of(column, true);
    style.number = format;
    if (unit) {
        bp_buf_puts(&formula, "=SUMIF(");
        put_range(&formula, last, UNIT);
        bp_buf_putc(&formula, ',');
        bp_quote_formula_text(&formula, unit, strlen(unit));
        bp_buf_putc(&formula, ',');
    } else
        bp_buf_puts(&formula, "=SUM(");
    put_range(&formula, last, column);
    bp_buf_putc(&formula, ')');
    bp_put_formula_amount(s->book, s->sheet, s->row, column, bp_buf_text(&formula), value, &style);
    bp_buf_free(&formula);
}

static void end_sheet(bp_summary *s)
{
    uint32_t last = s->row - 1;
    if (!s->sheet || s->row < 2)
        return;
    bp_book_check(s->book, worksheet_autofilter(s->sheet, 0, 0, last, COLUMNS - 1));
    s->row++;  /* apart from what the filter sorts */
    for (size_t u = 0; u < s->unit_count || !u; u++) {
        const bp_style label = style_of(INPUT, true), unit_style = style_of(UNIT, true);
        const unit_sum *sum = u < s->unit_count ? &s->units[u] : NULL;
        bp_put_text(s->book, s->sheet, s->row, INPUT, bp_diag_text(s->diag, "Total"), &label);
        if (!u) {
            put_sum(s, last, PAGES, NULL, whole(s->pages), "#,##0");
            put_sum(s, last, PROJECTS, NULL, whole(s->projects), "#,##0");
        }
        for (size_t i = 0; sum && i < BP_FUND_KINDS; i++)
            put_sum(s, last, TOTAL + i, sum->unit, (bp_amount){sum->amounts[i], !sum->too_large[i]}, amount_format);
        if (sum)
            bp_put_text(s->book, s->sheet, s->row, UNIT, sum->unit, &unit_style);
        s->row++;
    }
}

bp_status bp_summary_close(bp_summary *s, bool keep)
{
    bp_status status = BP_OK;
    if (!s)
        return BP_OK;
    if (keep) {
        end_sheet(s);
        status = bp_book_close(s->book);
    } else
        bp_book_free(s->book);
    if (keep && !status)
        status = bp_outfile_complete(s->file, s->diag);
    if (keep && !status)
        status = bp_outfile_finish(s->file, s->diag);
    else
        bp_outfile_drop(s->file);
    free(s);
    return status;
}

/* Of a target. */

static bp_status add_entry(bp_summary *s, const bp_journal *journal, const bp_journal_entry *entry, bp_arena *scratch)
{
    bp_buf line = {0};
    bp_receipt receipt;
    bp_status status = bp_journal_receipt(journal, entry, scratch, &line, &receipt, s->diag);
    if (!status)
        bp_summary_add(s, &receipt);
    bp_arena_reset(scratch);
    bp_buf_free(&line);
    return status;
}

bp_status bp_summary_write(const char *path, const char *target, const bp_plan *plan, bp_diag *diag)
{
    bp_journal journal;
    bp_summary *s = NULL;
    bp_arena scratch = {0};
    bp_status status = bp_journal_open(target, BP_JOURNAL_READ, diag, &journal);
    if (!status)
        status = bp_summary_new(path, diag, &s);
    for (size_t i = 0; !status && plan && i < plan->list.count; i++) {
        const bp_journal_entry *entry = bp_journal_find(&journal, plan->list.jobs[i].id);
        if (entry)
            status = add_entry(s, &journal, entry, &scratch);
    }
    size_t count = status || plan ? 0 : bp_journal_list(&journal, false);
    for (size_t i = 0; i < count && !status; i++)
        status = add_entry(s, &journal, &journal.table[i], &scratch);
    bp_status closed = bp_summary_close(s, !status);
    bp_journal_close(&journal);
    bp_arena_free(&scratch);
    return status ? status : closed;
}
