/* binding.h - how cells get their contents. Private to form/. */
#ifndef BP_FORM_BINDING_H
#define BP_FORM_BINDING_H

#include "base/buf.h"
#include "form/form.h"
#include "form/origin.h"
#include "form/tally.h"
#include "facts/totals.h"

extern const char *const bp_scope_names[BP_SCOPES];

/* A pattern such as "{agency.name}（{fiscal_year}）", taken apart once. */
typedef struct bp_pattern {
    bp_piece *pieces;
    size_t count;
} bp_pattern;

/* The scope that one stands inside, -1 for the document; and whether one is the same as another or stands somewhere inside it. */
int bp_scope_around(bp_scope scope);
bool bp_scope_holds(int outer, bp_scope inner);

/* What the fields of a pattern are taken from. */
typedef struct bp_bound {
    const bp_model *model;
    const bp_dictionary *dictionary;
    const bp_tally *findings;  /* of a form of findings */
} bp_bound;

/* Compiles into the arena. False where memory is short or a field is unknown or out of scope; *bad names it then. */
bool bp_pattern_compile(const char *text, bp_form_data data, bp_scope scope, bp_arena *arena, bp_pattern *out, const char **bad);
/* Tells whether something of indicators stands in it. */
bool bp_pattern_has_indicators(const bp_pattern *pattern);
void bp_pattern_expand(const bp_pattern *pattern, const bp_bound *bound, bp_place place, bp_buf *out);

typedef struct bp_cell_binding {
    enum { BP_BIND_NONE, BP_BIND_TEXT, BP_BIND_AMOUNT } kind;
    bp_pattern text;
    bp_fund fund;
} bp_cell_binding;

struct bp_row_binding {
    bp_scope each;
    bool span;             /* no row of its own: its cells reach over the rows below it */
    const char *again;     /* put behind the text where a span, or the row, goes on after a page break; NULL: nothing */
    size_t names_row;      /* the first column with a text: without a span, the one that `again` is about */
    bp_cell_binding cells[BP_COLUMNS_MAX];
    bp_row_spec *children;
    size_t child_count;
};

struct bp_form_binding {
    bp_pattern title, meta[2], empty_note;
    bp_row_spec *rows;
    size_t row_count;
};

#endif
