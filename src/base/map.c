/* map.c - open addressing, at most half full. See map.h. */
#include "base/map.h"

#include <stdlib.h>

struct bp_map_slot {
    uint64_t hash;
    uint32_t value;
    bool used;
};

static struct bp_map_slot *find(const bp_map *map, uint64_t hash)
{
    size_t at = (size_t)(hash * 0x9E3779B97F4A7C15u >> 32) & (map->room - 1);
    while (map->slots[at].used && map->slots[at].hash != hash)
        at = (at + 1) & (map->room - 1);
    return &map->slots[at];
}

static bool grow(bp_map *map)
{
    bp_map grown = {.count = map->count, .room = map->room ? map->room * 2 : 64};
    grown.slots = calloc(grown.room, sizeof *grown.slots);
    if (!grown.slots)
        return false;
    for (size_t i = 0; i < map->room; i++)
        if (map->slots[i].used)
            *find(&grown, map->slots[i].hash) = map->slots[i];
    free(map->slots);
    *map = grown;
    return true;
}

uint32_t *bp_map_at(bp_map *map, uint64_t hash)
{
    if ((map->count + 1) * 2 > map->room && !grow(map))
        return NULL;
    struct bp_map_slot *slot = find(map, hash);
    if (!slot->used) {
        *slot = (struct bp_map_slot){hash, 0, true};
        map->count++;
    }
    return &slot->value;
}

void bp_map_free(bp_map *map)
{
    free(map->slots);
    *map = (bp_map){0};
}
