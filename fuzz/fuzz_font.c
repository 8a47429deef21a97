/* fuzz_font.c - the font loader: opening, coverage, metrics, half-width forms and a subset of whatever the bytes say they are. */
#include "fuzz.h"
#include "font/face.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint32_t characters[] = {0, ' ', '0', 'A', 'g', 0xB7, 0x3002, 0x4E00, 0x5E7F, 0xFF08, 0x20BB7, 0x2C456, 0x10FFFF};
    enum { COUNT = sizeof characters / sizeof *characters };
    uint16_t ids[COUNT], places[COUNT];
    size_t count = 0;
    const char *reason;
    bp_face *face = NULL;
    bp_buf out = {0};
    bp_face_fault fault = bp_face_open(fuzz_file(data, size), 0, 400, &face, &reason);
    for (size_t i = 0; i < COUNT && !fault; i++) {
        int box[4];
        uint16_t id = bp_face_glyph(face, characters[i]), half = bp_face_half(face, characters[i]);
        bp_face_advance(face, id);
        bp_face_ink(face, half, box);
        if (id)
            ids[count++] = id;
    }
    if (!fault && count) {
        bp_diag *diag = bp_diag_new(BP_LANG_EN);
        bp_face_subset(face, ids, count, diag, &out, places);
        bp_diag_free(diag);
    }
    bp_buf_free(&out);
    bp_face_free(face);
    return 0;
}
