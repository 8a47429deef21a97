/* import.c - from a file to a model: what kind of file it is, which sheet, and the model at the end. See budgetpress/import.h. */
#include "budgetpress/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/kind.h"
#include "form/table.h"
#include "format/csv/reader.h"
#include "format/xlsx/reader.h"
#include "reading/reading.h"
#include "reading/values.h"
#include "working/reader.h"
#include "facts/totals.h"
#include "facts/year.h"

/* ---- beginning ---- */

/* One of the forms there are. A workbook's word is not a path to follow. */
static bool is_form(const char *data_dir, const char *name)
{
    size_t count = 0;
    bool found = false;
    char **names = bp_form_list(data_dir, &count);
    for (size_t i = 0; i < count && names; i++)
        found |= !strcmp(names[i], name);
    free(names);
    return found;
}

static bp_status begin(bp_reading *r, const char *data_dir, const char *form, const char *file)
{
    bp_status status = bp_aliases_load(data_dir, r->diag, &r->aliases);
    r->model = calloc(1, sizeof *r->model);
    r->prefix = "";
    if (!r->model)
        return bp_report_memory(r->diag);
    *r->model = (bp_model){.form = "", .title = "", .amount_unit = "万元", .department = "", .department_code = ""};
    if (status)
        return status;
    if (r->options->unit && !(r->stated = bp_aliases_unit(&r->aliases, r->options->unit)))
        return bp_report(r->diag, BP_IMPORT_BAD_UNIT, BP_NOWHERE, BP_ARGS(r->options->unit));
    bool asked = r->options->form != NULL, there = form && is_form(data_dir, form);
    if (form && *form && !there)
        status = bp_report(r->diag, asked ? BP_UNKNOWN_FORM : BP_IMPORT_FORM_UNKNOWN, (bp_where){.file = file}, BP_ARGS(form, ""));
    if (status)
        return status;
    const char *name = there ? form : r->aliases.default_form;
    status = bp_form_load(data_dir, name, r->diag, &r->form);
    r->model->form = bp_reading_keep(r, name, strlen(name));
    return status ? status : r->status;
}

static void end(bp_reading *r)
{
    bp_aliases_free(&r->aliases);
    bp_form_free(r->form);
    bp_model_free(r->model);
    bp_buf_free(&r->text);
    bp_arena_free(&r->parsed);
    bp_index_free(&r->index);
    free(r->claims);
    free(r->typed);
    free(r->places);
}

/* The literal text that the form puts before a project's name, as "    " is. */
static const char *prefix_before_name(const bp_table *table, const bp_form *form)
{
    bp_origin origin;
    for (size_t i = 0; i < bp_table_row_count(table); i++)
        for (size_t c = 0; c < form->column_count; c++)
            if (bp_table_origin(table, i, c, &origin) && origin.count == 2 && origin.pieces[0].field < 0 &&
                origin.pieces[1].field == BP_FIELD_PROJECT)
                return origin.pieces[0].text;
    return "";
}

/* Found by binding a table of one project. */
static void find_prefix(bp_reading *r)
{
    bp_agency agency = {.id = "a", .name = "a", .code = ""};
    bp_indicator indicator = {1, "1", "11", "a", "", ""};
    bp_project project = {.id = "p", .name = "p", .code = "", .indicators = &indicator, .indicator_count = 1};
    bp_model model = {.form = "", .title = "", .amount_unit = "元", .department = "", .department_code = "", .agencies = &agency,
                      .agency_count = 1, .projects = &project, .project_count = 1};
    bp_table *table;
    if (bp_table_new(r->form, &model, NULL, &table)) {  /* nothing but memory can be short */
        bp_reading_memory(r);
        return;
    }
    const char *prefix = prefix_before_name(table, r->form);
    r->prefix = bp_reading_keep(r, prefix, strlen(prefix));
    bp_table_free(table);
}

/* ---- the end: ids, sums, title ---- */

/* A number that no id of the file's own is like; the last one given is *last. */
static const char *next_id(bp_reading *r, void *const *own, const char *prefix, int digits, size_t *last)
{
    char id[48];
    do
        snprintf(id, sizeof id, "%s%0*zu", prefix, digits, ++*last);
    while (bp_ids_has(own, id));
    return bp_reading_keep(r, id, strlen(id));
}

static void add_own(bp_reading *r, void **own, const char *id)
{
    if (*id && !bp_ids_add(own, id))
        bp_reading_memory(r);
}

static void number_agencies(bp_reading *r)
{
    bp_model *m = r->model;
    void *own = NULL;
    size_t last = 0;
    for (size_t i = 0; i < m->agency_count && r->status != BP_SYSTEM; i++)
        add_own(r, &own, m->agencies[i].id);
    for (size_t i = 0; i < m->agency_count; i++)
        if (!*m->agencies[i].id) {
            last = last > i ? last : i;
            m->agencies[i].id = next_id(r, &own, "a", 1, &last);
        }
    bp_ids_free(own);
}

static void number_projects(bp_reading *r)
{
    bp_model *m = r->model;
    char count[24];
    int digits = snprintf(count, sizeof count, "%zu", m->project_count);
    void *own = NULL;
    size_t last = 0;
    for (size_t i = 0; i < m->project_count && r->status != BP_SYSTEM; i++)
        add_own(r, &own, m->projects[i].id);
    for (size_t i = 0; i < m->project_count; i++)
        if (!*m->projects[i].id) {
            last = last > i ? last : i;
            m->projects[i].id = next_id(r, &own, "p", digits < 2 ? 2 : digits, &last);
        }
    bp_ids_free(own);
}

static void number_ids(bp_reading *r)
{
    number_agencies(r);
    number_projects(r);
}

static void report(bp_reading *r, const char *file, bp_code code, const char *const *args)
{
    bp_status status = bp_report(r->diag, code, (bp_where){.file = file}, args);
    if (status > r->status)
        r->status = status;
}

/* Makes an agency the first, as its projects stand before those of the others. */
static void put_first(bp_reading *r, size_t agency)
{
    bp_model *m = r->model;
    if (agency >= m->agency_count)
        return;
    bp_agency first = m->agencies[agency];
    memmove(m->agencies + 1, m->agencies, agency * sizeof *m->agencies);
    m->agencies[0] = first;
    for (size_t i = 0; i < m->project_count; i++)
        m->projects[i].agency = m->projects[i].agency == agency ? 0 : m->projects[i].agency + (m->projects[i].agency < agency);
    for (size_t i = 0; i < r->claim_count; i++)
        if (r->claims[i].agency != SIZE_MAX)
            r->claims[i].agency = r->claims[i].agency == agency ? 0 : r->claims[i].agency + (r->claims[i].agency < agency);
}

/* The department and the agencies stand for each other where one is not told. */
static void settle_department(bp_reading *r, const char *file)
{
    bp_model *m = r->model;
    bool homeless = false, first = m->project_count && m->projects[0].agency == SIZE_MAX;
    for (size_t i = 0; i < m->project_count; i++)
        homeless |= m->projects[i].agency == SIZE_MAX;
    if (!*m->department && m->agency_count == 1) {
        m->department = m->agencies[0].name;
        report(r, file, BP_IMPORT_DEPARTMENT_TAKEN, BP_ARGS(m->department));
    }
    if (!*m->department) {
        report(r, file, BP_IMPORT_NO_DEPARTMENT, BP_NO_ARGS);
        return;
    }
    if (!homeless && m->agency_count)
        return;
    const char *name = bp_reading_keep(r, m->department, strlen(m->department));  /* a text of its own: no cell has it */
    size_t agency = bp_reading_agency(r, "", name, "");
    for (size_t i = 0; i < m->project_count; i++)
        if (m->projects[i].agency == SIZE_MAX)
            m->projects[i].agency = agency;
    if (first)
        put_first(r, agency);
    if (homeless)
        report(r, file, BP_IMPORT_AGENCY_TAKEN, BP_ARGS(m->department));
}

static bool is_same(const bp_claim *claim, bp_amount shown, bp_amount sum)
{
    return claim->computed ? bp_same_sum(shown, sum) : shown.micro == sum.micro;
}

static void check_claim(bp_reading *r, const bp_grid *grid, const bp_claim *claim, const bp_amount *sums, bool *differs)
{
    char shown[BP_AMOUNT_SIZE], sum[BP_AMOUNT_SIZE];
    for (int fund = 0; fund < BP_FUND_KINDS; fund++) {
        if (!claim->amounts[fund].present || (sums[fund].present && is_same(claim, claim->amounts[fund], sums[fund])) ||
            (!sums[fund].present && !claim->amounts[fund].micro))
            continue;
        bp_amount_text(shown, claim->amounts[fund]);
        bp_amount_text(sum, sums[fund]);
        bp_reading_report(r, grid, claim->row, claim->columns[fund], BP_IMPORT_SUM_DIFFERS, BP_ARGS(shown, *sum ? sum : "0.00"));
        *differs = true;
    }
}

static bool claims_anything(const bp_claim *claim)
{
    for (int fund = 0; fund < BP_FUND_KINDS; fund++)
        if (claim->amounts[fund].present)
            return true;
    return false;
}

/* Reports sums that are no amounts any more at the cells that name what they are of. Nothing comes of the model then. */
static void report_sums(bp_reading *r, const char *file)
{
    bp_totals totals;
    bp_arena arena = {0};
    r->model->imported = file;
    bp_status status = bp_reading_list_cells(r) ? bp_totals_compute(r->model, &arena, r->diag, &totals) : bp_report_memory(r->diag);
    r->status = status > r->status ? status : r->status;
    bp_arena_free(&arena);
}

/* Of an array with room for one line more than there are claims: the first is for the whole table. */
static bp_reported *add_reported(bp_model *m, const bp_claim *claim)
{
    bool whole = claim->agency == SIZE_MAX;
    bp_reported *line = &m->reported[whole ? 0 : ++m->reported_count];
    line->agency = whole ? NULL : m->agencies[claim->agency].id;
    line->index = claim->agency;
    memcpy(line->amounts, claim->amounts, sizeof line->amounts);
    return line;
}

static void end_reported(bp_model *m, bool whole)
{
    m->reported += m->reported && !whole;
    m->reported_count += whole;
}

/* Sums that people typed, and those that differ, are kept as what the table reports: the first of each agency. */
static void settle_claims(bp_reading *r, const bp_grid *grid)
{
    bp_model *m = r->model;
    bp_totals totals;
    bp_arena arena = {0};
    bp_status status = bp_totals_compute(m, &arena, NULL, &totals);
    bool *kept = calloc(m->agency_count + 1, sizeof *kept);
    m->reported = bp_arena_array(&m->arena, r->claim_count + 1, sizeof *m->reported);
    if (status == BP_DATA)
        report_sums(r, grid->file);
    else if (status)
        bp_reading_memory(r);
    if (!kept || !m->reported)
        bp_reading_memory(r);
    for (size_t i = 0; i < r->claim_count && kept && m->reported && !status; i++) {
        const bp_claim *claim = &r->claims[i];
        bool whole = claim->agency == SIZE_MAX, differs = false;
        bool *slot = &kept[whole ? m->agency_count : claim->agency];
        check_claim(r, grid, claim, whole ? totals.document : totals.agencies[claim->agency], &differs);
        if (*slot || !claims_anything(claim) || (claim->computed && !differs))
            continue;
        *slot = true;
        bp_reported *line = add_reported(m, claim);
        for (int fund = 0; fund < BP_FUND_KINDS; fund++)
            if (line->amounts[fund].present)
                bp_reading_place(r, &line->amounts[fund], grid, claim->row, claim->columns[fund]);
    }
    end_reported(m, kept && kept[m->agency_count]);
    free(kept);
    bp_arena_free(&arena);
}

static int by_order(const void *a, const void *b)
{
    const bp_claim *x = a, *y = b;
    return (x->row > y->row) - (x->row < y->row);
}

/* Figures that agreed before the edit agree behind it. Returns how many did not. */
static size_t follow_sums(bp_claim *claim, const bp_amount *sums)
{
    size_t changed = 0;
    for (int fund = 0; fund < BP_FUND_KINDS; fund++) {
        bool same = sums[fund].present && sums[fund].micro == claim->amounts[fund].micro;
        if (same || !(claim->agreed >> fund & 1))
            continue;
        changed++;
        claim->amounts[fund] = sums[fund];
    }
    return changed;
}

static void settle_agreed(bp_reading *r, const char *file)
{
    bp_totals totals;
    bp_arena arena = {0};
    char count[24];
    size_t changed = 0;
    bp_status status = bp_totals_compute(r->model, &arena, NULL, &totals);
    if (status == BP_DATA)
        report_sums(r, file);
    else if (status)
        bp_reading_memory(r);
    for (size_t i = 0; i < r->claim_count && !status; i++) {
        bp_claim *claim = &r->claims[i];
        changed += follow_sums(claim, claim->agency == SIZE_MAX ? totals.document : totals.agencies[claim->agency]);
    }
    snprintf(count, sizeof count, "%zu", changed);
    if (changed)
        report(r, file, BP_IMPORT_SUMS_UPDATED, BP_ARGS(count));
    bp_arena_free(&arena);
}

/* Of the working workbook: what the model reported, in its order. */
static void restore_reported(bp_reading *r, const char *file)
{
    bp_model *m = r->model;
    settle_agreed(r, file);
    if (r->claim_count)
        qsort(r->claims, r->claim_count, sizeof *r->claims, by_order);
    m->reported = bp_arena_array(&m->arena, r->claim_count + 1, sizeof *m->reported);
    if (!m->reported)
        bp_reading_memory(r);
    bool whole = false;
    for (size_t i = 0; i < r->claim_count && m->reported; i++) {
        whole |= r->claims[i].agency == SIZE_MAX;
        add_reported(m, &r->claims[i]);
    }
    end_reported(m, whole);
}

/* A title and a note that the form makes by itself are no facts. */
static void settle_title(bp_reading *r)
{
    bp_model *m = r->model;
    const char *title = m->title;
    size_t notes = m->note_count;
    bp_table *table;
    m->title = "";
    m->note_count = 0;
    if (bp_table_new(r->form, m, NULL, &table))
        return;
    if (strcmp(bp_table_title(table), title) != 0)
        m->title = title;
    bool made = notes && bp_table_note_count(table) == 1 && !strcmp(bp_table_note(table, 0), m->notes[notes - 1]);
    m->note_count = notes - made;
    bp_table_free(table);
}

/* A second look at what was not found above the table. */
static void settle_year(bp_reading *r, const char *file, const char *sheet, const char *property)
{
    const char *slash = strrchr(file, '/');
    const char *const places[] = {sheet, property, slash ? slash + 1 : file};
    char year[16];
    for (size_t i = 0; i < 3 && !r->model->fiscal_year; i++) {
        r->model->fiscal_year = places[i] ? bp_find_year(places[i]) : 0;
        snprintf(year, sizeof year, "%d", r->model->fiscal_year);
        if (r->model->fiscal_year)
            report(r, file, BP_IMPORT_YEAR_GUESSED, BP_ARGS(year, places[i]));
    }
    if (!r->model->fiscal_year)
        report(r, file, BP_IMPORT_NO_YEAR, BP_NO_ARGS);
}

/* ---- one table ---- */

static void read_table(bp_reading *r, const bp_grid *grid, bp_header *header, const char *property)
{
    bp_reading_lines(r, grid, header);
    settle_year(r, grid->file, grid->sheet, property);
    bp_reading_tally_struck(r, grid, header);
    bp_reading_table(r, grid, header);
    r->grid = NULL;  /* what is kept from here on came from no cell */
    if (r->status)
        return;
    settle_department(r, grid->file);
    if (r->status)
        return;
    number_ids(r);
    bp_reading_settle_names(r);
    settle_claims(r, grid);
    settle_title(r);
}

static bool is_table(const bp_header *header)
{
    return header->score && (header->column[BP_MEANS_NAME] >= 0 || header->column[BP_MEANS_PROJECT_CODE] >= 0);
}

/* What is neither a workbook nor a CSV file. */
static bool refuse_other_kinds(bp_reading *r, const bp_source *source)
{
    const char *name = source->name;
    switch (bp_kind_of(source->text, source->size)) {
    case BP_KIND_EMPTY:
        report(r, name, BP_EMPTY_FILE, BP_NO_ARGS);
        return true;
    case BP_KIND_UTF32:
        report(r, name, BP_WIDE_TEXT, BP_ARGS("UTF-32"));
        return true;
    case BP_KIND_PDF:
        report(r, name, BP_IMPORT_OTHER_KIND, BP_ARGS(bp_diag_text(r->diag, "a PDF")));
        return true;
    case BP_KIND_MARKUP:
        report(r, name, BP_BOOK_MARKUP, BP_NO_ARGS);
        return true;
    default:
        return false;
    }
}

/* No header was found: a model is told by its first character. */
static void report_no_header(bp_reading *r, const bp_grid *grid, const bp_source *source)
{
    if (bp_source_recall(source) && source->size && *source->text == '{')
        report(r, source->name, BP_IMPORT_OTHER_KIND, BP_ARGS(bp_diag_text(r->diag, "a JSON file")));
    else
        bp_reading_report(r, grid, 0, 0, BP_IMPORT_NO_HEADER, BP_NO_ARGS);
}

static void read_csv(bp_reading *r, bp_source *source)
{
    if (refuse_other_kinds(r, source))
        return;
    bp_source *decoded;
    bp_grid grid = {0};
    bp_header header;
    r->status = bp_csv_decode(source, r->diag, &decoded);
    if (!r->status)
        r->status = bp_csv_read(decoded ? decoded : source, r->diag, &grid);
    if (!r->status)
        r->status = bp_header_find(&grid, &r->aliases, r->diag, &header);
    if (!r->status) {
        if (is_table(&header))
            read_table(r, &grid, &header, NULL);
        else
            report_no_header(r, &grid, source);
    }
    bp_grid_free(&grid);
    bp_source_free(decoded);
}

/* ---- choosing a sheet ---- */

typedef struct choice {
    bp_workbook *book;
    size_t sheet;            /* SIZE_MAX: none */
    size_t equals;           /* others that are as good */
    bp_header header;
    bp_grid grid;
} choice;

static bool same_name(const char *a, const char *b)
{
    bp_buf x = {0}, y = {0};
    bp_fold(&x, a, strlen(a));
    bp_fold(&y, b, strlen(b));
    bool same = !strcmp(bp_buf_text(&x), bp_buf_text(&y));
    bp_buf_free(&x);
    bp_buf_free(&y);
    return same;
}

static bp_status try_sheet(bp_reading *r, choice *c, size_t index)
{
    bp_grid grid;
    bp_header header = {0};
    bp_status status = bp_grid_read(c->book, index, r->diag, &grid);
    if (!status)
        status = bp_header_find(&grid, &r->aliases, r->diag, &header);
    bool table = !status && is_table(&header);
    if (table && c->sheet != SIZE_MAX && header.score == c->header.score)
        c->equals++;
    if (!table || (c->sheet != SIZE_MAX && header.score <= c->header.score)) {
        bp_grid_free(&grid);
        return status;
    }
    bp_grid_free(&c->grid);
    c->grid = grid;
    c->header = header;
    c->sheet = index;
    c->equals = 0;
    return BP_OK;
}

static void report_no_sheet(bp_reading *r, bp_workbook *book, const char *given)
{
    bp_buf names = {0};
    for (size_t i = 0; i < bp_workbook_sheet_count(book); i++) {
        bp_buf_puts(&names, i ? bp_diag_text(r->diag, ", ") : "");
        bp_buf_puts(&names, bp_workbook_sheet(book, i)->name);
    }
    report(r, bp_workbook_file(book), BP_IMPORT_NO_SHEET, BP_ARGS(given, bp_buf_text(&names)));
    bp_buf_free(&names);
}

/* The sheet that was asked for; else the one whose header knows most, of those that are not hidden. */
static void choose_sheet(bp_reading *r, choice *c)
{
    const char *given = r->options->sheet;
    size_t tried = 0;
    for (size_t i = 0; i < bp_workbook_sheet_count(c->book) && !r->status; i++) {
        const bp_sheet_info *sheet = bp_workbook_sheet(c->book, i);
        if (given ? !same_name(sheet->name, given) : sheet->visibility != BP_SHEET_VISIBLE)
            continue;
        tried++;
        r->status = try_sheet(r, c, i);
    }
    if (r->status)
        return;
    if (given && !tried)
        report_no_sheet(r, c->book, given);
    else if (c->sheet == SIZE_MAX)
        report(r, bp_workbook_file(c->book), BP_IMPORT_NO_HEADER, BP_NO_ARGS);
    else if (c->equals)
        bp_reading_report(r, &c->grid, c->header.row, 0, BP_IMPORT_MANY_TABLES, BP_NO_ARGS);
    else if (tried > 1)
        bp_reading_report(r, &c->grid, c->header.row, 0, BP_IMPORT_SHEET_TAKEN, BP_ARGS(c->grid.sheet));
}

/* Gives a cell the exact amount that a hidden name of ours keeps of it, while nobody changed its number. */
static void keep_exact(bp_reading *r, bp_grid *grid, const char *digits, const char *place)
{
    char text[BP_AMOUNT_SIZE + 1], cell_name[32];
    size_t size = strcspn(digits, "."), n = 0;
    uint32_t row, column;
    bp_amount exact;
    size += digits[size] ? 1 + strcspn(digits + size + 1, ".") : 0;
    snprintf(text, sizeof text, "%s%.*s", *digits == 'm' ? "-" : "", (int)(size - (*digits == 'm')), digits + (*digits == 'm'));
    place = strrchr(place, '!') ? strrchr(place, '!') + 1 : "";
    for (; *place && n + 1 < sizeof cell_name; place++)
        if (*place != '$')
            cell_name[n++] = *place;
    cell_name[n] = '\0';
    if (size >= BP_AMOUNT_SIZE || !bp_cell_parse(cell_name, &row, &column) || bp_amount_parse(text, strlen(text), &exact))
        return;
    const bp_grid_cell *found = bp_grid_at(grid, row, column);
    if (!found || found->value != BP_VALUE_NUMBER || !bp_is_number_of(found->text, exact))
        return;
    bp_grid_cell *cell = &grid->cells[found - grid->cells];
    const char *kept = bp_arena_strdup(&grid->arena, text);
    if (!kept)
        bp_reading_memory(r);
    cell->exact = kept != NULL;
    cell->text = kept ? kept : cell->text;
    cell->size = strlen(cell->text);
}

static void keep_exacts(bp_reading *r, const bp_workbook *book, bp_grid *grid)
{
    static const char prefix[] = "_budgetpress_exact.";
    for (size_t i = 0; i < bp_workbook_name_count(book) && r->own; i++) {
        const bp_defined_name *name = bp_workbook_name(book, i);
        if (!strncmp(name->name, prefix, sizeof prefix - 1))
            keep_exact(r, grid, name->name + sizeof prefix - 1, name->formula);
    }
}

static void read_chosen(bp_reading *r, bp_workbook *book)
{
    choice *c = calloc(1, sizeof *c);
    if (!c) {
        bp_reading_memory(r);
        return;
    }
    c->book = book;
    c->sheet = SIZE_MAX;
    choose_sheet(r, c);
    if (!r->status)
        keep_exacts(r, book, &c->grid);
    if (!r->status)
        read_table(r, &c->grid, &c->header, bp_workbook_find_property(book, BP_PROPERTY_CORE, "title"));
    if (r->status < BP_SYSTEM && c->sheet != SIZE_MAX)
        bp_reading_tell_comments(r, book, c->sheet, &c->grid);
    for (size_t i = 0; i < bp_workbook_sheet_count(book) && !r->status && r->own && !r->options->sheet; i++)
        if (i != c->sheet)
            bp_reading_tell_sheet(r, book, i, false);
    bp_grid_free(&c->grid);
    free(c);
}

/* In a working workbook: the official sheet is computed, and the checks are; what else there is was added. */
static void tell_other_sheets(bp_reading *r, bp_workbook *book)
{
    size_t facts[BP_SHEET_KINDS];
    for (int kind = 0; kind < BP_SHEET_KINDS; kind++)
        facts[kind] = bp_working_find_sheet(r, book, (bp_sheet_kind)kind);
    for (size_t i = 0; i < bp_workbook_sheet_count(book) && !r->status; i++) {
        const char *name = bp_workbook_sheet(book, i)->name;
        bool read = false;
        for (int kind = 0; kind < BP_SHEET_KINDS; kind++)
            read |= facts[kind] == i;
        if (!read && (!i || same_name(name, r->form->sheet)))
            bp_reading_tell_official(r, book, i);
        else if (!read)
            bp_reading_tell_sheet(r, book, i, same_name(name, "校验"));
    }
}

static void read_working(bp_reading *r, bp_workbook *book)
{
    const char *department = r->options->department;
    bp_reading_working(r, book);
    if (r->status)
        return;
    if (r->options->fiscal_year)
        r->model->fiscal_year = r->options->fiscal_year;
    if (department)
        r->model->department = bp_reading_keep(r, department, strlen(department));
    settle_year(r, bp_workbook_file(book), NULL, NULL);
    settle_department(r, bp_workbook_file(book));
    if (r->status)
        return;
    number_ids(r);
    restore_reported(r, bp_workbook_file(book));
    tell_other_sheets(r, book);
}

/* Programs put their own version into what they save, and mostly the time. What we write has that of libxlsxwriter, and two equal
 * times. */
static bool is_untouched(const bp_workbook *book)
{
    const char *version = bp_workbook_find_property(book, BP_PROPERTY_EXTENDED, "AppVersion");
    const char *created = bp_workbook_find_property(book, BP_PROPERTY_CORE, "created");
    const char *modified = bp_workbook_find_property(book, BP_PROPERTY_CORE, "modified");
    return version && created && modified && !strcmp(version, "12.0000") && !strcmp(created, modified);
}

/* What a workbook of ours carries unseen, by its property or its hidden name; "" where it has neither. */
static const char *carried(const bp_workbook *book, const char *property, const char *name)
{
    const char *text = bp_workbook_find_property(book, BP_PROPERTY_CUSTOM, property);
    for (size_t i = 0; i < bp_workbook_name_count(book) && !text; i++)
        if (!strcmp(bp_workbook_name(book, i)->name, name))
            text = bp_workbook_name(book, i)->formula;
    return text ? text : "";
}

/* Our own workbooks say so. */
static void read_book(bp_reading *r, bp_workbook *book)
{
    size_t size;
    r->own = bp_workbook_fingerprint(book, &size) != NULL;
    r->untouched = r->own && is_untouched(book);
    if (!r->options->sheet && bp_reading_is_working(r, book)) {
        r->own = r->working = true;
        read_working(r, book);
        return;
    }
    r->carried_year = r->own ? bp_find_year(carried(book, "budgetpress.fiscal_year", "_budgetpress_fiscal_year")) : 0;
    if (r->own)
        find_prefix(r);
    read_chosen(r, book);
}

/* ---- the whole ---- */

/* What was read becomes a model: one that its JSON would be read as. It is its file's name that it has for a source. */
static bp_status settle(bp_reading *r, const char *path, bp_model **out)
{
    bp_model *m = r->model;
    m->amount_unit = bp_reading_keep(r, m->amount_unit, strlen(m->amount_unit));  /* it was the importer's own word */
    m->source = bp_source_from_memory(path, "", 0);
    if (!m->source || !bp_reading_list_cells(r))
        return bp_report_memory(r->diag);
    bp_source_drop_text(m->source);
    m->schema = "budgetpress/1";
    for (size_t i = 0; i < m->project_count; i++)
        m->projects[i].agency_id = m->agencies[m->projects[i].agency].id;
    m->imported = m->source->name;
    m->from_table = !r->working;
    bp_status status = bp_model_validate(m, r->diag);
    if (status)
        return status;
    *out = m;
    r->model = NULL;
    return BP_OK;
}

bp_status bp_import(const char *data_dir, const char *path, const bp_import_options *options, bp_diag *diag, bp_model **out)
{
    static const bp_import_options none;
    bp_reading r = {.options = options ? options : &none, .diag = diag};
    bp_source *source = NULL;
    bp_workbook *book = NULL;
    *out = NULL;
    bp_buf_ran_out();  /* before: none of this import's */
    bp_status status = bp_source_open(path, diag, &source);
    bool is_book = !status && bp_workbook_begins(source->text, source->size);
    if (is_book)
        status = bp_workbook_open(source, diag, &book);
    const char *form = book ? bp_workbook_find_property(book, BP_PROPERTY_CUSTOM, "budgetpress.form") : NULL;
    if (!status)
        status = begin(&r, data_dir, r.options->form ? r.options->form : form, path);
    if (!status) {
        if (is_book)
            read_book(&r, book);
        else
            read_csv(&r, source);
        status = r.status;
    }
    if (bp_buf_ran_out() && status <= BP_DATA)  /* then what seems wrong with the data need not be */
        status = bp_report_memory(diag);
    if (!status)
        status = settle(&r, path, out);
    end(&r);
    bp_workbook_close(book);
    bp_source_free(source);
    return status;
}
