/* totals.c - sums over projects. Private to facts/; see totals.h. */
#include "facts/totals.h"

#include <stdio.h>
#include <string.h>

bool bp_project_total(const bp_project *project, bp_amount *total)
{
    bool fits = true;
    *total = (bp_amount){0};
    for (int fund = 0; fund < BP_FUNDS; fund++)
        fits &= bp_amount_add(total, project->funding[fund]);
    return fits;
}

static bool add_line(bp_amount *sums, const bp_amount *terms)
{
    bool fits = true;
    for (int fund = 0; fund < BP_FUND_KINDS; fund++)
        fits &= bp_amount_add(&sums[fund], terms[fund]);
    return fits;
}

static bp_status report(const bp_model *model, bp_diag *diag, const char *pointer)
{
    return bp_report(diag, BP_AMOUNT_TOTAL, bp_model_where(model, pointer), BP_NO_ARGS);
}

/* Agency sums that pass are named; the document's only where none of its parts did. */
static bp_status report_lines(const bp_model *model, bp_diag *diag, bool document, const bool *agencies)
{
    bp_status status = BP_OK;
    for (size_t i = 0; i < model->agency_count; i++) {
        char pointer[40];
        snprintf(pointer, sizeof pointer, "/agencies/%zu", i);
        if (agencies[i])
            status = report(model, diag, pointer);
    }
    return status || !document ? status : report(model, diag, "");
}

bp_status bp_totals_compute(const bp_model *model, bp_arena *arena, bp_diag *diag, bp_totals *out)
{
    bp_status status = BP_OK;
    bool document = false, *agencies = bp_arena_array(arena, model->agency_count + 1, sizeof *agencies);
    *out = (bp_totals){.agencies = bp_arena_array(arena, model->agency_count + 1, sizeof *out->agencies)};
    if (!agencies || !out->agencies)
        return bp_report_memory(diag);
    for (size_t i = 0; i < model->project_count; i++) {
        const bp_project *project = &model->projects[i];
        bp_amount terms[BP_FUND_KINDS];
        for (int fund = 0; fund < BP_FUNDS; fund++)
            terms[fund] = project->funding[fund];
        if (!bp_project_total(project, &terms[BP_FUND_TOTAL])) {
            char pointer[40];
            snprintf(pointer, sizeof pointer, "/projects/%zu/funding", i);
            status = report(model, diag, pointer);
        }
        agencies[project->agency] |= !add_line(out->agencies[project->agency], terms);
        document |= !add_line(out->document, terms);
    }
    return status ? status : report_lines(model, diag, document, agencies);
}

const bp_reported *bp_find_claims(const bp_model *model, const bp_agency *agency)
{
    if (agency)
        return agency->claims ? &model->reported[agency->claims - 1] : NULL;
    return model->reported_count && !model->reported[0].agency ? model->reported : NULL;  /* it is read before the others */
}
