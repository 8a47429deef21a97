/* settings.c - checks.json: severities, thresholds, silences. Private to check/; see settings.h.
 *
 * {"schema": "budgetpress-checks/1",
 *  "rules": {"near-duplicate-project": {"severity": "off", "similarity": 0.9}},
 *  "silence": [{"rule": "year-in-name", "project": "p04", "reason": "..."}]}
 */
#include "check/settings.h"

#include <stdlib.h>
#include <string.h>

#include "json/json.h"

bp_checks *bp_checks_new(void)
{
    bp_checks *checks = calloc(1, sizeof *checks);
    for (size_t i = 0; i < bp_rule_count && checks; i++) {
        bp_rule_state *state = &checks->rules[i];
        state->severity = bp_code_info_of(bp_rules[i].code).severity;
        state->words = bp_rules[i].words;
        for (size_t n = 0; n < BP_RULE_NUMBERS; n++)
            state->numbers[n] = bp_rules[i].numbers[n].initial;
    }
    return checks;
}

void bp_checks_free(bp_checks *checks)
{
    if (!checks)
        return;
    bp_arena_free(&checks->arena);
    free(checks->silences);
    free(checks);
}

void bp_checks_set_fonts(bp_checks *checks, bp_fonts *fonts)
{
    checks->fonts = fonts;
}

static int by_rule_and_project(const void *a, const void *b)
{
    const bp_silence *x = a, *y = b;
    if (x->rule != y->rule)
        return x->rule < y->rule ? -1 : 1;
    if (!x->project || !y->project)
        return (x->project != NULL) - (y->project != NULL);
    return strcmp(x->project, y->project);
}

static int by_order(const void *a, const void *b)
{
    const bp_silence *x = a, *y = b;
    int order = by_rule_and_project(x, y);
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

const bp_silence *bp_checks_silence(const bp_checks *checks, uint32_t rule, const char *project)
{
    const bp_silence key = {.rule = rule, .project = project};
    return checks->silence_count ? bsearch(&key, checks->silences, checks->silence_count, sizeof key, by_rule_and_project) : NULL;
}

/* Sorts the silences, and of those of one rule and project leaves the first. */
static void sort_silences(bp_checks *checks)
{
    size_t kept = 0;
    if (checks->silence_count)
        qsort(checks->silences, checks->silence_count, sizeof *checks->silences, by_order);
    for (size_t i = 0; i < checks->silence_count; i++)
        if (!kept || by_rule_and_project(&checks->silences[kept - 1], &checks->silences[i]) != 0)
            checks->silences[kept++] = checks->silences[i];
    checks->silence_count = kept;
}

bool bp_checks_add(bp_checks *checks, const bp_checks *over)
{
    for (size_t i = 0; i < bp_rule_count; i++) {
        const bp_rule_state *from = &over->rules[i];
        bp_rule_state *to = &checks->rules[i];
        if (from->set & BP_SET_SEVERITY) {
            to->severity = from->severity;
            to->off = from->off;
        }
        for (size_t n = 0; n < BP_RULE_NUMBERS; n++)
            if (from->set & BP_SET_NUMBER << n)
                to->numbers[n] = from->numbers[n];
        if (from->set & BP_SET_WORDS)
            to->words = from->words;
    }
    size_t count = checks->silence_count + over->silence_count, first = 0;
    bp_silence *silences = realloc(checks->silences, (count + 1) * sizeof *silences);
    if (!silences)
        return false;
    for (size_t i = 0; i < checks->silence_count; i++)
        first = silences[i].order >= first ? silences[i].order + 1 : first;
    for (size_t i = 0; i < over->silence_count; i++) {
        silences[checks->silence_count + i] = over->silences[i];
        silences[checks->silence_count + i].order += first;
    }
    checks->silences = silences;
    checks->silence_count = count;
    sort_silences(checks);
    checks->fonts = over->fonts ? over->fonts : checks->fonts;
    return true;
}

/* By name or code; bp_rule_count where there is none. */
static size_t find_rule(const char *name)
{
    size_t i = 0;
    while (i < bp_rule_count && strcmp(bp_code_info_of(bp_rules[i].code).name, name) != 0 &&
           strcmp(bp_code_info_of(bp_rules[i].code).code, name) != 0)
        i++;
    return i;
}

/* Tells whether a rule is always an error: what it finds shows other figures in one program than in another, and a form that comes
 * from others must not hide that. */
static bool is_never_less(bp_code code)
{
    return code == BP_TURNED_TEXT;
}

static void read_severity(bp_reader *reader, const cJSON *value, const bp_rule *rule, bp_rule_state *state)
{
    static const char *const names[] = {[BP_NOTE] = "note", [BP_WARNING] = "warning", [BP_ERROR] = "error"};
    const char *text = bp_reader_string(reader, value);
    if (!text)
        return;
    if (is_never_less(rule->code)) {
        if (strcmp(text, names[BP_ERROR]) != 0)
            bp_reader_report(reader, BP_NEVER_LESS, BP_ARGS(bp_code_info_of(rule->code).name));
        return;
    }
    state->off = !strcmp(text, "off");
    state->set |= BP_SET_SEVERITY;
    for (int s = BP_NOTE; s <= BP_ERROR; s++)
        if (!strcmp(text, names[s])) {
            state->severity = (bp_severity)s;
            return;
        }
    if (!state->off)
        bp_reader_report(reader, BP_BAD_SETTING, BP_ARGS(text, "off, note, warning, error"));
}

/* A number by the characters that it is written with, or a string of them. */
static void read_number(bp_reader *reader, const cJSON *value, const bp_rule_number *number, bp_rule_state *state, size_t n)
{
    char low[BP_AMOUNT_SIZE], high[BP_AMOUNT_SIZE];
    bp_amount amount = {0};
    const char *text = NULL;
    size_t size = 0;
    if (cJSON_IsNumber(value)) {
        bp_span span = bp_reader_number(reader);
        text = reader->source->text + span.at;
        size = span.end - span.at;
    } else if ((text = bp_reader_string(reader, value)))
        size = strlen(text);
    if (!text)
        return;
    if (bp_amount_parse(text, size, &amount) == BP_FAULT_OK && amount.micro >= number->low && amount.micro <= number->high) {
        state->numbers[n] = amount.micro;
        state->set |= BP_SET_NUMBER << n;
        return;
    }
    bp_amount_text(low, (bp_amount){number->low, true});
    bp_amount_text(high, (bp_amount){number->high, true});
    bp_reader_report(reader, BP_OUT_OF_RANGE, BP_ARGS(low, high));
}

static void read_words(bp_reader *reader, const cJSON *value, bp_rule_state *state)
{
    if (!bp_reader_array(reader, value))
        return;
    const char **words = bp_arena_array(reader->arena, (size_t)cJSON_GetArraySize(value) + 1, sizeof *words);
    size_t count = 0, index = 0;
    for (const cJSON *item = value->child; item && words; item = item->next) {
        size_t mark = bp_reader_index(reader, index++);
        const char *word = bp_reader_string(reader, item);
        if (word && *word)
            words[count++] = word;
        else if (word)
            bp_reader_report(reader, BP_EMPTY_TEXT, BP_NO_ARGS);
        bp_reader_leave(reader, mark);
    }
    if (!words) {
        bp_reader_report(reader, BP_MEMORY, BP_NO_ARGS);
        return;
    }
    state->words = words;
    state->set |= BP_SET_WORDS;
}

static void read_rule(bp_reader *reader, const cJSON *value, const bp_rule *rule, bp_rule_state *state)
{
    bp_key keys[2 + BP_RULE_NUMBERS] = {{"severity", false}};
    const cJSON *v[2 + BP_RULE_NUMBERS];
    size_t numbers = 0, count;
    while (numbers < BP_RULE_NUMBERS && rule->numbers[numbers].name) {
        keys[1 + numbers] = (bp_key){rule->numbers[numbers].name, false};
        numbers++;
    }
    count = 1 + numbers;
    if (rule->word_name)
        keys[count++] = (bp_key){rule->word_name, false};
    if (!bp_reader_object(reader, value, keys, count, v))
        return;
    for (size_t k = 0; k < count; k++) {
        size_t mark = bp_reader_key(reader, keys[k].name);
        if (v[k] && !k)
            read_severity(reader, v[k], rule, state);
        else if (k <= numbers && v[k])
            read_number(reader, v[k], &rule->numbers[k - 1], state, k - 1);
        else if (v[k])
            read_words(reader, v[k], state);
        bp_reader_leave(reader, mark);
    }
}

static void read_rules(bp_reader *reader, const cJSON *object, bp_checks *checks)
{
    size_t outer = bp_reader_key(reader, "rules");
    if (!bp_reader_map(reader, object)) {
        bp_reader_leave(reader, outer);
        return;
    }
    for (const cJSON *item = object->child; item; item = item->next) {
        size_t mark = bp_reader_key(reader, item->string), rule = find_rule(item->string);
        if (rule == bp_rule_count)
            bp_reader_report(reader, BP_UNKNOWN_RULE, BP_ARGS(item->string));
        else
            read_rule(reader, item, &bp_rules[rule], &checks->rules[rule]);
        bp_reader_leave(reader, mark);
    }
    bp_reader_leave(reader, outer);
}

static const char *read_text(bp_reader *reader, const char *key, const cJSON *value)
{
    size_t mark = bp_reader_key(reader, key);
    const char *text = bp_reader_string(reader, value);
    if (text && !*text)
        bp_reader_report(reader, BP_EMPTY_TEXT, BP_NO_ARGS);
    bp_reader_leave(reader, mark);
    return text;
}

static void read_silence(bp_reader *reader, const cJSON *value, bp_checks *checks)
{
    static const bp_key keys[] = {{"rule", true}, {"project", false}, {"reason", true}};
    const cJSON *v[3];
    if (!bp_reader_object(reader, value, keys, 3, v))
        return;
    const char *name = read_text(reader, "rule", v[0]);
    bp_silence silence = {.project = read_text(reader, "project", v[1]), .reason = read_text(reader, "reason", v[2])};
    size_t rule = name ? find_rule(name) : bp_rule_count;
    if (name && rule == bp_rule_count) {
        size_t mark = bp_reader_key(reader, "rule");
        bp_reader_report(reader, BP_UNKNOWN_RULE, BP_ARGS(name));
        bp_reader_leave(reader, mark);
    }
    if (rule < bp_rule_count && is_never_less(bp_rules[rule].code))
        bp_reader_report(reader, BP_NEVER_LESS, BP_ARGS(bp_code_info_of(bp_rules[rule].code).name));
    if (rule == bp_rule_count || !silence.reason)
        return;
    silence.rule = (uint32_t)rule;
    silence.order = checks->silence_count;
    bp_silence *more = realloc(checks->silences, (checks->silence_count + 1) * sizeof *more);
    if (!more) {
        bp_reader_report(reader, BP_MEMORY, BP_NO_ARGS);
        return;
    }
    checks->silences = more;
    checks->silences[checks->silence_count++] = silence;
}

static void read_silences(bp_reader *reader, const cJSON *array, bp_checks *checks)
{
    size_t outer = bp_reader_key(reader, "silence"), index = 0;
    if (bp_reader_array(reader, array))
        for (const cJSON *item = array->child; item; item = item->next) {
            size_t mark = bp_reader_index(reader, index++);
            read_silence(reader, item, checks);
            bp_reader_leave(reader, mark);
        }
    sort_silences(checks);
    bp_reader_leave(reader, outer);
}

static void read_settings(bp_reader *reader, const cJSON *tree, bp_checks *checks)
{
    static const bp_key keys[] = {{"schema", true}, {"rules", false}, {"silence", false}};
    const cJSON *v[3];
    if (!bp_reader_object(reader, tree, keys, 3, v))
        return;
    const char *schema = read_text(reader, "schema", v[0]);
    if (schema && strcmp(schema, "budgetpress-checks/1") != 0) {
        size_t mark = bp_reader_key(reader, "schema");
        bp_reader_report(reader, BP_BAD_SETTING, BP_ARGS(schema, "budgetpress-checks/1"));
        bp_reader_leave(reader, mark);
    }
    if (v[1])
        read_rules(reader, v[1], checks);
    if (v[2])
        read_silences(reader, v[2], checks);
}

bp_status bp_checks_read(bp_checks *checks, const char *path, bp_diag *diag)
{
    bp_source *source = NULL;
    bp_status status = bp_source_open(path, diag, &source);
    if (!status)
        status = bp_json_check(source, diag);
    if (!status) {
        bp_reader reader = {.source = source, .diag = diag, .arena = &checks->arena};
        cJSON *tree = bp_reader_parse(&reader, bp_json_root(source));
        if (tree)
            read_settings(&reader, tree, checks);
        status = reader.status;
        cJSON_Delete(tree);
        bp_reader_free(&reader);
    }
    bp_source_free(source);
    return status;
}

bp_status bp_checks_load(const char *path, bp_diag *diag, bp_checks **out)
{
    *out = NULL;
    bp_checks *checks = bp_checks_new();
    bp_status status = checks ? bp_checks_read(checks, path, diag) : bp_report_memory(diag);
    if (status)
        bp_checks_free(checks);
    else
        *out = checks;
    return status;
}
