/* outline.c - see outline.h. */
#include "format/pdf/outline.h"

/* Writes the item of a level, which `after` follows (0: none), and what is open below it. */
static void end_item(bp_pdf_outline *o, unsigned level, uint32_t after)
{
    bp_pdf_item *item = &o->items[level];
    if (!item->number)
        return;
    if (level + 1 < BP_ENTRY_LEVELS)
        end_item(o, level + 1, 0);
    bp_pdf_dict *dict = bp_pdf_dict_new(o->objects, NULL);
    bp_pdf_array *to = bp_pdf_array_new(o->objects);
    bp_pdf_add_ref(o->objects, to, item->page);
    bp_pdf_add_name(o->objects, to, "XYZ");
    bp_pdf_add_int(o->objects, to, 0);
    bp_pdf_add_int(o->objects, to, (item->y + 999) / 1000);
    bp_pdf_add_int(o->objects, to, 0);  /* no change of the zoom */
    bp_pdf_set_text(o->objects, dict, "Title", item->title);
    bp_pdf_set_ref(o->objects, dict, "Parent", item->parent);
    bp_pdf_set_array(o->objects, dict, "Dest", to);
    if (item->before)
        bp_pdf_set_ref(o->objects, dict, "Prev", item->before);
    if (after)
        bp_pdf_set_ref(o->objects, dict, "Next", after);
    if (item->below) {
        bp_pdf_set_ref(o->objects, dict, "First", item->first);
        bp_pdf_set_ref(o->objects, dict, "Last", item->last);
        bp_pdf_set_int(o->objects, dict, "Count", o->open ? (int32_t)item->below : -(int32_t)item->below);
    }
    bp_pdf_write(o->objects, item->number, dict);
    item->number = 0;
}

void bp_pdf_outline_add(bp_pdf_outline *o, unsigned level, const char *title, uint32_t page, int32_t y)
{
    bp_pdf_item *above = level && o->items[0].number && !o->flat ? &o->items[0] : NULL;
    o->flat = level && !above;
    if (!above)
        level = 0;
    if (!o->root)
        o->root = bp_pdf_reserve(o->store, 1);
    uint32_t number = bp_pdf_reserve(o->store, 1), before = o->items[level].number;
    end_item(o, level, number);
    o->items[level] = (bp_pdf_item){.number = number, .parent = above ? above->number : o->root, .before = before, .page = page,
                                    .y = y, .title = title};
    if (!above) {
        o->first = o->first ? o->first : number;
        o->top++;
        return;
    }
    above->first = above->first ? above->first : number;
    above->last = number;
    above->below++;
    o->shown += o->open;
}

uint32_t bp_pdf_outline_end(bp_pdf_outline *o)
{
    if (!o->root)
        return 0;
    uint32_t last = o->items[0].number;
    end_item(o, 0, 0);
    bp_pdf_dict *root = bp_pdf_dict_new(o->objects, "Outlines");
    bp_pdf_set_ref(o->objects, root, "First", o->first);
    bp_pdf_set_ref(o->objects, root, "Last", last);
    bp_pdf_set_int(o->objects, root, "Count", (int32_t)(o->top + o->shown));
    bp_pdf_write(o->objects, o->root, root);
    return o->root;
}
