import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Node } from 'constructs';
import * as z from 'zod';
import { readSweeps, type Sweep } from './sweeps.ts';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** What a deployment decides, from the context: `cdk.json`, or `-c cureflow:sender=…`. */
export interface CureflowConfig {
  /** Where it is deployed: the region of the credentials, unless the context names one. */
  readonly region: string;
  /** One daily sweep per product. */
  readonly sweeps: readonly Sweep[];
  /** Partitions of the due-date index; a sweep works on all of them at once. */
  readonly shards: number;
  readonly sender: string;
  readonly replyTo: string;
  /** The lender's name, as borrowers know it. */
  readonly lender: string;
}

const contextSchema = z.object({
  // The table under a key of ours cannot be written down without a region.
  region: z.string().default(() => process.env.CDK_DEFAULT_REGION ?? 'us-east-1'),
  policies: z.string().min(1).default('policies'),
  // States.ArrayRange makes 1,000 items at most.
  shards: z.coerce.number().int().min(1).max(1000).default(64),
  sender: z.email().default('collections@example.com'),
  replyTo: z.email().optional(),
  lender: z.string().min(1).default('Example Credit'),
});

/** Relative paths in the context start at the project root. */
export function readConfig(node: Node): CureflowConfig {
  const { policies, replyTo, ...rest } = contextSchema.parse({
    region: node.tryGetContext('cureflow:region'),
    policies: node.tryGetContext('cureflow:policies'),
    shards: node.tryGetContext('cureflow:shards'),
    sender: node.tryGetContext('cureflow:sender'),
    replyTo: node.tryGetContext('cureflow:replyTo'),
    lender: node.tryGetContext('cureflow:lender'),
  });
  return { ...rest, sweeps: readSweeps(resolve(projectRoot, policies)), replyTo: replyTo ?? rest.sender };
}
