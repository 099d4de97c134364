// /programs of sweep.h5, from the parts' manifests: a column at a time, for there may be millions of rows.

#include <algorithm>
#include <string>

#include "base/fnv.hpp"
#include "store/detail/whole.hpp"
#include "store/error.hpp"

namespace battalion::store::detail {
namespace {

/// A column of the whole from those of the parts.
template <class T>
std::vector<T> read_column(const h5::File& file, const std::string& path, std::uint64_t rows) {
  if constexpr (std::is_same_v<T, std::string>) {
    return file.read_text(path, rows);
  } else {
    return file.read<T>(path, rows);
  }
}

class ProgramColumns {
 public:
  ProgramColumns(h5::File& to, const Whole& whole) : to_(to), whole_(whole), one_(whole.row_of.empty()) {
    for (const PartSweep& part : whole.parts) files_.push_back(h5::File::open(manifest_path(part.out)));
    choose_checks();
  }

  /// Of the part that has a program's row.
  template <class T>
  std::vector<T> column(const std::string& path) const {
    return gathered<T>(path, false);
  }
  template <class T>
  void copy(const std::string& path) {
    write_column(to_, path, column<T>(path));
  }
  /// Of the part that has validated it.
  template <class T>
  void copy_check(const std::string& path) {
    write_column(to_, path, gathered<T>(path, true));
  }
  std::vector<std::int32_t> tasks() const;
  std::uint64_t copy_sources(const std::vector<std::string>& names);

 private:
  std::uint64_t rows() const { return whole_.manifest.program_count(); }
  std::uint32_t at(std::size_t part, std::uint32_t program) const { return whole_.places[part].program_in_whole(program); }
  std::uint32_t row_of(std::uint32_t program) const { return one_ ? 0 : whole_.row_of[program]; }
  /// Files from before validation ran programs have no checks, and no warnings.
  bool has(std::size_t part, const std::string& path) const { return files_[part].exists(path); }

  void choose_checks() {
    if (whole_.parts.size() == 1) return;
    check_of_.resize(rows());
    for (std::uint32_t p = 0; p < rows(); ++p) check_of_[p] = row_of(p);
    for (std::uint32_t k = 0; k < files_.size(); ++k) {
      const std::string path = "/programs/check/samples";
      if (!has(k, path)) continue;
      const auto samples = files_[k].read<std::uint32_t>(path, whole_.parts[k].manifest.program_count());
      for (std::uint32_t p = 0; p < samples.size(); ++p) {
        if (samples[p] > 0) check_of_[at(k, p)] = k;
      }
    }
  }

  template <class T>
  std::vector<T> gathered(const std::string& path, bool check) const {
    std::vector<T> all(files_.size() == 1 ? 0 : rows());
    for (std::uint32_t k = 0; k < files_.size(); ++k) {
      if (!has(k, path) || (one_ && !check && k > 0)) continue;
      auto part = read_column<T>(files_[k], path, whole_.parts[k].manifest.program_count());
      if (files_.size() == 1) return part;
      for (std::uint32_t p = 0; p < part.size(); ++p) {
        const std::uint32_t to = at(k, p);
        if ((check ? check_of_[to] : row_of(to)) == k) all[to] = std::move(part[p]);
      }
    }
    all.resize(rows());
    return all;
  }

  h5::File& to_;
  const Whole& whole_;
  bool one_;  // all parts have the programs of the first
  std::vector<h5::File> files_;
  std::vector<std::uint32_t> check_of_;  // [program] part; empty for one part
};

/// Which task a program belongs to, the task's part knows.
std::vector<std::int32_t> ProgramColumns::tasks() const {
  if (files_.size() == 1) return column<std::int32_t>("/programs/task");
  std::vector<std::int32_t> all(rows(), -1);
  for (std::uint32_t k = 0; k < files_.size(); ++k) {
    const auto part = files_[k].read<std::int32_t>("/programs/task", whole_.parts[k].manifest.program_count());
    const auto& task = whole_.places[k].task;
    for (std::uint32_t p = 0; p < part.size(); ++p) {
      if (part[p] < 0) continue;
      if (static_cast<std::size_t>(part[p]) >= task.size()) fail_store("{}: a program belongs to no task; the file is damaged", files_[k].name());
      all[at(k, p)] = static_cast<std::int32_t>(task[static_cast<std::size_t>(part[p])].value);
    }
  }
  return all;
}

/// Sources of one manifest, read in order and in pieces: together they may be larger than memory.
class Sources {
 public:
  explicit Sources(const h5::File& file) : set_(file.open_dataset("/programs/source", h5::Type::u8, 1)) {}

  std::uint64_t size() const { return set_.size(); }
  std::string_view read(std::uint64_t begin, std::uint64_t end) {
    if (begin < first_ || end > first_ + piece_.size()) {
      first_ = begin;
      piece_.resize(std::min(std::max(end - begin, at_once), size() - begin));
      set_.read(h5::Extents{begin}, h5::Extents{piece_.size()}, reinterpret_cast<std::uint8_t*>(piece_.data()));
    }
    return std::string_view(piece_).substr(begin - first_, end - begin);
  }

 private:
  static constexpr std::uint64_t at_once = std::uint64_t{1} << 20;
  h5::Dataset set_;
  std::uint64_t first_ = 0;
  std::string piece_;
};

std::uint64_t ProgramColumns::copy_sources(const std::vector<std::string>& names) {
  constexpr std::uint64_t piece = std::uint64_t{4} << 20;
  std::vector<std::uint64_t> to_offset = {0};
  std::vector<std::vector<std::uint64_t>> from;
  for (std::uint32_t k = 0; k < (one_ ? 1 : files_.size()); ++k) {
    from.push_back(files_[k].read<std::uint64_t>("/programs/source_offset", whole_.parts[k].manifest.program_count() + 1));
    const std::uint64_t bytes = Sources(files_[k]).size();
    for (std::uint32_t p = 0; p + 1 < from[k].size(); ++p) {
      if (from[k][p] > from[k][p + 1] || from[k][p + 1] > bytes) {
        fail_store("{}: a source lies outside of /programs/source; the file is damaged", files_[k].name());
      }
      if (row_of(at(k, p)) == k) to_offset.push_back(to_offset.back() + from[k][p + 1] - from[k][p]);
    }
  }
  write_column(to_, "/programs/source_offset", to_offset);
  const Field& f = field("/programs/source");
  auto target = to_.create_dataset(std::string(f.path), f.type, {to_offset.back()}, h5::column_layout(to_offset.back()), f.about);

  Fnv64 digest;
  std::uint64_t written = 0;
  std::size_t name = 0;
  std::vector<std::uint8_t> bytes;
  const auto flush = [&] {
    if (!bytes.empty()) target.write(h5::Extents{written}, h5::Extents{bytes.size()}, bytes.data());
    written += bytes.size();
    bytes.clear();
  };
  for (std::uint32_t k = 0; k < from.size(); ++k) {
    Sources sources(files_[k]);
    for (std::uint32_t p = 0; p + 1 < from[k].size(); ++p) {
      if (row_of(at(k, p)) != k) continue;
      const std::string_view source = sources.read(from[k][p], from[k][p + 1]);
      digest.text(names[name++]);
      digest.text(source);
      bytes.insert(bytes.end(), source.begin(), source.end());
      if (bytes.size() >= piece) flush();
    }
  }
  flush();
  return digest.value();
}

}  // namespace

std::uint64_t write_programs(h5::File& file, const Whole& whole) {
  ProgramColumns programs(file, whole);
  std::uint64_t digest = 0;
  {
    const auto names = programs.column<std::string>("/programs/name");
    write_column(file, "/programs/name", names);
    digest = programs.copy_sources(names);
  }
  programs.copy<std::string>("/programs/file");
  programs.copy<std::uint32_t>("/programs/line");
  programs.copy<std::string>("/programs/entry");
  programs.copy<std::uint64_t>("/programs/canonical_digest");
  if (whole.duplicate_of.empty()) {
    programs.copy<std::int32_t>("/programs/duplicate_of");
  } else {
    write_column(file, "/programs/duplicate_of", whole.duplicate_of);
  }
  write_column(file, "/programs/task", programs.tasks());
  programs.copy<std::string>("/programs/lowered");
  programs.copy<std::string>("/programs/warning");
  file.create_group("/programs/check");
  programs.copy_check<std::uint32_t>("/programs/check/samples");
  programs.copy_check<std::uint32_t>("/programs/check/exact");
  programs.copy_check<std::uint8_t>("/programs/check/outcome");
  programs.copy_check<std::int64_t>("/programs/check/wall_ns");
  programs.copy_check<std::int64_t>("/programs/check/cpu_ns");
  programs.copy_check<std::int64_t>("/programs/check/worst_cpu_ns");
  programs.copy_check<std::string>("/programs/check/message");
  return digest;
}

}  // namespace battalion::store::detail
