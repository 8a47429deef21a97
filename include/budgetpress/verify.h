/* verify.h - holding a finished file against the model that it should show. */
#ifndef BUDGETPRESS_VERIFY_H
#define BUDGETPRESS_VERIFY_H

#include <stddef.h>

#include "fonts.h"
#include "form.h"
#include "model.h"

/* What was compared, and how many differences were found, reported or not. */
typedef struct bp_verified {
    size_t pages;        /* PDF: pages; workbook: sheets */
    size_t cells;        /* of the table and its header, title, lines above and below */
    size_t characters;   /* PDF: glyphs that are no space */
    size_t differences;
} bp_verified;

/* Reads a PDF or a workbook back, whichever the file's first bytes say, and compares all that it shows with what the model shows in
 * this form and these fonts: every line at its place, every rule, nothing missing and nothing further. The first `most` differences
 * are reported, in the order of pages; BP_DATA where there is one. libexec is the folder of the program budgetpress-read-pdf. */
BP_API bp_status bp_verify(const char *path, const bp_model *model, const bp_form *form, bp_fonts *fonts, const char *libexec,
                           size_t most, bp_diag *diag, bp_verified *out);

#endif
