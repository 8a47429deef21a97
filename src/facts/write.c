/* write.c - the normalized JSON of a model. Private to facts/; see model.h. */
#include "json/json.h"
#include "base/sha256.h"
#include "facts/model.h"

enum { PASSED_AT_ONCE = 1 << 16 };

/* Members and elements, each on a line of its own, two spaces deeper than what they stand in. */
typedef struct writer {
    bp_buf out;
    size_t depth;
    bool first;  /* nothing stands yet in the innermost object or array */
    bp_model_sink *sink;  /* takes the text as it is written, which is then never held whole; NULL: it is held */
    void *context;
} writer;

static void pass_on(writer *w, size_t least)
{
    if (!w->sink || w->out.size < least || w->out.failed)
        return;
    w->sink(w->context, bp_buf_text(&w->out), w->out.size);
    bp_buf_truncate(&w->out, 0);
}

static void next_line(writer *w)
{
    static const char line[] = "\n          ";  /* an indicator's members, the deepest there are */
    bp_buf_put(&w->out, line, 1 + 2 * w->depth);
}

static void next_item(writer *w)
{
    if (!w->first)
        bp_buf_putc(&w->out, ',');
    w->first = false;
    next_line(w);
}

static void open_item(writer *w, char bracket)
{
    bp_buf_putc(&w->out, bracket);
    w->depth++;
    w->first = true;
}

static void close_item(writer *w, char bracket)
{
    w->depth--;
    if (!w->first)
        next_line(w);
    bp_buf_putc(&w->out, bracket);
    w->first = false;
}

static void put_key(writer *w, const char *key)
{
    next_item(w);
    bp_json_quote(&w->out, key);
    bp_buf_puts(&w->out, ": ");
}

static void put_text(writer *w, const char *key, const char *text)
{
    put_key(w, key);
    bp_json_quote(&w->out, text);
}

static void put_given(writer *w, const char *key, const char *text)
{
    if (*text)
        put_text(w, key, text);
}

static void put_int(writer *w, const char *key, int value)
{
    put_key(w, key);
    bp_buf_int(&w->out, value);
}

static void put_amount(writer *w, bp_fund fund, bp_amount amount)
{
    char text[BP_AMOUNT_SIZE];
    bp_amount_text(text, amount);
    if (amount.present)
        put_text(w, bp_fund_names[fund], text);
    else {
        put_key(w, bp_fund_names[fund]);
        bp_buf_puts(&w->out, "null");
    }
}

static void put_lines(writer *w, const char *key, const char **lines, size_t count)
{
    put_key(w, key);
    open_item(w, '[');
    for (size_t i = 0; i < count; i++) {
        next_item(w);
        bp_json_quote(&w->out, lines[i]);
    }
    close_item(w, ']');
}

static void put_department(writer *w, const bp_model *model)
{
    put_key(w, "department");
    open_item(w, '{');
    put_text(w, "name", model->department);
    put_given(w, "code", model->department_code);
    close_item(w, '}');
}

static void put_agencies(writer *w, const bp_model *model)
{
    put_key(w, "agencies");
    open_item(w, '[');
    for (size_t i = 0; i < model->agency_count; i++) {
        next_item(w);
        open_item(w, '{');
        put_text(w, "id", model->agencies[i].id);
        put_text(w, "name", model->agencies[i].name);
        put_given(w, "code", model->agencies[i].code);
        close_item(w, '}');
    }
    close_item(w, ']');
}

static void put_indicators(writer *w, const bp_project *project)
{
    put_key(w, "indicators");
    open_item(w, '[');
    for (size_t i = 0; i < project->indicator_count; i++) {
        const bp_indicator *record = &project->indicators[i];
        next_item(w);
        open_item(w, '{');
        put_int(w, "group", record->group);
        put_text(w, "level1", record->level1);
        put_text(w, "level2", record->level2);
        put_text(w, "name", record->name);
        put_text(w, "period_value", record->period_value);
        put_text(w, "annual_value", record->annual_value);
        close_item(w, '}');
    }
    close_item(w, ']');
}

static void put_project(writer *w, const bp_model *model, const bp_project *project)
{
    next_item(w);
    open_item(w, '{');
    put_text(w, "id", project->id);
    put_text(w, "agency", model->agencies[project->agency].id);
    put_text(w, "name", project->name);
    put_given(w, "code", project->code);
    put_key(w, "funding");
    open_item(w, '{');
    for (int fund = 0; fund < BP_FUNDS; fund++)
        put_amount(w, (bp_fund)fund, project->funding[fund]);
    close_item(w, '}');
    put_lines(w, "goal", project->goal, project->goal_count);
    put_indicators(w, project);
    close_item(w, '}');
}

static void put_projects(writer *w, const bp_model *model)
{
    put_key(w, "projects");
    open_item(w, '[');
    for (size_t i = 0; i < model->project_count; i++) {
        put_project(w, model, &model->projects[i]);
        pass_on(w, PASSED_AT_ONCE);
    }
    close_item(w, ']');
}

/* What was not claimed is left out; 总计 comes first, as in the table. */
static void put_claims(writer *w, const char *key, const bp_amount *amounts)
{
    put_key(w, key);
    open_item(w, '{');
    for (int i = 0; i < BP_FUND_KINDS; i++) {
        bp_fund fund = (bp_fund)((i + BP_FUND_TOTAL) % BP_FUND_KINDS);
        if (amounts[fund].present)
            put_amount(w, fund, amounts[fund]);
    }
    close_item(w, '}');
}

static void put_reported(writer *w, const bp_model *model)
{
    size_t agencies = 0;
    put_key(w, "reported");
    open_item(w, '{');
    for (size_t i = 0; i < model->reported_count; i++) {
        if (!model->reported[i].agency)
            put_claims(w, "total", model->reported[i].amounts);
        else
            agencies++;
    }
    if (agencies) {
        put_key(w, "agencies");
        open_item(w, '{');
        for (size_t i = 0; i < model->reported_count; i++)
            if (model->reported[i].agency)
                put_claims(w, model->reported[i].agency, model->reported[i].amounts);
        close_item(w, '}');
    }
    close_item(w, '}');
}

static void put_dictionary(writer *w, const bp_model *model)
{
    put_key(w, "indicator_dictionary");
    open_item(w, '{');
    for (size_t i = 0; i < model->dictionary_count; i++)
        put_text(w, model->dictionary[i].code, model->dictionary[i].name);
    close_item(w, '}');
}

static void put_model(writer *w, const bp_model *model)
{
    open_item(w, '{');
    put_text(w, "schema", "budgetpress/1");
    put_given(w, "form", model->form);
    put_given(w, "title", model->title);
    put_int(w, "fiscal_year", model->fiscal_year);
    put_text(w, "amount_unit", model->amount_unit);
    put_department(w, model);
    put_agencies(w, model);
    put_projects(w, model);
    if (model->reported_count)
        put_reported(w, model);
    if (model->dictionary_count)
        put_dictionary(w, model);
    if (model->note_count)
        put_lines(w, "notes", model->notes, model->note_count);
    close_item(w, '}');
    bp_buf_putc(&w->out, '\n');
}

char *bp_model_write(const bp_model *model)
{
    writer w = {.first = true};
    put_model(&w, model);
    return bp_buf_take(&w.out);
}

bool bp_model_write_to(const bp_model *model, bp_model_sink *sink, void *context)
{
    writer w = {.first = true, .sink = sink, .context = context};
    put_model(&w, model);
    pass_on(&w, 0);
    bool ok = !w.out.failed;
    bp_buf_free(&w.out);
    return ok;
}

static void put_into_hash(void *hash, const char *text, size_t size)
{
    bp_sha256_put(hash, text, size);
}

bool bp_model_fingerprint(const bp_model *model, char out[BP_FINGERPRINT_SIZE])
{
    bp_sha256 hash;
    bp_sha256_begin(&hash);
    bool ok = bp_model_write_to(model, put_into_hash, &hash);
    bp_sha256_end(&hash, out);
    return ok;
}
