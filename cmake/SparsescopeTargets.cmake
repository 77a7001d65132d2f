# The one place where flags are set: every target links sparsescope_flags, nothing is global but the language.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # The two sloppiness settings are what ccache needs to reuse objects built with a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

add_library(sparsescope_flags INTERFACE)
target_include_directories(sparsescope_flags INTERFACE ${CMAKE_SOURCE_DIR}/core)
target_compile_definitions(sparsescope_flags INTERFACE SPARSESCOPE_VERSION="${PROJECT_VERSION}")
# g++ 12 reports -Wrestrict falsely in std::string's operator+ (GCC bug 105651).
target_compile_options(sparsescope_flags INTERFACE -Wall -Wextra -Wno-restrict -Wnon-virtual-dtor -Woverloaded-virtual
                       $<$<BOOL:${SPARSESCOPE_WERROR}>:-Werror>)
if(SPARSESCOPE_FAULTS)
  target_compile_definitions(sparsescope_flags INTERFACE SPARSESCOPE_FAULTS)
endif()
if(SPARSESCOPE_SANITIZE)
  # LibTorch is not instrumented and its types are hidden, so vptr checks only give false reports.
  target_compile_options(sparsescope_flags INTERFACE -fsanitize=${SPARSESCOPE_SANITIZE} -fno-sanitize=vptr
                         -fno-omit-frame-pointer)
  target_link_options(sparsescope_flags INTERFACE -fsanitize=${SPARSESCOPE_SANITIZE})
endif()

# sparsescope_library(NAME DEPS lib... PRIVATE lib...): the static library of the folder it is called from, made of
# every source in that folder. DEPS are part of its headers' contract, PRIVATE libraries are not.
function(sparsescope_library name)
  cmake_parse_arguments(ARG "" "" "DEPS;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp *.h)
  add_library(sparsescope_${name} STATIC ${sources})
  set_target_properties(sparsescope_${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_link_libraries(sparsescope_${name} PUBLIC sparsescope_flags ${ARG_DEPS} PRIVATE ${ARG_PRIVATE})
endfunction()

# sparsescope_test_headers(NAME lib...): Qt Test and what many tests include beside it, compiled once: read from text they
# are most of what compiling a test costs. Targets that link the same Qt modules may reuse it.
function(sparsescope_test_headers name)
  file(CONFIGURE OUTPUT ${name}.cpp CONTENT "")
  add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE sparsescope_flags Qt6::Test ${ARGN})
  target_precompile_headers(${name} PRIVATE <QtTest> <QTemporaryDir> <filesystem> <fstream> <functional> <map>
                            <nlohmann/json.hpp>)
endfunction()

# sparsescope_test(NAME SOURCE lib...): one Qt Test executable, run without a display. A source named *_slow_test.cpp
# carries the label "slow" and stays out of the everyday suite.
function(sparsescope_test name source)
  add_executable(${name} ${source})
  set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${name} PRIVATE sparsescope_flags Qt6::Test ${ARGN})
  target_compile_definitions(${name} PRIVATE SPARSESCOPE_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/reference")
  # Qt tells tests the folder they are built in, so only those of one folder can share what is precompiled.
  if(NOT CMAKE_CURRENT_SOURCE_DIR STREQUAL "${CMAKE_SOURCE_DIR}/tests")
    set_target_properties(${name} PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
  elseif(Qt6::Widgets IN_LIST ARGN)
    target_precompile_headers(${name} REUSE_FROM sparsescope_widget_test_headers)
  else()
    target_precompile_headers(${name} REUSE_FROM sparsescope_test_headers)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  # The last one is heard by preset asan only: without it undefined behaviour is printed and the test passes.
  set_tests_properties(${name} PROPERTIES TIMEOUT 600 ENVIRONMENT
                       "QT_QPA_PLATFORM=offscreen;OMP_NUM_THREADS=2;UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1")
  if(source MATCHES "_slow_test\\.cpp$")
    set_tests_properties(${name} PROPERTIES LABELS slow TIMEOUT 3600)
  endif()
endfunction()
