/* verify.h - holding a finished file against the model that it should show. */
#ifndef BUDGETPRESS_VERIFY_H
#define BUDGETPRESS_VERIFY_H

#include <stddef.h>

#include "fonts.h"
#include "form.h"
#include "model.h"

/* How far the file was found to show the model, the surest first; SECURITY.md says what each proves. */
typedef enum bp_verdict {
    BP_VERDICT_BYTES,   /* it is what rendering the model once more gives */
    BP_VERDICT_PIXELS,  /* a PDF that was packed otherwise: drawn and read as that is, and nothing in it besides */
    BP_VERDICT_WORDS,   /* it has the words of the model at their places, as far as could be read */
    BP_VERDICT_DIFFERS, /* it shows something else, or something is in it besides */
    BP_VERDICT_UNKNOWN  /* no difference was seen, but it holds what may show otherwise */
} bp_verdict;
BP_API const char *bp_verdict_name(bp_verdict verdict); /* "bytes", "pixels", "words", "differs", "unknown" */

/* What was compared, and how much was found, reported or not. */
typedef struct bp_verified {
    bp_verdict verdict;
    size_t pages;      /* PDF: pages; workbook: sheets. Equal bytes are not counted, nor are those of other formats */
    size_t cells;      /* of the table and its header, title, lines above and below; of words */
    size_t characters; /* PDF: glyphs that are no space; of words */
    size_t differences;
    size_t doubts; /* what may show otherwise */
} bp_verified;

/* Holds a finished file against what the model shows in this form and these fonts: its bytes; where they differ, what a PDF
 * draws and all that is in it; where it was made by another version or with other fonts, and in workbooks, its words. The first
 * `most` differences and doubts are reported, in the order of pages. BP_OK for the first three verdicts, BP_DATA for the
 * others. libexec is the folder of the program budgetpress-read-pdf. */
BP_API bp_status bp_verify(const char *path, const bp_model *model, const bp_form *form, bp_fonts *fonts, const char *libexec,
                           size_t most, bp_diag *diag, bp_verified *out);

#endif
