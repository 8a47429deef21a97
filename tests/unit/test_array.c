/* test_array.c - arrays that grow on the heap and in an arena. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/array.h"

static void test_what_was_there_stays_when_an_array_moves(void **state)
{
    (void)state;
    uint16_t *items = NULL;
    size_t room = 0;
    for (size_t count = 0; count < 5000; count++) {
        assert_true(BP_ARRAY_ROOM(items, count, room));
        assert_true(room > count && room <= 2 * count + 64);
        items[count] = (uint16_t)(count * 7);
    }
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(items[i], (uint16_t)(i * 7));
    free(items);
}

static void test_a_room_that_would_overflow_changes_nothing(void **state)
{
    (void)state;
    static const size_t rooms[] = {SIZE_MAX / 2 + 1, SIZE_MAX / 2, SIZE_MAX / 16 + 1};
    uint64_t one = 1, *items = &one;  /* never given to realloc */
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        size_t room = rooms[i];
        assert_false(BP_ARRAY_ROOM(items, room, room));
        assert_true(room == rooms[i] && items == &one);
    }
}

static void test_an_array_is_widened_and_cleared_in_an_arena(void **state)
{
    (void)state;
    bp_arena arena = {0};
    uint32_t *items = NULL;
    for (size_t count = 0; count < 3000;) {
        size_t wider = count ? count * 2 : 1;
        assert_true(bp_arena_widen(&arena, &items, count, wider, sizeof *items));
        for (; count < wider; count++) {
            assert_int_equal(items[count], 0);
            items[count] = (uint32_t)count + 1;
        }
        assert_non_null(bp_arena_alloc(&arena, count % 3));  /* now and then another thing is behind it */
    }
    for (size_t i = 0; i < 3000; i++)
        assert_int_equal(items[i], i + 1);
    assert_false(bp_arena_widen(&arena, &items, 3000, SIZE_MAX / 2, sizeof *items));
    assert_int_equal(items[2999], 3000);
    bp_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_there_stays_when_an_array_moves),
        cmocka_unit_test(test_a_room_that_would_overflow_changes_nothing),
        cmocka_unit_test(test_an_array_is_widened_and_cleared_in_an_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
