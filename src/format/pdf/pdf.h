/* pdf.h - the PDF back end. Included by the registry. */
#ifndef BP_FORMAT_PDF_PDF_H
#define BP_FORMAT_PDF_PDF_H

#include "format/backend.h"

extern const bp_backend bp_pdf_backend;

#endif
