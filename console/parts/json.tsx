const BRIEF = 80;

/** Data of an execution; `brief` folds what is longer than a line. */
export function Json({ value, brief = false }: { value: unknown; brief?: boolean }) {
  const line = JSON.stringify(value) ?? '';
  if (!brief) return <pre className="json">{JSON.stringify(value, null, 2)}</pre>;
  if (line.length <= BRIEF) return <code className="json">{line}</code>;
  return (
    <details className="json">
      <summary>{`${line.slice(0, BRIEF)}…`}</summary>
      <pre className="json">{JSON.stringify(value, null, 2)}</pre>
    </details>
  );
}
