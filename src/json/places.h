/* places.h - where things stand in a source, for many findings in one large file. Included by places.c and its test.
 *
 * Counting lines, following JSON Pointers and walking through texts from the beginning each time would take the square of a file's
 * size. What was passed on the way is remembered: line and column at regular distances, the containers that the last pointer led
 * through with what is in them, and the way through one text.
 */
#ifndef BP_JSON_PLACES_H
#define BP_JSON_PLACES_H

#include <stdint.h>

#include "diag/locator.h"
#include "json/json.h"

enum { BP_PLACES_LEVELS = BP_JSON_MAX_DEPTH };  /* containers that are remembered at once */

typedef struct bp_mark {
    size_t line, column;  /* as bp_source_locate */
} bp_mark;

typedef struct bp_list {  /* of offsets */
    size_t *items, count, room;
} bp_list;

typedef struct bp_place_member {
    size_t name, name_size;  /* in the names of its level */
    bp_span value;
} bp_place_member;

/* An object or array on the way of the last pointer. */
typedef struct bp_level {
    bp_span span;
    size_t prefix;              /* bytes of the pointer that lead to it */
    bp_list elements;           /* of an array: where the one before each so-manieth ends */
    size_t last;                /* the one asked for last ... */
    bp_span element;            /* ... empty: none */
    bp_place_member *members;   /* of an object, in the order of their names */
    size_t member_count, member_room;
    bp_buf names;
} bp_level;

struct bp_places {
    uint64_t source;            /* id of the source that all below is about */
    bp_mark *marks;             /* at each multiple of a distance */
    size_t mark_count, mark_room;
    bp_level levels[BP_PLACES_LEVELS];
    size_t level_count;
    bp_buf pointer;             /* that they are on the way of */
    size_t text;                /* the offset of the string that the steps are in ... */
    bp_list steps;              /* ... each the offset of the byte behind so many of its text, and how many are behind that */
};
typedef struct bp_places bp_places;

/* As bp_source_locate. */
void bp_places_locate(bp_places *places, const bp_source *source, size_t offset, size_t *line, size_t *column);
/* As bp_json_find. */
bool bp_places_find(bp_places *places, const bp_source *source, const char *pointer, bp_span *value);
/* The byte of a JSON string, which begins at `at`, behind so many bytes of its text; its end where it has no more. */
size_t bp_places_behind(bp_places *places, const bp_source *source, size_t at, size_t bytes);
void bp_places_free(bp_places *places);

#endif
