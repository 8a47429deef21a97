/* goals.c - rules about the goals of projects. Private to check/; see private.h. */
#include <string.h>

#include "base/map.h"
#include "check/near.h"
#include "check/private.h"
#include "base/chars.h"
#include "base/utf8.h"

enum { THOUSANDTH = 1000, UNIT = 1000000 };

bool bp_has_goal(const bp_project *project)
{
    for (size_t i = 0; i < project->goal_count; i++)
        if (*project->goal[i])
            return true;
    return false;
}

bool bp_goal_is_none(const bp_project *project)
{
    static const char *const none[] = {"不编报", "无需编报", "无需填报", "不设绩效目标", "未设绩效目标", "无绩效目标", "没有绩效目标",
                                       "无总体绩效目标", "无年度绩效目标", "不设置绩效目标", "未设置绩效目标", NULL};
    for (size_t i = 0; i < project->goal_count; i++)
        if (bp_holds(project->goal[i], none) || !strcmp(project->goal[i], "无") || !strcmp(project->goal[i], "无。"))
            return true;
    return false;
}

static bp_evidence whole_text(const char *text)
{
    return (bp_evidence){text, 0, strlen(text), NULL};
}

/* ---- goal and indicators ---- */

void bp_rule_goal_missing(bp_checker *c)
{
    for (size_t p = 0; p < c->model->project_count; p++)
        if (!bp_has_goal(&c->model->projects[p]))
            bp_find(c, bp_project_spot(p, BP_IN_GOAL, BP_WHOLE, NULL), BP_NO_EVIDENCE, BP_NO_ARGS);
}

void bp_rule_goal_denied(bp_checker *c)
{
    for (size_t p = 0; p < c->model->project_count; p++) {
        const bp_project *project = &c->model->projects[p];
        if (project->indicator_count && bp_goal_is_none(project))
            bp_find(c, bp_project_spot(p, BP_IN_GOAL, 0, NULL), whole_text(project->goal[0]),
                    BP_ARGS(bp_keep_number(c, project->indicator_count)));
    }
}

void bp_rule_indicators_missing(bp_checker *c)
{
    for (size_t p = 0; p < c->model->project_count; p++) {
        const bp_project *project = &c->model->projects[p];
        if (!project->indicator_count && bp_has_goal(project) && !bp_goal_is_none(project))
            bp_find(c, bp_project_spot(p, BP_IN_INDICATOR, BP_WHOLE, NULL), BP_NO_EVIDENCE, BP_NO_ARGS);
    }
}

/* ---- the end of a goal ---- */

/* The bytes to replace by 。 at the end: a lesser mark, or none. False where the text ends as it should, or ends so that nothing is
 * certain. */
static bool lacks_stop(const char *text, size_t *at, size_t *size)
{
    static const char *const stops[] = {"。", "！", "？", "。”", "。）", "。」", "…", "：", NULL};
    static const char *const lesser[] = {"；", "，", "、", ";", ",", ".", NULL};
    size_t length = strlen(text);
    while (length && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    if (!length || bp_ends(text, length, stops))
        return false;
    const char *mark = bp_ends(text, length, lesser);
    *size = mark ? strlen(mark) : 0;
    *at = length - *size;
    return true;
}

void bp_rule_goal_stop(bp_checker *c)
{
    for (size_t p = 0; p < c->model->project_count; p++) {
        const bp_project *project = &c->model->projects[p];
        size_t last = project->goal_count, at, size;
        while (last && !*project->goal[last - 1])
            last--;
        if (last && lacks_stop(project->goal[last - 1], &at, &size))
            bp_find(c, bp_project_spot(p, BP_IN_GOAL, last - 1, NULL), (bp_evidence){project->goal[last - 1], at, size, "。"},
                    BP_NO_ARGS);
    }
}

/* ---- numbers of paragraphs ---- */

static const char *const han_digits[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", NULL};

/* 一 to 十九, moves *at behind it; 0 where there is none. */
static int take_han_number(const char **at)
{
    const char *first = bp_begins(*at, han_digits);
    int value = 0;
    if (!first)
        return 0;
    while (han_digits[value] != first)
        value++;
    value++;
    *at += strlen(first);
    const char *second = value == 10 ? bp_begins(*at, han_digits) : NULL;
    for (int i = 0; second && i < 9; i++)
        if (han_digits[i] == second) {
            *at += strlen(second);
            return 10 + i + 1;
        }
    return value;
}

/* The ways of numbering, each a sequence of its own. */
typedef enum style { STYLE_COMMA, STYLE_DOT, STYLE_ROUND, STYLE_CLOSED, STYLE_CIRCLE, STYLE_HAN, STYLE_HAN_ROUND, STYLES } style;

/* Of either width: "3.5万元" is no item, nor is "3．５万元". */
static bool is_digit(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
}

/* "1、" "1." "（1）" "1）" "①" "一、" "（一）" at a place; *size is how many bytes of it are number and marks before it. */
static int take_item(const char *at, style *kind, size_t *size)
{
    static const char *const opens[] = {"（", "(", NULL}, *const closes[] = {"）", ")", NULL}, *const dots[] = {".", "．", NULL};
    const char *open = bp_begins(at, opens), *p = at + (open ? strlen(open) : 0), *begin = p;
    uint32_t circle = bp_char_at(at);
    int value = 0;
    if (circle >= 0x2460 && circle <= 0x2473) {
        *kind = STYLE_CIRCLE;
        *size = 3;
        return (int)(circle - 0x2460) + 1;
    }
    while (*p >= '0' && *p <= '9' && value < 100)
        value = value * 10 + (*p++ - '0');
    bool han = p == begin;
    if (han && !(value = take_han_number(&p)))
        return 0;
    *size = (size_t)(p - at);
    const char *dot = bp_begins(p, dots);
    if (bp_begins(p, closes))
        *kind = han ? STYLE_HAN_ROUND : open ? STYLE_ROUND : STYLE_CLOSED;
    else if (open)
        return 0;
    else if (!strncmp(p, "、", 3))
        *kind = han ? STYLE_HAN : STYLE_COMMA;
    else if (!han && dot && !is_digit(bp_char_at(p + strlen(dot))))
        *kind = STYLE_DOT;
    else
        return 0;
    return value;
}

typedef struct numbering {
    bp_checker *c;
    size_t project;
    int last[STYLES];   /* the number before in each style, 0: none yet */
} numbering;

/* An item: follows the one before it, or begins anew below an item of another style. */
static void check_item(numbering *n, size_t paragraph, const char *text, const char *at)
{
    style kind;
    size_t size;
    int value = take_item(at, &kind, &size);
    if (!value)
        return;
    if (value != n->last[kind] + 1 && value != 1)
        bp_find(n->c, bp_project_spot(n->project, BP_IN_GOAL, paragraph, NULL),
                (bp_evidence){text, (size_t)(at - text), size, NULL},
                BP_ARGS(bp_keep_number(n->c, (size_t)value), bp_keep_number(n->c, (size_t)n->last[kind] + 1)));
    n->last[kind] = value;
}

/* Items stand at the head of a paragraph, and behind a mark that ends what was before. */
static void check_items(numbering *n, size_t paragraph, const char *text)
{
    static const char *const ends[] = {"。", "；", "：", NULL};
    const char *p = text;
    while (bp_is_blank(bp_char_at(p)))
        bp_utf8_next(&p);
    check_item(n, paragraph, text, p);
    while (*p) {
        const char *end = bp_begins(p, ends);
        bp_utf8_next(&p);
        if (end && *p)
            check_item(n, paragraph, text, p);
    }
}

void bp_rule_paragraph_numbers(bp_checker *c)
{
    for (size_t p = 0; p < c->model->project_count; p++) {
        numbering n = {.c = c, .project = p};
        for (size_t i = 0; i < c->model->projects[p].goal_count; i++)
            check_items(&n, i, c->model->projects[p].goal[i]);
    }
}

/* ---- the same goal twice ---- */

/* The paragraphs of a goal as one text. */
static void join_goal(const bp_project *project, bp_buf *out)
{
    bp_buf_truncate(out, 0);
    for (size_t i = 0; i < project->goal_count; i++)
        bp_buf_puts(out, project->goal[i]);
}

static bool same_goal(const bp_project *a, const bp_project *b)
{
    bp_buf joined = {0}, x = {0}, y = {0};
    join_goal(a, &joined);
    bp_fold_text(bp_buf_text(&joined), 0, &x);
    join_goal(b, &joined);
    bp_fold_text(bp_buf_text(&joined), 0, &y);
    bool same = x.size == y.size && !memcmp(bp_buf_text(&x), bp_buf_text(&y), x.size);
    bp_buf_free(&joined);
    bp_buf_free(&x);
    bp_buf_free(&y);
    return same;
}

static bool counts(const bp_project *project)
{
    return bp_has_goal(project) && !bp_goal_is_none(project);
}

static void find_goal(bp_checker *c, size_t project, size_t like)
{
    const bp_project *other = &c->model->projects[like];
    bp_find(c, bp_project_spot(project, BP_IN_GOAL, 0, NULL), whole_text(c->model->projects[project].goal[0]),
            BP_ARGS(other->name, other->id));
}

/* The first project with the same goal, for each project; BP_WHOLE where there is none. NULL when memory is short. */
static const uint32_t *same_goals(bp_checker *c)
{
    size_t count = c->model->project_count;
    if (c->same_goals)
        return c->same_goals;
    uint32_t *like = c->same_goals = bp_arena_array(&c->arena, count + 1, sizeof *like);
    bp_map map = {0};
    bp_buf joined = {0}, folded = {0};
    for (size_t p = 0; p < count && like; p++) {
        like[p] = BP_WHOLE;
        join_goal(&c->model->projects[p], &joined);
        bp_buf_truncate(&folded, 0);
        bp_fold_text(bp_buf_text(&joined), 0, &folded);
        if (!counts(&c->model->projects[p]))
            continue;
        uint32_t *first = bp_map_at(&map, bp_hash(0, bp_buf_text(&folded), folded.size));
        if (!first)
            c->failed = true;
        else if (!*first)
            *first = (uint32_t)p + 1;
        else if (same_goal(&c->model->projects[p], &c->model->projects[*first - 1]))
            like[p] = *first - 1;
    }
    c->failed |= !like;
    bp_map_free(&map);
    bp_buf_free(&joined);
    bp_buf_free(&folded);
    return like;
}

void bp_rule_duplicate_goal(bp_checker *c)
{
    const uint32_t *like = same_goals(c);
    bp_buf joined = {0}, folded = {0};
    for (size_t p = 0; p < c->model->project_count && like; p++) {
        if (like[p] == BP_WHOLE)
            continue;
        join_goal(&c->model->projects[p], &joined);
        bp_buf_truncate(&folded, 0);
        bp_fold_text(bp_buf_text(&joined), 0, &folded);
        if (bp_utf8_count(bp_buf_text(&folded), folded.size) >= (size_t)(bp_rule_setting(c, 0) / UNIT))
            find_goal(c, p, like[p]);
    }
    bp_buf_free(&joined);
    bp_buf_free(&folded);
}

typedef struct near_search {
    bp_checker *c;
    const uint32_t *same;
} near_search;

static void find_near(void *context, size_t project, size_t like, int similarity)
{
    near_search *search = context;
    (void)similarity;
    if (search->same[project] == BP_WHOLE)
        find_goal(search->c, project, like);
}

void bp_rule_near_goal(bp_checker *c)
{
    size_t count = c->model->project_count, shortest = (size_t)(bp_rule_setting(c, 1) / UNIT);
    near_search search = {c, same_goals(c)};
    bp_near_text *texts = bp_arena_array(&c->arena, count + 1, sizeof *texts);
    bp_buf joined = {0};
    for (size_t p = 0; p < count && texts; p++) {
        join_goal(&c->model->projects[p], &joined);
        if (counts(&c->model->projects[p]))
            texts[p].text = bp_keep(c, bp_buf_text(&joined), joined.size);
    }
    if (!search.same || !texts ||
        !bp_near_each(texts, count, (int)(bp_rule_setting(c, 0) / THOUSANDTH), shortest, find_near, &search))
        c->failed = true;
    bp_buf_free(&joined);
}

/* ---- the same paragraph in two goals ---- */

typedef struct paragraph_ref {
    uint32_t project, paragraph;
} paragraph_ref;

typedef struct paragraphs {
    bp_map map;                 /* folded text -> reference + 1 */
    paragraph_ref *refs;
    size_t count;
    bp_buf folded, other;
} paragraphs;

static void check_paragraph(bp_checker *c, paragraphs *all, const uint32_t *same, size_t p, size_t i)
{
    const char *text = c->model->projects[p].goal[i];
    bp_buf_truncate(&all->folded, 0);
    bp_fold_text(text, 0, &all->folded);
    if (bp_utf8_count(bp_buf_text(&all->folded), all->folded.size) < (size_t)(bp_rule_setting(c, 0) / UNIT))
        return;
    uint32_t *first = bp_map_at(&all->map, bp_hash(0, bp_buf_text(&all->folded), all->folded.size));
    if (!first || !*first) {
        c->failed |= !first;
        if (first) {
            all->refs[all->count++] = (paragraph_ref){(uint32_t)p, (uint32_t)i};
            *first = (uint32_t)all->count;
        }
        return;
    }
    paragraph_ref ref = all->refs[*first - 1];
    const bp_project *other = &c->model->projects[ref.project];
    bp_buf_truncate(&all->other, 0);
    bp_fold_text(other->goal[ref.paragraph], 0, &all->other);
    bool equal =
        all->folded.size == all->other.size && !memcmp(bp_buf_text(&all->folded), bp_buf_text(&all->other), all->other.size);
    if (equal && ref.project != p && same[p] == BP_WHOLE)
        bp_find(c, bp_project_spot(p, BP_IN_GOAL, i, NULL), whole_text(text), BP_ARGS(other->name, other->id));
}

void bp_rule_repeated_paragraph(bp_checker *c)
{
    paragraphs all = {0};
    size_t count = 0;
    for (size_t p = 0; p < c->model->project_count; p++)
        count += c->model->projects[p].goal_count;
    const uint32_t *same = same_goals(c);
    all.refs = bp_arena_array(&c->arena, count + 1, sizeof *all.refs);
    if (!same || !all.refs) {
        c->failed = true;
        return;
    }
    for (size_t p = 0; p < c->model->project_count; p++)
        if (counts(&c->model->projects[p]))
            for (size_t i = 0; i < c->model->projects[p].goal_count; i++)
                check_paragraph(c, &all, same, p, i);
    bp_map_free(&all.map);
    bp_buf_free(&all.folded);
    bp_buf_free(&all.other);
}

/* ---- a goal that names an indicator with another value ---- */

enum { SHORTEST_NAME = 12 };  /* bytes: four Han characters */

/* An indicator that goals may name, and what its values say. */
typedef struct named {
    const bp_indicator *record;
    bp_value period, annual;
} named;

/* "达到95%", "不少于 10 次" behind the name: the number, and where its unit begins. A goal may name many indicators and have no end of
 * a unit: it is not looked for. */
static bool take_claim(const char *at, bp_value *out)
{
    static const char *const joins[] = {"达到", "达", "为", "是", "：", ":", "约", "应", "均", NULL};
    for (const char *join; (join = bp_begins(at, joins));)
        at += strlen(join);
    *out = bp_value_begin(at);
    return out->number.present && out->unit_size;
}

/* Whether the unit of a value begins with the character that the claim's begins with, and the numbers are the same. */
static bool agrees(const bp_value *claim, const bp_value *value, bool *comparable)
{
    bool unit = value->number.present && value->unit_size &&
                bp_char_fold(bp_char_at(value->unit)) == bp_char_fold(bp_char_at(claim->unit));
    *comparable |= unit;
    return unit && value->number.micro == claim->number.micro;
}

static void check_named(bp_checker *c, size_t p, size_t paragraph, const named *of)
{
    const char *name = of->record->name, *text = c->model->projects[p].goal[paragraph], *at = strstr(text, name);
    bp_value claim;
    bool comparable = false;
    if (!at || !take_claim(at + strlen(name), &claim))
        return;
    bool period = agrees(&claim, &of->period, &comparable), annual = agrees(&claim, &of->annual, &comparable);
    if (!comparable || period || annual)
        return;
    const char *begin = at + strlen(name), *unit_end = claim.unit;
    bp_utf8_next(&unit_end);
    bp_find(c, bp_project_spot(p, BP_IN_GOAL, paragraph, NULL),
            (bp_evidence){text, (size_t)(begin - text), (size_t)(unit_end - begin), NULL},
            BP_ARGS(bp_keep(c, at, (size_t)(unit_end - at)), of->record->annual_value));
}

void bp_rule_goal_number(bp_checker *c)
{
    enum { MOST = 200 };  /* looked for in each paragraph: no project has more */
    named of[MOST];
    for (size_t p = 0; p < c->model->project_count; p++) {
        const bp_project *project = &c->model->projects[p];
        size_t count = 0;
        for (size_t i = 0; i < project->indicator_count && count < MOST && project->goal_count; i++) {
            const bp_indicator *record = &project->indicators[i];
            if (strlen(record->name) >= SHORTEST_NAME)
                of[count++] = (named){record, bp_value_begin(record->period_value), bp_value_begin(record->annual_value)};
        }
        for (size_t g = 0; g < project->goal_count && count; g++)
            if (bp_find_digit(project->goal[g]))
                for (size_t i = 0; i < count; i++)
                    check_named(c, p, g, &of[i]);
    }
}
