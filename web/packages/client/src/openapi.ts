// Made by `npm run types` from docs/openapi.json. Don't edit it.

export interface paths {
    "/chat/server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The server
         * @description What a client should know before anybody logs in: what the server is called, who can create an account, and what it demands of passwords and messages. These change only when the server restarts.
         */
        get: operations["server"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create an account
         * @description The e-mail identifies the account; it is compared ignoring case, with its domain as an A-label (UTS 46). The username is only shown and need not be unique. The handle is unique, and made from the username if you give none. With the token of an invitation (`invite`), the new account also joins where that leads.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in or refresh a token
         * @description Send `username` (the e-mail) and `password`, or `grant_type=refresh_token` and `refresh_token`. A refresh token works once. Repeating it returns the newest one again until 60 seconds after something of a newer pair was used; later it ends the session. An empty field counts as absent. For the server's own page, `cookie=true` puts the refresh token into a cookie that no script can read, and a refresh without `refresh_token` takes it from there.
         */
        post: operations["token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End this session
         * @description Its tokens stop working at once, and its sockets close with 4401. This holds on a full disk (507) too; you can then try again with the same token.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your profile
         * @description Includes the e-mail, which nobody else sees.
         */
        get: operations["me"];
        put?: never;
        post?: never;
        /**
         * Delete your account
         * @description Needs `current_password`. Ends all your sessions, leaves your groups and frees the e-mail; nobody gets your handle for 30 days. Your messages stay, and their author is shown as `{deleted: true}`.
         */
        delete: operations["delete_me"];
        options?: never;
        head?: never;
        /**
         * Change your profile
         * @description Omitted fields stay as they are. A new e-mail or password needs `current_password`; a new password ends your other sessions. A handle that you give up is kept for you for 30 days; only you see a `language`. Changes of name or handle are limited together. A refused try (409) counts too.
         */
        patch: operations["change_me"];
        trace?: never;
    };
    "/chat/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password with a link
         * @description The operator makes the link with `asq user reset-link`; `token` stands in it behind `#`. It is good for 24 hours and once. All sessions of the account end; log in with the new password. Counts against the limit of `POST /chat/token`.
         */
        post: operations["set_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your sessions
         * @description Each login starts one; `current` marks the session of this request.
         */
        get: operations["sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of your sessions
         * @description Same as logging out there, except that the page's cookie of that browser stays until its next refresh. Another user's session is 404.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find a person by e-mail or handle
         * @description By the whole address, in any spelling, or by `@` and the handle. The e-mail itself is not shown: only its owner sees it. Where the server's setting `people` is `known`, looking for strangers is limited.
         */
        get: operations["find_user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A person
         * @description Works for yourself, for members of your chats and for people who have left them, so for the `sender_id` of any message you can read. A deleted account has only `deleted`. Strangers can be seen only where the server's setting `people` is `open`.
         */
        get: operations["user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find people
         * @description Without `query`, or with one character: those with whom you share a chat, ordered by handle. With two or more: those whose handle or name has a word that begins with it, or with three or more contains it, best matches first, at most 200 in all. Where the server's setting `people` is `known`, only people you know. You and disabled accounts are left out. Get the next page with `cursor=<next_cursor>`, which is null on the last page; a page before it can be short. `ids` (not with `query` or `cursor`; `limit` makes no difference): those of them that you can see, in that order.
         */
        get: operations["people"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open the direct chat with another person
         * @description With the person of an e-mail or @handle. Two people share one direct chat, no matter who opens it.
         */
        post: operations["create_direct_chat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/find-chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Find one of your chats by name
         * @description The best match, ignoring case: the exact name, then its beginning, then the start of a word, then any part. Ties go to the newest activity. `user_id` is accepted for `id`.
         */
        post: operations["find_chat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/chats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your chats, newest activity first
         * @description `query` filters by name, as in find-chat. Get the next page with `cursor=<next_cursor>`, which is null on the last page.
         */
        get: operations["chats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/chats/{chat_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One of your chats
         * @description As the caller sees it.
         */
        get: operations["chat"];
        put?: never;
        post?: never;
        /**
         * Delete a group
         * @description For the owner. Deletes the group and its messages for all members.
         */
        delete: operations["delete_chat"];
        options?: never;
        head?: never;
        /**
         * Rename a group or change its settings
         * @description For admins and the owner. Omitted fields stay as they are. With `admins_only_invite`, only admins and the owner can add people.
         */
        patch: operations["change_chat"];
        trace?: never;
    };
    "/chat/chats/{chat_id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark messages as read
         * @description Moves your read marker forward to `seq`, never back. A `seq` beyond the newest message is 422. Other members get a `read` event.
         */
        post: operations["mark_read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/group": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a group
         * @description You become its owner. Name its members by id (`participant_ids`), by e-mail or @handle (`participants`), or both. If somebody is not found, the answer is 422 and names the place: `participant_ids[1]`. Where the server's setting `people` is `known`, the id of somebody you don't know is not found.
         */
        post: operations["create_group"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/group/add-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a person to a group
         * @description By e-mail or @handle. Adding a member again changes nothing. `email` is accepted for `second_email`. A direct chat is 404. Somebody who left the group or was removed can be added again only by those who may remove members.
         */
        post: operations["add_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/group-history/{group_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages of a group
         * @description Same as history, but a direct chat is 404.
         */
        get: operations["group_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/group-message": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message to a group
         * @description The answer comes when the message is on disk. Retrying with the same `client_id` (or header `Idempotency-Key`) stores nothing and returns 200 with the first message and `duplicate: true`. A direct chat is 404.
         */
        post: operations["group_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/chats/{chat_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is in a chat
         * @description Ordered by user id. Get the next page with `cursor=<next_cursor>`, which is null on the last page.
         */
        get: operations["members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/chats/{chat_id}/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a member or leave
         * @description Admins can remove members, the owner can also remove admins, and nobody can remove the owner. With your own id you leave. If the owner leaves, the longest-standing admin becomes owner, or else the longest-standing member. When the last member leaves, the group is deleted.
         */
        delete: operations["remove_member"];
        options?: never;
        head?: never;
        /**
         * Change a member's role or hand over the group
         * @description For the owner. Giving somebody the role `owner` makes you an admin; your own role can't change in any other way.
         */
        patch: operations["change_member"];
        trace?: never;
    };
    "/chat/chats/{chat_id}/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The live invitations to a group
         * @description For admins and the owner; newest first. Get the next page with `cursor=<next_cursor>`, which is null on the last page.
         */
        get: operations["group_invites"];
        put?: never;
        /**
         * Make a link that invites to a group
         * @description For those who may add people. `expires_in` is in seconds (default a week; 0: never), `max_uses` the number of people who can come by it. It also ends when you leave or are removed.
         */
        post: operations["create_group_invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your live invitations
         * @description Those you made, to groups and in person; newest first. Get the next page with `cursor=<next_cursor>`, which is null on the last page.
         */
        get: operations["invites"];
        put?: never;
        /**
         * Make a link that invites people to write to you
         * @description Opens the direct chat between you and the person who accepts it.
         */
        post: operations["create_invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/invites/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What an invitation leads to
         * @description Needs no access token, and uses nothing up.
         */
        get: operations["invite"];
        put?: never;
        post?: never;
        /**
         * End an invitation
         * @description For its maker, and for the admins and the owner of its group.
         */
        delete: operations["end_invite"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/invites/{token}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invitation
         * @description Joins the group, or opens the direct chat; one of the operator may lead to neither (204). If you are in that chat already, nothing changes and no use is counted.
         */
        post: operations["accept_invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/history/{chat_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages of a chat of any kind
         * @description `offset` counts back from the newest message. The page is oldest first; `order=desc` reverses it.
         */
        get: operations["history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/chats/{chat_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages around a place in a chat
         * @description The newest messages; or those right `before` or `after` a `seq`, `around` one, or around the first message at or after a time (`at`, RFC 3339). Give at most one of the four. The `seq` need not exist.
         */
        get: operations["messages"];
        put?: never;
        /**
         * Send a message to a chat of any kind
         * @description The answer comes when the message is on disk. Retrying with the same `client_id` (or header `Idempotency-Key`) stores nothing and returns 200 with the first message and `duplicate: true`. `reply_to` is the `seq` of a message in the same chat.
         */
        post: operations["send_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/chats/{chat_id}/messages/{seq}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a message
         * @description Your own, or any if you are an admin. It keeps its `seq`, as a tombstone without text. Repeating this changes nothing.
         */
        delete: operations["delete_message"];
        options?: never;
        head?: never;
        /**
         * Edit your message
         * @description The same text again changes nothing.
         */
        patch: operations["edit_message"];
        trace?: never;
    };
    "/chat/chats/{chat_id}/messages/{seq}/reactions/{emoji}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * React to a message
         * @description Give exactly one emoji, percent-encoded in the path. Repeating this changes nothing. Emoji are compared without U+FE0F and shown as the first person wrote them. A message has at most 64 different reactions.
         */
        put: operations["react"];
        post?: never;
        /**
         * Remove your reaction
         * @description Repeating this changes nothing.
         */
        delete: operations["unreact"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Missed events
         * @description The events after the cursor `since`, as your personal socket delivers them. `resumed` is false if the server can't list them: no cursor, one that is damaged, from another database or from the future, or more than 10,000 missed events. Then reload the lists and continue from `cursor`. `limit` counts the events that have a cursor.
         */
        get: operations["sync"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The socket of a person (WebSocket)
         * @description One socket for all chats. It brings every event that concerns you, once and in order, and takes everything you can do in a chat as a command. The token comes as on the socket of one chat. Send `hello` first, within 10 seconds; with `since`, the `cursor` of the newest event that you have dealt with, the socket goes on from there.
         *
         *     Connect with any WebSocket client, for instance:
         *
         *     ```
         *     websocat "ws://localhost:8000/chat/ws?token=<access token>"
         *     ```
         *
         *     **Commands.** Each is one text message, with an `id` that you choose, an integer or a string; its reply has the same `id`. If a command is refused, the reply is `error`, and the socket stays open.
         *
         *     | command | fields | reply | |
         *     |---|---|---|---|
         *     | `hello` | `since?` | `hello` | Starts the socket, after a cursor or at the newest event; must come first. |
         *     | `send` | `chat_id`, `text`, `client_id?`, `reply_to?` | `sent` | Sends a message; the reply means that it is on disk. |
         *     | `edit` | `chat_id`, `seq`, `text` | `ok` | Edits your message. |
         *     | `delete` | `chat_id`, `seq` | `ok` | Deletes a message: your own, or any as an admin. |
         *     | `react` | `chat_id`, `seq`, `emoji` | `ok` | Reacts with one emoji. |
         *     | `unreact` | `chat_id`, `seq`, `emoji` | `ok` | Removes your reaction. |
         *     | `read` | `chat_id`, `seq` | `ok` | Moves your read marker forward, never back. |
         *     | `typing` | `chat_id` | none, and no `id` | Tells the others that you are typing. |
         *     | `watch` | `user_ids` | `ok` | Subscribes to the presence of people who share a chat with you. |
         *     | `unwatch` | `user_ids` | `ok` | Unsubscribes from it. |
         *     | `refresh` | `token` | `refreshed` | Presents a new access token of the same user. |
         *
         *     For example:
         *
         *     ```
         *     {"id":1,"type":"hello"}
         *     {"id":2,"type":"send","chat_id":1,"text":"Hello!","client_id":"7f9c"}
         *     {"id":3,"type":"edit","chat_id":1,"seq":7,"text":"Hello, group!"}
         *     {"id":4,"type":"delete","chat_id":1,"seq":7}
         *     {"id":5,"type":"react","chat_id":1,"seq":7,"emoji":"👍"}
         *     {"id":6,"type":"unreact","chat_id":1,"seq":7,"emoji":"👍"}
         *     {"id":7,"type":"read","chat_id":1,"seq":7}
         *     {"type":"typing","chat_id":1}
         *     {"id":8,"type":"watch","user_ids":[2,3]}
         *     {"id":9,"type":"unwatch","user_ids":[3]}
         *     {"id":10,"type":"refresh","token":"eyJ…"}
         *     ```
         *
         *     **What the server sends.** `CommandReply`, `CommandError`, `Event`, `PassingEvent`. Their fields are in the schemas with these names.
         *
         *     **Close codes.** If the server refuses the upgrade, a browser sees only the code 1006.
         *
         *     | code | meaning | connect again? |
         *     |---|---|---|
         *     | 1002 | A broken frame. | no |
         *     | 1003 | A binary message. | no |
         *     | 1007 | Text that is not UTF-8. | no |
         *     | 1009 | A message over 256 KiB. | no |
         *     | 1011 | Something went wrong on the server. | yes |
         *     | 1012 | The server is restarting. | yes |
         *     | 4401 | The session has ended. | no |
         *     | 4408 | The client reads nothing, answers no pings or sends no hello. | yes |
         *     | 4409 | The account has too many sockets; this was its oldest. | no |
         *     | 4429 | Too many messages. | yes |
         *
         *     [The guide](docs/guide#the-socket-of-a-person) says more, for instance how to reconnect.
         */
        get: operations["person_socket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/ws/{chat_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The socket of one chat (WebSocket)
         * @description Every message of the chat, once and in order, and a way to send. The token comes as `?token=`, as `Authorization: Bearer`, or as a subprotocol (`Sec-WebSocket-Protocol: asq, bearer.<token>`, answered with `asq`). With `since_seq` everything after that number comes first.
         *
         *     To send, write `{"text": "Hello!"}`, with `client_id` and `reply_to` if you like. Your message comes back with its number in the chat, `seq`, when it is on disk. Edits, deletions and reactions are events of the socket of a person.
         *
         *     Connect with any WebSocket client, for instance:
         *
         *     ```
         *     websocat "ws://localhost:8000/chat/ws/1?token=<access token>"
         *     ```
         *
         *     **What the server sends.** `Message`, `SocketError`. Their fields are in the schemas with these names.
         *
         *     **Close codes.** If the server refuses the upgrade, a browser sees only the code 1006.
         *
         *     | code | meaning | connect again? |
         *     |---|---|---|
         *     | 1002 | A broken frame. | no |
         *     | 1003 | A binary message. | no |
         *     | 1007 | Text that is not UTF-8. | no |
         *     | 1009 | A message over 256 KiB. | no |
         *     | 1011 | Something went wrong on the server. | yes |
         *     | 1012 | The server is restarting. | yes |
         *     | 4401 | The session has ended. | no |
         *     | 4403 | Removed from the chat. | no |
         *     | 4408 | The client reads nothing, answers no pings or sends no hello. | yes |
         *     | 4409 | The account has too many sockets; this was its oldest. | no |
         *     | 4429 | Too many messages. | yes |
         *
         *     [The guide](docs/guide#the-socket-of-one-chat) says more, for instance how to reconnect.
         */
        get: operations["chat_socket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The process is alive
         * @description For a supervisor: restart the server if this does not answer.
         */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The server is ready: its storage answers, and it is not shutting down
         * @description For a load balancer: send no clients here until it is ready.
         */
        get: operations["readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics in the Prometheus text format
         * @description Requests by route pattern and status, latencies, sockets, commits.
         */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** Format: int64 */
        Id: number;
        /**
         * Format: date-time
         * @description RFC 3339, in UTC, with microseconds.
         */
        Timestamp: string;
        FieldError: {
            /** @description Path of the field, such as participant_ids[3]; cut to 64 characters. */
            field: string;
            /** @description A whole sentence that can stand beside the field's label. */
            message: string;
        };
        /** @description Problem details (RFC 9457). */
        Problem: {
            /** Format: uri-reference */
            type: string;
            title: string;
            /** Format: int32 */
            status: number;
            /** @description One sentence for people. */
            detail: string;
            code: components["schemas"]["ErrorCode"];
            /** @description The same request may succeed later. */
            retryable: boolean;
            request_id: string;
            /**
             * @description Only of POST /chat/token: what libraries for OAuth 2 look for (RFC 6749).
             * @enum {string}
             */
            error?: "invalid_request" | "invalid_grant" | "unsupported_grant_type" | "temporarily_unavailable";
            /** @description Only with status 422: every bad field. */
            errors?: components["schemas"]["FieldError"][];
            /**
             * Format: int64
             * @description Number of bad fields not listed in errors.
             */
            errors_omitted?: number;
        };
        /** @description What anybody may know of the server. */
        Server: {
            name: string;
            /** @description Whom to ask for help. */
            contact?: string;
            /** @description As in X-ASQ-Version. */
            version: string;
            /**
             * @description Who can create an account: anybody, people with an invitation, people with a link of the operator.
             * @enum {string}
             */
            registration: "open" | "invited" | "closed";
            /**
             * Format: int64
             * @description Characters of a new password, at least.
             */
            password_min: number;
            /**
             * Format: int64
             * @description Characters of a message, at most.
             */
            text_max: number;
            /** @description Anybody can be found, not only people one knows. */
            directory: boolean;
        };
        Status: {
            /** @constant */
            status: "ok";
        };
        Metrics: string;
        User: {
            id: components["schemas"]["Id"];
            /** @description A display name; not unique. */
            username: string;
            /** @description The same as username. */
            name: string;
            /** @description Unique; absent if the account is deleted. */
            handle?: string;
            /**
             * Format: email
             * @description Shown only to the person themselves.
             */
            email?: string;
            /** @description Shown only to the person themselves, who has chosen it. */
            language?: string;
            created_at: components["schemas"]["Timestamp"];
            /**
             * @description The account and its name are gone.
             * @constant
             */
            deleted?: true;
        };
        /** @description The caller's own account. */
        OwnUser: {
            id: components["schemas"]["Id"];
            /** @description A display name; not unique. */
            username: string;
            /** @description The same as username. */
            name: string;
            /** @description Unique, in small letters. */
            handle: string;
            /** Format: email */
            email: string;
            /** @description A language tag; absent until you choose one. */
            language?: string;
            created_at: components["schemas"]["Timestamp"];
        };
        Tokens: {
            /** @description A JWT for Authorization: Bearer. */
            access_token: string;
            /** @constant */
            token_type: "bearer";
            /**
             * Format: int64
             * @description Seconds.
             */
            expires_in: number;
            /** @description Missing where it is in the cookie. */
            refresh_token?: string;
            user: components["schemas"]["OwnUser"];
        };
        Session: {
            id: components["schemas"]["Id"];
            created_at: components["schemas"]["Timestamp"];
            last_used_at: components["schemas"]["Timestamp"];
            expires_at: components["schemas"]["Timestamp"];
            user_agent: string;
            /** @description The session of this request. */
            current: boolean;
        };
        Sessions: {
            sessions: components["schemas"]["Session"][];
        };
        People: {
            users: components["schemas"]["User"][];
            /** @description null on the last page. */
            next_cursor: string | null;
        };
        /** @enum {string} */
        Role: "member" | "admin" | "owner";
        Chat: {
            id: components["schemas"]["Id"];
            /** @enum {string} */
            type: "direct" | "group";
            /** @description In a direct chat, the other person's username. */
            name: string;
            creator_id: components["schemas"]["Id"];
            /** @description Left out above 1,000 members. */
            participant_ids?: components["schemas"]["Id"][];
            /** Format: int64 */
            member_count: number;
            created_at: components["schemas"]["Timestamp"];
            /**
             * Format: int64
             * @description The newest message; 0 if there is none.
             */
            last_seq: number;
            /**
             * Format: int64
             * @description How far the caller has read.
             */
            read_seq: number;
            /** Format: int64 */
            unread: number;
            last_message: components["schemas"]["Message"] | null;
            role: components["schemas"]["Role"];
            /** @description Groups only: true if only admins can add people. */
            admins_only_invite?: boolean;
            /** @description What the caller may do here. */
            capabilities: ("send" | "invite" | "update" | "delete_any_message" | "remove_member" | "change_role" | "delete_chat" | "leave")[];
        };
        Chats: {
            chats: components["schemas"]["Chat"][];
            /** @description null on the last page. */
            next_cursor: string | null;
        };
        Member: {
            user: components["schemas"]["User"];
            role: components["schemas"]["Role"];
            joined_at: components["schemas"]["Timestamp"];
            /**
             * Format: int64
             * @description How far that person has read.
             */
            read_seq: number;
        };
        Members: {
            members: components["schemas"]["Member"][];
            /** @description null on the last page. */
            next_cursor: string | null;
        };
        ReadState: {
            /** Format: int64 */
            read_seq: number;
            /** Format: int64 */
            unread: number;
        };
        Invite: {
            /** @description A secret: anyone who has it can accept. */
            token: string;
            /**
             * Format: uri-reference
             * @description The link; relative to the server's address if public_url is not set.
             */
            url: string;
            /** @description The group; null for an invitation in person, or to the server alone. */
            chat_id: components["schemas"]["Id"] | null;
            /** @description null for an invitation of the operator. */
            created_by: components["schemas"]["User"] | null;
            created_at: components["schemas"]["Timestamp"];
            /** @description null if it never expires. */
            expires_at: components["schemas"]["Timestamp"] | null;
            /** Format: int64 */
            uses: number;
            /**
             * Format: int64
             * @description null if there is no limit.
             */
            max_uses: number | null;
        };
        Invites: {
            invites: components["schemas"]["Invite"][];
            /** @description null on the last page. */
            next_cursor: string | null;
        };
        InvitedTo: {
            /** @constant */
            type: "group";
            name: string;
            /** Format: int64 */
            member_count: number;
        };
        InvitedBy: {
            username: string;
            handle: string;
        };
        InvitePreview: {
            /** @description The group; null for an invitation in person, or to the server alone. */
            chat: components["schemas"]["InvitedTo"] | null;
            /** @description null for an invitation of the operator. */
            invited_by: components["schemas"]["InvitedBy"] | null;
            /** @description null if it never expires. */
            expires_at: components["schemas"]["Timestamp"] | null;
            /** @description Whether you can create an account with it. */
            registers: boolean;
        };
        Reaction: {
            emoji: string;
            /** Format: int64 */
            count: number;
            /** @description The first 20 who reacted. */
            user_ids: components["schemas"]["Id"][];
        };
        Message: {
            id: components["schemas"]["Id"];
            chat_id: components["schemas"]["Id"];
            /**
             * Format: int64
             * @description Its number in the chat: 1, 2, 3, without gaps.
             */
            seq: number;
            sender_id: components["schemas"]["Id"];
            /** @description Byte for byte as sent, or as edited; empty when deleted. */
            text: string;
            timestamp: components["schemas"]["Timestamp"];
            /** @description A member other than the sender has read it. */
            read: boolean;
            /** @description As the sender gave it. */
            client_id?: string;
            /**
             * Format: int64
             * @description The seq of the message it replies to.
             */
            reply_to?: number;
            edited_at?: components["schemas"]["Timestamp"];
            /**
             * @description A tombstone.
             * @constant
             */
            deleted?: true;
            /** @description Ordered by when each emoji was first used; absent if there are none. */
            reactions?: components["schemas"]["Reaction"][];
            /**
             * @description Only in the answer to a retry with the same client_id.
             * @constant
             */
            duplicate?: true;
        };
        Messages: components["schemas"]["Message"][];
        MessagesPage: {
            messages: components["schemas"]["Messages"];
            has_older: boolean;
            has_newer: boolean;
        };
        /** @description Of the log; opaque. */
        Cursor: string;
        /** @description A message was sent or changed. */
        MessageEvent: {
            /** @enum {string} */
            type: "message" | "message_edited" | "message_deleted" | "reaction";
            chat_id: components["schemas"]["Id"];
            cursor: components["schemas"]["Cursor"];
            message: components["schemas"]["Message"];
        };
        /** @description A chat is new to you or has changed, as you see it. */
        ChatEvent: {
            /** @enum {string} */
            type: "chat_added" | "chat_updated";
            chat_id: components["schemas"]["Id"];
            cursor: components["schemas"]["Cursor"];
            chat: components["schemas"]["Chat"];
        };
        /** @description You left, were removed, or the chat was deleted. */
        ChatRemovedEvent: {
            /** @constant */
            type: "chat_removed";
            chat_id: components["schemas"]["Id"];
            cursor: components["schemas"]["Cursor"];
        };
        /** @description Another person became a member. */
        MemberAddedEvent: {
            /** @constant */
            type: "member_added";
            chat_id: components["schemas"]["Id"];
            cursor: components["schemas"]["Cursor"];
            user: components["schemas"]["User"];
            role: components["schemas"]["Role"];
            by: components["schemas"]["Id"];
        };
        /** @description Another person is no longer a member. */
        MemberRemovedEvent: {
            /** @constant */
            type: "member_removed";
            chat_id: components["schemas"]["Id"];
            cursor: components["schemas"]["Cursor"];
            user_id: components["schemas"]["Id"];
            by: components["schemas"]["Id"];
        };
        /** @description A member has another role. */
        MemberRoleEvent: {
            /** @constant */
            type: "member_role";
            chat_id: components["schemas"]["Id"];
            cursor: components["schemas"]["Cursor"];
            user_id: components["schemas"]["Id"];
            role: components["schemas"]["Role"];
            by: components["schemas"]["Id"];
        };
        /** @description Somebody who shares a chat with you changed their profile. */
        UserUpdatedEvent: {
            /** @constant */
            type: "user_updated";
            cursor: components["schemas"]["Cursor"];
            user: components["schemas"]["User"];
        };
        /** @description How far a member has read. */
        ReadEvent: {
            /** @constant */
            type: "read";
            chat_id: components["schemas"]["Id"];
            user_id: components["schemas"]["Id"];
            /** Format: int64 */
            seq: number;
        };
        Event: components["schemas"]["MessageEvent"] | components["schemas"]["ChatEvent"] | components["schemas"]["ChatRemovedEvent"] | components["schemas"]["MemberAddedEvent"] | components["schemas"]["MemberRemovedEvent"] | components["schemas"]["MemberRoleEvent"] | components["schemas"]["UserUpdatedEvent"] | components["schemas"]["ReadEvent"];
        Sync: {
            events: components["schemas"]["Event"][];
            cursor: components["schemas"]["Cursor"];
            /** @description If true, ask again at once with this cursor. */
            more: boolean;
            /** @description If false, reload the lists and continue from this cursor. */
            resumed: boolean;
        };
        /** @description Chosen by the client and repeated in the reply. Must differ from that of any command in progress. */
        CommandId: number | string;
        HelloReply: {
            id: components["schemas"]["CommandId"];
            /** @constant */
            type: "hello";
            user_id: components["schemas"]["Id"];
            cursor: components["schemas"]["Cursor"];
            /** @description If false, reload the lists and continue from this cursor. */
            resumed: boolean;
            /** @description The version of the server, as in X-ASQ-Version. */
            version: string;
            /**
             * Format: int64
             * @description The server pings after this many seconds of silence.
             */
            ping_seconds: number;
            limits: components["schemas"]["HelloLimits"];
        };
        /** @description null: no such limit. */
        HelloLimits: {
            /** Format: int64 */
            text_characters: number;
            /** Format: int64 */
            commands_under_way: number;
            /** Format: int64 */
            watched: number;
            /** Format: int64 */
            missed_events: number;
            sends_per_second: number | null;
            sends_at_once: number | null;
            requests_per_second: number | null;
            requests_at_once: number | null;
            /** Format: int64 */
            bytes_per_send: number | null;
            /** Format: int64 */
            sockets: number | null;
        };
        /** @description Somebody is typing. */
        TypingEvent: {
            /** @constant */
            type: "typing";
            chat_id: components["schemas"]["Id"];
            user_id: components["schemas"]["Id"];
        };
        /** @description Somebody who is watched has come or gone. */
        PresenceEvent: {
            /** @constant */
            type: "presence";
            user_id: components["schemas"]["Id"];
            /** @enum {string} */
            state: "online" | "away" | "offline";
            last_seen: components["schemas"]["Timestamp"] | null;
        };
        /** @description live: what was missed has been said; resync: load the lists anew. Go on from cursor. */
        StreamEvent: {
            /** @enum {string} */
            type: "live" | "resync";
            cursor: components["schemas"]["Cursor"];
        };
        SentReply: {
            id: components["schemas"]["CommandId"];
            /** @constant */
            type: "sent";
            message: components["schemas"]["Message"];
            /** @description The message was already stored. */
            duplicate: boolean;
        };
        /** @description message: of edit, delete, react, unreact; read_seq, unread: of read; presence: of watch, unwatch. */
        OkReply: {
            id: components["schemas"]["CommandId"];
            /** @constant */
            type: "ok";
            message?: components["schemas"]["Message"];
            /** Format: int64 */
            read_seq?: number;
            /** Format: int64 */
            unread?: number;
            presence?: components["schemas"]["Presence"][];
        };
        RefreshedReply: {
            id: components["schemas"]["CommandId"];
            /** @constant */
            type: "refreshed";
            /**
             * Format: int64
             * @description Seconds.
             */
            expires_in: number;
        };
        CommandReply: components["schemas"]["HelloReply"] | components["schemas"]["SentReply"] | components["schemas"]["OkReply"] | components["schemas"]["RefreshedReply"];
        CommandError: {
            id?: components["schemas"]["CommandId"];
            /** @constant */
            type: "error";
            error: {
                code: components["schemas"]["ErrorCode"];
                /** @description One sentence for people. */
                detail: string;
                /** @description The same command may succeed later. */
                retryable: boolean;
                errors?: components["schemas"]["FieldError"][];
                /** Format: int64 */
                errors_omitted?: number;
                /**
                 * Format: int64
                 * @description Seconds.
                 */
                retry_after?: number;
                request_id: string;
            };
        };
        Presence: {
            user_id: components["schemas"]["Id"];
            /** @enum {string} */
            state: "online" | "away" | "offline";
            last_seen: components["schemas"]["Timestamp"] | null;
        };
        PassingEvent: components["schemas"]["TypingEvent"] | components["schemas"]["PresenceEvent"] | components["schemas"]["StreamEvent"];
        SocketMessage: {
            chat_id?: components["schemas"]["Id"] | null;
            sender_id?: components["schemas"]["Id"] | null;
            text: string;
            client_id?: string | null;
            reply_to?: components["schemas"]["Id"] | null;
        };
        SocketError: {
            error: string;
            code: components["schemas"]["ErrorCode"];
            client_id?: string;
            errors?: components["schemas"]["FieldError"][];
            /** Format: int64 */
            errors_omitted?: number;
            /**
             * Format: int64
             * @description Seconds.
             */
            retry_after?: number;
        };
        /** @description Problem details (RFC 9457) of status 422, with every bad field. */
        InputProblem: {
            /** Format: uri-reference */
            type: string;
            title: string;
            /**
             * Format: int32
             * @constant
             */
            status: 422;
            /** @description One sentence for people. */
            detail: string;
            code: components["schemas"]["ErrorCode"];
            /** @description The same request may succeed later. */
            retryable: boolean;
            request_id: string;
            /**
             * @description Only of POST /chat/token: what libraries for OAuth 2 look for (RFC 6749).
             * @enum {string}
             */
            error?: "invalid_request" | "invalid_grant" | "unsupported_grant_type" | "temporarily_unavailable";
            /** @description Every bad field. */
            errors: components["schemas"]["FieldError"][];
            /**
             * Format: int64
             * @description Number of bad fields not listed in errors.
             */
            errors_omitted?: number;
        };
        /** @description Starts the socket, after a cursor or at the newest event; must come first. */
        HelloCommand: {
            id: components["schemas"]["CommandId"];
            /** @constant */
            type: "hello";
            /** @description An opaque cursor from the server. */
            since?: string | null;
        };
        /** @description Sends a message; the reply means that it is on disk. */
        SendCommand: {
            id: components["schemas"]["CommandId"];
            /** @constant */
            type: "send";
            /** Format: int64 */
            chat_id: number;
            text: string;
            client_id?: string | null;
            /** Format: int64 */
            reply_to?: number | null;
        };
        /** @description Edits your message. */
        EditCommand: {
            id: components["schemas"]["CommandId"];
            /** @constant */
            type: "edit";
            /** Format: int64 */
            chat_id: number;
            /** Format: int64 */
            seq: number;
            text: string;
        };
        /** @description Deletes a message: your own, or any as an admin. */
        DeleteCommand: {
            id: components["schemas"]["CommandId"];
            /** @constant */
            type: "delete";
            /** Format: int64 */
            chat_id: number;
            /** Format: int64 */
            seq: number;
        };
        /** @description Reacts with one emoji. */
        ReactCommand: {
            id: components["schemas"]["CommandId"];
            /** @constant */
            type: "react";
            /** Format: int64 */
            chat_id: number;
            /** Format: int64 */
            seq: number;
            /** @description One emoji, of at most 64 bytes of UTF-8. */
            emoji: string;
        };
        /** @description Removes your reaction. */
        UnreactCommand: {
            id: components["schemas"]["CommandId"];
            /** @constant */
            type: "unreact";
            /** Format: int64 */
            chat_id: number;
            /** Format: int64 */
            seq: number;
            /** @description One emoji, of at most 64 bytes of UTF-8. */
            emoji: string;
        };
        /** @description Moves your read marker forward, never back. */
        ReadCommand: {
            id: components["schemas"]["CommandId"];
            /** @constant */
            type: "read";
            /** Format: int64 */
            chat_id: number;
            /** Format: int64 */
            seq: number;
        };
        /** @description Tells the others that you are typing. */
        TypingCommand: {
            id?: components["schemas"]["CommandId"] | null;
            /** @constant */
            type: "typing";
            /** Format: int64 */
            chat_id: number;
        };
        /** @description Subscribes to the presence of people who share a chat with you. */
        WatchCommand: {
            id: components["schemas"]["CommandId"];
            /** @constant */
            type: "watch";
            /** @description Repeated ids and your own count once. */
            user_ids: number[];
        };
        /** @description Unsubscribes from it. */
        UnwatchCommand: {
            id: components["schemas"]["CommandId"];
            /** @constant */
            type: "unwatch";
            /** @description Repeated ids and your own count once. */
            user_ids: number[];
        };
        /** @description Presents a new access token of the same user. */
        RefreshCommand: {
            id: components["schemas"]["CommandId"];
            /** @constant */
            type: "refresh";
            token: string;
        };
        Command: components["schemas"]["HelloCommand"] | components["schemas"]["SendCommand"] | components["schemas"]["EditCommand"] | components["schemas"]["DeleteCommand"] | components["schemas"]["ReactCommand"] | components["schemas"]["UnreactCommand"] | components["schemas"]["ReadCommand"] | components["schemas"]["TypingCommand"] | components["schemas"]["WatchCommand"] | components["schemas"]["UnwatchCommand"] | components["schemas"]["RefreshCommand"];
        /** @enum {string} */
        ErrorCode: "bad_request" | "malformed_json" | "invalid" | "unsupported_media_type" | "body_too_large" | "route_not_found" | "method_not_allowed" | "unauthenticated" | "invalid_credentials" | "not_yourself" | "forbidden" | "left_before" | "registration_closed" | "origin_not_allowed" | "user_not_found" | "chat_not_found" | "session_not_found" | "message_not_found" | "member_not_found" | "invite_not_found" | "invite_over" | "reset_not_found" | "reset_over" | "email_taken" | "handle_taken" | "self_chat" | "client_id_reused" | "seq_from_future" | "direct_chat" | "message_deleted" | "too_many_reactions" | "too_many_chats" | "too_many_sessions" | "too_many_invites" | "unknown_command" | "hello_first" | "rate_limited" | "login_queue_full" | "overloaded" | "shutting_down" | "storage_full" | "storage_unavailable" | "internal";
        RegisterRequest: {
            /** @description White space at both ends is removed. At least one character must be visible. No control characters, line breaks or characters that change the direction of text. */
            username: string;
            /**
             * Format: email
             * @description White space around it is removed.
             */
            email: string;
            /**
             * Format: password
             * @description The minimum can be configured; at most 1,024 bytes of UTF-8.
             */
            password: string;
            /** @description Without an @. Capitals are accepted and kept as small letters. */
            handle?: string | null;
            invite?: string | null;
        };
        TokenRequest: {
            /**
             * @description Left out: `password`.
             * @enum {string}
             */
            grant_type?: "password" | "refresh_token";
            /** @description Empty: as if left out. */
            username?: string;
            /** @description Empty: as if left out. */
            password?: string;
            /** @description Empty: as if left out. */
            refresh_token?: string;
            cookie?: boolean;
        };
        ChangeMeRequest: {
            /** @description White space at both ends is removed. At least one character must be visible. No control characters, line breaks or characters that change the direction of text. */
            username?: string | null;
            /** @description Taken for username too. */
            name?: string | null;
            /**
             * Format: email
             * @description White space around it is removed.
             */
            email?: string | null;
            /**
             * Format: password
             * @description The minimum can be configured; at most 1,024 bytes of UTF-8.
             */
            password?: string | null;
            current_password?: string | null;
            /** @description Without an @. Capitals are accepted and kept as small letters. */
            handle?: string | null;
            /** @description A language tag (BCP 47), such as en or pt-BR; empty: none. */
            language?: string | null;
        };
        DeleteMeRequest: {
            current_password: string;
        };
        SetPasswordRequest: {
            token: string;
            /**
             * Format: password
             * @description The minimum can be configured; at most 1,024 bytes of UTF-8.
             */
            password: string;
        };
        CreateDirectChatRequest: {
            /**
             * Format: int64
             * @description Your own id; optional. Another user's id is 403 not_yourself.
             */
            creator_id?: number | null;
            /** @description An e-mail address, or an @ and a handle (@dima), in any case. White space around it is removed. */
            second_email: string;
        };
        FindChatRequest: {
            /**
             * Format: int64
             * @description Your own id; optional. Another user's id is 403 not_yourself.
             */
            id?: number | null;
            /**
             * Format: int64
             * @description Taken for id too.
             */
            user_id?: number | null;
            name: string;
        };
        ChangeChatRequest: {
            /** @description White space at both ends is removed. At least one character must be visible. No control characters, line breaks or characters that change the direction of text. */
            name?: string | null;
            admins_only_invite?: boolean | null;
        };
        MarkReadRequest: {
            /** Format: int64 */
            seq: number;
        };
        CreateGroupRequest: {
            /**
             * Format: int64
             * @description Your own id; optional. Another user's id is 403 not_yourself.
             */
            creator_id?: number | null;
            /** @description White space at both ends is removed. At least one character must be visible. No control characters, line breaks or characters that change the direction of text. */
            name: string;
            /** @description Repeated ids and your own count once. */
            participant_ids?: number[] | null;
            /** @description Repeated people and yourself count once. */
            participants?: string[] | null;
        };
        AddUserRequest: {
            /**
             * Format: int64
             * @description Your own id; optional. Another user's id is 403 not_yourself.
             */
            user_id?: number | null;
            /** Format: int64 */
            group_id: number;
            /** @description An e-mail address, or an @ and a handle (@dima), in any case. White space around it is removed. */
            second_email: string;
            /** @description Taken for second_email too. */
            email?: string | null;
        } | {
            /**
             * Format: int64
             * @description Your own id; optional. Another user's id is 403 not_yourself.
             */
            user_id?: number | null;
            /** Format: int64 */
            group_id: number;
            /** @description An e-mail address, or an @ and a handle (@dima), in any case. White space around it is removed. */
            second_email?: string | null;
            /** @description Taken for second_email too. */
            email: string;
        };
        GroupMessageRequest: {
            /** Format: int64 */
            chat_id: number;
            /**
             * Format: int64
             * @description Your own id; optional. Another user's id is 403 not_yourself.
             */
            sender_id?: number | null;
            text: string;
            client_id?: string | null;
            /** Format: int64 */
            reply_to?: number | null;
        };
        ChangeMemberRequest: {
            /** @enum {string} */
            role: "member" | "admin" | "owner";
        };
        CreateGroupInviteRequest: {
            /**
             * Format: int64
             * @description Left out: `604800`.
             */
            expires_in?: number | null;
            /** Format: int64 */
            max_uses?: number | null;
        };
        CreateInviteRequest: {
            /**
             * Format: int64
             * @description Left out: `604800`.
             */
            expires_in?: number | null;
            /** Format: int64 */
            max_uses?: number | null;
        };
        SendMessageRequest: {
            /**
             * Format: int64
             * @description Your own id; optional. Another user's id is 403 not_yourself.
             */
            sender_id?: number | null;
            text: string;
            client_id?: string | null;
            /** Format: int64 */
            reply_to?: number | null;
        };
        EditMessageRequest: {
            text: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    server: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The facts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Server"];
                };
            };
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterRequest"];
            };
        };
        responses: {
            /** @description The new account. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnUser"];
                };
            };
        };
    };
    token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description The tokens of a session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller's account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnUser"];
                };
            };
        };
    };
    delete_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeleteMeRequest"];
            };
        };
        responses: {
            /** @description The account is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    change_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeMeRequest"];
            };
        };
        responses: {
            /** @description The account as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnUser"];
                };
            };
        };
    };
    set_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPasswordRequest"];
            };
        };
        responses: {
            /** @description The password is set. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Most recently used first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sessions"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    find_user: {
        parameters: {
            query: {
                email: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    people: {
        parameters: {
            query?: {
                query?: string;
                ids?: string;
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of people. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["People"];
                };
            };
        };
    };
    create_direct_chat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateDirectChatRequest"];
            };
        };
        responses: {
            /** @description The chat that the two already have. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "type": "direct",
                     *       "name": "dima",
                     *       "creator_id": 1,
                     *       "participant_ids": [
                     *         1,
                     *         2
                     *       ],
                     *       "member_count": 2,
                     *       "created_at": "2026-11-23T08:15:30.123456Z",
                     *       "last_seq": 0,
                     *       "read_seq": 0,
                     *       "unread": 0,
                     *       "last_message": null,
                     *       "role": "member",
                     *       "capabilities": [
                     *         "send"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Chat"];
                };
            };
            /** @description The new chat. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "type": "direct",
                     *       "name": "dima",
                     *       "creator_id": 1,
                     *       "participant_ids": [
                     *         1,
                     *         2
                     *       ],
                     *       "member_count": 2,
                     *       "created_at": "2026-11-23T08:15:30.123456Z",
                     *       "last_seq": 0,
                     *       "read_seq": 0,
                     *       "unread": 0,
                     *       "last_message": null,
                     *       "role": "member",
                     *       "capabilities": [
                     *         "send"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Chat"];
                };
            };
        };
    };
    find_chat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FindChatRequest"];
            };
        };
        responses: {
            /** @description The best match. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "type": "direct",
                     *       "name": "dima",
                     *       "creator_id": 1,
                     *       "participant_ids": [
                     *         1,
                     *         2
                     *       ],
                     *       "member_count": 2,
                     *       "created_at": "2026-11-23T08:15:30.123456Z",
                     *       "last_seq": 0,
                     *       "read_seq": 0,
                     *       "unread": 0,
                     *       "last_message": null,
                     *       "role": "member",
                     *       "capabilities": [
                     *         "send"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Chat"];
                };
            };
        };
    };
    chats: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                query?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of chats. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chats"];
                };
            };
        };
    };
    chat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The chat. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "type": "group",
                     *       "name": "team chat",
                     *       "creator_id": 1,
                     *       "participant_ids": [
                     *         1,
                     *         2
                     *       ],
                     *       "member_count": 2,
                     *       "created_at": "2026-11-23T08:15:30.123456Z",
                     *       "last_seq": 0,
                     *       "read_seq": 0,
                     *       "unread": 0,
                     *       "last_message": null,
                     *       "role": "owner",
                     *       "admins_only_invite": false,
                     *       "capabilities": [
                     *         "send",
                     *         "invite",
                     *         "update",
                     *         "delete_any_message",
                     *         "remove_member",
                     *         "change_role",
                     *         "delete_chat",
                     *         "leave"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Chat"];
                };
            };
        };
    };
    delete_chat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The group is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    change_chat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeChatRequest"];
            };
        };
        responses: {
            /** @description The group as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "type": "group",
                     *       "name": "team chat",
                     *       "creator_id": 1,
                     *       "participant_ids": [
                     *         1,
                     *         2
                     *       ],
                     *       "member_count": 2,
                     *       "created_at": "2026-11-23T08:15:30.123456Z",
                     *       "last_seq": 0,
                     *       "read_seq": 0,
                     *       "unread": 0,
                     *       "last_message": null,
                     *       "role": "owner",
                     *       "admins_only_invite": false,
                     *       "capabilities": [
                     *         "send",
                     *         "invite",
                     *         "update",
                     *         "delete_any_message",
                     *         "remove_member",
                     *         "change_role",
                     *         "delete_chat",
                     *         "leave"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Chat"];
                };
            };
        };
    };
    mark_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MarkReadRequest"];
            };
        };
        responses: {
            /** @description The marker as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadState"];
                };
            };
        };
    };
    create_group: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateGroupRequest"];
            };
        };
        responses: {
            /** @description The new group. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "type": "group",
                     *       "name": "team chat",
                     *       "creator_id": 1,
                     *       "participant_ids": [
                     *         1,
                     *         2
                     *       ],
                     *       "member_count": 2,
                     *       "created_at": "2026-11-23T08:15:30.123456Z",
                     *       "last_seq": 0,
                     *       "read_seq": 0,
                     *       "unread": 0,
                     *       "last_message": null,
                     *       "role": "owner",
                     *       "admins_only_invite": false,
                     *       "capabilities": [
                     *         "send",
                     *         "invite",
                     *         "update",
                     *         "delete_any_message",
                     *         "remove_member",
                     *         "change_role",
                     *         "delete_chat",
                     *         "leave"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Chat"];
                };
            };
        };
    };
    add_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddUserRequest"];
            };
        };
        responses: {
            /** @description The group as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "type": "group",
                     *       "name": "team chat",
                     *       "creator_id": 1,
                     *       "participant_ids": [
                     *         1,
                     *         2
                     *       ],
                     *       "member_count": 2,
                     *       "created_at": "2026-11-23T08:15:30.123456Z",
                     *       "last_seq": 0,
                     *       "read_seq": 0,
                     *       "unread": 0,
                     *       "last_message": null,
                     *       "role": "owner",
                     *       "admins_only_invite": false,
                     *       "capabilities": [
                     *         "send",
                     *         "invite",
                     *         "update",
                     *         "delete_any_message",
                     *         "remove_member",
                     *         "change_role",
                     *         "delete_chat",
                     *         "leave"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Chat"];
                };
            };
        };
    };
    group_history: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                group_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of messages; empty beyond the oldest. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Messages"];
                };
            };
        };
    };
    group_message: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupMessageRequest"];
            };
        };
        responses: {
            /** @description The message was already stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description The stored message. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
        };
    };
    members: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                chat_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of members. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Members"];
                };
            };
        };
    };
    remove_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: number;
                user_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description That person is no longer a member. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    change_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: number;
                user_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeMemberRequest"];
            };
        };
        responses: {
            /** @description The member as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    group_invites: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                chat_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of invitations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invites"];
                };
            };
        };
    };
    create_group_invite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateGroupInviteRequest"];
            };
        };
        responses: {
            /** @description The invitation. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
        };
    };
    invites: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of invitations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invites"];
                };
            };
        };
    };
    create_invite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateInviteRequest"];
            };
        };
        responses: {
            /** @description The invitation. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
        };
    };
    invite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invitation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitePreview"];
                };
            };
        };
    };
    end_invite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link no longer works. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    accept_invite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The chat, which you are in now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "type": "direct",
                     *       "name": "dima",
                     *       "creator_id": 1,
                     *       "participant_ids": [
                     *         1,
                     *         2
                     *       ],
                     *       "member_count": 2,
                     *       "created_at": "2026-11-23T08:15:30.123456Z",
                     *       "last_seq": 0,
                     *       "read_seq": 0,
                     *       "unread": 0,
                     *       "last_message": null,
                     *       "role": "member",
                     *       "capabilities": [
                     *         "send"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Chat"];
                };
            };
            /** @description The invitation leads to no chat. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    history: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                chat_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of messages; empty beyond the oldest. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Messages"];
                };
            };
        };
    };
    messages: {
        parameters: {
            query?: {
                before?: number;
                after?: number;
                around?: number;
                at?: string;
                limit?: number;
            };
            header?: never;
            path: {
                chat_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, oldest first, and whether there are more messages on either side. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesPage"];
                };
            };
        };
    };
    send_message: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                chat_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendMessageRequest"];
            };
        };
        responses: {
            /** @description The message was already stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description The stored message. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
        };
    };
    delete_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: number;
                seq: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tombstone. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
        };
    };
    edit_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: number;
                seq: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditMessageRequest"];
            };
        };
        responses: {
            /** @description The message as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
        };
    };
    react: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: number;
                seq: number;
                emoji: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
        };
    };
    unreact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: number;
                seq: number;
                emoji: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
        };
    };
    sync: {
        parameters: {
            query?: {
                since?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. If `more` is true, ask again at once with `cursor`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
        };
    };
    person_socket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection is a WebSocket from here on. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    chat_socket: {
        parameters: {
            query?: {
                since_seq?: number;
            };
            header?: never;
            path: {
                chat_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection is a WebSocket from here on. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
        };
    };
    readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": components["schemas"]["Metrics"];
                };
            };
        };
    };
}
