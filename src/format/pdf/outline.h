/* outline.h - the outline: agencies, and the projects of each. Private to format/pdf/.
 *
 * An item is written when the next one of its level, or the end, is known.
 */
#ifndef BP_FORMAT_PDF_OUTLINE_H
#define BP_FORMAT_PDF_OUTLINE_H

#include "format/pdf/object.h"
#include "form/table.h"

typedef struct bp_pdf_item {
    uint32_t number, parent, before, first, last, page;
    int32_t y;
    size_t below;         /* how many items stand right below it */
    const char *title;
} bp_pdf_item;

typedef struct bp_pdf_outline {
    bp_pdf_store *store;
    bp_pdf_objects *objects;
    bool open;            /* show what is below the agencies */
    uint32_t root, first;
    bp_pdf_item items[BP_ENTRY_LEVELS];  /* the one under way of each level; number 0: none */
    bool flat;            /* what stands at the top are projects: the form has no agencies */
    size_t shown;
    size_t top;           /* how many stand right below the root */
} bp_pdf_outline;

/* title is borrowed until bp_pdf_outline_end; y is measured upwards from the foot of the page. */
void bp_pdf_outline_add(bp_pdf_outline *outline, unsigned level, const char *title, uint32_t page, int32_t y);
/* Writes what is left; returns the number of the root, 0 where there are no entries. */
uint32_t bp_pdf_outline_end(bp_pdf_outline *outline);

#endif
