/* rules.c - every rule: its code (catalogue.h has name, severity and text), function, advice and settings. Private to check/. */
#include "check/check.h"
#include "check/private.h"
#include "check/settings.h"

#define MICRO(whole) ((int64_t)(whole) * 1000000)
#define HUNDREDTHS(n) ((int64_t)(n) * 10000)

const char *const bp_placeholder_words[] = {"待单位补充", "待补充", "待填写", "待填报", "待完善", "待核实", "请填写", "此处填写",
                                            "某某单位", "某某项目", NULL};
static const char *const fault_words[] = {"事故", "差错", "投诉", "故障", "违规", "违纪", "违法", "责任", "失误", "错误", "中断",
                                          "不合格", "缺陷", "泄密", "舆情", "退回", "整改", NULL};
static const char *const unbounded_rates[] = {"增长", "增速", "增幅", "提升率", "完成", "执行率", "控制率", "收益率", "回报率",
                                              "利润率", "偏差率", "倍", "超", NULL};
static const char *const carried_words[] = {"结转", "结余", "续建", "尾款", "质保金", "清算", "上年", "决算", NULL};
static const char *const harms[] = {"故障率", "事故率", "差错率", "投诉率", "错误率", "不合格率", "违规率", "流失率", "事故数", "投诉数",
                                    "投诉次数", "事故次数", "故障次数", "响应时间", "差错次数", NULL};

const bp_rule bp_rules[] = {
    /* amounts */
    {BP_REPORTED_MISMATCH, bp_rule_reported, BP_TEXT("reported sum"),
     BP_TEXT("correct the reported figure, or the project that is missing or wrong"), true,
     {{"tolerance", HUNDREDTHS(1), 0, MICRO(1000)}}, NULL, NULL},
    {BP_UNIT_SLIP_TOTAL, bp_rule_unit_slip_total, BP_TEXT("unit slip against the total"),
     BP_TEXT("give this amount in the unit of the table"), true, {{0}}, NULL, NULL},
    {BP_REPORTED_UNIT, bp_rule_reported_unit, BP_TEXT("reported in another unit"),
     BP_TEXT("give the reported figure in the unit of the table"), true, {{0}}, NULL, NULL},
    {BP_REPORTED_ACROSS, bp_rule_across, BP_TEXT("reported parts"),
     BP_TEXT("round the parts so that they add up, or correct the total"), true,
     {{"tolerance", HUNDREDTHS(1), 0, MICRO(1000)}}, NULL, NULL},
    {BP_REPORTED_DOWN, bp_rule_down, BP_TEXT("reported agencies"),
     BP_TEXT("round the agencies' figures so that they add up, or correct the total"), true,
     {{"tolerance", HUNDREDTHS(1), 0, MICRO(1000)}}, NULL, NULL},
    {BP_ZERO_FOR_BLANK, bp_rule_zero_for_blank, BP_TEXT("zero for blank"),
     BP_TEXT("leave the reported figure blank, or write 0.00 in the projects"), false, {{0}},
     NULL, NULL},
    {BP_BLANK_AND_ZERO, bp_rule_blank_and_zero, BP_TEXT("blank beside zero"),
     BP_TEXT("use one of the two throughout the column"), false, {{0}}, NULL, NULL},
    {BP_NO_AMOUNT, bp_rule_no_amount, BP_TEXT("no amount"),
     BP_TEXT("enter the amount, or leave the project out"), false, {{0}}, NULL, NULL},
    {BP_UNIT_SLIP, bp_rule_unit_slip, BP_TEXT("unit slip"),
     BP_TEXT("see whether 元 was taken for 万元, or 万元 for 元"), false,
     {{"ratio", MICRO(1000), MICRO(10), MICRO(1000000)}, {"gap", MICRO(100), MICRO(2), MICRO(1000000)}}, NULL, NULL},
    {BP_AMOUNT_ROUNDED, bp_rule_rounded, BP_TEXT("rounded amount"),
     BP_TEXT("round the amount, or use a form that prints more digits"), true, {{0}}, NULL, NULL},
    {BP_TEXT_NUMBER, bp_rule_text_number, BP_TEXT("number in a text"),
     BP_TEXT("make text and table say the same"), false, {{0}}, NULL, NULL},
    /* goals */
    {BP_GOAL_MISSING, bp_rule_goal_missing, BP_TEXT("no goal"),
     BP_TEXT("write the goal, or say that there is none"), false, {{0}}, NULL, NULL},
    {BP_GOAL_DENIED, bp_rule_goal_denied, BP_TEXT("goal denied"),
     BP_TEXT("write the goal, or take the indicators out"), false, {{0}}, NULL, NULL},
    {BP_INDICATORS_MISSING, bp_rule_indicators_missing, BP_TEXT("no indicators"),
     BP_TEXT("add indicators that measure the goal"), false, {{0}}, NULL, NULL},
    {BP_GOAL_STOP, bp_rule_goal_stop, BP_TEXT("goal without stop"),
     BP_TEXT("end the goal with 。"), false, {{0}}, NULL, NULL},
    {BP_PARAGRAPH_NUMBER, bp_rule_paragraph_numbers, BP_TEXT("numbering of paragraphs"),
     BP_TEXT("number the paragraphs through, or restore the one that is missing"), false,
     {{0}}, NULL, NULL},
    {BP_DUPLICATE_GOAL, bp_rule_duplicate_goal, BP_TEXT("goal twice"),
     BP_TEXT("write a goal of this project's own, or join the projects"), false,
     {{"shortest", MICRO(10), MICRO(1), MICRO(1000)}}, NULL, NULL},
    {BP_NEAR_GOAL, bp_rule_near_goal, BP_TEXT("goal nearly twice"),
     BP_TEXT("see whether the goal was copied"), false,
     {{"similarity", HUNDREDTHS(85), HUNDREDTHS(50), HUNDREDTHS(100)}, {"shortest", MICRO(20), MICRO(2), MICRO(1000)}}, NULL, NULL},
    {BP_REPEATED_PARAGRAPH, bp_rule_repeated_paragraph, BP_TEXT("paragraph twice"),
     BP_TEXT("see whether the paragraph was copied"), false,
     {{"shortest", MICRO(20), MICRO(2), MICRO(1000)}}, NULL, NULL},
    {BP_GOAL_NUMBER, bp_rule_goal_number, BP_TEXT("number in a goal"),
     BP_TEXT("make goal and indicator say the same"), false, {{0}}, NULL, NULL},
    /* indicators */
    {BP_NO_PROJECTS, bp_rule_no_projects, BP_TEXT("no projects"),
     BP_TEXT("nothing is to be done where the table is really empty"), true, {{0}}, NULL, NULL},
    {BP_UNKNOWN_INDICATOR_CODE, bp_rule_unknown_code, BP_TEXT("unknown code"),
     BP_TEXT("use a code of the dictionary, or name it in indicator_dictionary"), true,
     {{0}}, NULL, NULL},
    {BP_INDICATOR_CODE_PARENT, bp_rule_code_parent, BP_TEXT("code of another parent"),
     BP_TEXT("file it under the first level that its code begins with"), true, {{0}},
     NULL, NULL},
    {BP_DICTIONARY_NAME, bp_rule_dictionary_name, BP_TEXT("name of another code"),
     BP_TEXT("give the code its own name"), false, {{0}}, NULL, NULL},
    {BP_FILED_TWICE, bp_rule_filed_twice, BP_TEXT("one indicator under two codes"),
     BP_TEXT("file the indicator under one code everywhere"), false, {{0}}, NULL, NULL},
    {BP_RATE_AS_QUANTITY, bp_rule_rate_as_quantity, BP_TEXT("rate as quantity"),
     BP_TEXT("file it under 12 质量指标, or measure a quantity"), false, {{0}}, NULL, NULL},
    {BP_COUNT_AS_QUALITY, bp_rule_count_as_quality, BP_TEXT("count as quality"),
     BP_TEXT("file it under 11 数量指标, or measure a quality"), false, {{0}}, "faults",
     fault_words},
    {BP_NO_OUTPUT, bp_rule_no_output, BP_TEXT("no output"),
     BP_TEXT("add an indicator of what is produced"), false, {{0}}, NULL, NULL},
    {BP_NO_SATISFACTION, bp_rule_no_satisfaction, BP_TEXT("no satisfaction"),
     BP_TEXT("add an indicator of satisfaction, where the project serves someone"), false,
     {{0}}, NULL, NULL},
    {BP_NUMBERING, bp_rule_numbering, BP_TEXT("numbering of indicators"),
     BP_TEXT("number the indicators through: give them one group"), false, {{0}}, NULL, NULL},
    {BP_DUPLICATE_INDICATOR, bp_rule_duplicate_indicator, BP_TEXT("indicator twice"),
     BP_TEXT("take one of the two out"), false, {{0}}, NULL, NULL},
    /* values */
    {BP_COMPARATOR_TRUE, bp_rule_always_true, BP_TEXT("comparator that is always true"),
     BP_TEXT("set a value that can be missed"), false, {{0}}, NULL, NULL},
    {BP_COMPARATOR_REACH, bp_rule_out_of_reach, BP_TEXT("comparator out of reach"),
     BP_TEXT("write =100%, or a value that can be passed"), false, {{0}}, "unbounded",
     unbounded_rates},
    {BP_COMPARATOR_REVERSED, bp_rule_reversed, BP_TEXT("comparator reversed"),
     BP_TEXT("turn the comparator round"), false, {{0}}, "harmful", harms},
    {BP_YEAR_BEYOND_PERIOD, bp_rule_year_beyond_period, BP_TEXT("year beyond the period"),
     BP_TEXT("correct one of the two values"), false, {{0}}, NULL, NULL},
    {BP_BARE_NUMBER, bp_rule_bare_number, BP_TEXT("number without unit"),
     BP_TEXT("add the unit"), false, {{0}}, NULL, NULL},
    {BP_VALUE_MISSING, bp_rule_value_missing, BP_TEXT("value missing"),
     BP_TEXT("enter the value"), false, {{0}}, NULL, NULL},
    /* names */
    {BP_DUPLICATE_PROJECT, bp_rule_duplicate_project, BP_TEXT("project twice"),
     BP_TEXT("join the projects, or tell their names apart"), false, {{0}}, NULL, NULL},
    {BP_NEAR_PROJECT, bp_rule_near_project, BP_TEXT("project nearly twice"),
     BP_TEXT("see whether one project was entered twice"), false,
     {{"similarity", HUNDREDTHS(80), HUNDREDTHS(50), HUNDREDTHS(100)}}, NULL, NULL},
    {BP_DUPLICATE_CODE, bp_rule_duplicate_code, BP_TEXT("one code twice"),
     BP_TEXT("give each its own code; spreadsheets may have spoilt them"), false, {{0}}, NULL, NULL},
    {BP_YEAR_IN_NAME, bp_rule_year_in_name, BP_TEXT("year in a name"),
     BP_TEXT("correct the year, or silence the rule for a project that bears it rightly"), false,
     {{0}}, "carried", carried_words},
    /* texts */
    {BP_PLACEHOLDER, bp_rule_placeholder, BP_TEXT("placeholder"),
     BP_TEXT("fill in what was left open"), false, {{0}}, "words", bp_placeholder_words},
    {BP_MIXED_MULTIPLICATION, bp_rule_multiplication, BP_TEXT("* beside ×"),
     BP_TEXT("write × throughout"), false, {{0}}, NULL, NULL},
    {BP_HALF_WIDTH_MARK, bp_rule_half_width, BP_TEXT("half-width mark"),
     BP_TEXT("write the full-width mark"), false, {{0}}, NULL, NULL},
    {BP_UNPAIRED_BRACKET, bp_rule_brackets, BP_TEXT("bracket without partner"),
     BP_TEXT("add the other bracket, or take this one out"), false, {{0}}, NULL, NULL},
    {BP_MIXED_BRACKETS, bp_rule_mixed_brackets, BP_TEXT("mixed brackets"),
     BP_TEXT("make both brackets full-width"), false, {{0}}, NULL, NULL},
    {BP_STRAY_SPACE, bp_rule_stray_space, BP_TEXT("stray blank"),
     BP_TEXT("take the blank out"), false, {{0}}, NULL, NULL},
    {BP_DOUBLED_MARK, bp_rule_doubled_mark, BP_TEXT("doubled mark"),
     BP_TEXT("write the mark once"), false, {{0}}, NULL, NULL},
    {BP_TURNED_TEXT, bp_rule_turned_text, BP_TEXT("turned text"),
     BP_TEXT("type the text anew in the order in which it is to be read"), true, {{0}}, NULL, NULL},
    {BP_HIDDEN_CHARACTER, bp_rule_hidden_character, BP_TEXT("hidden character"),
     BP_TEXT("take the character out"), false, {{0}}, NULL, NULL},
    {BP_RADICAL, bp_rule_ideograph, BP_TEXT("radical or compatibility ideograph"),
     BP_TEXT("write the ordinary characters"), false, {{0}}, NULL, NULL},
    {BP_PERSONAL_NUMBER, bp_rule_personal_number, BP_TEXT("personal number"),
     BP_TEXT("take the number out, or leave only its ends, as in 138****1234"), false, {{0}}, NULL, NULL},
    {BP_DECOMPOSED, bp_rule_decomposed, BP_TEXT("decomposed character"),
     BP_TEXT("write the letter with its mark as one character"), false, {{0}}, NULL, NULL},
    {BP_LOST_CHARACTER, bp_rule_lost_character, BP_TEXT("lost character"),
     BP_TEXT("restore what stood there"), true, {{0}}, NULL, NULL},
    {BP_UNPRINTABLE, bp_rule_unprintable, BP_TEXT("unprintable character"),
     BP_TEXT("write another character, or add a font that has this one to the font set"), true, {{0}}, NULL, NULL},
};

const size_t bp_rule_count = sizeof bp_rules / sizeof *bp_rules;

_Static_assert(sizeof bp_rules / sizeof *bp_rules <= BP_RULES_MAX, "bp_checks has room for every rule");

size_t bp_rule_list(void)
{
    return bp_rule_count;
}

bp_rule_info bp_rule_get(size_t index, bp_lang lang)
{
    bp_code_info entry = bp_code_info_of(bp_rules[index].code);
    return (bp_rule_info){entry.code, entry.name, entry.severity, bp_translate(lang, bp_rules[index].title),
                          bp_translate(lang, entry.text), bp_translate(lang, bp_rules[index].advice)};
}
