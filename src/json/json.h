/* json.h - strict JSON on top of cJSON: places, limits, duplicates. Included by whatever reads JSON.
 *
 * cJSON builds the trees of all small files, but it neither keeps positions nor refuses all that RFC 8259 refuses, and it holds
 * numbers as doubles. So a text is first recognized strictly (bp_json_check), then a reader walks its cJSON tree, tracking its JSON
 * Pointer and reporting each fault with its place. What may be large is read by members.h instead, from nodes: places in the text.
 */
#ifndef BP_JSON_JSON_H
#define BP_JSON_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/quote.h"
#include "diag/diag.h"
#include "diag/source.h"

enum {
    BP_JSON_MAX_DEPTH = 64,             /* nesting of objects and arrays */
    BP_JSON_MAX_STRING = 1 << 20,       /* bytes of one string as written */
    BP_JSON_MAX_NUMBER = 60,            /* characters of one number: cJSON loses what lies past 63 */
};

typedef struct bp_span {
    size_t at, end;  /* byte offsets in the source */
} bp_span;

/* A value in a list in which the values inside it follow it, and its next sibling these. */
typedef struct bp_node {
    bp_span value;
    bp_span key;   /* of the member's name with its quotes, empty in an array */
    size_t size;   /* nodes from this one up to its next sibling */
} bp_node;

/* The children of a node, in order. */
#define BP_NODE_FOR_EACH(child, parent) \
    for (const bp_node *child = (parent) + 1; child < (parent) + (parent)->size; child += child->size)

/* The nodes of one value; reused from one to the next. */
typedef struct bp_nodes {
    bp_node *items;  /* heap; the first is the value itself */
    size_t count, room;
    bool failed;     /* memory ran out */
} bp_nodes;

/* Recognizes the whole text: RFC 8259, UTF-8, the limits, no \u0000, no lone surrogates. Reports the first fault. */
bp_status bp_json_check(const bp_source *source, bp_diag *diag);

/* The span of the whole document's value. The text must have passed bp_json_check, here and below. */
bp_span bp_json_root(const bp_source *source);
/* Steps through the members of an object or the elements of an array. *cursor is 0 at first; false at the end. key is the
 * span of the member's name with its quotes, empty in an array. */
bool bp_json_next(const bp_source *source, bp_span whole, size_t *cursor, bp_span *key, bp_span *value);
/* Appends the text of a string, given by the span with its quotes. */
void bp_json_unquote(const bp_source *source, bp_span string, bp_buf *out);
/* Lists the value that begins at `at`. */
void bp_json_list(const bp_source *source, size_t at, bp_nodes *out);
/* Where the next element of an array begins, *cursor being the end of the one before, 0 at first; false at the end. */
bool bp_json_element(const bp_source *source, bp_span array, size_t cursor, size_t *at);
/* Replaces *out by the reference token at *pointer, unescaped (RFC 6901), and moves *pointer behind it. */
void bp_json_token(const char **pointer, bp_buf *out);
/* The value at a JSON Pointer, the last one where a key is doubled. Where there is none: false, and the nearest value around. */
bool bp_json_find(const bp_source *source, const char *pointer, bp_span *value);

typedef struct bp_reader {
    const bp_source *source;
    bp_diag *diag;
    bp_arena *arena;     /* strings are copied here */
    bp_buf pointer;      /* where the reader stands */
    size_t place;        /* 1 + the offset of the value that the reader stands at, where it is known; 0 */
    bp_nodes nodes;      /* where it reads nodes: of the value that the pointer leads to */
    bp_status status;    /* the worst seen so far */
} bp_reader;

void bp_reader_free(bp_reader *reader);  /* not the arena, source or diag */
/* Enter and leave a member or element. Returns the mark that leave takes. */
size_t bp_reader_key(bp_reader *reader, const char *key);
size_t bp_reader_index(bp_reader *reader, size_t index);
void bp_reader_leave(bp_reader *reader, size_t mark);

/* The cJSON tree of a span that stands at the reader's present pointer; cJSON_Delete it. NULL is reported. */
cJSON *bp_reader_parse(bp_reader *reader, bp_span span);

typedef enum bp_json_type {
    BP_JSON_OBJECT, BP_JSON_ARRAY, BP_JSON_STRING, BP_JSON_INTEGER, BP_JSON_NUMBER, BP_JSON_BOOLEAN, BP_JSON_NULL
} bp_json_type;

/* The type of the value that begins there; an integer is a number. */
bp_json_type bp_json_type_at(const bp_source *source, size_t at);
void bp_reader_wrong_type(bp_reader *reader, bp_json_type wanted, bp_json_type found);

typedef struct bp_key {
    const char *name;
    bool required;
} bp_key;

/* The keys of an object: an array of what begins with a bp_key. */
typedef struct bp_keys {
    const void *first;
    size_t size, count;
} bp_keys;
#define BP_KEYS(items, number) ((bp_keys){(items), sizeof *(items), (number)})

/* The index of a member's name among the keys, the count and reported where it is none of them or was seen already; the count, too,
 * of "$schema", which the outermost object may have, as text. `place` is that of the member's value, as in bp_reader. seen has one
 * more than there are keys. */
size_t bp_reader_match(bp_reader *reader, const char *name, bp_json_type found, size_t place, bp_keys keys, bool *seen);
/* Reports each key that is required and was not seen. */
void bp_reader_missing(bp_reader *reader, bp_keys keys, const bool *seen);

/* Matches the members of an object with keys: out[i] is the value of keys[i] or NULL. Reports a wrong type, unknown keys (with
 * the nearest known one), doubled and missing ones. False where value is no object. */
bool bp_reader_object(bp_reader *reader, const cJSON *value, const bp_key *keys, size_t count, const cJSON **out);
/* An object whose member names are data. */
bool bp_reader_map(bp_reader *reader, const cJSON *value);
bool bp_reader_array(bp_reader *reader, const cJSON *value);
/* A string, copied to the arena. NULL is reported unless value is NULL. */
const char *bp_reader_string(bp_reader *reader, const cJSON *value);
bool bp_reader_int(bp_reader *reader, const cJSON *value, int low, int high, int *out);
bool bp_reader_bool(bp_reader *reader, const cJSON *value, bool *out);
/* The characters of the number that the reader stands at, as written. */
bp_span bp_reader_number(bp_reader *reader);
/* Reports at the reader's place and remembers the worst status. */
void bp_reader_report(bp_reader *reader, bp_code code, const char *const *args);

#endif
