/* SPDX-License-Identifier: MIT */
#include "backfilltop/auth/credentials.h"

#include "profile.h"
#include "secret_file.h"
#include "token.h"
#include "token_command.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/redact.h"
#include "backfilltop/base/utf8.h"
#include "backfilltop/clock/clock.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A source of tokens: whether it is given, how to begin reading it (NULL: nothing to begin) and how
 * to continue. */
struct token_source {
    bool (*is_there)(const struct credential_sources *sources);
    void (*begin)(struct credentials_reader *reader, int64_t now_ms);
    enum credentials_progress (*step)(struct credentials_reader *reader,
                                      struct credentials *credentials, struct problem *problem,
                                      int64_t now_ms, int64_t now_s);
};

struct credentials_reader {
    const struct credential_sources *sources;
    const struct token_source *source;
    int fd; /* of the file; -1: it could not be opened */
    int64_t limit_ms;
    struct token_line line;
    struct token_command *command;
    struct problem problem; /* why the file could not be opened */
};

static const char READING_FILE[] = "reading --token-file";

static bool is_stdin(const char *path) {
    return strcmp(path, "-") == 0;
}

static bool has_file(const struct credential_sources *sources) {
    return sources->token_file != NULL;
}

/* Standard input is a user at a terminal, or a pipe whose writer may ask one: it has no limit. */
static void begin_file(struct credentials_reader *reader, int64_t now_ms) {
    const char *path = reader->sources->token_file;
    reader->limit_ms = is_stdin(path) ? INT64_MAX : now_ms + CREDENTIALS_COMMAND_MS;
    reader->fd = is_stdin(path) ? STDIN_FILENO
                                : secret_file_open(path, READING_FILE, &reader->problem);
}

static void describe_file(struct credentials *credentials, const char *path) {
    bool from_stdin = is_stdin(path);
    int wanted = snprintf(credentials->origin, sizeof credentials->origin, "the token %s%s",
                          from_stdin ? "from " : "in ", from_stdin ? "standard input" : path);
    utf8_mark_cut(credentials->origin, sizeof credentials->origin, wanted);
    snprintf(credentials->renewal, sizeof credentials->renewal, "%s",
             from_stdin ? "start again with a valid one" : "put a valid one there");
}

static enum credentials_progress finish_file(struct credentials_reader *reader,
                                             struct credentials *credentials,
                                             struct problem *problem) {
    char doing[sizeof problem->doing];
    describe_file(credentials, reader->sources->token_file);
    int wanted = snprintf(doing, sizeof doing, "reading %s", credentials->origin);
    utf8_mark_cut(doing, sizeof doing, wanted);
    bool good = token_line_take(&reader->line, &credentials->token, doing,
                                "its first line must be the token and nothing else", problem);
    return good ? CREDENTIALS_READY : CREDENTIALS_FAILED;
}

static void set_silent(struct problem *problem, const char *path) {
    char shown[PROBLEM_SHOWN];
    utf8_copy(shown, sizeof shown, path);
    problem_set(problem, READING_FILE, "check that something writes a line to it",
                "%s gave no token within %d s", shown, CREDENTIALS_COMMAND_MS / 1000);
}

static enum credentials_progress step_file(struct credentials_reader *reader,
                                           struct credentials *credentials, struct problem *problem,
                                           int64_t now_ms, int64_t now_s) {
    ssize_t length = 1;
    (void)now_s;
    if (reader->fd < 0) {
        *problem = reader->problem;
        return CREDENTIALS_FAILED;
    }
    while (length > 0 && !reader->line.complete) {
        length = token_line_fill(&reader->line, reader->fd);
    }
    if (length >= 0) {
        return finish_file(reader, credentials, problem);
    }
    if (errno != EAGAIN && errno != EINTR) {
        problem_set(problem, READING_FILE, "name a file or a pipe", "%s", strerror(errno));
        return CREDENTIALS_FAILED;
    }
    if (now_ms < reader->limit_ms) {
        return CREDENTIALS_PENDING;
    }
    set_silent(problem, reader->sources->token_file);
    return CREDENTIALS_FAILED;
}

static bool has_environment(const struct credential_sources *sources) {
    size_t length = sources->environment != NULL ? strlen(sources->environment) : 0;
    if (length > 0) {
        token_trim(sources->environment, &length);
    }
    return length > 0;
}

static enum credentials_progress step_environment(struct credentials_reader *reader,
                                                  struct credentials *credentials,
                                                  struct problem *problem, int64_t now_ms,
                                                  int64_t now_s) {
    size_t length = strlen(reader->sources->environment);
    const char *token = token_trim(reader->sources->environment, &length);
    (void)now_ms;
    (void)now_s;
    snprintf(credentials->origin, sizeof credentials->origin, "the key in SUPERMETRICS_API_KEY");
    snprintf(credentials->renewal, sizeof credentials->renewal,
             "set it to a valid key and start again");
    if (!token_is_good(token, length, "reading SUPERMETRICS_API_KEY", "copy the key again",
                       problem)) {
        return CREDENTIALS_FAILED;
    }
    credentials->token = memory_copy(token, length);
    return CREDENTIALS_READY;
}

static bool has_command(const struct credential_sources *sources) {
    return sources->token_command != NULL;
}

static void begin_command(struct credentials_reader *reader, int64_t now_ms) {
    reader->command = token_command_start(reader->sources->token_command, now_ms);
}

static enum credentials_progress step_command(struct credentials_reader *reader,
                                              struct credentials *credentials,
                                              struct problem *problem, int64_t now_ms,
                                              int64_t now_s) {
    (void)now_s;
    snprintf(credentials->origin, sizeof credentials->origin, "the token of --token-command");
    snprintf(credentials->renewal, sizeof credentials->renewal, "check what the command prints");
    return token_command_step(reader->command, &credentials->token, problem, now_ms);
}

static bool always(const struct credential_sources *sources) {
    (void)sources;
    return true;
}

static enum credentials_progress step_profile(struct credentials_reader *reader,
                                              struct credentials *credentials,
                                              struct problem *problem, int64_t now_ms,
                                              int64_t now_s) {
    const struct credential_sources *sources = reader->sources;
    (void)now_ms;
    bool good = profile_read(credentials, sources, now_s, problem);
    return good ? CREDENTIALS_READY : CREDENTIALS_FAILED;
}

/* In order of precedence; the last one always counts as given, if only to say what is missing. */
static const struct token_source SOURCES[] = {
    {has_file, begin_file, step_file},
    {has_environment, NULL, step_environment},
    {has_command, begin_command, step_command},
    {always, NULL, step_profile},
};

static const struct token_source *first_there(const struct credential_sources *sources) {
    const struct token_source *source = SOURCES;
    while (!source->is_there(sources)) {
        source++;
    }
    return source;
}

static void wait(const struct credentials_reader *reader) {
    struct pollfd waiting = {.fd = credentials_fd(reader), .events = POLLIN};
    int64_t due_ms = credentials_due_ms(reader);
    int64_t timeout_ms = due_ms == INT64_MAX ? -1 : due_ms - clock_monotonic_ms();
    if (due_ms != INT64_MAX && timeout_ms < 0) {
        timeout_ms = 0;
    }
    poll(&waiting, 1, (int)timeout_ms);
}

struct credentials_reader *credentials_begin(const struct credential_sources *sources,
                                             int64_t now_ms) {
    struct credentials_reader *reader = memory_new(1, sizeof *reader);
    reader->sources = sources;
    reader->source = first_there(sources);
    reader->fd = -1;
    reader->limit_ms = now_ms; /* a source without begin() never has to wait */
    if (reader->source->begin != NULL) {
        reader->source->begin(reader, now_ms);
    }
    return reader;
}

int credentials_fd(const struct credentials_reader *reader) {
    return reader->command != NULL ? token_command_fd(reader->command) : reader->fd;
}

int64_t credentials_due_ms(const struct credentials_reader *reader) {
    return reader->command != NULL ? token_command_due_ms(reader->command) : reader->limit_ms;
}

enum credentials_progress credentials_step(struct credentials_reader *reader,
                                           struct credentials *credentials, struct problem *problem,
                                           int64_t now_ms, int64_t now_s) {
    struct credentials found = {0};
    enum credentials_progress progress = reader->source->step(reader, &found, problem, now_ms,
                                                              now_s);
    if (progress == CREDENTIALS_READY) {
        *credentials = found;
    }
    return progress;
}

void credentials_end(struct credentials_reader *reader) {
    token_command_free(reader->command);
    if (reader->fd >= 0 && !is_stdin(reader->sources->token_file)) {
        close(reader->fd);
    }
    explicit_bzero(reader, sizeof *reader);
    free(reader);
}

bool credentials_read(struct credentials *credentials, const struct credential_sources *sources,
                      int64_t now_s, struct problem *problem) {
    struct credentials_reader *reader = credentials_begin(sources, clock_monotonic_ms());
    enum credentials_progress progress = CREDENTIALS_PENDING;
    *credentials = (struct credentials){0};
    for (;;) {
        progress = credentials_step(reader, credentials, problem, clock_monotonic_ms(), now_s);
        if (progress != CREDENTIALS_PENDING) {
            break;
        }
        wait(reader);
    }
    credentials_end(reader);
    return progress == CREDENTIALS_READY;
}

bool credentials_can_change(const struct credential_sources *sources) {
    const char *path = sources->token_file;
    if (has_file(sources)) {
        return !is_stdin(path) && strncmp(path, "/dev/", 5) != 0 && strncmp(path, "/proc/", 6) != 0;
    }
    return !has_environment(sources);
}

/* The file that the first given source reads, or nothing. */
static void add_source_path(struct buffer *path, const struct credential_sources *sources) {
    const struct token_source *source = first_there(sources);
    if (source->begin == begin_file && credentials_can_change(sources)) {
        buffer_add_string(path, sources->token_file);
    } else if (source->step == step_profile) {
        profile_add_path(path, sources->config_home);
    }
}

struct credentials_stamp credentials_stamp(const struct credential_sources *sources) {
    struct credentials_stamp stamp = {0};
    struct buffer path = {0};
    struct stat file;
    add_source_path(&path, sources);
    if (path.length > 0 && stat(buffer_string(&path), &file) == 0 && S_ISREG(file.st_mode)) {
        stamp = (struct credentials_stamp){.exists = true,
                                           .device = (uint64_t)file.st_dev,
                                           .file = (uint64_t)file.st_ino,
                                           .size = (uint64_t)file.st_size,
                                           .modified = file.st_mtim,
                                           .changed = file.st_ctim};
    }
    buffer_clear(&path);
    return stamp;
}

static bool is_same_moment(const struct timespec *a, const struct timespec *b) {
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

bool credentials_stamp_is(const struct credentials_stamp *a, const struct credentials_stamp *b) {
    return a->exists == b->exists && a->device == b->device && a->file == b->file &&
           a->size == b->size && is_same_moment(&a->modified, &b->modified) &&
           is_same_moment(&a->changed, &b->changed);
}

void credentials_redact(const struct credentials *credentials, char *text) {
    redact_text(text, strlen(text), credentials->token);
}

void credentials_wipe(struct credentials *credentials) {
    token_wipe(credentials->token);
    *credentials = (struct credentials){0};
}
