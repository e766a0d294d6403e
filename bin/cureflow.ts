#!/usr/bin/env node
import { CommanderError } from 'commander';
import { BadInput } from './commands/bad-input.ts';
import { Failed } from './commands/failed.ts';

const OLDEST_NODE = 24;
const BAD_INPUT = 2;
const FAILED = 1;

async function main(argv: readonly string[]): Promise<void> {
  const { program } = await import('./commands/program.ts');
  await program().parseAsync(argv);
}

function exitCode(error: unknown): number {
  if (error instanceof BadInput) {
    for (const line of error.lines) process.stderr.write(`${line}\n`);
    return BAD_INPUT;
  }
  // commander has said what is wrong; help and version are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_INPUT;
  if (error instanceof Failed) {
    process.stderr.write(`${error.message}\n`);
    return FAILED;
  }
  process.stderr.write(`cureflow failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return FAILED;
}

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  process.stderr.write(
    `cureflow needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}. Run it by npx or npm: they bring one.\n`,
  );
  process.exitCode = BAD_INPUT;
} else {
  try {
    await main(process.argv);
  } catch (error) {
    process.exitCode = exitCode(error);
  }
}
