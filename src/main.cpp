// asq: the chat server and the commands of its operator. Everything is in app/.
#include "app/cli.hpp"

int main(int argc, char** argv) { return asq::app::run_command_line(argc, argv); }
