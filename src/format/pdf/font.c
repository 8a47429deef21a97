/* font.c - see font.h. */
#include "format/pdf/font.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/chars.h"
#include "base/utf8.h"

/* The two are one but for their use; PDF/A and PDF/UA do not allow the first in a ToUnicode map. */
enum { BYTE_ORDER_MARK = 0xFEFF, WORD_JOINER = 0x2060 };
enum { CODES_MAX = 65534, RANGE = 100 };

/* The font of a face that has a code left. */
static bp_pdf_font *font_of(bp_pdf_fonts *fonts, bp_face *face)
{
    for (size_t i = 0; i < fonts->count; i++)
        if (fonts->fonts[i].face == face && fonts->fonts[i].count < CODES_MAX)
            return &fonts->fonts[i];
    if (fonts->count == BP_PDF_FONTS)
        return NULL;
    bp_pdf_font *font = &fonts->fonts[fonts->count++];
    font->face = face;
    return font;
}

/* The font number and code of a character drawn with this glyph; 0 where that cannot be. */
static unsigned code_of(bp_pdf_fonts *fonts, const bp_glyph *glyph, uint32_t cp, size_t *which)
{
    bp_pdf_font *font = font_of(fonts, glyph->face);
    uint32_t *code = font ? bp_map_at(&font->known, (uint64_t)cp << 16 | glyph->id) : NULL;
    if (!code)
        return 0;
    *which = (size_t)(font - fonts->fonts);
    if (!*code && BP_ARRAY_ROOM(font->codes, font->count, font->room)) {
        font->codes[font->count++] = (bp_pdf_code){.cp = cp, .glyph = glyph->id, .width = glyph->natural};
        *code = (uint32_t)font->count;
    }
    return *code;
}

/* Brackets and backslashes are escaped, and carriage returns, which would be read as line feeds. */
static void put_byte(bp_pdf_shown *shown, unsigned byte)
{
    if (byte == '(' || byte == ')' || byte == '\\' || byte == '\r')
        shown->bytes[shown->size++] = '\\';
    shown->bytes[shown->size++] = byte == '\r' ? 'r' : (char)byte;
}

static bool describe(bp_pdf_fonts *fonts, const bp_glyph *glyph, uint32_t cp, bp_pdf_shown *shown)
{
    size_t font;
    unsigned code = code_of(fonts, glyph, cp, &font);
    if (!code)
        return false;
    shown->font = (uint8_t)font;
    shown->scale = glyph->scale;
    shown->rise = glyph->rise;
    shown->company = (uint8_t)bp_fonts_company(cp);
    shown->before = glyph->shift;
    shown->after = (int16_t)(glyph->advance - glyph->shift - glyph->natural * glyph->scale / 1000);
    shown->spelled = bp_char_is(cp, BP_CHAR_PRIVATE) || cp == BYTE_ORDER_MARK;
    put_byte(shown, code >> 8);
    put_byte(shown, code & 0xFF);
    return true;
}

static bool work_out(bp_pdf_fonts *fonts, bp_role role, bool half, uint32_t cp, bp_pdf_shown *shown)
{
    bp_glyph glyph;
    if (bp_fonts_glyph(fonts->source, role, cp, half, &glyph) && !describe(fonts, &glyph, cp, shown))
        return false;
    return shown->known = true;
}

const bp_pdf_shown *bp_pdf_show(bp_pdf_fonts *fonts, bp_role role, bool half, uint32_t cp)
{
    bp_pdf_shown *shown = bp_pages_find(&fonts->shown[role][half], cp, sizeof *shown);
    if (!shown && !(shown = bp_pages_at(&fonts->shown[role][half], cp, sizeof *shown)))
        return NULL;
    return shown->known || work_out(fonts, role, half, cp, shown) ? shown : NULL;
}

bool bp_pdf_show_variant(bp_pdf_fonts *fonts, bp_role role, bool half, uint32_t cp, uint32_t selector, bp_pdf_shown *out)
{
    bp_glyph glyph;
    *out = (bp_pdf_shown){0};
    return !bp_fonts_variant(fonts->source, role, cp, selector, half, &glyph) || describe(fonts, &glyph, cp, out);
}

void bp_pdf_fonts_free(bp_pdf_fonts *fonts)
{
    for (size_t i = 0; i < fonts->count; i++) {
        free(fonts->fonts[i].codes);
        bp_map_free(&fonts->fonts[i].known);
    }
    for (size_t role = 0; role < BP_ROLES; role++)
        for (size_t half = 0; half < 2; half++)
            bp_pages_free(&fonts->shown[role][half]);
    fonts->count = 0;
}

void bp_pdf_put_utf16(bp_buf *out, uint32_t cp)
{
    if (cp < 0x10000)
        bp_buf_printf(out, "%04X", cp);
    else
        bp_buf_printf(out, "%04X%04X", 0xD800 + ((cp - 0x10000) >> 10), 0xDC00 + ((cp - 0x10000) & 0x3FF));
}

/* The code of a character is its index + 1. Ranges end where the first byte of the code does, as the standard has it. Some readers
 * parse the map anew for every page, so it is as short as it can be: each range lists its characters. */
void bp_pdf_to_unicode(const bp_pdf_font *font, bp_buf *out)
{
    enum { A_LINE = 16 };
    size_t ranges = font->count / 256 + 1, end;
    bp_buf_puts(out, "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                     "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
                     "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                     "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
    for (size_t code = 1, done = 0; done < ranges; code = end, done++) {
        end = (done + 1) * 256 <= font->count ? (done + 1) * 256 : font->count + 1;
        if (done % RANGE == 0)
            bp_buf_printf(out, "%zu beginbfrange\n", ranges - done < RANGE ? ranges - done : RANGE);
        bp_buf_printf(out, "<%04zX> <%04zX> [", code, end - 1);
        for (size_t i = code; i < end; i++) {
            uint32_t cp = font->codes[i - 1].cp;
            bp_buf_puts(out, (i - code) % A_LINE ? " <" : "\n<");
            bp_pdf_put_utf16(out, cp == BYTE_ORDER_MARK ? WORD_JOINER : cp);
            bp_buf_putc(out, '>');
        }
        bp_buf_puts(out, done % RANGE == RANGE - 1 || done + 1 == ranges ? "]\nendbfrange\n" : "]\n");
    }
    bp_buf_puts(out, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
}
