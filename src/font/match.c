/* match.c - how large a face draws, and matching one with another; see bp_face_match in face.h.
 *
 * Makers fill the em to different degrees and put Han characters at different heights of it. What counts is measured on the ink of
 * the fonts themselves: their own statements (OS/2, BASE) are missing or wrong too often.
 */
#include "font/face.h"

enum { SAMPLE = 48, ENOUGH = SAMPLE / 2, SCALE_MIN = 700, SCALE_MAX = 1400, SCALE_SEEN = 30, RISE_SEEN = 15 };

/* Han characters spread over a range, in the mean: chosen for no shape, so that samples of different ranges compare. */
static bool measure_han(bp_face *face, uint32_t first, uint32_t last)
{
    int count = 0, low = 0, high = 0;
    for (uint32_t i = 0; i < SAMPLE; i++) {
        int box[4];
        uint16_t id = bp_face_glyph(face, first + (last - first) / SAMPLE * i);
        if (!id || !bp_face_ink(face, id, box))
            continue;
        count++;
        low += box[1];
        high += box[3];
    }
    if (count < ENOUGH)
        return false;
    face->size.han_height = (high - low) / count;
    face->size.han_middle = (high + low) / 2 / count;
    return true;
}

static const bp_face_size *size_of(bp_face *face)
{
    int box[4];
    if (face->measured)
        return &face->size;
    face->measured = true;
    uint16_t letter = bp_face_glyph(face, 'H');
    if (letter && bp_face_ink(face, letter, box))
        face->size.cap_height = box[3] - box[1];
    if (!measure_han(face, 0x4E00, 0x9FA5) && !measure_han(face, 0x20000, 0x2A6D6))
        measure_han(face, 0x3400, 0x4DB5);
    return &face->size;
}

void bp_face_match(bp_face *first, bp_face *other, bool han, int *scale, int *rise)
{
    const bp_face_size *a = size_of(first), *b = size_of(other);
    int wanted = han ? a->han_height : a->cap_height, given = han ? b->han_height : b->cap_height;
    *scale = 1000;
    *rise = 0;
    if (wanted <= 0 || given <= 0)
        return;
    int exact = wanted * 1000 / given;
    exact = exact < SCALE_MIN ? SCALE_MIN : exact > SCALE_MAX ? SCALE_MAX : exact;
    if (exact <= 1000 - SCALE_SEEN || exact >= 1000 + SCALE_SEEN)
        *scale = exact;
    int difference = han ? a->han_middle - b->han_middle * *scale / 1000 : 0;
    if (difference <= -RISE_SEEN || difference >= RISE_SEEN)
        *rise = difference;
}
