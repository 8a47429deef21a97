/* shown.c - what a number format makes of an amount or a text (ECMA-376-1, 18.8.30 and 18.8.31). Private to verify/.
 *
 * Only what a table of money can be meant to look like is worked out: digits, points, separators, scales, percent, literals,
 * sections and conditions. Dates, fractions, powers and other numerals are not figures of a table, and are told as such.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/utf8.h"
#include "verify/private.h"

__extension__ typedef __int128 wide;

enum { SECTIONS = 4, MICRO = 1000000, DIGITS_MAX = 12, BUILT_IN = 163 };

typedef enum comparison { ALWAYS, LESS, LESS_EQUAL, EQUAL, UNEQUAL, GREATER_EQUAL, GREATER } comparison;

/* One section of a code. */
typedef struct section {
    const char *from, *end;
    comparison condition;
    double limit;
    uint32_t ink;             /* BP_NO_INK: as the font says */
    bool text, general, unknown;
    int whole, behind;        /* digit places before the point and behind it */
    int percents, thousands;  /* times 100; commas that divide */
    bool grouped;
} section;

/* ---- the formats that have a number and no code ---- */

static const char *code_of(const bp_number_format *format)
{
    static const struct {
        uint32_t id;
        const char *code;
    } known[] = {{0, "General"}, {1, "0"}, {2, "0.00"}, {3, "#,##0"}, {4, "#,##0.00"}, {9, "0%"}, {10, "0.00%"},
                 {37, "#,##0 ;(#,##0)"}, {38, "#,##0 ;[Red](#,##0)"},
                 {39, "#,##0.00 ;(#,##0.00)"}, {40, "#,##0.00 ;[Red](#,##0.00)"},
                 {41, "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ "},
                 {43, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ "}, {49, "@"}};
    if (*format->code || format->id > BUILT_IN)
        return *format->code ? format->code : "General";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].id == format->id)
            return known[i].code;
    return "d";  /* dates, fractions, powers, money of some country */
}

/* ---- reading a section ---- */

/* The end of what begins at p: a text in quotes, an escaped character, brackets, or one byte. */
static const char *end_of_token(const char *p)
{
    size_t n = *p == '"' ? strcspn(p + 1, "\"") : *p == '[' ? strcspn(p + 1, "]") : 0;
    if (*p == '"' || *p == '[')
        return p[1 + n] ? p + n + 2 : p + n + 1;
    if (strchr("\\!_*", *p) && p[1]) {
        const char *end = p + 1;
        bp_utf8_next(&end);
        return end;
    }
    return p + 1;
}

static const char *end_of_section(const char *p)
{
    while (*p && *p != ';')
        p = end_of_token(p);
    return p;
}

static bool begins_general(const char *p)
{
    return !strncmp(p, "General", 7) || !strncmp(p, "GENERAL", 7) || !strncmp(p, "G/通用格式", strlen("G/通用格式"));
}

static size_t general_size(const char *p)
{
    return *p == 'G' && p[1] == '/' ? strlen("G/通用格式") : 7;
}

/* [White], [>=100], [$¥-804]; p is behind the bracket. */
static void read_bracket(section *s, const char *p)
{
    static const struct {
        const char *text;
        comparison is;
    } signs[] = {{"<=", LESS_EQUAL}, {"<>", UNEQUAL}, {">=", GREATER_EQUAL}, {"<", LESS}, {"=", EQUAL}, {">", GREATER}};
    static const char *const names[] = {"Black]", "Blue]", "Cyan]", "Green]", "Magenta]", "Red]", "White]", "Yellow]"};
    static const uint32_t inks[] = {0x000000, 0x0000FF, 0x00FFFF, 0x00FF00, 0xFF00FF, 0xFF0000, 0xFFFFFF, 0xFFFF00};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (!strncmp(p, signs[i].text, strlen(signs[i].text))) {
            s->condition = signs[i].is;
            s->limit = strtod(p + strlen(signs[i].text), NULL);
            return;
        }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strncasecmp(p, names[i], strlen(names[i]))) {
            s->ink = inks[i];
            return;
        }
    if (!strncasecmp(p, "Color", 5)) {
        int number = atoi(p + 5);  /* the first eight of them are those of the names, in another order */
        static const uint32_t first[] = {0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF};
        if (number >= 1 && number <= 8)
            s->ink = first[number - 1];
    } else if (*p != '$')
        s->unknown = true;  /* [h], [DBNum1] */
}

static void take_place(section *s, int *commas, bool point)
{
    s->grouped |= *commas > 0 && !point;
    *commas = 0;
    s->whole += !point;
    s->behind += point;
}

static section read_section(const char *from, const char *end)
{
    section s = {.from = from, .end = end, .ink = BP_NO_INK};
    int commas = 0;
    bool point = false;
    for (const char *p = from; p < end; p = end_of_token(p)) {
        if (begins_general(p)) {
            s.general = true;
            p += general_size(p) - 1;
        } else if (*p == '[')
            read_bracket(&s, p + 1);
        else if (*p == '0' || *p == '#' || *p == '?')
            take_place(&s, &commas, point);
        else if (*p == ',')
            commas += s.whole + s.behind > 0;
        else if (*p == '.') {
            point = true;
            s.thousands += commas;
            commas = 0;
        } else if (*p == '%')
            s.percents++;
        else if (*p == '@')
            s.text = true;
        else if (strchr("yYmMdDhHsSbBeE/", *p))
            s.unknown = true;
    }
    s.thousands += commas;
    s.unknown |= s.behind > DIGITS_MAX || s.whole > 64 || s.percents > 2 || s.thousands > 4;
    return s;
}

static size_t read_sections(const bp_number_format *format, section out[SECTIONS])
{
    size_t count = 0;
    for (const char *p = code_of(format); count < SECTIONS; p++) {
        const char *end = end_of_section(p);
        out[count++] = read_section(p, end);
        if (!*(p = end))
            break;
    }
    return count;
}

/* ---- which section ---- */

static bool holds(const section *s, double value)
{
    switch (s->condition) {
    case LESS:          return value < s->limit;
    case LESS_EQUAL:    return value <= s->limit;
    case EQUAL:         return value >= s->limit && value <= s->limit;
    case UNEQUAL:       return value < s->limit || value > s->limit;
    case GREATER_EQUAL: return value >= s->limit;
    case GREATER:       return value > s->limit;
    default:            return true;
    }
}

/* The section for a number; *says_sign: it writes the sign itself. NULL where none is for it. */
static const section *section_for(const section *s, size_t count, bp_amount amount, bool *says_sign)
{
    double value = bp_amount_double(amount);
    if (count == SECTIONS || (count > 1 && s[count - 1].text))
        count -= 1;  /* the last is for texts */
    *says_sign = false;
    if (count == 1)
        return holds(&s[0], value) ? &s[0] : NULL;
    bool first = s[0].condition ? holds(&s[0], value) : count == 2 ? amount.micro >= 0 : amount.micro > 0;
    if (first)
        return &s[0];
    bool second = s[1].condition ? holds(&s[1], value) : count == 2 || amount.micro < 0;
    *says_sign = second && !s[1].condition && amount.micro < 0 && !s[0].condition;
    return second ? &s[1] : count > 2 ? &s[2] : NULL;
}

/* ---- drawing a number ---- */

typedef struct number {
    const section *section;
    char whole[48];   /* digits without leading zeros */
    size_t whole_size;
    char behind[DIGITS_MAX + 1];
    int place, point_place;  /* of the places taken */
    bool begun;              /* the digits that have no place stand there */
} number;

static bool split(const section *s, bp_amount amount, number *out)
{
    wide value = amount.micro < 0 ? -(wide)amount.micro : amount.micro, divisor = MICRO, tens = 1;
    for (int i = 0; i < s->percents; i++)
        value *= 100;
    for (int i = 0; i < s->behind; i++)
        tens *= 10;
    for (int i = 0; i < s->thousands; i++)
        divisor *= 1000;
    wide digits = (value * tens + divisor / 2) / divisor, whole = digits / tens, behind = digits % tens;
    size_t size = 0;
    char turned[sizeof out->whole] = "";
    *out = (number){.section = s};
    for (; whole && size < sizeof turned; whole /= 10)
        turned[size++] = (char)('0' + whole % 10);
    for (size_t i = 0; i < size; i++)
        out->whole[i] = turned[size - 1 - i];
    out->whole_size = size;
    for (int i = s->behind; i-- > 0; behind /= 10)
        out->behind[i] = (char)('0' + behind % 10);
    return digits != 0;
}

/* The digit at a place from the right, with the separator behind it. */
static void put_digit(const number *n, size_t at, char place, bp_buf *out)
{
    bool there = at < n->whole_size;
    if (!there && place == '#')
        return;
    bp_buf_putc(out, there ? n->whole[n->whole_size - 1 - at] : place == '?' ? ' ' : '0');
    if (n->section->grouped && at && at % 3 == 0)
        bp_buf_putc(out, ',');
}

/* What has no place of its own stands before the first. */
static void begin_digits(number *n, bp_buf *out)
{
    for (size_t at = n->whole_size; at > (size_t)n->section->whole && !n->begun; at--)
        put_digit(n, at - 1, '0', out);
    n->begun = true;
}

static void put_place(number *n, char place, bool point, bp_buf *out)
{
    if (!point) {
        begin_digits(n, out);
        put_digit(n, (size_t)(n->section->whole - ++n->place), place, out);
        return;
    }
    const char *digit = n->behind + n->point_place++;
    if (place != '0' && strspn(digit, "0") == strlen(digit))
        bp_buf_puts(out, place == '?' ? " " : "");
    else
        bp_buf_putc(out, *digit);
}

/* The amount as General shows it: what eleven characters take. */
static void put_general(bp_amount amount, bp_buf *out)
{
    enum { ROOM = 11 };
    char text[BP_AMOUNT_SIZE], whole[BP_AMOUNT_SIZE];
    amount.micro = llabs(amount.micro);
    size_t room = bp_amount_format(whole, amount, 0, false);
    int digits = room + 2 > ROOM ? 0 : ROOM - 1 - (int)room;
    size_t size = bp_amount_format(text, amount, digits > 6 ? 6 : digits, false);
    while (memchr(text, '.', size) && (text[size - 1] == '0' || text[size - 1] == '.'))
        if (text[--size] == '.')
            break;
    bp_buf_put(out, text, size);
}

/* A literal: quoted, escaped, a currency in brackets, or as it stands. */
static void put_literal(const char *p, const char *end, bp_buf *out)
{
    if (*p == '[' && p[1] == '$')
        bp_buf_put(out, p + 2, strcspn(p + 2, "-]"));
    else if (*p == '_')
        bp_buf_putc(out, ' ');
    else if (*p == '"')
        bp_buf_put(out, p + 1, (size_t)(end - p) - 1 - (end - p > 1 && end[-1] == '"'));
    else if (*p == '\\' || *p == '!' || *p == '*')
        bp_buf_put(out, p + 1, (size_t)(end - p) - 1);
    else if (*p != '[')
        bp_buf_put(out, p, (size_t)(end - p));
}

static void draw(number *n, bp_amount amount, bp_buf *out)
{
    const section *s = n->section;
    bool point = false;
    for (const char *p = s->from, *end; p < s->end; p = end) {
        end = end_of_token(p);
        if (begins_general(p)) {
            put_general(amount, out);
            end = p + general_size(p);
        } else if (*p == '0' || *p == '#' || *p == '?')
            put_place(n, *p, point, out);
        else if (*p == '.') {
            if (!point)
                begin_digits(n, out);
            point = true;
            bp_buf_putc(out, '.');
        } else if (*p == '@')
            put_general(amount, out);
        else if (*p != ',')
            put_literal(p, end, out);
    }
}

bool bp_shown_amount(const bp_number_format *format, bp_amount amount, bp_buf *out, uint32_t *ink)
{
    section sections[SECTIONS];
    bool says_sign;
    number n;
    size_t count = read_sections(format, sections);
    const section *s = section_for(sections, count, amount, &says_sign);
    *ink = s ? s->ink : BP_NO_INK;
    if (!s || s->unknown)
        return false;
    bool some = split(s, amount, &n);
    if (amount.micro < 0 && !says_sign && (some || s->general || s->text) && s->from < s->end)
        bp_buf_putc(out, '-');
    draw(&n, amount, out);
    return true;
}

void bp_shown_text(const bp_number_format *format, const char *text, bp_buf *out, uint32_t *ink)
{
    section sections[SECTIONS];
    size_t count = read_sections(format, sections);
    const section *s = count == SECTIONS || sections[count - 1].text ? &sections[count - 1] : NULL;
    *ink = s ? s->ink : BP_NO_INK;
    if (!s || s->general) {
        bp_buf_puts(out, text);
        return;
    }
    for (const char *p = s->from, *end; p < s->end; p = end) {
        end = end_of_token(p);
        if (*p == '@')
            bp_buf_puts(out, text);
        else if (*p != '_' && *p != '*')  /* room beside the text */
            put_literal(p, end, out);
    }
}

/* ---- comparing ---- */

/* The figure that a text shows: no blanks and separators, a minus for brackets and none before zero. */
static void figure_of(const char *text, bp_buf *out)
{
    bool negative = false;
    for (const char *p = text; *p;) {
        const char *at = p;
        uint32_t cp = bp_utf8_next(&p);
        if (cp == ' ' || cp == 0xA0 || cp == 0x3000 || cp == ',' || (cp == ')' && negative && !*p))
            continue;
        if ((cp == '(' || cp == '-' || cp == 0x2212) && !out->size && !negative)
            negative = true;
        else
            bp_buf_put(out, at, (size_t)(p - at));
    }
    if (negative && strspn(bp_buf_text(out), "0.") < out->size) {
        bp_buf_putc(out, '-');
        memmove(out->data + 1, out->data, out->size - 1);
        out->data[0] = '-';
    }
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
