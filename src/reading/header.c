/* header.c - see header.h. */
#include "reading/header.h"

#include <stdlib.h>
#include <string.h>

#include "reading/units.h"
#include "reading/values.h"

enum { ROWS_LOOKED_AT = 200, LEVELS_MAX = 4, TEXT_LONGEST = 200 };

/* The folded text of a header cell; where nothing stands "", and where the cell is no header's either. */
static void put_level(const bp_grid *grid, uint32_t row, uint32_t column, bp_buf *out)
{
    const bp_grid_cell *cell = bp_grid_shown(grid, row, column);
    bp_buf_truncate(out, 0);
    if (cell && cell->value == BP_VALUE_TEXT && cell->size <= TEXT_LONGEST)
        bp_fold(out, cell->text, cell->size);
}

/* "(元)", "(单位:万元)", "/万元" at the end tells the unit of the column: it is taken off. */
static const bp_unit_word *take_unit_off(const bp_aliases *aliases, bp_buf *text)
{
    bool doubtful = false;
    const char *open = bp_last_bracket(bp_buf_text(text), text->size), *slash = strrchr(bp_buf_text(text), '/');
    const char *tail = open ? open : slash;
    if (!tail)
        return NULL;
    const char *inside = tail + !open;
    const bp_unit_word *unit = bp_unit_of_text(aliases, inside, text->size - (size_t)(inside - text->data), &doubtful);
    if (unit)
        bp_buf_truncate(text, (size_t)(tail - text->data));
    return unit;
}

/* What a text means, as it stands or without what is in brackets at its end. */
static int meaning_of(const bp_aliases *aliases, bp_buf *text, const bp_unit_word **unit)
{
    if (!text->size)
        return BP_HEADER_NONE;
    const bp_unit_word *found = take_unit_off(aliases, text);
    if (found)
        *unit = found;
    int key = bp_aliases_find(aliases, BP_WORDS_FIELDS, bp_buf_text(text));
    char *open = key < 0 && text->size && text->data[text->size - 1] == ')' ? strchr(text->data, '(') : NULL;
    if (open && open > text->data) {
        bp_buf_truncate(text, (size_t)(open - text->data));
        key = bp_aliases_find(aliases, BP_WORDS_FIELDS, text->data);
    }
    return key;
}

/* The folded texts of the rows that a header may cover, each cell folded once: a row is asked for up to ten times. */
typedef struct levels {
    const bp_grid *grid;
    struct level {
        bp_arena arena;
        const char **texts;  /* by column, NULL: none yet */
        uint32_t row;
    } rows[LEVELS_MAX];      /* row r at r % LEVELS_MAX */
    uint32_t width;
    bool failed;             /* memory ran out */
} levels;

static void read_level(levels *l, struct level *level, uint32_t row)
{
    bp_buf text = {0};
    bp_arena_reset(&level->arena);
    level->row = row;
    level->texts = bp_arena_array(&level->arena, (size_t)l->width + 1, sizeof *level->texts);
    for (uint32_t c = 0; c < l->width && level->texts; c++) {
        put_level(l->grid, row, c, &text);
        level->texts[c] = text.size ? bp_arena_strndup(&level->arena, text.data, text.size) : "";
        l->failed |= text.failed || !level->texts[c];
    }
    l->failed |= !level->texts;
    bp_buf_free(&text);
}

/* Columns of a row, "" where nothing stands. NULL where memory is short. */
static const char *const *level_of(levels *l, uint32_t row)
{
    struct level *level = &l->rows[row % LEVELS_MAX];
    if (!level->texts || level->row != row)
        read_level(l, level, row);
    return l->failed ? NULL : level->texts;
}

/* One column's meaning: all levels joined, then the lowest alone, and so on upwards: 一级指标 over 代码 is 一级指标代码. */
static int column_meaning(const bp_aliases *aliases, const char *const *const *rows, uint32_t height, uint32_t column, bp_buf *text,
                          const bp_unit_word **unit)
{
    int meaning = BP_HEADER_NONE;
    *unit = NULL;
    for (uint32_t from = 0; from < height && meaning < 0; from++) {
        const char *last = "";
        bp_buf_truncate(text, 0);
        for (uint32_t k = from; k < height; k++) {
            const char *level = rows[k][column];
            if (strcmp(level, last) != 0)
                bp_buf_puts(text, level);
            last = level;
        }
        meaning = meaning_of(aliases, text, unit);
    }
    for (uint32_t k = height - 1; k > 0 && meaning < 0 && !*rows[k][column]; k--) {
        bp_buf_truncate(text, 0);
        bp_buf_puts(text, rows[k - 1][column]);
        meaning = meaning_of(aliases, text, unit);
    }
    for (uint32_t k = height - 1; k-- > 0 && meaning >= 0 && !*unit;) {  /* 预算资金（元） over 财政拨款 */
        bp_buf_truncate(text, 0);
        bp_buf_puts(text, rows[k][column]);
        *unit = take_unit_off(aliases, text);
    }
    return meaning;
}

static bool has_names(const bp_header *h)
{
    return h->column[BP_MEANS_NAME] >= 0 || h->column[BP_MEANS_PROJECT_CODE] >= 0 || h->column[BP_MEANS_PROJECT_ID] >= 0 ||
           h->column[BP_MEANS_ITEM] >= 0 || h->column[BP_MEANS_CODE] >= 0 || h->column[BP_MEANS_AGENCY] >= 0;
}

static bool try_header(levels *l, const bp_aliases *aliases, uint32_t row, uint32_t height, bp_header *out)
{
    const char *const *rows[LEVELS_MAX];
    bp_buf text = {0};
    *out = (bp_header){.row = row, .height = height, .width = l->width};
    for (int i = 0; i < BP_MEANINGS; i++)
        out->column[i] = -1;
    for (uint32_t k = 0; k < height; k++)
        if (!(rows[k] = level_of(l, row + k)))
            return false;
    for (uint32_t c = 0; c < out->width; c++) {
        int meaning = column_meaning(aliases, rows, height, c, &text, &out->units[c]);
        out->means[c] = meaning;
        if (meaning >= 0 && out->column[meaning] < 0) {
            out->column[meaning] = (int)c;
            out->score++;
        }
    }
    if (!has_names(out) || out->score < 2)
        out->score = 0;
    bp_buf_free(&text);
    return true;
}

/* A header of more levels wins only where each level adds something, and the title above adds nothing: of two that end in the same
 * row and know the same columns the smaller is the header. */
static bool try_row(levels *l, const bp_aliases *aliases, uint32_t row, bp_header *tried, bp_header *best)
{
    unsigned before = 0;
    for (uint32_t height = 1; height <= LEVELS_MAX; height++) {
        if (!try_header(l, aliases, row, height, tried))
            return false;
        bool tighter = tried->score == best->score && tried->row > best->row &&
                       tried->row + tried->height == best->row + best->height;
        if ((tried->score > best->score && (height == 1 || tried->score > before)) || (tried->score && tighter))
            *best = *tried;
        before = tried->score > before ? tried->score : before;
    }
    return true;
}

/* What is merged into the header begins it: 项目名称 over two rows beside 预算资金（元） over 财政拨款, which alone is known. */
static bool take_rows_above(levels *l, const bp_aliases *aliases, bp_header *tried, bp_header *best)
{
    uint32_t top = best->row, end = best->row + best->height;
    for (uint32_t c = 0; c < best->width && best->score; c++) {
        const bp_book_range *merge = bp_grid_merge(l->grid, best->row, c);
        if (merge && merge->row0 < top && merge->row1 < end && end - merge->row0 <= LEVELS_MAX && best->means[c] >= 0)
            top = merge->row0;
    }
    if (top == best->row)
        return true;
    if (!try_header(l, aliases, top, end - top, tried))
        return false;
    if (tried->score >= best->score)
        *best = *tried;
    return true;
}

bp_status bp_header_find(const bp_grid *grid, const bp_aliases *aliases, bp_diag *diag, bp_header *out)
{
    bp_header *tried = malloc(sizeof *tried);
    levels l = {.grid = grid, .width = grid->width < BP_IMPORT_COLUMNS_MAX ? grid->width : BP_IMPORT_COLUMNS_MAX};
    bool ok = tried;
    *out = (bp_header){0};
    for (size_t i = 0; i < grid->row_count && i < ROWS_LOOKED_AT && ok; i++)
        ok = try_row(&l, aliases, grid->rows[i].row, tried, out);
    ok = ok && take_rows_above(&l, aliases, tried, out);
    for (size_t k = 0; k < LEVELS_MAX; k++)
        bp_arena_free(&l.rows[k].arena);
    free(tried);
    return ok ? BP_OK : bp_report_memory(diag);
}

void bp_header_text(const bp_grid *grid, const bp_header *header, uint32_t column, bp_buf *out)
{
    bp_buf level = {0}, last = {0};
    bp_buf_truncate(out, 0);
    for (uint32_t k = 0; k < header->height; k++) {
        put_level(grid, header->row + k, column, &level);
        if (level.size && strcmp(bp_buf_text(&level), bp_buf_text(&last)) != 0)
            bp_buf_printf(out, "%s%s", out->size ? "/" : "", bp_buf_text(&level));
        bp_buf_truncate(&last, 0);
        bp_buf_put(&last, bp_buf_text(&level), level.size);
    }
    bp_buf_free(&level);
    bp_buf_free(&last);
}
