/* SPDX-License-Identifier: MIT */
#include "backfilltop/auth/credentials.h"

#include "backfilltop/clock/clock.h"

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
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BEGAN_MS    5000000
#define PATIENCE_MS 20000 /* for what happens at once on a machine that is not overloaded */

/* One --token-command, and what comes of it. */
struct scene {
    struct credential_sources sources;
    struct credentials credentials;
    struct problem problem;
};

static bool run(struct scene *scene, const char *command) {
    *scene = (struct scene){.sources.token_command = command};
    return credentials_read(&scene->credentials, &scene->sources, 0, &scene->problem);
}

static void prints(const char *command, const char *token) {
    struct scene scene;
    assert_true(run(&scene, command));
    assert_string_equal(scene.credentials.token, token);
    credentials_wipe(&scene.credentials);
}

static void fails(const char *command, const char *what) {
    struct scene scene;
    assert_false(run(&scene, command));
    assert_null(scene.credentials.token);
    assert_string_equal(scene.problem.what, what);
    assert_non_null(strstr(scene.problem.doing, "--token-command"));
    assert_true(scene.problem.remedy[0] != '\0');
}

/* Begins a command whose time limit runs by the test's clock, not the real one. */
static struct credentials_reader *begin(struct scene *scene, const char *command) {
    *scene = (struct scene){.sources.token_command = command};
    return credentials_begin(&scene->sources, BEGAN_MS);
}

static enum credentials_progress step(struct scene *scene, struct credentials_reader *reader,
                                      int64_t after_ms) {
    return credentials_step(reader, &scene->credentials, &scene->problem, BEGAN_MS + after_ms, 0);
}

static void pause_ms(int span_ms) {
    poll(NULL, 0, span_ms);
}

/* A pipe that lives in every process the command starts: its end shows that all of them died. */
struct witness {
    int ends[2];
};

static void witness_begin(struct witness *witness) {
    assert_int_equal(pipe(witness->ends), 0);
    fcntl(witness->ends[0], F_SETFD, FD_CLOEXEC);
}

static void witness_sees_the_end(struct witness *witness) {
    struct pollfd end = {.fd = witness->ends[0], .events = POLLIN};
    close(witness->ends[1]);
    assert_int_equal(poll(&end, 1, PATIENCE_MS), 1);
    assert_true((end.revents & POLLHUP) != 0);
    close(witness->ends[0]);
}

static void wait_for_output(const struct credentials_reader *reader) {
    struct pollfd output = {.fd = credentials_fd(reader), .events = POLLIN};
    assert_int_equal(poll(&output, 1, PATIENCE_MS), 1);
}

static void takes_the_first_line_of_what_it_prints(void **state) {
    (void)state;
    prints("echo token", "token");
    prints("printf token", "token");
    prints("printf 'token\\r\\n'", "token");
    prints("echo token; echo more; echo evenmore", "token");
    prints("printf tok; sleep 0.1; printf 'en\\n'", "token");
}

static void says_where_the_token_came_from(void **state) {
    struct scene scene;
    (void)state;
    assert_true(run(&scene, "echo token"));
    assert_string_equal(scene.credentials.origin, "the token of --token-command");
    assert_true(scene.credentials.renewal[0] != '\0');
    credentials_wipe(&scene.credentials);
}

static void runs_it_by_the_shell(void **state) {
    (void)state;
    prints("printf '%s' \"$0\" | tr a-z A-Z", "SH");
    prints("x=tok; echo \"${x}en\" # all of it", "token");
}

static void fails_if_it_fails(void **state) {
    (void)state;
    fails("exit 3", "it ended with exit status 3");
    fails("echo sesame; exit 1", "it ended with exit status 1");
    fails("kill -9 $$", "it ended with signal 9");
    fails("true", "it printed nothing");
    fails("echo", "it is empty");
}

static void has_no_input(void **state) {
    int ends[2];
    int saved = dup(STDIN_FILENO);
    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "key\n", 4), 4);
    dup2(ends[0], STDIN_FILENO);
    prints("cat; echo token", "token");
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(ends[0]);
    close(ends[1]);
}

/* Fields 5 and 6 of /proc/PID/stat: process group and session. */
static void has_a_session_of_its_own_and_no_terminal(void **state) {
    struct scene scene;
    (void)state;
    assert_true(run(&scene, "cut -d' ' -f5,6 /proc/self/stat | tr ' ' ,"));
    int group = 0;
    int session = 0;
    assert_int_equal(sscanf(scene.credentials.token, "%d,%d", &group, &session), 2);
    assert_int_equal(group, session);
    assert_int_not_equal(session, getsid(0));
    credentials_wipe(&scene.credentials);
    fails("true 2>/dev/null </dev/tty || exit 5", "it ended with exit status 5");
}

static void starts_with_the_usual_signals(void **state) {
    sigset_t blocked;
    sigset_t before;
    (void)state;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction pipe_before;
    sigaction(SIGPIPE, &ignore, &pipe_before);
    fails("kill -TERM $$; echo alive", "it ended with signal 15");
    fails("kill -PIPE $$; echo alive", "it ended with signal 13");
    sigset_t now;
    sigprocmask(SIG_SETMASK, &before, &now);
    assert_int_equal(sigismember(&now, SIGTERM), 1);
    assert_int_equal(sigismember(&now, SIGINT), 0);
    sigaction(SIGPIPE, &pipe_before, NULL);
}

static void works_where_children_are_not_waited_for(void **state) {
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction before;
    (void)state;
    sigaction(SIGCHLD, &ignore, &before);
    prints("echo token", "token");
    sigaction(SIGCHLD, &before, NULL);
}

static void works_without_standard_descriptors(void **state) {
    struct scene scene;
    int saved[3];
    (void)state;
    fflush(NULL);
    for (int fd = 0; fd < 3; fd++) {
        saved[fd] = fcntl(fd, F_DUPFD, 100);
        close(fd);
    }
    bool good = run(&scene, "cat; echo noise >&2; echo token");
    for (int fd = 0; fd < 3; fd++) {
        if (saved[fd] >= 0) {
            dup2(saved[fd], fd);
            close(saved[fd]);
        }
    }
    assert_true(good);
    assert_string_equal(scene.credentials.token, "token");
    credentials_wipe(&scene.credentials);
}

static void leaves_no_process_and_no_descriptor(void **state) {
    (void)state;
    struct scene scene;
    int before = sandbox_descriptors();
    prints("echo token", "token");
    fails("exit 1", "it ended with exit status 1");
    credentials_end(begin(&scene, "sleep 100"));
    assert_int_equal(sandbox_descriptors(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void gives_it_ten_seconds_then_kills_all_it_started(void **state) {
    struct scene scene;
    struct witness witness;
    (void)state;
    witness_begin(&witness);
    struct credentials_reader *reader = begin(&scene, "(sleep 100; :) & echo sesame; sleep 100");
    assert_true(credentials_fd(reader) >= 0);
    wait_for_output(reader);
    assert_int_equal(step(&scene, reader, 0), CREDENTIALS_PENDING);
    assert_int_equal(step(&scene, reader, 9999), CREDENTIALS_PENDING);
    assert_int_equal(step(&scene, reader, 10000), CREDENTIALS_FAILED);
    assert_string_equal(scene.problem.what, "it did not end within 10 s");
    credentials_end(reader);
    witness_sees_the_end(&witness);
}

static void kills_all_it_started_if_reading_ends_early(void **state) {
    struct scene scene;
    struct witness witness;
    (void)state;
    witness_begin(&witness);
    struct credentials_reader *reader = begin(&scene, "sleep 100 & echo on; sleep 100");
    wait_for_output(reader);
    assert_int_equal(step(&scene, reader, 1), CREDENTIALS_PENDING);
    credentials_end(reader);
    witness_sees_the_end(&witness);
    witness_begin(&witness);
    credentials_end(begin(&scene, "sleep 100"));
    witness_sees_the_end(&witness);
}

static void does_not_wait_for_what_it_left_running(void **state) {
    struct scene scene;
    (void)state;
    int64_t began_ms = clock_monotonic_ms();
    assert_true(run(&scene, "sleep 30 & echo token"));
    assert_string_equal(scene.credentials.token, "token");
    credentials_wipe(&scene.credentials);
    fails("sleep 30 & exit 4", "it ended with exit status 4");
    assert_true(clock_monotonic_ms() - began_ms < PATIENCE_MS);
}

static void waits_for_its_end_although_it_closed_its_output(void **state) {
    struct scene scene;
    (void)state;
    struct credentials_reader *reader = begin(&scene, "echo token; exec >&- 2>&-; sleep 100");
    for (int i = 0; i < PATIENCE_MS / 10 && credentials_fd(reader) >= 0; i++) {
        assert_int_equal(step(&scene, reader, 0), CREDENTIALS_PENDING);
        pause_ms(10);
    }
    assert_int_equal(credentials_fd(reader), -1);
    assert_int_equal(step(&scene, reader, 9999), CREDENTIALS_PENDING);
    assert_int_equal(step(&scene, reader, 10000), CREDENTIALS_FAILED);
    credentials_end(reader);
    fails("echo sesame; exec >&- 2>&-; sleep 0.1; exit 6", "it ended with exit status 6");
}

static void is_looked_after_often_but_not_beyond_its_limit(void **state) {
    struct scene scene;
    (void)state;
    struct credentials_reader *reader = begin(&scene, "sleep 100");
    assert_int_equal(credentials_due_ms(reader), BEGAN_MS);
    assert_int_equal(step(&scene, reader, 1000), CREDENTIALS_PENDING);
    assert_in_range(credentials_due_ms(reader), BEGAN_MS + 1005, BEGAN_MS + 1100);
    assert_int_equal(step(&scene, reader, 9999), CREDENTIALS_PENDING);
    assert_int_equal(credentials_due_ms(reader), BEGAN_MS + 10000);
    credentials_end(reader);
}

static void is_not_kept_busy_by_output_without_end(void **state) {
    struct scene scene;
    (void)state;
    struct credentials_reader *reader = begin(&scene, "yes token");
    int64_t began_ms = clock_monotonic_ms();
    for (int i = 0; i < 20; i++) {
        assert_int_equal(step(&scene, reader, i), CREDENTIALS_PENDING);
    }
    assert_int_equal(step(&scene, reader, 10000), CREDENTIALS_FAILED);
    assert_true(clock_monotonic_ms() - began_ms < PATIENCE_MS);
    credentials_end(reader);
}

static void sleeps_while_it_waits(void **state) {
    (void)state;
    clock_t before = clock();
    prints("sleep 0.5; echo token", "token");
    assert_true((clock() - before) * 10 < CLOCKS_PER_SEC);
}

static void accepts_much_output_after_the_token(void **state) {
    (void)state;
    prints("echo token; head -c 3000000 /dev/zero", "token");
    prints("head -c 300000 /dev/zero >&2; echo token", "token");
}

static void takes_a_token_of_every_allowed_length(void **state) {
    struct scene scene;
    (void)state;
    assert_true(run(&scene, "head -c 8192 /dev/zero | tr '\\0' x; printf '\\r\\n'"));
    assert_int_equal(strlen(scene.credentials.token), 8192);
    credentials_wipe(&scene.credentials);
    fails("head -c 8193 /dev/zero | tr '\\0' x; echo", "it is longer than 8192 bytes");
    fails("head -c 99999 /dev/zero | tr '\\0' x", "it is longer than 8192 bytes");
}

static void says_what_is_wrong_with_a_token_and_not_the_token(void **state) {
    (void)state;
    fails("echo ses ame", "it holds spaces");
    fails("printf 'ses\\tame'", "it holds control characters");
    fails("printf 'ses\\0ame'", "it holds control characters");
    fails("printf 'ses\\033ame'", "it holds control characters");
    fails("printf 'ses\\177ame'", "it holds control characters");
    fails("printf 'ses\\303\\251ame'", "it holds non-ASCII characters");
    prints("printf '!~'", "!~");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_the_first_line_of_what_it_prints),
        cmocka_unit_test(says_where_the_token_came_from),
        cmocka_unit_test(runs_it_by_the_shell),
        cmocka_unit_test(fails_if_it_fails),
        cmocka_unit_test(has_no_input),
        cmocka_unit_test(has_a_session_of_its_own_and_no_terminal),
        cmocka_unit_test(starts_with_the_usual_signals),
        cmocka_unit_test(works_where_children_are_not_waited_for),
        cmocka_unit_test(works_without_standard_descriptors),
        cmocka_unit_test(leaves_no_process_and_no_descriptor),
        cmocka_unit_test(gives_it_ten_seconds_then_kills_all_it_started),
        cmocka_unit_test(kills_all_it_started_if_reading_ends_early),
        cmocka_unit_test(does_not_wait_for_what_it_left_running),
        cmocka_unit_test(waits_for_its_end_although_it_closed_its_output),
        cmocka_unit_test(is_looked_after_often_but_not_beyond_its_limit),
        cmocka_unit_test(is_not_kept_busy_by_output_without_end),
        cmocka_unit_test(sleeps_while_it_waits),
        cmocka_unit_test(accepts_much_output_after_the_token),
        cmocka_unit_test(takes_a_token_of_every_allowed_length),
        cmocka_unit_test(says_what_is_wrong_with_a_token_and_not_the_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
