/* spot.c - places in a document: as JSON Pointers and in words. Private to check/; see private.h. */
#include <stdlib.h>
#include <string.h>

#include "check/private.h"
#include "json/json.h"

/* Enters the spot's members, but for a project's index: the reader stands there already. */
static void enter_project_spot(bp_reader *reader, const bp_spot *spot)
{
    static const char *const branches[] = {[BP_IN_NAME] = "name", [BP_IN_FUNDING] = "funding", [BP_IN_GOAL] = "goal",
                                           [BP_IN_INDICATOR] = "indicators"};
    if (spot->branch == BP_IN_ITSELF)
        return;
    bp_reader_key(reader, branches[spot->branch]);
    if ((spot->branch == BP_IN_GOAL || spot->branch == BP_IN_INDICATOR) && spot->item != BP_WHOLE)
        bp_reader_index(reader, spot->item);
    if (spot->member)
        bp_reader_key(reader, spot->member);
}

static void enter_reported_spot(bp_reader *reader, const bp_model *model, const bp_spot *spot)
{
    const char *agency = model->reported[spot->index].agency;
    bp_reader_key(reader, "reported");
    bp_reader_key(reader, agency ? "agencies" : "total");
    if (agency)
        bp_reader_key(reader, agency);
    if (spot->member)
        bp_reader_key(reader, spot->member);
}

void bp_enter_spot(bp_reader *reader, const bp_model *model, const bp_spot *spot)
{
    switch (spot->part) {
    case BP_SPOT_DOCUMENT:
        break;
    case BP_SPOT_TITLE:
        bp_reader_key(reader, "title");
        break;
    case BP_SPOT_DEPARTMENT:
        bp_reader_key(reader, "department");
        bp_reader_key(reader, "name");
        break;
    case BP_SPOT_AGENCY:
        bp_reader_key(reader, "agencies");
        bp_reader_index(reader, spot->index);
        bp_reader_key(reader, "name");
        break;
    case BP_SPOT_PROJECTS:
        bp_reader_key(reader, "projects");
        break;
    case BP_SPOT_PROJECT:
        bp_reader_key(reader, "projects");
        bp_reader_index(reader, spot->index);
        enter_project_spot(reader, spot);
        break;
    case BP_SPOT_REPORTED:
        enter_reported_spot(reader, model, spot);
        break;
    case BP_SPOT_DICTIONARY:
        bp_reader_key(reader, "indicator_dictionary");
        bp_reader_key(reader, model->dictionary[spot->index].code);
        break;
    case BP_SPOT_NOTE:
        bp_reader_key(reader, "notes");
        bp_reader_index(reader, spot->index);
        break;
    }
}

const char *bp_spot_pointer(const bp_model *model, const bp_spot *spot, bp_arena *arena)
{
    bp_reader reader = {0};
    bp_enter_spot(&reader, model, spot);
    const char *pointer = bp_arena_strdup(arena, bp_buf_text(&reader.pointer));
    bp_reader_free(&reader);
    return pointer;
}

/* Whether what stands there is the text that a finding shows: codes and groups are shown by the name beside them. */
bool bp_spot_is_text(const bp_spot *spot)
{
    return spot->part != BP_SPOT_PROJECT || spot->branch != BP_IN_INDICATOR || !spot->member ||
           (strcmp(spot->member, "level1") != 0 && strcmp(spot->member, "level2") != 0 && strcmp(spot->member, "group") != 0);
}

static const char *fill(bp_checker *c, const char *pattern, const char *name, size_t number)
{
    bp_buf out = {0};
    for (const char *p = pattern; *p; p++)
        if (!strncmp(p, "{0}", 3) || !strncmp(p, "{1}", 3)) {
            if (p[1] == '0')
                bp_buf_puts(&out, name);
            else
                bp_buf_int(&out, (int64_t)number);
            p += 2;
        } else
            bp_buf_putc(&out, *p);
    const char *kept = bp_keep(c, bp_buf_text(&out), out.size);
    bp_buf_free(&out);
    return kept;
}

static const char *project_words(bp_checker *c, const bp_spot *spot)
{
    const char *name = c->model->projects[spot->index].name;
    size_t number = spot->item == BP_WHOLE ? 0 : spot->item + 1u;
    const char *pattern = spot->branch == BP_IN_NAME      ? BP_TEXT("project \"{0}\", name")
                          : spot->branch == BP_IN_FUNDING ? BP_TEXT("project \"{0}\", amounts")
                          : spot->branch == BP_IN_GOAL    ? number ? BP_TEXT("project \"{0}\", goal, paragraph {1}")
                                                                   : BP_TEXT("project \"{0}\", goal")
                          : spot->branch == BP_IN_INDICATOR
                              ? number ? BP_TEXT("project \"{0}\", indicator {1}") : BP_TEXT("project \"{0}\", indicators")
                              : BP_TEXT("project \"{0}\"");
    return fill(c, bp_diag_text(c->diag, pattern), name, number);
}

static const char *reported_words(bp_checker *c, const bp_spot *spot)
{
    const bp_reported *line = &c->model->reported[spot->index];
    return line->agency ? fill(c, bp_diag_text(c->diag, BP_TEXT("reported figures of \"{0}\"")),
                               line->index != SIZE_MAX ? c->model->agencies[line->index].name : line->agency, 0)
              : bp_diag_text(c->diag, BP_TEXT("reported figures of the whole table"));
}

const char *bp_spot_words(bp_checker *c, const bp_spot *spot)
{
    const bp_model *m = c->model;
    switch (spot->part) {
    case BP_SPOT_TITLE:
        return bp_diag_text(c->diag, BP_TEXT("title"));
    case BP_SPOT_DEPARTMENT:
        return bp_diag_text(c->diag, BP_TEXT("name of the department"));
    case BP_SPOT_AGENCY:
        return fill(c, bp_diag_text(c->diag, BP_TEXT("agency \"{0}\"")), m->agencies[spot->index].name, 0);
    case BP_SPOT_PROJECT:
        return project_words(c, spot);
    case BP_SPOT_REPORTED:
        return reported_words(c, spot);
    case BP_SPOT_DICTIONARY:
        return fill(c, bp_diag_text(c->diag, BP_TEXT("name of indicator code {0}")), m->dictionary[spot->index].code, 0);
    case BP_SPOT_NOTE:
        return fill(c, bp_diag_text(c->diag, BP_TEXT("note {1}")), "", spot->index + 1u);
    default:
        return bp_diag_text(c->diag, BP_TEXT("whole document"));
    }
}
