/* subset.c - the font program of the glyphs that a document shows; see bp_face_subset in fonts.h.
 *
 * TrueType outlines go through hb-subset. Of a CFF font hb-subset parses all 65,000 glyphs each time, so the few programs wanted
 * are taken by cff.c. What neither can give, CFF2 and variable fonts and CFF accents made of two glyphs, is written anew from
 * outlines.
 */
#include <errno.h>
#include <hb-subset.h>
#include <stdlib.h>
#include <string.h>

#include "diag/translate.h"
#include "font/outline.h"
#include "font/program.h"

typedef enum outcome { DONE, NO_MEMORY, IMPOSSIBLE } outcome;

/* What the subsetter gets to see. Given a character map it walks all of it, given features it adds the glyphs they lead to. */
static hb_blob_t *table_of(hb_face_t *face, hb_tag_t tag, void *whole)
{
    static const char kept[] = "headmaxphheahmtxglyflocacvt fpgmprep";
    (void)face;
    for (const char *p = kept; *p; p += 4)
        if (tag == HB_TAG(p[0], p[1], p[2], p[3]))
            return hb_face_reference_table(whole, tag);
    return NULL;
}

static outcome take_glyf(bp_face *face, bp_subset *s)
{
    if (!face->bare)
        face->bare = hb_face_create_for_tables(table_of, hb_font_get_face(face->font), NULL);
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    if (!input)
        return NO_MEMORY;
    for (size_t i = 0; i < s->count; i++)
        hb_set_add(hb_subset_input_glyph_set(input), s->ids[i]);
    hb_subset_plan_t *plan = hb_subset_plan_create_or_fail(face->bare, input);
    hb_face_t *made = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;
    hb_blob_t *blob = made ? hb_face_reference_blob(made) : NULL;
    unsigned size = 0;
    const char *data = blob ? hb_blob_get_data(blob, &size) : NULL;
    bp_buf_put(&s->program, data ? data : "", size);
    for (size_t i = 0; i < s->count && made; i++)
        s->places[i] = (uint16_t)hb_map_get(hb_subset_plan_old_to_new_glyph_mapping(plan), s->ids[i]);
    hb_blob_destroy(blob);
    hb_face_destroy(made);
    hb_subset_plan_destroy(plan);
    hb_subset_input_destroy(input);
    return s->program.failed ? NO_MEMORY : size ? DONE : IMPOSSIBLE;
}

static bool add(bp_face *face, uint16_t glyph, uint16_t cid, bp_cff_font *font)
{
    const bp_program *program = bp_face_program(face, glyph);
    bool damaged = program && program->kind == BP_PROGRAM_BLANK && face->source == BP_FROM_CFF && bp_cff_is_long(&face->cff, glyph);
    return program && !damaged && program->kind != BP_PROGRAM_REFUSED &&
           bp_cff_add(font, cid, bp_program_bytes(face, program), program->dict);
}

static int by_number(const void *a, const void *b)
{
    const uint32_t *p = a, *q = b;
    return (*p > *q) - (*p < *q);
}

/* Glyphs in the order of the font file, where those that stand near each other are alike: they deflate to less. */
static bool add_all(bp_face *face, const bp_subset *s, bp_cff_font *font)
{
    uint32_t *uses = malloc((s->count + 1) * sizeof *uses);  /* glyph << 16 | CID */
    bool ok = uses && add(face, 0, 0, font);
    for (size_t i = 0; i < s->count && ok; i++)
        uses[i] = (uint32_t)s->ids[i] << 16 | (uint32_t)(i + 1);
    if (ok)
        qsort(uses, s->count, sizeof *uses, by_number);
    for (size_t i = 0; i < s->count && ok; i++)
        ok = add(face, (uint16_t)(uses[i] >> 16), (uint16_t)uses[i], font);
    free(uses);
    return ok;
}

static outcome take_cff(bp_face *face, bp_subset *s)
{
    bp_cff_font *font = calloc(1, sizeof *font);
    if (!font)
        return NO_MEMORY;
    for (int i = 0; i < 4; i++)
        font->box[i] = bp_be_signed(bp_sfnt_table(&face->sfnt, BP_TABLE('h', 'e', 'a', 'd')), 36 + 2 * (size_t)i);
    font->units_per_em = face->units_per_em;
    bool ok = add_all(face, s, font) && bp_cff_write(font, face->info.postscript_name, &s->program);
    bool memory = face->programs.bytes.failed || font->programs.failed || font->cids.failed || s->program.failed;
    bp_cff_font_free(font);
    free(font);
    return ok ? DONE : memory ? NO_MEMORY : IMPOSSIBLE;
}

static void free_subset(bp_subset *s)
{
    free(s->ids);
    bp_buf_free(&s->program);
    *s = (bp_subset){0};
}

/* Makes the subset of these glyphs that of the face. */
static outcome make(bp_face *face, const uint16_t *ids, size_t count)
{
    bp_subset s = {.ids = malloc(2 * (count + 1) * sizeof *ids), .count = count};
    if (!s.ids)
        return NO_MEMORY;
    s.places = s.ids + count + 1;
    memcpy(s.ids, ids, count * sizeof *ids);
    errno = 0;
    outcome done = face->source == BP_FROM_GLYF ? take_glyf(face, &s) : take_cff(face, &s);
    bool short_of_memory = false;
    if (done == DONE && face->source == BP_FROM_GLYF && !bp_outline_opens(&s.program, &short_of_memory))
        done = IMPOSSIBLE;  /* hb-subset copies what it was given; what is written here holds what was understood */
    if (errno == ENOMEM || short_of_memory)
        done = NO_MEMORY;
    if (done != DONE) {
        free_subset(&s);
        return done;
    }
    free_subset(&face->subset);
    face->subset = s;
    return DONE;
}

bp_status bp_face_subset(bp_face *face, const uint16_t *ids, size_t count, bp_diag *diag, bp_buf *out, uint16_t *places)
{
    const bp_subset *last = &face->subset;
    bool same = last->program.size && last->count == count && !memcmp(last->ids, ids, count * sizeof *ids);
    outcome done = same ? DONE : make(face, ids, count);
    if (done == IMPOSSIBLE)
        return bp_report(diag, BP_FONT_BROKEN, BP_NOWHERE,
                         BP_ARGS(face->path, bp_diag_text(diag, "it cannot be cut down to a subset")));
    if (done == DONE) {
        if (face->source == BP_FROM_GLYF)
            memcpy(places, last->places, count * sizeof *places);
        bp_buf_put(out, last->program.data, last->program.size);
    }
    return done == NO_MEMORY || out->failed ? bp_report_memory(diag) : BP_OK;
}
