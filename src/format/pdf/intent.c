/* intent.c - the output intent, with an sRGB profile made from the numbers of the standard; see metadata.h.
 *
 * An ICC profile (ICC.1:2010, version 4.2) of a display: primaries, white and the curve of IEC 61966-2-1, as a parametric curve. It
 * is half a kilobyte, and spares every installation a file to be found.
 */
#include <string.h>

#include "format/pdf/metadata.h"

enum { TAGS = 10, PARTS = 8, HEADER = 128, ENTRY = 12 };  /* the three curves are one */

static void put16(bp_buf *out, unsigned value)
{
    bp_buf_put(out, (char[]){(char)(value >> 8), (char)value}, 2);
}

static void put32(bp_buf *out, uint32_t value)
{
    put16(out, value >> 16);
    put16(out, value & 0xFFFF);
}

static void put_zeros(bp_buf *out, size_t count)
{
    while (count--)
        bp_buf_putc(out, '\0');
}

/* s15Fixed16Number, from millionths. */
static void put_fixed(bp_buf *out, int64_t millionths)
{
    int64_t scaled = millionths * 65536;
    put32(out, (uint32_t)(int32_t)((scaled + (scaled < 0 ? -500000 : 500000)) / 1000000));
}

static void put_numbers(bp_buf *out, const char *type, const int32_t *millionths, size_t count)
{
    bp_buf_puts(out, type);
    put32(out, 0);
    for (size_t i = 0; i < count; i++)
        put_fixed(out, millionths[i]);
}

/* multiLocalizedUnicodeType of one record. */
static void put_words(bp_buf *out, const char *text)
{
    size_t size = strlen(text);
    bp_buf_puts(out, "mluc");
    put32(out, 0);
    put32(out, 1);
    put32(out, 12);
    bp_buf_puts(out, "enUS");
    put32(out, (uint32_t)size * 2);
    put32(out, 28);
    for (size_t i = 0; i < size; i++)
        put16(out, (unsigned char)text[i]);
}

static void put_curve(bp_buf *out)
{
    static const int32_t srgb[] = {2400000, 947867, 52133, 77399, 40450};  /* g a b c d: (aX + b)^g from d on, cX below */
    bp_buf_puts(out, "para");
    put32(out, 0);
    put16(out, 3);
    put16(out, 0);
    for (size_t i = 0; i < sizeof srgb / sizeof *srgb; i++)
        put_fixed(out, srgb[i]);
}

/* What stands in the tags from desc to the curves. Colorants are adapted to D50 with the matrix in chad (Bradford). */
static void put_part(bp_buf *out, size_t part)
{
    enum { WORDS = 2, NUMBERS = 5 };
    static const char *const words[WORDS] = {"sRGB IEC61966-2.1", "No copyright, use freely"};
    static const struct {
        const char *type;
        size_t count;
        int32_t millionths[9];
    } numbers[NUMBERS] = {
        {"XYZ ", 3, {964200, 1000000, 824900}},
        {"sf32", 9, {1047882, 22919, -50201, 29587, 990479, -17059, -9232, 15076, 751678}},
        {"XYZ ", 3, {436066, 222488, 13916}},
        {"XYZ ", 3, {385147, 716873, 97076}},
        {"XYZ ", 3, {143066, 60608, 714096}},
    };
    if (part < WORDS)
        put_words(out, words[part]);
    else if (part < WORDS + NUMBERS)
        put_numbers(out, numbers[part - WORDS].type, numbers[part - WORDS].millionths, numbers[part - WORDS].count);
    else
        put_curve(out);
    put_zeros(out, (4 - out->size % 4) % 4);
}

static void put_header(bp_buf *out, size_t size)
{
    static const int32_t d50[] = {964200, 1000000, 824900};
    static const unsigned created[] = {2024, 1, 1, 0, 0, 0};
    put32(out, (uint32_t)size);
    put32(out, 0);
    put32(out, 0x04200000);
    bp_buf_puts(out, "mntrRGB XYZ ");
    for (size_t i = 0; i < sizeof created / sizeof *created; i++)
        put16(out, created[i]);
    bp_buf_puts(out, "acsp");
    for (int i = 0; i < 7; i++)  /* platform, flags, device, attributes; perceptual rendering */
        put32(out, 0);
    for (size_t i = 0; i < 3; i++)
        put_fixed(out, d50[i]);
    put_zeros(out, HEADER - (out->size < HEADER ? out->size : HEADER));
}

static void make_profile(bp_buf *out)
{
    static const char names[TAGS][5] = {"desc", "cprt", "wtpt", "chad", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"};
    const size_t begin = HEADER + 4 + TAGS * ENTRY;
    bp_buf data = {0};
    size_t starts[PARTS + 1] = {0};
    for (size_t i = 0; i < PARTS; i++) {
        put_part(&data, i);
        starts[i + 1] = data.size;
    }
    put_header(out, begin + data.size);
    put32(out, TAGS);
    for (size_t i = 0; i < TAGS; i++) {
        size_t part = i < PARTS ? i : PARTS - 1;
        bp_buf_puts(out, names[i]);
        put32(out, (uint32_t)(begin + starts[part]));
        put32(out, (uint32_t)(starts[part + 1] - starts[part]));
    }
    bp_buf_put(out, bp_buf_text(&data), data.size);
    out->failed |= data.failed;
    bp_buf_free(&data);
}

bp_pdf_dict *bp_pdf_output_intent(bp_pdf_store *store, bp_pdf_objects *o)
{
    bp_buf profile = {0};
    uint32_t number = bp_pdf_reserve(store, 1);
    make_profile(&profile);
    store->failed |= profile.failed;
    bp_pdf_put_deflated(store, number, "/N 3", bp_buf_text(&profile), profile.size);
    bp_buf_free(&profile);
    bp_pdf_dict *intent = bp_pdf_dict_new(o, "OutputIntent");
    bp_pdf_set_name(o, intent, "S", "GTS_PDFA1");
    bp_pdf_set_ascii(o, intent, "OutputConditionIdentifier", "sRGB IEC61966-2.1");
    bp_pdf_set_ascii(o, intent, "RegistryName", "http://www.color.org");
    bp_pdf_set_ascii(o, intent, "Info", "sRGB IEC61966-2.1");
    bp_pdf_set_ref(o, intent, "DestOutputProfile", number);
    return intent;
}
