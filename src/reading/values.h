/* values.h - what people typed, as texts and amounts. Private to reading/. */
#ifndef BP_READING_VALUES_H
#define BP_READING_VALUES_H

#include "base/buf.h"
#include "base/decimal.h"
#include "format/grid.h"

/* For comparing: folded as base/chars.h has it, small letters, no blanks of any kind, none of the marks * and ＊. */
void bp_fold(bp_buf *out, const char *text, size_t size);
/* The text without blanks of any kind at its ends, as a span of itself. */
void bp_strip(const char **text, size_t *size);
/* How many columns of blanks it begins with: a full-width one counts two. */
unsigned bp_leading_blanks(const char *text);
bool bp_begins_blank(const char *text);

typedef enum bp_number_fault {
    BP_NUMBER_OK,
    BP_NUMBER_BLANK,      /* nothing there, or only a dash */
    BP_NUMBER_SYNTAX,
    BP_NUMBER_LARGE,      /* more than 12 digits before the point */
    BP_NUMBER_MEMORY,     /* it could not be read: memory was short */
    BP_NUMBER_FINE,       /* more than 6 digits behind it, and not by an artefact of doubles: rounded */
} bp_number_fault;

/* A number as a spreadsheet writes it, times ten to the power of shift. Digits that only show how doubles err are rounded away: the
 * shortest decimal of at most 15 digits, or of the digits that the cell shows, that is the same within 4 units of the last
 * place. */
bp_number_fault bp_amount_from_number(const char *text, int digits, int shift, bp_amount *out);
/* An amount as people type it: full-width digits, blanks around it and beside signs, commas or single blanks every three digits, ¥,
 * brackets for a minus. Whatever else stands in it makes it none: no two figures become one, and no sum is computed. */
bp_number_fault bp_amount_from_text(const char *text, size_t size, int shift, bp_amount *out);

/* What the cell's number format shows in the place of an amount, where that is another: a digit more, no sign, nothing. Digits
 * rounded away, text about it and red for a minus are no other amount. scale: the power of ten that it is shown smaller by. */
bool bp_shows_another(const bp_grid_cell *cell, int scale, bp_buf *shown);
/* Whether a code has the form that spreadsheets give to what they take for a number or a day: 4.4E+17, 2024/1/2, 1月2日, Jan-24. */
bool bp_is_spoilt_code(const char *text);
/* Whether a number stands in a cell, be it as text. */
bool bp_cell_is_amount(const bp_grid_cell *cell);

/* Whether a spreadsheet's number is an amount that it cannot hold to the last digit. */
bool bp_is_number_of(const char *number, bp_amount exact);

/* Whether a sum that a spreadsheet computed in doubles is the exact one but for their errors. */
bool bp_same_sum(bp_amount computed, bp_amount exact);

/* What a cell shows, for a text: 0.9 in the format "≥"0% is ≥90%. Digits that the format rounds away are kept, and so is a number
 * that it hides. False where the cell shows no value: an error, a formula that was never computed. *guessed: what is shown is more
 * than the number and constant texts about it, or is not followed: a date, sections by sign or condition, separators and scales,
 * fractions and powers, digits beyond those shown, or more digits than a number holds. */
bool bp_cell_text(const bp_grid *grid, const bp_grid_cell *cell, bp_buf *out, bool *guessed);

#endif
