/* fuzz_model.c - the model reader. What was read is written and read again: the same bytes, the same fingerprint. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static void read_again(const char *text)
{
    bp_model *model;
    bp_diag *diag = bp_diag_new(BP_LANG_ZH);
    if (bp_model_read_text("again.json", text, strlen(text), diag, &model))
        fuzz_fail("what was written cannot be read");
    char *again = bp_model_write(model);
    if (again && strcmp(again, text) != 0)
        fuzz_fail("writing what was read gives other bytes");
    free(again);
    bp_model_free(model);
    bp_diag_free(diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bp_model *model;
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_status status = bp_model_read_text("fuzz.json", (const char *)data, size, diag, &model);
    if ((status == BP_OK) != (bp_diag_total(diag, BP_ERROR) == 0))
        fuzz_fail("the status does not agree with what was reported");
    for (size_t i = 0; i < bp_diag_count(diag); i++) {
        free(bp_diag_line(diag, i));
        free(bp_diag_json(diag, i));
    }
    char *text = model ? bp_model_write(model) : NULL;
    if (text)
        read_again(text);
    free(text);
    bp_model_free(model);
    bp_diag_free(diag);
    return 0;
}
