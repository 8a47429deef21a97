/* files.c - what commands share about files that are named to them: models to read, outputs to write; see cli.h. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "base/buf.h"
#include "diag/diag.h"
#include "diag/file.h"
#include "base/kind.h"
#include "facts/model.h"

/* Where a file that does not exist yet would come to stand, with the links in its folder resolved. */
static bool resolve(const char *path, char out[PATH_MAX + NAME_MAX])
{
    char real[PATH_MAX];
    bool written_into;
    char *target = bp_outfile_target(path), *folder = bp_outfile_folder(path, &written_into);
    const char *slash = target ? strrchr(target, '/') : NULL;
    bool ok = target && folder && realpath(folder, real) &&
              snprintf(out, PATH_MAX + NAME_MAX, "%s/%s", real, slash ? slash + 1 : target) < PATH_MAX + NAME_MAX;
    free(target);
    free(folder);
    return ok;
}

static bool same_file(const char *a, const char *b)
{
    char full_a[PATH_MAX + NAME_MAX], full_b[PATH_MAX + NAME_MAX];
    struct stat sa, sb;
    if (!strcmp(a, b))
        return true;
    if (!strcmp(a, "-") || !strcmp(b, "-"))
        return false;
    bool is_a = !stat(a, &sa), is_b = !stat(b, &sb);
    if (is_a && is_b)
        return S_ISREG(sa.st_mode) && sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
    return !is_a && !is_b && resolve(a, full_a) && resolve(b, full_b) && !strcmp(full_a, full_b);
}

bp_status cli_check_outputs(bp_cli *cli, const char *const *outputs, size_t count, char *const *inputs, size_t input_count)
{
    for (size_t i = 0; i < count; i++) {
        if (!*outputs[i])
            return cli_usage(cli, CLI_TEXT(cli, "%s: the path is empty"), "-o");
        for (size_t k = 0; k < input_count; k++)
            if (strcmp(inputs[k], "-") != 0 && same_file(outputs[i], inputs[k]))
                return cli_usage(cli, CLI_TEXT(cli, "output %s is the input itself: give another path"), outputs[i]);
        for (size_t k = 0; k < i; k++)
            if (same_file(outputs[i], outputs[k]))
                return cli_usage(cli, CLI_TEXT(cli, "output %s is given twice"), outputs[i]);
    }
    return BP_OK;
}

/* Behind the last dot of the file's name; NULL where there is none. */
static const char *extension_of(const char *path)
{
    const char *name = strrchr(path, '/');
    const char *dot = strrchr(name ? name : path, '.');
    return dot ? dot + 1 : NULL;
}

const char *cli_format_of(const char *path, const char *const *formats, size_t count)
{
    const char *extension = extension_of(path);
    for (size_t i = 0; i < count && extension; i++)
        if (!strcasecmp(extension, formats[i]))
            return formats[i];
    return NULL;
}

bp_status cli_unknown_format(bp_cli *cli, const char *given, const char *const *formats, size_t count)
{
    char *advice = cli_advice(cli, given, "", formats, count);
    bp_status status = advice ? bp_report(cli->diag, BP_UNKNOWN_FORMAT, BP_NOWHERE, BP_ARGS(given, advice))
                              : bp_report_memory(cli->diag);
    free(advice);
    return status;
}

bp_status cli_no_format(bp_cli *cli, const char *path, const char *advice, const char *const *formats, size_t count)
{
    const char *extension = extension_of(path);
    struct stat st;
    if (extension && *extension)
        return cli_unknown_format(cli, extension, formats, count);
    if (!stat(path, &st) && S_ISDIR(st.st_mode))
        return bp_report(cli->diag, BP_IS_DIRECTORY, BP_NOWHERE, BP_ARGS(path));
    return cli_usage(cli, CLI_TEXT(cli, "output %s has no extension: %s"), path, advice);
}

char *cli_visible(const char *text)
{
    bp_buf out = {0};
    bp_put_visible(&out, text);
    return bp_buf_take(&out);
}

void cli_print(FILE *to, const char *text)
{
    char *visible = cli_visible(text);
    fputs(visible ? visible : "?", to);
    free(visible);
}

void cli_tell_written(const bp_cli *cli, const char *path)
{
    char *visible = path && strcmp(path, "-") != 0 && !cli->quiet && !cli->json ? cli_visible(path) : NULL;
    if (visible)
        fprintf(stderr, CLI_TEXT(cli, "%s: written\n"), visible);
    free(visible);
}

/* Puts a file that was written into its place, or drops it, and says so. */
static bp_status finish(bp_cli *cli, const char *path, bp_outfile *file, bp_status status)
{
    if (!status)
        status = bp_outfile_complete(file, cli->diag);
    if (!status)
        status = bp_outfile_finish(file, cli->diag);
    else
        bp_outfile_drop(file);
    if (!status)
        cli_tell_written(cli, path);
    return status;
}

bp_status cli_write_text(bp_cli *cli, const char *path, const char *text)
{
    bp_outfile *file = NULL;
    bp_status status = bp_outfile_open(path, cli->diag, &file);
    if (!status)
        bp_outfile_write(file, text, strlen(text));
    return status ? status : finish(cli, path, file, BP_OK);
}

static void put_into_file(void *file, const char *text, size_t size)
{
    bp_outfile_write(file, text, size);
}

bp_status cli_write_model(bp_cli *cli, const char *path, const bp_model *model)
{
    bp_outfile *file = NULL;
    bp_status status = bp_outfile_open(path, cli->diag, &file);
    if (status)
        return status;
    return finish(cli, path, file, bp_model_write_to(model, put_into_file, file) ? BP_OK : bp_report_memory(cli->diag));
}

/* A workbook by its first bytes, and whatever is called like one or like a CSV file: import tells what is wrong with it. */
static bool is_table(const char *path)
{
    static const char *const names[] = {"xlsx", "xlsm", "xls", "csv"};
    char head[8];
    struct stat st;
    if (cli_format_of(path, names, sizeof names / sizeof *names))
        return true;
    FILE *file = strcmp(path, "-") != 0 && !stat(path, &st) && S_ISREG(st.st_mode) ? fopen(path, "rbe") : NULL;
    size_t size = file ? fread(head, 1, sizeof head, file) : 0;
    if (file)
        fclose(file);
    bp_kind kind = bp_kind_of(head, size);
    return kind == BP_KIND_ZIP || kind == BP_KIND_OLE;
}

bp_status cli_read_model(bp_cli *cli, const char *path, bp_model **out)
{
    return is_table(path) ? bp_import(cli->data_dir, path, NULL, cli->diag, out) : bp_model_read(path, cli->diag, out);
}
