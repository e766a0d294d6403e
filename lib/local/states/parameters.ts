/** Whether a request has the shape that its action takes. */
import { ServiceError } from './errors.ts';

export interface Parameter {
  required?: true;
  /** Throws ServiceError for a value that is none; it is there. */
  check(name: string, value: unknown): void;
}

export type Parameters = Readonly<Record<string, Parameter>>;

interface Text {
  required?: true;
  /** Characters. */
  most?: number;
}

export function text({ required, most = Number.POSITIVE_INFINITY }: Text = {}): Parameter {
  return {
    ...(required === undefined ? {} : { required }),
    check: (name, value) => {
      if (typeof value !== 'string') throw unreadable(name, 'text');
      if (value.length > most) throw invalid(name, value, `Member must have length less than or equal to ${most}`);
    },
  };
}

export const count: Parameter = {
  check: (name, value) => {
    if (typeof value !== 'number') throw unreadable(name, 'a number');
  },
};

export const flag: Parameter = {
  check: (name, value) => {
    if (typeof value !== 'boolean') throw unreadable(name, 'true or false');
  },
};

export function enumeration(...values: string[]): Parameter {
  return {
    check: (name, value) => {
      if (typeof value !== 'string') throw unreadable(name, 'text');
      if (!values.includes(value))
        throw invalid(name, value, `Member must satisfy enum value set: [${values.join(', ')}]`);
    },
  };
}

/** An ARN of Step Functions for one kind of resource. */
export function arn(kind: string): Parameter {
  return {
    check: (name, value) => {
      if (typeof value !== 'string') throw unreadable(name, 'text');
      const [prefix, , service, , , type] = value.split(':');
      if (prefix !== 'arn') throw new ServiceError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${value}'`);
      if (service !== 'states' || type !== kind) {
        const problem = `Resource type not valid in this context: ${type ?? service ?? value}`;
        throw new ServiceError('InvalidArn', `Invalid Arn: '${problem}'`);
      }
    },
  };
}

/**
 * The input as the action takes it; null in JSON means that a parameter is not given. One that is not known here is
 * refused: the service might do something with it.
 */
export function checked(operation: string, takes: Parameters, input: object): object {
  for (const [name, { required, check }] of Object.entries(takes)) {
    const value = (input as Record<string, unknown>)[name];
    if (value !== undefined && value !== null) check(name, value);
    else if (required) throw invalid(name, undefined, 'Member must not be null');
  }
  const unknown = Object.keys(input).find((name) => !Object.hasOwn(takes, name));
  if (unknown !== undefined) {
    throw new ServiceError('ValidationException', `The local ${operation} does not know the parameter ${unknown}`);
  }
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
}

function invalid(name: string, value: unknown, constraint: string): ServiceError {
  const shown = value === undefined ? 'null' : `'${value}'`;
  const problem = `Value ${shown} at '${name}' failed to satisfy constraint: ${constraint}`;
  return new ServiceError('ValidationException', `1 validation error detected: ${problem}`);
}

function unreadable(name: string, kind: string): ServiceError {
  return new ServiceError('SerializationException', `${name} must be ${kind}`);
}
