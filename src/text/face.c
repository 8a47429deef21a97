/* face.c - metrics and coverage by FreeType, features and subsets by HarfBuzz; see face.h and fonts.h. */
#include "text/face.h"

#include <hb-ot.h>
#include <hb-subset.h>
#include <stdlib.h>
#include <string.h>

#include "core/translate.h"

#include FT_ADVANCES_H
#include FT_CID_H
#include FT_TRUETYPE_TABLES_H

enum { FORBIDDEN = 0x0002, BITMAP_ONLY = 0x0200, FAMILY_MODERN_SERIFS = 5 };

static int milli(const FT_Face ft, long units)
{
    long per_em = ft->units_per_EM;
    return (int)((units * 1000 + (units < 0 ? -per_em : per_em) / 2) / per_em);
}

static bp_face_kind kind_of(FT_Face ft)
{
    FT_ULong size = 0;
    return FT_Load_Sfnt_Table(ft, FT_MAKE_TAG('C', 'F', 'F', ' '), 0, NULL, &size) ? BP_FACE_GLYF : BP_FACE_CFF;
}

/* Characters that a PDF name may hold without escapes. */
static char *plain_name(const char *name)
{
    char *plain = strdup(name && *name ? name : "Font");
    char *to = plain;
    for (const char *from = plain; plain && *from; from++)
        if ((*from >= '0' && *from <= '9') || (*from >= 'A' && *from <= 'Z') || (*from >= 'a' && *from <= 'z') || *from == '-')
            *to++ = *from;
    if (to)
        *to = '\0';
    return plain;
}

static bool describe(bp_face *face)
{
    FT_Face ft = face->ft;
    const TT_OS2 *os2 = FT_Get_Sfnt_Table(ft, FT_SFNT_OS2);
    const TT_Postscript *post = FT_Get_Sfnt_Table(ft, FT_SFNT_POST);
    bp_face_info *info = &face->info;
    char *name = plain_name(FT_Get_Postscript_Name(ft));
    *info = (bp_face_info){.path = face->path, .index = face->index, .postscript_name = name, .kind = kind_of(ft)};
    info->ascent = milli(ft, ft->ascender);
    info->descent = milli(ft, ft->descender);
    info->cap_height = os2 && os2->version >= 2 && os2->sCapHeight > 0 ? milli(ft, os2->sCapHeight) : info->ascent * 8 / 10;
    info->italic_angle = post ? (int)(post->italicAngle / 65536) : 0;
    info->weight = os2 && os2->usWeightClass ? os2->usWeightClass : 400;
    info->serif = os2 ? os2->sFamilyClass >> 8 <= FAMILY_MODERN_SERIFS && os2->panose[1] != 11 : true;
    info->fixed = FT_IS_FIXED_WIDTH(ft);
    const long box[4] = {ft->bbox.xMin, ft->bbox.yMin, ft->bbox.xMax, ft->bbox.yMax};
    for (int i = 0; i < 4; i++)
        info->bbox[i] = milli(ft, box[i]);
    return name != NULL;
}

static const char *unusable(FT_Face ft)
{
    if (!FT_IS_SFNT(ft))
        return BP_TEXT("neither TrueType nor OpenType");
    if (!FT_IS_SCALABLE(ft))
        return BP_TEXT("no outlines");
    if (!ft->charmap || ft->charmap->encoding != FT_ENCODING_UNICODE)
        return BP_TEXT("no Unicode character map");
    if (FT_HAS_MULTIPLE_MASTERS(ft))
        return BP_TEXT("a variable font: install static ones");
    return ft->units_per_EM ? NULL : BP_TEXT("no size of the em");
}

bp_face_fault bp_face_open(FT_Library library, const char *path, unsigned index, bp_face **out, const char **reason)
{
    bp_face *face = calloc(1, sizeof *face);
    *out = face;
    *reason = "";
    if (!face || !(face->path = strdup(path)))
        return BP_FACE_MEMORY;
    face->index = index;
    FT_Error error = FT_New_Face(library, path, (FT_Long)index, &face->ft);
    if (error) {
        const char *text = FT_Error_String(error);
        *reason = text ? text : BP_TEXT("damaged, or not a font");
        return FT_ERROR_BASE(error) == FT_Err_Out_Of_Memory ? BP_FACE_MEMORY : BP_FACE_BROKEN;
    }
    if ((*reason = unusable(face->ft)))
        return BP_FACE_BROKEN;
    *reason = "";
    FT_UShort rights = FT_Get_FSType_Flags(face->ft);
    if ((rights & 0x000F) == FORBIDDEN || rights & BITMAP_ONLY)
        return BP_FACE_FORBIDDEN;
    return describe(face) ? BP_FACE_OK : BP_FACE_MEMORY;
}

void bp_face_free(bp_face *face)
{
    if (!face)
        return;
    if (face->ft)
        FT_Done_Face(face->ft);
    hb_face_destroy(face->hb);
    free((char *)face->info.postscript_name);
    free(face->path);
    free(face);
}

const bp_face_info *bp_face_info_of(const bp_face *face)
{
    return &face->info;
}

uint16_t bp_face_glyph(const bp_face *face, uint32_t cp)
{
    FT_UInt id = FT_Get_Char_Index(face->ft, cp);
    return id <= UINT16_MAX ? (uint16_t)id : 0;
}

int bp_face_advance(const bp_face *face, uint16_t id)
{
    FT_Fixed advance = 0;
    if (FT_Get_Advance(face->ft, id, FT_LOAD_NO_SCALE, &advance))
        return 1000;
    return milli(face->ft, advance);
}

static bool open_hb(bp_face *face)
{
    if (face->hb)
        return true;
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(face->path);
    if (blob)
        face->hb = hb_face_create(blob, face->index);
    hb_blob_destroy(blob);
    return face->hb != NULL;
}

/* Shaping one character asks every kind of lookup; hb_ot_layout_lookup_get_glyph_alternates knows alternates only. */
uint16_t bp_face_half(bp_face *face, uint32_t cp)
{
    const hb_feature_t hwid = {HB_TAG('h', 'w', 'i', 'd'), 1, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END};
    if (!open_hb(face))
        return 0;
    hb_font_t *font = hb_font_create(face->hb);
    hb_buffer_t *buffer = hb_buffer_create();
    hb_buffer_add(buffer, cp, 0);
    hb_buffer_set_content_type(buffer, HB_BUFFER_CONTENT_TYPE_UNICODE);
    hb_buffer_guess_segment_properties(buffer);
    hb_shape(font, buffer, &hwid, 1);
    unsigned count = 0;
    const hb_glyph_info_t *glyphs = hb_buffer_get_glyph_infos(buffer, &count);
    uint16_t id = count == 1 ? (uint16_t)glyphs[0].codepoint : 0;
    hb_buffer_destroy(buffer);
    hb_font_destroy(font);
    return id;
}

static void give_cids(const bp_face *face, hb_subset_plan_t *plan, const uint16_t *ids, size_t count, uint16_t *cids)
{
    const hb_map_t *renumbered = hb_subset_plan_old_to_new_glyph_mapping(plan);
    FT_Bool keyed = 0;  /* FT_IS_CID_KEYED tells of bare CFF only */
    if (FT_Get_CID_Is_Internally_CID_Keyed(face->ft, &keyed))
        keyed = 0;
    for (size_t i = 0; i < count; i++) {
        FT_UInt cid = 0;
        if (face->info.kind == BP_FACE_CFF && keyed && !FT_Get_CID_From_Glyph_Index(face->ft, ids[i], &cid))
            cids[i] = (uint16_t)cid;
        else
            cids[i] = (uint16_t)hb_map_get(renumbered, ids[i]);
    }
}

/* What the subsetter gets to see. Given a character map it walks all of it, given features it adds the glyphs they lead to. */
static hb_blob_t *table_of(hb_face_t *face, hb_tag_t tag, void *whole)
{
    static const char kept[] = "headmaxphheahmtxCFF glyflocacvt fpgmprep";
    (void)face;
    for (const char *p = kept; *p; p += 4)
        if (tag == HB_TAG(p[0], p[1], p[2], p[3]))
            return hb_face_reference_table(whole, tag);
    return NULL;
}

static bool run_plan(bp_face *face, hb_subset_input_t *input, const uint16_t *ids, size_t count, bp_buf *out, uint16_t *cids)
{
    hb_face_t *bare = hb_face_create_for_tables(table_of, face->hb, NULL);
    hb_subset_plan_t *plan = hb_subset_plan_create_or_fail(bare, input);
    hb_face_t *subset = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;
    bool ok = subset != NULL;
    if (ok) {
        hb_blob_t *blob = face->info.kind == BP_FACE_GLYF ? hb_face_reference_blob(subset)
                                                          : hb_face_reference_table(subset, HB_TAG('C', 'F', 'F', ' '));
        unsigned size = 0;
        const char *data = hb_blob_get_data(blob, &size);
        bp_buf_put(out, data, size);
        ok = size > 0;
        hb_blob_destroy(blob);
        give_cids(face, plan, ids, count, cids);
    }
    hb_face_destroy(subset);
    hb_subset_plan_destroy(plan);
    hb_face_destroy(bare);
    return ok;
}

bp_status bp_face_subset(bp_face *face, const uint16_t *ids, size_t count, bp_diag *diag, bp_buf *out, uint16_t *cids)
{
    hb_subset_input_t *input = open_hb(face) ? hb_subset_input_create_or_fail() : NULL;
    if (!input)
        return bp_report_memory(diag);
    hb_set_t *glyphs = hb_subset_input_glyph_set(input);
    for (size_t i = 0; i < count; i++)
        hb_set_add(glyphs, ids[i]);
    bool ok = run_plan(face, input, ids, count, out, cids);
    hb_subset_input_destroy(input);
    if (out->failed)
        return bp_report_memory(diag);
    return ok ? BP_OK : bp_report(diag, BP_FONT_BROKEN, BP_NOWHERE,
                         BP_ARGS(face->path, bp_diag_text(diag, "it cannot be cut down to a subset")));
}
