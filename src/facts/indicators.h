/* indicators.h - the official text of a project's indicators, composed and parsed back. Included by form and importers.
 *
 * One record is "n、c1-name1；c2-name2；name；实施周期指标值:value；年度指标值:value。"; records follow each other without a break and
 * the numbers restart at 1 with each new group. A record ends only at 。 followed by digits, 、, a digit and -, or at the end.
 */
#ifndef BP_FACTS_INDICATORS_H
#define BP_FACTS_INDICATORS_H

#include "base/buf.h"
#include "facts/model.h"

typedef struct bp_dictionary {
    const bp_code_name *entries;
    size_t count;
    const struct bp_dictionary *next;  /* asked where this one does not know the code */
    const bp_code_name *sorted;        /* the entries in the order of their codes, NULL: they are few */
} bp_dictionary;

/* A copy of the entries in the order of their codes, for the dictionary; NULL where they are few. False when memory is short. */
bool bp_dictionary_sort(bp_arena *arena, const bp_code_name *entries, size_t count, const bp_code_name **out);
/* The model's own, then the form's. */
bp_dictionary bp_dictionary_of(const bp_model *model, const bp_dictionary *form);
/* Finds the name of an indicator code; "" where unknown. */
const char *bp_dictionary_name(const bp_dictionary *dictionary, const char *code);

/* The number of indicator i: its place within its group. */
size_t bp_indicator_number(const bp_project *project, size_t i);
/* The text of one record with the number it has; and of all records of a project. */
void bp_indicator_compose(bp_buf *out, const bp_indicator *record, int64_t number, const bp_dictionary *dictionary);
void bp_indicators_compose(bp_buf *out, const bp_project *project, const bp_dictionary *dictionary);

typedef struct bp_parsed_indicator {
    bp_indicator record;                 /* strings in the arena */
    const char *level1_name, *level2_name;
} bp_parsed_indicator;
/* Parses a cell. False where the text is not of the form; *bad is then the offset from which nothing could be read. */
bool bp_indicators_parse(const char *text, size_t size, bp_arena *arena, bp_parsed_indicator **out, size_t *count,
                         size_t *bad);

#endif
