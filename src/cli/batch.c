/* batch.c - budgetpress batch: many models to many files, by several processes, able to go on after anything. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/batch.h"
#include "batch/pool.h"
#include "batch/summary.h"
#include "cli/batch_progress.h"
#include "cli/cli.h"
#include "diag/diag.h"

/* What the command line asks for. Strings are borrowed from it. */
typedef struct request {
    bp_batch batch;
    bp_plan plan;
    const char *format, *workers, *memory, *timeout, *shard, *summary;
    const char *formats[BP_JOB_FORMATS];
    char *format_text;              /* what formats point into */
    const char **options;
    size_t option_count;
    bool resume, restart;
    char *const *words;             /* what to make jobs of */
    size_t word_count;
    cli_progress progress;
} request;

/* Being stopped: the first signal lets running jobs finish, the second does not. The handler may do no more than this. */

static volatile sig_atomic_t stopped_by, stops;
static int stop_pipe[2] = {-1, -1};

static void on_signal(int number)
{
    int error = errno;
    stopped_by = number;
    stops++;
    if (write(stop_pipe[1], "", 1) < 0) {
        /* the pipe is full of such bytes */
    }
    errno = error;
}

static bool catch_signals(void)
{
    const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = on_signal}, old;
    if (pipe2(stop_pipe, O_CLOEXEC | O_NONBLOCK))
        return false;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (!sigaction(numbers[i], NULL, &old) && old.sa_handler != SIG_IGN)  /* nohup */
            sigaction(numbers[i], &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    return true;
}

/* Receipts of a stream, on standard output: one line at once, so that whoever waits for it can go on. */
static bool print_receipt(void *context, const char *line, size_t size)
{
    request *r = context;
    bp_buf whole = {0};
    bp_buf_put(&whole, line, size);
    bp_buf_putc(&whole, '\n');
    size_t sent = 0;
    while (!whole.failed && sent < whole.size) {
        ssize_t n = write(STDOUT_FILENO, whole.data + sent, whole.size - sent);
        if (n < 0 && (errno != EINTR || stops > 1)) {
            r->progress.cli->output_error = errno;
            break;
        }
        sent += n > 0 ? (size_t)n : 0;
    }
    bool ok = whole.size && sent == whole.size;
    bp_buf_free(&whole);
    return ok;
}

static void on_ended(void *context, const char *input, const bp_outcome *outcome, const bp_batch_counts *counts)
{
    cli_progress_ended(&((request *)context)->progress, input, outcome, counts);
}

static void on_tick(void *context, const bp_batch_counts *counts)
{
    cli_progress_tick(&((request *)context)->progress, counts);
}

/* Options. */

static bp_status bad_value(bp_cli *cli, const char *option, const char *value, const char *wanted)
{
    return cli_usage(cli, CLI_TEXT(cli, "%s %s: the value must be %s"), option, value, wanted);
}

static bool read_number(const char *text, unsigned long low, unsigned long high, unsigned long *out)
{
    char *end;
    errno = 0;
    *out = strtoul(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end && !errno && *out >= low && *out <= high;
}

/* 500M, 2G. */
static bool read_size(const char *text, size_t *out)
{
    char *end;
    unsigned long long value = strtoull(text, &end, 10);
    unsigned shift = *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : 0;
    end += shift != 0;
    *out = (size_t)value << shift;
    return *text >= '0' && *text <= '9' && !*end && value < 1ull << (62 - shift);
}

/* "pdf,xlsx". */
static bp_status read_formats(bp_cli *cli, request *r)
{
    const char *known[64];
    size_t count = cli_formats(known, 64);
    if (!r->format)
        return BP_OK;
    if (!(r->format_text = strdup(r->format)))
        return bp_report_memory(cli->diag);
    for (char *rest = r->format_text, *word; (word = strsep(&rest, ","));) {
        size_t i = 0;
        while (i < count && strcmp(known[i], word) != 0)
            i++;
        if (i == count)
            return cli_unknown_format(cli, word, known, count);
        if (r->plan.defaults.format_count == BP_JOB_FORMATS)
            return bad_value(cli, "--format", r->format, CLI_TEXT(cli, "a list of formats"));
        r->formats[r->plan.defaults.format_count++] = word;
    }
    return BP_OK;
}

static size_t processors(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) ? 1 : CPU_COUNT(&set);
    return count > 0 ? (size_t)count : 1;
}

/* Three quarters of the machine's memory, shared by the workers. The sanitizers' own memory would not fit any bound. */
static size_t usual_memory(size_t workers)
{
#if defined(__SANITIZE_ADDRESS__)
    (void)workers;
    return 0;
#else
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    return pages > 0 && size > 0 ? (size_t)pages / 4 * 3 / workers * (size_t)size : 0;
#endif
}

static bp_status read_values(bp_cli *cli, request *r)
{
    bp_batch *batch = &r->batch;
    unsigned long n = processors(), k = 1, seconds = 600;
    char *slash = r->shard ? strchr(r->shard, '/') : NULL, first[16] = "";
    if (r->workers && !read_number(r->workers, 1, BP_POOL_MAX, &n))
        return bad_value(cli, "--workers", r->workers, "1-256");
    batch->workers = n;
    batch->memory = usual_memory(n);
    if (r->memory && (!read_size(r->memory, &batch->memory) || batch->memory < (size_t)32 << 20))
        return bad_value(cli, "--memory", r->memory, CLI_TEXT(cli, "a size of at least 32M, such as 500M or 2G"));
    if (r->timeout && !read_number(r->timeout, 0, 1000000, &seconds))
        return bad_value(cli, "--timeout", r->timeout, CLI_TEXT(cli, "a number of seconds, 0 for no limit"));
    batch->timeout = (double)seconds;
    n = 1;
    if (slash)
        snprintf(first, sizeof first, "%.*s", (int)(slash - r->shard), r->shard);
    if (r->shard && (!slash || !read_number(slash + 1, 1, BP_SHARDS_MAX, &n) || !read_number(first, 1, n, &k)))
        return bad_value(cli, "--shard", r->shard, CLI_TEXT(cli, "K/N, K from 1 to N"));
    batch->shard = (unsigned)k;
    batch->shards = (unsigned)n;
    if (r->resume && r->restart)
        return cli_usage(cli, CLI_TEXT(cli, "--resume and --restart exclude each other"));
    batch->mode = r->resume ? BP_JOURNAL_RESUME : r->restart ? BP_JOURNAL_RESTART : BP_JOURNAL_NEW;
    return r->plan.defaults.name ? bp_job_check_pattern(r->plan.defaults.name, BP_NOWHERE, cli->diag) : BP_OK;
}

enum { TO = CLI_OPTION + 1, NAME, SUMMARY, RESUME, RESTART, SHARD, TIMEOUT, MEMORY };

/* Where the value of an option that is given once goes; NULL for others. */
static const char **once(request *r, int option)
{
    switch (option) {
    case 'f':
        return &r->format;
    case 'j':
        return &r->workers;
    case TO:
        return &r->batch.target;
    case NAME:
        return &r->plan.defaults.name;
    case SHARD:
        return &r->shard;
    case SUMMARY:
        return &r->summary;
    case TIMEOUT:
        return &r->timeout;
    case MEMORY:
        return &r->memory;
    case CLI_FORM:
        return &r->plan.defaults.form;
    case CLI_FONT_SET:
        return &r->plan.defaults.font_set;
    default:
        return NULL;
    }
}

static bp_status take_options(bp_cli *cli, int argc, char **argv, request *r)
{
    for (int option; (option = cli_next(cli, argc, argv)) != -1;) {
        const char **value = once(r, option);
        if (value && *value)
            return cli_usage(cli, CLI_TEXT(cli, "an option that is given once has two values: %s, %s"), *value, optarg);
        if (value)
            *value = optarg;
        else if (option == CLI_OPTION)
            r->options[r->option_count++] = optarg;
        else if (option == RESUME)
            r->resume = true;
        else if (option == RESTART)
            r->restart = true;
        else
            return BP_USAGE;
    }
    r->words = argv + optind;
    r->word_count = (size_t)(argc - optind);
    if (!r->word_count)
        return cli_usage(cli, CLI_TEXT(cli, "%s: what to render is missing: a job list, a folder, a pattern, models, or -"),
                         argv[0]);
    if (!r->batch.target || !*r->batch.target)
        return cli_usage(cli, CLI_TEXT(cli, "%s: the target is missing: give --to FOLDER"), argv[0]);
    return read_values(cli, r);
}

/* Running. */

/* Whatever is wrong with the list is reported at once, all of it, before anything is written. A folder that cannot be read is no
 * reason to leave out the others: *partial, and the batch goes on. */
static bp_status make_plan(bp_cli *cli, request *r, bp_status *partial)
{
    bp_status status = BP_OK;
    for (size_t i = 0; i < r->word_count; i++) {
        bp_status one = bp_joblist_add(&r->plan.list, r->words[i], r->batch.target, &r->plan.defaults, cli->diag);
        if (one == BP_SYSTEM && r->plan.list.count)
            *partial = one;
        else
            status = one > status ? one : status;
    }
    if (!status)
        status = bp_plan_settle(&r->plan, cli->diag);
    if (!status && !r->plan.list.count)
        status = bp_report(cli->diag, BP_BATCH_NOTHING_FOUND, BP_NOWHERE, BP_ARGS(r->words[0]));
    if (!status)
        bp_plan_shard(&r->plan, r->batch.shard, r->batch.shards);
    return status;
}

static bp_status choose_stream(bp_cli *cli, request *r)
{
    r->batch.stream = -1;
    for (size_t i = 0; i < r->word_count; i++)
        if (!strcmp(r->words[i], "-"))
            r->batch.stream = STDIN_FILENO;
    if (r->batch.stream >= 0 && (r->word_count > 1 || r->batch.shards > 1))
        return cli_usage(cli, CLI_TEXT(cli, "- stands alone and takes no --shard: a stream has no end to split by"));
    return BP_OK;
}

static bp_status batch(bp_cli *cli, request *r)
{
    bp_batch_counts counts = {0};
    bp_status partial = BP_OK, status = choose_stream(cli, r);
    bool stream = r->batch.stream >= 0;
    if (!status && !stream)
        status = make_plan(cli, r, &partial);
    if (status)
        return status;
    if (!catch_signals())
        return bp_report(cli->diag, BP_LIBRARY_FAILED, BP_NOWHERE, BP_ARGS("pipe", bp_error_text(cli->diag, errno)));
    cli_flush(cli);
    r->batch.data_dir = cli->data_dir;
    r->batch.plan = &r->plan;
    r->batch.json = cli->json;
    r->batch.interrupt = stop_pipe[0];
    r->batch.watch = (bp_batch_watch){r, on_ended, on_tick, stream ? print_receipt : NULL};
    cli_progress_begin(&r->progress, cli, cli->quiet, stream);
    status = bp_batch_run(&r->batch, cli->diag, &counts);
    cli_progress_end(&r->progress, &counts);
    cli->stopped_by = stopped_by;
    if (r->summary && counts.done + counts.same + counts.failed) {
        bp_status summary = bp_summary_write(r->summary, r->batch.target, stream ? NULL : &r->plan, cli->diag);
        status = summary > status ? summary : status;
        if (!summary)
            cli_tell_written(cli, r->summary);
    }
    return partial > status ? partial : status;
}

static bp_status run(bp_cli *cli, int argc, char **argv)
{
    request r = {.options = calloc((size_t)argc, sizeof *r.options)};
    bp_status status = r.options ? take_options(cli, argc, argv, &r) : bp_report_memory(cli->diag);
    if (!status)
        status = read_formats(cli, &r);
    r.plan.defaults.formats = r.formats;
    r.plan.defaults.options = r.options;
    r.plan.defaults.option_count = r.option_count;
    if (!status)
        status = batch(cli, &r);
    bp_plan_free(&r.plan);
    free(r.options);
    free(r.format_text);
    return status;
}

static const struct option options[] = {
    {"to", required_argument, NULL, TO},
    {"format", required_argument, NULL, 'f'},
    {"workers", required_argument, NULL, 'j'},
    {"name", required_argument, NULL, NAME},
    {"resume", no_argument, NULL, RESUME},
    {"restart", no_argument, NULL, RESTART},
    {"summary", required_argument, NULL, SUMMARY},
    {"shard", required_argument, NULL, SHARD},
    {"timeout", required_argument, NULL, TIMEOUT},
    {"memory", required_argument, NULL, MEMORY},
    {"form", required_argument, NULL, CLI_FORM},
    {"font-set", required_argument, NULL, CLI_FONT_SET},
    {"option", required_argument, NULL, CLI_OPTION},
    CLI_COMMON_OPTIONS,
};

const cli_command cli_batch = {
    .name = "batch",
    .shorts = ":hf:j:q",
    .options = options,
    .usage = " JOBS.ndjson|FOLDER|PATTERN|MODEL... --to FOLDER -f FORMAT[,FORMAT]...",
    .summary = BP_TEXT("render many models by several processes, able to go on after a stop"),
    .help = BP_TEXT("Renders every model of a job list, below a folder, or that a pattern in quotes matches. Outputs\n"
                    "keep the input's name and folders below the target, where receipts.ndjson says what was made of\n"
                    "what. With - alone job lines are read from standard input as they come, and a receipt is written\n"
                    "to standard output as each job ends.\n\n"
                    "      --to FOLDER              the target; made if need be\n"
                    "  -f, --format NAME[,NAME]...  what to make of each model\n"
                    "  -j, --workers N              processes [as many as processors]\n"
                    "      --name PATTERN           names of the outputs, such as\n"
                    "                               '{department}/{fiscal_year}/{form}.{ext}' [{folder}/{name}.{ext}]\n"
                    "      --resume                 go on: skip what is done and still agrees\n"
                    "      --restart                begin anew, forgetting the receipts that are there\n"
                    "      --shard K/N              only the K-th of N parts; batch-merge joins them\n"
                    "      --timeout SECONDS        end a job that takes longer, 0: never [600]\n"
                    "      --memory SIZE            what a worker may hold, such as 500M [3/4 of the machine's, shared]\n"
                    "      --summary FILE           write a workbook too: a row for each job, and their totals\n"
                    "      --form NAME              use this form instead of the one that each model names\n"
                    "      --font-set NAME          fonts to use [noto]\n"
                    "      --option FORMAT.KEY=VALUE\n"
                    "                               set an option of a format; once for each option\n\n"),
    .lists_formats = true,
    .run = run,
};
