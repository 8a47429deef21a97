/* set.h - the description of a font set: candidates by role, and where their files are. Private to font/. */
#ifndef BP_FONT_SET_H
#define BP_FONT_SET_H

#include "base/arena.h"
#include "base/buf.h"
#include "diag/diag.h"
#include "font/face.h"

/* One font that may serve. Strings are in the arena of the set, but for the path. */
typedef struct bp_candidate {
    const char *family, *file, *package;
    unsigned index, weight;
    bool sought, tried;         /* whether the file was looked for, and the face opened */
    char *path;                 /* where it is installed, NULL where it is not */
    bp_face *face;              /* borrowed from the set */
    bp_face_fault fault;
    const char *reason;
} bp_candidate;

typedef struct bp_candidates {
    bp_candidate *items;
    size_t count;
} bp_candidates;

/* Reads fonts/<name>.json: candidates by role, and whether the list of last resorts stands behind them. */
bp_status bp_set_read(const char *path, bp_diag *diag, bp_arena *arena, bp_candidates roles[BP_ROLES], bool *fallback);
/* Reads the list of last resorts, one for every role. */
bp_status bp_set_read_fallback(const char *path, bp_diag *diag, bp_arena *arena, bp_candidates *out);

/* Puts the names of the sets in a folder, "noto, uming": for messages. */
void bp_set_names(const char *folder, const char *comma, bp_buf *out);

enum { BP_FOLDERS = 7 };

/* Where fonts may be: beside the description, whose path must have a folder, where the user says, and where Debian puts them.
 * NULL-terminated, cleared before; false where memory is short. */
bool bp_set_folders(const char *set, const char *data_dir, char *folders[BP_FOLDERS]);
/* Looks for a candidate's file, once: at its usual place below a folder, and if `anywhere` at any other. False where memory is
 * short. */
bool bp_set_seek(char *const *folders, bp_candidate *candidate, bool anywhere);

/* Calls found for each font file that fonts/coverage.json says has a character, in its order: what to install first. */
void bp_coverage_find(const char *path, uint32_t cp, void (*found)(void *context, const char *file), void *context);

#endif
