/**
 * The wire forms of the local services: what an HTTP request asks for, and how an answer or an error goes back.
 * DynamoDB, Step Functions and SQS speak JSON 1.0, EventBridge and Secrets Manager JSON 1.1, SNS form and XML, SES JSON over REST.
 */
import { createHash } from 'node:crypto';
import { formInput, xmlAnswer, xmlError } from './query.ts';
import type { Fault, LocalService } from './services.ts';

export interface HttpRequest {
  method: string;
  hostname: string;
  path: string;
  headers: Record<string, string>;
  body?: unknown;
}

/** As the SDK's deserializers take it. */
export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

export interface Call {
  service: LocalService;
  operation: string;
  input: object;
}

const TARGETS: Record<string, LocalService> = {
  DynamoDB_20120810: 'DynamoDB',
  AWSStepFunctions: 'SFN',
  AWSEvents: 'EventBridge',
  AmazonSQS: 'SQS',
  secretsmanager: 'SecretsManager',
};
const SES_PATHS: Record<string, string> = {
  'POST /v2/email/outbound-emails': 'SendEmail',
  'GET /v2/email/account': 'GetAccount',
  'POST /v2/email/outbound-bulk-emails': 'SendBulkEmail',
};
const ERROR_NAMESPACE: Partial<Record<LocalService, string>> = {
  DynamoDB: 'com.amazonaws.dynamodb.v20120810#',
  SQS: 'com.amazonaws.sqs#',
};

/** Members that JSON carries as base64 or as epoch seconds; `Parent.Member` where the name alone is not enough. */
const BINARY: Record<LocalService, readonly string[]> = {
  DynamoDB: ['B', 'BS'],
  SESv2: ['Raw.Data', 'RawContent'],
  SNS: ['BinaryValue'],
  SFN: [],
  EventBridge: [],
  SQS: ['BinaryValue', 'BinaryListValues'],
  SecretsManager: ['SecretBinary'],
};
const TIMES: Partial<Record<LocalService, readonly string[]>> = { EventBridge: ['Time'] };

/** The service that an `x-amz-target` is for. */
export function serviceOf(target: string): LocalService | undefined {
  const [prefix = ''] = target.split('.');
  return Object.hasOwn(TARGETS, prefix) ? TARGETS[prefix] : undefined;
}

/** Throws for a request that is for none of the local services, so that nothing ever leaves the machine. */
export function readRequest(request: HttpRequest): Call {
  const { method, hostname, path } = request;
  const text = bodyText(request.body);
  const target = header(request, 'x-amz-target');
  const service = serviceOf(target ?? '');
  if (service !== undefined) return { service, operation: target?.split('.')[1] ?? '', input: fromJson(service, text) };
  const sesOperation = SES_PATHS[`${method} ${path}`];
  if (sesOperation !== undefined) return { service: 'SESv2', operation: sesOperation, input: fromJson('SESv2', text) };
  const type = header(request, 'content-type') ?? '';
  if (type.startsWith('application/x-www-form-urlencoded') && hostname.startsWith('sns.')) {
    const { operation, input } = formInput(text);
    return { service: 'SNS', operation, input: decodeMembers('SNS', input) as object };
  }
  throw new Error(`The local services have no answer to ${method} https://${hostname}${path} (${target ?? type})`);
}

function header({ headers }: HttpRequest, wanted: string): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

function bodyText(body: unknown): string {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) {
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  }
  throw new Error('The local services read only bodies that are text or bytes');
}

function fromJson(service: LocalService, text: string): object {
  return decodeMembers(service, JSON.parse(text === '' ? '{}' : text)) as object;
}

function decodeMembers(service: LocalService, value: unknown, name = '', parent = ''): unknown {
  const is = (members: readonly string[]): boolean => members.includes(name) || members.includes(`${parent}.${name}`);
  if (typeof value === 'string' && is(BINARY[service])) return new Uint8Array(Buffer.from(value, 'base64'));
  if (typeof value === 'number' && is(TIMES[service] ?? [])) return new Date(value * 1000);
  // The members of a list go by the name of the list.
  if (Array.isArray(value)) return value.map((member) => decodeMembers(service, member, name, parent));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, content]) => [member, decodeMembers(service, content, member, name)]),
  );
}

function encodeMembers(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(encodeMembers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([member, content]) => [member, encodeMembers(content)]));
}

export function answer({ service, operation, input }: Call, output: object, requestId: string): HttpAnswer {
  const complete = service === 'SQS' ? { ...digests(operation, input), ...output } : output;
  const headers = { 'x-amzn-requestid': requestId, 'content-type': contentType(service) };
  const body = service === 'SNS' ? xmlAnswer(operation, complete, requestId) : JSON.stringify(encodeMembers(complete));
  return { statusCode: 200, headers, body: Buffer.from(body) };
}

export function errorAnswer(service: LocalService, fault: Fault, requestId: string): HttpAnswer {
  const headers: Record<string, string> = { 'x-amzn-requestid': requestId, 'content-type': contentType(service) };
  if (service === 'SNS') {
    return { statusCode: fault.statusCode, headers, body: Buffer.from(xmlError(fault, requestId)) };
  }
  if (service === 'SESv2') headers['x-amzn-errortype'] = fault.name;
  const type = service === 'SESv2' ? {} : { __type: `${ERROR_NAMESPACE[service] ?? ''}${fault.name}` };
  const body = JSON.stringify({ ...type, message: fault.message, ...(encodeMembers({ ...fault.fields }) as object) });
  return { statusCode: fault.statusCode, headers, body: Buffer.from(body) };
}

function contentType(service: LocalService): string {
  if (service === 'SNS') return 'text/xml';
  if (service === 'SESv2') return 'application/json';
  return service === 'EventBridge' || service === 'SecretsManager'
    ? 'application/x-amz-json-1.1'
    : 'application/x-amz-json-1.0';
}

/** The SQS client refuses an answer without the digest of the body that it sent. */
function digests(operation: string, input: object): object {
  const { MessageBody: body } = input as { MessageBody?: string };
  if (operation !== 'SendMessage' || body === undefined) return {};
  return { MD5OfMessageBody: createHash('md5').update(body).digest('hex') };
}
