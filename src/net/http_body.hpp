// Where a request's body ends: counted by Content-Length, or in chunks (RFC 9112 sections 6 and 7).
// Pure; part of the fuzz target of http_strict. Threads: value.
//
// Not Beast's: its parser merges trailers into the header, and in builds with assertions stops the
// process when a last chunk comes in small pieces. Chunks here are read strictly: hexadecimal sizes
// of at most 16 digits, CR LF and nothing else, extensions checked and dropped within a limit,
// trailers refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "net/chunk_extension.hpp"

namespace asq::net {

class BodyReader {
 public:
  static BodyReader counted(std::uint64_t length);
  static BodyReader chunked();

  struct Step {
    std::string_view data;   // the next bytes of the body; may be empty while chunks are framed
    bool done = false;       // this was the last; nothing more is taken
    std::string_view fault;  // not empty: 400 with this sentence, for good
  };
  // Takes bytes from the front of `input`; call again while it is not empty and the step is neither
  // done nor a fault. For a body of length 0 the first step is done.
  Step next(std::string_view& input);
  // What is known to come still: of the body, or of the chunk that has begun.
  [[nodiscard]] std::uint64_t announced() const;

 private:
  enum class State : std::uint8_t {
    counted,
    size,       // the digits of a chunk's size
    extension,  // what follows them on the line
    size_lf,    // its LF
    data,       // the chunk
    data_cr,    // behind the chunk
    data_lf,
    end_cr,  // behind the last chunk: where trailers would stand
    end_lf,
    done,
    broken,
  };

  Step take_data(std::string_view& input);
  Step fail(std::string_view reason);
  std::string_view take_framing(char c);
  std::string_view take_size(char c);
  std::string_view take_extension(char c);
  std::string_view expect(char c, char wanted, State next);

  State state_ = State::counted;
  std::uint8_t digits_ = 0;
  std::uint16_t extension_size_ = 0;  // of this line
  ChunkExtension extension_;
  std::uint64_t remaining_ = 0;  // of the body, or of the chunk
  std::string_view fault_;
};

}  // namespace asq::net
