/* model.h - the facts of one budget table, read from JSON ("budgetpress/1").
 *
 * The shape is fixed by schema/model.schema.json (JSON Schema, draft 2020-12), which names the field of 财政部《预算管理一体化系统
 * 技术标准》 that each member stands for. Amounts are exact decimals in amount_unit.
 */
#ifndef BUDGETPRESS_MODEL_H
#define BUDGETPRESS_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "diag.h"
#include "status.h"

typedef struct bp_model bp_model;

/* Reads a model from a file, "-" for standard input. On success *out is the caller's, to be freed; on failure it is NULL and
 * the reasons are in diag. All faults of a document are reported, not only the first. */
BP_API bp_status bp_model_read(const char *path, bp_diag *diag, bp_model **out);
/* The same from memory; the text is copied. name is used in diagnostics. */
BP_API bp_status bp_model_read_text(const char *name, const char *text, size_t size, bp_diag *diag, bp_model **out);
/* The normalized JSON of a model: fixed order of members, canonical amounts, two spaces of indent, a final line feed. The
 * caller frees it; NULL when memory is short. Reading it back and writing it again gives the same bytes. */
BP_API char *bp_model_write(const bp_model *model);
/* SHA-256 of that normalized JSON, as lower-case hexadecimal digits: what outputs carry so that they can be traced to the data they
 * show. False when memory is short. */
enum { BP_FINGERPRINT_SIZE = 65 };
BP_API bool bp_model_fingerprint(const bp_model *model, char out[BP_FINGERPRINT_SIZE]);
/* Makes the JSON Schema of models (draft 2020-12) of the table by which they are read: what schema/model.schema.json holds. Nothing
 * is read from data_dir yet. The caller frees *out, a text; on failure it is NULL and the reason is in diag. */
BP_API bp_status bp_model_schema(const char *data_dir, bp_diag *diag, char **out);
BP_API void bp_model_free(bp_model *model);

BP_API size_t bp_model_project_count(const bp_model *model);
BP_API size_t bp_model_indicator_count(const bp_model *model);
/* The form that the document names, "" where it names none; borrowed. */
BP_API const char *bp_model_form(const bp_model *model);

#endif
