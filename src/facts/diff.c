/* diff.c - see diff.h. */
#include "facts/diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/utf8.h"
#include "facts/match.h"
#include "facts/totals.h"

static bp_change *add(bp_diff *d, bp_change_kind kind, bp_subject subject)
{
    if (!BP_ARRAY_ROOM(d->changes, d->count, d->room)) {
        static bp_change lost;
        d->failed = true;
        return &lost;
    }
    bp_change *c = &d->changes[d->count++];
    *c = (bp_change){.kind = kind,
                     .subject = subject,
                     .before_project = SIZE_MAX,
                     .after_project = SIZE_MAX,
                     .before_item = SIZE_MAX,
                     .after_item = SIZE_MAX,
                     .item = "",
                     .before = "",
                     .after = ""};
    return c;
}

/* Where a change is: copied into each of them. */
typedef struct spot {
    size_t before_project, after_project;
    const char *item;
    size_t before_item, after_item;
} spot;

static bp_change *add_at(bp_diff *d, bp_change_kind kind, bp_subject subject, const spot *at)
{
    bp_change *c = add(d, kind, subject);
    c->before_project = at->before_project;
    c->after_project = at->after_project;
    c->item = at->item;
    c->before_item = at->before_item;
    c->after_item = at->after_item;
    return c;
}

static const spot document = {SIZE_MAX, SIZE_MAX, "", SIZE_MAX, SIZE_MAX};

static void compare_text(bp_diff *d, bp_subject subject, const spot *at, const char *before, const char *after)
{
    if (!strcmp(before, after))
        return;
    bp_change *c = add_at(d, BP_CHANGE_CHANGED, subject, at);
    c->before = before;
    c->after = after;
}

static const char *number_text(bp_diff *d, int value)
{
    bp_buf buf = {0};
    bp_buf_int(&buf, value);
    const char *text = bp_arena_strdup(&d->arena, bp_buf_text(&buf));
    d->failed |= !text;
    bp_buf_free(&buf);
    return text ? text : "";
}

static void compare_number(bp_diff *d, bp_subject subject, const spot *at, int before, int after)
{
    if (before != after)
        compare_text(d, subject, at, number_text(d, before), number_text(d, after));
}

/* ---- amounts ---- */

enum { YUAN_OF_WAN = 10000 };

/* An amount in 万元; false where it has digits that 万元 cannot show. */
static bool to_wan(const char *unit, bp_amount amount, int64_t *micro)
{
    bool yuan = !strcmp(unit, "元");
    *micro = yuan ? amount.micro / YUAN_OF_WAN : amount.micro;
    return !yuan || amount.micro % YUAN_OF_WAN == 0;
}

static bool same_amount(const bp_diff *d, bp_amount before, bp_amount after)
{
    int64_t a, b;
    if (before.present != after.present)
        return false;
    if (d->one_unit)
        return before.micro == after.micro;
    return to_wan(d->before->amount_unit, before, &a) && to_wan(d->after->amount_unit, after, &b) && a == b;
}

static void compare_amount(bp_diff *d, bp_subject subject, const spot *at, bp_fund fund, bp_amount before, bp_amount after)
{
    if (same_amount(d, before, after))
        return;
    bp_change *c = add_at(d, BP_CHANGE_CHANGED, subject, at);
    c->fund = fund;
    c->amounts = true;
    c->before_amount = before;
    c->after_amount = after;
}

bp_amount bp_diff_difference(const bp_diff *diff, bp_amount before, bp_amount after)
{
    bool any = before.present || after.present;
    return (bp_amount){diff->one_unit && any ? after.micro - before.micro : 0, diff->one_unit && any};
}

/* ---- lists of lines: notes and goals ---- */

static int compare_lines(const void *items_a, size_t a, const void *items_b, size_t b)
{
    return strcmp(((const char *const *)items_a)[a], ((const char *const *)items_b)[b]);
}

static void add_line(bp_diff *d, bp_subject subject, spot at, const char *before, size_t i, const char *after, size_t k)
{
    at.before_item = before ? i : SIZE_MAX;
    at.after_item = after ? k : SIZE_MAX;
    bp_change *c = add_at(d, !before ? BP_CHANGE_ADDED : !after ? BP_CHANGE_REMOVED : BP_CHANGE_CHANGED, subject, &at);
    c->before = before ? before : "";
    c->after = after ? after : "";
}

/* Lines that are equal and in the same order stay; between them, what went and what came are taken together one by one. */
static void compare_lists(bp_diff *d, bp_subject subject, const spot *at, const char **before, size_t befores, const char **after,
                          size_t afters)
{
    bp_side a = {before, befores, NULL}, b = {after, afters, NULL};
    bp_arena arena = {0};
    bool *moved = bp_arena_array(&arena, afters + 1, sizeof *moved);
    bool ok = moved && bp_match_begin(&a, &b, &arena) && bp_match_pass(&a, &b, &(bp_pass){.compare = compare_lines}) &&
              bp_match_moved(&b, moved);
    for (size_t i = 0, k = 0; ok && (i < befores || k < afters);) {
        bool stays_a = i < befores && a.match[i] != BP_NO_MATCH && !moved[a.match[i]];
        bool stays_b = k < afters && b.match[k] != BP_NO_MATCH && !moved[k];
        if (stays_a && stays_b) {
            i++;
            k++;
            continue;
        }
        const char *old = i < befores && !stays_a ? before[i] : NULL, *new = k < afters && !stays_b ? after[k] : NULL;
        add_line(d, subject, *at, old, i, new, k);
        i += old != NULL;
        k += new != NULL;
    }
    d->failed |= !ok;
    bp_arena_free(&arena);
}

/* ---- indicators ---- */

static const bp_indicator *indicator(const void *items, size_t i)
{
    return &((const bp_indicator *)items)[i];
}

static int by_level2(const void *items_a, size_t a, const void *items_b, size_t b)
{
    return strcmp(indicator(items_a, a)->level2, indicator(items_b, b)->level2);
}

static int by_indicator_name(const void *items_a, size_t a, const void *items_b, size_t b)
{
    return strcmp(indicator(items_a, a)->name, indicator(items_b, b)->name);
}

static int by_name_and_level(const void *items_a, size_t a, const void *items_b, size_t b)
{
    int found = by_indicator_name(items_a, a, items_b, b);
    return found ? found : by_level2(items_a, a, items_b, b);
}

void bp_diff_middle(const char *before, const char *after, size_t *begin, size_t *end)
{
    size_t a = strlen(before), b = strlen(after), least = a < b ? a : b;
    *begin = *end = 0;
    while (*begin < least && before[*begin] == after[*begin])
        ++*begin;
    while (*begin && ((unsigned char)before[*begin] & 0xC0) == 0x80)
        --*begin;
    while (*begin && ((unsigned char)after[*begin] & 0xC0) == 0x80)
        --*begin;
    while (*end < least - *begin && before[a - *end - 1] == after[b - *end - 1])
        ++*end;
    while (*end && ((unsigned char)before[a - *end] & 0xC0) == 0x80)
        --*end;
}

/* Half of the longer name is in the other at its beginning or its end; or they stand at the same place. */
static bool similar(const bp_side *a, size_t i, const bp_side *b, size_t k)
{
    const char *before = indicator(a->items, i)->name, *after = indicator(b->items, k)->name;
    size_t begin, end, longer = strlen(before) > strlen(after) ? strlen(before) : strlen(after);
    bp_diff_middle(before, after, &begin, &end);
    return 2 * (begin + end) >= longer || i == k;
}

static bool same_indicator(const bp_indicator *x, const bp_indicator *y)
{
    return x->group == y->group && !strcmp(x->level1, y->level1) && !strcmp(x->level2, y->level2) && !strcmp(x->name, y->name) &&
           !strcmp(x->period_value, y->period_value) && !strcmp(x->annual_value, y->annual_value);
}

static void compare_indicator(bp_diff *d, const spot *at, const bp_indicator *x, const bp_indicator *y)
{
    compare_text(d, BP_SUBJECT_INDICATOR_LEVEL1, at, x->level1, y->level1);
    compare_text(d, BP_SUBJECT_INDICATOR_LEVEL2, at, x->level2, y->level2);
    compare_text(d, BP_SUBJECT_INDICATOR_NAME, at, x->name, y->name);
    compare_text(d, BP_SUBJECT_INDICATOR_PERIOD, at, x->period_value, y->period_value);
    compare_text(d, BP_SUBJECT_INDICATOR_ANNUAL, at, x->annual_value, y->annual_value);
    compare_number(d, BP_SUBJECT_INDICATOR_GROUP, at, x->group, y->group);
}

/* An indicator that only one of the models has. */
static void add_indicator(bp_diff *d, spot at, bool added, size_t i, const bp_indicator *record)
{
    at.item = record->name;
    *(added ? &at.after_item : &at.before_item) = i;
    bp_change *c = add_at(d, added ? BP_CHANGE_ADDED : BP_CHANGE_REMOVED, BP_SUBJECT_INDICATOR, &at);
    *(added ? &c->after : &c->before) = record->name;
}

static bool match_indicators(bp_side *a, bp_side *b, bp_arena *arena)
{
    return bp_match_begin(a, b, arena) && bp_match_pass(a, b, &(bp_pass){.compare = by_name_and_level}) &&
           bp_match_pass(a, b, &(bp_pass){.compare = by_indicator_name}) &&
           bp_match_pass(a, b, &(bp_pass){.compare = by_level2, .accept = similar});
}

static bool all_same(const bp_project *x, const bp_project *y)
{
    for (size_t i = 0; i < x->indicator_count && x->indicator_count == y->indicator_count; i++)
        if (!same_indicator(&x->indicators[i], &y->indicators[i]))
            return false;
    return x->indicator_count == y->indicator_count;
}

static void compare_indicators(bp_diff *d, const spot *at, const bp_project *x, const bp_project *y)
{
    if (all_same(x, y))
        return;
    bp_side a = {x->indicators, x->indicator_count, NULL}, b = {y->indicators, y->indicator_count, NULL};
    bp_arena arena = {0};
    bool *moved = bp_arena_array(&arena, b.count + 1, sizeof *moved);
    bool ok = moved && match_indicators(&a, &b, &arena) && bp_match_moved(&b, moved);
    for (size_t i = 0; ok && i < a.count; i++)
        if (a.match[i] == BP_NO_MATCH)
            add_indicator(d, *at, false, i, &x->indicators[i]);
    for (size_t k = 0; ok && k < b.count; k++) {
        const bp_indicator *record = &y->indicators[k];
        if (b.match[k] == BP_NO_MATCH) {
            add_indicator(d, *at, true, k, record);
            continue;
        }
        spot one = {at->before_project, at->after_project, record->name, b.match[k], k};
        if (moved[k])
            add_at(d, BP_CHANGE_MOVED, BP_SUBJECT_INDICATOR, &one);
        compare_indicator(d, &one, &x->indicators[b.match[k]], record);
    }
    d->failed |= !ok;
    bp_arena_free(&arena);
}

/* ---- agencies ---- */

static const bp_agency *agency(const void *items, size_t i)
{
    return &((const bp_agency *)items)[i];
}

static int by_agency_id(const void *items_a, size_t a, const void *items_b, size_t b)
{
    return strcmp(agency(items_a, a)->id, agency(items_b, b)->id);
}

static int by_agency_name(const void *items_a, size_t a, const void *items_b, size_t b)
{
    return strcmp(agency(items_a, a)->name, agency(items_b, b)->name);
}

static int by_agency_both(const void *items_a, size_t a, const void *items_b, size_t b)
{
    int found = by_agency_id(items_a, a, items_b, b);
    return found ? found : by_agency_name(items_a, a, items_b, b);
}

/* Id and name, then the name, then the id alone: a year's import numbers agencies anew. */
static bool match_agencies(bp_side *a, bp_side *b, bp_arena *arena)
{
    return bp_match_begin(a, b, arena) && bp_match_pass(a, b, &(bp_pass){.compare = by_agency_both}) &&
           bp_match_pass(a, b, &(bp_pass){.compare = by_agency_name}) && bp_match_pass(a, b, &(bp_pass){.compare = by_agency_id});
}

/* What one side's table does not show has not changed: an id never, a code where there is none. */
static bool is_shown(const bp_diff *d, const char *before, const char *after, bool id)
{
    return !(d->before->from_table && (id || !*before)) && !(d->after->from_table && (id || !*after));
}

static void compare_id(bp_diff *d, bp_subject subject, const spot *at, const char *before, const char *after)
{
    if (is_shown(d, before, after, true))
        compare_text(d, subject, at, before, after);
}

static void compare_code(bp_diff *d, bp_subject subject, const spot *at, const char *before, const char *after)
{
    if (is_shown(d, before, after, false))
        compare_text(d, subject, at, before, after);
}

static const bp_amount *claims_of(const bp_model *m, const bp_agency *agency)
{
    static const bp_amount none[BP_FUND_KINDS];
    const bp_reported *claims = bp_find_claims(m, agency);
    return claims ? claims->amounts : none;
}

static void compare_claims(bp_diff *d, const spot *at, const bp_agency *before, const bp_agency *after)
{
    const bp_amount *x = claims_of(d->before, before), *y = claims_of(d->after, after);
    for (int fund = 0; fund < BP_FUND_KINDS; fund++)
        compare_amount(d, BP_SUBJECT_REPORTED, at, (bp_fund)fund, x[fund], y[fund]);
}

/* A table shows sums that nobody claims, and those that were typed into it: they are no claims taken back, nor new ones. */
static bool may_compare_claims(const bp_diff *d)
{
    const bp_model *a = d->before, *b = d->after;
    bool told = (!a->from_table || a->reported_count) && (!b->from_table || b->reported_count);
    return told && a->from_table == b->from_table;
}

static void compare_agencies(bp_diff *d, const bp_side *a, const bp_side *b)
{
    bool claims = may_compare_claims(d);
    bool *moved = bp_arena_array(&d->arena, b->count + 1, sizeof *moved);
    if (!moved || !bp_match_moved(b, moved)) {
        d->failed = true;
        return;
    }
    for (size_t i = 0; i < a->count; i++)
        if (a->match[i] == BP_NO_MATCH)
            add_line(d, BP_SUBJECT_AGENCY, document, d->before->agencies[i].name, i, NULL, 0);
    for (size_t k = 0; k < b->count; k++) {
        const bp_agency *y = &d->after->agencies[k];
        if (b->match[k] == BP_NO_MATCH) {
            add_line(d, BP_SUBJECT_AGENCY, document, NULL, 0, y->name, k);
            continue;
        }
        const bp_agency *x = &d->before->agencies[b->match[k]];
        spot at = {SIZE_MAX, SIZE_MAX, y->name, b->match[k], k};
        if (moved[k])
            add_at(d, BP_CHANGE_MOVED, BP_SUBJECT_AGENCY, &at);
        compare_id(d, BP_SUBJECT_AGENCY_ID, &at, x->id, y->id);
        compare_text(d, BP_SUBJECT_AGENCY_NAME, &at, x->name, y->name);
        compare_code(d, BP_SUBJECT_AGENCY_CODE, &at, x->code, y->code);
        if (claims)
            compare_claims(d, &at, x, y);
    }
    if (claims)
        compare_claims(d, &document, NULL, NULL);
}

/* ---- projects ---- */

static const bp_project *project(const void *items, size_t i)
{
    return &((const bp_project *)items)[i];
}

static int by_id(const void *items_a, size_t a, const void *items_b, size_t b)
{
    return strcmp(project(items_a, a)->id, project(items_b, b)->id);
}

static int by_code(const void *items_a, size_t a, const void *items_b, size_t b)
{
    return strcmp(project(items_a, a)->code, project(items_b, b)->code);
}

static int by_name(const void *items_a, size_t a, const void *items_b, size_t b)
{
    return strcmp(project(items_a, a)->name, project(items_b, b)->name);
}

static bool agrees(const bp_side *a, size_t i, const bp_side *b, size_t k)
{
    const bp_project *x = project(a->items, i), *y = project(b->items, k);
    return !strcmp(x->name, y->name) || (*x->code && !strcmp(x->code, y->code));
}

static bool has_code(const void *items, size_t i)
{
    return *project(items, i)->code != '\0';
}

static bool match_projects(bp_side *a, bp_side *b, bp_arena *arena)
{
    return bp_match_begin(a, b, arena) && bp_match_pass(a, b, &(bp_pass){.compare = by_id, .accept = agrees}) &&
           bp_match_pass(a, b, &(bp_pass){.compare = by_code, .has = has_code}) &&
           bp_match_pass(a, b, &(bp_pass){.compare = by_name}) && bp_match_pass(a, b, &(bp_pass){.compare = by_id});
}

static void compare_project(bp_diff *d, size_t i, size_t k, const bp_side *agencies, bool moved)
{
    const bp_project *x = &d->before->projects[i], *y = &d->after->projects[k];
    spot at = {i, k, "", SIZE_MAX, SIZE_MAX};
    size_t first = d->count;
    if (moved)
        add_at(d, BP_CHANGE_MOVED, BP_SUBJECT_PROJECT, &at);
    compare_id(d, BP_SUBJECT_PROJECT_ID, &at, x->id, y->id);
    compare_text(d, BP_SUBJECT_PROJECT_NAME, &at, x->name, y->name);
    compare_code(d, BP_SUBJECT_PROJECT_CODE, &at, x->code, y->code);
    if (agencies->match[y->agency] != x->agency) {
        bp_change *c = add_at(d, BP_CHANGE_CHANGED, BP_SUBJECT_PROJECT_AGENCY, &at);
        c->before = d->before->agencies[x->agency].name;
        c->after = d->after->agencies[y->agency].name;
    }
    for (int fund = 0; fund < BP_FUNDS; fund++)
        compare_amount(d, BP_SUBJECT_FUND, &at, (bp_fund)fund, x->funding[fund], y->funding[fund]);
    compare_lists(d, BP_SUBJECT_GOAL, &at, x->goal, x->goal_count, y->goal, y->goal_count);
    compare_indicators(d, &at, x, y);
    d->projects[BP_CHANGE_MOVED] += moved;
    d->projects[BP_CHANGE_CHANGED] += d->count > first + moved;
}

/* A project that only one of the models has, with its total. */
static void add_project(bp_diff *d, bool added, size_t i)
{
    const bp_project *p = added ? &d->after->projects[i] : &d->before->projects[i];
    bp_amount total;
    bp_project_total(p, &total);
    bp_change *c = add(d, added ? BP_CHANGE_ADDED : BP_CHANGE_REMOVED, BP_SUBJECT_PROJECT);
    *(added ? &c->after_project : &c->before_project) = i;
    *(added ? &c->after_amount : &c->before_amount) = total;
    c->amounts = true;
    c->fund = BP_FUND_TOTAL;
    d->projects[c->kind]++;
}

static void compare_projects(bp_diff *d, const bp_side *agencies)
{
    bp_side a = {d->before->projects, d->before->project_count, NULL}, b = {d->after->projects, d->after->project_count, NULL};
    bool *moved = bp_arena_array(&d->arena, b.count + 1, sizeof *moved);
    if (!moved || !match_projects(&a, &b, &d->arena) || !bp_match_moved(&b, moved)) {
        d->failed = true;
        return;
    }
    d->of_before = a.match;
    d->of_after = b.match;
    for (size_t k = 0; k < b.count && !d->failed; k++) {
        if (b.match[k] == BP_NO_MATCH)
            add_project(d, true, k);
        else
            compare_project(d, b.match[k], k, agencies, moved[k]);
    }
    for (size_t i = 0; i < a.count && !d->failed; i++)
        if (a.match[i] == BP_NO_MATCH)
            add_project(d, false, i);
}

/* ---- the document ---- */

static int by_entry_code(const void *items_a, size_t a, const void *items_b, size_t b)
{
    return strcmp(((const bp_code_name *)items_a)[a].code, ((const bp_code_name *)items_b)[b].code);
}

static void compare_codes(bp_diff *d)
{
    const bp_code_name *x = d->before->dictionary, *y = d->after->dictionary;
    bp_side a = {x, d->before->dictionary_count, NULL}, b = {y, d->after->dictionary_count, NULL};
    if (!bp_match_begin(&a, &b, &d->arena) || !bp_match_pass(&a, &b, &(bp_pass){.compare = by_entry_code})) {
        d->failed = true;
        return;
    }
    for (size_t i = 0; i < a.count; i++) {
        spot at = {SIZE_MAX, SIZE_MAX, x[i].code, i, a.match[i] == BP_NO_MATCH ? SIZE_MAX : a.match[i]};
        compare_text(d, BP_SUBJECT_DICTIONARY, &at, x[i].name, a.match[i] == BP_NO_MATCH ? "" : y[a.match[i]].name);
    }
    for (size_t k = 0; k < b.count; k++) {
        spot at = {SIZE_MAX, SIZE_MAX, y[k].code, SIZE_MAX, k};
        if (b.match[k] == BP_NO_MATCH)
            compare_text(d, BP_SUBJECT_DICTIONARY, &at, "", y[k].name);
    }
}

static void compare_document(bp_diff *d)
{
    const bp_model *x = d->before, *y = d->after;
    compare_text(d, BP_SUBJECT_FORM, &document, x->form, y->form);
    compare_text(d, BP_SUBJECT_TITLE, &document, x->title, y->title);
    compare_number(d, BP_SUBJECT_YEAR, &document, x->fiscal_year, y->fiscal_year);
    compare_text(d, BP_SUBJECT_UNIT, &document, x->amount_unit, y->amount_unit);
    compare_text(d, BP_SUBJECT_DEPARTMENT, &document, x->department, y->department);
    compare_code(d, BP_SUBJECT_DEPARTMENT_CODE, &document, x->department_code, y->department_code);
    compare_lists(d, BP_SUBJECT_NOTE, &document, x->notes, x->note_count, y->notes, y->note_count);
    compare_codes(d);
}

static bp_status sum_up(bp_diff *d, bp_diag *diag)
{
    bp_totals before, after;
    bp_status status = bp_totals_compute(d->before, &d->arena, diag, &before);
    if (!status)
        status = bp_totals_compute(d->after, &d->arena, diag, &after);
    if (!status) {
        memcpy(d->totals[0], before.document, sizeof before.document);
        memcpy(d->totals[1], after.document, sizeof after.document);
    }
    return status;
}

bp_status bp_diff_new(const bp_model *before, const bp_model *after, bp_diag *diag, bp_diff **out)
{
    bp_diff *d = *out = calloc(1, sizeof *d);
    if (!d)
        return bp_report_memory(diag);
    bp_side a = {before->agencies, before->agency_count, NULL}, b = {after->agencies, after->agency_count, NULL};
    d->before = before;
    d->after = after;
    d->one_unit = !strcmp(before->amount_unit, after->amount_unit);
    bp_status status = sum_up(d, diag);
    if (!status && !match_agencies(&a, &b, &d->arena))
        status = bp_report_memory(diag);
    if (!status) {
        compare_document(d);
        compare_agencies(d, &a, &b);
        compare_projects(d, &b);
        if (d->failed)
            status = bp_report_memory(diag);
    }
    if (!status)
        return BP_OK;
    bp_diff_free(d);
    *out = NULL;
    return status;
}

void bp_diff_free(bp_diff *diff)
{
    if (!diff)
        return;
    free(diff->changes);
    bp_arena_free(&diff->arena);
    free(diff);
}

size_t bp_diff_count(const bp_diff *diff)
{
    return diff->count;
}
