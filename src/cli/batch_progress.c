/* batch_progress.c - see batch_progress.h. */
#include "cli/batch_progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/pool.h"

static const double BAR_EVERY = 0.2, LINE_EVERY = 10;
enum { BAR = 30 };

void cli_progress_begin(cli_progress *progress, bp_cli *cli, bool quiet, bool endless)
{
    const char *terminal = getenv("TERM");
    *progress = (cli_progress){.cli = cli, .quiet = quiet, .endless = endless, .begun = bp_clock(), .last = bp_clock()};
    progress->bar = isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0;
}

static void clear(cli_progress *progress)
{
    if (progress->drawn)
        fputs("\r\033[K", stderr);
    progress->drawn = false;
}

static size_t ended(const bp_batch_counts *counts)
{
    return counts->done + counts->same + counts->failed;
}

/* h:mm:ss or m:ss. */
static void put_time(char out[32], double seconds)
{
    unsigned long s = seconds > 0 ? (unsigned long)(seconds + 0.5) : 0;
    if (s >= 3600)
        snprintf(out, 32, "%lu:%02lu:%02lu", s / 3600, s / 60 % 60, s % 60);
    else
        snprintf(out, 32, "%lu:%02lu", s / 60, s % 60);
}

/* The rate, and the time left by it: what is found done as before takes no time to speak of. */
static void print_state(const cli_progress *progress, const bp_batch_counts *counts)
{
    bp_cli *cli = progress->cli;
    char left[32];
    double elapsed = bp_clock() - progress->begun;
    double rate = elapsed > 0 ? (double)ended(counts) / elapsed : 0;
    if (progress->endless)
        fprintf(stderr, CLI_TEXT(cli, "%zu jobs, %.1f a second"), ended(counts), rate);
    else {
        put_time(left, rate > 0 ? (double)(counts->total - ended(counts)) / rate : 0);
        fprintf(stderr, CLI_TEXT(cli, "%zu of %zu, %.1f a second, %s left"), ended(counts), counts->total, rate, left);
    }
    if (counts->failed)
        fprintf(stderr, CLI_TEXT(cli, ", %zu failed"), counts->failed);
}

static void draw_bar(cli_progress *progress, const bp_batch_counts *counts)
{
    fputs("\r\033[K", stderr);
    if (!progress->endless && counts->total) {
        size_t full = ended(counts) * BAR / counts->total;
        char bar[BAR + 1];
        for (size_t i = 0; i < BAR; i++)
            bar[i] = i < full ? '#' : '.';
        bar[BAR] = '\0';
        fprintf(stderr, "[%s] %3zu%% ", bar, ended(counts) * 100 / counts->total);
    }
    print_state(progress, counts);
    fflush(stderr);
    progress->drawn = true;
}

void cli_progress_tick(cli_progress *progress, const bp_batch_counts *counts)
{
    double now = bp_clock();
    bool soon = now - progress->last < (progress->bar ? BAR_EVERY : LINE_EVERY);
    if (progress->quiet || (progress->cli->json && !progress->bar) || soon)
        return;
    progress->last = now;
    if (progress->bar)
        draw_bar(progress, counts);
    else {
        print_state(progress, counts);
        fputc('\n', stderr);
    }
}

/* Failures by cause. */

static cli_cause *cause_of(cli_progress *progress, const char *code)
{
    for (size_t i = 0; i < progress->cause_count; i++)
        if (!strcmp(progress->causes[i].code, code))
            return &progress->causes[i];
    if (progress->cause_count == CLI_CAUSES)
        return &progress->causes[CLI_CAUSES - 1];
    cli_cause *cause = &progress->causes[progress->cause_count++];
    snprintf(cause->code, sizeof cause->code, "%s", code);
    return cause;
}

/* The line is a diagnostic, whose names are escaped; the cause stands for one that memory was too short for. */
static void print_line(const char *line, const char *cause)
{
    if (line)
        fputs(line, stderr);
    else
        cli_print(stderr, cause);
    fputc('\n', stderr);
}

void cli_progress_ended(cli_progress *progress, const char *input, const bp_outcome *outcome, const bp_batch_counts *counts)
{
    (void)counts;
    if (outcome->kind != BP_OUTCOME_FAILED)
        return;
    cli_cause *cause = cause_of(progress, outcome->code);
    if (!cause->message)
        cause->message = strdup(outcome->cause);
    if (cause->count < CLI_EXAMPLES && input) {
        bp_buf name = {0};
        bp_put_name(&name, input);
        cause->inputs[cause->count] = bp_buf_take(&name);
    }
    cause->count++;
    clear(progress);
    for (size_t i = 0; i < outcome->line_count; i++)
        print_line(outcome->lines[i], outcome->cause);
}

static void print_cause(bp_cli *cli, const cli_cause *cause)
{
    size_t shown = 0;
    fprintf(stderr, "%6zu  %s ", cause->count, cause->code);
    cli_print(stderr, cause->message ? cause->message : "");
    for (; shown < CLI_EXAMPLES && shown < cause->count && cause->inputs[shown]; shown++) {
        fputs(shown ? ", " : ": ", stderr);
        cli_print(stderr, cause->inputs[shown]);
    }
    if (shown && cause->count > shown)
        fprintf(stderr, CLI_TEXT(cli, " and %zu more"), cause->count - shown);
    fputc('\n', stderr);
}

static int by_count(const void *a, const void *b)
{
    const cli_cause *x = a, *y = b;
    return (x->count < y->count) - (x->count > y->count);
}

void cli_progress_end(cli_progress *progress, const bp_batch_counts *counts)
{
    bp_cli *cli = progress->cli;
    char time[32];
    double elapsed = bp_clock() - progress->begun;
    clear(progress);
    if (!progress->quiet && !cli->json && (ended(counts) || !counts->total)) {  /* not of one that was refused */
        put_time(time, elapsed);
        fprintf(stderr, counts->total == 1 ? CLI_TEXT(cli, "%zu job: ") : CLI_TEXT(cli, "%zu jobs: "), counts->total);
        fprintf(stderr, CLI_TEXT(cli, "%zu done, %zu as before, %zu failed; %s, %.1f a second\n"), counts->done, counts->same,
                counts->failed, time, elapsed > 0 ? (double)ended(counts) / elapsed : 0);
        qsort(progress->causes, progress->cause_count, sizeof *progress->causes, by_count);
        for (size_t i = 0; i < progress->cause_count; i++)
            print_cause(cli, &progress->causes[i]);
    }
    for (size_t i = 0; i < progress->cause_count; i++) {
        free(progress->causes[i].message);
        for (size_t k = 0; k < CLI_EXAMPLES; k++)
            free(progress->causes[i].inputs[k]);
    }
}
