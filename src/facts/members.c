/* members.c - what a model holds in its JSON, as data, which the reader, the validator and the published schema follow. See
 * members.h. */
#include "facts/members.h"

#include <limits.h>
#include <stddef.h>

#define OBJECT(items) .members = (items), .count = sizeof (items) / sizeof *(items)
#define TEXT(type, field, rule) .kind = BP_MEMBER_TEXT, .at = offsetof(type, field), .text = BP_TEXT_##rule
#define LIST(type, field) .at = offsetof(type, field##s), .count_at = offsetof(type, field##_count)
#define FUND(type, field, fund) .kind = BP_MEMBER_AMOUNT, .at = offsetof(type, field) + (fund) * sizeof(bp_amount)

const char *const bp_fund_names[BP_FUND_KINDS] = {"fiscal_appropriation", "fiscal_special_account", "other", "total"};

static const bp_member agency_members[] = {
    {.key = {"id", true}, TEXT(bp_agency, id, ID), .title = "编号",
     .description = "Any text; not printed. No field of the standard."},
    {.key = {"name", true}, TEXT(bp_agency, name, NAME), .title = "单位名称", .description = "AGENCY_NAME."},
    {.key = {"code", false}, TEXT(bp_agency, code, CODE), .title = "单位代码", .description = "AGENCY_CODE."},
};

static const bp_agency blank_agency = {.id = bp_absent, .name = bp_absent, .code = bp_absent};
static const bp_object agency_object = {
    .name = "agency", OBJECT(agency_members), .size = sizeof(bp_agency), .blank = &blank_agency, .id = agency_members,
    .title = "单位", .description = "One agency that uses money (AGENCY).",
};

static const bp_member funding_members[] = {
    {.key = {"fiscal_appropriation", false}, FUND(bp_project, funding, BP_FUND_FISCAL), .always = true, .title = "财政拨款",
     .description = "AMOUNT of this FUND_TYPE_NAME."},
    {.key = {"fiscal_special_account", false}, FUND(bp_project, funding, BP_FUND_SPECIAL), .always = true, .title = "财政专户拨款",
     .description = "AMOUNT of this FUND_TYPE_NAME."},
    {.key = {"other", false}, FUND(bp_project, funding, BP_FUND_OTHER), .always = true, .title = "其他资金",
     .description = "AMOUNT of this FUND_TYPE_NAME."},
};

static const bp_object funding_object = {
    .name = "funding", OBJECT(funding_members), .title = "预算资金",
    .description = "AMOUNT by FUND_TYPE_CODE. 总计 is the sum and is never given.",
};

static const bp_member indicator_members[] = {
    {.key = {"group", false}, .kind = BP_MEMBER_INTEGER, .at = offsetof(bp_indicator, group), .low = 1, .high = INT_MAX,
     .title = "编号组", .description = "Numbering begins at 1 again with each new group. No field of the standard."},
    {.key = {"level1", true}, TEXT(bp_indicator, level1, ID), .title = "一级绩效指标代码",
     .description = "LV1_PERF_IND_CODE; its name (LV1_PERF_IND_NAME) comes from the dictionary."},
    {.key = {"level2", true}, TEXT(bp_indicator, level2, ID), .title = "二级绩效指标代码",
     .description = "LV2_PERF_IND_CODE, begins with level1; its name (LV2_PERF_IND_NAME) comes from the dictionary."},
    {.key = {"name", true}, TEXT(bp_indicator, name, NAME), .title = "三级绩效指标名称", .description = "LV3_PERF_IND_NAME."},
    {.key = {"period_value", true}, TEXT(bp_indicator, period_value, LINE), .title = "实施周期指标值",
     .description = "KPI_VAL over the whole period (YEARFLAG 1), as text."},
    {.key = {"annual_value", true}, TEXT(bp_indicator, annual_value, LINE), .title = "年度指标值",
     .description = "KPI_VAL of the year (YEARFLAG 0), as text."},
};

static const bp_indicator blank_indicator = {1, bp_absent, bp_absent, bp_absent, bp_absent, bp_absent};
static const bp_object indicator_object = {
    .name = "indicator", OBJECT(indicator_members), .size = sizeof(bp_indicator), .blank = &blank_indicator, .title = "绩效指标",
    .description = "One record of PM_PERF_INDICATOR.",
};

static const bp_member project_members[] = {
    {.key = {"id", true}, TEXT(bp_project, id, ID), .title = "编号",
     .description = "Any text; not printed. No field of the standard."},
    {.key = {"agency", true}, TEXT(bp_project, agency_id, NAME), .of = &agency_object, .count_at = offsetof(bp_project, agency),
     .otherwise = BP_UNKNOWN_AGENCY, .title = "所属单位编号", .description = "The id of the agency; stands for AGENCY_CODE."},
    {.key = {"name", true}, TEXT(bp_project, name, NAME), .title = "项目名称", .description = "PRO_NAME."},
    {.key = {"code", false}, TEXT(bp_project, code, CODE), .title = "项目代码", .description = "PRO_CODE."},
    {.key = {"funding", true}, .kind = BP_MEMBER_OBJECT, .of = &funding_object},
    {.key = {"goal", false}, .kind = BP_MEMBER_TEXTS, .at = offsetof(bp_project, goal),
     .count_at = offsetof(bp_project, goal_count), .text = BP_TEXT_PARAGRAPH, .always = true, .title = "绩效目标",
     .description = "KPI_TARGET, one string a paragraph."},
    {.key = {"indicators", false}, .kind = BP_MEMBER_LIST, LIST(bp_project, indicator), .of = &indicator_object, .always = true,
     .title = "绩效指标", .description = "Records of PM_PERF_INDICATOR, in order."},
};

static const bp_project blank_project = {.id = bp_absent, .name = bp_absent, .code = bp_absent, .agency_id = bp_absent};
static const bp_object project_object = {
    .name = "project", OBJECT(project_members), .size = sizeof(bp_project), .blank = &blank_project, .id = project_members,
    .title = "项目", .description = "One project (PRO) with its money, goal and indicators.",
};

static const bp_member claims_members[] = {
    {.key = {"total", false}, FUND(bp_reported, amounts, BP_FUND_TOTAL), .title = "总计", .description = "PRO_TOTAL_AMT, summed."},
    {.key = {"fiscal_appropriation", false}, FUND(bp_reported, amounts, BP_FUND_FISCAL), .title = "财政拨款",
     .description = "AMOUNT of this FUND_TYPE_NAME, summed."},
    {.key = {"fiscal_special_account", false}, FUND(bp_reported, amounts, BP_FUND_SPECIAL), .title = "财政专户拨款",
     .description = "AMOUNT of this FUND_TYPE_NAME, summed."},
    {.key = {"other", false}, FUND(bp_reported, amounts, BP_FUND_OTHER), .title = "其他资金",
     .description = "AMOUNT of this FUND_TYPE_NAME, summed."},
};

static const bp_member claims_agency = {
    TEXT(bp_reported, agency, ID), .of = &agency_object,
    .count_at = offsetof(bp_reported, index), .otherwise = BP_UNKNOWN_AGENCY,
};
static const bp_reported blank_claims = {.index = SIZE_MAX};
static const bp_object claims_object = {
    .name = "claims", OBJECT(claims_members), .size = sizeof(bp_reported), .blank = &blank_claims, .id = &claims_agency,
    .title = "填报数", .description = "AMOUNT by FUND_TYPE_CODE and in all, as claimed.",
};

#define REPORTED .at = offsetof(bp_model, reported), .count_at = offsetof(bp_model, reported_count), .of = &claims_object

static const bp_member reported_members[] = {
    {.key = {"total", false}, .kind = BP_MEMBER_ONE, REPORTED, .title = "合计", .description = "The line of the whole table."},
    {.key = {"agencies", false}, .kind = BP_MEMBER_MAP, REPORTED, .title = "单位小计",
     .description = "Subtotals by the id of the agency."},
};

static const bp_object reported_object = {OBJECT(reported_members)};

static const bp_member code_member = {TEXT(bp_code_name, code, ID)};
static const bp_member name_members[] = {{TEXT(bp_code_name, name, NAME)}};
static const bp_code_name blank_code = {bp_absent, bp_absent};
static const bp_object code_object = {OBJECT(name_members), .size = sizeof(bp_code_name), .blank = &blank_code, .id = &code_member,
                                      .plain = true};

static const bp_member department_members[] = {
    {.key = {"name", true}, TEXT(bp_model, department, NAME), .title = "部门名称", .description = "DEPT_NAME."},
    {.key = {"code", false}, TEXT(bp_model, department_code, CODE), .title = "部门代码", .description = "DEPT_CODE."},
};

static const bp_object department_object = {OBJECT(department_members)};

static const char *const schemas[] = {"budgetpress/1", NULL};
static const char *const units[] = {"元", "万元", NULL};

static const bp_member model_members[] = {
    {.key = {"schema", true}, TEXT(bp_model, schema, LINE), .words = schemas, .otherwise = BP_UNKNOWN_SCHEMA, .title = "数据格式",
     .description = "Name and version of this format."},
    {.key = {"form", false}, TEXT(bp_model, form, LINE), .title = "表样",
     .description = "Name of the form that the table is set in."},
    {.key = {"title", false}, TEXT(bp_model, title, LINE), .title = "表题", .description = "Takes the place of the title that the "
                                                                                         "form makes, in the form that `form` "
                                                                                         "names alone; where none is named, in "
                                                                                         "every form."},
    {.key = {"fiscal_year", true}, .kind = BP_MEMBER_INTEGER, .at = offsetof(bp_model, fiscal_year), .low = 1949, .high = 2999,
     .title = "预算年度", .description = "FISCAL_YEAR."},
    {.key = {"amount_unit", true}, TEXT(bp_model, amount_unit, LINE), .words = units, .otherwise = BP_BAD_UNIT, .title = "金额单位",
     .description = "Unit of every AMOUNT in the document."},
    {.key = {"department", true}, .kind = BP_MEMBER_OBJECT, .of = &department_object, .title = "部门",
     .description = "The department whose budget this is (DEPT)."},
    {.key = {"agencies", true}, .kind = BP_MEMBER_LIST, .at = offsetof(bp_model, agencies),
     .count_at = offsetof(bp_model, agency_count), .of = &agency_object, .title = "资金使用单位",
     .description = "The agencies of the department, in the order of the table. Ids are unique."},
    {.key = {"projects", true}, .kind = BP_MEMBER_LIST, LIST(bp_model, project), .of = &project_object, .title = "项目",
     .description = "In the order of the table, each under its agency. May be empty: the table is then printed empty, with its "
                    "note. Ids are unique."},
    {.key = {"reported", false}, .kind = BP_MEMBER_OBJECT, .of = &reported_object, .title = "填报合计",
     .description = "What the published table claims. It is never printed, only compared with the exact sums over the projects; "
                    "what is left out is not compared."},
    {.key = {"indicator_dictionary", false}, .kind = BP_MEMBER_MAP, .at = offsetof(bp_model, dictionary),
     .count_at = offsetof(bp_model, dictionary_count), .of = &code_object, .title = "绩效指标代码表",
     .description = "Names of indicator codes (LV1_PERF_IND_NAME, LV2_PERF_IND_NAME by code) that the dictionary of the form lacks "
                    "or names otherwise."},
    {.key = {"notes", false}, .kind = BP_MEMBER_TEXTS, LIST(bp_model, note), .text = BP_TEXT_LINE, .title = "表注",
     .description = "Lines below the table, in the same forms as `title`."},
};

const bp_object bp_model_object = {
    OBJECT(model_members), .title = "部门预算表数据", .description = "The facts of one budget table. What the table shows beyond them "
                                                              "(totals, numbering, the joined indicator text) is derived. Names in "
                                                              "capitals are the fields of 财政部《预算管理一体化系统技术标准》.",
};
