/* settings.h - what the rules are set to. Private to check/. */
#ifndef BP_CHECK_SETTINGS_H
#define BP_CHECK_SETTINGS_H

#include "check/private.h"

enum { BP_RULES_MAX = 64 };

enum { BP_SET_SEVERITY = 1, BP_SET_WORDS = 2, BP_SET_NUMBER = 4 };

typedef struct bp_rule_state {
    unsigned set;                   /* what was read: BP_SET_SEVERITY, BP_SET_WORDS, BP_SET_NUMBER << n */
    bp_severity severity;
    bool off;
    int64_t numbers[BP_RULE_NUMBERS];
    const char *const *words;       /* NULL where the rule has none */
} bp_rule_state;

typedef struct bp_silence {
    uint32_t rule;
    const char *project;            /* id; NULL: all */
    const char *reason;
    size_t order;                   /* of several that fit the first one counts */
} bp_silence;

struct bp_checks {
    bp_arena arena;
    bp_rule_state rules[BP_RULES_MAX];
    bp_silence *silences;           /* on the heap; by rule and project, of which each pair is there once */
    size_t silence_count;
    bp_fonts *fonts;                /* borrowed; NULL: what fonts have is not known */
};

/* Puts what was read into `over` over what is in checks; `over` must outlive it. False when memory is short. */
bool bp_checks_add(bp_checks *checks, const bp_checks *over);

/* The silence of a rule for a project, or for all (NULL); NULL where there is none. */
const bp_silence *bp_checks_silence(const bp_checks *checks, uint32_t rule, const char *project);

#endif
