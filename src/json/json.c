/* json.c - the strict recognizer, and spans of what it let pass. The reader over cJSON stands in reader.c; see json.h. */
#include "json/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "base/kind.h"
#include "diag/translate.h"
#include "base/utf8.h"

/* What a scanner may expect, for messages. */
typedef enum expected { VALUE, KEY, COLON, COMMA_OR_BRACE, COMMA_OR_BRACKET, STRING_END, ESCAPE, DIGIT, TEXT_END } expected;

typedef struct scanner {
    const bp_source *source;
    bp_diag *diag;
    size_t at;
    int depth;
    bp_status status;
} scanner;

static bool fault(scanner *s, bp_code code, size_t at, const char *const *args)
{
    s->status = bp_report(s->diag, code, (bp_where){.source = s->source, .offset = at + 1}, args);
    return false;
}

static bool is_behind_comma(const scanner *s)
{
    size_t at = s->at;
    while (at && strchr(" \t\r\n", s->source->text[at - 1]))
        at--;
    return at && s->source->text[at - 1] == ',';
}

/* What stands at `at`, whose characters are well-formed. People type JSON with a Chinese input method: what looks right is told
 * apart. */
static const char *found_at(const scanner *s, char out[80])
{
    static const char wide[] = "\uFF1A\uFF0C\u201C\u201D\u2018\u2019\uFF5B\uFF5D\uFF3B\uFF3D\u3010\u3011\uFF02\u3001\u3002\uFF0E";
    const char *text = s->source->text + s->at, *next = text;
    if (s->at == s->source->size)
        return bp_diag_text(s->diag, "the end of the file");
    uint32_t cp = bp_utf8_next(&next);
    int size = (int)(next - text);
    char character[BP_UTF8_MAX + 1] = "";
    memcpy(character, text, (size_t)size);
    if (cp < ' ' || cp == 0x7F || cp == 0xFEFF)
        snprintf(out, 80, "U+%04X", (unsigned)cp);
    else if (cp > 0x7F && strstr(wide, character))
        snprintf(out, 80, bp_diag_text(s->diag, "the full-width %s"), character);
    else if ((cp == '}' || cp == ']') && is_behind_comma(s))
        snprintf(out, 80, bp_diag_text(s->diag, "'%s' (the comma before it is one too many)"), character);
    else
        snprintf(out, 80, bp_diag_text(s->diag, "'%s'"), character);
    return out;
}

static bool expect_failed(scanner *s, expected what)
{
    static const char *const names[] = {
        [VALUE] = BP_TEXT("a value"),
        [KEY] = BP_TEXT("a member name in quotes"),
        [COLON] = BP_TEXT("':'"),
        [COMMA_OR_BRACE] = BP_TEXT("',' or '}'"),
        [COMMA_OR_BRACKET] = BP_TEXT("',' or ']'"),
        [STRING_END] = BP_TEXT("'\"'"),
        [ESCAPE] = BP_TEXT("an escape such as \\n or \\u4E00"),
        [DIGIT] = BP_TEXT("a digit"),
        [TEXT_END] = BP_TEXT("the end of the text"),
    };
    const bp_source *source = s->source;
    size_t rest = source->size - s->at;
    if (rest && !bp_utf8_valid(source->text + s->at, rest < BP_UTF8_MAX ? rest : BP_UTF8_MAX))
        return fault(s, BP_JSON_UTF8, s->at, BP_NO_ARGS);
    char found[80];
    return fault(s, BP_JSON_SYNTAX, s->at, BP_ARGS(bp_translate(bp_diag_lang(s->diag), names[what]), found_at(s, found)));
}

static int peek(const scanner *s)
{
    return s->at < s->source->size ? (unsigned char)s->source->text[s->at] : -1;
}

static bool take(scanner *s, char c)
{
    if (peek(s) != c)
        return false;
    s->at++;
    return true;
}

static size_t skip_space(const char *text, size_t size, size_t at)
{
    while (at < size && text[at] <= ' ' && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t'))
        at++;
    return at;
}

static void space(scanner *s)
{
    s->at = skip_space(s->source->text, s->source->size, s->at);
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

/* The four digits behind \u, -1 where they are not. */
static int hex4(const scanner *s, size_t at)
{
    int value = 0;
    if (s->source->size - at < 4)
        return -1;
    for (size_t i = 0; i < 4; i++) {
        char c = s->source->text[at + i];
        int digit = is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* One escape; s->at is behind the backslash. */
static bool scan_escape(scanner *s)
{
    int c = peek(s);
    if (c > 0 && strchr("\"\\/bfnrt", c)) {
        s->at++;
        return true;
    }
    int unit = c == 'u' ? hex4(s, s->at + 1) : -1;
    if (unit < 0)
        return expect_failed(s, ESCAPE);
    if (!unit)
        return fault(s, BP_JSON_NUL, s->at - 1, BP_NO_ARGS);
    size_t begin = s->at - 1;
    s->at += 5;
    if (unit < 0xD800 || unit > 0xDFFF)
        return true;
    const char *text = s->source->text;
    bool second = s->source->size - s->at >= 6 && text[s->at] == '\\' && text[s->at + 1] == 'u';
    int low = second ? hex4(s, s->at + 2) : -1;
    if (unit > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
        return fault(s, BP_JSON_SURROGATE, begin, BP_NO_ARGS);
    s->at += 6;
    return true;
}

/* Whether the text, of at least eight bytes, begins with two sequences of three bytes, none of the kinds that look closer at the
 * second. */
static bool is_common_pair(const unsigned char *text)
{
    static const unsigned char mask[8] = {0xF0, 0xC0, 0xC0, 0xF0, 0xC0, 0xC0}, pattern[8] = {0xE0, 0x80, 0x80, 0xE0, 0x80, 0x80};
    uint64_t bytes, masks, patterns;
    memcpy(&bytes, text, 8);
    memcpy(&masks, mask, 8);
    memcpy(&patterns, pattern, 8);
    return (bytes & masks) == patterns && text[0] != 0xE0 && text[0] != 0xED && text[3] != 0xE0 && text[3] != 0xED;
}

/* How far the text is certain to be well-formed and to need no closer look: no quote, escape or control character, and of the
 * longer sequences only those of three bytes of which any will do, which nearly all Chinese texts are made of. */
static size_t plain_end(const char *text, size_t at, size_t end)
{
    static const unsigned char lengths[256] = {  /* by the first byte; 0: look closer */
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    };
    while (at < end) {
        const unsigned char *p = (const unsigned char *)text + at;
        while (end - at >= 8 && is_common_pair(p)) {
            p += 6;
            at += 6;
        }
        size_t length = at < end ? lengths[*p] : 0;
        if (!length || (length == 3 && (end - at < 3 || ((p[1] ^ 0x80) | (p[2] ^ 0x80)) >= 0x40)))
            break;
        at += length;
    }
    return at;
}

static bool scan_string(scanner *s, expected what)
{
    const char *text = s->source->text;
    const size_t size = s->source->size;
    if (!take(s, '"'))
        return expect_failed(s, what);
    size_t begin = s->at;
    for (;;) {
        size_t end = size - begin > BP_JSON_MAX_STRING ? begin + BP_JSON_MAX_STRING + 1 : size;
        size_t from = s->at = plain_end(text, s->at, end);
        if (s->at < end && take(s, '"'))
            return true;
        while (s->at < end && text[s->at] != '"' && text[s->at] != '\\' && (unsigned char)text[s->at] >= 0x20)
            s->at++;
        size_t valid = bp_utf8_valid(text + from, s->at - from);
        bool cut = s->at == end && end < size && valid + BP_UTF8_MAX > s->at - from;  /* the limit stands inside a character */
        if (valid < s->at - from && !cut)
            return fault(s, BP_JSON_UTF8, from + valid, BP_NO_ARGS);
        if (s->at - begin > BP_JSON_MAX_STRING) {
            char limit[24];
            snprintf(limit, sizeof limit, "%d", BP_JSON_MAX_STRING);
            return fault(s, BP_JSON_STRING_TOO_LONG, begin - 1, BP_ARGS(limit));
        }
        if (s->at == size)
            return expect_failed(s, STRING_END);
        if (take(s, '"'))
            return true;
        if (!take(s, '\\'))
            return fault(s, BP_JSON_CONTROL, s->at, BP_NO_ARGS);
        if (!scan_escape(s))
            return false;
    }
}

static bool scan_digits(scanner *s)
{
    if (!is_digit(peek(s)))
        return expect_failed(s, DIGIT);
    while (is_digit(peek(s)))
        s->at++;
    return true;
}

static bool scan_number(scanner *s)
{
    size_t begin = s->at;
    take(s, '-');
    if (!take(s, '0') && !scan_digits(s))
        return false;
    if (take(s, '.') && !scan_digits(s))
        return false;
    if (take(s, 'e') || take(s, 'E')) {
        if (!take(s, '+'))
            take(s, '-');
        if (!scan_digits(s))
            return false;
    }
    if (s->at - begin > BP_JSON_MAX_NUMBER) {
        char limit[24];
        snprintf(limit, sizeof limit, "%d", BP_JSON_MAX_NUMBER);
        return fault(s, BP_JSON_NUMBER_TOO_LONG, begin, BP_ARGS(limit));
    }
    return true;
}

static bool scan_word(scanner *s)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (s->source->size - s->at >= n && !memcmp(s->source->text + s->at, words[i], n)) {
            s->at += n;
            return true;
        }
    }
    return expect_failed(s, VALUE);
}

static bool scan_value(scanner *s);

/* Members or elements up to the closing character. */
static bool scan_container(scanner *s, char close)
{
    if (++s->depth > BP_JSON_MAX_DEPTH) {
        char limit[24];
        snprintf(limit, sizeof limit, "%d", BP_JSON_MAX_DEPTH);
        return fault(s, BP_JSON_DEPTH, s->at, BP_ARGS(limit));
    }
    s->at++;
    space(s);
    if (take(s, close)) {
        s->depth--;
        return true;
    }
    for (;;) {
        space(s);
        if (close == '}') {
            if (!scan_string(s, KEY))
                return false;
            space(s);
            if (!take(s, ':'))
                return expect_failed(s, COLON);
            space(s);
        }
        if (!scan_value(s))
            return false;
        space(s);
        if (take(s, close)) {
            s->depth--;
            return true;
        }
        if (!take(s, ','))
            return expect_failed(s, close == '}' ? COMMA_OR_BRACE : COMMA_OR_BRACKET);
    }
}

static bool scan_value(scanner *s)
{
    int c = peek(s);
    if (c == '{' || c == '[')
        return scan_container(s, c == '{' ? '}' : ']');
    if (c == '"')
        return scan_string(s, VALUE);
    if (c == '-' || is_digit(c))
        return scan_number(s);
    return scan_word(s);
}

static bool is_csv(const bp_source *source)
{
    size_t size = strlen(source->name), at = skip_space(source->text, source->size, 0);
    return size > 4 && !strcasecmp(source->name + size - 4, ".csv") && at < source->size && !strchr("{[", source->text[at]);
}

/* A file that is no JSON by its first bytes is told what it is, not which character is wrong in it. */
static bp_status refuse_other_kinds(const bp_source *source, bp_diag *diag)
{
    const bp_where where = {.file = source->name};
    const bp_kind kind = bp_kind_of(source->text, source->size);
    switch (kind) {
    case BP_KIND_EMPTY:
        return bp_report(diag, BP_EMPTY_FILE, where, BP_NO_ARGS);
    case BP_KIND_UTF16:
    case BP_KIND_UTF32:
        return bp_report(diag, BP_WIDE_TEXT, where, BP_ARGS(kind == BP_KIND_UTF16 ? "UTF-16" : "UTF-32"));
    case BP_KIND_ZIP:
        return bp_report(diag, BP_JSON_TABLE, where, BP_ARGS(bp_diag_text(diag, "a workbook")));
    case BP_KIND_OLE:
        return bp_report(diag, BP_BOOK_OLD, where, BP_NO_ARGS);
    case BP_KIND_PDF:
        return bp_report(diag, BP_JSON_OTHER, where, BP_ARGS(bp_diag_text(diag, "a PDF")));
    case BP_KIND_MARKUP:
        return bp_report(diag, BP_JSON_OTHER, where, BP_ARGS(bp_diag_text(diag, "HTML or XML")));
    case BP_KIND_TEXT:
        break;
    }
    return is_csv(source) ? bp_report(diag, BP_JSON_TABLE, where, BP_ARGS(bp_diag_text(diag, "a CSV file"))) : BP_OK;
}

bp_status bp_json_check(const bp_source *source, bp_diag *diag)
{
    scanner s = {.source = source, .diag = diag, .status = refuse_other_kinds(source, diag)};
    if (s.status)
        return s.status;
    space(&s);
    if (scan_value(&s)) {
        space(&s);
        if (s.at < source->size)
            expect_failed(&s, TEXT_END);
    }
    return s.status;
}

static size_t skip_string(const char *text, size_t at)
{
    const char *p = text + at;
    size_t slashes;
    do {
        p = (const char *)rawmemchr(p + 1, '"');
        for (slashes = 0; p[-1 - (ptrdiff_t)slashes] == '\\'; slashes++)
            ;
    } while (slashes % 2);
    return (size_t)(p - text) + 1;
}

/* The offset behind the value that begins at `at`. */
static size_t skip_value(const char *text, size_t size, size_t at)
{
    int depth = 0;
    do {
        if (text[at] == '"') {
            at = skip_string(text, at);
            continue;
        }
        if (text[at] == '{' || text[at] == '[')
            depth++;
        else if (text[at] == '}' || text[at] == ']')
            depth--;
        else if (!depth) {
            while (at < size && !strchr(" \t\r\n,]}", text[at]))
                at++;
            return at;
        }
        at++;
    } while (depth);
    return at;
}

bp_span bp_json_root(const bp_source *source)
{
    size_t at = skip_space(source->text, source->size, 0), end = source->size;
    while (end > at && strchr(" \t\r\n", source->text[end - 1]))
        end--;
    return (bp_span){at, end};
}

/* Where the next member or element begins, `at` being behind the one before or behind the opening bracket. */
static bool next_begins(const char *text, bp_span whole, size_t *at)
{
    *at = skip_space(text, whole.end, *at);
    if (*at < whole.end && text[*at] == ',')
        *at = skip_space(text, whole.end, *at + 1);
    return *at + 1 < whole.end;
}

/* Where the value of the member begins whose name ends at `at`. */
static size_t behind_colon(const char *text, size_t size, size_t at)
{
    return skip_space(text, size, skip_space(text, size, at) + 1);
}

bool bp_json_next(const bp_source *source, bp_span whole, size_t *cursor, bp_span *key, bp_span *value)
{
    const char *text = source->text;
    size_t at = *cursor ? *cursor : whole.at + 1;
    if (!next_begins(text, whole, &at))
        return false;
    *key = (bp_span){at, at};
    if (text[whole.at] == '{') {
        key->end = skip_string(text, at);
        at = behind_colon(text, whole.end, key->end);
    }
    *value = (bp_span){at, skip_value(text, whole.end, at)};
    *cursor = value->end;
    return true;
}

bool bp_json_element(const bp_source *source, bp_span array, size_t cursor, size_t *at)
{
    *at = cursor ? cursor : array.at + 1;
    return next_begins(source->text, array, at);
}

static size_t add_node(bp_nodes *out, bp_span key, size_t at)
{
    if (!BP_ARRAY_ROOM(out->items, out->count, out->room)) {
        out->failed = true;
        return 0;
    }
    out->items[out->count] = (bp_node){.key = key, .value = {at, at}, .size = 1};
    return out->count++;
}

/* Lists the value at `at` and all inside it, as deep as bp_json_check let it be. Returns where it ends. */
static size_t list_value(const char *text, size_t size, size_t at, bp_span key, bp_nodes *out)
{
    size_t index = add_node(out, key, at);
    char first = text[at];
    if (first == '"')
        at = skip_string(text, at);
    else if (first != '{' && first != '[')
        at = skip_value(text, size, at);
    else {
        char close = first == '{' ? '}' : ']';
        for (at = skip_space(text, size, at + 1); text[at] != close && !out->failed;) {
            key = (bp_span){at, at};
            if (first == '{') {
                key.end = skip_string(text, at);
                at = behind_colon(text, size, key.end);
            }
            at = skip_space(text, size, list_value(text, size, at, key, out));
            if (text[at] == ',')
                at = skip_space(text, size, at + 1);
        }
        at++;
    }
    if (!out->failed) {
        out->items[index].value.end = at;
        out->items[index].size = out->count - index;
    }
    return at;
}

void bp_json_list(const bp_source *source, size_t at, bp_nodes *out)
{
    out->count = 0;
    list_value(source->text, source->size, at, (bp_span){at, at}, out);
}

static uint32_t unit_at(const char *hex)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++)
        value = value * 16 + (uint32_t)(is_digit(hex[i]) ? hex[i] - '0' : (hex[i] | 0x20) - 'a' + 10);
    return value;
}

void bp_json_unquote(const bp_source *source, bp_span string, bp_buf *out)
{
    static const char codes[] = "bfnrt", values[] = "\b\f\n\r\t";
    for (const char *p = source->text + string.at + 1, *end = source->text + string.end - 1; p < end; p++) {
        if (*p != '\\') {
            bp_buf_putc(out, *p);
            continue;
        }
        const char *code = strchr(codes, *++p);
        if (*p == 'u') {
            char bytes[BP_UTF8_MAX];
            uint32_t unit = unit_at(p + 1);
            p += 4;
            if (unit >= 0xD800 && unit <= 0xDBFF) {
                unit = 0x10000 + ((unit - 0xD800) << 10) + (unit_at(p + 3) - 0xDC00);
                p += 6;
            }
            bp_buf_put(out, bytes, bp_utf8_put(bytes, unit));
        } else
            bp_buf_putc(out, code ? values[code - codes] : *p);
    }
}

void bp_json_token(const char **pointer, bp_buf *out)
{
    const char *p = *pointer + 1;
    bp_buf_truncate(out, 0);
    for (; *p && *p != '/'; p++) {
        if (p[0] == '~' && (p[1] == '0' || p[1] == '1'))
            bp_buf_putc(out, *++p == '0' ? '~' : '/');
        else
            bp_buf_putc(out, *p);
    }
    *pointer = p;
}
