/* cff.h - reading and writing the Compact Font Format (Adobe Technical Notes 5176 and 5177). Private to font/.
 *
 * A PDF wants a few hundred glyphs of a font that has 65,000. bp_cff finds them without walking the rest, and takes each glyph's
 * program with its subroutines put in place, so that nothing else of the font is needed. bp_cff_font writes glyph programs, from
 * there or made of outlines, as a CID-keyed font.
 */
#ifndef BP_FONT_CFF_H
#define BP_FONT_CFF_H

#include "base/buf.h"
#include "font/sfnt.h"

enum { BP_CFF_DICTS = 256 };  /* font dictionaries of a CID-keyed font, at most */

/* An INDEX: objects by number. */
typedef struct bp_cff_index {
    bp_bytes table;
    unsigned count, width;   /* objects, and bytes of an offset */
    size_t offsets, data;    /* where they begin in the table, data less one: offsets count from 1 */
} bp_cff_index;

/* A font dictionary: what the programs of its glyphs need. */
typedef struct bp_cff_dict {
    bp_bytes hints;          /* the Private DICT */
    bp_cff_index subroutines;
} bp_cff_dict;

/* A CFF table that was found fit to be taken from. It borrows the bytes. */
typedef struct bp_cff {
    bp_cff_index programs, subroutines;
    bp_bytes select;                 /* FDSelect: which glyph uses which font dictionary; empty in a name-keyed font */
    bp_cff_dict dicts[BP_CFF_DICTS]; /* a name-keyed font has one */
    size_t dict_count;
} bp_cff;

/* False where the table is damaged. */
bool bp_cff_open(bp_bytes table, bp_cff *out);

typedef enum bp_program_kind { BP_PROGRAM_REFUSED, BP_PROGRAM_BLANK, BP_PROGRAM_DRAWS } bp_program_kind;

/* Whether a glyph's program is longer than those of blank glyphs, which have a width and an end and at most a hint: then it draws,
 * unless the font is damaged. Tells without reading it. */
bool bp_cff_is_long(const bp_cff *cff, unsigned glyph);
/* Appends the program of a glyph, and tells its font dictionary. Refused where it is damaged or uses what has no place in a
 * CID-keyed font; then nothing is appended. */
bp_program_kind bp_cff_take(const bp_cff *cff, unsigned glyph, bp_buf *out, unsigned *dict);

/* A font being written. Glyphs are numbered in order of being added; the first must be .notdef. Zero-initialize, set the box and
 * the units. */
typedef struct bp_cff_font {
    bp_buf programs;
    bp_buf cids;                     /* of the glyphs behind .notdef, two bytes each */
    uint32_t *ends;                  /* of each program in the first buffer */
    bp_buf dict_of;                  /* the font dictionary of each glyph, a byte each */
    size_t count, room;
    const bp_cff_dict *dicts[BP_CFF_DICTS];
    size_t dict_count;
    unsigned units_per_em;
    int box[4];                      /* of the font, in its units */
} bp_cff_font;

/* Adds a glyph by its CID, one that no other has, and its program; the font dictionary is borrowed. False where memory is short or
 * the dictionaries are too many. */
bool bp_cff_add(bp_cff_font *font, uint16_t cid, bp_bytes program, const bp_cff_dict *dict);
void bp_cff_font_free(bp_cff_font *font);

/* Appends the font. False where memory is short, or it has no glyph or too many. */
bool bp_cff_write(const bp_cff_font *font, const char *name, bp_buf *out);

/* Appends a number as programs hold it: -32768 to 32767. */
void bp_cff_put_number(bp_buf *out, int value);
/* Appends the entries of a Private DICT but for what leads to subroutines. */
void bp_cff_private_entries(bp_bytes hints, bp_buf *out);

#endif
