/* fonts.h - font sets, faces and glyphs. Included by layout's callers and by page back ends; knows no model and no form.
 *
 * A font set (fonts/<name>.json) maps each role to ordered candidates. A character is drawn from the first candidate of its
 * role that has a glyph for it, then from the last resorts (fonts/fallback.json); Latin letters, digits and marks of the body that
 * are not set half an em wide are asked for in the latin role first. Lengths are in thousandths of an em.
 */
#ifndef BP_FONT_FONTS_H
#define BP_FONT_FONTS_H

#include <stdbool.h>
#include <stdint.h>

#include "budgetpress/fonts.h"
#include "base/buf.h"
#include "diag/diag.h"
#include "base/sha256.h"

typedef enum bp_role { BP_ROLE_BODY, BP_ROLE_HEADING, BP_ROLE_TITLE, BP_ROLE_LATIN, BP_ROLES } bp_role;
extern const char *const bp_role_names[BP_ROLES];  /* body heading title latin */

typedef struct bp_face bp_face;

/* A glyph as it is to be set, by a size that is that of the run times scale / 1000. Lengths are of the run's em, but for
 * natural. */
typedef struct bp_glyph {
    bp_face *face;
    uint16_t id;        /* in the font file */
    uint16_t scale;     /* 1000, but where a fallback font draws larger or smaller than the role's first */
    int16_t rise;       /* up, where it draws lower or higher; 0 else */
    int16_t natural;    /* the advance that the font gives it, of its own em: what a PDF's widths say */
    int16_t advance;    /* the advance to set */
    int16_t shift;      /* to the right, to centre the glyph in an advance that is not its own */
} bp_glyph;

/* What bp_face_subset makes of a face, whatever its file holds. */
typedef enum bp_face_kind { BP_FACE_GLYF, BP_FACE_CFF } bp_face_kind;

/* Facts of a face, for font descriptors. */
typedef struct bp_face_info {
    const char *path;
    unsigned index;
    const char *postscript_name;
    bp_face_kind kind;
    int ascent, descent, cap_height, italic_angle, weight;
    int bbox[4];
    bool serif, fixed;
} bp_face_info;
const bp_face_info *bp_face_info_of(const bp_face *face);

/* The glyph of a character in a role; a tab is a space. `half` asks for exactly half an em for U+0020-007E, from the font's hwid
 * forms where it has them, else centred. False where no font has it. Faces are opened when first needed. */
bool bp_fonts_glyph(bp_fonts *fonts, bp_role role, uint32_t cp, bool half, bp_glyph *out);

/* The same of a character behind which a selector stands: the first font that has the form it chooses, set in the advance of the
 * character's usual form. False where none has it: then the usual form is to be shown. */
bool bp_fonts_variant(bp_fonts *fonts, bp_role role, uint32_t cp, uint32_t selector, bool half, bp_glyph *out);
/* The selector that stands at a place behind a character, 0 where none does. */
uint32_t bp_selector_at(const char *at, const char *end);

/* Characters are set one by one here. What that is not enough for has a number: BP_MARKS where it is set upon the character before
 * it, else one for each script whose letters join, stack or run from right to left (of ancient ones, for several). */
enum { BP_ALONE = 0, BP_MARKS = 1 };  /* numbers stay below 64 */
unsigned bp_fonts_company(uint32_t cp);

/* A font program that holds .notdef and the glyphs ids[0..count), at most 65,534. For BP_FACE_CFF it is a bare CFF table to embed
 * as FontFile3, in which the CID i + 1 draws ids[i], however often a glyph is given; for BP_FACE_GLYF a TrueType file to embed as
 * FontFile2, in which places[i] is the number of ids[i]. */
bp_status bp_face_subset(bp_face *face, const uint16_t *ids, size_t count, bp_diag *diag, bp_buf *out, uint16_t *places);

/* Begins to note which faces glyphs are taken from; and the SHA-256 of those noted since, in no order of use. What counts of a
 * face is its list of tables, with their lengths and the check sums that the font gives, its place in the file and the file's
 * size: a few hundred bytes, so that no font of 20 MB is read for it. It tells fonts apart that were made apart, not one made
 * to pass for another. */
void bp_fonts_begin_use(bp_fonts *fonts);
/* Reports font files that are in use and were written to meanwhile: what was made with them is of two fonts. */
bp_status bp_fonts_check_unchanged(const bp_fonts *fonts, bp_diag *diag);
void bp_fonts_digest(const bp_fonts *fonts, char out[BP_SHA256_TEXT]);

/* Whether memory ran out while a glyph was looked for: it may then have been taken from another font, or not been found. What was
 * drawn since must not be used. */
bool bp_fonts_short_of_memory(const bp_fonts *fonts);

/* Appends the packages that would provide a character that bp_fonts_glyph did not find, nothing where none is known. */
void bp_fonts_advice(bp_fonts *fonts, bp_role role, uint32_t cp, bp_buf *out);

#endif
