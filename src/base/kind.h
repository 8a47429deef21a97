/* kind.h - what kind of file a text is, by how it begins: so that a message can say what to do with it. Anyone may include this. */
#ifndef BP_BASE_KIND_H
#define BP_BASE_KIND_H

#include <stddef.h>

typedef enum bp_kind {
    BP_KIND_TEXT,      /* none of the others, as JSON and CSV are */
    BP_KIND_EMPTY,     /* nothing, or nothing but blanks */
    BP_KIND_UTF16,     /* with its mark, or by the NUL beside the first character */
    BP_KIND_UTF32,
    BP_KIND_ZIP,       /* as .xlsx is */
    BP_KIND_OLE,       /* as .xls is, and an .xlsx under a password */
    BP_KIND_PDF,
    BP_KIND_MARKUP,    /* HTML or XML: servers write tables so, under the name .xls */
} bp_kind;

bp_kind bp_kind_of(const char *text, size_t size);

#endif
