/* test_pages.c - records of characters, from the first to the last that there is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/pages.h"

static void test_each_character_has_a_record_of_its_own(void **state)
{
    (void)state;
    static const uint32_t characters[] = {0, 'A', 0xFF, 0x100, 0x4E00, 0xFFFF, 0x10000, 0x20000, 0x10FFFF};
    enum { COUNT = sizeof characters / sizeof *characters };
    bp_pages pages = {0};
    assert_null(bp_pages_find(&pages, 'A', sizeof(uint32_t)));
    for (size_t i = 0; i < COUNT; i++) {
        uint32_t *record = bp_pages_at(&pages, characters[i], sizeof *record);
        assert_non_null(record);
        assert_int_equal(*record, 0);
        *record = characters[i] + 1;
    }
    for (size_t i = 0; i < COUNT; i++) {
        const uint32_t *record = bp_pages_find(&pages, characters[i], sizeof *record);
        assert_ptr_equal(record, bp_pages_at(&pages, characters[i], sizeof *record));
        assert_int_equal(*record, characters[i] + 1);
    }
    assert_null(bp_pages_find(&pages, 0x5000, sizeof(uint32_t)));
    bp_pages_free(&pages);
    assert_null(bp_pages_find(&pages, 'A', sizeof(uint32_t)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_character_has_a_record_of_its_own)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
