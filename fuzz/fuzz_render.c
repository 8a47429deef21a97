/* fuzz_render.c - the whole way: whatever model can be read is checked, bound, laid out and written by every back end. */
#include <stdio.h>
#include <string.h>

#include "budgetpress/budgetpress.h"
#include "fuzz.h"

static bp_form *form_of(const bp_model *model, bp_diag *diag)
{
    static const char *const names[] = {"project-performance-targets", "project-performance-indicators"};
    static bp_form *forms[2];
    for (size_t i = 0; i < 2; i++)
        if (!forms[i] && bp_form_load(fuzz_data_dir(), names[i], diag, &forms[i]))
            fuzz_fail("a form cannot be read");
    return forms[!strcmp(bp_model_form(model), names[1])];
}

static void render(const bp_model *model, bp_diag *diag)
{
    static bp_fonts *fonts;
    char paths[3][96];
    const char *const options[] = {"pdf.profile=archive"};
    if (!fonts && bp_fonts_load(fuzz_data_dir(), "noto", diag, &fonts))
        fuzz_fail("the fonts cannot be read");
    const bp_output outputs[] = {{paths[0], "pdf"}, {paths[1], "xlsx"}, {paths[2], "trace"}};
    for (size_t i = 0; i < 3; i++)
        snprintf(paths[i], sizeof paths[i], "%s/a.%s", fuzz_folder(), outputs[i].format);
    bp_status status = bp_render(model, form_of(model, diag), fonts, outputs, 3, options, 1, diag);
    if ((status == BP_OK) != (bp_diag_total(diag, BP_ERROR) == 0))
        fuzz_fail("the status does not agree with what was reported");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bp_model *model;
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    if (!bp_model_read_text("fuzz.json", (const char *)data, size, diag, &model))
        render(model, diag);
    bp_model_free(model);
    bp_diag_free(diag);
    return 0;
}
