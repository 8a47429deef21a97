/* reading.h - one import: what its parts share, and the model as it grows. Private to reading/. */
#ifndef BP_READING_READING_H
#define BP_READING_READING_H

#include "budgetpress/import.h"
#include "form/form.h"
#include "reading/aliases.h"
#include "format/grid.h"
#include "reading/header.h"
#include "reading/index.h"
#include "facts/indicators.h"
#include "facts/model.h"

/* What a table says of a sum, to be held against the projects. */
typedef struct bp_claim {
    size_t agency;                      /* SIZE_MAX: the whole table */
    bp_amount amounts[BP_FUND_KINDS];
    bool computed;                      /* by formulas: nobody typed it */
    unsigned agreed;                    /* bit f: of the working workbook, the sum of that kind before the edit, and not edited */
    uint32_t row, columns[BP_FUND_KINDS];
} bp_claim;

/* Findings that would come once a row are counted and told once. */
typedef enum bp_tally_kind {
    BP_TALLY_HIDDEN,
    BP_TALLY_TEXT_NUMBERS,
    BP_TALLY_SHOWN,
    BP_TALLY_UNCOMPUTED,
    BP_TALLY_LENIENT,
    BP_TALLY_LINE_FEEDS,
    BP_TALLY_NEAR_NAMES,
    BP_TALLY_SCALED,
    BP_TALLY_MERGED,
    BP_TALLY_STRUCK,
    BP_TALLY_KINDS
} bp_tally_kind;

typedef struct bp_tally {
    size_t count;
    uint32_t row, column;               /* the first */
} bp_tally;

/* A value of the model and the cell that it was taken from. */
typedef struct bp_value_place {
    const void *value;                  /* a text or an amount; NULL: an amount of a project, which may move */
    size_t project;
    const char *sheet;                  /* NULL: a CSV file */
    uint32_t row, column;
    bp_fund fund;
} bp_value_place;

typedef struct bp_reading {
    const bp_import_options *options;
    bp_diag *diag;
    bp_aliases aliases;
    bp_form *form;
    bp_model *model;
    size_t agency_room, project_room, dictionary_room, note_room;
    bp_index index;                     /* agencies and indicator levels */
    bp_project *removed;                /* projects that the workbook wants left out, in the model's arena */
    size_t removed_count, removed_room;
    bool own;                           /* written by us: texts are taken to the letter */
    bool untouched;                     /* and no other program has saved it since */
    bool working;                       /* and in profile working: its facts are read */
    bool told;                          /* it says so itself: none of its sheets and columns may be missing */
    bool incomplete;                    /* one of them is */
    bool has_agencies;                  /* there is a sheet of the agencies: one that it lacks is new, or a mistake */
    int carried_year;                   /* that our workbook tells where its title does not, else 0 */
    const char *prefix;                 /* what the form puts before a project's name, where it is our own; else "" */
    const bp_unit_word *unit;           /* of the table; NULL as long as it is unknown */
    const bp_unit_word *stated;         /* by the options; NULL */
    bp_claim *claims;                   /* on the heap */
    size_t claim_count, claim_room;
    bp_claim *typed;                    /* on the heap: amounts in the rows of projects, agency being the project */
    size_t typed_count, typed_room;
    bp_tally tallies[BP_TALLY_KINDS];
    bp_buf text;                        /* for whoever needs one for a moment */
    bp_arena parsed;                    /* the indicators of one cell */
    const bp_grid *grid;                /* the cell of r->text */
    uint32_t row, column;
    bp_value_place *places;             /* on the heap: what was kept, by its cell */
    size_t place_count, place_room;
    size_t shown_size;                  /* bytes of texts that number formats made, which the grid does not hold */
    bp_status status;                   /* the worst so far */
} bp_reading;

/* ---- reading.c: the model as it grows ---- */

/* Reports at a cell and remembers the worst status. */
void bp_reading_report(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, bp_code code, const char *const *args);
void bp_reading_memory(bp_reading *r);
void bp_reading_tally(bp_reading *r, bp_tally_kind kind, uint32_t row, uint32_t column);
/* Counts the cells of known columns that are struck out: nobody who sees them would take them. */
void bp_reading_tally_struck(bp_reading *r, const bp_grid *grid, const bp_header *header);
/* Tells what was counted over a grid, and begins anew. */
void bp_reading_tell(bp_reading *r, const bp_grid *grid);

const char *bp_reading_keep(bp_reading *r, const char *text,
                            size_t size); /* a copy in the model's arena, "" when memory is short */

/* A set of ids, NULL as long as it is empty; the texts stay the caller's. */
const char *bp_ids_add(void **ids, const char *id);  /* the one that is there then, maybe an equal one; NULL when memory is short */
bool bp_ids_has(void *const *ids, const char *id);
void bp_ids_free(void *ids);

/* ---- places.c: which cell a value came from ---- */

/* Remembers the cell of a text or an amount of the model; of an amount of a project, which may move meanwhile. */
void bp_reading_place(bp_reading *r, const void *value, const bp_grid *grid, uint32_t row, uint32_t column);
void bp_reading_place_fund(bp_reading *r, size_t project, bp_fund fund, const bp_grid *grid, uint32_t row, uint32_t column);
/* Gives the model the cells of its values, once it is whole. False when memory is short. */
bool bp_reading_list_cells(bp_reading *r);

/* A new agency; id and code may be "". The texts are the model's already. */
size_t bp_reading_add_agency(bp_reading *r, const char *id, const char *name, const char *code);
/* The agency of that id, or without one of that name; SIZE_MAX where there is none. */
size_t bp_reading_find_agency(const bp_reading *r, const char *id, const char *name, const char *code);
/* The same, added where it is new. */
size_t bp_reading_agency(bp_reading *r, const char *id, const char *name, const char *code);
/* A new one with empty texts; NULL when memory is short. Pointers to projects move. */
bp_project *bp_reading_add_project(bp_reading *r);
/* The same, but among those left out. */
bp_project *bp_reading_add_removed(bp_reading *r);
bp_indicator *bp_reading_add_indicator(bp_reading *r, bp_project *project);
void bp_reading_add_paragraph(bp_reading *r, bp_project *project, const char *text, size_t size);
void bp_reading_add_note(bp_reading *r, const char *text, size_t size);
bp_claim *bp_reading_add_claim(bp_reading *r);
bp_claim *bp_reading_add_typed(bp_reading *r);
/* The code of an indicator level; either of code and name may be "". A name that the dictionary does not have for the code goes
 * into the model's own; a name without a code gets one, with a note. parent: the first level's code, "" for that itself. */
const char *bp_reading_level(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, const char *parent,
                             const char *code, const char *name);
/* The first level of a second one that stands alone: its first character. */
const char *bp_reading_first_level(bp_reading *r, const char *code2);
/* Drops the names that are those of the form's dictionary: they were kept to see that one code has one name. */
void bp_reading_settle_names(bp_reading *r);
/* The name that a code has now. */
const char *bp_reading_level_name(const bp_reading *r, const char *code);

/* ---- cells.c: cells of a table as parts of the model ---- */

/* The text of a cell, in r->text: of our own workbooks to the letter, else without blanks around it. lines: whether line feeds may
 * stand in it. False where there is none; faults are reported. */
bool bp_reading_text(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, bool lines);
/* Whether two units are the same, whatever they are called. */
bool bp_same_unit(const bp_unit_word *a, const bp_unit_word *b);
/* Takes the unit that the file tells, or NULL, else that of the options; the model's is what it is turned into. That they
 * contradict each other is reported at the cell. */
void bp_reading_settle_unit(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, const bp_unit_word *told);
/* Whether a formula was never computed: it has no result, or the 0 that programs write which leave the computing to others. */
bool bp_reading_is_uncomputed(const bp_reading *r, const bp_grid *grid, const bp_grid_cell *cell);
/* The amount in a cell, blank where there is none. unit: what the column says, or NULL. */
bp_amount bp_reading_amount(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, const bp_unit_word *unit);
/* The same of the exact digits that are kept of the cell's number. */
bp_amount bp_reading_exact(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, const char *digits,
                           const bp_unit_word *unit);
void bp_reading_goal(bp_reading *r, bp_project *project);                    /* r->text as paragraphs */
/* r->text as indicator records; what cannot be parsed is kept and reported at the cell. */
void bp_reading_indicators(bp_reading *r, const bp_grid *grid, uint32_t row, uint32_t column, bp_project *project);

/* ---- left.c: what was not taken ---- */

void bp_reading_take(const bp_grid *grid, const bp_grid_cell *cell);  /* NULL is allowed */
/* Reports each filled cell that nobody took; of a column of which nobody took any, that column. */
void bp_reading_tell_left(bp_reading *r, const bp_grid *grid, const bp_header *header);
/* The same of a sheet of facts: what is computed there is nobody's, and our own columns that are not read are none. */
void bp_reading_tell_left_facts(bp_reading *r, const bp_grid *grid, const bp_header *header);
/* Reports the comments on a sheet, and what lies over it. */
void bp_reading_tell_comments(bp_reading *r, bp_workbook *book, size_t sheet, const bp_grid *grid);
/* Reports the filled cells of a sheet that is not read; of the checks, which are computed, those behind the last header. Of the
 * official sheet of a working workbook those that the table, which is computed there, does not have. */
void bp_reading_tell_sheet(bp_reading *r, bp_workbook *book, size_t sheet, bool checks);
void bp_reading_tell_official(bp_reading *r, bp_workbook *book, size_t sheet);

/* ---- lines.c: what stands around a table ---- */

/* Department, unit, year and title from the lines above the header. */
void bp_reading_lines(bp_reading *r, const bp_grid *grid, const bp_header *header);

/* ---- table.c, working.c, working_parts.c ---- */

/* Takes the columns of other years than the model's out of the header. */
void bp_reading_table(bp_reading *r, const bp_grid *grid, bp_header *header);
/* A workbook with a sheet a kind of facts: ours of the profile `working`, or one made like it. */
bool bp_reading_is_working(bp_reading *r, const bp_workbook *book);
void bp_reading_working(bp_reading *r, bp_workbook *book);

#endif
