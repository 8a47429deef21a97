/* header.c - see header.h. */
#include "import/header.h"

#include <stdlib.h>
#include <string.h>

#include "import/values.h"

enum { ROWS_LOOKED_AT = 200, LEVELS_MAX = 4, TEXT_LONGEST = 200 };

/* The folded text of a header cell; where nothing stands "", and where the cell is no header's either. */
static void put_level(const bp_grid *grid, uint32_t row, uint32_t column, bp_buf *out)
{
    const bp_grid_cell *cell = bp_grid_shown(grid, row, column);
    bp_buf_truncate(out, 0);
    if (cell && cell->value == BP_VALUE_TEXT && cell->size <= TEXT_LONGEST)
        bp_fold(out, cell->text, cell->size);
}

/* "(元)", "(单位:万元)", ",万元" at the end tells the unit of the column: it is taken off. */
static const bp_unit_word *take_unit_off(const bp_aliases *aliases, bp_buf *text)
{
    char *open = text->size && text->data[text->size - 1] == ')' ? strrchr(text->data, '(') : NULL;
    size_t size;
    if (!open)
        return NULL;
    text->data[text->size - 1] = '\0';
    const char *inside = open + 1;
    if (bp_aliases_begin(aliases, BP_WORDS_LABELS, inside, &size) == BP_LABEL_UNIT && inside[size] == ':')
        inside += size + 1;
    const bp_unit_word *unit = bp_aliases_unit(aliases, inside);
    text->data[text->size - 1] = ')';
    if (unit)
        bp_buf_truncate(text, (size_t)(open - text->data));
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

/* One column's meaning: all levels joined, then the lowest alone, and so on upwards: 一级指标 over 代码 is 一级指标代码. */
static int column_meaning(const bp_grid *grid, const bp_aliases *aliases, uint32_t row, uint32_t height, uint32_t column,
                          const bp_unit_word **unit)
{
    bp_buf joined = {0}, level = {0}, last = {0};
    int meaning = BP_HEADER_NONE;
    *unit = NULL;
    for (uint32_t from = 0; from < height && meaning < 0; from++) {
        bp_buf_truncate(&joined, 0);
        bp_buf_truncate(&last, 0);
        for (uint32_t k = from; k < height; k++) {
            put_level(grid, row + k, column, &level);
            if (level.size && strcmp(bp_buf_text(&level), bp_buf_text(&last)) != 0)
                bp_buf_put(&joined, level.data, level.size);
            bp_buf_truncate(&last, 0);
            bp_buf_put(&last, bp_buf_text(&level), level.size);
        }
        meaning = meaning_of(aliases, &joined, unit);
    }
    put_level(grid, row + height - 1, column, &level);
    for (uint32_t k = height - 1; k > 0 && meaning < 0 && !level.size; k--) {
        put_level(grid, row + k - 1, column, &level);
        meaning = meaning_of(aliases, &level, unit);
    }
    bp_buf_free(&joined);
    bp_buf_free(&level);
    bp_buf_free(&last);
    return meaning;
}

static bool has_names(const bp_header *h)
{
    return h->column[BP_MEANS_NAME] >= 0 || h->column[BP_MEANS_PROJECT_CODE] >= 0 || h->column[BP_MEANS_PROJECT_ID] >= 0 ||
           h->column[BP_MEANS_ITEM] >= 0 || h->column[BP_MEANS_CODE] >= 0 || h->column[BP_MEANS_AGENCY] >= 0;
}

static void try_header(const bp_grid *grid, const bp_aliases *aliases, uint32_t row, uint32_t height, bp_header *out)
{
    *out = (bp_header){.row = row, .height = height,
                       .width = grid->width < BP_IMPORT_COLUMNS_MAX ? grid->width : BP_IMPORT_COLUMNS_MAX};
    for (int i = 0; i < BP_MEANINGS; i++)
        out->column[i] = -1;
    for (uint32_t c = 0; c < out->width; c++) {
        int meaning = column_meaning(grid, aliases, row, height, c, &out->units[c]);
        out->means[c] = meaning;
        if (meaning >= 0 && out->column[meaning] < 0) {
            out->column[meaning] = (int)c;
            out->score++;
        }
    }
    if (!has_names(out) || out->score < 2)
        out->score = 0;
}

/* A header of more levels wins only where each level adds something, and the title above adds nothing: of two that end in the same row
 * and know the same columns the smaller is the header. */
bp_status bp_header_find(const bp_grid *grid, const bp_aliases *aliases, bp_diag *diag, bp_header *out)
{
    bp_header *tried = malloc(sizeof *tried);
    *out = (bp_header){0};
    if (!tried)
        return bp_report_memory(diag);
    for (size_t i = 0; i < grid->row_count && i < ROWS_LOOKED_AT; i++) {
        unsigned before = 0;
        for (uint32_t height = 1; height <= LEVELS_MAX; height++) {
            try_header(grid, aliases, grid->rows[i].row, height, tried);
            bool tighter = tried->score == out->score && tried->row > out->row &&
                           tried->row + tried->height == out->row + out->height;
            if ((tried->score > out->score && (height == 1 || tried->score > before)) || (tried->score && tighter))
                *out = *tried;
            before = tried->score > before ? tried->score : before;
        }
    }
    free(tried);
    return BP_OK;
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
