/* fuzz_diff.c - what changed between two models: the input is both, parted by a line "===". Two models have no differences if and
 * only if they are written alike; the other way round there are as many, what was added being removed; both reports can be read. */
#include <stdlib.h>
#include <string.h>

#include "json/json.h"
#include "base/utf8.h"
#include "facts/diff.h"
#include "fuzz.h"

static bp_model *read_model(const char *text, size_t size)
{
    bp_model *model;
    return bp_model_read_text("fuzz.json", text, size, NULL, &model) ? NULL : model;
}

static void hold_reports(const bp_diff *diff)
{
    char *text = bp_diff_text(diff, "a.json", "b.json", BP_LANG_ZH), *json = bp_diff_json(diff, "a.json", "b.json");
    if (!text || !json)
        fuzz_fail("no report");
    const bp_source source = {.name = (char *)"diff.json", .text = json, .size = strlen(json)};
    if (bp_json_check(&source, NULL))
        fuzz_fail("the report is no JSON");
    if (bp_utf8_valid(text, strlen(text)) != strlen(text) || (diff->count != 0) != (*text != 0))
        fuzz_fail("the report is no text, or one of nothing");
    free(text);
    free(json);
}

/* What a change points to is there, in the model that it names. */
static void hold_pointers(const bp_diff *diff, const bp_model *model, int side)
{
    char *text = bp_model_write(model);
    bp_source *source = text ? bp_source_from_memory("model.json", text, strlen(text)) : NULL;
    bp_buf pointer = {0};
    bp_span value;
    for (size_t i = 0; source && i < diff->count; i++) {
        bp_buf_truncate(&pointer, 0);
        bp_diff_pointer(diff, &diff->changes[i], side, &pointer);
        const char *at = bp_buf_text(&pointer);
        if (!strncmp(at, "/projects/", 10) && strspn(at + 10, "0123456789") == strlen(at + 10) &&
            !bp_json_find(source, at, &value))
            fuzz_fail("a change points to a project that is not there");
    }
    bp_buf_free(&pointer);
    bp_source_free(source);
    free(text);
}

static bool same_model(const bp_model *a, const bp_model *b)
{
    char x[BP_FINGERPRINT_SIZE], y[BP_FINGERPRINT_SIZE];
    if (!bp_model_fingerprint(a, x) || !bp_model_fingerprint(b, y))
        fuzz_fail("no fingerprint");
    return !strcmp(x, y);
}

static bp_diff *compare(const bp_model *a, const bp_model *b)
{
    bp_diff *diff;
    if (bp_diff_new(a, b, NULL, &diff))
        fuzz_fail("two models cannot be compared");
    hold_reports(diff);
    hold_pointers(diff, a, 0);
    hold_pointers(diff, b, 1);
    return diff;
}

static void hold(const bp_model *a, const bp_model *b)
{
    bp_diff *there = compare(a, b), *back = compare(b, a);
    if ((there->count == 0) != same_model(a, b) || (back->count == 0) != (there->count == 0))
        fuzz_fail("models that differ have no differences, or those that do not have some");
    if (there->projects[BP_CHANGE_ADDED] != back->projects[BP_CHANGE_REMOVED] ||
        there->projects[BP_CHANGE_REMOVED] != back->projects[BP_CHANGE_ADDED] ||
        there->projects[BP_CHANGE_CHANGED] != back->projects[BP_CHANGE_CHANGED])
        fuzz_fail("what was added one way was not removed the other");
    bp_diff_free(there);
    bp_diff_free(back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data, *line = memmem(text, size, "\n===\n", 5);
    size_t first = line ? (size_t)(line - text) : size;
    bp_model *a = read_model(text, first), *b = line && a ? read_model(line + 5, size - first - 5) : NULL;
    if (a) {
        bp_diff *diff = compare(a, a);
        if (diff->count)
            fuzz_fail("a model differs from itself");
        bp_diff_free(diff);
    }
    if (a && b)
        hold(a, b);
    bp_model_free(a);
    bp_model_free(b);
    return 0;
}
