/* aliases.h - what columns, labels and sheets are called, from templates/import/aliases.json. Private to reading/. */
#ifndef BP_READING_ALIASES_H
#define BP_READING_ALIASES_H

#include <stdint.h>

#include "base/arena.h"
#include "diag/diag.h"

/* What a column means; the names are the keys of "fields". */
typedef enum bp_meaning {
    BP_MEANS_NAME,            /* a project's, and in some tables an agency's */
    BP_MEANS_PROJECT_ID,
    BP_MEANS_PROJECT_CODE,
    BP_MEANS_AGENCY,
    BP_MEANS_AGENCY_CODE,
    BP_MEANS_AGENCY_ID,
    BP_MEANS_TOTAL,
    BP_MEANS_FISCAL,          /* the three funds in the order of bp_fund */
    BP_MEANS_SPECIAL,
    BP_MEANS_OTHER,
    BP_MEANS_FISCAL_PART,     /* part of a fund, where the fund itself has no column */
    BP_MEANS_OTHER_PART,
    BP_MEANS_AMOUNT,
    BP_MEANS_FUND,
    BP_MEANS_EXACT,
    BP_MEANS_GOAL,
    BP_MEANS_GOAL_EMPTY,
    BP_MEANS_INDICATORS,      /* all of them in one cell */
    BP_MEANS_LEVEL1,
    BP_MEANS_LEVEL1_NAME,
    BP_MEANS_LEVEL2,
    BP_MEANS_LEVEL2_NAME,
    BP_MEANS_INDICATOR,
    BP_MEANS_PERIOD,
    BP_MEANS_ANNUAL,
    BP_MEANS_VALUE,           /* period and annual value in one */
    BP_MEANS_GROUP,
    BP_MEANS_REPORTED,        /* four in the order of bp_fund: the total first in the file, last here */
    BP_MEANS_REPORTED_SPECIAL,
    BP_MEANS_REPORTED_OTHER,
    BP_MEANS_REPORTED_TOTAL,
    BP_MEANS_REPORTED_ORDER,
    BP_MEANS_REPORTED_AGREED,
    BP_MEANS_ITEM,
    BP_MEANS_CONTENT,
    BP_MEANS_CODE,
    BP_MEANS_CODE_NAME,
    BP_MEANS_CODE_SOURCE,
    BP_MEANS_ACTION,          /* what is to become of a project */
    BP_MEANINGS
} bp_meaning;

typedef enum bp_label { BP_LABEL_DEPARTMENT, BP_LABEL_DEPARTMENT_CODE, BP_LABEL_UNIT, BP_LABEL_YEAR, BP_LABELS } bp_label;

/* The sheets of the working workbook, and of others that are made like it. */
typedef enum bp_sheet_kind {
    BP_SHEET_INFORMATION, BP_SHEET_AGENCIES, BP_SHEET_PROJECTS, BP_SHEET_FUNDS, BP_SHEET_GOALS, BP_SHEET_INDICATORS,
    BP_SHEET_DICTIONARY, BP_SHEET_KINDS
} bp_sheet_kind;

typedef enum bp_information {
    BP_INFO_SCHEMA, BP_INFO_FORM, BP_INFO_TITLE, BP_INFO_YEAR, BP_INFO_UNIT, BP_INFO_DEPARTMENT, BP_INFO_DEPARTMENT_CODE,
    BP_INFO_NOTE, BP_INFO_FINGERPRINT, BP_INFO_KINDS
} bp_information;

typedef enum bp_word_list {
    BP_WORDS_FIELDS, BP_WORDS_LABELS, BP_WORDS_FUNDS, BP_WORDS_SHEETS, BP_WORDS_INFORMATION,  /* words by key */
    BP_WORDS_TOTALS, BP_WORDS_SUBTOTALS, BP_WORDS_PAGES, BP_WORDS_NOTES, BP_WORDS_FOOTERS, BP_WORDS_OWN_DICTIONARY,  /* words */
    BP_WORDS_REMOVED,
    BP_WORD_LISTS
} bp_word_list;

typedef struct bp_alias {
    const char *word;   /* folded, see values.h */
    int key;            /* index in the enumeration of its list; 0 for mere words */
} bp_alias;

typedef struct bp_unit_word {
    const char *word, *unit;
    int shift;          /* power of ten from the written amount to the unit */
} bp_unit_word;

typedef struct bp_aliases {
    bp_arena arena;
    struct {
        bp_alias *words;
        size_t count, room, longest;  /* longest: bytes of a word */
        uint32_t *slots;    /* 1 + index by the hash of the word, 0: none; a power of two, at least twice as many as words */
        size_t slot_count;
    } lists[BP_WORD_LISTS];
    bp_unit_word *units;
    size_t unit_count;
    const char *default_form;
} bp_aliases;

bp_status bp_aliases_load(const char *data_dir, bp_diag *diag, bp_aliases *out);
void bp_aliases_free(bp_aliases *aliases);

/* The key of a folded word, -1 where the list has no such word. */
int bp_aliases_find(const bp_aliases *aliases, bp_word_list list, const char *folded);
/* The same of the longest word that a folded text begins with; *size is its length. */
int bp_aliases_begin(const bp_aliases *aliases, bp_word_list list, const char *folded, size_t *size);
const bp_unit_word *bp_aliases_unit(const bp_aliases *aliases, const char *folded);
/* The first word of a key as written in the file, folded: for messages. */
const char *bp_aliases_word(const bp_aliases *aliases, bp_word_list list, int key);

#endif
