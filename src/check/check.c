/* check.c - findings about a model that was read without fault. Private to check/; see check.h. */
#include "check/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/translate.h"
#include "model/totals.h"

typedef struct checker {
    const bp_model *model;
    const bp_dictionary *dictionary;
    bp_reader reader;   /* builds pointers; where the model has a source, finds their places in it */
    bp_arena arena;
    bool named;         /* some dictionary has an entry */
    bp_span projects, project;  /* stepped through as findings come, in order: none looks from the start again */
    size_t cursor, stepped;
} checker;

static void report(checker *c, bp_code code, const char *const *args)
{
    if (c->model->source) {
        bp_reader_report(&c->reader, code, args);
        return;
    }
    bp_status status = bp_report(c->reader.diag, code, (bp_where){.pointer = bp_buf_text(&c->reader.pointer)}, args);
    if (status > c->reader.status)
        c->reader.status = status;
}

/* Enters project p; bp_reader_leave with the mark returned. */
static size_t enter_project(checker *c, size_t p)
{
    bp_reader *reader = &c->reader;
    bp_span key;
    size_t mark = bp_reader_key(reader, "projects");
    if (reader->source && !c->stepped)
        bp_json_find(reader->source, bp_json_root(reader->source), "/projects", &c->projects);
    while (reader->source && c->stepped <= p && bp_json_next(reader->source, c->projects, &c->cursor, &key, &c->project))
        c->stepped++;
    bp_reader_index(reader, p);
    reader->base = c->project;
    reader->base_pointer = reader->pointer.size;
    return mark;
}

static void leave_project(checker *c, size_t mark)
{
    bp_reader_leave(&c->reader, mark);
    c->reader.base = (bp_span){0, 0};
}

/* ---- indicator codes ---- */

static void report_code(checker *c, size_t p, size_t i, const char *member, bp_code code, const char *const *args)
{
    size_t mark = enter_project(c, p);
    bp_reader_key(&c->reader, "indicators");
    bp_reader_index(&c->reader, i);
    bp_reader_key(&c->reader, member);
    report(c, code, args);
    leave_project(c, mark);
}

static bool is_known(const checker *c, const char *code)
{
    return !c->named || *bp_dictionary_name(c->dictionary, code);
}

static void check_codes(checker *c, size_t p, size_t i)
{
    const bp_indicator *record = &c->model->projects[p].indicators[i];
    size_t parent = strlen(record->level1);
    bool first = is_known(c, record->level1), second = is_known(c, record->level2);
    if (!first)
        report_code(c, p, i, "level1", BP_UNKNOWN_INDICATOR_CODE, BP_ARGS(record->level1));
    if (!second)
        report_code(c, p, i, "level2", BP_UNKNOWN_INDICATOR_CODE, BP_ARGS(record->level2));
    if (first && second && (strncmp(record->level2, record->level1, parent) != 0 || !record->level2[parent]))
        report_code(c, p, i, "level2", BP_INDICATOR_CODE_PARENT, BP_ARGS(record->level2, record->level1));
}

/* ---- reported figures ---- */

static int by_id(const void *a, const void *b)
{
    return strcmp((*(const bp_agency *const *)a)->id, (*(const bp_agency *const *)b)->id);
}

/* The agencies by their ids. */
static const bp_agency **sort_agencies(checker *c)
{
    size_t count = c->model->agency_count;
    const bp_agency **sorted = bp_arena_array(&c->arena, count, sizeof *sorted);
    for (size_t i = 0; i < count && sorted; i++)
        sorted[i] = &c->model->agencies[i];
    if (sorted)
        qsort(sorted, count, sizeof *sorted, by_id);
    return sorted;
}

static void report_mismatch(checker *c, const bp_agency *agency, bp_fund fund, bp_amount sum, bp_amount claim)
{
    static const char *const funds[BP_FUND_KINDS] = {BP_TEXT("fiscal_appropriation"), BP_TEXT("fiscal_special_account"),
                                                     BP_TEXT("other"), BP_TEXT("total")};
    bp_lang lang = bp_diag_lang(c->reader.diag);
    char summed[BP_AMOUNT_SIZE], claimed[BP_AMOUNT_SIZE];
    bp_buf what = {0};
    bp_amount_text(summed, sum);
    bp_amount_text(claimed, claim);
    bp_buf_printf(&what, "%s %s", agency ? agency->name : bp_translate(lang, BP_TEXT("whole table")),
                  bp_translate(lang, funds[fund]));
    size_t mark = bp_reader_key(&c->reader, "reported");
    bp_reader_key(&c->reader, agency ? "agencies" : "total");
    if (agency)
        bp_reader_key(&c->reader, agency->id);
    bp_reader_key(&c->reader, bp_fund_names[fund]);
    report(c, BP_REPORTED_MISMATCH, BP_ARGS(bp_buf_text(&what), *summed ? summed : bp_translate(lang, BP_TEXT("blank")), claimed));
    bp_reader_leave(&c->reader, mark);
    bp_buf_free(&what);
}

/* What was claimed against the sums of one line; what was not is not compared. */
static void compare_line(checker *c, const bp_reported *line, const bp_agency *agency, const bp_amount *sums)
{
    for (int fund = 0; fund < BP_FUND_KINDS; fund++) {
        bp_amount claim = line->amounts[fund];
        if (claim.present && (!sums[fund].present || sums[fund].micro != claim.micro))
            report_mismatch(c, agency, (bp_fund)fund, sums[fund], claim);
    }
}

static void check_reported(checker *c, const bp_totals *totals)
{
    const bp_model *m = c->model;
    const bp_agency **sorted = sort_agencies(c);
    if (!sorted) {
        report(c, BP_MEMORY, BP_NO_ARGS);
        return;
    }
    for (size_t i = 0; i < m->reported_count; i++) {
        const bp_agency key = {.id = m->reported[i].agency}, *wanted = &key;
        if (!key.id) {
            compare_line(c, &m->reported[i], NULL, totals->document);
            continue;
        }
        const bp_agency **found = bsearch(&wanted, sorted, m->agency_count, sizeof *sorted, by_id);
        if (found)
            compare_line(c, &m->reported[i], *found, totals->agencies[*found - m->agencies]);
    }
}

static void note_no_projects(checker *c)
{
    size_t mark = bp_reader_key(&c->reader, "projects");
    report(c, BP_NO_PROJECTS, BP_NO_ARGS);
    bp_reader_leave(&c->reader, mark);
}

bp_status bp_check_model(const bp_model *model, const bp_dictionary *dictionary, bp_diag *diag)
{
    bp_totals totals;
    checker c = {.model = model, .dictionary = dictionary, .reader = {.source = model->source, .diag = diag}};
    for (const bp_dictionary *d = dictionary; d; d = d->next)
        c.named |= d->count > 0;
    bp_status status = bp_totals_compute(model, &c.arena, diag, &totals);
    if (!status)
        check_reported(&c, &totals);
    for (size_t p = 0; p < model->project_count; p++)
        for (size_t i = 0; i < model->projects[p].indicator_count; i++)
            check_codes(&c, p, i);
    if (!model->project_count)
        note_no_projects(&c);
    status = c.reader.status > status ? c.reader.status : status;
    bp_reader_free(&c.reader);
    bp_arena_free(&c.arena);
    return status;
}
