/* finder.h - projects by what rows call them, as fast among many as among few. Private to reading/. */
#ifndef BP_READING_FINDER_H
#define BP_READING_FINDER_H

#include "facts/model.h"

enum { BP_FINDER_KEYS = 3 };  /* id, code, name */

/* Empty at first; made anew where there are other projects than before. */
typedef struct bp_finder {
    size_t *sorted[BP_FINDER_KEYS];  /* indexes, by text and then as they stand; NULL: not yet asked for */
    size_t count;
} bp_finder;

/* The project of that id, else of that code, else of that name; of several the next from `from` on, and from the first again.
 * SIZE_MAX: none. From SIZE_MAX on it is the last of them. *failed is set where memory is short. */
size_t bp_finder_find(bp_finder *finder, const bp_project *projects, size_t count, const char *const keys[BP_FINDER_KEYS],
                      size_t from, bool *failed);
void bp_finder_free(bp_finder *finder);

#endif
