/* peek.h - the few facts of a model that may name its outputs, without reading the model. Included by batch. */
#ifndef BP_BATCH_PEEK_H
#define BP_BATCH_PEEK_H

#include <stdbool.h>

#include "base/buf.h"

typedef struct bp_peek {
    bp_buf form, department, department_code, fiscal_year, title;
} bp_peek;

/* False where the file cannot be read, is no JSON, or is a pipe, which could be read but once; the job that renders it reports why.
 * What is missing is empty. */
bool bp_peek_model(const char *path, bp_peek *out);
void bp_peek_free(bp_peek *peek);

#endif
