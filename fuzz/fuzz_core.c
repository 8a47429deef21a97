/* fuzz_core.c - what everything stands on, each held against a second, plain way to the same: decimals, UTF-8, places in JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "json/json.h"
#include "json/places.h"
#include "base/utf8.h"
#include "fuzz.h"

/* ---- decimals ---- */

/* The grammar of decimal.h, character by character. */
static bp_amount_fault fault_of(const char *text, size_t size)
{
    size_t at = size && *text == '-', whole = at;
    while (at < size && text[at] >= '0' && text[at] <= '9')
        at++;
    whole = at - whole;
    if (!whole || (whole > 1 && text[at - whole] == '0'))
        return BP_FAULT_SYNTAX;
    size_t point = at < size, part = at + point;
    if (point && text[at] != '.')
        return BP_FAULT_SYNTAX;
    for (size_t i = part; i < size; i++)
        if (text[i] < '0' || text[i] > '9')
            return BP_FAULT_SYNTAX;
    if (point && part == size)
        return BP_FAULT_SYNTAX;
    return whole > 12 ? BP_FAULT_INTEGER : size - part > 6 ? BP_FAULT_FRACTION : BP_FAULT_OK;
}

/* By long double, which holds 18 digits exactly; and the digits of every format against rounding by hand. */
static void hold_formats(bp_amount amount)
{
    char text[BP_AMOUNT_SIZE], grouped[BP_AMOUNT_SIZE], plain[BP_AMOUNT_SIZE];
    bp_amount again;
    bp_amount_text(text, amount);
    if (bp_amount_parse(text, strlen(text), &again) || again.micro != amount.micro)
        fuzz_fail("an amount is another one when written and read");
    for (int digits = 0; digits <= 6; digits++) {
        int64_t step = 1;
        for (int i = digits; i < 6; i++)
            step *= 10;
        bp_amount_format(plain, amount, digits, false);
        size_t size = bp_amount_format(grouped, amount, digits, true), at = 0;
        if (strlen(grouped) != size || bp_amount_fits(amount, digits) != !(amount.micro % step))
            fuzz_fail("the length or the digits of an amount are wrong");
        for (size_t i = 0; i < size; i++)
            if (grouped[i] != ',')
                grouped[at++] = grouped[i];
        grouped[at] = '\0';
        if (strcmp(grouped, plain) != 0)
            fuzz_fail("commas change the digits");
        /* half away from zero: twice the error is at most a step, and where it is one, the result is the larger */
        int64_t rounded = 0;
        for (const char *p = plain; *p; p++)
            if (*p >= '0' && *p <= '9')
                rounded = rounded * 10 + (*p - '0');
        int64_t twice = 2 * (rounded * step - llabs(amount.micro));
        if (twice < -step || twice > step || twice == -step || (*plain == '-') != (amount.micro < 0 && rounded))
            fuzz_fail("an amount is rounded wrongly");
    }
}

static void hold_decimal(const char *text, size_t size)
{
    bp_amount amount = {0}, sum = {0};
    bp_amount_fault fault = bp_amount_parse(text, size, &amount);
    if (fault != fault_of(text, size))
        fuzz_fail("an amount is judged against its grammar");
    if (fault)
        return;
    hold_formats(amount);
    bp_amount_add(&sum, amount);
    bp_amount_add(&sum, (bp_amount){.micro = -amount.micro, .present = true});
    if (!sum.present || sum.micro)
        fuzz_fail("an amount less itself is something");
}

/* Every word of the input is an amount. */
static void hold_decimals(const char *text, size_t size)
{
    for (size_t from = 0; from <= size;) {
        const char *space = memchr(text + from, ' ', size - from);
        size_t end = space ? (size_t)(space - text) : size;
        hold_decimal(text + from, end - from);
        from = end + 1;
    }
}

/* ---- UTF-8 ---- */

/* The character that begins there by the bits of RFC 3629, its bytes in *size; UINT32_MAX where there is none. */
static uint32_t character(const unsigned char *p, size_t room, size_t *size)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = *p < 0x80 ? 1 : *p >> 5 == 6 ? 2 : *p >> 4 == 14 ? 3 : *p >> 3 == 30 ? 4 : 0;
    uint32_t cp = n == 1 ? *p : n ? *p & (0x7Fu >> n) : 0;
    *size = n;
    if (!n || n > room)
        return UINT32_MAX;
    for (size_t i = 1; i < n; i++) {
        if (p[i] >> 6 != 2)
            return UINT32_MAX;
        cp = cp << 6 | (p[i] & 0x3F);
    }
    return cp < least[n] || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF) ? UINT32_MAX : cp;
}

static void hold_utf8(const char *text, size_t size)
{
    size_t valid = bp_utf8_valid(text, size), at = 0, count = 0, units = 0, n;
    for (uint32_t cp; at < size && (cp = character((const unsigned char *)text + at, size - at, &n)) != UINT32_MAX; at += n) {
        char again[BP_UTF8_MAX];
        const char *next = text + at;
        if (at >= valid || bp_utf8_next(&next) != cp || next != text + at + n || bp_utf8_put(again, cp) != n ||
            memcmp(again, text + at, n) != 0)
            fuzz_fail("a character is another one when read and written");
        count++;
        units += 1 + (cp > 0xFFFF);
    }
    if (at != valid || bp_utf8_count(text, valid) != count || bp_utf16_count(text, valid) != units)
        fuzz_fail("characters are counted wrongly");
}

/* ---- places ---- */

typedef struct place {
    const bp_source *source;
    bp_places places;
    bp_buf pointer;
    size_t left; /* of the values that are asked for */
} place;

static void hold_value(place *p, bp_span value)
{
    size_t line, column, known_line, known_column;
    const char *pointer = bp_buf_text(&p->pointer);
    bp_span found, known;
    bool there = bp_json_find(p->source, pointer, &found);
    if (there && found.at < value.at)
        fuzz_fail("a pointer does not lead to the last value of its name");
    if (bp_places_find(&p->places, p->source, pointer, &known) != there || known.at != found.at || known.end != found.end)
        fuzz_fail("a pointer leads to another place when others were asked for before");
    bp_source_locate(p->source, value.at, &line, &column);
    bp_places_locate(&p->places, p->source, value.at, &known_line, &known_column);
    if (line != known_line || column != known_column)
        fuzz_fail("a place has another line when others were asked for before");
}

/* Asks for every value by its pointer, in the order of the text; doubled keys lead to the last one. */
static void walk(place *p, bp_span whole)
{
    bp_span key, value;
    bp_buf name = {0};
    char first = p->source->text[whole.at];
    size_t cursor = 0, index = 0, mark = p->pointer.size;
    hold_value(p, whole);
    while ((first == '{' || first == '[') && p->left && bp_json_next(p->source, whole, &cursor, &key, &value)) {
        p->left--;
        bp_buf_truncate(&name, 0);
        if (first == '{')
            bp_json_unquote(p->source, key, &name);
        else
            bp_buf_printf(&name, "%zu", index++);
        bp_buf_putc(&p->pointer, '/');
        for (const char *c = bp_buf_text(&name); *c; c++)
            *c == '~' ? bp_buf_puts(&p->pointer, "~0") : *c == '/' ? bp_buf_puts(&p->pointer, "~1") : bp_buf_putc(&p->pointer, *c);
        walk(p, value);
        bp_buf_truncate(&p->pointer, mark);
    }
    bp_buf_free(&name);
}

static void hold_places(const char *text, size_t size)
{
    bp_source *source = bp_source_from_memory("places.json", text, size);
    place p = {.source = source, .left = 300};
    if (source && !bp_json_check(source, NULL))
        walk(&p, bp_json_root(source));
    bp_places_free(&p.places);
    bp_buf_free(&p.pointer);
    bp_source_free(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    hold_decimals(text, size);
    hold_utf8(text, size);
    hold_places(text, size);
    return 0;
}
