/* lastpass.h - rewriting a finished PDF in the order in which it is best sent over a network. Private to format/pdf/.
 *
 * libqpdf does it. It is loaded when it is asked for: linked, it would make every start of the command slower.
 */
#ifndef BP_FORMAT_PDF_LASTPASS_H
#define BP_FORMAT_PDF_LASTPASS_H

#include "base/buf.h"
#include "diag/diag.h"
#include "diag/file.h"

/* Linearizes the document into the file; compact keeps objects in object streams. */
bp_status bp_pdf_linearize(const bp_buf *document, bool compact, bp_outfile *file, bp_diag *diag);

#endif
