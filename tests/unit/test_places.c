/* test_places.c - places that are remembered are the places that looking from the beginning finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json/places.h"

static uint32_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static void same_place(bp_places *places, const bp_source *source, size_t offset)
{
    size_t line, column, line_wanted, column_wanted;
    bp_source_locate(source, offset, &line_wanted, &column_wanted);
    bp_places_locate(places, source, offset, &line, &column);
    assert_int_equal(line, line_wanted);
    assert_int_equal(column, column_wanted);
}

/* Whether a member or element is the one that a token names. */
static bool is_named(const bp_source *source, bp_span key, size_t index, const bp_buf *token)
{
    bp_buf name = {0};
    if (key.end > key.at)
        bp_json_unquote(source, key, &name);
    else
        bp_buf_int(&name, (int64_t)index);
    size_t zeros = key.end > key.at ? 0 : strspn(bp_buf_text(token), "0");
    zeros -= zeros && !bp_buf_text(token)[zeros];  /* /01 leads to where /1 does, and /00 to where /0 does */
    bool same = !strcmp(bp_buf_text(&name), bp_buf_text(token) + zeros);
    bp_buf_free(&name);
    return same;
}

/* The plain way: through all members and elements, each time. */
static bool look(const bp_source *source, const char *pointer, bp_span *value)
{
    bool found = true;
    bp_buf token = {0};
    for (*value = bp_json_root(source); *pointer && found;) {
        bp_span key, inner, last = *value;
        size_t index = 0;
        bp_json_token(&pointer, &token);
        found = false;
        for (size_t cursor = 0; strchr("{[", source->text[value->at]) && bp_json_next(source, *value, &cursor, &key, &inner); index++)
            if (is_named(source, key, index, &token)) {
                last = inner;
                found = true;
            }
        *value = last;
    }
    bp_buf_free(&token);
    return found;
}

static void same_value(bp_places *places, const bp_source *source, const char *pointer)
{
    bp_span wanted, found;
    bool there = look(source, pointer, &wanted);
    assert_int_equal(bp_json_find(source, pointer, &found), there);
    assert_memory_equal(&found, &wanted, sizeof found);
    assert_int_equal(bp_places_find(places, source, pointer, &found), there);
    assert_memory_equal(&found, &wanted, sizeof found);
}

static bp_source *source_of(const bp_buf *text)
{
    bp_source *source = bp_source_from_memory("test", text->data, text->size);
    assert_non_null(source);
    assert_int_equal(bp_json_check(source, NULL), BP_OK);
    return source;
}

/* An array of so many objects, with a line feed behind about one in `sparse`. */
static bp_source *large(uint64_t seed, unsigned count, unsigned sparse)
{
    bp_buf text = {0};
    bp_buf_puts(&text, "{\"first\": 1, \"projects\": [");
    for (unsigned i = 0; i < count; i++)
        bp_buf_printf(&text, "%s{\"id\": \"项目%u\", \"list\": [1, {\"deep\": null}]}%s", i ? "," : "", next(&seed) % 100000,
                      next(&seed) % sparse ? " " : "\n");
    bp_buf_puts(&text, "], \"other\": [");
    for (unsigned i = 0; i < count; i++)
        bp_buf_printf(&text, "%s%u", i ? ", " : "", i);
    bp_buf_puts(&text, "], \"last\": {\"a\": {\"b\": true}}}\n");
    bp_source *source = source_of(&text);
    bp_buf_free(&text);
    return source;
}

static void test_lines_and_columns(void **state)
{
    (void)state;
    bp_places places = {0};
    for (unsigned sparse = 1; sparse < 10000; sparse *= 30) {
        uint64_t seed = sparse;
        bp_source *source = large(seed, 3000, sparse);
        for (int i = 0; i < 300; i++)
            same_place(&places, source, next(&seed) % (source->size + 100));
        same_place(&places, source, 0);
        same_place(&places, source, source->size);
        bp_source_free(source);
    }
    bp_places_free(&places);
}

static void test_pointers(void **state)
{
    (void)state;
    static const char *const others[] = {"/last/a", "/last", "", "/", "/first", "/first/x", "/last/a/b", "/last/c", "/projects", "/projects/", "/projects/x",
                                         "/projects/01", "/projects/99999999999999999999", "/none/0", "/~0/1", "/projects/5/~1",
                                         "/projects/2999", "/projects/3000", "/projects/-1"};
    bp_places places = {0};
    uint64_t seed = 5;
    bp_source *source = large(1, 3000, 7);
    for (int i = 0; i < 300; i++) {
        char pointer[64];
        snprintf(pointer, sizeof pointer, "/projects/%u%s", next(&seed) % 3100, (const char *[]){"", "/id", "/list/1/deep"}[i % 3]);
        same_value(&places, source, pointer);
        same_value(&places, source, others[next(&seed) % (sizeof others / sizeof *others)]);
    }
    bp_source_free(source);
    bp_places_free(&places);
}

static void test_names_that_need_care(void **state)
{
    (void)state;
    static const char *const texts[] = {"{\"a\": [1, 2], \"a\": [3, 4]}", "{\"\\u0061\": [1, 2], \"b\": 3}", "[[1], [2, 3]]",
                                        "{\"a/b\": [1], \"a\": 2}", "{}", "7", "{\"a\": {\"0\": [9]}, \"\": 1}",
                                        "{\"ab\": 1, \"a\": {\"\": 2, \"x\": 3, \"\\u0078\": [4]}, \"abc\": 5}",
                                        "[[[[[[[[[[[[1, 2]]]]]]]]]]]]"};
    static const char *const pointers[] = {"/a", "/a/1", "/a/0", "/b", "/a~1b/0", "/0/0", "/1/1", "", "/", "/ab",
                                           "/abc", "/a/x/0", "/a/x", "/a/", "/0/0/0/0/0/0/0/0/0/0/0/1", "/0/0/0/0/0/0/0/0/1"};
    bp_places places = {0};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        bp_buf text = {0};
        bp_buf_puts(&text, texts[t]);
        bp_source *source = source_of(&text);
        for (size_t p = 0; p < sizeof pointers / sizeof *pointers; p++)
            same_value(&places, source, pointers[p]);
        bp_source_free(source);
        bp_buf_free(&text);
    }
    bp_places_free(&places);
}

/* Two arrays in turn, and two sources: nothing of the other is taken for one's own. */
static void test_arrays_and_sources_in_turn(void **state)
{
    (void)state;
    bp_places places = {0};
    bp_source *one = large(3, 500, 7), *two = large(4, 500, 2);
    for (unsigned i = 0; i < 500; i += 7) {
        char pointer[64];
        snprintf(pointer, sizeof pointer, "/projects/%u/list", i);
        same_value(&places, one, pointer);
        same_value(&places, one, "/last/a");
        snprintf(pointer, sizeof pointer, "/other/%u", i);
        same_value(&places, one, pointer);
        same_value(&places, two, pointer);
        same_place(&places, one, i * 20);
        same_place(&places, two, i * 20);
    }
    bp_source_free(one);
    bp_source_free(two);
    bp_places_free(&places);
}

/* What a text is as written and what it says, byte by byte: behind each, and in any order. */
static void test_bytes_of_a_text(void **state)
{
    (void)state;
    static const struct {
        const char *written;
        size_t bytes;
    } units[] = {{"a", 1}, {"\\n", 1}, {"\\\"", 1}, {"\\u0041", 1}, {"\\u00e9", 2}, {"\\u4E00", 3}, {"\\ud83D\\uDE00", 4}};
    enum { COUNT = 4000, KINDS = sizeof units / sizeof *units };
    static size_t behind[4 * COUNT + 1];
    bp_buf text = {0};
    uint64_t seed = 9;
    size_t bytes = 0;
    bp_buf_puts(&text, "[1, \"");
    behind[0] = text.size;
    for (int i = 0; i < COUNT; i++) {
        size_t kind = next(&seed) % KINDS;
        bp_buf_puts(&text, units[kind].written);
        for (size_t k = 0; k < units[kind].bytes; k++)  /* within a character: its end */
            behind[++bytes] = text.size;
    }
    bp_buf_puts(&text, "\", \"b\"]");
    bp_source *source = source_of(&text);
    bp_places places = {0};
    for (int i = 0; i < 20000; i++) {
        size_t n = next(&seed) % (bytes + 1);
        assert_int_equal(bp_places_behind(&places, source, 4, n), behind[n]);
        if (i % 100 == 0)
            assert_int_equal(bp_places_behind(&places, source, source->size - 4, 1), source->size - 2);
    }
    assert_int_equal(bp_places_behind(&places, source, 4, bytes + 9), behind[bytes]);
    bp_places_free(&places);
    bp_source_free(source);
    bp_buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_and_columns),
        cmocka_unit_test(test_pointers),
        cmocka_unit_test(test_names_that_need_care),
        cmocka_unit_test(test_arrays_and_sources_in_turn),
        cmocka_unit_test(test_bytes_of_a_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
