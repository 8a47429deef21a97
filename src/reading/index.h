/* index.h - what an import finds again by a text or two, as fast among many as among few. Private to reading/. */
#ifndef BP_READING_INDEX_H
#define BP_READING_INDEX_H

#include "base/arena.h"

/* What is found; the texts that tell it. */
typedef enum bp_index_kind {
    BP_INDEX_CODE,          /* entry of the model's dictionary: code */
    BP_INDEX_LEVEL,         /* the first entry: what its code begins with, name */
    BP_INDEX_NEAR_LEVEL,    /* the same: name without 指标 */
    BP_INDEX_TRIES,         /* how many codes were tried: what they begin with */
    BP_INDEX_AGENCY_ID,     /* the last agency: id */
    BP_INDEX_AGENCY,        /* the same: name */
    BP_INDEX_AGENCY_CODE    /* the same: name, code */
} bp_index_kind;

typedef struct bp_index {
    void *tree;
    bp_arena arena;
} bp_index;

/* A text of the caller's, which must live as long as the index where it is added. */
typedef struct bp_index_text {
    const char *text;
    size_t size;
} bp_index_text;

/* The number kept for the texts, 0 where it is new: the caller sets it. NULL when memory is short. Stays where it is. */
size_t *bp_index_at(bp_index *index, bp_index_kind kind, bp_index_text a, bp_index_text b);
/* The number kept, 0 where there is none. */
size_t bp_index_get(const bp_index *index, bp_index_kind kind, bp_index_text a, bp_index_text b);
void bp_index_free(bp_index *index);

#endif
