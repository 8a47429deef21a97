/* confine.c - confining a command that reads files from outside; see cli.h. */
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "budgetpress/fonts.h"
#include "core/arena.h"
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

/* Where the font files really are: a folder of fonts may be full of links. False when memory is short. */
static bool add_fonts(bp_fonts *fonts, bp_arena *arena, const char **readable, size_t *count, size_t candidates)
{
    for (size_t i = 0; i < candidates; i++) {
        bp_font_candidate candidate;
        if (bp_fonts_candidate(fonts, i, &candidate))
            return false;
        char *real = candidate.path ? realpath(candidate.path, NULL) : NULL;
        if (real && !(readable[(*count)++] = bp_arena_strdup(arena, real))) {
            free(real);
            return false;
        }
        free(real);
    }
    return true;
}

static bool add_folders(const cli_needs *needs, bp_arena *arena, const char **folders)
{
    for (size_t i = 0; i < needs->output_count; i++) {
        char *place = place_of(needs->outputs[i]);
        folders[i] = place ? bp_arena_strdup(arena, place) : NULL;
        free(place);
        if (!folders[i])
            return false;
    }
    return true;
}

bp_status cli_confine(bp_cli *cli, const cli_needs *needs)
{
    bp_arena arena = {0};
    size_t candidates = needs->fonts ? bp_fonts_candidate_count(needs->fonts) : 0, count = 0;
    const char **readable = bp_arena_array(&arena, needs->input_count + candidates + 2, sizeof *readable);
    const char **folders = bp_arena_array(&arena, needs->output_count + 1, sizeof *folders);
    bool ok = readable && folders, confined = true;
    for (size_t i = 0; i < needs->input_count && ok; i++)
        readable[count++] = needs->inputs[i];
    if (ok)
        readable[count++] = cli->data_dir;
    if (ok && needs->form && strchr(needs->form, '/'))
        readable[count++] = needs->form;
    ok = ok && add_fonts(needs->fonts, &arena, readable, &count, candidates) && add_folders(needs, &arena, folders);
    const bp_confinement what = {.readable = readable, .readable_count = count, .folders = folders,
                                 .folder_count = needs->output_count, .program = needs->program};
    if (ok)
        confined = bp_confine(&what);
    bp_arena_free(&arena);
    return !ok        ? bp_report_memory(cli->diag)
           : confined ? BP_OK
                      : bp_report(cli->diag, BP_CONFINE_FAILED, BP_NOWHERE, BP_NO_ARGS);
}
