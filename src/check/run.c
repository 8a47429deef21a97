/* run.c - the rules for those who have a form: settings of the form and the user, and the digits that the form prints. Private to
 * check/; see budgetpress/check.h. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "budgetpress/render.h"
#include "check/settings.h"
#include "form/form.h"

/* The fewest digits behind the point that an amount column of the form prints, -1 where the form prints no amounts. */
static int fewest_digits(const bp_form *form)
{
    int digits = -1;
    for (size_t c = 0; c < form->column_count; c++)
        if (form->columns[c].grows && (digits < 0 || form->columns[c].digits < digits))
            digits = form->columns[c].digits;
    return digits;
}

/* The form's settings, where its folder has any, and the user's over them. */
static bp_status merge_settings(const bp_form *form, const bp_checks *user, bp_diag *diag, bp_checks **out)
{
    bp_buf path = {0};
    bp_checks *checks = *out = bp_checks_new();
    bp_buf_printf(&path, "%s/checks.json", form->folder);
    bp_status status = checks && !path.failed ? BP_OK : bp_report_memory(diag);
    if (!status && (!access(path.data, F_OK) || errno != ENOENT))
        status = bp_checks_read(checks, bp_buf_text(&path), diag);
    if (!status && user && !bp_checks_add(checks, user))
        status = bp_report_memory(diag);
    bp_buf_free(&path);
    return status;
}

/* Everything that the rules are run with. */
typedef struct setting {
    bp_dictionary dictionary;
    bp_checks *checks;
    bp_check_options options;
} setting;

static bp_status set_up(const bp_model *model, const bp_form *form, const bp_checks *user, bp_diag *diag, setting *out)
{
    out->dictionary = bp_dictionary_of(model, &form->dictionary);
    bp_status status = merge_settings(form, user, diag, &out->checks);
    out->options = (bp_check_options){.dictionary = &out->dictionary, .codes_unnamed = !form->has_indicators,
                                     .digits = fewest_digits(form), .checks = out->checks};
    return status;
}

bp_status bp_checks_run(const bp_model *model, const bp_form *form, const bp_checks *checks, bp_diag *diag)
{
    setting s;
    bp_buf_ran_out();  /* before: none of this check's */
    bp_status status = set_up(model, form, checks, diag, &s);
    if (!status)
        status = bp_check_model(model, &s.options, diag);
    bp_checks_free(s.checks);
    bool short_of_memory = bp_buf_ran_out() || bp_diag_short_of_memory(diag);
    return status <= BP_DATA && short_of_memory ? bp_report_memory(diag) : status;
}

static bp_status check_printing(const bp_model *model, const bp_form *form, bool mending, bp_diag *diag)
{
    setting s;
    bp_status status = set_up(model, form, NULL, diag, &s);
    s.options.printing = true;
    s.options.mending = mending;
    if (!status)
        status = bp_check_model(model, &s.options, diag);
    bp_checks_free(s.checks);
    return status;
}

bp_status bp_check(const bp_model *model, const bp_form *form, bp_diag *diag)
{
    return check_printing(model, form, false, diag);
}

bp_status bp_check_to_mend(const bp_model *model, const bp_form *form, bp_diag *diag, bp_diag **found)
{
    *found = bp_diag_new(bp_diag_lang(diag));
    bp_status status = *found ? check_printing(model, form, false, *found) : bp_report_memory(diag);
    if (status > BP_DATA || !*found)
        return status > BP_DATA ? check_printing(model, form, false, diag) : status;
    return check_printing(model, form, true, diag);
}

/* What is not to be seen is spelled before and after. */
static void put_change(const bp_change *change, bp_buf *out)
{
    bp_put_visible(out, change->pointer);
    bp_buf_printf(out, " [%s]\n  - ", change->code);
    bp_put_visible(out, change->before);
    bp_buf_puts(out, "\n  + ");
    bp_put_visible(out, change->after);
    bp_buf_putc(out, '\n');
}

char *bp_checks_fix(bp_model *model, const bp_form *form, const bp_checks *checks, bp_diag *diag, size_t *count)
{
    setting s;
    bp_arena arena = {0};
    bp_change *changes = NULL;
    bp_buf out = {0};
    bp_buf_ran_out();  /* before: none of this */
    bp_status status = set_up(model, form, checks, diag, &s);
    *count = 0;
    if (!status)
        status = bp_fix_model(model, &s.options, &arena, diag, &changes, count);
    bp_buf_reserve(&out, 1);
    for (size_t i = 0; i < *count && !status; i++)
        put_change(&changes[i], &out);
    if (!status && bp_buf_ran_out())
        status = bp_report_memory(diag);
    bp_arena_free(&arena);
    bp_checks_free(s.checks);
    if (!status)
        return bp_buf_take(&out);
    bp_buf_free(&out);
    return NULL;
}
