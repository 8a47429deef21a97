/* numfmt.c - what number formats mean: dates, percent, digits, scale (ECMA-376-1, 18.8.30 and 18.8.31). Private to import/. */
#include <string.h>

#include "import/private.h"

/* What a scan of a code's first section found. */
typedef struct scan {
    bool date, percent, number, text, point;
    int digits, commas;   /* commas since the last digit place */
    int shifted;          /* digit places behind a point that is only drawn: 0!.0, shows ten-thousands */
    bool drawn_point;
} scan;

static void take_place(scan *s)
{
    s->number = true;
    s->commas = 0;
    s->digits += s->point;
    s->shifted += s->drawn_point;
}

/* [h] [mm] [ss] are times that passed; colours, conditions and locales mean nothing here. */
static const char *take_bracket(scan *s, const char *p)
{
    size_t n = strcspn(p + 1, "]");
    size_t same = strspn(p + 1, p[1] == 'h' || p[1] == 'H' ? "hH" : p[1] == 'm' || p[1] == 'M' ? "mM" : "sS");
    s->date |= n && same == n;
    return p[1 + n] ? p + 1 + n : p + n;
}

/* Takes what begins at p; gives back its last byte. */
static const char *take_code(scan *s, const char *p)
{
    switch (*p) {
    case '"':
        p += strcspn(p + 1, "\"");
        return p[1] ? p + 1 : p;
    case '\\': case '!':
        s->drawn_point |= p[1] == '.';
        return p[1] ? p + 1 : p;
    case '_': case '*':
        return p[1] ? p + 1 : p;
    case '[':
        return take_bracket(s, p);
    case '0': case '#': case '?':
        take_place(s);
        return p;
    case '.':
        s->point = true;
        return p;
    case ',':
        s->commas += s->number;
        return p;
    case '%':
        s->percent = true;
        return p;
    case '@':
        s->text = true;
        return p;
    case 'E': case 'e':
        if (p[1] == '+' || p[1] == '-')
            return p + 1;
        s->date = true;
        return p;
    default:
        s->date |= *p && strchr("yYmMdDhHsSbB", *p);
        return p;
    }
}

bp_number_format bp_format_read(const char *code)
{
    scan s = {0};
    bp_number_format format = {.kind = BP_FORMAT_GENERAL, .code = code};
    if (!strncmp(code, "General", 7) || !strncmp(code, "GENERAL", 7) || !strncmp(code, "G/通用格式", strlen("G/通用格式")))
        return format;
    for (const char *p = code; *p && *p != ';'; p++)
        p = take_code(&s, p);
    if (s.date)
        format.kind = BP_FORMAT_DATE;
    else if (s.percent || s.number) {
        format.kind = s.percent ? BP_FORMAT_PERCENT : BP_FORMAT_NUMBER;
        format.digits = s.digits + s.shifted;
        format.scale = 3 * s.commas + s.shifted;
    } else if (s.text)
        format.kind = BP_FORMAT_TEXT;
    return format;
}

bp_number_format bp_format_builtin(uint32_t id)
{
    static const struct {
        uint32_t from, to;
        bp_format_kind kind;
        int digits;
    } known[] = {
        {1, 1, BP_FORMAT_NUMBER, 0},   {2, 2, BP_FORMAT_NUMBER, 2},   {3, 3, BP_FORMAT_NUMBER, 0},   {4, 4, BP_FORMAT_NUMBER, 2},
        {5, 6, BP_FORMAT_NUMBER, 0},   {7, 8, BP_FORMAT_NUMBER, 2},   {9, 9, BP_FORMAT_PERCENT, 0},  {10, 10, BP_FORMAT_PERCENT, 2},
        {11, 11, BP_FORMAT_NUMBER, 2}, {14, 22, BP_FORMAT_DATE, 0},   {27, 36, BP_FORMAT_DATE, 0},   {37, 38, BP_FORMAT_NUMBER, 0},
        {39, 40, BP_FORMAT_NUMBER, 2}, {41, 42, BP_FORMAT_NUMBER, 0}, {43, 44, BP_FORMAT_NUMBER, 2}, {45, 47, BP_FORMAT_DATE, 0},
        {48, 48, BP_FORMAT_NUMBER, 1}, {49, 49, BP_FORMAT_TEXT, 0},   {50, 58, BP_FORMAT_DATE, 0},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (id >= known[i].from && id <= known[i].to)
            return (bp_number_format){.kind = known[i].kind, .digits = known[i].digits, .code = ""};
    return (bp_number_format){.kind = BP_FORMAT_GENERAL, .code = ""};
}
