/* test_platform_image.c - the host file behind the disk: what stays, what vanishes, what is refused. */
#include "platform_rig.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/disk_image.h"

static char text[256];
static const struct fl_error error = {text, sizeof text};

static void first_bytes(const char *path, unsigned sector, char *to, size_t size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 512L * sector, SEEK_SET), 0);
    assert_int_equal(fread(to, 1, size, file), size);
    fclose(file);
}

static void test_image_writable_keeps_what_is_written(void **state)
{
    (void)state;
    struct rig rig = {0};
    char sector[512] = "kept", seen[512];
    rig_make_disk(&rig);
    struct fl_disk_image *image = fl_disk_image_open(rig.disk_path, true, &error);
    assert_non_null(image);
    assert_int_equal(fl_disk_image_sectors(image), RIG_SECTORS);
    assert_true(fl_disk_image_write(image, 9, sector));
    assert_true(fl_disk_image_write(image, RIG_SECTORS - 1, sector));
    first_bytes(rig.disk_path, 9, seen, 5); /* at once: a crash of the simulator loses nothing */
    assert_string_equal(seen, "kept");
    assert_false(fl_disk_image_write(image, RIG_SECTORS, sector));
    assert_false(fl_disk_image_read(image, UINT64_MAX, seen));
    assert_true(fl_disk_image_flush(image));
    fl_disk_image_close(image);
    struct stat status;
    assert_int_equal(stat(rig.disk_path, &status), 0);
    assert_int_equal(status.st_size, 512 * RIG_SECTORS);
    unlink(rig.disk_path);
}

static void test_image_overlay_leaves_the_file_alone(void **state)
{
    (void)state;
    struct rig rig = {0};
    char sector[512] = "gone", seen[512];
    uint64_t number;
    rig_make_disk(&rig);
    assert_int_equal(chmod(rig.disk_path, 0444), 0);
    struct fl_disk_image *image = fl_disk_image_open(rig.disk_path, false, &error);
    assert_true(fl_disk_image_write(image, 9, sector));
    assert_true(fl_disk_image_read(image, 9, seen));
    assert_memory_equal(seen, sector, 512);
    assert_true(fl_disk_image_read(image, 10, seen)); /* its neighbour in the same block */
    memcpy(&number, seen, 8);
    assert_int_equal(number, 10);
    assert_true(fl_disk_image_flush(image));
    fl_disk_image_close(image);
    first_bytes(rig.disk_path, 9, seen, 8);
    memcpy(&number, seen, 8);
    assert_int_equal(number, 9);
    unlink(rig.disk_path);
}

/* 9 sectors: the last block of the overlay is not full. */
static void test_image_overlay_at_an_odd_end(void **state)
{
    (void)state;
    struct rig rig = {0};
    char sector[512] = "end", seen[512];
    rig_make_disk(&rig);
    assert_int_equal(truncate(rig.disk_path, 9 * 512), 0);
    struct fl_disk_image *image = fl_disk_image_open(rig.disk_path, false, &error);
    assert_true(fl_disk_image_write(image, 8, sector));
    assert_true(fl_disk_image_read(image, 8, seen));
    assert_memory_equal(seen, sector, 512);
    assert_false(fl_disk_image_write(image, 9, sector));
    fl_disk_image_close(image);
    unlink(rig.disk_path);
}

/* Somebody cuts the file during the run: an I/O error for the guest. */
static void test_image_that_shrinks(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start_with_disk(&rig, NULL);
    rig_disk_init(&rig, 8);
    assert_int_equal(truncate(rig.disk_path, 4096), 0);
    rig_request(&rig, 0, 0, 100, BLK_DATA, 512);
    rig_request(&rig, 1, 1, 100, BLK_DATA, 512);
    rig_notify(&rig);
    rig_run_to(&rig, 1000000);
    assert_int_equal(rig_status(&rig, 0), 1);
    assert_int_equal(rig_status(&rig, 1), 1);
    rig_stop(&rig);
}

static void test_image_refusals(void **state)
{
    (void)state;
    struct rig rig = {0};
    char expected[400];
    rig_make_disk(&rig);
    assert_null(fl_disk_image_open("/tmp", false, &error));
    assert_string_equal(text, "disk image /tmp: not a regular file");
    assert_null(fl_disk_image_open("/tmp", true, &error));
    assert_string_equal(text, "disk image /tmp: Is a directory");

    struct fl_disk_image *first = fl_disk_image_open(rig.disk_path, true, &error);
    assert_non_null(first);
    assert_null(fl_disk_image_open(rig.disk_path, false, &error));
    snprintf(expected, sizeof expected, "disk image %s: in use by another run; wait for it, or work on a copy",
             rig.disk_path);
    assert_string_equal(text, expected);
    fl_disk_image_close(first);

    first = fl_disk_image_open(rig.disk_path, false, &error);
    struct fl_disk_image *second = fl_disk_image_open(rig.disk_path, false, &error);
    assert_non_null(second); /* readers share */
    fl_disk_image_close(first);
    fl_disk_image_close(second);

    assert_int_equal(truncate(rig.disk_path, 1000), 0);
    assert_null(fl_disk_image_open(rig.disk_path, false, &error));
    snprintf(expected, sizeof expected,
             "disk image %s: 1000 bytes is not a multiple of 512; pad it with `truncate -s %%512 %s`", rig.disk_path,
             rig.disk_path);
    assert_string_equal(text, expected);
    assert_int_equal(truncate(rig.disk_path, 0), 0);
    assert_null(fl_disk_image_open(rig.disk_path, true, &error));
    snprintf(expected, sizeof expected, "disk image %s: empty; give it a size, for example `truncate -s 16M %s`",
             rig.disk_path, rig.disk_path);
    assert_string_equal(text, expected);
    unlink(rig.disk_path);
}

/* The whole way: a guest's write, the machine freed, a new machine reads it. */
static void test_image_survives_the_machine(void **state)
{
    (void)state;
    for (int writable = 0; writable < 2; writable++) {
        struct rig rig = {0}, again = {0};
        char why[100];
        struct fl_platform_config config = rig_config();
        rig_make_disk(&rig);
        config.disk_path = rig.disk_path;
        config.disk_writable = writable;
        rig_start(&rig, &config);
        rig_disk_init(&rig, 8);
        rig_write(&rig, BLK_DATA, 8, 0xfeedface);
        rig_request(&rig, 0, 1, 50, BLK_DATA, 512);
        rig_notify(&rig);
        rig_run_to(&rig, 1000000);
        assert_int_equal(rig_status(&rig, 0), 0);
        assert_true(fl_platform_flush(rig.machine, why, sizeof why));
        fl_platform_free(rig.machine);
        rig_start(&again, &config);
        rig_disk_init(&again, 8);
        rig_request(&again, 0, 0, 50, BLK_DATA, 512);
        rig_notify(&again);
        rig_run_to(&again, 1000000);
        assert_int_equal(rig_read(&again, BLK_DATA, 8), writable ? 0xfeedface : 50);
        rig_stop(&again);
        unlink(rig.disk_path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_image_writable_keeps_what_is_written),
        cmocka_unit_test(test_image_overlay_leaves_the_file_alone),
        cmocka_unit_test(test_image_overlay_at_an_odd_end),
        cmocka_unit_test(test_image_that_shrinks),
        cmocka_unit_test(test_image_refusals),
        cmocka_unit_test(test_image_survives_the_machine),
    };
    return cmocka_run_group_tests_name("platform image", tests, NULL, NULL);
}
