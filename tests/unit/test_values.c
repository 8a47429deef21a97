/* test_values.c - what people typed: amounts as texts and as binary numbers, and what number formats show. The expected texts were
 * worked out by hand from what Excel shows, not taken from this program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "import/values.h"

typedef struct amount_row {
    const char *text, *amount;   /* NULL: blank, "": no amount */
} amount_row;

static void check_text(const char *text, size_t size, const char *expected)
{
    bp_amount amount = {0};
    char got[BP_AMOUNT_SIZE] = "";
    bp_number_fault fault = bp_amount_from_text(text, size, 0, &amount);
    if (!expected && fault == BP_NUMBER_BLANK)
        return;
    if (fault == BP_NUMBER_OK)
        bp_amount_text(got, amount);
    else if (fault != BP_NUMBER_SYNTAX)
        fail_msg("\"%s\": fault %d", text, (int)fault);
    if (!expected || strcmp(got, expected) != 0)
        fail_msg("\"%s\" is \"%s\", not \"%s\"", text, got, expected ? expected : "(blank)");
}

static void check_texts(const amount_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_text(rows[i].text, strlen(rows[i].text), rows[i].amount);
}

#define CHECK_TEXTS(rows) check_texts(rows, sizeof(rows) / sizeof *(rows))

static void test_amounts_as_people_type_them(void **state)
{
    (void)state;
    static const amount_row rows[] = {
        {"860", "860.00"}, {"860.00", "860.00"}, {"0", "0.00"}, {"-0", "0.00"}, {"00012", "12.00"}, {"+5", "5.00"}, {".5", "0.50"},
        {"5.", "5.00"}, {"-12.5", "-12.50"}, {"−12.5", "-12.50"}, {"－12.5", "-12.50"}, {"(12.5)", "-12.50"}, {"（12.5）", "-12.50"},
        {"( 12.5 )", "-12.50"}, {"(¥1,000.50)", "-1000.50"}, {"¥1300", "1300.00"}, {"￥1300", "1300.00"}, {"¥ 1,300.50", "1300.50"},
        {"¥　１，３００．５", "1300.50"}, {"-¥5", "-5.00"}, {"¥-5", "-5.00"}, {"- 5", "-5.00"}, {"RMB 860", "860.00"}, {"cny860", "860.00"},
        {"１００．００", "100.00"}, {"1，200.00", "1200.00"}, {"1,300.50", "1300.50"}, {"1,234,567.89", "1234567.89"},
        {"1, 234, 567", "1234567.00"}, {"1 300.50", "1300.50"}, {"1 234 567", "1234567.00"}, {"120 800", "120800.00"},
        {"1\xC2\xA0" "300.5", "1300.50"}, {"1\xE2\x80\xAF" "300", "1300.00"}, {"1\xE3\x80\x80" "300", "1300.00"},
        {"  860.00", "860.00"}, {"860.00  ", "860.00"}, {"\xC2\xA0" "860.00\xC2\xA0", "860.00"}, {"\xE3\x80\x80" "860\xE3\x80\x80", "860.00"},
        {"860.00\n", "860.00"}, {"\t860", "860.00"}, {"860\r\n", "860.00"}, {"1300\xE2\x80\x8B", "1300.00"},
        {"1\xE2\x80\x8B" "300", "1300.00"}, {"\xEF\xBB\xBF" "860", "860.00"}, {"999999999999.999999", "999999999999.999999"},
        {"999,999,999,999.999999", "999999999999.999999"}, {"0.000001", "0.000001"}, {"1.1000000", "1.10"},
    };
    CHECK_TEXTS(rows);
}

static void test_two_figures_or_a_sum_are_no_amount(void **state)
{
    (void)state;
    static const amount_row rows[] = {
        {"2.5*12", ""}, {"12*3", ""}, {"２．５＊１２", ""}, {"12**", ""}, {"*12", ""}, {"*", ""}, {"12\n34", ""}, {"12\r\n34", ""},
        {"100\n200", ""}, {"12\t34", ""}, {"12\xE2\x80\xA8" "34", ""}, {"120 80", ""}, {"12 34", ""}, {"1 2", ""}, {"8 6 0", ""},
        {"1234 567", ""}, {"120  800", ""}, {"120\xE3\x80\x80\xE3\x80\x80" "800", ""}, {"1 300,500", ""}, {"1,300 500", ""},
        {"860 .00", ""}, {"860. 00", ""}, {"1.234 567", ""}, {"1 .5 2", ""}, {"12 / 4", ""}, {"5-3", ""}, {"5 - 3", ""}, {"5+3", ""}, {"=5+3", ""},
        {"12.5%", ""}, {"约1300", ""}, {"1300元", ""}, {"12万", ""}, {"1.2.3", ""}, {"1,23", ""}, {"0,500", ""}, {"12,34,567", ""},
        {"1234,567", ""}, {",5", ""}, {"5,", ""}, {"1,,234", ""}, {"1e5", ""}, {"--5", ""}, {"(-3)", ""}, {"(5", ""}, {"5)", ""}, {"()", ""},
        {"1300。5", ""}, {"壹仟", ""}, {"¥", ""}, {"¥¥5", ""}, {"+ ", ""}, {"0x10", ""}, {"inf", ""}, {"nan", ""}, {"5 5", ""},
    };
    CHECK_TEXTS(rows);
    check_text("12\0" "34", 5, "");
}

static void test_dashes_and_blanks_are_blank(void **state)
{
    (void)state;
    static const amount_row rows[] = {{"", NULL}, {"   ", NULL}, {"\xE3\x80\x80", NULL}, {"\n", NULL}, {"-", NULL}, {" - ", NULL}, {"--", NULL}, {"- -", NULL},
                                      {"—", NULL}, {"——", NULL}, {"— —", NULL}, {"－", NULL}, {"–", NULL}, {"/", NULL}, {"／", NULL}, {"无", NULL}, {"空", NULL}};
    CHECK_TEXTS(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_amounts_as_people_type_them),
        cmocka_unit_test(test_two_figures_or_a_sum_are_no_amount),
        cmocka_unit_test(test_dashes_and_blanks_are_blank),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
