/* translate.h - texts for people, in their language. Anyone may include this.
 *
 * English stands in the sources and is the key; Chinese stands in po/zh_CN.po. docs/ARCHITECTURE.md tells how a text is added.
 */
#ifndef BP_DIAG_TRANSLATE_H
#define BP_DIAG_TRANSLATE_H

#include "budgetpress/diag.h"

/* Marks a text that is translated later, where it is printed. */
#define BP_TEXT(english) english

/* The text in a language, the English one where there is no other. Formats are the same in every language: msgfmt --check sees to
 * that, the compiler to the English ones. */
const char *bp_translate(bp_lang lang, const char *english) __attribute__((format_arg(2)));

#endif
