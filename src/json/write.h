/* write.h - JSON as it is written for people: each member and element on a line of its own, two spaces deeper than what it stands
 * in. Included by whatever writes a document that may be large, or is declared by members.h. */
#ifndef BP_JSON_WRITE_H
#define BP_JSON_WRITE_H

#include "base/buf.h"
#include "json/members.h"

typedef struct bp_writer {
    bp_buf out;
    size_t depth;
    bool filled;         /* something stands already in the innermost object or array */
    bp_sink *sink;       /* takes the text as it is written, which is then never held whole; NULL: it is held */
    void *context;
} bp_writer;

/* Begin and end an object or array, by its bracket. */
void bp_write_open(bp_writer *w, char bracket);
void bp_write_close(bp_writer *w, char bracket);
/* Begins an element of an array; the name of a member. */
void bp_write_item(bp_writer *w);
void bp_write_key(bp_writer *w, const char *key);
void bp_write_text(bp_writer *w, const char *key, const char *text);
void bp_write_int(bp_writer *w, const char *key, int value);
/* Writes a struct as an object, by the table of its members: what is empty is left out, unless it is required or `always` there. */
void bp_write_object(bp_writer *w, const bp_object *object, const void *record);
/* Gives the sink what it has not had. False where memory was short. */
bool bp_write_end(bp_writer *w);

#endif
