/* plan.c - see plan.h. */
#include "batch/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "batch/name.h"
#include "batch/peek.h"

/* Claims: a table of hashes of names' keys. 128 bits are never shared by chance. */

typedef struct bp_claim {
    uint64_t key[2];  /* both 0: free */
    uint32_t job;
    bool folder;
} claim;

static void hash_key(const char *text, size_t size, uint64_t key[2])
{
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    sha256_update(&context, size, (const uint8_t *)text);
    sha256_digest(&context, sizeof digest, digest);
    memcpy(key, digest, 2 * sizeof *key);
    key[0] |= !key[0];
}

static claim *find_claim(claim *table, size_t room, const uint64_t key[2])
{
    size_t at = key[1] & (room - 1);
    while (table[at].key[0] && (table[at].key[0] != key[0] || table[at].key[1] != key[1]))
        at = (at + 1) & (room - 1);
    return &table[at];
}

static bool grow(bp_claims *claims)
{
    size_t room = claims->room ? claims->room * 2 : 1024;
    claim *table = calloc(room, sizeof *table);
    if (!table)
        return false;
    for (size_t i = 0; i < claims->room; i++)
        if (claims->table[i].key[0])
            *find_claim(table, room, claims->table[i].key) = claims->table[i];
    free(claims->table);
    claims->table = table;
    claims->room = room;
    return true;
}

static bp_claimed take_one(bp_claims *claims, const char *key, size_t size, bool folder, uint32_t job, uint32_t *other)
{
    uint64_t hash[2];
    if (claims->count * 2 >= claims->room && !grow(claims))
        return BP_CLAIM_MEMORY;
    hash_key(key, size, hash);
    claim *slot = find_claim(claims->table, claims->room, hash);
    if (!slot->key[0]) {
        *slot = (claim){{hash[0], hash[1]}, job, folder};
        claims->count++;
        return BP_CLAIM_OK;
    }
    *other = slot->job;
    return slot->folder != folder || (!folder && slot->job != job) ? BP_CLAIM_TAKEN : BP_CLAIM_OK;
}

bp_claimed bp_claims_take(bp_claims *claims, const char *output, uint32_t job, uint32_t *other)
{
    bp_buf key = {0};
    bp_claimed claimed = bp_name_key(&key, output) ? BP_CLAIM_OK : BP_CLAIM_MEMORY;
    for (size_t i = 1; i < key.size && !claimed; i++)
        if (key.data[i] == '/')
            claimed = take_one(claims, key.data, i, true, job, other);
    if (!claimed)
        claimed = take_one(claims, key.data, key.size, false, job, other);
    bp_buf_free(&key);
    return claimed;
}

void bp_claims_free(bp_claims *claims)
{
    free(claims->table);
    *claims = (bp_claims){0};
}

/* Names. */

/* The input's place without its extension, cut into folder and name; both in one buffer, each with its NUL. */
static bool cut_place(const char *place, bp_buf *out, size_t *name)
{
    const char *slash = strrchr(place, '/'), *base = slash ? slash + 1 : place;
    size_t size = strlen(base);
    if (size > 5 && !strcasecmp(base + size - 5, ".json"))
        size -= 5;
    bp_buf_put(out, place, slash ? (size_t)(slash - place) : 0);
    bp_buf_putc(out, '\0');
    *name = out->size;
    bp_buf_put(out, base, size);
    return !out->failed;
}

/* A pattern without an extension gets one: {"output": "2024/table"} serves any format. */
static bool lacks_extension(const char *pattern, unsigned fields, const char *format)
{
    size_t size = strlen(pattern), tail = strlen(format);
    bool ends_with_it = size > tail && pattern[size - tail - 1] == '.' && !strcmp(pattern + size - tail, format);
    return !(fields & 1u << BP_NAME_EXT) && !ends_with_it;
}

static bool name_one(const char *pattern, const char *const values[BP_NAME_FIELDS], const char *format, bp_arena *arena,
                     const char **out)
{
    bp_buf path = {0}, safe = {0};
    unsigned fields;
    const char *word;
    bp_name_check(pattern, &fields, &word);
    bp_name_expand(&path, pattern, values);
    if (lacks_extension(pattern, fields, format))
        bp_buf_printf(&path, ".%s", format);
    bp_name_make_safe(&safe, bp_buf_text(&path));
    *out = path.failed || safe.failed ? NULL : bp_arena_strdup(arena, bp_buf_text(&safe));
    bp_buf_free(&path);
    bp_buf_free(&safe);
    return *out != NULL;
}

static bool name_all(bp_batch_job *job, const char *pattern, const char *values[BP_NAME_FIELDS], bp_arena *arena)
{
    bp_buf place = {0};
    size_t name;
    const char **outputs = bp_arena_array(arena, job->format_count, sizeof *outputs);
    bool ok = outputs && cut_place(job->place, &place, &name);
    values[BP_NAME_FOLDER] = bp_buf_text(&place);
    values[BP_NAME_NAME] = ok ? bp_buf_text(&place) + name : "";
    for (size_t i = 0; i < job->format_count && ok; i++) {
        values[BP_NAME_EXT] = job->formats[i];
        ok = name_one(pattern, values, job->formats[i], arena, &outputs[i]);
    }
    bp_buf_free(&place);
    job->outputs = ok ? outputs : NULL;
    return ok;
}

bp_status bp_plan_name(bp_batch_job *job, const bp_job_defaults *defaults, bp_arena *arena, bp_diag *diag)
{
    const char *pattern = bp_job_pattern(job, defaults), *form = job->form ? job->form : defaults->form;
    const char *values[BP_NAME_FIELDS] = {0}, *word;
    unsigned fields;
    bp_peek peek = {0};
    if (!pattern)
        pattern = "{folder}/{name}.{ext}";
    bp_name_check(pattern, &fields, &word);
    if (fields >> BP_NAME_FORM && !bp_peek_model(job->input, &peek))
        return BP_OK;
    values[BP_NAME_FORM] = form ? form : bp_buf_text(&peek.form);
    values[BP_NAME_DEPARTMENT] = bp_buf_text(&peek.department);
    values[BP_NAME_DEPARTMENT_CODE] = bp_buf_text(&peek.department_code);
    values[BP_NAME_FISCAL_YEAR] = bp_buf_text(&peek.fiscal_year);
    values[BP_NAME_TITLE] = bp_buf_text(&peek.title);
    bool ok = name_all(job, pattern, values, arena);
    bp_peek_free(&peek);
    return ok ? BP_OK : bp_report_memory(diag);
}

/* The plan. */

/* a is NULL where the batch itself writes the file. */
static bp_status report_taken(const bp_batch_job *a, const bp_batch_job *b, const char *output, bp_diag *diag)
{
    bp_buf first = {0}, second = {0};
    bp_put_name(&first, a ? a->input : BP_RECEIPTS);
    bp_put_name(&second, b->input);
    bp_status status = bp_report(diag, BP_BATCH_SAME_OUTPUT, BP_NOWHERE,
                                 BP_ARGS(bp_buf_text(&first), bp_buf_text(&second), output));
    bp_buf_free(&first);
    bp_buf_free(&second);
    return status;
}

/* One job's formats may not share a file either. */
static bool repeats(const bp_batch_job *job, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (!strcmp(job->outputs[i], job->outputs[index]))
            return true;
    return false;
}

static bp_status claim_outputs(bp_plan *plan, bp_claims *claims, uint32_t number, bp_diag *diag)
{
    const bp_batch_job *jobs = plan->list.jobs, *job = &jobs[number];
    bp_status worst = BP_OK;
    uint32_t other = number;
    char same[BP_JOB_ID + 2];  /* no name has the colon: a job that is listed twice, whether its outputs are named or not */
    snprintf(same, sizeof same, ":%s", job->id);
    if (!job->outputs && bp_claims_take(claims, same, number, &other) == BP_CLAIM_TAKEN)
        return report_taken(&jobs[other], job, job->place, diag);
    for (size_t i = 0; job->outputs && i < job->format_count; i++) {
        bp_claimed claimed = bp_claims_take(claims, job->outputs[i], number, &other);
        if (claimed == BP_CLAIM_MEMORY)
            return bp_report_memory(diag);
        if (claimed == BP_CLAIM_TAKEN || repeats(job, i))
            worst = report_taken(other == UINT32_MAX ? NULL : &jobs[other], job, job->outputs[i], diag);
    }
    return worst;
}

/* Files of the target that are not outputs are nobody's. */
static bool reserve(bp_claims *claims)
{
    uint32_t other;
    return bp_claims_take(claims, BP_RECEIPTS, UINT32_MAX, &other) == BP_CLAIM_OK;
}

static int by_id(const void *a, const void *b)
{
    return memcmp(a, b, BP_JOB_ID);
}

void bp_plan_digest(char (*ids)[BP_JOB_ID], size_t count, char out[BP_SHA256_TEXT])
{
    bp_sha256 hash;
    if (count)  /* qsort wants an array even of nothing */
        qsort(ids, count, sizeof *ids, by_id);
    bp_sha256_begin(&hash);
    bp_sha256_put(&hash, ids, count * sizeof *ids);
    bp_sha256_end(&hash, out);
}

static bool take_digest(bp_plan *plan)
{
    char(*ids)[BP_JOB_ID] = malloc((plan->list.count + 1) * sizeof *ids);
    for (size_t i = 0; i < plan->list.count && ids; i++)
        memcpy(ids[i], plan->list.jobs[i].id, BP_JOB_ID);
    if (ids)
        bp_plan_digest(ids, plan->list.count, plan->digest);
    free(ids);
    return ids != NULL;
}

bp_status bp_plan_settle(bp_plan *plan, bp_diag *diag)
{
    bp_claims claims = {0};
    bp_status worst = reserve(&claims) ? BP_OK : bp_report_memory(diag);
    for (size_t i = 0; i < plan->list.count && worst < BP_SYSTEM; i++) {
        bp_status status = bp_plan_name(&plan->list.jobs[i], &plan->defaults, &plan->list.arena, diag);
        if (!status)
            status = claim_outputs(plan, &claims, (uint32_t)i, diag);
        worst = status > worst ? status : worst;
    }
    plan->total = plan->list.count;
    if (worst < BP_SYSTEM && !take_digest(plan))
        worst = bp_report_memory(diag);
    bp_claims_free(&claims);
    return worst;
}

void bp_plan_shard(bp_plan *plan, unsigned k, unsigned n)
{
    size_t kept = 0;
    for (size_t i = 0; i < plan->list.count; i++) {
        char head[17];
        snprintf(head, sizeof head, "%.16s", plan->list.jobs[i].id);
        if (strtoull(head, NULL, 16) % n == k - 1)
            plan->list.jobs[kept++] = plan->list.jobs[i];
    }
    plan->list.count = kept;
}

void bp_plan_free(bp_plan *plan)
{
    bp_joblist_free(&plan->list);
}
