/* test_pdf_store.c - the file as numbered objects: every number leads to its object, and there is an end to them. */
#include <libdeflate.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "format/pdf/store.h"

enum { MANY = 1000 };

/* Objects <</N i>>, written backwards, and a stream in between. */
static void write_many(bp_pdf_store *s)
{
    char text[32];
    uint32_t first = bp_pdf_reserve(s, MANY);
    assert_int_equal(first, 1);
    for (uint32_t i = first + MANY - 1; i > first; i--) {
        snprintf(text, sizeof text, "<</N %u>>", (unsigned)i);
        bp_pdf_put(s, i, text, strlen(text));
        if (i == MANY / 2)
            bp_pdf_put_deflated(s, first, "/N 1", "abc", 3);
    }
}

static void test_a_classic_table_gives_the_place_of_every_object(void **state)
{
    (void)state;
    bp_pdf_store s;
    bp_buf out = {0};
    char begin[32];
    assert_true(bp_pdf_store_begin(&s, NULL, &out, false));
    write_many(&s);
    bp_pdf_store_end(&s, 2, 3);
    assert_false(s.failed);
    const char *start = strstr(out.data + out.size - 40, "startxref\n");
    assert_non_null(start);
    const char *table = out.data + strtoul(start + 10, NULL, 10);
    assert_memory_equal(table, "xref\n0 1001\n0000000000 65535 f \n", 32);
    for (unsigned i = 1; i <= MANY; i++) {
        const char *line = table + 12 + 20 * i;
        snprintf(begin, sizeof begin, "%u 0 obj\n", i);
        assert_memory_equal(line + 10, " 00000 n \n", 10);
        assert_memory_equal(out.data + strtoul(line, NULL, 10), begin, strlen(begin));
    }
    bp_pdf_store_free(&s);
    bp_buf_free(&out);
}

/* What a stream that begins at an offset holds. */
static size_t unpack(const bp_buf *file, uint64_t offset, char *out, size_t room)
{
    const char *data = strstr(file->data + offset, "stream\n") + 7;
    size_t size = 0;
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    assert_int_equal(libdeflate_zlib_decompress_ex(d, data, file->size - (size_t)(data - file->data), out, room, NULL, &size), 0);
    libdeflate_free_decompressor(d);
    out[size] = '\0';
    return size;
}

static void test_an_object_stream_holds_its_objects_at_their_offsets(void **state)
{
    (void)state;
    static char unpacked[1 << 20];
    bp_pdf_store s;
    bp_buf out = {0};
    char expected[32];
    unsigned found = 0;
    assert_true(bp_pdf_store_begin(&s, NULL, &out, true));
    write_many(&s);
    bp_pdf_store_end(&s, 2, 3);
    assert_false(s.failed);
    for (uint32_t i = 1; i <= MANY; i++) {
        uint64_t place = s.places[i];
        if (!(place >> 63))
            continue;
        uint64_t stream = s.places[(uint32_t)((place & ~((uint64_t)1 << 63)) >> 16)];
        unpack(&out, stream, unpacked, sizeof unpacked - 1);
        size_t first = strtoul(strstr(out.data + stream, "/First ") + 7, NULL, 10);
        char *at = unpacked;
        for (unsigned k = 0; k < (place & 0xFFFF); k++) {
            strtoul(at, &at, 10);
            strtoul(at, &at, 10);
        }
        assert_int_equal(strtoul(at, &at, 10), i);
        size_t offset = strtoul(at, &at, 10);
        snprintf(expected, sizeof expected, "<</N %u>>\n", (unsigned)i);
        assert_memory_equal(unpacked + first + offset, expected, strlen(expected));
        found++;
    }
    assert_int_equal(found, MANY - 1);
    bp_pdf_store_free(&s);
    bp_buf_free(&out);
}

/* ISO 19005-2 allows 8,388,607 indirect objects. */
static void test_there_is_an_end_to_the_numbers(void **state)
{
    (void)state;
    bp_pdf_store s;
    bp_buf out = {0};
    assert_true(bp_pdf_store_begin(&s, NULL, &out, true));
    assert_int_equal(bp_pdf_reserve(&s, BP_PDF_OBJECTS_MAX), 1);
    assert_false(s.full || s.failed);
    assert_int_equal(bp_pdf_reserve(&s, 1), 0);
    assert_true(s.full);
    bp_pdf_put(&s, 0, "null", 4);  /* what has no number is not written */
    bp_pdf_store_end(&s, 1, 2);
    assert_null(strstr(out.data, "startxref"));
    bp_pdf_store_free(&s);
    bp_buf_free(&out);
}

/* Ten digits in a classic table, five bytes in a cross-reference stream. */
static void test_there_is_an_end_to_the_offsets(void **state)
{
    static const struct {
        bool compact, full;
        uint64_t offset;
    } cases[] = {{false, false, 9999999999}, {false, true, 10000000000}, {true, false, ((uint64_t)1 << 40) - 1},
                 {true, true, (uint64_t)1 << 40}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bp_pdf_store s;
        bp_buf out = {0};
        assert_true(bp_pdf_store_begin(&s, NULL, &out, cases[i].compact));
        uint32_t number = bp_pdf_reserve(&s, 1);
        s.offset = cases[i].offset;
        if (!cases[i].compact)
            bp_pdf_put(&s, number, "null", 4);
        bp_pdf_store_end(&s, number, number);
        assert_int_equal(s.full, cases[i].full);
        bp_pdf_store_free(&s);
        bp_buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_classic_table_gives_the_place_of_every_object),
        cmocka_unit_test(test_an_object_stream_holds_its_objects_at_their_offsets),
        cmocka_unit_test(test_there_is_an_end_to_the_numbers),
        cmocka_unit_test(test_there_is_an_end_to_the_offsets),
    };
    return cmocka_run_group_tests_name("pdf store", tests, NULL, NULL);
}
