/* embed.c - see embed.h.
 *
 * libharu's font code is not used: it loses glyphs silently, knows no CFF and ends at U+FFFF.
 */
#include "format/pdf/embed.h"

#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>

enum { NAME_SIZE = 128, BOLD = 600, STEM_BOLD = 140, STEM = 80 };
enum { FIXED_PITCH = 1, SERIF = 2, SYMBOLIC = 4 };  /* ISO 32000-1, table 123 */

typedef struct embedder {
    bp_pdf_store *store;
    bp_pdf_objects *objects;
    const bp_pdf_font *font;
    const bp_face_info *info;
    char name[NAME_SIZE];    /* with the prefix that marks a subset */
    uint32_t file, descriptor, cid, unicode, type0, map;
    bp_buf to_unicode;
    bp_buf gids;             /* of a TrueType program: the glyph of each CID, two bytes each */
} embedder;

/* The font program of what was shown; where it is a TrueType one, whose order is its own, also the glyph of each CID. */
static bp_status subset(embedder *e, bp_diag *diag, bp_buf *out)
{
    const bp_pdf_font *font = e->font;
    uint16_t *ids = malloc(2 * (font->count + 1) * sizeof *ids);
    if (!ids)
        return bp_report_memory(diag);
    uint16_t *places = ids + font->count + 1;
    for (size_t i = 0; i < font->count; i++)
        ids[i] = font->codes[i].glyph;
    bp_status status = bp_face_subset(font->face, ids, font->count, diag, out, places);
    for (size_t cid = 0; cid <= font->count && !status && e->info->kind == BP_FACE_GLYF; cid++) {
        unsigned place = cid ? places[cid - 1] : 0;
        bp_buf_putc(&e->gids, (char)(place >> 8));
        bp_buf_putc(&e->gids, (char)place);
    }
    free(ids);
    return e->gids.failed && !status ? bp_report_memory(diag) : status;
}

/* Six letters that differ where subsets do, or the characters of their glyphs: readers and mergers take fonts of one name for one
 * font. */
static void name_subset(embedder *e, const bp_buf *program)
{
    uint32_t sum = libdeflate_crc32(0, program->data, program->size);
    sum = libdeflate_crc32(sum, bp_buf_text(&e->to_unicode), e->to_unicode.size);
    char tag[7] = "";
    for (int i = 0; i < 6; i++, sum /= 26)
        tag[i] = (char)('A' + sum % 26);
    snprintf(e->name, sizeof e->name, "%s+%.100s", tag, e->info->postscript_name);
}

static bp_pdf_dict *system_info(embedder *e)
{
    bp_pdf_dict *info = bp_pdf_dict_new(e->objects, NULL);
    bp_pdf_set_ascii(e->objects, info, "Registry", "Adobe");
    bp_pdf_set_ascii(e->objects, info, "Ordering", "Identity");
    bp_pdf_set_int(e->objects, info, "Supplement", 0);
    return info;
}

static void write_program(embedder *e, const bp_buf *program)
{
    bp_pdf_dict *dict = bp_pdf_dict_new(e->objects, NULL);
    if (e->info->kind == BP_FACE_GLYF)
        bp_pdf_set_int(e->objects, dict, "Length1", (int32_t)program->size);
    else
        bp_pdf_set_name(e->objects, dict, "Subtype", "CIDFontType0C");
    bp_pdf_write_stream(e->objects, e->file, dict, program->data, program->size, true);
}

static void write_descriptor(embedder *e)
{
    const bp_face_info *info = e->info;
    bp_pdf_dict *dict = bp_pdf_dict_new(e->objects, "FontDescriptor");
    bp_pdf_array *box = bp_pdf_array_new(e->objects);
    for (int i = 0; i < 4; i++)
        bp_pdf_add_int(e->objects, box, info->bbox[i]);
    bp_pdf_set_name(e->objects, dict, "FontName", e->name);
    bp_pdf_set_int(e->objects, dict, "Flags", SYMBOLIC | (info->fixed ? FIXED_PITCH : 0) | (info->serif ? SERIF : 0));
    bp_pdf_set_array(e->objects, dict, "FontBBox", box);
    bp_pdf_set_int(e->objects, dict, "ItalicAngle", info->italic_angle);
    bp_pdf_set_int(e->objects, dict, "Ascent", info->ascent);
    bp_pdf_set_int(e->objects, dict, "Descent", info->descent);
    bp_pdf_set_int(e->objects, dict, "CapHeight", info->cap_height);
    bp_pdf_set_int(e->objects, dict, "StemV", info->weight >= BOLD ? STEM_BOLD : STEM);
    bp_pdf_set_ref(e->objects, dict, info->kind == BP_FACE_GLYF ? "FontFile2" : "FontFile3", e->file);
    bp_pdf_write(e->objects, e->descriptor, dict);
}

/* W: the widths of all CIDs but those of a whole em, which DW gives. */
static bp_pdf_array *list_widths(embedder *e)
{
    const bp_pdf_font *font = e->font;
    bp_pdf_array *all = bp_pdf_array_new(e->objects), *run = NULL;
    for (size_t i = 0; i < font->count; i++) {
        if (font->codes[i].width == 1000)
            continue;
        if (!i || font->codes[i - 1].width == 1000) {
            bp_pdf_add_int(e->objects, all, (int32_t)i + 1);
            run = bp_pdf_array_new(e->objects);
        }
        bp_pdf_add_int(e->objects, run, (uint16_t)font->codes[i].width);
        if (i + 1 == font->count || font->codes[i + 1].width == 1000)
            bp_pdf_add_array(e->objects, all, run);
    }
    return all;
}

static void write_cid_font(embedder *e)
{
    bool glyf = e->info->kind == BP_FACE_GLYF;
    bp_pdf_dict *dict = bp_pdf_dict_new(e->objects, "Font");
    bp_pdf_set_name(e->objects, dict, "Subtype", glyf ? "CIDFontType2" : "CIDFontType0");
    bp_pdf_set_name(e->objects, dict, "BaseFont", e->name);
    bp_pdf_set_dict(e->objects, dict, "CIDSystemInfo", system_info(e));
    bp_pdf_set_ref(e->objects, dict, "FontDescriptor", e->descriptor);
    bp_pdf_set_int(e->objects, dict, "DW", 1000);
    bp_pdf_set_array(e->objects, dict, "W", list_widths(e));
    if (glyf)
        bp_pdf_set_ref(e->objects, dict, "CIDToGIDMap", e->map);
    bp_pdf_write(e->objects, e->cid, dict);
}

static void write_unicode(embedder *e)
{
    bp_pdf_put_deflated(e->store, e->unicode, "", bp_buf_text(&e->to_unicode), e->to_unicode.size);
}

static void write_map(embedder *e)
{
    if (e->info->kind == BP_FACE_GLYF)
        bp_pdf_put_deflated(e->store, e->map, "", bp_buf_text(&e->gids), e->gids.size);
}

static void write_type0(embedder *e)
{
    bp_pdf_dict *dict = bp_pdf_dict_new(e->objects, "Font");
    bp_pdf_array *descendants = bp_pdf_array_new(e->objects);
    bp_pdf_add_ref(e->objects, descendants, e->cid);
    bp_pdf_set_name(e->objects, dict, "Subtype", "Type0");
    bp_pdf_set_name(e->objects, dict, "BaseFont", e->name);
    bp_pdf_set_name(e->objects, dict, "Encoding", "Identity-H");
    bp_pdf_set_array(e->objects, dict, "DescendantFonts", descendants);
    bp_pdf_set_ref(e->objects, dict, "ToUnicode", e->unicode);
    bp_pdf_write(e->objects, e->type0, dict);
}

static bp_status embed_one(embedder *e, bp_diag *diag)
{
    bp_buf program = {0};
    bp_status status = subset(e, diag, &program);
    bp_pdf_to_unicode(e->font, &e->to_unicode);
    if (!status && e->to_unicode.failed)
        status = bp_report_memory(diag);
    if (!status) {
        name_subset(e, &program);
        write_program(e, &program);
        write_descriptor(e);
        write_cid_font(e);
        write_unicode(e);
        write_map(e);
        write_type0(e);
    }
    bp_buf_free(&program);
    bp_buf_free(&e->to_unicode);
    bp_buf_free(&e->gids);
    return status;
}

bp_status bp_pdf_embed(bp_pdf_fonts *fonts, bp_pdf_store *store, bp_pdf_objects *objects, uint32_t resources, bp_diag *diag)
{
    enum { OBJECTS = 5 };
    bp_pdf_dict *names = bp_pdf_dict_new(objects, NULL), *dict = bp_pdf_dict_new(objects, NULL);
    bp_status status = BP_OK;
    for (size_t i = 0; i < fonts->count; i++) {
        char key[24];
        const bp_face_info *info = bp_face_info_of(fonts->fonts[i].face);
        uint32_t n = bp_pdf_reserve(store, OBJECTS + (info->kind == BP_FACE_GLYF));
        embedder e = {.store = store, .objects = objects, .font = &fonts->fonts[i], .info = info, .file = n, .descriptor = n + 1,
                      .cid = n + 2, .unicode = n + 3, .type0 = n + 4, .map = n + 5};
        if (!status)
            status = embed_one(&e, diag);
        snprintf(key, sizeof key, "F%zu", i + 1);
        bp_pdf_set_ref(objects, names, key, e.type0);
    }
    bp_pdf_set_dict(objects, dict, "Font", names);
    bp_pdf_write(objects, resources, dict);
    return status;
}
