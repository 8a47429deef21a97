/* utf8.h - UTF-8 (RFC 3629). Anyone may include this. */
#ifndef BP_BASE_UTF8_H
#define BP_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BP_UTF8_MAX = 4 };

/* How many of size bytes are well-formed: size itself, or the offset of the first byte of the first bad sequence. */
size_t bp_utf8_valid(const char *text, size_t size);

/* Decodes one character of well-formed text and moves *text behind it. */
static inline uint32_t bp_utf8_next(const char **text)
{
    const unsigned char *p = (const unsigned char *)*text;
    if (p[0] < 0x80) {
        *text += 1;
        return p[0];
    }
    if (p[0] < 0xE0) {
        *text += 2;
        return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    }
    if (p[0] < 0xF0) {
        *text += 3;
        return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    }
    *text += 4;
    return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
}

/* Writes a character as 1 to 4 bytes, no NUL; returns how many. */
size_t bp_utf8_put(char out[BP_UTF8_MAX], uint32_t cp);

/* Characters in well-formed text. */
size_t bp_utf8_count(const char *text, size_t size);
/* The units of UTF-16 that they take: what Excel counts as characters. */
size_t bp_utf16_count(const char *text, size_t size);

#endif
