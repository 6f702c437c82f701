/** What is wrong with a form as a whole. */
export function SettingsProblem({ problem }: { problem: string | undefined }) {
  if (problem === undefined) return null;
  return (
    <p class="entry-problem" role="alert">
      {problem}
    </p>
  );
}
