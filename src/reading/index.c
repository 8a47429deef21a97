/* index.c - a balanced tree: whatever a file's author chooses, nothing of it is slow. See index.h. */
#include "reading/index.h"

#include <search.h>
#include <string.h>

typedef struct node {
    bp_index_kind kind;
    bp_index_text a, b;
    size_t number;
} node;

static int compare_texts(bp_index_text x, bp_index_text y)
{
    if (x.size != y.size)
        return x.size < y.size ? -1 : 1;
    return x.size ? memcmp(x.text, y.text, x.size) : 0;
}

static int compare(const void *x, const void *y)
{
    const node *a = x, *b = y;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    int order = compare_texts(a->a, b->a);
    return order ? order : compare_texts(a->b, b->b);
}

static node *find(const bp_index *index, const node *key)
{
    node *const *found = tfind(key, &index->tree, compare);
    return found ? *found : NULL;
}

size_t *bp_index_at(bp_index *index, bp_index_kind kind, bp_index_text a, bp_index_text b)
{
    const node key = {kind, a, b, 0};
    node *known = find(index, &key), *added = known ? known : bp_arena_alloc(&index->arena, sizeof *added);
    if (known)
        return &known->number;
    if (!added)
        return NULL;
    *added = key;
    return tsearch(added, &index->tree, compare) ? &added->number : NULL;
}

size_t bp_index_get(const bp_index *index, bp_index_kind kind, bp_index_text a, bp_index_text b)
{
    const node *known = find(index, &(node){kind, a, b, 0});
    return known ? known->number : 0;
}

static void keep_node(void *item)
{
    (void)item;  /* the arena's */
}

void bp_index_free(bp_index *index)
{
    tdestroy(index->tree, keep_node);
    index->tree = NULL;
    bp_arena_free(&index->arena);
}
