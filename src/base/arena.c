/* arena.c - see arena.h. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 4096, LARGEST_STEP = 1 << 20 };

struct bp_block {
    struct bp_block *next;
    size_t size;
    max_align_t data[];
};

static struct bp_block *add_block(bp_arena *arena, size_t need)
{
    size_t size = arena->head ? arena->head->size * 2 : FIRST_BLOCK;
    if (size > LARGEST_STEP)
        size = LARGEST_STEP;
    if (size < need)
        size = need;
    struct bp_block *block = size > SIZE_MAX - sizeof *block ? NULL : malloc(sizeof *block + size);
    if (!block) {
        arena->failed = true;
        return NULL;
    }
    block->next = arena->head;
    block->size = size;
    arena->head = block;
    arena->used = arena->texts = 0;
    arena->total += size;
    return block;
}

static bool has_room(const bp_arena *arena, size_t size)
{
    return arena->head && arena->head->size - arena->used - arena->texts >= size;
}

static size_t aligned(size_t size)
{
    const size_t align = _Alignof(max_align_t);
    return (size + align - 1) / align * align;
}

void *bp_arena_alloc(bp_arena *arena, size_t size)
{
    if (size > SIZE_MAX - _Alignof(max_align_t))
        return NULL;
    size = aligned(size);
    if (!has_room(arena, size) && !add_block(arena, size))
        return NULL;
    void *p = (char *)arena->head->data + arena->used;
    arena->used += size;
    return p;
}

bool bp_arena_extend(bp_arena *arena, const void *last, size_t size, size_t wider)
{
    if (!arena->head || wider > SIZE_MAX - _Alignof(max_align_t))
        return false;
    size_t more = aligned(wider) - aligned(size);
    if ((const char *)last + aligned(size) != (char *)arena->head->data + arena->used || !has_room(arena, more))
        return false;
    arena->used += more;
    return true;
}

void *bp_arena_array(bp_arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    void *p = bp_arena_alloc(arena, count * size);
    if (p)
        memset(p, 0, count * size);
    return p;
}

bool bp_arena_widen(bp_arena *arena, void *items, size_t count, size_t wider, size_t size)
{
    void *array;
    if (size && wider > SIZE_MAX / size)
        return false;
    memcpy(&array, items, sizeof array);
    if (count && bp_arena_extend(arena, array, count * size, wider * size)) {
        memset((char *)array + count * size, 0, (wider - count) * size);
        return true;
    }
    void *moved = bp_arena_array(arena, wider, size);
    if (!moved)
        return false;
    if (count)
        memcpy(moved, array, count * size);
    memcpy(items, &moved, sizeof moved);
    return true;
}

char *bp_arena_strndup(bp_arena *arena, const char *text, size_t size)
{
    if (size == SIZE_MAX || (!has_room(arena, size + 1) && !add_block(arena, size + 1)))
        return NULL;
    arena->texts += size + 1;
    char *p = (char *)arena->head->data + arena->head->size - arena->texts;
    memcpy(p, text, size);
    p[size] = '\0';
    return p;
}

char *bp_arena_strdup(bp_arena *arena, const char *text)
{
    return bp_arena_strndup(arena, text, strlen(text));
}

static void free_blocks(struct bp_block *block)
{
    while (block) {
        struct bp_block *next = block->next;
        free(block);
        block = next;
    }
}

void bp_arena_reset(bp_arena *arena)
{
    arena->failed = false;
    if (!arena->head)
        return;
    free_blocks(arena->head->next);
    arena->head->next = NULL;
    arena->used = arena->texts = 0;
    arena->total = arena->head->size;
}

void bp_arena_free(bp_arena *arena)
{
    free_blocks(arena->head);
    *arena = (bp_arena){0};
}
