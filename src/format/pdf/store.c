/* store.c - see store.h. */
#include "format/pdf/store.h"

#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum {
    LEVEL = 5,  /* 6 takes a tenth more time and saves one byte in two hundred */
    HELD_MAX = 200, HELD_BYTES = 1 << 16,        /* of an object stream */
    OFFSET_BYTES = 5, ROW = 1 + OFFSET_BYTES + 2 /* of the cross-reference stream: kind, place, index */
};
#define TABLE_OFFSET_MAX 9999999999u             /* the ten digits of a cross-reference table */
#define IN_STREAM ((uint64_t)1 << 63)            /* of a place: number of the object stream << 16 | index in it */

static void write_bytes(bp_pdf_store *s, const void *data, size_t size)
{
    bp_sha256_put(&s->hash, data, size);
    s->offset += size;
    if (s->memory)
        bp_buf_put(s->memory, data, size);
    else
        bp_outfile_write(s->file, data, size);
}

static void write_line(bp_pdf_store *s)
{
    s->failed |= s->line.failed;
    write_bytes(s, bp_buf_text(&s->line), s->line.size);
    bp_buf_truncate(&s->line, 0);
}

bool bp_pdf_store_begin(bp_pdf_store *s, bp_outfile *file, bp_buf *memory, bool compact)
{
    static const char header[] = "%PDF-1.7\n%\xE5\xBA\x86\xE5\xB0\x81\n";  /* bytes above 127: a binary file */
    *s = (bp_pdf_store){.file = file, .memory = memory, .compact = compact, .count = 1};
    s->deflate = libdeflate_alloc_compressor(LEVEL);
    bp_sha256_begin(&s->hash);
    write_bytes(s, header, sizeof header - 1);
    return s->deflate != NULL;
}

void bp_pdf_store_free(bp_pdf_store *s)
{
    if (s->deflate)
        libdeflate_free_compressor(s->deflate);
    free(s->places);
    bp_buf_free(&s->bodies);
    bp_buf_free(&s->index);
    bp_buf_free(&s->packed);
    bp_buf_free(&s->line);
}

uint32_t bp_pdf_reserve(bp_pdf_store *s, uint32_t count)
{
    uint32_t first = s->count;
    if (s->full || count > BP_PDF_OBJECTS_MAX + 1 - s->count) {
        s->full = true;
        return 0;
    }
    while (s->count + count > s->room)
        if (!bp_array_widen(&s->places, sizeof *s->places, &s->room)) {
            s->failed = true;
            return 0;
        }
    s->places[0] = 0;  /* the head of the free objects */
    memset(s->places + first, 0, count * sizeof *s->places);
    s->count += count;
    return first;
}

void bp_pdf_put_ref(bp_buf *out, uint32_t number)
{
    bp_buf_int(out, number);
    bp_buf_put(out, " 0 R", 4);
}

static void begin_object(bp_pdf_store *s, uint32_t number)
{
    s->places[number] = s->offset;
    bp_buf_int(&s->line, number);
    bp_buf_puts(&s->line, " 0 obj\n");
}

static void write_stream(bp_pdf_store *s, uint32_t number, const char *entries, const char *filter, const char *data, size_t size)
{
    begin_object(s, number);
    bp_buf_puts(&s->line, "<<");
    bp_buf_puts(&s->line, entries);
    bp_buf_puts(&s->line, filter);
    bp_buf_puts(&s->line, "/Length ");
    bp_buf_int(&s->line, (int64_t)size);
    bp_buf_puts(&s->line, ">>\nstream\n");
    write_line(s);
    write_bytes(s, data, size);
    bp_buf_puts(&s->line, "\nendstream\nendobj\n");
    write_line(s);
}

void bp_pdf_put_plain(bp_pdf_store *s, uint32_t number, const char *entries, const char *data, size_t size)
{
    if (number && !s->failed)
        write_stream(s, number, entries, "", data, size);
}

void bp_pdf_put_deflated(bp_pdf_store *s, uint32_t number, const char *entries, const char *data, size_t size)
{
    size_t bound = libdeflate_zlib_compress_bound(s->deflate, size);
    bp_buf_truncate(&s->packed, 0);
    if (!number || s->failed)
        return;
    if (!bp_buf_reserve(&s->packed, bound)) {
        s->failed = true;
        return;
    }
    size_t packed = libdeflate_zlib_compress(s->deflate, data, size, s->packed.data, bound);
    write_stream(s, number, entries, "/Filter/FlateDecode", s->packed.data, packed);
}

/* Writes the object stream that is being filled. */
static void flush_held(bp_pdf_store *s)
{
    char entries[80];
    if (!s->held)
        return;
    snprintf(entries, sizeof entries, "/Type/ObjStm/N %u/First %zu", (unsigned)s->held, s->index.size);
    bp_buf_put(&s->index, bp_buf_text(&s->bodies), s->bodies.size);
    s->failed |= s->index.failed || s->bodies.failed;
    bp_pdf_put_deflated(s, s->stream, entries, bp_buf_text(&s->index), s->index.size);
    bp_buf_truncate(&s->index, 0);
    bp_buf_truncate(&s->bodies, 0);
    s->held = 0;
}

static void hold(bp_pdf_store *s, uint32_t number, const char *text, size_t size)
{
    if (!s->held)
        s->stream = bp_pdf_reserve(s, 1);
    if (!s->stream)
        return;
    s->places[number] = IN_STREAM | (uint64_t)s->stream << 16 | s->held;
    bp_buf_int(&s->index, number);
    bp_buf_putc(&s->index, ' ');
    bp_buf_int(&s->index, (int64_t)s->bodies.size);
    bp_buf_putc(&s->index, ' ');
    bp_buf_put(&s->bodies, text, size);
    bp_buf_putc(&s->bodies, '\n');
    if (++s->held == HELD_MAX || s->bodies.size > HELD_BYTES)
        flush_held(s);
}

void bp_pdf_put(bp_pdf_store *s, uint32_t number, const char *text, size_t size)
{
    if (!number || s->failed)
        return;
    if (s->compact) {
        hold(s, number, text, size);
        return;
    }
    begin_object(s, number);
    bp_buf_put(&s->line, text, size);
    bp_buf_puts(&s->line, "\nendobj\n");
    write_line(s);
}

/* The rows of a cross-reference stream, each as its differences from the one above (PNG's predictor Up): they deflate to little. */
static void put_places(const bp_pdf_store *s, bp_buf *out)
{
    unsigned char above[ROW] = {0};
    for (uint32_t i = 0; i < s->count; i++) {
        uint64_t place = s->places[i];
        bool inside = place & IN_STREAM;
        uint64_t where = inside ? (place & ~IN_STREAM) >> 16 : place;
        unsigned index = !i ? 0xFFFF : inside ? place & 0xFFFF : 0;
        unsigned char row[ROW] = {(unsigned char)(inside ? 2 : place != 0)};
        char changed[1 + ROW] = {2};
        for (int k = 0; k < OFFSET_BYTES; k++)
            row[OFFSET_BYTES - k] = (unsigned char)(where >> 8 * k);
        row[ROW - 2] = (unsigned char)(index >> 8);
        row[ROW - 1] = (unsigned char)index;
        for (int k = 0; k < ROW; k++)
            changed[1 + k] = (char)(row[k] - above[k]);
        memcpy(above, row, ROW);
        bp_buf_put(out, changed, sizeof changed);
    }
}

/* What trailer and cross-reference stream share. The identifier is taken from all that is written so far. */
static void put_trailer(bp_pdf_store *s, uint32_t root, uint32_t info, bp_buf *out)
{
    char digest[BP_SHA256_TEXT];
    bp_sha256 hash = s->hash;
    bp_sha256_end(&hash, digest);
    bp_buf_printf(out, "/Size %u/Root %u 0 R/Info %u 0 R/ID[<%.32s><%.32s>]", (unsigned)s->count, (unsigned)root, (unsigned)info,
                  digest, digest);
}

static void write_table(bp_pdf_store *s, uint32_t root, uint32_t info)
{
    bp_buf_printf(&s->line, "xref\n0 %u\n0000000000 65535 f \n", (unsigned)s->count);
    for (uint32_t i = 1; i < s->count; i++) {
        s->full |= s->places[i] > TABLE_OFFSET_MAX;
        bp_buf_printf(&s->line, "%010llu 00000 n \n", (unsigned long long)s->places[i]);
        if (s->line.size > HELD_BYTES)
            write_line(s);
    }
    bp_buf_puts(&s->line, "trailer\n<<");
    put_trailer(s, root, info, &s->line);
    bp_buf_puts(&s->line, ">>\n");
    write_line(s);
}

static void write_cross_reference(bp_pdf_store *s, uint32_t root, uint32_t info)
{
    bp_buf rows = {0}, entries = {0};
    uint32_t number = bp_pdf_reserve(s, 1);
    if (!number)
        return;
    s->places[number] = s->offset;
    s->full |= s->offset >> 8 * OFFSET_BYTES != 0;
    put_places(s, &rows);
    bp_buf_printf(&entries, "/Type/XRef/W[1 %d 2]/DecodeParms<</Predictor 12/Columns %d>>", OFFSET_BYTES, ROW);
    put_trailer(s, root, info, &entries);
    s->failed |= rows.failed || entries.failed;
    bp_pdf_put_deflated(s, number, bp_buf_text(&entries), bp_buf_text(&rows), rows.size);
    bp_buf_free(&rows);
    bp_buf_free(&entries);
}

void bp_pdf_store_end(bp_pdf_store *s, uint32_t root, uint32_t info)
{
    flush_held(s);
    if (s->failed || s->full)
        return;
    uint64_t start = s->offset;
    if (s->compact)
        write_cross_reference(s, root, info);
    else
        write_table(s, root, info);
    bp_buf_printf(&s->line, "startxref\n%llu\n%%%%EOF\n", (unsigned long long)start);
    write_line(s);
}
