/* config.h - the configuration: one table of keys, and where each value came from.
 *
 * Values come, later over earlier, from the defaults, `-f file.ini`, `-c key=value` and the short options of a verb, in the
 * order of the command line. Unknown keys and values out of range are errors that say what to do.
 */
#ifndef FAULTLINE_CONFIG_H
#define FAULTLINE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum fl_key {
    FL_KEY_MMU_SIZE,
    FL_KEY_ITLB_ENTRIES,
    FL_KEY_DTLB_ENTRIES,
    FL_KEY_L2_SETS,
    FL_KEY_L2_WAYS,
    FL_KEY_SUPER_ENTRIES,
    FL_KEY_PWC_ENTRIES,
    FL_KEY_PMA,
    FL_KEY_SVADU,
    FL_KEY_ADUE_RESET,
    FL_KEY_SV48,
    FL_KEY_SV57,
    FL_KEY_PMP_ENTRIES,
    FL_KEY_CPU_MHZ,
    FL_KEY_FETCH_BLOCK,
    FL_KEY_TRAP_CYCLES,
    FL_KEY_CPU_FAST,
    FL_KEY_CPU_STALE_CODE,
    FL_KEY_MEMORY_DELAY,
    FL_KEY_DATA_DELAY,
    FL_KEY_FETCH_DELAY,
    FL_KEY_RAM_MIB,
    FL_KEY_DISK_PRESET,
    FL_KEY_DISK_WRITABLE,
    FL_KEY_DISK_ERROR_SECTOR,
    FL_KEY_DISK_ERROR_SECTORS,
    FL_KEY_DISK_ERROR_ON,
    FL_KEY_STATE_EVERY,
    FL_KEY_LIMIT_CYCLES,
    FL_KEY_SEED,
    FL_KEY_COUNT
};

enum fl_key_type { FL_NUMBER, FL_POWER_OF_TWO, FL_FLAG, FL_CHOICE };

struct fl_key_row {
    const char *name;
    enum fl_key_type type;
    const char *fallback; /* the default, as text; a word for numbers too, "none" or "size" */
    const char *unit;     /* "" when it has none */
    uint64_t min, max;    /* numbers */
    const char *choices;  /* choices: words separated by one space */
    const char *doc;
};
extern const struct fl_key_row fl_keys[FL_KEY_COUNT];

#define FL_CONFIG_WORD UINT64_MAX /* the number of a key whose default is a word, and that has it */

struct fl_config {
    struct fl_config_value {
        char text[32];
        uint64_t number;  /* numbers; flags as 0 and 1 */
        char source[160]; /* "default", "-c", "--size", "machine.ini:12" */
    } value[FL_KEY_COUNT];
};

void fl_config_init(struct fl_config *config);

/* Set one key. False, and one line without newline in `error`, when there is no such key or the value is none of its. */
bool fl_config_set(struct fl_config *config, const char *name, const char *value, const char *source, char *error,
                   size_t error_size);
/* "key=value", as given to -c. */
bool fl_config_assign(struct fl_config *config, const char *assignment, const char *source, char *error,
                      size_t error_size);
/* An INI file; "[mmu]" and "size = tiny" name the key mmu.size. One line in `error` unless it is good. */
enum fl_config_file { FL_CONFIG_GOOD, FL_CONFIG_WRONG, FL_CONFIG_UNREADABLE };
enum fl_config_file fl_config_read(struct fl_config *config, const char *path, char *error, size_t error_size);

static inline uint64_t fl_config_number(const struct fl_config *config, enum fl_key key)
{
    return config->value[key].number;
}
static inline const char *fl_config_text(const struct fl_config *config, enum fl_key key)
{
    return config->value[key].text;
}

/* Readable lists: all keys with their meaning; all values with their sources. */
void fl_config_list(FILE *out);
void fl_config_dump(FILE *out, const struct fl_config *config);

#endif
