/* binding.c - the fields that a form may name, and patterns made of them. Private to form/. */
#include "form/binding.h"

#include <string.h>

const char *const bp_scope_names[BP_SCOPES] = {"document", "agency", "project", "indicator"};

typedef struct context {
    const bp_model *model;
    const bp_dictionary *dictionary;
    bp_place place;
} context;

typedef void field_writer(bp_buf *out, const context *c);

static const bp_project *project_of(const context *c)
{
    return &c->model->projects[c->place.project];
}

static const bp_indicator *indicator_of(const context *c)
{
    return &project_of(c)->indicators[c->place.indicator];
}

static void put_year(bp_buf *out, const context *c)
{
    bp_buf_int(out, c->model->fiscal_year);
}

static void put_unit(bp_buf *out, const context *c)
{
    bp_buf_puts(out, c->model->amount_unit);
}

static void put_department(bp_buf *out, const context *c)
{
    bp_buf_puts(out, c->model->department);
}

static void put_department_code(bp_buf *out, const context *c)
{
    bp_buf_puts(out, c->model->department_code);
}

static void put_agency(bp_buf *out, const context *c)
{
    bp_buf_puts(out, c->model->agencies[c->place.agency].name);
}

static void put_agency_code(bp_buf *out, const context *c)
{
    bp_buf_puts(out, c->model->agencies[c->place.agency].code);
}

static void put_project(bp_buf *out, const context *c)
{
    bp_buf_puts(out, project_of(c)->name);
}

static void put_project_code(bp_buf *out, const context *c)
{
    bp_buf_puts(out, project_of(c)->code);
}

static void put_goal(bp_buf *out, const context *c)
{
    const bp_project *project = project_of(c);
    for (size_t i = 0; i < project->goal_count; i++) {
        if (i)
            bp_buf_putc(out, '\n');
        bp_buf_puts(out, project->goal[i]);
    }
}

static void put_indicators(bp_buf *out, const context *c)
{
    bp_indicators_compose(out, project_of(c), c->dictionary);
}

static void put_number(bp_buf *out, const context *c)
{
    bp_buf_int(out, (int64_t)bp_indicator_number(project_of(c), c->place.indicator));
}

static void put_level1(bp_buf *out, const context *c)
{
    bp_buf_puts(out, indicator_of(c)->level1);
}

static void put_level1_name(bp_buf *out, const context *c)
{
    bp_buf_puts(out, bp_dictionary_name(c->dictionary, indicator_of(c)->level1));
}

static void put_level2(bp_buf *out, const context *c)
{
    bp_buf_puts(out, indicator_of(c)->level2);
}

static void put_level2_name(bp_buf *out, const context *c)
{
    bp_buf_puts(out, bp_dictionary_name(c->dictionary, indicator_of(c)->level2));
}

static void put_indicator(bp_buf *out, const context *c)
{
    bp_buf_puts(out, indicator_of(c)->name);
}

static void put_period_value(bp_buf *out, const context *c)
{
    bp_buf_puts(out, indicator_of(c)->period_value);
}

static void put_annual_value(bp_buf *out, const context *c)
{
    bp_buf_puts(out, indicator_of(c)->annual_value);
}

static const struct field {
    const char *name;
    bp_scope scope;
    field_writer *write;
} fields[BP_FIELDS] = {
    [BP_FIELD_FISCAL_YEAR] = {"fiscal_year", BP_SCOPE_DOCUMENT, put_year},
    [BP_FIELD_AMOUNT_UNIT] = {"amount_unit", BP_SCOPE_DOCUMENT, put_unit},
    [BP_FIELD_DEPARTMENT] = {"department.name", BP_SCOPE_DOCUMENT, put_department},
    [BP_FIELD_DEPARTMENT_CODE] = {"department.code", BP_SCOPE_DOCUMENT, put_department_code},
    [BP_FIELD_AGENCY] = {"agency.name", BP_SCOPE_AGENCY, put_agency},
    [BP_FIELD_AGENCY_CODE] = {"agency.code", BP_SCOPE_AGENCY, put_agency_code},
    [BP_FIELD_PROJECT] = {"project.name", BP_SCOPE_PROJECT, put_project},
    [BP_FIELD_PROJECT_CODE] = {"project.code", BP_SCOPE_PROJECT, put_project_code},
    [BP_FIELD_GOAL] = {"project.goal", BP_SCOPE_PROJECT, put_goal},
    [BP_FIELD_INDICATORS] = {"project.indicators", BP_SCOPE_PROJECT, put_indicators},
    [BP_FIELD_NUMBER] = {"indicator.number", BP_SCOPE_INDICATOR, put_number},
    [BP_FIELD_LEVEL1] = {"indicator.level1.code", BP_SCOPE_INDICATOR, put_level1},
    [BP_FIELD_LEVEL1_NAME] = {"indicator.level1.name", BP_SCOPE_INDICATOR, put_level1_name},
    [BP_FIELD_LEVEL2] = {"indicator.level2.code", BP_SCOPE_INDICATOR, put_level2},
    [BP_FIELD_LEVEL2_NAME] = {"indicator.level2.name", BP_SCOPE_INDICATOR, put_level2_name},
    [BP_FIELD_INDICATOR] = {"indicator.name", BP_SCOPE_INDICATOR, put_indicator},
    [BP_FIELD_PERIOD_VALUE] = {"indicator.period_value", BP_SCOPE_INDICATOR, put_period_value},
    [BP_FIELD_ANNUAL_VALUE] = {"indicator.annual_value", BP_SCOPE_INDICATOR, put_annual_value},
};

static int find_field(const char *name, size_t size, bp_scope scope)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strlen(fields[i].name) == size && !memcmp(fields[i].name, name, size) && fields[i].scope <= scope)
            return (int)i;
    return -1;
}

bool bp_pattern_compile(const char *text, bp_scope scope, bp_arena *arena, bp_pattern *out, const char **bad)
{
    size_t room = 1;
    *bad = NULL;
    for (const char *p = text; *p; p++)
        room += *p == '{' ? 2 : 0;
    out->pieces = bp_arena_array(arena, room, sizeof *out->pieces);
    out->count = 0;
    if (!out->pieces)
        return false;
    while (*text) {
        size_t size = strcspn(text, "{");
        int field = -1;
        if (!size) {
            const char *close = strchr(text, '}');
            field = close ? find_field(text + 1, (size_t)(close - text - 1), scope) : -1;
            if (field < 0) {
                *bad = text;
                return false;
            }
            size = (size_t)(close - text) + 1;
        }
        out->pieces[out->count++] = (bp_piece){bp_arena_strndup(arena, text, size), size, field};
        text += size;
    }
    return true;
}

void bp_pattern_expand(const bp_pattern *pattern, const bp_model *model, const bp_dictionary *dictionary, bp_place place,
                       bp_buf *out)
{
    const context c = {model, dictionary, place};
    for (size_t i = 0; i < pattern->count; i++) {
        const bp_piece *piece = &pattern->pieces[i];
        if (piece->field < 0)
            bp_buf_put(out, piece->text, piece->size);
        else
            fields[piece->field].write(out, &c);
    }
}
