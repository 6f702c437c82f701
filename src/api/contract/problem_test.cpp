#include "api/contract/problem.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"

namespace asq::api {
namespace {

boost::json::value problem_of(std::vector<FieldError> fields, std::size_t& bytes) {
  Error error(ErrorCode::invalid);
  error.fields = std::move(fields);
  const std::string text = problem_json(error, std::string(64, 'r'));
  bytes = text.size();
  return parse_json(text).value();
}

// Whatever the names are: those that need escapes are the longest.
TEST(Problem, HasAtMost32KiBAndSaysHowManyErrorsAreLeftOut) {
  for (const std::string& character : {std::string("a"), std::string("\x01"), std::string("🙂")}) {
    std::string name;
    for (int i = 0; i < 100; ++i) name += character;
    const std::vector<FieldError> fields(1000, {name, "This must be an e-mail address."});
    std::size_t bytes = 0;
    const auto problem = problem_of(fields, bytes);
    EXPECT_LE(bytes, 32U * 1024);
    const std::size_t listed = problem.at("errors").as_array().size();
    EXPECT_LE(listed, 100U);
    EXPECT_GE(listed, 50U);
    EXPECT_EQ(problem.at("errors_omitted").to_number<std::size_t>(), 1000 - listed);
  }
}

TEST(Problem, OneMessageThatIsTooLongIsLeftOut) {
  std::size_t bytes = 0;
  const auto problem = problem_of({{"a", std::string(100'000, 'x')}}, bytes);
  EXPECT_TRUE(problem.at("errors").as_array().empty());
  EXPECT_EQ(problem.at("errors_omitted").as_int64(), 1);
}

}  // namespace
}  // namespace asq::api
