/* tree.h - number trees and name trees (ISO 32000-1, 7.9.6 and 7.9.7), written leaf by leaf. Private to format/pdf/.
 *
 * Keys must come in their order; name keys must be as long as each other or sorted so by their bytes.
 */
#ifndef BP_FORMAT_PDF_TREE_H
#define BP_FORMAT_PDF_TREE_H

#include "format/pdf/store.h"

enum { BP_PDF_KEY = 24 };

typedef struct bp_pdf_tree {
    const char *kind;                           /* Nums or Names */
    bp_buf pairs, kids;                         /* of the leaf being filled; references to the leaves written */
    char first[BP_PDF_KEY], last[BP_PDF_KEY];   /* of the leaf */
    unsigned count;
} bp_pdf_tree;

/* key as it stands in the file: a number, or a string with its brackets. */
void bp_pdf_tree_add(bp_pdf_tree *tree, bp_pdf_store *store, const char *key, uint32_t value);
/* Writes the root under this number and releases what the tree holds. */
void bp_pdf_tree_end(bp_pdf_tree *tree, bp_pdf_store *store, uint32_t number);

#endif
