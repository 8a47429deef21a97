/* read.c - a model from JSON, one project at a time. Private to model/; see model.h. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/utf8.h"
#include "model/model.h"

const char *const bp_fund_names[BP_FUND_KINDS] = {"fiscal_appropriation", "fiscal_special_account", "other", "total"};

/* Ids to indexes: open addressing, at most half full. */
typedef struct id_slot {
    const char *id;  /* NULL: free */
    size_t index;
} id_slot;

typedef struct id_map {
    id_slot *slots;
    size_t count, room;  /* room is a power of two */
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

static id_slot *find_slot(const id_map *map, const char *id)
{
    uint64_t hash = 14695981039346656037u;  /* FNV-1a */
    for (const char *p = id; *p; p++)
        hash = (hash ^ (unsigned char)*p) * 1099511628211u;
    size_t at = (size_t)(hash ^ hash >> 32);
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
    for (size_t i = 0; i < map->room; i++)
        if (map->slots[i].id)
            *find_slot(&grown, map->slots[i].id) = map->slots[i];
    free(map->slots);
    *map = grown;
    return true;
}

/* Keeps an id, which must outlive the map; `twice` is reported where it is there already. */
static void add_id(loader *l, id_map *map, const char *id, size_t index, bp_code twice)
{
    if ((map->count + 1) * 2 > map->room && !grow_map(map)) {
        out_of_memory(l);
        return;
    }
    id_slot *slot = find_slot(map, id);
    if (slot->id)
        bp_reader_report(&l->reader, twice, BP_ARGS(id));
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

/* What a text may be: a name is never empty, and only a paragraph has tabs. */
typedef enum text_kind { NAME, LINE, PARAGRAPH } text_kind;

static void check_text(loader *l, const char *text, text_kind kind)
{
    if (kind == NAME && !*text)
        bp_reader_report(&l->reader, BP_EMPTY_TEXT, BP_NO_ARGS);
    while (*text) {
        uint32_t c = bp_utf8_next(&text);
        bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFFFE || c == 0xFFFF;  /* no XML can hold the last two */
        if (control && !(c == '\t' && kind == PARAGRAPH)) {
            char name[16];
            snprintf(name, sizeof name, "U+%04X", (unsigned)c);
            bp_reader_report(&l->reader, BP_CONTROL_CHARACTER, BP_ARGS(name));
            return;
        }
    }
}

/* The text that the reader stands at, "" and reported where it is none. */
static const char *take_text(loader *l, const cJSON *value, text_kind kind)
{
    const char *text = bp_reader_string(&l->reader, value);
    if (text)
        check_text(l, text, kind);
    return text ? text : "";
}

static const char *read_text(loader *l, const char *key, const cJSON *value, text_kind kind)
{
    if (!value)
        return "";
    size_t mark = bp_reader_key(&l->reader, key);
    const char *text = take_text(l, value, kind);
    bp_reader_leave(&l->reader, mark);
    return text;
}

/* The array that the reader stands at. */
static const char **take_lines(loader *l, const cJSON *array, text_kind kind, size_t *count)
{
    size_t n = 0;
    if (!bp_reader_array(&l->reader, array))
        return NULL;
    const char **lines = bp_arena_array(&l->model->arena, (size_t)cJSON_GetArraySize(array), sizeof *lines);
    if (!lines) {
        out_of_memory(l);
        return NULL;
    }
    for (const cJSON *item = array->child; item; item = item->next, n++) {
        size_t mark = bp_reader_index(&l->reader, n);
        lines[n] = take_text(l, item, kind);
        bp_reader_leave(&l->reader, mark);
    }
    *count = n;
    return lines;
}

/* ---- amounts ---- */

/* An amount as a message shows it: what is too long is cut. */
static void report_amount(loader *l, bp_amount_fault fault, const char *text, size_t size)
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
    bp_reader_report(&l->reader, codes[fault], BP_ARGS(bp_buf_text(&shown)));
    bp_buf_free(&shown);
}

/* A number is read as it is written, never as a double. */
static void read_amount(loader *l, const char *key, const cJSON *value, bp_amount *out)
{
    if (!value || cJSON_IsNull(value))
        return;
    size_t mark = bp_reader_key(&l->reader, key), size = 0;
    const char *text = NULL;
    if (cJSON_IsNumber(value)) {
        bp_span span = bp_reader_number(&l->reader);
        text = l->reader.source->text + span.at;
        size = span.end - span.at;
    } else if (cJSON_IsString(value)) {
        text = value->valuestring;
        size = strlen(text);
    } else
        bp_reader_string(&l->reader, value);
    bp_amount_fault fault = text ? bp_amount_parse(text, size, out) : BP_FAULT_OK;
    if (fault)
        report_amount(l, fault, text, size);
    bp_reader_leave(&l->reader, mark);
}

/* The first `kinds` funds, as members of the object that the reader stands at. */
static void take_amounts(loader *l, const cJSON *object, size_t kinds, bp_amount *out)
{
    bp_key keys[BP_FUND_KINDS];
    const cJSON *v[BP_FUND_KINDS];
    for (size_t i = 0; i < BP_FUND_KINDS; i++)
        keys[i] = (bp_key){bp_fund_names[i], false};
    if (bp_reader_object(&l->reader, object, keys, kinds, v))
        for (size_t i = 0; i < kinds; i++)
            read_amount(l, keys[i].name, v[i], &out[i]);
}

/* ---- projects and agencies ---- */

static void take_indicator(loader *l, const cJSON *value, bp_indicator *out)
{
    static const bp_key keys[] = {{"group", false}, {"level1", true},       {"level2", true},
                                  {"name", true},   {"period_value", true}, {"annual_value", true}};
    const cJSON *v[6];
    *out = (bp_indicator){1, "", "", "", "", ""};
    if (!bp_reader_object(&l->reader, value, keys, 6, v))
        return;
    size_t mark = bp_reader_key(&l->reader, "group");
    bp_reader_int(&l->reader, v[0], 1, INT_MAX, &out->group);
    bp_reader_leave(&l->reader, mark);
    out->level1 = read_text(l, "level1", v[1], NAME);
    out->level2 = read_text(l, "level2", v[2], NAME);
    out->name = read_text(l, "name", v[3], NAME);
    out->period_value = read_text(l, "period_value", v[4], LINE);
    out->annual_value = read_text(l, "annual_value", v[5], LINE);
}

static void read_indicators(loader *l, const cJSON *array, bp_project *project)
{
    size_t n = 0, outer = bp_reader_key(&l->reader, "indicators");
    if (bp_reader_array(&l->reader, array)) {
        project->indicators =
            bp_arena_array(&l->model->arena, (size_t)cJSON_GetArraySize(array), sizeof *project->indicators);
        if (!project->indicators)
            out_of_memory(l);
        for (const cJSON *item = array->child; item && project->indicators; item = item->next, n++) {
            size_t mark = bp_reader_index(&l->reader, n);
            take_indicator(l, item, &project->indicators[n]);
            bp_reader_leave(&l->reader, mark);
        }
    }
    project->indicator_count = n;
    bp_reader_leave(&l->reader, outer);
}

/* Reads an id and keeps it. */
static const char *read_id(loader *l, const cJSON *value, id_map *map, size_t index)
{
    const char *id = read_text(l, "id", value, NAME);
    size_t mark = bp_reader_key(&l->reader, "id");
    if (*id)
        add_id(l, map, id, index, BP_DUPLICATE_ID);
    bp_reader_leave(&l->reader, mark);
    return id;
}

static void read_agency_of(loader *l, const cJSON *value, bp_project *project)
{
    const char *id = read_text(l, "agency", value, NAME);
    size_t mark = bp_reader_key(&l->reader, "agency");
    if (*id && l->agencies_known && !find_id(&l->agency_ids, id, &project->agency))
        bp_reader_report(&l->reader, BP_UNKNOWN_AGENCY, BP_ARGS(id));
    bp_reader_leave(&l->reader, mark);
}

static void fill_project(loader *l, const cJSON *value, size_t index, bp_project *project)
{
    static const bp_key keys[] = {{"id", true},      {"agency", true}, {"name", true},       {"code", false},
                                  {"funding", true}, {"goal", false},  {"indicators", false}};
    const cJSON *v[7];
    *project = (bp_project){.id = "", .name = "", .code = ""};
    if (!bp_reader_object(&l->reader, value, keys, 7, v))
        return;
    project->id = read_id(l, v[0], &l->project_ids, index);
    read_agency_of(l, v[1], project);
    project->name = read_text(l, "name", v[2], NAME);
    project->code = read_text(l, "code", v[3], LINE);
    if (v[4]) {
        size_t mark = bp_reader_key(&l->reader, "funding");
        take_amounts(l, v[4], BP_FUNDS, project->funding);
        bp_reader_leave(&l->reader, mark);
    }
    if (v[5]) {
        size_t mark = bp_reader_key(&l->reader, "goal");
        project->goal = take_lines(l, v[5], PARAGRAPH, &project->goal_count);
        bp_reader_leave(&l->reader, mark);
    }
    if (v[6])
        read_indicators(l, v[6], project);
}

/* Makes room for one more of `count` items on the heap. */
static bool make_room(loader *l, void **items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return true;
    size_t wider = *room ? *room * 2 : 16;
    void *moved = wider > SIZE_MAX / size ? NULL : realloc(*items, wider * size);
    if (!moved) {
        out_of_memory(l);
        return false;
    }
    *items = moved;
    *room = wider;
    return true;
}

static void add_agency(loader *l, const cJSON *value)
{
    static const bp_key keys[] = {{"id", true}, {"name", true}, {"code", false}};
    bp_model *m = l->model;
    const cJSON *v[3];
    void *items = m->agencies;
    if (!make_room(l, &items, m->agency_count, &l->agency_room, sizeof *m->agencies))
        return;
    m->agencies = items;
    bp_agency *agency = &m->agencies[m->agency_count];
    *agency = (bp_agency){"", "", ""};
    if (bp_reader_object(&l->reader, value, keys, 3, v)) {
        agency->id = read_id(l, v[0], &l->agency_ids, m->agency_count);
        agency->name = read_text(l, "name", v[1], NAME);
        agency->code = read_text(l, "code", v[2], LINE);
    }
    m->agency_count++;
}

static void add_project(loader *l, const cJSON *value)
{
    bp_model *m = l->model;
    void *items = m->projects;
    if (!make_room(l, &items, m->project_count, &l->project_room, sizeof *m->projects))
        return;
    m->projects = items;
    fill_project(l, value, m->project_count, &m->projects[m->project_count]);
    m->project_count++;
}

typedef void tree_reader(loader *l, const cJSON *value);

/* The value that the reader stands at, as a tree for as long as it is read. */
static void with_tree(loader *l, bp_span span, tree_reader *read)
{
    cJSON *tree = bp_reader_parse(&l->reader, span);
    if (tree)
        read(l, tree);
    cJSON_Delete(tree);
}

static void refuse_array(loader *l, const cJSON *value)
{
    bp_reader_array(&l->reader, value);
}

/* Element by element: no tree is ever larger than one of them. */
static void each_element(loader *l, bp_span span, tree_reader *read)
{
    bp_span key, value;
    size_t index = 0;
    if (l->reader.source->text[span.at] != '[') {
        with_tree(l, span, refuse_array);
        return;
    }
    for (size_t cursor = 0;
         l->reader.status != BP_SYSTEM && bp_json_next(l->reader.source, span, &cursor, &key, &value); index++) {
        size_t mark = bp_reader_index(&l->reader, index);
        with_tree(l, value, read);
        bp_reader_leave(&l->reader, mark);
    }
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

static void take_schema(loader *l, const cJSON *value)
{
    const char *schema = bp_reader_string(&l->reader, value);
    if (schema && strcmp(schema, "budgetpress/1") != 0)
        bp_reader_report(&l->reader, BP_UNKNOWN_SCHEMA, BP_ARGS(schema));
}

static void take_form(loader *l, const cJSON *value)
{
    l->model->form = take_text(l, value, LINE);
}

static void take_title(loader *l, const cJSON *value)
{
    l->model->title = take_text(l, value, LINE);
}

static void take_year(loader *l, const cJSON *value)
{
    bp_reader_int(&l->reader, value, 1949, 2999, &l->model->fiscal_year);
}

static void take_unit(loader *l, const cJSON *value)
{
    const char *unit = bp_reader_string(&l->reader, value);
    if (unit && strcmp(unit, "元") != 0 && strcmp(unit, "万元") != 0)
        bp_reader_report(&l->reader, BP_BAD_UNIT, BP_ARGS(unit));
    l->model->amount_unit = unit ? unit : "";
}

static void take_department(loader *l, const cJSON *value)
{
    static const bp_key keys[] = {{"name", true}, {"code", false}};
    const cJSON *v[2];
    if (!bp_reader_object(&l->reader, value, keys, 2, v))
        return;
    l->model->department = read_text(l, "name", v[0], NAME);
    l->model->department_code = read_text(l, "code", v[1], LINE);
}

static void take_notes(loader *l, const cJSON *value)
{
    l->model->notes = take_lines(l, value, LINE, &l->model->note_count);
}

/* An object whose member names are data. */
static bool take_map(loader *l, const cJSON *value)
{
    const cJSON *none;
    return cJSON_IsObject(value) || bp_reader_object(&l->reader, value, NULL, 0, &none);
}

static void take_dictionary(loader *l, const cJSON *value)
{
    bp_model *m = l->model;
    id_map codes = {0};
    if (!take_map(l, value))
        return;
    m->dictionary = bp_arena_array(&m->arena, (size_t)cJSON_GetArraySize(value), sizeof *m->dictionary);
    if (!m->dictionary)
        out_of_memory(l);
    for (const cJSON *item = value->child; item && m->dictionary; item = item->next) {
        bp_code_name *entry = &m->dictionary[m->dictionary_count];
        size_t mark = bp_reader_key(&l->reader, item->string);
        entry->code = bp_arena_strdup(&m->arena, item->string);
        if (entry->code) {
            check_text(l, entry->code, NAME);
            add_id(l, &codes, entry->code, m->dictionary_count, BP_DUPLICATE_KEY);
            m->dictionary_count++;
        } else
            out_of_memory(l);
        entry->name = take_text(l, item, NAME);
        bp_reader_leave(&l->reader, mark);
    }
    free(codes.slots);
}

static void add_reported(loader *l, const char *agency, const cJSON *value)
{
    bp_reported *line = &l->model->reported[l->model->reported_count++];
    line->agency = agency;
    take_amounts(l, value, BP_FUND_KINDS, line->amounts);
}

static void read_reported_agencies(loader *l, const cJSON *value)
{
    bp_model *m = l->model;
    id_map ids = {0};
    size_t index, outer = bp_reader_key(&l->reader, "agencies");
    if (!take_map(l, value))
        value = NULL;
    for (const cJSON *item = value ? value->child : NULL; item; item = item->next) {
        size_t mark = bp_reader_key(&l->reader, item->string);
        bool known = find_id(&l->agency_ids, item->string, &index);
        if (!known && l->agencies_known)
            bp_reader_report(&l->reader, BP_UNKNOWN_AGENCY, BP_ARGS(item->string));
        add_id(l, &ids, item->string, 0, BP_DUPLICATE_KEY);
        add_reported(l, known ? m->agencies[index].id : "", item);
        bp_reader_leave(&l->reader, mark);
    }
    free(ids.slots);
    bp_reader_leave(&l->reader, outer);
}

static void take_reported(loader *l, const cJSON *value)
{
    static const bp_key keys[] = {{"total", false}, {"agencies", false}};
    bp_model *m = l->model;
    const cJSON *v[2];
    if (!bp_reader_object(&l->reader, value, keys, 2, v))
        return;
    m->reported = bp_arena_array(&m->arena, (size_t)cJSON_GetArraySize(v[1]) + 1, sizeof *m->reported);
    if (!m->reported) {
        out_of_memory(l);
        return;
    }
    if (v[0]) {
        size_t mark = bp_reader_key(&l->reader, "total");
        add_reported(l, NULL, v[0]);
        bp_reader_leave(&l->reader, mark);
    }
    if (v[1])
        read_reported_agencies(l, v[1]);
}

/* ---- the document ---- */

typedef enum member {
    SCHEMA, FORM, TITLE, YEAR, UNIT, DEPARTMENT, AGENCIES, PROJECTS, REPORTED, DICTIONARY, NOTES, MEMBERS
} member;

/* In this order, whatever the order of the text: projects name agencies. */
static void read_members(loader *l, const bp_span *spans, const bp_key *keys)
{
    static tree_reader *const readers[MEMBERS] = {
        [SCHEMA] = take_schema, [FORM] = take_form,             [TITLE] = take_title,       [YEAR] = take_year,
        [UNIT] = take_unit,     [DEPARTMENT] = take_department, [REPORTED] = take_reported, [DICTIONARY] = take_dictionary,
        [NOTES] = take_notes,
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
            with_tree(l, spans[i], readers[i]);
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
    if (l->reader.pointer.failed)
        l->reader.status = bp_report_memory(l->reader.diag);
}

/* Takes the source. */
static bp_status load(bp_source *source, bp_diag *diag, bp_model **out)
{
    bp_model *model = calloc(1, sizeof *model);
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
    return status ? status : load(source, diag, out);
}

bp_status bp_model_read_text(const char *name, const char *text, size_t size, bp_diag *diag, bp_model **out)
{
    *out = NULL;
    bp_source *source = bp_source_from_memory(name, text, size);
    return source ? load(source, diag, out) : bp_report_memory(diag);
}

void bp_model_free(bp_model *model)
{
    if (!model)
        return;
    bp_arena_free(&model->arena);
    bp_source_free(model->source);
    free(model);
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

const char *bp_model_form(const bp_model *model)
{
    return model->form;
}
