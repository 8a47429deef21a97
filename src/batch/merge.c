/* merge.c - see merge.h. */
#include "batch/merge.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "batch/journal.h"
#include "batch/name.h"
#include "batch/plan.h"
#include "batch/summary.h"
#include "diag/file.h"

typedef struct merge {
    const char *const *folders;
    size_t folder_count;
    bp_journal *journals;
    bp_diag *diag;
    bp_status status;              /* the worst so far */
    bp_arena arena;                /* of the plans */
    bp_arena scratch;              /* of one receipt */
    bp_receipt *plans;             /* a folder's each */
    char (*ids)[BP_JOB_ID];
    size_t id_count, id_room;
    bp_claims named;               /* outputs of one folder */
    uint32_t named_count;
    bp_outfile *out;               /* the joined receipts */
    bool short_of_memory;          /* while they were written */
    bp_summary *summary;
    bp_merge_counts *counts;
    size_t outputs;                /* that receipts of one folder name */
} merge;

static void note(merge *m, bp_status status)
{
    m->status = status > m->status ? status : m->status;
}

/* Plans. */

static bool read_plan(merge *m, size_t index)
{
    bp_buf line = {0};
    bp_status status = m->journals[index].plan_size
                           ? bp_journal_receipt(&m->journals[index], NULL, &m->arena, &line, &m->plans[index], m->diag)
                           : bp_report(m->diag, BP_MERGE_NO_PLAN, BP_NOWHERE, BP_ARGS(m->folders[index]));
    bp_buf_free(&line);
    note(m, status);
    return !status;
}

static bool same_plan(const bp_receipt *a, const bp_receipt *b)
{
    return !strcmp(a->plan, b->plan) && a->jobs == b->jobs && a->shards == b->shards;
}

/* All folders are of one batch and no shard is missing. */
static void check_plans(merge *m)
{
    const bp_receipt *plans = m->plans;
    for (size_t i = 1; i < m->folder_count; i++)
        if (!same_plan(&plans[0], &plans[i]))
            note(m, bp_report(m->diag, BP_MERGE_OTHER, BP_NOWHERE, BP_ARGS(m->folders[i], m->folders[0])));
    for (size_t k = 1; k <= plans[0].shards; k++) {
        char number[24], all[24];
        size_t i = 0;
        while (i < m->folder_count && plans[i].shard != k)
            i++;
        snprintf(number, sizeof number, "%zu", k);
        snprintf(all, sizeof all, "%zu", plans[0].shards);
        if (i == m->folder_count)
            note(m, bp_report(m->diag, BP_MERGE_SHARD, BP_NOWHERE, BP_ARGS(number, all)));
    }
    m->counts->shards = plans[0].shards;
}

/* Receipts. */

/* Batches write under safe names only: a receipt that names another file is not theirs, and the file may be a device that has no
 * end. */
static bool is_safe(const char *path)
{
    bp_buf safe = {0};
    bp_name_make_safe(&safe, path);
    bool same = !strcmp(bp_buf_text(&safe), path);
    bp_buf_free(&safe);
    return same;
}

/* NULL where the file is what its receipt says. */
static const char *fault_of(merge *m, const char *path, const bp_receipt_output *output)
{
    char digest[BP_SHA256_TEXT];
    struct stat st;
    if (!is_safe(output->path))
        return bp_diag_text(m->diag, "no name that a batch gives");
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    int error = fd < 0 || fstat(fd, &st) ? errno : !S_ISREG(st.st_mode) ? EINVAL : bp_sha256_fd(fd, digest);
    if (fd >= 0)
        close(fd);
    if (error)
        return bp_error_text(m->diag, error);
    if (strcmp(digest, output->sha256) != 0)
        return bp_diag_text(m->diag, "other bytes");
    m->counts->files++;
    m->counts->bytes += (uint64_t)st.st_size;
    return NULL;
}

static void check_output(merge *m, size_t index, const bp_receipt_output *output)
{
    bp_buf path = {0};
    bp_buf_printf(&path, "%s/%s", m->folders[index], output->path);
    const char *why = path.failed ? bp_error_text(m->diag, ENOMEM) : fault_of(m, path.data, output);
    if (why)
        note(m, bp_report(m->diag, BP_MERGE_FILE, BP_NOWHERE, BP_ARGS(bp_buf_text(&path), why)));
    bp_buf_free(&path);
}

static void check_twice(merge *m, size_t index, const bp_receipt *receipt)
{
    for (size_t i = 0; i < index; i++)
        if (bp_journal_find(&m->journals[i], receipt->job))
            note(m, bp_report(m->diag, BP_MERGE_TWICE, (bp_where){.file = m->folders[index]},
                              BP_ARGS(receipt->input, m->folders[i])));
}

static bool keep_id(merge *m, const char *id)
{
    if (!BP_ARRAY_ROOM(m->ids, m->id_count, m->id_room))
        return false;
    memcpy(m->ids[m->id_count++], id, BP_JOB_ID);
    return true;
}

/* No two outputs are one file. */
static void claim_output(merge *m, size_t index, const bp_receipt *receipt, const char *path)
{
    uint32_t other;
    bp_claimed claimed = bp_claims_take(&m->named, path, ++m->named_count, &other);
    if (claimed == BP_CLAIM_MEMORY)
        note(m, bp_report_memory(m->diag));
    else if (claimed == BP_CLAIM_TAKEN)
        note(m, bp_report(m->diag, BP_MERGE_NAMED_TWICE, (bp_where){.file = m->folders[index]}, BP_ARGS(receipt->input, path)));
}

static void check_receipt(merge *m, size_t index, const bp_receipt *receipt, const bp_buf *line)
{
    const bp_where where = {.file = m->folders[index]};
    (void)line;
    for (size_t i = 0; i < receipt->output_count; i++)
        claim_output(m, index, receipt, receipt->outputs[i].path);
    if (!keep_id(m, receipt->job))
        note(m, bp_report_memory(m->diag));
    check_twice(m, index, receipt);
    if (!receipt->done) {
        note(m, bp_report(m->diag, BP_MERGE_FAILED, where, BP_ARGS(receipt->input, receipt->message)));
        return;
    }
    if (!receipt->output_count || receipt->too_many)
        note(m, bp_report(m->diag, BP_MERGE_NO_OUTPUT, where, BP_ARGS(receipt->input)));
    m->counts->jobs++;
    m->outputs += receipt->output_count;
    for (size_t i = 0; i < receipt->output_count; i++)
        check_output(m, index, &receipt->outputs[i]);
}

typedef void use_receipt(merge *m, size_t index, const bp_receipt *receipt, const bp_buf *line);

/* Hands the receipts among the first `count` entries of a folder's index to a function. The worst of what failed, reported. */
static bp_status each_receipt(merge *m, size_t index, size_t count, use_receipt *use)
{
    const bp_journal *journal = &m->journals[index];
    bp_buf line = {0};
    bp_receipt receipt;
    bp_status worst = BP_OK;
    for (size_t i = 0; i < count; i++) {
        if (!journal->table[i].id[0])
            continue;
        bp_buf_truncate(&line, 0);
        bp_status status = bp_journal_receipt(journal, &journal->table[i], &m->scratch, &line, &receipt, m->diag);
        if (!status)
            use(m, index, &receipt, &line);
        worst = status > worst ? status : worst;
        bp_arena_reset(&m->scratch);
    }
    bp_buf_free(&line);
    return worst;
}

/* Files that no receipt names. */

/* path is that of the folder with its slash; skip are the bytes of it that name the target. */
static void find_strays(merge *m, bp_buf *path, size_t skip)
{
    uint32_t other;
    struct dirent **entries;
    int count = scandir(bp_buf_text(path), &entries, NULL, alphasort);
    if (count < 0)
        note(m, bp_report(m->diag, BP_FILE_READ, BP_NOWHERE, BP_ARGS(bp_buf_text(path), bp_error_text(m->diag, errno))));
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        struct stat st;
        size_t mark = path->size;
        bp_buf_puts(path, name);
        bool seen = !path->failed && name[0] != '.' && !lstat(path->data, &st);
        if (seen && S_ISDIR(st.st_mode)) {
            bp_buf_putc(path, '/');
            find_strays(m, path, skip);
        } else if (seen && bp_claims_take(&m->named, path->data + skip, UINT32_MAX, &other) == BP_CLAIM_OK)
            bp_report(m->diag, BP_MERGE_STRAY, BP_NOWHERE, BP_ARGS(path->data));
        bp_buf_truncate(path, mark);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

static void report_outputs(merge *m, size_t index, size_t wanted)
{
    char named[24], planned[24];
    snprintf(named, sizeof named, "%zu", m->outputs);
    snprintf(planned, sizeof planned, "%zu", wanted);
    note(m, bp_report(m->diag, BP_MERGE_OUTPUTS, BP_NOWHERE, BP_ARGS(m->folders[index], named, planned)));
}

static void check_folder(merge *m, size_t index)
{
    bp_buf path = {0};
    char left[24];
    uint32_t other;
    const bp_receipt *plan = &m->plans[index];
    size_t receipts = m->journals[index].count;
    bp_status before = m->status;
    m->status = BP_OK;
    m->outputs = 0;
    note(m, each_receipt(m, index, m->journals[index].room, check_receipt));
    snprintf(left, sizeof left, "%zu", plan->shard_jobs > receipts ? plan->shard_jobs - receipts : 0);
    if (plan->shard_jobs > receipts)
        note(m, bp_report(m->diag, BP_MERGE_LEFT, BP_NOWHERE, BP_ARGS(m->folders[index], left)));
    if (!m->status && plan->shard_outputs && plan->shard_outputs != m->outputs)
        report_outputs(m, index, plan->shard_outputs);
    note(m, before);
    bp_claims_take(&m->named, BP_RECEIPTS, ++m->named_count, &other);
    bp_buf_printf(&path, "%s/", m->folders[index]);
    find_strays(m, &path, path.size);
    bp_buf_free(&path);
    bp_claims_free(&m->named);
}

/* The ids of all receipts are the ids of the list: then, and only then, the digests agree. */
static void check_list(merge *m)
{
    char digest[BP_SHA256_TEXT];
    bp_plan_digest(m->ids, m->id_count, digest);
    if (m->id_count != m->plans[0].jobs || strcmp(digest, m->plans[0].plan) != 0)
        note(m, bp_report(m->diag, BP_MERGE_NOT_THE_LIST, BP_NOWHERE, BP_NO_ARGS));
}

/* The joined receipts. */

static void write_receipt(merge *m, size_t index, const bp_receipt *receipt, const bp_buf *line)
{
    bp_buf head = {0};
    (void)receipt;
    bp_buf_puts(&head, "{\"target\":");
    bp_json_quote(&head, m->folders[index]);
    bp_buf_putc(&head, ',');
    m->short_of_memory |= head.failed;
    bp_outfile_write(m->out, bp_buf_text(&head), head.size);
    bp_outfile_write(m->out, line->data + 1, line->size - 1);
    bp_outfile_write(m->out, "\n", 1);
    bp_buf_free(&head);
}

static bp_status write_joined(merge *m, const char *to)
{
    bp_buf plan = {0};
    bp_status status = bp_outfile_open(to, m->diag, &m->out);
    if (status)
        return status;
    bp_buf_printf(&plan, "{\"plan\":\"%s\",\"jobs\":%zu,\"shard\":1,\"shards\":1,\"shard_jobs\":%zu,\"shard_outputs\":%zu}\n",
                  m->plans[0].plan, m->plans[0].jobs, m->plans[0].jobs, m->counts->files);
    if (plan.failed)
        status = bp_report_memory(m->diag);
    bp_outfile_write(m->out, bp_buf_text(&plan), plan.size);
    bp_buf_free(&plan);
    for (size_t i = 0; i < m->folder_count && !status; i++)
        status = each_receipt(m, i, bp_journal_list(&m->journals[i], false), write_receipt);
    if (!status && m->short_of_memory)
        status = bp_report_memory(m->diag);
    if (!status)
        status = bp_outfile_complete(m->out, m->diag);
    if (status)
        bp_outfile_drop(m->out);
    else
        status = bp_outfile_finish(m->out, m->diag);
    return status;
}

static void summarize_receipt(merge *m, size_t index, const bp_receipt *receipt, const bp_buf *line)
{
    (void)index, (void)line;
    bp_summary_add(m->summary, receipt);
}

static bp_status write_summary(merge *m, const char *path)
{
    bp_status status = bp_summary_new(path, m->diag, &m->summary);
    for (size_t i = 0; i < m->folder_count && !status; i++)
        status = each_receipt(m, i, bp_journal_list(&m->journals[i], false), summarize_receipt);
    bp_status closed = bp_summary_close(m->summary, !status);
    return status ? status : closed;
}

static bool open_all(merge *m)
{
    bool ok = true;
    for (size_t i = 0; i < m->folder_count; i++)
        m->journals[i].fd = -1;
    for (size_t i = 0; i < m->folder_count; i++) {
        bp_status status = bp_journal_open(m->folders[i], BP_JOURNAL_READ, m->diag, &m->journals[i]);
        note(m, status);
        ok = !status && read_plan(m, i) && ok;
    }
    return ok;
}

bp_status bp_merge(const char *const *folders, size_t count, const char *to, const char *summary, bp_diag *diag,
                   bp_merge_counts *counts)
{
    merge m = {.folders = folders, .folder_count = count, .diag = diag, .counts = counts};
    m.journals = calloc(count, sizeof *m.journals);
    m.plans = calloc(count, sizeof *m.plans);
    *counts = (bp_merge_counts){0};
    if (!m.journals || !m.plans)
        m.status = bp_report_memory(diag);
    else if (open_all(&m)) {
        check_plans(&m);
        for (size_t i = 0; i < count; i++)
            check_folder(&m, i);
        if (!m.status)
            check_list(&m);
        if (!m.status && to)
            note(&m, write_joined(&m, to));
        if (summary)
            note(&m, write_summary(&m, summary));
    }
    for (size_t i = 0; i < count && m.journals; i++)
        bp_journal_close(&m.journals[i]);
    free(m.journals);
    free(m.plans);
    free(m.ids);
    bp_arena_free(&m.arena);
    bp_arena_free(&m.scratch);
    return m.status;
}
