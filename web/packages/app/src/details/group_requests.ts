// What is changed of a group. That it is done is told by events. All: @throws Refusal, Unreachable
import { type Client, Refusal, type Role } from "asq-client";

export async function changeGroup(
  client: Client,
  chat_id: number,
  change: { name?: string; admins_only_invite?: boolean },
): Promise<void> {
  await client.request({ method: "PATCH", path: `/chat/chats/${chat_id}`, json: change });
}

export async function changeRole(
  client: Client,
  chat_id: number,
  user_id: number,
  role: Role,
): Promise<void> {
  const path = `/chat/chats/${chat_id}/members/${user_id}`;
  await client.request({ method: "PATCH", path, json: { role } });
}

/** `address`: an e-mail or "@handle". */
export async function addMember(client: Client, chat_id: number, address: string): Promise<void> {
  const json = { group_id: chat_id, second_email: address };
  await client.request({ method: "POST", path: "/chat/group/add-user", json });
}

/** Oneself: one leaves. Who is gone already is gone. */
export async function removeMember(
  client: Client,
  chat_id: number,
  user_id: number,
): Promise<void> {
  const path = `/chat/chats/${chat_id}/members/${user_id}`;
  await client.request({ method: "DELETE", path }).catch(unless("member_not_found"));
}

export async function deleteGroup(client: Client, chat_id: number): Promise<void> {
  const path = `/chat/chats/${chat_id}`;
  await client.request({ method: "DELETE", path }).catch(unless("chat_not_found"));
}

/** What was wanted is so already. */
function unless(code: string): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Refusal) || error.code !== code) throw error;
  };
}
