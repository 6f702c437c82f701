#include "net/http_strict.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace asq::net {
namespace {

using Kind = HeadScan::Kind;

HeadScan scan(std::string_view input) { return scan_head(input, {}); }

// The status of a refusal; 0: taken, -1: more is wanted.
int refusal(std::string_view input) {
  const HeadScan result = scan(input);
  if (result.kind == Kind::more) return -1;
  return result.kind == Kind::head ? 0 : result.fault.status;
}

std::string get_with(std::string_view fields) {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}
std::string line(std::string_view request_line) {
  return std::string(request_line) + "\r\nHost: a\r\n\r\n";
}

TEST(ScanHead, reads_what_the_rest_needs) {
  const std::string input =
      "POST /chat/token?x=%20&y HTTP/1.1\r\nHost: localhost:8000\r\nContent-Length: 12\r\n"
      "Expect: 100-Continue\r\n\r\nbody";
  const HeadScan result = scan(input);

  ASSERT_EQ(result.kind, Kind::head);
  EXPECT_EQ(result.head.size, input.size() - 4);
  EXPECT_EQ(result.head.method, "POST");
  EXPECT_EQ(result.head.path, "/chat/token");
  EXPECT_EQ(result.head.query, "x=%20&y");
  EXPECT_EQ(result.head.authority, "localhost:8000");
  EXPECT_EQ(result.head.content_length, 12U);
  EXPECT_TRUE(result.head.expects_continue);
  EXPECT_TRUE(result.head.keep_alive);
  EXPECT_FALSE(result.head.chunked);
}

TEST(ScanHead, wants_more_until_the_empty_line) {
  const std::string input = get_with("Accept: */*\r\n");
  for (std::size_t size = 0; size < input.size(); ++size) {
    EXPECT_EQ(refusal(std::string_view(input).substr(0, size)), -1) << size;
  }
  EXPECT_EQ(refusal(input), 0);
}

struct Probe {
  std::string name;
  std::string input;
  int status;  // 0: taken
};

class HttpProbe : public testing::TestWithParam<Probe> {};

TEST_P(HttpProbe, is_answered_as_the_list_says) {
  EXPECT_EQ(refusal(GetParam().input), GetParam().status) << scan(GetParam().input).fault.reason;
}

// The same answer whatever follows, and no later than with the whole.
TEST_P(HttpProbe, is_final_and_the_same_at_every_prefix) {
  const std::string& input = GetParam().input;
  const std::size_t step = 1 + input.size() / 500;
  for (std::size_t size = 0; size <= input.size(); size += step) {
    const HeadScan part = scan(std::string_view(input).substr(0, size));
    if (part.kind == Kind::more) continue;
    EXPECT_EQ(part.kind, scan(input + "more").kind) << size;
    EXPECT_EQ(part.fault, scan(input + "more").fault) << size;
  }
}

const auto kName = [](const auto& probe) { return probe.param.name; };

// RFC 9112 section 3.2 and RFC 9110 section 7.2
INSTANTIATE_TEST_SUITE_P(Host, HttpProbe,
                         testing::ValuesIn(std::vector<Probe>{
                             {"missing", "GET / HTTP/1.1\r\n\r\n", 400},
                             {"missing_on_1_0", "GET / HTTP/1.0\r\n\r\n", 0},
                             {"doubled", get_with("Host: a\r\n"), 400},
                             {"doubled_in_other_case", get_with("hOST: b\r\n"), 400},
                             {"doubled_on_1_0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n",
                              400},
                             {"empty", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
                             {"list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
                             {"with_user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
                             {"with_path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
                             {"with_space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
                             {"port_too_large", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", 400},
                             {"port_no_number", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", 400},
                             {"only_port", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n", 400},
                             {"port", "GET / HTTP/1.1\r\nHost: a.b-c:65535\r\n\r\n", 0},
                             {"v6", "GET / HTTP/1.1\r\nHost: [::1]:8000\r\n\r\n", 0},
                             {"v6_open", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400}}),
                         kName);

// RFC 9112 sections 6.1 to 6.3: what smuggling is made of
INSTANTIATE_TEST_SUITE_P(
    Framing, HttpProbe,
    testing::ValuesIn(std::vector<Probe>{
        {"chunked", get_with("Transfer-Encoding: chunked\r\n"), 0},
        {"chunked_in_other_case", get_with("transfer-encoding:\t Chunked \r\n"), 0},
        {"chunked_twice", get_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
         400},
        {"chunked_in_list", get_with("Transfer-Encoding: chunked, chunked\r\n"), 400},
        {"gzip", get_with("Transfer-Encoding: gzip\r\n"), 400},
        {"gzip_chunked", get_with("Transfer-Encoding: gzip, chunked\r\n"), 501},
        {"gzip_chunked_without_space", get_with("Transfer-Encoding: GZip,\tchunked\r\n"), 501},
        {"gzip_and_chunked_in_two_fields",
         get_with("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"), 501},
        {"all_known_codings",
         get_with("Transfer-Encoding: x-gzip, deflate, compress, x-compress, chunked\r\n"), 501},
        {"chunked_gzip", get_with("Transfer-Encoding: chunked, gzip\r\n"), 400},
        {"chunked_and_gzip_in_two_fields",
         get_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n"), 400},
        {"gzip_chunked_twice", get_with("Transfer-Encoding: gzip, chunked, chunked\r\n"), 400},
        {"gzip_chunked_and_length",
         get_with("Transfer-Encoding: gzip, chunked\r\nContent-Length: 3\r\n"), 400},
        {"gzip_chunked_on_1_0",
         "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 400},
        {"gzip_and_length", get_with("Transfer-Encoding: gzip\r\nContent-Length: 3\r\n"), 400},
        {"identity_chunked", get_with("Transfer-Encoding: identity, chunked\r\n"), 501},
        {"unknown_chunked", get_with("Transfer-Encoding: cow, chunked\r\n"), 501},
        {"gzip_with_parameter", get_with("Transfer-Encoding: gzip;q=1, chunked\r\n"), 400},
        {"empty_and_chunked", get_with("Transfer-Encoding: , chunked\r\n"), 400},
        {"chunked_and_empty", get_with("Transfer-Encoding: chunked,\r\n"), 400},
        {"identity", get_with("Transfer-Encoding: identity\r\n"), 400},
        {"xchunked", get_with("Transfer-Encoding: xchunked\r\n"), 400},
        {"chunked_with_parameter", get_with("Transfer-Encoding: chunked;q=1\r\n"), 400},
        {"coding_empty", get_with("Transfer-Encoding:\r\n"), 400},
        {"coding_vertical_tab",
         get_with("Transfer-Encoding: \x0B"
                  "chunked\r\n"),
         400},
        {"coding_on_1_0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"both", get_with("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400},
        {"both_the_other_way", get_with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"),
         400},
        {"length_zero", get_with("Content-Length: 0\r\n"), 0},
        {"length_doubled", get_with("Content-Length: 3\r\nContent-Length: 3\r\n"), 400},
        {"length_list", get_with("Content-Length: 3, 3\r\n"), 400},
        {"length_leading_zero", get_with("Content-Length: 03\r\n"), 400},
        {"length_zeros", get_with("Content-Length: 00\r\n"), 400},
        {"length_plus", get_with("Content-Length: +3\r\n"), 400},
        {"length_minus", get_with("Content-Length: -3\r\n"), 400},
        {"length_hex", get_with("Content-Length: 0x3\r\n"), 400},
        {"length_inner_space", get_with("Content-Length: 1 2\r\n"), 400},
        {"length_empty", get_with("Content-Length:\r\n"), 400},
        {"length_word", get_with("Content-Length: many\r\n"), 400},
        {"length_of_63_bits", get_with("Content-Length: 9223372036854775807\r\n"), 0},
        {"length_of_64_bits", get_with("Content-Length: 9223372036854775808\r\n"), 400},
        {"length_beyond", get_with("Content-Length: 99999999999999999999\r\n"), 400}}),
    kName);

// RFC 9112 sections 2.2 and 5
INSTANTIATE_TEST_SUITE_P(Lines, HttpProbe,
                         testing::ValuesIn(std::vector<Probe>{
                             {"folded", get_with("A: b\r\n c\r\n"), 400},
                             {"folded_with_tab", get_with("A: b\r\n\tc\r\n"), 400},
                             {"folded_first", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
                             {"bare_lf_in_request_line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
                             {"bare_lf_in_field", get_with("A: b\n"), 400},
                             {"bare_lf_at_end", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400},
                             {"bare_cr_in_field", get_with("A: b\rc\r\n"), 400},
                             {"bare_cr_before_end", get_with("A: b\r\r\n"), 400},
                             {"nul_in_value", get_with(std::string_view("A: b\0c\r\n", 8)), 400},
                             {"nul_in_name", get_with(std::string_view("A\0: b\r\n", 7)), 400},
                             {"control_in_value", get_with("A: \x01\r\n"), 400},
                             {"delete_in_value", get_with("A: \x7F\r\n"), 400},
                             {"tab_in_value", get_with("A: b\tc\r\n"), 0},
                             {"high_bytes_in_value", get_with("A: \xD0\xB6\r\n"), 0},
                             {"space_before_colon", get_with("A : b\r\n"), 400},
                             {"tab_before_colon", get_with("A\t: b\r\n"), 400},
                             {"space_in_name", get_with("A B: c\r\n"), 400},
                             {"no_colon", get_with("A\r\n"), 400},
                             {"no_name", get_with(": b\r\n"), 400},
                             {"bracket_in_name", get_with("A(b): c\r\n"), 400},
                             {"empty_value", get_with("A:\r\n"), 0},
                             {"no_space_behind_colon", get_with("A:b\r\n"), 0}}),
                         kName);

// RFC 9112 section 3
INSTANTIATE_TEST_SUITE_P(RequestLine, HttpProbe,
                         testing::ValuesIn(std::vector<Probe>{
                             {"asterisk", line("OPTIONS * HTTP/1.1"), 400},
                             {"fragment", line("GET /a#b HTTP/1.1"), 400},
                             {"authority_form", line("GET a:80 HTTP/1.1"), 400},
                             {"connect", line("CONNECT a:443 HTTP/1.1"), 400},
                             {"connect_with_path", line("CONNECT /a HTTP/1.1"), 400},
                             {"relative", line("GET a HTTP/1.1"), 400},
                             {"absolute", line("GET http://a/b?c HTTP/1.1"), 0},
                             {"absolute_without_path", line("GET HTTP://a HTTP/1.1"), 0},
                             {"absolute_without_host", line("GET http:///b HTTP/1.1"), 400},
                             {"absolute_with_user", line("GET http://u:p@a/b HTTP/1.1"), 400},
                             {"absolute_other_scheme", line("GET ftp://a/b HTTP/1.1"), 400},
                             {"absolute_fragment", line("GET http://a/b#c HTTP/1.1"), 400},
                             {"space_in_target", line("GET /a b HTTP/1.1"), 400},
                             {"high_bytes_in_target", line("GET /\xD0\xB6 HTTP/1.1"), 400},
                             {"tab_in_target", line("GET /a\tb HTTP/1.1"), 400},
                             {"two_spaces", line("GET  / HTTP/1.1"), 400},
                             {"two_spaces_before_version", line("GET /  HTTP/1.1"), 400},
                             {"space_at_end", line("GET / HTTP/1.1 "), 400},
                             {"leading_space", line(" GET / HTTP/1.1"), 400},
                             {"tabs", line("GET\t/\tHTTP/1.1"), 400},
                             {"no_version", line("GET /"), 400},
                             {"only_method", line("GET"), 400},
                             {"no_target", line("GET  HTTP/1.1"), 400},
                             {"unknown_method", line("FOO / HTTP/1.1"), 501},
                             {"lower_case_method", line("get / HTTP/1.1"), 501},
                             {"known_but_unusual_method", line("PROPFIND / HTTP/1.1"), 0},
                             {"method_no_token", line("GE(T / HTTP/1.1"), 400},
                             {"version_2", line("GET / HTTP/2.0"), 505},
                             {"version_1_2", line("GET / HTTP/1.2"), 505},
                             {"version_0_9", line("GET / HTTP/0.9"), 505},
                             {"version_lower_case", line("GET / http/1.1"), 400},
                             {"version_long", line("GET / HTTP/1.10"), 400},
                             {"version_short", line("GET / HTTP/1"), 400},
                             {"preface_of_http_2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
                             {"tls", std::string("\x16\x03\x01\x02\x00\x01", 6), 400}}),
                         kName);

// RFC 9110 section 10.1.1
INSTANTIATE_TEST_SUITE_P(Expect, HttpProbe,
                         testing::ValuesIn(std::vector<Probe>{
                             {"continue_", get_with("Expect: 100-continue\r\n"), 0},
                             {"other", get_with("Expect: magic\r\n"), 417},
                             {"both", get_with("Expect: 100-continue\r\nExpect: magic\r\n"), 417}}),
                         kName);

std::string fields(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "A: b\r\n";
  return text;
}

// A request line of so many bytes without its CR LF.
std::string line_of(std::size_t bytes) {
  const std::string_view around = "GET / HTTP/1.1";
  return "GET /" + std::string(bytes - around.size(), 'x') + " HTTP/1.1";
}

// The limits of docs/api.md
INSTANTIATE_TEST_SUITE_P(
    Limits, HttpProbe,
    testing::ValuesIn(std::vector<Probe>{
        {"fields_64", get_with(fields(63)), 0},
        {"fields_65", get_with(fields(64)), 431},
        {"head_of_16_KiB", get_with("A: " + std::string(16384 - 32, 'x') + "\r\n"), 0},
        {"head_over_16_KiB", get_with("A: " + std::string(16384 - 31, 'x') + "\r\n"), 431},
        {"head_without_end", "GET / HTTP/1.1\r\nA: " + std::string(17000, 'x'), 431},
        {"request_line_of_7900", line(line_of(7900)), 0},
        {"request_line_of_8000", line(line_of(8000)), 0},
        {"request_line_of_8001", line(line_of(8001)), 414},
        {"request_line_over_the_whole", line(line_of(20000)), 414},
        {"request_line_of_8000_and_long_fields",
         line_of(8000) + "\r\nHost: a\r\nA: " + std::string(8300, 'x') + "\r\n\r\n", 0},
        {"request_line_of_8000_and_lf", line_of(8000) + "\nHost: a\r\n\r\n", 400},
        {"request_line_of_8001_and_lf", line_of(8001) + "\nHost: a\r\n\r\n", 400},
        {"control_character_behind_the_limit", line_of(8002) + "\x01", 414},
        {"method_without_end", std::string(9000, 'X'), 414}}),
    kName);

TEST(ScanHead, takes_the_host_of_an_absolute_target_over_the_field) {
  const std::string input = "GET http://target:1/p?q HTTP/1.1\r\nHost: field\r\n\r\n";
  EXPECT_EQ(scan(input).head.authority, "target:1");
  EXPECT_EQ(scan(input).head.path, "/p");
  EXPECT_EQ(scan(input).head.query, "q");
}

TEST(ScanHead, gives_an_absolute_target_without_path_the_root) {
  EXPECT_EQ(scan(line("GET http://a HTTP/1.1")).head.path, "/");
  const std::string with_query = line("GET http://a?q=1 HTTP/1.1");
  EXPECT_EQ(scan(with_query).head.path, "/");
  EXPECT_EQ(scan(with_query).head.query, "q=1");
}

// RFC 9112 section 9.3
TEST(ScanHead, knows_whether_the_connection_stays) {
  const auto stays = [](const std::string& input) { return scan(input).head.keep_alive; };
  EXPECT_TRUE(stays("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_FALSE(stays("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n"));
  EXPECT_FALSE(stays("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(stays("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
  EXPECT_FALSE(stays("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n"));
}

// RFC 9110 section 10.1.1: a 1.0 client can't read a 100.
TEST(ScanHead, ignores_the_expectation_of_an_old_client) {
  EXPECT_FALSE(scan("POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").head.expects_continue);
}

}  // namespace
}  // namespace asq::net
