/* program.c - see program.h. */
#include "font/program.h"

#include <stdlib.h>

#include "font/outline.h"

enum { FIRST_TABLE = 1024 };

/* Where a glyph stands in the table, or would. */
static size_t slot(const bp_programs *programs, uint16_t glyph)
{
    size_t mask = programs->table_size - 1, at = glyph * 40503u & mask;
    while (programs->table[at] && programs->items[programs->table[at] - 1].glyph != glyph)
        at = (at + 1) & mask;
    return at;
}

static bool grow(bp_programs *programs)
{
    size_t size = programs->table_size ? programs->table_size * 2 : FIRST_TABLE;
    uint32_t *table = calloc(size, sizeof *table);
    bp_program *items = realloc(programs->items, size / 2 * sizeof *items);
    if (items)
        programs->items = items;
    if (!table || !items) {
        free(table);
        return false;
    }
    free(programs->table);
    programs->table = table;
    programs->table_size = size;
    programs->room = size / 2;
    for (size_t i = 0; i < programs->count; i++)
        table[slot(programs, items[i].glyph)] = (uint32_t)i + 1;
    return true;
}

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
    if (programs->count == programs->room && !grow(programs))
        return NULL;
    size_t at = slot(programs, glyph);
    if (programs->table[at])
        return &programs->items[programs->table[at] - 1];
    bp_program *program = &programs->items[programs->count];
    *program = (bp_program){.glyph = glyph, .at = programs->bytes.size};
    make(face, program);
    if (programs->bytes.failed)
        return NULL;
    programs->table[at] = (uint32_t)++programs->count;
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
    free(programs->table);
}
