/* indicators.c - rules about the codes, kinds and numbering of indicators. Private to check/; see private.h. */
#include <string.h>

#include "base/map.h"
#include "check/private.h"
#include "base/utf8.h"

static bp_spot record_spot(size_t p, size_t i, const char *member)
{
    return bp_project_spot(p, BP_IN_INDICATOR, i, member);
}

typedef void record_rule(bp_checker *c, size_t p, size_t i, const bp_indicator *record);

static void each_record(bp_checker *c, record_rule *rule)
{
    for (size_t p = 0; p < c->model->project_count; p++)
        for (size_t i = 0; i < c->model->projects[p].indicator_count; i++)
            rule(c, p, i, &c->model->projects[p].indicators[i]);
}

void bp_rule_no_projects(bp_checker *c)
{
    if (!c->model->project_count)
        bp_find(c, (bp_spot){.part = BP_SPOT_PROJECTS}, BP_NO_EVIDENCE, BP_NO_ARGS);
}

/* ---- codes ---- */

static bool is_known(const bp_checker *c, const char *code)
{
    return !c->named || c->options->codes_unnamed || *bp_dictionary_name(c->options->dictionary, code);
}

static void check_known(bp_checker *c, size_t p, size_t i, const bp_indicator *record)
{
    if (!is_known(c, record->level1))
        bp_find(c, record_spot(p, i, "level1"), BP_NO_EVIDENCE, BP_ARGS(record->level1));
    if (!is_known(c, record->level2))
        bp_find(c, record_spot(p, i, "level2"), BP_NO_EVIDENCE, BP_ARGS(record->level2));
}

void bp_rule_unknown_code(bp_checker *c)
{
    each_record(c, check_known);
}

static void check_parent(bp_checker *c, size_t p, size_t i, const bp_indicator *record)
{
    size_t size = strlen(record->level1);
    bool below = !strncmp(record->level2, record->level1, size) && record->level2[size];
    if (!below && is_known(c, record->level1) && is_known(c, record->level2))
        bp_find(c, record_spot(p, i, "level2"), BP_NO_EVIDENCE, BP_ARGS(record->level2, record->level1));
}

void bp_rule_code_parent(bp_checker *c)
{
    each_record(c, check_parent);
}

/* A name that the document gives to a code while the form gives it to another one. */
void bp_rule_dictionary_name(bp_checker *c)
{
    const bp_dictionary *form = c->options->dictionary ? c->options->dictionary->next : NULL;
    for (size_t i = 0; i < c->model->dictionary_count; i++) {
        const bp_code_name *own = &c->model->dictionary[i];
        for (const bp_dictionary *d = form; d; d = d->next)
            for (size_t k = 0; k < d->count; k++)
                if (!strcmp(d->entries[k].name, own->name) && strcmp(d->entries[k].code, own->code) != 0)
                    bp_find(c, (bp_spot){.part = BP_SPOT_DICTIONARY, .index = (uint32_t)i},
                            (bp_evidence){own->name, 0, strlen(own->name), NULL},
                            BP_ARGS(own->code, own->name, d->entries[k].code));
    }
}

/* ---- one name under several codes ---- */

enum { CODES = 4 };  /* of one name that are told apart */

typedef struct filing {
    const char *code;
    uint32_t count, project, indicator;  /* where first */
} filing;

typedef struct name_filings {
    filing codes[CODES];
} name_filings;

typedef struct filings {
    bp_map map;              /* folded name -> place in names + 1 */
    name_filings *names;
    uint32_t *of;            /* per indicator, counted through: place in names + 1, 0 where it does not count */
    size_t count;
    bp_buf folded;
} filings;

static void file_record(name_filings *names, const bp_indicator *record, size_t p, size_t i)
{
    for (size_t k = 0; k < CODES; k++) {
        filing *f = &names->codes[k];
        if (!f->code)
            *f = (filing){record->level2, 0, (uint32_t)p, (uint32_t)i};
        if (!strcmp(f->code, record->level2)) {
            f->count++;
            return;
        }
    }
}

/* Folded names that say nothing by themselves are not compared: two characters or less. */
static bool file_all(bp_checker *c, filings *all)
{
    enum { SHORTEST = 3 };
    size_t n = 0, size;
    for (size_t p = 0; p < c->model->project_count; p++)
        for (size_t i = 0; i < c->model->projects[p].indicator_count; i++, n++) {
            const bp_indicator *record = &c->model->projects[p].indicators[i];
            bp_buf_truncate(&all->folded, 0);
            bp_fold_text(record->name, 0, &all->folded);
            if (bp_utf8_count(bp_buf_text(&all->folded), all->folded.size) < SHORTEST ||
                bp_placeholder_at(record->name, bp_words_of(c, BP_PLACEHOLDER), &size) != SIZE_MAX)
                continue;
            uint32_t *at = bp_map_at(&all->map, bp_hash(0, bp_buf_text(&all->folded), all->folded.size));
            if (!at)
                return false;
            if (!*at)
                *at = (uint32_t)++all->count;
            all->of[n] = *at;
            file_record(&all->names[*at - 1], record, p, i);
        }
    return true;
}

static const filing *usual_filing(const name_filings *names)
{
    const filing *usual = &names->codes[0];
    for (size_t k = 1; k < CODES && names->codes[k].code; k++)
        if (names->codes[k].count > usual->count)
            usual = &names->codes[k];
    return usual;
}

void bp_rule_filed_twice(bp_checker *c)
{
    size_t total = 0, n = 0;
    for (size_t p = 0; p < c->model->project_count; p++)
        total += c->model->projects[p].indicator_count;
    filings all = {.names = bp_arena_array(&c->arena, total + 1, sizeof *all.names),
                   .of = bp_arena_array(&c->arena, total + 1, sizeof *all.of)};
    if (!all.names || !all.of || !file_all(c, &all))
        c->failed = true;
    for (size_t p = 0; p < c->model->project_count && !c->failed; p++)
        for (size_t i = 0; i < c->model->projects[p].indicator_count; i++, n++) {
            const bp_indicator *record = &c->model->projects[p].indicators[i];
            const name_filings *names = all.of[n] ? &all.names[all.of[n] - 1] : NULL;
            const filing *usual = names && names->codes[1].code ? usual_filing(names) : NULL;
            if (usual && strcmp(usual->code, record->level2) != 0)
                bp_find(c, record_spot(p, i, "level2"), (bp_evidence){record->name, 0, strlen(record->name), NULL},
                        BP_ARGS(record->name, record->level2, usual->code, c->model->projects[usual->project].name));
        }
    bp_map_free(&all.map);
    bp_buf_free(&all.folded);
}

/* ---- rates and counts under the wrong kind ---- */

/* Bytes of the name before a note in brackets at its end. */
static size_t core_size(const char *name)
{
    size_t size = strlen(name);
    static const char *const closes[] = {"）", ")", NULL}, *const opens[] = {"（", "("};
    if (!bp_ends(name, size, closes))
        return size;
    for (size_t at = size; at--;)
        for (size_t k = 0; k < 2; k++)
            if (!strncmp(name + at, opens[k], strlen(opens[k])))
                return at ? at : size;
    return size;
}

/* By its name, or by a value in per cent. */
static bool is_rate(const bp_indicator *record)
{
    static const char *const rates[] = {"率", "比例", "比重", "占比", "百分比", NULL};
    static const char *const others[] = {"频率", "功率", "利率", "汇率", "税率", "费率", "效率", "速率", "码率", "赔率", NULL};
    size_t size = core_size(record->name);
    bp_value value = bp_value_parse(record->annual_value);
    if (bp_ends(record->name, size, others))
        return false;
    return bp_ends(record->name, size, rates) || bp_value_is_percent(&value);
}

static void check_rate(bp_checker *c, size_t p, size_t i, const bp_indicator *record)
{
    if (!strcmp(record->level2, "11") && is_rate(record))
        bp_find(c, record_spot(p, i, "level2"), (bp_evidence){record->name, 0, strlen(record->name), NULL}, BP_ARGS(record->name));
}

void bp_rule_rate_as_quantity(bp_checker *c)
{
    each_record(c, check_rate);
}

/* By its name, or by a number of things; what counts faults measures quality. */
static bool is_count(const bp_indicator *record, const char *const *faults)
{
    static const char *const counts[] = {"数量", "个数", "次数", "人数", "篇数", "件数", "场次", "份数", "户数", "台数", "套数",
                                         "家数", "期数", "条数", "人次", NULL};
    static const char *const units[] = {"个", "篇", "次", "件", "人", "份", "台", "套", "场", "期", "家", "部", "辆", "户", "册", "批", NULL};
    size_t size = core_size(record->name);
    bp_value value = bp_value_parse(record->annual_value);
    if (bp_holds(record->name, faults))
        return false;
    const char *unit = value.number.present ? bp_begins(value.unit, units) : NULL;
    bool plain = unit && (value.unit_size == strlen(unit) || !strncmp(value.unit, "人次", 6));
    return bp_ends(record->name, size, counts) || plain;
}

static void check_count(bp_checker *c, size_t p, size_t i, const bp_indicator *record)
{
    bool quality = !strcmp(record->level2, "12"), lasting = !strcmp(record->level2, "24");
    if ((quality || lasting) && is_count(record, bp_rule_words(c)))
        bp_find(c, record_spot(p, i, "level2"), (bp_evidence){record->name, 0, strlen(record->name), NULL},
                BP_ARGS(record->name, record->level2, bp_dictionary_name(c->options->dictionary, record->level2)));
}

void bp_rule_count_as_quality(bp_checker *c)
{
    each_record(c, check_count);
}

/* ---- kinds that are missing ---- */

static void check_kind(bp_checker *c, const char *level1)
{
    for (size_t p = 0; p < c->model->project_count; p++) {
        const bp_project *project = &c->model->projects[p];
        size_t i = 0;
        while (i < project->indicator_count && strcmp(project->indicators[i].level1, level1) != 0)
            i++;
        if (i == project->indicator_count && i && !bp_goal_is_none(project) && !bp_only_placeholders(c, project))
            bp_find(c, bp_project_spot(p, BP_IN_INDICATOR, BP_WHOLE, NULL), BP_NO_EVIDENCE, BP_NO_ARGS);
    }
}

/* The standard codes: where the dictionary calls them otherwise, the rules have nothing to say. */
static bool is_called(const bp_checker *c, const char *code, const char *name)
{
    return !c->named || !strncmp(bp_dictionary_name(c->options->dictionary, code), name, strlen(name));
}

void bp_rule_no_output(bp_checker *c)
{
    if (is_called(c, "1", "产出"))
        check_kind(c, "1");
}

void bp_rule_no_satisfaction(bp_checker *c)
{
    if (is_called(c, "3", "满意度"))
        check_kind(c, "3");
}

/* ---- numbering ---- */

/* "1-9, 1, 1" */
static const char *list_numbers(bp_checker *c, const bp_project *project)
{
    bp_buf out = {0};
    for (size_t i = 0, first = 0; i < project->indicator_count; i++) {
        if (i + 1 < project->indicator_count && project->indicators[i + 1].group == project->indicators[i].group)
            continue;
        bp_buf_printf(&out, i > first ? "%s1-%zu" : "%s1", first ? ", " : "", i - first + 1);
        first = i + 1;
    }
    const char *kept = bp_keep(c, bp_buf_text(&out), out.size);
    bp_buf_free(&out);
    return kept;
}

void bp_rule_numbering(bp_checker *c)
{
    for (size_t p = 0; p < c->model->project_count; p++) {
        const bp_project *project = &c->model->projects[p];
        size_t i = 1;
        while (i < project->indicator_count && project->indicators[i].group == project->indicators[i - 1].group)
            i++;
        if (i < project->indicator_count)
            bp_find(c, record_spot(p, i, "group"), BP_NO_EVIDENCE, BP_ARGS(list_numbers(c, project)));
    }
}

/* ---- the same indicator twice ---- */

void bp_rule_duplicate_indicator(bp_checker *c)
{
    enum { MOST = 200 };  /* compared with each other: no project has more */
    for (size_t p = 0; p < c->model->project_count; p++) {
        const bp_project *project = &c->model->projects[p];
        for (size_t i = 1; i < project->indicator_count && i < MOST; i++) {
            const bp_indicator *record = &project->indicators[i];
            size_t k = 0, size;
            while (k < i && (strcmp(project->indicators[k].name, record->name) != 0 ||
                             strcmp(project->indicators[k].level2, record->level2) != 0))
                k++;
            if (k < i && bp_placeholder_at(record->name, bp_words_of(c, BP_PLACEHOLDER), &size) == SIZE_MAX)
                bp_find(c, record_spot(p, i, "name"), (bp_evidence){record->name, 0, strlen(record->name), NULL},
                        BP_ARGS(record->name, bp_keep_number(c, k + 1)));
        }
    }
}
