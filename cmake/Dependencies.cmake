# Finds every library through pkg-config and names the Debian package when one is missing.
find_package(Threads REQUIRED)
find_package(PkgConfig)
if(NOT PKG_CONFIG_FOUND)
    message(FATAL_ERROR "pkg-config not found. On Debian: apt-get install pkg-config")
endif()

function(require_library prefix module package)
    pkg_check_modules(${prefix} QUIET IMPORTED_TARGET GLOBAL ${module})
    if(NOT ${prefix}_FOUND)
        message(FATAL_ERROR "${module} not found. On Debian: apt-get install ${package}")
    endif()
    set(${prefix}_FOUND ${${prefix}_FOUND} PARENT_SCOPE)
    set(${prefix}_LINK_LIBRARIES ${${prefix}_LINK_LIBRARIES} PARENT_SCOPE)
    set(${prefix}_INCLUDE_DIRS ${${prefix}_INCLUDE_DIRS} PARENT_SCOPE)
endfunction()

require_library(JANSSON "jansson>=2.11" libjansson-dev)
require_library(CURL "libcurl>=7.87" libcurl4-openssl-dev)
require_library(NCURSES "ncursesw>=6.1" libncurses-dev)
require_library(MICROHTTPD "libmicrohttpd>=0.9.71" libmicrohttpd-dev)
if(BUILD_TESTING)
    require_library(CMOCKA "cmocka>=1.1.5" libcmocka-dev)
endif()

# ncursesw's own flags set a feature level that contradicts ours; only its paths are wanted.
add_library(backfilltop-ncurses INTERFACE)
target_include_directories(backfilltop-ncurses SYSTEM INTERFACE ${NCURSES_INCLUDE_DIRS})
target_link_libraries(backfilltop-ncurses INTERFACE ${NCURSES_LINK_LIBRARIES})
