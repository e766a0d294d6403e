import { measureDay } from '../adapters/day-metrics.ts';
import { planningDependencies } from '../adapters/dependencies.ts';
import { lambda } from '../adapters/lambda.ts';
import { planDayInput, planDayOutput } from '../contracts/workflow.ts';
import { planDay } from './plan-day.ts';

export const handler = lambda(
  { input: planDayInput, output: planDayOutput },
  planDay({ ...planningDependencies(), measure: measureDay }),
);
