/* fuzz_contents.c - what contents of pages show: the input is two of them, a line with %% between. Whether they are alike is the same both
 * ways round, and a comment before or what is saved and restored around changes nothing. */
#include "contents.h"

#include <string.h>

#include "fuzz.h"

static void check_rewritten(const char *data, size_t size)
{
    GString *more = g_string_new("% made anew\n");
    g_string_append_len(more, data, (gssize)size);
    if (bp_contents_alike(data, size, data, size)) {
        if (!bp_contents_alike(data, size, more->str, more->len))
            fuzz_fail("a comment makes a difference");
        g_string_append(more, "\nq Q 1 0 0 1 0 0 cm");
        if (!bp_contents_alike(data, size, more->str, more->len))
            fuzz_fail("nothing more makes a difference");
        GString *font = g_string_new_len(more->str, (gssize)more->len);
        g_string_append(font, " q /Fx 9 Tf Q BT <00> Tj ET");
        g_string_append(more, " BT <00> Tj ET");
        if (!bp_contents_alike(font->str, font->len, more->str, more->len))
            fuzz_fail("a font holds behind the state that it was set in");
        g_string_free(font, TRUE);
        g_string_append(more, " Q");
        if (bp_contents_alike(data, size, more->str, more->len))
            fuzz_fail("a state is restored that was not saved");
    }
    g_string_free(more, TRUE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char line[] = "\n%%\n";
    const char *own = (const char *)data, *cut = memmem(data, size, line, sizeof line - 1);
    size_t first = cut ? (size_t)(cut - own) : size;
    const char *other = cut ? cut + sizeof line - 1 : own;
    size_t second = cut ? size - first - (sizeof line - 1) : size;
    if (bp_contents_alike(own, first, other, second) != bp_contents_alike(other, second, own, first))
        fuzz_fail("alike one way round only");
    bp_contents_use_font(own, first, "/F1");
    check_rewritten(own, first);
    check_rewritten(other, second);
    return 0;
}
