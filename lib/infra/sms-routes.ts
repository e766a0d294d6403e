import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import { policySchema } from '../../functions/contracts/policy.ts';
import { policyFiles } from './sweeps.ts';

/** As much of a policy as tells where its text messages go; `cureflow policy check` looks at the rest. */
const routesSchema = z.object({ sms: policySchema.shape.sms });

/** Throws when a policy sends by the gateway: a deployment without one would leave those messages waiting. */
export function refuseGatewayRoutes(path: string): void {
  const problems = policyFiles(path).flatMap((file) =>
    gatewayRoutes(file).map((route) => `${file}: ${route} goes out by the gateway`),
  );
  if (problems.length === 0) return;
  throw new Error(
    `${problems.join('\n')}\nNo gateway is configured: set cureflow:smsGatewayUrl in cdk.json to the URL of one (docs/gateway.md), or route those texts via sns.`,
  );
}

function gatewayRoutes(file: string): string[] {
  const parsed = routesSchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  const { default: otherwise, countries } = parsed.data.sms;
  const named = Object.entries(countries).map(([country, { via }]) => [`sms.countries.${country}`, via] as const);
  return [['sms.default', otherwise.via] as const, ...named].filter(([, via]) => via === 'gateway').map(([at]) => at);
}
