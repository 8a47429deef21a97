/* locator.h - what findings ask of the reader of a kind of document: where its values stand. Included by diag.c and json/places.
 *
 * diag.c knows no JSON: it calls these functions, and json/places.c has them. A locator remembers its way through the source
 * that it was last asked about; NULL is one that remembers nothing.
 */
#ifndef BP_DIAG_LOCATOR_H
#define BP_DIAG_LOCATOR_H

#include "diag/source.h"

typedef struct bp_places bp_locator;

/* A new locator, to be freed; NULL where memory is short. */
bp_locator *bp_locator_new(void);
void bp_locator_free(bp_locator *locator);

/* The line and column of a byte, as bp_source_locate. */
void bp_locator_locate(bp_locator *locator, const bp_source *source, size_t offset, size_t *line, size_t *column);
/* Where the value at a JSON Pointer begins, or the nearest one around it. */
size_t bp_locator_find(bp_locator *locator, const bp_source *source, const char *pointer);
/* The byte of a string, which begins at `at`, behind so many bytes of its text. */
size_t bp_locator_behind(bp_locator *locator, const bp_source *source, size_t at, size_t bytes);

#endif
