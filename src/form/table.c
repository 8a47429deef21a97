/* table.c - binds a form to a model. Private to form/; see table.h.
 *
 * The rows are listed once by walking the form's row tree over the model; a row keeps only what it is a row of. Cells of a span
 * level (project name over its indicators) hang on the first row of the span.
 */
#include "form/table.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/chars.h"
#include "base/utf8.h"
#include "form/binding.h"

enum { CELL_SIZE = 4000 };  /* bytes that most cells keep to: they are composed without the heap */

typedef struct row_ref {
    const bp_row_spec *spec;
    bp_place place;
    uint32_t parent;       /* the row one level above, UINT32_MAX */
    uint32_t next;         /* the next row of the same parent and level, UINT32_MAX */
    uint32_t child;        /* the first row one level below, UINT32_MAX */
    uint32_t span;         /* index of the span that covers this row + 1; 0: none */
} row_ref;

typedef struct span_ref {
    const bp_row_spec *spec;
    bp_place place;
    uint32_t first, end;   /* rows */
    uint32_t outer;        /* the span around this one + 1 */
} span_ref;

struct bp_table {
    const bp_form *form;
    const bp_model *model;
    bp_tally findings;          /* of a form of findings */
    bp_alphabet alphabet;       /* of findings */
    bp_arena arena;
    bp_totals totals;
    bp_dictionary dictionary;   /* the model's, then the form's */
    char *title, *meta[2];
    const char **notes;
    size_t note_count;
    row_ref *rows;
    size_t row_count, row_room;
    span_ref *spans;
    size_t span_count, span_room;
    uint32_t *by_agency;        /* project indexes grouped by agency, in order */
    uint32_t *agency_start;     /* agency_count + 1 */
    bool failed;
};

static row_ref *add_row(bp_table *t)
{
    if (t->row_count >= UINT32_MAX - 1 || !BP_ARRAY_ROOM(t->rows, t->row_count, t->row_room)) {
        t->failed = true;
        return NULL;
    }
    row_ref *row = &t->rows[t->row_count++];
    *row = (row_ref){.parent = UINT32_MAX, .next = UINT32_MAX, .child = UINT32_MAX};
    return row;
}

static uint32_t add_span(bp_table *t, const span_ref *span)
{
    if (!BP_ARRAY_ROOM(t->spans, t->span_count, t->span_room)) {
        t->failed = true;
        return 0;
    }
    t->spans[t->span_count++] = *span;
    return (uint32_t)t->span_count;
}

typedef struct walk {
    bp_place place;
    uint32_t parent;   /* row */
    uint32_t span;
    uint32_t *last;    /* the row before, of the same parent */
} walk;

static void list_rows(bp_table *t, const bp_row_spec *specs, size_t count, int scope, walk w);

static void list_one(bp_table *t, const bp_row_spec *spec, walk w)
{
    const struct bp_row_binding *b = spec->binding;
    uint32_t at = (uint32_t)t->row_count;
    if (b->span) {
        uint32_t span = add_span(t, &(span_ref){spec, w.place, at, at, w.span});
        walk inner = w;
        inner.span = span;
        list_rows(t, b->children, b->child_count, (int)b->each, inner);
        if (span && t->row_count > at) {
            t->spans[span - 1].end = (uint32_t)t->row_count;
            return;
        }
        if (span)
            t->span_count--;  /* nothing below: a row of its own, with the span's cells */
    }
    row_ref *row = add_row(t);
    if (!row)
        return;
    row->spec = spec;
    row->place = w.place;
    row->parent = w.parent;
    row->span = w.span;
    if (*w.last != UINT32_MAX)
        t->rows[*w.last].next = at;
    else if (w.parent != UINT32_MAX)
        t->rows[w.parent].child = at;
    *w.last = at;
    if (!b->span) {
        uint32_t last = UINT32_MAX;
        list_rows(t, b->children, b->child_count, (int)b->each, (walk){w.place, at, w.span, &last});
    }
}

/* How many items of a scope there are inside the place, which has those around it. */
static size_t item_count(const bp_table *t, bp_scope scope, bp_place place)
{
    switch (scope) {
    case BP_SCOPE_AGENCY:
        return t->model->agency_count;
    case BP_SCOPE_PROJECT:
        return t->agency_start[place.agency + 1] - t->agency_start[place.agency];
    case BP_SCOPE_INDICATOR:
        return t->model->projects[place.project].indicator_count;
    case BP_SCOPE_RULE:
        return t->findings.rules;
    case BP_SCOPE_FINDING:
        return t->findings.starts[place.rule + 1] - t->findings.starts[place.rule];
    default:
        return !t->findings.findings || t->findings.rules;  /* a report of nothing has no rows */
    }
}

static void enter_item(const bp_table *t, bp_scope scope, size_t i, bp_place *place)
{
    uint32_t index = (uint32_t)i;
    if (scope == BP_SCOPE_AGENCY)
        place->agency = index;
    else if (scope == BP_SCOPE_PROJECT)
        place->project = t->by_agency[t->agency_start[place->agency] + index];
    else if (scope == BP_SCOPE_INDICATOR)
        place->indicator = index;
    else if (scope == BP_SCOPE_RULE)
        place->rule = index;
    else if (scope == BP_SCOPE_FINDING)
        place->finding = t->findings.starts[place->rule] + index;
}

/* Every item that a level inside `scope` has, level by level: a level that the form skips is walked through. */
static void list_scope(bp_table *t, const bp_row_spec *spec, int scope, walk w)
{
    bp_scope step = spec->binding->each;
    if (scope == (int)step) {
        list_one(t, spec, w);
        return;
    }
    while (bp_scope_around(step) != scope)
        step = (bp_scope)bp_scope_around(step);
    size_t count = item_count(t, step, w.place);
    for (size_t i = 0; i < count && !t->failed; i++) {
        enter_item(t, step, i, &w.place);
        list_scope(t, spec, (int)step, w);
    }
}

static void list_rows(bp_table *t, const bp_row_spec *specs, size_t count, int scope, walk w)
{
    for (size_t i = 0; i < count; i++)
        list_scope(t, &specs[i], scope, w);
}

static bool group_projects(bp_table *t)
{
    const bp_model *m = t->model;
    t->agency_start = bp_arena_array(&t->arena, m->agency_count + 2, sizeof *t->agency_start);
    t->by_agency = bp_arena_array(&t->arena, m->project_count + 1, sizeof *t->by_agency);
    if (!t->agency_start || !t->by_agency)
        return false;
    for (size_t i = 0; i < m->project_count; i++)
        t->agency_start[m->projects[i].agency + 2]++;
    for (size_t i = 2; i < m->agency_count + 2; i++)
        t->agency_start[i] += t->agency_start[i - 1];
    for (size_t i = 0; i < m->project_count; i++)
        t->by_agency[t->agency_start[m->projects[i].agency + 1]++] = (uint32_t)i;
    return true;
}

static void spell_one(const bp_table *t, const char **at, size_t room, bp_buf *out)
{
    const char *from = *at;
    if (!bp_utf8_valid(from, room < BP_UTF8_MAX ? room : BP_UTF8_MAX)) {  /* the name of a file may be no UTF-8 */
        bp_buf_printf(out, "\\x%02x", (unsigned char)*(*at)++);
        return;
    }
    uint32_t cp = bp_utf8_next(at);
    bool shown = !bp_char_is(cp, BP_CHAR_UNSEEN) || bp_char_is(cp, BP_CHAR_SELECTOR);
    if (cp == '\n' || (shown && t->alphabet.has(t->alphabet.context, cp)))
        bp_buf_put(out, from, (size_t)(*at - from));
    else
        bp_buf_printf(out, "<U+%04X>", (unsigned)cp);
}

/* Expands a pattern; in a table of findings, what the alphabet has not is spelled. */
static void put_text(const bp_table *t, const bp_pattern *pattern, bp_place place, bp_buf *out)
{
    const bp_bound bound = {t->model, &t->dictionary, &t->findings};
    if (!t->findings.findings) {
        bp_pattern_expand(pattern, &bound, place, out);
        return;
    }
    bp_buf plain = {0};
    bp_pattern_expand(pattern, &bound, place, &plain);
    const char *at = bp_buf_text(&plain), *end = at + plain.size;
    while (at < end)
        spell_one(t, &at, (size_t)(end - at), out);
    out->failed |= plain.failed;
    bp_buf_free(&plain);
}

static char *expand(bp_table *t, const bp_pattern *pattern)
{
    bp_buf buf = {0};
    put_text(t, pattern, (bp_place){0}, &buf);
    char *text = buf.failed ? NULL : bp_arena_strndup(&t->arena, bp_buf_text(&buf), buf.size);
    bp_buf_free(&buf);
    t->failed |= !text;
    return text;
}

bool bp_table_has_own_lines(const bp_table *table)
{
    return !table->findings.findings && bp_model_is_for(table->model, bp_form_name(table->form));
}

static void bind_lines(bp_table *t)
{
    const bp_model *m = t->model;
    const struct bp_form_binding *b = t->form->binding;
    bool own = bp_table_has_own_lines(t);
    t->title = own && *m->title ? bp_arena_strdup(&t->arena, m->title) : expand(t, &b->title);
    for (int i = 0; i < 2; i++)
        t->meta[i] = expand(t, &b->meta[i]);
    t->notes = bp_arena_array(&t->arena, m->note_count + 1, sizeof *t->notes);
    if (!t->notes || !t->title) {
        t->failed = true;
        return;
    }
    for (size_t i = 0; i < m->note_count && own; i++)
        t->notes[t->note_count++] = m->notes[i];
    if (!(t->findings.findings ? t->findings.rules : m->project_count) && b->empty_note.count)
        t->notes[t->note_count++] = expand(t, &b->empty_note);
}

static bp_status bind(const bp_form *form, const bp_model *model, const bp_diag *findings, const bp_alphabet *alphabet,
                      bp_diag *diag, bp_table **out)
{
    bp_table *t = calloc(1, sizeof *t);
    if (!t)
        return bp_report_memory(diag);
    t->form = form;
    t->model = model;
    if (findings)
        t->alphabet = *alphabet;
    t->dictionary = bp_dictionary_of(model, &form->dictionary);
    bp_status status = bp_totals_compute(model, &t->arena, diag, &t->totals);
    if (!status) {
        uint32_t last = UINT32_MAX;
        if (!group_projects(t) || (findings && !bp_tally_make(findings, &t->arena, &t->findings)))
            t->failed = true;
        else
            list_rows(t, form->binding->rows, form->binding->row_count, -1,
                      (walk){{0}, UINT32_MAX, 0, &last});
        bind_lines(t);
        if (t->failed || t->arena.failed)
            status = bp_report_memory(diag);
    }
    if (status)
        bp_table_free(t);
    else
        *out = t;
    return status;
}

bp_status bp_table_new(const bp_form *form, const bp_model *model, bp_diag *diag, bp_table **out)
{
    *out = NULL;
    if (form->data != BP_FORM_OF_MODEL)
        return bp_report(diag, BP_FORM_DATA, BP_NOWHERE, BP_ARGS(form->name));
    return bind(form, model, NULL, NULL, diag, out);
}

bp_status bp_table_new_findings(const bp_form *form, const bp_model *model, const bp_diag *findings, const bp_alphabet *alphabet,
                                bp_diag *diag, bp_table **out)
{
    *out = NULL;
    if (form->data != BP_FORM_OF_FINDINGS)
        return bp_report(diag, BP_FORM_DATA, BP_NOWHERE, BP_ARGS(form->name));
    return bind(form, model, findings, alphabet, diag, out);
}

bool bp_table_is_findings(const bp_table *table)
{
    return table->findings.findings != NULL;
}

void bp_table_free(bp_table *table)
{
    if (!table)
        return;
    free(table->rows);
    free(table->spans);
    bp_arena_free(&table->arena);
    free(table);
}

static bp_amount amount_of(const bp_table *t, bp_scope scope, bp_place place, bp_fund fund)
{
    if (scope == BP_SCOPE_DOCUMENT)
        return t->totals.document[fund];
    if (scope == BP_SCOPE_AGENCY)
        return t->totals.agencies[place.agency][fund];
    const bp_project *project = &t->model->projects[place.project];
    bp_amount total = {0};
    if (fund != BP_FUND_TOTAL)
        return project->funding[fund];
    bp_project_total(project, &total);
    return total;
}

/* How the amount of a cell follows from others that the table shows. */
static bp_derivation derive(const struct bp_row_binding *b, size_t column, bool has_children, uint32_t *terms)
{
    *terms = 0;
    if (has_children)
        return BP_SUM_DOWN;
    if (b->cells[column].fund != BP_FUND_TOTAL || b->each != BP_SCOPE_PROJECT)
        return BP_FACT;
    unsigned found = 0;
    for (unsigned c = 0; c < BP_COLUMNS_MAX; c++)
        if (b->cells[c].kind == BP_BIND_AMOUNT && b->cells[c].fund != BP_FUND_TOTAL) {
            *terms |= 1u << c;
            found |= 1u << b->cells[c].fund;
        }
    return found == (1u << BP_FUNDS) - 1 ? BP_SUM_ACROSS : BP_FACT;
}

static size_t amount_text(const bp_table *t, size_t column, bp_amount amount, char out[BP_AMOUNT_SIZE])
{
    return bp_amount_format(out, amount, t->form->columns[column].digits, t->form->columns[column].grouped);
}

static bool compose(const bp_table *t, const bp_row_spec *spec, bp_place place, size_t column, bool has_children,
                    bp_arena *arena, bp_buf *buf, bp_cell *cell)
{
    const struct bp_row_binding *b = spec->binding;
    const bp_cell_binding *binding = &b->cells[column];
    char text[BP_AMOUNT_SIZE];
    bp_buf_truncate(buf, 0);
    if (binding->kind == BP_BIND_AMOUNT) {
        cell->kind = BP_CELL_AMOUNT;
        cell->amount = amount_of(t, b->each, place, binding->fund);
        cell->derivation = derive(b, column, has_children, &cell->terms);
        bp_buf_put(buf, text, amount_text(t, column, cell->amount, text));
    } else if (binding->kind == BP_BIND_TEXT) {
        cell->kind = BP_CELL_TEXT;
        put_text(t, &binding->text, place, buf);
    }
    cell->size = buf->size;
    cell->text = bp_arena_strndup(arena, bp_buf_text(buf), buf->size);
    if (cell->kind == BP_CELL_TEXT && b->again && buf->size && (b->span || column == b->names_row)) {
        bp_buf_puts(buf, b->again);
        cell->again = bp_arena_strndup(arena, bp_buf_text(buf), buf->size);
    }
    return cell->text && !buf->failed;
}

bool bp_table_row(const bp_table *table, size_t i, bp_arena *arena, bp_row *out)
{
    const row_ref *row = &table->rows[i];
    char room[CELL_SIZE];
    bp_buf buf = bp_buf_over(room, sizeof room);
    bool ok = true;
    out->spec = row->spec;
    for (size_t c = 0; c < table->form->column_count && ok; c++) {
        bp_cell *cell = &out->cells[c];
        *cell = (bp_cell){.spec = row->spec, .text = "", .rows = 1, .columns = 1};
        if (row->spec->binding->cells[c].kind) {
            ok = compose(table, row->spec, row->place, c, row->child != UINT32_MAX, arena, &buf, cell);
            continue;
        }
        for (uint32_t s = row->span; s; s = table->spans[s - 1].outer) {
            const span_ref *span = &table->spans[s - 1];
            if (!span->spec->binding->cells[c].kind)
                continue;
            cell->spec = span->spec;
            cell->rows = span->end - span->first;
            if (span->first == i)
                ok = compose(table, span->spec, span->place, c, false, arena, &buf, cell);
            else
                cell->kind = BP_CELL_COVERED;
            break;
        }
    }
    bp_buf_free(&buf);
    return ok;
}

/* The row or row span that puts something into a cell of row i: its kind and place. NULL where none does, or where the cell is
 * under a span that began before. */
static const bp_row_spec *bound(const bp_table *t, size_t i, size_t column, bp_place *place)
{
    const row_ref *row = &t->rows[i];
    *place = row->place;
    if (row->spec->binding->cells[column].kind)
        return row->spec;
    for (uint32_t s = row->span; s; s = t->spans[s - 1].outer) {
        const span_ref *span = &t->spans[s - 1];
        *place = span->place;
        if (span->spec->binding->cells[column].kind)
            return span->first == i ? span->spec : NULL;
    }
    return NULL;
}

size_t bp_table_amount_text(const bp_table *table, size_t i, size_t column, char out[BP_AMOUNT_SIZE], bp_role *role)
{
    bp_place place;
    const bp_row_spec *spec = bound(table, i, column, &place);
    const struct bp_row_binding *b = spec ? spec->binding : NULL;
    if (!b || b->cells[column].kind != BP_BIND_AMOUNT)
        return 0;
    *role = spec->role;
    return amount_text(table, column, amount_of(table, b->each, place, b->cells[column].fund), out);
}

static void set_text(bp_origin *out, const bp_pattern *pattern)
{
    out->pieces = pattern->pieces;
    out->count = pattern->count;
}

bool bp_table_origin(const bp_table *table, size_t i, size_t column, bp_origin *out)
{
    *out = (bp_origin){0};
    const bp_row_spec *spec = bound(table, i, column, &out->place);
    if (!spec)
        return false;
    const struct bp_row_binding *b = spec->binding;
    out->scope = b->each;
    out->amount = b->cells[column].kind == BP_BIND_AMOUNT;
    if (out->amount)
        out->fund = b->cells[column].fund;
    else
        set_text(out, &b->cells[column].text);
    return true;
}

void bp_table_heading_origin(const bp_table *table, bp_heading heading, bp_origin *out)
{
    const struct bp_form_binding *b = table->form->binding;
    *out = (bp_origin){.scope = BP_SCOPE_DOCUMENT};
    set_text(out, heading == BP_HEADING_TITLE ? &b->title : &b->meta[heading == BP_HEADING_META_RIGHT]);
}

const bp_form *bp_table_form(const bp_table *table)
{
    return table->form;
}

const bp_model *bp_table_model(const bp_table *table)
{
    return table->model;
}

const char *bp_table_title(const bp_table *table)
{
    return table->title;
}

const char *bp_table_meta(const bp_table *table, int side)
{
    return table->meta[side];
}

size_t bp_table_note_count(const bp_table *table)
{
    return table->note_count;
}

const char *bp_table_note(const bp_table *table, size_t index)
{
    return table->notes[index];
}

size_t bp_table_row_count(const bp_table *table)
{
    return table->row_count;
}

static size_t or_none(uint32_t i)
{
    return i == UINT32_MAX ? SIZE_MAX : i;
}

size_t bp_table_row_child(const bp_table *table, size_t i)
{
    return or_none(table->rows[i].child);
}

size_t bp_table_row_next(const bp_table *table, size_t i)
{
    return or_none(table->rows[i].next);
}

size_t bp_table_block_end(const bp_table *table, size_t i)
{
    size_t end = i + 1;
    for (uint32_t s = table->rows[i].span; s; s = table->spans[s - 1].outer)
        if (table->spans[s - 1].end > end)
            end = table->spans[s - 1].end;
    return end;
}

size_t bp_table_entries(const bp_table *table, size_t i, bp_entry out[BP_ENTRY_LEVELS])
{
    const row_ref *row = &table->rows[i];
    unsigned begins = 1u << row->spec->binding->each;
    size_t count = 0;
    for (uint32_t s = row->span; s; s = table->spans[s - 1].outer)
        if (table->spans[s - 1].first == i)
            begins |= 1u << table->spans[s - 1].spec->binding->each;
    if (begins & 1u << BP_SCOPE_AGENCY)
        out[count++] = (bp_entry){table->model->agencies[row->place.agency].name, 0};
    if (begins & 1u << BP_SCOPE_PROJECT)
        out[count++] = (bp_entry){table->model->projects[row->place.project].name, 1};
    return count;
}

void bp_table_row_pointer(const bp_table *table, size_t i, char out[64])
{
    const row_ref *row = &table->rows[i];
    switch (row->spec->binding->each) {
    case BP_SCOPE_AGENCY:
        snprintf(out, 64, "/agencies/%u", row->place.agency);
        break;
    case BP_SCOPE_PROJECT:
        snprintf(out, 64, "/projects/%u", row->place.project);
        break;
    case BP_SCOPE_INDICATOR:
        snprintf(out, 64, "/projects/%u/indicators/%u", row->place.project, row->place.indicator);
        break;
    default:
        out[0] = '\0';
        break;
    }
}
