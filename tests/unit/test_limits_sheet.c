/* test_limits_sheet.c - as many cells as a sheet may hold, and one more. */
#define BP_LIMITS_OF_BOOKS
#include <limits.h>

#include "limits.h"

static int most = INT_MAX;
#define BP_BOOK_CELLS_MAX most
#pragma GCC diagnostic ignored "-Wsign-compare"  /* a constant has no sign */
#undef fail  /* of cmocka */
#include "../../src/format/xlsx/sheet.c"

static void test_cells_of_a_sheet(void **state)
{
    (void)state;
    most = 6;
    assert_book(NULL);
    most = 5;
    assert_book("BP6123");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cells_of_a_sheet)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
