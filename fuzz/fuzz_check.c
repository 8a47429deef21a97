/* fuzz_check.c - the rules over whatever model can be read, what is made of their findings, and the fixes. Findings are strict JSON
 * in both forms and the same in both languages; a fixed model can be read, has nothing left to fix, and has its amounts. */
#include <stdlib.h>
#include <string.h>

#include "json/json.h"
#include "fuzz.h"
#include "facts/model.h"

static void hold_json(char *text)
{
    const bp_source source = {.name = (char *)"findings", .text = text, .size = text ? strlen(text) : 0};
    if (!text || bp_json_check(&source, NULL))
        fuzz_fail("findings are no JSON");
    free(text);
}

static void hold_findings(const bp_diag *en, const bp_diag *zh)
{
    hold_json(bp_findings_json(en));
    hold_json(bp_findings_sarif(zh));
    if (bp_diag_count(en) != bp_diag_count(zh))
        fuzz_fail("the languages find different things");
    for (size_t i = 0; i < bp_diag_count(en); i++) {
        const bp_finding *a = bp_diag_get(en, i), *b = bp_diag_get(zh, i);
        if (strcmp(a->code, b->code) != 0 || a->line != b->line || a->column != b->column)
            fuzz_fail("the languages find different things");
        if (a->text && a->mark + a->mark_size > strlen(a->text))
            fuzz_fail("a mark lies outside of its text");
        free(bp_diag_line(zh, i));
        hold_json(bp_diag_json(en, i));
    }
}

static bool same_amounts(const bp_model *a, const bp_model *b)
{
    bool same = a->project_count == b->project_count;
    for (size_t i = 0; same && i < a->project_count; i++)
        for (size_t fund = 0; same && fund < BP_FUNDS; fund++)
            same = a->projects[i].funding[fund].present == b->projects[i].funding[fund].present &&
                   a->projects[i].funding[fund].micro == b->projects[i].funding[fund].micro;
    return same;
}

static bp_model *read_again(const bp_model *model)
{
    bp_model *again;
    char *text = bp_model_write(model);
    if (!text || bp_model_read_text("again.json", text, strlen(text), NULL, &again))
        fuzz_fail("a model cannot be written and read");
    free(text);
    return again;
}

/* The model was fixed. */
static void hold_nothing_left(const bp_model *model, const bp_form *form)
{
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_checks_run(model, form, NULL, diag);
    for (size_t i = 0; i < bp_diag_count(diag); i++)
        if (bp_diag_get(diag, i)->fix && !bp_diag_get(diag, i)->silenced)
            fuzz_fail("what has a certain fix was not fixed");
    bp_diag_free(diag);
}

static void hold_fixes(bp_model *model, const bp_form *form)
{
    bp_model *fixed = read_again(model), *again;
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    size_t count, more;
    char *changes = bp_checks_fix(fixed, form, NULL, diag, &count);
    if (!changes || !same_amounts(model, fixed))
        fuzz_fail("fixing changes amounts");
    again = read_again(fixed);
    free(changes);
    changes = bp_checks_fix(again, form, NULL, diag, &more);
    if (!changes || more)
        fuzz_fail("what was fixed can be fixed again");
    free(changes);
    hold_nothing_left(again, form);
    bp_diag_free(diag);
    bp_model_free(again);
    bp_model_free(fixed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bp_model *model;
    bp_diag *en = bp_diag_new(BP_LANG_EN), *zh = bp_diag_new(BP_LANG_ZH);
    if (!bp_model_read_text("fuzz.json", (const char *)data, size, NULL, &model)) {
        const bp_form *form = fuzz_form(model, false);
        if (bp_checks_run(model, form, NULL, en) != bp_checks_run(model, form, NULL, zh))
            fuzz_fail("the languages judge differently");
        hold_findings(en, zh);
        hold_fixes(model, form);
    }
    bp_model_free(model);
    bp_diag_free(en);
    bp_diag_free(zh);
    return 0;
}
