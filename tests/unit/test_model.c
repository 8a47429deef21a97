/* test_model.c - reading models: every fault with its place, amounts, sums; and writing them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "facts/model.h"
#include "facts/totals.h"

#ifndef TESTS_DIR
#define TESTS_DIR "tests"
#endif

static const char base[] =
    "{\n"
    "  \"schema\": \"budgetpress/1\", \"form\": \"targets\", \"title\": \"表\",\n"
    "  \"fiscal_year\": 2024, \"amount_unit\": \"万元\",\n"
    "  \"department\": {\"name\": \"某局\", \"code\": \"318\"},\n"
    "  \"agencies\": [{\"id\": \"a1\", \"name\": \"本级\", \"code\": \"318001\"}, {\"id\": \"a2\", \"name\": \"监测站\"}],\n"
    "  \"projects\": [\n"
    "    {\"id\": \"p1\", \"agency\": \"a2\", \"name\": \"清淤\", \"code\": \"44\",\n"
    "     \"funding\": {\"fiscal_appropriation\": \"488.00\", \"fiscal_special_account\": null, \"other\": \"0.00\"},\n"
    "     \"goal\": [\"一、\\t保障行洪。\", \"\"],\n"
    "     \"indicators\": [{\"group\": 2, \"level1\": \"3\", \"level2\": \"31\", \"name\": \"满意度\",\n"
    "                     \"period_value\": \"≥90%\", \"annual_value\": \"\"}]},\n"
    "    {\"id\": \"p2\", \"agency\": \"a1\", \"name\": \"巡查\", \"funding\": {}}\n"
    "  ],\n"
    "  \"reported\": {\"total\": {\"total\": \"488.00\"}, \"agencies\": {\"a2\": {\"other\": \"0\"}}},\n"
    "  \"indicator_dictionary\": {\"41\": \"自定义\"},\n"
    "  \"notes\": [\"注：无\"]\n"
    "}\n";

/* The base with the first `from` changed into `to`. */
static char *change(const char *text, const char *from, const char *to)
{
    bp_buf out = {0};
    const char *at = strstr(text, from);
    assert_non_null(at);
    bp_buf_put(&out, text, (size_t)(at - text));
    bp_buf_puts(&out, to);
    bp_buf_puts(&out, at + strlen(from));
    return bp_buf_take(&out);
}

static bp_model *read_whole(const char *text)
{
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_model *model;
    bp_status status = bp_model_read_text("m.json", text, strlen(text), diag, &model);
    for (size_t i = 0; i < bp_diag_count(diag); i++)
        print_error("%s at %s\n", bp_diag_get(diag, i)->message, bp_diag_get(diag, i)->pointer);
    assert_int_equal(status, BP_OK);
    assert_int_equal(bp_diag_count(diag), 0);
    bp_diag_free(diag);
    return model;
}

static bp_model *read_changed(const char *from, const char *to)
{
    char *text = change(base, from, to);
    bp_model *model = read_whole(text);
    free(text);
    return model;
}

typedef struct fault {
    const char *from, *to;
    const char *code, *pointer;   /* pointer NULL: only the place is known */
    const char *says;   /* in the message; NULL: anything */
} fault;

/* Exactly one finding, of this code, at this pointer and at the line of it. */
static void refuse(const fault *f)
{
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_model *model;
    char *text = change(base, f->from, f->to);
    assert_int_equal(bp_model_read_text("m.json", text, strlen(text), diag, &model), BP_DATA);
    assert_null(model);
    if (bp_diag_count(diag) != 1 || strcmp(bp_diag_get(diag, 0)->code, f->code) != 0)
        print_error("%s: %zu findings, first %s\n", f->to, bp_diag_count(diag), bp_diag_line(diag, 0));
    assert_int_equal(bp_diag_count(diag), 1);
    const bp_finding *finding = bp_diag_get(diag, 0);
    assert_string_equal(finding->code, f->code);
    if (f->pointer)
        assert_string_equal(finding->pointer, f->pointer);
    assert_string_equal(finding->file, "m.json");
    assert_int_equal(finding->severity, BP_ERROR);
    assert_true(finding->line >= 1 && finding->column >= 1);
    if (f->says && !strstr(finding->message, f->says))
        fail_msg("\"%s\" does not say \"%s\"", finding->message, f->says);
    free(text);
    bp_diag_free(diag);
}

#define REFUSE(...)                                             \
    do {                                                        \
        static const fault faults[] = {__VA_ARGS__};            \
        for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) \
            refuse(&faults[i]);                                 \
    } while (0)

static void test_every_member(void **state)
{
    (void)state;
    bp_model *m = read_whole(base);
    assert_string_equal(bp_model_form(m), "targets");
    assert_string_equal(m->title, "表");
    assert_int_equal(m->fiscal_year, 2024);
    assert_string_equal(m->amount_unit, "万元");
    assert_string_equal(m->department, "某局");
    assert_string_equal(m->department_code, "318");
    assert_int_equal(m->agency_count, 2);
    assert_string_equal(m->agencies[0].code, "318001");
    assert_string_equal(m->agencies[1].name, "监测站");
    assert_string_equal(m->agencies[1].code, "");
    assert_int_equal(bp_model_project_count(m), 2);
    assert_int_equal(bp_model_indicator_count(m), 1);
    const bp_project *p = m->projects;
    assert_int_equal(p->agency, 1);
    assert_string_equal(p->code, "44");
    assert_int_equal(p->goal_count, 2);
    assert_string_equal(p->goal[0], "一、\t保障行洪。");
    assert_string_equal(p->goal[1], "");
    assert_int_equal(p->indicators->group, 2);
    assert_string_equal(p->indicators->level2, "31");
    assert_string_equal(p->indicators->annual_value, "");
    assert_int_equal(p[1].agency, 0);
    assert_int_equal(p[1].goal_count + p[1].indicator_count, 0);
    assert_int_equal(m->reported_count, 2);
    assert_null(m->reported[0].agency);
    assert_int_equal(m->reported[0].amounts[BP_FUND_TOTAL].micro, 488000000);
    assert_string_equal(m->reported[1].agency, "a2");
    assert_true(m->reported[1].amounts[BP_FUND_OTHER].present);
    assert_false(m->reported[1].amounts[BP_FUND_TOTAL].present);
    assert_string_equal(m->dictionary[0].code, "41");
    assert_string_equal(m->dictionary[0].name, "自定义");
    assert_string_equal(m->notes[0], "注：无");
    bp_model_free(m);
}

static void test_blank_and_zero(void **state)
{
    (void)state;
    bp_model *m = read_whole(base);
    const bp_amount *first = m->projects[0].funding, *second = m->projects[1].funding;
    assert_false(first[BP_FUND_SPECIAL].present);
    assert_true(first[BP_FUND_OTHER].present);
    assert_int_equal(first[BP_FUND_OTHER].micro, 0);
    for (int fund = 0; fund < BP_FUNDS; fund++)
        assert_false(second[fund].present);
    bp_model_free(m);
}

static void test_members_in_any_order(void **state)
{
    (void)state;
    bp_model *m = read_whole("{\"reported\": {\"agencies\": {\"甲/乙\": {}}}, \"projects\": [{\"funding\": {}, \"name\": \"丙\","
                             "\"agency\": \"甲/乙\", \"id\": \"1\"}], \"agencies\": [{\"name\": \"丁\", \"id\": \"甲/乙\"}],"
                             "\"department\": {\"name\": \"戊\"}, \"amount_unit\": \"元\", \"fiscal_year\": 1949.0,"
                             "\"schema\": \"budgetpress\\u002F1\"}");
    assert_int_equal(m->projects[0].agency, 0);
    assert_string_equal(m->reported[0].agency, m->agencies[0].id);
    assert_int_equal(m->agencies[0].claims, 1);
    assert_string_equal(bp_model_form(m), "");
    bp_model_free(m);
}

static void test_amounts_that_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *written;
        int64_t micro;
    } amounts[] = {{"\"-3.5\"", -3500000},      {"488", 488000000},         {"488.00", 488000000},
                   {"0.1", 100000},             {"-0", 0},                  {"\"0\"", 0},
                   {"\"0.000001\"", 1},         {"0.000001", 1},            {"\"999999999999.999999\"", 999999999999999999},
                   {"999999999999.999999", 999999999999999999}, {"-123456789012.123456", -123456789012123456}};
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        bp_model *m = read_changed("\"488.00\"", amounts[i].written);
        assert_true(m->projects->funding[BP_FUND_FISCAL].present);
        assert_true(m->projects->funding[BP_FUND_FISCAL].micro == amounts[i].micro);
        bp_model_free(m);
    }
}

#define FISCAL "/projects/0/funding/fiscal_appropriation"

static void test_amounts_that_are_refused(void **state)
{
    (void)state;
    REFUSE({"\"488.00\"", "1e400", "BP3001", FISCAL, "1e400"}, {"\"488.00\"", "\"1e400\"", "BP3001", FISCAL, NULL},
           {"\"488.00\"", "1E2", "BP3001", FISCAL, NULL}, {"\"488.00\"", "\"NaN\"", "BP3001", FISCAL, NULL},
           {"\"488.00\"", "\"Infinity\"", "BP3001", FISCAL, NULL}, {"\"488.00\"", "\"１２\"", "BP3001", FISCAL, "１２"},
           {"\"488.00\"", "\"1,488.00\"", "BP3001", FISCAL, NULL}, {"\"488.00\"", "\"\"", "BP3001", FISCAL, NULL},
           {"\"488.00\"", "\" 1\"", "BP3001", FISCAL, NULL}, {"\"488.00\"", "\"1\\n\"", "BP3001", FISCAL, NULL},
           {"\"488.00\"", "\"+1\"", "BP3001", FISCAL, NULL}, {"\"488.00\"", "\"01\"", "BP3001", FISCAL, NULL},
           {"\"488.00\"", "\"0x10\"", "BP3001", FISCAL, NULL}, {"\"488.00\"", "1.2345678", "BP3003", FISCAL, "1.2345678"},
           {"\"488.00\"", "\"1.2345678\"", "BP3003", FISCAL, NULL}, {"\"488.00\"", "1234567890123", "BP3002", FISCAL, NULL},
           {"\"488.00\"", "\"1234567890123\"", "BP3002", FISCAL, NULL}, {"\"488.00\"", "true", "BP2101", FISCAL, "string"},
           {"\"488.00\"", "[\"1\"]", "BP2101", FISCAL, NULL}, {"\"488.00\"", "{}", "BP2101", FISCAL, NULL},
           {"\"0\"", "\"一\"", "BP3001", "/reported/agencies/a2/other", NULL},
           {"{\"total\": \"488.00\"}", "{\"total\": 4e2}", "BP3001", "/reported/total/total", NULL},
           {"\"488.00\"", "NaN", "BP2001", NULL, NULL});
}

static void test_a_long_wrong_amount_is_cut(void **state)
{
    (void)state;
    char *amount = malloc(100002 + 3), *text;
    assert_non_null(amount);
    memset(amount, '9', 100002);
    amount[0] = '"';
    memcpy(amount + 100000, "x\"", 3);
    text = change(base, "\"488.00\"", amount);
    bp_diag *diag = bp_diag_new(BP_LANG_ZH);
    bp_model *model;
    assert_int_equal(bp_model_read_text("m.json", text, strlen(text), diag, &model), BP_DATA);
    assert_true(strlen(bp_diag_get(diag, 0)->message) < 200);
    bp_diag_free(diag);
    free(amount);
    free(text);
}

static void test_wrong_types(void **state)
{
    (void)state;
    REFUSE({"\"budgetpress/1\"", "1", "BP2101", "/schema", "a string"}, {"\"targets\"", "null", "BP2101", "/form", NULL},
           {"\"表\"", "[]", "BP2101", "/title", NULL}, {"2024", "\"2024\"", "BP2101", "/fiscal_year", "an integer"},
           {"2024", "2024.5", "BP2101", "/fiscal_year", NULL}, {"\"万元\"", "1", "BP2101", "/amount_unit", NULL},
           {"{\"name\": \"某局\", \"code\": \"318\"}", "\"某局\"", "BP2101", "/department", "an object"},
           {"\"某局\"", "null", "BP2101", "/department/name", NULL}, {"\"318\"", "318", "BP2101", "/department/code", NULL},
           {"\"本级\"", "{}", "BP2101", "/agencies/0/name", NULL}, {"\"318001\"", "1", "BP2101", "/agencies/0/code", NULL},
           {"{\"id\": \"a1\", \"name\": \"本级\", \"code\": \"318001\"}, ", "7, {\"id\": \"a1\", \"name\": \"甲\"}, ", "BP2101",
            "/agencies/0", "an object"},
           {"\"p1\"", "1", "BP2101", "/projects/0/id", NULL}, {"\"清淤\"", "true", "BP2101", "/projects/0/name", NULL},
           {"\"44\"", "44", "BP2101", "/projects/0/code", NULL}, {"\"agency\": \"a2\"", "\"agency\": 2", "BP2101",
            "/projects/0/agency", NULL},
           {"\"funding\": {}", "\"funding\": \"1\"", "BP2101", "/projects/1/funding", "an object"},
           {"[\"一、\\t保障行洪。\", \"\"]", "\"一\"", "BP2101", "/projects/0/goal", "an array"},
           {"保障行洪。\", \"\"", "\", 1", "BP2101", "/projects/0/goal/1", NULL},
           {"\"funding\": {}", "\"funding\": {}, \"indicators\": {}", "BP2101", "/projects/1/indicators", "an array"},
           {"\"funding\": {}", "\"funding\": {}, \"indicators\": [1]", "BP2101", "/projects/1/indicators/0", NULL},
           {"\"group\": 2", "\"group\": \"2\"", "BP2101", "/projects/0/indicators/0/group", NULL},
           {"\"group\": 2", "\"group\": 1.5", "BP2101", "/projects/0/indicators/0/group", NULL},
           {"\"3\"", "3", "BP2101", "/projects/0/indicators/0/level1", NULL},
           {"\"≥90%\"", "90", "BP2101", "/projects/0/indicators/0/period_value", NULL},
           {"{\"total\": \"488.00\"}", "1", "BP2101", "/reported/total", NULL},
           {"{\"a2\": {\"other\": \"0\"}}", "[]", "BP2101", "/reported/agencies", "an object"},
           {"{\"other\": \"0\"}", "\"0\"", "BP2101", "/reported/agencies/a2", NULL},
           {"{\"41\": \"自定义\"}", "[]", "BP2101", "/indicator_dictionary", NULL},
           {"\"自定义\"", "1", "BP2101", "/indicator_dictionary/41", NULL},
           {"[\"注：无\"]", "\"注\"", "BP2101", "/notes", NULL}, {"\"注：无\"", "{}", "BP2101", "/notes/0", NULL});
}

static void test_an_array_that_is_none(void **state)
{
    (void)state;
    REFUSE({"[{\"id\": \"a1\", \"name\": \"本级\", \"code\": \"318001\"}, {\"id\": \"a2\", \"name\": \"监测站\"}]", "{}", "BP2101",
            "/agencies", "an array"},
           {"\"notes\"", "\"notez\"", "BP2103", "/notez", "did you mean \"notes\"?"});
    for (size_t i = 0; i < 4; i++) {
        static const char *const texts[] = {"[]", "1", "null", "\"x\""};
        bp_model *model;
        bp_diag *diag = bp_diag_new(BP_LANG_EN);
        assert_int_equal(bp_model_read_text("m.json", texts[i], strlen(texts[i]), diag, &model), BP_DATA);
        assert_int_equal(bp_diag_count(diag), 1);
        assert_string_equal(bp_diag_get(diag, 0)->code, "BP2101");
        bp_diag_free(diag);
    }
}

static void test_unknown_and_doubled_members(void **state)
{
    (void)state;
    REFUSE({"{\n", "{\"fiscal_yaer\": 1,", "BP2103", "/fiscal_yaer", "\"fiscal_year\""},
           {"\"code\": \"318\"", "\"cod\": \"318\"", "BP2103", "/department/cod", "\"code\""},
           {"\"code\": \"318001\"", "\"zzzzzzzzzz\": 1", "BP2102", "/agencies/0/zzzzzzzzzz", NULL},
           {"\"funding\": {}", "\"funding\": {}, \"goals\": []", "BP2103", "/projects/1/goals", "\"goal\""},
           {"\"funding\": {}", "\"funding\": {\"total\": \"1\"}", "BP2102", "/projects/1/funding/total", NULL},
           {"\"funding\": {}", "\"funding\": {\"fiscal_apropriation\": 1}", "BP2103",
            "/projects/1/funding/fiscal_apropriation", "\"fiscal_appropriation\""},
           {"\"group\": 2", "\"groups\": 2", "BP2103", "/projects/0/indicators/0/groups", "\"group\""},
           {"\"reported\": {", "\"reported\": {\"agency\": 1, ", "BP2103", "/reported/agency", "\"agencies\""},
           {"{\n", "{\"fiscal_year\": 2024,", "BP2104", "/fiscal_year", NULL},
           {"\"id\": \"p1\"", "\"id\": \"p1\", \"id\": \"p1\"", "BP2104", "/projects/0/id", NULL},
           {"{\"41\": \"自定义\"", "{\"41\": \"自定义\", \"41\": \"乙\"", "BP2104", "/indicator_dictionary/41", NULL},
           {"{\"a2\": {\"other\": \"0\"}", "{\"a2\": {}, \"a2\": {}", "BP2104", "/reported/agencies/a2", NULL});
}

static void test_missing_members(void **state)
{
    (void)state;
    REFUSE({"\"fiscal_year\": 2024, ", "", "BP2105", "", "fiscal_year"},
           {", \"amount_unit\": \"万元\"", "", "BP2105", "", "amount_unit"},
           {"\"department\": {\"name\": \"某局\", \"code\": \"318\"},", "", "BP2105", "", "department"},
           {"\"agencies\": [{\"id\": \"a1\", \"name\": \"本级\", \"code\": \"318001\"}, "
            "{\"id\": \"a2\", \"name\": \"监测站\"}],",
            "", "BP2105", "", "agencies"},
           {"\"name\": \"某局\", ", "", "BP2105", "/department", "name"},
           {"\"name\": \"本级\", ", "", "BP2105", "/agencies/0", "name"},
           {"\"id\": \"p1\", ", "", "BP2105", "/projects/0", "id"},
           {"\"agency\": \"a2\", ", "", "BP2105", "/projects/0", "agency"},
           {"\"name\": \"清淤\", ", "", "BP2105", "/projects/0", "name"},
           {", \"funding\": {}", "", "BP2105", "/projects/1", "funding"},
           {"\"level1\": \"3\", ", "", "BP2105", "/projects/0/indicators/0", "level1"},
           {"\"level2\": \"31\", ", "", "BP2105", "/projects/0/indicators/0", "level2"},
           {"\"period_value\": \"≥90%\", ", "", "BP2105", "/projects/0/indicators/0", "period_value"});
}

static void test_schema_unit_and_ranges(void **state)
{
    (void)state;
    REFUSE({"budgetpress/1", "budgetpress/2", "BP3013", "/schema", "budgetpress/2"},
           {"\"schema\": \"budgetpress/1\", ", "", "BP2105", "", "schema"},
           {"万元", "亿元", "BP3014", "/amount_unit", "亿元"}, {"万元", "", "BP3014", "/amount_unit", NULL},
           {"2024", "1948", "BP2106", "/fiscal_year", "1949"}, {"2024", "3000", "BP2106", "/fiscal_year", "2999"},
           {"2024", "1e400", "BP2106", "/fiscal_year", NULL},
           {"\"group\": 2", "\"group\": 0", "BP2106", "/projects/0/indicators/0/group", NULL},
           {"\"group\": 2", "\"group\": 2147483648", "BP2106", "/projects/0/indicators/0/group", NULL});
}

static void test_ids(void **state)
{
    (void)state;
    REFUSE({"\"id\": \"p2\"", "\"id\": \"p1\"", "BP3007", "/projects/1/id", "p1"},
           {"{\"id\": \"a2\", ", "{\"id\": \"a2\", \"name\": \"甲\"}, {\"id\": \"a2\", ", "BP3007", "/agencies/2/id", "a2"},
           {"\"agency\": \"a2\"", "\"agency\": \"a9\"", "BP3006", "/projects/0/agency", "a9"},
           {"{\"a2\": {", "{\"a/~\": {", "BP3006", "/reported/agencies/a~1~0", "a/~"});
}

static void test_texts(void **state)
{
    (void)state;
    REFUSE({"\"某局\"", "\"\"", "BP3012", "/department/name", NULL}, {"\"本级\"", "\"\"", "BP3012", "/agencies/0/name", NULL},
           {"\"清淤\"", "\"\"", "BP3012", "/projects/0/name", NULL}, {"\"p1\"", "\"\"", "BP3012", "/projects/0/id", NULL},
           {"\"agency\": \"a2\"", "\"agency\": \"\"", "BP3012", "/projects/0/agency", NULL},
           {"\"满意度\"", "\"\"", "BP3012", "/projects/0/indicators/0/name", NULL},
           {"\"31\"", "\"\"", "BP3012", "/projects/0/indicators/0/level2", NULL},
           {"\"自定义\"", "\"\"", "BP3012", "/indicator_dictionary/41", NULL},
           {"\"41\"", "\"\"", "BP3012", "/indicator_dictionary/", NULL},
           {"清淤", "清\\n淤", "BP3011", "/projects/0/name", "U+000A"}, {"清淤", "清\\t淤", "BP3011", "/projects/0/name", "U+0009"},
           {"清淤", "清\\u001b淤", "BP3011", "/projects/0/name", "U+001B"},
           {"清淤", "清\\u007f\\u0001淤", "BP3011", "/projects/0/name", "U+007F"},
           {"清淤", "清\\u0085淤", "BP3011", "/projects/0/name", "U+0085"},
           {"清淤", "清\\u2028淤", "BP3011", "/projects/0/name", "U+2028"}, {"清淤", "清\\ufffa淤", "BP3011", "/projects/0/name", "U+FFFA"},
           {"≥90%", "≥\\n90%", "BP3011", "/projects/0/indicators/0/period_value", NULL},
           {"保障", "保\\n障", "BP3011", "/projects/0/goal/0", "U+000A"}, {"保障", "保\\r障", "BP3011", "/projects/0/goal/0", NULL},
           {"注：", "注\\t：", "BP3011", "/notes/0", NULL}, {"\"318\"", "\"3\\n\"", "BP3011", "/department/code", NULL},
           {"\"表\"", "\"\\n\"", "BP3011", "/title", NULL}, {"\"targets\"", "\"\\n\"", "BP3011", "/form", NULL},
           {"\"41\"", "\"4\\n\"", "BP3011", "/indicator_dictionary/4\n", NULL});
    bp_model *m = read_changed("\"表\"", "\"\"");
    assert_string_equal(m->title, "");
    bp_model_free(m);
}

/* Places are exact: line and column of the value. */
static void test_place(void **state)
{
    (void)state;
    bp_diag *diag = bp_diag_new(BP_LANG_ZH);
    bp_model *model;
    char *text = change(base, "\"0.00\"", "\"零\"");
    assert_int_equal(bp_model_read_text("m.json", text, strlen(text), diag, &model), BP_DATA);
    assert_int_equal(bp_diag_get(diag, 0)->line, 8);
    assert_int_equal(bp_diag_get(diag, 0)->column, 93);
    assert_non_null(strstr(bp_diag_get(diag, 0)->message, "不是有效的金额"));
    free(text);
    bp_diag_free(diag);
}

static void test_all_faults_are_reported(void **state)
{
    (void)state;
    static const char text[] = "{\"schema\": \"x\", \"fiscal_year\": 1, \"amount_unit\": \"x\", \"department\": {},"
                               "\"agencies\": [{}], \"projects\": ["
                               "{\"id\": \"a\", \"agency\": \"b\", \"name\": \"\", \"funding\": {\"other\": \"x\"}},"
                               "{\"id\": \"a\", \"agency\": \"b\", \"name\": \"c\", \"funding\": {}}], \"notes\": 1, \"x\": 1}";
    static const char *const pointers[] = {/* types and shape */ "/x", "/fiscal_year", "/department", "/agencies/0", "/agencies/0",
                                           "/projects/0/funding/other", "/notes",
                                           /* what could be read */ "/schema", "/amount_unit", "/projects/0/agency",
                                           "/projects/0/name", "/projects/1/id", "/projects/1/agency"};
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_model *model;
    assert_int_equal(bp_model_read_text("m.json", text, strlen(text), diag, &model), BP_DATA);
    assert_int_equal(bp_diag_count(diag), sizeof pointers / sizeof *pointers);
    for (size_t i = 0; i < bp_diag_count(diag); i++)
        assert_string_equal(bp_diag_get(diag, i)->pointer, pointers[i]);
    bp_diag_free(diag);
}

static void test_without_diagnostics(void **state)
{
    (void)state;
    bp_model *model;
    assert_int_equal(bp_model_read_text("m.json", "{", 1, NULL, &model), BP_DATA);
    assert_int_equal(bp_model_read_text("m.json", "{}", 2, NULL, &model), BP_DATA);
    assert_int_equal(bp_model_read("tests/no such file", NULL, &model), BP_SYSTEM);
    assert_null(model);
    bp_model_free(NULL);
}

/* ---- writing ---- */

static char *write_model(const bp_model *model)
{
    char *text = bp_model_write(model);
    assert_non_null(text);
    return text;
}

static void test_write_is_canonical(void **state)
{
    (void)state;
    bp_model *m = read_changed("\"488.00\"", "-4.50000");
    char *text = write_model(m);
    assert_non_null(strstr(text, "  \"fiscal_year\": 2024,\n"));
    assert_non_null(strstr(text, "\"fiscal_appropriation\": \"-4.50\",\n        \"fiscal_special_account\": null,\n"
                                 "        \"other\": \"0.00\"\n      },\n"));
    assert_non_null(strstr(text, "\"一、\\t保障行洪。\",\n        \"\"\n      ],\n"));
    assert_non_null(strstr(text, "      \"goal\": [],\n      \"indicators\": []\n    }\n  ],\n"));
    assert_non_null(strstr(text, "    \"agencies\": {\n      \"a2\": {\n        \"other\": \"0.00\"\n      }\n    }\n"));
    assert_string_equal(text + strlen(text) - 3, "\n}\n");
    bp_model_free(m);
    free(text);
}

static void assert_stable(const char *text)
{
    bp_model *m = read_whole(text);
    char *once = write_model(m);
    bp_model_free(m);
    m = read_whole(once);
    char *twice = write_model(m);
    bp_model_free(m);
    assert_string_equal(once, twice);
    free(once);
    free(twice);
}

static void test_write_read_write_is_stable(void **state)
{
    (void)state;
    static const char *const changes[][2] = {
        {"清淤", "\\\"清\\\\淤/\\u200b😀\\ud83d\\ude00"}, {"\"a2\": {\"other\": \"0\"}", "\"a2\": {}"},
        {"{\"total\": \"488.00\"}", "{}"}, {"\"41\": \"自定义\"", ""}, {"\"注：无\"", ""}, {"\"表\"", "\"\""},
        {"\"reported\": {\"total\": {\"total\": \"488.00\"}, \"agencies\": {\"a2\": {\"other\": \"0\"}}},", ""},
    };
    assert_stable(base);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char *text = change(base, changes[i][0], changes[i][1]);
        assert_stable(text);
        free(text);
    }
}

/* The examples are in the form that is written. */
static void test_examples_are_normalized(void **state)
{
    (void)state;
    static const char *const names[] = {"guangzhou-internet-court-2024", "two-agencies-2025", "no-projects-2025"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[512];
        bp_model *m;
        snprintf(path, sizeof path, "%s/../examples/%s.json", TESTS_DIR, names[i]);
        assert_int_equal(bp_model_read(path, NULL, &m), BP_OK);
        char *text = write_model(m);
        assert_int_equal(strlen(text), m->source->size);
        assert_memory_equal(text, m->source->text, m->source->size);
        free(text);
        bp_model_free(m);
    }
}

/* ---- sums ---- */

static void assert_amount(bp_amount amount, const char *expected)
{
    char text[BP_AMOUNT_SIZE];
    bp_amount_text(text, amount);
    assert_string_equal(text, expected);
}

static void test_totals_of_the_official_table(void **state)
{
    (void)state;
    bp_arena arena = {0};
    bp_model *m;
    bp_totals totals;
    assert_int_equal(bp_model_read(TESTS_DIR "/../examples/guangzhou-internet-court-2024.json", NULL, &m), BP_OK);
    assert_int_equal(bp_model_project_count(m), 10);
    assert_int_equal(bp_model_indicator_count(m), 42);
    assert_int_equal(bp_totals_compute(m, &arena, NULL, &totals), BP_OK);
    for (int i = 0; i < 2; i++) {
        const bp_amount *line = i ? totals.agencies[0] : totals.document;
        assert_amount(line[BP_FUND_TOTAL], "3285.71");
        assert_amount(line[BP_FUND_FISCAL], "3281.21");
        assert_amount(line[BP_FUND_SPECIAL], "");
        assert_amount(line[BP_FUND_OTHER], "4.50");
    }
    bp_arena_free(&arena);
    bp_model_free(m);
}

static void test_project_total(void **state)
{
    (void)state;
    bp_amount total;
    bp_project project = {.funding = {{1, true}, {0, false}, {-1, true}}};
    assert_true(bp_project_total(&project, &total));
    assert_true(total.present && total.micro == 0);
    project = (bp_project){0};
    assert_true(bp_project_total(&project, &total));
    assert_false(total.present);
    project.funding[0] = project.funding[2] = (bp_amount){999999999999999999, true};
    assert_false(bp_project_total(&project, &total));
}

/* A sum past the limit is reported where it is, once, whether or not the document's passes as well. */
static void test_sums_that_pass_the_limit(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"\"488.00\", \"fiscal_special_account\": null", "\"999999999999\", \"fiscal_special_account\": 1",
         "/projects/0/funding"},
        {"\"a1\", \"name\": \"巡查\", \"funding\": {", "\"a2\", \"name\": \"巡查\", \"funding\": {\"other\": 999999999999.999999",
         "/agencies/1"},
        {"\"name\": \"巡查\", \"funding\": {", "\"name\": \"巡查\", \"funding\": {\"fiscal_appropriation\": 999999999999", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bp_arena arena = {0};
        bp_totals totals;
        bp_diag *diag = bp_diag_new(BP_LANG_EN);
        bp_model *m = read_changed(cases[i][0], cases[i][1]);
        assert_int_equal(bp_totals_compute(m, &arena, diag, &totals), BP_DATA);
        assert_int_equal(bp_diag_count(diag), 1);
        assert_string_equal(bp_diag_get(diag, 0)->code, "BP3004");
        assert_string_equal(bp_diag_get(diag, 0)->pointer, cases[i][2]);
        bp_model_free(m);
        bp_diag_free(diag);
        bp_arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_member),
        cmocka_unit_test(test_blank_and_zero),
        cmocka_unit_test(test_members_in_any_order),
        cmocka_unit_test(test_amounts_that_are_read),
        cmocka_unit_test(test_amounts_that_are_refused),
        cmocka_unit_test(test_a_long_wrong_amount_is_cut),
        cmocka_unit_test(test_wrong_types),
        cmocka_unit_test(test_an_array_that_is_none),
        cmocka_unit_test(test_unknown_and_doubled_members),
        cmocka_unit_test(test_missing_members),
        cmocka_unit_test(test_schema_unit_and_ranges),
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_place),
        cmocka_unit_test(test_all_faults_are_reported),
        cmocka_unit_test(test_without_diagnostics),
        cmocka_unit_test(test_write_is_canonical),
        cmocka_unit_test(test_write_read_write_is_stable),
        cmocka_unit_test(test_examples_are_normalized),
        cmocka_unit_test(test_totals_of_the_official_table),
        cmocka_unit_test(test_project_total),
        cmocka_unit_test(test_sums_that_pass_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
