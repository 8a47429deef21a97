/* fuzz_render.c - the whole way: whatever model can be read is checked, bound, laid out and written. The input decides by which
 * back end and in which form. What was written is held against the model: a workbook shows it to `verify`, the working one is
 * imported as the same model, a CSV file has the table's cells, and the same input gives the same bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form/table.h"
#include "fuzz.h"
#include "format/csv/reader.h"
#include "facts/year.h"

typedef enum after { NOTHING, VERIFY, IMPORT, CELLS } after;

static const struct way {
    const char *format, *options[2];
    after after;
} ways[] = {
    {"pdf", {"pdf.profile=plain"}, NOTHING},
    {"pdf", {"pdf.profile=print"}, NOTHING},
    {"pdf", {"pdf.profile=archive"}, NOTHING},
    {"pdf", {"pdf.profile=archive", "pdf.linearize=1"}, NOTHING},
    {"xlsx", {"xlsx.profile=official"}, VERIFY},
    {"xlsx", {"xlsx.profile=working"}, VERIFY},
    {"xlsx", {"xlsx.profile=working"}, IMPORT},
    {"csv", {"csv.title=0"}, CELLS},
    {"csv", {"csv.bom=0"}, CELLS},
    {"trace", {NULL}, NOTHING},
};
enum { WAYS = sizeof ways / sizeof *ways };

/* ---- what was written ---- */

static void hold_workbook(const char *path, const bp_model *model, const bp_form *form, bp_diag *diag)
{
    bp_verified seen;
    if (bp_verify(path, model, form, fuzz_fonts(), "", 10, diag, &seen) || seen.verdict != BP_VERDICT_BYTES)
        fuzz_fail("a workbook does not show its model");
}

static void hold_import(const char *path, const bp_model *model, bp_diag *diag)
{
    char is[BP_FINGERPRINT_SIZE], should[BP_FINGERPRINT_SIZE];
    bp_model *again;
    if (bp_import(fuzz_data_dir(), path, NULL, diag, &again))
        fuzz_fail("a working workbook cannot be imported");
    if (!bp_model_fingerprint(again, is) || !bp_model_fingerprint(model, should) || strcmp(is, should) != 0)
        fuzz_fail("a working workbook is imported as another model");
    bp_model_free(again);
}

static void hold_row(const bp_grid *grid, uint32_t at, const bp_row *row, size_t columns)
{
    for (size_t c = 0; c < columns; c++) {
        char amount[BP_AMOUNT_SIZE];
        const bp_cell *cell = &row->cells[c];
        const bp_grid_cell *found = bp_grid_at(grid, at, (uint32_t)c);
        const char *text = cell->kind == BP_CELL_TEXT ? cell->text : "";
        if (cell->kind == BP_CELL_AMOUNT) {
            bp_amount_text(amount, cell->amount);
            text = amount;
        }
        if (strcmp(found ? found->text : "", text) != 0)
            fuzz_fail("a CSV file has another cell than the table");
    }
}

/* The rows of the table stand behind the header, which stands behind two lines of title, or three where that does not tell the year,
 * or none. */
static void hold_cells(const char *path, const bp_model *model, const bp_form *form, bool titled, bp_diag *diag)
{
    bp_source *source;
    bp_table *table;
    bp_grid grid;
    bp_arena arena = {0};
    bp_row row;
    if (bp_source_open(path, diag, &source) || bp_csv_read(source, diag, &grid) || bp_table_new(form, model, diag, &table))
        fuzz_fail("a CSV file cannot be read");
    bool dated = bp_title_year(bp_table_title(table), model->department) == model->fiscal_year;
    for (size_t i = 0; i < bp_table_row_count(table); i++) {
        bp_arena_reset(&arena);
        if (bp_table_row(table, i, &arena, &row))
            hold_row(&grid, (uint32_t)(i + (!titled ? 1 : dated ? 3 : 4)), &row, form->column_count);
    }
    bp_arena_free(&arena);
    bp_table_free(table);
    bp_grid_free(&grid);
    bp_source_free(source);
}

static bool same_bytes(const char *a, const char *b)
{
    bp_source *x, *y;
    if (bp_source_open(a, NULL, &x) || bp_source_open(b, NULL, &y))
        fuzz_fail("what was written cannot be read");
    bool same = x->size == y->size && !memcmp(x->text, y->text, x->size);
    bp_source_free(x);
    bp_source_free(y);
    return same;
}

static void hold(const struct way *way, const char *path, const bp_model *model, const bp_form *form, bp_diag *diag)
{
    if (way->after == VERIFY)
        hold_workbook(path, model, form, diag);
    else if (way->after == IMPORT)
        hold_import(path, model, diag);
    else if (way->after == CELLS)
        hold_cells(path, model, form, strcmp(way->options[0], "csv.title=0") != 0, diag);
}

/* ---- writing ---- */

static bp_status write(const struct way *way, const char *path, const bp_model *model, const bp_form *form, bp_diag *diag)
{
    const bp_output output = {path, way->format};
    size_t count = way->options[0] ? way->options[1] ? 2 : 1 : 0, before = bp_diag_total(diag, BP_ERROR);
    bp_status status = bp_render(model, form, fuzz_fonts(), &output, 1, way->options, count, diag);
    if ((status == BP_OK) != (bp_diag_total(diag, BP_ERROR) == before))
        fuzz_fail("the status does not agree with what was reported");
    return status;
}

/* The rules that rendering runs find errors where all rules do, and rendering says the same as the check that it does first. */
static bp_status check(const bp_model *model, const bp_form *form)
{
    bp_diag *few = bp_diag_new(BP_LANG_EN), *all = bp_diag_new(BP_LANG_ZH);
    bp_status status = bp_check(model, form, few);
    if (bp_checks_run(model, form, NULL, all) != status || bp_diag_total(few, BP_ERROR) != bp_diag_total(all, BP_ERROR))
        fuzz_fail("check finds other errors than rendering");
    bp_diag_free(few);
    bp_diag_free(all);
    return status;
}

static void render(const bp_model *model, size_t number, bp_diag *diag)
{
    const struct way *way = &ways[number % WAYS];
    const bp_form *form = fuzz_form(model, number / WAYS == 3); /* of four times, once */
    char path[96], second[96];
    snprintf(path, sizeof path, "%s/a.%s", fuzz_folder(), way->format);
    snprintf(second, sizeof second, "%s/b.%s", fuzz_folder(), way->format);
    bp_status checked = check(model, form), status = write(way, path, model, form, diag);
    if (checked && status != checked)
        fuzz_fail("what has errors was rendered");
    if (status)
        return;
    hold(way, path, model, form, diag);
    if (write(way, second, model, form, diag) || !same_bytes(path, second))
        fuzz_fail("the same model gives other bytes");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bp_model *model;
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    if (!bp_model_read_text("fuzz.json", (const char *)data, size, diag, &model))
        render(model, fuzz_choose(data, size, 4 * WAYS), diag);
    bp_model_free(model);
    bp_diag_free(diag);
    return 0;
}
