// The console of a world in this process: its clients of AWS are answered by the world.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Route } from '../local/http/server.ts';
import type { Turns } from '../local/http/turns.ts';
import { REGION } from '../local/template.ts';
import type { LocalWorld } from '../local/world.ts';
import type { Bundle } from './bundle.ts';
import { localHands } from './local-world.ts';
import { consoleRoute } from './route.ts';

export function worldConsole(world: LocalWorld, { bundle, turns }: { bundle: Bundle; turns: Turns }): Route {
  const config = { region: REGION };
  return consoleRoute({
    bundle,
    region: REGION,
    sfn: new SFNClient(config),
    table: { client: new DynamoDBClient(config), name: world.tableName },
    turn: (work) => turns.take(work),
    local: localHands(world),
  });
}
