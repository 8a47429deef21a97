/* set.c - see set.h. */
#include "font/set.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "json/json.h"

enum { WEIGHT_MAX = 1000, INDEX_MAX = 255 };

/* Reading the description. */

static void read_candidate(bp_reader *reader, const cJSON *value, bp_candidate *out)
{
    enum { FAMILY, FILE_NAME, PACKAGE, TEXTS, INDEX = TEXTS, WEIGHT, KEYS };
    static const bp_key keys[KEYS] = {{"family", true}, {"file", true}, {"package", false}, {"index", false}, {"weight", false}};
    const cJSON *members[KEYS];
    const char **texts[TEXTS] = {&out->family, &out->file, &out->package};
    int index = 0, weight = 0;
    if (!bp_reader_object(reader, value, keys, KEYS, members))
        return;
    for (size_t k = 0; k < KEYS; k++) {
        size_t mark = bp_reader_key(reader, keys[k].name);
        if (k < TEXTS)
            *texts[k] = bp_reader_string(reader, members[k]);
        else
            bp_reader_int(reader, members[k], k == INDEX ? 0 : 1, k == INDEX ? INDEX_MAX : WEIGHT_MAX,
                          k == INDEX ? &index : &weight);
        bp_reader_leave(reader, mark);
    }
    out->index = (unsigned)index;
    out->weight = (unsigned)weight;
    if (!out->package)
        out->package = "";
}

static void read_candidates(bp_reader *reader, const cJSON *value, bp_candidates *out)
{
    const cJSON *item;
    if (!bp_reader_array(reader, value))
        return;
    out->items = bp_arena_array(reader->arena, (size_t)cJSON_GetArraySize(value) + 1, sizeof *out->items);
    cJSON_ArrayForEach(item, value) {
        size_t mark = bp_reader_index(reader, out->count);
        if (out->items)
            read_candidate(reader, item, &out->items[out->count++]);
        bp_reader_leave(reader, mark);
    }
}

static void read_roles(bp_reader *reader, const cJSON *value, bp_candidates roles[BP_ROLES])
{
    bp_key keys[BP_ROLES];
    const cJSON *members[BP_ROLES];
    for (size_t r = 0; r < BP_ROLES; r++)
        keys[r] = (bp_key){bp_role_names[r], true};
    size_t mark = bp_reader_key(reader, "roles");
    if (bp_reader_object(reader, value, keys, BP_ROLES, members))
        for (size_t r = 0; r < BP_ROLES; r++) {
            size_t inner = bp_reader_key(reader, bp_role_names[r]);
            read_candidates(reader, members[r], &roles[r]);
            bp_reader_leave(reader, inner);
        }
    bp_reader_leave(reader, mark);
}

/* The schema says what a file is: the other kinds in the folder are refused. */
static bool is_schema(bp_reader *reader, const cJSON *value, const char *wanted)
{
    size_t mark = bp_reader_key(reader, "schema");
    const char *given = bp_reader_string(reader, value);
    bool same = given && !strcmp(given, wanted);
    if (given && !same)
        bp_reader_report(reader, BP_FONT_SET_SCHEMA, BP_ARGS(given, wanted));
    bp_reader_leave(reader, mark);
    return same;
}

typedef struct description {
    bp_candidates *roles, *list;   /* one of them is NULL */
    bool *fallback;
} description;

static void read_description(bp_reader *reader, const cJSON *tree, const description *out)
{
    enum { SCHEMA, LABEL, CANDIDATES, FALLBACK, KEYS };
    const bp_key keys[KEYS] = {{"schema", true}, {"label", false}, {out->roles ? "roles" : "fonts", true}, {"fallback", false}};
    const cJSON *members[KEYS];
    if (!bp_reader_object(reader, tree, keys, out->roles ? KEYS : FALLBACK, members) ||
        !is_schema(reader, members[SCHEMA], out->roles ? "budgetpress-fonts/1" : "budgetpress-fallback/1") || !members[CANDIDATES])
        return;
    if (out->list) {
        size_t mark = bp_reader_key(reader, "fonts");
        read_candidates(reader, members[CANDIDATES], out->list);
        bp_reader_leave(reader, mark);
        return;
    }
    read_roles(reader, members[CANDIDATES], out->roles);
    size_t mark = bp_reader_key(reader, "fallback");
    *out->fallback = true;
    bp_reader_bool(reader, members[FALLBACK], out->fallback);
    bp_reader_leave(reader, mark);
}

static bp_status read_file(const char *path, bp_diag *diag, bp_arena *arena, const description *out)
{
    bp_source *source;
    bp_status status = bp_source_open(path, diag, &source);
    if (status)
        return status;
    bp_reader reader = {.source = source, .diag = diag, .arena = arena};
    status = bp_json_check(source, diag);
    cJSON *tree = status ? NULL : bp_reader_parse(&reader, bp_json_root(source));
    if (tree)
        read_description(&reader, tree, out);
    cJSON_Delete(tree);
    bp_reader_free(&reader);
    bp_source_free(source);
    return status ? status : reader.status;
}

bp_status bp_set_read(const char *path, bp_diag *diag, bp_arena *arena, bp_candidates roles[BP_ROLES], bool *fallback)
{
    return read_file(path, diag, arena, &(description){.roles = roles, .fallback = fallback});
}

bp_status bp_set_read_fallback(const char *path, bp_diag *diag, bp_arena *arena, bp_candidates *out)
{
    return read_file(path, diag, arena, &(description){.list = out});
}

/* Whether a file says that it describes a set: others stand beside them. */
static bool is_set(const char *folder, const char *name)
{
    enum { HEAD = 256 };
    static const char mark[] = "\"budgetpress-fonts/1\"";
    bp_buf path = {0};
    bp_source *source = NULL;
    bp_buf_printf(&path, "%s/%s", folder, name);
    bool is = !path.failed && !bp_source_open(path.data, NULL, &source) &&
              memmem(source->text, source->size < HEAD ? source->size : HEAD, mark, sizeof mark - 1);
    bp_source_free(source);
    bp_buf_free(&path);
    return is;
}

static int is_json(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name);
    return size > 5 && !strcmp(entry->d_name + size - 5, ".json");
}

void bp_set_names(const char *folder, const char *comma, bp_buf *out)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_json, alphasort);
    for (int i = 0; i < count; i++) {
        if (is_set(folder, entries[i]->d_name))
            bp_buf_printf(out, "%s%.*s", out->size ? comma : "", (int)strlen(entries[i]->d_name) - 5, entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

/* Finding files. */

bool bp_set_folders(const char *set, const char *data_dir, char *folders[BP_FOLDERS])
{
    const char *home = getenv("HOME"), *own = getenv("BUDGETPRESS_FONTS");
    size_t count = 0;
    bool ok = (folders[count] = strndup(set, (size_t)(strrchr(set, '/') - set)));
    if (ok)
        ok = asprintf(&folders[++count], "%s/fonts", data_dir) >= 0;
    if (ok && own && *own)
        ok = (folders[++count] = strdup(own));
    if (ok && home && *home)
        ok = asprintf(&folders[++count], "%s/.local/share/fonts", home) >= 0;
    if (ok)
        ok = (folders[++count] = strdup("/usr/local/share/fonts"));
    if (ok)
        ok = (folders[++count] = strdup("/usr/share/fonts"));
    return ok;
}

static bool is_file(const char *path)
{
    struct stat st;
    return !stat(path, &st) && S_ISREG(st.st_mode);
}

/* nftw takes no context: one walk at a time, kept apart by a lock. */
static struct {
    pthread_mutex_t lock;
    const char *name;
    char *found;
    bool short_of_memory;
} walk = {.lock = PTHREAD_MUTEX_INITIALIZER};

static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    if (type != FTW_F || strcmp(path + ftw->base, walk.name) != 0)
        return 0;
    walk.found = strdup(path);
    walk.short_of_memory = !walk.found;
    return 1;
}

/* *found is NULL where there is no such file. False where memory is short. */
static bool find_below(const char *folder, const char *name, char **found)
{
    pthread_mutex_lock(&walk.lock);
    walk.name = name;
    walk.found = NULL;
    walk.short_of_memory = false;
    bool short_of_memory = nftw(folder, visit, 16, 0) < 0 && errno == ENOMEM;
    short_of_memory = short_of_memory || walk.short_of_memory;
    *found = walk.found;
    pthread_mutex_unlock(&walk.lock);
    return !short_of_memory;
}

static bool find_file(char *const *folders, const char *file, bool anywhere, char **found)
{
    const char *slash = strrchr(file, '/');
    char *path = NULL;
    *found = NULL;
    if (*file == '/')
        return !is_file(file) || (*found = strdup(file));
    for (size_t i = 0; folders[i]; i++) {
        if (asprintf(&path, "%s/%s", folders[i], file) < 0)
            return false;
        if (is_file(path)) {
            *found = path;
            return true;
        }
        free(path);
    }
    for (size_t i = 0; folders[i] && !*found && anywhere; i++)
        if (!find_below(folders[i], slash ? slash + 1 : file, found))
            return false;
    return true;
}

bool bp_set_seek(char *const *folders, bp_candidate *candidate, bool anywhere)
{
    if (candidate->sought)
        return true;
    candidate->sought = true;
    return find_file(folders, candidate->file, anywhere, &candidate->path);
}
