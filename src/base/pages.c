/* pages.c - see pages.h. */
#include "base/pages.h"

#include <stdlib.h>

void *bp_pages_at(bp_pages *pages, uint32_t cp, size_t size)
{
    void ***plane = &pages->planes[cp >> 16];
    if (!*plane && !(*plane = calloc(BP_PAGE, sizeof **plane)))
        return NULL;
    void **page = &(*plane)[cp / BP_PAGE % BP_PAGE];
    if (!*page)
        *page = calloc(BP_PAGE, size);
    return bp_pages_find(pages, cp, size);
}

void bp_pages_free(bp_pages *pages)
{
    for (size_t i = 0; i < BP_PLANES; i++) {
        for (size_t k = 0; pages->planes[i] && k < BP_PAGE; k++)
            free(pages->planes[i][k]);
        free(pages->planes[i]);
        pages->planes[i] = NULL;
    }
}
