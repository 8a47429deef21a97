/* confine.c - confining a command that reads files from outside; see cli.h. */
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "core/confine.h"
#include "core/diag.h"

/* The folder that an output is made in, links followed as core/file.h does; what is no regular file is written into itself. */
static char *place_of(const char *output)
{
    struct stat st;
    const char *folder = getenv("TMPDIR");
    if (!strcmp(output, "-"))
        return strdup(folder && *folder ? folder : "/tmp");
    char *real = realpath(output, NULL);
    char *path = real ? real : strdup(output);
    if (!path || (!stat(path, &st) && !S_ISREG(st.st_mode)))
        return path;
    char *place = strdup(dirname(path));
    free(path);
    return place;
}

bp_status cli_confine(bp_cli *cli, char **inputs, size_t input_count, const char **outputs, size_t output_count)
{
    const char **readable = calloc(input_count + 1, sizeof *readable);
    char **folders = calloc(output_count + 1, sizeof *folders);
    bool ok = readable && folders, confined = true;
    for (size_t i = 0; i < input_count && ok; i++)
        readable[i] = inputs[i];
    if (ok)
        readable[input_count] = cli->data_dir;
    for (size_t i = 0; i < output_count && ok; i++)
        ok = (folders[i] = place_of(outputs[i])) != NULL;
    const bp_confinement what = {.readable = readable, .readable_count = input_count + 1, .folders = (const char *const *)folders,
                                 .folder_count = output_count, .any_file = !outputs, .may_start_programs = !outputs};
    if (ok)
        confined = bp_confine(&what);
    for (size_t i = 0; i < output_count && folders; i++)
        free(folders[i]);
    free(folders);
    free(readable);
    return !ok        ? bp_report_memory(cli->diag)
           : confined ? BP_OK
                      : bp_report(cli->diag, BP_CONFINE_FAILED, BP_NOWHERE, BP_NO_ARGS);
}
