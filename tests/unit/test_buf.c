/* test_buf.c - buffers on the heap and over lent memory, and texts among aligned memory in an arena. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "json/json.h"

static void test_lent_memory_is_left_when_it_is_too_small(void **state)
{
    (void)state;
    char room[8];
    bp_buf buf = bp_buf_over(room, sizeof room);
    bp_buf_puts(&buf, "1234567");
    assert_ptr_equal(buf.data, room);  /* the NUL takes the last byte */
    bp_buf_putc(&buf, '8');
    assert_ptr_not_equal(buf.data, room);
    assert_string_equal(bp_buf_text(&buf), "12345678");
    assert_string_equal(room, "1234567");
    bp_buf_free(&buf);
    assert_string_equal(bp_buf_text(&buf), "");
}

static void test_what_is_taken_is_on_the_heap(void **state)
{
    (void)state;
    char room[16];
    bp_buf buf = bp_buf_over(room, sizeof room);
    bp_buf_puts(&buf, "ab");
    char *taken = bp_buf_take(&buf);
    assert_ptr_not_equal(taken, room);
    assert_string_equal(taken, "ab");
    free(taken);
    taken = bp_buf_take(&buf);
    assert_string_equal(taken, "");
    free(taken);
}

static void test_texts_and_numbers_share_a_block(void **state)
{
    (void)state;
    bp_arena arena = {0};
    char *texts[400];
    uint64_t *numbers[400];
    for (size_t i = 0; i < 400; i++) {
        texts[i] = bp_arena_strndup(&arena, "0123456789abcdef", i % 17);
        numbers[i] = bp_arena_array(&arena, i % 5 + 1, sizeof *numbers[i]);
        assert_int_equal((uintptr_t)numbers[i] % _Alignof(max_align_t), 0);
        memset(numbers[i], 0xAA, (i % 5 + 1) * sizeof *numbers[i]);
    }
    for (size_t i = 0; i < 400; i++) {
        assert_int_equal(strlen(texts[i]), i % 17);
        assert_memory_equal(texts[i], "0123456789abcdef", i % 17);
        for (size_t k = 0; k <= i % 5; k++)
            assert_true(numbers[i][k] == 0xAAAAAAAAAAAAAAAAu);
    }
    assert_null(bp_arena_strndup(&arena, "", SIZE_MAX));
    bp_arena_reset(&arena);
    assert_string_equal(bp_arena_strdup(&arena, "again"), "again");
    bp_arena_free(&arena);
}

static void test_only_what_came_last_is_extended(void **state)
{
    (void)state;
    bp_arena arena = {0};
    assert_false(bp_arena_extend(&arena, &arena, 8, 16));
    uint32_t *first = bp_arena_array(&arena, 3, sizeof *first);
    memset(first, 0xAA, 3 * sizeof *first);
    const char *text = bp_arena_strdup(&arena, "a text in between");
    assert_true(bp_arena_extend(&arena, first, 3 * sizeof *first, 100 * sizeof *first));
    memset(first, 0xAA, 100 * sizeof *first);
    uint32_t *second = bp_arena_array(&arena, 5, sizeof *second);
    assert_true(second >= first + 100);
    assert_false(bp_arena_extend(&arena, first, 100 * sizeof *first, 200 * sizeof *first));  /* not the last any more */
    assert_false(bp_arena_extend(&arena, second, 5 * sizeof *second, 1 << 20));              /* no room in the block */
    assert_false(bp_arena_extend(&arena, second, 5 * sizeof *second, SIZE_MAX));
    for (size_t i = 0; i < 100; i++)
        assert_true(first[i] == 0xAAAAAAAAu);
    assert_string_equal(text, "a text in between");
    bp_arena_free(&arena);
}

/* Wherever among its neighbours a character to escape stands: they are looked at eight by eight. What is no UTF-8 is spelled, and
 * so is what turns the direction of writing. */
static void test_quoting_finds_every_character_to_escape(void **state)
{
    (void)state;
    static const struct {
        const char *plain, *escaped;
    } specials[] = {{"\"", "\\\""}, {"\\", "\\\\"}, {"\n", "\\n"}, {"\t", "\\t"}, {"\x01", "\\u0001"}, {"\x1F", "\\u001f"}, {" ", " "},
                    {"\x7F", "\x7F"}, {"\xE4\xB8\x80", "\xE4\xB8\x80"}, {"\xF0\xA0\xAE\xB7", "\xF0\xA0\xAE\xB7"}, {"\u202e", "\\u202e"},
                    {"\u061c", "\\u061c"}, {"\u2019", "\u2019"}, {"\xFF", "\\\\xff"}, {"\xE4\xB8", "\\\\xe4\\\\xb8"},
                    {"\xED\xA0\x80", "\\\\xed\\\\xa0\\\\x80"}, {"", ""}};
    static const char *const fills[] = {"ab!#[]~zyxwvutsrqponml", "\u00FF\u4E00", "\uFF0C"};
    for (size_t f = 0; f < sizeof fills / sizeof *fills; f++)
        for (size_t n = 0; n < 40; n++)
            for (size_t s = 0; s < sizeof specials / sizeof *specials; s++) {
                char before[64] = "", text[160], expected[192];
                size_t used = f ? strlen(fills[f]) * (n % 7) : n % 20;
                for (size_t at = 0; at < used; at += strlen(fills[f]))
                    memcpy(before + at, fills[f], used - at < strlen(fills[f]) ? used - at : strlen(fills[f]));
                snprintf(text, sizeof text, "%s%s%s", before, specials[s].plain, n % 3 ? fills[f] : "");
                snprintf(expected, sizeof expected, "\"%s%s%s\"", before, specials[s].escaped, n % 3 ? fills[f] : "");
                bp_buf out = {0};
                bp_json_quote(&out, text);
                assert_string_equal(bp_buf_text(&out), expected);
                bp_buf_free(&out);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lent_memory_is_left_when_it_is_too_small),
        cmocka_unit_test(test_what_is_taken_is_on_the_heap),
        cmocka_unit_test(test_texts_and_numbers_share_a_block),
        cmocka_unit_test(test_only_what_came_last_is_extended),
        cmocka_unit_test(test_quoting_finds_every_character_to_escape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
