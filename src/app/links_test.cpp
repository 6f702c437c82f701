#include "app/links.hpp"

#include <gmock/gmock.h>

namespace asq::app {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Links, BeginWithThePublicAddress) {
  EXPECT_THAT(links_to("/i/x", {"https://example.com/chat", {"0.0.0.0", 8000}}),
              ElementsAre("https://example.com/chat/i/x"));
}

TEST(Links, WithoutOneTheyBeginWithWhereTheServerListens) {
  EXPECT_THAT(links_to("/i/x", {"", {"chat.example", 8000}}),
              ElementsAre("http://chat.example:8000/i/x"));
  EXPECT_THAT(links_to("/i/x", {"", {"fd00::1", 80}}), ElementsAre("http://[fd00::1]:80/i/x"));
}

TEST(Links, OnAllAddressesThereIsAtLeastOne) {
  for (const std::string host : {"0.0.0.0", "::"}) {
    const auto links = links_to("/i/x", {"", {host, 8000}});
    EXPECT_THAT(links, Not(IsEmpty()));
    EXPECT_THAT(links, Each(EndsWith(":8000/i/x")));
    for (const std::string& link : links) {
      EXPECT_EQ(link.find("//0.0.0.0"), std::string::npos) << link;
      EXPECT_EQ(link.find("//[::]"), std::string::npos) << link;
    }
  }
}

}  // namespace
}  // namespace asq::app
