import type { ListExecutionsInput } from '@aws-sdk/client-sfn';
import { statusOf } from './describe.ts';
import { ServiceError } from './errors.ts';
import type { Execution } from './execution.ts';
import type { Json } from './json.ts';
import { MAX_PAYLOAD, NAME_KEPT_MS } from './quotas.ts';

/** Whether a closed execution's name can be used again. */
export function nameIsFree({ stoppedAt }: Execution, now: number): boolean {
  return stoppedAt !== undefined && now - stoppedAt >= NAME_KEPT_MS;
}

export function checkName(name: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the service refuses them
  const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;
  if (name.length < 1 || name.length > 80 || forbidden.test(name)) {
    throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
  }
}

export function checkInput(input: string): void {
  parsedOr('InvalidExecutionInput', input);
}

/** What is told of the executions of a machine cannot be asked by redrive, and nobody has both a machine and a map run. */
export function checkList({ stateMachineArn, mapRunArn, statusFilter, redriveFilter }: ListExecutionsInput): void {
  if ((stateMachineArn === undefined) === (mapRunArn === undefined)) {
    throw new ServiceError('ValidationException', 'Exactly one of stateMachineArn and mapRunArn has to be given');
  }
  if (mapRunArn === undefined && (redriveFilter !== undefined || statusFilter === 'PENDING_REDRIVE')) {
    throw new ServiceError('ValidationException', 'redriveFilter and PENDING_REDRIVE are for a mapRunArn only');
  }
}

function isAskedFor(
  execution: Execution,
  { statusFilter, redriveFilter }: Pick<ListExecutionsInput, 'statusFilter' | 'redriveFilter'>,
): boolean {
  if (statusFilter !== undefined && statusFilter !== statusOf(execution)) return false;
  return redriveFilter === undefined || (redriveFilter === 'REDRIVEN') === execution.redriveCount > 0;
}

/** JSON text of an allowed size as what it says, or the service's error. */
export function parsedOr(error: string, text: string): Json {
  if (Buffer.byteLength(text) > MAX_PAYLOAD) throw new ServiceError(error, `more than ${MAX_PAYLOAD} bytes`);
  try {
    return JSON.parse(text) as Json;
  } catch (thrown) {
    throw new ServiceError(error, thrown instanceof Error ? thrown.message : 'is no JSON');
  }
}

/** Inputs that differ only in white space are the same. */
export function sameInput(a: string, b: string): boolean {
  return a === b || JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
}

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 1000;

/** How many entries a page has: the service's default for none and 0. */
export function pageSize(maxResults: number | undefined): number {
  const size = maxResults ?? 0;
  if (!Number.isInteger(size) || size < 0 || size > LARGEST_PAGE) {
    throw new ServiceError('ValidationException', `maxResults must be a whole number from 0 to ${LARGEST_PAGE}`);
  }
  return size === 0 ? DEFAULT_PAGE : size;
}

/** Tokens name a place in a list that only grows, so that a page stays right while executions start. */
export function placeOf(nextToken: string | undefined): number | undefined {
  if (nextToken === undefined) return undefined;
  const place = /^place\.(\d+)$/.exec(Buffer.from(nextToken, 'base64').toString())?.[1];
  if (place === undefined) throw new ServiceError('InvalidToken', `Invalid Token: '${nextToken}'`);
  return Number(place);
}

function tokenFor(place: number): string {
  return Buffer.from(`place.${place}`).toString('base64');
}

interface Paging {
  maxResults?: number | undefined;
  nextToken?: string | undefined;
}

/** The token of the page that begins at `place`, where there is one. */
export function nextPage(place: number, count: number): { nextToken?: string } {
  return place < count ? { nextToken: tokenFor(place) } : {};
}

/** One page of a list that is told from its beginning. */
export function pageFrom<T>(list: readonly T[], { maxResults, nextToken }: Paging) {
  const place = placeOf(nextToken) ?? 0;
  const page = list.slice(place, place + pageSize(maxResults));
  return { page, next: nextPage(place + page.length, list.length) };
}

/** One page of the executions that are asked for, told from the newest; a page may be the last and not know it. */
export function pageBack(list: readonly Execution[], { maxResults, nextToken, ...filters }: ListExecutionsInput) {
  const size = pageSize(maxResults);
  const page: Execution[] = [];
  let place = Math.min(placeOf(nextToken) ?? list.length, list.length);
  while (place > 0 && page.length < size) {
    const execution = list[--place];
    if (execution !== undefined && isAskedFor(execution, filters)) page.push(execution);
  }
  return { page, next: place > 0 ? { nextToken: tokenFor(place) } : {} };
}
