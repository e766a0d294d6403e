import type { EventDetails } from './history.ts';
import type { Json } from './json.ts';
import type { Visit } from './visit.ts';

interface Scheduled {
  input: Json;
  timeoutInSeconds: number | undefined;
  heartbeatInSeconds: number | undefined;
}

/** What a task tells the history. */
export interface TaskEvents {
  scheduled(visit: Visit, details: Scheduled): void;
  submitted(visit: Visit, output: Json): void;
  succeeded(visit: Visit, output: Json): void;
  failed(visit: Visit, error: string | undefined, cause: string | undefined): void;
  timedOut(visit: Visit, error: string): void;
}

/** Functions named by their own ARN have events of their own; everything else is an integration. */
export function taskEvents(resource: string): TaskEvents {
  return resource.startsWith('arn:aws:lambda:') ? functionEvents(resource) : integrationEvents(resource);
}

function functionEvents(resource: string): TaskEvents {
  return {
    scheduled: (visit, { input, timeoutInSeconds }) => {
      visit.strand.record('LambdaFunctionScheduled', { resource, input, timeoutInSeconds });
      visit.strand.record('LambdaFunctionStarted');
    },
    submitted: () => {},
    succeeded: (visit, output) => visit.strand.record('LambdaFunctionSucceeded', { output }),
    failed: (visit, error, cause) => visit.strand.record('LambdaFunctionFailed', { error, cause }),
    timedOut: (visit, error) => visit.strand.record('LambdaFunctionTimedOut', { error }),
  };
}

function integrationEvents(arn: string): TaskEvents {
  // arn:aws:states:::aws-sdk:dynamodb:putItem is the resource putItem of type aws-sdk:dynamodb.
  const parts = arn.split(':').slice(5);
  const resource = parts.pop() ?? arn;
  const of: EventDetails = { resourceType: parts.join(':'), resource };
  return {
    scheduled: (visit, { input, timeoutInSeconds, heartbeatInSeconds }) => {
      const { region } = visit.engine;
      visit.strand.record('TaskScheduled', { ...of, region, parameters: input, timeoutInSeconds, heartbeatInSeconds });
      visit.strand.record('TaskStarted', of);
    },
    submitted: (visit, output) => visit.strand.record('TaskSubmitted', { ...of, output }),
    succeeded: (visit, output) => visit.strand.record('TaskSucceeded', { ...of, output }),
    failed: (visit, error, cause) => visit.strand.record('TaskFailed', { ...of, error, cause }),
    timedOut: (visit, error) => visit.strand.record('TaskTimedOut', { ...of, error }),
  };
}
