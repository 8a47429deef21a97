/* workbook.c - the workbook back end: the official sheet alone, or with the sheets that accountants work in. */
#include "render/workbook.h"

#include <string.h>

#include "format/record.h"
#include "format/xlsx/book.h"
#include "format/xlsx/facts.h"
#include "format/xlsx/official.h"
#include "working/working.h"
#include "facts/year.h"

enum { OPTION_PROFILE };
enum { PROFILE_OFFICIAL, PROFILE_WORKING };

/* The official sheet's name, which must be none of the working sheets'. */
static const char *official_name(const bp_form *form)
{
    static const char *const taken[] = {SHEET_PROJECTS, SHEET_FUNDS,  SHEET_GOALS,      SHEET_DATA,
                                        SHEET_AGENCIES, SHEET_CHECKS, SHEET_DICTIONARY, SHEET_INFO};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (!strcmp(form->sheet, taken[i]))
            return "表样";
    return form->sheet;
}

/* The year, where the title does not tell it. */
static void put_year(bp_book *book, const bp_table *table, bp_buf *text)
{
    const bp_model *model = bp_table_model(table);
    if (bp_title_year(bp_table_title(table), model->department) == model->fiscal_year)
        return;
    bp_buf_truncate(text, 0);
    bp_buf_int(text, model->fiscal_year);
    bp_book_property(book, BP_XLSX_PREFIX "fiscal_year", bp_buf_text(text));
    bp_buf_truncate(text, 0);
    bp_buf_printf(text, "=\"%d\"", model->fiscal_year);
    bp_book_name(book, "_budgetpress_fiscal_year", bp_buf_text(text), true);
}

/* What the workbook was made from, where no one sees it: so that it can be traced, and an edit be told. Some programs lose the
 * document's properties and keep the names, or the other way round. */
static bool put_marks(bp_book *book, const bp_job *job, const char *profile, const char *fingerprint)
{
    bp_buf name = {0};
    bp_record record;
    bool made = bp_record_make(job, &record);
    bp_book_property(book, BP_XLSX_PREFIX "fingerprint", fingerprint);
    bp_book_property(book, BP_XLSX_PREFIX "profile", profile);
    for (size_t i = 0; i < BP_RECORD_ITEMS && made; i++) {
        bp_buf_truncate(&name, 0);
        bp_buf_printf(&name, BP_XLSX_PREFIX "%s", bp_record_names[i]);
        if (i != BP_RECORD_MODEL_SHA)
            bp_book_property(book, bp_buf_text(&name), bp_record_get(&record, i));
    }
    bp_buf_truncate(&name, 0);
    bp_buf_printf(&name, "=\"%s\"", fingerprint);
    bp_book_name(book, "_budgetpress_fingerprint", bp_buf_text(&name), true);
    put_year(book, job->table, &name);
    made = made && !name.failed;
    bp_buf_free(&name);
    bp_record_free(&record);
    return made;
}

static bp_status write_sheets(const bp_job *job, bp_book *book, const bp_facts *facts, const char *fingerprint)
{
    bp_official_totals totals;
    char name[BP_SHEET_NAME_SIZE];
    const bp_form *form = bp_table_form(job->table);
    bp_sheet_name(official_name(form), name);
    bp_book_properties(book, bp_table_title(job->table), form->label, job->date);
    if (!put_marks(book, job, facts ? "working" : "official", fingerprint))
        return bp_report_memory(job->diag);
    bp_status status = bp_official_write(job, book, name, facts, &totals);
    return status || !facts ? status : bp_working_write(job, book, facts, name, &totals, fingerprint);
}

static bp_status write_xlsx(const bp_job *job, bp_outfile *file)
{
    bool working = job->options[OPTION_PROFILE] == PROFILE_WORKING;
    const bp_model *model = bp_table_model(job->table);
    bp_facts facts = {0};
    const char *fingerprint = bp_record_fingerprint(job);
    if (!fingerprint)
        return bp_report_memory(job->diag);
    bp_status status = working ? bp_facts_init(&facts, model, job->diag) : BP_OK;
    bp_book *book = status ? NULL : bp_book_new(bp_outfile_temporary(file), job->diag);
    if (!status && !book)
        status = BP_SYSTEM;
    if (!status)
        status = write_sheets(job, book, working ? &facts : NULL, fingerprint);
    if (!status)
        status = bp_book_close(book);
    else
        bp_book_free(book);
    bp_facts_free(&facts);
    return status;
}

static const bp_option options[] = {
    [OPTION_PROFILE] = {"profile", BP_OPTION_CHOICE, "official", "official|working",
                        BP_TEXT("official: the table alone; working: with sheets to edit, which the table refers to")},
    {.key = NULL},
};

static bool mends(const int *values)
{
    return values[OPTION_PROFILE] == PROFILE_WORKING;
}

const bp_backend bp_xlsx_backend = {"xlsx", "xlsx", BP_FAMILY_SHEET, options, write_xlsx, mends};
