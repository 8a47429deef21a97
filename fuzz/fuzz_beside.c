/* fuzz_beside.c - verifying a PDF beside our own rendering, from what the program that reads it writes: the input is that. Whatever it
 * tells is counted or noted: only where it tells of nothing but a signature and seals is there no difference. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "render/render.h"
#include "verify/private.h"

static const char text[] =
    "{\"schema\":\"budgetpress/1\",\"form\":\"project-performance-targets\",\"fiscal_year\":2024,\"amount_unit\":\"万元\","
    "\"department\":{\"name\":\"d\"},\"agencies\":[{\"id\":\"a\",\"name\":\"法院\"}],\"projects\":[{\"id\":\"p\",\"agency\":\"a\","
    "\"name\":\"经费\",\"funding\":{\"other\":\"4.50\"},\"goal\":[\"一\"],\"indicators\":[]}]}";

static void prepare(bp_verifier *v)
{
    bp_model *model;
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    v->fonts = fuzz_fonts();
    if (bp_model_read_text("model.json", text, sizeof text - 1, diag, &model) ||
        bp_lay_out(model, fuzz_form(model, false), v->fonts, diag, &v->table, &v->layout))
        fuzz_fail("the model cannot be laid out");
    v->path = "a.pdf";
    v->most = 20;
    bp_diag_free(diag);
}

/* Whether a line tells of a difference: what stands before "pages", signatures, seals and the end do not, nor pictures that a seal may
 * mask. */
static bool tells(const char *lines, size_t size)
{
    bool sealed = memmem(lines, size, "\nseal ", 6) != NULL;
    static const char *const quiet[] = {"budgetpress-read-pdf ", "title ", "metadata ", "pages ", "signed", "seal ", "done", "failed "};
    for (const char *at = lines, *end = lines + size; at < end;) {
        const char *feed = memchr(at, '\n', (size_t)(end - at)), *stop = feed ? feed : end;
        bool known = sealed && stop - at > 8 && !memcmp(at, "picture ", 8);
        for (size_t i = 0; i < sizeof quiet / sizeof *quiet; i++) {
            size_t length = strlen(quiet[i]);
            known |= (size_t)(stop - at) >= length && !memcmp(at, quiet[i], length);
        }
        if (!known)
            return true;
        if (stop - at == 4 && !memcmp(at, "done", 4))
            return false;
        at = stop + 1;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bp_verifier prepared;
    if (!prepared.layout)
        prepare(&prepared);
    bp_verified seen = {0};
    bp_verifier v = prepared;
    v.seen = &seen;
    v.diag = bp_diag_new(BP_LANG_EN);
    FILE *lines = size ? fmemopen((void *)data, size, "r") : NULL;
    if (lines) {
        bp_status status = bp_verify_pdf_told(&v, lines);
        if ((!status && !seen.differences && !seen.doubts) != (bp_diag_total(v.diag, BP_ERROR) == 0))
            fuzz_fail("the status does not agree with what was reported");
        if (!status && !seen.differences && tells((const char *)data, size))
            fuzz_fail("a difference was told and not counted");
    }
    bp_diag_free(v.diag);
    return 0;
}
