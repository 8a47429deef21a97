/* origin.h - where the contents of a cell come from. Included by table.h and form/.
 *
 * A workbook that is worked in refers to the facts instead of repeating what was composed of them.
 */
#ifndef BP_FORM_ORIGIN_H
#define BP_FORM_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "facts/model.h"

/* What a row is one of. Each stands inside another: indicators in projects, these in agencies; agencies and rules in the
 * document, findings in the rules that found them. */
typedef enum bp_scope {
    BP_SCOPE_DOCUMENT, BP_SCOPE_AGENCY, BP_SCOPE_PROJECT, BP_SCOPE_INDICATOR, BP_SCOPE_RULE, BP_SCOPE_FINDING,
    BP_SCOPES
} bp_scope;

/* Where a row stands: the indexes that its scope has. */
typedef struct bp_place {
    uint32_t agency, project, indicator, rule, finding;
} bp_place;

/* The fields that a pattern may name, in the order of binding.c. */
typedef enum bp_field {
    BP_FIELD_FISCAL_YEAR,
    BP_FIELD_AMOUNT_UNIT,
    BP_FIELD_DEPARTMENT,
    BP_FIELD_DEPARTMENT_CODE,
    BP_FIELD_AGENCY,
    BP_FIELD_AGENCY_CODE,
    BP_FIELD_PROJECT,
    BP_FIELD_PROJECT_CODE,
    BP_FIELD_GOAL,
    BP_FIELD_INDICATORS,
    BP_FIELD_NUMBER,
    BP_FIELD_LEVEL1,
    BP_FIELD_LEVEL1_NAME,
    BP_FIELD_LEVEL2,
    BP_FIELD_LEVEL2_NAME,
    BP_FIELD_INDICATOR,
    BP_FIELD_PERIOD_VALUE,
    BP_FIELD_ANNUAL_VALUE,
    BP_FIELD_FILE,
    BP_FIELD_ERRORS,
    BP_FIELD_WARNINGS,
    BP_FIELD_NOTES,
    BP_FIELD_SILENCED,
    BP_FIELD_VERSION,
    BP_FIELD_BY_RULE,
    BP_FIELD_BY_AGENCY,
    BP_FIELD_RULE_SEVERITY,
    BP_FIELD_RULE_CODE,
    BP_FIELD_RULE_NAME,
    BP_FIELD_RULE_TITLE,
    BP_FIELD_RULE_COUNT,
    BP_FIELD_RULE_ADVICE,
    BP_FIELD_FINDING_NUMBER,
    BP_FIELD_FINDING_SEVERITY,
    BP_FIELD_FINDING_CODE,
    BP_FIELD_FINDING_NAME,
    BP_FIELD_FINDING_TITLE,
    BP_FIELD_FINDING_PLACE,
    BP_FIELD_FINDING_POINTER,
    BP_FIELD_FINDING_LINE,
    BP_FIELD_FINDING_MESSAGE,
    BP_FIELD_FINDING_TEXT,
    BP_FIELD_FINDING_ADVICE,
    BP_FIELD_FINDING_FIX,
    BP_FIELDS
} bp_field;

/* One piece of a pattern: literal text, or a field. */
typedef struct bp_piece {
    const char *text;
    size_t size;
    int field;   /* a bp_field; -1: the text itself */
} bp_piece;

typedef struct bp_origin {
    bp_scope scope;           /* what the cell belongs to ... */
    bp_place place;           /* ... and which one of them */
    const bp_piece *pieces;   /* a text; NULL: an amount or nothing. Owned by the form */
    size_t count;
    bool amount;
    bp_fund fund;             /* of an amount */
} bp_origin;

#endif
