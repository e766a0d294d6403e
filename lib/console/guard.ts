/**
 * What keeps others out. Whoever opens the console acts with the operator's credentials, so against AWS the page takes
 * a key that only the terminal was told: other users of the same machine reach the port too. `listen` has already
 * refused foreign names (DNS rebinding) and foreign origins.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { Problem } from './problems.ts';

/** No page of another site can set it without being asked first (CORS), and this server says yes to nobody. */
export const CHANGE_HEADER = 'x-cureflow-change';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A borrower's mail: its own styles, and nothing else; it may be shown inside the console alone. */
export const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox";

export const safeHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  const { headers } = context.res;
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', POLICY);
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'no-referrer');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-resource-policy', 'same-origin');
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
};

/** Changes come from the console's own page: the header, and JSON. */
export const ownChanges: MiddlewareHandler = async (context, next) => {
  const { method } = context.req;
  if (method !== 'GET' && method !== 'HEAD') {
    const json = context.req.header('content-type')?.startsWith('application/json') === true;
    if (context.req.header(CHANGE_HEADER) === undefined || !json) {
      throw new Problem('refused', 'Changes are taken from the console’s own page only.');
    }
  }
  await next();
};

/** Opened once with `?key=…`, the browser keeps the key in a cookie that scripts cannot read, and the address loses it. */
export function keyRequired(key: string): MiddlewareHandler {
  return async (context, next) => {
    const given = context.req.query('key');
    // Cookies are shared by all ports of a host.
    const cookie = `cureflow-${new URL(context.req.url).port}`;
    if (given !== undefined && same(given, key)) {
      setCookie(context, cookie, key, { httpOnly: true, sameSite: 'Strict', path: '/' });
      return context.redirect(context.req.path, 303);
    }
    if (!same(getCookie(context, cookie) ?? '', key)) return locked(context);
    return next();
  };
}

function locked(context: Context): Response {
  const message = 'This console is locked: open the address that `cureflow console` printed in its terminal.';
  if (!context.req.path.startsWith('/api/')) return context.text(`${message}\n`, 401);
  return context.json({ code: 'locked', message }, 401);
}

function same(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
