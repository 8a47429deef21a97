/* schema.c - the JSON Schema of a document, made of the table by which it is read and judged. See members.h. */
#include <stdio.h>
#include <string.h>

#include "base/chars.h"
#include "json/write.h"

typedef struct schema {
    bp_writer w;
    const bp_object *defined[BP_OBJECTS_MAX];  /* what has a name, in the order in which it is met */
    size_t count;
} schema;

/* A character of a class of characters: what is past U+FFFF stands for itself, escaped as JSON has it. */
static void put_character(bp_buf *out, uint32_t c)
{
    if (c > 0xFFFF)
        bp_buf_printf(out, "\\u%04X\\u%04X", (unsigned)(0xD800 + ((c - 0x10000) >> 10)), (unsigned)(0xDC00 + (c & 0x3FF)));
    else
        bp_buf_printf(out, "\\\\u%04X", (unsigned)c);
}

/* The class of the characters that a text must not have: as the judge of texts finds them, one by one. */
static void put_refused(bp_buf *out, const bp_text_rule *rule)
{
    const uint32_t end = 0x110000;
    for (uint32_t c = 0, first = end; c <= end; c++) {
        bool surrogate = c >= 0xD800 && c <= 0xDFFF;
        bool refused = c < end && !surrogate && bp_char_is(c, rule->refused) && !(c == '\t' && rule->tabs);
        if (refused && first == end)
            first = c;
        if (refused || first == end)
            continue;
        put_character(out, first);
        if (c - 1 > first) {
            bp_buf_putc(out, '-');
            put_character(out, c - 1);
        }
        first = end;
    }
}

static void put_titles(schema *s, const char *title, const char *description)
{
    if (title)
        bp_write_text(&s->w, "title", title);
    if (description)
        bp_write_text(&s->w, "description", description);
}

static void put_text_rule(schema *s, const bp_text_rule *rule)
{
    bp_write_key(&s->w, rule->name);
    bp_write_open(&s->w, '{');
    put_titles(s, rule->title, rule->description);
    bp_write_text(&s->w, "type", "string");
    if (rule->filled)
        bp_write_int(&s->w, "minLength", 1);
    bp_write_key(&s->w, "not");
    bp_buf_puts(&s->w.out, "{ \"pattern\": \"[");
    put_refused(&s->w.out, rule);
    bp_buf_puts(&s->w.out, "]\" }");
    bp_write_close(&s->w, '}');
}

/* The pattern is that of bp_amount_parse. */
static void put_amount(schema *s)
{
    static const char *const kinds[] = {
        "{ \"type\": \"null\" }",
        ("{ \"type\": \"string\", \"pattern\": \"^-?(0|[1-9][0-9]{0,11})(\\\\.[0-9]{1,6})?$\", "
         "\"not\": { \"pattern\": \"\\\\s\" } }"),
        "{ \"type\": \"number\", \"exclusiveMinimum\": -1000000000000, \"exclusiveMaximum\": 1000000000000 }",
    };
    bp_write_key(&s->w, "amount");
    bp_write_open(&s->w, '{');
    put_titles(s, "金额",
               "AMOUNT, in amount_unit, exact. Null, like a member that is left out, is blank; 0.00 is zero. A number is read by "
               "the characters that it is written with, under the same rule as a string: no exponent, at most 12 digits before the "
               "point and 6 behind it.");
    bp_write_key(&s->w, "oneOf");
    bp_write_open(&s->w, '[');
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        bp_write_item(&s->w);
        bp_buf_puts(&s->w.out, kinds[i]);
    }
    bp_write_close(&s->w, ']');
    bp_write_close(&s->w, '}');
}

static void put_reference(schema *s, const char *name)
{
    bp_write_key(&s->w, "$ref");
    bp_buf_printf(&s->w.out, "\"#/$defs/%s\"", name);
}

static void put_object(schema *s, const bp_object *object);

/* What a struct is in the file: defined once where it has a name, and then referred to. */
static void put_struct(schema *s, const bp_object *object)
{
    size_t i = 0;
    if (object->plain)
        put_reference(s, bp_text_rules[object->members->text].name);
    else if (object->name) {
        while (i < s->count && s->defined[i] != object)
            i++;
        if (i == s->count && s->count < BP_OBJECTS_MAX)
            s->defined[s->count++] = object;
        put_reference(s, object->name);
    } else
        put_object(s, object);
}

static void put_words(schema *s, const char *const *words)
{
    bp_write_key(&s->w, "enum");
    bp_buf_putc(&s->w.out, '[');
    for (size_t i = 0; words[i]; i++) {
        bp_buf_puts(&s->w.out, i ? ", " : "");
        bp_json_quote(&s->w.out, words[i]);
    }
    bp_buf_putc(&s->w.out, ']');
}

static void put_integer(schema *s, const bp_object *object, const bp_member *member)
{
    int blank = BP_ABSENT_INT;
    if (object->blank)
        memcpy(&blank, (const char *)object->blank + member->at, sizeof blank);
    bp_write_text(&s->w, "type", "integer");
    bp_write_int(&s->w, "minimum", member->low);
    bp_write_int(&s->w, "maximum", member->high);
    if (blank != BP_ABSENT_INT)
        bp_write_int(&s->w, "default", blank);
}

/* An array of what `items` says, or an object whose members' names are data. */
static void put_many(schema *s, const bp_member *member)
{
    bool map = member->kind == BP_MEMBER_MAP;
    bp_write_text(&s->w, "type", map ? "object" : "array");
    if (map) {
        bp_write_key(&s->w, "propertyNames");
        bp_write_open(&s->w, '{');
        put_reference(s, bp_text_rules[member->of->id->text].name);
        bp_write_close(&s->w, '}');
    }
    bp_write_key(&s->w, map ? "additionalProperties" : "items");
    bp_write_open(&s->w, '{');
    if (member->kind == BP_MEMBER_TEXTS)
        put_reference(s, bp_text_rules[member->text].name);
    else
        put_struct(s, member->of);
    bp_write_close(&s->w, '}');
}

static void put_member(schema *s, const bp_object *object, const bp_member *member)
{
    bp_write_key(&s->w, member->key.name);
    bp_write_open(&s->w, '{');
    put_titles(s, member->title, member->description);
    switch (member->kind) {
    case BP_MEMBER_TEXT:
        if (member->words)
            put_words(s, member->words);
        else
            put_reference(s, bp_text_rules[member->text].name);
        break;
    case BP_MEMBER_INTEGER: put_integer(s, object, member); break;
    case BP_MEMBER_AMOUNT: put_reference(s, "amount"); break;
    case BP_MEMBER_OBJECT:
    case BP_MEMBER_ONE: put_struct(s, member->of); break;
    default: put_many(s, member);
    }
    bp_write_close(&s->w, '}');
}

static void put_link(schema *s)
{
    bp_write_key(&s->w, "$schema");
    bp_write_open(&s->w, '{');
    put_titles(s, "数据模式的位置", "Where editors find this schema; not read.");
    bp_write_text(&s->w, "type", "string");
    bp_write_close(&s->w, '}');
}

static void put_object(schema *s, const bp_object *object)
{
    bool outermost = s->w.depth == 1, any = false;
    put_titles(s, object->title, object->description);
    bp_write_text(&s->w, "type", "object");
    bp_write_key(&s->w, "additionalProperties");
    bp_buf_puts(&s->w.out, "false");
    for (size_t i = 0; i < object->count; i++) {
        if (!object->members[i].key.required)
            continue;
        if (!any)
            bp_write_key(&s->w, "required");
        bp_buf_puts(&s->w.out, any ? ", " : "[");
        bp_json_quote(&s->w.out, object->members[i].key.name);
        any = true;
    }
    bp_buf_puts(&s->w.out, any ? "]" : "");
    bp_write_key(&s->w, "properties");
    bp_write_open(&s->w, '{');
    if (outermost)
        put_link(s);
    for (size_t i = 0; i < object->count; i++)
        put_member(s, object, &object->members[i]);
    bp_write_close(&s->w, '}');
}

static void put_definitions(schema *s)
{
    bp_write_key(&s->w, "$defs");
    bp_write_open(&s->w, '{');
    for (int kind = 0; kind < BP_TEXT_KINDS; kind++)
        put_text_rule(s, &bp_text_rules[kind]);
    put_amount(s);
    for (size_t i = 0; i < s->count; i++) {  /* each may lead to others */
        bp_write_key(&s->w, s->defined[i]->name);
        bp_write_open(&s->w, '{');
        put_object(s, s->defined[i]);
        bp_write_close(&s->w, '}');
    }
    bp_write_close(&s->w, '}');
}

void bp_schema_write(const bp_object *object, const char *id, const char *more, bp_buf *out)
{
    schema s = {.count = 0};
    bp_write_open(&s.w, '{');
    bp_write_text(&s.w, "$schema", "https://json-schema.org/draft/2020-12/schema");
    bp_write_text(&s.w, "$id", id);
    put_object(&s, object);
    if (more) {
        bp_write_item(&s.w);
        bp_buf_puts(&s.w.out, more);
    }
    put_definitions(&s);
    bp_write_close(&s.w, '}');
    bp_buf_putc(&s.w.out, '\n');
    *out = s.w.out;
}
