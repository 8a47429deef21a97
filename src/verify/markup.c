/* markup.c - see markup.h. */
#include "verify/markup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "format/xlsx/reader.h"

/* What an element may have, by its path; "~" stands before names of other namespaces. NAME: any value; NAME=A|B: one of these;
 * NAME=0 and NAME=1: off, on; NAME#A:B: a number from A to B; NAME? and $: an attribute's value and the text are told; *: all that
 * is in it, too. In the order of strcmp. */
static const struct {
    const char *path, *rules;
} known[] = {
    {"workbook", "conformance"},
    {"workbook/bookViews", ""},
    {"workbook/bookViews/workbookView",
     "xWindow yWindow windowWidth windowHeight tabRatio showHorizontalScroll showVerticalScroll showSheetTabs "
     "firstSheet=0 activeTab=0 visibility=visible minimized=0 autoFilterDateGrouping"},
    {"workbook/calcPr",
     "calcId calcMode=auto fullCalcOnLoad refMode=A1 iterate=0 iterateCount iterateDelta fullPrecision=1 "
     "calcCompleted calcOnSave concurrentCalc concurrentManualCount forceFullCalc"},
    {"workbook/definedNames", ""},
    {"workbook/definedNames/definedName", "$"},
    {"workbook/extLst", "*"},
    {"workbook/fileRecoveryPr", "*"},
    {"workbook/fileSharing", "*"},
    {"workbook/fileVersion", "*"},
    {"workbook/sheets", ""},
    {"workbook/sheets/sheet", "name sheetId state"},
    {"workbook/webPublishing", "*"},
    {"workbook/workbookPr",
     "date1904=0 codeName defaultThemeVersion backupFile showObjects=all filterPrivacy promptedSolutions "
     "saveExternalLinkValues updateLinks hidePivotFieldList showInkAnnotation allowRefreshQuery publishItems "
     "checkCompatibility autoCompressPictures refreshAllConnections=0 showBorderUnselectedTables "
     "showPivotChartFilter dateCompatibility=1"},
    {"workbook/workbookProtection", "*"},
    {"workbook/~AlternateContent", ""},
    {"workbook/~AlternateContent/~Choice", "Requires"},
    {"workbook/~AlternateContent/~Choice/~absPath", "*"},
    {"workbook/~revisionPtr", "*"},
    {"worksheet", ""},
    {"worksheet/cols", ""},
    {"worksheet/cols/col", "min max width customWidth hidden style bestFit outlineLevel collapsed phonetic=0"},
    {"worksheet/dimension", "ref"},
    {"worksheet/headerFooter", "differentFirst=0 differentOddEven=0 scaleWithDoc alignWithMargins"},
    {"worksheet/headerFooter/evenFooter", "$"},
    {"worksheet/headerFooter/evenHeader", "$"},
    {"worksheet/headerFooter/firstFooter", "$"},
    {"worksheet/headerFooter/firstHeader", "$"},
    {"worksheet/headerFooter/oddFooter", "$"},
    {"worksheet/headerFooter/oddHeader", "$"},
    {"worksheet/ignoredErrors", ""},
    {"worksheet/ignoredErrors/ignoredError", "*"},
    {"worksheet/mergeCells", "count"},
    {"worksheet/mergeCells/mergeCell", "ref"},
    {"worksheet/pageMargins", "left#0:3 right#0:3 top#0:3 bottom#0:3 header#0:3 footer#0:3"},
    {"worksheet/pageSetup",
     "paperSize scale#50:200 fitToWidth=1 fitToHeight? pageOrder orientation? blackAndWhite draft cellComments=none "
     "horizontalDpi verticalDpi copies firstPageNumber=1 useFirstPageNumber usePrinterDefaults errors=displayed"},
    {"worksheet/phoneticPr", "*"},
    {"worksheet/printOptions", "headings=0 gridLines gridLinesSet horizontalCentered verticalCentered"},
    {"worksheet/sheetCalcPr", "*"},
    {"worksheet/sheetData", ""},
    {"worksheet/sheetData/row", "r ht hidden customHeight spans s customFormat outlineLevel collapsed thickTop thickBot ph=0"},
    {"worksheet/sheetData/row/c", "r s t ph=0"},
    {"worksheet/sheetData/row/c/f", "aca ca t"},
    {"worksheet/sheetData/row/c/is", ""},
    {"worksheet/sheetData/row/c/is/phoneticPr", "*"},
    {"worksheet/sheetData/row/c/is/r", ""},
    {"worksheet/sheetData/row/c/is/r/rPr", "*"},
    {"worksheet/sheetData/row/c/is/r/t", ""},
    {"worksheet/sheetData/row/c/is/rPh", "*"},
    {"worksheet/sheetData/row/c/is/t", ""},
    {"worksheet/sheetData/row/c/v", ""},
    {"worksheet/sheetFormatPr",
     "defaultColWidth defaultRowHeight customHeight zeroHeight baseColWidth outlineLevelRow outlineLevelCol thickTop "
     "thickBottom"},
    {"worksheet/sheetPr",
     "filterMode=0 codeName published enableFormatConditionsCalculation syncHorizontal=0 syncVertical=0 "
     "transitionEvaluation=0 transitionEntry=0"},
    {"worksheet/sheetPr/outlinePr", "*"},
    {"worksheet/sheetPr/pageSetUpPr", "*"},
    {"worksheet/sheetPr/tabColor", "*"},
    {"worksheet/sheetProtection", "*"},
    {"worksheet/sheetViews", ""},
    {"worksheet/sheetViews/sheetView",
     "showFormulas=0 showGridLines showRowColHeaders showZeros=1 rightToLeft=0 tabSelected showOutlineSymbols showRuler "
     "showWhiteSpace defaultGridColor windowProtection view=normal topLeftCell=A1 colorId zoomScale#50:200 "
     "zoomScaleNormal zoomScaleSheetLayoutView zoomScalePageLayoutView workbookViewId=0"},
    {"worksheet/sheetViews/sheetView/pane", "xSplit? ySplit? topLeftCell? activePane? state?"},
    {"worksheet/sheetViews/sheetView/selection", "*"},
};

typedef struct teller {
    bp_workbook *book;
    bp_markup_sink *sink;
    void *context;
    const char *part;
    bp_buf path, text, said;
    unsigned skipped;    /* elements around the present place that are passed over */
    const char *rules;   /* of the element in hand */
    bool in_text;
    bool foreign_only;   /* of this part only what is of other namespaces is told */
} teller;

static bp_status tell(teller *t, const char *text)
{
    return t->sink(t->context, t->part, text);
}

static void tell_in_part(bp_xml *xml, teller *t, const char *text)
{
    bp_status status = t->path.failed || t->text.failed || t->said.failed ? bp_report_memory(bp_xml_diag(xml)) : tell(t, text);
    if (status)
        bp_xml_stop(xml, status);
}

/* ---- elements ---- */

static int by_path(const void *key, const void *item)
{
    return strcmp(key, *(const char *const *)item);
}

static const char *rules_of(const char *path)
{
    const void *found = bsearch(path, known, sizeof known / sizeof *known, sizeof *known, by_path);
    return found ? ((const char *const *)found)[1] : NULL;
}

static const char *local_of(const char *name)
{
    const char *separator = strrchr(name, BP_XML_SEPARATOR);
    return separator ? separator + 1 : name;
}

/* Attributes of other namespaces: what belongs to XML, to relationships and to the bookkeeping of Excel. */
static bool is_harmless_space(const char *name)
{
    static const char *const harmless[] = {"http://www.w3.org/XML/1998/namespace\n",
                                           "http://www.w3.org/2001/XMLSchema-instance\n",
                                           "http://schemas.openxmlformats.org/markup-compatibility/2006\n",
                                           "http://schemas.openxmlformats.org/officeDocument/2006/relationships\n",
                                           "http://purl.oclc.org/ooxml/officeDocument/relationships\n",
                                           "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac\n",
                                           "http://schemas.microsoft.com/office/spreadsheetml/2014/revision\n",
                                           "http://schemas.microsoft.com/office/spreadsheetml/2015/revision2\n",
                                           "http://schemas.microsoft.com/office/spreadsheetml/2016/revision3\n",
                                           "http://schemas.microsoft.com/office/spreadsheetml/2016/revision6\n",
                                           "http://schemas.microsoft.com/office/spreadsheetml/2016/revision10\n"};
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (!strncmp(name, harmless[i], strlen(harmless[i])))
            return true;
    return false;
}

static bool is_one_of(const char *value, const char *words, size_t size)
{
    static const char *const off[] = {"0", "false"}, *const on[] = {"1", "true"};
    if (size == 1 && (*words == '0' || *words == '1')) {
        const char *const *ways = *words == '0' ? off : on;
        return !strcmp(value, ways[0]) || !strcmp(value, ways[1]);
    }
    for (const char *p = words; p < words + size;) {
        size_t n = strcspn(p, "| ");
        if (strlen(value) == n && !memcmp(p, value, n))
            return true;
        p += n + 1;
    }
    return false;
}

static bool is_between(const char *value, const char *limits)
{
    char *end, *colon;
    double number = strtod(value, &end), low = strtod(limits, &colon), high = strtod(colon + 1, NULL);
    return end != value && !*end && number >= low && number <= high;
}

/* Whether the rules allow an attribute without a word. */
static bool is_harmless(const char *rules, const char *name, const char *value)
{
    size_t size = strlen(name);
    for (const char *p = rules; *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " "), named = strcspn(p, " =#?");
        if (named == size && !memcmp(p, name, size))
            return p[named] == '='   ? is_one_of(value, p + named + 1, n - named - 1)
                   : p[named] == '#' ? is_between(value, p + named + 1)
                                     : p[named] != '?';
        p += n;
    }
    return is_harmless_space(name);
}

static void tell_attribute(bp_xml *xml, teller *t, const char *element, const char *name, const char *value)
{
    bp_buf_truncate(&t->said, 0);
    bp_buf_printf(&t->said, "%s %s=%s", element, local_of(name), value);
    tell_in_part(xml, t, bp_buf_text(&t->said));
}

static void start(bp_xml *xml, void *context, const char *name, const char *const *attributes)
{
    teller *t = context;
    if (t->skipped) {
        t->skipped++;
        return;
    }
    size_t before = t->path.size;
    const char *local = local_of(name);
    bp_buf_printf(&t->path, "%s%s%s", before ? "/" : "", local == name ? "" : "~", local);
    t->rules = !t->foreign_only           ? rules_of(bp_buf_text(&t->path))
               : !strcmp(local, "extLst") ? "*"
               : local == name            ? ""
                                          : NULL;
    if (!t->rules || !strcmp(t->rules, "*")) {
        t->skipped = 1;
        if (!t->rules)
            tell_in_part(xml, t, local);
        bp_buf_truncate(&t->path, before);
        return;
    }
    t->in_text = *t->rules == '$';
    bp_buf_truncate(&t->text, 0);
    if (t->in_text) {  /* its attributes are part of what is told */
        const char *named = bp_xml_attribute(attributes, "name"), *sheet = bp_xml_attribute(attributes, "localSheetId");
        bp_buf_printf(&t->text, "%s%s%s%s%s \x01", local, named ? " " : "", named ? named : "", sheet ? " of sheet " : "",
                      sheet ? sheet : "");
        return;
    }
    for (; *attributes && !t->foreign_only; attributes += 2)
        if (!is_harmless(t->rules, attributes[0], attributes[1]))
            tell_attribute(xml, t, local, attributes[0], attributes[1]);
}

/* Appends a text without its blanks, quotation marks of sheets and marks of absolute places, and without the names of fonts that
 * every office has, which programs put into footers. */
static void put_plain(bp_buf *out, const char *text)
{
    char font[64];
    for (const char *p = text; *p; p++) {
        size_t n = p[0] == '&' && p[1] == '"' ? strcspn(p + 2, "\"") : 0, named = n ? strcspn(p + 2, ",\"") : 0;
        if (n && named < sizeof font) {
            memcpy(font, p + 2, named);
            font[named] = '\0';
            if (!strcmp(font, "-") || bp_font_is_plain(font)) {
                p += n + 2;
                continue;
            }
        }
        if (!strchr(" \t\r\n$'", *p))
            bp_buf_putc(out, *p);
    }
}

/* What is said of a name that programs make for themselves, or of an empty header, is not told. */
static void end_text(bp_xml *xml, teller *t)
{
    static const char filter[] = "definedName _xlnm._FilterDatabase", prefix[] = "definedName ";
    const char *text = bp_buf_text(&t->text), *mark = strchr(text, '\x01'), *value = mark ? mark + 1 : text;
    bp_buf_truncate(&t->said, 0);
    bp_buf_put(&t->said, text, mark ? (size_t)(mark - text) : 0);
    put_plain(&t->said, value);
    if (!strncmp(text, filter, strlen(filter)) || (strncmp(text, prefix, strlen(prefix)) != 0 && !*value))
        return;
    tell_in_part(xml, t, bp_buf_text(&t->said));
}

static void end(bp_xml *xml, void *context, const char *name)
{
    teller *t = context;
    (void)name;
    if (t->skipped) {
        t->skipped--;
        return;
    }
    if (t->in_text)
        end_text(xml, t);
    t->in_text = false;
    const char *slash = strrchr(bp_buf_text(&t->path), '/');
    bp_buf_truncate(&t->path, slash ? (size_t)(slash - t->path.data) : 0);
}

static void take_text(bp_xml *xml, void *context, const char *text, size_t size)
{
    teller *t = context;
    if (!t->in_text || t->skipped)
        return;
    if (t->text.size + size > BP_BOOK_TEXT_MAX)
        bp_xml_fail(xml, BP_BOOK_TEXT, BP_NO_ARGS);
    else
        bp_buf_put(&t->text, text, size);
}

static bp_status tell_part(teller *t, const char *part, bool foreign_only, bp_diag *diag)
{
    static const bp_xml_events events = {start, end, take_text, BP_XML_SHEET | BP_XML_DRAWING | BP_XML_WHOLE};
    if (!*part || !bp_package_has(t->book->package, part))
        return BP_OK;
    t->part = part;
    t->foreign_only = foreign_only;
    t->skipped = 0;
    bp_buf_truncate(&t->path, 0);
    return bp_xml_read(t->book->package, part, &events, t, diag);
}

/* ---- relationships and parts ---- */

/* What the package, the workbook and a sheet may be related to. */
static bool is_harmless_relation(const char *type)
{
    static const char *const harmless[] = {
        "officeDocument", "core-properties", "metadata/core-properties", "extended-properties", "extendedProperties",
        "custom-properties", "customProperties", "thumbnail", "metadata/thumbnail", "worksheet", "styles", "theme", "sharedStrings",
        "calcChain", "sheetMetadata", "customXml", "printerSettings"};
    static const char *const spaces[] = {"http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
                                         "http://schemas.openxmlformats.org/officedocument/2006/relationships/",
                                         "http://schemas.openxmlformats.org/package/2006/relationships/",
                                         "http://purl.oclc.org/ooxml/officeDocument/relationships/"};
    for (size_t s = 0; s < sizeof spaces / sizeof *spaces; s++)
        for (size_t i = 0; i < sizeof harmless / sizeof *harmless && !strncmp(type, spaces[s], strlen(spaces[s])); i++)
            if (!strcmp(type + strlen(spaces[s]), harmless[i]))
                return true;
    return false;
}

typedef struct relations {
    teller *t;
    char owner[BP_PACKAGE_NAME_MAX];  /* the part whose they are */
    bool judged;
    char **targets;                   /* of all relationships of the package, on the heap */
    size_t count, room;
} relations;

static void start_relation(bp_xml *xml, void *context, const char *name, const char *const *attributes)
{
    relations *r = context;
    const char *type = bp_xml_attribute(attributes, "Type"), *target = bp_xml_attribute(attributes, "Target");
    const char *mode = bp_xml_attribute(attributes, "TargetMode");
    char resolved[BP_PACKAGE_NAME_MAX];
    bool external = mode && !strcmp(mode, "External");
    if (!bp_xml_in(xml, "Relationships", 1) || strcmp(name, "Relationship") != 0 || !type || !target)
        return;
    if (r->judged && (external || !is_harmless_relation(type))) {
        bp_buf_truncate(&r->t->said, 0);
        bp_buf_printf(&r->t->said, "Relationship %s %s", strrchr(type, '/') ? strrchr(type, '/') + 1 : type, target);
        tell_in_part(xml, r->t, bp_buf_text(&r->t->said));
    }
    if (external || !bp_package_resolve(r->owner, target, resolved) ||
        !bp_book_grow(xml, &r->targets, r->count, &r->room, sizeof *r->targets, SIZE_MAX))
        return;
    r->targets[r->count] = strdup(resolved);
    if (!r->targets[r->count])
        bp_xml_fail(xml, BP_MEMORY, BP_NO_ARGS);
    else
        r->count++;
}

/* The part whose relationships a part has: "xl/_rels/workbook.xml.rels". False where it has none. */
static bool owner_of(const char *name, char owner[BP_PACKAGE_NAME_MAX])
{
    static const char folder[] = "_rels/", end[] = ".rels";
    const char *base = strrchr(name, '/');
    size_t size = strlen(name);
    base = base ? base + 1 : name;
    size_t before = (size_t)(base - name);
    if (size < strlen(end) || strcasecmp(name + size - strlen(end), end) != 0 || before < strlen(folder) ||
        strncasecmp(base - strlen(folder), folder, strlen(folder)) != 0)
        return false;
    snprintf(owner, BP_PACKAGE_NAME_MAX, "%.*s%.*s", (int)(before - strlen(folder)), name, (int)(size - before - strlen(end)),
             base);
    return true;
}

static int compare_targets(const void *a, const void *b)
{
    return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

/* Parts that nothing is related to: nobody shows them, but nobody of the known writers leaves any. */
static bp_status tell_unrelated(const relations *r)
{
    const bp_package *package = r->t->book->package;
    char owner[BP_PACKAGE_NAME_MAX];
    bp_status status = BP_OK;
    for (size_t i = 0; i < bp_package_count(package) && !status; i++) {
        const char *name = bp_package_part(package, i);
        bool folder = name[strlen(name) - 1] == '/';
        if (folder || owner_of(name, owner) || !strcasecmp(name, "[Content_Types].xml"))
            continue;
        r->t->part = name;
        if (!r->count || !bsearch(&name, r->targets, r->count, sizeof *r->targets, compare_targets))
            status = tell(r->t, "part without a relationship");
    }
    return status;
}

static bp_status tell_relations(teller *t, const char *sheet, bp_diag *diag)
{
    static const bp_xml_events events = {start_relation, NULL, NULL, BP_XML_RELATIONS};
    relations r = {.t = t};
    bp_status status = BP_OK;
    for (size_t i = 0; i < bp_package_count(t->book->package) && !status; i++) {
        const char *name = t->part = bp_package_part(t->book->package, i);
        if (!owner_of(name, r.owner))
            continue;
        r.judged = !*r.owner || !strcasecmp(r.owner, t->book->parts.workbook) || !strcasecmp(r.owner, sheet);
        status = bp_xml_read(t->book->package, name, &events, &r, diag);
    }
    if (r.count)
        qsort(r.targets, r.count, sizeof *r.targets, compare_targets);
    if (!status)
        status = tell_unrelated(&r);
    for (size_t i = 0; i < r.count; i++)
        free(r.targets[i]);
    free(r.targets);
    return status;
}

/* ---- content types ---- */

/* A part that is read, and the type that programs know it by. */
typedef struct typed {
    const char *part, *type;
    bool seen;
} typed;

typedef struct types {
    teller *t;
    typed *parts;     /* by name */
    size_t count;
} types;

static int compare_typed(const void *a, const void *b)
{
    return strcasecmp(((const typed *)a)->part, ((const typed *)b)->part);
}

static void start_type(bp_xml *xml, void *context, const char *name, const char *const *attributes)
{
    types *types_ = context;
    const char *part = bp_xml_attribute(attributes, "PartName"), *type = bp_xml_attribute(attributes, "ContentType");
    if (!bp_xml_in(xml, "Types", 1) || strcmp(name, "Override") != 0 || !part || !type || *part != '/' || !types_->count)
        return;
    const typed key = {.part = part + 1};
    typed *found = bsearch(&key, types_->parts, types_->count, sizeof key, compare_typed);
    if (found && !found->seen && !strcmp(type, found->type))
        found->seen = true;
    else if (found)
        tell_attribute(xml, types_->t, "Override", part, type);
}

static bp_status read_types(types *all, bp_diag *diag)
{
    static const bp_xml_events events = {start_type, NULL, NULL, BP_XML_TYPES};
    static const char part[] = "[Content_Types].xml";
    bp_status status = BP_OK;
    all->t->part = part;
    qsort(all->parts, all->count, sizeof *all->parts, compare_typed);
    if (bp_package_has(all->t->book->package, part))
        status = bp_xml_read(all->t->book->package, part, &events, all, diag);
    for (size_t i = 0; i < all->count && !status; i++) {
        all->t->part = all->parts[i].part;
        if (!all->parts[i].seen)
            status = tell(all->t, "no ContentType");
    }
    return status;
}

static bp_status tell_types(teller *t, bp_diag *diag)
{
#define SPREADSHEET "application/vnd.openxmlformats-officedocument.spreadsheetml."
    const bp_parts *p = &t->book->parts;
    const typed fixed[] = {{p->workbook, SPREADSHEET "sheet.main+xml", false}, {p->styles, SPREADSHEET "styles+xml", false},
                           {p->strings, SPREADSHEET "sharedStrings+xml", false},
                           {p->theme, "application/vnd.openxmlformats-officedocument.theme+xml", false}};
    enum { FIXED = sizeof fixed / sizeof *fixed };
    types all = {.t = t, .parts = calloc(t->book->sheet_count + FIXED, sizeof *all.parts)};
    if (!all.parts)
        return bp_report_memory(diag);
    for (size_t i = 0; i < FIXED; i++)
        if (*fixed[i].part)
            all.parts[all.count++] = fixed[i];
    for (size_t i = 0; i < t->book->sheet_count; i++)
        if (t->book->sheets[i].part)
            all.parts[all.count++] = (typed){t->book->sheets[i].part, SPREADSHEET "worksheet+xml", false};
    bp_status status = read_types(&all, diag);
    free(all.parts);
    return status;
}

bp_status bp_workbook_markup(bp_workbook *book, size_t sheet, bp_markup_sink *sink, void *context, bp_diag *diag)
{
    teller t = {.book = book, .sink = sink, .context = context};
    const bp_parts *p = &book->parts;
    const char *const parts[] = {p->workbook, book->sheets[sheet].part, p->strings, p->styles, p->theme};
    bp_status status = BP_OK;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && !status; i++)
        status = tell_part(&t, parts[i], i > 1, diag);
    if (!status)
        status = tell_relations(&t, book->sheets[sheet].part, diag);
    if (!status)
        status = tell_types(&t, diag);
    bp_buf_free(&t.path);
    bp_buf_free(&t.text);
    bp_buf_free(&t.said);
    return status;
}
