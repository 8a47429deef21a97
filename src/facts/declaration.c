/* declaration.c - reads what kinds of facts there are. Private to facts/; see declaration.h. */
#include "facts/declaration.h"

#include <stdlib.h>
#include <string.h>

#include "json/json.h"

typedef struct loader {
    bp_reader reader;
    bp_declaration *d;
} loader;

static void bad_declaration(loader *l, const char *what, const char *which)
{
    bp_reader_report(&l->reader, BP_DECLARATION_BAD, BP_ARGS(bp_diag_text(l->reader.diag, what), which));
}

static const char *text_of(loader *l, const char *key, const cJSON *value, const char *otherwise)
{
    size_t mark = bp_reader_key(&l->reader, key);
    const char *text = value ? bp_reader_string(&l->reader, value) : NULL;
    bp_reader_leave(&l->reader, mark);
    return text ? text : otherwise;
}

int bp_dimension_find(const bp_declaration *d, const char *id, size_t size)
{
    for (unsigned i = 0; i < d->dimension_count; i++)
        if (strlen(d->dimensions[i].id) == size && !memcmp(d->dimensions[i].id, id, size))
            return (int)i;
    return -1;
}

int bp_ledger_find(const bp_declaration *d, const char *id)
{
    for (unsigned i = 0; i < d->ledger_count; i++)
        if (!strcmp(d->ledgers[i].id, id))
            return (int)i;
    return -1;
}

int bp_dimension_level(const bp_dimension *dimension, const char *name, size_t size)
{
    for (unsigned i = 0; i < dimension->levels; i++)
        if (strlen(dimension->level_names[i]) == size && !memcmp(dimension->level_names[i], name, size))
            return (int)i;
    return -1;
}

/* ---- dimensions ---- */

static size_t count_names(const cJSON *tree)
{
    size_t count = 0;
    for (const cJSON *item = tree ? tree->child : NULL; item; item = item->next)
        count += 1 + count_names(cJSON_GetObjectItemCaseSensitive(item, "members"));
    return count;
}

/* Lists a tree of names in pre-order; a leaf may be its name alone. */
static void read_names(loader *l, const cJSON *tree, unsigned level, bp_dimension *out)
{
    static const bp_key keys[] = {{"name", true}, {"members", false}};
    size_t mark = bp_reader_key(&l->reader, "members");
    if (level >= BP_LEVELS_MAX)
        bad_declaration(l, "a tree of names is too deep", out->id);
    else if (bp_reader_map(&l->reader, tree)) {
        for (const cJSON *item = tree->child; item; item = item->next) {
            const cJSON *v[2] = {NULL, NULL};
            size_t inner = bp_reader_key(&l->reader, item->string);
            bp_declared *name = &out->names[out->name_count++];
            *name = (bp_declared){bp_arena_strdup(l->reader.arena, item->string), NULL, level};
            if (cJSON_IsString(item))
                name->name = bp_reader_string(&l->reader, item);
            else if (bp_reader_object(&l->reader, item, keys, 2, v))
                name->name = text_of(l, "name", v[0], "");
            if (v[1])
                read_names(l, v[1], level + 1, out);
            bp_reader_leave(&l->reader, inner);
        }
    }
    bp_reader_leave(&l->reader, mark);
}

static void check_names(loader *l, const bp_dimension *dimension)
{
    for (size_t i = 0; i < dimension->name_count; i++)
        for (size_t j = 0; j < i; j++)
            if (!strcmp(dimension->names[i].code, dimension->names[j].code))
                bad_declaration(l, "a code stands twice", dimension->names[i].code);
}

static void read_tree(loader *l, const cJSON *tree, bp_dimension *out)
{
    size_t count = count_names(tree);
    out->kind = BP_DIMENSION_NAMES;
    if (count > BP_DECLARED_MAX) {
        bad_declaration(l, "a tree has too many names", out->id);
        return;
    }
    out->names = bp_arena_array(l->reader.arena, count + 1, sizeof *out->names);
    if (!out->names)
        return;
    read_names(l, tree, 0, out);
    check_names(l, out);
}

static void read_levels(loader *l, const cJSON *widths, const cJSON *names, bp_dimension *out)
{
    size_t mark = bp_reader_key(&l->reader, "levels");
    const cJSON *name = cJSON_IsArray(names) ? names->child : NULL;
    out->kind = BP_DIMENSION_CODES;
    if (!bp_reader_array(&l->reader, widths))
        goto done;
    if (cJSON_GetArraySize(widths) > BP_LEVELS_MAX || cJSON_GetArraySize(names) != cJSON_GetArraySize(widths)) {
        bad_declaration(l, "a classification takes as many level_names as levels", out->id);
        goto done;
    }
    for (const cJSON *width = widths->child; width; width = width->next, name = name->next) {
        int digits = 1;
        bp_reader_int(&l->reader, width, 1, 12, &digits);
        out->ends[out->levels] = (unsigned)digits + (out->levels ? out->ends[out->levels - 1] : 0);
        out->level_names[out->levels] = text_of(l, "level_names", name, "");
        out->levels++;
    }
done:
    bp_reader_leave(&l->reader, mark);
}

static bool room_for_another(loader *l, unsigned count, unsigned most, const char *id)
{
    if (count >= most)
        bad_declaration(l, "there are too many of a kind", id);
    return count < most;
}

static void read_dimension(loader *l, const char *id, const cJSON *value)
{
    static const bp_key keys[] = {{"name", true},        {"levels", false},  {"level_names", false}, {"dictionary", false},
                                  {"members", false},    {"initial", false}};
    const cJSON *v[6];
    bp_declaration *d = l->d;
    if (!bp_reader_object(&l->reader, value, keys, 6, v) || !room_for_another(l, d->dimension_count, BP_DIMENSIONS_MAX, id))
        return;
    bp_dimension *out = &d->dimensions[d->dimension_count++];
    *out = (bp_dimension){.id = bp_arena_strdup(&d->arena, id), .name = text_of(l, "name", v[0], ""), .dictionary = "",
                          .initial = text_of(l, "initial", v[5], "")};
    if (v[1])
        read_levels(l, v[1], v[2], out);
    else if (v[4])
        read_tree(l, v[4], out);
    else
        out->kind = strcmp(id, "year") ? BP_DIMENSION_RECORDS : BP_DIMENSION_YEARS;
    if (v[3])
        out->dictionary = text_of(l, "dictionary", v[3], "");
    if (out->kind == BP_DIMENSION_RECORDS && strcmp(id, "agency") != 0 && strcmp(id, "project") != 0)
        bad_declaration(l, "a dimension takes levels or members", id);
}

/* ---- ledgers ---- */

static void read_conditions(loader *l, const cJSON *value, bp_conditions *out)
{
    size_t mark = bp_reader_key(&l->reader, "where");
    if (value && bp_reader_map(&l->reader, value)) {
        out->conditions = bp_arena_array(l->reader.arena, (size_t)cJSON_GetArraySize(value) + 1, sizeof *out->conditions);
        for (const cJSON *item = value->child; item && out->conditions; item = item->next) {
            size_t inner = bp_reader_key(&l->reader, item->string);
            int dimension = bp_dimension_find(l->d, item->string, strlen(item->string));
            size_t count = cJSON_IsArray(item) ? (size_t)cJSON_GetArraySize(item) : 1;
            bp_condition *condition = &out->conditions[out->count++];
            condition->codes = bp_arena_array(l->reader.arena, count + 1, sizeof *condition->codes);
            if (dimension < 0)
                bad_declaration(l, "there is no such dimension", item->string);
            condition->dimension = dimension < 0 ? 0 : (unsigned)dimension;
            for (const cJSON *code = cJSON_IsArray(item) ? item->child : item; code && condition->codes && condition->count < count;
                 code = code->next)
                condition->codes[condition->count++] = bp_reader_string(&l->reader, code);
            bp_reader_leave(&l->reader, inner);
        }
    }
    bp_reader_leave(&l->reader, mark);
}

static void read_cut(loader *l, const char *of, const cJSON *where, bp_ledger_kind *out)
{
    int ledger = of ? bp_ledger_find(l->d, of) : -1;
    if (ledger < 0) {
        bad_declaration(l, "a cut is of no ledger that stands before it", of ? of : "");
        return;
    }
    if (!room_for_another(l, (unsigned)out->cut_count, BP_CUTS_MAX, out->id))
        return;
    bp_cut *cut = &out->cuts[out->cut_count++];
    cut->ledger = (unsigned)ledger;
    read_conditions(l, where, &cut->where);
}

/* One cut, by the name of its ledger and `where` beside it, or a list of {ledger, where}. */
static void read_cuts(loader *l, const cJSON *value, const cJSON *where, bp_ledger_kind *out)
{
    static const bp_key keys[] = {{"ledger", true}, {"where", false}};
    size_t mark = bp_reader_key(&l->reader, "cut_of"), i = 0;
    if (!cJSON_IsArray(value))
        read_cut(l, bp_reader_string(&l->reader, value), where, out);
    for (const cJSON *item = cJSON_IsArray(value) ? value->child : NULL; item; item = item->next) {
        const cJSON *v[2];
        size_t inner = bp_reader_index(&l->reader, i++);
        if (bp_reader_object(&l->reader, item, keys, 2, v))
            read_cut(l, text_of(l, "ledger", v[0], ""), v[1], out);
        bp_reader_leave(&l->reader, inner);
    }
    bp_reader_leave(&l->reader, mark);
}

static void read_ledger_dimensions(loader *l, const cJSON *value, bp_ledger_kind *out)
{
    size_t mark = bp_reader_key(&l->reader, "dimensions");
    if (bp_reader_array(&l->reader, value))
        for (const cJSON *item = value->child; item; item = item->next) {
            const char *id = bp_reader_string(&l->reader, item);
            int dimension = id ? bp_dimension_find(l->d, id, strlen(id)) : -1;
            if (dimension < 0)
                bad_declaration(l, "there is no such dimension", id ? id : "");
            else
                out->dimensions |= 1u << dimension;
        }
    bp_reader_leave(&l->reader, mark);
    for (unsigned i = 0; i < l->d->dimension_count; i++)  /* what is the same for all lines that say nothing */
        if (*l->d->dimensions[i].initial || l->d->dimensions[i].kind == BP_DIMENSION_YEARS)
            out->dimensions |= 1u << i;
}

static void read_ledger(loader *l, const char *id, const cJSON *value)
{
    static const bp_key keys[] = {{"name", true}, {"dimensions", true}, {"cut_of", false}, {"where", false}};
    const cJSON *v[4];
    bp_declaration *d = l->d;
    if (!bp_reader_object(&l->reader, value, keys, 4, v) || !room_for_another(l, d->ledger_count, BP_LEDGERS_MAX, id))
        return;
    bp_ledger_kind *out = &d->ledgers[d->ledger_count];
    *out = (bp_ledger_kind){.id = bp_arena_strdup(&d->arena, id), .name = text_of(l, "name", v[0], "")};
    if (v[1])
        read_ledger_dimensions(l, v[1], out);
    if (v[2])
        read_cuts(l, v[2], v[3], out);
    d->ledger_count++;  /* after its cuts: no ledger is a cut of itself */
}

/* ---- the file ---- */

static void read_each(loader *l, const char *key, const cJSON *map, void (*read)(loader *, const char *, const cJSON *))
{
    size_t mark = bp_reader_key(&l->reader, key);
    if (map && bp_reader_map(&l->reader, map))
        for (const cJSON *item = map->child; item; item = item->next) {
            size_t inner = bp_reader_key(&l->reader, item->string);
            read(l, item->string, item);
            bp_reader_leave(&l->reader, inner);
        }
    bp_reader_leave(&l->reader, mark);
}

static void read_declaration(loader *l, const cJSON *tree)
{
    static const bp_key keys[] = {{"schema", true}, {"dimensions", true}, {"ledgers", true}};
    const cJSON *v[3];
    if (!bp_reader_object(&l->reader, tree, keys, 3, v))
        return;
    if (strcmp(text_of(l, "schema", v[0], ""), "budgetpress-facts/1") != 0)
        bad_declaration(l, "the schema is not", "budgetpress-facts/1");
    read_each(l, "dimensions", v[1], read_dimension);
    read_each(l, "ledgers", v[2], read_ledger);
}

static bp_status load(loader *l, const char *path, bp_diag *diag)
{
    bp_source *source = NULL;
    bp_status status = bp_source_open(path, diag, &source);
    if (!status)
        status = bp_json_check(source, diag);
    l->reader = (bp_reader){.source = source, .diag = diag, .arena = &l->d->arena};
    cJSON *tree = status ? NULL : bp_reader_parse(&l->reader, bp_json_root(source));
    if (tree)
        read_declaration(l, tree);
    status = status ? status : l->reader.status;
    if (!status && l->d->arena.failed)
        status = bp_report_memory(diag);
    cJSON_Delete(tree);
    bp_reader_free(&l->reader);
    bp_source_free(source);
    return status;
}

bp_status bp_declaration_load(const char *data_dir, const char *name, bp_diag *diag, bp_declaration **out)
{
    loader l = {.d = calloc(1, sizeof *l.d)};
    bp_buf path = {0};
    bp_buf_printf(&path, "%s/templates/facts/%s.json", data_dir, name);
    bp_status status = l.d && !path.failed ? load(&l, bp_buf_text(&path), diag) : bp_report_memory(diag);
    bp_buf_free(&path);
    *out = status ? NULL : l.d;
    if (status)
        bp_declaration_free(l.d);
    return status;
}

void bp_declaration_free(bp_declaration *declaration)
{
    if (declaration)
        bp_arena_free(&declaration->arena);
    free(declaration);
}
