/* SPDX-License-Identifier: MIT */
#pragma once

/* Exit codes, those of the vendor's own client (and of sysexits.h). */
enum exit_code {
    EXIT_CODE_OK = 0,
    EXIT_CODE_FAILURE = 1,
    EXIT_CODE_USAGE = 64,
    EXIT_CODE_AUTH = 65,
    EXIT_CODE_UNAVAILABLE = 69,
};
