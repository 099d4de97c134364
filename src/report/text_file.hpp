#pragma once
// A text file for people's other tools: complete under its name, or absent.

#include <filesystem>
#include <fstream>
#include <string_view>

#include "store/durable.hpp"

namespace battalion::report {

class TextFile {
 public:
  /// Opens it under a temporary name in the same folder, which is gone unless finish() is reached.
  /// Throws StoreError where that cannot be made.
  explicit TextFile(const std::filesystem::path& final_name);
  void put(std::string_view text) { out_ << text; }
  /// Syncs it and gives it its name, replacing what has it. Throws StoreError (disk full).
  void finish();

 private:
  std::filesystem::path final_name_;
  store::Temporary temporary_;
  std::ofstream out_;
};

/// The same for a text that is there as a whole.
void write_text(const std::filesystem::path& final_name, std::string_view text);

}  // namespace battalion::report
