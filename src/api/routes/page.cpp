// The page, for people who open the server in a browser, and its files: what the routes do, and
// their rows. It is one page at several addresses; its script reads which.
#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>

#include "api/contract/requests.hpp"
#include "api/routes/handled_by.hpp"
#include "api/routes/page_files.hpp"
#include "api/routes/route_table.hpp"
#include "api/routes/static_answers.hpp"

namespace asq::api {
namespace {

constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kTitle = "<title>ASQ Chat</title>";
// What a preview of a link may say of it: not who invites, nor to what.
constexpr std::string_view kInvitationTitle =
    "<title>You are invited</title>\n"
    "    <meta property=\"og:title\" content=\"You are invited\">\n"
    "    <meta name=\"robots\" content=\"noindex\">";

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

// As it is so many folders below the server's root. All its links are relative: no request tells
// below which path a proxy serves this server.
std::string page_below(std::size_t depth) {
  std::string html(page_files().front().bytes);
  std::string root;
  for (std::size_t i = 0; i < depth; ++i) root += "../";
  if (depth > 0) replace_all(html, "=\"./", "=\"" + root);
  return html;
}

std::string invitation_page() {
  std::string html = page_below(1);
  const auto title = html.find(kTitle);
  if (title == std::string::npos) throw std::logic_error("the page has another title");
  return html.replace(title, kTitle.size(), kInvitationTitle);
}

using AssetAnswers = std::map<std::string_view, StaticAnswer>;

// All of it is made once: page_rows() asks first, when the server starts.
struct PageAnswers {
  std::array<StaticAnswer, 3> below{
      {{page_below(0), kHtml}, {page_below(1), kHtml}, {page_below(2), kHtml}}};
  StaticAnswer invitation{invitation_page(), kHtml};
  AssetAnswers assets;  // by name, without the folder
};

const PageAnswers& page_answers() {
  static const PageAnswers kAnswers = [] {
    constexpr std::string_view kFolder = "assets/";
    PageAnswers answers;
    for (const PageFile& file : page_files()) {
      if (!file.name.starts_with(kFolder)) continue;
      const PackedText text{.plain = file.bytes, .br = file.br, .gzip = file.gzip};
      answers.assets.try_emplace(file.name.substr(kFolder.size()), text,
                                 content_type_of(file.name));
    }
    return answers;
  }();
  return kAnswers;
}

Task<Result<Answer>> page_at_root(Call& call, NoFields) {
  co_return page_answers().below[0].answer(call.head);
}

Task<Result<Answer>> page_of_invitation(Call& call, PageOfInvitation) {
  co_return page_answers().invitation.answer(call.head);
}

Task<Result<Answer>> page_of_chat(Call& call, PageOfChat) {
  co_return page_answers().below[1].answer(call.head);
}

Task<Result<Answer>> page_of_message(Call& call, PageOfMessage) {
  co_return page_answers().below[2].answer(call.head);
}

Task<Result<Answer>> page_of_settings(Call& call, PageOfSettings) {
  co_return page_answers().below[1].answer(call.head);
}

Task<Result<Answer>> page_asset(Call& call, PageAssetRequest request) {
  const AssetAnswers& assets = page_answers().assets;
  const auto found = assets.find(request.asset.value);
  if (found == assets.end()) co_return fail(ErrorCode::route_not_found);
  co_return found->second.answer(call.head);
}

}  // namespace

std::vector<Route> page_rows() {
  (void)page_answers();
  constexpr std::string_view kGet = "GET";
  return {
      handled_by<&page_at_root>({.method = kGet, .path = "/", .operation_id = "page"}),
      handled_by<&page_of_invitation>(
          {.method = kGet, .path = "/i/{invite}", .operation_id = "page_of_invitation"}),
      handled_by<&page_of_chat>(
          {.method = kGet, .path = "/c/{chat}", .operation_id = "page_of_chat"}),
      handled_by<&page_of_message>(
          {.method = kGet, .path = "/c/{chat}/{seq}", .operation_id = "page_of_message"}),
      handled_by<&page_at_root>(
          {.method = kGet, .path = "/settings", .operation_id = "page_of_settings"}),
      handled_by<&page_of_settings>({.method = kGet,
                                     .path = "/settings/{section}",
                                     .operation_id = "page_of_settings_section"}),
      handled_by<&page_at_root>(
          {.method = kGet, .path = "/reset", .operation_id = "page_of_reset"}),
      handled_by<&page_asset>(
          {.method = kGet, .path = "/assets/{asset}", .operation_id = "page_asset"}),
  };
}

}  // namespace asq::api
