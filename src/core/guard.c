/* guard.c - see guard.h. */
#include "core/guard.h"

#include <stddef.h>
#include <string.h>

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
