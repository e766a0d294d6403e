// The page behind the link of an email. Looking at it changes nothing: mail servers and scanners open every link.
import type { ConsentStore } from '../adapters/consent-store.ts';
import { logger } from '../adapters/lambda.ts';
import type { OptOutLink } from '../adapters/opt-out-links.ts';
import { Refused } from '../adapters/refusals.ts';
import type { UrlRequest, UrlResponse } from '../contracts/feedback.ts';
import type { Instant } from '../contracts/time.ts';
import { page } from './page.ts';
import { browserLocale, type PageTexts, pageTexts } from './page-texts.ts';

export interface OptOutDeps {
  open: (token: string) => Promise<OptOutLink | undefined>;
  consents: Pick<ConsentStore, 'hear'>;
  lender: string;
  now: () => Instant;
}

/** A token is some 200 characters; what is longer need not be looked at. */
const LONGEST_PATH = 600;

export function optOut(deps: OptOutDeps) {
  const { lender } = deps;
  return async (request: UrlRequest): Promise<UrlResponse> => {
    const method = request.requestContext.http.method;
    const plain = pageTexts(browserLocale(request.headers['accept-language']));
    try {
      const link = await opened(request.rawPath);
      if (link === undefined)
        return page({ statusCode: 404, texts: plain, lender, says: [plain.unknown], buttons: [] });
      const texts = pageTexts(link.locale);
      if (method === 'GET' || method === 'HEAD')
        return page({ statusCode: 200, texts, lender, says: [texts.ask, texts.kept], buttons: ['stop', 'start'] });
      return method === 'POST'
        ? await choose(link, texts, request)
        : page({ statusCode: 405, texts, lender, says: [texts.unreadable], buttons: [] });
    } catch (error) {
      if (error instanceof Refused)
        return page({ statusCode: 404, texts: plain, lender, says: [plain.unknown], buttons: [] });
      logger.error('a choice could not be taken', { error: error instanceof Error ? error.name : 'unknown' });
      return page({ statusCode: 503, texts: plain, lender, says: [plain.later], buttons: [] });
    }
  };

  async function opened(path: string): Promise<OptOutLink | undefined> {
    return path.length > LONGEST_PATH ? undefined : deps.open(path.slice(1));
  }

  /** The same choice again comes to the same. */
  async function choose(link: OptOutLink, texts: PageTexts, request: UrlRequest): Promise<UrlResponse> {
    const action = actionOf(request);
    if (action === undefined)
      return page({ statusCode: 400, texts, lender, says: [texts.unreadable], buttons: ['stop', 'start'] });
    const { customerId, channel } = link;
    const at = deps.now();
    const word = { channel, purpose: 'courtesy', allowed: action === 'start', time: at, source: 'email-link' } as const;
    await deps.consents.hear(customerId, { word, id: `email-link.${action}.${at}` }, at);
    return action === 'stop'
      ? page({ statusCode: 200, texts, lender, says: [texts.stopped, texts.kept], buttons: ['start'] })
      : page({ statusCode: 200, texts, lender, says: [texts.started], buttons: ['stop'] });
  }
}

/** RFC 8058: a mailbox provider posts `List-Unsubscribe=One-Click`, as a form of either encoding. */
function actionOf({ body = '', isBase64Encoded, headers }: UrlRequest): 'stop' | 'start' | undefined {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  if (/^multipart\/form-data/i.test(headers['content-type'] ?? ''))
    return /name="?List-Unsubscribe"?\s+One-Click\s/i.test(text.slice(0, 2000)) ? 'stop' : undefined;
  const form = new URLSearchParams(text);
  if (form.get('List-Unsubscribe') === 'One-Click') return 'stop';
  const action = form.get('action');
  return action === 'stop' || action === 'start' ? action : undefined;
}
