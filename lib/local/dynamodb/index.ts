export { DynamoDbEngine, type EngineOptions } from './engine.ts';
export { DynamoDbFault } from './fault.ts';
export type { StreamRecord } from './store.ts';
