/* face.h - one face of one font file. Private to text/. */
#ifndef BP_TEXT_FACE_H
#define BP_TEXT_FACE_H

#include <ft2build.h>
#include FT_FREETYPE_H
#include <hb.h>

#include "text/fonts.h"

struct bp_face {
    char *path;
    unsigned index;
    FT_Face ft;
    hb_face_t *hb;              /* made when first needed */
    bp_face_info info;
};

typedef enum bp_face_fault { BP_FACE_OK, BP_FACE_BROKEN, BP_FACE_FORBIDDEN, BP_FACE_MEMORY } bp_face_fault;

/* Opens face `index` of a file. *reason is then why it cannot be used. */
bp_face_fault bp_face_open(FT_Library library, const char *path, unsigned index, bp_face **out, const char **reason);
void bp_face_free(bp_face *face);

/* Glyph id of a character, 0 where the face has none. */
uint16_t bp_face_glyph(const bp_face *face, uint32_t cp);
/* The half-width form of a character (feature hwid), or its plain glyph; 0 where that cannot be told. */
uint16_t bp_face_half(bp_face *face, uint32_t cp);
/* Thousandths of an em. */
int bp_face_advance(const bp_face *face, uint16_t id);

#endif
