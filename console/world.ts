import { createContext, useContext } from 'react';
import type { Place } from '../lib/console/answers.ts';

interface World {
  place: Place;
  /** Moves with the clock of a local world: what is shown is asked again then. */
  now: string;
}

export const WorldContext = createContext<World | undefined>(undefined);

export function useWorld(): World {
  const world = useContext(WorldContext);
  if (world === undefined) throw new Error('no world is known');
  return world;
}
