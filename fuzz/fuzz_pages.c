/* fuzz_pages.c - verifying a PDF, from what the program that reads it writes: the input is that. Whatever it says of a page, lines
 * and rules are compared; and where no difference is found, the input has as many characters as the model shows. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "render/render.h"
#include "verify/private.h"

static const char text[] =
    "{\"schema\":\"budgetpress/1\",\"form\":\"project-performance-targets\",\"fiscal_year\":2024,\"amount_unit\":\"万元\","
    "\"department\":{\"name\":\"d\"},\"agencies\":[{\"id\":\"a\",\"name\":\"法院\"}],\"projects\":[{\"id\":\"p\",\"agency\":\"a\","
    "\"name\":\"经费\",\"funding\":{\"other\":\"4.50\"},\"goal\":[\"一\"],\"indicators\":[{\"level1\":\"3\",\"level2\":\"31\","
    "\"name\":\"满意度\",\"period_value\":\"1\",\"annual_value\":\"2\"}]}]}";

typedef struct count {
    size_t characters;
} count;

static bp_status count_text(void *context, const bp_run *run)
{
    for (size_t i = 0; i < run->size; i++)
        ((count *)context)->characters += ((unsigned char)run->text[i] & 0xC0) != 0x80 && !bp_is_space((unsigned char)run->text[i]);
    return BP_OK;
}

static bp_status no_page(void *context, size_t page, int32_t width, int32_t height)
{
    (void)context, (void)page, (void)width, (void)height;
    return BP_OK;
}

static bp_status no_end(void *context)
{
    (void)context;
    return BP_OK;
}

static bp_status no_rule(void *context, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t thickness)
{
    (void)context, (void)x0, (void)y0, (void)x1, (void)y1, (void)thickness;
    return BP_OK;
}

static bp_status no_fill(void *context, int32_t x, int32_t y, int32_t width, int32_t height, int grey)
{
    (void)context, (void)x, (void)y, (void)width, (void)height, (void)grey;
    return BP_OK;
}

/* The model laid out once, and how many characters it shows. */
static void prepare(bp_verifier *v, size_t *shown)
{
    bp_model *model;
    bp_table *table;
    bp_layout *layout;
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    count seen = {0};
    const bp_canvas canvas = {
        .context = &seen, .begin_page = no_page, .text = count_text, .rule = no_rule, .fill = no_fill, .end_page = no_end};
    v->fonts = fuzz_fonts();
    if (bp_model_read_text("model.json", text, sizeof text - 1, diag, &model) ||
        bp_lay_out(model, fuzz_form(model, false), v->fonts, diag, &table, &layout) || bp_layout_emit(layout, &canvas, diag))
        fuzz_fail("the model cannot be laid out");
    v->path = "a.pdf";
    v->table = table;
    v->layout = layout;
    v->most = 20;
    *shown = seen.characters;
    bp_diag_free(diag);
}

/* Words of a line behind "text X Y SIZE" that are no space: characters, if it is a good line. */
static size_t count_in_line(const char *at, const char *end)
{
    size_t words = 0, named = 0;
    while (at < end) {
        const char *space = memchr(at, ' ', (size_t)(end - at));
        const char *stop = space ? space : end;
        named += words++ > 3 && (stop - at != 2 || memcmp(at, "20", 2) != 0);
        at = stop + 1;
    }
    return named;
}

static size_t count_named(const char *lines, size_t size)
{
    size_t named = 0;
    for (const char *at = lines, *end = lines + size; at < end;) {
        const char *feed = memchr(at, '\n', (size_t)(end - at));
        const char *stop = feed ? feed : end;
        if (stop - at > 5 && !memcmp(at, "text ", 5))
            named += count_in_line(at, stop);
        at = stop + 1;
    }
    return named;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bp_verifier prepared;
    static size_t shown;
    if (!prepared.layout)
        prepare(&prepared, &shown);
    bp_verified seen = {0};
    bp_verifier v = prepared;
    v.seen = &seen;
    v.diag = bp_diag_new(BP_LANG_EN);
    FILE *lines = size ? fmemopen((void *)data, size, "r") : NULL;
    if (lines) {
        bp_status status = bp_verify_pdf_lines(&v, lines);
        if ((!status && !seen.differences) != (bp_diag_total(v.diag, BP_ERROR) == 0))
            fuzz_fail("the status does not agree with what was reported");
        if (!status && !seen.differences && count_named((const char *)data, size) < shown)
            fuzz_fail("characters are missing and no difference was found");
    }
    bp_diag_free(v.diag);
    return 0;
}
