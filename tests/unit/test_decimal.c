/* test_decimal.c - exact amounts: what is read, summed and printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/decimal.h"

static bp_amount amount(const char *text)
{
    bp_amount value = {0};
    assert_int_equal(bp_amount_parse(text, strlen(text), &value), BP_FAULT_OK);
    return value;
}

static void refuses(const char *text, bp_amount_fault fault)
{
    bp_amount value = {0};
    assert_int_equal(bp_amount_parse(text, strlen(text), &value), fault);
}

static void test_syntax(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "-", ".", "1.", ".5", "01", "1e3", "+1", "NaN", "1,000.00", "１２", " 1", "1 ", "1.2.3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refuses(bad[i], BP_FAULT_SYNTAX);
    refuses("1234567890123", BP_FAULT_INTEGER);
    refuses("1.2345678", BP_FAULT_FRACTION);
}

static void test_canonical_text(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"0", "0.00"},       {"-0", "0.00"},         {"488", "488.00"},
                                           {"4.50", "4.50"},    {"-1.234500", "-1.2345"}, {"999999999999.999999", "999999999999.999999"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char text[BP_AMOUNT_SIZE];
        bp_amount_text(text, amount(pairs[i][0]));
        assert_string_equal(text, pairs[i][1]);
    }
}

static void test_print_rounds_half_away_from_zero(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"3285.71", "3,285.71"}, {"1.005", "1.01"},  {"-1.005", "-1.01"},
                                           {"-0.004", "0.00"},      {"999.995", "1,000.00"}, {"1234567.1", "1,234,567.10"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char text[BP_AMOUNT_SIZE];
        assert_int_equal(bp_amount_format(text, amount(pairs[i][0]), 2, true), strlen(pairs[i][1]));
        assert_string_equal(text, pairs[i][1]);
    }
}

static void test_sums(void **state)
{
    (void)state;
    bp_amount sum = {0};
    assert_true(bp_amount_add(&sum, sum));
    assert_false(sum.present);  /* blank and blank stay blank */
    for (int i = 0; i < 10; i++)
        assert_true(bp_amount_add(&sum, amount("0.1")));
    assert_int_equal(sum.micro, 1000000);
    assert_true(bp_amount_add(&sum, amount("999999999998")));
    assert_false(bp_amount_add(&sum, amount("1")));
}

/* The C library's reading of the same digits is the nearest by definition. */
static void test_the_nearest_double(void **state)
{
    uint64_t random = 1;
    (void)state;
    for (int i = 0; i < 200000; i++) {
        char text[BP_AMOUNT_SIZE];
        random = random * 6364136223846793005u + 1442695040888963407u;
        int64_t micro = (int64_t)(random >> 4) % 1000000000000000000, step = i % 3 == 0 ? 10000 : i % 3 == 1 ? 100 : 1;
        micro = micro / step * step / (i % 7 ? 1 : 1000000);
        bp_amount value = {.micro = i % 2 ? micro : -micro, .present = true};
        bp_amount_text(text, value);
        double nearest = strtod(text, NULL), given = bp_amount_double(value);
        assert_memory_equal(&given, &nearest, sizeof given);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_syntax), cmocka_unit_test(test_canonical_text),
                                       cmocka_unit_test(test_print_rounds_half_away_from_zero), cmocka_unit_test(test_sums),
                                       cmocka_unit_test(test_the_nearest_double)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
