/* test_chars.c - the table of characters, held against HarfBuzz's and what the standard says in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <hb.h>

#include "base/chars.h"

enum { CODES = 0x110000 };

static unsigned category_of(uint32_t cp)
{
    return hb_unicode_general_category(hb_unicode_funcs_get_default(), cp);
}

static void test_marks_and_spaces_are_those_of_harfbuzz(void **state)
{
    (void)state;
    for (uint32_t cp = 0xA0; cp < CODES; cp++) {
        unsigned category = category_of(cp), traits = bp_char_traits(cp);
        if (category == HB_UNICODE_GENERAL_CATEGORY_UNASSIGNED || traits & BP_CHAR_BLANK)
            continue;  /* the two may know different versions */
        bool mark = category == HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK || category == HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK ||
                    category == HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK;
        assert_int_equal(mark, (traits & BP_CHAR_MARK) != 0);
        assert_int_equal(category == HB_UNICODE_GENERAL_CATEGORY_SPACE_SEPARATOR, (traits & BP_CHAR_SPACE) != 0);
    }
}

/* Format characters are unseen but for those that stand before a number or a word and are drawn. */
static void test_no_invisible_format_character_is_missed(void **state)
{
    (void)state;
    static const uint32_t drawn[][2] = {{0x600, 0x605}, {0x6DD, 0x6DD}, {0x70F, 0x70F}, {0x890, 0x891}, {0x8E2, 0x8E2},
                                        {0x110BD, 0x110BD}, {0x110CD, 0x110CD}, {0x13430, 0x1343F}, {0xFFF9, 0xFFFB}};
    for (uint32_t cp = 0xA0; cp < CODES; cp++) {
        bool shown = category_of(cp) != HB_UNICODE_GENERAL_CATEGORY_FORMAT;
        for (size_t i = 0; i < sizeof drawn / sizeof *drawn; i++)
            shown |= cp >= drawn[i][0] && cp <= drawn[i][1];
        assert_true(shown || bp_char_is(cp, BP_CHAR_UNSEEN));
    }
}

static void test_every_control_of_direction_is_told(void **state)
{
    (void)state;
    unsigned count = 0;
    for (uint32_t cp = 0; cp < CODES; cp++)
        if (bp_char_is(cp, BP_CHAR_TURNS)) {
            assert_int_equal(category_of(cp), HB_UNICODE_GENERAL_CATEGORY_FORMAT);
            assert_true(bp_char_is(cp, BP_CHAR_UNSEEN));
            count++;
        }
    assert_int_equal(count, 12);
}

/* HarfBuzz knows canonical decompositions only: those of ideographs, all of them. */
static void test_compatibility_ideographs_are_what_they_decompose_to(void **state)
{
    (void)state;
    hb_codepoint_t to, none;
    unsigned count = 0;
    for (uint32_t cp = 0xF900; cp < 0x2FA20; cp = cp == 0xFAFF ? 0x2F800 : cp + 1)
        if (hb_unicode_decompose(hb_unicode_funcs_get_default(), cp, &to, &none)) {
            assert_int_equal(bp_char_ordinary(cp), to);
            count++;
        } else
            assert_int_equal(bp_char_ordinary(cp), cp);
    assert_int_equal(count, 460 + 542);
}

static void test_radicals_are_ordinary_ideographs(void **state)
{
    (void)state;
    static const struct {
        uint32_t radical, character;
    } some[] = {{0x2F54, U'水'}, {0x2F42, U'文'}, {0x2F2F, U'工'}, {0x2F00, U'一'}, {0x2FD5, U'龠'}, {0x2E81, U'厂'}, {0x2E9F, U'母'},
                {0x2EC5, U'见'}, {0x2ECB, U'车'}, {0x2ED3, U'长'}, {0x2ED4, U'门'}, {0x2EE2, U'马'}, {0x2EF3, U'龟'}, {0x2EF0, U'龙'},
                {0x31D0, U'一'}, {0x31E0, U'乙'}, {0x2E80, 0x2E80}, {0x2E9A, 0x2E9A}, {U'水', U'水'}, {'a', 'a'}, {U'﨎', U'﨎'}};
    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        assert_int_equal(bp_char_ordinary(some[i].radical), some[i].character);
    for (uint32_t cp = 0x2F00; cp <= 0x2FD5; cp++)
        assert_in_range(bp_char_ordinary(cp), 0x4E00, 0x9FFF);
    for (uint32_t cp = 0x2E81; cp <= 0x2EF3; cp++)
        assert_true(cp == 0x2E9A || bp_char_ordinary(cp) != cp);
    for (uint32_t cp = 0; cp < CODES; cp++)
        assert_int_equal(bp_char_ordinary(bp_char_ordinary(cp)), bp_char_ordinary(cp));
}

static void test_what_is_compared_has_no_width_and_nothing_unseen(void **state)
{
    (void)state;
    const char *text = "＞＝\u200b１２\u3000０﹪\u00a0ｶ\ufe36⽔\U000E0100\u2800\u202e";
    static const uint32_t right[] = {'>', '=', '1', '2', ' ', '0', '%', ' ', U'カ', ')', U'水', ' ', 0};
    size_t i = 0;
    uint32_t cp;
    do
        assert_int_equal(cp = bp_char_next_folded(&text), right[i++]);
    while (cp);
    for (cp = 1; cp < CODES; cp++)
        assert_int_equal(bp_char_fold(bp_char_fold(cp)), bp_char_fold(cp));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks_and_spaces_are_those_of_harfbuzz),
        cmocka_unit_test(test_no_invisible_format_character_is_missed),
        cmocka_unit_test(test_every_control_of_direction_is_told),
        cmocka_unit_test(test_compatibility_ideographs_are_what_they_decompose_to),
        cmocka_unit_test(test_radicals_are_ordinary_ideographs),
        cmocka_unit_test(test_what_is_compared_has_no_width_and_nothing_unseen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
