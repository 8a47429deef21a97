/* kind.c - see kind.h. */
#include "base/kind.h"

#include <stdbool.h>
#include <string.h>

static bool begins(const char *text, size_t size, const char *with, size_t length)
{
    return size >= length && !memcmp(text, with, length);
}

static bool is_ascii(char c)
{
    return (c >= ' ' && c < 0x7F) || c == '\t' || c == '\r' || c == '\n';
}

/* Without a mark: JSON begins with an ASCII character, and so do most other texts; its other bytes are NUL. */
static bp_kind wide_kind(const char *text, size_t size)
{
    if (begins(text, size, "\xFF\xFE\0\0", 4) || begins(text, size, "\0\0\xFE\xFF", 4))
        return BP_KIND_UTF32;
    if (begins(text, size, "\xFF\xFE", 2) || begins(text, size, "\xFE\xFF", 2))
        return BP_KIND_UTF16;
    if (size < 4)
        return BP_KIND_TEXT;
    if (!text[0] && !text[1] && !text[2] && is_ascii(text[3]))
        return BP_KIND_UTF32;
    if (is_ascii(text[0]) && !text[1])
        return text[2] || text[3] ? BP_KIND_UTF16 : BP_KIND_UTF32;
    return !text[0] && is_ascii(text[1]) ? BP_KIND_UTF16 : BP_KIND_TEXT;
}

static bool is_markup(const char *text, size_t size)
{
    return size > 1 && text[0] == '<' && (text[1] == '!' || text[1] == '?' || (text[1] | 0x20) == 'h' || (text[1] | 0x20) == 't');
}

bp_kind bp_kind_of(const char *text, size_t size)
{
    if (begins(text, size, "PK\3\4", 4) || begins(text, size, "PK\5\6", 4))
        return BP_KIND_ZIP;
    if (begins(text, size, "\xD0\xCF\x11\xE0", 4))
        return BP_KIND_OLE;
    if (begins(text, size, "%PDF-", 5))
        return BP_KIND_PDF;
    bp_kind wide = wide_kind(text, size);
    if (wide != BP_KIND_TEXT)
        return wide;
    while (size && *text && strchr(" \t\r\n", *text)) {
        text++;
        size--;
    }
    return !size ? BP_KIND_EMPTY : is_markup(text, size) ? BP_KIND_MARKUP : BP_KIND_TEXT;
}
