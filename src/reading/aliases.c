/* aliases.c - see aliases.h. */
#include "reading/aliases.h"

#include <string.h>

#include "json/json.h"
#include "reading/values.h"
#include "facts/model.h"

static const char *const meanings[BP_MEANINGS] = {
    "name", "project.id", "project.code", "agency.name", "agency.code", "agency.id", "amount.total", "amount.fiscal_appropriation",
    "amount.fiscal_special_account", "amount.other", "amount.fiscal_appropriation.part", "amount.other.part", "amount", "fund",
    "exact", "goal", "goal.empty", "indicators", "level1.code", "level1.name", "level2.code", "level2.name", "indicator", "period",
    "annual", "value", "group", "reported.fiscal_appropriation", "reported.fiscal_special_account", "reported.other",
    "reported.total", "reported.order", "reported.agreed", "item", "content", "code", "code.name", "code.source", "action",
};
static const char *const labels[BP_LABELS] = {"department.name", "department.code", "amount_unit", "fiscal_year"};
static const char *const sheets[BP_SHEET_KINDS] = {"information", "agencies",   "projects",  "funds",
                                                   "goals",       "indicators", "dictionary"};
static const char *const information[BP_INFO_KINDS] = {"schema", "form", "title", "fiscal_year", "amount_unit", "department.name",
                                                       "department.code", "note", "fingerprint"};

/* The lists as members of the file; keys NULL: an array of words instead of an object of arrays. */
static const struct list_spec {
    const char *name;
    const char *const *keys;
    int count;
} specs[BP_WORD_LISTS] = {
    [BP_WORDS_FIELDS] = {"fields", meanings, BP_MEANINGS},
    [BP_WORDS_LABELS] = {"labels", labels, BP_LABELS},
    [BP_WORDS_FUNDS] = {"funds", bp_fund_names, BP_FUNDS},
    [BP_WORDS_SHEETS] = {"sheets", sheets, BP_SHEET_KINDS},
    [BP_WORDS_INFORMATION] = {"information", information, BP_INFO_KINDS},
    [BP_WORDS_TOTALS] = {"total_rows", NULL, 0},
    [BP_WORDS_SUBTOTALS] = {"subtotal_rows", NULL, 0},
    [BP_WORDS_PAGES] = {"page_rows", NULL, 0},
    [BP_WORDS_NOTES] = {"notes", NULL, 0},
    [BP_WORDS_FOOTERS] = {"footers", NULL, 0},
    [BP_WORDS_OWN_DICTIONARY] = {"own_dictionary", NULL, 0},
    [BP_WORDS_REMOVED] = {"removed", NULL, 0},
};

typedef struct loader {
    bp_reader reader;
    bp_aliases *out;
} loader;

static void add_word(loader *l, bp_word_list list, const char *text, int key)
{
    bp_aliases *a = l->out;
    bp_buf folded = {0};
    if (a->lists[list].count == a->lists[list].room) {
        size_t wider = a->lists[list].room ? a->lists[list].room * 2 : 32;
        if (!bp_arena_widen(&a->arena, &a->lists[list].words, a->lists[list].count, wider, sizeof *a->lists[list].words)) {
            bp_reader_report(&l->reader, BP_MEMORY, BP_NO_ARGS);
            return;
        }
        a->lists[list].room = wider;
    }
    bp_fold(&folded, text, strlen(text));
    const char *word = folded.failed ? NULL : bp_arena_strndup(&a->arena, bp_buf_text(&folded), folded.size);
    bp_buf_free(&folded);
    if (word && *word)
        a->lists[list].words[a->lists[list].count++] = (bp_alias){word, key};
    else
        bp_reader_report(&l->reader, word ? BP_EMPTY_TEXT : BP_MEMORY, BP_NO_ARGS);
}

static void read_words(loader *l, bp_word_list list, const cJSON *array, int key)
{
    size_t n = 0;
    if (!bp_reader_array(&l->reader, array))
        return;
    for (const cJSON *item = array->child; item; item = item->next) {
        size_t mark = bp_reader_index(&l->reader, n++);
        const char *text = bp_reader_string(&l->reader, item);
        if (text)
            add_word(l, list, text, key);
        bp_reader_leave(&l->reader, mark);
    }
}

static void read_list(loader *l, bp_word_list list, const cJSON *value)
{
    const struct list_spec *spec = &specs[list];
    bp_key keys[BP_MEANINGS];
    const cJSON *values[BP_MEANINGS];
    size_t outer = bp_reader_key(&l->reader, spec->name);
    for (int i = 0; i < spec->count; i++)
        keys[i] = (bp_key){spec->keys[i], true};
    if (!spec->keys)
        read_words(l, list, value, 0);
    else if (bp_reader_object(&l->reader, value, keys, (size_t)spec->count, values))
        for (int i = 0; i < spec->count; i++) {
            size_t mark = bp_reader_key(&l->reader, spec->keys[i]);
            if (values[i])
                read_words(l, list, values[i], i);
            bp_reader_leave(&l->reader, mark);
        }
    bp_reader_leave(&l->reader, outer);
}

static void read_unit(loader *l, const cJSON *value, bp_unit_word *out)
{
    static const bp_key keys[] = {{"unit", true}, {"shift", true}};
    const cJSON *v[2];
    bp_buf folded = {0};
    if (!bp_reader_object(&l->reader, value, keys, 2, v))
        return;
    size_t mark = bp_reader_key(&l->reader, "unit");
    out->unit = bp_reader_string(&l->reader, v[0]);
    bp_reader_leave(&l->reader, mark);
    mark = bp_reader_key(&l->reader, "shift");
    bp_reader_int(&l->reader, v[1], -6, 6, &out->shift);
    bp_reader_leave(&l->reader, mark);
    bp_fold(&folded, value->string, strlen(value->string));
    out->word = folded.failed ? NULL : bp_arena_strndup(&l->out->arena, bp_buf_text(&folded), folded.size);
    bp_buf_free(&folded);
    if (!out->word)
        bp_reader_report(&l->reader, BP_MEMORY, BP_NO_ARGS);
    else if (out->unit)
        l->out->unit_count++;
}

static void read_units(loader *l, const cJSON *value)
{
    const cJSON *none;
    size_t outer = bp_reader_key(&l->reader, "units");
    if (cJSON_IsObject(value) || bp_reader_object(&l->reader, value, NULL, 0, &none)) {
        l->out->units = bp_arena_array(&l->out->arena, (size_t)cJSON_GetArraySize(value) + 1, sizeof *l->out->units);
        if (!l->out->units)
            bp_reader_report(&l->reader, BP_MEMORY, BP_NO_ARGS);
        for (const cJSON *item = value->child; item && l->out->units; item = item->next) {
            size_t mark = bp_reader_key(&l->reader, item->string);
            read_unit(l, item, &l->out->units[l->out->unit_count]);
            bp_reader_leave(&l->reader, mark);
        }
    }
    bp_reader_leave(&l->reader, outer);
}

static void read_document(loader *l, const cJSON *root)
{
    enum { OTHERS = 3 };
    bp_key keys[OTHERS + BP_WORD_LISTS] = {{"schema", true}, {"default_form", true}, {"units", true}};
    const cJSON *v[OTHERS + BP_WORD_LISTS];
    for (int i = 0; i < BP_WORD_LISTS; i++)
        keys[OTHERS + i] = (bp_key){specs[i].name, true};
    if (!bp_reader_object(&l->reader, root, keys, OTHERS + BP_WORD_LISTS, v))
        return;
    size_t mark = bp_reader_key(&l->reader, "default_form");
    l->out->default_form = bp_reader_string(&l->reader, v[1]);
    bp_reader_leave(&l->reader, mark);
    if (v[2])
        read_units(l, v[2]);
    for (int i = 0; i < BP_WORD_LISTS; i++)
        if (v[OTHERS + i])
            read_list(l, (bp_word_list)i, v[OTHERS + i]);
}

static size_t hash_of(const char *word)
{
    uint32_t hash = 2166136261u;  /* FNV-1a */
    for (; *word; word++)
        hash = (hash ^ (unsigned char)*word) * 16777619u;
    return hash ^ hash >> 15;
}

/* Where a word's index stands or would. */
static uint32_t *slot_of(const bp_aliases *aliases, bp_word_list list, const char *word)
{
    size_t mask = aliases->lists[list].slot_count - 1, at = hash_of(word) & mask;
    uint32_t *slots = aliases->lists[list].slots;
    while (slots[at] && strcmp(aliases->lists[list].words[slots[at] - 1].word, word) != 0)
        at = (at + 1) & mask;
    return &slots[at];
}

/* Headers are looked for among many texts. A word that stands twice is the first one. */
static bool index_words(bp_aliases *aliases, bp_word_list list)
{
    size_t count = aliases->lists[list].count, slots = 2;
    while (slots < 2 * count)
        slots *= 2;
    aliases->lists[list].slot_count = slots;
    aliases->lists[list].slots = bp_arena_array(&aliases->arena, slots, sizeof(uint32_t));
    for (size_t i = 0; i < count && aliases->lists[list].slots; i++) {
        size_t size = strlen(aliases->lists[list].words[i].word), *longest = &aliases->lists[list].longest;
        uint32_t *slot = slot_of(aliases, list, aliases->lists[list].words[i].word);
        *longest = size > *longest ? size : *longest;
        if (!*slot)
            *slot = (uint32_t)i + 1;
    }
    return aliases->lists[list].slots;
}

bp_status bp_aliases_load(const char *data_dir, bp_diag *diag, bp_aliases *out)
{
    bp_buf path = {0};
    bp_source *source = NULL;
    *out = (bp_aliases){.default_form = ""};
    bp_buf_printf(&path, "%s/templates/import/aliases.json", data_dir);
    bp_status status = path.failed ? bp_report_memory(diag) : bp_source_open(path.data, diag, &source);
    loader l = {.reader = {.source = source, .diag = diag, .arena = &out->arena}, .out = out};
    if (!status)
        status = bp_json_check(source, diag);
    if (!status) {
        cJSON *root = bp_reader_parse(&l.reader, bp_json_root(source));
        if (root)
            read_document(&l, root);
        cJSON_Delete(root);
        status = l.reader.status;
    }
    for (int i = 0; i < BP_WORD_LISTS && !status; i++)
        if (!index_words(out, (bp_word_list)i))
            status = bp_report_memory(diag);
    bp_reader_free(&l.reader);
    bp_source_free(source);
    bp_buf_free(&path);
    return status;
}

void bp_aliases_free(bp_aliases *aliases)
{
    bp_arena_free(&aliases->arena);
}

int bp_aliases_find(const bp_aliases *aliases, bp_word_list list, const char *folded)
{
    uint32_t slot = *slot_of(aliases, list, folded);
    return slot ? aliases->lists[list].words[slot - 1].key : -1;
}

int bp_aliases_begin(const bp_aliases *aliases, bp_word_list list, const char *folded, size_t *size)
{
    int key = -1;
    *size = 0;
    for (size_t i = 0; i < aliases->lists[list].count; i++) {
        const bp_alias *alias = &aliases->lists[list].words[i];
        size_t n = strlen(alias->word);
        if (n > *size && !strncmp(alias->word, folded, n)) {
            *size = n;
            key = alias->key;
        }
    }
    return key;
}

const bp_unit_word *bp_aliases_unit(const bp_aliases *aliases, const char *folded)
{
    for (size_t i = 0; i < aliases->unit_count; i++)
        if (!strcmp(aliases->units[i].word, folded))
            return &aliases->units[i];
    return NULL;
}

const char *bp_aliases_word(const bp_aliases *aliases, bp_word_list list, int key)
{
    for (size_t i = 0; i < aliases->lists[list].count; i++)
        if (aliases->lists[list].words[i].key == key)
            return aliases->lists[list].words[i].word;
    return "";
}
