// asq: the chat server and the commands of its operator. Everything is in app/.
#include "app/cli.hpp"
#include "app/process.hpp"

int main(int argc, char** argv) {
  asq::app::open_standard_descriptors();
  return asq::app::run_command_line(argc, argv);
}
