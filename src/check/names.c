/* names.c - rules about the names of projects. Private to check/; see private.h. */
#include <string.h>

#include "base/map.h"
#include "check/near.h"
#include "check/private.h"
#include "base/chars.h"
#include "base/utf8.h"

/* The name without what `drop` says, hashed with the agency: two agencies may well have projects of one name. False where nothing
 * of it is left. */
static bool hash_name(const bp_project *project, unsigned drop, size_t shortest, bp_buf *buf, uint64_t *hash)
{
    bp_buf_truncate(buf, 0);
    bp_fold_text(project->name, drop, buf);
    *hash = bp_hash(project->agency + 1, bp_buf_text(buf), buf->size);
    return bp_utf8_count(bp_buf_text(buf), buf->size) >= shortest;
}

static bool same_name(const bp_project *a, const bp_project *b, unsigned drop)
{
    bp_buf x = {0}, y = {0};
    bp_fold_text(a->name, drop, &x);
    bp_fold_text(b->name, drop, &y);
    bool same = a->agency == b->agency && x.size == y.size && !memcmp(bp_buf_text(&x), bp_buf_text(&y), x.size);
    bp_buf_free(&x);
    bp_buf_free(&y);
    return same;
}

static void find_pair(bp_checker *c, size_t project, size_t like)
{
    const bp_project *own = &c->model->projects[project], *other = &c->model->projects[like];
    bp_find(c, bp_project_spot(project, BP_IN_NAME, 0, NULL), (bp_evidence){own->name, 0, strlen(own->name), NULL},
            BP_ARGS(own->name, other->name, other->id));
}

/* For each project the first one of its agency whose name is the same without what `drop` says; BP_WHOLE where there is none. */
static uint32_t *same_names(bp_checker *c, unsigned drop, size_t shortest)
{
    size_t count = c->model->project_count;
    uint32_t *like = bp_arena_array(&c->arena, count + 1, sizeof *like);
    bp_map map = {0};
    bp_buf buf = {0};
    for (size_t p = 0; p < count && like; p++) {
        uint64_t hash;
        like[p] = BP_WHOLE;
        if (!hash_name(&c->model->projects[p], drop, shortest, &buf, &hash))
            continue;
        uint32_t *first = bp_map_at(&map, hash);
        if (!first)
            c->failed = true;
        else if (!*first)
            *first = (uint32_t)p + 1;
        else if (same_name(&c->model->projects[p], &c->model->projects[*first - 1], drop))
            like[p] = *first - 1;
    }
    c->failed |= !like;
    bp_map_free(&map);
    bp_buf_free(&buf);
    return like;
}

static const uint32_t *duplicates(bp_checker *c)
{
    if (!c->same_names)
        c->same_names = same_names(c, 0, 1);
    return c->same_names;
}

void bp_rule_duplicate_project(bp_checker *c)
{
    const uint32_t *like = duplicates(c);
    for (size_t p = 0; p < c->model->project_count && like; p++)
        if (like[p] != BP_WHOLE)
            find_pair(c, p, like[p]);
}

/* The first that has the code, from 1; 0 where this is the first or it has none. */
static uint32_t first_of_code(bp_checker *c, bp_map *map, const char *code, size_t own)
{
    uint32_t *first = *code ? bp_map_at(map, bp_hash(0, code, strlen(code))) : NULL;
    c->failed |= *code && !first;
    if (!first || *first)
        return first ? *first : 0;
    *first = (uint32_t)own + 1;
    return 0;
}

void bp_rule_duplicate_code(bp_checker *c)
{
    const bp_model *m = c->model;
    bp_map agencies = {0}, projects = {0};
    for (size_t a = 0; a < m->agency_count; a++) {
        uint32_t first = first_of_code(c, &agencies, m->agencies[a].code, a);
        const bp_agency *other = first ? &m->agencies[first - 1] : NULL;
        if (other && !strcmp(other->code, m->agencies[a].code))
            bp_find(c, (bp_spot){.part = BP_SPOT_AGENCY, .index = (uint32_t)a}, BP_NO_EVIDENCE,
                    BP_ARGS(other->code, other->name, other->id));
    }
    for (size_t p = 0; p < m->project_count; p++) {
        uint32_t first = first_of_code(c, &projects, m->projects[p].code, p);
        const bp_project *other = first ? &m->projects[first - 1] : NULL;
        if (other && !strcmp(other->code, m->projects[p].code))
            bp_find(c, bp_project_spot(p, BP_IN_ITSELF, BP_WHOLE, NULL), BP_NO_EVIDENCE,
                    BP_ARGS(other->code, other->name, other->id));
    }
    bp_map_free(&agencies);
    bp_map_free(&projects);
}

typedef struct near_search {
    bp_checker *c;
    uint32_t *like;
} near_search;

static void keep_near(void *context, size_t project, size_t like, int similarity)
{
    near_search *search = context;
    (void)similarity;
    if (search->like[project] == BP_WHOLE)
        search->like[project] = (uint32_t)like;
}

void bp_rule_near_project(bp_checker *c)
{
    enum { SHORTEST = 4, SHORTEST_PAIRED = 8, THOUSANDTH = 1000 };
    size_t count = c->model->project_count;
    const uint32_t *same = duplicates(c);
    near_search search = {c, same_names(c, BP_FOLD_DIGITS | BP_FOLD_BRACKETS, SHORTEST)};
    bp_near_text *texts = bp_arena_array(&c->arena, count + 1, sizeof *texts);
    if (!same || !search.like || !texts) {
        c->failed = true;
        return;
    }
    for (size_t p = 0; p < count; p++)
        texts[p] = (bp_near_text){c->model->projects[p].name, (uint32_t)c->model->projects[p].agency};
    if (!bp_near_each(texts, count, (int)(bp_rule_setting(c, 0) / THOUSANDTH), SHORTEST_PAIRED, keep_near, &search))
        c->failed = true;
    for (size_t p = 0; p < count; p++)
        if (search.like[p] != BP_WHOLE && same[p] == BP_WHOLE)
            find_pair(c, p, search.like[p]);
}

/* ---- years ---- */

/* A year from 1949 to 2999 of four digits that stands alone, and moves *at behind it. */
static int take_year(const char *text, const char **at)
{
    const char *p = *at;
    uint32_t before = bp_char_fold(bp_char_before(text, p));
    int year = 0;
    if (bp_digits_at(p, 5) != 4 || (before < 0x80 && before && bp_is_word(before)) || before == '.')
        return 0;
    for (int i = 0; i < 4; i++)
        year = year * 10 + (int)(bp_char_next_folded(&p) - '0');
    *at = p;
    return year >= 1949 && year <= 2999 ? year : 0;
}

/* "2023-2024年", "2024年", "2023、2024年度" at a place: whether it is about years at all, and whether `year` is among them. */
static bool take_years(const char *text, const char **at, int year, bool *holds)
{
    static const char *const joins[] = {"-", "－", "—", "–", "~", "～", "/", "至", "到", "、", "及", "和", NULL};
    int first = take_year(text, at), last = first;
    if (!first)
        return false;
    *holds = first == year;
    for (;;) {
        const char *p = *at;
        bp_take_word(&p, "年");
        const char *join = bp_begins(p, joins);
        if (!join)
            break;
        const char *next = p + strlen(join);
        int other = take_year("", &next);
        if (!other)
            break;
        bool list = !strcmp(join, "、") || !strcmp(join, "及") || !strcmp(join, "和");
        *holds |= other == year || (!list && last < year && year < other);
        last = other;
        *at = next;
    }
    return bp_take_word(&(const char *){*at}, "年");
}

static void check_year(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    (void)kind;
    if (bp_holds(text, bp_rule_words(c)))
        return;  /* money of another year is what it is about */
    for (const char *p = text; (p = bp_find_digit(p));) {
        const char *end = p;
        bool holds = false;
        if (take_years(text, &end, c->model->fiscal_year, &holds) && !holds) {
            size_t size = (size_t)(end - p);
            bp_find(c, spot, (bp_evidence){text, (size_t)(p - text), size, NULL},
                    BP_ARGS(bp_keep(c, p, size), bp_keep_number(c, (size_t)c->model->fiscal_year)));
        }
        for (p = end; bp_digits_at(p, 1);)
            bp_char_next_folded(&p);
    }
}

void bp_rule_year_in_name(bp_checker *c)
{
    bp_each_text(c, BP_TEXT_PROJECT | BP_TEXT_TITLE, check_year);
}
