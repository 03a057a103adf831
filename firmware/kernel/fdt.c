/* fdt.c - a walk over the device tree's structure block: a sequence of tokens, each on a four-byte boundary.
 *
 * Every offset is checked against the tree's own size, and the size against a limit, so a damaged tree is refused and
 * never followed out of its bounds.
 */
#include "fdt.h"

#include "string.h"

#include <stdbool.h>

#define FDT_MAGIC    0xd00dfeedu
#define FDT_MAX_SIZE 0x200000u

enum { TOKEN_BEGIN = 1, TOKEN_END = 2, TOKEN_PROPERTY = 3, TOKEN_NOP = 4 };
enum { HEADER_MAGIC = 0, HEADER_SIZE = 4, HEADER_STRUCTURE = 8, HEADER_STRINGS = 12, HEADER_BYTES = 40 };

struct cursor {
    const uint8_t *tree;
    uint32_t size, at, strings;
    bool bad;
};

uint64_t fdt_number(const void *value, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++)
        number = number << 8 | ((const uint8_t *)value)[i];
    return number;
}

static uint32_t take_word(struct cursor *c)
{
    if (c->size - c->at < 4) {
        c->bad = true;
        return 0;
    }
    uint32_t word = (uint32_t)fdt_number(c->tree + c->at, 4);
    c->at += 4;
    return word;
}

/* A stretch of `length` bytes, the cursor behind it on the next boundary. */
static const uint8_t *take_bytes(struct cursor *c, uint32_t length)
{
    uint64_t next = ((uint64_t)c->at + length + 3) & ~3ull;
    if (next > c->size) {
        c->bad = true;
        return NULL;
    }
    const uint8_t *bytes = c->tree + c->at;
    c->at = (uint32_t)next;
    return bytes;
}

/* The string at `offset`, or "" if it does not end inside the tree. */
static const char *text_at(const struct cursor *c, uint64_t offset)
{
    for (uint64_t end = offset; end < c->size; end++)
        if (c->tree[end] == '\0')
            return (const char *)c->tree + offset;
    return "";
}

static bool same_node(const char *name, const char *wanted)
{
    while (*wanted && *name == *wanted) {
        name++;
        wanted++;
    }
    return *wanted == '\0' && (*name == '\0' || *name == '@');
}

static bool open_tree(struct cursor *c, const void *tree)
{
    const uint8_t *header = tree;
    if (fdt_number(header + HEADER_MAGIC, 4) != FDT_MAGIC)
        return false;
    *c = (struct cursor){
        .tree = tree,
        .size = (uint32_t)fdt_number(header + HEADER_SIZE, 4),
        .at = (uint32_t)fdt_number(header + HEADER_STRUCTURE, 4),
        .strings = (uint32_t)fdt_number(header + HEADER_STRINGS, 4),
    };
    return c->size >= HEADER_BYTES && c->size <= FDT_MAX_SIZE && c->at < c->size && c->strings < c->size;
}

const void *fdt_property(const void *tree, const char *node, const char *property, size_t *size)
{
    struct cursor c;
    if (!open_tree(&c, tree))
        return NULL;
    int depth = 0;
    bool inside = false; /* directly in the wanted child of the root */
    while (!c.bad) {
        uint32_t token = take_word(&c);
        if (token == TOKEN_BEGIN) {
            const char *name = text_at(&c, c.at);
            take_bytes(&c, (uint32_t)strlen(name) + 1);
            depth++;
            inside = depth == 2 && same_node(name, node);
        } else if (token == TOKEN_END) {
            depth--;
            inside = false;
        } else if (token == TOKEN_PROPERTY) {
            uint32_t length = take_word(&c), name = take_word(&c);
            const uint8_t *value = take_bytes(&c, length);
            if (value && inside && strcmp(text_at(&c, (uint64_t)c.strings + name), property) == 0) {
                *size = length;
                return value;
            }
        } else if (token != TOKEN_NOP) {
            break; /* the end, or nothing that belongs here */
        }
    }
    return NULL;
}
