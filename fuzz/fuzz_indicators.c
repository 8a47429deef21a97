/* fuzz_indicators.c - the indicator parser. What was parsed and composed again is the same text, where the names are those of the
 * codes. */
#include <string.h>

#include "base/utf8.h"
#include "fuzz.h"
#include "facts/indicators.h"

enum { MOST = 512 };

static void compose_again(const bp_parsed_indicator *parsed, size_t count, const char *text, size_t size)
{
    static bp_indicator records[MOST];
    static bp_code_name names[2 * MOST];
    bp_buf out = {0};
    bool one_name = true;
    for (size_t i = 0; i < count; i++) {
        records[i] = parsed[i].record;
        names[2 * i] = (bp_code_name){records[i].level1, parsed[i].level1_name};
        names[2 * i + 1] = (bp_code_name){records[i].level2, parsed[i].level2_name};
    }
    const bp_dictionary dictionary = {names, 2 * count, NULL, NULL};
    for (size_t i = 0; i < 2 * count; i++)
        one_name &= !strcmp(bp_dictionary_name(&dictionary, names[i].code), names[i].name);
    const bp_project project = {.indicators = records, .indicator_count = count};
    bp_indicators_compose(&out, &project, &dictionary);
    if (one_name && !out.failed && (out.size != size || memcmp(bp_buf_text(&out), text, size) != 0))
        fuzz_fail("composing what was parsed gives another text");
    bp_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    bp_arena arena = {0};
    bp_parsed_indicator *parsed;
    size_t count = 0, bad = 0;
    if (bp_utf8_valid(text, size) != size || memchr(text, 0, size))
        return 0;
    bool whole = bp_indicators_parse(text, size, &arena, &parsed, &count, &bad);
    if (!whole && bad > size)
        fuzz_fail("the bad place lies outside of the text");
    if (whole && count <= MOST)
        compose_again(parsed, count, text, size);
    bp_arena_free(&arena);
    return 0;
}
