/* form.c - reads a form from its folder. Private to form/; see form.h. */
#include "form/form.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/chars.h"
#include "json/json.h"
#include "base/utf8.h"
#include "form/binding.h"

enum { HEADER_CELLS_MAX = BP_COLUMNS_MAX * BP_HEADER_LEVELS_MAX };

typedef struct loader {
    bp_reader reader;
    bp_form *form;
    struct bp_form_binding *binding;
    const char *data_dir;
    bp_sha256 hash;  /* of what was read */
    unsigned row_kinds;  /* seen so far */
    uint32_t spanned;    /* bit c: a row span around has column c */
    bool header_full;    /* a limit of the header was passed */
} loader;

const char *bp_form_column_label(const bp_form *form, size_t column)
{
    const bp_header_cell *best = NULL;
    for (size_t i = 0; i < form->header_count; i++) {
        const bp_header_cell *cell = &form->header[i];
        if (column >= cell->column && column < cell->column + cell->columns && (!best || cell->level > best->level))
            best = cell;
    }
    return best ? best->text : form->columns[column].id;
}

static void bad_form(loader *l, const char *what)
{
    bp_reader_report(&l->reader, BP_FORM_BAD, BP_ARGS(bp_diag_text(l->reader.diag, what)));
}

/* A length of the form in thousandths, between limits. */
static void read_length(loader *l, const char *key, const cJSON *value, double scale, double low, double high, int32_t *out)
{
    if (!value)
        return;
    size_t mark = bp_reader_key(&l->reader, key);
    if (!cJSON_IsNumber(value) || !(value->valuedouble >= low && value->valuedouble <= high))
        bad_form(l, "a length is no number or out of range");
    else
        *out = (int32_t)(value->valuedouble * scale + 0.5);
    bp_reader_leave(&l->reader, mark);
}

static const char *read_text(loader *l, const char *key, const cJSON *value)
{
    size_t mark = bp_reader_key(&l->reader, key);
    const char *text = value ? bp_reader_string(&l->reader, value) : "";
    bp_reader_leave(&l->reader, mark);
    return text ? text : "";
}

/* The index of a word in a list, reported where it is none of them. */
static int read_word(loader *l, const char *key, const cJSON *value, const char *const *words, int count, int initial)
{
    if (!value)
        return initial;
    const char *text = read_text(l, key, value);
    for (int i = 0; i < count; i++)
        if (!strcmp(text, words[i]))
            return i;
    size_t mark = bp_reader_key(&l->reader, key);
    bad_form(l, text);
    bp_reader_leave(&l->reader, mark);
    return initial;
}

static void compile(loader *l, const char *text, bp_scope scope, bp_pattern *out)
{
    const char *bad;
    if (bp_pattern_compile(text, l->form->data, scope, &l->form->arena, out, &bad))
        l->form->has_indicators |= bp_pattern_has_indicators(out);
    else if (bad)
        bp_reader_report(&l->reader, BP_FORM_UNKNOWN_FIELD, BP_ARGS(bad));
    else
        bp_reader_report(&l->reader, BP_MEMORY, BP_NO_ARGS);
}

static void read_pattern(loader *l, const char *key, const cJSON *value, bp_scope scope, bp_pattern *out)
{
    const char *text = read_text(l, key, value);
    size_t mark = bp_reader_key(&l->reader, key);
    compile(l, text, scope, out);
    bp_reader_leave(&l->reader, mark);
}

static void read_page(loader *l, const cJSON *value)
{
    static const bp_key keys[] = {{"width_mm", true}, {"height_mm", true}, {"margins_mm", true}, {"body_pt", true},
                                  {"min_pt", false}, {"title_pt", true}, {"meta_pt", true}, {"header_pt", false},
                                  {"note_pt", false}, {"footer_pt", false}, {"leading_em", false}, {"pad_x_em", false},
                                  {"pad_y_em", false}, {"rule_pt", false}, {"frame_pt", false}};
    enum { N = sizeof keys / sizeof *keys };
    const double mm = 72000 / 25.4;
    const cJSON *v[N];
    bp_page_spec *page = &l->form->page;
    size_t mark = bp_reader_key(&l->reader, "page");
    if (bp_reader_object(&l->reader, value, keys, N, v)) {
        int32_t *const margins[] = {&page->top, &page->right, &page->bottom, &page->left};
        struct {
            int at;
            double scale, low, high;
            int32_t *out;
        } const lengths[] = {
            {0, mm, 50, 1200, &page->width},        {1, mm, 50, 1200, &page->height},  {3, 1000, 2, 72, &page->body_size},
            {4, 1000, 1, 72, &page->min_size},      {5, 1000, 2, 144, &page->title_size}, {6, 1000, 2, 72, &page->meta_size},
            {7, 1000, 2, 72, &page->header_size},   {8, 1000, 2, 72, &page->note_size}, {9, 1000, 2, 72, &page->footer_size},
            {10, 1000, 1, 4, &page->leading},       {11, 1000, 0, 4, &page->pad_x},    {12, 1000, 0, 4, &page->pad_y},
            {13, 1000, 0.05, 3, &page->rule},       {14, 1000, 0.05, 6, &page->frame},
        };
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
            read_length(l, keys[lengths[i].at].name, v[lengths[i].at], lengths[i].scale, lengths[i].low, lengths[i].high,
                        lengths[i].out);
        if (cJSON_GetArraySize(v[2]) != 4)
            bad_form(l, "margins_mm takes four numbers: top, right, bottom, left");
        else
            for (int i = 0; i < 4; i++)
                read_length(l, "margins_mm", cJSON_GetArrayItem(v[2], i), mm, 0, 300, margins[i]);
        if (page->left + page->right > page->width / 2 || page->top + page->bottom > page->height / 2)
            bad_form(l, "the margins leave less than half of the page");
    }
    bp_reader_leave(&l->reader, mark);
}

static unsigned read_columns(loader *l, const cJSON *array, unsigned level);

static void read_leaf(loader *l, const cJSON *const *v)
{
    static const char *const aligns[] = {"left", "center", "right"};
    static const char *const valigns[] = {"top", "middle"};
    bp_column *column = &l->form->columns[l->form->column_count++];
    *column = (bp_column){.width = 4000, .digits = 2, .grouped = true};
    column->id = read_text(l, "id", v[0]);
    for (size_t i = 0; i + 1 < l->form->column_count; i++)
        if (!strcmp(l->form->columns[i].id, column->id))
            bp_reader_report(&l->reader, BP_FORM_DUPLICATE_COLUMN, BP_ARGS(column->id));
    read_length(l, "width_em", v[2], 1000, 1, 200, &column->width);
    column->align = (bp_align)read_word(l, "align", v[3], aligns, 3, BP_ALIGN_LEFT);
    column->valign = (bp_valign)read_word(l, "valign", v[4], valigns, 2, BP_VALIGN_MIDDLE);
    if (v[5])
        bp_reader_int(&l->reader, v[5], 0, 6, &column->digits);
}

/* One node of the header tree; returns the levels below and with it. */
static unsigned read_column(loader *l, const cJSON *value, unsigned level)
{
    static const bp_key keys[] = {{"id", false}, {"header", true}, {"width_em", false}, {"align", false},
                                  {"valign", false}, {"digits", false}, {"columns", false}};
    const cJSON *v[7];
    bp_form *form = l->form;
    if (!bp_reader_object(&l->reader, value, keys, 7, v))
        return 1;
    if (level >= BP_HEADER_LEVELS_MAX || form->column_count >= BP_COLUMNS_MAX || form->header_count >= HEADER_CELLS_MAX) {
        if (!l->header_full)  /* a million columns are one fault */
            bp_reader_report(&l->reader, BP_FORM_LIMIT, BP_ARGS("header"));
        l->header_full = true;
        return 1;
    }
    bp_header_cell *cell = &form->header[form->header_count++];
    *cell = (bp_header_cell){.text = read_text(l, "header", v[1]), .column = (unsigned)form->column_count, .level = level,
                             .levels = 1};
    unsigned deep = 1;
    if (v[6]) {
        size_t mark = bp_reader_key(&l->reader, "columns");
        deep += read_columns(l, v[6], level + 1);
        bp_reader_leave(&l->reader, mark);
    } else {
        cell->levels = 0;  /* down to the last level: known when the whole tree is read */
        read_leaf(l, v);
    }
    cell->columns = (unsigned)form->column_count - cell->column;
    return deep;
}

static unsigned read_columns(loader *l, const cJSON *array, unsigned level)
{
    unsigned deep = 0;
    size_t i = 0;
    if (!bp_reader_array(&l->reader, array))
        return 0;
    if (!cJSON_GetArraySize(array))
        bad_form(l, "no column");
    for (const cJSON *item = array->child; item && !l->header_full; item = item->next) {
        size_t mark = bp_reader_index(&l->reader, i++);
        unsigned d = read_column(l, item, level);
        deep = d > deep ? d : deep;
        bp_reader_leave(&l->reader, mark);
    }
    return deep;
}

static void read_header(loader *l, const cJSON *array)
{
    bp_form *form = l->form;
    form->header = bp_arena_array(&form->arena, HEADER_CELLS_MAX, sizeof *form->header);
    if (!form->header) {
        bp_reader_report(&l->reader, BP_MEMORY, BP_NO_ARGS);
        return;
    }
    size_t mark = bp_reader_key(&l->reader, "columns");
    form->header_levels = read_columns(l, array, 0);
    for (size_t i = 0; i < form->header_count; i++)
        if (!form->header[i].levels)
            form->header[i].levels = form->header_levels - form->header[i].level;
    bp_reader_leave(&l->reader, mark);
}

static void read_cell(loader *l, const cJSON *value, bp_scope scope, bp_cell_binding *out)
{
    static const bp_key keys[] = {{"amount", true}};
    const cJSON *amount;
    if (cJSON_IsString(value)) {
        const char *text = bp_reader_string(&l->reader, value);
        out->kind = BP_BIND_TEXT;
        if (text)
            compile(l, text, scope, &out->text);
        return;
    }
    if (!bp_reader_object(&l->reader, value, keys, 1, &amount) || !amount)
        return;
    if (scope == BP_SCOPE_INDICATOR)
        bad_form(l, "an indicator has no amounts");
    if (scope == BP_SCOPE_RULE || scope == BP_SCOPE_FINDING)
        bad_form(l, "a finding has no amounts");
    out->kind = BP_BIND_AMOUNT;
    out->fund = (bp_fund)read_word(l, "amount", amount, bp_fund_names, BP_FUND_KINDS, BP_FUND_TOTAL);
}

static void read_cells(loader *l, const cJSON *object, struct bp_row_binding *binding)
{
    size_t mark = bp_reader_key(&l->reader, "cells");
    for (const cJSON *item = object->child; item; item = item->next) {
        size_t inner = bp_reader_key(&l->reader, item->string);
        size_t c = 0;
        while (c < l->form->column_count && strcmp(l->form->columns[c].id, item->string) != 0)
            c++;
        if (c == l->form->column_count)
            bp_reader_report(&l->reader, BP_FORM_UNKNOWN_FIELD, BP_ARGS(item->string));
        else if (l->spanned >> c & 1)
            bad_form(l, "the column belongs to a row span around this row");
        else
            read_cell(l, item, binding->each, &binding->cells[c]);
        if (c < l->form->column_count && binding->cells[c].kind == BP_BIND_AMOUNT)
            l->form->columns[c].grows = true;
        bp_reader_leave(&l->reader, inner);
    }
    bp_reader_leave(&l->reader, mark);
}

static void read_rows(loader *l, const cJSON *array, int parent_scope, int depth, bp_row_spec **rows, size_t *count);

static void read_row(loader *l, const cJSON *value, int parent_scope, int depth, bp_row_spec *row)
{
    static const bp_key keys[] = {{"each", true}, {"role", false}, {"keep_with_next", false}, {"shaded", false},
                                  {"span", false}, {"again", false}, {"cells", true}, {"rows", false}};
    const cJSON *v[8];
    struct bp_row_binding *binding = bp_arena_array(&l->form->arena, 1, sizeof *binding);
    row->binding = binding;
    row->order = l->row_kinds++;
    if (!binding)
        bp_reader_report(&l->reader, BP_MEMORY, BP_NO_ARGS);
    if (!binding || !bp_reader_object(&l->reader, value, keys, 8, v))
        return;
    binding->each = (bp_scope)read_word(l, "each", v[0], bp_scope_names, BP_SCOPES, BP_SCOPE_DOCUMENT);
    if ((int)binding->each == parent_scope || !bp_scope_holds(parent_scope, binding->each))
        bad_form(l, "a row stands inside rows of its own kind, or of a kind that it does not belong to");
    if ((binding->each == BP_SCOPE_RULE || binding->each == BP_SCOPE_FINDING) && l->form->data != BP_FORM_OF_FINDINGS)
        bad_form(l, "only a form of findings has rows of findings");
    row->role = (bp_role)read_word(l, "role", v[1], bp_role_names, BP_ROLES, BP_ROLE_BODY);
    if (v[2])
        bp_reader_bool(&l->reader, v[2], &row->keep_with_next);
    if (v[3])
        bp_reader_bool(&l->reader, v[3], &row->shaded);
    if (v[4])
        bp_reader_bool(&l->reader, v[4], &binding->span);
    binding->again = v[5] ? read_text(l, "again", v[5]) : NULL;
    if (cJSON_IsObject(v[6]))
        read_cells(l, v[6], binding);
    else if (v[6])
        bad_form(l, "cells is no object");
    while (binding->names_row < BP_COLUMNS_MAX && binding->cells[binding->names_row].kind != BP_BIND_TEXT)
        binding->names_row++;
    const uint32_t spanned = l->spanned;
    for (size_t c = 0; c < BP_COLUMNS_MAX && binding->span; c++)
        l->spanned |= (uint32_t)(binding->cells[c].kind != BP_BIND_NONE) << c;
    if (v[7])
        read_rows(l, v[7], (int)binding->each, depth + 1, &binding->children, &binding->child_count);
    l->spanned = spanned;
}

static void read_rows(loader *l, const cJSON *array, int parent_scope, int depth, bp_row_spec **rows, size_t *count)
{
    size_t mark = bp_reader_key(&l->reader, "rows");
    if (bp_reader_array(&l->reader, array)) {
        *count = (size_t)cJSON_GetArraySize(array);
        *rows = bp_arena_array(&l->form->arena, *count, sizeof **rows);
        size_t i = 0;
        if (!*rows || depth >= BP_ROW_DEPTH_MAX) {
            bp_reader_report(&l->reader, BP_FORM_LIMIT, BP_ARGS("rows"));
            *count = 0;
        } else {
            for (const cJSON *item = array->child; item; item = item->next, i++) {
                size_t inner = bp_reader_index(&l->reader, i);
                read_row(l, item, parent_scope, depth, &(*rows)[i]);
                bp_reader_leave(&l->reader, inner);
            }
        }
    }
    bp_reader_leave(&l->reader, mark);
}

/* Whether some text of the tree changes the direction of writing: see base/chars.h. */
static bool turns(const cJSON *tree)
{
    for (const char *p = cJSON_IsString(tree) ? tree->valuestring : ""; *p;)
        if (bp_char_is(bp_utf8_next(&p), BP_CHAR_TURNS))
            return true;
    for (const cJSON *item = tree->child; item; item = item->next)
        if (turns(item))
            return true;
    return false;
}

/* templates/dictionaries/<name>.json: {"schema": "budgetpress-dictionary/1", "name": ..., "codes": {code: name}}. */
static bp_status read_dictionary(loader *l, const char *name, bp_diag *diag)
{
    static const bp_key keys[] = {{"schema", true}, {"name", false}, {"codes", true}};
    bp_buf path = {0};
    bp_source *source = NULL;
    bp_reader reader = {.diag = diag, .arena = &l->form->arena};
    cJSON *tree = NULL;
    const cJSON *v[3];
    if (strchr(name, '/') || *name == '.')  /* a form comes from others: no path of its own making */
        return bp_report(diag, BP_FORM_BAD, (bp_where){.source = l->reader.source, .pointer = "/dictionary"},
                         BP_ARGS(bp_diag_text(diag, "the dictionary's name is a path")));
    bp_buf_printf(&path, "%s/templates/dictionaries/%s.json", l->data_dir, name);
    bp_status status = bp_source_open(bp_buf_text(&path), diag, &source);
    if (!status)
        status = bp_json_check(source, diag);
    if (status)
        goto done;
    bp_sha256_put(&l->hash, source->text, source->size);
    reader.source = source;
    tree = bp_reader_parse(&reader, bp_json_root(source));
    if (tree && turns(tree))
        bad_form(l, "a name of the dictionary has a character that changes the direction of writing");
    if (tree && bp_reader_object(&reader, tree, keys, 3, v) && cJSON_IsObject(v[2])) {
        bp_code_name *entries = bp_arena_array(&l->form->arena, (size_t)cJSON_GetArraySize(v[2]) + 1, sizeof *entries);
        size_t n = 0;
        for (const cJSON *item = v[2]->child; entries && item; item = item->next)
            if (cJSON_IsString(item))
                entries[n++] = (bp_code_name){bp_arena_strdup(&l->form->arena, item->string),
                                              bp_arena_strdup(&l->form->arena, item->valuestring)};
        const bp_code_name *sorted = NULL;
        if (!l->form->arena.failed)
            bp_dictionary_sort(&l->form->arena, entries, n, &sorted);  /* the arena tells where it fails */
        l->form->dictionary = (bp_dictionary){entries, n, NULL, sorted};
    }
    status = reader.status;
done:
    cJSON_Delete(tree);
    bp_reader_free(&reader);
    bp_source_free(source);
    bp_buf_free(&path);
    return status;
}

static void read_meta(loader *l, const cJSON *value)
{
    if (cJSON_GetArraySize(value) > 2) {
        size_t mark = bp_reader_key(&l->reader, "meta");
        bad_form(l, "the line has two sides: one or two patterns");
        bp_reader_leave(&l->reader, mark);
    }
    for (int i = 0; i < 2 && i < cJSON_GetArraySize(value); i++)
        read_pattern(l, "meta", cJSON_GetArrayItem(value, i), BP_SCOPE_DOCUMENT, &l->binding->meta[i]);
}

static void read_footer(loader *l, const cJSON *value)
{
    l->form->footer = read_text(l, "footer", value);
    if (bp_utf8_count(l->form->footer, strlen(l->form->footer)) <= BP_FOOTER_MAX)
        return;
    size_t mark = bp_reader_key(&l->reader, "footer");
    bad_form(l, "the footer is too long");
    bp_reader_leave(&l->reader, mark);
}

static bp_status read_form(loader *l, const cJSON *tree)
{
    static const bp_key keys[] = {{"schema", true}, {"label", true}, {"sheet", false}, {"title", true}, {"meta", false},
                                  {"footer", false}, {"wrap", false}, {"dictionary", false}, {"page", true},
                                  {"columns", true}, {"rows", true}, {"empty_note", false}, {"data", false}};
    static const char *const modes[] = {"official", "clreq"};
    static const char *const kinds[] = {"model", "findings"};
    const cJSON *v[13];
    bp_form *form = l->form;
    if (!bp_reader_object(&l->reader, tree, keys, 13, v) || !v[8] || !v[9] || !v[10])
        return l->reader.status;
    if (strcmp(read_text(l, "schema", v[0]), "budgetpress-form/1") != 0)
        bad_form(l, "schema is not budgetpress-form/1");
    if (turns(tree))
        bad_form(l, "a text has a character that changes the direction of writing (U+200E, U+202A-202E, U+2066-2069 or the like)");
    form->data = (bp_form_data)read_word(l, "data", v[12], kinds, 2, BP_FORM_OF_MODEL);
    form->label = read_text(l, "label", v[1]);
    form->sheet = v[2] ? read_text(l, "sheet", v[2]) : form->label;
    read_pattern(l, "title", v[3], BP_SCOPE_DOCUMENT, &l->binding->title);
    read_meta(l, v[4]);
    read_footer(l, v[5]);
    form->wrap = (bp_wrap_mode)read_word(l, "wrap", v[6], modes, 2, BP_WRAP_CLREQ);
    read_page(l, v[8]);
    if (*form->footer && form->page.bottom < 2 * form->page.footer_size)
        bad_form(l, "the margin below has no room for the footer");
    read_header(l, v[9]);
    read_rows(l, v[10], -1, 0, &l->binding->rows, &l->binding->row_count);
    read_pattern(l, "empty_note", v[11], BP_SCOPE_DOCUMENT, &l->binding->empty_note);
    if (v[7]) {
        bp_status status = read_dictionary(l, read_text(l, "dictionary", v[7]), l->reader.diag);
        return l->reader.status ? l->reader.status : status;
    }
    return l->reader.status;
}

static void set_defaults(bp_page_spec *page)
{
    *page = (bp_page_spec){.min_size = 4000, .note_size = 9000, .footer_size = 9000, .leading = 1400, .pad_x = 300,
                           .pad_y = 300, .rule = 400, .frame = 800};
}

bp_status bp_form_load(const char *data_dir, const char *name, bp_diag *diag, bp_form **out)
{
    bp_buf path = {0};
    bp_source *source = NULL;
    cJSON *tree = NULL;
    loader l = {.data_dir = data_dir, .form = calloc(1, sizeof *l.form)};
    *out = NULL;
    if (!l.form)
        return bp_report_memory(diag);
    bp_status status = BP_OK;
    l.reader = (bp_reader){.diag = diag, .arena = &l.form->arena};
    l.binding = bp_arena_array(&l.form->arena, 1, sizeof *l.binding);
    l.form->binding = l.binding;
    l.form->name = bp_arena_strdup(&l.form->arena, name);
    set_defaults(&l.form->page);
    bp_sha256_begin(&l.hash);
    if (strchr(name, '/'))
        bp_buf_puts(&path, name);
    else
        bp_buf_printf(&path, "%s/templates/%s", data_dir, name);
    l.form->folder = bp_arena_strdup(&l.form->arena, bp_buf_text(&path));
    bp_buf_puts(&path, "/form.json");
    l.form->file = bp_arena_strdup(&l.form->arena, bp_buf_text(&path));
    if (path.failed || !l.binding || !l.form->name || !l.form->folder || !l.form->file) {
        status = bp_report_memory(diag);
        goto done;
    }
    if (access(path.data, F_OK) && (errno == ENOENT || errno == ENOTDIR)) {  /* another reason is the opening's to tell */
        status = bp_report(diag, BP_UNKNOWN_FORM, BP_NOWHERE, BP_ARGS(name, ""));
        goto done;
    }
    status = bp_source_open(bp_buf_text(&path), diag, &source);
    if (!status)
        status = bp_json_check(source, diag);
    if (status)
        goto done;
    bp_sha256_put(&l.hash, source->text, source->size);
    l.reader.source = source;
    tree = bp_reader_parse(&l.reader, bp_json_root(source));
    status = tree ? read_form(&l, tree) : l.reader.status;
    if (!status && l.form->arena.failed)
        status = bp_report_memory(diag);
    bp_sha256_end(&l.hash, l.form->digest);
done:
    cJSON_Delete(tree);
    bp_reader_free(&l.reader);
    bp_source_free(source);
    bp_buf_free(&path);
    if (status)
        bp_form_free(l.form);
    else
        *out = l.form;
    return status;
}

void bp_form_free(bp_form *form)
{
    if (!form)
        return;
    bp_arena_free(&form->arena);
    free(form);
}

const char *bp_form_name(const bp_form *form)
{
    return form->name;
}

const char *bp_form_label(const bp_form *form)
{
    return form->label;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **bp_form_list(const char *data_dir, size_t *count)
{
    enum { MOST = 1000, NAME = 256 };
    bp_buf path = {0};
    bp_buf_printf(&path, "%s/templates", data_dir);
    DIR *dir = opendir(bp_buf_text(&path));
    char **names = dir ? malloc(MOST * (sizeof *names + NAME)) : NULL;
    *count = 0;
    for (struct dirent *e; names && *count < MOST && (e = readdir(dir));) {
        bp_buf_truncate(&path, 0);
        bp_buf_printf(&path, "%s/templates/%s/form.json", data_dir, e->d_name);
        if (e->d_name[0] == '.' || path.failed || access(path.data, F_OK))
            continue;
        names[*count] = (char *)(names + MOST) + *count * NAME;
        snprintf(names[*count], NAME, "%s", e->d_name);
        ++*count;
    }
    if (path.failed) {  /* a list with holes would be a lie */
        free(names);
        names = NULL;
    }
    if (names)
        qsort(names, *count, sizeof *names, by_name);
    if (dir)
        closedir(dir);
    bp_buf_free(&path);
    return names;
}
