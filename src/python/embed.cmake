# Makes a source file of the harness: cmake -DOUTPUT=... -DHARNESS=... -P embed.cmake
file(READ ${HARNESS} text)
string(FIND "${text}" ")harness\"" end)
if(NOT end EQUAL -1)
  message(FATAL_ERROR "${HARNESS} holds what ends a raw string here")
endif()
file(WRITE ${OUTPUT} "#include \"python/harness.hpp\"\n\nnamespace battalion::python {\nconst char* const harness =\n")
# In pieces: compilers may take no more than 64 KiB in one.
file(APPEND ${OUTPUT} "R\"harness(${text})harness\";\n}  // namespace battalion::python\n")
