/* lines.c - what stands above a table: title, department, unit, year. See reading.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "import/reading.h"
#include "import/values.h"

/* ---- years ---- */

static int digit_of(uint32_t c)
{
    static const uint32_t han[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};  /* 〇 to 九 */
    if (c >= '0' && c <= '9')
        return (int)(c - '0');
    if (c >= 0xFF10 && c <= 0xFF19)
        return (int)(c - 0xFF10);
    if (c == 0x25CB || c == 0x96F6)  /* ○ 零 */
        return 0;
    for (int i = 0; i < 10; i++)
        if (han[i] == c)
            return i;
    return -1;
}

/* Four digits and no more; where 年 follows, that is it, else the first such number. */
int bp_find_year(const char *text)
{
    int value = 0, count = 0, found = 0;
    for (bool more = true; more;) {
        uint32_t c = *text ? bp_utf8_next(&text) : 0;
        int digit = digit_of(c);
        more = c != 0;
        if (digit >= 0) {
            value = count < 5 ? value * 10 + digit : value;
            count++;
            continue;
        }
        if (count == 4 && value >= 1949 && value <= 2999) {
            if (c == 0x5E74)  /* 年 */
                return value;
            found = found ? found : value;
        }
        value = count = 0;
    }
    return found;
}

/* ---- labels ---- */

typedef struct line_reader {
    bp_reading *r;
    const bp_grid *grid;
    uint32_t row, column;        /* the cell being read */
    const char *title;           /* the longest line without a label */
    size_t title_size;
    uint32_t title_row, title_column;
    const bp_unit_word *unit;
    bool many_units;
} line_reader;

static const char *find_colon(const char *text)
{
    const char *narrow = strchr(text, ':'), *wide = strstr(text, "：");
    return !narrow || (wide && wide < narrow) ? wide : narrow;
}

/* The label that a text begins with and its value behind the colon; a label alone may do without one. -1 where it begins with
 * none. */
static int label_at(const bp_reading *r, const char *text, const char **value)
{
    const char *colon = find_colon(text), *end = colon ? colon : text + strlen(text);
    bp_buf folded = {0};
    bp_fold(&folded, text, (size_t)(end - text));
    int label = folded.size ? bp_aliases_find(&r->aliases, BP_WORDS_LABELS, folded.data) : -1;
    bp_buf_free(&folded);
    *value = !colon ? end : colon + (*colon == ':' ? 1 : strlen("："));
    return label;
}

static const bp_unit_word *unit_in(const bp_reading *r, const char *text, size_t size)
{
    bp_buf folded = {0};
    bp_fold(&folded, text, size);
    const bp_unit_word *unit = bp_aliases_unit(&r->aliases, bp_buf_text(&folded));
    bp_buf_free(&folded);
    return unit;
}

/* Another label behind blanks in the same cell: "部门名称：某局    单位：万元". Its place, or NULL. */
static const char *next_label(const bp_reading *r, const char *text)
{
    const char *value;
    for (const char *p = text; *p;) {
        const char *next = p;
        bool blank = bp_leading_blanks(p) > 0;
        bp_utf8_next(&next);
        if (blank && bp_leading_blanks(next) == 0 && *next && label_at(r, next, &value) >= 0)
            return next;
        p = next;
    }
    return NULL;
}

static void take_unit(line_reader *l, const bp_unit_word *unit)
{
    l->many_units |= l->unit && (l->unit->shift != unit->shift || strcmp(l->unit->unit, unit->unit) != 0);
    l->unit = unit;
}

static void take_label(line_reader *l, int label, const char *value, size_t size)
{
    bp_reading *r = l->r;
    bp_model *m = r->model;
    if (!r->own)
        bp_strip(&value, &size);
    if (!size)
        return;
    const bp_unit_word *unit = label == BP_LABEL_UNIT ? unit_in(r, value, size) : NULL;
    if (unit)
        take_unit(l, unit);
    else if ((label == BP_LABEL_DEPARTMENT || label == BP_LABEL_UNIT) && !*m->department)
        m->department = bp_reading_keep(r, value, size);
    else if (label == BP_LABEL_DEPARTMENT_CODE && !*m->department_code)
        m->department_code = bp_reading_keep(r, value, size);
    else if (label == BP_LABEL_YEAR && !m->fiscal_year)
        m->fiscal_year = bp_find_year(bp_reading_keep(r, value, size));
}

/* The next cell of the row where it may be a label's value. */
static const bp_grid_cell *next_value(const line_reader *l)
{
    const bp_grid_cell *cell = NULL;
    for (uint32_t c = l->column + 1; c < l->grid->width && !cell; c++)
        cell = bp_grid_at(l->grid, l->row, c);
    return cell && (cell->value == BP_VALUE_TEXT || cell->value == BP_VALUE_NUMBER) && !find_colon(cell->text) ? cell : NULL;
}

/* Reads the labels of one cell; false where it has none. A label alone has its value in the next cell. */
static bool take_labels(line_reader *l, const char *text)
{
    const char *value;
    int label = label_at(l->r, text, &value);
    if (label < 0 || (!find_colon(text) && !next_value(l)))
        return false;
    while (label >= 0) {
        const char *next = l->r->own ? NULL : next_label(l->r, value);
        size_t size = next ? (size_t)(next - value) : strlen(value);
        if (!next && !value[strspn(value, " ")]) {
            const bp_grid_cell *cell = next_value(l);
            if (cell) {
                value = cell->text;
                size = cell->size;
            }
        }
        take_label(l, label, value, size);
        label = next ? label_at(l->r, next, &value) : -1;
    }
    return true;
}

/* ---- lines ---- */

static void take_title(line_reader *l, const char *text, size_t size)
{
    const char *stripped = text;
    if (!l->r->own)
        bp_strip(&stripped, &size);
    if (size <= l->title_size)
        return;
    l->title = bp_reading_keep(l->r, stripped, size);
    l->title_size = size;
    l->title_row = l->row;
    l->title_column = l->column;
}

static void read_line(line_reader *l)
{
    bp_reading *r = l->r;
    if (!bp_reading_text(r, l->grid, l->row, l->column, false))
        return;
    const char *text = bp_reading_keep(r, bp_buf_text(&r->text), r->text.size);
    const bp_unit_word *unit = NULL;
    if (l->r->own && l->row == 0)
        take_title(l, text, r->text.size);
    else if (!take_labels(l, text) && !(unit = unit_in(r, text, strlen(text))))
        take_title(l, text, strlen(text));
    if (unit)
        take_unit(l, unit);
}

/* Whether the text is the value of a label to the left, which has taken it. */
static bool follows_label(const bp_reading *r, const bp_grid *grid, const bp_grid_cell *cell)
{
    const char *value;
    const bp_grid_cell *left = cell > grid->cells ? cell - 1 : NULL;
    return left && left->row == cell->row && left->value == BP_VALUE_TEXT && label_at(r, left->text, &value) >= 0 &&
           !value[strspn(value, " ")] && !find_colon(cell->text);
}

static void settle_unit(line_reader *l, const bp_header *header)
{
    bp_reading *r = l->r;
    const bp_unit_word *of_column = NULL;
    for (uint32_t c = 0; c < header->width && !of_column; c++)
        of_column = header->units[c];
    if (l->many_units)
        bp_reading_report(r, l->grid, header->row, 0, BP_IMPORT_TWO_UNITS, BP_NO_ARGS);
    r->unit = l->unit ? l->unit : of_column;
    if (r->options->unit)
        r->unit = bp_aliases_unit(&r->aliases, r->options->unit);
    if (!r->unit) {
        r->unit = bp_aliases_unit(&r->aliases, "万元");
        bp_reading_report(r, l->grid, header->row, 0, BP_IMPORT_UNIT_GUESSED, BP_ARGS("万元"));
    }
    r->model->amount_unit = r->unit ? r->unit->unit : "万元";
    if (r->unit && r->unit->shift)
        bp_reading_report(r, l->grid, header->row, 0, BP_IMPORT_UNIT_CONVERTED, BP_ARGS(r->unit->word, r->unit->unit));
}

static void settle_year(line_reader *l)
{
    bp_model *m = l->r->model;
    size_t n = strlen(m->department);
    const char *title = l->title;
    if (l->r->options->fiscal_year) {
        m->fiscal_year = l->r->options->fiscal_year;
        return;
    }
    if (!m->fiscal_year && title)
        m->fiscal_year = bp_find_year(n && !strncmp(title, m->department, n) ? title + n : title);
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
