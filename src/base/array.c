/* array.c - see array.h. */
#include "base/array.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64 };

bool bp_array_widen(void *items, size_t size, size_t *room)
{
    void *array;
    memcpy(&array, items, sizeof array);  /* a pointer to any type: not to be read through a pointer to void * */
    size_t wider = *room ? *room * 2 : FIRST_ROOM;
    void *moved = wider <= *room || wider > SIZE_MAX / size ? NULL : realloc(array, wider * size);
    if (!moved)
        return false;
    memcpy(items, &moved, sizeof moved);
    *room = wider;
    /* cppcheck-suppress memleak ; memcpy gave it its owner */
    return true;
}
