/* cells.c - cells of a table as texts, amounts, paragraphs and indicators. See reading.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/chars.h"
#include "base/utf8.h"
#include "format/xlsx/numfmt.h"
#include "reading/reading.h"
#include "reading/units.h"
#include "reading/values.h"

/* ---- texts ---- */

/* A cell that shows no value: why not. */
static void report_no_value(bp_reading *r, const bp_grid *grid, const bp_grid_cell *cell)
{
    if (cell->value == BP_VALUE_ERROR)
        bp_reading_report(r, grid, cell->row, cell->column, BP_IMPORT_ERROR_VALUE, BP_ARGS(cell->text));
    else if (cell->value == BP_VALUE_NONE)
        bp_reading_report(r, grid, cell->row, cell->column, BP_IMPORT_UNCOMPUTED, BP_NO_ARGS);
    else
        bp_reading_report(r, grid, cell->row, cell->column, BP_IMPORT_BAD_DATE, BP_ARGS(cell->text));
}

/* Characters that a model cannot hold: line feeds go where lines are not allowed, control characters are faults. In place. */
static bool clean(bp_reading *r, const bp_grid *grid, const bp_grid_cell *cell, bool lines)
{
    bp_buf *text = &r->text;
    char name[16], *to = text->data;
    const char *end = text->data + text->size;
    for (const char *p = text->data; p < end;) {
        const char *from = p;
        uint32_t c = bp_utf8_next(&p);
        bool is_break = c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
        if (c == '\r' && p < end && *p == '\n')
            continue;
        if ((is_break || c == '\t') && !lines) {
            bp_reading_tally(r, BP_TALLY_LINE_FEEDS, cell->row, cell->column);
            if (c == '\t')
                *to++ = ' ';
        } else if (is_break)
            *to++ = '\n';
        else if (c != '\t' && bp_char_is(c, BP_CHAR_CONTROL)) {
            snprintf(name, sizeof name, "U+%04X", (unsigned)c);
            bp_reading_report(r, grid, cell->row, cell->column, BP_CONTROL_CHARACTER, BP_ARGS(name));
            return false;
        } else {
            memmove(to, from, (size_t)(p - from));
            to += p - from;
        }
    }
    bp_buf_truncate(text, (size_t)(to - text->data));
    return true;
}

static void strip(bp_buf *buf)
{
    const char *text = bp_buf_text(buf);
    size_t size = buf->size;
    bp_strip(&text, &size);
    if (size < buf->size) {
        memmove(buf->data, text, size);
        bp_buf_truncate(buf, size);
    }
}

/* A format makes texts of its own for any number of cells: they are held to the limit of those that a sheet may hold. Told once. */
static bool has_room(bp_reading *r, const bp_grid *grid, const bp_grid_cell *cell)
{
    char limit[16];
    bool had = r->shown_size <= BP_GRID_TEXT_MAX;
    if (!cell->format || cell->format->plain)
        return true;
    r->shown_size += r->text.size;
    bool has = r->shown_size <= BP_GRID_TEXT_MAX;
    snprintf(limit, sizeof limit, "%d", BP_GRID_TEXT_MAX >> 20);
    if (had && !has)
        bp_reading_report(r, grid, cell->row, cell->column, BP_BOOK_TEXTS, BP_ARGS(limit));
    return has;
}

bool bp_reading_text(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, bool lines)
{
    const bp_grid_cell *cell = bp_grid_at(grid, row, column);
    bool guessed;
    bp_buf_truncate(&r->text, 0);
    r->grid = grid;
    r->row = row;
    r->column = column;
    if (!cell)
        return false;
    bp_reading_take(grid, cell);
    if (!bp_cell_text(grid, cell, &r->text, &guessed)) {
        report_no_value(r, grid, cell);
        return false;
    }
    if (r->text.failed) {
        bp_reading_memory(r);
        return false;
    }
    if (!r->text.size || !has_room(r, grid, cell) || !clean(r, grid, cell, lines))
        return false;
    if (guessed)
        bp_reading_tally(r, BP_TALLY_SHOWN, row, column);
    if (!r->own)
        strip(&r->text);
    return r->text.size > 0;
}

/* ---- amounts ---- */

bool bp_reading_is_uncomputed(const bp_reading *r, const bp_grid *grid, const bp_grid_cell *cell)
{
    bool zero = cell->value == BP_VALUE_NUMBER && strtod(cell->text, NULL) == 0;
    return cell->formula && (cell->value == BP_VALUE_NONE || (zero && grid->computes_on_load && !r->untouched));
}

bool bp_same_unit(const bp_unit_word *a, const bp_unit_word *b)
{
    return a->shift == b->shift && !strcmp(a->unit, b->unit);
}

void bp_reading_settle_unit(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, const bp_unit_word *told)
{
    const char *convert = r->options->convert;
    if (told && r->stated && !bp_same_unit(told, r->stated)) {
        bp_reading_report(r, grid, row, column, BP_IMPORT_UNIT_DENIED, BP_ARGS(told->word, r->stated->word));
        return;
    }
    r->unit = told ? told : r->stated;
    if (!r->unit)
        r->unit = bp_aliases_unit(&r->aliases, "万元");
    r->model->amount_unit = convert ? convert : r->unit ? r->unit->unit : "万元";
    if (r->unit && (r->unit->shift || strcmp(r->unit->unit, r->model->amount_unit) != 0))
        bp_reading_report(r, grid, row, column, BP_IMPORT_UNIT_CONVERTED, BP_ARGS(r->unit->word, r->model->amount_unit));
}

static int power_of(const bp_unit_word *unit)
{
    return unit ? unit->shift + (strcmp(unit->unit, "万元") ? 0 : 4) : 4;
}

static int base_power(const bp_reading *r)
{
    return strcmp(r->model->amount_unit, "元") ? 4 : 0;
}

/* The format of a number, of several sections the one that shows it. A format may show a number smaller than it is, as 0!.0, shows
 * 元 in 万元: the unit line speaks of what is shown. */
static bp_number_format format_of(const bp_grid_cell *cell)
{
    bp_format_section s;
    if (cell->value != BP_VALUE_NUMBER || !cell->format)
        return (bp_number_format){.kind = BP_FORMAT_GENERAL};
    if (cell->format->plain || (cell->format->kind == BP_FORMAT_DATE && !*cell->format->code))
        return *cell->format;
    if (!bp_format_choose(cell->format->code, strtod(cell->text, NULL), &s))
        return (bp_number_format){.kind = BP_FORMAT_GENERAL};
    return (bp_number_format){.kind = s.kind, .digits = s.digits + s.drawn, .scale = 3 * s.commas + s.drawn};
}

static int scale_of(const bp_number_format *format)
{
    return format->kind == BP_FORMAT_NUMBER ? format->scale : 0;
}

static bp_number_fault read_amount(const bp_grid_cell *cell, const bp_number_format *format, int shift, bp_amount *out)
{
    if (cell->value == BP_VALUE_TEXT || cell->exact)
        return bp_amount_from_text(cell->text, cell->size, shift - scale_of(format), out);
    bool fixed = format->kind == BP_FORMAT_NUMBER && !format->scale;
    return bp_amount_from_number(cell->text, fixed ? format->digits : -1, shift - scale_of(format), out);
}

/* Whether the format writes a unit behind the amount, #,##0.00"元", that is not the one it should be in. */
static bool shows_other_unit(bp_reading *r, const bp_grid_cell *cell, int power)
{
    bp_format_section section;
    bool doubtful = false;
    const bp_number_format *format = cell->format;
    if (!format || format->plain ||
        !(cell->value == BP_VALUE_TEXT ? bp_format_choose_text(format->code, &section)
                                       : bp_format_choose(format->code, strtod(cell->text, NULL), &section)) ||
        !section.literal)
        return false;
    bp_buf_truncate(&r->text, 0);
    bp_format_put_literals(&r->text, &section);
    const bp_unit_word *unit = bp_unit_of_literal(&r->aliases, bp_buf_text(&r->text), r->text.size, &doubtful);
    return doubtful || (unit && power_of(unit) != power);
}

static void report_amount(bp_reading *r, const bp_grid *grid, const bp_grid_cell *cell, bp_number_fault fault, bp_amount taken)
{
    char text[BP_AMOUNT_SIZE];
    bp_amount_text(text, taken);
    if (fault == BP_NUMBER_MEMORY)
        bp_reading_memory(r);
    else if (fault == BP_NUMBER_LARGE)
        bp_reading_report(r, grid, cell->row, cell->column, BP_AMOUNT_INTEGER, BP_ARGS(cell->text));
    else if (fault == BP_NUMBER_SYNTAX)
        bp_reading_report(r, grid, cell->row, cell->column, BP_IMPORT_NO_AMOUNT, BP_ARGS(cell->text));
    else if (fault == BP_NUMBER_FINE && r->options->convert)
        bp_reading_report(r, grid, cell->row, cell->column, BP_IMPORT_CONVERT_LOSS, BP_ARGS(cell->text, r->options->convert));
    else if (fault == BP_NUMBER_FINE)
        bp_reading_report(r, grid, cell->row, cell->column, BP_IMPORT_ROUNDED, BP_ARGS(cell->text, text));
    else if (fault == BP_NUMBER_OK && cell->value == BP_VALUE_TEXT && !grid->source)
        bp_reading_tally(r, BP_TALLY_TEXT_NUMBERS, cell->row, cell->column);
}

/* A number that the cell does not show, or that its formula may never have given. */
static void report_doubtful(bp_reading *r, const bp_grid *grid, const bp_grid_cell *cell, int scale)
{
    bp_buf shown = {0};
    if (bp_shows_another(cell, scale, &shown))
        bp_reading_report(r, grid, cell->row, cell->column, BP_IMPORT_SHOWN_OTHERWISE, BP_ARGS(cell->text, bp_buf_text(&shown)));
    if (bp_reading_is_uncomputed(r, grid, cell))
        bp_reading_report(r, grid, cell->row, cell->column, BP_IMPORT_ZERO_STORED, BP_NO_ARGS);
    if (shown.failed)
        bp_reading_memory(r);
    bp_buf_free(&shown);
}

bp_amount bp_reading_amount(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, const bp_unit_word *unit)
{
    const bp_grid_cell *cell = bp_grid_at(grid, row, column);
    bp_amount amount = {0, false};
    if (!cell)
        return amount;
    bp_reading_take(grid, cell);
    if (cell->value == BP_VALUE_ERROR || cell->value == BP_VALUE_NONE) {
        report_no_value(r, grid, cell);
        return amount;
    }
    const bp_number_format format = format_of(cell);
    const bp_unit_word *written = unit ? unit : r->unit;
    int power = written ? power_of(written) : base_power(r);
    if (cell->value == BP_VALUE_BOOLEAN || format.kind == BP_FORMAT_DATE || format.kind == BP_FORMAT_PERCENT) {
        bp_cell_text(grid, cell, &r->text, &(bool){false});
        bp_reading_report(r, grid, row, column, BP_IMPORT_NO_AMOUNT, BP_ARGS(bp_buf_text(&r->text)));
        return amount;
    }
    bp_number_fault fault = read_amount(cell, &format, power - base_power(r), &amount);
    if (fault != BP_NUMBER_BLANK && shows_other_unit(r, cell, power)) {
        bp_cell_text(grid, cell, &r->text, &(bool){false});
        bp_reading_report(r, grid, row, column, BP_IMPORT_OTHER_UNIT,
                          BP_ARGS(bp_buf_text(&r->text), written ? written->word : r->model->amount_unit));
        return (bp_amount){0, false};
    }
    report_amount(r, grid, cell, fault, amount);
    if (!fault || fault == BP_NUMBER_FINE)
        report_doubtful(r, grid, cell, scale_of(&format));
    if (scale_of(&format) && amount.micro)
        bp_reading_tally(r, BP_TALLY_SCALED, row, column);
    if (fault && fault != BP_NUMBER_FINE)
        amount = (bp_amount){0, false};
    return amount;
}

bp_amount bp_reading_exact(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, const char *digits,
                           const bp_unit_word *unit)
{
    const bp_grid_cell cell = {.row = row, .column = column, .value = BP_VALUE_NUMBER, .text = digits, .size = strlen(digits)};
    const bp_unit_word *written = unit ? unit : r->unit;
    bp_amount amount = {0, false};
    bp_number_fault fault =
        bp_amount_from_text(digits, cell.size, (written ? power_of(written) : base_power(r)) - base_power(r), &amount);
    bp_reading_take(grid, bp_grid_at(grid, row, column));
    report_amount(r, grid, &cell, fault, amount);
    return amount;
}

/* ---- goals ---- */

void bp_reading_goal(bp_reading *r, bp_project *project)
{
    const char *text = bp_buf_text(&r->text), *end = text + r->text.size;
    for (;;) {
        const char *feed = memchr(text, '\n', (size_t)(end - text));
        const char *line = text;
        size_t size = (size_t)((feed ? feed : end) - text);
        if (!r->own)
            bp_strip(&line, &size);
        if (size || r->own)
            bp_reading_add_paragraph(r, project, line, size);
        if (!feed)
            return;
        text = feed + 1;
    }
}

/* ---- indicators ---- */

/* Text that is still to be read, and where it ends. */
typedef struct piece {
    const char *at, *end;
} piece;

static bool take_any(piece *p, const char *const *words)
{
    for (; *words; words++) {
        size_t size = strlen(*words);
        if ((size_t)(p->end - p->at) >= size && !memcmp(p->at, *words, size)) {
            p->at += size;
            return true;
        }
    }
    return false;
}

static const char *const commas[] = {"、", "．", "，", ".", ",", ")", "）", NULL};
static const char *const dashes[] = {"-", "－", "—", "–", "―", NULL};
static const char *const semicolons[] = {"；", ";", NULL};
static const char *const colons[] = {":", "：", NULL};
static const char *const blanks[] = {" ", "\t", "\n", "\xE3\x80\x80", "\xC2\xA0", NULL};
static const char *const stops[] = {"。", "；", ";", NULL};
static const char *const periods[] = {"实施周期指标值", "实施期指标值", "中期指标值", "周期指标值", NULL};
static const char *const annuals[] = {"年度指标值", "当年指标值", NULL};

static void skip_blanks(piece *p)
{
    while (take_any(p, blanks)) {
    }
}

static bool take_code(piece *p, piece *code)
{
    code->at = p->at;
    while (p->at < p->end && *p->at >= '0' && *p->at <= '9')
        p->at++;
    code->end = p->at;
    return code->end > code->at;
}

/* "12、1-": the beginning of a record. */
static bool begins_record(piece p)
{
    piece number, code;
    skip_blanks(&p);
    if (!take_code(&p, &number))
        return false;
    skip_blanks(&p);
    if (!take_any(&p, commas))
        return false;
    skip_blanks(&p);
    if (!take_code(&p, &code) || code.end - code.at != 1)
        return false;
    skip_blanks(&p);
    return take_any(&p, dashes);
}

/* Where the next record begins behind p.at; p.end where none does. A record begins behind a stop or a line feed. What begins none
 * begins none without its blanks, either: a run of blanks is passed but once. */
static const char *next_record(piece p)
{
    piece rest = p;
    skip_blanks(&rest);
    while (rest.at < p.end && ++rest.at < p.end) {
        const char *q = rest.at;
        bool behind = q[-1] == '\n' || (q - p.at >= 3 && !memcmp(q - 3, "。", 3)) || q[-1] == ';' ||
                      (q - p.at >= 3 && !memcmp(q - 3, "；", 3));
        if (behind && begins_record(rest))
            return q;
        if (behind)
            skip_blanks(&rest);
    }
    return p.end;
}

static const char *find_any(piece p, const char *const *words)
{
    for (; p.at < p.end; p.at++) {
        piece q = p;
        if (take_any(&q, words))
            return p.at;
    }
    return NULL;
}

/* "3-满意度指标；" */
static bool take_level(piece *p, piece *code, piece *name)
{
    skip_blanks(p);
    if (!take_code(p, code))
        return false;
    skip_blanks(p);
    if (!take_any(p, dashes))
        return false;
    name->at = p->at;
    name->end = find_any(*p, semicolons);
    if (!name->end)
        return false;
    p->at = name->end;
    return take_any(p, semicolons);
}

/* "；实施周期指标值:≥90%", up to the end or the next of its kind; the name before it ends where it begins. */
static bool take_value(piece *p, const char *const *labels, piece *before)
{
    for (piece q = *p; (q.at = find_any(q, semicolons)) != NULL;) {
        piece behind = q;
        take_any(&behind, semicolons);
        piece rest = behind;
        skip_blanks(&rest);
        if (take_any(&rest, labels)) {
            skip_blanks(&rest);
            if (take_any(&rest, colons)) {
                *before = (piece){p->at, q.at};
                p->at = rest.at;
                return true;
            }
        }
        q = behind;
    }
    return false;
}

static const char *keep_piece(bp_reading *r, piece p)
{
    const char *text = p.at;
    size_t size = (size_t)(p.end - p.at);
    bp_strip(&text, &size);
    bp_buf one = {0};
    for (size_t i = 0; i < size; i++)
        if (text[i] != '\n')
            bp_buf_putc(&one, text[i] == '\t' ? ' ' : text[i]);
    text = bp_reading_keep(r, bp_buf_text(&one), one.size);
    bp_buf_free(&one);
    return text;
}

static void take_end_off(piece *p)
{
    const char *text = p->at;
    size_t size = (size_t)(p->end - p->at);
    bp_strip(&text, &size);
    *p = (piece){text, text + size};
    for (const char *const *stop = stops; *stop; stop++) {
        size_t n = strlen(*stop);
        if ((size_t)(p->end - p->at) >= n && !memcmp(p->end - n, *stop, n)) {
            p->end -= n;
            return;
        }
    }
}

/* One record as people write it who do not keep to the marks: other dashes, colons and semicolons, blanks, line feeds. */
static bool read_loosely(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, piece p, bp_project *project)
{
    piece number, code1, name1, code2, name2, name, period, annual;
    take_end_off(&p);
    skip_blanks(&p);
    if (!take_code(&p, &number))
        return false;
    skip_blanks(&p);
    if (!take_any(&p, commas) || !take_level(&p, &code1, &name1) || !take_level(&p, &code2, &name2) ||
        !take_value(&p, periods, &name) || !take_value(&p, annuals, &period))
        return false;
    annual = p;
    bp_indicator *last = project->indicator_count ? &project->indicators[project->indicator_count - 1] : NULL;
    bool restarts = last && number.end - number.at == 1 && *number.at == '1';
    int group = (last ? last->group : 1) + restarts;
    bp_indicator *record = bp_reading_add_indicator(r, project);
    if (!record)
        return true;
    record->group = group;
    record->level1 = bp_reading_level(r, grid, row, column, "", keep_piece(r, code1), keep_piece(r, name1));
    record->level2 = bp_reading_level(r, grid, row, column, record->level1, keep_piece(r, code2), keep_piece(r, name2));
    record->name = keep_piece(r, name);
    record->period_value = keep_piece(r, period);
    record->annual_value = keep_piece(r, annual);
    return true;
}

/* What is no record is kept as an indicator that has no code of the dictionary, so that check does not let it pass. */
static void keep_raw(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, piece p, bp_project *project)
{
    enum { SHOWN = 60 };
    const char *text = keep_piece(r, p);
    char shown[SHOWN + 4];
    size_t cut = strlen(text);
    if (!cut)
        return;
    if (cut > SHOWN)
        cut = bp_utf8_valid(text, SHOWN);
    snprintf(shown, sizeof shown, "%.*s%s", (int)cut, text, text[cut] ? "…" : "");
    bp_reading_report(r, grid, row, column, BP_IMPORT_UNREAD_INDICATOR, BP_ARGS(shown));
    int group = project->indicator_count ? project->indicators[project->indicator_count - 1].group : 1;
    bp_indicator *record = bp_reading_add_indicator(r, project);
    if (record)
        *record = (bp_indicator){group, "0", "00", text, "", ""};
}

/* A copy whose cell is that of the record's name. */
static const char *copy_value(bp_reading *r, const char *text)
{
    const char *copy = bp_arena_strdup(&r->model->arena, text);
    if (!copy)
        bp_reading_memory(r);
    return copy ? copy : "";
}

static void take_strictly(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, const bp_parsed_indicator *parsed,
                          size_t count, bp_project *project)
{
    int first = project->indicator_count ? project->indicators[project->indicator_count - 1].group : 0;
    for (size_t i = 0; i < count; i++) {
        bp_indicator *record = bp_reading_add_indicator(r, project);
        if (!record)
            return;
        *record = parsed[i].record;
        record->group += first;
        record->name = copy_value(r, record->name);
        record->period_value = copy_value(r, record->period_value);
        record->annual_value = copy_value(r, record->annual_value);
        record->level1 = bp_reading_level(r, grid, row, column, "", record->level1, parsed[i].level1_name);
        record->level2 = bp_reading_level(r, grid, row, column, record->level1, record->level2, parsed[i].level2_name);
    }
}

static bool has_names(const bp_parsed_indicator *parsed, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!*parsed[i].record.name)
            return false;
    return true;
}

static void take_indicators(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, bp_project *project)
{
    bp_parsed_indicator *parsed;
    size_t count, bad;
    piece p = {bp_buf_text(&r->text), bp_buf_text(&r->text) + r->text.size};
    bp_arena_reset(&r->parsed);
    if (bp_indicators_parse(p.at, r->text.size, &r->parsed, &parsed, &count, &bad) && has_names(parsed, count)) {
        take_strictly(r, grid, row, column, parsed, count, project);
        return;
    }
    if (r->parsed.failed)
        bp_reading_memory(r);
    while (p.at < p.end) {
        const char *next = next_record(p);
        if (read_loosely(r, grid, row, column, (piece){p.at, next}, project))
            bp_reading_tally(r, BP_TALLY_LENIENT, row, column);
        else
            keep_raw(r, grid, row, column, (piece){p.at, next}, project);
        p.at = next;
    }
}

void bp_reading_indicators(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, bp_project *project)
{
    size_t before = project->indicator_count;
    take_indicators(r, grid, row, column, project);
    for (size_t i = before; i < project->indicator_count; i++)
        bp_reading_place(r, project->indicators[i].name, grid, row, column);
}
