/* record.h - what an output was made with, as it tells of itself. Included by back ends, which write it, and by verify, which reads
 * it back.
 *
 * A list of names and values, for each format to put where no one sees it: XMP in a PDF, the document's properties in a workbook.
 * It says how to make the file once more; it proves nothing by itself.
 */
#ifndef BP_FORMAT_RECORD_H
#define BP_FORMAT_RECORD_H

#include "format/backend.h"

typedef enum bp_record_item {
    BP_RECORD_VERSION,   /* of budgetpress */
    BP_RECORD_FORM,      /* the form's name, without the folder it was read from */
    BP_RECORD_FORM_SHA,  /* of the form's files */
    BP_RECORD_MODEL_SHA, /* the fingerprint of the facts */
    BP_RECORD_OPTIONS,   /* of the back end, all of them: "profile=archive compact=1" */
    BP_RECORD_FONTS_SHA, /* of the fonts that the table was measured with, see bp_fonts_digest */
    BP_RECORD_DATE,      /* SOURCE_DATE_EPOCH, empty where there was none */
    BP_RECORD_ITEMS
} bp_record_item;
#define BP_RECORD_PREFIX "budgetpress" /* of their names in XML */
#define BP_RECORD_IN_XMP "<" BP_RECORD_PREFIX ":"
extern const char *const bp_record_names[BP_RECORD_ITEMS];

typedef struct bp_record {
    bp_buf values[BP_RECORD_ITEMS];
} bp_record;

/* The record of a job; false when memory is short. Free in any case. */
bool bp_record_make(const bp_job *job, bp_record *out);
/* The fingerprint of the job's model, computed once for all outputs of a rendering; NULL where memory is short. */
const char *bp_record_fingerprint(const bp_job *job);
void bp_record_free(bp_record *record);
const char *bp_record_get(const bp_record *record, bp_record_item item); /* "" where it is not said */
/* Takes a value by its name; other names are passed over. */
void bp_record_set(bp_record *record, const char *name, const char *value, size_t size);
/* Takes the values of XML that stand between before, NAME, behind and the next tag, from bytes that have them as they are.
 * False when memory is short. */
bool bp_record_find(bp_record *record, const char *before, const char *behind, const char *bytes, size_t size);

#endif
