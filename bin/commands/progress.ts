const WIDTH = 30;

/** A bar on a terminal; nothing elsewhere. */
export function progressBar(what: string): { at: (share: number, note: string) => void; end: () => void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { at: () => {}, end: () => {} };
  return {
    at: (share, note) => {
      const done = Math.round(Math.min(1, share) * WIDTH);
      stderr.write(`\r${'█'.repeat(done)}${'░'.repeat(WIDTH - done)} ${Math.round(share * 100)} % ${what} ${note}`);
    },
    end: () => void stderr.write('\n'),
  };
}
