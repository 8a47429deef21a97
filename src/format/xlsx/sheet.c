/* sheet.c - one worksheet as events (ECMA-376-1, 18.3.1). Private to format/xlsx/; see workbook.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/xlsx/reader.h"

/* How a cell's value is written: ST_CellType. */
typedef enum cell_type { TYPE_NUMBER, TYPE_SHARED, TYPE_STRING, TYPE_INLINE, TYPE_BOOLEAN, TYPE_ERROR, TYPE_DATE } cell_type;

enum {
    SHARED = 256, FORMULA_LONGEST = 1 << 15,  /* shared formulas remembered; bytes of one looked at */
    DEPTH_CELL = 4,                        /* of worksheet, sheetData, row, c */
};

typedef struct sheet_reader {
    bp_workbook *book;
    const bp_sheet_info *sheet;
    const bp_sheet_events *events;
    void *context;
    int64_t row, column;       /* the present ones, -1 before the first */
    size_t cells, merges;
    bool by_text;              /* the text of the present formula tells all */
    bool in_data, has_data, in_cell, in_value, in_inline, in_formula, has_value, formula;
    cell_type type;
    unsigned sums;             /* of the present formula */
    uint32_t style;
    bp_rich_text text;         /* of <v>, or of <is> */
    bp_buf formula_text;
    uint32_t shared;           /* the number by which further cells share the present formula; UINT32_MAX: not shared */
    unsigned char shared_sums[SHARED];  /* by that number: what it sums */
    bp_book_view view;
} sheet_reader;

/* Reports at the present cell, or at the part before the first. */
static void fail(bp_xml *xml, const sheet_reader *r, bp_code code, const char *const *args)
{
    bp_buf place = {0};
    if (r->row < 0) {
        bp_xml_fail(xml, code, args);
        return;
    }
    bp_cell_place(&place, r->sheet->name, (uint32_t)r->row, r->column < 0 ? 0 : (uint32_t)r->column);
    bp_xml_stop(xml, bp_report(bp_xml_diag(xml), code,
                               (bp_where){.file = bp_workbook_file(r->book), .cell = bp_buf_text(&place)}, args));
    bp_buf_free(&place);
}

static void pass_on(bp_xml *xml, bp_status status)
{
    if (status)
        bp_xml_stop(xml, status);
}

/* ---- rows and columns ---- */

static int32_t height_of(const char *const *attributes)
{
    const char *text = bp_xml_attribute(attributes, "ht");
    double points = text ? strtod(text, NULL) : -1;
    return points >= 0 && points <= 100000 ? (int32_t)(points * 1000 + 0.5) : -1;
}

static void start_row(bp_xml *xml, sheet_reader *r, const char *const *attributes)
{
    const char *given = bp_xml_attribute(attributes, "r");
    uint32_t number = bp_xml_number(attributes, "r", UINT32_MAX);
    int64_t row = given ? (int64_t)number - 1 : r->row + 1;
    if (row >= BP_BOOK_ROWS_MAX || !number) {
        bp_xml_fail(xml, BP_BOOK_ROW, BP_ARGS(given ? given : "1048577"));
        return;
    }
    if (given && row <= r->row) {
        bp_xml_fail(xml, BP_BOOK_ORDER, BP_ARGS(given));
        return;
    }
    r->row = row;
    r->column = -1;
    const bp_book_row out = {(uint32_t)row, bp_xml_flag(attributes, "hidden"), height_of(attributes)};
    if (r->events->row)
        pass_on(xml, r->events->row(r->context, &out));
}

static void start_columns(bp_xml *xml, const sheet_reader *r, const char *const *attributes)
{
    const char *width = bp_xml_attribute(attributes, "width");
    uint32_t first = bp_xml_number(attributes, "min", 0), last = bp_xml_number(attributes, "max", 0);
    if (!first || last < first || last > BP_BOOK_COLUMNS_MAX) {
        bp_xml_fail(xml, BP_BOOK_COLUMN, BP_ARGS(bp_xml_attribute(attributes, "max") ? bp_xml_attribute(attributes, "max") : ""));
        return;
    }
    const double characters = width ? strtod(width, NULL) : 0;
    bool hidden = bp_xml_flag(attributes, "hidden") || (width && !(characters > 0));
    const bp_book_columns out = {first - 1, last - 1, hidden, characters};
    if (r->events->columns)
        pass_on(xml, r->events->columns(r->context, &out));
}

/* ---- the whole sheet ---- */

static void take_defaults(sheet_reader *r, const char *const *attributes)
{
    const char *width = bp_xml_attribute(attributes, "defaultColWidth"), *height = bp_xml_attribute(attributes, "defaultRowHeight");
    double points = height && bp_xml_flag(attributes, "customHeight") ? strtod(height, NULL) : -1;
    r->view.width = width ? strtod(width, NULL) : 0;
    r->view.height = points >= 0 && points <= 100000 ? (int32_t)(points * 1000 + 0.5) : -1;
    r->view.hidden = bp_xml_flag(attributes, "zeroHeight");
}

static void start_data(bp_xml *xml, sheet_reader *r)
{
    if (r->has_data) {
        bp_xml_fail(xml, BP_BOOK_DATA_TWICE, BP_NO_ARGS);
        return;
    }
    r->in_data = r->has_data = true;
    if (r->events->view)
        pass_on(xml, r->events->view(r->context, &r->view));
}

static void take_merge(bp_xml *xml, sheet_reader *r, const char *const *attributes)
{
    const char *ref = bp_xml_attribute(attributes, "ref");
    bp_book_range range;
    char limit[16];
    if (!ref || !bp_range_parse(ref, &range) || range.row1 >= BP_BOOK_ROWS_MAX || range.column1 >= BP_BOOK_COLUMNS_MAX) {
        bp_xml_fail(xml, BP_BOOK_CELL_NAME, BP_ARGS(ref ? ref : ""));
        return;
    }
    if (++r->merges > BP_BOOK_LIST_MAX) {
        snprintf(limit, sizeof limit, "%d", BP_BOOK_LIST_MAX);
        bp_xml_fail(xml, BP_BOOK_LIST, BP_ARGS(limit));
        return;
    }
    if (r->events->merge)
        pass_on(xml, r->events->merge(r->context, &range));
}

/* ---- cells ---- */

static cell_type type_of(const char *text)
{
    static const char *const names[] = {
        [TYPE_NUMBER] = "n",  [TYPE_SHARED] = "s", [TYPE_STRING] = "str", [TYPE_INLINE] = "inlineStr",
        [TYPE_BOOLEAN] = "b", [TYPE_ERROR] = "e",  [TYPE_DATE] = "d"};
    for (int i = 0; text && i < (int)(sizeof names / sizeof *names); i++)
        if (!strcmp(text, names[i]))
            return (cell_type)i;
    return TYPE_NUMBER;
}

static void start_cell(bp_xml *xml, sheet_reader *r, const char *const *attributes)
{
    const char *name = bp_xml_attribute(attributes, "r");
    uint32_t row = (uint32_t)r->row, column = (uint32_t)(r->column + 1);
    if (name && (!bp_cell_parse(name, &row, &column) || row != (uint32_t)r->row)) {
        bp_xml_fail(xml, BP_BOOK_CELL_NAME, BP_ARGS(name));
        return;
    }
    if (column >= BP_BOOK_COLUMNS_MAX) {
        bp_xml_fail(xml, BP_BOOK_COLUMN, BP_ARGS(name ? name : "16385"));
        return;
    }
    if (name && (int64_t)column <= r->column) {
        bp_xml_fail(xml, BP_BOOK_ORDER, BP_ARGS(name));
        return;
    }
    r->column = column;
    r->type = type_of(bp_xml_attribute(attributes, "t"));
    r->style = bp_xml_number(attributes, "s", 0);
    r->in_cell = true;
    r->has_value = r->formula = false;
    r->sums = 0;
    bp_rich_begin(&r->text);
}

static int by_string(const void *key, const void *item)
{
    size_t a = *(const size_t *)key, b = ((const bp_string_runs *)item)->string;
    return (a > b) - (a < b);
}

/* The shared string that the value's index means. */
static bool find_string(bp_xml *xml, sheet_reader *r, bp_book_cell *cell)
{
    const bp_workbook *book = r->book;
    const char *text = bp_buf_text(&r->text.text);
    char *end, count[24];
    unsigned long long index = strtoull(text, &end, 10);
    if (end == text || *end || *text < '0' || *text > '9' || index >= book->string_count) {
        snprintf(count, sizeof count, "%zu", book->string_count);
        fail(xml, r, BP_BOOK_STRING_INDEX, BP_ARGS(text, count));
        return false;
    }
    uint64_t from = index ? (book->string_ends[index - 1] & ~BP_STRING_RICH) + 1 : 0;
    cell->text = book->strings.data + from;
    cell->size = (size_t)((book->string_ends[index] & ~BP_STRING_RICH) - from);
    cell->rich = book->string_ends[index] & BP_STRING_RICH;
    const size_t key = (size_t)index;
    const bp_string_runs *runs =
        book->runs_count ? bsearch(&key, book->runs, book->runs_count, sizeof *book->runs, by_string) : NULL;
    cell->runs = runs ? &runs->looks : NULL;
    return true;
}

static bool is_number(const char *text)
{
    char *end;
    if (!(*text == '-' || *text == '+' || *text == '.' || (*text >= '0' && *text <= '9')) || strpbrk(text, "xXnNiIpP"))
        return false;
    strtod(text, &end);
    return !*end;
}

/* White space around a number is XML's, not the number's. */
static void trim(bp_buf *text)
{
    size_t from = 0, to = text->size;
    while (from < to && strchr(" \t\r\n", text->data[from]))
        from++;
    while (to > from && strchr(" \t\r\n", text->data[to - 1]))
        to--;
    if (from || to < text->size) {
        memmove(text->data, text->data + from, to - from);
        bp_buf_truncate(text, to - from);
    }
}

static bool take_value(bp_xml *xml, sheet_reader *r, bp_book_cell *cell)
{
    static const bp_book_value kinds[] = {[TYPE_NUMBER] = BP_VALUE_NUMBER, [TYPE_SHARED] = BP_VALUE_TEXT,
                                          [TYPE_STRING] = BP_VALUE_TEXT,   [TYPE_INLINE] = BP_VALUE_TEXT,
                                          [TYPE_BOOLEAN] = BP_VALUE_BOOLEAN, [TYPE_ERROR] = BP_VALUE_ERROR,
                                          [TYPE_DATE] = BP_VALUE_TEXT};
    cell->value = kinds[r->type];
    if (r->type == TYPE_STRING || r->type == TYPE_INLINE)
        bp_unescape(&r->text.text);
    else
        trim(&r->text.text);
    if (r->type == TYPE_SHARED && r->text.text.size)
        return find_string(xml, r, cell);
    cell->text = bp_buf_text(&r->text.text);
    cell->size = r->text.text.size;
    cell->rich = r->type == TYPE_INLINE && r->text.runs > 1;
    cell->runs = r->type == TYPE_INLINE && bp_runs_say(&r->text.looks) ? &r->text.looks : NULL;
    if ((r->type == TYPE_NUMBER || r->type == TYPE_SHARED) && !cell->size)
        cell->value = BP_VALUE_NONE;
    else if (r->type == TYPE_NUMBER && !is_number(cell->text)) {
        fail(xml, r, BP_BOOK_NUMBER, BP_ARGS(cell->text));
        return false;
    }
    return true;
}

static void end_cell(bp_xml *xml, sheet_reader *r)
{
    bp_book_cell cell = {
        .row = (uint32_t)r->row, .column = (uint32_t)r->column, .text = "", .formula = r->formula, .sums = r->sums,
        .source = r->formula && r->by_text ? bp_buf_text(&r->formula_text) : "", .style = r->style};
    char limit[16];
    r->in_cell = false;
    if (r->text.text.failed || r->formula_text.failed) {
        bp_xml_fail(xml, BP_MEMORY, BP_NO_ARGS);
        return;
    }
    if (r->has_value && !take_value(xml, r, &cell))
        return;
    if (cell.value == BP_VALUE_NONE && !cell.formula)
        return;
    if (++r->cells > BP_BOOK_CELLS_MAX) {
        snprintf(limit, sizeof limit, "%d", BP_BOOK_CELLS_MAX);
        fail(xml, r, BP_BOOK_CELLS, BP_ARGS(limit));
        return;
    }
    if (r->events->cell)
        pass_on(xml, r->events->cell(r->context, &cell));
}

/* ---- the sheet ---- */

static void start_formula(sheet_reader *r, const char *const *attributes)
{
    const char *type = bp_xml_attribute(attributes, "t");
    r->formula = r->in_formula = true;
    r->by_text = !type || !strcmp(type, "normal");
    r->shared = type && !strcmp(type, "shared") ? bp_xml_number(attributes, "si", UINT32_MAX) : UINT32_MAX;
    bp_buf_truncate(&r->formula_text, 0);
}

/* A shared formula has its text in its first cell only. */
static void end_formula(sheet_reader *r)
{
    r->in_formula = false;
    if (r->formula_text.size || r->shared >= SHARED)
        r->sums = bp_formula_sums(bp_buf_text(&r->formula_text), (uint32_t)r->row);
    else
        r->sums = r->shared_sums[r->shared];
    if (r->shared < SHARED)
        r->shared_sums[r->shared] = (unsigned char)r->sums;
}

/* Of what a cell has twice, programs take the first or the last. */
static void start_part_of_cell(bp_xml *xml, sheet_reader *r, const char *name, const char *const *attributes)
{
    bool value = !strcmp(name, r->type == TYPE_INLINE ? "is" : "v"), formula = !strcmp(name, "f");
    if ((value && r->has_value) || (formula && r->formula))
        fail(xml, r, BP_BOOK_VALUE_TWICE, BP_NO_ARGS);
    else if (formula)
        start_formula(r, attributes);
    else if (value) {
        r->has_value = true;
        r->in_inline = r->type == TYPE_INLINE;
        r->in_value = r->text.open = !r->in_inline;
    }
}

static void start_in_cell(bp_xml *xml, sheet_reader *r, const char *name, const char *const *attributes)
{
    if (bp_xml_in(xml, "c", DEPTH_CELL))
        start_part_of_cell(xml, r, name, attributes);
    else if (r->in_inline)
        bp_rich_start(xml, &r->book->looks, &r->text, name, attributes);
}

/* What is no row and no cell. */
static void start_around(bp_xml *xml, sheet_reader *r, const char *name, const char *const *attributes)
{
    if (bp_xml_in(xml, "worksheet", 1) && !strcmp(name, "sheetFormatPr"))
        take_defaults(r, attributes);
    else if (bp_xml_in(xml, "cols", 2) && !strcmp(name, "col"))
        start_columns(xml, r, attributes);
    else if (bp_xml_in(xml, "mergeCells", 2) && !strcmp(name, "mergeCell"))
        take_merge(xml, r, attributes);
}

static void start(bp_xml *xml, void *context, const char *name, const char *const *attributes)
{
    sheet_reader *r = context;
    if (r->in_cell)
        start_in_cell(xml, r, name, attributes);
    else if (r->in_data && bp_xml_in(xml, "row", DEPTH_CELL - 1) && !strcmp(name, "c"))
        start_cell(xml, r, attributes);
    else if (r->in_data && bp_xml_in(xml, "sheetData", DEPTH_CELL - 2) && !strcmp(name, "row"))
        start_row(xml, r, attributes);
    else if (bp_xml_in(xml, "worksheet", 1) && !strcmp(name, "sheetData"))
        start_data(xml, r);
    else if (!r->in_data)
        start_around(xml, r, name, attributes);
}

static void end_in_cell(const bp_xml *xml, sheet_reader *r, const char *name)
{
    if (r->in_inline && !bp_xml_in(xml, "c", DEPTH_CELL))
        bp_rich_end(&r->text, name);
    else if (!strcmp(name, "v"))
        r->in_value = r->text.open = false;
    else if (!strcmp(name, "is"))
        r->in_inline = false;
    else if (!strcmp(name, "f") && r->in_formula)
        end_formula(r);
}

static void end(bp_xml *xml, void *context, const char *name)
{
    sheet_reader *r = context;
    if (r->in_cell && bp_xml_in(xml, "row", DEPTH_CELL - 1))
        end_cell(xml, r);
    else if (r->in_cell)
        end_in_cell(xml, r, name);
    else if (r->in_data && bp_xml_in(xml, "worksheet", 1))
        r->in_data = false;
}

static void text(bp_xml *xml, void *context, const char *bytes, size_t size)
{
    sheet_reader *r = context;
    if (r->in_formula && r->formula_text.size < FORMULA_LONGEST)
        bp_buf_put(&r->formula_text, bytes, size);
    if (!r->in_value && !r->in_inline)
        return;
    if (r->text.open && r->text.text.size + size > BP_BOOK_TEXT_MAX)
        fail(xml, r, BP_BOOK_TEXT, BP_NO_ARGS);
    else
        bp_rich_text_put(xml, &r->text, bytes, size);
}

bp_status bp_sheet_read(bp_workbook *book, size_t sheet, const bp_sheet_events *events, void *context, bp_diag *diag)
{
    static const bp_xml_events xml_events = {start, end, text, BP_XML_SHEET};
    sheet_reader r = {.book = book, .sheet = &book->sheets[sheet], .events = events, .context = context, .row = -1, .column = -1,
                      .view.height = -1};
    if (!r.sheet->part)
        return BP_OK;
    bp_status status = bp_xml_read(book->package, r.sheet->part, &xml_events, &r, diag);
    bp_buf_free(&r.text.text);
    bp_buf_free(&r.formula_text);
    return !status && book->looks.failed ? bp_report_memory(diag) : status;
}
