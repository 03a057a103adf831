/* options.c - bootargs: words of the form name=value, each with its parser in one table. */
#include "options.h"

#include "diskqueue.h"
#include "policy/policy.h"
#include "power.h"
#include "print.h"
#include "string.h"
#include "workingset.h"

#include <stddef.h>

#define MIN_FRAMES    8
#define MIN_SHARE     4 /* one instruction: its own bytes and its data may cross a page border each */
#define MOST_PREPAGED 64
#define WORD_SIZE     128
#define USAGE_STATUS  64

struct options options = {.policy_parameters = FL_POLICY_DEFAULTS,
                          .fence_on_clear = true,
                          .policy = &fl_policy_fifo,
                          .slice_ms = 10,
                          .min_frames = MIN_SHARE,
                          .pff_low = 100,
                          .pff_high = 200,
                          .ws_window = 4,
                          .init = "bin/demo"};

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

static const char *parse_tie(const char *value)
{
    options.policy_parameters.tie = strcmp(value, "newest") == 0 ? FL_TIE_NEWEST : FL_TIE_OLDEST;
    return options.policy_parameters.tie || strcmp(value, "oldest") == 0 ? NULL : "oldest or newest";
}

static const char *parse_window(const char *value)
{
    uint64_t window;
    if (!parse_number(value, &window) || window == 0)
        return "a number, at least 1";
    options.policy_parameters.window = (uint32_t)window;
    return NULL;
}

static const char *parse_seed(const char *value)
{
    return parse_number(value, &options.policy_parameters.seed) ? NULL : "a number";
}

static const char *parse_track(const char *value)
{
    options.track_all = strcmp(value, "exact") == 0;
    return options.track_all || strcmp(value, "auto") == 0 ? NULL : "exact or auto";
}

static const char *parse_yes(const char *value, bool *yes)
{
    *yes = strcmp(value, "1") == 0;
    return *yes || strcmp(value, "0") == 0 ? NULL : "0 or 1";
}

static const char *parse_fence_on_clear(const char *value)
{
    return parse_yes(value, &options.fence_on_clear);
}

static const char *parse_record(const char *value)
{
    return parse_yes(value, &options.record);
}

static const char *parse_opt(const char *value)
{
    if (!*value || strlen(value) >= sizeof(options.future))
        return "a path of 1 to 99 characters";
    string_copy(options.future, value, sizeof(options.future));
    return NULL;
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

/* Becomes an init= when the disk is there to look for it (main.c). */
static const char *parse_scenario(const char *value)
{
    if (!*value || strlen(value) >= sizeof(options.scenario))
        return "a program of bin/ or a script of etc/, with 1 to 79 characters";
    string_copy(options.scenario, value, sizeof(options.scenario));
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

static const char *parse_scope(const char *value)
{
    options.local_scope = strcmp(value, "local") == 0;
    return options.local_scope || strcmp(value, "global") == 0 ? NULL : "global or local";
}

static const char *parse_alloc(const char *value)
{
    static const char *const names[] = {[FL_ALLOC_EQUAL] = "equal",
                                        [FL_ALLOC_PROPORTIONAL] = "proportional",
                                        [FL_ALLOC_PRIORITY] = "priority",
                                        [FL_ALLOC_FREQUENCY] = "frequency"};
    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(value, names[i]) != 0)
            continue;
        options.alloc_rule = (enum fl_alloc_rule)i;
        return NULL;
    }
    return "equal, proportional, priority or frequency";
}

static const char *parse_min_frames(const char *value)
{
    return parse_number(value, &options.min_frames) && options.min_frames >= MIN_SHARE ? NULL : "a number, at least 4";
}

static const char *parse_pool(const char *value)
{
    return parse_number(value, &options.buffered_frames) ? NULL : "a number";
}

static const char *parse_zeroed(const char *value)
{
    return parse_number(value, &options.zeroed_frames) ? NULL : "a number";
}

static const char *parse_prepage(const char *value)
{
    return parse_number(value, &options.prepage) && options.prepage <= MOST_PREPAGED ? NULL : "a number, at most 64";
}

static const char *parse_load_control(const char *value)
{
    return parse_yes(value, &options.load_control);
}

static const char *parse_pff(const char *value)
{
    char low[12] = "";
    for (unsigned i = 0; i + 1 < sizeof(low) && *value && *value != ','; i++)
        low[i] = *value++;
    bool good = *value == ',' && parse_number(low, &options.pff_low) && parse_number(value + 1, &options.pff_high);
    return good && options.pff_low < options.pff_high ? NULL : "two numbers, low,high";
}

static const char *parse_ws_window(const char *value)
{
    bool good = parse_number(value, &options.ws_window) && options.ws_window >= 1;
    return good && options.ws_window <= WORKINGSET_LONGEST ? NULL : "ticks, 1 to 8";
}

static const char *parse_check(const char *value)
{
    return parse_number(value, &options.check) ? NULL : "a number: 0 never, N for everything every Nth time";
}

static const struct {
    const char *name;
    parse_function *parse;
} table[] = {
    {"frames=", parse_frames},
    {"policy=", parse_policy},
    {"tie=", parse_tie},
    {"window=", parse_window},
    {"seed=", parse_seed},
    {"track=", parse_track},
    {"fence_on_clear=", parse_fence_on_clear},
    {"record=", parse_record},
    {"opt=", parse_opt},
    {"ad=", parse_ad},
    {"init=", parse_init},
    {"scenario=", parse_scenario},
    {"slice=", parse_slice},
    {"check=", parse_check},
    {"diskq=", parse_disk_order},
    {"scope=", parse_scope},
    {"alloc=", parse_alloc},
    {"minframes=", parse_min_frames},
    {"pool=", parse_pool},
    {"zeroed=", parse_zeroed},
    {"prepage=", parse_prepage},
    {"loadctl=", parse_load_control},
    {"pff=", parse_pff},
    {"wswindow=", parse_ws_window},
};
#define OPTIONS (sizeof(table) / sizeof(table[0]))

void options_refuse(const char *option, const char *why)
{
    print("bad option \"%s\": %s\n", option, why);
    power_off(USAGE_STATUS);
}

static void refuse_unknown(const char *word)
{
    char names[20 * OPTIONS];
    struct text why = {.bytes = names, .size = sizeof(names)};
    print_to(&why, "unknown; there are");
    for (size_t i = 0; i < OPTIONS; i++)
        print_to(&why, " %s", table[i].name);
    options_refuse(word, names);
}

static void parse_word(const char *word)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        size_t length = strlen(table[i].name);
        if (memcmp(word, table[i].name, length) != 0)
            continue;
        const char *wanted = table[i].parse(word + length);
        if (wanted)
            options_refuse(word, wanted);
        return;
    }
    refuse_unknown(word);
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
