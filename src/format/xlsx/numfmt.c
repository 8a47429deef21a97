/* numfmt.c - see numfmt.h. */
#include "format/xlsx/numfmt.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

/* ---- tokens ---- */

typedef enum token_kind {
    TOKEN_NOTHING,   /* a language */
    TOKEN_ROOM,      /* as wide as a character */
    TOKEN_FILLING,   /* a character that is repeated */
    TOKEN_COLOR,
    TOKEN_FOREIGN,   /* what depends on the system's settings, or is not known */
    TOKEN_LITERAL,
    TOKEN_PLACE,     /* 0 # ? */
    TOKEN_POINT,
    TOKEN_COMMA,
    TOKEN_PERCENT,
    TOKEN_TEXT,      /* @ */
    TOKEN_GENERAL,
    TOKEN_SLASH,     /* of a fraction or a date */
    TOKEN_DATE,
    TOKEN_CONDITION,
    TOKEN_UNREAD,
    TOKEN_SECTION
} token_kind;

typedef struct token {
    token_kind kind;
    const char *text;    /* what a literal shows, the sign of a place, the condition from its operator on */
    size_t size;
    const char *end;     /* behind the token */
} token;

static const char *after_character(const char *p)
{
    if (*p)
        bp_utf8_next(&p);
    return p;
}

/* The colours that a section may name; of those that have numbers the first eight are the same in another order. */
static const struct {
    const char *name;
    uint32_t ink;
} colors[] = {{"Black", 0x000000}, {"White", 0xFFFFFF},  {"Red", 0xFF0000},    {"Green", 0x00FF00},
              {"Blue", 0x0000FF},  {"Yellow", 0xFFFF00}, {"Magenta", 0xFF00FF}, {"Cyan", 0x00FFFF}};

enum { COLORS = sizeof colors / sizeof *colors };

/* The index of a colour, COLORS where it is another one's. */
static size_t color_of(const char *name, size_t size)
{
    size_t i = 0;
    if (size == strlen("Color1") && !strncasecmp(name, "Color", 5) && name[5] >= '1' && name[5] <= '8')
        return (size_t)(name[5] - '1');
    while (i < COLORS && (strlen(colors[i].name) != size || strncasecmp(name, colors[i].name, size) != 0))
        i++;
    return i;
}

/* Whether what stands behind the hyphen of [$¥-804] is just a language: a number below 0x10000, which chooses no calendar and no
 * numerals, and none of the system's formats, or a tag like zh-CN. */
static bool is_language(const char *p, size_t size)
{
    size_t digits = strspn(p, "0123456789ABCDEFabcdef");
    if (digits == size)
        return size && size <= 4 && !(size == 4 && (*p == 'F' || *p == 'f'));
    return size >= 2 && size <= 11 && p[1] != '-' && strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") == size;
}

/* [h] [mm] [ss] are times that passed, [$¥-804] is a currency, [>=100] a condition, [DBNum1] Chinese numerals. */
static token bracket_token(const char *p)
{
    size_t n = strcspn(p + 1, "]"), shown = p[1] == '$' ? strcspn(p + 2, "-]") : 0;
    size_t same = strspn(p + 1, p[1] == 'h' || p[1] == 'H' ? "hH" : p[1] == 'm' || p[1] == 'M' ? "mM" : "sS");
    token t = {TOKEN_NOTHING, p + 1, n, p[1 + n] ? p + 2 + n : p + 1 + n};
    size_t language = p[1] == '$' && shown + 1 < n && p[2 + shown] == '-' ? n - shown - 2 : 0;
    if (n && same == n)
        t.kind = TOKEN_DATE;
    else if (language && !is_language(p + 3 + shown, language))
        t.kind = TOKEN_FOREIGN;
    else if (shown && shown < n)
        t = (token){TOKEN_LITERAL, p + 2, shown, t.end};
    else if (n && strchr("<>=", p[1]))
        t.kind = TOKEN_CONDITION;
    else if (!strncasecmp(p + 1, "DBNum", 5))
        t.kind = TOKEN_UNREAD;
    else if (p[1] != '$')
        t.kind = color_of(p + 1, n) < COLORS ? TOKEN_COLOR : TOKEN_FOREIGN;
    return t;
}

static token quoted_token(const char *p)
{
    size_t n = strcspn(p + 1, "\"");
    return (token){TOKEN_LITERAL, p + 1, n, p[1 + n] ? p + 2 + n : p + 1 + n};
}

/* The word for the number as it is, in files and in the Chinese Excel. */
static size_t general_size(const char *p)
{
    static const char *const words[] = {"General", "G/通用格式"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strncasecmp(p, words[i], strlen(words[i])))
            return strlen(words[i]);
    return 0;
}

/* The token at p, which is not the end. */
static token read_token(const char *p)
{
    static const char signs[] = "0#?.,%@/;";
    static const token_kind kinds[] = {TOKEN_PLACE,   TOKEN_PLACE, TOKEN_PLACE, TOKEN_POINT,  TOKEN_COMMA,
                                       TOKEN_PERCENT, TOKEN_TEXT,  TOKEN_SLASH, TOKEN_SECTION};
    const char *sign = strchr(signs, *p);
    size_t general = general_size(p);
    if (sign)
        return (token){kinds[sign - signs], p, 1, p + 1};
    if (general)
        return (token){TOKEN_GENERAL, p, general, p + general};
    switch (*p) {
    case '"':
        return quoted_token(p);
    case '[':
        return bracket_token(p);
    case '\\': case '!': {
        const char *end = after_character(p + 1);
        return (token){TOKEN_LITERAL, p + 1, (size_t)(end - p - 1), end};
    }
    case '_': case '*':
        return (token){*p == '_' ? TOKEN_ROOM : TOKEN_FILLING, p, 1, after_character(p + 1)};
    case 'E': case 'e':
        return p[1] == '+' || p[1] == '-' ? (token){TOKEN_UNREAD, p, 2, p + 2} : (token){TOKEN_DATE, p, 1, p + 1};
    default: {
        const char *end = after_character(p);
        return (token){strchr("yYmMdDhHsSbB", *p) ? TOKEN_DATE : TOKEN_LITERAL, p, (size_t)(end - p), end};
    }
    }
}

/* ---- sections ---- */

typedef enum comparison { OP_NONE, OP_LESS, OP_LESS_EQUAL, OP_GREATER, OP_GREATER_EQUAL, OP_EQUAL, OP_OTHER } comparison;

typedef struct condition {
    comparison op;
    double limit;
} condition;

static condition read_condition(const token *t)
{
    static const struct {
        const char *sign;
        comparison op;
    } signs[] = {{"<=", OP_LESS_EQUAL}, {">=", OP_GREATER_EQUAL}, {"<>", OP_OTHER},
                 {"<", OP_LESS},        {">", OP_GREATER},        {"=", OP_EQUAL}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (!strncmp(t->text, signs[i].sign, strlen(signs[i].sign)))
            return (condition){signs[i].op, strtod(t->text + strlen(signs[i].sign), NULL)};
    return (condition){OP_NONE, 0};
}

static bool is_met(condition c, double value)
{
    switch (c.op) {
    case OP_LESS: return value < c.limit;
    case OP_LESS_EQUAL: return value <= c.limit;
    case OP_GREATER: return value > c.limit;
    case OP_GREATER_EQUAL: return value >= c.limit;
    case OP_EQUAL: return value == c.limit;
    case OP_OTHER: return value != c.limit;
    default: return false;
    }
}

/* What a scan of a section carries from token to token. */
typedef struct scan {
    bp_format_section *section;
    bool date, text, drawn_point;
    int commas;          /* since the last place */
    condition condition;
} scan;

static void take_place(scan *s, char sign)
{
    bp_format_section *section = s->section;
    section->bare_point |= section->point && !section->digits && sign == '#';
    section->grouped |= s->commas && section->places && !section->point;
    section->inexact |= s->commas && section->point;
    s->commas = 0;
    section->digits += section->point;
    section->places += !section->point;
    section->drawn += s->drawn_point && !section->point;
}

static void take_token(scan *s, const token *t)
{
    bp_format_section *section = s->section;
    bool number = section->places || section->digits;
    switch (t->kind) {
    case TOKEN_LITERAL:
        s->drawn_point |= t->size == 1 && *t->text == '.' && number;
        section->literal |= t->size > 0;
        break;
    case TOKEN_PLACE: take_place(s, *t->text); break;
    case TOKEN_POINT:
        section->commas += s->commas;
        s->commas = 0;
        section->point = true;
        break;
    case TOKEN_COMMA: s->commas += number; break;
    case TOKEN_PERCENT:
        section->inexact |= section->percents > 0;  /* once or twice times a hundred: programs differ */
        section->percents++;
        break;
    case TOKEN_TEXT: s->text = true; break;
    case TOKEN_GENERAL:
        section->general = true;
        section->inexact |= strncasecmp(t->text, "General", t->size) != 0;  /* a word of some programs only */
        break;
    case TOKEN_SLASH: section->unread |= number; break;
    case TOKEN_DATE: s->date = true; break;
    case TOKEN_CONDITION: s->condition = read_condition(t); break;
    case TOKEN_UNREAD: section->unread = true; break;
    case TOKEN_COLOR: section->ink = colors[color_of(t->text, t->size)].ink; break;
    case TOKEN_FOREIGN: section->inexact = true; break;
    case TOKEN_FILLING: section->inexact |= t->text[1] != ' '; break;
    default: break;
    }
}

/* Scans one section; gives back what is behind its semicolon, NULL where it was the last. */
static const char *read_section(const char *code, bp_format_section *section, condition *condition, bool *text)
{
    scan s = {.section = section};
    const char *p = code, *next = NULL;
    *section = (bp_format_section){.code = code, .ink = BP_NO_INK};
    while (*p && !next) {
        token t = read_token(p);
        if (t.kind == TOKEN_SECTION)
            next = t.end;
        else {
            take_token(&s, &t);
            section->inexact |= *p == '!' && t.kind == TOKEN_LITERAL;  /* an escape for some programs only */
            p = t.end;
        }
    }
    section->size = (size_t)(p - code);
    section->commas += s.commas;
    section->kind = s.date                                ? BP_FORMAT_DATE
                    : section->percents                   ? BP_FORMAT_PERCENT
                    : section->places || section->digits  ? BP_FORMAT_NUMBER
                    : s.text                              ? BP_FORMAT_TEXT
                                                          : BP_FORMAT_GENERAL;
    *condition = s.condition;
    *text = s.text;
    return next;
}

enum { SECTIONS_MAX = 4 };

typedef struct sections {
    bp_format_section all[SECTIONS_MAX];
    condition conditions[SECTIONS_MAX];
    int count;               /* of all */
    int numbers;             /* of those for numbers; the others are for texts */
} sections;

static void read_sections(const char *code, sections *out)
{
    bool text = false;
    out->count = 0;
    for (const char *p = code; p && out->count < SECTIONS_MAX; out->count++)
        p = read_section(p, &out->all[out->count], &out->conditions[out->count], &text);
    out->numbers = out->count - (text || out->count == SECTIONS_MAX);
}

/* By the conditions, else by the sign; -1 where no section shows the value. */
static int choose(const sections *s, double value)
{
    condition first = s->conditions[0], second = s->numbers > 1 ? s->conditions[1] : (condition){OP_NONE, 0};
    if (!s->numbers)
        return -1;
    if (first.op || second.op) {
        if (first.op ? is_met(first, value) : value > 0)
            return 0;
        if (s->numbers > 1 && (second.op ? is_met(second, value) : s->numbers == 2 || value < 0))
            return 1;
        return s->numbers > 2 ? 2 : -1;
    }
    return value < 0 && s->numbers > 1 ? 1 : value == 0 && s->numbers > 2 ? 2 : 0;
}

/* Whether only negative numbers come to a section. */
static bool is_for_negatives(const sections *s, int index)
{
    condition own = s->conditions[index], first = s->conditions[0];
    if (own.op)
        return (own.op == OP_LESS && own.limit <= 0) || (own.op == OP_LESS_EQUAL && own.limit < 0);
    return index == 1 && (!first.op || ((first.op == OP_GREATER || first.op == OP_GREATER_EQUAL) && first.limit <= 0));
}

/* Whether it is a code that Excel takes; what is longer is not followed, so that a cell costs no more than its format may. */
static bool is_short(const char *code)
{
    return strnlen(code, BP_FORMAT_LONGEST + 1) <= BP_FORMAT_LONGEST;
}

bool bp_format_choose(const char *code, double value, bp_format_section *out)
{
    sections s;
    if (!is_short(code))
        return false;
    read_sections(code, &s);
    int index = choose(&s, value);
    if (index < 0)
        return false;
    *out = s.all[index];
    out->chosen = index > 0 || s.conditions[index].op;
    out->absolute = value < 0 && is_for_negatives(&s, index);
    /* with a minus or without: programs differ */
    out->inexact |= value < 0 && !out->absolute && s.conditions[0].op && (index == 1 || (!out->places && !out->digits));
    return true;
}

bool bp_format_choose_text(const char *code, bp_format_section *out)
{
    sections s;
    if (!is_short(code))
        return false;
    read_sections(code, &s);
    if (s.numbers == s.count)
        return false;
    *out = s.all[s.count - 1];
    return true;
}

bp_number_format bp_format_read(const char *code)
{
    bp_format_section first;
    condition condition;
    bool text;
    const char *more = read_section(code, &first, &condition, &text);
    bool shows_itself = !more && !first.literal && !first.unread && !condition.op;
    return (bp_number_format){.kind = first.kind, .code = code, .digits = first.digits + first.drawn,
                              .scale = 3 * first.commas + first.drawn, .plain = shows_itself};
}

/* ---- showing ---- */

/* Digits before the point as they are placed from left to right. */
typedef struct placing {
    const bp_format_section *section;
    const char *whole, *part;     /* the digits before and behind the point */
    size_t whole_size, part_size;
    bool exact;                   /* nothing but what the places show, blanks of `?` and of room with them */
    size_t left;                  /* places before the point that are still to come */
    int digits;                   /* places behind it that came */
    bool point;
} placing;

static void put_digit(bp_buf *out, const placing *p, char digit, size_t behind)
{
    bp_buf_putc(out, digit);
    if (p->section->grouped && behind && behind % 3 == 0)
        bp_buf_putc(out, ',');
}

/* Of the digits that no place would show. */
static void put_rest(bp_buf *out, const placing *p)
{
    size_t from = (size_t)p->section->digits;
    if (p->exact || p->part_size <= from)
        return;
    if (!from && !p->point)
        bp_buf_putc(out, '.');
    bp_buf_put(out, p->part + from, p->part_size - from);
}

/* The first place before the point takes all digits that have none of their own. */
static void put_whole(bp_buf *out, placing *p, char sign)
{
    bool first = p->left == (size_t)p->section->places;
    size_t position = p->left--;  /* from the right, 1 is the last */
    for (size_t i = p->whole_size; first && i > position; i--)
        put_digit(out, p, p->whole[p->whole_size - i], i - 1);
    if (position <= p->whole_size)
        put_digit(out, p, p->whole[p->whole_size - position], position - 1);
    else if (sign == '0')
        put_digit(out, p, '0', position - 1);
    else if (sign == '?' && p->exact)
        bp_buf_puts(out, p->section->grouped && position > 1 && position % 3 == 1 ? "  " : " ");
    if (!p->left && !p->section->point)
        put_rest(out, p);
}

static void put_part(bp_buf *out, placing *p, char sign)
{
    size_t at = (size_t)p->digits++;
    if (at < p->part_size)
        bp_buf_putc(out, p->part[at]);
    else if (sign == '0' || (sign == '?' && p->exact))
        bp_buf_putc(out, sign == '0' ? '0' : ' ');
    if (p->digits == p->section->digits)
        put_rest(out, p);
}

static void put_point(bp_buf *out, placing *p)
{
    if (!p->section->places)
        bp_buf_put(out, p->whole, p->whole_size);
    bp_buf_putc(out, '.');
    p->point = true;
    if (!p->section->digits)
        put_rest(out, p);
}

/* number: plain digits without a sign; general: what the word General stands for. */
static void put_number(bp_buf *out, const bp_format_section *section, const char *number, const char *general, bool exact)
{
    size_t whole = strcspn(number, ".");
    const char *part = number + whole + (number[whole] == '.');
    size_t zero = strspn(number, "0") < whole ? strspn(number, "0") : whole;
    placing p = {section, number + zero, part, whole - zero, strlen(part), exact, (size_t)section->places, 0, false};
    for (const char *at = section->code; at < section->code + section->size;) {
        token t = read_token(at);
        at = t.end;
        if (t.kind == TOKEN_LITERAL || t.kind == TOKEN_PERCENT || t.kind == TOKEN_SLASH)
            bp_buf_put(out, t.text, t.size);
        else if (t.kind == TOKEN_GENERAL && general) {
            bp_buf_puts(out, general);
            general = NULL;
        } else if (t.kind == TOKEN_POINT && !p.point)
            put_point(out, &p);
        else if (t.kind == TOKEN_PLACE && p.point)
            put_part(out, &p, *t.text);
        else if (t.kind == TOKEN_PLACE)
            put_whole(out, &p, *t.text);
        else if (t.kind == TOKEN_ROOM && exact)
            bp_buf_putc(out, ' ');
    }
}

void bp_format_put_number(bp_buf *out, const bp_format_section *section, const char *number)
{
    put_number(out, section, number, number, false);
}

void bp_format_put_text(bp_buf *out, const bp_format_section *section, const char *text, size_t size)
{
    bool put = false;
    for (const char *at = section->code; at < section->code + section->size;) {
        token t = read_token(at);
        at = t.end;
        if (t.kind == TOKEN_TEXT && !put) {
            bp_buf_put(out, text, size);
            put = true;
        } else if (t.kind == TOKEN_LITERAL || t.kind == TOKEN_SLASH)
            bp_buf_put(out, t.text, t.size);
    }
}

void bp_format_put_literals(bp_buf *out, const bp_format_section *section)
{
    bp_format_put_text(out, section, "", 0);
}

/* ---- showing exactly ---- */

/* Adds one to the last digit of a plain number, which has a further digit in front. */
static void round_up(char *digits, size_t size)
{
    while (size-- > 0) {
        if (digits[size] == '.')
            continue;
        if (digits[size] != '9') {
            digits[size]++;
            return;
        }
        digits[size] = '0';
    }
}

/* Appends a plain number without its sign, times ten to the power of `shift`, rounded to `places` behind the point; a zero may
 * stand in front. */
static void put_rounded(bp_buf *out, const char *number, int shift, int places)
{
    size_t whole = strcspn(number, "."), size = strlen(number), begin = out->size;
    int count = (int)(size - (number[whole] == '.')), point = (int)whole + shift;
    bp_buf_putc(out, '0');
    for (int i = point < 0 ? point : 0; i < point + (places > 0 ? places : 0); i++) {
        if (i == point)
            bp_buf_putc(out, '.');
        size_t at = (size_t)i + ((size_t)i >= whole && number[whole] == '.');
        bp_buf_putc(out, i >= 0 && i < count ? number[at] : '0');
    }
    int next = point + places;
    size_t at = (size_t)next + (next >= (int)whole && number[whole] == '.');
    if (!out->failed && next >= 0 && next < count && number[at] >= '5')
        round_up(out->data + begin, out->size - begin);
}

/* Zeros at the end, behind the point: no place has to show them. */
static void cut_zeros(bp_buf *out, size_t begin)
{
    size_t size = out->size;
    if (out->failed || !memchr(out->data + begin, '.', size - begin))
        return;
    while (out->data[size - 1] == '0')
        size--;
    bp_buf_truncate(out, size - (out->data[size - 1] == '.'));
}

/* As the word General shows a number: in at most eleven characters. */
static void put_general(bp_buf *out, const char *number)
{
    enum { ROOM = 11 };
    size_t begin = out->size, whole = strcspn(number, ".");
    put_rounded(out, number, 0, whole + 2 > ROOM ? 0 : (int)(ROOM - 1 - whole));
    cut_zeros(out, begin);
    size_t zeros = out->failed ? 0 : strspn(out->data + begin, "0");
    bool bare = zeros && (begin + zeros == out->size || out->data[begin + zeros] == '.');
    zeros -= bare;
    if (zeros) {
        memmove(out->data + begin, out->data + begin + zeros, out->size - begin - zeros);
        bp_buf_truncate(out, out->size - zeros);
    }
}

/* The code by which a format shows; NULL where that is not told. */
static const char *code_of(const bp_number_format *format)
{
    enum { FIRST_OWN = 164 };
    if (*format->code)
        return format->code;
    return format->kind == BP_FORMAT_GENERAL && (!format->id || format->id >= FIRST_OWN) ? "General" : NULL;
}

bool bp_format_show_number(const bp_number_format *format, const char *number, bp_buf *out, uint32_t *ink)
{
    enum { DIGITS_MAX = 30 };
    bp_format_section section;
    bp_buf digits = {0}, general = {0};
    const char *code = code_of(format), *plain = number + (*number == '-');
    *ink = BP_NO_INK;
    if (code && !strcmp(code, "@"))
        code = "General";
    if (!code || !bp_format_choose(code, strtod(number, NULL), &section))
        return false;
    *ink = section.ink;
    if (section.unread || section.inexact || section.kind == BP_FORMAT_DATE || section.digits > DIGITS_MAX ||
        section.percents > 2 || section.commas > 4)
        return false;
    put_rounded(&digits, plain, 2 * section.percents - 3 * section.commas, section.digits);
    cut_zeros(&digits, 0);
    put_general(&general, plain);
    bool bare = section.bare_point && !strchr(bp_buf_text(&digits), '.');  /* 12. or 12: programs differ */
    const char *said = section.places || section.digits ? bp_buf_text(&digits) : bp_buf_text(&general);
    if (*number == '-' && !section.absolute && section.size && said[strspn(said, "0.")])
        bp_buf_putc(out, '-');
    put_number(out, &section, bp_buf_text(&digits), bp_buf_text(&general), true);
    out->failed |= digits.failed || general.failed;
    bp_buf_free(&digits);
    bp_buf_free(&general);
    return !bare;
}

bool bp_format_show_text(const bp_number_format *format, const char *text, bp_buf *out, uint32_t *ink)
{
    bp_format_section section;
    const char *code = code_of(format);
    *ink = BP_NO_INK;
    if (!code || !is_short(code))
        return *format->code == '\0' && (bp_buf_puts(out, text), true);
    if (!bp_format_choose_text(code, &section)) {
        bp_buf_puts(out, text);
        return true;
    }
    *ink = section.ink;
    if (section.inexact || section.unread)
        return false;
    bp_format_put_text(out, &section, text, strlen(text));
    return true;
}

/* ---- formats that have a number and no code ---- */

bp_number_format bp_format_builtin(uint32_t id)
{
    static const struct {
        uint32_t from, to;
        const char *code;        /* NULL: a date */
    } known[] = {
        {1, 1, "0"},
        {2, 2, "0.00"},
        {3, 3, "#,##0"},
        {4, 4, "#,##0.00"},
        {5, 6, "¥#,##0;¥-#,##0"},
        {7, 8, "¥#,##0.00;¥-#,##0.00"},
        {9, 9, "0%"},
        {10, 10, "0.00%"},
        {11, 11, "0.00E+00"},
        {12, 12, "# ?/?"},
        {13, 13, "# ?\?/??"},
        {14, 22, NULL},
        {27, 36, NULL},
        {37, 38, "#,##0;-#,##0"},
        {39, 40, "#,##0.00;-#,##0.00"},
        {41, 41, "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ "},
        {42, 42, "_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* \"-\"_ ;_ @_ "},
        {43, 43, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"?\?_ ;_ @_ "},
        {44, 44, "_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* \"-\"?\?_ ;_ @_ "},
        {45, 47, NULL},
        {48, 48, "##0.0E+0"},
        {49, 49, "@"},
        {50, 58, NULL},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (id < known[i].from || id > known[i].to)
            continue;
        return known[i].code ? bp_format_read(known[i].code)
                             : (bp_number_format){.kind = BP_FORMAT_DATE, .code = "", .plain = true};
    }
    return (bp_number_format){.kind = BP_FORMAT_GENERAL, .code = "", .plain = true};
}
