/* package.c - zip packages, on libzip. The only file that knows that library. See package.h. */
#include "format/xlsx/package.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zip.h>

#include "base/utf8.h"

enum { ZLIB_MEMORY = -4 };  /* Z_MEM_ERROR, as libzip hands it on */

/* A part, by its name with slashes. */
typedef struct entry {
    char *name;
    zip_uint64_t index;
} entry;

struct bp_package {
    const bp_source *source;
    zip_t *zip;
    entry *entries;     /* by name */
    size_t entry_count;
    uint64_t unpacked;  /* by all reading so far */
};

/* ---- names ---- */

static bp_where at(const bp_package *package, const char *part)
{
    return (bp_where){.file = package->source->name, .part = part};
}

/* A name that could lead out of a folder, if anyone unpacked it there, or that two programs would understand in two ways. */
static bool is_safe(const char *name)
{
    size_t size = strlen(name);
    if (!size || size >= BP_PACKAGE_NAME_MAX || *name == '/' || bp_utf8_valid(name, size) != size || strchr(name, ':'))
        return false;
    for (const char *segment = name; segment;) {
        const char *slash = strchr(segment, '/');
        size_t n = slash ? (size_t)(slash - segment) : strlen(segment);
        if ((n == 2 && !memcmp(segment, "..", 2)) || (n == 1 && *segment == '.') || (!n && slash))
            return false;
        segment = slash ? slash + 1 : NULL;
    }
    return true;
}

/* Writers on Windows have had backslashes in their names, and programs take them. */
static void put_slashes(char *name)
{
    for (; (name = strchr(name, '\\')); name++)
        *name = '/';
}

static int compare_names(const void *a, const void *b)
{
    return strcasecmp(((const entry *)a)->name, ((const entry *)b)->name);
}

/* What libzip says is wrong: with the archive, or with the machine. */
static bp_status zip_failed(const bp_package *package, const char *part, zip_error_t *error, bp_diag *diag)
{
    int code = zip_error_code_zip(error);
    if (code == ZIP_ER_MEMORY || (code == ZIP_ER_ZLIB && zip_error_code_system(error) == ZLIB_MEMORY))
        return bp_report_memory(diag);
    return bp_report(diag, BP_BOOK_DAMAGED, at(package, part), BP_ARGS(zip_error_strerror(error)));
}

static bp_status add_entry(bp_package *package, zip_uint64_t index, bp_diag *diag)
{
    zip_stat_t st;
    if (zip_stat_index(package->zip, index, ZIP_FL_ENC_GUESS, &st) || !st.name)
        return zip_failed(package, NULL, zip_get_error(package->zip), diag);
    char *name = strdup(st.name);
    if (!name)
        return bp_report_memory(diag);
    package->entries[package->entry_count++] = (entry){name, index};
    put_slashes(name);
    return is_safe(name) ? BP_OK : bp_report(diag, BP_BOOK_PATH, at(package, NULL), BP_ARGS(st.name));
}

/* Lists the entries by name; unsafe and double ones refuse the whole. */
static bp_status list_entries(bp_package *package, size_t count, bp_diag *diag)
{
    package->entries = calloc(count + 1, sizeof *package->entries);
    bp_status status = package->entries ? BP_OK : bp_report_memory(diag);
    for (size_t i = 0; i < count && !status; i++)
        status = add_entry(package, i, diag);
    if (status)
        return status;
    qsort(package->entries, count, sizeof *package->entries, compare_names);
    for (size_t i = 1; i < count; i++)
        if (!compare_names(&package->entries[i - 1], &package->entries[i]))
            return bp_report(diag, BP_BOOK_TWICE, at(package, package->entries[i].name), BP_ARGS(package->entries[i].name));
    return BP_OK;
}

static bp_status judge(bp_package *package, bp_diag *diag)
{
    zip_int64_t entries = zip_get_num_entries(package->zip, 0);
    char limit[24];
    snprintf(limit, sizeof limit, "%d", BP_PACKAGE_ENTRIES_MAX);
    if (entries > BP_PACKAGE_ENTRIES_MAX)
        return bp_report(diag, BP_BOOK_ENTRIES, at(package, NULL), BP_ARGS(limit));
    return list_entries(package, entries > 0 ? (size_t)entries : 0, diag);
}

/* ---- opening ---- */

static bp_status open_zip(bp_package *package, bp_diag *diag)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *bytes = zip_source_buffer_create(package->source->text, package->source->size, 0, &error);
    if (bytes && !(package->zip = zip_open_from_source(bytes, ZIP_RDONLY, &error)))
        zip_source_free(bytes);
    bp_status status = package->zip ? BP_OK : zip_failed(package, NULL, &error, diag);
    zip_error_fini(&error);
    return status;
}

bp_status bp_package_open(const bp_source *source, bp_diag *diag, bp_package **out)
{
    *out = NULL;
    bp_package *package = calloc(1, sizeof *package);
    if (!package)
        return bp_report_memory(diag);
    package->source = source;
    bp_status status = open_zip(package, diag);
    if (!status)
        status = judge(package, diag);
    if (status)
        bp_package_close(package);
    else
        *out = package;
    return status;
}

void bp_package_close(bp_package *package)
{
    if (!package)
        return;
    if (package->zip)
        zip_discard(package->zip);
    for (size_t i = 0; i < package->entry_count; i++)
        free(package->entries[i].name);
    free(package->entries);
    free(package);
}

const char *bp_package_name(const bp_package *package)
{
    return package->source->name;
}

static const entry *locate(const bp_package *package, const char *part)
{
    const entry key = {.name = (char *)part};  /* only read */
    return package->entry_count ? bsearch(&key, package->entries, package->entry_count, sizeof key, compare_names) : NULL;
}

bool bp_package_has(const bp_package *package, const char *part)
{
    return locate(package, part) != NULL;
}

size_t bp_package_count(const bp_package *package)
{
    return package->entry_count;
}

const char *bp_package_part(const bp_package *package, size_t index)
{
    return package->entries[index].name;
}

/* ---- reading ---- */

static bp_status report_bytes(const bp_package *package, const char *part, bp_diag *diag, uint64_t limit)
{
    char text[24];
    snprintf(text, sizeof text, "%u", (unsigned)(limit >> 20));
    return bp_report(diag, BP_BOOK_PART_SIZE, at(package, part), BP_ARGS(text));
}

/* What is counted is what was unpacked: the sizes that the archive claims are only believed where they refuse it sooner. */
static bp_status check_size(bp_package *package, const char *part, uint64_t done, uint64_t packed, bp_diag *diag)
{
    char text[24];
    if (done > BP_PACKAGE_PART_MAX)
        return report_bytes(package, part, diag, BP_PACKAGE_PART_MAX);
    if (package->unpacked > BP_PACKAGE_ALL_MAX)
        return report_bytes(package, part, diag, BP_PACKAGE_ALL_MAX);
    if (done <= BP_PACKAGE_RATIO_FROM || done / BP_PACKAGE_RATIO_MAX <= packed)
        return BP_OK;
    snprintf(text, sizeof text, "%d", BP_PACKAGE_RATIO_MAX);
    return bp_report(diag, BP_BOOK_RATIO, at(package, part), BP_ARGS(text));
}

static bp_status pump(bp_package *package, const char *part, zip_file_t *file, uint64_t packed, bp_package_sink *sink,
                      void *context, bp_diag *diag)
{
    char chunk[1 << 14];
    uint64_t done = 0;
    for (;;) {
        zip_int64_t n = zip_fread(file, chunk, sizeof chunk);
        if (n < 0)
            return zip_failed(package, part, zip_file_get_error(file), diag);
        if (!n)
            return BP_OK;
        done += (uint64_t)n;
        package->unpacked += (uint64_t)n;
        bp_status status = check_size(package, part, done, packed, diag);
        if (status || !sink(context, chunk, (size_t)n))
            return status;
    }
}

bp_status bp_package_read(bp_package *package, const char *part, bp_package_sink *sink, void *context, bp_diag *diag)
{
    const entry *found = locate(package, part);
    zip_stat_t st;
    if (!found || zip_stat_index(package->zip, found->index, 0, &st))
        return bp_report(diag, BP_BOOK_NO_PART, at(package, part), BP_ARGS(part));
    if (st.encryption_method != ZIP_EM_NONE)
        return bp_report(diag, BP_BOOK_LOCKED, at(package, part), BP_NO_ARGS);
    if (st.size > BP_PACKAGE_PART_MAX)
        return report_bytes(package, part, diag, BP_PACKAGE_PART_MAX);
    zip_file_t *file = zip_fopen_index(package->zip, found->index, 0);
    if (!file)
        return zip_failed(package, part, zip_get_error(package->zip), diag);
    bp_status status = pump(package, part, file, st.comp_size, sink, context, diag);
    zip_fclose(file);
    return status;
}

/* Percent escapes are left alone: no writer of workbooks needs them for its parts' names. */
bool bp_package_resolve(const char *part, const char *target, char out[BP_PACKAGE_NAME_MAX])
{
    const char *slash = strrchr(part, '/');
    size_t size = *target != '/' && *target != '\\' && slash ? (size_t)(slash - part) : 0;
    if (size >= BP_PACKAGE_NAME_MAX)
        return false;
    memcpy(out, part, size);
    while (*target) {
        size_t n = strcspn(target, "/\\");
        if (n == 2 && !memcmp(target, "..", 2)) {
            if (!size)
                return false;
            while (size && out[--size] != '/') {
            }
        } else if (n && !(n == 1 && *target == '.')) {
            if (size + n + 2 > BP_PACKAGE_NAME_MAX)
                return false;
            if (size)
                out[size++] = '/';
            memcpy(out + size, target, n);
            size += n;
        }
        target += n + (target[n] != '\0');
    }
    out[size] = '\0';
    return is_safe(out);
}
