/* contents.c - see contents.h. A part of budgetpress-read-pdf.
 *
 * Programs that write a stream anew write numbers and strings in other ways, put q and Q around it and move what sets a font or a
 * place. What is shown they leave in its order. So each stream is told as the list of what it shows, and the lists are compared.
 */
#include "contents.h"

#include <string.h>

typedef struct stream {
    const char *at, *end;
    GString *operands; /* since the last operator, as they are told */
    GString *codes;    /* of the strings among them */
    char font[64];
    GString *told;
    GHashTable *operators;
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

/* A dictionary, an array or a name is told without the blanks between its parts. */
static void take_delimited(stream *s)
{
    if (*s->at == '(')
        take_literal(s);
    else if (*s->at == '<' && (s->at + 1 == s->end || s->at[1] != '<'))
        take_hex(s);
    else if (*s->at == '/') {
        s->at++;
        const char *end = word_end(s);
        g_string_append_c(s->operands, '/');
        g_string_append_len(s->operands, s->at, end - s->at);
        s->at = end;
    } else {
        gsize size = s->at + 1 < s->end && s->at[1] == *s->at && (*s->at == '<' || *s->at == '>') ? 2 : 1;
        g_string_append_len(s->operands, s->at, (gssize)size);
        s->at += size;
    }
}

static void tell_codes(stream *s)
{
    if (!s->codes->len)
        return;
    g_string_append(s->told, s->font);
    for (gsize i = 0; i < s->codes->len; i++) {
        g_string_append_printf(s->told, i ? "%02x" : ":%02x", (unsigned char)s->codes->str[i]);
    }
    g_string_append_c(s->told, '\n');
}

/* One operator behind its operands. Each string shown is a line of its own, however many operators showed it. */
static void take_operator(stream *s, const char *name)
{
    static const char *const paints[] = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n", "Do", "sh", "BI", NULL};
    static const char *const marks[] = {"BDC", "BMC", "DP", "MP",  "EMC", "gs", "ri", "cs",
                                        "CS",  "sc",  "SC", "scn", "SCN", "Tr", NULL};
    g_hash_table_add(s->operators, g_strdup(name));
    if (!strcmp(name, "Tf")) {
        const char *space = strchr(s->operands->str, ' ');
        g_strlcpy(s->font, s->operands->str,
                  MIN(sizeof s->font, (gsize)(space ? space - s->operands->str : (long)sizeof s->font) + 1));
    } else if (g_strv_contains(marks, name))
        g_string_append_printf(s->told, "%s %s\n", s->operands->str, name);
    else if (g_strv_contains(paints, name))
        g_string_append_printf(s->told, "%s\n", name);
    tell_codes(s);
    g_string_truncate(s->operands, 0);
    g_string_truncate(s->codes, 0);
}

static bool is_number(const char *word, gsize size)
{
    return size && strspn(word, "+-.0123456789") >= size;
}

static void take_word(stream *s)
{
    char name[32];
    const char *end = word_end(s);
    gsize size = (gsize)(end - s->at);
    g_strlcpy(name, s->at, MIN(sizeof name, size + 1));
    if (is_number(name, MIN(size, sizeof name - 1)) || !strcmp(name, "true") || !strcmp(name, "false") || !strcmp(name, "null"))
        g_string_append_printf(s->operands, "%s%s", s->operands->len ? " " : "", name);
    else
        take_operator(s, name);
    s->at = end;
}

static void read_stream(stream *s, const char *data, gsize size)
{
    *s = (stream){.at = data,
                  .end = data + size,
                  .operands = g_string_new(NULL),
                  .codes = g_string_new(NULL),
                  .told = g_string_new(NULL),
                  .operators = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    for (skip_space(s); s->at < s->end && !s->broken; skip_space(s)) {
        if (is_delimiter(*s->at))
            take_delimited(s);
        else
            take_word(s);
    }
    s->broken |= s->operands->len || s->codes->len;
}

static void free_stream(stream *s)
{
    g_string_free(s->operands, TRUE);
    g_string_free(s->codes, TRUE);
    g_string_free(s->told, TRUE);
    g_hash_table_destroy(s->operators);
}

/* What our own streams need not have: places and colours, which pictures tell, and saving and restoring them. */
static bool is_used(const stream *own, const char *operator)
{
    static const char *const plain[] = {"q",  "Q", "cm", "BT", "ET", "Td", "TD", "Tm", "TL", "T*", "Tj",
                                        "TJ", "g", "G",  "rg", "RG", "w",  "re", "m",  "l",  "h",  NULL};
    return g_strv_contains(plain, operator) || g_hash_table_contains(own->operators, operator);
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
    GHashTableIter names;
    gpointer name;
    read_stream(&a, own, own_size);
    read_stream(&b, other, other_size);
    bool alike = !a.broken && !b.broken && g_string_equal(a.told, b.told);
    g_hash_table_iter_init(&names, b.operators);
    while (alike && g_hash_table_iter_next(&names, &name, NULL))
        alike = is_used(&a, name);
    free_stream(&a);
    free_stream(&b);
    return alike;
}
