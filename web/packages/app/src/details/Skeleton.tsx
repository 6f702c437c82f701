import { useEffect, useState } from "preact/hooks";

const kBefore = 150;

/** Rows without words; within 150 ms nothing is drawn that would be replaced at once. */
export function Skeleton({ rows }: { rows: number }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setShown(true);
    }, kBefore);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return (
    <ul class="member-list" aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <li class="member-item" key={row}>
          {shown && (
            <span class="member">
              <span class="avatar skeleton" />
              <span class="skeleton skeleton-name" />
              <span class="skeleton skeleton-line" />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
