/* values.c - see values.h. */
#include "reading/values.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/chars.h"
#include "base/utf8.h"
#include "format/xlsx/numfmt.h"

/* ---- texts ---- */

/* What nobody sees and nothing depends on. */
static bool is_invisible(unsigned traits)
{
    return traits & BP_CHAR_UNSEEN && !(traits & (BP_CHAR_TURNS | BP_CHAR_SELECTOR));
}

static bool is_blank(uint32_t c)
{
    unsigned traits = bp_char_traits(c);
    return c < 0x20 || c == 0x2028 || c == 0x2029 || traits & (BP_CHAR_SPACE | BP_CHAR_BLANK) || is_invisible(traits);
}

static void put_character(bp_buf *out, uint32_t c)
{
    char bytes[BP_UTF8_MAX];
    bp_buf_put(out, bytes, bp_utf8_put(bytes, c));
}

void bp_fold(bp_buf *out, const char *text, size_t size)
{
    for (const char *p = text; p < text + size;) {
        uint32_t c = bp_char_fold(bp_utf8_next(&p));
        if (c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        if (!is_blank(c) && c != '*')
            put_character(out, c);
    }
}

void bp_strip(const char **text, size_t *size)
{
    const char *p = *text, *end = *text + *size;
    while (p < end) {
        const char *next = p;
        if (!is_blank(bp_utf8_next(&next)))
            break;
        p = next;
    }
    while (end > p) {
        const char *last = end - 1;
        while (((unsigned char)*last & 0xC0) == 0x80)
            last--;
        const char *next = last;
        if (!is_blank(bp_utf8_next(&next)))
            break;
        end = last;
    }
    *text = p;
    *size = (size_t)(end - p);
}

unsigned bp_leading_blanks(const char *text)
{
    unsigned columns = 0;
    while (*text) {
        uint32_t c = bp_utf8_next(&text);
        if (!is_blank(c))
            break;
        columns += c == 0x3000 || c == '\t' ? 2 : 1;
    }
    return columns;
}

bool bp_begins_blank(const char *text)
{
    return *text && is_blank(bp_utf8_next(&text));
}

/* ---- numbers ---- */

enum { DIGITS_MAX = 40 };

/* digits * 10^exponent, without leading or trailing zeros. */
typedef struct decimal {
    bool negative;
    char digits[DIGITS_MAX + 1];
    int count, exponent;
} decimal;

static void trim_zeros(decimal *d)
{
    int from = 0;
    while (from < d->count && d->digits[from] == '0')
        from++;
    memmove(d->digits, d->digits + from, (size_t)(d->count - from) + 1);
    d->count -= from;
    while (d->count && d->digits[d->count - 1] == '0') {
        d->digits[--d->count] = '\0';
        d->exponent++;
    }
}

/* [-+]digits[.digits][E[-+]digits], the number as it stands. */
static bool read_decimal(const char *text, decimal *out)
{
    bool point = false, any = false;
    *out = (decimal){.negative = *text == '-'};
    text += *text == '-' || *text == '+';
    for (; (*text >= '0' && *text <= '9') || (*text == '.' && !point); text++) {
        if (*text == '.') {
            point = true;
            continue;
        }
        any = true;
        if (out->count < DIGITS_MAX) {
            out->digits[out->count++] = *text;
            out->exponent -= point;
        } else
            out->exponent += !point;
    }
    if (any && (*text == 'e' || *text == 'E')) {
        char *end;
        long exponent = strtol(text + 1, &end, 10);
        if (end == text + 1 || exponent > 400 || exponent < -400)
            return false;
        out->exponent += (int)exponent;
        text = end;
    }
    trim_zeros(out);
    return any && !*text;
}

/* Rounds half away from zero so that nothing stands beyond 10^exponent. */
static void round_decimal(decimal *d, int exponent)
{
    int drop = exponent - d->exponent;
    if (drop <= 0)
        return;
    bool up = drop <= d->count && d->digits[d->count - drop] >= '5';
    d->count = drop < d->count ? d->count - drop : 0;
    d->digits[d->count] = '\0';
    d->exponent = exponent;
    if (up) {
        int i = d->count;
        while (i && d->digits[i - 1] == '9')
            d->digits[--i] = '0';
        if (i)
            d->digits[i - 1]++;
        else {
            memmove(d->digits + 1, d->digits, (size_t)d->count + 1);
            d->digits[0] = '1';
            d->count++;
        }
    }
    trim_zeros(d);
}

/* As plain digits: no exponent, `digits` places behind the point at least. */
static void put_decimal(bp_buf *out, const decimal *d, int digits)
{
    int places = d->count && -d->exponent > digits ? -d->exponent : digits;
    if (d->negative && d->count)
        bp_buf_putc(out, '-');
    int whole = d->count + d->exponent;   /* digits before the point */
    if (!d->count || whole <= 0)
        bp_buf_putc(out, '0');
    for (int i = 0; i < whole && d->count; i++)
        bp_buf_putc(out, i < d->count ? d->digits[i] : '0');
    if (places)
        bp_buf_putc(out, '.');
    for (int i = 0; i < places; i++) {
        int at = whole + i;
        bp_buf_putc(out, d->count && at >= 0 && at < d->count ? d->digits[at] : '0');
    }
}

static double decimal_double(const decimal *d)
{
    char text[DIGITS_MAX + 24];
    snprintf(text, sizeof text, "%s%se%d", d->negative ? "-" : "", d->count ? d->digits : "0", d->exponent);
    return strtod(text, NULL);
}

/* What is left of a number when the digits are taken away that stand there only because doubles err. */
static void clean_decimal(decimal *d, int shown)
{
    double value = decimal_double(d), error = fabs(value) * DBL_EPSILON * 4;
    decimal best = *d, tried = *d;
    char text[40];
    if (d->count <= 15 || (d->count == 16 && d->exponent >= -6))
        return;
    snprintf(text, sizeof text, "%.14e", value);  /* 15 digits: what every double keeps */
    if (read_decimal(text, &tried) && fabs(decimal_double(&tried) - value) <= error)
        best = tried;
    for (int places = shown < 0 ? 0 : shown; places <= 6; places++) {
        tried = *d;
        round_decimal(&tried, -places);
        if (fabs(decimal_double(&tried) - value) <= error) {
            best = tried;
            break;
        }
    }
    *d = best;
}

static bp_number_fault to_amount(decimal *d, int shift, bp_amount *out)
{
    bp_number_fault fault = BP_NUMBER_OK;
    bp_buf text = {0};
    d->exponent += shift;
    if (d->count && d->count + d->exponent > 12)
        return BP_NUMBER_LARGE;
    if (d->count && d->exponent < -6) {
        fault = BP_NUMBER_FINE;
        round_decimal(d, -6);
    }
    put_decimal(&text, d, 0);
    bp_amount_fault bad = bp_amount_parse(bp_buf_text(&text), text.size, out);
    bool failed = text.failed;
    bp_buf_free(&text);
    if (failed)
        return BP_NUMBER_MEMORY;
    return bad == BP_FAULT_INTEGER ? BP_NUMBER_LARGE : bad ? BP_NUMBER_SYNTAX : fault;
}

bp_number_fault bp_amount_from_number(const char *text, int digits, int shift, bp_amount *out)
{
    decimal d;
    if (!read_decimal(text, &d))
        return BP_NUMBER_SYNTAX;
    clean_decimal(&d, digits);
    return to_amount(&d, shift, out);
}

/* The digits that a text shows, as a number: signs and brackets before them are a minus. False where there are none. */
static bool read_shown(const char *text, double *value, int *places)
{
    bp_buf digits = {0};
    bool point = false;
    *places = 0;
    while (*text) {
        uint32_t c = bp_char_fold(bp_utf8_next(&text));
        bool digit = c >= '0' && c <= '9';
        if (digit || (c == '.' && !point && digits.size))
            bp_buf_putc(&digits, (char)c);
        else if ((c == '-' || c == 0x2212 || c == '(') && !digits.size)
            bp_buf_putc(&digits, '-');
        *places += point && digit;
        point |= c == '.';
    }
    bool any = digits.size && strpbrk(digits.data, "0123456789");
    *value = any ? strtod(digits.data, NULL) : 0;
    bp_buf_free(&digits);
    return any;
}

bool bp_shows_another(const bp_grid_cell *cell, int scale, bp_buf *shown)
{
    bp_buf number = {0};
    decimal d;
    uint32_t ink = BP_NO_INK;
    double value;
    int places;
    bp_buf_truncate(shown, 0);
    if (cell->value != BP_VALUE_NUMBER || !cell->format || cell->format->plain || !read_decimal(cell->text, &d))
        return false;
    clean_decimal(&d, -1);
    put_decimal(&number, &d, 0);
    bool told = bp_format_show_number(cell->format, bp_buf_text(&number), shown, &ink);
    bp_buf_free(&number);
    d.exponent -= scale;
    double own = decimal_double(&d);
    if (!told)
        return false;
    if (!read_shown(bp_buf_text(shown), &value, &places))
        return d.count > 0;
    double room = 0.5 * pow(10, -places) + fabs(own) * 1e-14;
    bool red = (ink >> 16 & 0xFF) > 0x80 && ink != BP_NO_INK && !(ink & 0xFFFF);
    return fabs(value - own) > room && !(red && d.negative && fabs(value + own) <= room);
}

bool bp_is_spoilt_code(const char *text)
{
    static const char digits[] = "0123456789";
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int a, b, c, end = 0, whole = (int)strspn(text, "0123456789.");
    const char *p = text + whole;
    if (whole && (*p == 'E' || *p == 'e') && (p[1] == '+' || p[1] == '-') && p[2] && !p[2 + strspn(p + 2, digits)])
        return true;
    if (sscanf(text, "%4d/%2d/%2d%n", &a, &b, &c, &end) == 3 || sscanf(text, "%4d-%2d-%2d%n", &a, &b, &c, &end) == 3)
        return a >= 1900 && b >= 1 && b <= 12 && c >= 1 && c <= 31 && (!text[end] || text[end] == ' ');
    if (sscanf(text, "%2d月%2d日%n", &a, &b, &end) == 2 && end && !text[end])
        return true;
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        const char *month = strstr(text, months[i]);
        size_t before = strspn(text, digits);
        if (month && ((month == text && text[3] == '-' && text[4] && !text[4 + strspn(text + 4, digits)]) ||
                      (before && month == text + before + 1 && month[-1] == '-' && !month[3])))
            return true;
    }
    return false;
}

bool bp_is_number_of(const char *number, bp_amount exact)
{
    double value = strtod(number, NULL);
    char written[40];
    bool same = value == bp_amount_double(exact);
    for (int digits = 15; digits <= 16 && !same; digits++) {  /* as programs write it */
        snprintf(written, sizeof written, "%.*G", digits, bp_amount_double(exact));
        same = value == strtod(written, NULL);
    }
    return same;
}

bool bp_cell_is_amount(const bp_grid_cell *cell)
{
    bp_amount amount;
    return cell->value == BP_VALUE_NUMBER ||
           (cell->value == BP_VALUE_TEXT && !bp_amount_from_text(cell->text, cell->size, 0, &amount));
}

bool bp_same_sum(bp_amount computed, bp_amount exact)
{
    int64_t difference = llabs(computed.micro - exact.micro);
    return difference == 0 || difference <= 1 + (llabs(exact.micro) >> 46);
}

/* For amounts, where nothing that shows may get lost: as bp_fold, but marks stay, a blank within is ' ', and a line feed, a tab or
 * the like '\n', which nothing reads. */
static void fold_amount(bp_buf *out, const char *text, size_t size)
{
    bp_strip(&text, &size);
    for (const char *p = text; p < text + size;) {
        uint32_t seen = bp_utf8_next(&p), c = bp_char_fold(seen);
        if (c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        if (is_invisible(bp_char_traits(seen)))
            continue;
        c = c ? c : seen;  /* what turns the direction of digits stays, and makes it none */
        bool breaks = c < 0x20 || c == 0x2028 || c == 0x2029;
        put_character(out, breaks ? '\n' : is_blank(c) ? ' ' : c == 0x2212 ? '-' : c);
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Blanks beside anything but a digit or a point say nothing: "¥ 5", "( 5 )", "1, 234". A single one between digits may separate
 * thousands and becomes a comma where no commas stand. What stays is no amount. */
static void settle_blanks(bp_buf *text)
{
    bool commas = strchr(text->data, ',') != NULL;
    char *to = text->data;
    for (const char *p = text->data; *p;) {
        size_t blanks = strspn(p, " ");
        const char *next = p + blanks;
        bool behind = to > text->data && (is_digit(to[-1]) || to[-1] == '.'), before = is_digit(*next) || *next == '.';
        bool separates = blanks == 1 && !commas && behind && to[-1] != '.' && is_digit(*next);
        if (!blanks)
            *to++ = *p++;
        else if (behind && before)
            *to++ = separates ? ',' : ' ';
        p = blanks ? next : p;
    }
    bp_buf_truncate(text, (size_t)(to - text->data));
}

/* Separators must stand between groups of three: 1,23 and 0,500 may have a decimal comma, and are no amounts here. */
static bool take_separators_out(bp_buf *text)
{
    char *to = text->data;
    size_t since = 0;
    bool any = false, point = false, zero = text->data[strcspn(text->data, "0123456789")] == '0';
    for (const char *p = text->data; *p; p++) {
        if (*p == ',') {
            if (zero || point || !since || (any && since != 3) || since > 3)
                return false;
            any = true;
            since = 0;
            continue;
        }
        if (*p == '.') {
            if (any && since != 3)
                return false;
            point = true;
        }
        since += is_digit(*p);
        *to++ = *p;
    }
    bp_buf_truncate(text, (size_t)(to - text->data));
    return point || !any || since == 3;
}

static bool is_dash(const char *text)
{
    static const char *const dashes[] = {"-", "--", "—", "——", "–", "/", "无", "空"};
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++)
        if (!strcmp(text, dashes[i]))
            return true;
    return false;
}

/* Folded text without its currency and brackets. */
static bool take_ornaments_off(bp_buf *text)
{
    static const char *const currencies[] = {"¥", "rmb", "cny"};
    bool bracketed = text->size > 2 && text->data[0] == '(' && text->data[text->size - 1] == ')';
    if (bracketed) {
        text->data[0] = '-';
        bp_buf_truncate(text, text->size - 1);
    }
    for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++) {
        size_t sign = text->data[0] == '-', n = strlen(currencies[i]);
        if (!strncmp(text->data + sign, currencies[i], n)) {
            memmove(text->data + sign, text->data + sign + n, text->size - sign - n);
            bp_buf_truncate(text, text->size - n);
        }
    }
    return text->size > 0 && !(bracketed && text->data[1] == '-');
}

bp_number_fault bp_amount_from_text(const char *text, size_t size, int shift, bp_amount *out)
{
    bp_buf folded = {0};
    decimal d;
    bp_number_fault fault = BP_NUMBER_SYNTAX;
    fold_amount(&folded, text, size);
    if (!folded.failed && folded.size)
        settle_blanks(&folded);
    if (folded.failed)
        fault = BP_NUMBER_MEMORY;
    else if (!folded.size || is_dash(folded.data))
        fault = BP_NUMBER_BLANK;
    else if (take_ornaments_off(&folded) && take_separators_out(&folded) && !strpbrk(folded.data, "e") &&
             read_decimal(folded.data, &d))
        fault = to_amount(&d, shift, out);
    bp_buf_free(&folded);
    return fault;
}

/* ---- what a cell shows ---- */

/* The number without its sign. */
static void put_digits(bp_buf *out, decimal d)
{
    d.negative = false;
    put_decimal(out, &d, 0);
}

/* By a section of the format. False where that shows nothing of the number, not even a word in its place. */
static bool put_by_section(bp_buf *out, const bp_format_section *section, decimal d, bool *guessed)
{
    bp_buf digits = {0};
    d.exponent += 2 * section->percents - 3 * section->commas;
    if (section->drawn && d.exponent < 0)
        round_decimal(&d, 0);
    trim_zeros(&d);
    bool fixed = section->kind == BP_FORMAT_NUMBER || section->kind == BP_FORMAT_PERCENT;
    *guessed |= section->chosen || section->drawn || section->commas || (section->grouped && d.count + d.exponent > 3) ||
                (fixed && d.count && -d.exponent > section->digits);
    put_digits(&digits, d);
    if (d.negative && d.count && !section->absolute)
        bp_buf_putc(out, '-');
    size_t before = out->size;
    bp_format_put_number(out, section, bp_buf_text(&digits));
    bp_buf_free(&digits);
    return out->size > before || out->failed;
}

static int digits_shown(const bp_format_section *section)
{
    return section->kind == BP_FORMAT_PERCENT                      ? section->digits + 2 * section->percents
           : section->kind == BP_FORMAT_NUMBER && !section->commas ? section->digits + section->drawn
                                                                   : -1;
}

static void put_number(const bp_grid_cell *cell, bp_buf *out, bool *guessed)
{
    const bp_number_format *format = cell->format;
    bp_format_section section = {.kind = BP_FORMAT_GENERAL};
    decimal d;
    if (!read_decimal(cell->text, &d)) {
        bp_buf_puts(out, cell->text);
        return;
    }
    bool general = !format || format->kind == BP_FORMAT_TEXT || (format->plain && format->kind == BP_FORMAT_GENERAL);
    bool followed = !general && bp_format_choose(format->code, decimal_double(&d), &section) && !section.unread &&
                    section.kind != BP_FORMAT_DATE;
    if (d.exponent < 0)
        clean_decimal(&d, digits_shown(&section));
    *guessed |= !general && !followed;
    *guessed |= d.count + d.exponent > 15;  /* a code typed as a number: spreadsheets lose the digits behind the fifteenth */
    if (followed && put_by_section(out, &section, d, guessed))
        return;
    *guessed |= followed;  /* the format hides it */
    bp_buf_truncate(out, 0);
    put_decimal(out, &d, 0);
}

/* A format may put something about texts, too: @"个". */
static void put_text(const bp_grid_cell *cell, bp_buf *out)
{
    bp_format_section section;
    if (cell->format && !cell->format->plain && bp_format_choose_text(cell->format->code, &section) && section.literal &&
        section.kind == BP_FORMAT_TEXT)
        bp_format_put_text(out, &section, cell->text, cell->size);
    else
        bp_buf_put(out, cell->text, cell->size);
}

/* In the words of the format where it has them: 2024年12月31日, 2024年12月; else 2024-12-31. */
static bool put_date(const bp_grid *grid, const bp_grid_cell *cell, bp_buf *out)
{
    bp_buf day = {0};
    bool known = bp_book_date(&day, cell->text, grid->is_1904);
    if (known && strstr(cell->format->code, "年") && day.size >= 10) {
        const char *d = day.data;
        int month = atoi(d + 5), of_month = atoi(d + 8);
        bp_buf_printf(out, "%.4s年%d月", d, month);
        if (strstr(cell->format->code, "日"))
            bp_buf_printf(out, "%d日", of_month);
    } else if (known)
        bp_buf_put(out, day.data, day.size);
    bp_buf_free(&day);
    return known;
}

bool bp_cell_text(const bp_grid *grid, const bp_grid_cell *cell, bp_buf *out, bool *guessed)
{
    bp_buf_truncate(out, 0);
    *guessed = false;
    switch (cell->value) {
    case BP_VALUE_TEXT:
        put_text(cell, out);
        return true;
    case BP_VALUE_NUMBER:
        if (cell->format && cell->format->kind == BP_FORMAT_DATE) {
            *guessed = true;
            return put_date(grid, cell, out);
        }
        put_number(cell, out, guessed);
        return true;
    case BP_VALUE_BOOLEAN:
        *guessed = true;
        bp_buf_puts(out, *cell->text == '1' ? "TRUE" : "FALSE");
        return true;
    default:
        return false;
    }
}
