/* decimal.h - exact decimal amounts: at most 12 digits before the point and 6 behind it. Anyone may include this.
 *
 * An amount is an integer of millionths, so sums are exact. Blank and zero are different things: the table prints one as an
 * empty cell and the other as 0.00.
 */
#ifndef BP_BASE_DECIMAL_H
#define BP_BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct bp_amount {
    int64_t micro;  /* millionths of the unit; 0 where not present */
    bool present;
} bp_amount;

enum { BP_AMOUNT_SIZE = 48 };  /* bytes for any amount as text, NUL included */

typedef enum bp_amount_fault {
    BP_FAULT_OK,
    BP_FAULT_SYNTAX,      /* not digits with at most one point, or a leading zero */
    BP_FAULT_INTEGER,     /* more than 12 digits before the point */
    BP_FAULT_FRACTION,    /* more than 6 digits behind it */
} bp_amount_fault;

/* -?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})? and nothing else. */
bp_amount_fault bp_amount_parse(const char *text, size_t size, bp_amount *out);

/* Adds; a blank is nothing, blank plus blank is blank. False when the sum passes 12 digits before the point. */
bool bp_amount_add(bp_amount *sum, bp_amount term);

/* Canonical text: at least 2 digits behind the point, no further trailing zeros, "" for a blank. */
void bp_amount_text(char out[BP_AMOUNT_SIZE], bp_amount amount);

/* For print: exactly `digits` (0 to 6) behind the point, rounded half away from zero, with a comma every three digits where
 * grouped. Returns the length. */
size_t bp_amount_format(char out[BP_AMOUNT_SIZE], bp_amount amount, int digits, bool grouped);

/* Whether no digit is lost at that many digits behind the point. */
bool bp_amount_fits(bp_amount amount, int digits);

/* The nearest double: what a spreadsheet has made of the amount. For holding cells that are read against amounts. */
double bp_amount_double(bp_amount amount);
/* Whether it has no more digits than a spreadsheet keeps: 15. */
bool bp_amount_fits_spreadsheet(bp_amount amount);

#endif
