/* test_gsub.c - single substitutions out of a GSUB table: one made by hand, the same damaged, and those of the installed fonts,
 * where HarfBuzz's shaper is the judge. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <hb-ot.h>

#include "font/gsub.h"

#define TAG(a, b) ((a) << 8 | (b))

static const uint32_t HALF = BP_TABLE('h', 'w', 'i', 'd'), VERTICAL = BP_TABLE('v', 'e', 'r', 't');

enum { MINOR = 1, FIRST_TAG = 6, FIRST_LOOKUP = 14, SECOND_TAG = 9, SECOND_OFFSET = 11, WORDS = 62 };

/* hwid: lookups 0 (10 to 12 become 30 to 32) and 1 (an extension: 30 becomes 40); vert: lookup 2, ligatures. */
static const uint16_t TABLE[WORDS] = {
    1, 0, 0, 10, 38,
    /* features */ 2, TAG('h', 'w'), TAG('i', 'd'), 14, TAG('v', 'e'), TAG('r', 't'), 22, /* hwid */ 0, 2, 0, 1, /* vert */ 0, 1, 2,
    /* lookups */ 3, 8, 38, 66,
    /* 0 */ 1, 0, 1, 8, 2, 12, 3, 30, 31, 32, /* its coverage */ 2, 1, 10, 12, 0,
    /* 1 */ 7, 0, 1, 8, 1, 1, 0, 8, 1, 6, 10, /* its coverage */ 1, 1, 30,
    /* 2 */ 4, 0, 1, 8, 1, 6, 0, 1, 1, 10,
};

static bool ask(const uint16_t *words, size_t size, uint32_t feature, uint16_t glyph, uint16_t *form)
{
    uint8_t *bytes = malloc(size + !size);  /* as large as it is: the sanitizers see what is read past it */
    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(i % 2 ? words[i / 2] : words[i / 2] >> 8);
    *form = glyph;
    bool told = bp_gsub_single((bp_bytes){bytes, size}, feature, form);
    free(bytes);
    return told;
}

static uint16_t form_of(uint32_t feature, uint16_t glyph)
{
    uint16_t form;
    assert_true(ask(TABLE, sizeof TABLE, feature, glyph, &form));
    return form;
}

static void test_lookups_are_applied_after_each_other(void **state)
{
    (void)state;
    assert_int_equal(form_of(HALF, 9), 9);
    assert_int_equal(form_of(HALF, 10), 40);
    assert_int_equal(form_of(HALF, 11), 31);
    assert_int_equal(form_of(HALF, 12), 32);
    assert_int_equal(form_of(HALF, 13), 13);
    assert_int_equal(form_of(HALF, 30), 40);
    assert_int_equal(form_of(BP_TABLE('f', 'w', 'i', 'd'), 10), 10);  /* no such feature */
}

static void changed(size_t at, uint16_t value, bool told)
{
    uint16_t words[WORDS], form;
    memcpy(words, TABLE, sizeof words);
    words[at] = value;
    assert_int_equal(ask(words, sizeof words, HALF, 10, &form), told);
    if (!told)
        assert_int_equal(form, 10);
}

static void test_what_is_no_single_substitution_is_left_to_harfbuzz(void **state)
{
    (void)state;
    uint16_t form;
    assert_false(ask(TABLE, sizeof TABLE, VERTICAL, 10, &form));
    assert_int_equal(form, 10);
    changed(FIRST_LOOKUP, 2, false);      /* ligatures among its lookups */
    changed(FIRST_LOOKUP, 3, false);      /* a lookup that is not there */
    changed(FIRST_LOOKUP + 1, 0, true);   /* twice the same: harmless */
    changed(MINOR, 1, false);             /* variations of features */
}

static void test_lookups_that_depend_on_the_script_are_left_to_harfbuzz(void **state)
{
    (void)state;
    uint16_t words[WORDS], form;
    memcpy(words, TABLE, sizeof words);
    memcpy(words + SECOND_TAG, words + FIRST_TAG, 2 * sizeof *words);
    assert_false(ask(words, sizeof words, HALF, 10, &form));
    words[SECOND_OFFSET] = 14;  /* the same lookups for both scripts */
    assert_true(ask(words, sizeof words, HALF, 10, &form));
    assert_int_equal(form, 40);
}

static void test_a_table_that_is_cut_short_is_not_read_past(void **state)
{
    (void)state;
    for (size_t size = 0; size < sizeof TABLE; size++)
        for (uint16_t form, glyph = 9; glyph < 14; glyph++)
            ask(TABLE, size, HALF, glyph, &form);
}

/* What shaping makes of a single character; 0 where that is not one glyph. */
static hb_codepoint_t shaped(hb_font_t *font, uint32_t cp)
{
    const hb_feature_t half = {HALF, 1, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END};
    hb_buffer_t *buffer = hb_buffer_create();
    unsigned count;
    hb_buffer_add(buffer, cp, 0);
    hb_buffer_set_content_type(buffer, HB_BUFFER_CONTENT_TYPE_UNICODE);
    hb_buffer_guess_segment_properties(buffer);
    hb_shape(font, buffer, &half, 1);
    const hb_glyph_info_t *glyphs = hb_buffer_get_glyph_infos(buffer, &count);
    hb_codepoint_t id = count == 1 ? glyphs[0].codepoint : 0;
    hb_buffer_destroy(buffer);
    return id;
}

/* Characters of a face of which the table told the form by itself. */
static size_t compare(const char *path, unsigned index, size_t *replaced)
{
    hb_blob_t *file = hb_blob_create_from_file(path);
    hb_face_t *face = hb_face_create(file, index);
    hb_font_t *font = hb_font_create(face);
    hb_blob_t *blob = hb_face_reference_table(face, HB_OT_TAG_GSUB);
    unsigned size;
    const char *data = hb_blob_get_data(blob, &size);
    size_t told = 0;
    for (uint32_t cp = 0x21; cp <= 0x7E; cp++) {
        hb_codepoint_t id;
        uint16_t form;
        if (!hb_font_get_nominal_glyph(font, cp, &id))
            continue;
        form = (uint16_t)id;
        if (!bp_gsub_single((bp_bytes){(const uint8_t *)data, size}, HALF, &form))
            continue;
        assert_int_equal(form, shaped(font, cp));
        told++;
        *replaced += form != id;
    }
    hb_blob_destroy(blob);
    hb_font_destroy(font);
    hb_face_destroy(face);
    hb_blob_destroy(file);
    return told;
}

static void test_installed_fonts_give_what_the_shaper_gives(void **state)
{
    (void)state;
    glob_t found = {0};
    size_t told = 0, replaced = 0;
    glob("/usr/share/fonts/*/*/*.ttc", 0, NULL, &found);
    glob("/usr/share/fonts/*/*/*.ttf", GLOB_APPEND, NULL, &found);
    for (size_t i = 0; i < found.gl_pathc; i++)
        if (strstr(found.gl_pathv[i], "CJK") || strstr(found.gl_pathv[i], "arphic") || strstr(found.gl_pathv[i], "wqy"))
            told += compare(found.gl_pathv[i], i % 3, &replaced);
    globfree(&found);
    assert_true(told > 0x5E && replaced > 0x5E / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lookups_are_applied_after_each_other),
        cmocka_unit_test(test_what_is_no_single_substitution_is_left_to_harfbuzz),
        cmocka_unit_test(test_lookups_that_depend_on_the_script_are_left_to_harfbuzz),
        cmocka_unit_test(test_a_table_that_is_cut_short_is_not_read_past),
        cmocka_unit_test(test_installed_fonts_give_what_the_shaper_gives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
