/* totals.h - sums that are derived from a model, exact. Included by check and form. */
#ifndef BP_FACTS_TOTALS_H
#define BP_FACTS_TOTALS_H

#include "diag/diag.h"
#include "facts/model.h"

typedef struct bp_totals {
    bp_amount document[BP_FUND_KINDS];
    bp_amount (*agencies)[BP_FUND_KINDS];  /* in the model's order, in the arena given */
} bp_totals;

/* The 总计 of one project: the sum of its funds, blank where all are. False where it passes the 12 digits. */
bool bp_project_total(const bp_project *project, bp_amount *total);
/* What was claimed of an agency, or of the whole table where it is NULL; NULL where nothing was. */
const bp_reported *bp_find_claims(const bp_model *model, const bp_agency *agency);
/* Reports sums that pass the 12 digits. */
bp_status bp_totals_compute(const bp_model *model, bp_arena *arena, bp_diag *diag, bp_totals *out);

#endif
