/* gsub.h - substitutions of one glyph for one other, read from a font's GSUB table. Private to font/.
 *
 * HarfBuzz knows every kind of substitution, but prepares all lookups of a font before it answers the first question: a sixth of
 * the time in which a short table is set. What is asked here is one feature and one glyph.
 */
#ifndef BP_FONT_GSUB_H
#define BP_FONT_GSUB_H

#include "font/sfnt.h"

/* Replaces *glyph by what a feature makes of it, if anything. False where that takes more than reading single substitutions that
 * hold for every script and instance of the font: *glyph is as it was then, and HarfBuzz has to be asked. */
bool bp_gsub_single(bp_bytes gsub, uint32_t feature, uint16_t *glyph);

#endif
