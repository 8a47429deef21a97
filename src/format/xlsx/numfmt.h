/* numfmt.h - number formats: which section of one shows a number, and how (ECMA-376-1, 18.8.30 and 18.8.31). Included by
 * import/ and verify/. */
#ifndef BP_FORMAT_XLSX_NUMFMT_H
#define BP_FORMAT_XLSX_NUMFMT_H

#include "base/buf.h"
#include "format/xlsx/workbook.h"

#define BP_NO_INK UINT32_MAX  /* a number format that says no colour */

enum { BP_FORMAT_LONGEST = 1020 };  /* bytes of a code: Excel takes 255 characters */

/* What a number format code means. */
bp_number_format bp_format_read(const char *code);
/* One of the formats that have a number and no code. */
bp_number_format bp_format_builtin(uint32_t id);

/* One section of a code, as a number or a text is shown by it. */
typedef struct bp_format_section {
    const char *code;     /* borrowed */
    size_t size;
    bp_format_kind kind;
    int digits;           /* places behind the point */
    int places;           /* before it */
    int drawn;            /* of these behind a point that is only drawn: 0!.0000 shows ten-thousands */
    int commas;           /* behind the places: thousands are shown */
    int percents;
    bool point;
    bool bare_point;      /* nothing need stand behind it */
    bool general;         /* it has the word General where the number goes */
    bool grouped;         /* thousands are separated */
    bool literal;         /* it has text of its own */
    bool unread;          /* a fraction, a power of ten or Chinese numerals: how it shows a number is not followed */
    bool chosen;          /* it does not show every number, but some by their sign or a condition */
    bool absolute;        /* a negative number has no sign but what the section itself draws */
    bool inexact;         /* what it shows depends on the program, the place, or on how wide the cell is */
    uint32_t ink;         /* 0xRRGGBB; BP_NO_INK: as the font says */
} bp_format_section;

/* The section that shows a number; false where none does: a condition is not met, numbers are shown as without a format, or the
 * code is too long. */
bool bp_format_choose(const char *code, double value, bp_format_section *out);
/* The section that shows texts; false where the code has none. */
bool bp_format_choose_text(const char *code, bp_format_section *out);

/* Appends what a section shows of a number of plain digits without a sign, its percents and commas taken into account already.
 * Digits that would be rounded away are put as well. What only makes room, blanks and fillings, is left out. */
void bp_format_put_number(bp_buf *out, const bp_format_section *section, const char *number);
void bp_format_put_text(bp_buf *out, const bp_format_section *section, const char *text, size_t size);
/* Appends the section's own text alone. */
void bp_format_put_literals(bp_buf *out, const bp_format_section *section);

/* Appends exactly what a format shows of a plain decimal number, "-12.5", in a cell that is wide enough, and its ink. False where
 * that is not told: dates, fractions, powers, other numerals, fillings, what the system's settings decide, and no section. */
bool bp_format_show_number(const bp_number_format *format, const char *number, bp_buf *out, uint32_t *ink);
/* The same of a text. */
bool bp_format_show_text(const bp_number_format *format, const char *text, bp_buf *out, uint32_t *ink);

#endif
