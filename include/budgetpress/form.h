/* form.h - forms: how official tables look, as data in DATA_DIR/templates/NAME/form.json. */
#ifndef BUDGETPRESS_FORM_H
#define BUDGETPRESS_FORM_H

#include "diag.h"
#include "status.h"

typedef struct bp_form bp_form;

/* Loads a form by name; a name with a slash in it is the path of a folder that holds form.json. */
BP_API bp_status bp_form_load(const char *data_dir, const char *name, bp_diag *diag, bp_form **out);
BP_API void bp_form_free(bp_form *form);
BP_API const char *bp_form_name(const bp_form *form);
/* What the form is called, such as 项目支出绩效目标表（含转移支付项目）. */
BP_API const char *bp_form_label(const bp_form *form);

/* The names of all forms in a data folder, sorted; the caller frees the array alone (one block). NULL when memory is short or the
 * folder cannot be read. */
BP_API char **bp_form_list(const char *data_dir, size_t *count);

#endif
