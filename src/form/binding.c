/* binding.c - the fields that a form may name, and patterns made of them. Private to form/. */
#include "form/binding.h"

#include <string.h>

#include "budgetpress/version.h"
#include "diag/translate.h"

const char *const bp_scope_names[BP_SCOPES] = {"document", "agency", "project", "indicator", "rule", "finding"};

int bp_scope_around(bp_scope scope)
{
    static const int around[BP_SCOPES] = {[BP_SCOPE_DOCUMENT] = -1,
                                          [BP_SCOPE_AGENCY] = BP_SCOPE_DOCUMENT,
                                          [BP_SCOPE_PROJECT] = BP_SCOPE_AGENCY,
                                          [BP_SCOPE_INDICATOR] = BP_SCOPE_PROJECT,
                                          [BP_SCOPE_RULE] = BP_SCOPE_DOCUMENT,
                                          [BP_SCOPE_FINDING] = BP_SCOPE_RULE};
    return around[scope];
}

bool bp_scope_holds(int outer, bp_scope inner)
{
    int scope = (int)inner;
    while (scope > outer)
        scope = bp_scope_around((bp_scope)scope);
    return scope == outer;
}

typedef struct context {
    const bp_model *model;
    const bp_dictionary *dictionary;
    const bp_tally *findings;
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

/* ---- findings ---- */

static const bp_finding *finding_of(const context *c)
{
    return c->findings->sorted[c->place.finding];
}

static void put_count(bp_buf *out, size_t count)
{
    bp_buf_int(out, (int64_t)count);
}

static void put_optional(bp_buf *out, const char *text)
{
    bp_buf_puts(out, text ? text : "");
}

static void put_file(bp_buf *out, const context *c)
{
    put_optional(out, c->model->source ? c->model->source->name : NULL);
}

static void put_errors(bp_buf *out, const context *c)
{
    put_count(out, bp_diag_total(c->findings->findings, BP_ERROR));
}

static void put_warnings(bp_buf *out, const context *c)
{
    put_count(out, bp_diag_total(c->findings->findings, BP_WARNING));
}

static void put_notes(bp_buf *out, const context *c)
{
    put_count(out, bp_diag_total(c->findings->findings, BP_NOTE));
}

static void put_silenced(bp_buf *out, const context *c)
{
    put_count(out, bp_diag_silenced(c->findings->findings));
}

static void put_finding_number(bp_buf *out, const context *c)
{
    put_count(out, c->place.finding + 1u);
}

static void put_severity(bp_buf *out, const context *c)
{
    const bp_finding *f = finding_of(c);
    const bp_diag *diag = c->findings->findings;
    bp_buf_puts(out, f->silenced ? bp_diag_text(diag, BP_TEXT("silenced")) : bp_severity_text(diag, f->severity));
}

static void put_finding_code(bp_buf *out, const context *c)
{
    bp_buf_puts(out, finding_of(c)->code);
}

static void put_finding_name(bp_buf *out, const context *c)
{
    bp_buf_puts(out, finding_of(c)->name);
}

static void put_finding_title(bp_buf *out, const context *c)
{
    const bp_finding *f = finding_of(c);
    bp_buf_puts(out, f->title ? f->title : f->name);
}

/* The cell of a workbook, and the place in words where a rule gave it; else as the diagnostics have it. */
static void put_finding_place(bp_buf *out, const context *c)
{
    const bp_finding *f = finding_of(c);
    put_optional(out, f->cell);
    bp_buf_puts(out, f->cell && f->place ? " " : "");
    put_optional(out, f->place ? f->place : f->cell ? NULL : f->pointer);
}

static void put_finding_pointer(bp_buf *out, const context *c)
{
    put_optional(out, finding_of(c)->pointer);
}

static void put_finding_line(bp_buf *out, const context *c)
{
    if (finding_of(c)->line)
        put_count(out, finding_of(c)->line);
}

static void put_message(bp_buf *out, const context *c)
{
    bp_buf_puts(out, finding_of(c)->message);
}

/* The faulty bytes stand in 【】. */
static void put_finding_text(bp_buf *out, const context *c)
{
    const bp_finding *f = finding_of(c);
    if (!f->text)
        return;
    bp_buf_put(out, f->text, f->mark);
    bp_buf_puts(out, "【");
    bp_buf_put(out, f->text + f->mark, f->mark_size);
    bp_buf_puts(out, "】");
    bp_buf_puts(out, f->text + f->mark + f->mark_size);
}

/* What should stand instead, where that is certain. */
static void put_replacement(bp_buf *out, const bp_finding *f, const char *lead)
{
    if (f->silenced || !f->fix || !*f->fix || !f->mark_size)
        return;
    bp_buf_puts(out, lead);
    bp_buf_put(out, f->text + f->mark, f->mark_size);
    bp_buf_printf(out, " → %s", f->fix);
}

/* What to do, with the replacement; the reason of what was silenced. */
static void put_advice(bp_buf *out, const context *c)
{
    const bp_finding *f = finding_of(c);
    put_optional(out, f->silenced ? f->silenced : f->advice);
    put_replacement(out, f, bp_diag_text(c->findings->findings, BP_TEXT(": ")));
}

/* The same without what is advised for all findings of the rule. */
static void put_fix(bp_buf *out, const context *c)
{
    put_optional(out, finding_of(c)->silenced);
    put_replacement(out, finding_of(c), "");
}

static void put_version(bp_buf *out, const context *c)
{
    (void)c;
    bp_buf_puts(out, BP_VERSION);
}

static void put_by_rule(bp_buf *out, const context *c)
{
    bp_tally_put_rules(c->findings, out);
}

static void put_by_agency(bp_buf *out, const context *c)
{
    bp_tally_put_agencies(c->findings, c->model, out);
}

/* ---- rules ---- */

static const bp_finding *first_of_rule(const context *c)
{
    return c->findings->sorted[c->findings->starts[c->place.rule]];
}

static void put_rule_severity(bp_buf *out, const context *c)
{
    bp_buf_puts(out, bp_severity_text(c->findings->findings, first_of_rule(c)->severity));
}

static void put_rule_code(bp_buf *out, const context *c)
{
    bp_buf_puts(out, first_of_rule(c)->code);
}

static void put_rule_name(bp_buf *out, const context *c)
{
    bp_buf_puts(out, first_of_rule(c)->name);
}

static void put_rule_title(bp_buf *out, const context *c)
{
    const bp_finding *f = first_of_rule(c);
    bp_buf_puts(out, f->title ? f->title : f->name);
}

static void put_rule_count(bp_buf *out, const context *c)
{
    put_count(out, c->findings->starts[c->place.rule + 1] - c->findings->starts[c->place.rule]);
}

static void put_rule_advice(bp_buf *out, const context *c)
{
    put_optional(out, first_of_rule(c)->advice);
}

static const struct field {
    const char *name;
    bp_scope scope;
    field_writer *write;
    bool findings;      /* only forms of findings have it */
} fields[BP_FIELDS] = {
    [BP_FIELD_FISCAL_YEAR] = {"fiscal_year", BP_SCOPE_DOCUMENT, put_year, false},
    [BP_FIELD_AMOUNT_UNIT] = {"amount_unit", BP_SCOPE_DOCUMENT, put_unit, false},
    [BP_FIELD_DEPARTMENT] = {"department.name", BP_SCOPE_DOCUMENT, put_department, false},
    [BP_FIELD_DEPARTMENT_CODE] = {"department.code", BP_SCOPE_DOCUMENT, put_department_code, false},
    [BP_FIELD_AGENCY] = {"agency.name", BP_SCOPE_AGENCY, put_agency, false},
    [BP_FIELD_AGENCY_CODE] = {"agency.code", BP_SCOPE_AGENCY, put_agency_code, false},
    [BP_FIELD_PROJECT] = {"project.name", BP_SCOPE_PROJECT, put_project, false},
    [BP_FIELD_PROJECT_CODE] = {"project.code", BP_SCOPE_PROJECT, put_project_code, false},
    [BP_FIELD_GOAL] = {"project.goal", BP_SCOPE_PROJECT, put_goal, false},
    [BP_FIELD_INDICATORS] = {"project.indicators", BP_SCOPE_PROJECT, put_indicators, false},
    [BP_FIELD_NUMBER] = {"indicator.number", BP_SCOPE_INDICATOR, put_number, false},
    [BP_FIELD_LEVEL1] = {"indicator.level1.code", BP_SCOPE_INDICATOR, put_level1, false},
    [BP_FIELD_LEVEL1_NAME] = {"indicator.level1.name", BP_SCOPE_INDICATOR, put_level1_name, false},
    [BP_FIELD_LEVEL2] = {"indicator.level2.code", BP_SCOPE_INDICATOR, put_level2, false},
    [BP_FIELD_LEVEL2_NAME] = {"indicator.level2.name", BP_SCOPE_INDICATOR, put_level2_name, false},
    [BP_FIELD_INDICATOR] = {"indicator.name", BP_SCOPE_INDICATOR, put_indicator, false},
    [BP_FIELD_PERIOD_VALUE] = {"indicator.period_value", BP_SCOPE_INDICATOR, put_period_value, false},
    [BP_FIELD_ANNUAL_VALUE] = {"indicator.annual_value", BP_SCOPE_INDICATOR, put_annual_value, false},
    [BP_FIELD_FILE] = {"file", BP_SCOPE_DOCUMENT, put_file, true},
    [BP_FIELD_ERRORS] = {"findings.errors", BP_SCOPE_DOCUMENT, put_errors, true},
    [BP_FIELD_WARNINGS] = {"findings.warnings", BP_SCOPE_DOCUMENT, put_warnings, true},
    [BP_FIELD_NOTES] = {"findings.notes", BP_SCOPE_DOCUMENT, put_notes, true},
    [BP_FIELD_SILENCED] = {"findings.silenced", BP_SCOPE_DOCUMENT, put_silenced, true},
    [BP_FIELD_VERSION] = {"version", BP_SCOPE_DOCUMENT, put_version, true},
    [BP_FIELD_BY_RULE] = {"findings.by_rule", BP_SCOPE_DOCUMENT, put_by_rule, true},
    [BP_FIELD_BY_AGENCY] = {"findings.by_agency", BP_SCOPE_DOCUMENT, put_by_agency, true},
    [BP_FIELD_RULE_SEVERITY] = {"rule.severity", BP_SCOPE_RULE, put_rule_severity, true},
    [BP_FIELD_RULE_CODE] = {"rule.code", BP_SCOPE_RULE, put_rule_code, true},
    [BP_FIELD_RULE_NAME] = {"rule.name", BP_SCOPE_RULE, put_rule_name, true},
    [BP_FIELD_RULE_TITLE] = {"rule.title", BP_SCOPE_RULE, put_rule_title, true},
    [BP_FIELD_RULE_COUNT] = {"rule.count", BP_SCOPE_RULE, put_rule_count, true},
    [BP_FIELD_RULE_ADVICE] = {"rule.advice", BP_SCOPE_RULE, put_rule_advice, true},
    [BP_FIELD_FINDING_NUMBER] = {"finding.number", BP_SCOPE_FINDING, put_finding_number, true},
    [BP_FIELD_FINDING_SEVERITY] = {"finding.severity", BP_SCOPE_FINDING, put_severity, true},
    [BP_FIELD_FINDING_CODE] = {"finding.code", BP_SCOPE_FINDING, put_finding_code, true},
    [BP_FIELD_FINDING_NAME] = {"finding.name", BP_SCOPE_FINDING, put_finding_name, true},
    [BP_FIELD_FINDING_TITLE] = {"finding.title", BP_SCOPE_FINDING, put_finding_title, true},
    [BP_FIELD_FINDING_PLACE] = {"finding.place", BP_SCOPE_FINDING, put_finding_place, true},
    [BP_FIELD_FINDING_POINTER] = {"finding.pointer", BP_SCOPE_FINDING, put_finding_pointer, true},
    [BP_FIELD_FINDING_LINE] = {"finding.line", BP_SCOPE_FINDING, put_finding_line, true},
    [BP_FIELD_FINDING_MESSAGE] = {"finding.message", BP_SCOPE_FINDING, put_message, true},
    [BP_FIELD_FINDING_TEXT] = {"finding.text", BP_SCOPE_FINDING, put_finding_text, true},
    [BP_FIELD_FINDING_ADVICE] = {"finding.advice", BP_SCOPE_FINDING, put_advice, true},
    [BP_FIELD_FINDING_FIX] = {"finding.fix", BP_SCOPE_FINDING, put_fix, true},
};

static int find_field(const char *name, size_t size, bp_form_data data, bp_scope scope)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strlen(fields[i].name) == size && !memcmp(fields[i].name, name, size) && bp_scope_holds((int)fields[i].scope, scope) &&
            (!fields[i].findings || data == BP_FORM_OF_FINDINGS))
            return (int)i;
    return -1;
}

bool bp_pattern_compile(const char *text, bp_form_data data, bp_scope scope, bp_arena *arena, bp_pattern *out, const char **bad)
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
            field = close ? find_field(text + 1, (size_t)(close - text - 1), data, scope) : -1;
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

bool bp_pattern_has_indicators(const bp_pattern *pattern)
{
    for (size_t i = 0; i < pattern->count; i++) {
        int field = pattern->pieces[i].field;
        if (field == BP_FIELD_INDICATORS || (field >= 0 && fields[field].scope == BP_SCOPE_INDICATOR))
            return true;
    }
    return false;
}

void bp_pattern_expand(const bp_pattern *pattern, const bp_bound *bound, bp_place place, bp_buf *out)
{
    const context c = {bound->model, bound->dictionary, bound->findings, place};
    for (size_t i = 0; i < pattern->count; i++) {
        const bp_piece *piece = &pattern->pieces[i];
        if (piece->field < 0)
            bp_buf_put(out, piece->text, piece->size);
        else
            fields[piece->field].write(out, &c);
    }
}
