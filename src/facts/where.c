/* where.c - where a part of a model stands: in its JSON file, or in the workbook or CSV file that it comes from. See model.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts/model.h"

static int by_address(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const bp_value_cell *)a)->value, y = (uintptr_t)((const bp_value_cell *)b)->value;
    return x < y ? -1 : x > y;
}

const char *bp_model_cell(const bp_model *model, const void *value)
{
    const bp_value_cell key = {value, NULL};
    const bp_value_cell *found =
        model->cell_count ? bsearch(&key, model->cells, model->cell_count, sizeof key, by_address) : NULL;
    return found ? found->cell : NULL;
}

const char *bp_model_fund_cell(const bp_model *model, const bp_amount *amounts, const char *member)
{
    for (int fund = 0; fund < BP_FUND_KINDS; fund++)
        if (!strcmp(bp_fund_names[fund], member))
            return bp_model_cell(model, &amounts[fund]);
    return NULL;
}

/* The cell of a project's amount, else the one that names what a pointer lies in: a project, an agency, else the table. */
static const char *nearest_cell(const bp_model *m, const char *pointer)
{
    size_t i;
    char member[32];
    const char *cell = NULL;
    int found = sscanf(pointer, "/projects/%zu/funding/%31s", &i, member);
    if (found == 2 && i < m->project_count)
        cell = bp_model_fund_cell(m, m->projects[i].funding, member);
    if (!cell && found > 0 && i < m->project_count)
        cell = bp_model_cell(m, m->projects[i].name);
    else if (!cell && sscanf(pointer, "/agencies/%zu", &i) == 1 && i < m->agency_count)
        cell = bp_model_cell(m, m->agencies[i].name);
    cell = cell ? cell : bp_model_cell(m, m->title);
    return cell ? cell : bp_model_cell(m, m->department);
}

bp_where bp_model_where(const bp_model *model, const char *pointer)
{
    return bp_model_where_text(model, pointer, "");
}

bp_where bp_model_where_text(const bp_model *model, const char *pointer, const char *text)
{
    if (!model->imported)
        return (bp_where){.source = model->source, .pointer = pointer};
    const char *cell = bp_model_cell(model, text);
    return (bp_where){.file = model->imported, .pointer = pointer, .cell = cell ? cell : nearest_cell(model, pointer)};
}
