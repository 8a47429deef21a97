/* contents.h - what a content stream shows, in which order, however it is written. Included by libexec/ only. */
#ifndef BP_LIBEXEC_CONTENTS_H
#define BP_LIBEXEC_CONTENTS_H

#include <glib.h>
#include <stdbool.h>

/* Whether one stream shows what the other does, but for where and how large, which pictures tell: the same codes in the same
 * fonts, the same marks around them, as many paths drawn in the same way, in the same order, by our own operators and those of
 * programs that write streams anew, and nothing against the grammar, which programs read in several ways. */
bool bp_contents_alike(const char *own, gsize own_size, const char *other, gsize other_size);
/* Whether a stream shows anything in the font of this name, such as /F1. */
bool bp_contents_use_font(const char *data, gsize size, const char *name);

#endif
