/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/outcome.h"
#include "backfilltop/monitor/run.h"

/* The exit code that an outcome stands for when the program ends with it. */
enum exit_code outcome_exit_code(enum outcome outcome);
