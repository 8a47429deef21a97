/* units.h - what a text says about the unit of amounts. Private to reading/. */
#ifndef BP_READING_UNITS_H
#define BP_READING_UNITS_H

#include "reading/aliases.h"

/* The unit that a label's value names: "万元", "（元）", "元。", "元（保留两位小数）", "万元、%". NULL where it names none that is known;
 * *doubtful is then set where it looks like money all the same ("百元", "美元"), or names two units; it is never cleared. */
const bp_unit_word *bp_unit_of_value(const bp_aliases *aliases, const char *text, size_t size, bool *doubtful);

/* The same of a text that may have a label of its own: "单位元", "金额单位（元）", "（计价单位：元）", "（元）". Doubtful is only what can be
 * nothing but money: a department may be called 开元. */
const bp_unit_word *bp_unit_of_text(const bp_aliases *aliases, const char *text, size_t size, bool *doubtful);

/* The unit in what a number format puts about amounts: "元", "约…万元", "万", "元整". */
const bp_unit_word *bp_unit_of_literal(const bp_aliases *aliases, const char *text, size_t size, bool *doubtful);

/* Where the brackets begin that a text ends with, "…表（单位：元）"; NULL where it does not end with any. */
const char *bp_last_bracket(const char *text, size_t size);

#endif
