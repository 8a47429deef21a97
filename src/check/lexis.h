/* lexis.h - the letters, marks and numbers of budget texts. Private to check/. */
#ifndef BP_CHECK_LEXIS_H
#define BP_CHECK_LEXIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/decimal.h"

bool bp_is_han(uint32_t c);
bool bp_is_blank(uint32_t c);   /* spaces of every width, and tabs */
bool bp_is_digit(uint32_t c);   /* of ASCII: what is asked about is folded */
bool bp_is_word(uint32_t c);    /* a letter, digit or Han character: no mark, no blank */
/* The character that ends before `at`, 0 at the beginning; and the one that begins there, 0 at the end. */
uint32_t bp_char_before(const char *text, const char *at);
uint32_t bp_char_at(const char *at);

/* What a folded text leaves out besides blanks and marks. */
enum { BP_FOLD_DIGITS = 1, BP_FOLD_BRACKETS = 2 };
/* Appends the text as it is compared: half width, small letters, no blanks, no marks. */
void bp_fold_text(const char *text, unsigned drop, bp_buf *out);
uint64_t bp_hash(uint64_t seed, const void *data, size_t size);

/* Whether text holds, begins or ends with a word; words end with NULL. The word is given back, NULL where none. */
const char *bp_holds(const char *text, const char *const *words);
const char *bp_begins(const char *text, const char *const *words);
const char *bp_ends(const char *text, size_t size, const char *const *words);

/* What follows reads folded characters (base/chars.h): of any width, nothing unseen between them. */

/* The first digit, NULL where there is none. */
const char *bp_find_digit(const char *text);
/* How many digits stand at a place: no more than `most` are counted. */
size_t bp_digits_at(const char *at, size_t most);
/* Behind blanks. */
const char *bp_skip_blanks(const char *at);
/* Moves *at behind a word, which is folded. False where it does not stand there. */
bool bp_take_word(const char **at, const char *word);
/* Reads digits, with commas between thousands and a point, and moves *at behind them. False where there is no number, or one too
 * large to be an amount. */
bool bp_take_number(const char **at, bp_amount *out);
/* The same for one written with Han characters, up to thousands: 一百二十. */
bool bp_take_han_number(const char **at, bp_amount *out);

/* Addresses of a text, one after the other: of the web, of mail, and paths of files. They end at a blank or a full-width mark. */
typedef struct bp_addresses {
    const char *next;         /* where the next one is looked for; the text's beginning at first */
    const char *begin, *end;  /* the one found last */
} bp_addresses;
/* Whether a place is in an address. Places are asked for from left to right. */
bool bp_in_address(bp_addresses *addresses, const char *at);

typedef enum bp_comparator { BP_CMP_NONE, BP_CMP_LEAST, BP_CMP_ABOVE, BP_CMP_MOST, BP_CMP_BELOW, BP_CMP_EQUAL } bp_comparator;

/* The value of an indicator, such as "≥90%（…）". */
typedef struct bp_value {
    bp_comparator comparator;
    bp_amount number;         /* not present where the value is no number */
    const char *unit;         /* behind the number, up to a bracket or the end, or in brackets of its own; within the text */
    size_t unit_size;
    size_t at, size;          /* bytes of comparator, number and unit in the text */
} bp_value;
bp_value bp_value_parse(const char *text);
/* The same as far as the unit's beginning, whatever is behind it: its size is 1 where there is one, and `size` ends before it. */
bp_value bp_value_begin(const char *text);
bool bp_value_same_unit(const bp_value *a, const bp_value *b);
bool bp_value_is_percent(const bp_value *value);

#endif
