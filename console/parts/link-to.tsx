import Link from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';

/** A link inside the console: the page stays, and opening it in a new tab works. */
export function LinkTo({ href, children }: { href: string; children: ReactNode }) {
  const [, go] = useLocation();
  return (
    <Link
      href={href}
      onFollow={(event) => {
        event.preventDefault();
        go(href);
      }}
    >
      {children}
    </Link>
  );
}
