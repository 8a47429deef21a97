/* states.h - whether a PDF says one thing only, wherever a program begins to read it. Included by libexec/ only. */
#ifndef BP_LIBEXEC_STATES_H
#define BP_LIBEXEC_STATES_H

#include <qpdf/qpdf-c.h>

#include "objects.h"

/* Whether the file begins as a PDF and ends with where its table stands. */
bool bp_states_end(bp_pdf_bytes bytes);
/* Whether there is one state of each object, and one table, or the two of a linearized file. False where there are more objects
 * than `limit`. */
bool bp_states_one(qpdf_data pdf, bp_pdf_bytes bytes, size_t limit);

#endif
