/* fonts.c - a font set: candidates by role, faces opened when needed, glyphs remembered. See fonts.h. */
#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/json.h"
#include "text/face.h"

enum { CANDIDATES_MAX = 16, FACES_MAX = 64, PAGE = 256, PAGES = 0x110000 / PAGE, FOLDERS = 6, FIRST_WIDE = 0x2E80 };

const char *const bp_role_names[BP_ROLES] = {"body", "heading", "title", "latin"};

typedef struct candidate {
    const char *family, *file, *package;
    unsigned index, weight;
    char *path;             /* where it is installed, NULL where it is not */
    bp_face *face;          /* borrowed from the set */
    bool sought, tried;
    bp_face_fault fault;
    const char *reason;
} candidate;

typedef struct role {
    candidate candidates[CANDIDATES_MAX];
    size_t count;
    bp_glyph *pages[2][PAGES];   /* glyphs by character, upright and half; face NULL and advance 0: not asked for yet */
} role;

struct bp_fonts {
    bp_arena arena;
    char *folders[FOLDERS];      /* where fonts are looked for, NULL-terminated */
    role roles[BP_ROLES];
    bp_face *faces[FACES_MAX];
    size_t face_count;
};

/* Reading the description. */

static void read_candidate(bp_reader *reader, const cJSON *value, candidate *out)
{
    enum { FAMILY, FILE_NAME, INDEX, PACKAGE, KEYS };
    static const bp_key keys[KEYS] = {{"family", true}, {"file", true}, {"index", false}, {"package", false}};
    const cJSON *members[KEYS];
    const char **texts[KEYS] = {[FAMILY] = &out->family, [FILE_NAME] = &out->file, [PACKAGE] = &out->package};
    int index = 0;
    if (!bp_reader_object(reader, value, keys, KEYS, members))
        return;
    for (size_t k = 0; k < KEYS; k++) {
        size_t mark = bp_reader_key(reader, keys[k].name);
        if (k == INDEX)
            bp_reader_int(reader, members[k], 0, 255, &index);
        else
            *texts[k] = bp_reader_string(reader, members[k]);
        bp_reader_leave(reader, mark);
    }
    out->index = (unsigned)index;
    if (!out->package)
        out->package = "";
}

static void read_role(bp_reader *reader, const cJSON *value, role *out)
{
    const cJSON *item;
    if (!bp_reader_array(reader, value))
        return;
    cJSON_ArrayForEach(item, value) {
        size_t mark = bp_reader_index(reader, out->count);
        if (out->count == CANDIDATES_MAX) {
            bp_reader_report(reader, BP_FORM_LIMIT, BP_ARGS("16"));
            bp_reader_leave(reader, mark);
            return;
        }
        read_candidate(reader, item, &out->candidates[out->count++]);
        bp_reader_leave(reader, mark);
    }
}

static void read_set(bp_reader *reader, const cJSON *tree, bp_fonts *fonts)
{
    enum { SCHEMA, LABEL, ROLES, KEYS };
    static const bp_key keys[KEYS] = {{"schema", true}, {"label", false}, {"roles", true}};
    bp_key role_keys[BP_ROLES];
    const cJSON *members[KEYS], *roles[BP_ROLES];
    for (size_t r = 0; r < BP_ROLES; r++)
        role_keys[r] = (bp_key){bp_role_names[r], true};
    if (!bp_reader_object(reader, tree, keys, KEYS, members) || !members[ROLES])
        return;
    size_t mark = bp_reader_key(reader, "roles");
    if (bp_reader_object(reader, members[ROLES], role_keys, BP_ROLES, roles))
        for (size_t r = 0; r < BP_ROLES; r++) {
            size_t inner = bp_reader_key(reader, bp_role_names[r]);
            read_role(reader, roles[r], &fonts->roles[r]);
            bp_reader_leave(reader, inner);
        }
    bp_reader_leave(reader, mark);
}

static bp_status read_file(const char *path, bp_diag *diag, bp_fonts *fonts)
{
    bp_source *source;
    bp_status status = bp_source_open(path, diag, &source);
    if (status)
        return status;
    bp_reader reader = {.source = source, .diag = diag, .arena = &fonts->arena};
    status = bp_json_check(source, diag);
    cJSON *tree = status ? NULL : bp_reader_parse(&reader, bp_json_root(source));
    if (tree)
        read_set(&reader, tree, fonts);
    cJSON_Delete(tree);
    bp_reader_free(&reader);
    bp_source_free(source);
    return status ? status : reader.status;
}

/* Where fonts may be: beside the description, where the user says, and where Debian puts them. */
static bool name_folders(bp_fonts *fonts, const char *data_dir)
{
    const char *home = getenv("HOME"), *own = getenv("BUDGETPRESS_FONTS");
    size_t count = 0;
    bool ok = asprintf(&fonts->folders[count], "%s/fonts", data_dir) >= 0;
    if (ok && own && *own)
        ok = (fonts->folders[++count] = strdup(own));
    if (ok && home && *home)
        ok = asprintf(&fonts->folders[++count], "%s/.local/share/fonts", home) >= 0;
    if (ok)
        ok = (fonts->folders[++count] = strdup("/usr/local/share/fonts"));
    if (ok)
        ok = (fonts->folders[++count] = strdup("/usr/share/fonts"));
    return ok;
}

bp_status bp_fonts_load(const char *data_dir, const char *name, bp_diag *diag, bp_fonts **out)
{
    char *path = NULL;
    *out = NULL;
    if ((strchr(name, '/') ? asprintf(&path, "%s", name) : asprintf(&path, "%s/fonts/%s.json", data_dir, name)) < 0)
        return bp_report_memory(diag);
    if (access(path, F_OK)) {
        free(path);
        return bp_report(diag, BP_UNKNOWN_FONT_SET, BP_NOWHERE, BP_ARGS(name));
    }
    bp_fonts *fonts = calloc(1, sizeof *fonts);
    bp_status status = fonts && name_folders(fonts, data_dir) ? BP_OK : bp_report_memory(diag);
    if (!status)
        status = read_file(path, diag, fonts);
    free(path);
    if (status)
        bp_fonts_free(fonts);
    else
        *out = fonts;
    return status;
}

void bp_fonts_free(bp_fonts *fonts)
{
    if (!fonts)
        return;
    for (size_t r = 0; r < BP_ROLES; r++) {
        role *role = &fonts->roles[r];
        for (size_t i = 0; i < role->count; i++)
            free(role->candidates[i].path);
        for (size_t i = 0; i < PAGES; i++) {
            free(role->pages[0][i]);
            free(role->pages[1][i]);
        }
    }
    for (size_t i = 0; i < fonts->face_count; i++)
        bp_face_free(fonts->faces[i]);
    for (size_t i = 0; i < FOLDERS; i++)
        free(fonts->folders[i]);
    bp_arena_free(&fonts->arena);
    free(fonts);
}

/* Finding files. */

static bool is_file(const char *path)
{
    struct stat st;
    return !stat(path, &st) && S_ISREG(st.st_mode);
}

/* nftw takes no context: one walk at a time, kept apart by a lock. */
static struct {
    pthread_mutex_t lock;
    const char *name;
    char *found;
} walk = {.lock = PTHREAD_MUTEX_INITIALIZER};

static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    if (type == FTW_F && !strcmp(path + ftw->base, walk.name))
        walk.found = strdup(path);
    return walk.found != NULL;
}

static char *find_below(const char *folder, const char *name)
{
    pthread_mutex_lock(&walk.lock);
    walk.name = name;
    walk.found = NULL;
    nftw(folder, visit, 16, 0);
    char *found = walk.found;
    pthread_mutex_unlock(&walk.lock);
    return found;
}

/* The file at its usual place below a folder, else anywhere below one. */
static char *find_file(const bp_fonts *fonts, const char *file)
{
    const char *slash = strrchr(file, '/');
    char *path = NULL;
    if (*file == '/')
        return is_file(file) ? strdup(file) : NULL;
    for (size_t i = 0; fonts->folders[i]; i++) {
        if (asprintf(&path, "%s/%s", fonts->folders[i], file) < 0)
            return NULL;
        if (is_file(path))
            return path;
        free(path);
    }
    path = NULL;
    for (size_t i = 0; fonts->folders[i] && !path; i++)
        path = find_below(fonts->folders[i], slash ? slash + 1 : file);
    return path;
}

static void seek(const bp_fonts *fonts, candidate *c)
{
    if (c->sought)
        return;
    c->sought = true;
    c->path = find_file(fonts, c->file);
}

size_t bp_fonts_candidate_count(const bp_fonts *fonts)
{
    size_t count = 0;
    for (size_t r = 0; r < BP_ROLES; r++)
        count += fonts->roles[r].count;
    return count;
}

bp_status bp_fonts_candidate(bp_fonts *fonts, size_t index, bp_font_candidate *out)
{
    for (size_t r = 0; r < BP_ROLES; r++) {
        role *role = &fonts->roles[r];
        if (index < role->count) {
            candidate *c = &role->candidates[index];
            seek(fonts, c);
            *out = (bp_font_candidate){bp_role_names[r], c->family, c->path, c->index, c->package};
            return BP_OK;
        }
        index -= role->count;
    }
    return BP_USAGE;
}

/* Opening faces. */

/* Makers pack collections differently: where the face at the index has another name, the right one is looked for. */
static void correct_index(bp_face_fault *fault, const candidate *c, bp_face **face)
{
    const char *ignored;
    if (*fault || (*face)->sfnt.faces < 2 || bp_face_is_called(*face, c->family))
        return;
    for (unsigned i = 0; i < (*face)->sfnt.faces; i++) {
        bp_face *other = NULL;
        if (i != c->index && !bp_face_open(c->path, i, c->weight, &other, &ignored) && bp_face_is_called(other, c->family)) {
            bp_face_free(*face);
            *face = other;
            return;
        }
        bp_face_free(other);
    }
}

static void open_candidate(bp_fonts *fonts, candidate *c)
{
    bp_face *face = NULL;
    c->tried = true;
    seek(fonts, c);
    if (!c->path)
        return;
    for (size_t i = 0; i < fonts->face_count; i++)
        if (fonts->faces[i]->index == c->index && fonts->faces[i]->weight == c->weight && !strcmp(fonts->faces[i]->path, c->path)) {
            c->face = fonts->faces[i];
            return;
        }
    c->fault = bp_face_open(c->path, c->index, c->weight, &face, &c->reason);
    correct_index(&c->fault, c, &face);
    if (c->fault || fonts->face_count == FACES_MAX)
        bp_face_free(face);
    else
        c->face = fonts->faces[fonts->face_count++] = face;
}

static bp_face *face_of(bp_fonts *fonts, candidate *c)
{
    if (!c->tried)
        open_candidate(fonts, c);
    return c->face;
}

/* The packages that would provide the role's candidates that are not installed. */
static void role_advice(bp_fonts *fonts, bp_role which, bp_buf *out)
{
    role *role = &fonts->roles[which];
    for (size_t i = 0; i < role->count; i++) {
        candidate *c = &role->candidates[i];
        const char *name = *c->package ? c->package : c->family;
        seek(fonts, c);
        if (!c->path && !strstr(bp_buf_text(out), name))
            bp_buf_printf(out, "%s%s", out->size ? " " : "", name);
    }
}

static bp_status report_unusable(bp_fonts *fonts, size_t r, bp_diag *diag)
{
    role *role = &fonts->roles[r];
    bp_status status = BP_OK;
    for (size_t i = 0; i < role->count; i++) {
        candidate *c = &role->candidates[i];
        if (c->fault == BP_FACE_MEMORY)
            return bp_report_memory(diag);
        if (c->fault == BP_FACE_FORBIDDEN)
            status = bp_report(diag, BP_FONT_FORBIDDEN, BP_NOWHERE, BP_ARGS(c->path, bp_diag_text(diag, c->reason)));
        if (c->fault == BP_FACE_BROKEN)
            status = bp_report(diag, BP_FONT_BROKEN, BP_NOWHERE, BP_ARGS(c->path, bp_diag_text(diag, c->reason)));
    }
    if (status)
        return status;
    bp_buf advice = {0};
    role_advice(fonts, (bp_role)r, &advice);
    status = bp_report(diag, BP_FONT_MISSING, BP_NOWHERE, BP_ARGS(bp_role_names[r], bp_buf_text(&advice)));
    bp_buf_free(&advice);
    return status;
}

bp_status bp_fonts_prepare(bp_fonts *fonts, bp_diag *diag)
{
    for (size_t r = 0; r < BP_ROLES; r++) {
        size_t i = 0;
        while (i < fonts->roles[r].count && !face_of(fonts, &fonts->roles[r].candidates[i]))
            i++;
        if (i == fonts->roles[r].count && r != BP_ROLE_LATIN)
            return report_unusable(fonts, r, diag);
    }
    return BP_OK;
}

void bp_fonts_advice(bp_fonts *fonts, bp_role which, uint32_t cp, bp_buf *out)
{
    (void)cp;
    role_advice(fonts, which, out);
}

/* Glyphs. */

/* The advance to set. A font that gives a glyph with ink none forgot it (Droid Sans Fallback did, of a few composites). */
static int advance_of(const bp_glyph *glyph, uint32_t cp, bool half)
{
    int box[4];
    if (half)
        return 500;
    if (glyph->natural > 0 || bp_face_may_be_blank(cp) || !bp_face_ink(glyph->face, glyph->id, box))
        return glyph->natural;
    return cp >= FIRST_WIDE ? 1000 : box[2];
}

static bool seek_glyph(bp_fonts *fonts, bp_role which, uint32_t cp, bool half, bp_glyph *out)
{
    role *role = &fonts->roles[which];
    for (size_t i = 0; i < role->count; i++) {
        bp_face *face = face_of(fonts, &role->candidates[i]);
        uint16_t id = face ? bp_face_glyph(face, cp) : 0;
        if (!id)
            continue;
        uint16_t form = half ? bp_face_half(face, cp) : 0;
        *out = (bp_glyph){.face = face, .id = form ? form : id, .scale = 1000};
        out->natural = (int16_t)bp_face_advance(face, out->id);
        out->advance = (int16_t)advance_of(out, cp, half);
        out->shift = half ? (int16_t)((out->advance - out->natural) / 2) : 0;
        return true;
    }
    return false;
}

static bool is_latin(uint32_t cp)
{
    return cp >= 0x20 && cp < 0x250 && cp != 0xB7;  /* · is a Han mark as often: it keeps the width of its own font */
}

bool bp_fonts_glyph(bp_fonts *fonts, bp_role which, uint32_t cp, bool half, bp_glyph *out)
{
    if (cp == '\t')
        cp = ' ';
    half = half && cp >= 0x20 && cp <= 0x7E;
    bp_glyph **page = &fonts->roles[which].pages[half][cp / PAGE];
    if (!*page && !(*page = calloc(PAGE, sizeof **page)))
        return false;
    bp_glyph *glyph = &(*page)[cp % PAGE];
    if (!glyph->face && !glyph->advance) {
        bool found = which == BP_ROLE_BODY && !half && is_latin(cp) && seek_glyph(fonts, BP_ROLE_LATIN, cp, half, glyph);
        if (!found && !seek_glyph(fonts, which, cp, half, glyph))
            glyph->advance = -1;
    }
    *out = *glyph;
    return glyph->face != NULL;
}
