/* name.c - see name.h. */
#include "batch/name.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "base/chars.h"
#include "base/sha256.h"
#include "base/utf8.h"

enum { LONGEST_PART = 255, LONGEST_EXTENSION = 32, MARK = 8 };

const char *const bp_name_fields[BP_NAME_FIELDS] = {
    "folder", "name", "ext", "form", "department", "department_code", "fiscal_year", "title",
};

/* Patterns. */

/* The field in braces at p, which stands at the opening one; BP_NAME_FIELDS where there is none of that name. */
static bp_name_field field_at(const char *p, size_t size)
{
    int f = 0;
    while (f < BP_NAME_FIELDS && (strlen(bp_name_fields[f]) != size || memcmp(bp_name_fields[f], p + 1, size) != 0))
        f++;
    return (bp_name_field)f;
}

static bool leaves(const char *pattern)
{
    if (*pattern == '/')
        return true;
    for (const char *p = pattern; p; p = strchr(p, '/')) {
        p += *p == '/';
        size_t size = strcspn(p, "/");
        if (size == 2 && !memcmp(p, "..", 2))
            return true;
    }
    return false;
}

bp_name_fault bp_name_check(const char *pattern, unsigned *fields, const char **word)
{
    *fields = 0;
    *word = pattern;
    if (!*pattern)
        return BP_NAME_EMPTY;
    if (leaves(pattern))
        return BP_NAME_LEAVES;
    for (const char *p = pattern; *p; p++) {
        *word = p;
        if (*p != '{' && *p != '}')
            continue;
        if (p[1] == p[0]) {
            p++;
            continue;
        }
        size_t size = strcspn(p + 1, "{}");
        if (*p == '}' || p[1 + size] != '}')
            return BP_NAME_BRACES;
        bp_name_field field = field_at(p, size);
        if (field == BP_NAME_FIELDS)
            return BP_NAME_UNKNOWN_FIELD;
        *fields |= 1u << field;
        p += size + 1;
    }
    return BP_NAME_OK;
}

/* A value inside a part of the path; an empty one leaves a mark, so that the part is not lost. */
static void put_value(bp_buf *out, bp_name_field field, const char *value)
{
    if (field == BP_NAME_FOLDER) {
        bp_buf_puts(out, *value ? value : ".");
        return;
    }
    if (!*value || !strcmp(value, ".") || !strcmp(value, ".."))
        value = "_";
    for (; *value; value++)
        bp_buf_putc(out, *value == '/' ? '_' : *value);
}

void bp_name_expand(bp_buf *out, const char *pattern, const char *const values[BP_NAME_FIELDS])
{
    for (const char *p = pattern; *p; p++) {
        if ((*p == '{' || *p == '}') && p[1] == p[0])
            bp_buf_putc(out, *p++);
        else if (*p == '{') {
            size_t size = strcspn(p + 1, "}");
            bp_name_field field = field_at(p, size);
            if (field < BP_NAME_FIELDS)
                put_value(out, field, values[field]);
            p += size + 1;
        } else
            bp_buf_putc(out, *p);
    }
}

/* Making safe. */

static bool is_refused(uint32_t cp)
{
    return bp_char_is(cp, BP_CHAR_CONTROL | BP_CHAR_TURNS) || cp == 0xFEFF || (cp < 0x80 && strchr("<>:\"\\|?*", (int)cp));
}

/* Well-formed, without the characters that are refused. Bytes that are no UTF-8 (names in GBK) are written %XX: they stay apart. */
static void put_characters(bp_buf *out, const char *part, size_t size)
{
    const char *end = part + size;
    while (part < end) {
        size_t left = (size_t)(end - part);
        if (!bp_utf8_valid(part, left < BP_UTF8_MAX ? left : BP_UTF8_MAX)) {
            bp_buf_printf(out, "%%%02X", (unsigned char)*part++);
            continue;
        }
        const char *from = part;
        uint32_t cp = bp_utf8_next(&part);
        if (is_refused(cp))
            bp_buf_putc(out, '_');
        else
            bp_buf_put(out, from, (size_t)(part - from));
    }
}

/* As one of the forms of Unicode; *out is heap. */
static bool normalize(const char *text, utf8proc_option_t more, char **out)
{
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t size = utf8proc_map((const utf8proc_uint8_t *)text, 0, &mapped,
                                         UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE | more);
    *out = size < 0 ? NULL : (char *)mapped;
    return *out != NULL;
}

/* Behind the part of a name that makes it a device: up to the first point, spaces before it not counted. 0: it is none. */
static size_t device_end(const char *part)
{
    static const char *const plain[] = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"};
    static const char *const digits[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "\u00B9", "\u00B2", "\u00B3"};
    size_t size = strcspn(part, ".");
    while (size && part[size - 1] == ' ')
        size--;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (strlen(plain[i]) == size && !strncasecmp(part, plain[i], size))
            return size;
    if (size < 4 || (strncasecmp(part, "COM", 3) != 0 && strncasecmp(part, "LPT", 3) != 0))
        return 0;
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
        if (strlen(digits[i]) == size - 3 && !memcmp(part + 3, digits[i], size - 3))
            return size;
    return 0;
}

/* A part that is too long keeps its beginning and its extension; a piece of its hash keeps it apart from others. */
static void put_shortened(bp_buf *out, const char *part)
{
    char digest[BP_SHA256_TEXT];
    bp_sha256 hash;
    size_t size = strlen(part);
    const char *dot = strrchr(part, '.');
    size_t tail = dot && dot > part && part + size - dot <= LONGEST_EXTENSION ? (size_t)(part + size - dot) : 0;
    size_t keep = LONGEST_PART - tail - 1 - MARK;
    while (((unsigned char)part[keep] & 0xC0) == 0x80)
        keep--;
    bp_sha256_begin(&hash);
    bp_sha256_put(&hash, part, size);
    bp_sha256_end(&hash, digest);
    bp_buf_put(out, part, keep);
    bp_buf_printf(out, "~%.*s", MARK, digest);
    bp_buf_put(out, part + size - tail, tail);
}

static void put_part(bp_buf *out, const char *part, size_t size)
{
    bp_buf clean = {0};
    char *normal = NULL;
    put_characters(&clean, part, size);
    if (clean.failed || !normalize(bp_buf_text(&clean), 0, &normal)) {
        out->failed = true;
        bp_buf_free(&clean);
        return;
    }
    bp_buf_truncate(&clean, 0);
    size_t device = device_end(normal), length = strlen(normal);
    bp_buf_put(&clean, normal, device);
    bp_buf_puts(&clean, device ? "_" : "");
    bp_buf_put(&clean, normal + device, length - device);
    if (clean.data && clean.data[0] == '.')
        clean.data[0] = '_';
    for (size_t i = clean.size; i && (clean.data[i - 1] == '.' || clean.data[i - 1] == ' '); i--)
        clean.data[i - 1] = '_';
    if (clean.failed)
        out->failed = true;
    else if (clean.size > LONGEST_PART)
        put_shortened(out, bp_buf_text(&clean));
    else
        bp_buf_put(out, bp_buf_text(&clean), clean.size);
    free(normal);
    bp_buf_free(&clean);
}

void bp_name_make_safe(bp_buf *out, const char *path)
{
    size_t before = out->size;
    for (size_t size; *path; path += size + (path[size] == '/')) {
        size = strcspn(path, "/");
        bool nothing = !size || (size == 1 && *path == '.') || (size == 2 && !memcmp(path, "..", 2));
        if (nothing)
            continue;
        if (out->size > before)
            bp_buf_putc(out, '/');
        put_part(out, path, size);
    }
    if (out->size == before)
        bp_buf_putc(out, '_');
}

bool bp_name_key(bp_buf *out, const char *name)
{
    char *folded;
    if (!normalize(name, UTF8PROC_CASEFOLD, &folded))
        return false;
    bp_buf_puts(out, folded);
    free(folded);
    return !out->failed;
}
