# Makes a source file of the page's files: cmake -DOUTPUT=... -DHTML=... -DSTYLE=... -DSCRIPTS=a.js|b.js -P embed.cmake
string(REPLACE "|" ";" SCRIPTS "${SCRIPTS}")

# put(NAME FILE...): their text, one after the other, as a string_view of raw strings.
function(put name)
  file(APPEND ${OUTPUT} "const std::string_view ${name} =\n")
  foreach(path ${ARGN})
    file(READ ${path} text)
    string(FIND "${text}" ")asset\"" end)
    if(NOT end EQUAL -1)
      message(FATAL_ERROR "${path} holds what ends a raw string here")
    endif()
    file(APPEND ${OUTPUT} "R\"asset(" "${text}" ")asset\"\n")
  endforeach()
  file(APPEND ${OUTPUT} ";\n")
endfunction()

file(WRITE ${OUTPUT} "#include \"report/html/assets.hpp\"\n\nnamespace battalion::report::html {\n")
put(page_html ${HTML})
put(page_style ${STYLE})
put(page_script ${SCRIPTS})
file(APPEND ${OUTPUT} "}  // namespace battalion::report::html\n")
