/* common.c - language, data folder, options, help and diagnostics; see cli.h. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/backend.h"
#include "cli/cli.h"
#include "base/buf.h"
#include "diag/diag.h"
#include "facts/model.h"

#ifndef BP_DATADIR
#define BP_DATADIR "/usr/local/share/budgetpress"
#endif

/* As gettext has it: the first variable that is set and not empty decides. */
static bp_lang environment_lang(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        if (value && *value)
            return strncmp(value, "zh", 2) ? BP_LANG_EN : BP_LANG_ZH;
    }
    return BP_LANG_EN;
}

/* The folder as an absolute path where it has templates/ in it, else NULL. */
static char *data_in(const char *folder)
{
    bp_buf path = {0};
    bp_buf_printf(&path, "%s/templates", folder);
    char *found = path.failed || access(path.data, X_OK) ? NULL : realpath(folder, NULL);
    bp_buf_free(&path);
    return found;
}

static char *find_data(void)
{
    static const char *const places[] = {"../share/budgetpress", ".."};
    char self[PATH_MAX], place[PATH_MAX + 32], *found = NULL;
    const char *given = getenv("BUDGETPRESS_DATA");
    if (given && *given)
        return strdup(given);
    ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
    self[size > 0 ? size : 0] = '\0';
    char *slash = strrchr(self, '/');
    for (size_t i = 0; i < sizeof places / sizeof *places && slash && !found; i++) {
        snprintf(place, sizeof place, "%.*s/%s", (int)(slash - self), self, places[i]);
        errno = 0;
        found = data_in(place);
        if (!found && (errno == ENOMEM || bp_buf_ran_out()))
            return NULL;  /* it may well be there */
    }
    return found ? found : strdup(BP_DATADIR);
}

bool cli_begin(bp_cli *cli)
{
    opterr = 0;
    cli->lang = environment_lang();
    cli->data_dir = find_data();
    return cli->data_dir != NULL;
}

void cli_end(bp_cli *cli)
{
    bp_diag_free(cli->diag);
    free(cli->data_dir);
}

bp_status cli_usage(bp_cli *cli, const char *format, ...)
{
    char *text;
    va_list args;
    va_start(args, format);
    int size = vasprintf(&text, format, args);
    va_end(args);
    if (size < 0)
        return bp_report_memory(cli->diag);
    bp_status status = bp_report(cli->diag, BP_BAD_USAGE, BP_NOWHERE, BP_ARGS(text));
    free(text);
    return status;
}

/* Edits (insert, drop, replace) from one short name to the other. */
static size_t distance(const char *a, const char *b)
{
    enum { LONGEST = 63 };
    size_t row[LONGEST + 1], n = strlen(b);
    if (n > LONGEST)
        return SIZE_MAX;
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = i - 1;
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
            size_t changed = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = replaced < changed ? replaced : changed;
        }
    }
    return row[n];
}

char *cli_join(const bp_cli *cli, const char *prefix, const char *const *names, size_t count)
{
    bp_buf out = {0};
    for (size_t i = 0; i < count; i++)
        bp_buf_printf(&out, "%s%s%s", i ? CLI_TEXT(cli, ", ") : "", prefix, names[i]);
    if (!count)
        bp_buf_puts(&out, CLI_TEXT(cli, "none"));
    return bp_buf_take(&out);
}

char *cli_advice(const bp_cli *cli, const char *given, const char *prefix, const char *const *names, size_t count)
{
    bp_buf out = {0};
    const char *nearest = NULL;
    size_t best = strlen(given) / 2 + 1;
    for (size_t i = 0; i < count; i++) {
        size_t d = distance(given, names[i]);
        if (d < best) {
            best = d;
            nearest = names[i];
        }
    }
    if (nearest)
        bp_buf_printf(&out, CLI_TEXT(cli, " (did you mean %s%s?)"), prefix, nearest);
    else {
        char *all = cli_join(cli, prefix, names, count);
        bp_buf_printf(&out, CLI_TEXT(cli, " (there are: %s)"), all ? all : "");
        free(all);
    }
    return bp_buf_take(&out);
}

char *cli_unknown(const bp_cli *cli, const char *given, const char *prefix, const char *const *names, size_t count)
{
    char *advice = cli_advice(cli, given, prefix, names, count), *text = NULL;
    if (!advice || asprintf(&text, "%s%s%s", prefix, given, advice) < 0)
        text = NULL;
    free(advice);
    return text;
}

size_t cli_formats(const char **out, size_t room)
{
    size_t count = 0;
    while (count < room && (out[count] = bp_format_name(count)))
        count++;
    return count;
}

static const char *const langs[] = {"zh", "en"};
static const char *const diagnostics[] = {"text", "json"};

/* One of the common options; false where its value is none of the allowed ones. */
static bool take_common(bp_cli *cli, int option, const char *value)
{
    int second = 0;
    if (option == CLI_LANG || option == CLI_DIAGNOSTICS) {
        const char *const *words = option == CLI_LANG ? langs : diagnostics;
        second = !strcmp(value, words[1]);
        if (!second && strcmp(value, words[0]) != 0)
            return false;
    }
    if (option == CLI_LANG)
        cli->lang = second ? BP_LANG_EN : BP_LANG_ZH;
    else if (option == CLI_DIAGNOSTICS)
        cli->json = second;
    else if (option == 'q')
        cli->quiet = true;
    else if (option == 'h')
        cli->help = true;
    else if (option == CLI_VERSION)
        cli->version = true;
    return true;
}

int cli_scan(bp_cli *cli, const cli_command *command, int argc, char **argv)
{
    /* getopt moves options to the front: a second scan of what it moved would take another word for a missing value */
    char **copy = malloc(((size_t)argc + 1) * sizeof *copy);
    int rest = -1;
    cli->command = command;
    optind = 0;  /* GNU: begin anew */
    if (copy) {
        memcpy(copy, argv, ((size_t)argc + 1) * sizeof *copy);
        for (int option; (option = getopt_long(argc, copy, command->shorts, command->options, NULL)) != -1;)
            take_common(cli, option, optarg);
        rest = optind;
    }
    free(copy);
    optind = 0;
    return rest;
}

static void bad_value(bp_cli *cli, int option)
{
    bool lang = option == CLI_LANG;
    char *text = cli_join(cli, "", lang ? langs : diagnostics, 2);
    cli_usage(cli, CLI_TEXT(cli, "%s %s: the value must be one of %s"),
              lang ? "--lang" : "--diagnostics", optarg, text ? text : "");
    free(text);
}

/* A long option that is none, or the beginning of several. */
static void unknown_option(bp_cli *cli, const char *word)
{
    const char *names[24], *begun[24];
    size_t count = 0, begun_count = 0, size = strcspn(word, "=");
    for (const struct option *o = cli->command->options; o->name; o++) {
        names[count++] = o->name;
        if (!strncmp(o->name, word, size))
            begun[begun_count++] = o->name;
    }
    char *given = strndup(word, size);
    char *text = !given            ? NULL
                 : begun_count > 1 ? cli_join(cli, "--", begun, begun_count)
                                   : cli_unknown(cli, given, "--", names, count);
    if (!text)
        bp_report_memory(cli->diag);
    else if (begun_count > 1)
        cli_usage(cli, CLI_TEXT(cli, "option --%s is ambiguous: %s"), given, text);
    else
        cli_usage(cli, CLI_TEXT(cli, "unknown option %s"), text);
    free(text);
    free(given);
}

/* What getopt_long refused: kind is ':' or '?', word the argument that it stood in. */
static void bad_option(bp_cli *cli, int kind, const char *word)
{
    bool is_long = !strncmp(word, "--", 2);
    if (kind == ':' && is_long)
        cli_usage(cli, CLI_TEXT(cli, "option %s needs a value"), word);
    else if (kind == ':')
        cli_usage(cli, CLI_TEXT(cli, "option -%c needs a value"), optopt);
    else if (is_long && optopt)
        cli_usage(cli, CLI_TEXT(cli, "option %.*s takes no value"), (int)strcspn(word, "="), word);
    else if (is_long)
        unknown_option(cli, word + 2);
    else
        cli_usage(cli, CLI_TEXT(cli, "unknown option -%c: --help lists those there are"), optopt);
}

int cli_next(bp_cli *cli, int argc, char **argv)
{
    for (;;) {
        int at = optind ? optind : 1;
        int option = getopt_long(argc, argv, cli->command->shorts, cli->command->options, NULL);
        if (option == ':' || option == '?') {
            bad_option(cli, option, argv[optind > at ? optind - 1 : at]);
            return '?';
        }
        if (option != 'h' && option != 'q' && (option < CLI_LANG || option > CLI_VERSION))
            return option;
        if (!take_common(cli, option, optarg)) {
            bad_value(cli, option);
            return '?';
        }
    }
}

static void print_common_help(const bp_cli *cli)
{
    fputs(CLI_TEXT(cli,
                   "Options of every command:\n"
                   "      --lang zh|en             language of messages and help\n"
                   "                               [LC_ALL, LC_MESSAGES or LANG; else en]\n"
                   "      --diagnostics text|json  findings as lines of text, or one JSON object a line [text]\n"
                   "  -q, --quiet                  only findings: no word of what was written, no counts\n"
                   "  -h, --help                   show this help, or that of the command\n"
                   "      --version                show the version\n"),
          stdout);
}

static void print_program_help(const bp_cli *cli)
{
    fputs(CLI_TEXT(cli,
                   "usage: budgetpress COMMAND [OPTION]... [ARGUMENT]...\n\n"
                   "Turns the JSON model of a government budget table into the official form.\n\n"
                   "Commands:\n"),
          stdout);
    for (size_t i = 0; cli_commands[i]; i++)
        printf("  %-11s %s\n", cli_commands[i]->name, CLI_TEXT(cli, cli_commands[i]->summary));
    putchar('\n');
    print_common_help(cli);
    fputs(CLI_TEXT(cli,
                   "\nExit status: 0 done; 1 the data has errors and nothing was written; 2 wrong usage;\n"
                   "3 a file, the memory or the machine failed.\n"
                   "\"budgetpress COMMAND --help\" tells more about a command.\n"),
          stdout);
}

/* The formats there are and what can be set of each. */
static void print_formats(const bp_cli *cli)
{
    const char *names[64];
    char *all = cli_join(cli, "", names, cli_formats(names, 64));
    printf(CLI_TEXT(cli, "Formats: %s.\n\n"), all ? all : "");
    free(all);
    fputs(CLI_TEXT(cli, "Options of formats:\n"), stdout);
    for (size_t i = 0; bp_backends[i]; i++)
        for (const bp_option *o = bp_backends[i]->options; o && o->key; o++)
            printf("  %s.%s=%s [%s]\n      %s\n", bp_backends[i]->name, o->key, o->kind == BP_OPTION_BOOL ? "0|1" : o->choices,
                   o->initial, bp_translate(cli->lang, o->help));
    putchar('\n');
}

void cli_print_help(const bp_cli *cli, const cli_command *command)
{
    if (!command) {
        print_program_help(cli);
        return;
    }
    printf(CLI_TEXT(cli, "usage: budgetpress %s [OPTION]...%s\n\n"), command->name, command->usage);
    fputs(CLI_TEXT(cli, command->help), stdout);
    if (command->lists_formats)
        print_formats(cli);
    print_common_help(cli);
}

bool cli_flush(bp_cli *cli)
{
    if (!cli->diag)
        return false;
    size_t count = bp_diag_count(cli->diag), total = bp_diag_silenced(cli->diag);
    cli->silenced += total;
    for (size_t i = 0; i < count; i++) {
        if (!cli->json && bp_diag_get(cli->diag, i)->silenced)
            continue;
        char *line = cli->json ? bp_diag_json(cli->diag, i) : bp_diag_line(cli->diag, i);
        fprintf(stderr, "%s\n", line ? line : bp_diag_get(cli->diag, i)->message);
        free(line);
    }
    for (int s = BP_NOTE; s <= BP_ERROR; s++) {
        total += bp_diag_total(cli->diag, (bp_severity)s);
        cli->totals[s] += bp_diag_total(cli->diag, (bp_severity)s);
    }
    if (total > count && !cli->json)
        fprintf(stderr, CLI_TEXT(cli, "(%zu more are not shown)\n"), total - count);
    bp_diag_free(cli->diag);
    cli->diag = bp_diag_new(cli->lang);
    return cli->diag != NULL;
}

char **cli_list_forms(bp_cli *cli, size_t *count)
{
    errno = 0;
    char **names = bp_form_list(cli->data_dir, count);
    if (!names) {
        bp_buf path = {0};
        int error = errno ? errno : ENOMEM;
        bp_buf_printf(&path, "%s/templates", cli->data_dir);
        bp_report(cli->diag, BP_FILE_OPEN, BP_NOWHERE, BP_ARGS(bp_buf_text(&path), bp_error_text(cli->diag, error)));
        bp_buf_free(&path);
    }
    return names;
}

static bool is_listed(const char *name, char *const *names, size_t count)
{
    while (count--)
        if (!strcmp(names[count], name))
            return true;
    return false;
}

/* Reports a form that is not among names, at a place. */
static bp_status unknown_form(bp_cli *cli, const char *name, bp_where where, char *const *names, size_t count)
{
    char *advice = cli_advice(cli, name, "", (const char *const *)names, count);
    bp_status status = advice ? bp_report(cli->diag, BP_UNKNOWN_FORM, where, BP_ARGS(name, advice)) : bp_report_memory(cli->diag);
    free(advice);
    return status;
}

bp_status cli_check_form(bp_cli *cli, const char *name)
{
    size_t count;
    char **names = cli_list_forms(cli, &count);
    if (!names)
        return BP_SYSTEM;
    bp_status status = is_listed(name, names, count) ? BP_OK : unknown_form(cli, name, BP_NOWHERE, names, count);
    free(names);
    return status;
}

/* A form that is named by the path of its folder. */
static bp_status load_form_at(bp_cli *cli, const char *path, bp_form **out)
{
    bp_buf file = {0}, missing = {0};
    struct stat st;
    bool is_file = !stat(path, &st) && !S_ISDIR(st.st_mode);
    bp_buf_printf(&file, "%s/form.json", path);
    if (!file.failed && access(file.data, F_OK) && (errno == ENOENT || errno == ENOTDIR))
        bp_buf_puts(&missing, is_file ? CLI_TEXT(cli, ": give the folder that form.json stands in")
                                        : CLI_TEXT(cli, ": no form.json is in that folder"));
    bp_status status = missing.size ? bp_report(cli->diag, BP_UNKNOWN_FORM, BP_NOWHERE, BP_ARGS(path, bp_buf_text(&missing)))
                                    : bp_form_load(cli->data_dir, path, cli->diag, out);
    bp_buf_free(&missing);
    bp_buf_free(&file);
    return status;
}

bp_status cli_load_form(bp_cli *cli, const char *given, const char *path, const bp_model *model, bp_form **out)
{
    const char *name = given ? given : bp_model_form(model);
    const bp_where where = {.source = model->imported ? NULL : model->source, .file = path, .pointer = "/form"};
    size_t count;
    *out = NULL;
    if (given && strchr(given, '/'))
        return load_form_at(cli, given, out);
    char **names = cli_list_forms(cli, &count);
    if (!names)
        return BP_SYSTEM;
    bp_status status = BP_USAGE;
    if (is_listed(name, names, count))
        status = bp_form_load(cli->data_dir, name, cli->diag, out);
    else if (*name)
        status = unknown_form(cli, name, given ? BP_NOWHERE : where, names, count);
    else {
        char *text = cli_join(cli, "", (const char *const *)names, count);
        status = text ? cli_usage(cli, CLI_TEXT(cli, "%s names no form; give --form NAME, one of: %s"), path, text)
                      : bp_report_memory(cli->diag);
        free(text);
    }
    free(names);
    return status;
}
