// One HTTP connection: requests in order, one under way at a time, answers in the same order
// (RFC 9112 section 9).
//   before: net/listener.cpp      after: api/http_api.cpp, or net/ws_connection.cpp by an upgrade
// Threads: its loop's.
//
// The channel moves the bytes. The connection keeps only the rest that is not a whole header or
// body yet. While a request is under way it reads nothing more. A slow reader stops its own further
// requests, not the loop.
//
// http_connection.cpp: life, reading and writing; http_requests.cpp: from bytes to exchanges;
// http_answers.cpp: from replies to bytes; http_deadlines.cpp: how long it waits for the peer;
// http_room.cpp: what it holds for the peer.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/channel.hpp"
#include "net/connections.hpp"
#include "net/http_body.hpp"
#include "net/http_strict.hpp"
#include "net/pace.hpp"

namespace asq::net {

class HttpConnection final : public ChannelOwner,
                             public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(Connections& home, Descriptor socket, std::string peer,
                 UnprovenPeers::Permit permit);
  ~HttpConnection() override;
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  void open();
  void sweep(SteadyTime now);
  void after_pause(SteadyTime now, SteadyTime::duration lost);
  // Closes if idle; else the answer under way is the last one.
  void drain();
  // Closes at once. Repeats do nothing.
  void die();
  // Between two requests: since when. Else nothing.
  [[nodiscard]] std::optional<SteadyTime> idle_since() const;
  [[nodiscard]] const Holding& holding() const { return holding_; }
  // It came from there, as a payer; behind a proxy all come from the proxy.
  [[nodiscard]] std::uint64_t address() const { return permit_.address(); }

  void on_ready(std::uint32_t events) override;
  void flush() override;

  std::uint32_t slot = 0;  // its place in Connections

 private:
  enum class Phase : std::uint8_t {
    head,       // waiting for a header, or idle
    body,       // reading a body for the exchange
    running,    // the exchange runs
    dropping,   // answered already: the rest of the body is dropped, then the next header
    lingering,  // the last answer: what comes is dropped until the peer closes
    dead,
  };

  // reading and writing
  void read();
  void at_end_of_input();
  void settle();
  void after_drained();
  [[nodiscard]] bool reads() const;
  [[nodiscard]] bool begins() const;  // another request

  // requests
  void take(std::string_view bytes);
  std::size_t advance(std::string_view input);
  bool step(std::string_view& input);
  bool step_head(std::string_view& input);
  void step_body(std::string_view& input);
  void step_dropping(std::string_view& input);
  // `behind`: bytes that have come behind the header.
  void begin(const StrictHead& strict, std::string_view raw, std::size_t behind);
  void admit(std::unique_ptr<HttpExchange> exchange, bool expects_continue, std::size_t behind);
  void run();
  void on_reply(const std::exception_ptr& error, HttpReply reply);

  // answers
  void answer_reply(HttpReply reply);
  void upgrade();
  void answer_early(const HttpResponse& response, bool expects_continue);
  void refuse(int status, std::string_view reason);
  void queue(const HttpResponse& response);
  void next_request();
  void enter(Phase phase);

  // room
  [[nodiscard]] bool reserve_body(std::size_t behind, bool expects_continue);
  [[nodiscard]] bool keep_body(std::string_view data);
  void refuse_body(Room room, bool expects_continue);
  void count_input();
  void count_output();

  // deadlines
  void sweep_head(SteadyTime now);
  void sweep_body(SteadyTime now);

  Connections& home_;
  Channel channel_;
  Phase phase_ = Phase::head;
  bool advancing_ = false;
  bool served_ = false;        // a request has been answered
  bool head_started_ = false;  // the first bytes of a header are here
  bool keep_alive_ = true;     // of the request under way, as are the next ones
  bool head_request_ = false;
  bool has_body_ = false;
  bool paced_ = false;     // reader_pace_ runs
  bool too_much_ = false;  // its unread output is beyond the share
  std::uint8_t minor_version_ = 1;
  std::string peer_;
  UnprovenPeers::Permit permit_;
  std::string rest_;       // of the input, unfinished
  SteadyTime since_;       // begin of the phase
  SteadyTime progressed_;  // last time that the peer gave of a body
  Pace reader_pace_;       // of what the peer takes, while the channel is blocked
  BodyReader body_ = BodyReader::counted(0);
  std::uint64_t received_ = 0;    // of this body, framing included
  std::uint64_t body_bytes_ = 0;  // of this body itself
  Pace body_pace_;
  std::string text_;                // the body so far
  std::uint32_t running_body_ = 0;  // of the exchange that runs, as far as it is counted
  Holding holding_;
  std::unique_ptr<HttpExchange> exchange_;
  std::string ws_accept_;                 // not empty: a valid WebSocket handshake
  std::unique_ptr<HttpUpgrade> upgrade_;  // to be done when the input at hand is taken
};

}  // namespace asq::net
