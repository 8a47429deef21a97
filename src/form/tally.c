/* tally.c - see tally.h. Private to form/. */
#include "form/tally.h"

#include <stdlib.h>
#include <string.h>

#include "diag/translate.h"

enum { AGENCIES_SHOWN = 20 };

typedef struct entry {
    const bp_finding *finding;
    size_t at;
} entry;

static int by_rule(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    if (x->finding->severity != y->finding->severity)
        return x->finding->severity > y->finding->severity ? -1 : 1;
    int order = strcmp(x->finding->code, y->finding->code);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

bool bp_tally_make(const bp_diag *findings, bp_arena *arena, bp_tally *out)
{
    size_t count = bp_diag_count(findings);
    entry *entries = bp_arena_array(arena, count + 1, sizeof *entries);
    out->findings = findings;
    out->sorted = bp_arena_array(arena, count + 1, sizeof *out->sorted);
    out->starts = bp_arena_array(arena, count + 1, sizeof *out->starts);
    if (!entries || !out->sorted || !out->starts)
        return false;
    for (size_t i = 0; i < count; i++)
        entries[i] = (entry){bp_diag_get(findings, i), i};
    qsort(entries, count, sizeof *entries, by_rule);
    for (size_t i = 0; i < count; i++) {
        out->sorted[i] = entries[i].finding;
        if (!i || entries[i - 1].finding->severity != entries[i].finding->severity ||
            strcmp(entries[i - 1].finding->code, entries[i].finding->code) != 0)
            out->starts[out->rules++] = (uint32_t)i;
    }
    out->starts[out->rules] = (uint32_t)count;
    return true;
}

static void end_line(const bp_tally *tally, size_t count, bp_buf *out)
{
    bp_buf_puts(out, bp_diag_text(tally->findings, BP_TEXT(": ")));
    bp_buf_int(out, (int64_t)count);
}

void bp_tally_put_rules(const bp_tally *tally, bp_buf *out)
{
    for (size_t i = 0; i < tally->rules; i++) {
        const bp_finding *f = tally->sorted[tally->starts[i]];
        bp_buf_printf(out, "%s%s %s %s", i ? "\n" : "", bp_severity_text(tally->findings, f->severity), f->code,
                      f->title ? f->title : f->name);
        end_line(tally, tally->starts[i + 1] - tally->starts[i], out);
    }
}

/* ---- agencies ---- */

typedef struct share {
    size_t agency;                /* that of none behind all others */
    size_t counts[BP_ERROR + 1];
} share;

/* The index behind the name of a list that the pointer begins with, such as "/projects/"; SIZE_MAX where it does not. */
static size_t index_in(const char *pointer, const char *list)
{
    size_t size = strlen(list);
    return pointer && !strncmp(pointer, list, size) ? strtoul(pointer + size, NULL, 10) : SIZE_MAX;
}

/* As many as there are agencies where the pointer leads to none. */
static size_t agency_of(const bp_model *model, const char *pointer)
{
    size_t project = index_in(pointer, "/projects/"), agency = index_in(pointer, "/agencies/");
    if (project < model->project_count)
        agency = model->projects[project].agency;
    return agency < model->agency_count ? agency : model->agency_count;
}

static int by_weight(const void *a, const void *b)
{
    const share *x = a, *y = b;
    for (int s = BP_ERROR; s >= BP_NOTE; s--)
        if (x->counts[s] != y->counts[s])
            return x->counts[s] > y->counts[s] ? -1 : 1;
    return (x->agency > y->agency) - (x->agency < y->agency);
}

static bool is_blank(const share *share)
{
    return !share->counts[BP_ERROR] && !share->counts[BP_WARNING] && !share->counts[BP_NOTE];
}

static void put_share(const bp_tally *tally, const char *name, const share *share, bp_buf *out)
{
    bp_buf_printf(out, "%s%s", out->size ? "\n" : "", name);
    for (int s = BP_ERROR, n = 0; s >= BP_NOTE; s--)
        if (share->counts[s])
            bp_buf_printf(out, "%s%s %zu", bp_diag_text(tally->findings, n++ ? BP_TEXT(", ") : BP_TEXT(": ")),
                          bp_severity_text(tally->findings, (bp_severity)s), share->counts[s]);
}

static void put_shares(const bp_tally *tally, const bp_model *model, share *shares, bp_buf *out)
{
    share rest = {0};
    size_t more = 0;
    qsort(shares, model->agency_count, sizeof *shares, by_weight);
    for (size_t i = 0; i < model->agency_count && !is_blank(&shares[i]); i++) {
        if (i < AGENCIES_SHOWN) {
            put_share(tally, model->agencies[shares[i].agency].name, &shares[i], out);
            continue;
        }
        more++;
        for (int s = BP_NOTE; s <= BP_ERROR; s++)
            rest.counts[s] += shares[i].counts[s];
    }
    bp_buf name = {0};
    bp_buf_printf(&name, bp_diag_text(tally->findings, BP_TEXT("%zu other agencies")), more);
    if (more)
        put_share(tally, bp_buf_text(&name), &rest, out);
    out->failed |= name.failed;
    bp_buf_free(&name);
    if (!is_blank(&shares[model->agency_count]))
        put_share(tally, bp_diag_text(tally->findings, BP_TEXT("the whole table")), &shares[model->agency_count], out);
}

void bp_tally_put_agencies(const bp_tally *tally, const bp_model *model, bp_buf *out)
{
    share *shares = calloc(model->agency_count + 1, sizeof *shares);
    bp_buf lines = {0};
    out->failed |= !shares;
    for (size_t i = 0; i <= model->agency_count && shares; i++)
        shares[i].agency = i;
    for (size_t i = 0; i < tally->starts[tally->rules] && shares; i++)
        if (!tally->sorted[i]->silenced)
            shares[agency_of(model, tally->sorted[i]->pointer)].counts[tally->sorted[i]->severity]++;
    if (shares)
        put_shares(tally, model, shares, &lines);
    bp_buf_puts(out, bp_buf_text(&lines));
    out->failed |= lines.failed;
    bp_buf_free(&lines);
    free(shares);
}
