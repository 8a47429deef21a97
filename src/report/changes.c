/* changes.c - a diff as text and as JSON. Private to report/; see diff.h. */
#include <string.h>

#include "diag/diag.h"
#include "json/json.h"
#include "diag/translate.h"
#include "facts/diff.h"
#include "facts/match.h"

static const struct {
    const char *key;     /* in the JSON */
    const char *label;   /* for people */
    const char *member;  /* of the model */
} subjects[BP_SUBJECTS] = {
    [BP_SUBJECT_FORM] = {"form", BP_TEXT("form"), "form"},
    [BP_SUBJECT_TITLE] = {"title", BP_TEXT("title"), "title"},
    [BP_SUBJECT_YEAR] = {"fiscal_year", BP_TEXT("fiscal year"), "fiscal_year"},
    [BP_SUBJECT_UNIT] = {"amount_unit", BP_TEXT("unit of amounts"), "amount_unit"},
    [BP_SUBJECT_DEPARTMENT] = {"department.name", BP_TEXT("department"), "department/name"},
    [BP_SUBJECT_DEPARTMENT_CODE] = {"department.code", BP_TEXT("code of the department"), "department/code"},
    [BP_SUBJECT_NOTE] = {"notes", BP_TEXT("note"), "notes"},
    [BP_SUBJECT_DICTIONARY] = {"indicator_dictionary", BP_TEXT("indicator code"), "indicator_dictionary"},
    [BP_SUBJECT_AGENCY] = {"agency", BP_TEXT("agency"), ""},
    [BP_SUBJECT_AGENCY_ID] = {"agency.id", BP_TEXT("id of the agency"), "id"},
    [BP_SUBJECT_AGENCY_NAME] = {"agency.name", BP_TEXT("name of the agency"), "name"},
    [BP_SUBJECT_AGENCY_CODE] = {"agency.code", BP_TEXT("code of the agency"), "code"},
    [BP_SUBJECT_REPORTED] = {"reported", BP_TEXT("reported"), ""},
    [BP_SUBJECT_PROJECT] = {"project", BP_TEXT("project"), ""},
    [BP_SUBJECT_PROJECT_ID] = {"id", BP_TEXT("id"), "id"},
    [BP_SUBJECT_PROJECT_NAME] = {"name", BP_TEXT("name"), "name"},
    [BP_SUBJECT_PROJECT_CODE] = {"code", BP_TEXT("code"), "code"},
    [BP_SUBJECT_PROJECT_AGENCY] = {"agency", BP_TEXT("agency"), "agency"},
    [BP_SUBJECT_FUND] = {"funding", BP_TEXT("amount"), "funding"},
    [BP_SUBJECT_GOAL] = {"goal", BP_TEXT("goal, paragraph"), "goal"},
    [BP_SUBJECT_INDICATOR] = {"indicator", BP_TEXT("indicator"), ""},
    [BP_SUBJECT_INDICATOR_LEVEL1] = {"indicator.level1", BP_TEXT("first level"), "level1"},
    [BP_SUBJECT_INDICATOR_LEVEL2] = {"indicator.level2", BP_TEXT("second level"), "level2"},
    [BP_SUBJECT_INDICATOR_NAME] = {"indicator.name", BP_TEXT("indicator name"), "name"},
    [BP_SUBJECT_INDICATOR_PERIOD] = {"indicator.period_value", BP_TEXT("value of the period"), "period_value"},
    [BP_SUBJECT_INDICATOR_ANNUAL] = {"indicator.annual_value", BP_TEXT("value of the year"), "annual_value"},
    [BP_SUBJECT_INDICATOR_GROUP] = {"indicator.group", BP_TEXT("group"), "group"},
};

static const char *const kinds[] = {"changed", "added", "removed", "moved"};

const char *bp_diff_label(const bp_change *change, bp_lang lang)
{
    bool fund = change->subject == BP_SUBJECT_FUND;
    return fund ? bp_diff_fund_label(change->fund, lang) : bp_translate(lang, subjects[change->subject].label);
}

const char *bp_diff_kind_label(bp_change_kind kind, bp_lang lang)
{
    static const char *const labels[] = {BP_TEXT("changed"), BP_TEXT("added"), BP_TEXT("removed"), BP_TEXT("moved")};
    return bp_translate(lang, labels[kind]);
}

const char *bp_diff_fund_label(bp_fund fund, bp_lang lang)
{
    static const char *const labels[BP_FUND_KINDS] = {BP_TEXT("fiscal appropriation"), BP_TEXT("fiscal special account"),
                                                      BP_TEXT("other money"), BP_TEXT("total")};
    return bp_translate(lang, labels[fund]);
}

/* ---- text ---- */

typedef struct report {
    const bp_diff *diff;
    bp_lang lang;
    bp_buf *out;
} report;

static const char *say(const report *r, const char *english)
{
    return bp_translate(r->lang, english);
}

/* On one line, in quotes; what is not to be seen is spelled. */
static void put_quoted(const report *r, const char *text)
{
    bp_buf quoted = {0};
    bp_json_quote(&quoted, text);
    bp_put_visible(r->out, bp_buf_text(&quoted));
    r->out->failed |= quoted.failed;
    bp_buf_free(&quoted);
}

static void put_amount(const report *r, bp_amount amount)
{
    char text[BP_AMOUNT_SIZE];
    bp_amount_text(text, amount);
    bp_buf_puts(r->out, amount.present ? text : say(r, BP_TEXT("blank")));
}

/* "1.00 -> 2.00 (+1.00)" */
static void put_amounts(const report *r, bp_amount before, bp_amount after)
{
    char text[BP_AMOUNT_SIZE];
    bp_amount gap = bp_diff_difference(r->diff, before, after);
    put_amount(r, before);
    bp_buf_puts(r->out, " → ");
    put_amount(r, after);
    bp_amount_text(text, gap);
    if (gap.present)
        bp_buf_printf(r->out, " (%s%s)", gap.micro > 0 ? "+" : "", text);
}

static void put_values(const report *r, const bp_change *c)
{
    if (c->amounts) {
        put_amounts(r, c->before_amount, c->after_amount);
        return;
    }
    if (c->kind != BP_CHANGE_ADDED)
        put_quoted(r, c->before);
    if (c->kind == BP_CHANGE_CHANGED)
        bp_buf_puts(r->out, " → ");
    if (c->kind != BP_CHANGE_REMOVED)
        put_quoted(r, c->after);
}

static char mark_of(bp_change_kind kind)
{
    return "~+-^"[kind];
}

/* Which of several: the paragraph's number, the indicator's name, the code, the kind of money. */
static void put_item(const report *r, const bp_change *c)
{
    size_t number = c->after_item != SIZE_MAX ? c->after_item : c->before_item;
    if (c->subject == BP_SUBJECT_GOAL || c->subject == BP_SUBJECT_NOTE)
        bp_buf_printf(r->out, " %zu", number + 1);
    if (*c->item) {
        bp_buf_putc(r->out, ' ');
        put_quoted(r, c->item);
    }
    if (c->subject == BP_SUBJECT_REPORTED)
        bp_buf_printf(r->out, " %s", bp_diff_fund_label(c->fund, r->lang));
}

static void put_change(const report *r, const bp_change *c, const char *indent)
{
    bp_buf_printf(r->out, "%s%c %s", indent, mark_of(c->kind), bp_diff_label(c, r->lang));
    put_item(r, c);
    bool named = c->subject == BP_SUBJECT_INDICATOR;   /* the name has been said */
    if (c->kind == BP_CHANGE_MOVED)
        bp_buf_printf(r->out, ": %zu → %zu", c->before_item + 1, c->after_item + 1);
    else if (!named) {
        bp_buf_puts(r->out, ": ");
        put_values(r, c);
    }
    bp_buf_putc(r->out, '\n');
}

static const bp_project *project_of(const bp_diff *d, const bp_change *c)
{
    return c->after_project != SIZE_MAX ? &d->after->projects[c->after_project] : &d->before->projects[c->before_project];
}

static bool has_project(const bp_change *c)
{
    return c->after_project != SIZE_MAX || c->before_project != SIZE_MAX;
}

/* The line over a project's changes. What is about the project as a whole stands in it. */
static void put_project(const report *r, const bp_change *c)
{
    bool whole = c->subject == BP_SUBJECT_PROJECT;
    bp_buf_printf(r->out, "%c %s ", whole ? mark_of(c->kind) : '~', say(r, BP_TEXT("project")));
    put_quoted(r, project_of(r->diff, c)->name);
    bp_buf_printf(r->out, " [%s]", project_of(r->diff, c)->id);
    if (whole && c->kind == BP_CHANGE_MOVED)
        bp_buf_printf(r->out, ": %zu → %zu", c->before_project + 1, c->after_project + 1);
    else if (whole) {
        bp_buf_printf(r->out, ": %s ", bp_diff_fund_label(BP_FUND_TOTAL, r->lang));
        put_amount(r, c->kind == BP_CHANGE_ADDED ? c->after_amount : c->before_amount);
    }
    bp_buf_putc(r->out, '\n');
}

static bool starts_project(const bp_diff *d, size_t i)
{
    const bp_change *c = &d->changes[i];
    return has_project(c) && (!i || c[-1].after_project != c->after_project || c[-1].before_project != c->before_project);
}

static void put_totals(const report *r)
{
    for (int k = 0; k < BP_FUND_KINDS; k++) {
        bp_fund fund = (bp_fund)((k + BP_FUND_TOTAL) % BP_FUND_KINDS);
        bp_amount before = r->diff->totals[0][fund], after = r->diff->totals[1][fund];
        if (before.present == after.present && before.micro == after.micro && r->diff->one_unit)
            continue;
        bp_buf_printf(r->out, "%s %s: ", say(r, BP_TEXT("sum of all projects,")), bp_diff_fund_label(fund, r->lang));
        put_amounts(r, before, after);
        bp_buf_putc(r->out, '\n');
    }
}

static void put_file(bp_buf *out, const char *mark, const char *path)
{
    bp_buf_puts(out, mark);
    bp_put_visible(out, path);
    bp_buf_putc(out, '\n');
}

static void put_text(const bp_diff *diff, const char *before, const char *after, bp_lang lang, bp_buf *out)
{
    report r = {diff, lang, out};
    put_file(out, "--- ", before);
    put_file(out, "+++ ", after);
    put_totals(&r);
    for (size_t i = 0; i < diff->count; i++) {
        const bp_change *c = &diff->changes[i];
        if (starts_project(diff, i))
            put_project(&r, c);
        if (c->subject != BP_SUBJECT_PROJECT)
            put_change(&r, c, has_project(c) ? "    " : "");
    }
    bp_buf_printf(out, say(&r, BP_TEXT("projects: %zu changed, %zu added, %zu removed, %zu moved\n")),
                  diff->projects[BP_CHANGE_CHANGED], diff->projects[BP_CHANGE_ADDED], diff->projects[BP_CHANGE_REMOVED],
                  diff->projects[BP_CHANGE_MOVED]);
}

char *bp_diff_text(const bp_diff *diff, const char *before, const char *after, bp_lang lang)
{
    bp_buf out = {0};
    bp_buf_reserve(&out, 1);
    if (diff->count)
        put_text(diff, before, after, lang, &out);
    return bp_buf_take(&out);
}

/* ---- places ---- */

static void put_index(bp_buf *out, const char *list, size_t i)
{
    bp_buf_printf(out, "/%s/%zu", list, i);
}

static void put_token(bp_buf *out, const char *text)
{
    bp_buf_putc(out, '/');
    for (; *text; text++) {
        if (*text == '~' || *text == '/')
            bp_buf_puts(out, *text == '~' ? "~0" : "~1");
        else
            bp_buf_putc(out, *text);
    }
}

static void put_reported(const bp_model *m, size_t agency, bp_fund fund, bp_buf *out)
{
    bp_buf_puts(out, "/reported");
    if (agency == SIZE_MAX)
        bp_buf_puts(out, "/total");
    else {
        bp_buf_puts(out, "/agencies");
        put_token(out, m->agencies[agency].id);
    }
    put_token(out, bp_fund_names[fund]);
}

void bp_diff_pointer(const bp_diff *diff, const bp_change *c, int side, bp_buf *out)
{
    const bp_model *m = side ? diff->after : diff->before;
    size_t project = side ? c->after_project : c->before_project, item = side ? c->after_item : c->before_item;
    bp_subject s = c->subject;
    const char *member = subjects[s].member;
    bool gone = c->kind == (side ? BP_CHANGE_REMOVED : BP_CHANGE_ADDED);
    if (gone || (s == BP_SUBJECT_DICTIONARY && item == SIZE_MAX))
        return;
    if (s == BP_SUBJECT_REPORTED) {
        put_reported(m, item, c->fund, out);
        return;
    }
    if (has_project(c))
        put_index(out, "projects", project);
    if (s >= BP_SUBJECT_INDICATOR)
        put_index(out, "indicators", item);
    else if (s >= BP_SUBJECT_AGENCY && s <= BP_SUBJECT_AGENCY_CODE)
        put_index(out, "agencies", item);
    if (*member)
        bp_buf_printf(out, "/%s", member);
    if (s == BP_SUBJECT_FUND)
        put_token(out, bp_fund_names[c->fund]);
    else if (s == BP_SUBJECT_GOAL || s == BP_SUBJECT_NOTE)
        bp_buf_printf(out, "/%zu", item);
    else if (s == BP_SUBJECT_DICTIONARY)
        put_token(out, c->item);
}

/* ---- JSON ---- */

static void json_key(bp_buf *out, const char *key, bool first)
{
    if (!first)
        bp_buf_puts(out, ", ");
    bp_json_quote(out, key);
    bp_buf_puts(out, ": ");
}

static void json_text(bp_buf *out, const char *key, const char *text)
{
    json_key(out, key, false);
    bp_json_quote(out, text);
}

static void json_amount(bp_buf *out, const char *key, bp_amount amount, bool first)
{
    char text[BP_AMOUNT_SIZE];
    bp_amount_text(text, amount);
    json_key(out, key, first);
    if (amount.present)
        bp_json_quote(out, text);
    else
        bp_buf_puts(out, "null");
}

static void json_pointer(const bp_diff *d, const bp_change *c, int side, bp_buf *out)
{
    bp_buf pointer = {0};
    bp_diff_pointer(d, c, side, &pointer);
    if (pointer.size)
        json_text(out, side ? "after_pointer" : "before_pointer", pointer.data);
    out->failed |= pointer.failed;
    bp_buf_free(&pointer);
}

static void json_values(const bp_diff *d, const bp_change *c, bp_buf *out)
{
    if (c->kind == BP_CHANGE_MOVED)
        return;
    if (c->amounts) {
        json_amount(out, "before", c->before_amount, false);
        json_amount(out, "after", c->after_amount, false);
        json_amount(out, "difference", bp_diff_difference(d, c->before_amount, c->after_amount), false);
        return;
    }
    if (c->kind != BP_CHANGE_ADDED)
        json_text(out, "before", c->before);
    if (c->kind != BP_CHANGE_REMOVED)
        json_text(out, "after", c->after);
}

static void json_change(const bp_diff *d, const bp_change *c, bp_buf *out)
{
    bp_buf_putc(out, '{');
    json_key(out, "kind", true);
    bp_json_quote(out, kinds[c->kind]);
    if (has_project(c)) {
        json_key(out, "project", false);
        bp_buf_putc(out, '{');
        json_key(out, "id", true);
        bp_json_quote(out, project_of(d, c)->id);
        json_text(out, "name", project_of(d, c)->name);
        bp_buf_putc(out, '}');
    }
    json_text(out, "field", subjects[c->subject].key);
    if (c->subject == BP_SUBJECT_FUND || c->subject == BP_SUBJECT_REPORTED)
        json_text(out, "fund", bp_fund_names[c->fund]);
    if (*c->item)
        json_text(out, "item", c->item);
    json_values(d, c, out);
    json_pointer(d, c, 0, out);
    json_pointer(d, c, 1, out);
    bp_buf_putc(out, '}');
}

static void json_totals(const bp_diff *d, bp_buf *out)
{
    for (int fund = 0; fund < BP_FUND_KINDS; fund++) {
        json_key(out, bp_fund_names[fund], !fund);
        bp_buf_putc(out, '{');
        json_amount(out, "before", d->totals[0][fund], true);
        json_amount(out, "after", d->totals[1][fund], false);
        json_amount(out, "difference", bp_diff_difference(d, d->totals[0][fund], d->totals[1][fund]), false);
        bp_buf_putc(out, '}');
    }
}

static void put_json(const bp_diff *diff, const char *before, const char *after, bp_buf *out)
{
    bp_buf_puts(out, "{\n  \"before\": ");
    bp_json_quote(out, before);
    bp_buf_puts(out, ",\n  \"after\": ");
    bp_json_quote(out, after);
    bp_buf_printf(out, ",\n  \"same\": %s,\n  \"projects\": {", diff->count ? "false" : "true");
    for (int kind = 0; kind < 4; kind++) {
        json_key(out, kinds[kind], !kind);
        bp_buf_printf(out, "%zu", diff->projects[kind]);
    }
    bp_buf_puts(out, "},\n  \"totals\": {");
    json_totals(diff, out);
    bp_buf_puts(out, "},\n  \"changes\": [");
    for (size_t i = 0; i < diff->count; i++) {
        bp_buf_puts(out, i ? ",\n    " : "\n    ");
        json_change(diff, &diff->changes[i], out);
    }
    bp_buf_puts(out, diff->count ? "\n  ]\n}\n" : "]\n}\n");
}

char *bp_diff_json(const bp_diff *diff, const char *before, const char *after)
{
    bp_buf out = {0};
    put_json(diff, before, after, &out);
    return bp_buf_take(&out);
}
