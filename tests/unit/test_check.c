/* test_check.c - the rules: reported figures, indicator codes, sums past the limit, no projects; in text and without. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check/settings.h"
#include "json/json.h"

#ifndef TESTS_DIR
#define TESTS_DIR "tests"
#endif

static const bp_code_name codes[] = {{"1", "产出指标"}, {"11", "数量指标"}, {"12", "质量指标"}, {"2", "效益指标"}, {"22", "社会效益"}};
static const bp_dictionary names = {codes, sizeof codes / sizeof *codes, NULL, NULL};

#define HEAD                                                                                             \
    "{\"schema\": \"budgetpress/1\", \"fiscal_year\": 2024, \"amount_unit\": \"元\","                    \
    "\"department\": {\"name\": \"某局\"}, \"agencies\": [{\"id\": \"z\", \"name\": \"末\"},"            \
    "{\"id\": \"a/1\", \"name\": \"本级\"}, {\"id\": \"m\", \"name\": \"监测站\"}],\n"
#define INDICATOR(first, second) \
    "{\"level1\": \"" first "\", \"level2\": \"" second "\", \"name\": \"率\", \"period_value\": \"\", \"annual_value\": \"\"}"
#define PROJECT(id, agency, funding, indicators)                                                         \
    "{\"id\": \"" id "\", \"agency\": \"" agency "\", \"name\": \"项目\", \"funding\": {" funding "},"   \
    "\"indicators\": [" indicators "]}"

/* What a check found; NULL pointers end the list. */
typedef struct found {
    const char *code, *pointer, *says;
} found;

static bp_model *read_model(const char *text)
{
    bp_model *model;
    assert_int_equal(bp_model_read_text("m.json", text, strlen(text), NULL, &model), BP_OK);
    return model;
}

static cJSON *read_json(const char *path)
{
    bp_source *source;
    assert_int_equal(bp_source_open(path, NULL, &source), BP_OK);
    cJSON *tree = cJSON_ParseWithLength(source->text, source->size);
    bp_source_free(source);
    assert_non_null(tree);
    return tree;
}

/* Only what stops a rendering, to the last digit. */
static bp_status run_rules(const bp_model *model, const bp_dictionary *dictionary, bp_diag *diag)
{
    bp_checks *checks = bp_checks_new();
    assert_int_equal(bp_rules[0].code, BP_REPORTED_MISMATCH);
    checks->rules[0].numbers[0] = 0;  /* its tolerance */
    const bp_check_options options = {.dictionary = dictionary, .digits = -1, .checks = checks, .printing = true};
    bp_status status = bp_check_model(model, &options, diag);
    bp_checks_free(checks);
    return status;
}

static void assert_finds(const bp_model *model, const bp_dictionary *dictionary, bp_lang lang, bp_status status,
                         const found *expected)
{
    bp_diag *diag = bp_diag_new(lang);
    size_t n = 0;
    assert_int_equal(run_rules(model, dictionary, diag), status);
    for (; expected[n].code; n++) {
        assert_true(n < bp_diag_count(diag));
        const bp_finding *f = bp_diag_get(diag, n);
        assert_string_equal(f->code, expected[n].code);
        assert_string_equal(f->pointer, expected[n].pointer);
        if (expected[n].says && !strstr(f->message, expected[n].says))
            fail_msg("\"%s\" does not say \"%s\"", f->message, expected[n].says);
    }
    assert_int_equal(bp_diag_count(diag), n);
    bp_diag_free(diag);
}

static void check(const char *text, bp_status status, const found *expected)
{
    bp_model *model = read_model(text);
    assert_finds(model, &names, BP_LANG_EN, status, expected);
    bp_model_free(model);
}

#define FINDS(...) ((const found[]){__VA_ARGS__, {NULL, NULL, NULL}})
#define NOTHING ((const found[]){{NULL, NULL, NULL}})

static void test_nothing_wrong(void **state)
{
    (void)state;
    check(HEAD "\"projects\": [" PROJECT("1", "m", "\"other\": \"1\"", INDICATOR("1", "11") "," INDICATOR("2", "22")) "]}",
          BP_OK, NOTHING);
}

static void test_no_projects_is_a_note(void **state)
{
    (void)state;
    check(HEAD "\"projects\": []}", BP_OK, FINDS({"BP3015", "/projects", NULL}));
}

static void test_codes(void **state)
{
    (void)state;
    check(HEAD "\"projects\": [" PROJECT("1", "m", "", INDICATOR("1", "11") "," INDICATOR("9", "11")) ","
          PROJECT("2", "m", "", "") ","
          PROJECT("3", "m", "", INDICATOR("1", "19") "," INDICATOR("8", "81") "," INDICATOR("1", "22") ","
                                INDICATOR("1", "1")) "]}",
          BP_DATA,
          FINDS({"BP3008", "/projects/0/indicators/1/level1", "code 9"},
                {"BP3008", "/projects/2/indicators/0/level2", "code 19"},
                {"BP3008", "/projects/2/indicators/1/level1", "code 8"},
                {"BP3008", "/projects/2/indicators/1/level2", "code 81"},
                {"BP3009", "/projects/2/indicators/2/level2", "code 22 does not belong under 1"},
                {"BP3009", "/projects/2/indicators/3/level2", NULL}));
}

static void test_dictionary_of_the_model(void **state)
{
    (void)state;
    bp_model *model = read_model(HEAD "\"projects\": [" PROJECT("1", "m", "", INDICATOR("2", "24")) "]}");
    const bp_code_name own = {"24", "可持续影响"};
    const bp_dictionary chain = {&own, 1, &names, NULL};
    assert_finds(model, &chain, BP_LANG_EN, BP_OK, NOTHING);
    bp_model_free(model);
}

/* A form that prints no names has no dictionary: codes are then only held against each other. */
static void test_no_dictionary(void **state)
{
    (void)state;
    bp_model *model = read_model(HEAD "\"projects\": ["
                                 PROJECT("1", "m", "", INDICATOR("7", "71") "," INDICATOR("7", "17")) "]}");
    const bp_dictionary empty = {NULL, 0, NULL, NULL}, chain = {NULL, 0, &empty, NULL};
    const found expected[] = {{"BP3009", "/projects/0/indicators/1/level2", NULL}, {NULL, NULL, NULL}};
    assert_finds(model, &chain, BP_LANG_EN, BP_DATA, expected);
    assert_finds(model, NULL, BP_LANG_EN, BP_DATA, expected);
    bp_model_free(model);
}

#define SUMS                                                                                                        \
    HEAD "\"projects\": [" PROJECT("1", "m", "\"fiscal_appropriation\": \"0.10\", \"other\": \"0.2\"", "") ","      \
    PROJECT("2", "a/1", "\"fiscal_appropriation\": \"0.000001\", \"fiscal_special_account\": null", "") ","         \
    PROJECT("3", "m", "\"fiscal_appropriation\": 0.2", "") "],"

static void test_reported_that_agrees(void **state)
{
    (void)state;
    check(SUMS "\"reported\": {\"total\": {\"total\": \"0.500001\", \"fiscal_appropriation\": 0.300001,"
               "\"fiscal_special_account\": null, \"other\": \"0.20\"}, \"agencies\": {\"m\": {\"total\": 0.5},"
               "\"a/1\": {\"fiscal_appropriation\": \"0.000001\"}, \"z\": {}}}}",
          BP_OK, NOTHING);
}

static void test_reported_that_differs(void **state)
{
    (void)state;
    check(SUMS "\"reported\": {\"total\": {\"total\": \"0.50\", \"fiscal_special_account\": \"0.00\"}, \"agencies\": {"
               "\"m\": {\"total\": 0.5, \"other\": \"-0.2\"}, \"a/1\": {\"total\": 0, \"other\": 0}, \"z\": {\"total\": 1}}}}",
          BP_DATA,
          FINDS({"BP3010", "/reported/total/total", "whole table total: the projects sum to 0.500001, reported is 0.50"},
                {"BP3010", "/reported/agencies/m/other", "监测站 other: the projects sum to 0.20, reported is -0.20"},
                {"BP3010", "/reported/agencies/a~11/total", "0.000001"},
                {"BP3010", "/reported/agencies/z/total", "末 total: the projects sum to blank, reported is 1.00"}));
}

static void test_reported_in_chinese(void **state)
{
    (void)state;
    bp_model *model = read_model(SUMS "\"reported\": {\"total\": {\"total\": 1, \"fiscal_special_account\": 2}}}");
    assert_finds(model, NULL, BP_LANG_ZH, BP_DATA,
                 FINDS({"BP3010", "/reported/total/fiscal_special_account", "合计 财政专户拨款：各项目合计为 空白，填报数为 2.00"},
                       {"BP3010", "/reported/total/total", "合计 总计：各项目合计为 0.500001，填报数为 1.00"}));
    bp_model_free(model);
}

static void test_sums_past_the_limit(void **state)
{
    (void)state;
    check(HEAD "\"projects\": [" PROJECT("1", "m", "\"other\": 999999999999", "") "," PROJECT("2", "m", "\"other\": 1", "") ","
          PROJECT("3", "m", "", INDICATOR("1", "99")) "], \"reported\": {\"total\": {\"total\": 1}}}",
          BP_DATA, FINDS({"BP3004", "/agencies/2", NULL}, {"BP3008", "/projects/2/indicators/0/level2", NULL}));
}

static void test_places(void **state)
{
    (void)state;
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_model *model = read_model(HEAD "\"projects\": [\n" PROJECT("1", "m", "", INDICATOR("9", "11")) ",\n"
                                 PROJECT("2", "m", "", INDICATOR("9", "91") ",\n" INDICATOR("9", "11")) ",\n"
                                 PROJECT("3", "m", "", INDICATOR("9", "11")) "],\n\"reported\": {\"total\": {\"total\": 1}}}");
    static const size_t lines[] = {3, 4, 4, 5, 6, 7};
    assert_int_equal(run_rules(model, &names, diag), BP_DATA);
    assert_int_equal(bp_diag_count(diag), sizeof lines / sizeof *lines);
    for (size_t i = 0; i < bp_diag_count(diag); i++) {
        assert_int_equal(bp_diag_get(diag, i)->line, lines[i]);
        assert_string_equal(bp_diag_get(diag, i)->file, "m.json");
    }
    assert_int_equal(bp_diag_get(diag, 3)->column, 12);
    bp_model_free(model);
    bp_diag_free(diag);
}

/* A model that came from elsewhere has no text to point into. */
static void test_model_without_source(void **state)
{
    (void)state;
    bp_model *model = read_model(SUMS "\"reported\": {\"agencies\": {\"m\": {\"total\": 1}}}}");
    bp_source *source = model->source;
    bp_indicator wrong = {1, "9", "11", "率", "", ""};
    model->source = NULL;
    model->projects[2].indicators = &wrong;
    model->projects[2].indicator_count = 1;
    assert_finds(model, &names, BP_LANG_EN, BP_DATA,
                 FINDS({"BP3008", "/projects/2/indicators/0/level1", NULL}, {"BP3010", "/reported/agencies/m/total", NULL}));
    model->source = source;
    bp_model_free(model);
}

static void test_many_findings_are_counted(void **state)
{
    (void)state;
    enum { PROJECTS = 20000 };
    bp_buf text = {0};
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_buf_puts(&text, HEAD "\"projects\": [");
    for (int i = 0; i < PROJECTS; i++)
        bp_buf_printf(&text, "%s" PROJECT("%d", "m", "", INDICATOR("9", "91")), i ? "," : "", i);
    bp_buf_puts(&text, "]}");
    bp_model *model = read_model(text.data);
    assert_int_equal(run_rules(model, &names, diag), BP_DATA);
    assert_int_equal(bp_diag_total(diag, BP_ERROR), 2 * PROJECTS);
    assert_int_equal(bp_diag_count(diag), BP_DIAG_MAX);
    assert_string_equal(bp_diag_get(diag, BP_DIAG_MAX - 1)->pointer, "/projects/499/indicators/0/level2");
    bp_model_free(model);
    bp_diag_free(diag);
    bp_buf_free(&text);
}

/* The examples under the dictionary that ships. */
static void test_examples(void **state)
{
    (void)state;
    const struct {
        const char *path;
        const found *expected;
    } examples[] = {
        {TESTS_DIR "/../examples/guangzhou-internet-court-2024.json", NOTHING},
        {TESTS_DIR "/../examples/two-agencies-2025.json", NOTHING},
        {TESTS_DIR "/../examples/no-projects-2025.json", FINDS({"BP3015", "/projects", NULL})},
    };
    cJSON *tree = read_json(TESTS_DIR "/../templates/dictionaries/performance-indicators.json");
    const cJSON *item;
    bp_code_name shipped[64];
    bp_dictionary last = {shipped, 0, NULL, NULL};
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(tree, "codes"))
        shipped[last.count++] = (bp_code_name){item->string, item->valuestring};
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        bp_model *model;
        assert_int_equal(bp_model_read(examples[i].path, NULL, &model), BP_OK);
        const bp_dictionary chain = bp_dictionary_of(model, &last);
        assert_finds(model, &chain, BP_LANG_ZH, BP_OK, examples[i].expected);
        bp_model_free(model);
    }
    cJSON_Delete(tree);
}

static void test_the_published_sums(void **state)
{
    (void)state;
    bp_model *model;
    assert_int_equal(bp_model_read(TESTS_DIR "/../examples/guangzhou-internet-court-2024.json", NULL, &model), BP_OK);
    assert_int_equal(model->reported_count, 2);
    model->projects[4].funding[BP_FUND_OTHER].micro += 10000;
    assert_finds(model, NULL, BP_LANG_ZH, BP_DATA,
                 FINDS({"BP3010", "/reported/total/other", "4.51"}, {"BP3010", "/reported/total/total", "3285.72"},
                       {"BP3010", "/reported/agencies/a1/other", NULL}, {"BP3010", "/reported/agencies/a1/total", NULL}));
    bp_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_wrong),
        cmocka_unit_test(test_no_projects_is_a_note),
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_dictionary_of_the_model),
        cmocka_unit_test(test_no_dictionary),
        cmocka_unit_test(test_reported_that_agrees),
        cmocka_unit_test(test_reported_that_differs),
        cmocka_unit_test(test_reported_in_chinese),
        cmocka_unit_test(test_sums_past_the_limit),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_model_without_source),
        cmocka_unit_test(test_many_findings_are_counted),
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_the_published_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
