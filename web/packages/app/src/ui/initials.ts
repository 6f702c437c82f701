// The letters of a name for its avatar. Pure.
const kSegmenter = new Intl.Segmenter();
const kLongest = 10;
const kLetter = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

/** Two words' first letters; of scripts without capital letters, or of one word, one; "?" of no letters. */
export function initials(name: string): string {
  const words = name.split(/[\s\-_.,/]+/u).filter((word) => kLetter.test(word));
  const firsts = words.map(firstLetter);
  const [first = "?", second = ""] = [firsts[0], firsts.length > 1 ? firsts.at(-1) : ""];
  const pair = first + second;
  return hasCapitals(pair) ? pair.toUpperCase() : first;
}

function firstLetter(word: string): string {
  for (const { segment } of kSegmenter.segment(word)) {
    if (!kLetter.test(segment)) continue;
    // A family of four is 7 characters; more of them would not be seen.
    const characters = [...segment];
    return characters.length > kLongest ? (characters[0] ?? "") : segment;
  }
  return "";
}

function hasCapitals(text: string): boolean {
  return text.toLowerCase() !== text.toUpperCase();
}
