/* table.h - a form bound to a model: what stands in each cell. Included by layout and back ends; read-only once built.
 *
 * The header tree, the columns and the list of rows are held; the cells of a row are composed when asked for, into an arena that
 * the caller resets, so that a table of 100,000 projects costs a few bytes a row.
 */
#ifndef BP_FORM_TABLE_H
#define BP_FORM_TABLE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "diag/diag.h"
#include "form/form.h"
#include "form/origin.h"
#include "facts/model.h"

typedef struct bp_table bp_table;

typedef enum bp_cell_kind {
    BP_CELL_EMPTY,
    BP_CELL_TEXT,
    BP_CELL_AMOUNT,
    BP_CELL_COVERED,   /* under the row or column span of another cell: draw nothing */
} bp_cell_kind;

/* How an amount came about: workbooks write a formula for it. */
typedef enum bp_derivation {
    BP_FACT,        /* stands in the model */
    BP_SUM_ACROSS,  /* the sum of other cells of its row: table_cell.terms */
    BP_SUM_DOWN,    /* the sum of the same column over the rows one level below (bp_table_row_child / _next) */
} bp_derivation;

typedef struct bp_cell {
    bp_cell_kind kind;
    const bp_row_spec *spec;  /* style: of the kind of row that the cell belongs to, which may be a row span around the row */
    const char *text;         /* what is shown, amounts formatted; "" for the others. In the arena of the call */
    size_t size;
    bp_amount amount;         /* kind BP_CELL_AMOUNT */
    bp_derivation derivation;
    uint32_t terms;           /* BP_SUM_ACROSS: bit i set where column i is a term */
    unsigned rows, columns;   /* span, at least 1 */
    const char *again;        /* on each page after the first where a row span, or the row, goes on; NULL: of a span as text */
} bp_cell;

typedef struct bp_row {
    const bp_row_spec *spec;  /* keep_with_next, and the style of cells that nothing belongs into */
    bp_cell cells[BP_COLUMNS_MAX];
} bp_row;

/* Binds. The form and model are borrowed and must outlive the table. */
bp_status bp_table_new(const bp_form *form, const bp_model *model, bp_diag *diag, bp_table **out);
/* Whether the fonts have a character. */
typedef struct bp_alphabet {
    bool (*has)(void *context, uint32_t cp);
    void *context;
} bp_alphabet;

/* The same for a form of findings, which are borrowed too; the model is the one that they are about. A character that the alphabet
 * has not is spelled, <U+XXXX>: findings are about such characters, too. */
bp_status bp_table_new_findings(const bp_form *form, const bp_model *model, const bp_diag *findings, const bp_alphabet *alphabet,
                                bp_diag *diag, bp_table **out);
/* Whether it is one of findings. */
bool bp_table_is_findings(const bp_table *table);
void bp_table_free(bp_table *table);

const bp_form *bp_table_form(const bp_table *table);
const bp_model *bp_table_model(const bp_table *table);

/* Lines around the table, owned by it; "" where there is none. The origin of the title is that of the form's own. */
typedef enum bp_heading { BP_HEADING_TITLE, BP_HEADING_META_LEFT, BP_HEADING_META_RIGHT } bp_heading;
void bp_table_heading_origin(const bp_table *table, bp_heading heading, bp_origin *out);
/* Tells whether the model's own title and notes stand around the table. */
bool bp_table_has_own_lines(const bp_table *table);
const char *bp_table_title(const bp_table *table);
const char *bp_table_meta(const bp_table *table, int side);  /* 0 left, 1 right: 部门名称：… and 单位：… */
size_t bp_table_note_count(const bp_table *table);
const char *bp_table_note(const bp_table *table, size_t index);

size_t bp_table_row_count(const bp_table *table);
/* Composes all cells of row i; strings go into the arena. False when memory is short. */
bool bp_table_row(const bp_table *table, size_t i, bp_arena *arena, bp_row *out);
/* What one amount cell of row i shows, and in which role, without composing the others: its length, 0 where it is blank or the cell
 * is no amount. */
size_t bp_table_amount_text(const bp_table *table, size_t i, size_t column, char out[BP_AMOUNT_SIZE], bp_role *role);
/* Where the contents of a cell of row i come from; of a cell that spans rows only in the first of them. False where nothing
 * stands. */
bool bp_table_origin(const bp_table *table, size_t i, size_t column, bp_origin *out);
/* The hierarchy of printed rows: the rows one level below row i, in order. SIZE_MAX where there is none (left). */
size_t bp_table_row_child(const bp_table *table, size_t i);
size_t bp_table_row_next(const bp_table *table, size_t i);
/* First row after i that no row span of i or of a row before it reaches into: rows [i, that) belong together. */
size_t bp_table_block_end(const bp_table *table, size_t i);
/* What readers look a table through for: agencies (level 0) and projects (level 1). */
typedef struct bp_entry {
    const char *name;
    unsigned level;
} bp_entry;
enum { BP_ENTRY_LEVELS = 2 };
/* Those that begin with row i, the outer one first. Returns how many. */
size_t bp_table_entries(const bp_table *table, size_t i, bp_entry out[BP_ENTRY_LEVELS]);
/* JSON Pointer of what row i shows, such as "/projects/3", into out. */
void bp_table_row_pointer(const bp_table *table, size_t i, char out[64]);

#endif
