/* backend.h - what a back end is. Included by every back end, by the registry and by render.
 *
 * A page back end is handed finished pages; a sheet back end is handed the table and its measured rows; a table back end is
 * handed the table only. None measures or breaks anything. Lengths are thousandths of a point, the origin is the upper left corner
 * of the page, y grows downwards.
 */
#ifndef BP_FORMAT_BACKEND_H
#define BP_FORMAT_BACKEND_H

#include "diag/diag.h"
#include "diag/file.h"
#include "diag/translate.h"
#include "layout/layout.h"

typedef enum bp_option_kind { BP_OPTION_BOOL, BP_OPTION_INT, BP_OPTION_CHOICE } bp_option_kind;

/* An option of a back end. Values are parsed and checked once, by the registry. */
typedef struct bp_option {
    const char *key;
    bp_option_kind kind;
    const char *initial;    /* as text */
    const char *choices;    /* BP_OPTION_CHOICE: "a|b|c"; BP_OPTION_INT: "low|high" */
    const char *help;       /* English, marked with BP_TEXT: the command's help shows it */
} bp_option;

/* Values in the order of the descriptor's options: 0/1, the number, or the index of the choice. */
typedef struct bp_job {
    const bp_table *table;
    const bp_layout *layout;   /* NULL where all outputs are of BP_FAMILY_TABLE */
    bp_fonts *fonts;
    const int *options;
    int64_t date;           /* SOURCE_DATE_EPOCH, or -1: no date is written */
    const struct bp_backend *backend;  /* whose options these are */
    const char *fonts_digest;          /* of the fonts that the table was measured with */
    char *fingerprint;                 /* of the model, for all outputs: "" until bp_record_fingerprint is asked for it */
    const bp_diag *findings;           /* of a model with errors that is written to be mended; NULL: it has none */
    bp_diag *diag;
} bp_job;

/* What a back end is handed: the table laid out, or the table alone, for which no font is opened and nothing measured. */
typedef enum bp_family { BP_FAMILY_PAGE, BP_FAMILY_SHEET, BP_FAMILY_TABLE } bp_family;

/* One constant descriptor a back end. write produces the whole file through `file`, which render opens, finishes or drops: a back
 * end never renames or removes. Page back ends drive the pages with bp_layout_emit. */
typedef struct bp_backend {
    const char *name;         /* also the prefix of its options */
    const char *extension;    /* without the dot */
    bp_family family;
    const bp_option *options; /* ends with a NULL key; NULL where there is none */
    bp_status (*write)(const bp_job *job, bp_outfile *file);
    bool (*mends)(const int *options); /* whether what is written is there to mend a model in, errors and all; NULL: it is not */
} bp_backend;

/* The registry: NULL-terminated. */
extern const bp_backend *const bp_backends[];
const bp_backend *bp_backend_by_name(const char *name);
const bp_backend *bp_backend_by_extension(const char *extension);  /* in capitals or not */

#endif
