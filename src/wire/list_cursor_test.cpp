#include "wire/list_cursor.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "wire/cursor.hpp"

namespace asq::wire {
namespace {

constexpr std::string_view kListDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint64_t kListEpoch = 0x123456789abc;

const PagedList kChats{.kind = ListKind::chats,
                       .epoch = kListEpoch,
                       .chat = {},
                       .viewer = UserId(3),
                       .query = 0x8000'0000'0000'0001};
const PagedList kMembers{ListKind::members, kListEpoch, ChatId(7)};
const PagedList kInvites{ListKind::invites, kListEpoch, ChatId(7)};
const PagedList kPeople{.kind = ListKind::people,
                        .epoch = kListEpoch,
                        .chat = {},
                        .viewer = UserId(3),
                        .query = 0x8000'0000'0000'0001};

TEST(ListCursor, ComesBackAsItWas) {
  for (const std::int64_t number : {INT64_MIN, INT64_C(-1), INT64_C(0), INT64_C(1), INT64_MAX}) {
    const ListPlace chat{number, 7};
    const ListPlace member{number};
    EXPECT_EQ(decode_list_cursor(kChats, encode_list_cursor(kChats, chat)), chat);
    EXPECT_EQ(decode_list_cursor(kMembers, encode_list_cursor(kMembers, member)), member);
    EXPECT_EQ(decode_list_cursor(kInvites, encode_list_cursor(kInvites, member)), member);
    const ListPlace person{number, -1, 0, 1, number};
    EXPECT_EQ(decode_list_cursor(kPeople, encode_list_cursor(kPeople, person)), person);
  }
}

// Whatever one character is changed to, left out or added, or two neighbours change places.
TEST(ListCursor, AMistakeIsNoticed) {
  for (const PagedList& list : {kChats, kMembers}) {
    const ListPlace place =
        list.kind == ListKind::chats ? ListPlace{1'795'421'730'123'456, 41} : ListPlace{12};
    const std::string good = encode_list_cursor(list, place);
    for (std::size_t i = 0; i < good.size(); ++i) {
      for (const char c : kListDigits) {
        std::string text = good;
        text[i] = c;
        EXPECT_EQ(decode_list_cursor(list, text).has_value(), text == good) << text;
        text = good;
        EXPECT_FALSE(decode_list_cursor(list, text.insert(i, 1, c))) << text;
      }
      std::string text = good;
      EXPECT_FALSE(decode_list_cursor(list, text.erase(i, 1)));
      if (i == 0 || good[i - 1] == good[i]) continue;
      text = good;
      std::swap(text[i - 1], text[i]);
      EXPECT_FALSE(decode_list_cursor(list, text)) << text;
    }
    for (const char c : {'+', '/', '=', ' ', '\0', '\n'}) {
      EXPECT_FALSE(decode_list_cursor(list, good + c));
    }
  }
}

TEST(ListCursor, OfAnotherListIsNone) {
  const PagedList elsewhere{ListKind::members, kListEpoch, ChatId(8)};
  const PagedList restored{ListKind::members, kListEpoch + 1, ChatId(7)};
  PagedList restored_chats = kChats;
  restored_chats.epoch += 1;
  PagedList of_somebody_else = kChats;
  of_somebody_else.viewer = UserId(4);
  PagedList of_another_query = kChats;
  of_another_query.query = 1;
  PagedList of_no_query = kChats;
  of_no_query.query = 0;
  const std::string of_members = encode_list_cursor(kMembers, {3});
  const std::string of_chats = encode_list_cursor(kChats, {3, 7});
  EXPECT_TRUE(decode_list_cursor(kMembers, of_members));
  EXPECT_FALSE(decode_list_cursor(elsewhere, of_members));
  EXPECT_FALSE(decode_list_cursor(restored, of_members));
  EXPECT_FALSE(decode_list_cursor(kChats, of_members));
  EXPECT_TRUE(decode_list_cursor(kChats, of_chats));
  for (const PagedList& other : {restored_chats, of_somebody_else, of_another_query, of_no_query}) {
    EXPECT_FALSE(decode_list_cursor(other, of_chats));
  }
  EXPECT_FALSE(decode_list_cursor(kMembers, of_chats));
  const PagedList own_invites{
      .kind = ListKind::invites, .epoch = kListEpoch, .chat = {}, .viewer = UserId(3)};
  EXPECT_FALSE(decode_list_cursor(kInvites, of_members));
  EXPECT_FALSE(decode_list_cursor(own_invites, encode_list_cursor(kInvites, {3})));
  // The numbers of another kind of list, with a right checksum.
  EXPECT_FALSE(decode_list_cursor(kMembers, encode_list_cursor(kMembers, {3, 7})));
  EXPECT_FALSE(decode_list_cursor(kChats, encode_list_cursor(kChats, {3})));
  EXPECT_FALSE(decode_list_cursor(kChats, encode_list_cursor(kChats, {})));
}

TEST(ListCursor, OfTheLogIsNone) {
  const std::string of_the_log = encode_cursor({kListEpoch, LogPosition(5)});
  EXPECT_FALSE(decode_list_cursor(kChats, of_the_log));
  EXPECT_FALSE(decode_list_cursor(kMembers, of_the_log));
  EXPECT_FALSE(decode_cursor(encode_list_cursor(kChats, {3, 7})));
  EXPECT_FALSE(decode_cursor(encode_list_cursor(kMembers, {3})));
}

// What a server before this form gave, and what people type.
TEST(ListCursor, OtherTextIsNone) {
  for (const std::string_view text :
       {"", "abc", "a", "1fffffffffffff", "660c1f2a3b4c5-1f", "AAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAA", "________________"}) {
    EXPECT_FALSE(decode_list_cursor(kChats, text)) << text;
    EXPECT_FALSE(decode_list_cursor(kMembers, text)) << text;
  }
}

}  // namespace
}  // namespace asq::wire
