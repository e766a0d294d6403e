export { DynamoDbEngine, type EngineOptions } from './engine.ts';
export { type CancellationReason, DynamoDbFault } from './fault.ts';
export type { StreamRecord } from './store.ts';
