// The functions behind scenarios(), one file each.
#pragma once

#include <vector>

#include "scenarios.hpp"

namespace asq::bench {

std::vector<Row> run_fanout(const Settings& settings);
std::vector<Row> run_ingest(const Settings& settings);
std::vector<Row> run_memory(const Settings& settings);
std::vector<Row> run_deep(const Settings& settings);
std::vector<Row> run_resume(const Settings& settings);
std::vector<Row> run_hostile(const Settings& settings);

}  // namespace asq::bench
