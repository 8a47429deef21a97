/* metadata.h - what the document says of itself: document information, the same as XMP, and the colours' output intent.
 * Private to format/pdf/.
 *
 * XMP carries what the table says and where it came from, in a name space of its own, described as PDF/A asks: a finished PDF can
 * be traced to the model that it shows.
 */
#ifndef BP_FORMAT_PDF_METADATA_H
#define BP_FORMAT_PDF_METADATA_H

#include "format/backend.h"
#include "format/pdf/object.h"

#define BP_PDF_NAMESPACE "urn:budgetpress:model:1/"

/* Both return the number of what they write. */
uint32_t bp_pdf_write_info(const bp_job *job, bp_pdf_store *store, bp_pdf_objects *objects);
/* part and conformance of PDF/A, as "2" and "A"; accessible: PDF/UA-1 too. part NULL: the record alone. 0 when memory is short. */
uint32_t bp_pdf_write_xmp(const bp_job *job, bp_pdf_store *store, const char *part, const char *conformance, bool accessible);

/* An output intent for sRGB with its profile, to be put into the catalog's OutputIntents. */
bp_pdf_dict *bp_pdf_output_intent(bp_pdf_store *store, bp_pdf_objects *objects);

#endif
