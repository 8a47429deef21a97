/* shown.c - whether two texts show the same figure. Private to verify/. */
#include <string.h>

#include "base/utf8.h"
#include "verify/private.h"

static bool is_room(uint32_t cp)
{
    return cp == ' ' || cp == 0xA0 || cp == 0x3000;
}

/* Takes the blanks at both ends off: *from, *to. */
static void trim(const char **from, const char **to)
{
    const char *end = *from;
    bool begun = false;
    for (const char *p = *from; *p;) {
        const char *at = p;
        if (is_room(bp_utf8_next(&p)))
            continue;
        *from = begun ? *from : at;
        begun = true;
        end = p;
    }
    *to = begun ? end : *from;
}

/* Whether the commas of a whole number stand before each three digits. */
static bool is_grouped(const char *whole, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if ((whole[i] == ',') != ((size - i) % 4 == 0) || (whole[i] != ',' && (whole[i] < '0' || whole[i] > '9')))
            return false;
    return size && *whole != ',';
}

/* The figure that a text shows: no blanks around it, no separators of thousands, a minus for brackets and none before zero. */
static void figure_of(const char *text, bp_buf *out)
{
    static const char minus[] = "\xE2\x88\x92";
    const char *to;
    trim(&text, &to);
    bool bracketed = to - text > 2 && *text == '(' && to[-1] == ')';
    size_t sign = *text == '-' || bracketed ? 1 : !strncmp(text, minus, strlen(minus)) ? strlen(minus) : 0;
    text += sign;
    to -= bracketed;
    size_t whole = strcspn(text, "."), size = (size_t)(to - text);
    whole = whole < size ? whole : size;
    if (sign && strspn(text, "0.,") < size)
        bp_buf_putc(out, '-');
    bool grouped = is_grouped(text, whole);
    for (const char *p = text; p < to; p++)
        if (!grouped || *p != ',' || p > text + whole)
            bp_buf_putc(out, *p);
}

bool bp_same_figure(const char *a, const char *b)
{
    bp_buf x = {0}, y = {0};
    figure_of(a, &x);
    figure_of(b, &y);
    bool same = !x.failed && !y.failed && !strcmp(bp_buf_text(&x), bp_buf_text(&y));
    bp_buf_free(&x);
    bp_buf_free(&y);
    return same;
}
