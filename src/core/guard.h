/* guard.h - text in CSV files that a spreadsheet would run as a formula. Included by the CSV back end and the importer.
 *
 * Spreadsheets take a field for a formula that begins with = + - @ or a control character, blanks before it or not, some the
 * full-width forms too. Such text is written with an apostrophe before it. So that reading can take it off again, text that already
 * has apostrophes before such a beginning gets one more.
 */
#ifndef BP_CORE_GUARD_H
#define BP_CORE_GUARD_H

#include <stdbool.h>

/* Whether a text is one of those: any number of apostrophes, blanks, then what begins a formula. Written: an apostrophe goes before
 * it. Read, with an apostrophe first: that one comes off. */
bool bp_is_formula_like(const char *text);

#endif
