/* pages.h - a record for each character that is asked for, in pages that are made when they are needed. Anyone may include this. */
#ifndef BP_BASE_PAGES_H
#define BP_BASE_PAGES_H

#include <stddef.h>
#include <stdint.h>

enum { BP_PAGE = 256, BP_PLANES = 17 };

typedef struct bp_pages {
    void **planes[BP_PLANES];  /* each with 256 pages of 256 characters; NULL until one of them is asked for, as a page is */
} bp_pages;

/* Finds the record of a character; NULL where its page was not made. All are of one size. Here, because it is asked for each
 * character of a long table. */
static inline void *bp_pages_find(const bp_pages *pages, uint32_t cp, size_t size)
{
    void **plane = pages->planes[cp >> 16];
    char *page = plane ? plane[cp / BP_PAGE % BP_PAGE] : NULL;
    return page ? page + cp % BP_PAGE * size : NULL;
}
/* Finds or makes the record of a character, cleared at first; NULL where memory is short. */
void *bp_pages_at(bp_pages *pages, uint32_t cp, size_t size);
void bp_pages_free(bp_pages *pages);

#endif
