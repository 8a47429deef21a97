/* outline.h - what the outline of a glyph says. Private to text/. */
#ifndef BP_TEXT_OUTLINE_H
#define BP_TEXT_OUTLINE_H

#include <hb.h>
#include <stdbool.h>

#include "text/cff.h"

/* The box of all points of a glyph, left, bottom, right, top in units of the font. False where nothing is drawn. */
bool bp_outline_box(hb_font_t *font, hb_codepoint_t glyph, float box[4]);

/* Appends a glyph's outline as a program for a CFF font whose nominal width is 0, unhinted, coordinates rounded to units of the font.
 * Refused, and nothing appended, where it does not fit the format. */
bp_program_kind bp_outline_program(hb_font_t *font, hb_codepoint_t glyph, bp_buf *out);

#endif
