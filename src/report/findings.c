/* findings.c - all findings as one document: our own JSON, and SARIF 2.1.0 (OASIS), which code review systems read. Private to
 * check/; see budgetpress/check.h. */
#include <stdlib.h>
#include <string.h>

#include "budgetpress/version.h"
#include "check/private.h"

static void put_text(bp_buf *out, const char *key, const char *value)
{
    bp_buf_printf(out, "\"%s\":", key);
    bp_json_quote(out, value);
}

char *bp_findings_json(const bp_diag *diag)
{
    bp_buf out = {0};
    bp_buf_printf(&out, "{\"schema\":\"budgetpress-findings/1\",\"version\":\"%s\",\n", BP_VERSION);
    bp_buf_printf(&out, "\"counts\":{\"errors\":%zu,\"warnings\":%zu,\"notes\":%zu,\"silenced\":%zu},\n\"findings\":[",
                  bp_diag_total(diag, BP_ERROR), bp_diag_total(diag, BP_WARNING), bp_diag_total(diag, BP_NOTE),
                  bp_diag_silenced(diag));
    for (size_t i = 0; i < bp_diag_count(diag); i++) {
        char *finding = bp_diag_json(diag, i);
        bp_buf_printf(&out, "%s\n", i ? "," : "");
        bp_buf_puts(&out, finding ? finding : "null");
        out.failed |= !finding;
        free(finding);
    }
    bp_buf_puts(&out, "\n]}\n");
    return bp_buf_take(&out);
}

/* ---- SARIF ---- */

static const char *level_of(bp_severity severity)
{
    static const char *const levels[] = {[BP_NOTE] = "note", [BP_WARNING] = "warning", [BP_ERROR] = "error"};
    return levels[severity];
}

/* A path as a URI: relative ones stay relative. */
static void put_uri(bp_buf *out, const char *path)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    bp_buf_puts(out, *path == '/' ? "\"file://" : "\"");
    for (; *path; path++)
        if (strchr(plain, *path))
            bp_buf_putc(out, *path);
        else
            bp_buf_printf(out, "%%%02X", (unsigned char)*path);
    bp_buf_putc(out, '"');
}

static void put_rules(bp_buf *out, bp_lang lang)
{
    for (size_t i = 0; i < bp_rule_list(); i++) {
        bp_rule_info rule = bp_rule_get(i, lang);
        bp_buf_printf(out, "%s\n{\"id\":\"%s\",\"name\":\"%s\",", i ? "," : "", rule.code, rule.name);
        bp_buf_puts(out, "\"shortDescription\":{");
        put_text(out, "text", rule.title);
        bp_buf_puts(out, "},\"fullDescription\":{");
        put_text(out, "text", rule.text);
        bp_buf_puts(out, "},\"help\":{");
        put_text(out, "text", rule.advice);
        bp_buf_printf(out, "},\"defaultConfiguration\":{\"level\":\"%s\"}}", level_of(rule.severity));
    }
}

/* The mark where its columns are known, else the place of the value. */
static void put_region(bp_buf *out, const bp_finding *f)
{
    bp_buf_printf(out, "{\"startLine\":%zu,\"startColumn\":%zu", f->line, f->mark_column ? f->mark_column : f->column);
    if (f->mark_column && f->mark_end >= f->mark_column)
        bp_buf_printf(out, ",\"endColumn\":%zu", f->mark_end);
    bp_buf_putc(out, '}');
}

static void put_artifact(bp_buf *out, const bp_finding *f)
{
    bp_buf_puts(out, "{\"uri\":");
    put_uri(out, f->file);
    bp_buf_putc(out, '}');
}

static void put_location(bp_buf *out, const bp_finding *f)
{
    const char *name = f->cell ? f->cell : f->pointer;
    bp_buf_puts(out, ",\"locations\":[{");
    if (f->file) {
        bp_buf_puts(out, "\"physicalLocation\":{\"artifactLocation\":");
        put_artifact(out, f);
        if (f->line) {
            bp_buf_puts(out, ",\"region\":");
            put_region(out, f);
        }
        bp_buf_putc(out, '}');
    }
    if (name && *name) {
        bp_buf_printf(out, "%s\"logicalLocations\":[{\"kind\":\"value\",", f->file ? "," : "");
        put_text(out, "fullyQualifiedName", name);
        bp_buf_puts(out, "}]");
    }
    bp_buf_puts(out, "}]");
}

static void put_fix(bp_buf *out, const bp_finding *f)
{
    bp_buf_puts(out, ",\"fixes\":[{\"description\":{");
    put_text(out, "text", f->advice ? f->advice : f->message);
    bp_buf_puts(out, "},\"artifactChanges\":[{\"artifactLocation\":");
    put_artifact(out, f);
    bp_buf_puts(out, ",\"replacements\":[{\"deletedRegion\":");
    put_region(out, f);
    bp_buf_puts(out, ",\"insertedContent\":{");
    put_text(out, "text", f->fix);
    bp_buf_puts(out, "}}]}]}]");
}

static size_t rule_index(const char *code)
{
    size_t i = 0;
    while (i < bp_rule_list() && strcmp(bp_rule_get(i, BP_LANG_EN).code, code) != 0)
        i++;
    return i;
}

static void put_result(bp_buf *out, const bp_finding *f)
{
    size_t rule = rule_index(f->code);
    bp_buf_printf(out, "{\"ruleId\":\"%s\",", f->code);
    if (rule < bp_rule_list())
        bp_buf_printf(out, "\"ruleIndex\":%zu,", rule);
    bp_buf_printf(out, "\"level\":\"%s\",\"message\":{", level_of(f->severity));
    put_text(out, "text", f->message);
    bp_buf_putc(out, '}');
    if (f->file || (f->pointer && *f->pointer))
        put_location(out, f);
    if (f->fix && f->file && f->mark_column)
        put_fix(out, f);
    if (f->silenced) {
        bp_buf_puts(out, ",\"suppressions\":[{\"kind\":\"external\",");
        put_text(out, "justification", f->silenced);
        bp_buf_puts(out, "}]");
    }
    bp_buf_putc(out, '}');
}

char *bp_findings_sarif(const bp_diag *diag)
{
    bp_buf out = {0};
    bp_lang lang = bp_diag_lang(diag);
    bp_buf_puts(&out,
                "{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\",\n"
                "\"version\":\"2.1.0\",\n\"runs\":[{\"tool\":{\"driver\":{\"name\":\"budgetpress\",");
    bp_buf_printf(&out, "\"semanticVersion\":\"%s\",\"language\":\"%s\",\"rules\":[", BP_VERSION,
                  lang == BP_LANG_ZH ? "zh-CN" : "en");
    put_rules(&out, lang);
    bp_buf_printf(&out, "]}},\n\"language\":\"%s\",\"columnKind\":\"unicodeCodePoints\",\n\"results\":[",
                  lang == BP_LANG_ZH ? "zh-CN" : "en");
    for (size_t i = 0; i < bp_diag_count(diag); i++) {
        bp_buf_puts(&out, i ? ",\n" : "\n");
        put_result(&out, bp_diag_get(diag, i));
    }
    bp_buf_puts(&out, "\n]}]}\n");
    return bp_buf_take(&out);
}
