/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/hook.h"
#include "backfilltop/base/command.h"

#include "support/sandbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define BEGAN_MS 5000000

#define NOTE_ID  "echo $BACKFILL_ID >>\"$OUT\"; "
#define PATIENCE 4000 /* looks of 5 ms */

/* A hook whose commands have a file as $OUT. */
struct scene {
    struct sandbox sandbox;
    struct hook hook;
    char out[512];
};

static int begin(void **state) {
    struct scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    sandbox_init(&scene->sandbox);
    snprintf(scene->out, sizeof scene->out, "%s", sandbox_path(&scene->sandbox, "out"));
    setenv("OUT", scene->out, 1);
    *state = scene;
    return 0;
}

static int end(void **state) {
    struct scene *scene = *state;
    for (size_t i = 0; i < HOOK_AT_ONCE; i++) {
        if (scene->hook.runs[i].pid != 0) {
            command_kill(scene->hook.runs[i].pid, SIGKILL);
            waitpid(scene->hook.runs[i].pid, NULL, 0);
        }
    }
    sandbox_clear(&scene->sandbox);
    free(scene);
    return 0;
}

static struct hook *hook_of(struct scene *scene, const char *command) {
    hook_init(&scene->hook, command, TEXT_UTF8);
    return &scene->hook;
}

static void add(struct hook *hook, int64_t id) {
    struct credentials credentials = {0};
    hook_add(hook, &(struct event){.backfill_id = id, .kind = EVENT_STALLED}, &credentials);
}

static size_t running(const struct hook *hook) {
    size_t count = 0;
    for (size_t i = 0; i < HOOK_AT_ONCE; i++) {
        count += hook->runs[i].pid != 0;
    }
    return count;
}

static void look_again(void) {
    poll(NULL, 0, 5);
}

/* Waits until all commands that run have ended; for the hook no time passes. */
static void wait_for_ends(struct hook *hook, int64_t now_ms) {
    for (int i = 0; i < PATIENCE && running(hook) > 0; i++) {
        look_again();
        hook_step(hook, now_ms);
    }
    assert_int_equal(running(hook), 0);
}

/* Runs the command for one event, after the pause that the hook makes, to its end. */
static void run_event(struct hook *hook, int64_t id) {
    add(hook, id);
    hook_step(hook, hook->next_ms);
    wait_for_ends(hook, hook->next_ms - 1);
}

/* What is in the file; valid until the next call. */
static const char *written(const struct scene *scene) {
    static char text[1024];
    ssize_t length = 0;
    int fd = open(scene->out, O_RDONLY);
    if (fd >= 0) {
        length = read(fd, text, sizeof text - 1);
        close(fd);
    }
    text[length > 0 ? length : 0] = '\0';
    return text;
}

static void wait_until_written(const struct scene *scene) {
    for (int i = 0; i < PATIENCE && strchr(written(scene), '\n') == NULL; i++) {
        look_again();
    }
    assert_non_null(strchr(written(scene), '\n'));
}

static void says(const struct hook *hook, const char *expected) {
    struct problem problem = {0};
    char line[256];
    assert_int_equal(hook_describe(hook, &problem), expected != NULL);
    problem_line(&problem, line, sizeof line);
    assert_string_equal(line, expected != NULL ? expected : "");
}

/* Makes this process inherit what a command has started when the command ends. */
static void adopt(bool wanted) {
    prctl(PR_SET_CHILD_SUBREAPER, wanted, 0, 0, 0);
}

static void wait_until_gone(pid_t group) {
    pid_t found = 0;
    for (int i = 0; i < PATIENCE && found >= 0; i++) {
        look_again();
        found = waitpid(-group, NULL, WNOHANG);
    }
    assert_int_equal(found, -1);
    assert_int_equal(errno, ECHILD);
    adopt(false);
}

static void passes_an_event_to_the_command(void **state) {
    struct scene *scene = *state;
    struct hook *hook = hook_of(scene, "echo \"$BACKFILL_EVENT $BACKFILL_ID\" >\"$OUT\"");
    add(hook, 7);
    assert_false(hook_step(hook, BEGAN_MS));
    wait_for_ends(hook, BEGAN_MS);
    assert_string_equal(written(scene), "stalled 7\n");
    says(hook, NULL);
}

static void starts_one_a_second_in_order(void **state) {
    struct scene *scene = *state;
    struct hook *hook = hook_of(scene, NOTE_ID);
    for (int64_t id = 1; id <= 3; id++) {
        add(hook, id);
    }
    hook_step(hook, BEGAN_MS);
    wait_for_ends(hook, BEGAN_MS + HOOK_SPACING_MS - 1);
    assert_string_equal(written(scene), "1\n");
    assert_int_equal(hook_due_ms(hook), BEGAN_MS + HOOK_SPACING_MS);
    hook_step(hook, BEGAN_MS + HOOK_SPACING_MS);
    wait_for_ends(hook, BEGAN_MS + 2 * HOOK_SPACING_MS - 1);
    assert_string_equal(written(scene), "1\n2\n");
    hook_step(hook, BEGAN_MS + 10 * HOOK_SPACING_MS);
    wait_for_ends(hook, BEGAN_MS + 10 * HOOK_SPACING_MS);
    assert_string_equal(written(scene), "1\n2\n3\n");
}

static void the_second_counts_for_an_event_that_comes_later_too(void **state) {
    struct scene *scene = *state;
    struct hook *hook = hook_of(scene, NOTE_ID);
    run_event(hook, 1);
    int64_t next_ms = hook->next_ms;
    add(hook, 2);
    hook_step(hook, next_ms - 1);
    assert_int_equal(running(hook), 0);
    assert_int_equal(hook_due_ms(hook), next_ms);
    hook_step(hook, next_ms);
    assert_int_equal(running(hook), 1);
}

static void asks_for_no_moment_while_idle(void **state) {
    struct scene *scene = *state;
    struct hook *hook = hook_of(scene, "true");
    assert_int_equal(hook_due_ms(hook), INT64_MAX);
    run_event(hook, 1);
    assert_int_equal(hook_due_ms(hook), INT64_MAX);
}

static void does_nothing_without_a_command(void **state) {
    struct scene *scene = *state;
    struct hook *hook = hook_of(scene, NULL);
    add(hook, 1);
    assert_int_equal(hook_due_ms(hook), INT64_MAX);
    assert_false(hook_step(hook, BEGAN_MS));
    assert_int_equal(running(hook), 0);
}

static void runs_four_at_once_and_waits_for_one_to_end(void **state) {
    struct scene *scene = *state;
    struct hook *hook = hook_of(scene, "sleep 100");
    for (int64_t id = 1; id <= 6; id++) {
        add(hook, id);
    }
    for (int64_t i = 0; i < 10; i++) {
        hook_step(hook, BEGAN_MS + i * HOOK_SPACING_MS);
    }
    assert_int_equal(running(hook), HOOK_AT_ONCE);
    assert_int_equal(hook->count, 2);
    assert_int_equal(hook_due_ms(hook), BEGAN_MS + HOOK_LIMIT_MS);
    command_kill(hook->runs[2].pid, SIGTERM);
    for (int i = 0; i < PATIENCE && hook->count == 2; i++) {
        look_again();
        hook_step(hook, BEGAN_MS + 10 * HOOK_SPACING_MS);
    }
    assert_int_equal(running(hook), HOOK_AT_ONCE);
    assert_int_equal(hook->count, 1);
}

static void keeps_sixty_four_and_counts_the_rest(void **state) {
    struct scene *scene = *state;
    struct hook *hook = hook_of(scene, NOTE_ID);
    for (int64_t id = 1; id <= HOOK_WAITING; id++) {
        add(hook, id);
    }
    says(hook, NULL);
    add(hook, 65);
    assert_true(hook->has_new_problem);
    says(hook, "--on-event: 1 event skipped: 64 were waiting; see the log of events");
    hook->has_new_problem = false;
    add(hook, 66);
    assert_false(hook->has_new_problem);
    says(hook, "--on-event: 2 events skipped: 64 were waiting; see the log of events");
    for (int64_t i = 0; i < HOOK_WAITING; i++) {
        hook_step(hook, BEGAN_MS + i * HOOK_SPACING_MS);
        wait_for_ends(hook, BEGAN_MS + i * HOOK_SPACING_MS);
    }
    assert_non_null(strstr(written(scene), "\n63\n64\n"));
    assert_null(strstr(written(scene), "65"));
    says(hook, "--on-event: 2 events skipped: 64 were waiting; see the log of events");
    add(hook, 67);
    says(hook, NULL);
    hook_step(hook, hook->next_ms);
    wait_for_ends(hook, hook->next_ms - 1);
    assert_non_null(strstr(written(scene), "\n64\n67\n"));
}

static void fails_as(struct scene *scene, const char *command, const char *line) {
    struct hook *hook = hook_of(scene, command);
    run_event(hook, 1);
    assert_true(hook->has_new_problem);
    says(hook, line);
}

static void says_how_it_failed(void **state) {
    struct scene *scene = *state;
    fails_as(scene, "exit 3",
             "--on-event: it ended with exit status 3; run it in a shell to see why");
    fails_as(scene, "kill -9 $$",
             "--on-event: it ended with signal 9; run it in a shell to see why");
    fails_as(scene, "no-such-command-anywhere",
             "--on-event: it ended with exit status 127; run it in a shell to see why");
}

static void a_failure_is_reported_once_until_it_succeeds(void **state) {
    static const char third[] =
        "--on-event: it ended with exit status 3; run it in a shell to see why";
    struct scene *scene = *state;
    struct hook *hook = hook_of(scene, "exit $BACKFILL_ID");
    run_event(hook, 3);
    assert_true(hook->has_new_problem);
    hook->has_new_problem = false;
    run_event(hook, 4);
    assert_false(hook->has_new_problem);
    says(hook, third);
    run_event(hook, 0);
    assert_false(hook->has_new_problem);
    says(hook, NULL);
    run_event(hook, 3);
    assert_true(hook->has_new_problem);
    says(hook, third);
}

static void says_when_there_is_something_new_to_show(void **state) {
    struct scene *scene = *state;
    struct hook *hook = hook_of(scene, "exit $BACKFILL_ID");
    static const int64_t ids[] = {0, 3, 4, 0};
    static const bool changes[] = {false, true, false, true};
    for (size_t i = 0; i < 4; i++) {
        bool changed = false;
        add(hook, ids[i]);
        changed |= hook_step(hook, BEGAN_MS + (int64_t)i * HOOK_SPACING_MS);
        for (int look = 0; look < PATIENCE && running(hook) > 0; look++) {
            look_again();
            changed |= hook_step(hook, BEGAN_MS + (int64_t)i * HOOK_SPACING_MS);
        }
        assert_int_equal(changed, changes[i]);
    }
}

/* Runs in a child that may not start processes. It gives up root, for which the limit does not
 * hold. */
static void add_without_processes(struct hook *hook) {
    static const struct rlimit none = {0, 0};
    struct problem problem = {0};
    bool limited = setrlimit(RLIMIT_NPROC, &none) == 0 && (geteuid() != 0 || setuid(65534) == 0);
    add(hook, 1);
    bool changed = hook_step(hook, BEGAN_MS);
    bool described = hook_describe(hook, &problem) &&
                     strcmp(problem.what,
                            "it cannot be started: Resource temporarily unavailable") == 0;
    _exit(limited && changed && described && hook->count == 0 && running(hook) == 0 ? 0 : 1);
}

static void says_that_it_cannot_be_started(void **state) {
    int status = 0;
    struct hook *hook = hook_of(*state, "true");
    pid_t pid = fork();
    if (pid == 0) {
        add_without_processes(hook);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static void one_that_hangs_is_ended_with_what_it_started(void **state) {
    struct scene *scene = *state;
    struct hook *hook = hook_of(scene, NOTE_ID "sleep 100 & sleep 100");
    add(hook, 7);
    adopt(true);
    hook_step(hook, BEGAN_MS);
    pid_t group = hook->runs[0].pid;
    wait_until_written(scene);
    assert_int_equal(hook_due_ms(hook), BEGAN_MS + HOOK_LIMIT_MS);
    assert_false(hook_step(hook, BEGAN_MS + HOOK_LIMIT_MS - 1));
    says(hook, NULL);
    assert_true(hook_step(hook, BEGAN_MS + HOOK_LIMIT_MS));
    assert_true(hook->has_new_problem);
    wait_for_ends(hook, BEGAN_MS + HOOK_LIMIT_MS);
    wait_until_gone(group);
    says(hook, "--on-event: it did not end within 30 s; let it run slow work in the background");
}

static void one_that_does_not_want_to_end_is_killed(void **state) {
    struct scene *scene = *state;
    struct hook *hook = hook_of(scene, "trap '' TERM; " NOTE_ID "sleep 100; sleep 100");
    add(hook, 7);
    adopt(true);
    hook_step(hook, BEGAN_MS);
    pid_t group = hook->runs[0].pid;
    wait_until_written(scene);
    hook_step(hook, BEGAN_MS + HOOK_LIMIT_MS);
    look_again();
    hook_step(hook, BEGAN_MS + HOOK_LIMIT_MS + HOOK_GRACE_MS - 1);
    assert_int_equal(running(hook), 1);
    assert_int_equal(hook_due_ms(hook), BEGAN_MS + HOOK_LIMIT_MS + HOOK_GRACE_MS);
    hook_step(hook, BEGAN_MS + HOOK_LIMIT_MS + HOOK_GRACE_MS);
    wait_for_ends(hook, BEGAN_MS + HOOK_LIMIT_MS + HOOK_GRACE_MS);
    wait_until_gone(group);
}

static void what_it_left_in_the_background_goes_on(void **state) {
    static const char command[] =
        "echo begun >>\"$OUT\"; { until [ -e \"$OUT.go\" ]; do sleep 0.01; done;"
        " echo \"done\" >>\"$OUT\"; } &";
    struct scene *scene = *state;
    struct hook *hook = hook_of(scene, command);
    run_event(hook, 7);
    assert_string_equal(written(scene), "begun\n");
    hook_step(hook, BEGAN_MS + 10 * HOOK_LIMIT_MS);
    sandbox_write(&scene->sandbox, "out.go", 0600, "", 0);
    for (int i = 0; i < PATIENCE && strcmp(written(scene), "begun\ndone\n") != 0; i++) {
        look_again();
    }
    assert_string_equal(written(scene), "begun\ndone\n");
    says(hook, NULL);
}

static void pieces_of_the_token_are_redacted(void **state) {
    char token[] = "api_0123456789abcdefghij";
    struct credentials credentials = {.token = token};
    struct event event = {.kind = EVENT_STATUS,
                          .to = {.status = BACKFILL_FAILED},
                          .from = {.status = BACKFILL_OTHER}};
    struct scene *scene = *state;
    struct hook *hook = hook_of(
        scene, "echo \"$BACKFILL_TRANSFER,$BACKFILL_OLD_STATUS,$BACKFILL_TEXT\" >\"$OUT\"");
    event_set_name(&event, "by api_0123456789abcdefghij");
    snprintf(event.from.word, sizeof event.from.word, "%.22s", token);
    hook_add(hook, &event, &credentials);
    hook_step(hook, BEGAN_MS);
    wait_for_ends(hook, BEGAN_MS);
    assert_string_equal(written(scene), "by ************************,**********************,"
                                        "********************** -> FAILED\n");
}

static void leaves_no_process_and_no_descriptor(void **state) {
    int before = sandbox_descriptors();
    struct hook *hook = hook_of(*state, "exit $BACKFILL_ID");
    run_event(hook, 0);
    run_event(hook, 1);
    assert_int_equal(sandbox_descriptors(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void takes_no_child_but_its_own(void **state) {
    int status = 0;
    struct hook *hook = hook_of(*state, "true");
    pid_t other = fork();
    if (other == 0) {
        _exit(5);
    }
    run_event(hook, 1);
    assert_int_equal(waitpid(other, &status, 0), other);
    assert_int_equal(WEXITSTATUS(status), 5);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(passes_an_event_to_the_command),
        TEST(starts_one_a_second_in_order),
        TEST(the_second_counts_for_an_event_that_comes_later_too),
        TEST(asks_for_no_moment_while_idle),
        TEST(does_nothing_without_a_command),
        TEST(runs_four_at_once_and_waits_for_one_to_end),
        TEST(keeps_sixty_four_and_counts_the_rest),
        TEST(says_how_it_failed),
        TEST(a_failure_is_reported_once_until_it_succeeds),
        TEST(says_when_there_is_something_new_to_show),
        TEST(says_that_it_cannot_be_started),
        TEST(one_that_hangs_is_ended_with_what_it_started),
        TEST(one_that_does_not_want_to_end_is_killed),
        TEST(what_it_left_in_the_background_goes_on),
        TEST(pieces_of_the_token_are_redacted),
        TEST(leaves_no_process_and_no_descriptor),
        TEST(takes_no_child_but_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
