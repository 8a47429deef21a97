/* wrap.h - breaking text into lines. Included by layout; knows widths only through bp_measure.
 *
 * Two modes. `official` reproduces the tables as published: in half-em units U+0020-007E count 1 and all else 2; filled
 * greedily; no break between two of U+0021-007E, before a closing mark or after an opening one; 、 and 。 may start a line. What
 * belongs to the character before it (marks, selectors, joiners, whatever is unseen) stays with it and counts nothing.
 * `clreq` follows the Requirements for Chinese Text Layout: break opportunities of UAX #14 (libunibreak), no 、。 at a line start,
 * punctuation at a line end set half an em narrower where that lets it stay; tailored by GB/T 15834: ～ － — · / begin no line, a
 * comparator stays with its number, full-width numbers are not torn.
 */
#ifndef BP_TEXT_WRAP_H
#define BP_TEXT_WRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum bp_wrap_mode { BP_WRAP_OFFICIAL, BP_WRAP_CLREQ } bp_wrap_mode;

/* What was found out about characters, so that each is asked for once; the caller frees it. */
typedef struct bp_known_characters bp_known_characters;
bp_known_characters *bp_known_characters_new(void);
void bp_known_characters_free(bp_known_characters *known);

/* How wide characters are, in thousandths of an em. Layout's tests give a fixed-width one. */
typedef struct bp_measure {
    /* The advance of a character in a role (see bp_role), half as in bp_fonts_glyph. A character that no font has counts 1000:
     * that fault is reported where it is drawn. */
    int (*advance)(void *context, int role, uint32_t cp, bool half);
    void *context;
    bp_known_characters *known;  /* what it answered is kept there; NULL: every character is asked for each time */
} bp_measure;

/* One line: text[start, end) is shown, without the line feed that may follow. `hard` says a line feed or the end follows.
 * Spaces at a soft break stay with the line before, so no character is ever dropped. */
typedef struct bp_line {
    uint32_t start, end;
    int32_t width;  /* thousandths of an em as set, trailing half of a compressed last mark not counted */
    bool hard;
} bp_line;

typedef struct bp_lines {
    bp_line *items;
    size_t count, room;
    bool failed;  /* memory ran out */
} bp_lines;

/* Appends the lines of text to out; an empty text gives no line, an empty paragraph an empty line. capacity in thousandths of an
 * em; a single character wider than that has a line of its own. Text must be well-formed and shorter than 4 GiB. */
void bp_wrap(bp_wrap_mode mode, const char *text, size_t size, int32_t capacity, int role, const bp_measure *measure,
             bp_lines *out);
void bp_lines_free(bp_lines *lines);

/* Width of unbroken text in thousandths of an em. */
int32_t bp_text_width(const char *text, size_t size, int role, bool half, const bp_measure *measure);

#endif
