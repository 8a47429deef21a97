/* private.h - what the rules share. Private to check/.
 *
 * A rule is one function over the model. It says what it finds with bp_find and knows nothing of severities, silences or places
 * in files: check.c sorts what all rules found by its place in the document and reports it.
 */
#ifndef BP_CHECK_PRIVATE_H
#define BP_CHECK_PRIVATE_H

#include "check/check.h"
#include "check/lexis.h"
#include "base/arena.h"
#include "json/json.h"
#include "diag/translate.h"
#include "facts/totals.h"

/* ---- places ---- */

/* The parts of a document, in the order of its normalized form. */
typedef enum bp_spot_kind {
    BP_SPOT_DOCUMENT, BP_SPOT_TITLE, BP_SPOT_DEPARTMENT, BP_SPOT_AGENCY, BP_SPOT_PROJECTS, BP_SPOT_PROJECT, BP_SPOT_REPORTED,
    BP_SPOT_DICTIONARY, BP_SPOT_NOTE
} bp_spot_kind;

typedef enum bp_branch { BP_IN_NAME, BP_IN_FUNDING, BP_IN_GOAL, BP_IN_INDICATOR, BP_IN_ITSELF } bp_branch;

#define BP_WHOLE UINT32_MAX  /* no enumerator: ISO C keeps those to int */

/* Where something stands. */
typedef struct bp_spot {
    bp_spot_kind part;
    uint32_t index;        /* agency, project, line of `reported`, entry of the dictionary, note */
    bp_branch branch;      /* of a project */
    uint32_t item;         /* paragraph or indicator, BP_WHOLE for all of them */
    const char *member;    /* of funding, an indicator or a reported line; NULL: the whole. Constant text */
} bp_spot;

/* ---- findings ---- */

typedef struct bp_checker bp_checker;

/* Why: the text, and the bytes of it that are wrong; their replacement where that is certain, else NULL. */
typedef struct bp_evidence {
    const char *text;
    size_t at, size;
    const char *fix;
} bp_evidence;
#define BP_NO_EVIDENCE ((bp_evidence){0})

typedef struct bp_found {
    uint32_t rule;
    uint32_t order;        /* as found */
    bp_spot spot;
    bp_evidence evidence;
    const char *const *args;
} bp_found;

/* Keeps a finding of the rule that runs. args are kept as they are: let them live in the model or come from bp_keep. */
void bp_find(bp_checker *c, bp_spot spot, bp_evidence evidence, const char *const *args);
/* The same of some bytes of a text that are named by the message, and so is their replacement. */
void bp_find_mark(bp_checker *c, bp_spot spot, const char *text, const char *at, size_t size, const char *fix);
const char *bp_keep(bp_checker *c, const char *text, size_t size);
const char *bp_keep_number(bp_checker *c, size_t number);
const char *bp_keep_amount(bp_checker *c, bp_amount amount);  /* "blank" where it is none */

struct bp_checker {
    const bp_model *model;
    const bp_check_options *options;
    const bp_checks *settings;      /* all of them merged */
    bp_diag *diag;
    bp_arena arena;                 /* lives until everything is reported */
    bool named;                     /* some dictionary has an entry */
    bool sums_fit;
    bp_totals totals;               /* where sums_fit */
    int64_t *sums;                  /* all of them, sorted; NULL: not yet */
    size_t sum_count;
    uint32_t rule;                  /* that runs */
    size_t searched;                /* by it: searches that must not be many, or whether something was seen */
    size_t marks[2];                /* full-width, half-width */
    uint32_t *same_goals, *same_names;  /* what several rules need: per project the first one like it, BP_WHOLE; NULL: not yet */
    bp_found *found;
    size_t found_count, found_room;
    bool failed;                    /* memory was short */
};

/* Runs every rule that is on; what they found is in c, unsorted. */
bp_status bp_checker_run(bp_checker *c);
void bp_checker_end(bp_checker *c);
/* Why the finding does not count; NULL where it does. */
const char *bp_silence_of(const bp_checker *c, const bp_found *found);
/* The JSON Pointer of a spot, in the arena. */
const char *bp_spot_pointer(const bp_model *model, const bp_spot *spot, bp_arena *arena);

/* Enters the members of a spot. */
void bp_enter_spot(bp_reader *reader, const bp_model *model, const bp_spot *spot);
/* The same in words: 项目“…”绩效目标第1段; kept like bp_keep. */
const char *bp_spot_words(bp_checker *c, const bp_spot *spot);
bool bp_spot_is_text(const bp_spot *spot);

/* ---- texts ---- */

typedef enum bp_text_kind {
    BP_TEXT_TITLE = 1, BP_TEXT_DEPARTMENT = 2, BP_TEXT_AGENCY = 4, BP_TEXT_PROJECT = 8, BP_TEXT_GOAL = 16, BP_TEXT_INDICATOR = 32,
    BP_TEXT_VALUE = 64, BP_TEXT_NOTE = 128, BP_TEXT_DICTIONARY = 256,
    BP_TEXT_NAMES = BP_TEXT_TITLE | BP_TEXT_DEPARTMENT | BP_TEXT_AGENCY | BP_TEXT_PROJECT | BP_TEXT_INDICATOR,
    BP_TEXT_ALL = 255  /* of the table itself, without the names that a model gives to codes */
} bp_text_kind;

typedef void bp_text_rule(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text);
/* Calls rule for every text of the kinds; a value of the year that repeats that of the period is passed over. */
void bp_each_text(bp_checker *c, unsigned kinds, bp_text_rule *rule);

bp_spot bp_project_spot(size_t project, bp_branch branch, size_t item, const char *member);

/* ---- rules ---- */

typedef void bp_rule_run(bp_checker *c);

enum { BP_RULE_NUMBERS = 2 };

/* A number that may be set, in millionths. */
typedef struct bp_rule_number {
    const char *name;
    int64_t initial, low, high;
} bp_rule_number;

typedef struct bp_rule {
    bp_code code;
    bp_rule_run *run;
    const char *title, *advice;         /* what it is called, and what to do; BP_TEXT */
    bool printing;                      /* matters to the print itself: runs before rendering too */
    bp_rule_number numbers[BP_RULE_NUMBERS];
    const char *word_name;              /* the setting that replaces `words` */
    const char *const *words;
} bp_rule;

extern const bp_rule bp_rules[];
extern const size_t bp_rule_count;

int64_t bp_rule_setting(const bp_checker *c, size_t number);   /* of the rule that runs, in millionths */
const char *const *bp_rule_words(const bp_checker *c);
bool bp_rule_is_on(const bp_checker *c, bp_code code);
int64_t bp_tolerance(const bp_checker *c);                     /* of reported-mismatch, which others share */
const char *const *bp_words_of(const bp_checker *c, bp_code code);  /* the words of another rule */

/* amounts.c */
bp_rule_run bp_rule_rounded, bp_rule_reported, bp_rule_across, bp_rule_down, bp_rule_zero_for_blank, bp_rule_blank_and_zero,
    bp_rule_no_amount, bp_rule_unit_slip, bp_rule_unit_slip_total, bp_rule_reported_unit, bp_rule_text_number;
/* goals.c */
bp_rule_run bp_rule_goal_missing, bp_rule_goal_denied, bp_rule_indicators_missing, bp_rule_goal_stop, bp_rule_paragraph_numbers,
    bp_rule_duplicate_goal, bp_rule_near_goal, bp_rule_repeated_paragraph, bp_rule_goal_number;
/* indicators.c */
bp_rule_run bp_rule_no_projects, bp_rule_unknown_code, bp_rule_code_parent, bp_rule_dictionary_name, bp_rule_filed_twice,
    bp_rule_rate_as_quantity, bp_rule_count_as_quality, bp_rule_no_output, bp_rule_no_satisfaction, bp_rule_numbering,
    bp_rule_duplicate_indicator;
/* values.c */
bp_rule_run bp_rule_always_true, bp_rule_out_of_reach, bp_rule_reversed, bp_rule_year_beyond_period, bp_rule_bare_number,
    bp_rule_value_missing;
/* names.c */
bp_rule_run bp_rule_duplicate_project, bp_rule_near_project, bp_rule_duplicate_code, bp_rule_year_in_name;
/* texts.c */
bp_rule_run bp_rule_placeholder, bp_rule_multiplication, bp_rule_half_width, bp_rule_brackets, bp_rule_mixed_brackets,
    bp_rule_stray_space, bp_rule_doubled_mark;
/* personal.c */
bp_rule_run bp_rule_personal_number;
/* characters.c */
bp_rule_run bp_rule_turned_text, bp_rule_hidden_character, bp_rule_ideograph, bp_rule_decomposed, bp_rule_lost_character,
    bp_rule_unprintable;

/* What several rules ask. */
bool bp_goal_is_none(const bp_project *project);         /* the goal says that there is no goal */
bool bp_has_goal(const bp_project *project);             /* some paragraph is not empty */
size_t bp_placeholder_at(const char *text, const char *const *words, size_t *size);  /* SIZE_MAX: none */
bool bp_only_placeholders(const bp_checker *c, const bp_project *project);  /* its indicators are to be filled in */

#endif
