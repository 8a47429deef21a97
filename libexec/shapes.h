/* shapes.h - what the glyphs of a PDF look like. A part of budgetpress-read-pdf. */
#ifndef BP_LIBEXEC_SHAPES_H
#define BP_LIBEXEC_SHAPES_H

#include <cairo.h>

/* The number, from 1, of the shape that a glyph of the current font has. One that was not asked for before is printed first. 0
 * where there are too many, or memory is short. */
long bp_shape_of(cairo_t *cr, unsigned long glyph);

#endif
