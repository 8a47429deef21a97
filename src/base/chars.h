/* chars.h - what a character is, whoever asks: what is refused, warned of, taken out, folded or counted is decided by this alone.
 * Anyone may include this. */
#ifndef BP_BASE_CHARS_H
#define BP_BASE_CHARS_H

#include <stdbool.h>
#include <stdint.h>

/* What a character is; several may hold. */
enum {
    BP_CHAR_CONTROL = 1,    /* what no text has, whoever shows it: controls (tabs and line feeds among them), separators of lines
                             * and paragraphs, marks of interlinear annotations, and what Unicode says is never a character */
    BP_CHAR_TURNS = 2,      /* changes the direction of writing (Bidi_Control): a program that obeys it shows another text */
    BP_CHAR_UNSEEN = 4,     /* shows nothing and takes no room (Default_Ignorable_Code_Point but for the fillers of Hangul) */
    BP_CHAR_SELECTOR = 8,   /* chooses the form of the character before it; unseen, too */
    BP_CHAR_SPACE = 16,     /* a space of any width */
    BP_CHAR_BLANK = 32,     /* shows as much as a space and is none: fillers, blank patterns */
    BP_CHAR_MARK = 64,      /* belongs to the character before it */
    BP_CHAR_HAN = 128,      /* ideographs, radicals among them */
    BP_CHAR_PRIVATE = 256,  /* means what a font says */
    BP_CHAR_LOST = 512,     /* stands where something was lost: U+FFFC for an object, U+FFFD for a character */
    BP_CHAR_DASH = 2048,    /* hyphens, dashes, connectors; told beyond ASCII only, as the next */
    BP_CHAR_MATH = 4096,    /* signs of comparison and calculation */
    BP_CHAR_LEFTWARD = 1024,  /* runs from right to left, or makes what follows do so */
};
unsigned bp_char_traits(uint32_t cp);

static inline bool bp_char_is(uint32_t cp, unsigned traits)
{
    return (bp_char_traits(cp) & traits) != 0;
}

/* The ideograph that looks the same as a radical, a stroke or a compatibility ideograph, which is what people write; else the
 * character itself. */
uint32_t bp_char_ordinary(uint32_t cp);

/* The character as it is compared: full-width, half-width, small and vertical forms as what they are forms of, ideographs as
 * ordinary ones, spaces and blanks of all kinds as a space; 0 for what is unseen. */
uint32_t bp_char_fold(uint32_t cp);
/* The next folded character of well-formed text, 0 at its end; moves *text behind it. */
uint32_t bp_char_next_folded(const char **text);

#endif
