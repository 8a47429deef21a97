/* fuzz_parts.c - the workbook reader behind the zip: the input is the parts of a package as text, each begun by a line "=== NAME",
 * so that a fuzzer works on the XML and not on checksums. The workbook is imported, and of four times once held against a model by
 * `verify`. */
#include <libdeflate.h>
#include <string.h>

#include "base/buf.h"
#include "fuzz.h"

enum { PARTS = 32 };

typedef struct part {
    const char *name, *data;
    size_t name_size, size, at;
} part;

static void put(bp_buf *out, uint32_t value, int bytes)
{
    for (; bytes--; value >>= 8)
        bp_buf_putc(out, (char)(value & 0xFF));
}

/* What local and central headers share, from the version needed on. */
static void put_header(bp_buf *out, const part *p)
{
    put(out, 20, 2);
    put(out, 0, 2); /* flags */
    put(out, 0, 2); /* stored */
    put(out, 0x00210000, 4);
    put(out, libdeflate_crc32(0, p->data, p->size), 4);
    put(out, (uint32_t)p->size, 4);
    put(out, (uint32_t)p->size, 4);
    put(out, (uint32_t)p->name_size, 2);
    put(out, 0, 2);
}

static void zip(bp_buf *out, part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        parts[i].at = out->size;
        bp_buf_put(out, "PK\3\4", 4);
        put_header(out, &parts[i]);
        bp_buf_put(out, parts[i].name, parts[i].name_size);
        bp_buf_put(out, parts[i].data, parts[i].size);
    }
    size_t directory = out->size;
    for (size_t i = 0; i < count; i++) {
        bp_buf_put(out, "PK\1\2\24\0", 6);
        put_header(out, &parts[i]);
        put(out, 0, 2);
        put(out, 0, 4);
        put(out, 0, 4);
        put(out, (uint32_t)parts[i].at, 4);
        bp_buf_put(out, parts[i].name, parts[i].name_size);
    }
    size_t end = out->size;
    bp_buf_put(out, "PK\5\6\0\0\0\0", 8);
    put(out, (uint32_t)count, 2);
    put(out, (uint32_t)count, 2);
    put(out, (uint32_t)(end - directory), 4);
    put(out, (uint32_t)directory, 4);
    put(out, 0, 2);
}

/* That of fuzz/corpus/parts/official-targets, so that there are workbooks without a difference and with few. */
static const char text[] =
    "{\"schema\":\"budgetpress/1\",\"form\":\"project-performance-targets\",\"fiscal_year\":2024,\"amount_unit\":\"万元\","
    "\"department\":{\"name\":\"d\"},\"agencies\":[{\"id\":\"a\",\"name\":\"n\",\"code\":\"2\"}],\"projects\":[{\"id\":\"p\",\"agency\":\"a\","
    "\"name\":\"A\",\"code\":\"3\",\"funding\":{\"fiscal_appropriation\":\"-1.50\",\"fiscal_special_account\":\"0.00\"},\"goal\":[\"x\",\"\",\"y\"],"
    "\"indicators\":[{\"group\":2,\"level1\":\"9\",\"level2\":\"91\",\"name\":\"x\",\"period_value\":\"\",\"annual_value\":\"≥1\"}]}],"
    "\"reported\":{\"total\":{\"total\":\"-1.50\"},\"agencies\":{\"a\":{\"total\":\"-1.50\"}}},"
    "\"indicator_dictionary\":{\"9\":\"九\",\"91\":\"九一\"},\"notes\":[\"note\"]}";

static void verify(const bp_buf *book)
{
    static bp_model *model;
    bp_verified seen;
    bp_diag *diag = bp_diag_new(BP_LANG_ZH);
    if (!model && bp_model_read_text("model.json", text, sizeof text - 1, diag, &model))
        fuzz_fail("the model cannot be read");
    const char *path = fuzz_file((const uint8_t *)bp_buf_text(book), book->size);
    bp_status status = bp_verify(path, model, fuzz_form(model, false), fuzz_fonts(), "", 10, diag, &seen);
    if ((status == BP_OK) != (bp_diag_total(diag, BP_ERROR) == 0) || (status == BP_OK && seen.differences))
        fuzz_fail("the status of verifying does not agree with what was reported");
    bp_diag_free(diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    part parts[PARTS];
    size_t count = 0;
    const char *at = (const char *)data, *end = at + size;
    bp_buf out = {0};
    while (count < PARTS && end - at > 4 && !memcmp(at, "=== ", 4)) {
        const char *line = memchr(at, '\n', (size_t)(end - at));
        if (!line)
            break;
        const char *next = memmem(line, (size_t)(end - line), "\n=== ", 5);
        const char *last = next ? next : end;
        const char *begin = line + 1 < last ? line + 1 : last;
        parts[count++] =
            (part){.name = at + 4, .name_size = (size_t)(line - at - 4), .data = begin, .size = (size_t)(last - begin)};
        at = next ? next + 1 : end;
    }
    zip(&out, parts, count);
    fuzz_import((const uint8_t *)bp_buf_text(&out), out.size);
    if (fuzz_choose(data, size, 4) == 0)
        verify(&out);
    bp_buf_free(&out);
    return 0;
}
