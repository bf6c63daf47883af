/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "backfilltop/auth/credentials.h"
#include "backfilltop/base/buffer.h"
#include "backfilltop/base/memory.h"
#include "backfilltop/base/text.h"
#include "backfilltop/base/utf8.h"

#include "file_trust.h"
#include "mistakes.h"

#include <ini.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX         65536 /* bytes: 64 KiB */
#define PATH_SHOWN       60    /* bytes with the NUL: file, line and key fit into a problem */
#define CONFIG_KEY_SHOWN 25
#define COMMENT_COLUMNS  78
#define LINE_END         2 /* bytes that libinih needs after a line */

/* libinih does not report line numbers, nor all lines that it cannot read, nor sections without
 * keys. So it gets one line at a time, each followed by a line without a name, for which it reports
 * the section. */
static const char PROBE[] = "=";
enum { LINES_GIVEN = 2 };

struct reading {
    struct config *config;
    struct options *options;
    const char *path;
    int line;         /* from 1 */
    const char *text; /* of the line */
    int given;        /* lines given to libinih */
    int most;         /* if the line is too long: the bytes that fit; else 0 */
    bool in_section;
    struct problem
        distrust; /* why others could have written the file; empty: only the user could */
};

static void add_problem(struct config *config, const struct problem *problem) {
    if (config->problems++ == 0) {
        config->problem = *problem;
    }
}

static void complain_of_file(struct config *config, const char *path, const char *remedy,
                             const char *what) {
    struct problem problem;
    char shown[PATH_SHOWN];
    utf8_copy_end(shown, sizeof shown, path);
    problem_set(&problem, shown, remedy, "%s", what);
    add_problem(config, &problem);
}

/* "/home/me/.config/backfilltop/config:3: interval" */
static void describe_place(const struct reading *reading, const char *key, char *text,
                           size_t size) {
    char path[PATH_SHOWN];
    char shown[CONFIG_KEY_SHOWN];
    utf8_copy_end(path, sizeof path, reading->path);
    utf8_copy(shown, sizeof shown, key);
    snprintf(text, size, "%s:%d%s%s", path, reading->line, key[0] != '\0' ? ": " : "", shown);
}

/* A key that looks like a token is not repeated. */
static void complain(struct reading *reading, const char *key, const char *remedy,
                     const char *what) {
    struct problem problem;
    char place[sizeof problem.doing];
    describe_place(reading, credentials_look_like_token(key) ? "" : key, place, sizeof place);
    problem_set(&problem, place, remedy, "%s", what);
    add_problem(reading->config, &problem);
}

static const struct setting *find_key(const char *key) {
    size_t count;
    const struct setting *settings = settings_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(setting_key(&settings[i]), key) == 0) {
            return &settings[i];
        }
    }
    return NULL;
}

/* Copies a value, for the options to borrow. */
static const char *keep(struct config *config, const struct setting *setting, const char *value) {
    struct buffer text = {0};
    const char *home = getenv("HOME");
    if (setting->is_path && strncmp(value, "~/", 2) == 0 && home != NULL) {
        buffer_add_string(&text, home);
        value++;
    }
    buffer_add_string(&text, value);
    config->texts = memory_grow(config->texts, &config->text_capacity, config->text_count + 1,
                                sizeof *config->texts);
    config->texts[config->text_count++] = text.bytes;
    return text.bytes;
}

static void take_value(struct reading *reading, const struct setting *setting, const char *key,
                       const char *value) {
    struct problem problem;
    char place[sizeof problem.doing];
    const char *kept = keep(reading->config, setting, value);
    if (setting->is_path && kept[0] != '/') {
        complain(reading, key, "start it with / or ~/", "a path in the settings must be absolute");
        return;
    }
    if (!setting_take(setting, reading->options, SETTING_FILE, kept)) {
        describe_place(reading, key, place, sizeof place);
        mistakes_value(&problem, setting, place, kept);
        add_problem(reading->config, &problem);
    }
}

static void complain_of_key(struct reading *reading, const char *key) {
    static const char where[] = "backfilltop --print-config lists the keys";
    const char *meant = mistakes_key(key);
    char remedy[128];
    snprintf(remedy, sizeof remedy, "did you mean %s? %s", meant != NULL ? meant : "", where);
    complain(reading, key, meant != NULL ? remedy : where, "unknown key");
}

static void take_line(struct reading *reading, const char *key, const char *value) {
    const struct setting *setting = find_key(key);
    if (setting == NULL) {
        complain_of_key(reading, key);
    } else if (setting->standard == NULL) {
        complain(reading, key, "give it as an option, or not at all",
                 "it cannot be set in the settings file");
    } else if (setting->needs_trust && reading->distrust.what[0] != '\0') {
        complain(reading, key, reading->distrust.remedy, reading->distrust.what);
    } else if (value[0] != '\0') {
        take_value(reading, setting, key, value);
    }
}

/* Called by libinih; 0: the line is wrong. */
static int take(void *user, const char *section, const char *name, const char *value) {
    struct reading *reading = user;
    if (reading->given < LINES_GIVEN) {
        if (name[0] != '\0' && !reading->in_section) {
            take_line(reading, name, value);
        }
        return name[0] != '\0';
    }
    if (section[0] != '\0') {
        char shown[CONFIG_KEY_SHOWN - 2];
        char key[CONFIG_KEY_SHOWN];
        utf8_copy(shown, sizeof shown, section);
        snprintf(key, sizeof key, "[%s]", shown);
        complain(reading, credentials_look_like_token(section) ? "" : key,
                 "remove this line: what stands below it is ignored", "sections are not supported");
        reading->in_section = true;
    }
    return 1;
}

static bool is_comment(const char *text) {
    const char *first = text + strspn(text, " \t");
    return *first == '#' || *first == ';';
}

/* Gives libinih a line as fgets() would. */
static char *give(char *to, int room, void *stream) {
    struct reading *reading = stream;
    if (reading->given == LINES_GIVEN) {
        return NULL;
    }
    const char *text = reading->given++ == 0 ? reading->text : PROBE;
    size_t length = strlen(text);
    if (length + LINE_END > (size_t)room) {
        reading->most = is_comment(text) ? 0 : room - LINE_END;
        length = 0;
    }
    memcpy(to, text, length);
    to[length] = '\0';
    return to;
}

static void read_line(struct reading *reading, const char *bytes, size_t length) {
    if (memchr(bytes, '\0', length) != NULL) {
        complain(reading, "", "remove it", "the line contains a NUL byte");
        return;
    }
    char *line = memory_copy(bytes, length);
    reading->text = line;
    reading->given = 0;
    reading->most = 0;
    int wrong = ini_parse_stream(give, reading, take, reading);
    if (reading->most > 0) {
        char too_long[64];
        snprintf(too_long, sizeof too_long, "it is longer than %d bytes", reading->most);
        complain(reading, "", "shorten it; team may be repeated", too_long);
    } else if (wrong != 0) {
        complain(reading, "", "write KEY = VALUE", "it is neither a setting nor a comment");
    }
    free(line);
}

static void read_lines(struct reading *reading, const struct buffer *content) {
    const char *at = buffer_string(content);
    const char *end = at + content->length;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *line_end = newline != NULL ? newline : end;
        reading->line++;
        read_line(reading, at, (size_t)(line_end - at));
        at = line_end + 1;
    }
}

/* A pipe or a device could block the program. */
static const char *refuse_kind(int fd) {
    struct stat file;
    if (fstat(fd, &file) != 0) {
        return strerror(errno);
    }
    return S_ISREG(file.st_mode) ? NULL : "it is not a regular file";
}

/* Appends the content of the file. Returns NULL, or what is wrong with it. */
static const char *load(struct buffer *content, int fd) {
    const char *wrong = refuse_kind(fd);
    char bytes[4096];
    ssize_t length = 1;
    while (wrong == NULL && length != 0) {
        length = read(fd, bytes, sizeof bytes);
        if (length > 0) {
            buffer_add(content, bytes, (size_t)length);
        } else if (length < 0 && errno != EINTR) {
            wrong = strerror(errno);
        }
        if (content->length > FILE_MAX) {
            wrong = "it is larger than 64 KiB";
        }
    }
    return wrong;
}

static void add_how_many(struct config *config) {
    char *remedy = config->problem.remedy;
    size_t length = strlen(remedy);
    if (config->problems > 1) {
        snprintf(remedy + length, sizeof config->problem.remedy - length, " (and %zu more)",
                 config->problems - 1);
    }
}

bool config_read(struct config *config, struct options *options, const char *path) {
    struct reading reading = {.config = config, .options = options, .path = path};
    struct buffer content = {0};
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
        return false;
    }
    const char *wrong = fd < 0 ? strerror(errno) : load(&content, fd);
    if (wrong == NULL) {
        file_is_trusted(fd, path, &reading.distrust);
    }
    if (wrong != NULL) {
        complain_of_file(config, path, "its settings are ignored", wrong);
    } else {
        read_lines(&reading, &content);
        add_how_many(config);
    }
    if (fd >= 0) {
        close(fd);
    }
    buffer_clear(&content);
    return true;
}

void config_clear(struct config *config) {
    for (size_t i = 0; i < config->text_count; i++) {
        free(config->texts[i]);
    }
    free(config->texts);
    *config = (struct config){0};
}

static void print_comment(FILE *out, const char *text) {
    do {
        size_t length = text_wrap(text, COMMENT_COLUMNS);
        size_t shown = text[length] != '\0' && text[length - 1] == ' ' ? length - 1 : length;
        fprintf(out, "# %.*s\n", (int)shown, text);
        text += length;
    } while (*text != '\0');
}

static void print_key(FILE *out, const struct setting *setting) {
    struct buffer text = {0};
    const char *key = setting_key(setting);
    bool has_standard = setting->standard[0] != '\0';
    buffer_add_format(&text, "%s: %s", key,
                      setting->key_help != NULL ? setting->key_help : setting->help);
    fputc('\n', out);
    print_comment(out, buffer_string(&text));
    buffer_reset(&text);
    buffer_add_string(&text, "Allowed: ");
    setting_add_allowed(&text, setting);
    buffer_add_string(&text, setting->is_path ? ", from / or ~/ on" : "");
    print_comment(out, buffer_string(&text));
    fprintf(out, "# Default: %s\n", has_standard ? setting->standard : "none");
    fprintf(out, "#%s =%s%s\n", key, has_standard ? " " : "", setting->standard);
    buffer_clear(&text);
}

void config_print_standard(FILE *out) {
    size_t count;
    const struct setting *settings = settings_table(&count);
    print_comment(out,
                  "Settings of backfilltop. Save them as $XDG_CONFIG_HOME/backfilltop/config, or "
                  "as ~/.config/backfilltop/config if that variable is not set. Options and "
                  "environment variables override them. If others may write the file, cacert "
                  "and the keys that run a command or say where the token is are ignored.");
    print_comment(out,
                  "Lines that begin with # or ; are comments, as is all that follows a space and "
                  "a ;. A key without a value has its default.");
    for (size_t i = 0; i < count; i++) {
        if (settings[i].standard != NULL) {
            print_key(out, &settings[i]);
        }
    }
}
