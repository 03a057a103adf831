/* options.c - bootargs: words of the form name=value, each with its parser in one table. */
#include "options.h"

#include "diskqueue.h"
#include "policy/policy.h"
#include "power.h"
#include "print.h"
#include "string.h"

#include <stddef.h>

#define MIN_FRAMES   8
#define WORD_SIZE    128
#define USAGE_STATUS 64

struct options options = {.policy = &fl_policy_fifo, .slice_ms = 10, .init = "bin/demo"};

/* Returns NULL, or what would have been right. */
typedef const char *parse_function(const char *value);

static bool parse_number(const char *value, uint64_t *number)
{
    *number = 0;
    if (!*value || strlen(value) > 9)
        return false;
    for (; *value; value++) {
        if (*value < '0' || *value > '9')
            return false;
        *number = *number * 10 + (uint64_t)(*value - '0');
    }
    return true;
}

static const char *parse_frames(const char *value)
{
    return parse_number(value, &options.frames) && options.frames >= MIN_FRAMES ? NULL : "a number, at least 8";
}

static const char *parse_policy(const char *value)
{
    options.policy = fl_policy_by_name(value);
    return options.policy ? NULL : "fifo clock enhanced aging lru mru lfu mfu 2q ws wsclock random or opt";
}

static const char *parse_ad(const char *value)
{
    options.hardware_ad = strcmp(value, "svadu") == 0;
    return options.hardware_ad || strcmp(value, "svade") == 0 ? NULL : "svade or svadu";
}

static const char *parse_init(const char *value)
{
    if (!*value || strlen(value) >= sizeof(options.init))
        return "a path of 1 to 99 characters";
    string_copy(options.init, value, sizeof(options.init));
    return NULL;
}

/* scenario=NAME is short for init=bin/NAME. */
static const char *parse_scenario(const char *value)
{
    static const char folder[] = "bin/";
    if (!*value || strlen(value) + sizeof(folder) > sizeof(options.init))
        return "the name of a program in bin/";
    memcpy(options.init, folder, sizeof(folder) - 1);
    string_copy(options.init + sizeof(folder) - 1, value, sizeof(options.init) - (sizeof(folder) - 1));
    return NULL;
}

static const char *parse_slice(const char *value)
{
    return parse_number(value, &options.slice_ms) && options.slice_ms >= 1 ? NULL : "milliseconds, at least 1";
}

static const char *parse_disk_order(const char *value)
{
    options.disk_order = disk_order_by_name(value);
    return options.disk_order ? NULL : "device, fcfs, sstf or scan";
}

static const char *parse_check(const char *value)
{
    options.check = strcmp(value, "1") == 0;
    return options.check || strcmp(value, "0") == 0 ? NULL : "0 or 1";
}

static const struct {
    const char *name;
    parse_function *parse;
} table[] = {
    {"frames=", parse_frames}, {"policy=", parse_policy}, {"ad=", parse_ad},
    {"init=", parse_init}, {"scenario=", parse_scenario},     {"slice=", parse_slice},   {"check=", parse_check}, {"diskq=", parse_disk_order},
};

void options_refuse(const char *option, const char *why)
{
    print("bad option \"%s\": %s\n", option, why);
    power_off(USAGE_STATUS);
}

static void parse_word(const char *word)
{
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        size_t length = strlen(table[i].name);
        if (memcmp(word, table[i].name, length) != 0)
            continue;
        const char *wanted = table[i].parse(word + length);
        if (wanted)
            options_refuse(word, wanted);
        return;
    }
    options_refuse(word, "unknown; there are frames= policy= ad= init= scenario= slice= check= diskq=");
}

void options_parse(const char *text, uint64_t size)
{
    char word[WORD_SIZE];
    uint64_t length = 0;
    for (uint64_t i = 0; i <= size; i++) {
        char c = i < size ? text[i] : '\0';
        if (c != ' ' && c != '\0') {
            if (length == WORD_SIZE - 1)
                options_refuse("bootargs", "a word is longer than 126 characters");
            word[length++] = c;
            continue;
        }
        if (length > 0) {
            memset(word + length, 0, WORD_SIZE - length); /* so that comparing a table name never reads old text */
            parse_word(word);
        }
        length = 0;
    }
}
