#include "report/text_file.hpp"

#include <cerrno>
#include <cstring>

#include "store/error.hpp"

namespace battalion::report {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const char* what) {
  store::fail_store("{}: cannot {} it ({}); check the folder's permissions and the free space",
                    path.string(), what, std::strerror(errno));
}

}  // namespace

TextFile::TextFile(const std::filesystem::path& final_name)
    : final_name_(final_name),
      temporary_(store::temporary_name(final_name)),
      out_(temporary_.path(), std::ios::binary | std::ios::trunc) {
  std::error_code ignored;
  if (std::filesystem::exists(final_name_, ignored) && !std::filesystem::is_regular_file(final_name_, ignored)) {
    // Renaming would put a file in place of a device, too.
    store::fail_store("{}: cannot write it (it is a folder or a device); give the name of a file",
                      final_name_.string());
  }
  if (!out_) fail(final_name_, "create");
}

void TextFile::finish() {
  out_.close();
  if (!out_) fail(final_name_, "write");
  store::publish(temporary_.path(), final_name_);
  temporary_.keep();
}

void write_text(const std::filesystem::path& final_name, std::string_view text) {
  TextFile file(final_name);
  file.put(text);
  file.finish();
}

}  // namespace battalion::report
