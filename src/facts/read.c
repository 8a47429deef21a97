/* read.c - a model from JSON: types and shape; validate.c judges what was read. Private to facts/; see model.h. */
#include <stdlib.h>
#include <string.h>

#include "facts/members.h"

/* What a document lacks is without fault here, and reported by the reader where it is required. */
static const bp_model blank = {
    .schema = bp_absent, .form = bp_absent, .title = bp_absent, .amount_unit = bp_absent, .department = bp_absent,
    .department_code = bp_absent, .fiscal_year = BP_ABSENT_INT,
};

static bp_status read_document(bp_model *model, bp_diag *diag)
{
    bp_reader reader = {.source = model->source, .diag = diag, .arena = &model->arena};
    bp_status status = bp_json_check(model->source, diag);
    if (!status) {
        bp_read_document(&reader, &bp_model_object, model);
        status = reader.status;
        if (status != BP_SYSTEM) {  /* what could not be read hides no fault of what could */
            bp_status judged = bp_model_validate(model, diag);
            status = judged > status ? judged : status;
        }
    }
    bp_reader_free(&reader);
    return status;
}

bp_status bp_model_read_source(bp_source *source, bp_diag *diag, bp_model **out)
{
    bp_model *model = malloc(sizeof *model);
    *out = NULL;
    if (!model) {
        bp_source_free(source);
        return bp_report_memory(diag);
    }
    *model = blank;
    model->source = source;
    bp_status status = read_document(model, diag);
    if (status)
        bp_model_free(model);
    else
        *out = model;
    return status;
}

bp_status bp_model_read(const char *path, bp_diag *diag, bp_model **out)
{
    bp_source *source;
    *out = NULL;
    bp_status status = bp_source_open(path, diag, &source);
    return status ? status : bp_model_read_source(source, diag, out);
}

bp_status bp_model_read_text(const char *name, const char *text, size_t size, bp_diag *diag, bp_model **out)
{
    *out = NULL;
    bp_source *source = bp_source_from_memory(name, text, size);
    return source ? bp_model_read_source(source, diag, out) : bp_report_memory(diag);
}

void bp_model_free(bp_model *model)
{
    if (!model)
        return;
    bp_arena_free(&model->arena);
    bp_source_free(model->source);
    free(model);
}

bp_status bp_model_schema(const char *data_dir, bp_diag *diag, char **out)
{
    static const char agencies_of_projects[] =
        "\"if\": { \"properties\": { \"projects\": { \"type\": \"array\", \"minItems\": 1 } } },\n"
        "  \"then\": { \"properties\": { \"agencies\": { \"minItems\": 1 } } }";
    bp_buf text = {0};
    (void)data_dir;  /* where the declarations of further facts are */
    bp_schema_write(&bp_model_object, "urn:budgetpress:schema:model:1", agencies_of_projects, &text);
    *out = bp_buf_take(&text);
    return *out ? BP_OK : bp_report_memory(diag);
}

size_t bp_model_project_count(const bp_model *model)
{
    return model->project_count;
}

size_t bp_model_indicator_count(const bp_model *model)
{
    size_t count = 0;
    for (size_t i = 0; i < model->project_count; i++)
        count += model->projects[i].indicator_count;
    return count;
}

bool bp_model_is_for(const bp_model *model, const char *form)
{
    return !*model->form || !strcmp(model->form, form);
}

const char *bp_model_form(const bp_model *model)
{
    return model->form;
}
