/* verify.c - budgetpress verify: hold finished files against the model that they should show. Writes nothing. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "base/buf.h"
#include "diag/diag.h"
#include "json/json.h"
#include "base/utf8.h"

#ifndef BP_LIBEXECDIR
#define BP_LIBEXECDIR "/usr/local/libexec/budgetpress"
#endif

enum { CLI_MODEL = 512, CLI_DIFFERENCES, CLI_ACCEPT };
enum { DIFFERENCES = 20, DIFFERENCES_MAX = BP_DIAG_MAX };

typedef struct request {
    const char *model, *form, *font_set;
    bool accept_words;
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
        if (option == CLI_ACCEPT && strcmp(optarg, "words") != 0)
            return cli_usage(cli, CLI_TEXT(cli, "--accept %s: the value must be words"), optarg);
        r->accept_words |= option == CLI_ACCEPT;
        if (option == CLI_ACCEPT)
            continue;
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

static const char *meaning_of(const bp_cli *cli, bp_verdict verdict)
{
    switch (verdict) {
    case BP_VERDICT_BYTES:
        return CLI_TEXT(cli, "it is what the model gives");
    case BP_VERDICT_PIXELS:
        return CLI_TEXT(cli, "it shows what the model gives, and is packed otherwise");
    case BP_VERDICT_WORDS:
        return CLI_TEXT(cli, "its words are those of the model; how they are drawn is not known");
    case BP_VERDICT_DIFFERS:
        return CLI_TEXT(cli, "it is not what the model gives");
    case BP_VERDICT_UNKNOWN:
        break;
    }
    return CLI_TEXT(cli, "no difference was seen, but it may show otherwise");
}

static void print_text(const bp_cli *cli, const char *path, const bp_verified *seen)
{
    printf("%s: %s; %s", path, bp_verdict_name(seen->verdict), meaning_of(cli, seen->verdict));
    if (seen->differences)
        printf(seen->differences == 1 ? CLI_TEXT(cli, "; %zu difference") : CLI_TEXT(cli, "; %zu differences"), seen->differences);
    if (seen->doubts)
        printf(CLI_TEXT(cli, "; %zu doubtful"), seen->doubts);
    if (seen->pages)
        printf(CLI_TEXT(cli, "; pages: %zu"), seen->pages);
    if (seen->verdict == BP_VERDICT_WORDS)
        printf(CLI_TEXT(cli, ", cells: %zu"), seen->cells);
    putchar('\n');
}

static bool print_json(const char *path, const bp_verified *seen)
{
    bp_buf name = {0};
    bp_json_quote(&name, path);
    bool ok = !name.failed;
    if (ok)
        printf("{\"file\":%s,\"verdict\":\"%s\",\"differences\":%zu,\"doubts\":%zu,\"pages\":%zu,\"cells\":%zu,"
               "\"characters\":%zu}\n",
               bp_buf_text(&name), bp_verdict_name(seen->verdict), seen->differences, seen->doubts, seen->pages, seen->cells,
               seen->characters);
    bp_buf_free(&name);
    return ok;
}

/* The name as a terminal may show it; it may come from anywhere. A verdict that cannot say of what it is is not printed. */
static bp_status print_result(const bp_cli *cli, const char *path, const bp_verified *seen)
{
    char *visible = cli_visible(path);
    bool ok = visible;
    if (ok && cli->json)
        ok = print_json(bp_utf8_valid(path, strlen(path)) ? path : visible, seen);
    else if (ok)
        print_text(cli, visible, seen);
    free(visible);
    return ok ? BP_OK : bp_report_memory(cli->diag);
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
        else if (!cli->quiet && (!one || (one == BP_DATA && seen.differences + seen.doubts)) && print_result(cli, paths[i], &seen))
            status = BP_SYSTEM;
        if (!one && seen.verdict == BP_VERDICT_WORDS && !r->accept_words && !status)
            status = BP_DATA;
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
    {"accept", required_argument, NULL, CLI_ACCEPT},
    CLI_COMMON_OPTIONS,
};

const cli_command cli_verify = {
    .name = "verify",
    .shorts = ":hq",
    .options = options,
    .usage = " --model MODEL FILE...",
    .summary = BP_TEXT("compare finished files with the model"),
    .help = BP_TEXT("Renders MODEL as each FILE records that it was made, and compares. Verdicts: bytes, FILE is that;\n"
                    "pixels, a PDF that was packed otherwise is drawn and read as that is; words, its words are those of\n"
                    "MODEL, as of a workbook that was saved again or a PDF of another version; differs; unknown, it may\n"
                    "show otherwise elsewhere. The first differences are reported with page and cell. The exit status is\n"
                    "0 for bytes and pixels, else 1.\n\n"
                    "      --model MODEL            the model, a JSON file or - for standard input\n"
                    "      --form NAME              the form that FILE was written in, where it is not the one that\n"
                    "                               MODEL names; with a slash in it: the path of a form's folder\n"
                    "      --font-set NAME          the fonts that FILE was written with [noto]\n"
                    "      --differences N          how many differences to report of each FILE [20]\n"
                    "      --accept words           give the exit status 0 for words, too\n\n"),
    .run = run,
};
