/* tree.c - see tree.h. */
#include "format/pdf/tree.h"

#include <stdio.h>

enum { LEAF = 256 };

static void flush_leaf(bp_pdf_tree *tree, bp_pdf_store *store)
{
    bp_buf leaf = {0};
    uint32_t number = bp_pdf_reserve(store, 1);
    bp_buf_printf(&leaf, "<</Limits[%s %s]/%s[", tree->first, tree->last, tree->kind);
    bp_buf_put(&leaf, bp_buf_text(&tree->pairs), tree->pairs.size);
    bp_buf_puts(&leaf, "]>>");
    store->failed |= leaf.failed || tree->pairs.failed;
    bp_pdf_put(store, number, bp_buf_text(&leaf), leaf.size);
    bp_pdf_put_ref(&tree->kids, number);
    bp_buf_putc(&tree->kids, ' ');
    bp_buf_free(&leaf);
    bp_buf_truncate(&tree->pairs, 0);
    tree->count = 0;
}

void bp_pdf_tree_add(bp_pdf_tree *tree, bp_pdf_store *store, const char *key, uint32_t value)
{
    if (!tree->count++)
        snprintf(tree->first, sizeof tree->first, "%s", key);
    snprintf(tree->last, sizeof tree->last, "%s", key);
    bp_buf_puts(&tree->pairs, key);
    bp_buf_putc(&tree->pairs, ' ');
    bp_pdf_put_ref(&tree->pairs, value);
    bp_buf_putc(&tree->pairs, ' ');
    if (tree->count == LEAF)
        flush_leaf(tree, store);
}

void bp_pdf_tree_end(bp_pdf_tree *tree, bp_pdf_store *store, uint32_t number)
{
    bp_buf root = {0};
    if (tree->count && tree->kids.size)
        flush_leaf(tree, store);
    bp_buf_puts(&root, "<</");
    bp_buf_puts(&root, tree->kids.size ? "Kids" : tree->kind);
    bp_buf_putc(&root, '[');
    bp_buf_puts(&root, bp_buf_text(tree->kids.size ? &tree->kids : &tree->pairs));
    bp_buf_puts(&root, "]>>");
    store->failed |= root.failed || tree->kids.failed || tree->pairs.failed;
    bp_pdf_put(store, number, bp_buf_text(&root), root.size);
    bp_buf_free(&root);
    bp_buf_free(&tree->kids);
    bp_buf_free(&tree->pairs);
}
