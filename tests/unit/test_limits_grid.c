/* test_limits_grid.c - as many cells, and bytes of text, as import keeps of a table, and one more. */
#define BP_LIMITS_OF_BOOKS
#include <limits.h>

#include "limits.h"

#include "format/grid.h"

static int most_cells = INT_MAX, most_bytes = INT_MAX;
#define BP_GRID_CELLS_MAX most_cells
#define BP_GRID_TEXT_MAX most_bytes
#pragma GCC diagnostic ignored "-Wsign-compare"  /* a constant has no sign */
#include "../../src/format/grid.c"

static void assert_cells(size_t count, const char *code)
{
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_grid grid = {.file = "a.xlsx", .sheet = "表"};
    bp_status status = BP_OK;
    for (size_t i = 0; i < count && !status; i++) {
        const bp_grid_cell cell = {.row = (uint32_t)i / 2, .column = (uint32_t)i % 2, .text = "字", .size = 3};
        status = bp_grid_add(&grid, &cell, false, diag);
    }
    assert_found(diag, status, code);
    bp_grid_free(&grid);
    bp_diag_free(diag);
}

static void test_cells_and_texts_of_a_table(void **state)
{
    (void)state;
    most_cells = 5;
    assert_cells(5, NULL);
    assert_cells(6, "BP6123");
    most_cells = INT_MAX;
    most_bytes = 15;
    assert_cells(5, NULL);
    most_bytes = 14;
    assert_cells(5, "BP6127");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cells_and_texts_of_a_table)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
