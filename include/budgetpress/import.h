/* import.h - from workbooks and CSV files to models.
 *
 * Takes back what budgetpress wrote, edited or not, and tables that others made; docs/importing.md says which. Each finding names
 * the sheet and the cell. What had to be guessed is a note.
 */
#ifndef BUDGETPRESS_IMPORT_H
#define BUDGETPRESS_IMPORT_H

#include "diag.h"
#include "model.h"
#include "status.h"

/* What the file does not tell, or is to become. NULL or 0: take it from the file. */
typedef struct bp_import_options {
    const char *form;         /* the model's form, by name */
    const char *sheet;        /* the sheet to read, by name */
    const char *unit;         /* what the amounts of a file that does not tell it are written in: 元, 千元, 万元, 百万元, 亿元 */
    const char *department;
    int fiscal_year;
    const char *convert;      /* 元 or 万元: what the amounts are to be turned into */
} bp_import_options;

/* Reads a workbook (.xlsx) or a CSV file, by its contents. On success *out is the caller's; on failure it is NULL and the reasons
 * are in diag. */
BP_API bp_status bp_import(const char *data_dir, const char *path, const bp_import_options *options, bp_diag *diag, bp_model **out);

#endif
