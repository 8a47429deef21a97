/* missing.c - see missing.h. */
#include "format/missing.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "font/fonts.h"

enum { DOTTED_CIRCLE = 0x25CC };

/* Quotes the line that the character stands in: it tells more than coordinates do. */
static void put_place(const bp_job *job, const bp_run *run, bp_buf *out)
{
    size_t indent = strspn(run->text, " ");
    indent = indent < run->size ? indent : 0;
    const char *text = run->text + indent;
    int size = (int)(run->size - indent);
    if (run->part == BP_PART_BODY)
        bp_buf_printf(out, bp_diag_text(job->diag, "column \"%s\", row %zu: \"%.*s\""),
                      bp_form_column_label(bp_table_form(job->table), run->column), run->row + 1, size, text);
    else
        bp_buf_printf(out, bp_diag_text(job->diag, "the line \"%.*s\""), size, text);
}

/* A character, its code and its place, as text; the place in the model too. */
typedef struct description {
    char character[2 * BP_UTF8_MAX + 1], code[16], pointer[64];
    bp_buf place;
    bp_where where;
} description;

static void describe(const bp_job *job, const bp_run *run, uint32_t cp, description *out)
{
    *out = (description){0};
    size_t circle = 0;
    if (bp_fonts_company(cp) == BP_MARKS)  /* else the quotation mark would bear it */
        circle = bp_utf8_put(out->character, DOTTED_CIRCLE);
    bp_utf8_put(out->character + circle, cp);
    snprintf(out->code, sizeof out->code, "U+%04X", cp);
    if (run->part == BP_PART_BODY)
        bp_table_row_pointer(job->table, run->row, out->pointer);
    put_place(job, run, &out->place);
    out->where = bp_model_where(bp_table_model(job->table), out->pointer);
}

bp_status bp_report_missing(const bp_job *job, const bp_run *run, uint32_t cp)
{
    description d;
    bp_buf packages = {0};
    describe(job, run, cp, &d);
    bp_fonts_advice(job->fonts, run->role, cp, &packages);
    bp_status status =
        bp_report(job->diag, packages.size ? BP_GLYPH_MISSING : BP_GLYPH_UNPROVIDED, d.where,
                  BP_ARGS(bp_role_names[run->role], d.character, d.code, bp_buf_text(&d.place), bp_buf_text(&packages)));
    bp_buf_free(&d.place);
    bp_buf_free(&packages);
    return status;
}

void bp_warn_of_letters(const bp_job *job, const bp_run *run, uint32_t cp)
{
    description d;
    if (bp_table_is_findings(job->table))  /* it quotes texts, whose letters are to be seen one by one */
        return;
    describe(job, run, cp, &d);
    bp_code code = bp_fonts_company(cp) == BP_MARKS ? BP_MARKS_APART : BP_LETTERS_APART;
    bp_report(job->diag, code, d.where, BP_ARGS(d.character, d.code, bp_buf_text(&d.place)));
    bp_buf_free(&d.place);
}

void bp_warn_of_form(const bp_job *job, const bp_run *run, uint32_t cp, uint32_t selector)
{
    enum { TEXT_STYLE = 0xFE0E };  /* which is what is shown */
    description d;
    char code[16];
    if (bp_table_is_findings(job->table) || selector == TEXT_STYLE)
        return;
    describe(job, run, cp, &d);
    snprintf(code, sizeof code, "U+%04X", (unsigned)selector);
    bp_report(job->diag, BP_FORM_NOT_SHOWN, d.where, BP_ARGS(d.character, d.code, code, bp_buf_text(&d.place)));
    bp_buf_free(&d.place);
}
