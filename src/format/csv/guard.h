/* guard.h - text in CSV files that a spreadsheet would run or change. Included by the CSV back end and the importer.
 *
 * Spreadsheets take a field for a formula that begins with = + - @ or a control character, blanks before it or not, some the
 * full-width forms too. Such text is written with an apostrophe before it. So that reading can take it off again, text that already
 * has apostrophes before such a beginning gets one more.
 *
 * And they take for numbers, dates and times what looks like one: of the code 00123 they keep 123, of the value 3-5 a day in
 * March. Where that is asked for, a tab is written before it, which leaves it a text.
 */
#ifndef BP_FORMAT_CSV_GUARD_H
#define BP_FORMAT_CSV_GUARD_H

#include <stdbool.h>

/* Whether a text is one of those: any number of apostrophes, blanks, then what begins a formula. Written: an apostrophe goes before
 * it. Read, with an apostrophe first: that one comes off. */
bool bp_is_formula_like(const char *text);
/* Whether a text may be taken for a number, a date, a time or a truth value: it has a digit and only characters that these have, or
 * is TRUE or FALSE. */
bool bp_is_value_like(const char *text);

#endif
