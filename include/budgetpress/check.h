/* check.h - what an auditor would find: rules over a model, their settings, and fixes.
 *
 * Every rule has a code, a name, a severity and settings; docs/checks.md describes each one.
 */
#ifndef BUDGETPRESS_CHECK_H
#define BUDGETPRESS_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "diag.h"
#include "fonts.h"
#include "form.h"
#include "model.h"
#include "status.h"

/* Settings of the rules: severities, thresholds, and what is silenced. */
typedef struct bp_checks bp_checks;

/* Settings as they are without any file; NULL when memory is short. */
BP_API bp_checks *bp_checks_new(void);
/* Reads a user's checks.json ("budgetpress-checks/1", schema/checks.schema.json). On failure *out is NULL. */
BP_API bp_status bp_checks_load(const char *path, bp_diag *diag, bp_checks **out);
/* Has the rules find characters, too, that no font of the set has (unprintable-character); without fonts, as at first, they cannot.
 * The set is borrowed, used while rules run, and must have its fonts: where none is installed every character would be missing. */
BP_API void bp_checks_set_fonts(bp_checks *checks, bp_fonts *fonts);
BP_API void bp_checks_free(bp_checks *checks);

/* Runs every rule. The form's own settings come first, then those of checks, which may be NULL. Findings are reported in the order
 * of the document; BP_DATA where one is an error. */
BP_API bp_status bp_checks_run(const bp_model *model, const bp_form *form, const bp_checks *checks, bp_diag *diag);

/* One rule; strings are constants, but for the texts, which are in the language given. */
typedef struct bp_rule_info {
    const char *code, *name;
    bp_severity severity;
    const char *title;      /* such as 乘号混用 */
    const char *text;       /* the message, with {0} {1} ... for its arguments */
    const char *advice;
} bp_rule_info;
BP_API size_t bp_rule_list(void);  /* how many rules there are */
BP_API bp_rule_info bp_rule_get(size_t index, bp_lang lang);  /* index < bp_rule_list() */

/* All findings of a collection as one JSON document ("budgetpress-findings/1"), or as a SARIF 2.1.0 log; the caller frees it. NULL
 * when memory is short. */
BP_API char *bp_findings_json(const bp_diag *diag);
BP_API char *bp_findings_sarif(const bp_diag *diag);

/* Applies the fixes that are certain (marks, blanks; never an amount) to the model and gives back what was changed, as three lines
 * each that the caller frees: "POINTER [CODE]", "  - BEFORE", "  + AFTER"; *count is how many. NULL and reported where settings of
 * the form are wrong or memory is short. */
BP_API char *bp_checks_fix(bp_model *model, const bp_form *form, const bp_checks *checks, bp_diag *diag, size_t *count);

#endif
