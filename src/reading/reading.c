/* reading.c - the model as an import makes it. See reading.h. */
#include "reading/reading.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/utf8.h"

/* ---- findings ---- */

static void worst(bp_reading *r, bp_status status)
{
    if (status > r->status)
        r->status = status;
}

void bp_reading_report(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, bp_code code, const char *const *args)
{
    worst(r, bp_grid_report(grid, r->diag, row, column, code, args));
}

void bp_reading_memory(bp_reading *r)
{
    if (r->status != BP_SYSTEM)
        worst(r, bp_report_memory(r->diag));
}

void bp_reading_tally(bp_reading *r, bp_tally_kind kind, uint32_t row, uint32_t column)
{
    bp_tally *tally = &r->tallies[kind];
    if (!tally->count++) {
        tally->row = row;
        tally->column = column;
    }
}

void bp_reading_tally_struck(bp_reading *r, const bp_grid *grid, const bp_header *header)
{
    for (size_t i = 0; i < grid->cell_count; i++) {
        const bp_grid_cell *cell = &grid->cells[i];
        bool struck = (cell->format && cell->format->look.struck) || (cell->runs && cell->runs->struck);
        if (struck && cell->size && cell->row >= header->row + header->height && cell->column < header->width &&
            header->means[cell->column] >= 0)
            bp_reading_tally(r, BP_TALLY_STRUCK, cell->row, cell->column);
    }
}

void bp_reading_tell(bp_reading *r, const bp_grid *grid)
{
    static const bp_code codes[BP_TALLY_KINDS] = {
        [BP_TALLY_HIDDEN] = BP_IMPORT_HIDDEN,       [BP_TALLY_TEXT_NUMBERS] = BP_IMPORT_TEXT_NUMBERS,
        [BP_TALLY_SHOWN] = BP_IMPORT_SHOWN,         [BP_TALLY_UNCOMPUTED] = BP_IMPORT_SUM_UNCOMPUTED,
        [BP_TALLY_LENIENT] = BP_IMPORT_LENIENT,     [BP_TALLY_LINE_FEEDS] = BP_IMPORT_LINE_FEEDS,
        [BP_TALLY_NEAR_NAMES] = BP_IMPORT_NEAR_NAMES, [BP_TALLY_SCALED] = BP_IMPORT_SCALED,
        [BP_TALLY_MERGED] = BP_IMPORT_MERGED,           [BP_TALLY_STRUCK] = BP_IMPORT_STRUCK,
    };
    for (int i = 0; i < BP_TALLY_KINDS; i++) {
        char count[24];
        snprintf(count, sizeof count, "%zu", r->tallies[i].count);
        if (r->tallies[i].count)
            bp_reading_report(r, grid, r->tallies[i].row, r->tallies[i].column, codes[i], BP_ARGS(count));
        r->tallies[i].count = 0;
    }
}

/* ---- the model ---- */

const char *bp_reading_keep(bp_reading *r, const char *text, size_t size)
{
    const char *copy = bp_arena_strndup(&r->model->arena, text, size);
    if (!copy)
        bp_reading_memory(r);
    else if (r->grid && size)
        bp_reading_place(r, copy, r->grid, r->row, r->column);
    return copy ? copy : "";
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(a, b);
}

const char *bp_ids_add(void **ids, const char *id)
{
    const char *const *known = tsearch(id, ids, compare_ids);
    return known ? *known : NULL;
}

bool bp_ids_has(void *const *ids, const char *id)
{
    return tfind(id, ids, compare_ids) != NULL;
}

static void keep_text(void *text)
{
    (void)text;
}

void bp_ids_free(void *ids)
{
    tdestroy(ids, keep_text);
}

/* Makes an array of the model's wider. */
static bool widen(bp_reading *r, void *items, size_t count, size_t wider, size_t size)
{
    bool ok = bp_arena_widen(&r->model->arena, items, count, wider, size);
    if (!ok)
        bp_reading_memory(r);
    return ok;
}

/* Room for one more. */
static bool grow(bp_reading *r, void *items, size_t count, size_t *room, size_t size)
{
    size_t wider = *room ? *room * 2 : 16;
    if (count < *room)
        return true;
    if (!widen(r, items, count, wider, size))
        return false;
    *room = wider;
    return true;
}

/* For arrays that keep no room of their own: they grow where the count is a power of two. */
static bool grow_by_count(bp_reading *r, void *items, size_t count, size_t size)
{
    return (count & (count - 1)) || widen(r, items, count, count ? count * 2 : 1, size);
}

static bp_index_text whole(const char *text)
{
    return (bp_index_text){text, strlen(text)};
}

static const bp_index_text no_text = {"", 0};

static void put_number(bp_reading *r, bp_index_kind kind, bp_index_text a, bp_index_text b, size_t number, bool last)
{
    size_t *at = bp_index_at(&r->index, kind, a, b);
    if (!at)
        bp_reading_memory(r);
    else if (!*at || last)
        *at = number;
}

size_t bp_reading_add_agency(bp_reading *r, const char *id, const char *name, const char *code)
{
    bp_model *m = r->model;
    if (!grow(r, &m->agencies, m->agency_count, &r->agency_room, sizeof *m->agencies))
        return 0;
    m->agencies[m->agency_count++] = (bp_agency){.id = id, .name = name, .code = code};
    put_number(r, BP_INDEX_AGENCY_ID, whole(id), no_text, m->agency_count, true);
    put_number(r, BP_INDEX_AGENCY, whole(name), no_text, m->agency_count, true);
    put_number(r, BP_INDEX_AGENCY_CODE, whole(name), whole(code), m->agency_count, true);
    return m->agency_count - 1;
}

/* The last one added that is meant: without a code on either side the name is enough. */
size_t bp_reading_find_agency(const bp_reading *r, const char *id, const char *name, const char *code)
{
    size_t found = bp_index_get(&r->index, *id ? BP_INDEX_AGENCY_ID : BP_INDEX_AGENCY, whole(*id ? id : name), no_text);
    if (!*id && *code) {
        size_t coded = bp_index_get(&r->index, BP_INDEX_AGENCY_CODE, whole(name), whole(code));
        size_t bare = bp_index_get(&r->index, BP_INDEX_AGENCY_CODE, whole(name), no_text);
        found = coded > bare ? coded : bare;
    }
    return found ? found - 1 : SIZE_MAX;
}

size_t bp_reading_agency(bp_reading *r, const char *id, const char *name, const char *code)
{
    size_t known = bp_reading_find_agency(r, id, name, code);
    return known == SIZE_MAX ? bp_reading_add_agency(r, id, name, code) : known;
}

bp_project *bp_reading_add_project(bp_reading *r)
{
    bp_model *m = r->model;
    if (!grow(r, &m->projects, m->project_count, &r->project_room, sizeof *m->projects))
        return NULL;
    m->projects[m->project_count] = (bp_project){.id = "", .name = "", .code = ""};
    return &m->projects[m->project_count++];
}

bp_project *bp_reading_add_removed(bp_reading *r)
{
    if (!grow(r, &r->removed, r->removed_count, &r->removed_room, sizeof *r->removed))
        return NULL;
    r->removed[r->removed_count] = (bp_project){.id = "", .name = "", .code = ""};
    return &r->removed[r->removed_count++];
}

bp_indicator *bp_reading_add_indicator(bp_reading *r, bp_project *project)
{
    if (!grow_by_count(r, &project->indicators, project->indicator_count, sizeof *project->indicators))
        return NULL;
    project->indicators[project->indicator_count] = (bp_indicator){1, "", "", "", "", ""};
    return &project->indicators[project->indicator_count++];
}

void bp_reading_add_paragraph(bp_reading *r, bp_project *project, const char *text, size_t size)
{
    if (grow_by_count(r, &project->goal, project->goal_count, sizeof *project->goal))
        project->goal[project->goal_count++] = bp_reading_keep(r, text, size);
}

void bp_reading_add_note(bp_reading *r, const char *text, size_t size)
{
    bp_model *m = r->model;
    if (grow(r, &m->notes, m->note_count, &r->note_room, sizeof *m->notes))
        m->notes[m->note_count++] = bp_reading_keep(r, text, size);
}

static bp_claim *add_claim(bp_reading *r, bp_claim **claims, size_t *count, size_t *room)
{
    if (!BP_ARRAY_ROOM(*claims, *count, *room)) {
        bp_reading_memory(r);
        return NULL;
    }
    (*claims)[*count] = (bp_claim){.agency = SIZE_MAX, .computed = true};
    return &(*claims)[(*count)++];
}

bp_claim *bp_reading_add_claim(bp_reading *r)
{
    return add_claim(r, &r->claims, &r->claim_count, &r->claim_room);
}

bp_claim *bp_reading_add_typed(bp_reading *r)
{
    return add_claim(r, &r->typed, &r->typed_count, &r->typed_room);
}

/* ---- indicator levels ---- */

enum { PARENT_LONGEST = 40 };  /* bytes of a code that others are below */

static const bp_code_name *own_entry(const bp_reading *r, const char *code)
{
    size_t found = bp_index_get(&r->index, BP_INDEX_CODE, whole(code), no_text);
    return found ? &r->model->dictionary[found - 1] : NULL;
}

static const char *own_name(const bp_reading *r, const char *code)
{
    const bp_code_name *entry = own_entry(r, code);
    return entry ? entry->name : NULL;
}

const char *bp_reading_level_name(const bp_reading *r, const char *code)
{
    const char *name = own_name(r, code);
    return name ? name : bp_dictionary_name(&r->form->dictionary, code);
}

static bool is_below(const char *code, const char *parent)
{
    size_t n = strlen(parent);
    return !n || (strlen(code) > n && !strncmp(code, parent, n));
}

/* First levels are those of one character. */
static bool is_of_level(const char *code, const char *parent)
{
    return *parent ? is_below(code, parent) : strlen(code) == 1;
}

/* But for 指标 at the end: 社会效益 and 社会效益指标 are the same. */
static bp_index_text core_of(const char *name)
{
    static const char tail[] = "指标";
    size_t n = strlen(name), t = sizeof tail - 1;
    return (bp_index_text){name, n - (n > t && !strcmp(name + n - t, tail) ? t : 0)};
}

static bool is_called(const char *own, const char *name, bool near)
{
    bp_index_text a = near ? core_of(own) : whole(own), b = near ? core_of(name) : whole(name);
    return a.size == b.size && !memcmp(a.text, b.text, a.size);
}

/* The first in the model's dictionary, else in the form's, where the model does not call the code otherwise. */
static const char *code_of(bp_reading *r, const char *parent, const char *name, bool near)
{
    bp_index_kind kind = near ? BP_INDEX_NEAR_LEVEL : BP_INDEX_LEVEL;
    size_t own = bp_index_get(&r->index, kind, whole(parent), near ? core_of(name) : whole(name));
    if (own)
        return r->model->dictionary[own - 1].code;
    for (const bp_dictionary *d = &r->form->dictionary; d; d = d->next)
        for (size_t i = 0; i < d->count; i++)
            if (is_called(d->entries[i].name, name, near) && is_of_level(d->entries[i].code, parent) &&
                !strcmp(bp_reading_level_name(r, d->entries[i].code), d->entries[i].name))
                return bp_reading_keep(r, d->entries[i].code, strlen(d->entries[i].code));  /* the model outlives the form */
    return NULL;
}

/* The last entry of the dictionary, below each code that its own begins with. */
static void index_entry(bp_reading *r)
{
    size_t number = r->model->dictionary_count, below;
    const bp_code_name *entry = &r->model->dictionary[number - 1];
    size_t size = strlen(entry->code);
    put_number(r, BP_INDEX_CODE, whole(entry->code), no_text, number, false);
    for (below = size > 1; below < size && below <= PARENT_LONGEST; below++) {
        put_number(r, BP_INDEX_LEVEL, (bp_index_text){entry->code, below}, whole(entry->name), number, false);
        put_number(r, BP_INDEX_NEAR_LEVEL, (bp_index_text){entry->code, below}, core_of(entry->name), number, false);
    }
}

static bool is_used(const bp_reading *r, const char *code)
{
    return own_name(r, code) || *bp_dictionary_name(&r->form->dictionary, code);
}

static void add_name(bp_reading *r, const char *code, const char *name)
{
    bp_model *m = r->model;
    if (!grow(r, &m->dictionary, m->dictionary_count, &r->dictionary_room, sizeof *m->dictionary))
        return;
    m->dictionary[m->dictionary_count++] = (bp_code_name){code, bp_reading_keep(r, name, strlen(name))};
    index_entry(r);
}

/* A code that nothing has: the parent's with a number behind it, from the end, where the standard leaves room; NULL where none is
 * left. */
static const char *new_code(bp_reading *r, const char *parent, const char *name)
{
    char code[64];
    size_t *tries = bp_index_at(&r->index, BP_INDEX_TRIES, (bp_index_text){parent, strnlen(parent, PARENT_LONGEST)}, no_text);
    if (!tries)
        bp_reading_memory(r);
    for (int i = tries ? 9 - (int)*tries : -9000; i > -9000; i--) {
        ++*tries;   /* what is taken stays so */
        snprintf(code, sizeof code, "%.*s%d", PARENT_LONGEST, parent, i > 0 ? i : 10 - i);
        if (!is_used(r, code) && (*parent || i > 0)) {
            const char *kept = bp_reading_keep(r, code, strlen(code));
            add_name(r, kept, name);
            return kept;
        }
    }
    return NULL;
}

const char *bp_reading_level(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, const char *parent,
                             const char *code, const char *name)
{
    if (!*code && !*name)
        return "";
    if (!*code) {
        const char *known = code_of(r, parent, name, false);
        if (known)
            return known;
        known = code_of(r, parent, name, true);
        if (known) {
            bp_reading_tally(r, BP_TALLY_NEAR_NAMES, row, column);
            return known;
        }
        code = new_code(r, parent, name);
        if (code)
            bp_reading_report(r, grid, row, column, BP_IMPORT_NEW_CODE, BP_ARGS(name, code));
        else if (r->status != BP_SYSTEM)
            bp_reading_report(r, grid, row, column, BP_IMPORT_CODES_TAKEN, BP_ARGS(name));
        return code ? code : "9";
    }
    const bp_code_name *known = own_entry(r, code);
    code = known ? known->code : bp_reading_keep(r, code, strlen(code));
    if (*name && !known)
        add_name(r, code, name);
    else if (*name && strcmp(known->name, name) != 0)
        bp_reading_report(r, grid, row, column, BP_IMPORT_TWO_NAMES, BP_ARGS(code, known->name, name));
    return code;
}

const char *bp_reading_first_level(bp_reading *r, const char *code2)
{
    const char *end = code2;
    bp_utf8_next(&end);
    return bp_reading_keep(r, code2, (size_t)(end - code2));
}

void bp_reading_settle_names(bp_reading *r)
{
    bp_model *m = r->model;
    size_t kept = 0;
    for (size_t i = 0; i < m->dictionary_count; i++)
        if (strcmp(bp_dictionary_name(&r->form->dictionary, m->dictionary[i].code), m->dictionary[i].name) != 0)
            m->dictionary[kept++] = m->dictionary[i];
    m->dictionary_count = kept;
}
