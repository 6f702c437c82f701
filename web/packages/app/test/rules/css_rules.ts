// What the style sheets of the page must not say. Pure.

const kColour = /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(/i;
const kNamedColour =
  /(?<![-\w])(?:white|black|gray|grey|silver|red|green|blue|yellow|orange|purple|pink|brown|navy|teal)(?![-\w])/i;
const kSide = /(?<![a-z])(?:left|right)(?![a-z])/i;
// The insets of a screen have no other names.
const kScreenInset = /safe-area-inset-(?:left|right)/g;

export interface Declaration {
  property: string;
  value: string;
}

/** Of a style sheet in prettier's layout, in order; those in nested rules and in media queries too. */
export function declarationsOf(css: string): Declaration[] {
  const plain = css.replace(/\/\*.*?\*\//gs, "");
  return [...plain.matchAll(/(?<=^|[{};])\s*([-\w]+)\s*:\s*([^;{}]+)(?=[;}])/g)].map(
    ([, property = "", value = ""]) => ({ property, value: value.trim() }),
  );
}

/** A sentence about each declaration that breaks a rule. `tokens`: it is the one sheet that gives colours and sizes names. */
export function problemsOf(css: string, tokens = false): string[] {
  return declarationsOf(css).flatMap(({ property, value }) => {
    const where = `${property}: ${value}`;
    const found: string[] = [];
    if (!tokens) {
      if (kColour.test(value) || (!property.startsWith("--") && kNamedColour.test(value))) {
        found.push(`${where} is a raw colour: name a token`);
      }
      const lengths = value.match(/[\d.]+px\b/g) ?? [];
      if (lengths.some((length) => length !== "1px")) {
        found.push(`${where} is a raw length: name a token`);
      }
    }
    if (kSide.test(property) || kSide.test(value.replace(kScreenInset, ""))) {
      found.push(`${where} names a side: use start, end or inline`);
    }
    return found;
  });
}

/** The custom properties that a sheet needs: those of var() without another value. */
export function neededBy(css: string): string[] {
  return [...css.matchAll(/var\(\s*(--[-\w]+)\s*\)/g)].map(([, name = ""]) => name);
}

/** Those that it sets. */
export function setBy(css: string): string[] {
  return declarationsOf(css)
    .map(({ property }) => property)
    .filter((property) => property.startsWith("--"));
}
