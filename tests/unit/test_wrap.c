/* test_wrap.c - both wrap modes, measured by a font in which ASCII is half an em wide and all else one em. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "text/wrap.h"

static int fixed(void *context, int role, uint32_t cp, bool half)
{
    (void)context;
    (void)role;
    (void)half;
    bool none = (cp >= 0x300 && cp < 0x370) || (cp >= 0x200B && cp <= 0x200F) || cp == 0x2060 || cp >= 0xE0000;
    return none ? 0 : cp < 0x80 ? 500 : 1000;
}

/* The lines joined by '|', a paragraph's end as '/'. */
static void wraps(bp_wrap_mode mode, int32_t ems, const char *text, const char *expected)
{
    const bp_measure measure = {.advance = fixed};
    bp_lines lines = {0};
    bp_buf got = {0};
    bp_wrap(mode, text, strlen(text), ems * 1000, 0, &measure, &lines);
    assert_false(lines.failed);
    for (size_t i = 0; i < lines.count; i++) {
        bp_buf_put(&got, text + lines.items[i].start, lines.items[i].end - lines.items[i].start);
        bp_buf_putc(&got, lines.items[i].hard ? '/' : '|');
        assert_true(lines.items[i].width <= ems * 1000 || lines.items[i].end - lines.items[i].start <= 6);
    }
    assert_string_equal(bp_buf_text(&got), expected);
    bp_buf_free(&got);
    bp_lines_free(&lines);
}

static void test_official_fills_greedily(void **state)
{
    (void)state;
    wraps(BP_WRAP_OFFICIAL, 4, "一二三四五六", "一二三四|五六/");
    wraps(BP_WRAP_OFFICIAL, 4, "    一二三", "    一二|三/");
    wraps(BP_WRAP_OFFICIAL, 4, "一二\n三", "一二/三/");
    wraps(BP_WRAP_OFFICIAL, 4, "一\n\n二\n", "一//二//");
    wraps(BP_WRAP_OFFICIAL, 4, "", "");
}

static void test_official_lets_two_marks_start_a_line(void **state)
{
    (void)state;
    wraps(BP_WRAP_OFFICIAL, 4, "一二三四。五", "一二三四|。五/");
    wraps(BP_WRAP_OFFICIAL, 4, "一二三四、五", "一二三四|、五/");
    wraps(BP_WRAP_OFFICIAL, 4, "一二三四，五", "一二三|四，五/");
    wraps(BP_WRAP_OFFICIAL, 4, "一二三（四五", "一二三|（四五/");
    wraps(BP_WRAP_OFFICIAL, 4, "一二三四）五", "一二三|四）五/");
}

static void test_official_keeps_ascii_together(void **state)
{
    (void)state;
    wraps(BP_WRAP_OFFICIAL, 4, "一二三123四", "一二三|123四/");
    wraps(BP_WRAP_OFFICIAL, 4, "1234567890", "12345678|90/");
    wraps(BP_WRAP_OFFICIAL, 4, "一二三≥95%", "一二三≥|95%/");
}

static void test_official_keeps_what_belongs_to_a_character_with_it(void **state)
{
    (void)state;
    wraps(BP_WRAP_OFFICIAL, 4, "一二三e\u0301四", "一二三e\u0301|四/");
    wraps(BP_WRAP_OFFICIAL, 4, "一二三四e\u0301\u0302", "一二三四|e\u0301\u0302/");
    wraps(BP_WRAP_OFFICIAL, 4, "一二三四\U000E0100五", "一二三四\U000E0100|五/");
    wraps(BP_WRAP_OFFICIAL, 4, "一\u200b二\u200b三\u200b四\u200b五", "一\u200b二\u200b三\u200b四\u200b|五/");
    wraps(BP_WRAP_OFFICIAL, 3, "一二三\u2060四五", "一二|三\u2060四五/");
    wraps(BP_WRAP_OFFICIAL, 4, "一二三か\u3099四", "一二三|か\u3099四/");  /* a mark that this font gives room of its own */
    wraps(BP_WRAP_OFFICIAL, 4, "一二三四\u200d五", "一二三|四\u200d五/");
    wraps(BP_WRAP_OFFICIAL, 4, "一二三（\u0301四", "一二三|（\u0301四/");
    wraps(BP_WRAP_OFFICIAL, 4, "一二三ab\u200bcde", "一二三ab\u200b|cde/");
    wraps(BP_WRAP_OFFICIAL, 2, "abcde\u0301fgh", "abcd|e\u0301fgh/");
    wraps(BP_WRAP_OFFICIAL, 1, "か\u3099か\u3099", "か\u3099|か\u3099/");
}

static void test_clreq_begins_no_line_with_a_connector(void **state)
{
    (void)state;
    wraps(BP_WRAP_CLREQ, 4, "一二三四～五六", "一二三|四～五六/");
    wraps(BP_WRAP_CLREQ, 4, "一二三四－五六", "一二三|四－五六/");
    wraps(BP_WRAP_CLREQ, 4, "一二三四—五六", "一二三|四—五六/");
    wraps(BP_WRAP_CLREQ, 4, "一二三四·五六", "一二三|四·五六/");
    wraps(BP_WRAP_CLREQ, 4, "一二三四／五六", "一二三|四／五六/");
    wraps(BP_WRAP_CLREQ, 4, "一二三四/五六", "一二三|四/五六/");
    wraps(BP_WRAP_CLREQ, 4, "一二三四•五六", "一二三|四•五六/");
    wraps(BP_WRAP_CLREQ, 4, "一二三四〜五六", "一二三|四〜五六/");
    wraps(BP_WRAP_CLREQ, 4, "一二三四～\u0301五", "一二三|四～\u0301五/");
    wraps(BP_WRAP_CLREQ, 4, "一二三——四五", "一二三|——四五/");
    wraps(BP_WRAP_CLREQ, 4, "一二三/四五", "一二|三/四五/");          /* nor ends one with a stroke */
    wraps(BP_WRAP_CLREQ, 4, "a/bc/de/fgh", "a/bc/de/|fgh/");        /* but for addresses */
}

static void test_clreq_keeps_a_sign_with_its_number(void **state)
{
    (void)state;
    wraps(BP_WRAP_CLREQ, 4, "一二三≥90%", "一二三|≥90%/");
    wraps(BP_WRAP_CLREQ, 4, "一二三≤９%", "一二三|≤９%/");
    wraps(BP_WRAP_CLREQ, 4, "一二＞＝5一", "一二|＞＝5一/");
    wraps(BP_WRAP_CLREQ, 4, "一二三≧ 9项", "一二三|≧ 9项/");
    wraps(BP_WRAP_CLREQ, 4, "一二三±５项", "一二三|±５项/");
    wraps(BP_WRAP_CLREQ, 4, "一二三－５度", "一二|三－５度/");
    wraps(BP_WRAP_CLREQ, 4, "一二10～20人", "一二10～|20人/");
    wraps(BP_WRAP_CLREQ, 4, "一2025－2026", "一2025－|2026/");
}

static void test_clreq_tears_no_full_width_number(void **state)
{
    (void)state;
    wraps(BP_WRAP_CLREQ, 4, "一二１２３", "一二|１２３/");
    wraps(BP_WRAP_CLREQ, 4, "一二１．５万", "一二|１．５万/");
    wraps(BP_WRAP_CLREQ, 5, "一１，２３４", "一|１，２３４/");
    wraps(BP_WRAP_CLREQ, 4, "一８：３０", "一|８：３０/");
    wraps(BP_WRAP_CLREQ, 4, "一二３，５四", "一二３，|５四/");        /* a clause ends there */
    wraps(BP_WRAP_CLREQ, 4, "１２３４５６", "１２３４|５６/");
}

static void test_clreq_begins_no_line_with_a_mark(void **state)
{
    (void)state;
    wraps(BP_WRAP_CLREQ, 4, "一二三四，五六", "一二三|四，五六/");
    wraps(BP_WRAP_CLREQ, 4, "一二三、四五六", "一二三、|四五六/");
    wraps(BP_WRAP_CLREQ, 4, "一二三《四五》", "一二三|《四五》/");
    wraps(BP_WRAP_CLREQ, 4, "一二三——四五", "一二三|——四五/");
    wraps(BP_WRAP_CLREQ, 4, "ab cd efgh", "ab cd |efgh/");
    wraps(BP_WRAP_CLREQ, 4, "一二三四\u200b、五", "一二三|四\u200b、五/");
    wraps(BP_WRAP_CLREQ, 4, "一二三（\u200b四五", "一二三|（\u200b四五/");
}

static void test_clreq_sets_a_mark_half_wide_at_a_line_end(void **state)
{
    (void)state;
    wraps(BP_WRAP_CLREQ, 4, "一二a三。四五", "一二a三。|四五/");
    wraps(BP_WRAP_CLREQ, 4, "一二a三四五", "一二a三|四五/");
}

static void test_clreq_leaves_no_character_alone_on_the_last_line(void **state)
{
    (void)state;
    wraps(BP_WRAP_CLREQ, 4, "一二三四五", "一二三|四五/");
    wraps(BP_WRAP_CLREQ, 4, "一二三四五六七八九", "一二三四|五六七|八九/");
    wraps(BP_WRAP_CLREQ, 4, "一二三四五。", "一二三|四五。/");
    wraps(BP_WRAP_CLREQ, 4, "一二三四五\n一二三四五六", "一二三|四五/一二三四|五六/");
    wraps(BP_WRAP_CLREQ, 5, "一二12345 六", "一二|12345 六/");
    /* What would leave one alone above, or widens the last line too much, stays. */
    wraps(BP_WRAP_CLREQ, 2, "一二三", "一二|三/");
    wraps(BP_WRAP_CLREQ, 4, "一1234567二", "一|1234567|二/");
    wraps(BP_WRAP_OFFICIAL, 4, "一二三四五", "一二三四|五/");
}

static void test_a_character_wider_than_the_room_has_its_own_line(void **state)
{
    (void)state;
    const bp_measure measure = {.advance = fixed};
    bp_lines lines = {0};
    bp_wrap(BP_WRAP_CLREQ, "一二", 6, 700, 0, &measure, &lines);
    assert_int_equal(lines.count, 2);
    bp_lines_free(&lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_official_fills_greedily),
        cmocka_unit_test(test_official_lets_two_marks_start_a_line),
        cmocka_unit_test(test_official_keeps_ascii_together),
        cmocka_unit_test(test_official_keeps_what_belongs_to_a_character_with_it),
        cmocka_unit_test(test_clreq_begins_no_line_with_a_mark),
        cmocka_unit_test(test_clreq_begins_no_line_with_a_connector),
        cmocka_unit_test(test_clreq_keeps_a_sign_with_its_number),
        cmocka_unit_test(test_clreq_tears_no_full_width_number),
        cmocka_unit_test(test_clreq_sets_a_mark_half_wide_at_a_line_end),
        cmocka_unit_test(test_clreq_leaves_no_character_alone_on_the_last_line),
        cmocka_unit_test(test_a_character_wider_than_the_room_has_its_own_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
