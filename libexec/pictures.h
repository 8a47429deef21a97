/* pictures.h - the pages of two PDFs drawn by the same program. Included by libexec/ only. */
#ifndef BP_LIBEXEC_PICTURES_H
#define BP_LIBEXEC_PICTURES_H

#include <poppler.h>
#include <stdbool.h>

/* Prints a line for each place where a page of `other` does not look as that of `own`. False where a page cannot be drawn. */
bool bp_pictures_compare(PopplerDocument *own, PopplerDocument *other);

#endif
