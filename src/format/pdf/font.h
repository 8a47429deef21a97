/* font.h - the Type0 fonts of one document. Private to format/pdf/.
 *
 * Each pair of a glyph and a character that a document shows gets a code of its own, in order of first use, so that copying gives
 * back exactly the characters that were written even where two of them share a glyph. The code is the CID, too: many readers know
 * no other encoding, or find the character by the CID.
 */
#ifndef BP_FORMAT_PDF_FONT_H
#define BP_FORMAT_PDF_FONT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/pages.h"
#include "font/fonts.h"

typedef struct bp_pdf_code {
    uint32_t cp;
    uint16_t glyph;
    int16_t width;
} bp_pdf_code;

typedef struct bp_pdf_font {
    bp_face *face;           /* a second font of the same one begins where codes run out */
    bp_pdf_code *codes;      /* codes[i] is code i + 1 */
    size_t count, room;
    bp_map known;            /* a character and its glyph -> the code */
} bp_pdf_font;

/* How a character is shown: worked out once, for it is asked for with every character of a long table. */
typedef struct bp_pdf_shown {
    uint16_t scale;          /* of the font size, as in bp_glyph */
    int16_t rise;
    int16_t before, after;   /* gaps about the glyph to the advance that is set, thousandths of the run's em */
    uint8_t font;            /* index */
    uint8_t size;            /* of the bytes, 0: no font has the character */
    uint8_t company;         /* as bp_fonts_company */
    bool known;              /* asked for before */
    bool spelled;            /* its meaning has to be given beside the code: ToUnicode cannot or may not */
    char bytes[4];           /* the code as it stands in a literal string */
} bp_pdf_shown;

enum { BP_PDF_FONTS = 64 };  /* as many faces as a font set opens */

typedef struct bp_pdf_fonts {
    bp_fonts *source;        /* borrowed */
    bp_pdf_font fonts[BP_PDF_FONTS];
    size_t count;
    bp_pages shown[BP_ROLES][2];  /* bp_pdf_shown by role, half, then character */
} bp_pdf_fonts;

/* NULL where memory is short or the document has too many fonts or characters. */
const bp_pdf_shown *bp_pdf_show(bp_pdf_fonts *fonts, bp_role role, bool half, uint32_t cp);
/* How a character is shown in the form that a selector behind it chooses: out->size is 0 where no font has it. False as NULL is
 * above. */
bool bp_pdf_show_variant(bp_pdf_fonts *fonts, bp_role role, bool half, uint32_t cp, uint32_t selector, bp_pdf_shown *out);
void bp_pdf_fonts_free(bp_pdf_fonts *fonts);

/* A character as hexadecimal digits of UTF-16. */
void bp_pdf_put_utf16(bp_buf *out, uint32_t cp);

/* The CMap from codes to characters. */
void bp_pdf_to_unicode(const bp_pdf_font *font, bp_buf *out);

#endif
