/* model.h - the nouns of a budget table, inside the library. Included by check, form and whatever comes later.
 *
 * Facts only: sums, numbering and the joined indicator text are derived (totals.h, indicators.h). All strings are UTF-8 in the
 * model's arena, without control characters but line feed and tab, and never NULL unless said.
 */
#ifndef BP_FACTS_MODEL_H
#define BP_FACTS_MODEL_H

#include "budgetpress/model.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "diag/diag.h"
#include "diag/source.h"

enum { BP_FUNDS = 3 };

/* The kinds of money, in the order of the official table. BP_FUND_TOTAL is derived in facts and claimed in `reported`. */
typedef enum bp_fund {
    BP_FUND_FISCAL,    /* 财政拨款 fiscal_appropriation */
    BP_FUND_SPECIAL,   /* 财政专户拨款 fiscal_special_account */
    BP_FUND_OTHER,     /* 其他资金 other */
    BP_FUND_TOTAL,     /* 总计 total */
    BP_FUND_KINDS
} bp_fund;

extern const char *const bp_fund_names[BP_FUND_KINDS];  /* as in the JSON */

typedef struct bp_indicator {
    int group;                  /* numbering restarts with each new group; 1 by default */
    const char *level1, *level2;        /* codes */
    const char *name;                   /* LV3_PERF_IND_NAME */
    const char *period_value, *annual_value;
} bp_indicator;

typedef struct bp_agency {
    const char *id, *name;
    const char *code;           /* "" where not given */
    size_t claims;              /* which line of `reported` is its own, from 1; 0: none */
} bp_agency;

typedef struct bp_project {
    const char *id, *name;
    const char *code;           /* "" where not given */
    const char *agency_id;
    size_t agency;              /* its index */
    bp_amount funding[BP_FUNDS];
    const char **goal;          /* one string a paragraph */
    size_t goal_count;
    bp_indicator *indicators;
    size_t indicator_count;
} bp_project;

typedef struct bp_reported {    /* what the published table claimed; all blank where it did not */
    const char *agency;         /* agency id; NULL for the whole table */
    size_t index;               /* of the agency; SIZE_MAX for the whole table and for an agency that is not there */
    bp_amount amounts[BP_FUND_KINDS];
} bp_reported;

typedef struct bp_code_name {
    const char *code, *name;
} bp_code_name;

/* Where a value of an imported model stands in its file. */
typedef struct bp_value_cell {
    const void *value;          /* the model's own: this very string or amount */
    const char *cell;           /* 绩效!G12, or G12 where there are no sheets */
} bp_value_cell;

struct bp_model {
    bp_arena arena;
    bp_source *source;          /* owned; for places in diagnostics */
    const char *imported;       /* the file that it was imported from, NULL: it was not. The source has then no text */
    bool from_table;            /* imported from what a table shows: ids are import's own, and sums that agree are not `reported` */
    bp_value_cell *cells;       /* of an imported model, by address of the value */
    size_t cell_count;
    const char *schema;         /* name and version of the format */
    const char *form;           /* form name, "" where not given */
    const char *title;          /* overrides that of the form it is for, "" where not given */
    int fiscal_year;
    const char *amount_unit;    /* 元 or 万元 */
    const char *department, *department_code;
    bp_agency *agencies;
    size_t agency_count;
    bp_project *projects;       /* in published order */
    size_t project_count;
    bp_reported *reported;      /* NULL where nothing was claimed */
    size_t reported_count;
    bp_code_name *dictionary;   /* indicator codes that override the form's, in the model's order */
    size_t dictionary_count;
    const bp_code_name *dictionary_sorted;  /* as bp_dictionary_sort has it */
    const char **notes;         /* lines below the table */
    size_t note_count;
};

/* Tells whether the title and the notes are for the form: the one that the model names, or any where it names none. */
bool bp_model_is_for(const bp_model *model, const char *form);
/* Where the value at a JSON Pointer stands, for diagnostics; of an imported model its cell, or the one that names what it lies
 * in. */
bp_where bp_model_where(const bp_model *model, const char *pointer);

/* What bp_model_write gives, piece by piece: it is never held whole. False when memory is short; the sink may have had some by
 * then. */
bool bp_model_write_to(const bp_model *model, bp_sink *sink, void *context);
/* Judges a model, however it was made: texts, ids, what refers to them, limits. Links what refers to what it means. Faults are
 * reported where they stand in the file. */
bp_status bp_model_validate(bp_model *model, bp_diag *diag);
/* As bp_model_read, of a source that is open; takes it, come what may. */
bp_status bp_model_read_source(bp_source *source, bp_diag *diag, bp_model **out);

#endif
