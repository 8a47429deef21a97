/* diff.h - the changes from one model to another, inside the library. Included by report; see budgetpress/diff.h. */
#ifndef BP_FACTS_DIFF_H
#define BP_FACTS_DIFF_H

#include "budgetpress/diff.h"
#include "base/arena.h"
#include "base/buf.h"
#include "diag/diag.h"
#include "facts/model.h"

typedef enum bp_change_kind { BP_CHANGE_CHANGED, BP_CHANGE_ADDED, BP_CHANGE_REMOVED, BP_CHANGE_MOVED } bp_change_kind;

/* What a change is about, the order is that of the report. */
typedef enum bp_subject {
    BP_SUBJECT_FORM, BP_SUBJECT_TITLE, BP_SUBJECT_YEAR, BP_SUBJECT_UNIT, BP_SUBJECT_DEPARTMENT, BP_SUBJECT_DEPARTMENT_CODE,
    BP_SUBJECT_NOTE, BP_SUBJECT_DICTIONARY,
    BP_SUBJECT_AGENCY, BP_SUBJECT_AGENCY_ID, BP_SUBJECT_AGENCY_NAME, BP_SUBJECT_AGENCY_CODE, BP_SUBJECT_REPORTED,
    BP_SUBJECT_PROJECT, BP_SUBJECT_PROJECT_ID, BP_SUBJECT_PROJECT_NAME, BP_SUBJECT_PROJECT_CODE, BP_SUBJECT_PROJECT_AGENCY,
    BP_SUBJECT_FUND, BP_SUBJECT_GOAL,
    BP_SUBJECT_INDICATOR, BP_SUBJECT_INDICATOR_LEVEL1, BP_SUBJECT_INDICATOR_LEVEL2, BP_SUBJECT_INDICATOR_NAME,
    BP_SUBJECT_INDICATOR_PERIOD, BP_SUBJECT_INDICATOR_ANNUAL, BP_SUBJECT_INDICATOR_GROUP,
    BP_SUBJECTS
} bp_subject;

typedef struct bp_change {
    bp_change_kind kind;
    bp_subject subject;
    size_t before_project, after_project;   /* indexes, SIZE_MAX: none */
    const char *item;                       /* which one of several: an indicator's name, a code, an agency's name; "" */
    size_t before_item, after_item;         /* which paragraph, indicator, note ...; SIZE_MAX: none */
    bp_fund fund;                           /* FUND and REPORTED */
    bool amounts;                           /* before and after are amounts */
    bp_amount before_amount, after_amount;
    const char *before, *after;             /* texts, "" where there is none */
} bp_change;

struct bp_diff {
    bp_arena arena;
    const bp_model *before, *after;         /* borrowed */
    bp_change *changes; /* of the document, of agencies, then project by project in the order of the new model */
    size_t count, room;
    uint32_t *of_before, *of_after;         /* the project of the other model, BP_NO_MATCH */
    bp_amount totals[2][BP_FUND_KINDS];     /* before, after */
    size_t projects[4];                     /* how many, by bp_change_kind */
    bool one_unit;                          /* amounts are in the same unit */
    bool failed;
};

/* After less before, a blank being nothing; blank where the units differ. */
bp_amount bp_diff_difference(const bp_diff *diff, bp_amount before, bp_amount after);
/* Where the two texts differ: [*begin, size - *end) of each, at whole characters. */
void bp_diff_middle(const char *before, const char *after, size_t *begin, size_t *end);
/* "/projects/3/funding/other" in the old model (side 0) or the new (1); "" where it has no such thing. */
void bp_diff_pointer(const bp_diff *diff, const bp_change *change, int side, bp_buf *out);

/* What the words for a subject are, in a language. */
const char *bp_diff_label(const bp_change *change, bp_lang lang);
const char *bp_diff_kind_label(bp_change_kind kind, bp_lang lang);
const char *bp_diff_fund_label(bp_fund fund, bp_lang lang);

#endif
