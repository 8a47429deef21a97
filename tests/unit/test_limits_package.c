/* test_limits_package.c - as many bytes as one part, and as all reading of a package, may unpack to, and one more. */
#define BP_LIMITS_OF_BOOKS
#include "limits.h"

static uint64_t most_of_a_part = UINT64_MAX, most_of_all = UINT64_MAX, unpacked, largest;
#undef BP_PACKAGE_PART_MAX
#undef BP_PACKAGE_ALL_MAX
#define BP_PACKAGE_PART_MAX most_of_a_part
#define BP_PACKAGE_ALL_MAX (unpacked = package->unpacked, largest = done > largest ? done : largest, most_of_all)
#include "../../src/format/xlsx/package.c"

static void test_bytes_of_a_part_and_of_all(void **state)
{
    (void)state;
    assert_book(NULL);
    assert_true(unpacked > largest && largest > 0);
    uint64_t all = unpacked;
    most_of_a_part = largest;
    most_of_all = all;
    assert_book(NULL);
    most_of_all = all - 1;
    assert_book("BP6108");
    most_of_all = all;
    most_of_a_part--;
    assert_book("BP6108");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bytes_of_a_part_and_of_all)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
