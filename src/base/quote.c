/* quote.c - see quote.h. */
#include "base/quote.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/chars.h"
#include "base/utf8.h"

/* Whether one of eight bytes is a quote, a backslash, below 0x20 or not of ASCII. */
static bool any_to_escape(const char *eight)
{
    const uint64_t ones = 0x0101010101010101u, tops = ones * 0x80;
    uint64_t bytes;
    memcpy(&bytes, eight, sizeof bytes);
    uint64_t quotes = bytes ^ ones * '"', slashes = bytes ^ ones * '\\';
    uint64_t found = ((quotes - ones) & ~quotes) | ((slashes - ones) & ~slashes) | ((bytes - ones * 0x20) & ~bytes) | bytes;
    return found & tops;
}

/* Bytes of a well-formed character that may stand as it is; 0: it must be escaped. What turns the direction of writing is: a
 * document may be read on a terminal. */
static size_t plain_character(const char *text, size_t size)
{
    const char *next = text;
    unsigned char c = (unsigned char)*text;
    if (c < 0x80)
        return c >= 0x20 && c != '"' && c != '\\';
    if (c >= 0xE3 && c <= 0xE9 && (text[1] & 0xC0) == 0x80 && (text[2] & 0xC0) == 0x80)
        return 3;  /* U+3000-9FFF, nearly all there is */
    if (!bp_utf8_valid(text, size < BP_UTF8_MAX ? size : BP_UTF8_MAX))
        return 0;
    uint32_t cp = bp_utf8_next(&next);
    return bp_char_is(cp, BP_CHAR_TURNS) ? 0 : (size_t)(next - text);
}

/* How many bytes need no escape. */
static size_t plain_size(const char *text, size_t size)
{
    size_t at = 0;
    while (at < size) {
        if (size - at >= 8 && !any_to_escape(text + at)) {
            at += 8;
            continue;
        }
        size_t one = plain_character(text + at, size - at);
        if (!one)
            break;
        at += one;
    }
    return at;
}

/* Puts what stands before the text's `size` bytes end and is not plain; gives back how many bytes that was. */
static size_t put_escaped(bp_buf *out, const char *text, size_t size)
{
    const char *next = text;
    unsigned char c = (unsigned char)*text;
    if (c == '\n')
        bp_buf_puts(out, "\\n");
    else if (c == '\t')
        bp_buf_puts(out, "\\t");
    else if (c < 0x20)
        bp_buf_printf(out, "\\u%04x", c);
    else if (c < 0x80)
        bp_buf_put(out, (char[]){'\\', (char)c}, 2);
    else if (!bp_utf8_valid(text, size < BP_UTF8_MAX ? size : BP_UTF8_MAX))
        bp_buf_printf(out, "\\\\x%02x", c);  /* the name of a file may be no UTF-8 */
    else
        bp_buf_printf(out, "\\u%04x", (unsigned)bp_utf8_next(&next));
    return next > text ? (size_t)(next - text) : 1;
}

void bp_json_quote(bp_buf *out, const char *text)
{
    size_t size = strlen(text);
    bp_buf_putc(out, '"');
    for (;;) {
        size_t plain = plain_size(text, size);
        bp_buf_put(out, text, plain);
        if (plain == size)
            break;
        plain += put_escaped(out, text + plain, size - plain);
        text += plain;
        size -= plain;
    }
    bp_buf_putc(out, '"');
}
