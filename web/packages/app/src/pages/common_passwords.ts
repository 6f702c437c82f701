// Passwords that an attacker tries first. Loaded when somebody chooses one, not before.

export async function isCommonPassword(password: string): Promise<boolean> {
  const { commonPasswords } = await import("./common_password_list.js");
  return commonPasswords.has(password.toLowerCase());
}
