/* SPDX-License-Identifier: MIT */
#include "../../src/config.h"
#include "../../src/file_trust.h"

#include "support/sandbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOBODY = 65534, STRANGE_GROUP = 65533 };

/* Whether a file of this mode and, unless -1, owner and group is trusted. */
static bool is_trusted(struct sandbox *sandbox, mode_t mode, int owner, int group,
                       struct problem *problem) {
    const char *path = sandbox_write(sandbox, "file", 0600, "", 0);
    assert_int_equal(chown(path, (uid_t)owner, (gid_t)group), 0);
    assert_int_equal(chmod(path, mode), 0);
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    *problem = (struct problem){0};
    bool trusted = file_is_trusted(fd, path, problem);
    close(fd);
    return trusted;
}

static void a_file_that_only_its_owner_writes_is_trusted(void **state) {
    static const mode_t modes[] = {0600, 0400, 0644, 0640, 0755, 0444};
    struct problem problem;
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        assert_true(is_trusted(*state, modes[i], -1, -1, &problem));
        assert_string_equal(problem.what, "");
    }
}

static void a_file_that_others_write_is_not_and_the_chmod_is_said(void **state) {
    static const mode_t modes[] = {0666, 0602, 0646, 0777};
    struct problem problem;
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        assert_false(is_trusted(*state, modes[i], -1, -1, &problem));
        assert_non_null(strstr(problem.what, "others may write this file (mode 0"));
        assert_non_null(strstr(problem.remedy, "type: chmod go-w /"));
        assert_non_null(strstr(problem.remedy, "/file"));
    }
}

static void another_group_may_not_write_it(void **state) {
    struct problem problem;
    if (geteuid() != 0) {
        skip(); /* only root gives files away */
    }
    assert_false(is_trusted(*state, 0660, -1, STRANGE_GROUP, &problem));
    assert_non_null(strstr(problem.remedy, "chmod go-w"));
    assert_true(is_trusted(*state, 0640, -1, STRANGE_GROUP, &problem));
}

static void another_owner_is_never_trusted(void **state) {
    struct problem problem;
    if (geteuid() != 0) {
        skip();
    }
    assert_false(is_trusted(*state, 0400, NOBODY, -1, &problem));
    assert_non_null(strstr(problem.what, "belongs to user 65534"));
    assert_non_null(strstr(problem.remedy, "chown 0 /"));
}

/* A symbolic link stands for what it leads to: dotfiles are often kept elsewhere. */
static void what_is_open_counts_not_the_link(void **state) {
    struct options options = settings_standard();
    struct config config = {0};
    char link[512];
    const char *path = sandbox_write(*state, "elsewhere", 0600, "token-command = x\n", 18);
    snprintf(link, sizeof link, "%s-link", path);
    assert_int_equal(symlink(path, link), 0);
    assert_true(config_read(&config, &options, link));
    assert_int_equal(config.problems, 0);
    config_clear(&config);
    options = settings_standard();
    assert_int_equal(chmod(path, 0666), 0);
    assert_true(config_read(&config, &options, link));
    assert_int_equal(config.problems, 1);
    assert_null(options.monitor.sources.token_command);
    config_clear(&config);
    unlink(link);
}

/* A new key has to be put on one side or the other. */
static void every_key_is_known_to_need_trust_or_not(void **state) {
    static const char harmless[] = " team interval keep columns sort bell no-names utc ascii theme "
                                   "no-color ";
    static const char trusted[] = " on-event token-file token-command profile cacert ";
    size_t count;
    const struct setting *settings = settings_table(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        char name[64];
        snprintf(name, sizeof name, " %s ", settings[i].name);
        if (settings[i].standard != NULL &&
            strstr(settings[i].needs_trust ? trusted : harmless, name) == NULL) {
            fail_msg("%s", settings[i].name);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_that_only_its_owner_writes_is_trusted,
                                        sandbox_set_up, sandbox_tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_others_write_is_not_and_the_chmod_is_said,
                                        sandbox_set_up, sandbox_tear_down),
        cmocka_unit_test_setup_teardown(another_group_may_not_write_it, sandbox_set_up,
                                        sandbox_tear_down),
        cmocka_unit_test_setup_teardown(another_owner_is_never_trusted, sandbox_set_up,
                                        sandbox_tear_down),
        cmocka_unit_test_setup_teardown(what_is_open_counts_not_the_link, sandbox_set_up,
                                        sandbox_tear_down),
        cmocka_unit_test(every_key_is_known_to_need_trust_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
