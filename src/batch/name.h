/* name.h - names of outputs that are safe on any file system that people use. Included by batch.
 *
 * A name is a path below the target, slashes between its parts. Safe means: it cannot leave the target; every part is well-formed
 * UTF-8 in Normalization Form C of at most 255 bytes; no part is hidden, is a device of Windows, ends with a point or a space, or
 * has a character that Windows shares refuse.
 */
#ifndef BP_BATCH_NAME_H
#define BP_BATCH_NAME_H

#include <stdbool.h>

#include "base/buf.h"

/* What a pattern may name in braces. */
typedef enum bp_name_field {
    BP_NAME_FOLDER,       /* of the input */
    BP_NAME_NAME,         /* of the input, without folder and extension */
    BP_NAME_EXT,          /* of the output */
    BP_NAME_FORM,         /* this and what follows is known by reading the model */
    BP_NAME_DEPARTMENT,
    BP_NAME_DEPARTMENT_CODE,
    BP_NAME_FISCAL_YEAR,
    BP_NAME_TITLE,
    BP_NAME_FIELDS
} bp_name_field;
extern const char *const bp_name_fields[BP_NAME_FIELDS];

/* What is wrong with a pattern, in which "{{" and "}}" stand for braces. */
typedef enum bp_name_fault {
    BP_NAME_OK,
    BP_NAME_UNKNOWN_FIELD,
    BP_NAME_BRACES,       /* a brace without its partner */
    BP_NAME_LEAVES,       /* absolute, or a part is ".." */
    BP_NAME_EMPTY
} bp_name_fault;

/* Recognizes a pattern. *fields becomes the set of fields in it, a bit each; *word what is wrong, borrowed from the pattern. */
bp_name_fault bp_name_check(const char *pattern, unsigned *fields, const char **word);
/* The pattern with its fields put in. Slashes of a value are no parts of the path, but for those of BP_NAME_FOLDER. */
void bp_name_expand(bp_buf *out, const char *pattern, const char *const values[BP_NAME_FIELDS]);
/* The safe name nearest to any bytes: "." and ".." are dropped, what cannot stand is replaced by '_'. Never empty. */
void bp_name_make_safe(bp_buf *out, const char *path);
/* What two names share that a file system which ignores case would take for one; false when memory is short. */
bool bp_name_key(bp_buf *out, const char *name);

#endif
