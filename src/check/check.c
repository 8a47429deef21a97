/* check.c - runs the rules, sorts what they found, and reports it with its place. Private to check/; see check.h. */
#include "check/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "check/private.h"
#include "check/settings.h"
#include "json/json.h"
#include "base/utf8.h"

/* ---- what rules call ---- */

bp_spot bp_project_spot(size_t project, bp_branch branch, size_t item, const char *member)
{
    return (bp_spot){BP_SPOT_PROJECT, (uint32_t)project, branch, (uint32_t)item, member};
}

void bp_find(bp_checker *c, bp_spot spot, bp_evidence evidence, const char *const *args)
{
    size_t count = 0;
    while (args[count])
        count++;
    if (!BP_ARRAY_ROOM(c->found, c->found_count, c->found_room)) {
        c->failed = true;
        return;
    }
    const char **kept = bp_arena_array(&c->arena, count + 1, sizeof *kept);
    if (!kept) {
        c->failed = true;
        return;
    }
    for (size_t i = 0; i < count; i++)
        kept[i] = args[i];
    c->found[c->found_count] = (bp_found){c->rule, (uint32_t)c->found_count, spot, evidence, kept};
    c->found_count++;
}

void bp_find_mark(bp_checker *c, bp_spot spot, const char *text, const char *at, size_t size, const char *fix)
{
    bp_find(c, spot, (bp_evidence){text, (size_t)(at - text), size, fix}, BP_ARGS(bp_keep(c, at, size), fix ? fix : ""));
}

const char *bp_keep(bp_checker *c, const char *text, size_t size)
{
    const char *kept = bp_arena_strndup(&c->arena, text, size);
    c->failed |= !kept;
    return kept ? kept : "";
}

const char *bp_keep_number(bp_checker *c, size_t number)
{
    char text[24];
    return bp_keep(c, text, (size_t)snprintf(text, sizeof text, "%zu", number));
}

const char *bp_keep_amount(bp_checker *c, bp_amount amount)
{
    char text[BP_AMOUNT_SIZE];
    if (!amount.present)
        return bp_diag_text(c->diag, "blank");
    bp_amount_text(text, amount);
    return bp_keep(c, text, strlen(text));
}

int64_t bp_rule_setting(const bp_checker *c, size_t number)
{
    return c->settings->rules[c->rule].numbers[number];
}

const char *const *bp_rule_words(const bp_checker *c)
{
    return c->settings->rules[c->rule].words;
}

/* The settings of another rule. */
static const bp_rule_state *state_of(const bp_checker *c, bp_code code)
{
    size_t i = 0;
    while (bp_rules[i].code != code)
        i++;
    return &c->settings->rules[i];
}

bool bp_rule_is_on(const bp_checker *c, bp_code code)
{
    return !state_of(c, code)->off;
}

int64_t bp_tolerance(const bp_checker *c)
{
    return state_of(c, BP_REPORTED_MISMATCH)->numbers[0];
}

const char *const *bp_words_of(const bp_checker *c, bp_code code)
{
    return state_of(c, code)->words;
}

static void each_project_text(bp_checker *c, unsigned kinds, size_t p, bp_text_rule *rule)
{
    const bp_project *project = &c->model->projects[p];
    if (kinds & BP_TEXT_PROJECT)
        rule(c, BP_TEXT_PROJECT, bp_project_spot(p, BP_IN_NAME, 0, NULL), project->name);
    for (size_t i = 0; i < project->goal_count && kinds & BP_TEXT_GOAL; i++)
        rule(c, BP_TEXT_GOAL, bp_project_spot(p, BP_IN_GOAL, i, NULL), project->goal[i]);
    for (size_t i = 0; i < project->indicator_count; i++) {
        const bp_indicator *record = &project->indicators[i];
        if (kinds & BP_TEXT_INDICATOR)
            rule(c, BP_TEXT_INDICATOR, bp_project_spot(p, BP_IN_INDICATOR, i, "name"), record->name);
        if (!(kinds & BP_TEXT_VALUE))
            continue;
        rule(c, BP_TEXT_VALUE, bp_project_spot(p, BP_IN_INDICATOR, i, "period_value"), record->period_value);
        if (strcmp(record->period_value, record->annual_value) != 0)
            rule(c, BP_TEXT_VALUE, bp_project_spot(p, BP_IN_INDICATOR, i, "annual_value"), record->annual_value);
    }
}

void bp_each_text(bp_checker *c, unsigned kinds, bp_text_rule *rule)
{
    const bp_model *m = c->model;
    if (kinds & BP_TEXT_TITLE)
        rule(c, BP_TEXT_TITLE, (bp_spot){.part = BP_SPOT_TITLE}, m->title);
    if (kinds & BP_TEXT_DEPARTMENT)
        rule(c, BP_TEXT_DEPARTMENT, (bp_spot){.part = BP_SPOT_DEPARTMENT}, m->department);
    for (size_t i = 0; i < m->agency_count && kinds & BP_TEXT_AGENCY; i++)
        rule(c, BP_TEXT_AGENCY, (bp_spot){.part = BP_SPOT_AGENCY, .index = (uint32_t)i}, m->agencies[i].name);
    for (size_t i = 0; i < m->project_count; i++)
        each_project_text(c, kinds, i, rule);
    for (size_t i = 0; i < m->dictionary_count && kinds & BP_TEXT_DICTIONARY; i++)
        rule(c, BP_TEXT_DICTIONARY, (bp_spot){.part = BP_SPOT_DICTIONARY, .index = (uint32_t)i}, m->dictionary[i].name);
    for (size_t i = 0; i < m->note_count && kinds & BP_TEXT_NOTE; i++)
        rule(c, BP_TEXT_NOTE, (bp_spot){.part = BP_SPOT_NOTE, .index = (uint32_t)i}, m->notes[i]);
}

/* ---- order ---- */

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

/* In the order of the normalized document; findings at one place in the order of the rules. */
static int by_place(const void *a, const void *b)
{
    const bp_found *x = a, *y = b;
    int order = compare_numbers(x->spot.part, y->spot.part);
    if (!order)
        order = compare_numbers(x->spot.index, y->spot.index);
    if (!order)
        order = compare_numbers(x->spot.branch == BP_IN_ITSELF ? 0 : x->spot.branch + 1u,
                                y->spot.branch == BP_IN_ITSELF ? 0 : y->spot.branch + 1u);
    if (!order)
        order = compare_numbers(x->spot.item == BP_WHOLE ? 0 : x->spot.item + 1u, y->spot.item == BP_WHOLE ? 0 : y->spot.item + 1u);
    return order ? order : compare_numbers(x->order, y->order);
}

/* ---- reporting ---- */

static void place_finding(bp_checker *c, const bp_found *found, bp_where *where, bp_detail *detail)
{
    const bp_source *source = c->model->source;
    const bp_evidence *e = &found->evidence;
    if (!bp_source_recall(source))
        return;
    size_t at = bp_diag_find(c->diag, source, where->pointer), line;
    bp_diag_locate(c->diag, source, at, &where->line, &where->column);
    if (!e->text || source->text[at] != '"' || !bp_spot_is_text(&found->spot))
        return;
    bp_diag_locate(c->diag, source, bp_diag_behind(c->diag, source, at, e->at), &line, &detail->mark_column);
    bp_diag_locate(c->diag, source, bp_diag_behind(c->diag, source, at, e->at + e->size), &line, &detail->mark_end);
}

/* What of the text is shown: the faulty bytes and some characters on either side. */
static const char *excerpt(bp_checker *c, const bp_evidence *e, size_t *at)
{
    enum { AROUND = 120 };
    size_t end = e->at + e->size, from = e->at > AROUND ? e->at - AROUND : 0;
    size_t rest = strnlen(e->text + end, AROUND + BP_UTF8_MAX), size = end + rest, to = rest > AROUND ? end + AROUND : size;
    while (from && ((unsigned char)e->text[from] & 0xC0) == 0x80)
        from--;
    while (to < size && ((unsigned char)e->text[to] & 0xC0) == 0x80)
        to++;
    bp_buf out = {0};
    bp_buf_puts(&out, from ? "…" : "");
    *at = out.size + e->at - from;
    bp_buf_put(&out, e->text + from, to - from);
    bp_buf_puts(&out, to < size ? "…" : "");
    const char *kept = bp_keep(c, bp_buf_text(&out), out.size);
    bp_buf_free(&out);
    return kept;
}

const char *bp_silence_of(const bp_checker *c, const bp_found *found)
{
    const char *project = found->spot.part == BP_SPOT_PROJECT ? c->model->projects[found->spot.index].id : NULL;
    const bp_silence *all = bp_checks_silence(c->settings, found->rule, NULL);
    const bp_silence *one = project ? bp_checks_silence(c->settings, found->rule, project) : NULL;
    const bp_silence *first = all && (!one || all->order < one->order) ? all : one;
    return first ? first->reason : NULL;
}

static bp_status report(bp_checker *c, bp_reader *reader, const bp_found *found)
{
    const bp_rule *rule = &bp_rules[found->rule];
    bp_severity severity = c->settings->rules[found->rule].severity;
    bp_detail detail = {.severity = c->options->mending && severity == BP_ERROR ? BP_WARNING : severity,
                        .silenced = bp_silence_of(c, found),
                        .title = bp_diag_text(c->diag, rule->title),
                        .advice = bp_diag_text(c->diag, rule->advice), .fix = found->evidence.fix};
    bp_reader_leave(reader, 0);
    bp_enter_spot(reader, c->model, &found->spot);
    bp_where where = {.pointer = bp_buf_text(&reader->pointer), .file = c->model->imported};
    if (found->evidence.text && !bp_diag_is_full(c->diag)) {
        detail.text = excerpt(c, &found->evidence, &detail.mark);
        detail.mark_size = found->evidence.size;
    }
    if (!bp_diag_is_full(c->diag)) {  /* past what is kept nothing needs its place */
        detail.place = bp_spot_words(c, &found->spot);
        where = bp_model_where(c->model, where.pointer);
        if (where.source)
            place_finding(c, found, &where, &detail);
    }
    return bp_report_detail(c->diag, rule->code, where, found->args, &detail);
}

static bp_status report_all(bp_checker *c)
{
    bp_reader reader = {0};  /* for its pointer */
    bp_status worst = BP_OK;
    if (c->found_count)
        qsort(c->found, c->found_count, sizeof *c->found, by_place);
    for (size_t i = 0; i < c->found_count; i++) {
        bp_status status = report(c, &reader, &c->found[i]);
        worst = status > worst ? status : worst;
    }
    bp_reader_free(&reader);
    return worst;
}

/* ---- running ---- */

bp_status bp_checker_run(bp_checker *c)
{
    for (const bp_dictionary *d = c->options->dictionary; d; d = d->next)
        c->named |= d->count > 0;
    bp_status status = bp_totals_compute(c->model, &c->arena, c->diag, &c->totals);
    c->sums_fit = !status;
    for (c->rule = 0; c->rule < bp_rule_count; c->rule++) {
        const bp_rule_state *state = &c->settings->rules[c->rule];
        bool wanted = !c->options->printing || bp_rules[c->rule].printing || state->severity == BP_ERROR;
        if (!state->off && wanted)
            bp_rules[c->rule].run(c);
    }
    return c->failed ? bp_report_memory(c->diag) : status;
}

void bp_checker_end(bp_checker *c)
{
    free(c->found);
    bp_arena_free(&c->arena);
}

bp_status bp_check_only(const bp_model *model, bp_code code, bp_diag *diag)
{
    bp_checks *only = bp_checks_new();
    for (size_t i = 0; i < bp_rule_count && only; i++)
        only->rules[i].off = bp_rules[i].code != code;
    bp_check_options options = {.checks = only};
    bp_status status = only ? bp_check_model(model, &options, diag) : bp_report_memory(diag);
    bp_checks_free(only);
    return status;
}

bp_status bp_check_model(const bp_model *model, const bp_check_options *options, bp_diag *diag)
{
    bp_checks *plain = options->checks ? NULL : bp_checks_new();
    bp_checker c = {.model = model, .options = options, .settings = plain ? plain : options->checks, .diag = diag};
    bp_status status = c.settings ? bp_checker_run(&c) : bp_report_memory(diag);
    if (status <= BP_DATA) {
        bp_status found = report_all(&c);
        status = c.failed ? bp_report_memory(diag) : found > status ? found : status;
    }
    bp_checker_end(&c);
    bp_checks_free(plain);
    return status;
}
