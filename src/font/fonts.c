/* fonts.c - faces opened when needed, glyphs remembered. See fonts.h; the description of a set is read by set.c. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/chars.h"
#include "base/pages.h"
#include "diag/translate.h"
#include "base/utf8.h"
#include "font/set.h"

enum { FACES_MAX = 64, FIRST_WIDE = 0x2E80, HALF = 500, ADVICE_MAX = 3 };
enum { BLANK_BRAILLE = 0x2800 };

const char *const bp_role_names[BP_ROLES] = {"body", "heading", "title", "latin"};

typedef struct role {
    bp_candidates candidates;
    bp_face *first;              /* the one that the others are matched with */
    bp_pages glyphs[2];          /* by character, upright and half; face NULL and advance 0: not asked for yet */
} role;

struct bp_fonts {
    bp_arena arena;
    char *data_dir;
    char *folders[BP_FOLDERS];
    role roles[BP_ROLES];
    bool fallback, fallback_read;
    bp_candidates last_resorts;  /* read when first needed */
    bp_face *faces[FACES_MAX];
    size_t face_count;
    bool short_of_memory;
};

/* Loading. */

static bp_status read_set(bp_fonts *fonts, const char *path, bp_diag *diag)
{
    bp_candidates roles[BP_ROLES] = {{0}};
    bp_status status = bp_set_read(path, diag, &fonts->arena, roles, &fonts->fallback);
    for (size_t r = 0; r < BP_ROLES; r++)
        fonts->roles[r].candidates = roles[r];
    return status;
}

/* Lists the sets beside the one that is not there. Cuts the path. */
static bp_status unknown_set(char *path, const char *name, bp_diag *diag)
{
    bp_buf names = {0};
    *strrchr(path, '/') = '\0';
    bp_set_names(path, bp_diag_text(diag, ", "), &names);
    if (!names.size)
        bp_buf_puts(&names, bp_diag_text(diag, "none"));
    bp_status status = bp_report(diag, BP_UNKNOWN_FONT_SET, BP_NOWHERE, BP_ARGS(name, bp_buf_text(&names)));
    bp_buf_free(&names);
    return status;
}

bp_status bp_fonts_load(const char *data_dir, const char *name, bp_diag *diag, bp_fonts **out)
{
    char *path = NULL;
    *out = NULL;
    if ((strchr(name, '/') ? asprintf(&path, "%s", name) : asprintf(&path, "%s/fonts/%s.json", data_dir, name)) < 0)
        return bp_report_memory(diag);
    if (access(path, F_OK)) {
        bp_status missing = unknown_set(path, name, diag);
        free(path);
        return missing;
    }
    bp_fonts *fonts = calloc(1, sizeof *fonts);
    bool ok = fonts && (fonts->data_dir = strdup(data_dir)) && bp_set_folders(path, data_dir, fonts->folders);
    bp_status status = ok ? read_set(fonts, path, diag) : bp_report_memory(diag);
    free(path);
    if (status)
        bp_fonts_free(fonts);
    else
        *out = fonts;
    return status;
}

static void free_paths(bp_candidates *candidates)
{
    for (size_t i = 0; i < candidates->count; i++)
        free(candidates->items[i].path);
}

void bp_fonts_free(bp_fonts *fonts)
{
    if (!fonts)
        return;
    for (size_t r = 0; r < BP_ROLES; r++) {
        free_paths(&fonts->roles[r].candidates);
        bp_pages_free(&fonts->roles[r].glyphs[0]);
        bp_pages_free(&fonts->roles[r].glyphs[1]);
    }
    free_paths(&fonts->last_resorts);
    for (size_t i = 0; i < fonts->face_count; i++)
        bp_face_free(fonts->faces[i]);
    for (size_t i = 0; i < BP_FOLDERS; i++)
        free(fonts->folders[i]);
    free(fonts->data_dir);
    bp_arena_free(&fonts->arena);
    free(fonts);
}

static char *data_file(const bp_fonts *fonts, const char *name)
{
    char *path;
    return asprintf(&path, "%s/fonts/%s", fonts->data_dir, name) < 0 ? NULL : path;
}

/* The list behind every role. One that cannot be read is empty: what it would have is then reported as missing. */
static bp_candidates *last_resorts(bp_fonts *fonts)
{
    if (fonts->fallback && !fonts->fallback_read) {
        char *path = data_file(fonts, "fallback.json");
        bp_candidates read = {0};
        bp_status status = path ? bp_set_read_fallback(path, NULL, &fonts->arena, &read) : BP_SYSTEM;
        if (!status)
            fonts->last_resorts = read;
        fonts->short_of_memory |= status == BP_SYSTEM && (!path || !access(path, R_OK));
        free(path);
        fonts->fallback_read = true;
    }
    return &fonts->last_resorts;
}

/* Candidate `index` of all: those of the roles, then the last resorts. */
static bp_candidate *candidate_at(bp_fonts *fonts, size_t index, const char **role_name)
{
    for (size_t r = 0; r <= BP_ROLES; r++) {
        bp_candidates *candidates = r < BP_ROLES ? &fonts->roles[r].candidates : last_resorts(fonts);
        *role_name = r < BP_ROLES ? bp_role_names[r] : BP_FALLBACK_ROLE;
        if (index < candidates->count) {
            fonts->short_of_memory |= !bp_set_seek(fonts->folders, &candidates->items[index], r < BP_ROLES);
            return &candidates->items[index];
        }
        index -= candidates->count;
    }
    return NULL;
}

size_t bp_fonts_candidate_count(bp_fonts *fonts)
{
    size_t count = last_resorts(fonts)->count;
    for (size_t r = 0; r < BP_ROLES; r++)
        count += fonts->roles[r].candidates.count;
    return count;
}

bp_status bp_fonts_candidate(bp_fonts *fonts, size_t index, bp_font_candidate *out)
{
    const char *name;
    const bp_candidate *c = candidate_at(fonts, index, &name);
    if (!c)
        return BP_USAGE;
    *out = (bp_font_candidate){name, c->family, c->path, c->face ? bp_face_info_of(c->face)->index : c->index, c->package};
    return BP_OK;
}

/* Opening faces. */

/* Makers pack collections differently: where the face at the index has another name, the right one is looked for. */
static void correct_index(bp_face_fault *fault, const bp_candidate *c, bp_face **face)
{
    const char *ignored;
    if (*fault || (*face)->sfnt.faces < 2 || bp_face_is_called(*face, c->family))
        return;
    for (unsigned i = 0; i < (*face)->sfnt.faces && *fault != BP_FACE_MEMORY; i++) {
        bp_face *other = NULL;
        bp_face_fault one = i == c->index ? BP_FACE_BROKEN : bp_face_open(c->path, i, c->weight, &other, &ignored);
        if (!one && bp_face_is_called(other, c->family)) {
            bp_face_free(*face);
            *face = other;
            return;
        }
        bp_face_free(other);
        if (one == BP_FACE_MEMORY)
            *fault = one;
    }
}

static void open_candidate(bp_fonts *fonts, bp_candidate *c)
{
    bp_face *face = NULL;
    for (size_t i = 0; i < fonts->face_count; i++) {
        const bp_face *open = fonts->faces[i];
        if (open->index == c->index && open->weight == c->weight && !strcmp(open->path, c->path)) {
            c->face = fonts->faces[i];
            return;
        }
    }
    c->fault = bp_face_open(c->path, c->index, c->weight, &face, &c->reason);
    errno = 0;
    correct_index(&c->fault, c, &face);
    fonts->short_of_memory |= c->fault == BP_FACE_MEMORY || errno == ENOMEM;
    if (c->fault || fonts->face_count == FACES_MAX)
        bp_face_free(face);
    else
        c->face = fonts->faces[fonts->face_count++] = face;
}

static bp_face *face_of(bp_fonts *fonts, bp_candidate *c, bool anywhere)
{
    fonts->short_of_memory |= !bp_set_seek(fonts->folders, c, anywhere);
    if (c->path && !c->tried)
        open_candidate(fonts, c);
    c->tried = true;
    return c->face;
}

const char *bp_fonts_refused(bp_fonts *fonts, size_t index, bp_lang lang)
{
    const char *name;
    bp_candidate *c = candidate_at(fonts, index, &name);
    if (!c || face_of(fonts, c, false) || !c->path)
        return NULL;
    return bp_translate(lang, c->fault == BP_FACE_MEMORY ? BP_TEXT("out of memory") : c->reason);
}

/* The packages that would provide the role's candidates that are not installed. */
static void put_packages(const bp_candidates *candidates, bp_buf *out)
{
    for (size_t i = 0; i < candidates->count; i++) {
        const bp_candidate *c = &candidates->items[i];
        const char *name = *c->package ? c->package : c->family;
        if (!c->path && !strstr(bp_buf_text(out), name))
            bp_buf_printf(out, "%s%s", out->size ? " " : "", name);
    }
}

static bp_status report_fault(const bp_candidate *c, bool passed_over, bp_diag *diag)
{
    if (c->fault == BP_FACE_OK)
        return BP_OK;
    if (c->fault == BP_FACE_MEMORY)
        return bp_report_memory(diag);
    bp_code code = passed_over ? BP_FONT_PASSED_OVER : c->fault == BP_FACE_FORBIDDEN ? BP_FONT_FORBIDDEN : BP_FONT_BROKEN;
    return bp_report(diag, code, BP_NOWHERE, BP_ARGS(c->path, bp_diag_text(diag, c->reason)));
}

static bp_status report_unusable(const bp_candidates *candidates, size_t r, bp_diag *diag)
{
    bp_status status = BP_OK;
    for (size_t i = 0; i < candidates->count; i++) {
        bp_status one = report_fault(&candidates->items[i], false, diag);
        status = one ? one : status;
    }
    if (status)
        return status;
    bp_buf advice = {0};
    put_packages(candidates, &advice);
    status = bp_report(diag, BP_FONT_MISSING, BP_NOWHERE, BP_ARGS(bp_role_names[r], bp_buf_text(&advice)));
    bp_buf_free(&advice);
    return status;
}

/* Whether a fault of this file was told for a role before r. */
static bool was_told(const bp_fonts *fonts, size_t r, const char *path)
{
    for (size_t q = 0; q < r; q++)
        for (size_t i = 0; i < fonts->roles[q].candidates.count; i++) {
            const bp_candidate *c = &fonts->roles[q].candidates.items[i];
            if (c->fault && c->path && !strcmp(c->path, path))
                return true;
        }
    return false;
}

bp_status bp_fonts_prepare(bp_fonts *fonts, bp_diag *diag)
{
    bp_status status = BP_OK;
    for (size_t r = 0; r < BP_ROLES; r++) {
        role *role = &fonts->roles[r];
        size_t i = 0;
        while (i < role->candidates.count && !face_of(fonts, &role->candidates.items[i], true))
            i++;
        role->first = i < role->candidates.count ? role->candidates.items[i].face : NULL;
        if (!role->first && r != BP_ROLE_LATIN)
            status = report_unusable(&role->candidates, r, diag);
        for (size_t k = 0; k < i && role->first; k++)
            if (role->candidates.items[k].path && !was_told(fonts, r, role->candidates.items[k].path) &&
                report_fault(&role->candidates.items[k], true, diag))
                status = BP_SYSTEM;
    }
    return status;
}

bool bp_fonts_short_of_memory(const bp_fonts *fonts)
{
    return fonts->short_of_memory;
}

/* Characters that fonts have and that nothing is drawn of. */

/* What was lost and what is no text: fonts have boxes for them. */
static bool is_never_drawn(uint32_t cp)
{
    return bp_char_is(cp, BP_CHAR_LOST | BP_CHAR_CONTROL);
}

/* What a character of private use means, its font alone says: the fonts of a set may be meant by it, those behind every set never
 * are. */
static bool is_private(uint32_t cp)
{
    return bp_char_is(cp, BP_CHAR_PRIVATE);
}

/* What to install. */

typedef struct adviser {
    bp_fonts *fonts;
    bp_role role;
    bp_buf *out;
    size_t count;
} adviser;

/* A package is named only where the set would use the file that it brings. */
static void advise(void *context, const char *file)
{
    adviser *a = context;
    for (int last = 0; last < 2; last++) {
        const bp_candidates *candidates = last ? last_resorts(a->fonts) : &a->fonts->roles[a->role].candidates;
        for (size_t i = 0; i < candidates->count; i++) {
            bp_candidate *c = &candidates->items[i];
            a->fonts->short_of_memory |= !bp_set_seek(a->fonts->folders, c, !last);
            if (strcmp(c->file, file) != 0 || c->path || !*c->package || a->count == ADVICE_MAX ||
                strstr(bp_buf_text(a->out), c->package))
                continue;
            bp_buf_printf(a->out, "%s%s", a->count++ ? " " : "", c->package);
        }
    }
}

void bp_fonts_advice(bp_fonts *fonts, bp_role role, uint32_t cp, bp_buf *out)
{
    adviser a = {.fonts = fonts, .role = role, .out = out};
    if (is_never_drawn(cp) || is_private(cp))
        return;
    char *path = data_file(fonts, "coverage.json");
    if (path)
        bp_coverage_find(path, cp, advise, &a);
    free(path);
}

/* Glyphs. */

/* The advance to set. A font that gives a glyph with ink none forgot it (Droid Sans Fallback did, of a few composites). */
static int advance_of(const bp_glyph *glyph, uint32_t cp)
{
    int box[4];
    if (glyph->natural > 0 || bp_face_may_be_blank(cp) || !bp_face_ink(glyph->face, glyph->id, box))
        return glyph->natural;
    return cp >= FIRST_WIDE ? 1000 : box[2];
}

static bool fits(int value)
{
    return value >= INT16_MIN && value <= INT16_MAX;
}

/* Size and place of a glyph of another font than the role's first. Han characters keep their cell, others grow with their
 * advance. False where a damaged font makes it as wide as no glyph is. */
static bool match(const role *role, uint32_t cp, bool half, bp_glyph *glyph)
{
    bool wide = cp >= FIRST_WIDE;
    int scale = 1000, rise = 0;
    if (role->first && glyph->face != role->first)
        bp_face_match(role->first, glyph->face, wide, &scale, &rise);
    int advance = advance_of(glyph, cp), grown = advance * scale / 1000, set = half ? HALF : wide ? advance : grown;
    if (!fits(rise) || !fits(set) || !fits(grown) || !fits((set - grown) / 2))
        return false;
    glyph->scale = (uint16_t)scale;
    glyph->rise = (int16_t)rise;
    glyph->advance = (int16_t)set;
    if (set != grown)
        glyph->shift = (int16_t)((set - grown) / 2);
    return true;
}

static bool seek_among(bp_fonts *fonts, const role *role, bp_candidates *candidates, uint32_t cp, bool half, bp_glyph *out)
{
    for (size_t i = 0; i < candidates->count; i++) {
        bp_face *face = face_of(fonts, &candidates->items[i], candidates != &fonts->last_resorts);
        errno = 0;
        uint16_t id = face ? bp_face_glyph(face, cp) : 0;
        fonts->short_of_memory |= errno == ENOMEM;
        if (!id)
            continue;
        uint16_t form = half ? bp_face_half(face, cp) : 0;
        fonts->short_of_memory |= face->short_of_memory;
        *out = (bp_glyph){.face = face, .id = form ? form : id};
        int natural = bp_face_advance(face, out->id);
        out->natural = (int16_t)natural;
        bool usable = fits(natural) && match(role, cp, half, out);
        fonts->short_of_memory |= errno == ENOMEM;
        if (usable)
            return true;
    }
    return false;
}

static bool is_latin(uint32_t cp)
{
    return cp >= 0x20 && cp < 0x250 && cp != 0xB7;  /* · is a Han mark as often: it keeps the width of its own font */
}

unsigned bp_fonts_company(uint32_t cp)
{
    static const struct company {
        uint32_t first, last;
        uint8_t number;
    } companies[] = {  /* in order */
        {0x300, 0x36F, BP_MARKS}, {0x483, 0x489, BP_MARKS}, {0x591, 0x5FF, 2} /* Hebrew */, {0x600, 0x6FF, 3} /* Arabic */,
        {0x700, 0x74F, 4} /* Syriac */, {0x750, 0x77F, 3}, {0x780, 0x7BF, 5} /* Thaana */, {0x7C0, 0x7FF, 6} /* N'Ko */,
        {0x800, 0x83F, 7} /* Samaritan */, {0x840, 0x85F, 8} /* Mandaic */, {0x860, 0x86F, 4}, {0x870, 0x8FF, 3},
        {0x900, 0x97F, 9} /* Devanagari */, {0x980, 0x9FF, 10} /* Bengali */, {0xA00, 0xA7F, 11} /* Gurmukhi */,
        {0xA80, 0xAFF, 12} /* Gujarati */, {0xB00, 0xB7F, 13} /* Oriya */, {0xB80, 0xBFF, 14} /* Tamil */,
        {0xC00, 0xC7F, 15} /* Telugu */, {0xC80, 0xCFF, 16} /* Kannada */, {0xD00, 0xD7F, 17} /* Malayalam */,
        {0xD80, 0xDFF, 18} /* Sinhala */, {0xF00, 0xFFF, 19} /* Tibetan */, {0x1000, 0x109F, 20} /* Myanmar */,
        {0x1780, 0x17FF, 21} /* Khmer */, {0x1800, 0x18AF, 22} /* Mongolian */, {0x1A20, 0x1AAF, 23} /* Tai Tham */,
        {0x1AB0, 0x1AFF, BP_MARKS}, {0x1B00, 0x1B7F, 24} /* Balinese */, {0x1B80, 0x1BBF, 25} /* Sundanese */,
        {0x1BC0, 0x1BFF, 26} /* Batak */, {0x1DC0, 0x1DFF, BP_MARKS}, {0x20D0, 0x20FF, BP_MARKS}, {0x302A, 0x302F, BP_MARKS},
        {0x3099, 0x309A, BP_MARKS}, {0xA840, 0xA87F, 27} /* Phags-pa */, {0xA8E0, 0xA8FF, 9}, {0xFB1D, 0xFB4F, 2},
        {0xFE20, 0xFE2F, BP_MARKS}, {0x10800, 0x10FFF, 28}, {0x11000, 0x11FFF, 29}, {0x1E800, 0x1E8DF, 30} /* Mende Kikakui */,
        {0x1E900, 0x1E95F, 31} /* Adlam */, {0x1E960, 0x1EFFF, 32}};
    size_t i = 0, count = sizeof companies / sizeof *companies;
    while (i < count && cp > companies[i].last)
        i++;
    return i < count && cp >= companies[i].first ? companies[i].number : BP_ALONE;
}

/* Fonts draw the blank pattern of Braille as a block of empty dots: it keeps its width, and shows what a space does. */
static bool seek_blank_braille(bp_fonts *fonts, role *role, bp_glyph *out)
{
    bp_glyph blank;
    bool found = seek_among(fonts, role, &role->candidates, BLANK_BRAILLE, false, out) ||
                 seek_among(fonts, role, last_resorts(fonts), BLANK_BRAILLE, false, out);
    if (found && seek_among(fonts, role, &role->candidates, ' ', false, &blank)) {
        blank.advance = out->advance;
        blank.shift = 0;
        *out = blank;
    }
    return found;
}

static bool seek_glyph(bp_fonts *fonts, bp_role which, uint32_t cp, bool half, bp_glyph *out)
{
    role *role = &fonts->roles[which], *latin = &fonts->roles[BP_ROLE_LATIN];
    if (is_never_drawn(cp))
        return false;
    if (cp == BLANK_BRAILLE)
        return seek_blank_braille(fonts, role, out);
    if (bp_char_is(cp, BP_CHAR_UNSEEN) && seek_among(fonts, role, &role->candidates, ' ', false, out)) {
        out->advance = out->shift = 0;
        return true;
    }
    if (which == BP_ROLE_BODY && !half && is_latin(cp) && seek_among(fonts, latin, &latin->candidates, cp, half, out))
        return true;
    return seek_among(fonts, role, &role->candidates, cp, half, out) ||
           (!is_private(cp) && seek_among(fonts, role, last_resorts(fonts), cp, half, out));
}

bool bp_fonts_glyph(bp_fonts *fonts, bp_role which, uint32_t cp, bool half, bp_glyph *out)
{
    if (cp == '\t')
        cp = ' ';
    half = half && cp >= 0x20 && cp <= 0x7E;
    bp_glyph *glyph = bp_pages_at(&fonts->roles[which].glyphs[half], cp, sizeof *glyph);
    if (!glyph) {
        fonts->short_of_memory = true;
        return false;
    }
    if (!glyph->face && !glyph->advance && !seek_glyph(fonts, which, cp, half, glyph))
        glyph->advance = -1;
    *out = *glyph;
    if (glyph->face)
        glyph->face->used = true;
    return glyph->face != NULL;
}

void bp_fonts_begin_use(bp_fonts *fonts)
{
    for (size_t i = 0; i < fonts->face_count; i++)
        fonts->faces[i]->used = false;
}

bp_status bp_fonts_check_unchanged(const bp_fonts *fonts, bp_diag *diag)
{
    bp_status status = BP_OK;
    for (size_t i = 0; i < fonts->face_count; i++)
        if (fonts->faces[i]->used && bp_face_is_written_to(fonts->faces[i]))
            status = bp_report(diag, BP_FILE_CHANGED, BP_NOWHERE, BP_ARGS(fonts->faces[i]->path));
    return status;
}

static int by_digest(const void *a, const void *b)
{
    return strcmp(a, b);
}

void bp_fonts_digest(const bp_fonts *fonts, char out[BP_SHA256_TEXT])
{
    char digests[FACES_MAX][BP_SHA256_TEXT];
    size_t count = 0;
    bp_sha256 all;
    for (size_t i = 0; i < fonts->face_count; i++)
        if (fonts->faces[i]->used)
            bp_face_digest(fonts->faces[i], digests[count++]);
    qsort(digests, count, sizeof *digests, by_digest);
    bp_sha256_begin(&all);
    bp_sha256_put(&all, digests, count * sizeof *digests);
    bp_sha256_end(&all, out);
}

uint32_t bp_selector_at(const char *at, const char *end)
{
    uint32_t cp = at < end ? bp_utf8_next(&at) : 0;
    return bp_char_is(cp, BP_CHAR_SELECTOR) ? cp : 0;
}

static bool seek_variant(bp_fonts *fonts, bp_candidates *candidates, uint32_t cp, uint32_t selector, bp_glyph *out)
{
    for (size_t i = 0; i < candidates->count; i++) {
        bp_face *face = face_of(fonts, &candidates->items[i], candidates != &fonts->last_resorts);
        errno = 0;
        uint16_t id = face ? bp_face_variant(face, cp, selector) : 0;
        fonts->short_of_memory |= errno == ENOMEM || (face && face->short_of_memory);
        if (!id)
            continue;
        *out = (bp_glyph){.face = face, .id = id, .natural = (int16_t)bp_face_advance(face, id)};
        return true;
    }
    return false;
}

bool bp_fonts_variant(bp_fonts *fonts, bp_role which, uint32_t cp, uint32_t selector, bool half, bp_glyph *out)
{
    role *role = &fonts->roles[which];
    bp_glyph usual;
    if (!bp_fonts_glyph(fonts, which, cp, half, &usual) ||
        (!seek_variant(fonts, &role->candidates, cp, selector, out) &&
         (bp_char_is(cp, BP_CHAR_PRIVATE) || !seek_variant(fonts, last_resorts(fonts), cp, selector, out))))
        return false;
    errno = 0;
    match(role, cp, half, out);
    fonts->short_of_memory |= errno == ENOMEM;
    out->shift = (int16_t)(out->shift + (usual.advance - out->advance) / 2);
    out->advance = usual.advance;
    return true;
}
