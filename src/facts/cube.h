/* cube.h - facts as lines of money: ledgers whose lines have a place in each dimension, selections of lines, and their sums.
 * Included by facts/, form/ and check/.
 *
 * A dimension numbers its elements in pre-order, so a subtree is an interval of numbers and a selection a few intervals for each
 * dimension. A line that is known only coarser than a selection asks for is neither inside nor outside: who asks reports it.
 */
#ifndef BP_FACTS_CUBE_H
#define BP_FACTS_CUBE_H

#include "base/decimal.h"
#include "facts/declaration.h"

#define BP_NO_ELEMENT UINT32_MAX

/* One member of a dimension. Its subtree is [its number, end). */
typedef struct bp_element {
    const char *code, *name;   /* name "": none is known */
    uint32_t end;
    uint32_t up;               /* what it is inside of, BP_NO_ELEMENT */
    unsigned level;
    bool seen;                 /* a line is in its subtree */
} bp_element;

/* A dimension as these facts have it. */
typedef struct bp_axis {
    const bp_dimension *dimension;
    bp_element *elements;
    uint32_t count;
    size_t room;
    uint32_t initial;          /* where a line stands that says nothing, BP_NO_ELEMENT: nowhere */
} bp_axis;

typedef struct bp_ledger {
    const bp_ledger_kind *kind;
    bool given;
    uint32_t known;            /* bit d: each line has its place in dimension d */
    uint32_t count;
    size_t amount_room, place_room;
    uint32_t *places;          /* of line i in dimension d: [i * dimension_count + d] */
    bp_amount *amounts;
} bp_ledger;

typedef struct bp_interval {
    uint32_t first, end;
} bp_interval;

/* Those elements of a dimension that are in one of the intervals, which ascend; NULL: all, and lines without a place. */
typedef struct bp_choice {
    const bp_interval *intervals;
    uint32_t count;
} bp_choice;

typedef struct bp_selection {
    bp_choice of[BP_DIMENSIONS_MAX];
} bp_selection;

typedef struct bp_cube {
    bp_arena arena;
    const bp_declaration *declaration;
    bp_axis axes[BP_DIMENSIONS_MAX];
    bp_ledger ledgers[BP_LEDGERS_MAX];
} bp_cube;

typedef enum bp_match { BP_OUTSIDE, BP_INSIDE, BP_COARSER } bp_match;

/* Begins facts of a kind, which is borrowed. */
void bp_cube_begin(bp_cube *cube, const bp_declaration *declaration);
void bp_cube_free(bp_cube *cube);

/* Adds a member with its name, or gives one another name; of codes those that are inside others come after them by themselves.
 * Texts are borrowed. False when memory is short. */
bool bp_axis_add(bp_axis *axis, const char *code, const char *name);
/* Orders the members, links them to what they are inside of, and finds the initial one. False when memory is short. */
bool bp_axis_close(bp_axis *axis, const char *initial, bp_arena *arena);
/* The number of a member, BP_NO_ELEMENT. */
uint32_t bp_axis_find(const bp_axis *axis, const char *code);
/* The level of a code by its length, -1 where a classification has none of that length. */
int bp_code_level(const bp_dimension *dimension, const char *code);
/* The digits that a member has at a level and no other, "" where it has none: {function.2}. Returns the length. */
size_t bp_element_part(const bp_axis *axis, uint32_t element, unsigned level, const char **part);

/* Adds a line, whose places are in the order of the dimensions. False when memory is short. */
bool bp_ledger_add(const bp_cube *cube, bp_ledger *ledger, const uint32_t *places, bp_amount amount);

/* Narrows a selection to subtrees of a dimension; where lines that say nothing have a place of their own, it moves there instead.
 * Codes that no member has choose nothing. False when memory is short. */
bool bp_select(const bp_cube *cube, unsigned dimension, const char *const *codes, size_t count, bp_arena *arena,
               bp_selection *selection);
bool bp_select_element(unsigned dimension, const bp_cube *cube, uint32_t element, bp_arena *arena, bp_selection *selection);
bool bp_select_all(const bp_cube *cube, const bp_conditions *where, bp_arena *arena, bp_selection *selection);
/* What a form sees that says nothing: each dimension that has an initial member is there. False when memory is short. */
bool bp_select_initial(const bp_cube *cube, bp_arena *arena, bp_selection *selection);

/* The ledger whose lines are meant by one that need not be given: the first that it is a cut of and that knows the dimensions of
 * the selection, which is narrowed to the cut. NULL where none does; *unknown is then a dimension that is lacking. */
const bp_ledger *bp_ledger_lines(const bp_cube *cube, unsigned ledger, uint32_t dimensions, bp_arena *arena,
                                 bp_selection *selection, unsigned *unknown);
/* Tells whether line i is selected. */
bp_match bp_ledger_match(const bp_cube *cube, const bp_ledger *ledger, uint32_t i, const bp_selection *selection,
                         unsigned *dimension);

typedef struct bp_sum {
    bp_amount amount;       /* blank where no line is selected */
    uint32_t lines;         /* how many are */
    uint32_t coarser;       /* the first that is known only coarser, and in which dimension; UINT32_MAX: none */
    unsigned dimension;
    bool overflow;          /* it passes what an amount can hold */
} bp_sum;

/* Adds the selected ones of the lines whose numbers are given; NULL: of the first `count` lines. */
void bp_ledger_sum(const bp_cube *cube, const bp_ledger *ledger, const uint32_t *lines, uint32_t count,
                   const bp_selection *selection, bp_sum *out);
/* Sorts line numbers by their places in a dimension, so that those of a subtree are neighbours; else the order stays. `room` holds
 * as many. */
void bp_ledger_group(const bp_cube *cube, const bp_ledger *ledger, unsigned dimension, uint32_t *lines, uint32_t count,
                     uint32_t *room);

#endif
