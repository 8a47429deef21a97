/* test_wrap.c - both wrap modes, measured by a font in which ASCII is half an em wide and all else one em. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/buf.h"
#include "text/wrap.h"

static int fixed(void *context, int role, uint32_t cp, bool half)
{
    (void)context;
    (void)role;
    (void)half;
    return cp < 0x80 ? 500 : 1000;
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
        assert_true(lines.items[i].width <= ems * 1000 || lines.items[i].end - lines.items[i].start <= 4);
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

static void test_clreq_begins_no_line_with_a_mark(void **state)
{
    (void)state;
    wraps(BP_WRAP_CLREQ, 4, "一二三四，五六", "一二三|四，五六/");
    wraps(BP_WRAP_CLREQ, 4, "一二三、四五六", "一二三、|四五六/");
    wraps(BP_WRAP_CLREQ, 4, "一二三《四五》", "一二三|《四五》/");
    wraps(BP_WRAP_CLREQ, 4, "一二三——四五", "一二三|——四五/");
    wraps(BP_WRAP_CLREQ, 4, "ab cd efgh", "ab cd |efgh/");
}

static void test_clreq_sets_a_mark_half_wide_at_a_line_end(void **state)
{
    (void)state;
    wraps(BP_WRAP_CLREQ, 4, "一二a三。四", "一二a三。|四/");
    wraps(BP_WRAP_CLREQ, 4, "一二a三四五", "一二a三|四五/");
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
        cmocka_unit_test(test_clreq_begins_no_line_with_a_mark),
        cmocka_unit_test(test_clreq_sets_a_mark_half_wide_at_a_line_end),
        cmocka_unit_test(test_a_character_wider_than_the_room_has_its_own_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
