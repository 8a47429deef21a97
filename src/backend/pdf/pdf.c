/* pdf.c - pages as PDF, on libharu's objects and cross-reference table.
 *
 * libharu's font code is not used: it loses glyphs silently. The Type0 font objects, their subsets and the page contents are ours;
 * contents are deflated by libdeflate before libharu sees them. The struct layout of libharu changes in 2.4: this file alone knows it.
 */
#include "backend/pdf/pdf.h"

#include <hpdf.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "backend/missing.h"
#include "backend/pdf/font.h"
#include "budgetpress/version.h"
#include "core/utf8.h"

enum { LEVEL = 6 };

typedef struct pdf {
    const bp_job *job;
    bp_outfile *file;
    HPDF_Doc doc;
    HPDF_Page page;
    HPDF_Dict resources;
    struct libdeflate_compressor *deflate;
    bp_pdf_fonts fonts;
    bp_buf content, packed;
    int32_t height;
    size_t font;            /* of the text state of the page, SIZE_MAX */
    int32_t size, rise;
    int32_t thickness;
} pdf;

static void HPDF_STDCALL on_error(HPDF_STATUS error, HPDF_STATUS detail, void *user)
{
    (void)error;
    (void)detail;
    (void)user;  /* the document keeps the error: asked for once, at the end */
}

static bp_status library_failed(const pdf *p)
{
    char reason[32];
    HPDF_STATUS error = p->doc ? HPDF_GetError(p->doc) : 0;
    if (error == HPDF_FAILD_TO_ALLOC_MEM || !p->doc)
        return bp_report_memory(p->job->diag);
    snprintf(reason, sizeof reason, "0x%04lX", (unsigned long)error);
    return bp_report(p->job->diag, BP_LIBRARY_FAILED, BP_NOWHERE, BP_ARGS("libharu", reason));
}

/* libharu drops a Filter entry of a stream that it did not deflate itself: it is written behind the others. */
static HPDF_STATUS write_filter(HPDF_Dict dict, HPDF_Stream out)
{
    (void)dict;
    return HPDF_Stream_WriteStr(out, "/Filter /FlateDecode\n");
}

/* Puts these bytes, deflated, into a stream object. The length entry is libharu's. */
static bool fill_stream(pdf *p, HPDF_Dict stream, const char *data, size_t size)
{
    size_t bound = libdeflate_zlib_compress_bound(p->deflate, size);
    bp_buf_truncate(&p->packed, 0);
    if (!bp_buf_reserve(&p->packed, bound))
        return false;
    size_t packed = libdeflate_zlib_compress(p->deflate, data, size, p->packed.data, bound);
    stream->write_fn = write_filter;
    return HPDF_Stream_Write(stream->stream, (const HPDF_BYTE *)p->packed.data, (HPDF_UINT)packed) == HPDF_OK;
}

static HPDF_Dict add_stream(pdf *p, const char *data, size_t size)
{
    HPDF_Dict stream = HPDF_DictStream_New(p->doc->mmgr, p->doc->xref);
    return stream && fill_stream(p, stream, data, size) ? stream : NULL;
}

static HPDF_Dict new_dict(pdf *p, bool indirect)
{
    HPDF_Dict dict = HPDF_Dict_New(p->doc->mmgr);
    if (dict && indirect && HPDF_Xref_Add(p->doc->xref, dict) != HPDF_OK)
        return NULL;
    return dict;
}

static bp_status begin_page(void *context, size_t page, int32_t width, int32_t height)
{
    pdf *p = context;
    (void)page;
    p->page = HPDF_AddPage(p->doc);
    if (!p->page)
        return library_failed(p);
    HPDF_Page_SetWidth(p->page, (HPDF_REAL)width / 1000);
    HPDF_Page_SetHeight(p->page, (HPDF_REAL)height / 1000);
    p->height = height;
    p->font = SIZE_MAX;
    p->rise = 0;
    p->thickness = -1;
    bp_buf_truncate(&p->content, 0);
    return BP_OK;
}

static bp_status end_page(void *context)
{
    pdf *p = context;
    if (p->content.failed)
        return bp_report_memory(p->job->diag);
    HPDF_Dict contents = ((HPDF_PageAttr)p->page->attr)->contents;
    if (!fill_stream(p, contents, bp_buf_text(&p->content), p->content.size) ||
        HPDF_Dict_Add(p->page, "Resources", p->resources) != HPDF_OK)
        return library_failed(p);
    return BP_OK;
}

static void put(pdf *p, const int32_t *lengths, size_t count, const char *operator)
{
    for (size_t i = 0; i < count; i++) {
        bp_buf_milli(&p->content, lengths[i]);
        bp_buf_putc(&p->content, ' ');
    }
    bp_buf_puts(&p->content, operator);
}

static bp_status rule(void *context, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t thickness)
{
    pdf *p = context;
    if (thickness != p->thickness)
        put(p, &thickness, 1, "w\n");
    p->thickness = thickness;
    put(p, (int32_t[]){x0, p->height - y0}, 2, "m ");
    put(p, (int32_t[]){x1, p->height - y1}, 2, "l S\n");
    return BP_OK;
}

static bp_status fill(void *context, int32_t x, int32_t y, int32_t width, int32_t height, int grey)
{
    pdf *p = context;
    put(p, (int32_t[]){grey}, 1, "g ");
    put(p, (int32_t[]){x, p->height - y - height, width, height}, 4, "re f 0 g\n");
    return BP_OK;
}

static void set_font(pdf *p, size_t font, int32_t size)
{
    if (font == p->font && size == p->size)
        return;
    bp_buf_printf(&p->content, "/F%zu ", font + 1);
    put(p, &size, 1, "Tf ");
    p->font = font;
    p->size = size;
}

static void set_rise(pdf *p, int32_t rise)
{
    if (rise != p->rise)
        put(p, &rise, 1, "Ts ");
    p->rise = rise;
}

static void close_array(pdf *p, bool *array, bool *string)
{
    if (*array)
        bp_buf_puts(&p->content, *string ? ">] TJ " : "] TJ ");
    *array = *string = false;
}

/* Characters of one line: arrays of strings with the gaps between set and natural advances. */
static bp_status text(void *context, const bp_run *run)
{
    pdf *p = context;
    const char *at = run->text, *end = at + run->size;
    int pending = 0;  /* what the next glyph is to be moved right by, thousandths of the run's em */
    bool string = false, array = false;
    bp_buf_puts(&p->content, "BT ");
    put(p, (int32_t[]){run->x, p->height - run->y}, 2, "Td ");
    while (at < end) {
        bp_glyph glyph;
        size_t font;
        uint32_t cp = bp_utf8_next(&at);
        if (!bp_fonts_glyph(p->job->fonts, run->role, cp, run->half, &glyph))
            return bp_report_missing(p->job, run, cp);
        unsigned code = bp_pdf_code_of(&p->fonts, &glyph, cp, &font);
        if (!code)
            return bp_report_memory(p->job->diag);
        int32_t size = (int32_t)((int64_t)run->size_pt * glyph.scale / 1000), rise = run->size_pt * glyph.rise / 1000;
        if (font != p->font || size != p->size || rise != p->rise) {
            close_array(p, &array, &string);
            set_font(p, font, size);
            set_rise(p, rise);
        }
        pending += glyph.shift;
        if (!array)
            bp_buf_putc(&p->content, '[');
        array = true;
        if (pending) {
            if (string)
                bp_buf_putc(&p->content, '>');
            bp_buf_int(&p->content, -pending * 1000 / glyph.scale);  /* TJ counts in the size set */
            string = false;
        }
        char digits[9];
        snprintf(digits, sizeof digits, "%04X", code);
        bp_buf_puts(&p->content, string ? "" : "<");
        bp_buf_put(&p->content, digits, 4);
        string = true;
        pending = glyph.advance - glyph.shift - glyph.natural * glyph.scale / 1000;
    }
    close_array(p, &array, &string);
    bp_buf_puts(&p->content, "ET\n");
    return BP_OK;
}

static void add_system_info(pdf *p, HPDF_Dict font)
{
    HPDF_Dict info = new_dict(p, false);
    HPDF_Dict_Add(font, "CIDSystemInfo", info);
    HPDF_Dict_Add(info, "Registry", HPDF_String_New(p->doc->mmgr, "Adobe", NULL));
    HPDF_Dict_Add(info, "Ordering", HPDF_String_New(p->doc->mmgr, "Identity", NULL));
    HPDF_Dict_AddNumber(info, "Supplement", 0);
}

static HPDF_Dict add_descriptor(pdf *p, const bp_pdf_font *font, const char *name, HPDF_Dict file)
{
    const bp_face_info *info = bp_face_info_of(font->face);
    HPDF_Dict dict = new_dict(p, true);
    HPDF_Array box = HPDF_Array_New(p->doc->mmgr);
    HPDF_Dict_AddName(dict, "Type", "FontDescriptor");
    HPDF_Dict_AddName(dict, "FontName", name);
    HPDF_Dict_AddNumber(dict, "Flags", 4 | (info->fixed ? 1 : 0) | (info->serif ? 2 : 0));
    HPDF_Dict_Add(dict, "FontBBox", box);
    for (int i = 0; i < 4; i++)
        HPDF_Array_AddNumber(box, info->bbox[i]);
    HPDF_Dict_AddNumber(dict, "ItalicAngle", info->italic_angle);
    HPDF_Dict_AddNumber(dict, "Ascent", info->ascent);
    HPDF_Dict_AddNumber(dict, "Descent", info->descent);
    HPDF_Dict_AddNumber(dict, "CapHeight", info->cap_height);
    HPDF_Dict_AddNumber(dict, "StemV", info->weight >= 600 ? 140 : 80);
    if (info->kind == BP_FACE_GLYF)
        HPDF_Dict_Add(dict, "FontFile2", file);
    else {
        HPDF_Dict_AddName(file, "Subtype", "CIDFontType0C");
        HPDF_Dict_Add(dict, "FontFile3", file);
    }
    return dict;
}

static int by_number(const void *a, const void *b)
{
    return (*(const uint32_t *)a > *(const uint32_t *)b) - (*(const uint32_t *)a < *(const uint32_t *)b);
}

/* W: the widths of all CIDs but those of a whole em, which DW gives. */
static HPDF_Array add_widths(pdf *p, const bp_pdf_font *font)
{
    HPDF_Array all = HPDF_Array_New(p->doc->mmgr);
    uint32_t *pairs = malloc((font->count + 1) * sizeof *pairs);
    if (!pairs)
        return NULL;
    for (size_t i = 0; i < font->count; i++)
        pairs[i] = (uint32_t)font->codes[i].cid << 16 | (uint16_t)font->codes[i].width;
    qsort(pairs, font->count, sizeof *pairs, by_number);
    HPDF_Array run = NULL;
    for (size_t i = 0; i < font->count; i++) {
        if ((pairs[i] & 0xFFFF) == 1000 || (i && pairs[i] == pairs[i - 1]))
            continue;
        if (!run || pairs[i - 1] >> 16 != (pairs[i] >> 16) - 1 || (pairs[i - 1] & 0xFFFF) == 1000) {
            HPDF_Array_AddNumber(all, (HPDF_INT32)(pairs[i] >> 16));
            HPDF_Array_Add(all, run = HPDF_Array_New(p->doc->mmgr));
        }
        HPDF_Array_AddNumber(run, (HPDF_INT32)(pairs[i] & 0xFFFF));
    }
    free(pairs);
    return all;
}

/* The font program of what was shown; gives each code its CID in it. */
static bp_status subset(pdf *p, bp_pdf_font *font, bp_buf *out)
{
    uint16_t *ids = malloc(2 * (font->count + 1) * sizeof *ids);
    if (!ids)
        return bp_report_memory(p->job->diag);
    uint16_t *cids = ids + font->count;
    for (size_t i = 0; i < font->count; i++)
        ids[i] = font->codes[i].glyph;
    bp_status status = bp_face_subset(font->face, ids, font->count, p->job->diag, out, cids);
    for (size_t i = 0; i < font->count && !status; i++)
        font->codes[i].cid = cids[i];
    free(ids);
    return status;
}

static bp_status add_font(pdf *p, size_t number, HPDF_Dict fonts)
{
    bp_pdf_font *font = &p->fonts.fonts[number];
    const bp_face_info *info = bp_face_info_of(font->face);
    char name[128], key[16];
    bp_buf data = {0};
    bp_status status = subset(p, font, &data);
    if (status)
        goto done;
    snprintf(name, sizeof name, "BPAAA%c+%.100s", (char)('A' + number % 26), info->postscript_name);
    snprintf(key, sizeof key, "F%zu", number + 1);
    HPDF_Dict file = add_stream(p, data.data, data.size);
    if (file && info->kind == BP_FACE_GLYF)
        HPDF_Dict_AddNumber(file, "Length1", (HPDF_INT32)data.size);
    HPDF_Dict cid = new_dict(p, true), type0 = new_dict(p, true);
    if (!file || !cid || !type0) {
        status = library_failed(p);
        goto done;
    }
    HPDF_Dict_AddName(cid, "Type", "Font");
    HPDF_Dict_AddName(cid, "Subtype", info->kind == BP_FACE_GLYF ? "CIDFontType2" : "CIDFontType0");
    HPDF_Dict_AddName(cid, "BaseFont", name);
    add_system_info(p, cid);
    HPDF_Dict_Add(cid, "FontDescriptor", add_descriptor(p, font, name, file));
    HPDF_Dict_AddNumber(cid, "DW", 1000);
    HPDF_Dict_Add(cid, "W", add_widths(p, font));
    if (info->kind == BP_FACE_GLYF)
        HPDF_Dict_AddName(cid, "CIDToGIDMap", "Identity");
    bp_buf_truncate(&data, 0);
    bp_pdf_encoding(font, &data);
    HPDF_Dict encoding = add_stream(p, bp_buf_text(&data), data.size);
    HPDF_Dict_AddName(encoding, "Type", "CMap");
    HPDF_Dict_AddName(encoding, "CMapName", "BP-Codes");
    add_system_info(p, encoding);
    bp_buf_truncate(&data, 0);
    bp_pdf_to_unicode(font, &data);
    HPDF_Dict unicode = add_stream(p, bp_buf_text(&data), data.size);
    HPDF_Array descendants = HPDF_Array_New(p->doc->mmgr);
    HPDF_Dict_AddName(type0, "Type", "Font");
    HPDF_Dict_AddName(type0, "Subtype", "Type0");
    HPDF_Dict_AddName(type0, "BaseFont", name);
    HPDF_Dict_Add(type0, "Encoding", encoding);
    HPDF_Dict_Add(type0, "DescendantFonts", descendants);
    HPDF_Array_Add(descendants, cid);
    HPDF_Dict_Add(type0, "ToUnicode", unicode);
    HPDF_Dict_Add(fonts, key, type0);
    status = data.failed || HPDF_GetError(p->doc) != HPDF_OK ? library_failed(p) : BP_OK;
done:
    bp_buf_free(&data);
    return status;
}

static HPDF_STATUS HPDF_STDCALL write_out(HPDF_Stream stream, const HPDF_BYTE *data, HPDF_UINT size)
{
    bp_outfile_write(stream->attr, data, size);
    return HPDF_OK;
}

/* A text string (ISO 32000-1, 7.9.2.2): UTF-16 with its mark. */
static void add_text(pdf *p, HPDF_Dict dict, const char *key, const char *text)
{
    bp_buf units = {0};
    bp_buf_put(&units, "\xFE\xFF", 2);
    for (const char *at = text; *at;) {
        uint32_t cp = bp_utf8_next(&at);
        uint32_t high = 0xD800 + ((cp - 0x10000) >> 10), low = cp < 0x10000 ? cp : 0xDC00 + ((cp - 0x10000) & 0x3FF);
        if (cp >= 0x10000)
            bp_buf_put(&units, (char[]){(char)(high >> 8), (char)high}, 2);
        bp_buf_put(&units, (char[]){(char)(low >> 8), (char)low}, 2);
    }
    if (!units.failed)
        HPDF_Dict_Add(dict, key, HPDF_Binary_New(p->doc->mmgr, (HPDF_BYTE *)units.data, (HPDF_UINT)units.size));
    bp_buf_free(&units);
}

/* libharu makes the trailer complete only in its own saving. */
static void add_trailer(pdf *p)
{
    char date[32];
    HPDF_Dict info = new_dict(p, true), viewer = new_dict(p, false);
    struct tm tm;
    time_t seconds = (time_t)p->job->date;
    if (!info || !viewer)
        return;
    add_text(p, info, "Title", bp_table_title(p->job->table));
    HPDF_Dict_Add(info, "Producer", HPDF_String_New(p->doc->mmgr, "budgetpress " BP_VERSION, NULL));
    if (p->job->date >= 0 && gmtime_r(&seconds, &tm) && strftime(date, sizeof date, "D:%Y%m%d%H%M%SZ", &tm))
        HPDF_Dict_Add(info, "CreationDate", HPDF_String_New(p->doc->mmgr, date, NULL));
    HPDF_Dict_Add(p->doc->catalog, "Lang", HPDF_String_New(p->doc->mmgr, "zh-CN", NULL));
    HPDF_Dict_Add(p->doc->catalog, "ViewerPreferences", viewer);
    HPDF_Dict_Add(viewer, "DisplayDocTitle", HPDF_Boolean_New(p->doc->mmgr, HPDF_TRUE));
    HPDF_Dict_Add(p->doc->trailer, "Root", p->doc->catalog);
    HPDF_Dict_Add(p->doc->trailer, "Info", info);
}

static bp_status save(pdf *p)
{
    add_trailer(p);
    if (HPDF_GetError(p->doc) != HPDF_OK)
        return library_failed(p);
    HPDF_Stream out = HPDF_CallbackWriter_New(p->doc->mmgr, (HPDF_Stream_Write_Func)write_out, p->file);
    if (!out)
        return library_failed(p);
    static const char header[] = "%PDF-1.7\n%\xE5\xBA\x86\xE5\xB0\x81\n";
    HPDF_STATUS status = HPDF_Stream_Write(out, (const HPDF_BYTE *)header, sizeof header - 1);
    if (status == HPDF_OK)
        status = HPDF_Xref_WriteToStream(p->doc->xref, out, NULL);
    HPDF_Stream_Free(out);
    return status == HPDF_OK ? BP_OK : library_failed(p);
}

static bp_status write_document(pdf *p)
{
    const bp_canvas canvas = {p, begin_page, text, rule, fill, end_page, NULL};
    HPDF_Dict fonts = HPDF_Dict_New(p->doc->mmgr);
    p->resources = new_dict(p, true);
    if (!fonts || !p->resources || HPDF_Dict_Add(p->resources, "Font", fonts) != HPDF_OK)
        return library_failed(p);
    bp_status status = bp_layout_emit(p->job->layout, &canvas, p->job->diag);
    for (size_t i = 0; i < p->fonts.count && !status; i++)
        status = add_font(p, i, fonts);
    return status ? status : save(p);
}

static bp_status write_pdf(const bp_job *job, bp_outfile *file)
{
    pdf p = {.job = job, .file = file, .doc = HPDF_New(on_error, NULL), .deflate = libdeflate_alloc_compressor(LEVEL)};
    bp_status status = p.doc && p.deflate ? BP_OK : bp_report_memory(job->diag);
    if (!status)
        status = HPDF_SetPagesConfiguration(p.doc, 256) == HPDF_OK ? write_document(&p) : library_failed(&p);
    if (p.deflate)
        libdeflate_free_compressor(p.deflate);
    if (p.doc)
        HPDF_Free(p.doc);
    bp_pdf_fonts_free(&p.fonts);
    bp_buf_free(&p.content);
    bp_buf_free(&p.packed);
    return status;
}

const bp_backend bp_pdf_backend = {"pdf", "pdf", BP_FAMILY_PAGE, NULL, write_pdf};
