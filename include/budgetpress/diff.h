/* diff.h - what changed from one model to another, by project and field.
 *
 * Projects are the same where id and name (or code) agree, then by code, by name, by id alone: so two drafts and two years compare
 * well. The models are borrowed and must outlive the diff; nothing changes them, and a diff may be read by several threads.
 */
#ifndef BUDGETPRESS_DIFF_H
#define BUDGETPRESS_DIFF_H

#include <stddef.h>

#include "diag.h"
#include "form.h"
#include "model.h"
#include "status.h"

typedef struct bp_diff bp_diff;

/* Compares two models. On success *out is the caller's, to be freed; BP_SYSTEM and NULL where memory is short. Models that differ
 * are no error. */
BP_API bp_status bp_diff_new(const bp_model *before, const bp_model *after, bp_diag *diag, bp_diff **out);
/* Releases a diff, not the models. NULL is allowed. */
BP_API void bp_diff_free(bp_diff *diff);
/* Tells how many changes there are: 0 exactly where both models have the same normalized JSON. */
BP_API size_t bp_diff_count(const bp_diff *diff);

/* Composes the report as text, "" where nothing changed, or as one JSON document ("same", "projects", "totals", "changes"); before
 * and after are what the two are called in it, such as their paths. The caller frees it; NULL when memory is short. */
BP_API char *bp_diff_text(const bp_diff *diff, const char *before, const char *after, bp_lang lang);
BP_API char *bp_diff_json(const bp_diff *diff, const char *before, const char *after);
/* Writes a workbook with a list of the changes and the whole new table, what changed marked in it: whole or not at all, "-" for
 * standard output. The form has the names of indicator codes; texts are in the language of diag. BP_DATA where a limit of workbooks
 * is passed, BP_SYSTEM where the file or memory fails. */
BP_API bp_status bp_diff_workbook(const bp_diff *diff, const bp_form *form, const char *path, bp_diag *diag);

#endif
