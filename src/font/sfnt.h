/* sfnt.h - the bytes of a font file: big-endian numbers and the table directory. Private to font/.
 *
 * Every read is held against the end of the bytes: what lies past it is 0 or empty.
 */
#ifndef BP_FONT_SFNT_H
#define BP_FONT_SFNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct bp_bytes {
    const uint8_t *data;
    size_t size;
} bp_bytes;

#define BP_TABLE(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

/* A number of 1 to 4 bytes. */
static inline uint32_t bp_be(bp_bytes bytes, size_t at, unsigned width)
{
    uint32_t value = 0;
    if (at > bytes.size || width > bytes.size - at)
        return 0;
    for (unsigned i = 0; i < width; i++)
        value = value << 8 | bytes.data[at + i];
    return value;
}

static inline int bp_be_signed(bp_bytes bytes, size_t at)
{
    return (int16_t)bp_be(bytes, at, 2);
}

/* Bytes [at, at + size), cut off at the end. */
static inline bp_bytes bp_cut(bp_bytes bytes, size_t at, size_t size)
{
    if (at >= bytes.size)
        return (bp_bytes){0};
    return (bp_bytes){bytes.data + at, size < bytes.size - at ? size : bytes.size - at};
}

/* One face of a file. */
typedef struct bp_sfnt {
    bp_bytes file;
    size_t directory;    /* where its table directory begins */
    unsigned faces;      /* in the file */
} bp_sfnt;

/* Finds face `index`; NULL, or why the file cannot be used: a text marked for translation. */
const char *bp_sfnt_open(bp_bytes file, unsigned index, bp_sfnt *out);
/* A table, empty where there is none. */
bp_bytes bp_sfnt_table(const bp_sfnt *sfnt, uint32_t tag);
/* Whether a character map for Unicode is there. */
bool bp_sfnt_has_unicode(const bp_sfnt *sfnt);

#endif
