/* decimal.c - see decimal.h. */
#include "base/decimal.h"

#include <stdlib.h>
#include <string.h>

static const int64_t UNIT = 1000000;
static const int64_t LIMIT = 1000000000000 * 1000000;  /* 10^12, in millionths: the first value that does not fit */
static const int64_t TEN_TO[] = {1, 10, 100, 1000, 10000, 100000, 1000000};

static size_t digits_at(const char *text, size_t size, size_t at)
{
    size_t n = 0;
    while (at + n < size && text[at + n] >= '0' && text[at + n] <= '9')
        n++;
    return n;
}

bp_amount_fault bp_amount_parse(const char *text, size_t size, bp_amount *out)
{
    size_t at = size && text[0] == '-';
    size_t whole = digits_at(text, size, at);
    size_t point = at + whole;
    size_t part = point < size && text[point] == '.' ? digits_at(text, size, point + 1) : 0;
    bool dotted = point < size;
    if (!whole || (whole > 1 && text[at] == '0') || (dotted && !part) || point + dotted + part != size)
        return BP_FAULT_SYNTAX;
    if (whole > 12)
        return BP_FAULT_INTEGER;
    if (part > 6)
        return BP_FAULT_FRACTION;
    int64_t value = 0;
    for (size_t i = at; i < point; i++)
        value = value * 10 + (text[i] - '0');
    for (size_t i = 0; i < 6; i++)
        value = value * 10 + (i < part ? text[point + 1 + i] - '0' : 0);
    *out = (bp_amount){.micro = text[0] == '-' ? -value : value, .present = true};
    return BP_FAULT_OK;
}

bool bp_amount_add(bp_amount *sum, bp_amount term)
{
    if (!term.present)
        return true;
    int64_t micro = sum->micro + term.micro;  /* both below 10^18: no overflow */
    if (micro <= -LIMIT || micro >= LIMIT)
        return false;
    *sum = (bp_amount){.micro = micro, .present = true};
    return true;
}

bool bp_amount_fits(bp_amount amount, int digits)
{
    return amount.micro % TEN_TO[6 - digits] == 0;
}

/* Digits of value, with `digits` of them behind the point, written backwards from the end of out. */
static size_t write_number(char out[BP_AMOUNT_SIZE], uint64_t value, bool negative, int digits, bool grouped)
{
    char text[BP_AMOUNT_SIZE];
    size_t at = sizeof text;
    for (int i = 0; i < digits; i++) {
        text[--at] = (char)('0' + value % 10);
        value /= 10;
    }
    if (digits)
        text[--at] = '.';
    for (int n = 0; n == 0 || value; n++) {
        if (grouped && n && n % 3 == 0)
            text[--at] = ',';
        text[--at] = (char)('0' + value % 10);
        value /= 10;
    }
    if (negative)
        text[--at] = '-';
    memcpy(out, text + at, sizeof text - at);
    out[sizeof text - at] = '\0';
    return sizeof text - at;
}

size_t bp_amount_format(char out[BP_AMOUNT_SIZE], bp_amount amount, int digits, bool grouped)
{
    out[0] = '\0';
    if (!amount.present)
        return 0;
    uint64_t value = (uint64_t)llabs(amount.micro);
    uint64_t step = (uint64_t)TEN_TO[6 - digits];
    value = (value + step / 2) / step;
    return write_number(out, value, amount.micro < 0 && value, digits, grouped);
}

void bp_amount_text(char out[BP_AMOUNT_SIZE], bp_amount amount)
{
    int digits = 2;
    while (digits < 6 && !bp_amount_fits(amount, digits))
        digits++;
    bp_amount_format(out, amount, digits, false);
}

/* The quotient with 60 bits more than it needs, the last of them telling of a remainder: rounded once, to the nearest. */
double bp_amount_double(bp_amount amount)
{
    __extension__ typedef unsigned __int128 wide;
    wide dividend = (wide)(amount.micro < 0 ? -amount.micro : amount.micro) << 60;
    wide quotient = dividend / UNIT | (dividend % UNIT != 0);
    double value = (double)quotient * 0x1p-60;
    return amount.micro < 0 ? -value : value;
}

bool bp_amount_fits_spreadsheet(bp_amount amount)
{
    int64_t size = llabs(amount.micro);
    while (size && size % 10 == 0)
        size /= 10;
    return size < INT64_C(1000000000000000);
}
