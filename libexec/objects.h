/* objects.h - all that is in a PDF, held against what is in another. Included by libexec/ only. */
#ifndef BP_LIBEXEC_OBJECTS_H
#define BP_LIBEXEC_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct bp_pdf_bytes {
    const char *data;
    size_t size;
} bp_pdf_bytes;

/* Prints a line for each thing that is in `other` and not in `own`, the other way round, or not the same, and for signatures. False
 * where one of the two cannot be read. */
bool bp_objects_compare(bp_pdf_bytes own, bp_pdf_bytes other);

/* "NAME HEX", the bytes in lines of 60 each. */
void bp_put_hex(const char *name, const char *data, size_t size);

#endif
