/* render.h - from a model to files. */
#ifndef BUDGETPRESS_RENDER_H
#define BUDGETPRESS_RENDER_H

#include <stddef.h>

#include "fonts.h"
#include "form.h"
#include "model.h"

/* One file to write. */
typedef struct bp_output {
    const char *path;    /* "-" is standard output */
    const char *format;  /* back end by name, or NULL: by the path's extension, in capitals or not */
} bp_output;

/* Checks the model, binds it to the form, lays it out once where an output needs that (CSV does not), and writes every output.
 * options are "backend.key=value" strings and may be NULL where there are none; so may diag. Outputs appear under their names only
 * when complete; where the model has errors none is written. */
BP_API bp_status bp_render(const bp_model *model, const bp_form *form, bp_fonts *fonts, const bp_output *outputs,
                           size_t output_count, const char *const *options, size_t option_count, bp_diag *diag);

/* Writes a report of what a check of the model found, in a form of findings, such as that of the folder templates/reports/check: as
 * bp_render, but for options, and the model itself is not checked. */
BP_API bp_status bp_render_findings(const bp_model *model, const bp_form *form, bp_fonts *fonts, const bp_output *outputs,
                                    size_t output_count, const bp_diag *findings, bp_diag *diag);

/* Only the checks that bp_render does first. */
BP_API bp_status bp_check(const bp_model *model, const bp_form *form, bp_diag *diag);

/* The formats that can be written: names in the order of the registry, NULL past the end. */
BP_API const char *bp_format_name(size_t index);

#endif
