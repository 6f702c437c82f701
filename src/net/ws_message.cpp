#include "net/ws_message.hpp"

namespace asq::net {

MessageReader::Event MessageReader::next(std::span<char>& input, const MessageLimits& limits) {
  forget_what_was_handed_on();
  if (unfinished_ && !unfinished_->fault.reason.empty()) return fail(unfinished_->fault);
  for (;;) {
    const FrameParser::Step step = parser_.next(input);
    Event event;
    switch (step.kind) {
      case FrameParser::Step::Kind::more: return {};
      case FrameParser::Step::Kind::fault: return fail(step.fault);
      case FrameParser::Step::Kind::header: event = begin_frame(step.header, limits); break;
      case FrameParser::Step::Kind::payload: {
        const std::string_view payload(step.payload.data(), step.payload.size());
        event =
            is_control(opcode_) ? take_control(payload, step.last) : take_text(payload, step.last);
        break;
      }
    }
    if (event.kind != Event::Kind::more) return event;
  }
}

MessageReader::Event MessageReader::begin_frame(const FrameHeader& header,
                                                const MessageLimits& limits) {
  opcode_ = header.opcode;
  fin_ = header.fin;
  if (is_control(header.opcode)) return {};
  const int fragments = open_fragments();
  if (header.opcode == Opcode::continuation && fragments == 0) {
    return fail({CloseCode::protocol_error, "A continuation came without a message."});
  }
  if (header.opcode != Opcode::continuation && fragments > 0) {
    return fail({CloseCode::protocol_error, "A message began inside another one."});
  }
  if (header.opcode == Opcode::binary) {
    return fail({CloseCode::unsupported_data, "Binary messages are not supported; send text."});
  }
  const std::size_t kept = fragments > 0 ? unfinished_->text.size() : 0;
  if (header.length > limits.bytes - kept) {
    return fail({CloseCode::message_too_big, "The message is too big."});
  }
  if (fragments >= limits.fragments) {
    return fail({CloseCode::message_too_big, "The message has too many fragments."});
  }
  if (fragments > 0 || !header.fin) keep().fragments = fragments + 1;
  return {};
}

MessageReader::Event MessageReader::take_text(std::string_view payload, bool last) {
  constexpr WsFault kBadText{CloseCode::invalid_utf8, "The text is not valid UTF-8."};
  const bool ends = last && fin_;
  if (ends && open_fragments() == 0) {
    if (!is_valid_utf8(payload)) return fail(kBadText);
    return {.kind = Event::Kind::text, .payload = payload, .fault = {}};
  }
  Unfinished& message = keep();
  if (message.fragments == 0) message.fragments = 1;
  if (!message.utf8.feed(payload)) return fail(kBadText);
  // Once for a whole frame, whose length was within the bound.
  message.text.reserve(message.text.size() + payload.size() +
                       static_cast<std::size_t>(parser_.announced()));
  message.text.append(payload);
  if (!ends) return {};
  if (!message.utf8.complete()) return fail(kBadText);
  message.fragments = 0;
  message.handed_on = true;
  return {.kind = Event::Kind::text, .payload = message.text, .fault = {}};
}

MessageReader::Event MessageReader::take_control(std::string_view payload, bool last) {
  if (!last || (unfinished_ && !unfinished_->control.empty())) {
    Unfinished& kept = keep();
    kept.control.append(payload);
    if (!last) return {};
    kept.handed_on = true;
    payload = kept.control;
  }
  Event event{.kind = Event::Kind::close, .payload = payload, .fault = {}};
  if (opcode_ == Opcode::ping) event.kind = Event::Kind::ping;
  if (opcode_ == Opcode::pong) event.kind = Event::Kind::pong;
  return event;
}

MessageReader::Event MessageReader::fail(WsFault fault) {
  keep().fault = fault;
  return {.kind = Event::Kind::fault, .payload = {}, .fault = fault};
}

bool MessageReader::unfinished() const {
  if (parser_.unfinished()) return true;
  return unfinished_ && (unfinished_->fragments > 0 || !unfinished_->handed_on);
}

MessageReader::Unfinished& MessageReader::keep() {
  if (!unfinished_) unfinished_ = std::make_unique<Unfinished>();
  return *unfinished_;
}

void MessageReader::forget_what_was_handed_on() {
  if (!unfinished_ || !unfinished_->handed_on) return;
  if (unfinished_->fragments == 0) {
    unfinished_.reset();
  } else {
    unfinished_->control.clear();
    unfinished_->handed_on = false;
  }
}

}  // namespace asq::net
