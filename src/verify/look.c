/* look.c - whether a cell can be read: its colours, its size, how it lies. Private to verify/. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "verify/private.h"

enum {
    BRIGHT_LEAST = 48000,   /* of 255000: by how much ink and ground differ at least in brightness */
    COLOR_LEAST = 300,      /* of 765: or else in their three parts together */
    WIDE = 0x2E80,          /* from here on a character is about as wide as it is high, others about half of that */
};

/* ---- colours ---- */

static int part_of(uint32_t rgb, int shift)
{
    return (int)(rgb >> shift & 0xFF);
}

/* Ink that differs from its ground neither in brightness nor in colour, by the measures of the W3C's evaluation tools, is not
 * read on paper. What anybody would write in red, blue or grey is. */
static bool is_faint(uint32_t ink, uint32_t ground)
{
    int apart = 0;
    for (int shift = 0; shift <= 16; shift += 8)
        apart += abs(part_of(ink, shift) - part_of(ground, shift));
    return abs(bp_brightness(ink) - bp_brightness(ground)) < BRIGHT_LEAST && apart < COLOR_LEAST;
}

static bool has_faint(const bp_grid_cell *cell, uint32_t ink)
{
    const bp_look *look = &cell->format->look;
    const bp_run_looks *runs = cell->runs;
    bool all_runs = runs && runs->inked;  /* the cell's own colour is then that of no run, or of one without a word about it */
    if (all_runs && (is_faint(runs->lightest, look->ground) || is_faint(runs->darkest, look->ground)))
        return true;
    return !all_runs && is_faint(ink == BP_NO_INK ? look->ink : ink, look->ground);
}

/* ---- sizes ---- */

/* A fifth less is still read, and a sixth more keeps its lines in the room that rows leave. */
static unsigned size_faults(const bp_grid_cell *cell, int32_t asked, int32_t *is)
{
    int32_t own = cell->format->look.size, small = own, large = own;
    if (cell->runs && cell->runs->smallest) {
        small = cell->runs->smallest;
        large = cell->runs->largest;
    }
    bool low = small && small < asked - asked / 5, high = large > asked + asked / 6;
    *is = low ? small : large;
    return low ? BP_LOOK_SMALL : high ? BP_LOOK_LARGE : 0;
}

/* About how wide the text is where nothing breaks it. */
static int64_t width_of(const char *text, int32_t size)
{
    int64_t width = 0;
    while (*text)
        width += bp_utf8_next(&text) >= WIDE ? size : size / 2;
    return width;
}

unsigned bp_look_faults(const bp_grid_cell *cell, const char *text, uint32_t ink, int32_t size, int32_t width, int32_t *is)
{
    const bp_look *look = &cell->format->look;
    unsigned faults = size_faults(cell, size, is);
    bool line_ends = strchr(text, '\n'), number = cell->value == BP_VALUE_NUMBER;
    if (has_faint(cell, ink))
        faults |= BP_LOOK_FAINT;
    if (look->struck || (cell->runs && cell->runs->struck))
        faults |= BP_LOOK_STRUCK;
    if (look->turned || look->filled)
        faults |= BP_LOOK_TURNED;
    if ((number || !look->wrapped) && (line_ends || width_of(text, size) > width))
        faults |= BP_LOOK_CUT;
    return faults;
}
