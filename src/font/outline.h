/* outline.h - what the outline of a glyph says. Private to font/. */
#ifndef BP_FONT_OUTLINE_H
#define BP_FONT_OUTLINE_H

#include <hb.h>
#include <stdbool.h>

#include "font/cff.h"
#include "font/fonts.h"

/* A face as FreeType has it; opened when the first outline is wanted. */
typedef struct bp_drawer bp_drawer;
void bp_drawer_free(bp_drawer *drawer);  /* NULL is allowed */

/* The box of all points of a glyph, left, bottom, right, top in units of the font. False where nothing is drawn. */
bool bp_outline_box(hb_font_t *font, hb_codepoint_t glyph, float box[4]);

/* Appends a glyph's outline as a program for a CFF font whose nominal width is 0, unhinted, coordinates rounded to units of the
 * font. Refused, and nothing appended, where it does not fit the format or cannot be drawn; out has failed where memory was
 * short. */
bp_program_kind bp_outline_program(bp_face *face, unsigned glyph, bp_buf *out);

/* Whether FreeType, on which the readers of PDFs stand, opens a finished font and each of its glyphs. */
bool bp_outline_opens(const bp_buf *program, bool *short_of_memory);

#endif
