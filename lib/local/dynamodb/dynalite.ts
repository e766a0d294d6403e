/**
 * The parts of dynalite this engine stands on: its expression parsers with their error messages, the list of
 * reserved words, and the request validations. Its storage and its asynchronous actions are not used.
 */
import { createRequire } from 'node:module';
import type { Item, Value, ValueType } from './values.ts';

export type Path = (string | number)[];
export interface ExpressionNode {
  type: string;
  name?: string;
  args: ExpressionArg[];
}
export type ExpressionArg = Path | Value | ExpressionNode;

export interface ParsedCondition {
  expression: ExpressionNode;
  nestedPaths: Record<string, true>;
  pathHeads: Record<string, true>;
}
export interface UpdateSection {
  type: 'set' | 'remove' | 'add' | 'delete';
  path: Path;
  val?: ExpressionArg;
  attrType?: ValueType | null;
}
export interface ParsedUpdate {
  sections: UpdateSection[];
  paths: Path[];
  nestedPaths: Record<string, true>;
}
export interface ParsedProjection {
  paths: Path[];
  nestedPaths: Record<string, true>;
}

interface ParserContext {
  attrNames: Record<string, string> | undefined;
  attrVals: Item | undefined;
  unusedAttrNames: Record<string, true>;
  unusedAttrVals: Record<string, true>;
  isReserved: (word: string) => boolean;
  compare: (operator: string, left: Value, right: Value) => boolean;
}
interface Parser<Parsed> {
  parse(text: string, options: { context: ParserContext }): Parsed | string;
}
export interface KeyCondition {
  ComparisonOperator: 'EQ' | 'LT' | 'LE' | 'GT' | 'GE' | 'BETWEEN' | 'BEGINS_WITH';
  AttributeValueList: Value[];
}
interface Validations {
  checkTypes(data: object, types: object): object;
  checkValidations(data: object, types: object, custom: unknown, store: unknown): void;
  validateExpressions(data: object): string | undefined;
  validateConditions(conditions: Record<string, KeyCondition>): string | undefined;
  convertKeyCondition(expression: ExpressionNode): Record<string, KeyCondition> | string;
}
export interface OperationRules {
  types: Record<string, unknown>;
  custom?: unknown;
}
interface BigNumber {
  c: number[];
  e: number;
  plus(other: string): BigNumber;
  minus(other: string): BigNumber;
  toFixed(): string;
}

const require = createRequire(import.meta.url);
// dynalite's own big.js, so that both round alike.
export const Big = createRequire(require.resolve('dynalite'))('big.js') as (value: string) => BigNumber;

export const validations = require('dynalite/validations') as Validations;
export const conditionParser = require('dynalite/db/conditionParser') as Parser<ParsedCondition>;
export const updateParser = require('dynalite/db/updateParser') as Parser<ParsedUpdate>;
export const projectionParser = require('dynalite/db/projectionParser') as Parser<ParsedProjection>;

export function rulesOf(operation: string): OperationRules {
  return require(`dynalite/validations/${operation.charAt(0).toLowerCase()}${operation.slice(1)}`) as OperationRules;
}

/** dynalite keeps the list of reserved words to itself, but hands the test for them to its parsers. */
function reservedWordTest(): (word: string) => boolean {
  const { parse } = conditionParser;
  let test: ((word: string) => boolean) | undefined;
  conditionParser.parse = (text, options) => {
    test = options.context.isReserved;
    return parse(text, options);
  };
  try {
    validations.validateExpressions({ ConditionExpression: 'attribute_exists(a)' });
  } finally {
    conditionParser.parse = parse;
  }
  if (test === undefined) throw new Error('dynalite no longer passes its reserved words to its parsers');
  return test;
}
export const isReserved = reservedWordTest();
