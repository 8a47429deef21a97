/* test_limits_strings.c - as many bytes as all shared strings may have, and one more. */
#define BP_LIMITS_OF_BOOKS
#include "limits.h"

static size_t most = SIZE_MAX;
#define BP_BOOK_STRINGS_MAX most
#include "../../src/format/xlsx/strings.c"

static void test_bytes_of_shared_strings(void **state)
{
    (void)state;
    most = 3 * (strlen("甲") + 1);
    assert_book(NULL);
    most--;
    assert_book("BP6117");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bytes_of_shared_strings)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
