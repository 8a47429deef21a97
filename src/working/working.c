/* working.c - the workbook to work in, sheet by sheet; see working.h. */
#include "working/working.h"

#include <stdlib.h>
#include <string.h>

#include "working/marks.h"

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Whether another code is the beginning of this one. The codes are sorted: the nearest such one stands before it. */
static bool has_parent(const char *const *sorted, size_t i)
{
    for (size_t k = i; k-- && sorted[k][0] == sorted[i][0];)
        if (!strncmp(sorted[k], sorted[i], strlen(sorted[k])) && strlen(sorted[k]) < strlen(sorted[i]))
            return true;
    return false;
}

/* Every code once, the model's own first; and the codes of each level, sorted. False when memory is short. */
static bool collect_codes(bp_working *w)
{
    size_t room = 1;
    for (const bp_dictionary *d = &w->dictionary; d; d = d->next)
        room += d->count;
    const char **all = bp_arena_array(&w->arena, room, sizeof *all);
    w->codes = bp_arena_array(&w->arena, room, sizeof *w->codes);
    w->first = bp_arena_array(&w->arena, room, sizeof *w->first);
    w->second = bp_arena_array(&w->arena, room, sizeof *w->second);
    if (!all || !w->codes || !w->first || !w->second)
        return false;
    bp_dictionary own = w->dictionary;
    own.next = NULL;
    w->own_codes = own.count;
    for (const bp_dictionary *d = &w->dictionary; d; d = d->next)
        for (size_t i = 0; i < d->count; i++)
            if (d == &w->dictionary || !*bp_dictionary_name(&own, d->entries[i].code)) {
                w->codes[w->code_count] = d->entries[i];
                all[w->code_count++] = d->entries[i].code;
            }
    qsort(all, w->code_count, sizeof *all, by_text);
    for (size_t i = 0; i < w->code_count; i++) {
        if (has_parent(all, i))
            w->second[w->second_count++] = all[i];
        else
            w->first[w->first_count++] = all[i];
    }
    return true;
}

bool bp_is_first_level(const bp_working *w, const char *code)
{
    return bsearch(&code, w->first, w->first_count, sizeof *w->first, by_text) != NULL;
}

bp_status bp_working_write(const bp_job *job, bp_book *book, const bp_facts *facts, const char *official,
                           const bp_official_totals *totals, const char *fingerprint)
{
    const bp_form *form = bp_table_form(job->table);
    bp_working w = {.job = job, .model = facts->model, .facts = facts, .book = book, .official = official, .totals = totals,
                    .fingerprint = fingerprint,
                    .dictionary = bp_dictionary_of(facts->model, &form->dictionary)};
    bp_totals sums;
    bp_status status = bp_totals_compute(w.model, &w.arena, job->diag, &sums);
    if (!status && !collect_codes(&w))
        status = bp_report_memory(job->diag);
    if (!status) {
        bp_projects_write(&w);
        bp_funds_write(&w);
        bp_goals_write(&w);
        bp_data_write(&w);
        bp_agencies_write(&w, &sums);
        bp_checks_write(&w, &sums);
        bp_dictionary_write(&w);
        bp_info_write(&w);
        if (job->findings)
            bp_marks_write(book, facts, job->findings);
        if (w.formula.failed || w.value.failed)
            status = bp_report_memory(job->diag);
    }
    bp_buf_free(&w.formula);
    bp_buf_free(&w.value);
    bp_arena_free(&w.arena);
    return status;
}
