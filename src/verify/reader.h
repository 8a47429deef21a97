/* reader.h - a PDF page by page, read by the program budgetpress-read-pdf. Private to verify/. */
#ifndef BP_VERIFY_READER_H
#define BP_VERIFY_READER_H

#include "verify/private.h"

typedef struct bp_pdf_reader bp_pdf_reader;

typedef struct bp_pdf_facts {
    bp_buf title, metadata;  /* of the document; metadata is XMP as it stands in the file */
    size_t pages;
} bp_pdf_facts;

/* What the program tells of a file beside another one. */
typedef enum bp_told_kind {
    BP_TOLD_ADDED, BP_TOLD_MISSING, BP_TOLD_CHANGED,  /* an object, by the path of keys to it */
    BP_TOLD_PICTURE,   /* pixels that differ */
    BP_TOLD_SIZE,      /* a page of another size, which was not drawn */
    BP_TOLD_UPDATE, BP_TOLD_AROUND, BP_TOLD_MENDED,   /* appended to; something before or behind; damaged */
    BP_TOLD_SIGNED,    /* a signature that covers the whole file */
    BP_TOLD_SEAL,      /* where it shows */
    BP_TOLD_END
} bp_told_kind;

typedef struct bp_pdf_told {
    bp_told_kind kind;
    int32_t page;      /* from 1; 0: of the document */
    int32_t x0, y0, x1, y1;
    bp_buf path;       /* to be freed */
} bp_pdf_told;

/* Starts the program on an open file, beside another one or, where that is -1, alone. *out is to be closed in any case. path is for
 * diagnostics. */
bp_status bp_pdf_reader_open(const char *path, const char *program, int fd, int beside, bp_diag *diag, bp_pdf_facts *facts,
                             bp_pdf_reader **out);
/* The same over what the program would write; the stream is taken. */
bp_status bp_pdf_reader_over(const char *path, FILE *lines, bp_diag *diag, bp_pdf_facts *facts, bp_pdf_reader **out);
/* The next page, as many times as there are pages; then the end, which tells that the file was read whole. */
bp_status bp_pdf_reader_page(bp_pdf_reader *reader, bp_drawn *page);
bp_status bp_pdf_reader_end(bp_pdf_reader *reader);
/* Beside another file, instead of pages: the next thing told, BP_TOLD_END when all was. */
bp_status bp_pdf_reader_told(bp_pdf_reader *reader, bp_pdf_told *out);
void bp_pdf_reader_close(bp_pdf_reader *reader);  /* NULL is allowed */

#endif
