/* guard.c - see guard.h. */
#include "format/csv/guard.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

static bool begins(const char *text, const char *const *beginnings)
{
    for (; *beginnings; beginnings++)
        if (!strncmp(text, *beginnings, strlen(*beginnings)))
            return true;
    return false;
}

bool bp_is_formula_like(const char *text)
{
    static const char *const blanks[] = {" ", "\xC2\xA0", "　", NULL};   /* with U+00A0 */
    static const char *const formulas[] = {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", NULL};
    text += strspn(text, "'");
    while (begins(text, blanks))
        text += *text == ' ' ? 1 : *text == '\xC2' ? 2 : 3;
    return begins(text, formulas);
}

/* What dates, times and sums of money have besides ASCII, whose full-width forms are read too: year, month, day, hour, minute,
 * second, o'clock, morning and afternoon, days of the week, currencies, blanks. */
static bool is_of_values(uint32_t cp)
{
    static const uint32_t others[] = {
        0x5E74, 0x6708, 0x65E5, 0x65F6, 0x6642, 0x5206, 0x79D2, 0x70B9, 0x9EDE, 0x4E0A, 0x4E0B, 0x5348, 0x661F, 0x671F, 0x5468,
        0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0xFFE5, 0x00A5, 0x20AC, 0x00A3, 0x3000, 0x00A0};
    bool found = cp < 0x80 || (cp >= 0xFF01 && cp <= 0xFF5E);
    for (size_t i = 0; i < sizeof others / sizeof *others && !found; i++)
        found = others[i] == cp;
    return found;
}

bool bp_is_value_like(const char *text)
{
    bool digit = false;
    if (!strcasecmp(text, "true") || !strcasecmp(text, "false"))
        return true;
    while (*text) {
        uint32_t cp = bp_utf8_next(&text);
        if (!is_of_values(cp))
            return false;
        digit |= (cp >= '0' && cp <= '9') || (cp >= 0xFF10 && cp <= 0xFF19);
    }
    return digit;
}
