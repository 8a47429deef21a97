/* main.c - the program: finds the command, runs it, prints what was found. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "diag/diag.h"
#include "diag/file.h"

const cli_command *const cli_commands[] = {&cli_render, &cli_check,  &cli_verify, &cli_diff,        &cli_forms, &cli_fonts,
                                           &cli_schema, &cli_import, &cli_batch,  &cli_batch_merge, NULL};

static const struct option common_options[] = {CLI_COMMON_OPTIONS};
/* Before the command, up to it; and behind a command that is none. */
static const cli_command before = {.shorts = "+:hq", .options = common_options};
static const cli_command behind = {.shorts = ":hq", .options = common_options};

/* A closed standard file would be given to the next file opened: hold its place with one that refuses to be used. */
static void hold_standard_files(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_RDONLY : O_WRONLY) < 0)
            exit(BP_SYSTEM);
}

/* What is said where a library uses memory that it asked for and did not get: put together before, since nothing may be by then. */
static char last_words[160];
/* The same where a font vanished under its reader: its file was cut short. */
static char words_of_change[160];

/* The shell sees the signal itself as what ended the command: it stops a loop at ^C. But a library that did not look whether it got
 * its memory (libxlsxwriter does not) is no crash of its own kind: malloc has just left ENOMEM. */
static void on_end(int number, siginfo_t *info, void *context)
{
    bool short_of_memory = (number == SIGSEGV || number == SIGABRT) && errno == ENOMEM;
    bool cut_short = number == SIGBUS && info->si_code == BUS_ADRERR;
    const char *words = short_of_memory ? last_words : words_of_change;
    (void)context;
    bp_outfile_abandon_all();
    if ((short_of_memory || cut_short) && write(STDERR_FILENO, words, strlen(words)) >= 0)
        _exit(BP_SYSTEM);
    raise(number);  /* once this returns: the handler is reset */
}

/* What ends the command takes its half-written files along. A signal that is ignored, as by nohup, stays so. */
static void catch_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGALRM, SIGXCPU, SIGABRT, SIGSEGV, SIGBUS};
    struct sigaction action = {.sa_sigaction = on_end, .sa_flags = (int)(SA_RESETHAND | SA_SIGINFO)}, old;
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (!sigaction(numbers[i], NULL, &old) && old.sa_handler == SIG_DFL)
            sigaction(numbers[i], &action, NULL);
    signal(SIGXFSZ, SIG_IGN);  /* a limit on file size is a failed write like any other */
}

static const cli_command *find_command(const char *name)
{
    for (size_t i = 0; cli_commands[i]; i++)
        if (!strcmp(cli_commands[i]->name, name))
            return cli_commands[i];
    return NULL;
}

static bp_status no_command(bp_cli *cli, const char *given)
{
    const char *names[16];
    size_t count = 0;
    while (cli_commands[count]) {
        names[count] = cli_commands[count]->name;
        count++;
    }
    char *text = given ? cli_unknown(cli, given, "", names, count) : cli_join(cli, "", names, count);
    bp_status status = !text   ? bp_report_memory(cli->diag)
                       : given ? cli_usage(cli, CLI_TEXT(cli, "unknown command %s"), text)
                               : cli_usage(cli, CLI_TEXT(cli, "a command is missing; there are: %s"), text);
    free(text);
    return status;
}

static bp_status run(bp_cli *cli, int argc, char **argv)
{
    int at = cli_scan(cli, &before, argc, argv);
    if (at < 0)
        return BP_SYSTEM;
    const cli_command *command = at < argc ? find_command(argv[at]) : NULL;
    if (at < argc)
        cli_scan(cli, command ? command : &behind, argc - at, argv + at);
    if (!(cli->diag = bp_diag_new(cli->lang)))
        return BP_SYSTEM;
    if (cli->version) {
        printf("budgetpress %s\n", BP_VERSION);
        return BP_OK;
    }
    if (cli->help && (command || at == argc)) {
        cli_print_help(cli, command);
        return BP_OK;
    }
    cli_scan(cli, &before, argc, argv);
    for (int option; (option = cli_next(cli, argc, argv)) != -1;)
        if (option == '?')
            return BP_USAGE;
    if (!command)
        return no_command(cli, argv[at]);
    cli_scan(cli, command, argc - at, argv + at);
    return command->run(cli, argc - at, argv + at);
}

/* Why printing failed. The stream keeps only that it did: what it still holds is tried once more. */
static int print_error(void)
{
    errno = 0;
    return !ferror(stdout) ? 0 : fflush(stdout) && errno ? errno : EIO;
}

/* What was printed counts as printed only when it has arrived. */
static bp_status close_output(bp_cli *cli)
{
    int error = cli->output_error ? cli->output_error : print_error();
    if (fclose(stdout) && !error)
        error = errno;
    if (!error)
        return BP_OK;
    const char *name = CLI_TEXT(cli, "standard output");
    return bp_report(cli->diag, BP_FILE_WRITE, BP_NOWHERE, BP_ARGS(name, bp_error_text(cli->diag, error)));
}

int main(int argc, char **argv)
{
    bp_cli cli = {0};
    hold_standard_files();
    catch_signals();
    bool begun = cli_begin(&cli);
    snprintf(last_words, sizeof last_words, "%s[BP1001]: %s\n", CLI_TEXT(&cli, "error"), CLI_TEXT(&cli, "out of memory"));
    snprintf(words_of_change, sizeof words_of_change, "%s[BP1020]: %s\n", CLI_TEXT(&cli, "error"),
             CLI_TEXT(&cli, "a font changed while it was read: try again when it is whole"));
    bp_status status = begun ? run(&cli, argc, argv) : BP_SYSTEM;
    bp_status closed = close_output(&cli);
    if (closed > status)
        status = closed;
    if (!cli_flush(&cli)) {
        fputs("budgetpress: out of memory\n", stderr);
        status = BP_SYSTEM;
    }
    cli_end(&cli);
    if (cli.stopped_by) {  /* a shell that runs commands in a loop stops it when one was ended by the signal */
        signal(cli.stopped_by, SIG_DFL);
        raise(cli.stopped_by);
    }
    return (int)status;
}
