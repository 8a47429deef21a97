/* fuzz_parts.c - the workbook reader behind the zip: the input is the parts of a package as text, each begun by a line "=== NAME", so
 * that a fuzzer works on the XML and not on checksums. */
#include <libdeflate.h>
#include <string.h>

#include "core/buf.h"
#include "fuzz.h"

enum { PARTS = 32 };

typedef struct part {
    const char *name, *data;
    size_t name_size, size, at;
} part;

static void put(bp_buf *out, uint32_t value, int bytes)
{
    for (; bytes--; value >>= 8)
        bp_buf_putc(out, (char)(value & 0xFF));
}

/* What local and central headers share, from the version needed on. */
static void put_header(bp_buf *out, const part *p)
{
    put(out, 20, 2);
    put(out, 0, 2);  /* flags */
    put(out, 0, 2);  /* stored */
    put(out, 0x00210000, 4);
    put(out, libdeflate_crc32(0, p->data, p->size), 4);
    put(out, (uint32_t)p->size, 4);
    put(out, (uint32_t)p->size, 4);
    put(out, (uint32_t)p->name_size, 2);
    put(out, 0, 2);
}

static void zip(bp_buf *out, part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        parts[i].at = out->size;
        bp_buf_put(out, "PK\3\4", 4);
        put_header(out, &parts[i]);
        bp_buf_put(out, parts[i].name, parts[i].name_size);
        bp_buf_put(out, parts[i].data, parts[i].size);
    }
    size_t directory = out->size;
    for (size_t i = 0; i < count; i++) {
        bp_buf_put(out, "PK\1\2\24\0", 6);
        put_header(out, &parts[i]);
        put(out, 0, 2);
        put(out, 0, 4);
        put(out, 0, 4);
        put(out, (uint32_t)parts[i].at, 4);
        bp_buf_put(out, parts[i].name, parts[i].name_size);
    }
    size_t end = out->size;
    bp_buf_put(out, "PK\5\6\0\0\0\0", 8);
    put(out, (uint32_t)count, 2);
    put(out, (uint32_t)count, 2);
    put(out, (uint32_t)(end - directory), 4);
    put(out, (uint32_t)directory, 4);
    put(out, 0, 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    part parts[PARTS];
    size_t count = 0;
    const char *at = (const char *)data, *end = at + size;
    bp_buf out = {0};
    while (count < PARTS && end - at > 4 && !memcmp(at, "=== ", 4)) {
        const char *line = memchr(at, '\n', (size_t)(end - at));
        if (!line)
            break;
        const char *next = memmem(line, (size_t)(end - line), "\n=== ", 5);
        const char *last = next ? next : end;
        const char *begin = line + 1 < last ? line + 1 : last;
        parts[count++] = (part){.name = at + 4, .name_size = (size_t)(line - at - 4), .data = begin, .size = (size_t)(last - begin)};
        at = next ? next + 1 : end;
    }
    zip(&out, parts, count);
    fuzz_import((const uint8_t *)bp_buf_text(&out), out.size);
    bp_buf_free(&out);
    return 0;
}
