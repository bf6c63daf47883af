/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"

#include <stdbool.h>

/* The API token: an OAuth access token or an API key. It never appears in a problem's text. */

/* Takes the token from SUPERMETRICS_API_KEY. False, with *problem, if it is not set, or holds
 * anything but printable ASCII without spaces. The caller gives *token to credentials_wipe(). */
bool credentials_from_environment(char **token, struct problem *problem);

/* Overwrites the token, frees it and sets it to NULL. */
void credentials_wipe(char **token);
