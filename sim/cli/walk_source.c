#include "cli/walk_source.h"

#include <stdio.h>
#include <string.h>

#include "faultline/pma.h"

static unsigned state_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    const struct fl_walk_source *source = self;
    uint64_t offset = address - source->state.ram_base;
    *value = 0;
    *error = offset >= source->state.ram_size || source->state.ram_size - offset < size;
    if (!*error) {
        memcpy(value, source->state.ram + offset, size); /* little-endian on both sides */
    }
    return 1;
}

static unsigned image_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    const struct fl_walk_source *source = self;
    *value = 0;
    *error = !fl_platform_peek(source->platform, address, value, size);
    return 1;
}

/* Explaining changes nothing. */
static unsigned no_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                        bool *error)
{
    (void)self, (void)address, (void)size, (void)expected, (void)desired;
    *won = false;
    *error = true;
    return 1;
}

static bool open_image(struct fl_walk_source *source, const char *image, char *error, size_t error_size)
{
    static const struct fl_platform_observer deaf = {0};
    struct fl_platform_config config = {.ram_size = UINT64_C(128) << 20,
                                        .mhz = 1000,
                                        .memory_delay = 1,
                                        .disk_error_sector = UINT64_MAX,
                                        .console_in = -1};
    source->mem = (struct fl_pte_mem){source, image_read, no_swap};
    source->context = (struct fl_context){.xlen = 64, .privilege = FL_SUPERVISOR, .pma = &fl_pma_virt};
    source->platform = fl_platform_new(&config, &deaf, error, error_size);
    return source->platform && fl_platform_load(source->platform, image, false, NULL, NULL, error, error_size);
}

static bool open_state(struct fl_walk_source *source, const char *folder, char *error, size_t error_size)
{
    char path[1200];
    snprintf(path, sizeof path, "%s/end.state", folder);
    source->mem = (struct fl_pte_mem){source, state_read, no_swap};
    bool read = fl_end_state_read(&source->state, path, error, error_size);
    source->context = source->state.context;
    return read;
}

bool fl_walk_source_open(struct fl_walk_source *source, const char *image, const char *folder, char *error,
                         size_t error_size)
{
    *source = (struct fl_walk_source){0};
    bool opened = image ? open_image(source, image, error, error_size) : open_state(source, folder, error, error_size);
    if (!opened) {
        fl_walk_source_close(source);
    }
    return opened;
}

void fl_walk_source_close(struct fl_walk_source *source)
{
    if (source->platform) {
        fl_platform_free(source->platform);
    }
    source->platform = NULL;
    fl_end_state_free(&source->state);
}
