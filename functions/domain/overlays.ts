// The line that the borrower sees is the base line, which collections and the contract make, under what lies over it: a
// fraud freeze, another account's consequence. Overlays come and go without a trace on the base.
import type { Account, Line, Overlay } from './ledger.ts';
import { limited, withContractualLimit } from './limits.ts';

/** The base line: as collections and the contract left it. */
export const collectionLine = (account: Account): Line => account.covered?.line ?? account.line;
export const overlaysOf = (account: Account): readonly Overlay[] => account.covered?.overlays ?? [];
export const isFraud = (overlay: Overlay): boolean => overlay.causeId === undefined && overlay.signal === undefined;

/** The account with another base line, under the same overlays. */
export const withLine = (account: Account, line: Line): Account => overlaid(account, line, overlaysOf(account));
/** The account with other overlays, over the same base line. */
export const withOverlays = (account: Account, overlays: readonly Overlay[]): Account =>
  overlaid(account, collectionLine(account), overlays);

export function withCreditLimit(account: Account, creditLimit: number): Account {
  return withLine({ ...account, creditLimit }, withContractualLimit(collectionLine(account), creditLimit));
}

function overlaid(account: Account, base: Line, overlays: readonly Overlay[]): Account {
  const { covered: _covered, ...bare } = account;
  if (overlays.length === 0) return { ...bare, line: base };
  const line = overlays.reduce((under, one) => limited(under, one, account.creditLimit), base);
  return { ...bare, line, covered: { line: base, overlays } };
}
