/* working.h - the sheets that accountants work in. Private to working/.
 *
 * Input stands in open cells, everything else is a formula over it: docs/workbook.md. Only functions that Excel 2010, WPS and
 * LibreOffice 7 share are used, and none that has to be entered as an array. How a sheet is written is row.h.
 */
#ifndef BP_WORKING_WORKING_H
#define BP_WORKING_WORKING_H

#include "format/backend.h"
#include "format/xlsx/book.h"
#include "format/xlsx/facts.h"
#include "format/xlsx/official.h"
#include "facts/totals.h"

/* What the sheets are written from. */
typedef struct bp_working {
    const bp_job *job;
    const bp_model *model;
    const bp_facts *facts;
    bp_book *book;
    const char *official;               /* name of the official sheet */
    const bp_official_totals *totals;
    const char *fingerprint;
    bp_dictionary dictionary;           /* the model's, then the form's */
    bp_code_name *codes;                /* every code once, the model's first */
    size_t code_count, own_codes;
    const char **first, **second;       /* codes of the first and second level, sorted */
    size_t first_count, second_count;
    bp_arena arena;
    bp_buf formula, value;
} bp_working;

/* All sheets behind the official one, which was written before. */
bp_status bp_working_write(const bp_job *job, bp_book *book, const bp_facts *facts, const char *official,
                           const bp_official_totals *totals, const char *fingerprint);

/* Whether a code is one of the first level. */
bool bp_is_first_level(const bp_working *w, const char *code);

/* ---- its sheets, in their order ---- */

/* projects.c: 项目, 资金 */
void bp_projects_write(bp_working *w);
void bp_funds_write(bp_working *w);
/* entries.c: 目标, 数据 */
void bp_goals_write(bp_working *w);
void bp_data_write(bp_working *w);
/* agencies.c: 单位 */
void bp_agencies_write(bp_working *w, const bp_totals *totals);
/* checks.c: 校验 */
void bp_checks_write(bp_working *w, const bp_totals *sums);
/* lists.c: 字典, 表信息 */
void bp_dictionary_write(bp_working *w);
void bp_info_write(bp_working *w);

#endif
