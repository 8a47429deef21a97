/* store.h - the file as numbered objects. Private to format/pdf/; knows neither libharu nor what the objects mean.
 *
 * An object is written as soon as it is whole, and only its place is kept: eight bytes an object. In a compact file objects are
 * collected into object streams and found through a cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8); else each stands by
 * itself and a classic table lists them. Objects may refer to numbers that are reserved and written later.
 */
#ifndef BP_FORMAT_PDF_STORE_H
#define BP_FORMAT_PDF_STORE_H

#include <stdint.h>

#include "base/buf.h"
#include "diag/file.h"
#include "base/sha256.h"

enum { BP_PDF_OBJECTS_MAX = 8388607 };  /* ISO 19005-2, 6.1.13 */

typedef struct bp_pdf_store {
    bp_outfile *file;
    bp_buf *memory;          /* takes the bytes instead of the file; NULL: the file does */
    struct libdeflate_compressor *deflate;
    bool compact;
    bool failed, full;       /* memory is short; more objects than a PDF may have */
    uint64_t offset;         /* bytes written */
    uint64_t *places;        /* by number: where the object stands, 0 while it is not written */
    uint32_t count;          /* numbers given, 0 included */
    size_t room;
    uint32_t stream;         /* the object stream being filled ... */
    uint32_t held;           /* ... and how many objects are in it */
    bp_buf bodies, index, packed, line;
    bp_sha256 hash;          /* of all bytes: the file's identifier */
} bp_pdf_store;

/* Begins a file. False when memory is short; bp_pdf_store_free is due in any case. */
bool bp_pdf_store_begin(bp_pdf_store *store, bp_outfile *file, bp_buf *memory, bool compact);
void bp_pdf_store_free(bp_pdf_store *store);

/* The first of `count` numbers in a row. */
uint32_t bp_pdf_reserve(bp_pdf_store *store, uint32_t count);
/* Writes an object that is no stream. */
void bp_pdf_put(bp_pdf_store *store, uint32_t number, const char *text, size_t size);
/* Writes a stream; `entries` is what its dictionary holds beside Length and Filter. */
void bp_pdf_put_deflated(bp_pdf_store *store, uint32_t number, const char *entries, const char *data, size_t size);
void bp_pdf_put_plain(bp_pdf_store *store, uint32_t number, const char *entries, const char *data, size_t size);
/* Cross-reference and trailer. Every number given must have been written. */
void bp_pdf_store_end(bp_pdf_store *store, uint32_t root, uint32_t info);

/* "12 0 R". */
void bp_pdf_put_ref(bp_buf *out, uint32_t number);

#endif
