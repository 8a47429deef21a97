/* program.c - see program.h. */
#include "font/program.h"

#include <stdlib.h>

#include "base/array.h"
#include "font/outline.h"

static void make(bp_face *face, bp_program *program)
{
    bp_programs *programs = &face->programs;
    unsigned dict = 0;
    if (face->source == BP_FROM_CFF)
        program->kind = bp_cff_take(&face->cff, program->glyph, &programs->bytes, &dict);
    if (program->kind != BP_PROGRAM_REFUSED)
        program->dict = &face->cff.dicts[dict];
    else {
        program->dict = &programs->outlines;
        program->kind = bp_outline_program(face, program->glyph, &programs->bytes);
    }
    program->size = programs->bytes.size - program->at;
}

const bp_program *bp_face_program(bp_face *face, uint16_t glyph)
{
    bp_programs *programs = &face->programs;
    uint32_t *known = bp_map_at(&programs->known, glyph);
    if (known && *known)
        return &programs->items[*known - 1];
    if (!known || !BP_ARRAY_ROOM(programs->items, programs->count, programs->room))
        return NULL;
    bp_program *program = &programs->items[programs->count];
    *program = (bp_program){.glyph = glyph, .at = programs->bytes.size};
    make(face, program);
    if (programs->bytes.failed)
        return NULL;
    *known = (uint32_t)++programs->count;
    return program;
}

bp_bytes bp_program_bytes(const bp_face *face, const bp_program *program)
{
    return (bp_bytes){(const uint8_t *)face->programs.bytes.data + program->at, program->size};
}

void bp_programs_free(bp_programs *programs)
{
    bp_buf_free(&programs->bytes);
    free(programs->items);
    bp_map_free(&programs->known);
}
