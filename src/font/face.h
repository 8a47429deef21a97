/* face.h - one face of one font file. Private to font/. */
#ifndef BP_FONT_FACE_H
#define BP_FONT_FACE_H

#include <hb.h>
#include <sys/stat.h>

#include "base/map.h"
#include "font/cff.h"
#include "font/fonts.h"

/* Where a subset's glyphs come from. Outlines serve what a PDF cannot hold as it is: CFF2 and instances of variable fonts. */
typedef enum bp_face_source { BP_FROM_GLYF, BP_FROM_CFF, BP_FROM_OUTLINES } bp_face_source;

/* The subset made last: the documents of a batch have the same headings. */
typedef struct bp_subset {
    uint16_t *ids, *places;     /* of the glyphs in the font file, and in a TrueType program */
    size_t count;
    bp_buf program;
} bp_subset;

/* The glyph programs asked for so far: see program.h. */
typedef struct bp_programs {
    bp_buf bytes;
    struct bp_program *items;
    size_t count, room;
    bp_map known;               /* a glyph -> where it is among the items, from 1 */
    bp_cff_dict outlines;       /* the font dictionary of those made of outlines */
} bp_programs;

/* How large a face draws, thousandths of an em; 0 where it has no such characters. */
typedef struct bp_face_size {
    int han_height, han_middle;   /* of the ink of Han characters in the mean */
    int cap_height;               /* of the letter H */
} bp_face_size;

struct bp_face {
    char *path;
    unsigned index, weight;
    hb_blob_t *file;            /* mapped: reading fonts of twenty megabytes would take as long as rendering */
    struct stat as;             /* what the file was by then */
    bp_sfnt sfnt;
    bp_face_source source;
    bp_cff cff;                 /* BP_FROM_CFF */
    unsigned glyph_count, units_per_em;
    hb_font_t *font;
    hb_buffer_t *buffer;        /* for half-width forms */
    struct bp_drawer *drawer;   /* for outlines; made when first needed */
    hb_face_t *bare;            /* BP_FROM_GLYF: the tables that a subset is made of; made when first needed */
    bool measured;
    bool used;                  /* since bp_fonts_begin_use */
    bool short_of_memory;       /* when a half-width form was asked for */
    bp_face_size size;
    bp_programs programs;       /* of the other sources */
    bp_subset subset;
    bp_face_info info;
};

typedef enum bp_face_fault { BP_FACE_OK, BP_FACE_BROKEN, BP_FACE_FORBIDDEN, BP_FACE_MEMORY } bp_face_fault;

/* HarfBuzz goes on where it is refused memory, and does not say so: a font then lacks a table, a character, an outline. But malloc
 * leaves ENOMEM in errno, which nothing here sets otherwise: callers clear it before, and ask after, what reads a font.
 * bp_face_open and bp_face_subset do so themselves.
 *
 * Opens face `index` of a file; of a variable font the instance of this weight. *reason is then why it cannot be used, a text
 * marked for translation. Free *out in any case. */
bp_face_fault bp_face_open(const char *path, unsigned index, unsigned weight, bp_face **out, const char **reason);
void bp_face_free(bp_face *face);

/* Whether one of its names, in any language, is this one. */
bool bp_face_is_called(const bp_face *face, const char *name);
/* Spaces, marks and controls: characters that need not show ink of their own. */
bool bp_face_may_be_blank(uint32_t cp);
/* Whether somebody has written to the file since it was opened. One that replaced it does no harm. */
bool bp_face_is_written_to(const bp_face *face);
/* See bp_fonts_digest. */
void bp_face_digest(const bp_face *face, char out[BP_SHA256_TEXT]);
/* Glyph id of a character, 0 where the face has none, or one without the ink that the character has to show. */
uint16_t bp_face_glyph(bp_face *face, uint32_t cp);
/* The form of a character that a selector chooses (format 14 of the table cmap), 0 where the font does not tell it. */
uint16_t bp_face_variant(bp_face *face, uint32_t cp, uint32_t selector);
/* The half-width form of a character (feature hwid), or its plain glyph; 0 where that cannot be told. */
uint16_t bp_face_half(bp_face *face, uint32_t cp);
/* Thousandths of an em. */
int bp_face_advance(const bp_face *face, uint16_t id);
/* The box of a glyph's ink: left, bottom, right, top in thousandths of an em. False where there is none. */
bool bp_face_ink(const bp_face *face, uint16_t id, int box[4]);

/* The scale, in thousandths, and the rise by which glyphs of `other` look as large as those of `first` and stand on one line with
 * them: by the mean of Han characters, or by the height of capitals. What the eye does not see is left alone. */
void bp_face_match(bp_face *first, bp_face *other, bool han, int *scale, int *rise);

#endif
