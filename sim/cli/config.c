#include "cli/config.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>

#include "cli/number.h"

/* Edit distance, for "did you mean"; names are short. */
static unsigned distance(const char *a, const char *b)
{
    unsigned row[64], columns = (unsigned)strlen(b);
    if (columns >= 64) {
        return 64;
    }
    for (unsigned j = 0; j <= columns; j++) {
        row[j] = j;
    }
    for (unsigned i = 0; a[i]; i++) {
        unsigned diagonal = row[0];
        row[0] = i + 1;
        for (unsigned j = 0; j < columns; j++) {
            unsigned change = diagonal + (a[i] != b[j]), add = row[j] + 1, drop = row[j + 1] + 1;
            diagonal = row[j + 1];
            row[j + 1] = change < add ? (change < drop ? change : drop) : (add < drop ? add : drop);
        }
    }
    return row[columns];
}

static int find(const char *name)
{
    for (int key = 0; key < FL_KEY_COUNT; key++) {
        if (strcmp(fl_keys[key].name, name) == 0) {
            return key;
        }
    }
    return -1;
}

static void suggest(const char *name, char *error, size_t size)
{
    unsigned best = 0;
    for (unsigned key = 1; key < FL_KEY_COUNT; key++) {
        if (distance(name, fl_keys[key].name) < distance(name, fl_keys[best].name)) {
            best = key;
        }
    }
    if (distance(name, fl_keys[best].name) <= 5) {
        snprintf(error, size, "unknown key %.60s; did you mean %s?", name, fl_keys[best].name);
    } else {
        snprintf(error, size, "unknown key %.60s; `faultline config` lists all keys", name);
    }
}

/* Is `word` one of the words of `list`? */
static bool listed(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; length > 0 && (at = strstr(at, word)); at += length) {
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')) {
            return true;
        }
    }
    return false;
}

static bool is_number(const struct fl_key_row *row)
{
    return row->type == FL_NUMBER || row->type == FL_POWER_OF_TWO;
}

/* Is the default of a number a word, "none" or "size"? */
static bool has_word(const struct fl_key_row *row)
{
    return !isdigit((unsigned char)row->fallback[0]);
}

static bool parse_number(const struct fl_key_row *row, const char *text, uint64_t *number)
{
    if (has_word(row) && strcmp(text, row->fallback) == 0) {
        *number = FL_CONFIG_WORD;
        return true;
    }
    return fl_parse_number(text, number) && *number >= row->min && *number <= row->max;
}

static bool parse(const struct fl_key_row *row, const char *text, uint64_t *number)
{
    switch (row->type) {
    case FL_CHOICE:
        *number = 0;
        return listed(row->choices, text);
    case FL_FLAG:
        *number = strcmp(text, "on") == 0;
        return *number || strcmp(text, "off") == 0;
    case FL_POWER_OF_TWO:
        return parse_number(row, text, number) &&
               (*number == FL_CONFIG_WORD || ((*number & (*number - 1)) == 0 && *number != 1));
    default:
        return parse_number(row, text, number);
    }
}

static void write_range(const struct fl_key_row *row, char *to, size_t size)
{
    const bool sizes = row->type == FL_POWER_OF_TWO; /* of what has index bits, so 1 is none */
    char word[16] = "";
    if (row->type == FL_CHOICE) {
        snprintf(to, size, "one of: %s", row->choices);
        return;
    }
    if (row->type == FL_FLAG) {
        snprintf(to, size, "on or off");
        return;
    }
    if (has_word(row)) {
        snprintf(word, sizeof word, ", or %s", row->fallback);
    }
    if (row->max == UINT64_MAX) {
        snprintf(to, size, "a number from %llu%s", (unsigned long long)row->min, word);
    } else {
        snprintf(to, size, "a %s from %llu to %llu%s%s", sizes ? "power of two" : "number",
                 (unsigned long long)(sizes && row->min == 0 ? 2 : row->min), (unsigned long long)row->max,
                 sizes && row->min == 0 ? ", or 0" : "", word);
    }
}

bool fl_config_set(struct fl_config *config, const char *name, const char *value, const char *source, char *error,
                   size_t error_size)
{
    int key = find(name);
    uint64_t number;
    if (key < 0) {
        suggest(name, error, error_size);
        return false;
    }
    if (strlen(value) >= sizeof config->value[key].text || !parse(&fl_keys[key], value, &number)) {
        char range[96];
        write_range(&fl_keys[key], range, sizeof range);
        snprintf(error, error_size, "%s cannot be '%.60s'; it is %s", name, value, range);
        return false;
    }
    struct fl_config_value *slot = &config->value[key];
    snprintf(slot->text, sizeof slot->text, "%s", value);
    if (is_number(&fl_keys[key]) && number != FL_CONFIG_WORD) { /* without separators, for who reads a dump */
        snprintf(slot->text, sizeof slot->text, "%llu", (unsigned long long)number);
    }
    snprintf(slot->source, sizeof slot->source, "%s", source);
    slot->number = number;
    return true;
}

bool fl_config_assign(struct fl_config *config, const char *assignment, const char *source, char *error,
                      size_t error_size)
{
    char name[80];
    const char *equals = strchr(assignment, '=');
    if (!equals || (size_t)(equals - assignment) >= sizeof name) {
        snprintf(error, error_size, "'%.80s' is no key=value", assignment);
        return false;
    }
    snprintf(name, sizeof name, "%.*s", (int)(equals - assignment), assignment);
    return fl_config_set(config, name, equals + 1, source, error, error_size);
}

void fl_config_init(struct fl_config *config)
{
    char error[160];
    for (int key = 0; key < FL_KEY_COUNT; key++) {
        if (!fl_config_set(config, fl_keys[key].name, fl_keys[key].fallback, "default", error, sizeof error)) {
            abort(); /* the table contradicts itself */
        }
    }
}

/* An INI file being read. inih tells no line numbers to its handler, so the reader counts. */
struct ini_reading {
    struct fl_config *config;
    FILE *file;
    const char *path;
    int line;
    char *error;
    size_t error_size;
    bool failed;
};

static bool is_comment(const char *line)
{
    line += strspn(line, " \t");
    return line[0] == ';' || line[0] == '#';
}

/* inih takes a long line in pieces, and would take each for a line. */
static char *read_line(char *to, int size, void *stream)
{
    struct ini_reading *reading = stream;
    reading->line++;
    if (!fgets(to, size, reading->file)) {
        return NULL;
    }
    if (!strchr(to, '\n') && !feof(reading->file)) {
        int next;
        while ((next = fgetc(reading->file)) != '\n' && next != EOF) {
        }
        if (!is_comment(to) && !reading->failed) {
            snprintf(reading->error, reading->error_size, "%s:%d: longer than %d characters", reading->path,
                     reading->line, size - 1);
            reading->failed = true;
        }
    }
    return to;
}

static int take_line(void *user, const char *section, const char *name, const char *value)
{
    struct ini_reading *reading = user;
    char key[128], source[160], error[256];
    if (reading->failed) {
        return 1;
    }
    snprintf(key, sizeof key, "%s%s%s", section, section[0] ? "." : "", name);
    snprintf(source, sizeof source, "%.120s:%d", reading->path, reading->line);
    if (!fl_config_set(reading->config, key, value, source, error, sizeof error)) {
        snprintf(reading->error, reading->error_size, "%s: %s", source, error);
        reading->failed = true;
    }
    return 1;
}

enum fl_config_file fl_config_read(struct fl_config *config, const char *path, char *error, size_t error_size)
{
    struct ini_reading reading = {.config = config, .path = path, .error = error, .error_size = error_size};
    reading.file = fopen(path, "r");
    errno = reading.file ? 0 : errno;
    int bad_line = reading.file ? ini_parse_stream(read_line, &reading, take_line, &reading) : 0;
    bool unreadable = !reading.file || ferror(reading.file);
    if (unreadable) {
        snprintf(error, error_size, "cannot read %s: %s", path, strerror(errno));
    } else if (!reading.failed && bad_line != 0) {
        snprintf(error, error_size, "%s:%d: neither [section] nor key = value", path, bad_line);
    }
    if (reading.file) {
        fclose(reading.file);
    }
    return unreadable ? FL_CONFIG_UNREADABLE : reading.failed || bad_line != 0 ? FL_CONFIG_WRONG : FL_CONFIG_GOOD;
}

void fl_config_list(FILE *out)
{
    for (int key = 0; key < FL_KEY_COUNT; key++) {
        char range[96];
        const struct fl_key_row *row = &fl_keys[key];
        write_range(row, range, sizeof range);
        fprintf(out, "%-22s %s\n%-22s   default %s%s%s; %s\n", row->name, row->doc, "", row->fallback,
                row->unit[0] ? " " : "", row->unit, range);
    }
}

void fl_config_dump(FILE *out, const struct fl_config *config)
{
    for (int key = 0; key < FL_KEY_COUNT; key++) {
        const struct fl_config_value *value = &config->value[key];
        fprintf(out, "%-22s = %-12s ; %s\n", fl_keys[key].name, value->text, value->source);
    }
}
