#include <string>
#include <vector>

#include "app/commands.hpp"

int main(int argc, char** argv) {
  return battalion::app::run_battalion(std::vector<std::string>(argv + 1, argv + argc));
}
