/* missing.h - the report of a character that no font has. Included by page back ends. */
#ifndef BP_BACKEND_MISSING_H
#define BP_BACKEND_MISSING_H

#include "backend/backend.h"

/* Names the character, the cell of the run that shows it, and the packages that have it. */
bp_status bp_report_missing(const bp_job *job, const bp_run *run, uint32_t cp);

#endif
