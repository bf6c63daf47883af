# What every target is compiled and linked with: language, warnings, hardening, sanitizers.
include(CheckCCompilerFlag)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# A function of ours never takes the place of one that a library calls.
set(CMAKE_C_VISIBILITY_PRESET hidden)

add_library(backfilltop-options INTERFACE)
target_include_directories(backfilltop-options INTERFACE ${CMAKE_CURRENT_SOURCE_DIR}/include)
target_compile_definitions(backfilltop-options INTERFACE
    _XOPEN_SOURCE=700 _XOPEN_SOURCE_EXTENDED _DEFAULT_SOURCE
    BACKFILLTOP_VERSION="${PROJECT_VERSION}")
target_compile_options(backfilltop-options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
    -Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wvla)
if(BACKFILLTOP_WERROR)
    target_compile_options(backfilltop-options INTERFACE -Werror)
endif()

if(CMAKE_BUILD_TYPE STREQUAL "Release")
    include(CheckPIESupported)
    check_pie_supported(LANGUAGES C)
    # -U first: some distributions predefine it with another level.
    target_compile_options(backfilltop-options INTERFACE
        -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
    foreach(flag -fstack-clash-protection -fcf-protection)
        string(MAKE_C_IDENTIFIER "HAVE${flag}" known)
        check_c_compiler_flag(${flag} ${known})
        if(${known})
            target_compile_options(backfilltop-options INTERFACE ${flag})
        endif()
    endforeach()
    target_link_options(backfilltop-options INTERFACE
        -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--as-needed)
endif()

if(BACKFILLTOP_SANITIZE)
    target_compile_options(backfilltop-options INTERFACE
        -fsanitize=${BACKFILLTOP_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
    target_link_options(backfilltop-options INTERFACE -fsanitize=${BACKFILLTOP_SANITIZE})
endif()
if(BACKFILLTOP_COVERAGE)
    target_compile_options(backfilltop-options INTERFACE --coverage -O0)
    target_link_options(backfilltop-options INTERFACE --coverage)
endif()
if(BACKFILLTOP_FUZZ)
    target_compile_options(backfilltop-options INTERFACE -fsanitize=fuzzer-no-link)
endif()
