/* embed.h - the font objects: Type0 fonts with their subsets, widths and CMaps. Private to format/pdf/. */
#ifndef BP_FORMAT_PDF_EMBED_H
#define BP_FORMAT_PDF_EMBED_H

#include "format/pdf/font.h"
#include "format/pdf/object.h"

/* Writes all fonts, and the resources that name them (F1, F2 ...) under this number. */
bp_status bp_pdf_embed(bp_pdf_fonts *fonts, bp_pdf_store *store, bp_pdf_objects *objects, uint32_t resources, bp_diag *diag);

#endif
