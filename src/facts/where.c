/* where.c - where a part of a model stands: in its JSON file, or in the workbook or CSV file that it comes from. See model.h. */
#include <stdio.h>
#include <stdlib.h>

#include "facts/model.h"

static int by_address(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const bp_text_cell *)a)->text, y = (uintptr_t)((const bp_text_cell *)b)->text;
    return x < y ? -1 : x > y;
}

const char *bp_model_cell(const bp_model *model, const char *text)
{
    const bp_text_cell key = {text, NULL};
    const bp_text_cell *found =
        model->cell_count ? bsearch(&key, model->cells, model->cell_count, sizeof key, by_address) : NULL;
    return found ? found->cell : NULL;
}

/* The cell that names what a pointer lies in: a project, an agency, else the table. */
static const char *nearest_cell(const bp_model *m, const char *pointer)
{
    size_t i;
    const char *cell = NULL;
    if (sscanf(pointer, "/projects/%zu", &i) == 1 && i < m->project_count)
        cell = bp_model_cell(m, m->projects[i].name);
    else if (sscanf(pointer, "/agencies/%zu", &i) == 1 && i < m->agency_count)
        cell = bp_model_cell(m, m->agencies[i].name);
    cell = cell ? cell : bp_model_cell(m, m->title);
    return cell ? cell : bp_model_cell(m, m->department);
}

bp_where bp_model_where(const bp_model *model, const char *pointer)
{
    if (!model->imported)
        return (bp_where){.source = model->source, .pointer = pointer};
    return (bp_where){.file = model->imported, .pointer = pointer, .cell = nearest_cell(model, pointer)};
}
