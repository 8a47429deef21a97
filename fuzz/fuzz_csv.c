/* fuzz_csv.c - CSV files, in all their encodings. The cells that were read are written with every field quoted and read again: the
 * same cells. Then the file is imported. */
#include <string.h>

#include "format/csv/guard.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "format/csv/reader.h"

static void put_field(bp_buf *out, const bp_grid_cell *cell)
{
    bp_buf_putc(out, '"');
    if (bp_is_formula_like(cell->text))
        bp_buf_putc(out, '\'');
    for (const char *p = cell->text; *p; p++) {
        if (*p == '"')
            bp_buf_putc(out, '"');
        bp_buf_putc(out, *p);
    }
    bp_buf_putc(out, '"');
}

/* The first record has more commas than anything else. */
static void write_again(const bp_grid *grid, bp_buf *out)
{
    uint32_t row = 0, column = 0;
    for (size_t i = 0; i < grid->cell_count; i++) {
        const bp_grid_cell *cell = &grid->cells[i];
        for (; row < cell->row; row++, column = 0)
            bp_buf_puts(out, "\r\n");
        for (; column < cell->column; column++)
            bp_buf_putc(out, ',');
        put_field(out, cell);
    }
}

static void hold_again(const bp_grid *grid)
{
    bp_buf text = {0};
    bp_grid again = {0};
    write_again(grid, &text);
    bp_source *source = bp_source_from_memory("again.csv", bp_buf_text(&text), text.size);
    if (!source || bp_csv_read(source, NULL, &again))
        fuzz_fail("cells that were read cannot be written and read");
    if (again.cell_count != grid->cell_count)
        fuzz_fail("writing cells and reading them gives more or fewer");
    for (size_t i = 0; i < grid->cell_count; i++) {
        const bp_grid_cell *a = &grid->cells[i], *b = &again.cells[i];
        if (a->row != b->row || a->column != b->column || a->size != b->size || strcmp(a->text, b->text) != 0)
            fuzz_fail("writing cells and reading them gives others");
    }
    bp_grid_free(&again);
    bp_source_free(source);
    bp_buf_free(&text);
}

static void hold_cells(const bp_grid *grid, const bp_source *text)
{
    for (size_t i = 0; i < grid->cell_count; i++) {
        const bp_grid_cell *cell = &grid->cells[i];
        if (cell->offset < 1 || cell->offset > text->size || strlen(cell->text) != cell->size ||
            bp_utf8_valid(cell->text, cell->size) != cell->size || bp_grid_at(grid, cell->row, cell->column) != cell)
            fuzz_fail("a cell is not what and where it says");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_source *source = bp_source_from_memory("fuzz.csv", (const char *)data, size), *decoded = NULL;
    bp_grid grid = {0};
    if (!source)
        fuzz_fail("no memory");
    bp_status status = bp_csv_decode(source, diag, &decoded);
    bp_source *text = decoded ? decoded : source;
    if (!status && bp_utf8_valid(text->text, text->size) != text->size)
        fuzz_fail("what was decoded is no UTF-8");
    if (!status)
        status = bp_csv_read(text, diag, &grid);
    if ((status == BP_OK) != (bp_diag_total(diag, BP_ERROR) == 0))
        fuzz_fail("the status does not agree with what was reported");
    hold_cells(&grid, text);
    if (!status && grid.cell_count < 5000 && grid.width < 500)
        hold_again(&grid);
    bp_grid_free(&grid);
    bp_source_free(decoded);
    bp_source_free(source);
    bp_diag_free(diag);
    fuzz_import(data, size);
    return 0;
}
