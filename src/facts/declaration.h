/* declaration.h - what kinds of facts there are: dimensions, ledgers, records. Included by facts/, form/ and check/.
 *
 * A declaration is data, templates/facts/<name>.json ("budgetpress-facts/1"). The code knows of no dimension, fund or ledger but by
 * these tables; it knows the words agency, project, indicator and year.
 */
#ifndef BP_FACTS_DECLARATION_H
#define BP_FACTS_DECLARATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "diag/diag.h"

enum { BP_DIMENSIONS_MAX = 24, BP_LEVELS_MAX = 8, BP_LEDGERS_MAX = 32, BP_CUTS_MAX = 4, BP_DECLARED_MAX = 1000 };

typedef enum bp_dimension_kind {
    BP_DIMENSION_CODES,    /* a classification: the levels are the first so many digits of a code */
    BP_DIMENSION_NAMES,    /* a tree of names that the declaration gives */
    BP_DIMENSION_RECORDS,  /* records of the facts, by id: agency, project */
    BP_DIMENSION_YEARS,
} bp_dimension_kind;

/* A name of a tree that is declared, in pre-order: what is inside it follows it. */
typedef struct bp_declared {
    const char *code, *name;
    unsigned level;          /* 0: outermost */
} bp_declared;

typedef struct bp_dimension {
    const char *id, *name;
    bp_dimension_kind kind;
    unsigned levels;                      /* of codes */
    unsigned ends[BP_LEVELS_MAX];         /* how many digits a code has down to each level */
    const char *level_names[BP_LEVELS_MAX];
    const char *dictionary;               /* of codes: which one names them; "" */
    const char *initial;                  /* where a line says nothing, and a selection: the code; "": it has none there */
    bp_declared *names;                   /* BP_DIMENSION_NAMES */
    size_t name_count;
} bp_dimension;

/* A condition: a line is in one of the subtrees that are named by their codes. */
typedef struct bp_condition {
    unsigned dimension;
    const char **codes;
    size_t count;
} bp_condition;

typedef struct bp_conditions {
    bp_condition *conditions;   /* all must hold */
    size_t count;
} bp_conditions;

typedef struct bp_cut {
    unsigned ledger;            /* what it is cut of ... */
    bp_conditions where;        /* ... and which lines of it */
} bp_cut;

typedef struct bp_ledger_kind {
    const char *id, *name;
    uint32_t dimensions;        /* bit d: its lines have that dimension */
    bp_cut cuts[BP_CUTS_MAX];   /* the first that knows the dimensions is taken */
    size_t cut_count;
} bp_ledger_kind;

typedef struct bp_declaration {
    bp_arena arena;
    bp_dimension dimensions[BP_DIMENSIONS_MAX];
    unsigned dimension_count;
    bp_ledger_kind ledgers[BP_LEDGERS_MAX];
    unsigned ledger_count;
} bp_declaration;

/* Reads templates/facts/<name>.json of the data folder. Every fault is reported; *out is the caller's, NULL on failure. */
bp_status bp_declaration_load(const char *data_dir, const char *name, bp_diag *diag, bp_declaration **out);
void bp_declaration_free(bp_declaration *declaration);
/* Finds by id; -1 where there is none. */
int bp_dimension_find(const bp_declaration *declaration, const char *id, size_t size);
int bp_ledger_find(const bp_declaration *declaration, const char *id);
/* The level that is called so, -1 where none is. */
int bp_dimension_level(const bp_dimension *dimension, const char *name, size_t size);

#endif
