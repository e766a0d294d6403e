import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Node } from 'constructs';
import * as z from 'zod';
import type { Mapping } from '../../functions/contracts/mapping.ts';
import { readMappings } from '../mappings/read.ts';
import { refuseGatewayRoutes } from './sms-routes.ts';
import { readSweeps, type Sweep } from './sweeps.ts';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** What a deployment decides, from the context: `cdk.json`, or `-c cureflow:sender=…`. */
export interface CureflowConfig {
  /** Where it is deployed: the region of the credentials, unless the context names one. */
  readonly region: string;
  /** One daily sweep per product. */
  readonly sweeps: readonly Sweep[];
  /** How the columns of dropped files become events, by the name that a file asks for. */
  readonly mappings: ReadonlyMap<string, Mapping>;
  /** Partitions of the due-date index; a sweep works on all of them at once. */
  readonly shards: number;
  readonly sender: string;
  readonly replyTo: string;
  /** The lender's name, as borrowers know it. */
  readonly lender: string;
  /** The HTTPS gateway of countries that SNS does not serve (docs/gateway.md), where there is one. */
  readonly smsGatewayUrl?: string;
  /** Text messages a second that the account may send by SNS. */
  readonly smsPerSecond: number;
}

const contextSchema = z.object({
  // The table under a key of ours cannot be written down without a region.
  region: z.string().default(() => process.env.CDK_DEFAULT_REGION ?? 'us-east-1'),
  policies: z.string().min(1).default('policies'),
  mappings: z.string().min(1).default('mappings'),
  // States.ArrayRange makes 1,000 items at most.
  shards: z.coerce.number().int().min(1).max(1000).default(64),
  sender: z.email().default('collections@example.com'),
  replyTo: z.email().optional(),
  lender: z.string().min(1).default('Example Credit'),
  smsGatewayUrl: z
    .url({
      protocol: /^https$/,
      error: 'cureflow:smsGatewayUrl must be an https address such as https://sms.example.com/messages',
    })
    .optional(),
  smsPerSecond: z.coerce.number().positive().default(20),
});

/** Relative paths in the context start at the project root. */
export function readConfig(node: Node): CureflowConfig {
  const { policies, mappings, replyTo, smsGatewayUrl, ...rest } = contextSchema.parse({
    region: node.tryGetContext('cureflow:region'),
    policies: node.tryGetContext('cureflow:policies'),
    mappings: node.tryGetContext('cureflow:mappings'),
    shards: node.tryGetContext('cureflow:shards'),
    sender: node.tryGetContext('cureflow:sender'),
    replyTo: node.tryGetContext('cureflow:replyTo'),
    lender: node.tryGetContext('cureflow:lender'),
    // Empty is how a command line takes away what cdk.json has: -c cureflow:smsGatewayUrl=
    smsGatewayUrl: node.tryGetContext('cureflow:smsGatewayUrl') || undefined,
    smsPerSecond: node.tryGetContext('cureflow:smsPerSecond'),
  });
  const path = resolve(projectRoot, policies);
  if (smsGatewayUrl === undefined) refuseGatewayRoutes(path);
  return {
    ...rest,
    sweeps: readSweeps(path),
    mappings: readMappings(resolve(projectRoot, mappings)),
    replyTo: replyTo ?? rest.sender,
    ...(smsGatewayUrl === undefined ? {} : { smsGatewayUrl }),
  };
}
