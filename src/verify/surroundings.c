/* surroundings.c - what a workbook has around its official sheet, against the one that the model gives. Private to verify/. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "verify/markup.h"
#include "verify/workbook.h"

/* ---- formulas ---- */

/* Passes over what may stand in a formula or not: blanks, marks of absolute places, quotation marks of sheets, a prefix. */
static const char *skip_free(const char *p)
{
    static const char *const prefixes[] = {"_xlfn.", "_xlws."};
    for (;;) {
        size_t n = strspn(p, " \t\r\n$'");
        for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes && !n; i++)
            n = strncasecmp(p, prefixes[i], strlen(prefixes[i])) ? 0 : strlen(prefixes[i]);
        if (!n)
            return p;
        p += n;
    }
}

static char folded(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool bp_formulas_same(const char *a, const char *b)
{
    bool quoted = false;
    if (!*a || !*b)
        return false;
    for (;; a++, b++) {
        if (!quoted) {
            a = skip_free(a);
            b = skip_free(b);
        }
        if (quoted ? *a != *b : folded(*a) != folded(*b))
            return false;
        if (!*a)
            return true;
        quoted ^= *a == '"';
    }
}

bp_formula_fault bp_compare_formulas(const bp_grid_cell *cell, const bp_grid_cell *own)
{
    if (!cell || !cell->formula || (own && own->formula && bp_formulas_same(cell->source, own->source)))
        return BP_FORMULA_SAME;
    return own && (own->formula || !bp_cell_is_blank(own)) ? BP_FORMULA_OTHER : BP_FORMULA_ADDED;
}

/* ---- sheets ---- */

static size_t find_name(const bp_workbook *book, const char *name)
{
    size_t i = 0;
    while (i < bp_workbook_sheet_count(book) && strcmp(bp_workbook_sheet(book, i)->name, name) != 0)
        i++;
    return i;
}

/* Of each sheet of our own: whether it is there, after the one before it, and seen or not as ours is. */
static void compare_order(const bp_books *books)
{
    size_t next = 0, count = bp_workbook_sheet_count(books->found);
    for (size_t i = 0; i < bp_workbook_sheet_count(books->own); i++) {
        const bp_sheet_info *own = bp_workbook_sheet(books->own, i);
        size_t at = i == books->own_sheet ? books->found_sheet : find_name(books->found, own->name);
        if (at == count || at < next || bp_workbook_sheet(books->found, at)->visibility != own->visibility ||
            strcmp(bp_workbook_sheet(books->found, at)->name, own->name) != 0)
            bp_doubt_on_page(books->v, BP_VERIFY_SHEETS, SIZE_MAX, own->name, NULL);
        next = at == count ? next : at + 1;
    }
}

/* ---- the sheets that are worked in ---- */

/* A cell that a sheet has or should have. */
static void compare_cell(bp_verifier *v, const char *sheet, const bp_grid_cell *cell, const bp_grid_cell *own)
{
    const bp_grid_cell *any = cell ? cell : own;
    bp_buf place = {0}, is = {0}, should = {0};
    bp_formula_fault fault = bp_compare_formulas(cell, own);
    bool same = bp_cells_hold_same(cell, own);
    if (same && fault == BP_FORMULA_SAME)
        return;
    bp_cell_place(&place, sheet, any->row, any->column);
    bp_excerpt(same ? cell->source : cell ? cell->text : "", same ? own ? own->source : "" : own ? own->text : "", &is, &should);
    if (!same)
        bp_differ_in_cell(v, BP_VERIFY_SHEET_CELL, bp_buf_text(&place), NULL, bp_buf_text(&is), bp_buf_text(&should), NULL);
    else if (fault == BP_FORMULA_ADDED)
        bp_differ_in_cell(v, BP_VERIFY_FORMULA_ADDED, bp_buf_text(&place), NULL, bp_buf_text(&is), NULL, NULL);
    else
        bp_doubt_in_cell(v, BP_VERIFY_FORMULA, bp_buf_text(&place), NULL, bp_buf_text(&is), bp_buf_text(&should), NULL);
    v->failed |= place.failed || is.failed || should.failed;
    bp_buf_free(&place);
    bp_buf_free(&is);
    bp_buf_free(&should);
}

static int order_of(const bp_grid_cell *a, const bp_grid_cell *b)
{
    return a->row != b->row ? (a->row < b->row ? -1 : 1) : a->column != b->column ? (a->column < b->column ? -1 : 1) : 0;
}

static void compare_grids(bp_verifier *v, const bp_grid *found, const bp_grid *own)
{
    size_t i = 0, k = 0;
    while (i < found->cell_count || k < own->cell_count) {
        const bp_grid_cell *cell = i < found->cell_count ? &found->cells[i] : NULL;
        const bp_grid_cell *ours = k < own->cell_count ? &own->cells[k] : NULL;
        int order = !cell ? 1 : !ours ? -1 : order_of(cell, ours);
        compare_cell(v, found->sheet, order <= 0 ? cell : NULL, order >= 0 ? ours : NULL);
        i += order <= 0;
        k += order >= 0;
    }
}

static bp_status compare_sheets(const bp_books *books)
{
    bp_verifier *v = books->v;
    bp_status status = BP_OK;
    for (size_t i = 0; i < bp_workbook_sheet_count(books->found) && !status; i++) {
        const bp_sheet_info *sheet = bp_workbook_sheet(books->found, i);
        size_t own = find_name(books->own, sheet->name);
        if (i == books->found_sheet)
            continue;
        if (own == bp_workbook_sheet_count(books->own) || own == books->own_sheet) {
            bp_differ_on_page(v, BP_VERIFY_SHEET_FURTHER, SIZE_MAX, sheet->name, NULL);
            continue;
        }
        bp_grid grids[2] = {{0}, {0}};
        status = bp_grid_read_formulas(books->found, i, v->diag, &grids[0]);
        if (!status)
            status = bp_grid_read_formulas(books->own, own, v->diag, &grids[1]);
        if (!status)
            compare_grids(v, &grids[0], &grids[1]);
        bp_grid_free(&grids[0]);
        bp_grid_free(&grids[1]);
    }
    return status;
}

/* ---- what else may change what is seen ---- */

typedef struct told {
    const char *part, *text;
} told;

typedef struct list {
    bp_arena arena;
    told *items;      /* in the order of their texts, once sorted */
    size_t count, room;
    bp_diag *diag;
} list;

static bp_status take(void *context, const char *part, const char *text)
{
    list *l = context;
    if (!BP_ARRAY_ROOM(l->items, l->count, l->room))
        return bp_report_memory(l->diag);
    told *item = &l->items[l->count];
    *item = (told){bp_arena_strdup(&l->arena, part), bp_arena_strdup(&l->arena, text)};
    if (!item->part || !item->text)
        return bp_report_memory(l->diag);
    l->count++;
    return BP_OK;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(((const told *)a)->text, ((const told *)b)->text);
}

static bp_status collect(bp_workbook *book, size_t sheet, list *out)
{
    bp_status status = bp_workbook_markup(book, sheet, take, out, out->diag);
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, by_text);
    return status;
}

/* What only one of them tells; of our own just the names that formulas may need. */
static void compare_lists(bp_verifier *v, const list *found, const list *own)
{
    static const char name[] = "definedName ", inner[] = "definedName _";
    for (size_t i = 0; i < found->count; i++)
        if (!own->count || !bsearch(&found->items[i], own->items, own->count, sizeof *own->items, by_text))
            bp_doubt_on_page(v, BP_VERIFY_MARKUP, SIZE_MAX, found->items[i].part, found->items[i].text);
    for (size_t i = 0; i < own->count; i++)
        if (!strncmp(own->items[i].text, name, strlen(name)) && strncmp(own->items[i].text, inner, strlen(inner)) != 0 &&
            (!found->count || !bsearch(&own->items[i], found->items, found->count, sizeof *found->items, by_text)))
            bp_doubt_on_page(v, BP_VERIFY_MARKUP_LOST, SIZE_MAX, own->items[i].part, own->items[i].text);
}

static bp_status compare_markup(const bp_books *books)
{
    list found = {.diag = books->v->diag}, own = {.diag = books->v->diag};
    bp_status status = collect(books->found, books->found_sheet, &found);
    if (!status)
        status = collect(books->own, books->own_sheet, &own);
    if (!status)
        compare_lists(books->v, &found, &own);
    list *const lists[] = {&found, &own};
    for (size_t i = 0; i < 2; i++) {
        bp_arena_free(&lists[i]->arena);
        free(lists[i]->items);
    }
    return status;
}

bp_status bp_compare_surroundings(const bp_books *books)
{
    compare_order(books);
    bp_status status = compare_sheets(books);
    return status ? status : compare_markup(books);
}
