/* beside.h - what the reader told of a PDF beside our own rendering. Private to verify/. */
#ifndef BP_VERIFY_BESIDE_H
#define BP_VERIFY_BESIDE_H

#include "verify/private.h"
#include "verify/reader.h"

typedef struct bp_thing {
    bp_pdf_told told;   /* its path is owned by the thing */
    bool explained;     /* by what was reported already */
} bp_thing;

typedef struct bp_beside {
    bp_thing *things;
    size_t count, room;
    size_t pages;       /* in the file */
} bp_beside;

/* Takes all that the reader tells. Free in any case. */
bp_status bp_beside_read(bp_verifier *v, bp_pdf_reader *reader, bp_beside *out);
void bp_beside_free(bp_beside *beside);
/* Reports where the picture of a page, from 0, differs, cell by cell; or leaves it where the words of the page told the difference.
 * Seals that cover text are doubts. */
void bp_beside_page(bp_verifier *v, bp_beside *beside, size_t page, bool words_differ, const bp_drawn *asked);
/* Reports what is left. */
void bp_beside_rest(bp_verifier *v, bp_beside *beside);

#endif
