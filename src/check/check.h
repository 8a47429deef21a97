/* check.h - the rules that hold findings against a model. Included by whatever renders or checks.
 *
 * docs/checks.md describes every rule; rules.c lists them; settings come from the form's checks.json and the user's.
 */
#ifndef BP_CHECK_CHECK_H
#define BP_CHECK_CHECK_H

#include "budgetpress/check.h"
#include "diag/diag.h"
#include "facts/indicators.h"
#include "facts/model.h"

typedef struct bp_check_options {
    const bp_dictionary *dictionary;  /* names of indicator codes; where none has an entry any code will do */
    bool codes_unnamed;               /* codes without a name are no fault: the form prints no indicators */
    int digits;                       /* the fewest behind the point that amounts are printed with; -1: they are not */
    const bp_checks *checks;          /* NULL: every rule as it is */
    bool printing;                    /* only errors, and what matters to the print */
    bool mending;                     /* errors are told as warnings: the model is written to be mended */
} bp_check_options;

/* Runs the rules and reports what they find in the order of the document. Returns the worst status: BP_DATA where a finding has the
 * severity of an error. */
bp_status bp_check_model(const bp_model *model, const bp_check_options *options, bp_diag *diag);

/* The same with one rule alone, as it is without settings. */
bp_status bp_check_only(const bp_model *model, bp_code code, bp_diag *diag);

/* As bp_check, for a model that is written to be mended: *found has what was found as it is, and is the caller's to free; diag has
 * errors as warnings. */
bp_status bp_check_to_mend(const bp_model *model, const bp_form *form, bp_diag *diag, bp_diag **found);

/* Replaces in the model what is certain, and reports nothing. Lists what was changed in *changes (the arena's), *count of them. */
typedef struct bp_change {
    const char *code, *pointer, *before, *after;
} bp_change;
bp_status bp_fix_model(bp_model *model, const bp_check_options *options, bp_arena *arena, bp_diag *diag, bp_change **changes,
                       size_t *count);

/* Words that stand for what is still to be written, wherever in a text they stand; NULL at the end. */
extern const char *const bp_placeholder_words[];

/* Reads settings from a file into checks, over what is there. */
bp_status bp_checks_read(bp_checks *checks, const char *path, bp_diag *diag);

#endif
