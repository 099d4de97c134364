#include "arc/read_text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/contract.hpp"

namespace battalion::arc {
namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
  const auto close = [](std::FILE* f) { std::fclose(f); };
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "rb"), close);
  if (!file) fail_input("cannot read {} ({}) check the path and its permissions", path.string(), std::strerror(errno));
  std::string text;
  std::error_code no_size;
  const auto size = fs::file_size(path, no_size);  // a pipe has none
  std::size_t room = no_size ? 64 << 10 : static_cast<std::size_t>(std::min<std::uintmax_t>(size, longest_text)) + 1;
  for (std::size_t used = 0;;) {
    text.resize(used + room);
    const std::size_t n = std::fread(text.data() + used, 1, room, file.get());
    used += n;
    if (used > longest_text) {
      fail_input("{} holds more than {} MiB (no program or dataset does) split it, or check the path", path.string(),
                 longest_text >> 20);
    }
    if (n < room) {
      if (std::ferror(file.get()) != 0) {
        fail_input("cannot read {} ({}) check the path and its permissions", path.string(), std::strerror(errno));
      }
      text.resize(used);
      return text;
    }
    room = used;
  }
}

std::vector<fs::path> list_files(const fs::path& folder, std::string_view extension) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const fs::path& path = it->path();
    std::error_code gone;
    if (path.extension() == extension && !path.filename().string().starts_with('.') &&
        !it->is_directory(gone)) {
      files.push_back(path);
    }
  }
  if (error) fail_input("cannot read the folder {} ({}) check its permissions", folder.string(), error.message());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace battalion::arc
