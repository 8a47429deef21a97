/* values.c - rules about the values of indicators. Private to check/; see private.h. */
#include <string.h>

#include "check/private.h"

enum { UNIT = 1000000, HUNDRED = 100 * UNIT };

typedef void value_rule(bp_checker *c, bp_spot spot, const bp_indicator *record, const char *text, const bp_value *value);

static void each_value(bp_checker *c, value_rule *rule)
{
    for (size_t p = 0; p < c->model->project_count; p++)
        for (size_t i = 0; i < c->model->projects[p].indicator_count; i++) {
            const bp_indicator *record = &c->model->projects[p].indicators[i];
            const char *texts[] = {record->period_value, record->annual_value};
            static const char *const members[] = {"period_value", "annual_value"};
            for (int v = 0; v < 2; v++) {
                if (v && !strcmp(texts[0], texts[1]))
                    break;
                bp_value value = bp_value_parse(texts[v]);
                rule(c, bp_project_spot(p, BP_IN_INDICATOR, i, members[v]), record, texts[v], &value);
            }
        }
}

static void find_value(bp_checker *c, bp_spot spot, const bp_indicator *record, const char *text, const bp_value *value)
{
    bp_find(c, spot, (bp_evidence){text, value->at, value->size, NULL},
            BP_ARGS(record->name, bp_keep(c, text + value->at, value->size)));
}

/* ---- comparators ---- */

/* Rates of which more is better. */
static const char *const better[] = {"满意度", "合格率", "达标率", "覆盖率", "到位率", "及时率", "准确率", "使用率", "参与率",
                                     "满足率", "正常运行率", NULL};

/* A rate that cannot pass 100%: what can is named by the words of out-of-reach. */
static bool is_bounded_rate(const bp_checker *c, const bp_indicator *record)
{
    static const char *const rates[] = {"率", "比例", "比重", "占比", "百分比", "满意度", NULL};
    return bp_holds(record->name, rates) && !bp_holds(record->name, bp_words_of(c, BP_COMPARATOR_REACH));
}

static bool is_bounded(const bp_checker *c, const bp_indicator *record, const bp_value *value)
{
    return bp_value_is_percent(value) && is_bounded_rate(c, record);
}

/* Percent that are written otherwise, of a rate without doubt: 百分之一百二十, 120个百分点, 1.2 of a rate of which more is better and
 * which nobody wants to be 1.2 %. 0 where they are not. */
static int64_t percent_in_words(const bp_indicator *record, const bp_value *value)
{
    static const char *const points[] = {"个百分点", "百分点", NULL};
    const char *unit = value->unit;
    bp_amount number = {0};
    if (value->number.present && value->unit_size)
        return bp_begins(unit, points) ? value->number.micro : 0;
    if (value->number.present)
        return bp_ends(record->name, strlen(record->name), better) && value->number.micro > UNIT && value->number.micro <= 2 * UNIT
                   ? value->number.micro * 100
                   : 0;
    bool read = bp_take_word(&unit, "百分之") && (bp_take_number(&unit, &number) || bp_take_han_number(&unit, &number));
    return read && unit == value->unit + value->unit_size ? number.micro : 0;
}

static void check_always_true(bp_checker *c, bp_spot spot, const bp_indicator *record, const char *text, const bp_value *value)
{
    bool zero = value->comparator == BP_CMP_LEAST && value->number.present && !value->number.micro;
    bool all = value->comparator == BP_CMP_MOST && is_bounded(c, record, value) && value->number.micro >= HUNDRED;
    if (zero || all)
        find_value(c, spot, record, text, value);
}

void bp_rule_always_true(bp_checker *c)
{
    each_value(c, check_always_true);
}

static void check_reach(bp_checker *c, bp_spot spot, const bp_indicator *record, const char *text, const bp_value *value)
{
    bool least = value->comparator == BP_CMP_LEAST || value->comparator == BP_CMP_ABOVE;
    int64_t percent = bp_value_is_percent(value) ? value->number.micro : least ? percent_in_words(record, value) : 0;
    bool beyond = is_bounded_rate(c, record) && (percent > HUNDRED || (least && percent == HUNDRED));
    bool below = value->comparator == BP_CMP_BELOW && value->number.present && !value->number.micro;
    if ((beyond && value->comparator != BP_CMP_MOST) || below)
        find_value(c, spot, record, text, value);
}

void bp_rule_out_of_reach(bp_checker *c)
{
    each_value(c, check_reach);
}

/* More is better, but the value says at most; or less is better, and it says at least. */
static void check_direction(bp_checker *c, bp_spot spot, const bp_indicator *record, const char *text, const bp_value *value)
{
    const char *const *worse = bp_rule_words(c);
    bool most = value->comparator == BP_CMP_MOST || value->comparator == BP_CMP_BELOW;
    bool least = value->comparator == BP_CMP_LEAST || value->comparator == BP_CMP_ABOVE;
    size_t size = strlen(record->name);
    bool harmful = bp_ends(record->name, size, worse);
    if (value->number.present && !(most && is_bounded(c, record, value) && value->number.micro >= HUNDRED) &&
        ((most && !harmful && bp_ends(record->name, size, better)) || (least && harmful && value->number.micro)))
        find_value(c, spot, record, text, value);
}

void bp_rule_reversed(bp_checker *c)
{
    each_value(c, check_direction);
}

/* ---- the year and the period ---- */

void bp_rule_year_beyond_period(bp_checker *c)
{
    for (size_t p = 0; p < c->model->project_count; p++)
        for (size_t i = 0; i < c->model->projects[p].indicator_count; i++) {
            const bp_indicator *record = &c->model->projects[p].indicators[i];
            bp_value period = bp_value_parse(record->period_value), year = bp_value_parse(record->annual_value);
            if (period.number.present && year.number.present && period.comparator == year.comparator &&
                bp_value_same_unit(&period, &year) && year.number.micro > period.number.micro)
                bp_find(c, bp_project_spot(p, BP_IN_INDICATOR, i, "annual_value"),
                        (bp_evidence){record->annual_value, year.at, year.size, NULL},
                        BP_ARGS(record->name, record->annual_value, record->period_value));
        }
}

/* ---- numbers without a unit ---- */

/* The name ends with its unit: 培训人数（人）, 面积(平方米). */
static bool names_unit(const char *name)
{
    static const char *const closes[] = {"）", ")", NULL};
    return bp_ends(name, strlen(name), closes) != NULL;
}

static void check_bare(bp_checker *c, bp_spot spot, const bp_indicator *record, const char *text, const bp_value *value)
{
    if (value->number.present && !value->unit_size && !names_unit(record->name))
        find_value(c, spot, record, text, value);
}

void bp_rule_bare_number(bp_checker *c)
{
    each_value(c, check_bare);
}

void bp_rule_value_missing(bp_checker *c)
{
    static const char *const members[] = {"period_value", "annual_value"};
    for (size_t p = 0; p < c->model->project_count; p++)
        for (size_t i = 0; i < c->model->projects[p].indicator_count; i++) {
            const bp_indicator *record = &c->model->projects[p].indicators[i];
            const char *texts[] = {record->period_value, record->annual_value};
            for (int v = 0; v < 2; v++)
                if (!*texts[v]) {
                    bp_find(c, bp_project_spot(p, BP_IN_INDICATOR, i, members[v]), BP_NO_EVIDENCE, BP_ARGS(record->name));
                    break;
                }
        }
}
