// An open WebSocket: bytes in, messages to its handler; frames out, one gathered write per turn.
//                                                       Stops 1 and 8 of docs/life-of-a-message.md
//   before: net/http_answers.cpp (the upgrade)
//   after: api/sockets/chat_socket.cpp, api/sockets/person_socket.cpp (on_text)
// Threads: its loop's.
//
// An idle socket is this object and its handler: no timer, no pending operation, no buffer. Nothing
// here destroys the handler while it is being called: the socket notes its end, and on_ready(),
// flush() or sweep() carries it out.
//
// ws_connection.cpp: life, writing and ending; ws_input.cpp: from bytes to the handler;
// ws_deadlines.cpp: pings, and how long it waits for the peer; ws_room.cpp: what it holds for the
// peer.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "net/channel.hpp"
#include "net/connections.hpp"
#include "net/ws_message.hpp"

namespace asq::net {

class OpenWebSocket final : public WsConnection, public ChannelOwner {
 public:
  // `channel`: released by the HTTP connection; the 101 is in its outbox.
  OpenWebSocket(Connections& home, Channel channel, std::unique_ptr<WsHandler> handler,
                Holder holder);
  ~OpenWebSocket() override;
  OpenWebSocket(const OpenWebSocket&) = delete;
  OpenWebSocket& operator=(const OpenWebSocket&) = delete;

  // `rest`: what had come behind the handshake.
  void open(std::string rest);
  void sweep(SteadyTime now);
  void after_pause(SteadyTime now, SteadyTime::duration lost);
  // The server stops: closes with 1012 when its handler has finished, or runs out of patience.
  void drain();
  // Closes the TCP connection at once. Repeats do nothing. Not from within the handler.
  void die();
  // Ends if it holds such bytes for this account or address.
  void evict(Held kind, std::uint64_t who);
  [[nodiscard]] std::size_t queued_frames() const { return channel_.outbox().frames(); }

  Push push(Frame frame) override;
  Push push_stored(Frame frame) override;
  void reply(std::string text) override;
  void close(CloseCode code, std::string_view reason) override;
  void pause_reading() override;
  void resume_reading() override;
  [[nodiscard]] Loop& loop() override { return home_.loop(); }

  void on_ready(std::uint32_t events) override;
  void flush() override;

  std::uint32_t slot = 0;  // its place in Connections

 private:
  enum class Phase : std::uint8_t {
    open,
    closing,    // our close frame is queued; the peer's is awaited
    lingering,  // both are done, or it failed: what comes is dropped until the peer ends
    dead,
  };
  static constexpr std::string_view kRestart = "The server is restarting; reconnect.";

  // reading (ws_input.cpp)
  void read();
  void take(std::span<char> bytes);
  void keep(std::span<const char> bytes);
  void take_rest_soon();
  void take_rest();
  void on_event(const MessageReader::Event& event);
  void on_text(std::string_view text);
  void on_ping(std::string_view payload);
  void on_peer_close(std::string_view payload);
  void settle();
  // Replies have piled up beyond what pushes may fill: the peer sends without reading. It is not
  // read from until it reads.
  [[nodiscard]] bool choked() const;
  [[nodiscard]] bool waits() const { return phase_ == Phase::open && (paused_ || choked()); }

  // writing and ending (ws_connection.cpp)
  Push push_within(Frame frame, const Outbox::Bounds& bounds);
  void queue_pong(Frame pong);
  void after_drained();
  void fail(const WsFault& fault);
  void begin_closing(Phase phase, std::string close_frame);
  void end_handler();

  // what it holds for the peer (ws_room.cpp)
  void count_input();
  void count_output(bool was_blocked);
  void count_reply(std::size_t size);
  void refuse_for(Room room);

  // deadlines (ws_deadlines.cpp)
  void sweep_open(SteadyTime now);
  void sweep_closing(SteadyTime now);
  [[nodiscard]] SteadyTime heard() const;

  // What only a socket has that is in the middle of something.
  struct Pending {
    explicit Pending(HeldBytes& held, Holder who) : holding(held, who) {}
    Holding holding;
    // Owed because the outbox was full: the newest, which answers older ones (RFC 6455
    // section 5.5.3).
    Frame pong;
    SteadyTime unfinished_since;
  };
  Pending& pending();
  void drop_pending();

  // Packed behind `slot`: every idle socket pays for these.
  Phase phase_ = Phase::open;
  bool paused_ : 1 = false;
  bool refused_ : 1 = false;             // a push was; on_drained() is owed
  bool resuming_ : 1 = false;            // take_rest() is on its way
  bool reading_unfinished_ : 1 = false;  // a message has begun, at Pending::unfinished_since
  Connections& home_;
  Channel channel_;
  std::unique_ptr<WsHandler> handler_;
  Holder holder_;
  std::unique_ptr<Pending> pending_;
  MessageReader reader_;
  // Input that waits for resume_reading(); while there is any, nothing is read behind it. Nobody
  // else holds it: whoever finds it alive finds the socket alive.
  std::shared_ptr<std::string> rest_;
  SteadyTime heard_;  // last byte from the peer
  SteadyTime since_;  // of the last ping or drain() while open, else of the phase
};
static_assert(sizeof(OpenWebSocket) <= 248, "an idle socket pays for every byte");

}  // namespace asq::net
