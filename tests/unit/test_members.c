/* test_members.c - documents declared when the program runs: read into structs, written again, and described. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/decimal.h"
#include "json/members.h"
#include "json/write.h"

/* Structs whose layout nobody declared in C: members lie one after another. */
typedef struct declaration {
    bp_member ledger[3], line[3], staff[1];
    bp_object lines, ledgers, counts;
} declaration;

enum { DIMENSION = 0, AMOUNT = sizeof(char *), COUNT = AMOUNT + sizeof(bp_amount), LINE_SIZE = COUNT + sizeof(int64_t) };
enum {
    LEDGER_NAME = 0,
    LINES = sizeof(char *),
    LINE_COUNT = LINES + sizeof(void *),
    STAFF = LINE_COUNT + sizeof(size_t),
    STAFF_COUNT = STAFF + sizeof(void *),
    LEDGER_SIZE = STAFF_COUNT + sizeof(size_t)
};

/* What a line holds where its members are missing. */
static const struct {
    const char *text;
    bp_amount amount;
    int64_t count;
} blank_line = {bp_absent, {0, false}, 5};

static declaration *declare(void)
{
    declaration *d = calloc(1, sizeof *d);
    assert_non_null(d);
    d->line[0] = (bp_member){.key = {"function", true}, .kind = BP_MEMBER_TEXT, .at = DIMENSION, .text = BP_TEXT_ID};
    d->line[1] = (bp_member){.key = {"amount", true}, .kind = BP_MEMBER_AMOUNT, .at = AMOUNT};
    d->line[2] = (bp_member){.key = {"posts", false}, .kind = BP_MEMBER_INTEGER, .at = COUNT, .low = 1, .high = 99};
    d->lines = (bp_object){.name = "line", .members = d->line, .count = 3, .size = LINE_SIZE, .blank = &blank_line};
    d->staff[0] = (bp_member){.kind = BP_MEMBER_TEXT, .at = AMOUNT, .text = BP_TEXT_NAME};
    d->counts =
        (bp_object){.members = d->staff, .count = 1, .size = LINE_SIZE, .blank = &blank_line, .id = &d->line[0], .plain = true};
    d->ledger[0] = (bp_member){.key = {"name", true}, .kind = BP_MEMBER_TEXT, .at = LEDGER_NAME, .text = BP_TEXT_NAME};
    d->ledger[1] =
        (bp_member){.key = {"lines", true}, .kind = BP_MEMBER_LIST, .at = LINES, .count_at = LINE_COUNT, .of = &d->lines};
    d->ledger[2] =
        (bp_member){.key = {"staff", false}, .kind = BP_MEMBER_MAP, .at = STAFF, .count_at = STAFF_COUNT, .of = &d->counts};
    d->ledgers = (bp_object){.title = "收支", .members = d->ledger, .count = 3, .size = LEDGER_SIZE};
    return d;
}

typedef struct document {
    declaration *d;
    bp_source *source;
    bp_diag *diag;
    bp_arena arena;
    bp_status status;
    _Alignas(16) char record[LEDGER_SIZE];
} document;

static void open_document(document *doc, const char *text)
{
    *doc =
        (document){.d = declare(), .source = bp_source_from_memory("l.json", text, strlen(text)), .diag = bp_diag_new(BP_LANG_EN)};
    assert_int_equal(bp_json_check(doc->source, doc->diag), BP_OK);
    bp_reader reader = {.source = doc->source, .diag = doc->diag, .arena = &doc->arena};
    bp_read_document(&reader, &doc->d->ledgers, doc->record);
    doc->status = reader.status;
    bp_reader_free(&reader);
}

static void close_document(document *doc)
{
    bp_source_free(doc->source);
    bp_diag_free(doc->diag);
    bp_arena_free(&doc->arena);
    free(doc->d);
}

static const char whole[] =
    "{\n  \"name\": \"支出\",\n  \"lines\": [\n    {\n      \"function\": \"205\",\n      \"amount\": \"12.50\",\n"
    "      \"posts\": 7\n    },\n    {\n      \"function\": \"208\",\n      \"amount\": null,\n      \"posts\": 5\n"
    "    }\n  ],\n  \"staff\": {\n    \"在编\": \"甲\",\n    \"编外\": \"乙\"\n  }\n}";

static void test_what_is_read_is_written(void **state)
{
    (void)state;
    document doc;
    open_document(&doc, whole);
    assert_int_equal(doc.status, BP_OK);
    bp_writer w = {.sink = NULL};
    bp_write_object(&w, &doc.d->ledgers, doc.record);
    assert_true(bp_write_end(&w));
    assert_string_equal(bp_buf_text(&w.out), whole);
    bp_buf_free(&w.out);
    close_document(&doc);
}

static void test_what_is_empty_and_optional_is_left_out(void **state)
{
    (void)state;
    document doc;
    open_document(&doc, "{\"staff\": {}, \"lines\": [], \"name\": \"\"}");
    assert_int_equal(doc.status, BP_OK); /* an empty name is for whoever judges */
    bp_writer w = {.sink = NULL};
    bp_write_object(&w, &doc.d->ledgers, doc.record);
    assert_string_equal(bp_buf_text(&w.out), "{\n  \"name\": \"\",\n  \"lines\": []\n}");
    bp_buf_free(&w.out);
    close_document(&doc);
}

static void test_faults_of_shape_are_told_where_they_stand(void **state)
{
    (void)state;
    static const struct {
        const char *code, *pointer;
        size_t line;
    } wanted[] = {
        {"BP2103", "/nmae", 1},           {"BP2105", "", 1},         {"BP2105", "/lines/0", 2},    {"BP2106", "/lines/0/posts", 2},
        {"BP3001", "/lines/1/amount", 3}, {"BP2101", "/lines/2", 4}, {"BP2101", "/staff/a~1b", 5},
    };
    document doc;
    open_document(
        &doc, "{\"nmae\": \"x\", \"lines\": [\n{\"amount\": 1, \"posts\": 100},\n{\"function\": \"1\", \"amount\": \"x\"},\n7],\n"
              "\"staff\": {\"a/b\": 1}}");
    assert_int_equal(doc.status, BP_DATA);
    assert_int_equal(bp_diag_count(doc.diag), sizeof wanted / sizeof *wanted);
    for (size_t i = 0; i < bp_diag_count(doc.diag); i++) {
        const bp_finding *found = bp_diag_get(doc.diag, i);
        assert_string_equal(found->code, wanted[i].code);
        assert_string_equal(found->pointer, wanted[i].pointer);
        assert_int_equal(found->line, wanted[i].line);
    }
    size_t count;
    const char *lines = bp_member_items(&doc.d->ledger[1], doc.record, &count);
    assert_int_equal(count, 3);
    assert_ptr_equal(bp_member_text(&doc.d->line[0], lines), bp_absent); /* nobody finds fault with it once more */
    close_document(&doc);
}

static void test_the_schema_of_a_declaration(void **state)
{
    (void)state;
    declaration *d = declare();
    bp_buf out = {0};
    bp_schema_write(&d->ledgers, "urn:test", NULL, &out);
    bp_source *source = bp_source_from_memory("s.json", bp_buf_text(&out), out.size);
    bp_span value;
    assert_int_equal(bp_json_check(source, NULL), BP_OK);
    static const char *const there[] = {"/properties/lines/items/$ref", "/$defs/line/properties/posts/maximum",
                                        "/$defs/line/required/1", "/properties/staff/propertyNames/$ref", "/$defs/amount/oneOf/2"};
    for (size_t i = 0; i < sizeof there / sizeof *there; i++)
        assert_true(bp_json_find(source, there[i], &value));
    assert_true(bp_json_find(source, "/$defs/line/properties/posts/default", &value));
    assert_int_equal(source->text[value.at], '5');
    assert_false(bp_json_find(source, "/required/2", &value));
    bp_source_free(source);
    bp_buf_free(&out);
    free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_read_is_written),
        cmocka_unit_test(test_what_is_empty_and_optional_is_left_out),
        cmocka_unit_test(test_faults_of_shape_are_told_where_they_stand),
        cmocka_unit_test(test_the_schema_of_a_declaration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
