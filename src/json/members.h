/* members.h - what the objects of a document hold, as data: reading JSON into structs by it, and writing its JSON Schema. Included
 * by whatever declares a document.
 *
 * A table of members says of each its name, the kind of its value, its limits, and where in a struct it is kept. It may stand in
 * the sources, or be made from a declaration when the program runs. Reading looks at types and shape alone; whether the values are
 * right is for whoever validates the structs by the same table.
 */
#ifndef BP_JSON_MEMBERS_H
#define BP_JSON_MEMBERS_H

#include <limits.h>

#include "json/json.h"

typedef enum bp_member_kind {
    BP_MEMBER_TEXT,      /* const char * */
    BP_MEMBER_TEXTS,     /* const char **, an array */
    BP_MEMBER_INTEGER,   /* int */
    BP_MEMBER_AMOUNT,    /* bp_amount: a string or a number, null for a blank */
    BP_MEMBER_OBJECT,    /* a struct within the struct */
    BP_MEMBER_LIST,      /* array of structs: the elements of a JSON array */
    BP_MEMBER_MAP,       /* the same of an object whose members' names are data: the key of each struct */
    BP_MEMBER_ONE,       /* the same of one object, put at the end of such an array; without a key */
} bp_member_kind;

/* What a text may be: bp_text_rules. What turns the direction of writing is the checks' to find in texts, where it can be mended;
 * an id or a code has none. */
typedef enum bp_text_kind { BP_TEXT_NAME, BP_TEXT_LINE, BP_TEXT_PARAGRAPH, BP_TEXT_ID, BP_TEXT_CODE, BP_TEXT_KINDS } bp_text_kind;

typedef struct bp_text_rule {
    bool filled, tabs;
    unsigned refused;  /* traits of characters that it has not, but for tabs: base/chars.h */
    const char *name, *title, *description;  /* of its definition in the schema */
} bp_text_rule;

extern const bp_text_rule bp_text_rules[BP_TEXT_KINDS];

struct bp_object;

/* Members of one object, and objects with names in one document: who makes tables holds them to it. */
enum { BP_MEMBERS_MAX = 64, BP_OBJECTS_MAX = 32 };

typedef struct bp_member {
    bp_key key;                   /* first, so that BP_KEYS takes these */
    bp_member_kind kind;
    size_t at;                    /* where in the struct the value is kept ... */
    size_t count_at;              /* ... and how many, of an array; of a text that refers: the index of what it means (size_t) */
    const struct bp_object *of;   /* what the value is made of; of a text: the objects of which it refers to one by its id */
    bp_text_kind text;
    int low, high;                /* of integers */
    const char *const *words;     /* all that a text may be, the last NULL; NULL: anything ... */
    bp_code otherwise;            /* ... and what is reported of another, or of one that refers to nothing */
    bool always;                  /* written where it is empty, too, as what is required is */
    const char *title, *description;  /* for the schema */
} bp_member;

/* Structs of one kind. */
typedef struct bp_object {
    const char *name;             /* of its definition in the schema, NULL: it is written where it is used */
    const bp_member *members;
    size_t count;
    size_t size;                  /* of the struct ... */
    const void *blank;            /* ... and what it holds before it is read; NULL: zeros */
    const bp_member *id;          /* what no two of an array have alike: a member, or the key of a map. NULL: none */
    bool plain;                   /* in the file each is only the value of its one member, not an object */
    const char *title, *description;
} bp_object;

/* A text and an integer that were not there, or could not be read: nobody may find fault with them. The text is empty, and known by
 * its address. */
extern const char bp_absent[2];
#define BP_ABSENT_INT INT_MIN

/* The text that a member keeps in a struct; the array, and how many it holds. */
const char *bp_member_text(const bp_member *member, const void *record);
void *bp_member_items(const bp_member *member, const void *record, size_t *count);
/* Whether an element of the array is the member's: several may put theirs into one, a map those that have a key. */
bool bp_member_holds(const bp_member *member, const void *element);

/* Reads the whole document, whose text has passed bp_json_check, into a struct that is blank. Arrays of the outermost object are
 * read element by element, and the text behind is released. All memory is the reader's arena's; faults are in reader->status. */
void bp_read_document(bp_reader *reader, const bp_object *object, void *out);

/* Appends the JSON Schema of a document; `more`: further members of its outermost object, as they stand in the file. */
void bp_schema_write(const bp_object *object, const char *id, const char *more, bp_buf *out);

#endif
