#include "api/routes/static_answers.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "net/ascii.hpp"

namespace asq::api {
namespace {

constexpr std::size_t kWorthwhile = 1024;  // what is smaller fits into a packet anyway

// FNV-1a: tells versions apart, no more.
std::string tag_of(std::string_view text, std::string_view form) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return fmt::format("\"{:016x}{}{}\"", hash, form.empty() ? "" : "-", form);
}

// "0", "0.0", "0.000": not acceptable.
bool is_zero(std::string_view weight) {
  return weight.starts_with('0') && weight.find_first_not_of("0.") == std::string_view::npos;
}

// One element of the list: whether it is about `coding`, and then whether that is acceptable.
std::optional<bool> said_of(std::string_view element, std::string_view coding) {
  const std::size_t end = element.find(';');
  if (!net::equals_ignoring_case(net::trim_blanks(element.substr(0, end)), coding)) {
    return std::nullopt;
  }
  if (end == std::string_view::npos) return true;
  const std::string_view parameter = net::trim_blanks(element.substr(end + 1));
  if (parameter.size() < 2 || net::to_lower(parameter[0]) != 'q' || parameter[1] != '=')
    return true;
  return !is_zero(parameter.substr(2));
}

// RFC 9110 section 13.1.2: a list of tags, or `*`.
bool has_tag(const std::string* field, std::string_view tag) {
  return field != nullptr && (*field == "*" || field->find(tag) != std::string::npos);
}

}  // namespace

bool accepts_coding(const std::string* accept_encoding, std::string_view coding) {
  if (accept_encoding == nullptr) return false;
  std::string_view rest = *accept_encoding;
  std::optional<bool> any;
  while (true) {
    const std::size_t comma = rest.find(',');
    const std::string_view element = rest.substr(0, comma);
    if (const auto said = said_of(element, coding)) return *said;
    if (const auto said = said_of(element, "*")) any = said;
    if (comma == std::string_view::npos) return any.value_or(false);
    rest.remove_prefix(comma + 1);
  }
}

std::string gzip(std::string_view text) {
  constexpr int kGzip = 15 + 16;  // the largest window, with the header of gzip
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::runtime_error("zlib cannot compress");
  }
  std::string out(deflateBound(&stream, text.size()), '\0');
  // zlib only reads through the pointer that it declares mutable.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("zlib did not finish");
  return out;
}

StaticAnswer::StaticAnswer(std::string text, std::string_view content_type)
    : content_type_(content_type), cache_control_("no-cache") {
  if (text.size() >= kWorthwhile) {
    std::string packed = gzip(text);
    packed.shrink_to_fit();
    if (packed.size() < text.size()) add_form("gzip", std::move(packed), tag_of(text, "gzip"));
  }
  std::string tag = tag_of(text, "");
  add_form("", std::move(text), std::move(tag));
}

StaticAnswer::StaticAnswer(const PackedText& text, std::string_view content_type)
    : content_type_(content_type), cache_control_("public, max-age=31536000, immutable") {
  if (!text.br.empty()) add_form("br", std::string(text.br), tag_of(text.plain, "br"));
  if (!text.gzip.empty()) add_form("gzip", std::string(text.gzip), tag_of(text.plain, "gzip"));
  add_form("", std::string(text.plain), tag_of(text.plain, ""));
}

void StaticAnswer::add_form(std::string_view coding, std::string bytes, std::string etag) {
  forms_.push_back(
      {coding, std::make_shared<const std::string>(std::move(bytes)), std::move(etag)});
}

Answer StaticAnswer::answer(const net::HttpHead& head) const {
  const std::string* accepted = head.find("Accept-Encoding");
  const Form& form = *std::ranges::find_if(forms_, [&](const Form& candidate) {
    return candidate.coding.empty() || accepts_coding(accepted, candidate.coding);
  });
  Answer answer;
  answer.content_type = content_type_;
  answer.cache_control = cache_control_;
  answer.headers.push_back({"ETag", form.etag});
  if (forms_.size() > 1) answer.headers.push_back({"Vary", "Accept-Encoding"});
  if (!form.coding.empty()) {
    answer.headers.push_back({"Content-Encoding", std::string(form.coding)});
  }
  answer.shared_body = form.bytes;
  if (has_tag(head.find("If-None-Match"), form.etag)) answer.status = 304;
  return answer;
}

std::string_view content_type_of(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".png")) return "image/png";
  if (name.ends_with(".svg")) return "image/svg+xml";
  if (name.ends_with(".tgz")) return "application/gzip";
  return "text/plain; charset=utf-8";
}

}  // namespace asq::api
