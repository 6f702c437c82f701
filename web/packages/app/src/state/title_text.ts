// What a tab says of unread messages. Pure.
const kMost = 99;

export function titleOf(unread: number, server: string, chat?: string): string {
  const count = unread === 0 ? "" : `(${unread > kMost ? `${kMost}+` : unread}) `;
  return count + (chat === undefined ? server : `${chat} · ${server}`);
}

/** The icon with a dot in its corner. An image has its own colours: those of the page are not known in it. */
export function withDot(svg: string): string {
  const box = /viewBox="([^"]+)"/
    .exec(svg)?.[1]
    ?.trim()
    .split(/[\s,]+/)
    .map(Number);
  const [x, y, width, height] =
    box?.length === 4 ? (box as [number, number, number, number]) : [0, 0, 24, 24];
  const r = width * 0.22;
  const dot = `<circle cx="${x + width - r}" cy="${y + height - r}" r="${r}" fill="#e5484d" stroke="#fff" stroke-width="${r / 4}"/>`;
  return svg.replace(/<\/svg>\s*$/, `${dot}</svg>`);
}
