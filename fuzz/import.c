/* import.c - the importers on some bytes, for the targets that make them. What comes of it is a model that can be written and
 * read. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

void fuzz_import(const uint8_t *data, size_t size)
{
    const bp_import_options options = {.fiscal_year = 2024, .unit = "\xE4\xB8\x87\xE5\x85\x83", .department = "d"};
    bp_model *model, *again = NULL;
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_status status = bp_import(fuzz_data_dir(), fuzz_file(data, size), &options, diag, &model);
    if ((status == BP_OK) != (model != NULL))
        fuzz_fail("the status does not agree with the model");
    char *text = model ? bp_model_write(model) : NULL;
    if (text && bp_model_read_text("again.json", text, strlen(text), NULL, &again))
        fuzz_fail("what was imported cannot be read");
    free(text);
    bp_model_free(again);
    bp_model_free(model);
    bp_diag_free(diag);
}
