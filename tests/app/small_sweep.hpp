#pragma once
// A dataset and programs small enough for a test, with every outcome that programs of a few lines
// have.

#include <string>

#include "app/temp_folder.hpp"

namespace battalion::test {

inline std::string mirror_task() {
  return R"({"train": [{"input": [[1, 2], [3, 4]], "output": [[2, 1], [4, 3]]},
                       {"input": [[5, 0, 1]], "output": [[1, 0, 5]]}],
             "test": [{"input": [[7, 8, 9], [1, 1, 2]], "output": [[9, 8, 7], [2, 1, 1]]}]})";
}

inline std::string flip_task() {
  return R"({"train": [{"input": [[1, 2], [3, 4]], "output": [[3, 4], [1, 2]]}],
             "test": [{"input": [[7], [8]], "output": [[8], [7]]},
                      {"input": [[1], [2], [3]], "output": [[3], [2], [1]]}]})";
}

inline std::string turn_task() {
  return R"({"train": [{"input": [[1, 2], [3, 4]], "output": [[3, 1], [4, 2]]},
                       {"input": [[6]], "output": [[6]]},
                       {"input": [[1, 2, 3]], "output": [[1], [2], [3]]}],
             "test": [{"input": [[0, 0], [0, 5]], "output": [[0, 0], [5, 0]]}]})";
}

/// Writes TASKS/{aaaaaaaa,bbbbbbbb,cccccccc}.json and returns TASKS.
inline std::string write_tasks(const TempFolder& folder) {
  folder.write("tasks/aaaaaaaa.json", mirror_task());
  folder.write("tasks/bbbbbbbb.json", flip_task());
  folder.write("tasks/cccccccc.json", turn_task());
  return folder / "tasks";
}

/// Eight programs: right, wrong, raising, and one written twice.
inline std::string write_programs(const TempFolder& folder) {
  return folder.write("programs.py", R"(
def solve_aaaaaaaa(I):
    O = vmirror(I)
    return O


def solve_wrong_aaaaaaaa(I):
    O = hmirror(I)
    return O


def solve_raises_aaaaaaaa(I):
    x1 = crop(I, ORIGIN, I)
    O = vmirror(x1)
    return O


def solve_bbbbbbbb(I):
    O = hmirror(I)
    return O


def solve_again_bbbbbbbb(I):
    x7 = hmirror(I)
    return x7


def solve_turned_bbbbbbbb(I):
    x1 = rot90(I)
    x2 = rot90(x1)
    O = vmirror(x2)
    return O


def solve_cccccccc(I):
    O = rot90(I)
    return O


def solve_same_cccccccc(I):
    return I
)");
}

}  // namespace battalion::test
