/* test_sha256.c - hashes against the examples of FIPS 180-4, and the fingerprint of a model against the hash of its text. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "budgetpress/model.h"
#include "base/buf.h"
#include "base/sha256.h"

static void test_published_examples(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        bp_sha256 hash;
        char out[BP_SHA256_TEXT];
        bp_sha256_begin(&hash);
        for (const char *p = pairs[i][0]; *p; p++)
            bp_sha256_put(&hash, p, 1);
        bp_sha256_end(&hash, out);
        assert_string_equal(out, pairs[i][1]);
    }
}

/* The examples are normalized, so the fingerprint is the hash of the file. */
static void test_fingerprint_is_the_hash_of_the_normalized_text(void **state)
{
    (void)state;
    static const char path[] = TESTS_DIR "/../examples/guangzhou-internet-court-2024.json";
    char of_file[BP_SHA256_TEXT], of_model[BP_FINGERPRINT_SIZE];
    bp_model *model;
    int fd = open(path, O_RDONLY);
    assert_int_equal(bp_sha256_fd(fd, of_file), 0);
    close(fd);
    assert_int_equal(bp_model_read(path, NULL, &model), BP_OK);
    assert_true(bp_model_fingerprint(model, of_model));
    assert_string_equal(of_model, of_file);
    bp_model_free(model);
}

static void add_project(bp_buf *text, int number)
{
    bp_buf_printf(text,
                  "%s{\"id\": \"p%d\", \"agency\": \"a\", \"name\": \"项目%d\", \"funding\": {\"other\": \"1.00\"}, "
                  "\"goal\": [\"目标。\"], \"indicators\": []}",
                  number ? "," : "", number, number);
}

/* A long model is hashed piece by piece. */
static void test_fingerprint_of_a_long_model(void **state)
{
    (void)state;
    bp_buf text = {0};
    bp_model *model;
    bp_sha256 hash;
    char of_text[BP_SHA256_TEXT], of_model[BP_FINGERPRINT_SIZE];
    bp_buf_puts(&text, "{\"schema\": \"budgetpress/1\", \"form\": \"f\", \"fiscal_year\": 2024, \"amount_unit\": \"元\", "
                       "\"department\": {\"name\": \"局\"}, \"agencies\": [{\"id\": \"a\", \"name\": \"局\"}], \"projects\": [");
    for (int i = 0; i < 2000; i++)
        add_project(&text, i);
    bp_buf_puts(&text, "]}");
    assert_int_equal(bp_model_read_text("m", text.data, text.size, NULL, &model), BP_OK);
    char *whole = bp_model_write(model);
    assert_true(strlen(whole) > 500000);
    bp_sha256_begin(&hash);
    bp_sha256_put(&hash, whole, strlen(whole));
    bp_sha256_end(&hash, of_text);
    assert_true(bp_model_fingerprint(model, of_model));
    assert_string_equal(of_model, of_text);
    free(whole);
    bp_model_free(model);
    bp_buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_examples),
        cmocka_unit_test(test_fingerprint_is_the_hash_of_the_normalized_text),
        cmocka_unit_test(test_fingerprint_of_a_long_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
