import { useState } from 'react';

/** The service gives a page and what asks for the next one; the way back is remembered here. */
export function usePaging(key: string) {
  const [state, setState] = useState<{ key: string; tokens: string[] }>({ key, tokens: [] });
  // Other filters begin at the first page again.
  const tokens = state.key === key ? state.tokens : [];
  return {
    token: tokens.at(-1),
    page: tokens.length + 1,
    forward: (next: string) => setState({ key, tokens: [...tokens, next] }),
    back: () => setState({ key, tokens: tokens.slice(0, -1) }),
  };
}

export type Paging = ReturnType<typeof usePaging>;
