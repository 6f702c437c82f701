// What a fuzz target asserts. Threads: any.
#pragma once

#include <cstdio>
#include <cstdlib>

// Ends the program, having said what does not hold.
inline void hold(bool invariant, const char* what) {
  if (invariant) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}
