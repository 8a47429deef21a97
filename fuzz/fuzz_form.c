/* fuzz_form.c - the template reader, and the layout that a template leads to: a small model is laid out in what was read. */
#include <stdio.h>

#include "fuzz.h"

static const char text[] =
    "{\"schema\":\"budgetpress/1\",\"form\":\"f\",\"fiscal_year\":2024,\"amount_unit\":\"\xE4\xB8\x87\xE5\x85\x83\",\"department\":{\"name\":\"d\"},"
    "\"agencies\":[{\"id\":\"a\",\"name\":\"agency\"}],\"projects\":[{\"id\":\"p\",\"agency\":\"a\",\"name\":\"project\","
    "\"funding\":{\"other\":\"1234.56\"},\"goal\":[\"one, two; three\",\"four\"],\"indicators\":[{\"level1\":\"1\",\"level2\":\"11\","
    "\"name\":\"n\",\"period_value\":\"1\",\"annual_value\":\"2\"},{\"level1\":\"2\",\"level2\":\"21\",\"name\":\"m\","
    "\"period_value\":\"3\",\"annual_value\":\"4\"}]}]}";

static void render(const bp_form *form, bp_diag *diag)
{
    static bp_model *model;
    char path[96];
    if (!model && bp_model_read_text("model.json", text, sizeof text - 1, diag, &model))
        fuzz_fail("the model cannot be read");
    snprintf(path, sizeof path, "%s/a.trace", fuzz_folder());
    const bp_output output = {path, "trace"};
    bp_render(model, form, fuzz_fonts(), &output, 1, NULL, 0, diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bp_form *form;
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    char path[96];
    snprintf(path, sizeof path, "%s/form.json", fuzz_folder());
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(data, 1, size, file) != size || fclose(file))
        fuzz_fail("the form cannot be written");
    bp_status status = bp_form_load(fuzz_data_dir(), fuzz_folder(), diag, &form);
    if ((status == BP_OK) != (bp_diag_total(diag, BP_ERROR) == 0))
        fuzz_fail("the status does not agree with what was reported");
    if (form)
        render(form, diag);
    bp_form_free(form);
    bp_diag_free(diag);
    return 0;
}
