/* write.c - see write.h. */
#include "json/write.h"

#include <string.h>

#include "base/decimal.h"

enum { PASSED_AT_ONCE = 1 << 16 };

static void pass_on(bp_writer *w, size_t least)
{
    if (!w->sink || w->out.size < least || w->out.failed)
        return;
    w->sink(w->context, bp_buf_text(&w->out), w->out.size);
    bp_buf_truncate(&w->out, 0);
}

static void next_line(bp_writer *w)
{
    bp_buf_putc(&w->out, '\n');
    for (size_t i = 0; i < w->depth; i++)
        bp_buf_put(&w->out, "  ", 2);
}

void bp_write_open(bp_writer *w, char bracket)
{
    bp_buf_putc(&w->out, bracket);
    w->depth++;
    w->filled = false;
}

void bp_write_close(bp_writer *w, char bracket)
{
    w->depth--;
    if (w->filled)
        next_line(w);
    bp_buf_putc(&w->out, bracket);
    w->filled = true;
}

void bp_write_item(bp_writer *w)
{
    if (w->filled)
        bp_buf_putc(&w->out, ',');
    w->filled = true;
    next_line(w);
}

void bp_write_key(bp_writer *w, const char *key)
{
    bp_write_item(w);
    bp_json_quote(&w->out, key);
    bp_buf_put(&w->out, ": ", 2);
}

void bp_write_text(bp_writer *w, const char *key, const char *text)
{
    bp_write_key(w, key);
    bp_json_quote(&w->out, text);
}

void bp_write_int(bp_writer *w, const char *key, int value)
{
    bp_write_key(w, key);
    bp_buf_int(&w->out, value);
}

bool bp_write_end(bp_writer *w)
{
    pass_on(w, 0);
    return !w->out.failed;
}

/* ---- by tables of members ---- */

static bool is_empty(const bp_member *member, const char *record)
{
    const char *items;
    size_t count;
    bool empty = true;
    switch (member->kind) {
    case BP_MEMBER_TEXT: return !*bp_member_text(member, record);
    case BP_MEMBER_INTEGER: return false;
    case BP_MEMBER_AMOUNT: return !((const bp_amount *)(const void *)(record + member->at))->present;
    case BP_MEMBER_OBJECT:
        for (size_t i = 0; i < member->of->count; i++)
            empty = empty && is_empty(&member->of->members[i], record + member->at);
        return empty;
    case BP_MEMBER_TEXTS: bp_member_items(member, record, &count); return !count;
    default:
        items = bp_member_items(member, record, &count);
        for (size_t i = 0; i < count; i++)
            empty = empty && !bp_member_holds(member, items + i * member->of->size);
        return empty;
    }
}

static void put_amount(bp_writer *w, const bp_amount *amount)
{
    char text[BP_AMOUNT_SIZE];
    bp_amount_text(text, *amount);
    if (amount->present)
        bp_json_quote(&w->out, text);
    else
        bp_buf_puts(&w->out, "null");
}

static void put_texts(bp_writer *w, const bp_member *member, const char *record)
{
    size_t count;
    const char *const *texts = bp_member_items(member, record, &count);
    bp_write_open(w, '[');
    for (size_t i = 0; i < count; i++) {
        bp_write_item(w);
        bp_json_quote(&w->out, texts[i]);
    }
    bp_write_close(w, ']');
}

static void put_element(bp_writer *w, const bp_member *member, const char *element)
{
    if (member->kind == BP_MEMBER_MAP)
        bp_write_key(w, bp_member_text(member->of->id, element));
    else if (member->kind == BP_MEMBER_LIST)
        bp_write_item(w);
    if (member->of->plain)
        bp_json_quote(&w->out, bp_member_text(member->of->members, element));
    else
        bp_write_object(w, member->of, element);
    pass_on(w, PASSED_AT_ONCE);
}

static void put_items(bp_writer *w, const bp_member *member, const char *record)
{
    size_t count;
    const char *items = bp_member_items(member, record, &count);
    bool one = member->kind == BP_MEMBER_ONE, list = member->kind == BP_MEMBER_LIST;
    if (!one)
        bp_write_open(w, list ? '[' : '{');
    for (size_t i = 0; i < count; i++)
        if (bp_member_holds(member, items + i * member->of->size))
            put_element(w, member, items + i * member->of->size);
    if (!one)
        bp_write_close(w, list ? ']' : '}');
}

static void put_value(bp_writer *w, const bp_member *member, const char *record)
{
    const void *value = record + member->at;
    switch (member->kind) {
    case BP_MEMBER_TEXT: bp_json_quote(&w->out, bp_member_text(member, record)); break;
    case BP_MEMBER_TEXTS: put_texts(w, member, record); break;
    case BP_MEMBER_INTEGER: bp_buf_int(&w->out, *(const int *)value); break;
    case BP_MEMBER_AMOUNT: put_amount(w, value); break;
    case BP_MEMBER_OBJECT: bp_write_object(w, member->of, value); break;
    default: put_items(w, member, record);
    }
}

void bp_write_object(bp_writer *w, const bp_object *object, const void *record)
{
    bp_write_open(w, '{');
    for (size_t i = 0; i < object->count; i++) {
        const bp_member *member = &object->members[i];
        if (!member->key.required && !member->always && is_empty(member, record))
            continue;
        bp_write_key(w, member->key.name);
        put_value(w, member, record);
    }
    bp_write_close(w, '}');
}
