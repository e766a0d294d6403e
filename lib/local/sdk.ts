/**
 * The two lanes by which unmodified AWS SDK clients in handlers reach local services. The lean lane answers at
 * `send`: no middleware, no serialization. The full lane answers at the HTTP handler: the whole SDK runs, signing,
 * serialization and retries included. Handlers cannot tell them apart but by their speed.
 */
export { installFullLane } from './sdk/full.ts';
export { installLeanLane } from './sdk/lean.ts';
export {
  type FaultHook,
  type LocalService,
  type LocalServices,
  ServiceFault,
} from './sdk/services.ts';
