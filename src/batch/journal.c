/* journal.c - see journal.h. */
#include "batch/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag/file.h"

static void take_key(const char *id, uint64_t key[2])
{
    char half[17] = {0};
    for (int i = 0; i < 2; i++) {
        memcpy(half, id + 16 * i, 16);
        key[i] = strtoull(half, NULL, 16);
    }
    key[0] |= !key[0];
}

static bp_journal_entry *slot_of(bp_journal_entry *table, size_t room, const uint64_t key[2])
{
    size_t at = key[1] & (room - 1);
    while (table[at].id[0] && (table[at].id[0] != key[0] || table[at].id[1] != key[1]))
        at = (at + 1) & (room - 1);
    return &table[at];
}

static bool grow(bp_journal *journal)
{
    size_t room = journal->room ? journal->room * 2 : 1024;
    bp_journal_entry *table = calloc(room, sizeof *table);
    if (!table)
        return false;
    for (size_t i = 0; i < journal->room; i++)
        if (journal->table[i].id[0])
            *slot_of(table, room, journal->table[i].id) = journal->table[i];
    free(journal->table);
    journal->table = table;
    journal->room = room;
    return true;
}

/* For one entry more; false when memory is short. */
static bool make_room(bp_journal *journal)
{
    return journal->count * 2 < journal->room || grow(journal);
}

/* The line that stands at an offset is now the one that counts. There is room for its entry. */
static void enter(bp_journal *journal, const char *id, bool done, off_t at, size_t size)
{
    uint64_t key[2];
    if (!id) {
        journal->void_lines += journal->plan_size != 0;
        journal->plan_at = at;
        journal->plan_size = (uint32_t)size;
        return;
    }
    take_key(id, key);
    bp_journal_entry *entry = slot_of(journal->table, journal->room, key);
    bool wanted = entry->wanted;
    journal->void_lines += entry->id[0] != 0;
    journal->count += !entry->id[0];
    *entry = (bp_journal_entry){{key[0], key[1]}, at, (uint32_t)size, done, wanted};
}

bp_journal_entry *bp_journal_find(bp_journal *journal, const char id[BP_JOB_ID])
{
    uint64_t key[2];
    if (!journal->room)
        return NULL;
    take_key(id, key);
    bp_journal_entry *entry = slot_of(journal->table, journal->room, key);
    return entry->id[0] ? entry : NULL;
}

bool bp_journal_line(const bp_journal *journal, const bp_journal_entry *entry, bp_buf *out)
{
    size_t size = entry ? entry->size : journal->plan_size;
    off_t at = entry ? entry->at : journal->plan_at;
    if (!size || !bp_buf_reserve(out, size))
        return false;
    for (size_t got = 0; got < size;) {
        ssize_t n = pread(journal->fd, out->data + out->size, size - got, at + (off_t)got);
        if (n < 0 && errno == EINTR)
            continue;
        if (!n)
            errno = EIO;  /* shorter than it was */
        if (n <= 0)
            return false;
        got += (size_t)n;
        out->size += (size_t)n;
    }
    out->data[out->size] = '\0';
    return true;
}

bp_status bp_journal_receipt(const bp_journal *journal, const bp_journal_entry *entry, bp_arena *arena, bp_buf *line,
                             bp_receipt *out, bp_diag *diag)
{
    size_t before = line->size;
    bool read = bp_journal_line(journal, entry, line);
    int error = read ? EIO : errno;  /* it was a receipt when the file was opened */
    if (read && bp_receipt_parse(line->data + before, line->size - before, arena, out) && !entry == !!out->plan)
        return BP_OK;
    return arena->failed || error == ENOMEM
               ? bp_report_memory(diag)
               : bp_report(diag, BP_FILE_READ, BP_NOWHERE, BP_ARGS(journal->path, bp_error_text(diag, error)));
}

/* Reading what is there. */

/* One line; false when memory is short. What is no receipt in the middle of the file is reported and its job done again. */
static bool load_line(bp_journal *journal, const bp_source *line, off_t at, bp_arena *arena, bp_diag *diag)
{
    bp_receipt receipt;
    bool good = bp_receipt_parse(line->text, line->size, arena, &receipt);
    bool ok = good ? make_room(journal) : !arena->failed;
    if (good && ok)
        enter(journal, receipt.job, receipt.done, at, line->size);
    else if (ok) {
        bp_report(diag, BP_BATCH_BAD_RECEIPT, (bp_where){.source = line, .offset = 1}, BP_NO_ARGS);
        journal->void_lines++;
    }
    bp_arena_reset(arena);
    return ok;
}

static bp_status load(bp_journal *journal, bp_diag *diag)
{
    bp_source *source;
    bp_arena arena = {0};
    bp_status status = bp_source_open(journal->path, diag, &source);
    if (status)
        return status;
    const char *text = source->text, *end = text + source->size, *stop;
    bool ok = true;
    for (size_t number = 0; ok && text < end && (stop = memchr(text, '\n', (size_t)(end - text))); number++) {
        const bp_source line = {.name = source->name, .text = text, .size = (size_t)(stop - text), .lines_before = number};
        ok = load_line(journal, &line, text - source->text, &arena, diag);
        text = stop + 1;
    }
    journal->end = text - source->text;  /* behind it stands at most a torn line */
    bp_arena_free(&arena);
    bp_source_free(source);
    return ok ? BP_OK : bp_report_memory(diag);
}

static bp_status failed(const bp_journal *journal, int error, bp_diag *diag)
{
    return bp_report(diag, BP_FILE_WRITE, BP_NOWHERE, BP_ARGS(journal->path, bp_error_text(diag, error)));
}

bp_status bp_journal_open(const char *folder, bp_journal_mode mode, bp_diag *diag, bp_journal *out)
{
    *out = (bp_journal){.fd = -1};
    if (asprintf(&out->path, "%s/%s", folder, BP_RECEIPTS) < 0) {
        out->path = NULL;
        return bp_report_memory(diag);
    }
    if (mode == BP_JOURNAL_RESTART && unlink(out->path) && errno != ENOENT)
        return failed(out, errno, diag);
    int access = mode == BP_JOURNAL_READ ? O_RDONLY : O_RDWR | O_CREAT | O_NOFOLLOW;
    out->fd = open(out->path, access | O_CLOEXEC, 0666);
    if (out->fd < 0)
        return bp_report(diag, BP_FILE_OPEN, BP_NOWHERE, BP_ARGS(out->path, bp_error_text(diag, errno)));
    off_t size = lseek(out->fd, 0, SEEK_END);
    if (mode == BP_JOURNAL_NEW && size > 0)
        return bp_report(diag, BP_BATCH_RECEIPTS, BP_NOWHERE, BP_ARGS(folder));
    bp_status status = size > 0 ? load(out, diag) : BP_OK;
    if (!status && mode != BP_JOURNAL_READ && out->end < size && ftruncate(out->fd, out->end))
        status = failed(out, errno, diag);
    return status;
}

void bp_journal_close(bp_journal *journal)
{
    if (journal->fd >= 0)
        close(journal->fd);
    free(journal->path);
    free(journal->table);
    *journal = (bp_journal){.fd = -1};
}

/* Writing. */

static int write_at(int fd, const char *data, size_t size, off_t at)
{
    while (size) {
        ssize_t n = pwrite(fd, data, size, at);
        if (n < 0 && errno != EINTR)
            return errno;
        data += n > 0 ? n : 0;
        at += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
    }
    return 0;
}

int bp_journal_append(bp_journal *journal, const char *id, bool done, const char *line, size_t size)
{
    bp_buf whole = {0};
    bp_buf_put(&whole, line, size);
    bp_buf_putc(&whole, '\n');
    int error = whole.failed || !make_room(journal) ? ENOMEM : write_at(journal->fd, whole.data, whole.size, journal->end);
    bp_buf_free(&whole);
    if (error) {
        if (ftruncate(journal->fd, journal->end)) {
            /* what is torn is cut by the next run */
        }
        return error;
    }
    enter(journal, id, done, journal->end, size);
    journal->end += (off_t)size + 1;
    return 0;
}

static int by_place(const void *a, const void *b)
{
    const bp_journal_entry *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

size_t bp_journal_list(bp_journal *journal, bool wanted)
{
    size_t kept = 0;
    for (size_t i = 0; i < journal->room; i++)
        if (journal->table[i].id[0] && (journal->table[i].wanted || !wanted))
            journal->table[kept++] = journal->table[i];
    if (kept)
        qsort(journal->table, kept, sizeof *journal->table, by_place);
    journal->room = kept;
    return kept;
}

bp_status bp_journal_tidy(bp_journal *journal, bp_target *target, bp_diag *diag)
{
    bp_outfile *file = NULL;
    bp_buf line = {0}, path = {0};
    bp_buf_printf(&path, "%s/receipts", target->staging);
    bp_status status = path.failed ? bp_report_memory(diag) : bp_outfile_open(bp_buf_text(&path), diag, &file);
    size_t count = status ? 0 : bp_journal_list(journal, true);
    for (size_t i = 0; i <= count && !status; i++) {
        const bp_journal_entry *entry = i ? &journal->table[i - 1] : NULL;
        bp_buf_truncate(&line, 0);
        if (!entry && !journal->plan_size)
            continue;
        if (!bp_journal_line(journal, entry, &line)) {
            status = bp_report(diag, BP_FILE_READ, BP_NOWHERE, BP_ARGS(journal->path, bp_error_text(diag, errno)));
            break;
        }
        bp_buf_putc(&line, '\n');
        bp_outfile_write(file, bp_buf_text(&line), line.size);
    }
    if (!status)
        status = bp_outfile_complete(file, diag);
    if (status)
        bp_outfile_drop(file);
    else
        status = bp_outfile_finish(file, diag);
    if (!status && renameat(target->staging_fd, "receipts", target->fd, BP_RECEIPTS))
        status = failed(journal, errno, diag);
    if (!status && fsync(target->fd))
        status = failed(journal, errno, diag);
    bp_buf_free(&line);
    bp_buf_free(&path);
    return status;
}
