/* array.h - growing arrays on the heap. Anyone may include this. */
#ifndef BP_BASE_ARRAY_H
#define BP_BASE_ARRAY_H

#include <stdbool.h>
#include <stddef.h>

/* Makes room for one element more behind `count` of them: the array moves, its room doubles. False where memory is short or the
 * room would overflow: nothing has changed then. `items` is the caller's pointer, NULL at first; `room` is a size_t, 0 at first. */
#define BP_ARRAY_ROOM(items, count, room) ((count) < (room) || bp_array_widen(&(items), sizeof *(items), &(room)))

/* Doubles the room of the array that *items points to, elements of `size` bytes. False as above. */
bool bp_array_widen(void *items, size_t size, size_t *room);

#endif
