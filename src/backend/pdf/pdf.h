/* pdf.h - the PDF back end. Included by the registry. */
#ifndef BP_BACKEND_PDF_H
#define BP_BACKEND_PDF_H

#include "backend/backend.h"

extern const bp_backend bp_pdf_backend;

#endif
