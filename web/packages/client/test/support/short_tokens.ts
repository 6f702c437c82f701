// Access tokens that live for a few seconds (the server's own live for a minute at least): each answer
// of `POST /chat/token` gets its token signed anew, with the server's key and an earlier end.
import { createHmac } from "node:crypto";

interface Tokens {
  access_token: string;
  expires_in: number;
}

export function shortTokens(secret: string, seconds: number) {
  return async (path: string, answer: Response): Promise<Response> => {
    if (path !== "/chat/token" || !answer.ok) return answer;
    const tokens = (await answer.json()) as Tokens;
    const access_token = shorten(tokens.access_token, secret, seconds);
    const { status, headers } = answer;
    const text = JSON.stringify({ ...tokens, access_token, expires_in: seconds });
    return new Response(text, { status, headers });
  };
}

function shorten(token: string, secret: string, seconds: number): string {
  const [header = "", payload = ""] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as { iat: number };
  const changed = { ...claims, exp: claims.iat + seconds };
  const signed = `${header}.${Buffer.from(JSON.stringify(changed)).toString("base64url")}`;
  const key = Buffer.from(secret, "base64url");
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}
