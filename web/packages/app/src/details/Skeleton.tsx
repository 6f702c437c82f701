/** Rows without words, where members will stand. */
export function Skeleton({ rows }: { rows: number }) {
  return (
    <ul class="member-list waits" aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <li class="member-item" key={row}>
          <span class="member">
            <span class="avatar skeleton" />
            <span class="skeleton skeleton-name" />
            <span class="skeleton skeleton-line" />
          </span>
        </li>
      ))}
    </ul>
  );
}
