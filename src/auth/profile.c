/* SPDX-License-Identifier: MIT */
#include "profile.h"

#include "secret_file.h"
#include "token.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/memory.h"
#include "backfilltop/base/shell.h"
#include "backfilltop/base/times.h"
#include "backfilltop/base/utf8.h"

#include <jansson.h>

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    FILE_MAX = 1024 * 1024, /* bytes; a real file has a few hundred */
    NAME_SHOWN = 104,       /* bytes of a profile's name as messages show it, with the NUL */
    NAME_SHOWN_SHORT = 54,  /* where there is less room */
};

static const char DOING[] = "reading the profile of the vendor's client";
static const char LOOKING[] = "looking for an API token";
static const char LOGIN[] = "supermetrics login";
static const char REMEDY[] =
    "set SUPERMETRICS_API_KEY or run \"supermetrics login\", or try --demo";

/* A file's content, in one block that never grows. */
struct content {
    char *bytes;
    size_t length;
};

/* Stands before each block that jansson allocates: its size. */
union block_head {
    size_t size;
    max_align_t alignment; /* cppcheck-suppress unusedStructMember */
};

static void *wiping_malloc(size_t size) {
    if (size > SIZE_MAX - sizeof(union block_head)) {
        memory_exhausted();
    }
    union block_head *head = memory_new(1, sizeof *head + size);
    head->size = size;
    return head + 1;
}

static void wiping_free(void *block) {
    if (block == NULL) {
        return;
    }
    union block_head *head = (union block_head *)block - 1;
    explicit_bzero(block, head->size);
    free(head);
}

static void content_wipe(struct content *content) {
    if (content->bytes != NULL) {
        explicit_bzero(content->bytes, content->length);
    }
    free(content->bytes);
    *content = (struct content){0};
}

static bool read_all(struct content *content, int fd) {
    content->bytes = memory_new(FILE_MAX + 1, 1);
    while (content->length <= FILE_MAX) {
        size_t room = FILE_MAX + 1 - content->length;
        ssize_t length = read(fd, content->bytes + content->length, room);
        if (length == 0) {
            return true;
        }
        if (length < 0 && errno != EINTR) {
            return false;
        }
        if (length > 0) {
            content->length += (size_t)length;
        }
    }
    errno = EFBIG;
    return false;
}

static bool load(struct content *content, const char *path, struct problem *problem) {
    char shown[PROBLEM_SHOWN];
    int fd = secret_file_open(path, DOING, problem);
    if (fd < 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            problem_set(problem, LOOKING, REMEDY, "none was given, and there is no %s", path);
        }
        return false;
    }
    bool good = read_all(content, fd);
    if (!good) {
        utf8_copy(shown, sizeof shown, path);
        problem_set(problem, DOING, "check the file", "%s: %s", shown, strerror(errno));
    }
    close(fd);
    return good;
}

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

static const char *chosen_name(const json_t *config, const char *given) {
    const char *active = text_of(config, "active_profile");
    if (given[0] != '\0') {
        return given;
    }
    return active[0] != '\0' ? active : "default";
}

/* The vendor's client counts a login without a readable expiry as expired. */
static bool is_live(const json_t *profile, int64_t now_s, int64_t *expiry_s) {
    *expiry_s = TIMES_ABSENT;
    return times_parse_instant(text_of(profile, "token_expiry"), expiry_s) &&
           now_s <= *expiry_s - CREDENTIALS_EXPIRES_EARLY_S;
}

/* Any API command of the vendor's client renews an expired login. */
static void describe_upkeep(struct credentials *credentials, const char *name,
                            const struct credential_sources *sources) {
    const char *preset = getenv("SUPERMETRICS_PROFILE");
    bool is_active = sources->profile == NULL || sources->profile[0] == '\0' ||
                     (preset != NULL && strcmp(preset, name) == 0);
    struct buffer command = {0};
    buffer_add_string(&command, is_active ? "" : "SUPERMETRICS_PROFILE=");
    if (!is_active) {
        shell_add_word(&command, name);
        buffer_add_string(&command, " ");
    }
    buffer_add_string(&command, "supermetrics backfills list-incomplete --team-id ");
    if (sources->team_id > 0) {
        buffer_add_format(&command, "%" PRId64, sources->team_id);
    } else {
        buffer_add_string(&command, "ID");
    }
    bool fits = command.length + sizeof "run \"\"" <= sizeof credentials->upkeep;
    snprintf(credentials->upkeep, sizeof credentials->upkeep, "run \"%s\"",
             fits ? buffer_string(&command) : LOGIN);
    buffer_clear(&command);
}

static void describe(struct credentials *credentials, const char *kind, const char *name) {
    char shown[NAME_SHOWN];
    utf8_copy(shown, sizeof shown, name);
    snprintf(credentials->origin, sizeof credentials->origin, "the %s of profile \"%s\"", kind,
             shown);
    snprintf(credentials->renewal, sizeof credentials->renewal,
             "run \"%s\" or set SUPERMETRICS_API_KEY", LOGIN);
    snprintf(credentials->upkeep, sizeof credentials->upkeep, "run \"%s\"", LOGIN);
}

static void set_none(struct problem *problem, const struct credentials *credentials,
                     const char *name, bool had_login, int64_t expiry_s) {
    char shown[NAME_SHOWN];
    char when[TIMES_TEXT];
    utf8_copy(shown, sizeof shown, name);
    times_format_instant(when, expiry_s);
    if (!had_login) {
        problem_set(problem, LOOKING, credentials->renewable ? credentials->upkeep : REMEDY,
                    "profile \"%s\" holds neither an access token nor an API key", shown);
    } else if (expiry_s == TIMES_ABSENT) {
        problem_set(problem, LOOKING, credentials->upkeep,
                    "the access token of profile \"%s\" does not say when it expires", shown);
    } else {
        problem_set(problem, LOOKING, credentials->upkeep,
                    "the access token of profile \"%s\" expired at %s", shown, when);
    }
}

static bool take(struct credentials *credentials, const char *token, const char *kind,
                 const char *name, struct problem *problem) {
    char doing[sizeof problem->doing];
    char shown[NAME_SHOWN_SHORT];
    size_t length = strlen(token);
    utf8_copy(shown, sizeof shown, name);
    snprintf(doing, sizeof doing, "reading the %s of profile \"%s\"", kind, shown);
    token = token_trim(token, &length);
    if (!token_is_good(token, length, doing, credentials->renewal, problem)) {
        return false;
    }
    credentials->token = memory_copy(token, length);
    return true;
}

/* When the login expires, the key is used without any action by the user: no need to warn. */
static bool take_key(struct credentials *credentials, const char *key, const char *name,
                     struct problem *problem) {
    describe(credentials, "API key", name);
    credentials->renewable = false;
    return take(credentials, key, "API key", name, problem);
}

static void set_missing(struct problem *problem, const char *name) {
    char shown[NAME_SHOWN];
    utf8_copy(shown, sizeof shown, credentials_look_like_token(name) ? "..." : name);
    problem_set(problem, LOOKING, REMEDY, "the vendor's client has no profile \"%s\"", shown);
}

static bool take_from(struct credentials *credentials, const json_t *config, const char *given,
                      const struct credential_sources *sources, int64_t now_s,
                      struct problem *problem) {
    const char *name = chosen_name(config, given);
    const json_t *profile = json_object_get(json_object_get(config, "profiles"), name);
    const char *login = text_of(profile, "access_token");
    const char *key = text_of(profile, "api_key");
    int64_t expiry_s = TIMES_ABSENT;
    bool has_login = login[0] != '\0';
    bool has_key = key[0] != '\0';
    bool is_used = has_login && is_live(profile, now_s, &expiry_s);
    describe(credentials, "access token", name);
    credentials->renewable = text_of(profile, "refresh_token")[0] != '\0';
    if (credentials->renewable) {
        describe_upkeep(credentials, name, sources);
        is_used |= has_login && !has_key && sources->even_expired;
    }
    if (is_used) {
        credentials->expires_s = has_key || expiry_s == TIMES_ABSENT ? 0 : expiry_s;
        return take(credentials, login, "access token", name, problem);
    }
    if (has_key) {
        return take_key(credentials, key, name, problem);
    }
    if (profile == NULL) {
        set_missing(problem, name);
    } else {
        set_none(problem, credentials, name, has_login, expiry_s);
    }
    return false;
}

/* `line`: where it stops being JSON; 0: it is JSON, but not an object. */
static void set_malformed(struct problem *problem, const char *path, int line) {
    static const char remedy[] = "run \"supermetrics login\" to write it again";
    char shown[PROBLEM_SHOWN];
    utf8_copy(shown, sizeof shown, path);
    if (line > 0) {
        problem_set(problem, DOING, remedy, "%s is not JSON: line %d", shown, line);
    } else {
        problem_set(problem, DOING, remedy, "%s is not a JSON object", shown);
    }
}

static bool decode_and_take(struct credentials *credentials, const struct content *content,
                            const char *path, const struct credential_sources *sources,
                            int64_t now_s, struct problem *problem) {
    char *given = memory_copy_trimmed(sources->profile != NULL ? sources->profile : "");
    json_error_t error; /* its text may repeat a piece of the file: only the line is shown */
    json_t *config = json_loadb(content->bytes, content->length, 0, &error);
    bool good = json_is_object(config);
    if (good) {
        good = take_from(credentials, config, given, sources, now_s, problem);
    } else {
        set_malformed(problem, path, config == NULL ? error.line : 0);
    }
    json_decref(config);
    explicit_bzero(&error, sizeof error);
    free(given);
    return good;
}

void profile_add_path(struct buffer *path, const char *config_home) {
    if (config_home != NULL && config_home[0] != '\0') {
        buffer_add_format(path, "%s/supermetrics/config.json", config_home);
    }
}

bool profile_read(struct credentials *credentials, const struct credential_sources *sources,
                  int64_t now_s, struct problem *problem) {
    struct buffer path = {0};
    struct content content = {0};
    json_malloc_t usual_malloc;
    json_free_t usual_free;
    profile_add_path(&path, sources->config_home);
    if (path.length == 0) {
        problem_set(problem, LOOKING, REMEDY, "none was given, and HOME is not set");
        return false;
    }
    bool good = load(&content, buffer_string(&path), problem);
    if (good) {
        json_get_alloc_funcs(&usual_malloc, &usual_free);
        json_set_alloc_funcs(wiping_malloc, wiping_free);
        good = decode_and_take(credentials, &content, buffer_string(&path), sources, now_s,
                               problem);
        json_set_alloc_funcs(usual_malloc, usual_free);
    }
    content_wipe(&content);
    buffer_clear(&path);
    return good;
}
