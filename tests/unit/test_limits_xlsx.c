/* test_limits_xlsx.c - a table of as many rows as a worksheet has, and of one more. */
#include "limits.h"

#include "format/xlsx/book.h"

static uint64_t most = BP_SHEET_ROWS, needed;
#define BP_SHEET_ROWS (needed = at + bp_table_note_count(o->table), most)
#include "../../src/format/xlsx/official.c"

static void test_rows_of_a_worksheet(void **state)
{
    (void)state;
    assert_true(assert_rendered("xlsx", NULL, 0, NULL));
    most = needed;
    assert_true(assert_rendered("xlsx", NULL, 0, NULL));
    most--;
    assert_false(assert_rendered("xlsx", NULL, 0, "BP5006"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows_of_a_worksheet)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
