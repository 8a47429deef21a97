/* amounts.c - rules about sums, blanks, units of money, and numbers in texts. Private to check/; see private.h. */
#include <stdlib.h>
#include <string.h>

#include "check/private.h"
#include "base/chars.h"
#include "base/utf8.h"

__extension__ typedef __int128 wide;

enum { UNIT = 1000000, TEN_THOUSAND = 10000 };

static bool is_near(wide a, wide b, wide tolerance)
{
    return a - b <= tolerance && b - a <= tolerance;
}

static bool differs(int64_t a, int64_t b, int64_t tolerance)
{
    return !is_near(a, b, tolerance);
}

/* ---- the lines of `reported` ---- */

static bp_spot reported_spot(size_t line, bp_fund fund)
{
    return (bp_spot){.part = BP_SPOT_REPORTED, .index = (uint32_t)line, .item = fund, .member = bp_fund_names[fund]};
}

static const bp_amount *sums_of(const bp_checker *c, size_t agency)
{
    return agency == SIZE_MAX ? c->totals.document : c->totals.agencies[agency];
}

/* "合计 财政拨款", in the language of the run. */
static const char *name_figure(bp_checker *c, size_t agency, bp_fund fund)
{
    static const char *const funds[BP_FUND_KINDS] = {BP_TEXT("fiscal_appropriation"), BP_TEXT("fiscal_special_account"),
                                                     BP_TEXT("other"), BP_TEXT("total")};
    bp_buf out = {0};
    bp_buf_printf(&out, "%s %s",
                  agency == SIZE_MAX ? bp_diag_text(c->diag, BP_TEXT("whole table")) : c->model->agencies[agency].name,
                  bp_diag_text(c->diag, funds[fund]));
    const char *kept = bp_keep(c, bp_buf_text(&out), out.size);
    bp_buf_free(&out);
    return kept;
}

/* What a claim looks like beside its sum. */
typedef enum claim_kind { CLAIM_RIGHT, CLAIM_WRONG, CLAIM_ZERO_FOR_BLANK, CLAIM_OTHER_UNIT } claim_kind;

static claim_kind judge(bp_amount sum, bp_amount claim, int64_t tolerance)
{
    if (!claim.present)
        return CLAIM_RIGHT;
    if (!sum.present)
        return claim.micro ? CLAIM_WRONG : CLAIM_ZERO_FOR_BLANK;
    if (!differs(sum.micro, claim.micro, tolerance))
        return CLAIM_RIGHT;
    if (is_near(claim.micro, 0, tolerance))
        return CLAIM_WRONG;  /* as good as nothing: no trace of the sum is left in it */
    bool larger = is_near((wide)sum.micro * TEN_THOUSAND, claim.micro, tolerance) &&
                  !is_near((wide)sum.micro * TEN_THOUSAND, 0, tolerance);
    bool smaller = is_near((wide)claim.micro * TEN_THOUSAND, sum.micro, (wide)tolerance * TEN_THOUSAND) &&
                   !is_near(sum.micro, 0, (wide)tolerance * TEN_THOUSAND);
    return larger || smaller ? CLAIM_OTHER_UNIT : CLAIM_WRONG;
}

typedef void claim_rule(bp_checker *c, size_t line, size_t agency, bp_fund fund, bp_amount sum, bp_amount claim);

/* Every claim of a kind. The tolerance is that of reported-mismatch, whichever rule asks. */
static void each_claim(bp_checker *c, claim_kind kind, claim_rule *rule)
{
    const bp_model *m = c->model;
    for (size_t i = 0; c->sums_fit && i < m->reported_count; i++) {
        if (m->reported[i].agency && m->reported[i].index == SIZE_MAX)
            continue;  /* of an agency that there is not */
        const bp_amount *sums = sums_of(c, m->reported[i].index);
        for (int fund = 0; fund < BP_FUND_KINDS; fund++)
            if (judge(sums[fund], m->reported[i].amounts[fund], bp_tolerance(c)) == kind)
                rule(c, i, m->reported[i].index, (bp_fund)fund, sums[fund], m->reported[i].amounts[fund]);
    }
}

/* ---- one amount in the wrong unit ---- */

static bp_amount figure_of(const bp_project *project, bp_fund fund)
{
    bp_amount total = {0};
    if (fund != BP_FUND_TOTAL)
        return project->funding[fund];
    bp_project_total(project, &total);
    return total;
}

/* Why a sum exceeds what was claimed. */
typedef enum cause { CAUSE_NONE, CAUSE_LEFT_OUT, CAUSE_UNIT } cause;

/* Whether one figure explains it: the claim left it out, or has it divided, or multiplied, by 10,000. A figure divided by so much
 * is nearly gone, so that where leaving it out brings the sum within tolerance, too, nothing speaks for a unit. What multiplying
 * adds must be more than the tolerance, or any small figure would explain what is nearly within it. */
static cause cause_of(int64_t figure, wide excess, int64_t tolerance)
{
    wide slack = (wide)tolerance * TEN_THOUSAND, shift = (wide)figure * (TEN_THOUSAND - 1);
    if (!figure)
        return CAUSE_NONE;
    if (is_near(excess, figure, tolerance))
        return CAUSE_LEFT_OUT;
    if (is_near(excess * TEN_THOUSAND, shift, slack))
        return CAUSE_UNIT;
    return is_near(excess, -shift, tolerance) && !is_near(shift, 0, tolerance) ? CAUSE_UNIT : CAUSE_NONE;
}

/* One figure of a project. */
typedef struct slip {
    size_t project;  /* SIZE_MAX: none */
    bp_fund fund;
} slip;

static const slip no_slip = {.project = SIZE_MAX};

/* The one figure whose unit explains a wrong claim: a total may be wrong by a part of any project. None where there are several,
 * nor where some figure that was left out, or a whole project, explains it as well. */
static slip slipped_figure(const bp_checker *c, size_t agency, bp_fund fund, bp_amount sum, bp_amount claim)
{
    slip found = no_slip;
    wide excess = (wide)sum.micro - claim.micro;
    bp_fund first = fund == BP_FUND_TOTAL ? (bp_fund)0 : fund;
    bp_fund last = fund == BP_FUND_TOTAL ? (bp_fund)(BP_FUNDS - 1) : fund;
    for (size_t p = 0; p < c->model->project_count; p++) {
        const bp_project *project = &c->model->projects[p];
        if (agency != SIZE_MAX && project->agency != agency)
            continue;
        if (cause_of(figure_of(project, fund).micro, excess, bp_tolerance(c)) == CAUSE_LEFT_OUT)
            return no_slip;
        for (bp_fund part = first; part <= last; part++) {
            cause why = cause_of(project->funding[part].micro, excess, bp_tolerance(c));
            if (why == CAUSE_LEFT_OUT || (why == CAUSE_UNIT && found.project != SIZE_MAX))
                return no_slip;
            if (why == CAUSE_UNIT)
                found = (slip){p, part};
        }
    }
    return found;
}

static bp_fund largest_fund(const bp_project *project)
{
    bp_fund largest = BP_FUND_FISCAL;
    for (int fund = 1; fund < BP_FUNDS; fund++)
        if (llabs(project->funding[fund].micro) > llabs(project->funding[largest].micro))
            largest = (bp_fund)fund;
    return largest;
}

/* Whether another rule, run before, found something in the amounts of a project. */
static bool is_found(const bp_checker *c, bp_code code, size_t p)
{
    for (size_t i = 0; i < c->found_count; i++)
        if (bp_rules[c->found[i].rule].code == code && c->found[i].spot.part == BP_SPOT_PROJECT && c->found[i].spot.index == p)
            return true;
    return false;
}

static bool is_found_figure(const bp_checker *c, bp_code code, slip figure)
{
    for (size_t i = 0; i < c->found_count; i++) {
        const bp_spot *spot = &c->found[i].spot;
        if (bp_rules[c->found[i].rule].code == code && spot->part == BP_SPOT_PROJECT && spot->index == figure.project &&
            spot->item == (uint32_t)figure.fund)
            return true;
    }
    return false;
}

/* Looked for only so often: a table in which more than that is wrong has another fault. */
enum { SEARCHED = 64 };

static void find_mismatch(bp_checker *c, size_t line, size_t agency, bp_fund fund, bp_amount sum, bp_amount claim)
{
    if (bp_rule_is_on(c, BP_UNIT_SLIP_TOTAL) && c->searched++ < SEARCHED &&
        slipped_figure(c, agency, fund, sum, claim).project != SIZE_MAX)
        return;  /* unit-slip-total says it */
    bp_find(c, reported_spot(line, fund), BP_NO_EVIDENCE,
            BP_ARGS(name_figure(c, agency, fund), bp_keep_amount(c, sum), bp_keep_amount(c, claim)));
}

void bp_rule_reported(bp_checker *c)
{
    c->searched = 0;
    each_claim(c, CLAIM_WRONG, find_mismatch);
}

static void find_slip(bp_checker *c, size_t line, size_t agency, bp_fund fund, bp_amount sum, bp_amount claim)
{
    (void)line;
    slip figure = c->searched++ < SEARCHED ? slipped_figure(c, agency, fund, sum, claim) : no_slip;
    if (figure.project == SIZE_MAX || is_found_figure(c, BP_UNIT_SLIP_TOTAL, figure))
        return;  /* several claims may have one cause */
    bp_find(c, bp_project_spot(figure.project, BP_IN_FUNDING, figure.fund, bp_fund_names[figure.fund]), BP_NO_EVIDENCE,
            BP_ARGS(bp_keep_amount(c, c->model->projects[figure.project].funding[figure.fund]), bp_keep_amount(c, claim)));
}

void bp_rule_unit_slip_total(bp_checker *c)
{
    c->searched = 0;
    each_claim(c, CLAIM_WRONG, find_slip);
}

static void find_zero_for_blank(bp_checker *c, size_t line, size_t agency, bp_fund fund, bp_amount sum, bp_amount claim)
{
    (void)sum;
    (void)claim;
    bp_find(c, reported_spot(line, fund), BP_NO_EVIDENCE, BP_ARGS(name_figure(c, agency, fund)));
}

void bp_rule_zero_for_blank(bp_checker *c)
{
    each_claim(c, CLAIM_ZERO_FOR_BLANK, find_zero_for_blank);
}

static void find_other_unit(bp_checker *c, size_t line, size_t agency, bp_fund fund, bp_amount sum, bp_amount claim)
{
    slip figure = c->searched++ < SEARCHED ? slipped_figure(c, agency, fund, sum, claim) : no_slip;
    if (figure.project != SIZE_MAX && is_found_figure(c, BP_UNIT_SLIP_TOTAL, figure))
        return;  /* of an agency with one project: other claims told which of the two is wrong */
    bp_find(c, reported_spot(line, fund), BP_NO_EVIDENCE,
            BP_ARGS(name_figure(c, agency, fund), bp_keep_amount(c, claim), bp_keep_amount(c, sum)));
}

void bp_rule_reported_unit(bp_checker *c)
{
    c->searched = 0;
    each_claim(c, CLAIM_OTHER_UNIT, find_other_unit);
}

/* ---- reported figures against each other ---- */

/* Compares a sum of reported figures with the reported figure that it should be; wrong parts are another rule's. */
static void find_cross(bp_checker *c, size_t line, size_t agency, bp_fund fund, bp_amount sum)
{
    bp_amount whole = c->model->reported[line].amounts[fund];
    if (differs(sum.micro, whole.micro, bp_rule_setting(c, 0)))
        bp_find(c, reported_spot(line, fund), BP_NO_EVIDENCE,
                BP_ARGS(name_figure(c, agency, fund), bp_keep_amount(c, sum), bp_keep_amount(c, whole)));
}

static bool is_right(const bp_checker *c, size_t agency, const bp_reported *line, bp_fund fund)
{
    return judge(sums_of(c, agency)[fund], line->amounts[fund], bp_tolerance(c)) != CLAIM_WRONG &&
           judge(sums_of(c, agency)[fund], line->amounts[fund], bp_tolerance(c)) != CLAIM_OTHER_UNIT;
}

/* Each line: its total is the sum of its funds, where every fund that is not blank is claimed. */
void bp_rule_across(bp_checker *c)
{
    const bp_model *m = c->model;
    for (size_t i = 0; c->sums_fit && i < m->reported_count; i++) {
        const bp_reported *line = &m->reported[i];
        bp_amount sum = {0};
        bool whole = line->amounts[BP_FUND_TOTAL].present && (!line->agency || line->index != SIZE_MAX);
        for (int fund = 0; fund < BP_FUNDS && whole; fund++) {
            whole = (line->amounts[fund].present || !sums_of(c, line->index)[fund].present) &&
                    is_right(c, line->index, line, (bp_fund)fund);
            whole &= bp_amount_add(&sum, line->amounts[fund]);
        }
        if (whole && sum.present && is_right(c, line->index, line, BP_FUND_TOTAL))
            find_cross(c, i, line->index, BP_FUND_TOTAL, sum);
    }
}

/* The line of the whole table is the sum of the agencies' lines, where every agency that has something claims it. */
static void check_down(bp_checker *c, size_t whole_line, bp_fund fund)
{
    const bp_model *m = c->model;
    bp_amount sum = {0};
    size_t claimed = 0, needed = 0;
    for (size_t a = 0; a < m->agency_count; a++)
        needed += c->totals.agencies[a][fund].present;
    for (size_t i = 0; i < m->reported_count; i++) {
        const bp_reported *line = &m->reported[i];
        if (!line->agency || line->index == SIZE_MAX || !line->amounts[fund].present)
            continue;
        if (!is_right(c, line->index, line, fund) || !bp_amount_add(&sum, line->amounts[fund]))
            return;
        claimed += sums_of(c, line->index)[fund].present;
    }
    if (claimed == needed && claimed > 1)
        find_cross(c, whole_line, SIZE_MAX, fund, sum);
}

void bp_rule_down(bp_checker *c)
{
    const bp_model *m = c->model;
    for (size_t i = 0; c->sums_fit && i < m->reported_count; i++)
        for (int fund = 0; fund < BP_FUND_KINDS && !m->reported[i].agency; fund++)
            if (m->reported[i].amounts[fund].present && is_right(c, SIZE_MAX, &m->reported[i], (bp_fund)fund))
                check_down(c, i, (bp_fund)fund);
}

/* ---- amounts of projects ---- */

void bp_rule_rounded(bp_checker *c)
{
    int digits = c->options->digits;
    for (size_t p = 0; p < c->model->project_count && digits >= 0; p++)
        for (size_t fund = 0; fund < BP_FUNDS; fund++) {
            bp_amount amount = c->model->projects[p].funding[fund];
            if (amount.present && !bp_amount_fits(amount, digits))
                bp_find(c, bp_project_spot(p, BP_IN_FUNDING, fund, bp_fund_names[fund]), BP_NO_EVIDENCE,
                        BP_ARGS(bp_keep_amount(c, amount), bp_keep_number(c, (size_t)digits)));
        }
}

void bp_rule_blank_and_zero(bp_checker *c)
{
    for (int fund = 0; fund < BP_FUNDS; fund++) {
        size_t blanks = 0, zeros = 0, first_zero = 0, first_blank = 0;
        for (size_t p = 0; p < c->model->project_count; p++) {
            bp_amount amount = c->model->projects[p].funding[fund];
            if (!amount.present && !blanks++)
                first_blank = p;
            if (amount.present && !amount.micro && !zeros++)
                first_zero = p;
        }
        if (blanks && zeros)
            bp_find(c, bp_project_spot(blanks < zeros ? first_blank : first_zero, BP_IN_FUNDING, (size_t)fund, bp_fund_names[fund]),
                    BP_NO_EVIDENCE, BP_ARGS(bp_keep_number(c, blanks), bp_keep_number(c, zeros)));
    }
}

void bp_rule_no_amount(bp_checker *c)
{
    for (size_t p = 0; p < c->model->project_count; p++)
        if (!figure_of(&c->model->projects[p], BP_FUND_TOTAL).present)
            bp_find(c, bp_project_spot(p, BP_IN_FUNDING, BP_WHOLE, NULL), BP_NO_EVIDENCE, BP_NO_ARGS);
}

static int by_amount(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* Reports the projects whose total is `wanted`. */
static void find_odd(bp_checker *c, int64_t wanted, int64_t median)
{
    for (size_t p = 0; p < c->model->project_count; p++) {
        bp_amount total = figure_of(&c->model->projects[p], BP_FUND_TOTAL);
        bp_fund fund = largest_fund(&c->model->projects[p]);
        if (total.present && total.micro == wanted && !is_found(c, BP_UNIT_SLIP_TOTAL, p))
            bp_find(c, bp_project_spot(p, BP_IN_FUNDING, fund, bp_fund_names[fund]), BP_NO_EVIDENCE,
                    BP_ARGS(bp_keep_amount(c, total), bp_keep_amount(c, (bp_amount){median, true})));
    }
}

/* The largest and the smallest total, each far from the usual one and from its next: a slip of 10,000 leaves such a gap. */
void bp_rule_unit_slip(bp_checker *c)
{
    enum { FEWEST = 5 };
    size_t count = 0;
    int64_t *totals = bp_arena_array(&c->arena, c->model->project_count + 1, sizeof *totals);
    if (!totals || !c->sums_fit) {
        c->failed |= !totals;
        return;
    }
    for (size_t p = 0; p < c->model->project_count; p++) {
        bp_amount total = figure_of(&c->model->projects[p], BP_FUND_TOTAL);
        if (total.present && total.micro > 0)
            totals[count++] = total.micro;
    }
    if (count < FEWEST)
        return;
    qsort(totals, count, sizeof *totals, by_amount);
    wide median = totals[count / 2], ratio = bp_rule_setting(c, 0) / UNIT, gap = bp_rule_setting(c, 1) / UNIT;
    if (totals[count - 1] >= median * ratio && totals[count - 1] >= totals[count - 2] * gap)
        find_odd(c, totals[count - 1], (int64_t)median);
    if (totals[0] * ratio <= median && totals[0] * gap <= totals[1])
        find_odd(c, totals[0], (int64_t)median);
}

/* ---- numbers in texts ---- */

/* "3,285.71万元" at a place: in the unit of the document and with half of its last digit, in millionths of it. */
static bool take_money(const bp_checker *c, const char **at, int64_t *micro, int64_t *half)
{
    static const char *const units[] = {"亿元", "万元", "元"};
    static const int64_t yuan[] = {100000000, 10000, 1};
    const char *p = *at;
    bp_amount number;
    if (!bp_take_number(&p, &number))
        return false;
    size_t digits = 0, unit = 0;
    bool point = false;
    for (const char *d = *at; d < p;) {
        uint32_t c = bp_char_next_folded(&d);
        digits += point;
        point |= c == '.';
    }
    p = bp_skip_blanks(p);
    while (unit < 3 && !bp_take_word(&p, units[unit]))
        unit++;
    int64_t own = !strcmp(c->model->amount_unit, "万元") ? 10000 : 1;
    if (unit == 3)
        return false;
    wide value = (wide)number.micro * yuan[unit] / own, step = (wide)UNIT * yuan[unit] / own / 2;
    while (digits--)
        step /= 10;
    if (value >= (wide)TEN_THOUSAND * TEN_THOUSAND * TEN_THOUSAND * UNIT)
        return false;
    *micro = (int64_t)value;
    *half = (int64_t)step;
    *at = p;
    return true;
}

/* The clause that a place in a text is in, as far as it was read: which words it holds. It goes forward only, since a text may be
 * one clause full of numbers. */
enum { WORD_LISTS = 2 };

typedef struct clause {
    const char *read;                        /* up to here */
    const char *const *words[WORD_LISTS];    /* without digits, so that none reaches over a number's beginning */
    bool holds[WORD_LISTS];
} clause;

/* Reads on to a number. */
static void read_clause(clause *of, const char *to)
{
    static const char *const ends[] = {"。", "；", "，", "：", "\n", NULL};
    while (of->read < to) {
        bool is_end = bp_begins(of->read, ends);
        for (size_t i = 0; i < WORD_LISTS; i++)
            of->holds[i] = !is_end && (of->holds[i] || (of->words[i] && bp_begins(of->read, of->words[i])));
        bp_utf8_next(&of->read);
    }
}

static bool equals_some(const bp_amount *sums, size_t count, int64_t micro, int64_t half)
{
    for (size_t i = 0; i < count; i++)
        if (sums[i].present && !differs(sums[i].micro, micro, half))
            return true;
    return false;
}

/* The sums of the table and of its agencies, sorted: each number of a note is looked for. False where memory is short. */
static bool list_sums(bp_checker *c)
{
    size_t agencies = c->model->agency_count;
    if (c->sums)
        return true;
    c->sums = bp_arena_array(&c->arena, (agencies + 1) * BP_FUND_KINDS, sizeof *c->sums);
    for (size_t a = 0; a <= agencies && c->sums; a++)
        for (int fund = 0; fund < BP_FUND_KINDS; fund++) {
            bp_amount sum = sums_of(c, a < agencies ? a : SIZE_MAX)[fund];
            if (sum.present)
                c->sums[c->sum_count++] = sum.micro;
        }
    if (c->sum_count)
        qsort(c->sums, c->sum_count, sizeof *c->sums, by_amount);
    c->failed |= !c->sums;
    return c->sums;
}

static bool is_some_sum(bp_checker *c, int64_t micro, int64_t half)
{
    size_t low = 0, high = list_sums(c) ? c->sum_count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->sums[middle] < (wide)micro - half)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->sum_count && !differs(c->sums[low], micro, half);
}

static void find_text_number(bp_checker *c, bp_spot spot, const char *text, const char *at, const char *end, const char *right)
{
    bp_find(c, spot, (bp_evidence){text, (size_t)(at - text), (size_t)(end - at), NULL},
            BP_ARGS(bp_keep(c, at, (size_t)(end - at)), right));
}

/* "…项目支出合计3,285.71万元" and "共10个项目" in a note. */
static void check_note(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    static const char *const wholes[] = {"合计", "总计", "共计", "总额", "共", NULL};
    static const char *const projects[] = {"项目", "本表", NULL};
    (void)kind;
    clause before = {text, {wholes, projects}, {false, false}};
    for (const char *p = text; (p = bp_find_digit(p));) {
        const char *end = p;
        int64_t micro, half;
        bp_amount number;
        read_clause(&before, p);
        bool whole = before.holds[0];
        if (whole && before.holds[1] && take_money(c, &end, &micro, &half)) {
            if (!is_some_sum(c, micro, half))
                find_text_number(c, spot, text, p, end, bp_keep_amount(c, c->totals.document[BP_FUND_TOTAL]));
        } else if (bp_take_number(&end, &number) && whole && bp_take_word(&(const char *){end}, "个项目") &&
                   number.micro != (int64_t)c->model->project_count * UNIT)
            find_text_number(c, spot, text, p, end, bp_keep_number(c, c->model->project_count));
        if (end == p)
            bp_utf8_next(&end);
        p = end;
    }
}

/* "本项目预算488万元" in a goal. */
static void check_goal(bp_checker *c, size_t project, size_t paragraph)
{
    static const char *const words[] = {"本项目预算", "本项目资金", "本项目总", "项目总预算", "项目总投资", "项目资金总额", "本年度预算", NULL};
    const char *text = c->model->projects[project].goal[paragraph];
    bp_amount figures[BP_FUND_KINDS];
    clause before = {text, {words, NULL}, {false, false}};
    for (int fund = 0; fund < BP_FUND_KINDS; fund++)
        figures[fund] = figure_of(&c->model->projects[project], (bp_fund)fund);
    for (const char *p = text; (p = bp_find_digit(p));) {
        const char *end = p;
        int64_t micro, half;
        read_clause(&before, p);
        if (before.holds[0] && take_money(c, &end, &micro, &half) &&
            !equals_some(figures, BP_FUND_KINDS, micro, half))
            find_text_number(c, bp_project_spot(project, BP_IN_GOAL, paragraph, NULL), text, p, end,
                             bp_keep_amount(c, figures[BP_FUND_TOTAL]));
        bp_amount number;
        if (end == p && !bp_take_number(&end, &number))
            bp_utf8_next(&end);
        p = end;
    }
}

void bp_rule_text_number(bp_checker *c)
{
    if (!c->sums_fit)
        return;
    bp_each_text(c, BP_TEXT_NOTE, check_note);
    for (size_t p = 0; p < c->model->project_count; p++)
        for (size_t i = 0; i < c->model->projects[p].goal_count; i++)
            if (strstr(c->model->projects[p].goal[i], "元"))
                check_goal(c, p, i);
}
