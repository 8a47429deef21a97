/* program.h - the glyph programs of a face that have been asked for, kept for every document of the process. Private to font/. */
#ifndef BP_FONT_PROGRAM_H
#define BP_FONT_PROGRAM_H

#include "font/face.h"

typedef struct bp_program {
    uint16_t glyph;
    bp_program_kind kind;
    const bp_cff_dict *dict;
    size_t at, size;         /* in the bytes of bp_programs */
} bp_program;

/* The program of a glyph of a face whose source is not BP_FROM_GLYF: taken as it is, or where that cannot be, made of the outline.
 * Borrowed until the next call. NULL where memory is short. */
const bp_program *bp_face_program(bp_face *face, uint16_t glyph);
bp_bytes bp_program_bytes(const bp_face *face, const bp_program *program);
void bp_programs_free(bp_programs *programs);

#endif
