/* read.c - a model from JSON, one project at a time. Private to facts/; see model.h. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include "base/array.h"
#include "base/chars.h"
#include "json/json.h"
#include "base/utf8.h"
#include "facts/indicators.h"
#include "facts/model.h"

const char *const bp_fund_names[BP_FUND_KINDS] = {"fiscal_appropriation", "fiscal_special_account", "other", "total"};

/* Ids to indexes: open addressing, at most half full. */
typedef struct id_slot {
    const char *id;  /* NULL: free */
    size_t index;
} id_slot;

typedef struct id_map {
    id_slot *slots;
    size_t count, room;  /* room is a power of two */
    uint64_t keys[2];    /* random for each process */
} id_map;

typedef struct loader {
    bp_reader reader;
    bp_model *model;
    id_map agency_ids, project_ids;
    size_t agency_room, project_room;
    bool agencies_known;  /* the array of agencies was there to be read */
} loader;

static void out_of_memory(loader *l)
{
    bp_reader_report(&l->reader, BP_MEMORY, BP_NO_ARGS);
}

/* ---- ids ---- */

/* The polynomial that has the bytes of an id as its coefficients, at a secret point, modulo the prime 2^31 - 1: two ids of n bytes
 * meet at n points at most, so nobody can choose ids that lie together in the map. The other key spreads what comes out. */
static size_t hash_of(const id_map *map, const char *id)
{
    const uint64_t prime = 0x7FFFFFFF, point = map->keys[0] % prime;
    uint64_t hash = 1;
    for (; *id; id++)
        hash = (hash * point + (unsigned char)*id) % prime;
    return (size_t)(hash * (map->keys[1] | 1) >> 32);
}

static id_slot *find_slot(const id_map *map, const char *id)
{
    size_t at = hash_of(map, id);
    while (map->slots[at & (map->room - 1)].id && strcmp(map->slots[at & (map->room - 1)].id, id) != 0)
        at++;
    return &map->slots[at & (map->room - 1)];
}

static bool grow_map(id_map *map)
{
    id_map grown = {.count = map->count, .room = map->room ? map->room * 2 : 64};
    grown.slots = calloc(grown.room, sizeof *grown.slots);
    if (!grown.slots)
        return false;
    memcpy(grown.keys, (const void *)getauxval(AT_RANDOM), sizeof grown.keys);
    for (size_t i = 0; i < map->room; i++)
        if (map->slots[i].id)
            *find_slot(&grown, map->slots[i].id) = map->slots[i];
    free(map->slots);
    *map = grown;
    return true;
}

/* Keeps an id, which must outlive the map; `twice` is reported at the node where it is there already. */
static void add_id(loader *l, id_map *map, const char *id, size_t index, const bp_node *node, bp_code twice)
{
    if ((map->count + 1) * 2 > map->room && !grow_map(map)) {
        out_of_memory(l);
        return;
    }
    id_slot *slot = find_slot(map, id);
    if (slot->id)
        bp_node_report(&l->reader, node, twice, BP_ARGS(id));
    else {
        *slot = (id_slot){id, index};
        map->count++;
    }
}

static bool find_id(const id_map *map, const char *id, size_t *index)
{
    const id_slot *slot = map->room ? find_slot(map, id) : NULL;
    if (!slot || !slot->id)
        return false;
    *index = slot->index;
    return true;
}

/* ---- texts ---- */

/* What a text may be: a name and an id are never empty, and only a paragraph has tabs. What turns the direction of writing is the
 * checks' to find in texts, where it can be mended; an id or a code has none. */
typedef enum text_kind { NAME, LINE, PARAGRAPH, ID, CODE } text_kind;

/* Past what certainly is no control character: nearly all of a text. */
static const char *skip_plain(const char *text)
{
    for (;;) {
        unsigned char c = (unsigned char)*text;
        if (c >= 0x20 && c < 0x7F)
            text++;
        else if (c >= 0xE0 && c < 0xEF && c != 0xE2)
            text += 3;
        else
            return text;
    }
}

static void check_text(loader *l, const bp_node *node, const char *text, text_kind kind)
{
    unsigned refused = BP_CHAR_CONTROL | (kind >= ID ? BP_CHAR_TURNS : 0);
    if ((kind == NAME || kind == ID) && !*text)
        bp_node_report(&l->reader, node, BP_EMPTY_TEXT, BP_NO_ARGS);
    while (*(text = skip_plain(text))) {
        uint32_t c = bp_utf8_next(&text);
        if (bp_char_is(c, refused) && !(c == '\t' && kind == PARAGRAPH)) {
            char name[16];
            snprintf(name, sizeof name, "U+%04X", (unsigned)c);
            bp_node_report(&l->reader, node, BP_CONTROL_CHARACTER, BP_ARGS(name));
            return;
        }
    }
}

/* A text, "" where it is missing, and reported where it is none. */
static const char *read_text(loader *l, const bp_node *node, text_kind kind)
{
    const char *text = node ? bp_node_string(&l->reader, node) : NULL;
    if (text)
        check_text(l, node, text, kind);
    return text ? text : "";
}

static const char **read_lines(loader *l, const bp_node *array, text_kind kind, size_t *count)
{
    if (!array || !bp_node_array(&l->reader, array))
        return NULL;
    const char **lines = bp_arena_array(&l->model->arena, bp_node_count(array), sizeof *lines);
    if (!lines) {
        out_of_memory(l);
        return NULL;
    }
    BP_NODE_FOR_EACH(item, array)
        lines[(*count)++] = read_text(l, item, kind);
    return lines;
}

/* ---- amounts ---- */

/* An amount as a message shows it: what is too long is cut. */
static void report_amount(loader *l, const bp_node *node, bp_amount_fault fault, const char *text, size_t size)
{
    static const bp_code codes[] = {[BP_FAULT_SYNTAX] = BP_AMOUNT_SYNTAX,
                                    [BP_FAULT_INTEGER] = BP_AMOUNT_INTEGER,
                                    [BP_FAULT_FRACTION] = BP_AMOUNT_FRACTION};
    enum { SHOWN = 60 };
    bp_buf shown = {0};
    size_t cut = size;
    if (size > SHOWN)
        cut = bp_utf8_valid(text, SHOWN);
    bp_buf_put(&shown, text, cut);
    if (cut < size)
        bp_buf_puts(&shown, "…");
    bp_node_report(&l->reader, node, codes[fault], BP_ARGS(bp_buf_text(&shown)));
    bp_buf_free(&shown);
}

/* A number is read as it is written, never as a double. */
static void read_amount(loader *l, const bp_node *node, bp_amount *out)
{
    const char *text = l->reader.source->text + (node ? node->value.at : 0);
    size_t size = node ? node->value.end - node->value.at : 0;
    bp_buf plain = {0};
    if (!node || *text == 'n')
        return;
    if (*text == '"') {
        bp_json_unquote(l->reader.source, node->value, &plain);
        text = bp_buf_text(&plain);
        size = plain.size;
    } else if (*text == '{' || *text == '[' || *text == 't' || *text == 'f') {
        bp_node_string(&l->reader, node);
        return;
    }
    bp_amount_fault fault = plain.failed ? BP_FAULT_OK : bp_amount_parse(text, size, out);
    if (plain.failed)
        bp_node_report(&l->reader, node, BP_MEMORY, BP_NO_ARGS);
    if (fault)
        report_amount(l, node, fault, text, size);
    bp_buf_free(&plain);
}

/* The first `kinds` funds, as members of an object. */
static void read_amounts(loader *l, const bp_node *object, size_t kinds, bp_amount *out)
{
    bp_key keys[BP_FUND_KINDS];
    const bp_node *v[BP_FUND_KINDS];
    for (size_t i = 0; i < BP_FUND_KINDS; i++)
        keys[i] = (bp_key){bp_fund_names[i], false};
    if (object && bp_node_object(&l->reader, object, keys, kinds, v))
        for (size_t i = 0; i < kinds; i++)
            read_amount(l, v[i], &out[i]);
}

/* ---- projects and agencies ---- */

static void read_indicator(loader *l, const bp_node *node, bp_indicator *out)
{
    static const bp_key keys[] = {{"group", false}, {"level1", true},       {"level2", true},
                                  {"name", true},   {"period_value", true}, {"annual_value", true}};
    const bp_node *v[6];
    *out = (bp_indicator){1, "", "", "", "", ""};
    if (!bp_node_object(&l->reader, node, keys, 6, v))
        return;
    if (v[0])
        bp_node_int(&l->reader, v[0], 1, INT_MAX, &out->group);
    out->level1 = read_text(l, v[1], ID);
    out->level2 = read_text(l, v[2], ID);
    out->name = read_text(l, v[3], NAME);
    out->period_value = read_text(l, v[4], LINE);
    out->annual_value = read_text(l, v[5], LINE);
}

static void read_indicators(loader *l, const bp_node *array, bp_project *project)
{
    if (!array || !bp_node_array(&l->reader, array))
        return;
    project->indicators = bp_arena_array(&l->model->arena, bp_node_count(array), sizeof *project->indicators);
    if (!project->indicators) {
        out_of_memory(l);
        return;
    }
    BP_NODE_FOR_EACH(item, array)
        read_indicator(l, item, &project->indicators[project->indicator_count++]);
}

/* Reads an id and keeps it. */
static const char *read_id(loader *l, const bp_node *node, id_map *map, size_t index)
{
    const char *id = read_text(l, node, ID);
    if (*id)
        add_id(l, map, id, index, node, BP_DUPLICATE_ID);
    return id;
}

static void read_agency_of(loader *l, const bp_node *node, bp_project *project)
{
    const char *id = read_text(l, node, NAME);
    if (*id && l->agencies_known && !find_id(&l->agency_ids, id, &project->agency))
        bp_node_report(&l->reader, node, BP_UNKNOWN_AGENCY, BP_ARGS(id));
}

static void fill_project(loader *l, const bp_node *node, size_t index, bp_project *project)
{
    static const bp_key keys[] = {{"id", true},      {"agency", true}, {"name", true},       {"code", false},
                                  {"funding", true}, {"goal", false},  {"indicators", false}};
    const bp_node *v[7];
    *project = (bp_project){.id = "", .name = "", .code = ""};
    if (!bp_node_object(&l->reader, node, keys, 7, v))
        return;
    project->id = read_id(l, v[0], &l->project_ids, index);
    read_agency_of(l, v[1], project);
    project->name = read_text(l, v[2], NAME);
    project->code = read_text(l, v[3], CODE);
    read_amounts(l, v[4], BP_FUNDS, project->funding);
    project->goal = read_lines(l, v[5], PARAGRAPH, &project->goal_count);
    read_indicators(l, v[6], project);
}

static void add_agency(loader *l, const bp_node *node)
{
    static const bp_key keys[] = {{"id", true}, {"name", true}, {"code", false}};
    bp_model *m = l->model;
    const bp_node *v[3];
    if (!BP_ARRAY_ROOM(m->agencies, m->agency_count, l->agency_room)) {
        out_of_memory(l);
        return;
    }
    bp_agency *agency = &m->agencies[m->agency_count];
    *agency = (bp_agency){.id = "", .name = "", .code = ""};
    if (bp_node_object(&l->reader, node, keys, 3, v)) {
        agency->id = read_id(l, v[0], &l->agency_ids, m->agency_count);
        agency->name = read_text(l, v[1], NAME);
        agency->code = read_text(l, v[2], CODE);
    }
    m->agency_count++;
}

static void add_project(loader *l, const bp_node *node)
{
    bp_model *m = l->model;
    if (!BP_ARRAY_ROOM(m->projects, m->project_count, l->project_room)) {
        out_of_memory(l);
        return;
    }
    fill_project(l, node, m->project_count, &m->projects[m->project_count]);
    m->project_count++;
}

typedef void node_reader(loader *l, const bp_node *node);

/* The value that the reader stands at. */
static void read_value(loader *l, bp_span span, node_reader *read)
{
    const bp_node *node = bp_reader_nodes(&l->reader, span.at);
    if (node)
        read(l, node);
}

static void refuse_array(loader *l, const bp_node *node)
{
    bp_node_array(&l->reader, node);
}

static bool is_json(const bp_source *source)
{
    return !bp_json_check(source, NULL);
}

/* Element by element: no list of nodes is ever longer than for one of them. */
static void each_element(loader *l, bp_span span, node_reader *read)
{
    size_t cursor = 0, index = 0;
    const bp_node *node = NULL;
    if (l->reader.source->text[span.at] != '[') {
        read_value(l, span, refuse_array);
        return;
    }
    do {
        size_t mark = bp_reader_index(&l->reader, index++);
        if ((node = bp_reader_element(&l->reader, span, &cursor)))
            read(l, node);
        bp_source_release(l->model->source, span.at, cursor, is_json);
        bp_reader_leave(&l->reader, mark);
    } while (node && l->reader.status != BP_SYSTEM);
}

/* Moves an array from the heap into the arena. */
static void *settle(loader *l, void *items, size_t count, size_t size)
{
    void *kept = bp_arena_array(&l->model->arena, count, size);
    if (!kept)
        out_of_memory(l);
    else if (count)
        memcpy(kept, items, count * size);
    free(items);
    return kept;
}

static void read_agencies(loader *l, bp_span span)
{
    bp_model *m = l->model;
    l->agencies_known = l->reader.source->text[span.at] == '[';
    each_element(l, span, add_agency);
    m->agencies = settle(l, m->agencies, m->agency_count, sizeof *m->agencies);
}

static void read_projects(loader *l, bp_span span)
{
    bp_model *m = l->model;
    each_element(l, span, add_project);
    m->projects = settle(l, m->projects, m->project_count, sizeof *m->projects);
}

/* ---- the other members ---- */

static void read_schema(loader *l, const bp_node *node)
{
    const char *schema = bp_node_string(&l->reader, node);
    if (schema && strcmp(schema, "budgetpress/1") != 0)
        bp_node_report(&l->reader, node, BP_UNKNOWN_SCHEMA, BP_ARGS(schema));
}

static void read_form(loader *l, const bp_node *node)
{
    l->model->form = read_text(l, node, LINE);
}

static void read_title(loader *l, const bp_node *node)
{
    l->model->title = read_text(l, node, LINE);
}

static void read_year(loader *l, const bp_node *node)
{
    bp_node_int(&l->reader, node, 1949, 2999, &l->model->fiscal_year);
}

static void read_unit(loader *l, const bp_node *node)
{
    const char *unit = bp_node_string(&l->reader, node);
    if (unit && strcmp(unit, "元") != 0 && strcmp(unit, "万元") != 0)
        bp_node_report(&l->reader, node, BP_BAD_UNIT, BP_ARGS(unit));
    l->model->amount_unit = unit ? unit : "";
}

static void read_department(loader *l, const bp_node *node)
{
    static const bp_key keys[] = {{"name", true}, {"code", false}};
    const bp_node *v[2];
    if (!bp_node_object(&l->reader, node, keys, 2, v))
        return;
    l->model->department = read_text(l, v[0], NAME);
    l->model->department_code = read_text(l, v[1], CODE);
}

static void read_notes(loader *l, const bp_node *node)
{
    l->model->notes = read_lines(l, node, LINE, &l->model->note_count);
}

static void read_dictionary(loader *l, const bp_node *node)
{
    bp_model *m = l->model;
    id_map codes = {0};
    if (!bp_node_map(&l->reader, node))
        return;
    m->dictionary = bp_arena_array(&m->arena, bp_node_count(node), sizeof *m->dictionary);
    if (!m->dictionary) {
        out_of_memory(l);
        return;
    }
    BP_NODE_FOR_EACH(item, node) {
        bp_code_name *entry = &m->dictionary[m->dictionary_count];
        entry->code = bp_node_key(&l->reader, item);
        if (!entry->code)
            break;
        check_text(l, item, entry->code, ID);
        add_id(l, &codes, entry->code, m->dictionary_count++, item, BP_DUPLICATE_KEY);
        entry->name = read_text(l, item, NAME);
    }
    if (!l->reader.status && !bp_dictionary_sort(&m->arena, m->dictionary, m->dictionary_count, &m->dictionary_sorted))
        out_of_memory(l);
    free(codes.slots);
}

/* index: of the agency, SIZE_MAX: of the whole table, or none that is there. */
static void add_reported(loader *l, const char *agency, size_t index, const bp_node *node)
{
    bp_model *m = l->model;
    bp_reported *line = &m->reported[m->reported_count++];
    line->agency = agency;
    line->index = index;
    if (index != SIZE_MAX && !m->agencies[index].claims)
        m->agencies[index].claims = m->reported_count;
    read_amounts(l, node, BP_FUND_KINDS, line->amounts);
}

static void read_reported_agencies(loader *l, const bp_node *node)
{
    bp_model *m = l->model;
    id_map ids = {0};
    size_t index;
    BP_NODE_FOR_EACH(item, node) {
        const char *id = bp_node_key(&l->reader, item);
        if (!id)
            break;
        bool known = find_id(&l->agency_ids, id, &index);
        if (!known && l->agencies_known)
            bp_node_report(&l->reader, item, BP_UNKNOWN_AGENCY, BP_ARGS(id));
        add_id(l, &ids, id, 0, item, BP_DUPLICATE_KEY);
        add_reported(l, known ? m->agencies[index].id : "", known ? index : SIZE_MAX, item);
    }
    free(ids.slots);
}

static void read_reported(loader *l, const bp_node *node)
{
    static const bp_key keys[] = {{"total", false}, {"agencies", false}};
    bp_model *m = l->model;
    const bp_node *v[2];
    if (!bp_node_object(&l->reader, node, keys, 2, v))
        return;
    m->reported = bp_arena_array(&m->arena, (v[1] ? bp_node_count(v[1]) : 0) + 1, sizeof *m->reported);
    if (!m->reported) {
        out_of_memory(l);
        return;
    }
    if (v[0])
        add_reported(l, NULL, SIZE_MAX, v[0]);
    if (v[1] && bp_node_map(&l->reader, v[1]))
        read_reported_agencies(l, v[1]);
}

/* ---- the document ---- */

typedef enum member {
    SCHEMA, FORM, TITLE, YEAR, UNIT, DEPARTMENT, AGENCIES, PROJECTS, REPORTED, DICTIONARY, NOTES, MEMBERS
} member;

/* In this order, whatever the order of the text: projects name agencies. */
static void read_members(loader *l, const bp_span *spans, const bp_key *keys)
{
    static node_reader *const readers[MEMBERS] = {
        [SCHEMA] = read_schema, [FORM] = read_form,             [TITLE] = read_title,       [YEAR] = read_year,
        [UNIT] = read_unit,     [DEPARTMENT] = read_department, [REPORTED] = read_reported, [DICTIONARY] = read_dictionary,
        [NOTES] = read_notes,
    };
    for (int i = 0; i < MEMBERS && l->reader.status != BP_SYSTEM; i++) {
        if (spans[i].end == spans[i].at)
            continue;
        size_t mark = bp_reader_key(&l->reader, keys[i].name);
        if (i == AGENCIES)
            read_agencies(l, spans[i]);
        else if (i == PROJECTS)
            read_projects(l, spans[i]);
        else
            read_value(l, spans[i], readers[i]);
        bp_reader_leave(&l->reader, mark);
    }
}

static void read_document(loader *l)
{
    static const bp_key keys[MEMBERS] = {
        [SCHEMA] = {"schema", false},        [FORM] = {"form", false},          [TITLE] = {"title", false},
        [YEAR] = {"fiscal_year", true},      [UNIT] = {"amount_unit", true},    [DEPARTMENT] = {"department", true},
        [AGENCIES] = {"agencies", true},     [PROJECTS] = {"projects", true},   [REPORTED] = {"reported", false},
        [DICTIONARY] = {"indicator_dictionary", false},                         [NOTES] = {"notes", false},
    };
    bp_span spans[MEMBERS];
    if (!bp_reader_members(&l->reader, bp_json_root(l->reader.source), keys, MEMBERS, spans))
        return;
    if (spans[SCHEMA].end == spans[SCHEMA].at)
        bp_reader_report(&l->reader, BP_UNKNOWN_SCHEMA, BP_ARGS(""));
    read_members(l, spans, keys);
    if (l->reader.pointer.failed || (!l->reader.status && l->model->arena.failed))
        l->reader.status = bp_report_memory(l->reader.diag);
}

bp_status bp_model_read_source(bp_source *source, bp_diag *diag, bp_model **out)
{
    bp_model *model = calloc(1, sizeof *model);
    *out = NULL;
    if (!model) {
        bp_source_free(source);
        return bp_report_memory(diag);
    }
    *model = (bp_model){.source = source, .form = "", .title = "", .amount_unit = "", .department = "", .department_code = ""};
    loader l = {.reader = {.source = source, .diag = diag, .arena = &model->arena}, .model = model};
    bp_status status = bp_json_check(source, diag);
    if (!status) {
        read_document(&l);
        status = l.reader.status;
    }
    bp_reader_free(&l.reader);
    free(l.agency_ids.slots);
    free(l.project_ids.slots);
    if (status)
        bp_model_free(model);
    else
        *out = model;
    return status;
}

bp_status bp_model_read(const char *path, bp_diag *diag, bp_model **out)
{
    bp_source *source;
    *out = NULL;
    bp_status status = bp_source_open(path, diag, &source);
    return status ? status : bp_model_read_source(source, diag, out);
}

bp_status bp_model_read_text(const char *name, const char *text, size_t size, bp_diag *diag, bp_model **out)
{
    *out = NULL;
    bp_source *source = bp_source_from_memory(name, text, size);
    return source ? bp_model_read_source(source, diag, out) : bp_report_memory(diag);
}

void bp_model_free(bp_model *model)
{
    if (!model)
        return;
    bp_arena_free(&model->arena);
    bp_source_free(model->source);
    free(model);
}

bp_status bp_model_take_text(const char *name, char *text, size_t size, bp_diag *diag, bp_model **out)
{
    *out = NULL;
    bp_source *source = bp_source_take(name, text, size);
    return source ? bp_model_read_source(source, diag, out) : bp_report_memory(diag);
}

bp_status bp_model_schema(const char *data_dir, bp_diag *diag, char **out)
{
    bp_buf path = {0};
    bp_source *source = NULL;
    *out = NULL;
    bp_buf_printf(&path, "%s/schema/model.schema.json", data_dir);
    bp_status status = path.failed ? bp_report_memory(diag) : bp_source_open(path.data, diag, &source);
    if (!status && !(*out = strndup(source->text, source->size)))
        status = bp_report_memory(diag);
    bp_source_free(source);
    bp_buf_free(&path);
    return status;
}

size_t bp_model_project_count(const bp_model *model)
{
    return model->project_count;
}

size_t bp_model_indicator_count(const bp_model *model)
{
    size_t count = 0;
    for (size_t i = 0; i < model->project_count; i++)
        count += model->projects[i].indicator_count;
    return count;
}

bool bp_model_is_for(const bp_model *model, const char *form)
{
    return !*model->form || !strcmp(model->form, form);
}

const char *bp_model_form(const bp_model *model)
{
    return model->form;
}
