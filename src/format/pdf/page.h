/* page.h - pages: their contents, their objects and the tree that holds them. Private to format/pdf/.
 *
 * The canvas of the layout. A page has three layers, each put together apart: grounds, text, rules. So the text of a page is one
 * text object, in which every line is placed from the one before, and what has no meaning is one artifact before it and one behind.
 */
#ifndef BP_FORMAT_PDF_PAGE_H
#define BP_FORMAT_PDF_PAGE_H

#include "format/backend.h"
#include "format/pdf/font.h"
#include "format/pdf/object.h"
#include "format/pdf/outline.h"
#include "format/pdf/structure.h"

enum { BP_PDF_NODE = 256 };       /* pages of a node of the tree */

typedef struct bp_pdf_pages {
    const bp_job *job;
    bp_pdf_store *store;
    bp_pdf_objects *objects;
    bp_pdf_fonts *fonts;
    bp_pdf_structure *structure;  /* NULL: untagged */
    bp_pdf_outline *outline;      /* NULL: none */
    uint32_t root, resources;     /* numbers of the tree's root and of what all pages share */
    bp_pdf_array *kids;           /* of the root */
    bp_pdf_array *node_kids;
    uint32_t node, page;          /* the node being filled, the page being drawn */
    size_t count;
    bp_buf ground, text, rules;
    int32_t width, height;
    int32_t x, y;                 /* of the line set last */
    size_t font;                  /* of the text state, SIZE_MAX */
    int32_t size, rise;
    int32_t thickness;
    uint64_t warned;              /* bit n: of what has the number n by bp_fonts_company */
    bool warned_of_form;          /* that a selector chooses and no font has */
} bp_pdf_pages;

/* Draws all pages of the job. The rest of *pages is filled in by the caller. */
bp_status bp_pdf_pages_write(bp_pdf_pages *pages);
void bp_pdf_pages_free(bp_pdf_pages *pages);

#endif
