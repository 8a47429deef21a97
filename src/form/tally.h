/* tally.h - the findings of a report by rule, and how many there are by rule and by agency. Private to form/. */
#ifndef BP_FORM_TALLY_H
#define BP_FORM_TALLY_H

#include "base/arena.h"
#include "base/buf.h"
#include "diag/diag.h"
#include "facts/model.h"

typedef struct bp_tally {
    const bp_diag *findings;      /* NULL: a form of a model */
    const bp_finding **sorted;    /* errors first, then by code; those of one rule in the order in which they were found */
    uint32_t *starts;             /* of each rule's in sorted, and the end of the last */
    size_t rules;
} bp_tally;

/* Sorts the findings. False when memory is short. */
bool bp_tally_make(const bp_diag *findings, bp_arena *arena, bp_tally *out);
/* One line for each rule: severity, code, title, how many. */
void bp_tally_put_rules(const bp_tally *tally, bp_buf *out);
/* One line for each of the agencies with most findings, then for the rest together and for what is about no agency. */
void bp_tally_put_agencies(const bp_tally *tally, const bp_model *model, bp_buf *out);

#endif
