/* places.h - where things stand in a source, for many findings in one large file. Private to core/: diag keeps one.
 *
 * Counting lines and following JSON Pointers from the beginning each time would take the square of a file's size. What was passed
 * on the way is remembered: line and column at regular distances, the members of the root, and elements of one array in it.
 */
#ifndef BP_CORE_PLACES_H
#define BP_CORE_PLACES_H

#include <stdint.h>

#include "core/json.h"
#include "core/source.h"

typedef struct bp_mark {
    size_t line, column;  /* as bp_source_locate */
} bp_mark;

typedef struct bp_root_member {
    bp_span key, value;
} bp_root_member;

typedef struct bp_places {
    uint64_t source;            /* id of the source that all below is about */
    bp_mark *marks;             /* at each multiple of a distance */
    size_t mark_count, mark_room;
    bp_root_member *members;    /* of the root, NULL: not listed */
    size_t member_count;
    bool simple;                /* no name among them has an escape, and none stands twice */
    bp_span array;              /* the array whose elements are remembered ... */
    size_t *elements;           /* ... by where the one before each so-manieth ends */
    size_t element_count, element_room;
} bp_places;

/* As bp_source_locate. */
void bp_places_locate(bp_places *places, const bp_source *source, size_t offset, size_t *line, size_t *column);
/* Where the value at a JSON Pointer begins, or the nearest one around it. The source must have passed bp_json_check. */
size_t bp_places_find(bp_places *places, const bp_source *source, const char *pointer);
void bp_places_free(bp_places *places);

#endif
