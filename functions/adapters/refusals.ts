/** The event can't be taken as it is: it is set aside with this reason. */
export class Refused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Refused';
  }
}

/** What an event names, and the ledger has to know first. Obligations and payments are known by account. */
export type Named =
  | { kind: 'customer' | 'account' | 'hold' | 'product'; id: string }
  | { kind: 'obligation' | 'payment'; id: string; accountId: string };

/** The same for two events that name the same; ids hold no `#`. */
export const nameKey = (named: Named): string =>
  'accountId' in named ? `${named.kind}#${named.accountId}#${named.id}` : `${named.kind}#${named.id}`;

/** What it names may come still: until then the event waits. */
export class NotKnownYet extends Refused {
  readonly named: Named;

  constructor(named: Named) {
    super(
      named.kind === 'product'
        ? `names product ${named.id}, for which there is no policy`
        : `names ${named.kind} ${named.id}, which is not known`,
    );
    this.named = named;
  }
}
