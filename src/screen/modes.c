/* SPDX-License-Identifier: MIT */
#include "modes.h"

#include <stddef.h>
#include <unistd.h>

void modes_init(struct modes *modes, int fd) {
    modes->fd = fd;
    modes->is_terminal = tcgetattr(fd, &modes->before) == 0;
}

void modes_take(const struct modes *modes) {
    struct termios taken = modes->before;
    if (!modes->is_terminal) {
        return;
    }
    taken.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL);
    taken.c_lflag |= NOFLSH; /* Ctrl-C must not discard output */
    taken.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR);
    taken.c_oflag &= ~(tcflag_t)ONLCR;
    taken.c_cc[VMIN] = 1;
    taken.c_cc[VTIME] = 0;
    tcsetattr(modes->fd, TCSANOW, &taken);
}

bool modes_are_ours(const struct modes *modes) {
    pid_t front = tcgetpgrp(modes->fd);
    return front < 0 || front == getpgrp();
}

void modes_hold_stop(sigset_t *before) {
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTTOU);
    sigprocmask(SIG_BLOCK, &stop, before);
}

void modes_let_stop(const sigset_t *before) {
    sigprocmask(SIG_SETMASK, before, NULL);
}

void modes_give_back(const struct modes *modes) {
    if (modes->is_terminal && modes_are_ours(modes)) {
        tcsetattr(modes->fd, TCSANOW, &modes->before);
    }
}

/* The driver restarts output when IXON is turned off. */
void modes_go_on(const struct modes *modes) {
    struct termios free_flow = modes->before;
    if (modes->is_terminal && modes_are_ours(modes)) {
        free_flow.c_iflag &= ~(tcflag_t)IXON;
        tcsetattr(modes->fd, TCSANOW, &free_flow);
        tcflow(modes->fd, TCOON);
    }
}
