export const commonPasswords: ReadonlySet<string> = new Set(
  "password 12345678 123456789 1234567890 qwertyui qwerty123 11111111 iloveyou password1 sunshine princess football baseball trustno1 superman".split(
    " ",
  ),
);
