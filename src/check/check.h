/* check.h - the rules that hold findings against a model. Included by whatever renders or checks. */
#ifndef BP_CHECK_CHECK_H
#define BP_CHECK_CHECK_H

#include "core/diag.h"
#include "model/indicators.h"
#include "model/model.h"

/* Checks what the facts imply: sums within the digits and equal to what was reported, indicator codes known and each second
 * level below its first. Where no dictionary has an entry, codes have no names and any code will do. Reports all and returns
 * the worst status; a model without projects gets a note. */
bp_status bp_check_model(const bp_model *model, const bp_dictionary *dictionary, bp_diag *diag);

#endif
