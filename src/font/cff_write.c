/* cff_write.c - writes glyph programs as a CID-keyed font; see cff.h. */
#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "font/cff.h"

enum { GLYPHS_MAX = 65535 };

/* Strings of the font's own, numbered behind the 391 of the standard. */
enum { ADOBE = 391, IDENTITY = 392 };

static void put_be(bp_buf *out, uint32_t value, unsigned width)
{
    while (width--)
        bp_buf_putc(out, (char)(value >> 8 * width));
}

void bp_cff_put_number(bp_buf *out, int value)
{
    if (value >= -107 && value <= 107)
        put_be(out, (uint32_t)(value + 139), 1);
    else if (value >= 108 && value <= 1131)
        put_be(out, (uint32_t)(value - 108 + 247 * 256), 2);
    else if (value >= -1131 && value <= -108)
        put_be(out, (uint32_t)(-value - 108 + 251 * 256), 2);
    else {
        put_be(out, 28, 1);
        put_be(out, (uint32_t)value & 0xFFFF, 2);
    }
}

static void put_operator(bp_buf *out, unsigned operator)
{
    put_be(out, operator, operator > 0xFF ? 2 : 1);
}

/* A DICT operand that has the same size whatever its value, so that offsets may be put in later. */
static void put_wide(bp_buf *out, size_t value)
{
    put_be(out, 29, 1);
    put_be(out, (uint32_t)value, 4);
}

/* Decimal digits as nibbles: a point is A, a minus E, the end F. */
static void put_real(bp_buf *out, double value)
{
    char digits[32];
    unsigned nibbles = 0, pending = 0;
    snprintf(digits, sizeof digits, "%.12f", value);
    put_be(out, 30, 1);
    for (const char *p = digits; *p; p++) {
        unsigned nibble = *p == '-' ? 0xE : *p >= '0' && *p <= '9' ? (unsigned)(*p - '0') : 0xA;
        if (nibbles++ % 2)
            put_be(out, pending << 4 | nibble, 1);
        pending = nibble;
    }
    put_be(out, nibbles % 2 ? pending << 4 | 0xF : 0xFF, 1);
}

/* FontMatrix, in each font dictionary: one in the top dictionary alone is not seen by all readers. Fonts' own are not asked for:
 * their sizes in other tables are by the units of the em, which is what everyone else goes by. */
static void put_matrix(bp_buf *out, unsigned units_per_em)
{
    if (units_per_em == 1000)
        return;
    for (int i = 0; i < 6; i++)
        if (i == 0 || i == 3)
            put_real(out, 1.0 / units_per_em);
        else
            bp_cff_put_number(out, 0);
    put_operator(out, 0x0C07);
}

bool bp_cff_add(bp_cff_font *font, uint16_t cid, bp_bytes program, const bp_cff_dict *dict)
{
    size_t number = 0;
    while (number < font->dict_count && font->dicts[number] != dict)
        number++;
    if (number == BP_CFF_DICTS || !BP_ARRAY_ROOM(font->ends, font->count, font->room))
        return false;
    if (number == font->dict_count)
        font->dicts[font->dict_count++] = dict;
    if (font->count)
        put_be(&font->cids, cid, 2);
    bp_buf_put(&font->programs, (const char *)program.data, program.size);
    bp_buf_putc(&font->dict_of, (char)number);
    font->ends[font->count++] = (uint32_t)font->programs.size;
    return !font->programs.failed && !font->cids.failed && !font->dict_of.failed;
}

void bp_cff_font_free(bp_cff_font *font)
{
    bp_buf_free(&font->programs);
    bp_buf_free(&font->cids);
    free(font->ends);
    bp_buf_free(&font->dict_of);
}

static void put_index(bp_buf *out, const bp_buf *data, const uint32_t *ends, size_t count)
{
    uint32_t last = (uint32_t)data->size + 1;
    unsigned width = last > 0xFFFFFF ? 4 : last > 0xFFFF ? 3 : last > 0xFF ? 2 : 1;
    put_be(out, (uint32_t)count, 2);
    put_be(out, width, 1);
    put_be(out, 1, width);
    for (size_t i = 0; i < count; i++)
        put_be(out, ends[i] + 1, width);
    bp_buf_put(out, bp_buf_text(data), data->size);
}

static void put_single(bp_buf *out, const bp_buf *object)
{
    const uint32_t end = (uint32_t)object->size;
    put_index(out, object, &end, 1);
}

typedef struct places {
    size_t charset, select, programs, dicts;
} places;

static void put_top(bp_buf *out, const bp_cff_font *font, const places *at)
{
    bp_cff_put_number(out, ADOBE);
    bp_cff_put_number(out, IDENTITY);
    bp_cff_put_number(out, 0);
    put_operator(out, 0x0C1E);  /* ROS: comes first */
    for (int i = 0; i < 4; i++)
        bp_cff_put_number(out, font->box[i]);
    put_operator(out, 5);
    put_wide(out, font->count);
    put_operator(out, 0x0C22);  /* CIDCount */
    put_wide(out, at->charset);
    put_operator(out, 15);
    put_wide(out, at->programs);
    put_operator(out, 17);
    put_wide(out, at->dicts);
    put_operator(out, 0x0C24);  /* FDArray */
    put_wide(out, at->select);
    put_operator(out, 0x0C25);  /* FDSelect */
}

/* Everything before the glyphs. Written twice: first to learn how long it is, then with the offsets. */
static void put_front(bp_buf *out, const bp_cff_font *font, const bp_buf *name, const places *at)
{
    bp_buf top = {0}, strings = {0};
    put_be(out, 0x01000404, 4);
    put_single(out, name);
    put_top(&top, font, at);
    put_single(out, &top);
    bp_buf_puts(&strings, "AdobeIdentity");
    put_index(out, &strings, (uint32_t[]){5, 13}, 2);
    put_be(out, 0, 2);  /* no subroutines */
    out->failed |= top.failed || strings.failed;
    bp_buf_free(&top);
    bp_buf_free(&strings);
}

static void put_charset(bp_buf *out, const bp_cff_font *font)
{
    put_be(out, 0, 1);
    bp_buf_put(out, bp_buf_text(&font->cids), font->cids.size);
}

static void put_select(bp_buf *out, const bp_cff_font *font)
{
    put_be(out, 0, 1);
    bp_buf_put(out, font->dict_of.data, font->count);
}

/* The font dictionaries, and their Private DICTs, which begin at the place `behind`. Gives back the length of the former. */
static size_t put_dicts(bp_buf *out, const bp_cff_font *font, size_t behind)
{
    bp_buf dicts = {0}, hints = {0};
    uint32_t ends[BP_CFF_DICTS];
    size_t start = out->size;
    for (size_t i = 0; i < font->dict_count; i++) {
        size_t from = hints.size;
        bp_cff_private_entries(font->dicts[i]->hints, &hints);
        if (hints.size == from)
            put_be(&hints, 139 << 8 | 20, 2);  /* defaultWidthX 0: there has to be something */
        put_matrix(&dicts, font->units_per_em);
        put_wide(&dicts, hints.size - from);
        put_wide(&dicts, behind + from);
        put_operator(&dicts, 18);
        ends[i] = (uint32_t)dicts.size;
    }
    put_index(out, &dicts, ends, font->dict_count);
    size_t size = out->size - start;
    bp_buf_put(out, bp_buf_text(&hints), hints.size);
    out->failed |= dicts.failed || hints.failed;
    bp_buf_free(&dicts);
    bp_buf_free(&hints);
    return size;
}

bool bp_cff_write(const bp_cff_font *font, const char *name, bp_buf *out)
{
    bp_buf named = {0};
    places at = {0};
    size_t start = out->size;
    if (font->count > GLYPHS_MAX || !font->count)
        return false;
    bp_buf_puts(&named, name);
    put_front(out, font, &named, &at);
    at.charset = out->size - start;
    put_charset(out, font);
    at.select = out->size - start;
    bp_buf_truncate(out, start);
    at.programs = at.select + 1 + font->count;
    put_front(out, font, &named, &at);
    put_charset(out, font);
    put_select(out, font);
    put_index(out, &font->programs, font->ends, font->count);
    at.dicts = out->size - start;
    size_t size = put_dicts(out, font, 0);
    bp_buf_truncate(out, start + at.dicts);
    put_dicts(out, font, at.dicts + size);
    /* only now is the last offset known; the front has the same length with it */
    bp_buf front = {0};
    put_front(&front, font, &named, &at);
    bool ok = !out->failed && !front.failed && !named.failed;
    for (size_t i = 0; i < front.size && ok; i++)
        out->data[start + i] = front.data[i];
    bp_buf_free(&front);
    bp_buf_free(&named);
    return ok;
}
