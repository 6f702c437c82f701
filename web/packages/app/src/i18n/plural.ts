// "1 member", "5 members": the form that a number takes in a language. Pure.
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

const rules = new Map<string, Intl.PluralRules>();
const formats = new Map<string, Intl.NumberFormat>();

function rulesOf(language: string): Intl.PluralRules {
  const known = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, known);
  return known;
}

/** The number, written as the language does. */
export function number(language: string, n: number): string {
  const format = formats.get(language) ?? new Intl.NumberFormat(language);
  formats.set(language, format);
  return format.format(n);
}

/** The form alone. */
export function plural(language: string, n: number, forms: Forms): string {
  return forms[rulesOf(language).select(n)] ?? forms.other;
}

/** The number and the form. */
export function counted(language: string, n: number, forms: Forms): string {
  return `${number(language, n)} ${plural(language, n, forms)}`;
}
