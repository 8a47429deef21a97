/* contents.c - see contents.h. A part of budgetpress-read-pdf.
 *
 * Programs that write a stream anew write numbers and strings in other ways, put q and Q around it and move what sets a font or a
 * place. What is shown they leave in its order. So each stream is told as the list of what it shows, and the lists are compared.
 *
 * What is against the grammar each program that draws reads in its own way: of three numbers before `g` poppler takes the last and
 * MuPDF the first. So a stream must keep to the grammar: each operator where it may stand, with the operands that it has.
 */
#include "contents.h"

#include <string.h>

/* Where an operator may stand (ISO 32000-1, figure 9). */
typedef enum { PAGE = 1, TEXT = 2, PATH = 4 } level;

enum {
    STATES_MAX = 28, /* of the graphics, saved at once: more than that some programs do not keep */
    FONT = 64,
};

typedef struct stream {
    const char *at, *end;
    level level;
    int saved;                        /* states of the graphics */
    char fonts[STATES_MAX + 1][FONT]; /* the names set in them, the one in hand last */
    GString *kinds;    /* of the operands: n a number, / a name, s a string, a an array, d a dictionary, t another word */
    GString *open;     /* what closes the arrays and dictionaries that are open */
    GString *operands; /* since the last operator, as they are told */
    GString *codes;    /* of the strings among them */
    GString *told;
    bool broken;
} stream;

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool is_delimiter(char c)
{
    return c && strchr("()<>[]{}/%", c);
}

static void skip_space(stream *s)
{
    for (; s->at < s->end; s->at++) {
        if (*s->at == '%')
            while (s->at < s->end && *s->at != '\n' && *s->at != '\r')
                s->at++;
        else if (!is_space(*s->at))
            return;
    }
}

static const char *word_end(const stream *s)
{
    const char *at = s->at;
    while (at < s->end && !is_space(*at) && !is_delimiter(*at))
        at++;
    return at;
}

/* A backslash and what it stands for, which may be nothing. */
static void take_escape(stream *s)
{
    static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
    char c = *s->at++;
    const char *known = c ? strchr(from, c) : NULL;
    int value = 0;
    if (known)
        g_string_append_c(s->codes, to[known - from]);
    else if (c >= '0' && c <= '7') {
        value = c - '0';
        for (int i = 0; i < 2 && s->at < s->end && *s->at >= '0' && *s->at <= '7'; i++)
            value = value * 8 + *s->at++ - '0';
        g_string_append_c(s->codes, (char)value);
    } else if (c == '\r' && s->at < s->end && *s->at == '\n')
        s->at++;
    else if (c != '\r' && c != '\n')
        g_string_append_c(s->codes, c);
}

static void take_literal(stream *s)
{
    int depth = 1;
    for (s->at++; s->at < s->end;) {
        char c = *s->at++;
        if (c == '\\' && s->at < s->end) {
            take_escape(s);
            continue;
        }
        if (c == '\r') { /* a line end counts as one line feed */
            s->at += s->at < s->end && *s->at == '\n';
            c = '\n';
        }
        depth += c == '(';
        depth -= c == ')';
        if (!depth)
            return;
        g_string_append_c(s->codes, c);
    }
    s->broken = true;
}

static void take_hex(stream *s)
{
    int high = -1;
    for (s->at++; s->at < s->end && *s->at != '>'; s->at++) {
        int digit = g_ascii_xdigit_value(*s->at);
        s->broken |= digit < 0 && !is_space(*s->at);
        if (digit < 0)
            continue;
        if (high >= 0)
            g_string_append_c(s->codes, (char)(high * 16 + digit));
        high = high < 0 ? digit : -1;
    }
    if (high >= 0)
        g_string_append_c(s->codes, (char)(high * 16));
    s->broken |= s->at == s->end;
    s->at += s->at < s->end;
}

/* Notes an operand, or a part of one: arrays hold numbers and strings. */
static void note_kind(stream *s, char kind)
{
    if (!s->open->len)
        g_string_append_c(s->kinds, kind);
    else if (s->open->str[s->open->len - 1] == ']')
        s->broken |= kind != 'n' && kind != 's';
}

/* One of [ ] << >>; braces and single brackets have no meaning here. */
static void take_bracket(stream *s)
{
    char c = *s->at;
    bool twice = s->at + 1 < s->end && s->at[1] == c;
    gsize size = c == '[' || c == ']' ? 1 : 2, depth = s->open->len;
    if (c == '[' || (c == '<' && twice)) {
        note_kind(s, c == '[' ? 'a' : 'd');
        g_string_append_c(s->open, c == '[' ? ']' : '>');
    } else if (depth && s->open->str[depth - 1] == c && (c == ']' || twice))
        g_string_truncate(s->open, depth - 1);
    else {
        s->broken = true;
        return;
    }
    g_string_append_len(s->operands, s->at, (gssize)size);
    s->at += size;
}

/* A dictionary, an array or a name is told without the blanks between its parts. */
static void take_delimited(stream *s)
{
    bool hex = *s->at == '<' && (s->at + 1 == s->end || s->at[1] != '<');
    if (*s->at == '(' || hex) {
        note_kind(s, 's');
        (hex ? take_hex : take_literal)(s);
    } else if (*s->at == '/') {
        note_kind(s, '/');
        s->at++;
        const char *end = word_end(s);
        g_string_append_c(s->operands, '/');
        g_string_append_len(s->operands, s->at, end - s->at);
        s->at = end;
    } else
        take_bracket(s);
}

static void tell_codes(stream *s)
{
    if (!s->codes->len)
        return;
    g_string_append(s->told, s->fonts[s->saved]);
    for (gsize i = 0; i < s->codes->len; i++) {
        g_string_append_printf(s->told, i ? "%02x" : ":%02x", (unsigned char)s->codes->str[i]);
    }
    g_string_append_c(s->told, '\n');
}

/* An operator of our own streams, or of those who write them anew. Places, sizes and colours pictures tell. */
typedef struct rule {
    const char *name, *operands;
    int where; /* levels */
    level to;  /* the level behind it; 0: the same */
    bool told;
} rule;

static const rule *rule_of(const char *name, const char *operands)
{
    static const rule rules[] = {
        {"q", "", PAGE, 0, false},
        {"Q", "", PAGE, 0, false},
        {"cm", "nnnnnn", PAGE, 0, false},
        {"w", "n", PAGE | TEXT, 0, false},
        {"g", "n", PAGE | TEXT, 0, false},
        {"G", "n", PAGE | TEXT, 0, false},
        {"rg", "nnn", PAGE | TEXT, 0, false},
        {"RG", "nnn", PAGE | TEXT, 0, false},
        {"BT", "", PAGE, TEXT, false},
        {"ET", "", TEXT, PAGE, false},
        {"Tf", "/n", PAGE | TEXT, 0, false},
        {"Ts", "n", PAGE | TEXT, 0, false},
        {"TL", "n", PAGE | TEXT, 0, false},
        {"Td", "nn", TEXT, 0, false},
        {"TD", "nn", TEXT, 0, false},
        {"Tm", "nnnnnn", TEXT, 0, false},
        {"T*", "", TEXT, 0, false},
        {"Tj", "s", TEXT, 0, false},
        {"TJ", "a", TEXT, 0, false},
        {"m", "nn", PAGE | PATH, PATH, false},
        {"re", "nnnn", PAGE | PATH, PATH, false},
        {"l", "nn", PATH, 0, false},
        {"h", "", PATH, 0, false},
        {"S", "", PATH, PAGE, true},
        {"f", "", PATH, PAGE, true},
        {"BDC", "/d", PAGE | TEXT, 0, true},
        {"EMC", "", PAGE | TEXT, 0, true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
        if (!strcmp(rules[i].name, name) && !strcmp(rules[i].operands, operands))
            return &rules[i];
    return NULL;
}

/* Takes the level behind an operator; false: it may not stand here. */
static bool enter(stream *s, const rule *r)
{
    if (!r || s->open->len || !(r->where & s->level))
        return false;
    bool save = *r->name == 'q', restore = *r->name == 'Q';
    if ((save && s->saved == STATES_MAX) || (restore && !s->saved))
        return false;
    if (save)
        memcpy(s->fonts[s->saved + 1], s->fonts[s->saved], FONT);
    s->saved += save - restore;
    s->level = r->to ? r->to : s->level;
    return true;
}

/* One operator behind its operands. Each string shown is a line of its own, however many operators showed it. */
static void take_operator(stream *s, const char *name)
{
    const rule *r = rule_of(name, s->kinds->str);
    s->broken |= !enter(s, r);
    if (!strcmp(name, "Tf")) {
        const char *space = strchr(s->operands->str, ' ');
        g_strlcpy(s->fonts[s->saved], s->operands->str, MIN(FONT, (gsize)(space ? space - s->operands->str : FONT) + 1));
    } else if (r && r->told)
        g_string_append_printf(s->told, "%s %s\n", s->operands->str, name);
    tell_codes(s);
    g_string_truncate(s->operands, 0);
    g_string_truncate(s->codes, 0);
    g_string_truncate(s->kinds, 0);
}

/* A sign, digits, and a point among them: what else has the look of a number, programs read in several ways. */
static bool is_number(const char *word)
{
    word += *word == '+' || *word == '-';
    gsize whole = strspn(word, "0123456789"), point = word[whole] == '.', part = point ? strspn(word + whole + 1, "0123456789") : 0;
    return whole + part && !word[whole + point + part];
}

static void take_word(stream *s)
{
    char name[32];
    const char *end = word_end(s);
    gsize size = (gsize)(end - s->at);
    memcpy(name, s->at, MIN(sizeof name - 1, size));
    name[MIN(sizeof name - 1, size)] = '\0';
    s->broken |= size >= sizeof name;
    bool number = is_number(name);
    if (number || !strcmp(name, "true") || !strcmp(name, "false") || !strcmp(name, "null")) {
        note_kind(s, number ? 'n' : 't');
        g_string_append_printf(s->operands, "%s%s", s->operands->len ? " " : "", name);
    } else
        take_operator(s, name);
    s->at = end;
}

static void read_stream(stream *s, const char *data, gsize size)
{
    *s = (stream){.at = data,
                  .end = data + size,
                  .level = PAGE,
                  .kinds = g_string_new(NULL),
                  .open = g_string_new(NULL),
                  .operands = g_string_new(NULL),
                  .codes = g_string_new(NULL),
                  .told = g_string_new(NULL)};
    for (skip_space(s); s->at < s->end && !s->broken; skip_space(s)) {
        if (is_delimiter(*s->at))
            take_delimited(s);
        else
            take_word(s);
    }
    s->broken |= s->kinds->len || s->open->len || s->level != PAGE || s->saved;
}

static void free_stream(stream *s)
{
    g_string_free(s->kinds, TRUE);
    g_string_free(s->open, TRUE);
    g_string_free(s->operands, TRUE);
    g_string_free(s->codes, TRUE);
    g_string_free(s->told, TRUE);
}

bool bp_contents_use_font(const char *data, gsize size, const char *name)
{
    stream s;
    read_stream(&s, data, size);
    char *line = g_strconcat("\n", name, ":", NULL);
    bool used = s.broken || strstr(s.told->str, line) || g_str_has_prefix(s.told->str, line + 1);
    g_free(line);
    free_stream(&s);
    return used;
}

bool bp_contents_alike(const char *own, gsize own_size, const char *other, gsize other_size)
{
    stream a, b;
    read_stream(&a, own, own_size);
    read_stream(&b, other, other_size);
    bool alike = !a.broken && !b.broken && g_string_equal(a.told, b.told);
    free_stream(&a);
    free_stream(&b);
    return alike;
}
