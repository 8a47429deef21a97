/* render.c - budgetpress render: one model to any number of files. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "diag/diag.h"

/* What the command line asks for. Strings are borrowed from it. */
typedef struct request {
    const char *model, *form, *font_set, *format;
    bp_output *outputs;
    size_t output_count;
    const char **options;
    size_t option_count;
} request;

/* Each output's format: by its extension; by --format where that tells none. */
static bp_status choose_formats(bp_cli *cli, request *r)
{
    const char *formats[64];
    size_t count = cli_formats(formats, 64);
    bool used = false, known = !r->format;
    for (size_t i = 0; i < count && !known; i++)
        known = !strcmp(r->format, formats[i]);
    if (!known)
        return cli_unknown_format(cli, r->format, formats, count);
    for (size_t i = 0; i < r->output_count; i++) {
        bp_output *output = &r->outputs[i];
        output->format = cli_format_of(output->path, formats, count);
        if (output->format)
            continue;
        if (!r->format)
            return cli_no_format(cli, output->path, CLI_TEXT(cli, "give its format with -f NAME"), formats, count);
        output->format = r->format;
        used = true;
    }
    if (r->format && !used)
        return cli_usage(cli, CLI_TEXT(cli, "-f %s applies to no output: the extension of each one tells its format"), r->format);
    return BP_OK;
}

static bp_status check_paths(bp_cli *cli, const request *r)
{
    const char **paths = calloc(r->output_count + 1, sizeof *paths);
    if (!paths)
        return bp_report_memory(cli->diag);
    for (size_t i = 0; i < r->output_count; i++)
        paths[i] = r->outputs[i].path;
    bp_status status = cli_check_outputs(cli, paths, r->output_count, &(char *){(char *)r->model}, 1);
    free(paths);
    return status;
}

static bp_status take_options(bp_cli *cli, int argc, char **argv, request *r)
{
    for (int option; (option = cli_next(cli, argc, argv)) != -1;) {
        const char **once = option == 'f'            ? &r->format
                            : option == CLI_FORM     ? &r->form
                            : option == CLI_FONT_SET ? &r->font_set
                                                     : NULL;
        if (once && *once)
            return cli_usage(cli, CLI_TEXT(cli, "an option that is given once has two values: %s, %s"),
                             *once, optarg);
        if (once)
            *once = optarg;
        else if (option == 'o')
            r->outputs[r->output_count++].path = optarg;
        else if (option == CLI_OPTION)
            r->options[r->option_count++] = optarg;
        else
            return BP_USAGE;
    }
    if (optind == argc)
        return cli_usage(cli, CLI_TEXT(cli, "%s: the model is missing: give its path, or - for standard input"), argv[0]);
    if (argc - optind > 1)
        return cli_usage(cli, CLI_TEXT(cli, "one model at a time; %s is too many"),
                         argv[optind + 1]);
    if (!r->output_count)
        return cli_usage(cli, CLI_TEXT(cli, "an output is missing: give %s"), "-o PATH");
    r->model = argv[optind];
    return BP_OK;
}

static bp_status render(bp_cli *cli, const request *r)
{
    bp_model *model = NULL;
    bp_form *form = NULL;
    bp_fonts *fonts = NULL;
    bp_status status = bp_model_read(r->model, cli->diag, &model);
    if (!status)
        status = cli_load_form(cli, r->form, r->model, model, &form);
    if (!status)
        status = bp_fonts_load(cli->data_dir, r->font_set ? r->font_set : "noto", cli->diag, &fonts);
    if (!status)
        status = bp_render(model, form, fonts, r->outputs, r->output_count, r->options, r->option_count, cli->diag);
    for (size_t i = 0; i < r->output_count && !status; i++)
        cli_tell_written(cli, r->outputs[i].path);
    bp_fonts_free(fonts);
    bp_form_free(form);
    bp_model_free(model);
    return status;
}

static bp_status run(bp_cli *cli, int argc, char **argv)
{
    request r = {.outputs = calloc((size_t)argc, sizeof *r.outputs), .options = calloc((size_t)argc, sizeof *r.options)};
    bp_status status = r.outputs && r.options ? take_options(cli, argc, argv, &r) : bp_report_memory(cli->diag);
    if (!status)
        status = check_paths(cli, &r);
    if (!status)
        status = choose_formats(cli, &r);
    if (!status)
        status = render(cli, &r);
    free(r.outputs);
    free(r.options);
    return status;
}

static const struct option options[] = {
    {"output", required_argument, NULL, 'o'},
    {"format", required_argument, NULL, 'f'},
    {"form", required_argument, NULL, CLI_FORM},
    {"font-set", required_argument, NULL, CLI_FONT_SET},
    {"option", required_argument, NULL, CLI_OPTION},
    CLI_COMMON_OPTIONS,
};

const cli_command cli_render = {
    .name = "render",
    .shorts = ":hqo:f:",
    .options = options,
    .usage = " MODEL -o PATH [-o PATH]...",
    .summary = BP_TEXT("write a model as PDF, XLSX or another format"),
    .help = BP_TEXT("Checks MODEL, a JSON file or - for standard input, and writes it in the official form. The\n"
                    "outputs appear when all of them are complete; where the data has errors none is written.\n\n"
                    "  -o, --output PATH            write this file, - for standard output; once for each output.\n"
                    "                               Its extension tells the format\n"
                    "  -f, --format NAME            format of the outputs whose extension tells none, and of -\n"
                    "      --form NAME              use this form instead of the one that MODEL names;\n"
                    "                               with a slash in it: the path of a form's folder\n"
                    "      --font-set NAME          fonts to use [noto]\n"
                    "      --option FORMAT.KEY=VALUE\n"
                    "                               set an option of a format; once for each option\n\n"),
    .lists_formats = true,
    .run = run,
};
