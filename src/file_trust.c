/* SPDX-License-Identifier: MIT */
#include "file_trust.h"

#include "backfilltop/base/shell.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A user private group, which most Linux systems make for each user: it has the user's name and no
 * other member. */
static bool is_own_group(gid_t gid) {
    const struct passwd *user = getpwuid(geteuid());
    if (user == NULL || user->pw_gid != gid) {
        return false;
    }
    const struct group *group = getgrgid(gid);
    if (group == NULL || strcmp(group->gr_name, user->pw_name) != 0) {
        return false;
    }
    for (char **member = group->gr_mem; *member != NULL; member++) {
        if (strcmp(*member, user->pw_name) != 0) {
            return false;
        }
    }
    return true;
}

static void refuse_owner(struct problem *problem, const char *path, uid_t owner) {
    char remedy[sizeof problem->remedy];
    char command[64];
    snprintf(command, sizeof command, "sudo chown %lu", (unsigned long)geteuid());
    shell_advise(remedy, sizeof remedy, command, path, "change its owner with chown");
    problem_set(problem, "", remedy, "the file belongs to user %lu, who could change it",
                (unsigned long)owner);
}

static void refuse_mode(struct problem *problem, const char *path, unsigned mode) {
    char remedy[sizeof problem->remedy];
    shell_advise(remedy, sizeof remedy, "chmod go-w", path,
                 "remove the write permission of group and others with chmod");
    problem_set(problem, "", remedy, "others may write this file (mode %04o)", mode);
}

bool file_is_trusted(int fd, const char *path, struct problem *problem) {
    struct stat file;
    if (fstat(fd, &file) != 0) {
        problem_set(problem, "", "", "%s", strerror(errno));
        return false;
    }
    if (file.st_uid != geteuid() && file.st_uid != 0) {
        refuse_owner(problem, path, file.st_uid);
        return false;
    }
    bool by_group = (file.st_mode & S_IWGRP) != 0 && !is_own_group(file.st_gid);
    if (by_group || (file.st_mode & S_IWOTH) != 0) {
        refuse_mode(problem, path, (unsigned)file.st_mode & 07777U);
        return false;
    }
    return true;
}
