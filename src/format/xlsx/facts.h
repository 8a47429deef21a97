/* facts.h - where each fact of the model stands in the sheets of a working workbook, and formulas that refer to it. Private to
 * format/xlsx/ and working/.
 *
 * docs/workbook.md states the sheets and columns for those who work in them and for the importer.
 */
#ifndef BP_FORMAT_XLSX_FACTS_H
#define BP_FORMAT_XLSX_FACTS_H

#include "format/backend.h"
#include "format/xlsx/book.h"

#define SHEET_PROJECTS "项目"
#define SHEET_FUNDS "资金"
#define SHEET_GOALS "目标"
#define SHEET_DATA "数据"
#define SHEET_AGENCIES "单位"
#define SHEET_CHECKS "校验"
#define SHEET_DICTIONARY "字典"
#define SHEET_INFO "表信息"

#define NEW_ID "new-"      /* of a project that is added, with a number */
#define NEW_AGENCY_ID "a"  /* of an agency that is added */
#define REMOVED "删除"     /* in P_ACTION */

enum {
    SPARE_PROJECTS = 10,  /* blank rows at the end of 项目, for what is added */
    SPARE_AGENCIES = 5,   /* the same of 单位 */
    SPARE_GOALS = 30,     /* of 目标 and of 数据: enough for all those projects */
    SPARE_INDICATORS = 60,
    CHUNK_ROWS = 200,     /* rows whose texts one formula joins: more would pass the length of a formula */
    FIRST_ROW = 1,        /* below the header */
};

enum projects_column {
    P_CODE, P_NAME, P_AGENCY, P_TOTAL, P_FISCAL, P_SPECIAL, P_OTHER, P_GOALS, P_INDICATORS, P_HINT, P_ACTION,
    P_ID, P_AGENCY_ID, P_AGENCY_NUMBER, P_COLUMNS
};
enum funds_column { F_CODE, F_NAME, F_KIND, F_AMOUNT, F_ID, F_EXACT, F_COUNTED, F_COLUMNS };
enum goals_column { G_CODE, G_NAME, G_NUMBER, G_TEXT, G_ID, G_EMPTY, G_JOINT, G_CHUNK, G_COLUMNS };
enum data_column {
    D_CODE, D_NAME, D_LEVEL1, D_LEVEL1_NAME, D_LEVEL2, D_LEVEL2_NAME, D_INDICATOR, D_PERIOD, D_ANNUAL,
    D_ID, D_GROUP, D_NUMBER, D_TEXT, D_CHUNK, D_GROUP_USED, D_COUNT, D_COLUMNS
};
enum agencies_column {
    A_CODE, A_NAME, A_TOTAL, A_FISCAL, A_SPECIAL, A_OTHER, A_CLAIM_TOTAL, A_CLAIM_FISCAL, A_CLAIM_SPECIAL, A_CLAIM_OTHER,
    A_ID, A_CLAIM_ORDER, A_CLAIM_AGREED, A_COLUMNS
};
enum dictionary_column { C_CODE, C_NAME, C_LEVEL, C_SOURCE, C_GAP, C_FIRST, C_SECOND, C_COLUMNS };
enum info_row { I_SCHEMA = 1, I_FORM, I_TITLE, I_YEAR, I_UNIT, I_DEPARTMENT, I_DEPARTMENT_CODE, I_FINGERPRINT, I_NOTES };

/* Rows [first, end) of a sheet. */
typedef struct bp_rows {
    uint32_t first, end;
} bp_rows;

typedef struct bp_facts {
    const bp_model *model;
    bp_arena arena;
    uint32_t *goals, *indicators;       /* first row of each project's block, and the one behind the last block */
    unsigned new_id, new_agency;        /* numbers of the first project and agency added: no id of the model is like them */
} bp_facts;

/* Gives every fact its row. Tables with more rows than a sheet has are refused. */
bp_status bp_facts_init(bp_facts *facts, const bp_model *model, bp_diag *diag);
void bp_facts_free(bp_facts *facts);

/* The rows of 项目, and the blank ones at their end. */
bp_rows bp_facts_projects(const bp_facts *facts);
bp_rows bp_facts_spare_projects(const bp_facts *facts);
/* The rows of the agencies in 单位, and the blank ones at their end. */
bp_rows bp_facts_agencies(const bp_facts *facts);
bp_rows bp_facts_spare_agencies(const bp_facts *facts);
/* A project's block in 目标 and in 数据: at least one row, so that there is a place to write. */
bp_rows bp_facts_goals(const bp_facts *facts, size_t project);
bp_rows bp_facts_indicators(const bp_facts *facts, size_t project);
/* The blank rows behind all blocks. */
bp_rows bp_facts_spare_goals(const bp_facts *facts);
bp_rows bp_facts_spare_indicators(const bp_facts *facts);
uint32_t bp_facts_fund_row(size_t project, size_t fund);
/* The column of 项目 and of 单位 with the sum of a kind of money. */
size_t bp_facts_sum_column(bp_fund fund);
size_t bp_facts_claim_column(bp_fund fund);

/* The formula of a text or an amount, "=" first, into an emptied buffer. False where there is none, or it would be too long. */
bool bp_facts_text(const bp_facts *facts, const bp_origin *origin, bp_buf *out);
bool bp_facts_title(const bp_facts *facts, const bp_origin *origin, bp_buf *out);
bool bp_facts_amount(const bp_origin *origin, bp_buf *out);

/* What the kinds of money are called in 资金 and 校验. */
extern const char *const bp_fund_labels[BP_FUND_KINDS];

/* The formula that shows what stands in a cell, a blank as a blank; into an emptied buffer. */
void bp_show_cell(bp_buf *out, const char *sheet, uint32_t row, size_t column);
/* 数据!$B$7, 数据!$B$2:$B$9 */
void bp_put_ref(bp_buf *out, const char *sheet, uint32_t row, size_t column);
void bp_put_range(bp_buf *out, const char *sheet, bp_rows rows, size_t column);

#endif
