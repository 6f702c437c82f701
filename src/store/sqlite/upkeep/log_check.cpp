#include "store/sqlite/upkeep/log_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <vector>

namespace asq::store::sqlite {
namespace {

constexpr std::size_t kLogHeader = 32;
constexpr std::size_t kFrameHeader = 24;
constexpr std::uint32_t kLogMagic = 0x377f0682;  // the last bit: checksums of big-endian words
constexpr std::uint32_t kLargestPage = 65'536;

using Bytes = std::vector<unsigned char>;

std::uint32_t big_endian(const unsigned char* at) {
  return std::uint32_t{at[0]} << 24U | std::uint32_t{at[1]} << 16U | std::uint32_t{at[2]} << 8U |
         at[3];
}

std::uint32_t little_endian(const unsigned char* at) {
  return std::uint32_t{at[3]} << 24U | std::uint32_t{at[2]} << 16U | std::uint32_t{at[1]} << 8U |
         at[0];
}

// SQLite's running checksum over pairs of words.
struct Checksum {
  std::uint32_t first = 0;
  std::uint32_t second = 0;

  void add(const unsigned char* at, std::size_t size, bool big) {
    const auto word = big ? big_endian : little_endian;
    for (std::size_t i = 0; i + 8 <= size; i += 8) {
      first += word(at + i) + second;
      second += word(at + i + 4) + first;
    }
  }
  bool operator==(const Checksum&) const = default;
};

Checksum stored_checksum(const unsigned char* at) { return {big_endian(at), big_endian(at + 4)}; }

struct LogHeader {
  bool big = false;
  std::uint32_t page_size = 0;
  std::array<unsigned char, 8> salt{};
  Checksum checksum;
};

std::optional<LogHeader> parse_header(const Bytes& bytes) {
  const std::uint32_t magic = big_endian(bytes.data());
  if ((magic & ~1U) != kLogMagic) return std::nullopt;
  LogHeader header;
  header.big = (magic & 1U) != 0;
  header.page_size = big_endian(bytes.data() + 8);
  if (header.page_size < 512 || header.page_size > kLargestPage) return std::nullopt;
  std::copy_n(bytes.data() + 16, header.salt.size(), header.salt.begin());
  header.checksum.add(bytes.data(), 24, header.big);
  if (header.checksum != stored_checksum(bytes.data() + 24)) return std::nullopt;
  return header;
}

// Walks over the frames of the log's present generation (older ones have another salt).
class FrameScan {
 public:
  explicit FrameScan(const LogHeader& header) : header_(header), chain_(header.checksum) {}

  // True: this frame shows that synced data before it is damaged: it is whole, follows a commit,
  // and that commit is the bad frame or lies behind one.
  bool add(const Bytes& frame) {
    const bool ours = std::equal(header_.salt.begin(), header_.salt.end(), frame.data() + 8);
    Checksum expected = chain_;
    expected.add(frame.data(), 8, header_.big);
    expected.add(frame.data() + kFrameHeader, header_.page_size, header_.big);
    chain_ = stored_checksum(frame.data() + 16);
    const bool whole = ours && expected == chain_;
    const bool after_commit = after_commit_;
    after_commit_ = big_endian(frame.data() + 4) != 0;
    if (!whole) broken_ = true;
    return whole && broken_ && after_commit;
  }

 private:
  const LogHeader& header_;
  Checksum chain_;  // up to the frame before, as that one says
  bool broken_ = false;
  bool after_commit_ = false;  // the frame before says that it ends a transaction
};

bool read(std::ifstream& file, Bytes& into) {
  file.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size()));
  return static_cast<std::size_t>(file.gcount()) == into.size();
}

}  // namespace

std::optional<std::string> find_log_damage(const std::filesystem::path& log) {
  std::ifstream file(log, std::ios::binary);
  Bytes start(kLogHeader);
  Bytes probe(1);
  if (!file || !read(file, start)) return std::nullopt;  // none, or not begun
  const auto header = parse_header(start);
  if (!header) {
    // Frames are written after the header is synced: with any behind it, it was whole once.
    if (!read(file, probe)) return std::nullopt;
    return "the header of its log is not whole";
  }
  FrameScan scan(*header);
  Bytes frame(kFrameHeader + header->page_size);
  for (std::int64_t number = 1; read(file, frame); ++number) {
    if (scan.add(frame)) {
      return fmt::format("its log is not whole before frame {}", number);
    }
  }
  return std::nullopt;
}

}  // namespace asq::store::sqlite
