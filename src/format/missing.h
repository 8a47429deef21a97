/* missing.h - reports of characters that cannot be shown, or not as they should. Included by page back ends. */
#ifndef BP_FORMAT_MISSING_H
#define BP_FORMAT_MISSING_H

#include "format/backend.h"

/* Names the character, the cell of the run that shows it, and the packages that have it. */
bp_status bp_report_missing(const bp_job *job, const bp_run *run, uint32_t cp);
/* Warns of a character that is set by itself and should not be: see bp_fonts_company. */
void bp_warn_of_letters(const bp_job *job, const bp_run *run, uint32_t cp);
/* Warns of a character that is shown in its usual form, not in the one that the selector behind it chooses. */
void bp_warn_of_form(const bp_job *job, const bp_run *run, uint32_t cp, uint32_t selector);

#endif
