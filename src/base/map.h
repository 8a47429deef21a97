/* map.h - 64-bit hashes, or keys that are no longer, to numbers. Anyone may include this. */
#ifndef BP_BASE_MAP_H
#define BP_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct bp_map {
    struct bp_map_slot *slots;
    size_t count, room;
} bp_map;

/* Finds the number kept for a hash, 0 where it is new: the caller then sets it to another. NULL when memory is short. What hashes
 * alike may still differ: compare before anything is said. Moves with the next call. */
uint32_t *bp_map_at(bp_map *map, uint64_t hash);
void bp_map_free(bp_map *map);

#endif
