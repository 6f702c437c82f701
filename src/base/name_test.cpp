#include "base/name.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "support/utf8_of.hpp"

namespace asq {
namespace {

using namespace std::string_view_literals;
using test::utf8_of;

TEST(Name, MayBeInAnyScriptAndWithEmoji) {
  for (const std::string_view name :
       {"Anna"sv, "Макс & Ко"sv, "Ма\u0301ша"sv, "漢字"sv, "שלום"sv, "محمد"sv, "7"sv, "-"sv,
        "👩🏿\u200d❤\ufe0f\u200d👩🏻"sv, "🇺🇦"sv, "नमस्\u200dते"sv, "می\u200cخواهم"sv,
        "\u200fשלום\u200e"sv, "co\u00adop"sv, "葛\U000e0100"sv, "a\u3164"sv, "\u0601"sv,
        "\U0001faff"sv, "\ue000"sv}) {
    EXPECT_EQ(fault_of_name(name), NameFault::none) << name;
  }
}

TEST(Name, HasSomethingVisible) {
  for (const std::string_view name : {""sv,
                                      " "sv,
                                      "\u00a0\u3000"sv,
                                      "\u200b"sv,
                                      "\u200d\u200c"sv,
                                      "\u3164"sv,
                                      "\u115f\u1160"sv,
                                      "\uffa0"sv,
                                      "\u2800"sv,
                                      "\ufeff"sv,
                                      "\u00ad"sv,
                                      "\u034f"sv,
                                      "\u200e\u200f\u061c"sv,
                                      "\u17b4\u17b5"sv,
                                      "\u180e"sv,
                                      "\u2060\u2064"sv,
                                      "\ufe0f"sv,
                                      "\u0301"sv,
                                      "\u20dd"sv,
                                      "\ufff9\ufffb"sv,
                                      "\ufffc"sv,
                                      "\uffff"sv,
                                      "\U00013441\U00013442"sv,
                                      "\U0001d159"sv,
                                      "\U000e0041\U000e007f"sv,
                                      "\U000e0fff"sv,
                                      "\u200b \u2800 \u3164"sv}) {
    EXPECT_EQ(fault_of_name(name), NameFault::nothing_visible) << testing::PrintToString(name);
  }
}

TEST(Name, StandsInOneLine) {
  for (const std::string_view name :
       {"a\nb"sv, "a\tb"sv, "\x1b[31mred"sv, "a\0b"sv, "a\x7f"sv, "a\u0085b"sv, "a\u009f"sv,
        "a\u2028b"sv, "a\u2029b"sv, "\n"sv}) {
    EXPECT_EQ(fault_of_name(name), NameFault::control_character) << testing::PrintToString(name);
  }
}

// Each of them reaches beyond a name that does not end it.
TEST(Name, TurnsNoDirection) {
  std::vector<char32_t> found;
  for (char32_t c = 1; c < 0x110000; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    if (fault_of_name("a" + utf8_of(c)) == NameFault::bidi_control) found.push_back(c);
  }
  EXPECT_EQ(found, (std::vector<char32_t>{0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067,
                                          0x2068, 0x2069}));
}

}  // namespace
}  // namespace asq
