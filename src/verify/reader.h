/* reader.h - a PDF page by page, read by the program budgetpress-read-pdf. Private to verify/. */
#ifndef BP_VERIFY_READER_H
#define BP_VERIFY_READER_H

#include "verify/private.h"

typedef struct bp_pdf_reader bp_pdf_reader;

typedef struct bp_pdf_facts {
    bp_buf title, metadata;  /* of the document; metadata is XMP as it stands in the file */
    size_t pages;
} bp_pdf_facts;

/* Starts the program on an open file. *out is to be closed in any case. path is for diagnostics. */
bp_status bp_pdf_reader_open(const char *path, const char *program, int fd, bp_diag *diag, bp_pdf_facts *facts,
                             bp_pdf_reader **out);
/* The same over what the program would write; the stream is taken. */
bp_status bp_pdf_reader_over(const char *path, FILE *lines, bp_diag *diag, bp_pdf_facts *facts, bp_pdf_reader **out);
/* The next page, as many times as there are pages; then the end, which tells that the file was read whole. */
bp_status bp_pdf_reader_page(bp_pdf_reader *reader, bp_drawn *page);
bp_status bp_pdf_reader_end(bp_pdf_reader *reader);
void bp_pdf_reader_close(bp_pdf_reader *reader);  /* NULL is allowed */

#endif
