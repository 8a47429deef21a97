/* csv.c - the table as comma-separated values (RFC 4180) in UTF-8.
 *
 * Every line has as many fields as the table has columns: title, department and unit, the year where the title tells none, the
 * header in one line, the rows, the notes.
 * Amounts are plain decimals with all their digits, blanks are empty. A cell over several rows stands in the first of them.
 */
#include "format/csv/csv.h"

#include <string.h>

#include "base/buf.h"
#include "format/csv/guard.h"
#include "diag/translate.h"
#include "facts/year.h"

enum { OPTION_BOM, OPTION_TITLE, OPTION_GUARD };

static const bp_option options[] = {
    [OPTION_BOM] = {"bom", BP_OPTION_BOOL, "1", NULL, BP_TEXT("begin with a byte order mark, for Excel")},
    [OPTION_TITLE] = {"title", BP_OPTION_BOOL, "1", NULL, BP_TEXT("write title, unit and notes; 0: the header and the rows alone")},
    [OPTION_GUARD] = {"guard", BP_OPTION_BOOL, "0", NULL,
                      BP_TEXT("a tab before what Excel takes for numbers and dates, as 00123 and 3-5")},
    {.key = NULL},
};

/* One line that is being put together. */
typedef struct line {
    const bp_form *form;
    bp_outfile *file;
    bool guards_values;
    bp_buf text;
    size_t fields;
} line;

static void next_field(line *l)
{
    if (l->fields++)
        bp_buf_putc(&l->text, ',');
}

static void put_raw(line *l, const char *text)
{
    next_field(l);
    bp_buf_puts(&l->text, text);
}

/* Semicolons and tabs are quoted, too: readers take for the separator what they see most of in the first line, and a title may have
 * many. */
static void put_text(line *l, const char *text)
{
    const char *guard = bp_is_formula_like(text) ? "'" : l->guards_values && bp_is_value_like(text) ? "\t" : "";
    bool quoted = text[strcspn(text, ",;\t\"\r\n")] || *text == ' ' || *guard == '\t';
    next_field(l);
    if (quoted)
        bp_buf_putc(&l->text, '"');
    bp_buf_puts(&l->text, guard);
    for (; *text; text++) {
        if (*text == '"')
            bp_buf_putc(&l->text, '"');
        bp_buf_putc(&l->text, *text);
    }
    if (quoted)
        bp_buf_putc(&l->text, '"');
}

static void end_line(line *l)
{
    while (l->fields < l->form->column_count)
        put_raw(l, "");
    bp_buf_puts(&l->text, "\r\n");
    bp_outfile_write(l->file, bp_buf_text(&l->text), l->text.size);
    bp_buf_truncate(&l->text, 0);
    l->fields = 0;
}

/* The lowest header cell over a column, and the one on a level. */
static const bp_header_cell *header_at(const bp_form *form, size_t column, unsigned level)
{
    for (size_t i = 0; i < form->header_count; i++) {
        const bp_header_cell *cell = &form->header[i];
        if (column >= cell->column && column < cell->column + cell->columns && level >= cell->level &&
            level < cell->level + cell->levels)
            return cell;
    }
    return NULL;
}

static const char *leaf(const bp_form *form, size_t column)
{
    const bp_header_cell *cell = header_at(form, column, form->header_levels - 1);
    return cell ? cell->text : "";
}

static bool is_alone(const bp_form *form, size_t column)
{
    for (size_t c = 0; c < form->column_count; c++)
        if (c != column && !strcmp(leaf(form, c), leaf(form, column)))
            return false;
    return true;
}

/* One line: the lowest text of each column, or all from the top where several columns have the same. */
static void put_header(line *l)
{
    for (size_t c = 0; c < l->form->column_count; c++) {
        const bp_header_cell *before = NULL;
        bp_buf path = {0};
        for (unsigned level = 0; level < l->form->header_levels && !is_alone(l->form, c); level++) {
            const bp_header_cell *cell = header_at(l->form, c, level);
            if (cell && cell != before)
                bp_buf_printf(&path, "%s%s", before ? "-" : "", cell->text);
            before = cell;
        }
        put_text(l, path.size ? path.data : leaf(l->form, c));
        l->text.failed |= path.failed;
        bp_buf_free(&path);
    }
    end_line(l);
}

/* The year has a line of its own where the title does not tell it. */
static void put_title(line *l, const bp_table *table)
{
    const bp_model *model = bp_table_model(table);
    put_text(l, bp_table_title(table));
    end_line(l);
    put_text(l, bp_table_meta(table, 0));
    if (l->form->column_count > 1)
        put_text(l, bp_table_meta(table, 1));
    end_line(l);
    if (bp_title_year(bp_table_title(table), model->department) == model->fiscal_year)
        return;
    bp_buf year = {0};
    bp_buf_printf(&year, "预算年度：%d", model->fiscal_year);
    put_text(l, bp_buf_text(&year));
    l->text.failed |= year.failed;
    bp_buf_free(&year);
    end_line(l);
}

static void put_cell(line *l, const bp_cell *cell)
{
    char amount[BP_AMOUNT_SIZE];
    if (cell->kind == BP_CELL_AMOUNT) {
        bp_amount_text(amount, cell->amount);
        put_raw(l, amount);
    } else
        put_text(l, cell->kind == BP_CELL_TEXT ? cell->text : "");
}

static bool put_rows(line *l, const bp_table *table)
{
    bp_arena arena = {0};
    bp_row row;
    bool ok = true;
    for (size_t i = 0; i < bp_table_row_count(table) && ok; i++) {
        bp_arena_reset(&arena);
        ok = bp_table_row(table, i, &arena, &row) && !l->text.failed;
        for (size_t c = 0; c < l->form->column_count && ok; c++)
            put_cell(l, &row.cells[c]);
        if (ok)
            end_line(l);
    }
    bp_arena_free(&arena);
    return ok;
}

static bp_status write_csv(const bp_job *job, bp_outfile *file)
{
    const bp_table *table = job->table;
    line l = {.form = bp_table_form(table), .file = file, .guards_values = job->options[OPTION_GUARD]};
    if (job->options[OPTION_BOM])
        bp_buf_puts(&l.text, "\xEF\xBB\xBF");
    if (job->options[OPTION_TITLE])
        put_title(&l, table);
    put_header(&l);
    bool ok = put_rows(&l, table);
    for (size_t i = 0; i < bp_table_note_count(table) && job->options[OPTION_TITLE] && ok; i++) {
        put_text(&l, bp_table_note(table, i));
        end_line(&l);
    }
    ok = ok && !l.text.failed;
    bp_buf_free(&l.text);
    return ok ? BP_OK : bp_report_memory(job->diag);
}

const bp_backend bp_csv_backend = {"csv", "csv", BP_FAMILY_TABLE, options, write_csv, NULL};
