/* cellname.c - names of cells, formulas that name some, and serial days. Private to format/xlsx/; see workbook.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "format/xlsx/reader.h"

void bp_cell_name(bp_buf *out, uint32_t row, uint32_t column)
{
    char letters[8];
    size_t n = sizeof letters;
    uint32_t rest = column + 1;
    do {
        rest--;
        letters[--n] = (char)('A' + rest % 26);
        rest /= 26;
    } while (rest);
    bp_buf_put(out, letters + n, sizeof letters - n);
    bp_buf_int(out, (int64_t)row + 1);
}

/* Excel quotes what is not plain: so a place can be pasted into its name box. */
void bp_cell_place(bp_buf *out, const char *sheet, uint32_t row, uint32_t column)
{
    bool plain = *sheet && !(*sheet >= '0' && *sheet <= '9') && !strpbrk(sheet, " !'\"#$%&()*+,-./:;<=>?@[\\]^`{|}~\t");
    if (!plain)
        bp_buf_putc(out, '\'');
    for (const char *p = sheet; *p; p++) {
        if (*p == '\'')
            bp_buf_putc(out, '\'');
        bp_buf_putc(out, *p);
    }
    bp_buf_puts(out, plain ? "!" : "'!");
    bp_cell_name(out, row, column);
}

static const char *parse_cell(const char *p, uint32_t *row, uint32_t *column)
{
    uint32_t c = 0;
    uint64_t r = 0;
    const char *begin = p;
    for (; (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z'); p++)
        if (c <= BP_BOOK_COLUMNS_MAX)
            c = c * 26 + (uint32_t)((*p & 0x5F) - 'A' + 1);
    const char *digits = p;
    for (; *p >= '0' && *p <= '9'; p++)
        if (r <= BP_BOOK_ROWS_MAX)
            r = r * 10 + (uint64_t)(*p - '0');
    if (digits == begin || p == digits || *digits == '0')
        return NULL;
    *row = (uint32_t)r - 1;
    *column = c - 1;
    return p;
}

bool bp_cell_parse(const char *text, uint32_t *row, uint32_t *column)
{
    const char *end = parse_cell(text, row, column);
    return end && !*end;
}

bool bp_range_parse(const char *text, bp_book_range *out)
{
    const char *p = parse_cell(text, &out->row0, &out->column0);
    if (p && !*p) {
        out->row1 = out->row0;
        out->column1 = out->column0;
        return true;
    }
    return p && *p == ':' && bp_cell_parse(p + 1, &out->row1, &out->column1) && out->row0 <= out->row1 &&
           out->column0 <= out->column1;
}

/* ---- formulas ---- */

static bool is_word(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '$' ||
           (c & 0x80);
}

/* "$B$12": false where it is no cell but a name, a function or a number. */
static bool parse_reference(const char *word, size_t size, uint32_t *row)
{
    char plain[16];
    size_t n = 0;
    uint32_t column;
    for (size_t i = 0; i < size; i++)
        if (word[i] != '$') {
            if (n + 1 == sizeof plain)
                return false;
            plain[n++] = word[i];
        }
    plain[n] = '\0';
    return bp_cell_parse(plain, row, &column);
}

/* Behind a quoted text or name. */
static const char *skip_quoted(const char *p)
{
    const char *end = strchr(p + 1, *p);
    return end ? end + 1 : p + strlen(p);
}

static bool is_sum(const char *word, size_t size)
{
    static const char *const names[] = {"SUM", "SUBTOTAL"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (size == strlen(names[i]) && !strncasecmp(word, names[i], size))
            return true;
    return false;
}

unsigned bp_formula_sums(const char *formula, uint32_t row)
{
    unsigned sums = 0;
    int depth = 0, sum = 0;  /* sum: the depth within the outermost SUM, 0 outside */
    for (const char *p = formula; *p;) {
        if (*p == '"' || *p == '\'') {
            p = skip_quoted(p);
        } else if (!is_word(*p)) {
            depth += (*p == '(') - (*p == ')');
            sum = depth < sum ? 0 : sum;
            p++;
        } else {
            const char *word = p;
            uint32_t other;
            while (is_word(*p))
                p++;
            size_t size = (size_t)(p - word);
            if (!sum && *p == '(' && is_sum(word, size))
                sum = depth + 1;
            else if (sum && *p != '!' && *p != '(' && (word == formula || word[-1] != '!') && parse_reference(word, size, &other))
                sums |= other > row ? BP_SUMS_BELOW : other == row ? BP_SUMS_ACROSS : 0;
        }
    }
    return sums;
}

/* ---- days ---- */

/* Day 0 is 1 March of the year 0; H. F. Fliegel and others: the civil calendar in integers. */
static void put_civil(bp_buf *out, int64_t day)
{
    int64_t era = day / 146097, of_era = day % 146097;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * of_year + 2) / 153;
    int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    bp_buf_printf(out, "%04d-%02d-%02d", (int)(era * 400 + year_of_era + (month <= 2)), (int)month,
                  (int)(of_year - (153 * shifted + 2) / 5 + 1));
}

bool bp_book_date(bp_buf *out, const char *number, bool is_1904)
{
    enum { DAY_0_OF_1900 = 693900, DAY_0_OF_1904 = 695361, LAST = 2958465 };  /* 1899-12-31; 1904-01-01; 9999-12-31 */
    char *end;
    double serial = strtod(number, &end);
    if (end == number || !(serial >= 0 && serial < LAST + 1))
        return false;
    int64_t day = (int64_t)floor(serial), seconds = (int64_t)llround((serial - (double)day) * 86400);
    day += seconds / 86400;
    seconds %= 86400;
    if (is_1904)
        put_civil(out, DAY_0_OF_1904 + day);
    else if (day == 60)
        bp_buf_puts(out, "1900-02-29");
    else
        put_civil(out, DAY_0_OF_1900 + day - (day > 60));
    if (seconds)
        bp_buf_printf(out, " %02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
    return true;
}
