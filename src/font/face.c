/* face.c - opening, names, measures and coverage; see face.h. HarfBuzz reads the tables, what it passes over in silence is checked
 * here. */
#include "font/face.h"

#include <errno.h>
#include <hb-ot.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/chars.h"
#include "diag/translate.h"
#include "font/gsub.h"
#include "font/outline.h"
#include "font/program.h"

enum { RESTRICTED = 0x0002, NO_SUBSETS = 0x0100, BITMAPS_ONLY = 0x0200, USAGE_BITS = 0x000F, FAMILY_MODERN_SERIFS = 5, SANS = 11,
       REGULAR = 400 };

/* Thousandths of an em, at most a thousand ems: what a damaged font makes of composites of composites has no bounds. */
static int milli(const bp_face *face, float units)
{
    const float most = 1000000;
    float scaled = units * 1000 / (float)face->units_per_em;
    scaled = scaled > most ? most : scaled > -most ? scaled : -most;  /* what is no number, too */
    return (int)(scaled < 0 ? scaled - 0.5f : scaled + 0.5f);
}

static bp_bytes table(const bp_face *face, const char *tag)
{
    return bp_sfnt_table(&face->sfnt, BP_TABLE(tag[0], tag[1], tag[2], tag[3]));
}

/* Characters that a PDF name may hold without escapes. */
static char *plain_name(hb_face_t *hb)
{
    char name[128];
    unsigned size = sizeof name;
    hb_ot_name_get_utf8(hb, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size, name);
    char *plain = malloc(sizeof name), *to = plain;
    for (const char *from = name; plain && *from; from++)
        if ((*from >= '0' && *from <= '9') || (*from >= 'A' && *from <= 'Z') || (*from >= 'a' && *from <= 'z') || *from == '-')
            *to++ = *from;
    if (plain)
        strcpy(to, to == plain ? "Font" : "");
    return plain;
}

static bool describe(bp_face *face)
{
    const bp_bytes os2 = table(face, "OS/2"), post = table(face, "post"), head = table(face, "head");
    hb_font_extents_t line;
    hb_position_t cap;
    bp_face_info *info = &face->info;
    hb_font_get_h_extents(face->font, &line);
    *info = (bp_face_info){.path = face->path, .index = face->index, .weight = info->weight,
                           .postscript_name = plain_name(hb_font_get_face(face->font)),
                           .kind = face->source == BP_FROM_GLYF ? BP_FACE_GLYF : BP_FACE_CFF};
    info->ascent = milli(face, (float)line.ascender);
    info->descent = milli(face, (float)line.descender);
    info->cap_height = hb_ot_metrics_get_position(face->font, HB_OT_METRICS_TAG_CAP_HEIGHT, &cap) && cap > 0
                           ? milli(face, (float)cap) : info->ascent * 8 / 10;
    info->italic_angle = bp_be_signed(post, 4);
    info->fixed = bp_be(post, 12, 4) != 0;
    if (!info->weight)
        info->weight = bp_be(os2, 4, 2) ? (int)bp_be(os2, 4, 2) : REGULAR;
    info->serif = !os2.size || (bp_be(os2, 30, 1) <= FAMILY_MODERN_SERIFS && bp_be(os2, 33, 1) != SANS);
    for (int i = 0; i < 4; i++)
        info->bbox[i] = milli(face, (float)bp_be_signed(head, 36 + 2 * (size_t)i));
    return info->postscript_name != NULL;
}

/* Some glyph draws something: asked of a few, spread over the font. */
static bool has_ink(const bp_face *face)
{
    enum { TRIES = 64 };
    for (unsigned i = 0; i < TRIES; i++) {
        float box[4];
        if (bp_outline_box(face->font, (hb_codepoint_t)((uint64_t)face->glyph_count * (2 * i + 1) / (2 * TRIES)), box))
            return true;
    }
    return false;
}

/* What is in the head of a table that is copied into subsets: readers of PDFs refuse a font in which it is otherwise. */
static bool has_sound_heads(const bp_face *face)
{
    const bp_bytes head = table(face, "head"), hhea = table(face, "hhea"), maxp = table(face, "maxp"), hmtx = table(face, "hmtx");
    uint32_t profile = bp_be(maxp, 0, 4), metrics = bp_be(hhea, 34, 2), wide = bp_be(head, 50, 2);
    bool sound = bp_be(head, 0, 2) == 1 && bp_be(head, 12, 4) == 0x5F0F3CF5 && head.size >= 54 && wide <= 1;
    sound &= hhea.size >= 36 && bp_be(hhea, 0, 2) == 1 && metrics && metrics <= face->glyph_count;
    sound &= hmtx.size >= 4 * (size_t)metrics;
    sound &= profile == 0x00005000 || (profile == 0x00010000 && maxp.size >= 32);
    return sound && (face->source != BP_FROM_GLYF || table(face, "loca").size >= (face->glyph_count + 1) * (wide ? 4u : 2u));
}

static const char *check(bp_face *face)
{
    static const char needed[] = "headhheahmtxmaxpcmap";
    bool glyf = table(face, "glyf").size && table(face, "loca").size, cff = table(face, "CFF ").size;
    for (const char *tag = needed; *tag; tag += 4)
        if (!table(face, tag).size)
            return BP_TEXT("a table that every font has is missing");
    face->units_per_em = bp_be(table(face, "head"), 18, 2);
    face->glyph_count = bp_be(table(face, "maxp"), 4, 2);
    if (!glyf && !cff && !table(face, "CFF2").size)
        return BP_TEXT("it has no outlines");
    if (face->units_per_em < 16 || face->units_per_em > 16384)
        return BP_TEXT("its size of the em is wrong");
    if (!face->glyph_count)
        return BP_TEXT("it has no glyphs");
    if (!bp_sfnt_has_unicode(&face->sfnt))
        return BP_TEXT("it has no character map for Unicode");
    face->source = glyf ? BP_FROM_GLYF : cff && bp_cff_open(table(face, "CFF "), &face->cff) ? BP_FROM_CFF : BP_FROM_OUTLINES;
    return has_sound_heads(face) ? NULL : BP_TEXT("the heads of its tables are damaged");
}

/* What the rights say against a subset in a document (OS/2 fsType). Of several usage bits the most generous counts; the others have
 * a meaning from version 2 on. */
static const char *forbidden(const bp_face *face)
{
    const bp_bytes os2 = table(face, "OS/2");
    unsigned rights = bp_be(os2, 8, 2), version = bp_be(os2, 0, 2);
    if ((rights & USAGE_BITS) == RESTRICTED)
        return BP_TEXT("its embedding is restricted (fsType)");
    if (version >= 2 && rights & BITMAPS_ONLY)
        return BP_TEXT("it permits the embedding of bitmaps only (fsType)");
    if (version >= 2 && rights & NO_SUBSETS)
        return BP_TEXT("it may be embedded whole only, not as a subset (fsType)");
    return NULL;
}

static bool open_font(bp_face *face)
{
    hb_face_t *hb = hb_face_create(face->file, face->index);
    face->font = hb_font_create(hb);
    face->buffer = hb_buffer_create();
    if (hb_ot_var_has_data(hb)) {
        face->info.weight = face->weight ? (int)face->weight : REGULAR;
        const hb_variation_t weight = {HB_TAG('w', 'g', 'h', 't'), (float)face->info.weight};
        hb_font_set_variations(face->font, &weight, 1);
        face->source = BP_FROM_OUTLINES;
    }
    hb_face_destroy(hb);
    return hb != hb_face_get_empty() && face->font != hb_font_get_empty() && hb_buffer_allocation_successful(face->buffer);
}

static bp_face_fault open_face(const char *path, unsigned index, unsigned weight, bp_face **out, const char **reason)
{
    bp_face *face = calloc(1, sizeof *face);
    *out = face;
    *reason = "";
    if (!face || !(face->path = strdup(path)))
        return BP_FACE_MEMORY;
    face->index = index;
    face->weight = weight;
    stat(path, &face->as);
    face->file = hb_blob_create_from_file_or_fail(path);
    if (!face->file && (errno == EMFILE || errno == ENFILE))
        return BP_FACE_MEMORY;  /* nothing is wrong with the font: the machine has no more of what it takes */
    if (!face->file) {
        *reason = BP_TEXT("it cannot be read");
        return BP_FACE_BROKEN;
    }
    unsigned size;
    const char *data = hb_blob_get_data(face->file, &size);
    const char *fault = bp_sfnt_open((bp_bytes){(const uint8_t *)data, size}, index, &face->sfnt);
    if (!fault)
        fault = check(face);
    const char *right = fault ? NULL : forbidden(face);
    if (!fault && !right && !open_font(face))
        return BP_FACE_MEMORY;
    if (!fault && !right && !has_ink(face))
        fault = BP_TEXT("none of its glyphs has an outline");
    *reason = fault ? fault : right ? right : "";
    if (fault || right)
        return fault ? BP_FACE_BROKEN : BP_FACE_FORBIDDEN;
    return describe(face) ? BP_FACE_OK : BP_FACE_MEMORY;
}

bp_face_fault bp_face_open(const char *path, unsigned index, unsigned weight, bp_face **out, const char **reason)
{
    errno = 0;
    bp_face_fault fault = open_face(path, index, weight, out, reason);
    return errno == ENOMEM ? BP_FACE_MEMORY : fault;
}

void bp_face_free(bp_face *face)
{
    if (!face)
        return;
    hb_buffer_destroy(face->buffer);
    hb_font_destroy(face->font);
    hb_face_destroy(face->bare);
    bp_drawer_free(face->drawer);
    hb_blob_destroy(face->file);
    free(face->subset.ids);
    bp_buf_free(&face->subset.program);
    bp_programs_free(&face->programs);
    free((char *)face->info.postscript_name);
    free(face->path);
    free(face);
}

bool bp_face_is_written_to(const bp_face *face)
{
    struct stat now;
    return !stat(face->path, &now) && now.st_dev == face->as.st_dev && now.st_ino == face->as.st_ino &&
           (now.st_size != face->as.st_size || now.st_mtim.tv_sec != face->as.st_mtim.tv_sec ||
            now.st_mtim.tv_nsec != face->as.st_mtim.tv_nsec);
}

const bp_face_info *bp_face_info_of(const bp_face *face)
{
    return &face->info;
}

bool bp_face_is_called(const bp_face *face, const char *name)
{
    hb_face_t *hb = hb_font_get_face(face->font);
    unsigned count = 0;
    const hb_ot_name_entry_t *names = hb_ot_name_list_names(hb, &count);
    for (unsigned i = 0; i < count; i++) {
        char text[256];
        unsigned size = sizeof text;
        hb_ot_name_id_t id = names[i].name_id;
        if (id != HB_OT_NAME_ID_FONT_FAMILY && id != HB_OT_NAME_ID_TYPOGRAPHIC_FAMILY && id != HB_OT_NAME_ID_FULL_NAME)
            continue;
        hb_ot_name_get_utf8(hb, id, names[i].language, &size, text);
        if (!strcmp(text, name))
            return true;
    }
    return false;
}

/* Fonts are full of glyphs without an outline, for characters that they do not really have. */
bool bp_face_may_be_blank(uint32_t cp)
{
    switch (hb_unicode_general_category(hb_unicode_funcs_get_default(), cp)) {
    case HB_UNICODE_GENERAL_CATEGORY_CONTROL:
    case HB_UNICODE_GENERAL_CATEGORY_FORMAT:
    case HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK:
    case HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK:
    case HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK:
    case HB_UNICODE_GENERAL_CATEGORY_LINE_SEPARATOR:
    case HB_UNICODE_GENERAL_CATEGORY_PARAGRAPH_SEPARATOR:
    case HB_UNICODE_GENERAL_CATEGORY_SPACE_SEPARATOR:
        return true;
    default:
        return bp_char_is(cp, BP_CHAR_BLANK);
    }
}

static bool draws(bp_face *face, uint16_t id)
{
    float box[4];
    if (face->source == BP_FROM_GLYF)
        return bp_outline_box(face->font, id, box);
    if (face->source == BP_FROM_CFF && bp_cff_is_long(&face->cff, id))
        return true;  /* its program is taken when a subset wants it: a workbook never does */
    const bp_program *program = bp_face_program(face, id);
    return program && program->kind == BP_PROGRAM_DRAWS;
}

uint16_t bp_face_glyph(bp_face *face, uint32_t cp)
{
    hb_codepoint_t id = 0;
    if (!hb_font_get_nominal_glyph(face->font, cp, &id) || id >= face->glyph_count)
        return 0;
    return bp_face_may_be_blank(cp) || draws(face, (uint16_t)id) ? (uint16_t)id : 0;
}

uint16_t bp_face_variant(bp_face *face, uint32_t cp, uint32_t selector)
{
    hb_codepoint_t id = 0;
    if (!hb_font_get_variation_glyph(face->font, cp, selector, &id) || id >= face->glyph_count)
        return 0;
    return draws(face, (uint16_t)id) ? (uint16_t)id : 0;
}

int bp_face_advance(const bp_face *face, uint16_t id)
{
    return milli(face, (float)hb_font_get_glyph_h_advance(face->font, id));
}

/* The directory of a face: 12 bytes and 16 for each table, which have its check sum, place and length. */
void bp_face_digest(const bp_face *face, char out[BP_SHA256_TEXT])
{
    enum { HEAD = 12, RECORD = 16 };
    const bp_sfnt *sfnt = &face->sfnt;
    bp_bytes directory = bp_cut(sfnt->file, sfnt->directory, HEAD + RECORD * (size_t)bp_be(sfnt->file, sfnt->directory + 4, 2));
    const uint64_t numbers[] = {sfnt->file.size, face->index, face->weight};
    bp_sha256 hash;
    bp_sha256_begin(&hash);
    bp_sha256_put(&hash, directory.data, directory.size);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        for (unsigned shift = 0; shift < 64; shift += 8)
            bp_sha256_put(&hash, &(uint8_t){(uint8_t)(numbers[i] >> shift)}, 1);
    bp_sha256_end(&hash, out);
}

bool bp_face_ink(const bp_face *face, uint16_t id, int box[4])
{
    float units[4];
    if (!bp_outline_box(face->font, id, units))
        return false;
    for (int i = 0; i < 4; i++)
        box[i] = milli(face, units[i]);
    return true;
}

/* Whatever the lookups of the feature are. */
static uint16_t shape_half(bp_face *face, uint32_t cp)
{
    const hb_feature_t hwid = {HB_TAG('h', 'w', 'i', 'd'), 1, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END};
    hb_buffer_t *buffer = face->buffer;
    hb_buffer_clear_contents(buffer);
    hb_buffer_add(buffer, cp, 0);
    hb_buffer_set_content_type(buffer, HB_BUFFER_CONTENT_TYPE_UNICODE);
    hb_buffer_guess_segment_properties(buffer);
    if (!hb_shape_full(face->font, buffer, &hwid, 1, NULL) || !hb_buffer_allocation_successful(buffer))
        face->short_of_memory = true;
    unsigned count = 0;
    const hb_glyph_info_t *glyphs = hb_buffer_get_glyph_infos(buffer, &count);
    return count == 1 && glyphs[0].codepoint < face->glyph_count ? (uint16_t)glyphs[0].codepoint : 0;
}

uint16_t bp_face_half(bp_face *face, uint32_t cp)
{
    hb_codepoint_t id = 0;
    if (!hb_font_get_nominal_glyph(face->font, cp, &id) || id >= face->glyph_count)
        return 0;
    uint16_t form = (uint16_t)id;
    if (bp_gsub_single(table(face, "GSUB"), BP_TABLE('h', 'w', 'i', 'd'), &form))
        return form < face->glyph_count ? form : 0;
    return shape_half(face, cp);
}
