/* lines.c - what stands above a table: title, department, unit, year. See reading.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "reading/reading.h"
#include "reading/units.h"
#include "reading/values.h"
#include "facts/year.h"

/* ---- labels ---- */

typedef struct line_reader {
    bp_reading *r;
    const bp_grid *grid;
    uint32_t row, column;        /* the cell being read */
    const char *title;           /* the longest line without a label */
    size_t title_size;
    uint32_t title_row, title_column;
    const bp_unit_word *unit;
    uint32_t unit_row, unit_column;
    uint32_t looked_at;          /* 1 + the row that was looked through for amounts last, and whether it has one */
    bool amount;
    bool no_unit;                /* one was told that is none: reported */
} line_reader;

static const char *find_colon(const char *text)
{
    static const char wide[] = "：", either[] = ":\xEF";  /* the first byte of the wide one */
    while ((text = strpbrk(text, either)) && *text != ':' && strncmp(text, wide, sizeof wide - 1) != 0)
        text++;
    return text;
}

typedef struct line_label {
    int key;                     /* a bp_label, -1: none */
    bool or_agency;              /* a word for units of money that agencies are called by too, as 单位 is */
    const char *value;           /* behind the colon */
} line_label;

/* Folds a text up to its colon, or as much of it as shows that it is no label: no more than labels have. */
static void fold_label(const bp_reading *r, const char *text, const char *colon, bp_buf *out)
{
    while (*text && text != colon && out->size <= r->aliases.lists[BP_WORDS_LABELS].longest) {
        const char *from = text;
        bp_utf8_next(&text);
        bp_fold(out, from, (size_t)(text - from));
    }
}

/* The label that a text begins with, whose first colon is known; a label alone may do without one, and a remark may stand in
 * brackets at its end. */
static line_label label_before(const bp_reading *r, const char *text, const char *colon)
{
    line_label label = {.key = -1, .value = !colon ? "" : colon + (*colon == ':' ? 1 : strlen("："))};
    bp_buf folded = {0};
    fold_label(r, text, colon, &folded);
    for (char *open = folded.data; folded.size && open && label.key < 0;) {
        label.key = bp_aliases_find(&r->aliases, BP_WORDS_LABELS, folded.data);
        open = label.key < 0 && colon ? strchr(folded.data, '(') : NULL;
        if (open)
            bp_buf_truncate(&folded, (size_t)(open - folded.data));
    }
    label.or_agency = label.key == BP_LABEL_UNIT && bp_aliases_find(&r->aliases, BP_WORDS_FIELDS, folded.data) == BP_MEANS_AGENCY;
    bp_buf_free(&folded);
    return label;
}

static line_label label_at(const bp_reading *r, const char *text)
{
    return label_before(r, text, find_colon(text));
}

/* Whether it is a label for units of money before one that is known, or should be. */
static bool is_of_unit(const bp_reading *r, line_label label)
{
    bool doubtful = false;
    return label.key == BP_LABEL_UNIT &&
           (bp_unit_of_value(&r->aliases, label.value, strlen(label.value), &doubtful) || doubtful);
}

static bool tells_unit(const bp_reading *r, const char *text)
{
    return is_of_unit(r, label_at(r, text));
}

/* What a text begins with when it is folded: blanks and asterisks are left out then. */
static const char *skip_unseen(const char *text)
{
    while (bp_begins_blank(text) || *text == '*' || !strncmp(text, "＊", strlen("＊")))
        bp_utf8_next(&text);
    return text;
}

/* Another label behind blanks in the same cell, "部门名称：某局    单位：万元", or a unit in brackets, "某局（单位：万元）". Its place and
 * the size of what stands before; NULL where there is none. A text may be all blanks, brackets and colons: nothing looks far ahead
 * from each of them. */
static const char *next_label(const bp_reading *r, const char *text, size_t *before)
{
    enum { UNITS = 64 };  /* looked at: a line does not have as many in brackets */
    static const char brackets[] = "(（[［【";
    const char *gap = text, *colon = find_colon(text);  /* gap: where the blanks begin */
    const char *seen = NULL;     /* no label begins before, nor there */
    size_t units = 0;
    for (const char *p = text; *p;) {
        const char *next = p;
        bool blank = bp_begins_blank(p);
        bp_utf8_next(&next);
        bool bracket = !blank && memmem(brackets, sizeof brackets - 1, p, (size_t)(next - p));
        bool begins = blank && *next && !bp_begins_blank(next) && !(seen && next <= seen);
        *before = (size_t)(gap - text);
        if (colon && next > colon)
            colon = find_colon(next);
        line_label label = begins || bracket ? label_before(r, next, colon) : (line_label){.key = -1};
        if ((begins && label.key >= 0) || (bracket && label.key == BP_LABEL_UNIT && units++ < UNITS && is_of_unit(r, label)))
            return next;
        seen = begins ? skip_unseen(next) : seen;
        gap = blank ? gap : next;
        p = next;
    }
    return NULL;
}

static void report_unit(line_reader *l, const char *value, size_t size)
{
    bp_reading *r = l->r;
    l->no_unit = true;
    bp_strip(&value, &size);
    const char *shown = bp_reading_keep(r, value, size);
    bp_reading_report(r, l->grid, l->row, l->column, BP_IMPORT_UNKNOWN_UNIT, BP_ARGS(shown));
}

static void take_unit(line_reader *l, const bp_unit_word *unit)
{
    if (l->unit && !bp_same_unit(l->unit, unit))
        bp_reading_report(l->r, l->grid, l->row, l->column, BP_IMPORT_TWO_UNITS, BP_ARGS(l->unit->word, unit->word));
    l->unit = unit;
    l->unit_row = l->row;
    l->unit_column = l->column;
}

/* Takes a unit, tells a doubtful one. False where it is neither. */
static bool take_told(line_reader *l, const bp_unit_word *unit, bool doubtful, const char *text, size_t size)
{
    if (unit)
        take_unit(l, unit);
    else if (doubtful)
        report_unit(l, text, size);
    return unit || doubtful;
}

/* Whether an amount stands in the row: then it is no line of a heading. Each row is looked at once. */
static bool has_amount(line_reader *l, uint32_t row)
{
    if (l->looked_at != row + 1)
        l->amount = false;
    for (uint32_t c = 0; c < l->grid->width && l->looked_at != row + 1 && !l->amount; c++) {
        const bp_grid_cell *cell = bp_grid_at(l->grid, row, c);
        l->amount = cell && bp_cell_is_amount(cell);
    }
    l->looked_at = row + 1;
    return l->amount;
}

/* Tells a text that is no part of the model. */
static void leave(line_reader *l, uint32_t row, uint32_t column, const char *text, size_t size)
{
    bp_strip(&text, &size);
    const char *shown = bp_reading_keep(l->r, text, size);
    bool serious = l->r->own || has_amount(l, row);
    if (size)
        bp_reading_report(l->r, l->grid, row, column, serious ? BP_IMPORT_CELL_LEFT : BP_IMPORT_LINE_LEFT, BP_ARGS(shown));
}

static void take_label(line_reader *l, line_label label, const char *value, size_t size)
{
    bp_reading *r = l->r;
    bp_model *m = r->model;
    bool doubtful = false;
    if (!r->own)
        bp_strip(&value, &size);
    if (!size)
        return;
    if (label.key == BP_LABEL_UNIT) {
        const bp_unit_word *unit = bp_unit_of_value(&r->aliases, value, size, &doubtful);
        if (take_told(l, unit, doubtful || !label.or_agency, value, size))
            return;
    }
    if ((label.key == BP_LABEL_DEPARTMENT || label.key == BP_LABEL_UNIT) && !*m->department)
        m->department = bp_reading_keep(r, value, size);
    else if (label.key == BP_LABEL_DEPARTMENT_CODE && !*m->department_code)
        m->department_code = bp_reading_keep(r, value, size);
    else if (label.key == BP_LABEL_YEAR && !m->fiscal_year)
        m->fiscal_year = bp_find_year(bp_reading_keep(r, value, size));
    else if (strncmp(value, m->department, size) != 0)
        leave(l, l->row, l->column, value, size);
}

/* The next cell of the row where it may be a label's value. */
static const bp_grid_cell *next_value(const line_reader *l)
{
    const bp_grid_cell *cell = NULL;
    for (uint32_t c = l->column + 1; c < l->grid->width && !cell; c++)
        cell = bp_grid_at(l->grid, l->row, c);
    return cell && (cell->value == BP_VALUE_TEXT || cell->value == BP_VALUE_NUMBER) && !find_colon(cell->text) ? cell : NULL;
}

/* Reads the labels of one cell; false where it begins with none. A label alone has its value in the next cell. */
static bool take_labels(line_reader *l, const char *text)
{
    line_label label = label_at(l->r, text);
    if (label.key < 0 || (!find_colon(text) && !next_value(l)))
        return false;
    while (label.key >= 0) {
        size_t size;
        const char *value = label.value, *next = l->r->own ? NULL : next_label(l->r, value, &size);
        if (!next)
            size = strlen(value);
        if (!next && !value[strspn(value, " ")]) {
            const bp_grid_cell *cell = next_value(l);
            if (cell) {
                bp_reading_take(l->grid, cell);
                value = cell->text;
                size = cell->size;
            }
        }
        take_label(l, label, value, size);
        label = next ? label_at(l->r, next) : (line_label){.key = -1};
    }
    return true;
}

/* ---- lines ---- */

static void take_title(line_reader *l, const char *text, size_t size)
{
    const char *stripped = text;
    if (!l->r->own)
        bp_strip(&stripped, &size);
    if (size <= l->title_size || (l->r->own && l->row)) {
        leave(l, l->row, l->column, stripped, size);
        return;
    }
    if (l->title)
        leave(l, l->title_row, l->title_column, l->title, l->title_size);
    l->title = bp_reading_keep(l->r, stripped, size);
    l->title_size = size;
    l->title_row = l->row;
    l->title_column = l->column;
}

/* Labels behind something else: "公开03表 单位：元", "2025年1月   单位：元", "…表（单位：元）". What stands before may be the title. In a
 * sentence, "说明：单位：…", only a unit counts. */
static bool take_labels_within(line_reader *l, const char *text)
{
    size_t before;
    const char *label = next_label(l->r, text, &before), *colon = find_colon(text);
    if (!label || !find_colon(label) || ((colon < label || label_at(l->r, label).or_agency) && !tells_unit(l->r, label)))
        return false;
    take_title(l, text, before);
    return take_labels(l, label);
}

/* "…表（万元）" and what is nothing but a unit, "（元）", "单位元". */
static bool take_unit_within(line_reader *l, const char *text, size_t size)
{
    const bp_aliases *aliases = &l->r->aliases;
    bool doubtful = false;
    const char *bracket = bp_last_bracket(text, size);
    if (take_told(l, bp_unit_of_text(aliases, text, size, &doubtful), doubtful, text, size))
        return true;
    if (!bracket)
        return false;
    size_t before = (size_t)(bracket - text);
    const bp_unit_word *unit = bp_unit_of_text(aliases, bracket, size - before, &doubtful);
    if (!take_told(l, unit, doubtful, bracket, size - before))
        return false;
    take_title(l, text, before);
    return true;
}

static void read_line(line_reader *l)
{
    bp_reading *r = l->r;
    if (!bp_reading_text(r, l->grid, l->row, l->column, false))
        return;
    const char *text = bp_reading_keep(r, bp_buf_text(&r->text), r->text.size);
    size_t size = strlen(text);
    bool is_title = r->own && l->row == 0;
    if (is_title || (!take_labels(l, text) && !take_labels_within(l, text) && !take_unit_within(l, text, size)))
        take_title(l, text, size);
}

/* Whether the text is the value of a label to the left, which has taken it. */
static bool follows_label(const bp_reading *r, const bp_grid *grid, const bp_grid_cell *cell)
{
    const bp_grid_cell *left = cell > grid->cells ? cell - 1 : NULL;
    if (!left || left->row != cell->row || left->value != BP_VALUE_TEXT || find_colon(cell->text))
        return false;
    line_label label = label_at(r, left->text);
    return label.key >= 0 && !label.value[strspn(label.value, " ")];
}

/* A column of amounts whose header says a unit that is not known: "财政拨款（百元）". */
static void check_columns(line_reader *l, const bp_header *header)
{
    for (uint32_t k = 0; k < header->height; k++)
        for (uint32_t c = 0; c < header->width; c++) {
            const bp_grid_cell *cell = bp_grid_at(l->grid, header->row + k, c);
            const char *bracket = cell && cell->value == BP_VALUE_TEXT ? bp_last_bracket(cell->text, cell->size) : NULL;
            bool doubtful = false;
            if (!bracket || bp_unit_of_text(&l->r->aliases, bracket, strlen(bracket), &doubtful) || !doubtful)
                continue;
            l->row = header->row + k;
            l->column = c;
            report_unit(l, bracket, strlen(bracket));
        }
}

/* The unit of the table is that of its line, else of the first column that has one. */
static void settle_unit(line_reader *l, const bp_header *header)
{
    bp_reading *r = l->r;
    const bp_unit_word *told = l->unit;
    uint32_t row = l->unit_row, column = l->unit_column;
    for (uint32_t c = 0; c < header->width && !l->unit; c++)
        if (header->units[c] && (!told || (r->stated && bp_same_unit(told, r->stated)))) {
            told = header->units[c];
            row = header->row;
            column = c;
        }
    check_columns(l, header);
    if (!told && !r->stated && !l->no_unit)
        bp_reading_report(r, l->grid, header->row, 0, BP_IMPORT_UNIT_GUESSED, BP_ARGS("万元"));
    bp_reading_settle_unit(r, l->grid, told ? row : header->row, told ? column : 0, told);
}

static void settle_year(line_reader *l)
{
    bp_model *m = l->r->model;
    if (l->r->options->fiscal_year) {
        m->fiscal_year = l->r->options->fiscal_year;
        return;
    }
    if (!m->fiscal_year)
        m->fiscal_year = l->r->carried_year;
    if (!m->fiscal_year && l->title)
        m->fiscal_year = bp_title_year(l->title, m->department);
}

/* "广州互联网法院2024年项目支出绩效目标表": what stands before the year. */
static void settle_department(line_reader *l)
{
    bp_reading *r = l->r;
    bp_model *m = r->model;
    char year[16];
    if (r->options->department) {
        m->department = bp_reading_keep(r, r->options->department, strlen(r->options->department));
        return;
    }
    snprintf(year, sizeof year, "%d年", m->fiscal_year);
    const char *found = l->title && m->fiscal_year ? strstr(l->title, year) : NULL;
    if (*m->department || !found || found == l->title)
        return;
    m->department = bp_reading_keep(r, l->title, (size_t)(found - l->title));
    bp_reading_report(r, l->grid, l->title_row, l->title_column, BP_IMPORT_DEPARTMENT_GUESSED, BP_ARGS(m->department));
}

void bp_reading_lines(bp_reading *r, const bp_grid *grid, const bp_header *header)
{
    line_reader l = {.r = r, .grid = grid};
    for (size_t i = 0; i < grid->cell_count && grid->cells[i].row < header->row; i++) {
        l.row = grid->cells[i].row;
        l.column = grid->cells[i].column;
        if (r->own || !follows_label(r, grid, &grid->cells[i]))
            read_line(&l);
    }
    settle_unit(&l, header);
    settle_year(&l);
    settle_department(&l);
    r->model->title = l.title ? l.title : "";
}
