/* verify.c - budgetpress verify: hold finished files against the model that they should show. Writes nothing. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "core/buf.h"
#include "core/diag.h"

#ifndef BP_LIBEXECDIR
#define BP_LIBEXECDIR "/usr/local/libexec/budgetpress"
#endif

enum { CLI_MODEL = 512, CLI_DIFFERENCES };
enum { DIFFERENCES = 20, DIFFERENCES_MAX = BP_DIAG_MAX };

typedef struct request {
    const char *model, *form, *font_set;
    size_t most;
} request;

/* The folder of the program that reads PDFs: beside this one in a build, in libexec where it is installed. */
static char *find_libexec(void)
{
    static const char *const places[] = {".", "../libexec/budgetpress"};
    char self[PATH_MAX];
    const char *given = getenv("BUDGETPRESS_LIBEXEC");
    if (given && *given)
        return strdup(given);
    ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
    self[size > 0 ? size : 0] = '\0';
    char *slash = strrchr(self, '/'), *found = NULL;
    for (size_t i = 0; i < sizeof places / sizeof *places && slash && !found; i++) {
        bp_buf path = {0};
        bp_buf_printf(&path, "%.*s/%s/budgetpress-read-pdf", (int)(slash - self), self, places[i]);
        if (!path.failed && !access(path.data, X_OK))
            found = strndup(path.data, path.size - strlen("/budgetpress-read-pdf"));
        bp_buf_free(&path);
    }
    return found ? found : strdup(BP_LIBEXECDIR);
}

static bp_status take_options(bp_cli *cli, int argc, char **argv, request *r)
{
    for (int option; (option = cli_next(cli, argc, argv)) != -1;) {
        const char **once = option == CLI_MODEL      ? &r->model
                            : option == CLI_FORM     ? &r->form
                            : option == CLI_FONT_SET ? &r->font_set
                                                     : NULL;
        char *end;
        if (once && *once)
            return cli_usage(cli, CLI_TEXT(cli, "an option that is given once has two values: %s, %s"), *once, optarg);
        if (once) {
            *once = optarg;
            continue;
        }
        if (option != CLI_DIFFERENCES)
            return BP_USAGE;
        long most = strtol(optarg, &end, 10);
        if (!*optarg || *end || most < 1 || most > DIFFERENCES_MAX)
            return cli_usage(cli, CLI_TEXT(cli, "--differences %s: the value must be from 1 to %d"), optarg, DIFFERENCES_MAX);
        r->most = (size_t)most;
    }
    if (!r->model)
        return cli_usage(cli, CLI_TEXT(cli, "%s: the model is missing: give --model PATH"), argv[0]);
    return optind == argc ? cli_usage(cli, CLI_TEXT(cli, "%s: the file to verify is missing"), argv[0]) : BP_OK;
}

static void print_result(const bp_cli *cli, const char *path, const bp_verified *seen)
{
    if (seen->differences)
        printf(seen->differences == 1 ? CLI_TEXT(cli, "%s: %zu difference\n") : CLI_TEXT(cli, "%s: %zu differences\n"), path,
               seen->differences);
    else if (seen->characters)
        printf(CLI_TEXT(cli, "%s: equal; %zu pages, %zu cells, %zu characters\n"), path, seen->pages, seen->cells,
               seen->characters);
    else
        printf(CLI_TEXT(cli, "%s: equal; %zu cells\n"), path, seen->cells);
}

static bp_status verify(bp_cli *cli, const request *r, bp_fonts *fonts, const char *libexec, int count, char **paths)
{
    bp_model *model = NULL;
    bp_form *form = NULL;
    bp_status status = bp_model_read(r->model, cli->diag, &model);
    if (!status)
        status = cli_load_form(cli, r->form, r->model, model, &form);
    for (int i = 0; i < count && model && form && cli->diag; i++) {
        bp_verified seen;
        bp_status one = bp_verify(paths[i], model, form, fonts, libexec, r->most, cli->diag, &seen);
        status = one > status ? one : status;
        if (!cli_flush(cli))
            status = BP_SYSTEM;
        if (!one || (one == BP_DATA && seen.differences))
            print_result(cli, paths[i], &seen);
    }
    bp_form_free(form);
    bp_model_free(model);
    return status;
}

static bp_status confine(bp_cli *cli, const request *r, bp_fonts *fonts, const char *libexec, int count, char **paths)
{
    char **inputs = calloc((size_t)count + 1, sizeof *inputs), *program = NULL;
    bool ok = inputs && asprintf(&program, "%s/budgetpress-read-pdf", libexec) >= 0;
    for (int i = 0; i < count && ok; i++)
        inputs[i] = paths[i];
    if (ok)
        inputs[count] = (char *)r->model;
    bp_status status = !ok ? bp_report_memory(cli->diag)
                           : cli_confine(cli, &(cli_needs){.inputs = inputs, .input_count = (size_t)count + 1, .form = r->form,
                                                           .fonts = fonts, .program = program});
    free(program);
    free(inputs);
    return status;
}

static bp_status run(bp_cli *cli, int argc, char **argv)
{
    request r = {.most = DIFFERENCES};
    bp_fonts *fonts = NULL;
    bp_status status = take_options(cli, argc, argv, &r);
    if (status)
        return status;
    char *libexec = find_libexec();
    status =
        libexec ? bp_fonts_load(cli->data_dir, r.font_set ? r.font_set : "noto", cli->diag, &fonts) : bp_report_memory(cli->diag);
    if (!status)
        status = confine(cli, &r, fonts, libexec, argc - optind, argv + optind);
    if (!status)
        status = verify(cli, &r, fonts, libexec, argc - optind, argv + optind);
    bp_fonts_free(fonts);
    free(libexec);
    return status;
}

static const struct option options[] = {
    {"model", required_argument, NULL, CLI_MODEL},
    {"form", required_argument, NULL, CLI_FORM},
    {"font-set", required_argument, NULL, CLI_FONT_SET},
    {"differences", required_argument, NULL, CLI_DIFFERENCES},
    CLI_COMMON_OPTIONS,
};

const cli_command cli_verify = {
    .name = "verify",
    .shorts = ":h",
    .options = options,
    .usage = " --model MODEL FILE...",
    .summary = BP_TEXT("compare finished PDFs and workbooks with the model"),
    .help = BP_TEXT("Reads each FILE, a PDF or a workbook, and compares all that it shows with what MODEL shows in the\n"
                    "same form: every line at its place, nothing missing and nothing further. The first differences\n"
                    "are reported with page and cell; the exit status is 1 where there are any.\n\n"
                    "      --model MODEL            the model, a JSON file or - for standard input\n"
                    "      --form NAME              the form that FILE was written in, where it is not the one that\n"
                    "                               MODEL names; with a slash in it: the path of a form's folder\n"
                    "      --font-set NAME          the fonts that FILE was written with [noto]\n"
                    "      --differences N          how many differences to report of each FILE [20]\n\n"),
    .run = run,
};
