/* list.c - see list.h. */
#include "batch/list.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"

static bp_batch_job *add(bp_joblist *list)
{
    if (!BP_ARRAY_ROOM(list->jobs, list->count, list->room))
        return NULL;
    list->jobs[list->count] = (bp_batch_job){0};
    return &list->jobs[list->count++];
}

/* Without -f the format of every job is missing: the first one tells it. */
static bp_status settle(bp_joblist *list, bp_batch_job *job, const bp_job_defaults *defaults, const bp_source *line, bp_diag *diag)
{
    bp_status status = bp_job_settle(job, defaults, line, list->format_missing ? NULL : diag);
    list->format_missing |= status != BP_OK;
    return status;
}

/* A job for a file; place is the end of path that names it. */
static bp_status add_file(bp_joblist *list, const char *path, size_t skip, const bp_job_defaults *defaults, bp_diag *diag)
{
    bp_batch_job *job = add(list);
    char *copy = job ? bp_arena_strdup(&list->arena, path) : NULL;
    if (!copy)
        return bp_report_memory(diag);
    job->input = copy;
    job->place = copy + skip;
    return settle(list, job, defaults, NULL, diag);
}

/* Job lists. */

static bool is_blank(const char *text, size_t size)
{
    while (size && strchr(" \t\r", text[size - 1]))
        size--;
    return !size;
}

static bp_status add_line(bp_joblist *list, const bp_source *line, const bp_job_defaults *defaults, bp_diag *diag)
{
    bp_batch_job *job = is_blank(line->text, line->size) ? NULL : add(list);
    if (!job)
        return is_blank(line->text, line->size) ? BP_OK : bp_report_memory(diag);
    const bp_where where = {.source = line, .offset = 1};
    bp_status status = line->size > BP_JOB_LINE_MAX ? bp_report(diag, BP_BATCH_LINE_TOO_LONG, where, BP_NO_ARGS)
                                                    : bp_job_parse(line, &list->arena, diag, job);
    if (!status)
        status = settle(list, job, defaults, line, diag);
    list->count -= status != BP_OK;
    return status;
}

static bp_status add_list(bp_joblist *list, const char *path, const bp_job_defaults *defaults, bp_diag *diag)
{
    bp_source *source;
    bp_status worst = bp_source_open(path, diag, &source);
    if (worst)
        return worst;
    const char *text = source->text, *end = text + source->size;
    for (size_t number = 0; text < end; number++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        if (!stop)
            stop = end;
        const bp_source line = {.name = source->name, .text = text, .size = (size_t)(stop - text), .lines_before = number};
        bp_status status = add_line(list, &line, defaults, diag);
        worst = status > worst ? status : worst;
        text = stop + (stop < end);
    }
    bp_source_free(source);
    return worst;
}

/* Folders. */

typedef struct walk {
    bp_joblist *list;
    const bp_job_defaults *defaults;
    bp_diag *diag;
    bp_buf path;
    size_t skip;           /* bytes of the path that name the folder given */
    dev_t device;          /* of the target, which is passed over */
    ino_t inode;
} walk;

static bool has_ending(const char *name, const char *ending)
{
    size_t size = strlen(name), tail = strlen(ending);
    return size > tail && !strcasecmp(name + size - tail, ending);
}

static int seen(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bp_status walk_folder(walk *w);

static bp_status cannot_open(walk *w, const char *path)
{
    return bp_report(w->diag, BP_FILE_OPEN, BP_NOWHERE, BP_ARGS(path, bp_error_text(w->diag, errno)));
}

/* Whether a file of a folder may be a model: a link that leads nowhere may, and is reported by its job, but a pipe or a device
 * would keep whoever reads it waiting. */
static bool may_be_model(const char *path)
{
    struct stat st;
    return stat(path, &st) || S_ISREG(st.st_mode);
}

/* Links to models are followed, links to folders are not: they may lead anywhere, and round. */
static bp_status visit(walk *w, const char *name)
{
    struct stat st;
    bp_status status = BP_OK;
    size_t mark = w->path.size;
    bp_buf_puts(&w->path, name);
    const char *path = bp_buf_text(&w->path);
    if (w->path.failed)
        return bp_report_memory(w->diag);
    if (lstat(path, &st))
        status = errno == ENOENT ? BP_OK : cannot_open(w, path);
    else if (S_ISDIR(st.st_mode) && (st.st_dev != w->device || st.st_ino != w->inode)) {
        bp_buf_putc(&w->path, '/');
        status = walk_folder(w);
    } else if (!S_ISDIR(st.st_mode) && has_ending(name, ".json") && may_be_model(path))
        status = add_file(w->list, path, w->skip, w->defaults, w->diag);
    bp_buf_truncate(&w->path, mark);
    return status;
}

/* The path ends with a slash. */
static bp_status walk_folder(walk *w)
{
    struct dirent **entries;
    bp_status worst = BP_OK;
    int count = scandir(bp_buf_text(&w->path), &entries, seen, by_bytes);
    if (count < 0)
        return cannot_open(w, bp_buf_text(&w->path));
    for (int i = 0; i < count; i++) {
        bp_status status = visit(w, entries[i]->d_name);
        worst = status > worst ? status : worst;
        free(entries[i]);
    }
    free(entries);
    return worst;
}

static bp_status add_folder(bp_joblist *list, const char *word, const char *target, const bp_job_defaults *defaults, bp_diag *diag)
{
    struct stat st;
    walk w = {.list = list, .defaults = defaults, .diag = diag};
    if (target && !stat(target, &st)) {
        w.device = st.st_dev;
        w.inode = st.st_ino;
    }
    bp_buf_puts(&w.path, word);
    if (word[strlen(word) - 1] != '/')
        bp_buf_putc(&w.path, '/');
    w.skip = w.path.size;
    bp_status status = w.path.failed ? bp_report_memory(diag) : walk_folder(&w);
    bp_buf_free(&w.path);
    return status;
}

/* Patterns. */

/* Bytes of a pattern's leading folders that are no patterns themselves. */
static size_t fixed_folders(const char *pattern)
{
    size_t end = strcspn(pattern, "*?[");
    while (end && pattern[end - 1] != '/')
        end--;
    return end;
}

static bp_status add_pattern(bp_joblist *list, const char *word, const bp_job_defaults *defaults, bp_diag *diag)
{
    glob_t found = {0};
    bp_status status = BP_OK;
    size_t before = list->count;
    int fault = glob(word, GLOB_ERR, NULL, &found);
    if (fault == GLOB_NOSPACE)
        status = bp_report_memory(diag);
    else if (fault == GLOB_ABORTED)
        status = bp_report(diag, BP_FILE_OPEN, BP_NOWHERE, BP_ARGS(word, bp_error_text(diag, errno)));
    for (size_t i = 0; i < found.gl_pathc && !status; i++)
        if (may_be_model(found.gl_pathv[i]))
            status = add_file(list, found.gl_pathv[i], fixed_folders(word), defaults, diag);
    if (!status && list->count == before)
        status = bp_report(diag, BP_BATCH_NOTHING_FOUND, BP_NOWHERE, BP_ARGS(word));
    globfree(&found);
    return status;
}

bp_status bp_joblist_add(bp_joblist *list, const char *word, const char *target, const bp_job_defaults *defaults, bp_diag *diag)
{
    struct stat st;
    if (!stat(word, &st) && S_ISDIR(st.st_mode))
        return add_folder(list, word, target, defaults, diag);
    if (has_ending(word, ".ndjson") || has_ending(word, ".jsonl"))
        return add_list(list, word, defaults, diag);
    if (stat(word, &st) && strpbrk(word, "*?["))
        return add_pattern(list, word, defaults, diag);
    if (stat(word, &st))
        return bp_report(diag, BP_FILE_OPEN, BP_NOWHERE, BP_ARGS(word, bp_error_text(diag, errno)));
    return add_file(list, word, 0, defaults, diag);
}

void bp_joblist_free(bp_joblist *list)
{
    bp_arena_free(&list->arena);
    free(list->jobs);
    *list = (bp_joblist){0};
}
