const WIDTH = 30;

export interface ProgressBar {
  at: (share: number, note: string) => void;
  end: () => void;
}

/** A bar on a terminal, gone when the work is done; nothing elsewhere. */
export function progressBar(what: string): ProgressBar {
  const { stderr } = process;
  if (!stderr.isTTY) return { at: () => {}, end: () => {} };
  const show = (text: string): void => void stderr.write(`\r\u001b[K${text}`);
  return {
    at: (share, note) => {
      const whole = Math.min(1, share);
      const done = Math.round(whole * WIDTH);
      const percent = String(Math.round(whole * 100)).padStart(3);
      show(`${'█'.repeat(done)}${'░'.repeat(WIDTH - done)} ${percent} % ${what} ${note}`.slice(0, stderr.columns - 1));
    },
    end: () => show(''),
  };
}
