/* test_indicators.c - the official text of indicators: composed, parsed back, and what is not of the form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json/json.h"
#include "facts/indicators.h"

#ifndef TESTS_DIR
#define TESTS_DIR "tests"
#endif

#define RECORD(number, name, period, annual) \
    number "、1-产出指标；11-数量指标；" name "；实施周期指标值:" period "；年度指标值:" annual "。"

typedef struct fixture {
    bp_arena arena;
    cJSON *cells, *dictionary;
    bp_dictionary names;
} fixture;

static cJSON *read_json(const char *path)
{
    bp_source *source;
    assert_int_equal(bp_source_open(path, NULL, &source), BP_OK);
    cJSON *tree = cJSON_ParseWithLength(source->text, source->size);
    bp_source_free(source);
    assert_non_null(tree);
    return tree;
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->cells = read_json(TESTS_DIR "/data/official-cells.json");
    f->dictionary = read_json(TESTS_DIR "/../templates/dictionaries/performance-indicators.json");
    const cJSON *codes = cJSON_GetObjectItemCaseSensitive(f->dictionary, "codes");
    bp_code_name *entries = bp_arena_array(&f->arena, (size_t)cJSON_GetArraySize(codes), sizeof *entries);
    const cJSON *item;
    assert_non_null(entries);
    cJSON_ArrayForEach(item, codes) entries[f->names.count++] = (bp_code_name){item->string, item->valuestring};
    f->names.entries = entries;
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    cJSON_Delete(f->cells);
    cJSON_Delete(f->dictionary);
    bp_arena_free(&f->arena);
    free(f);
    return 0;
}

/* A project made of what was parsed. */
static bp_project project_of(bp_arena *arena, const bp_parsed_indicator *parsed, size_t count)
{
    bp_project project = {.indicators = bp_arena_array(arena, count, sizeof(bp_indicator)), .indicator_count = count};
    assert_non_null(project.indicators);
    for (size_t i = 0; i < count; i++)
        project.indicators[i] = parsed[i].record;
    return project;
}

static void assert_composes(const bp_project *project, const bp_dictionary *names, const char *expected)
{
    bp_buf out = {0};
    bp_indicators_compose(&out, project, names);
    assert_string_equal(bp_buf_text(&out), expected);
    bp_buf_free(&out);
}

static size_t parse(fixture *f, const char *text, bp_parsed_indicator **out)
{
    size_t count, bad;
    assert_true(bp_indicators_parse(text, strlen(text), &f->arena, out, &count, &bad));
    return count;
}

/* Parses and composes again. */
static size_t round_trip(fixture *f, const char *text, bp_parsed_indicator **out)
{
    size_t count = parse(f, text, out);
    bp_project project = project_of(&f->arena, *out, count);
    assert_composes(&project, &f->names, text);
    return count;
}

static void test_official_cells_give_the_same_bytes(void **state)
{
    fixture *f = *state;
    static const size_t counts[] = {2, 7, 4, 2, 1, 4, 3, 11, 4, 4};
    const cJSON *cell;
    size_t n = 0;
    cJSON_ArrayForEach(cell, cJSON_GetObjectItemCaseSensitive(f->cells, "cells"))
    {
        bp_parsed_indicator *parsed;
        const char *text = cJSON_GetObjectItemCaseSensitive(cell, "indicators")->valuestring;
        assert_int_equal(round_trip(f, text, &parsed), counts[n]);
        for (size_t i = 0; i < counts[n]; i++) {
            assert_string_equal(parsed[i].level1_name, bp_dictionary_name(&f->names, parsed[i].record.level1));
            assert_string_equal(parsed[i].level2_name, bp_dictionary_name(&f->names, parsed[i].record.level2));
        }
        n++;
    }
    assert_int_equal(n, sizeof counts / sizeof *counts);
}

static void test_numbering_restarts_in_the_official_cell(void **state)
{
    fixture *f = *state;
    const cJSON *cell = cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(f->cells, "cells"), 7);
    const char *text = cJSON_GetObjectItemCaseSensitive(cell, "indicators")->valuestring;
    bp_parsed_indicator *parsed;
    size_t count = parse(f, text, &parsed);
    bp_project project = project_of(&f->arena, parsed, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(parsed[i].record.group, i < 9 ? 1 : i < 10 ? 2 : 3);
        assert_int_equal(bp_indicator_number(&project, i), i < 9 ? i + 1 : 1);
    }
}

static void test_fields(void **state)
{
    bp_parsed_indicator *parsed;
    assert_int_equal(round_trip(*state, RECORD("1", "保洁率", "100%（实际/应有。）", "≥9次"), &parsed), 1);
    assert_string_equal(parsed->record.level1, "1");
    assert_string_equal(parsed->level1_name, "产出指标");
    assert_string_equal(parsed->record.level2, "11");
    assert_string_equal(parsed->level2_name, "数量指标");
    assert_string_equal(parsed->record.name, "保洁率");
    assert_string_equal(parsed->record.period_value, "100%（实际/应有。）");
    assert_string_equal(parsed->record.annual_value, "≥9次");
}

static void test_stops_and_semicolons_inside_fields(void **state)
{
    bp_parsed_indicator *parsed;
    assert_int_equal(round_trip(*state, RECORD("1", "甲；乙。丙", "一。二；三", "。；。") RECORD("2", "丁", "（。1、见附件）", "1、2-3天"),
                                &parsed),
                     2);
    assert_string_equal(parsed[0].record.name, "甲；乙。丙");
    assert_string_equal(parsed[0].record.period_value, "一。二；三");
    assert_string_equal(parsed[0].record.annual_value, "。；。");
    assert_string_equal(parsed[1].record.annual_value, "1、2-3天");
}

static void test_markers_inside_a_name(void **state)
{
    bp_parsed_indicator *parsed;
    assert_int_equal(round_trip(*state, RECORD("1", "甲；实施周期指标值:零；年度指标值:零", "一", "二"), &parsed), 1);
    assert_string_equal(parsed->record.name, "甲；实施周期指标值:零；年度指标值:零");
    assert_string_equal(parsed->record.period_value, "一");
    assert_string_equal(parsed->record.annual_value, "二");
}

static void test_empty_fields_and_empty_cell(void **state)
{
    bp_parsed_indicator *parsed;
    assert_int_equal(round_trip(*state, RECORD("1", "", "", ""), &parsed), 1);
    assert_string_equal(parsed->record.annual_value, "");
    assert_int_equal(round_trip(*state, "", &parsed), 0);
}

static void test_ten_and_more_records(void **state)
{
    bp_parsed_indicator *parsed;
    bp_buf text = {0};
    for (int i = 1; i <= 120; i++)
        bp_buf_printf(&text, RECORD("%d", "甲%d", "一", "二"), i, i);
    assert_int_equal(round_trip(*state, bp_buf_text(&text), &parsed), 120);
    assert_int_equal(parsed[119].record.group, 1);
    bp_buf_free(&text);
}

/* What is not of the form is refused at its record, never read as part of another. */
static void test_refuses(void **state)
{
    fixture *f = *state;
    static const char good[] = RECORD("1", "甲", "一", "二");
    static const char *const bad[] = {
        "无", "1、", RECORD("3", "乙", "一", "二"), RECORD("0", "乙", "一", "二"), RECORD("02", "乙", "一", "二"),
        RECORD("99999999999999999999", "乙", "一", "二"), "2、1-产出指标；11-数量指标；乙；实施周期指标值:一；年度指标值:二",
        "2、1-产出指标；11-数量指标；乙；实施周期指标值:一。", "2、1-产出指标；11-数量指标；乙；年度指标值:一；实施周期指标值:二。",
        "2、1-产出指标；乙；实施周期指标值:一；年度指标值:二。", "2、1-产出指标；11-数量指标；实施周期指标值:一；年度指标值:二。",
        RECORD("2", "乙\n", "一", "二"), RECORD("2", "乙", "一", "\x7F"), RECORD("2", "乙", "一", "二") "\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        bp_parsed_indicator *parsed;
        size_t count, at;
        bp_buf text = {0};
        bp_buf_puts(&text, good);
        bp_buf_puts(&text, bad[i]);
        assert_false(bp_indicators_parse(text.data, text.size, &f->arena, &parsed, &count, &at));
        assert_true(at == 0 || at == strlen(good));
        bp_buf_free(&text);
        assert_false(bp_indicators_parse(bad[i], strlen(bad[i]), &f->arena, &parsed, &count, &at));
        assert_int_equal(at, 0);
    }
}

/* A stop ends a record only before digits, 、, a digit and -: without them the text goes on. */
static void test_a_head_that_is_none(void **state)
{
    fixture *f = *state;
    static const char *const heads[] = {"2、1产出", "2.1-产出", "２、1-产出", "2、12-产出", "、1-产出"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        bp_parsed_indicator *parsed;
        size_t count, bad;
        bp_buf text = {0};
        bp_buf_printf(&text, RECORD("1", "甲", "一", "二。%s"), heads[i]);
        assert_int_equal(round_trip(f, text.data, &parsed), 1);
        bp_buf_truncate(&text, 0);
        bp_buf_printf(&text, "%s指标；11-数量指标；乙；实施周期指标值:一；年度指标值:二。", heads[i]);
        assert_false(bp_indicators_parse(text.data, text.size, &f->arena, &parsed, &count, &bad));
        bp_buf_free(&text);
    }
}

static void test_cut_anywhere(void **state)
{
    fixture *f = *state;
    static const char text[] = RECORD("1", "甲", "一。二", "三") RECORD("2", "乙", "一", "二");
    for (size_t size = 1; size < sizeof text - 1; size++) {
        bp_parsed_indicator *parsed;
        size_t count, bad;
        char *cut = malloc(size);
        assert_non_null(cut);
        memcpy(cut, text, size);
        bool whole = size == sizeof RECORD("1", "甲", "一。二", "三") - 1;
        assert_int_equal(bp_indicators_parse(cut, size, &f->arena, &parsed, &count, &bad), whole);
        free(cut);
    }
}

static void test_dictionaries_are_asked_in_order(void **state)
{
    fixture *f = *state;
    const bp_code_name own[] = {{"41", "自定义"}, {"11", "产出数量"}};
    const bp_dictionary first = {own, 2, &f->names};
    assert_string_equal(bp_dictionary_name(&first, "11"), "产出数量");
    assert_string_equal(bp_dictionary_name(&first, "41"), "自定义");
    assert_string_equal(bp_dictionary_name(&first, "12"), "质量指标");
    assert_string_equal(bp_dictionary_name(&first, "9"), "");
    assert_string_equal(bp_dictionary_name(NULL, "1"), "");
}

static void test_each_change_of_group_restarts(void **state)
{
    fixture *f = *state;
    bp_indicator records[] = {{7, "1", "11", "甲", "a", "b"}, {7, "1", "11", "乙", "a", "b"}, {3, "1", "11", "丙", "a", "b"}};
    const bp_project project = {.indicators = records, .indicator_count = 3};
    assert_composes(&project, &f->names, RECORD("1", "甲", "a", "b") RECORD("2", "乙", "a", "b") RECORD("1", "丙", "a", "b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_official_cells_give_the_same_bytes),
        cmocka_unit_test(test_numbering_restarts_in_the_official_cell),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_stops_and_semicolons_inside_fields),
        cmocka_unit_test(test_markers_inside_a_name),
        cmocka_unit_test(test_empty_fields_and_empty_cell),
        cmocka_unit_test(test_ten_and_more_records),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_a_head_that_is_none),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_dictionaries_are_asked_in_order),
        cmocka_unit_test(test_each_change_of_group_restarts),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
