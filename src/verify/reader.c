/* reader.c - runs budgetpress-read-pdf and takes its lines apart. See reader.h.
 *
 * The program has read a file from anywhere: its output is held to the form that libexec/read-pdf.c describes, line by line, and
 * whatever departs from it counts as a file that cannot be read.
 */
#include "verify/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    LINE_MAX_SIZE = 512,
    NUMBERS_MAX = 24,
    NUMBER_MAX = 1000000000,
    BUFFER = 1 << 16,
    MARKS_MAX = 1 << 20,        /* glyphs, rules and boxes of one page */
    METADATA_MAX = 1 << 20,
    PAGES_MAX = 1 << 24,
};

struct bp_pdf_reader {
    const char *path;
    bp_diag *diag;
    pid_t pid;
    FILE *lines;
    char line[LINE_MAX_SIZE];
};

/* Runs the program with the file as its input, the pipe as its output and, where beside is not -1, that beside it; 0 or an
 * errno. */
static int start(const char *program, int in, int out, int beside, pid_t *pid)
{
    enum { BESIDE = 3 };
    char *const arguments[] = {(char *)program, beside >= 0 ? "beside" : NULL, NULL};
    char *const environment[] = {"LC_ALL=C.UTF-8", NULL};
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error)
        return error;
    error = posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    if (!error)
        error = posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    if (!error && beside >= 0)
        error = posix_spawn_file_actions_adddup2(&actions, beside, BESIDE);
    if (!error)
        error = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (!error)
        error = posix_spawn(pid, program, &actions, NULL, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static bp_status spawn(bp_pdf_reader *r, const char *program, int fd, int beside)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
        return bp_report(r->diag, BP_VERIFY_READER, BP_NOWHERE, BP_ARGS(program, bp_error_text(r->diag, errno)));
    int error = start(program, fd, ends[1], beside, &r->pid);
    close(ends[1]);
    if (error)
        r->pid = 0;
    if (!error && !(r->lines = fdopen(ends[0], "r")))
        error = errno;
    if (r->lines)
        setvbuf(r->lines, NULL, _IOFBF, BUFFER);
    else
        close(ends[0]);
    return error ? bp_report(r->diag, BP_VERIFY_READER, BP_NOWHERE, BP_ARGS(program, bp_error_text(r->diag, error))) : BP_OK;
}

static bp_status damaged(const bp_pdf_reader *r)
{
    return bp_report(r->diag, BP_VERIFY_UNREADABLE, (bp_where){.file = r->path}, BP_NO_ARGS);
}

/* The next line without its line feed; *rest is what follows the first word. */
static bp_status next_line(bp_pdf_reader *r, char **rest)
{
    size_t size = fgets(r->line, sizeof r->line, r->lines) ? strlen(r->line) : 0;
    if (!size || r->line[size - 1] != '\n')
        return damaged(r);
    r->line[size - 1] = '\0';
    *rest = r->line + strcspn(r->line, " ");
    if (**rest)
        *(*rest)++ = '\0';
    if (strcmp(r->line, "failed") != 0)
        return BP_OK;
    if (!strcmp(*rest, "encrypted"))
        return bp_report(r->diag, BP_VERIFY_ENCRYPTED, (bp_where){.file = r->path}, BP_NO_ARGS);
    if (!strcmp(*rest, "sandbox"))
        return bp_report(r->diag, BP_VERIFY_SANDBOX, (bp_where){.file = r->path}, BP_NO_ARGS);
    if (!strcmp(*rest, "changed"))
        return bp_report(r->diag, BP_FILE_CHANGED, BP_NOWHERE, BP_ARGS(r->path));
    return damaged(r);
}

static unsigned digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    return c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10 : UINT_MAX;
}

/* A number and the blank behind it, or the end. A page has thousands: strtol, which asks the locale, took longer than comparing
 * them. */
static bool take_number(const char **text, unsigned base, int32_t *out)
{
    const char *at = *text + (**text == '-'), *first = at;
    int64_t value = 0;
    for (unsigned digit; (digit = digit_of(*at)) < base; at++)
        if ((value = value * base + digit) > NUMBER_MAX)
            return false;
    if (at == first || (*at && *at != ' '))
        return false;
    *out = (int32_t)(**text == '-' ? -value : value);
    *text = at + (*at == ' ');
    return true;
}

static bool take_numbers(const char *text, unsigned base, size_t least, int32_t *out, size_t *count)
{
    for (*count = 0; *text && *count < NUMBERS_MAX; ++*count)
        if (!take_number(&text, base, &out[*count]))
            return false;
    return !*text && *count >= least;
}

static bool put_bytes(bp_buf *out, const char *hex)
{
    for (; hex[0] && hex[1]; hex += 2) {
        char pair[3] = {hex[0], hex[1], '\0'}, *end;
        long byte = strtol(pair, &end, 16);
        if (*end || byte < 0 || out->size >= METADATA_MAX)
            return false;
        bp_buf_putc(out, (char)byte);
    }
    return !*hex;
}

/* What stands before the first page. */
static bp_status read_head(bp_pdf_reader *r, bp_pdf_facts *facts)
{
    char *rest;
    int32_t numbers[NUMBERS_MAX];
    size_t count;
    bp_status status = next_line(r, &rest);
    if (!status && (strcmp(r->line, "budgetpress-read-pdf") != 0 || strcmp(rest, "3") != 0))
        status = damaged(r);
    while (!status && !(status = next_line(r, &rest))) {
        bool known = true;
        if (!strcmp(r->line, "pages"))
            break;
        if (!strcmp(r->line, "title"))
            known = put_bytes(&facts->title, rest);
        else
            known = !strcmp(r->line, "metadata") && put_bytes(&facts->metadata, rest);
        if (!known)
            status = damaged(r);
    }
    if (!status && (!take_numbers(rest, 10, 1, numbers, &count) || numbers[0] < 0 || numbers[0] > PAGES_MAX))
        status = damaged(r);
    facts->pages = status ? 0 : (size_t)numbers[0];
    if (!status && (facts->title.failed || facts->metadata.failed))
        status = bp_report_memory(r->diag);
    return status;
}

static bp_pdf_reader *new_reader(const char *path, bp_diag *diag)
{
    bp_pdf_reader *r = calloc(1, sizeof *r);
    if (r) {
        r->path = path;
        r->diag = diag;
    }
    return r;
}

bp_status bp_pdf_reader_open(const char *path, const char *program, int fd, int beside, bp_diag *diag, bp_pdf_facts *facts,
                             bp_pdf_reader **out)
{
    bp_pdf_reader *r = *out = new_reader(path, diag);
    if (!r)
        return bp_report_memory(diag);
    bp_status status = spawn(r, program, fd, beside);
    return status ? status : read_head(r, facts);
}

bp_status bp_pdf_reader_over(const char *path, FILE *lines, bp_diag *diag, bp_pdf_facts *facts, bp_pdf_reader **out)
{
    bp_pdf_reader *r = *out = new_reader(path, diag);
    if (!r) {
        fclose(lines);
        return bp_report_memory(diag);
    }
    r->lines = lines;
    return read_head(r, facts);
}

/* One glyph: X Y SIZE, then code points. */
static bool take_text(const char *rest, bp_drawn *page)
{
    int32_t numbers[3], codes[NUMBERS_MAX];
    size_t count;
    for (int i = 0; i < 3; i++)
        if (!take_number(&rest, 10, &numbers[i]))
            return false;
    if (!take_numbers(rest, 16, 1, codes, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        uint32_t cp = (uint32_t)codes[i];
        if (codes[i] <= 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000))
            cp = 0xFFFD;
        if (!bp_is_space(cp))
            bp_drawn_mark(page, (bp_mark){.x = numbers[0], .y = numbers[1], .size = numbers[2], .cp = cp});
    }
    return numbers[2] >= 0;
}

static bool take_line(const char *word, const char *rest, bp_drawn *page)
{
    int32_t n[NUMBERS_MAX];
    size_t count;
    if (!strcmp(word, "text"))
        return take_text(rest, page);
    if (!take_numbers(rest, 10, 4, n, &count))
        return false;
    if (!strcmp(word, "rule") && count == 5)
        bp_drawn_stroke(page, (bp_stroke){n[0], n[1], n[2], n[3]}, n[4]);
    else if (!strcmp(word, "fill") && count == 5)
        bp_drawn_box(page, (bp_box){n[0], n[1], n[2], n[3], BP_BOX_FILL});
    else if (!strcmp(word, "other") || !strcmp(word, "note"))
        bp_drawn_box(page, (bp_box){n[0], n[1], n[2], n[3], *word == 'n' ? BP_BOX_NOTE : BP_BOX_OTHER});
    else
        return false;
    return true;
}

bp_status bp_pdf_reader_page(bp_pdf_reader *r, bp_drawn *page)
{
    char *rest;
    int32_t numbers[NUMBERS_MAX];
    size_t count;
    bp_drawn_reset(page);
    bp_status status = next_line(r, &rest);
    if (!status && (strcmp(r->line, "page") != 0 || !take_numbers(rest, 10, 2, numbers, &count)))
        status = damaged(r);
    if (status)
        return status;
    page->width = numbers[0];
    page->height = numbers[1];
    while (!(status = next_line(r, &rest)) && strcmp(r->line, "end") != 0) {
        bool taken = take_line(r->line, rest, page);
        if (page->failed)
            return bp_report_memory(r->diag);
        if (!taken || page->mark_count + page->stroke_count + page->box_count > MARKS_MAX)
            return damaged(r);
    }
    return status;
}

/* "PAGE HEX" of what is in one file and not in the other. */
static bool take_object(const char *rest, bp_pdf_told *out)
{
    return take_number(&rest, 10, &out->page) && put_bytes(&out->path, rest);
}

static bool take_picture(const char *rest, bp_pdf_told *out)
{
    int32_t n[NUMBERS_MAX];
    size_t count;
    if (!take_numbers(rest, 10, 5, n, &count) || count != 5)
        return false;
    *out = (bp_pdf_told){.kind = BP_TOLD_PICTURE, .path = out->path, .page = n[0], .x0 = n[1], .y0 = n[2], .x1 = n[3], .y1 = n[4]};
    return true;
}

static bool take_told(const char *word, const char *rest, bp_pdf_told *out)
{
    static const char *const words[] = {
        [BP_TOLD_ADDED] = "added",   [BP_TOLD_MISSING] = "missing", [BP_TOLD_CHANGED] = "changed", [BP_TOLD_PICTURE] = "picture",
        [BP_TOLD_SIZE] = "size",     [BP_TOLD_UPDATE] = "update",   [BP_TOLD_AROUND] = "around",   [BP_TOLD_MENDED] = "damaged",
        [BP_TOLD_SIGNED] = "signed", [BP_TOLD_SEAL] = "seal",
    };
    int32_t n[NUMBERS_MAX];
    size_t kind = 0, count = 0;
    while (kind < BP_TOLD_END && strcmp(word, words[kind]) != 0)
        kind++;
    out->kind = (bp_told_kind)kind;
    if (kind <= BP_TOLD_CHANGED)
        return take_object(rest, out);
    if (kind == BP_TOLD_PICTURE || kind == BP_TOLD_SEAL) {
        bool taken = take_picture(rest, out);
        out->kind = (bp_told_kind)kind;
        return taken;
    }
    if (kind == BP_TOLD_SIZE && (!take_numbers(rest, 10, 3, n, &count) || count != 3))
        return false;
    out->page = kind == BP_TOLD_SIZE ? n[0] : 0;
    return kind < BP_TOLD_END && (kind == BP_TOLD_SIZE || !*rest);
}

bp_status bp_pdf_reader_told(bp_pdf_reader *r, bp_pdf_told *out)
{
    char *rest;
    bp_status status = next_line(r, &rest);
    bp_buf_truncate(&out->path, 0);
    *out = (bp_pdf_told){.kind = BP_TOLD_END, .path = out->path};
    if (status || (!strcmp(r->line, "done") && !*rest))
        return status;
    if (!take_told(r->line, rest, out) || out->page < 0 || out->page > PAGES_MAX)
        return damaged(r);
    return out->path.failed ? bp_report_memory(r->diag) : BP_OK;
}

bp_status bp_pdf_reader_end(bp_pdf_reader *r)
{
    char *rest;
    bp_status status = next_line(r, &rest);
    return status || (!strcmp(r->line, "done") && !*rest) ? status : damaged(r);
}

void bp_pdf_reader_close(bp_pdf_reader *r)
{
    if (!r)
        return;
    if (r->lines)
        fclose(r->lines);
    if (r->pid > 0) {
        kill(r->pid, SIGKILL);  /* it has said all that is wanted of it */
        while (waitpid(r->pid, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    free(r);
}
