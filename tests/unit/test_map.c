/* test_map.c - numbers kept for hashes and for keys that are used as they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/map.h"

enum { COUNT = 5000 };

static void check_keys(unsigned shift)
{
    bp_map map = {0};
    for (uint32_t i = 0; i < COUNT; i++) {
        uint32_t *number = bp_map_at(&map, (uint64_t)i << shift);
        assert_non_null(number);
        assert_int_equal(*number, 0);
        *number = i + 1;
    }
    for (uint32_t i = 0; i < COUNT; i++)
        assert_int_equal(*bp_map_at(&map, (uint64_t)i << shift), i + 1);
    assert_true(map.count == COUNT && map.room >= 2 * COUNT && map.room <= 8 * COUNT);
    bp_map_free(&map);
    assert_true(!map.slots && !map.room);
}

static void test_keys_that_differ_in_any_bits_have_numbers_of_their_own(void **state)
{
    (void)state;
    check_keys(0);
    check_keys(16);
    check_keys(40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_keys_that_differ_in_any_bits_have_numbers_of_their_own)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
