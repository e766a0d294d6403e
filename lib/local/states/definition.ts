import { compileChoice } from './choice.ts';
import type { TaskInvoker } from './engine.ts';
import { DefinitionRefused } from './errors.ts';
import { compileFail } from './fail.ts';
import { Fields, type Loading } from './fields.ts';
import { isObject, type Json } from './json.ts';
import type { GoesTo, StateOfKind } from './kinds.ts';
import { compileMap } from './map.ts';
import { compileParallel } from './parallel.ts';
import { compilePass } from './pass.ts';
import { MAX_SECONDS } from './quotas.ts';
import { catchersOf, retriersOf } from './retry.ts';
import type { Flow, State } from './state.ts';
import { compileSucceed } from './succeed.ts';
import { compileTask } from './task.ts';
import { compileWait } from './wait.ts';

interface Kind {
  compile(fields: Fields, goesTo: GoesTo): StateOfKind;
  /** Names its next state, or ends. */
  goesOn: boolean;
  /** May have Retry and Catch. */
  handlesErrors?: true;
}

const KINDS: Record<string, Kind> = {
  Pass: { compile: compilePass, goesOn: true },
  Task: { compile: compileTask, goesOn: true, handlesErrors: true },
  Choice: { compile: compileChoice, goesOn: false },
  Wait: { compile: compileWait, goesOn: true },
  Succeed: { compile: compileSucceed, goesOn: false },
  Fail: { compile: compileFail, goesOn: false },
  Parallel: {
    compile: (fields) => compileParallel(fields, nestedFlow(fields.loading)),
    goesOn: true,
    handlesErrors: true,
  },
  Map: { compile: (fields) => compileMap(fields, nestedFlow(fields.loading)), goesOn: true, handlesErrors: true },
};

const MAX_NAME = 80;

/** A definition made ready to run. Throws DefinitionRefused with everything in it that cannot run here. */
export function loadDefinition(
  machine: string,
  definition: string | object,
  tasks: Pick<TaskInvoker, 'supports'>,
): { flow: Flow; timeoutSeconds: number | undefined } {
  const source = (typeof definition === 'string' ? parsed(machine, definition) : definition) as Json;
  const loading: Loading = { problems: [], names: new Set(), supports: (resource) => tasks.supports(resource) };
  const fields = new Fields(source, machine, loading);
  fields.string('Comment');
  const version = fields.string('Version');
  if (version !== undefined && version !== '1.0') fields.refuse('Version', `${version} is not known here`);
  const timeoutSeconds = fields.number('TimeoutSeconds', { min: 1, max: MAX_SECONDS });
  const flow = compileStates(fields);
  fields.close();
  if (loading.problems.length > 0) throw new DefinitionRefused(machine, loading.problems);
  return { flow, timeoutSeconds };
}

function parsed(machine: string, definition: string): unknown {
  try {
    return JSON.parse(definition);
  } catch (error) {
    throw new DefinitionRefused(machine, [`${machine}: ${error instanceof Error ? error.message : 'is no JSON'}`]);
  }
}

function nestedFlow(loading: Loading) {
  return (source: Json | undefined, where: string): Flow => {
    const fields = new Fields(source, where, loading);
    fields.string('Comment');
    // A processor's mode is read by the Map state that owns it.
    fields.take('ProcessorConfig');
    const flow = compileStates(fields);
    fields.close();
    return flow;
  };
}

/** The fields StartAt, States and QueryLanguage. */
function compileStates(fields: Fields): Flow {
  refuseJsonata(fields);
  const startAt = fields.needed('StartAt');
  const source = fields.take('States');
  const states = new Map<string, State>();
  const targets: { next: string; where: string }[] = [{ next: startAt, where: `${fields.where}.StartAt` }];
  if (!isObject(source)) fields.refuse('States', 'must be an object');
  for (const [name, state] of Object.entries(isObject(source) ? source : {})) {
    if (fields.loading.names.has(name)) fields.refuse('States', `«${name}» is there twice in this machine`);
    if (name.length > MAX_NAME) fields.refuse('States', `«${name}» is longer than ${MAX_NAME} characters`);
    fields.loading.names.add(name);
    const where = `${fields.where}.States.${name}`;
    const compiled = compileState(name, new Fields(state, where, fields.loading), (next, from) =>
      targets.push({ next, where: from }),
    );
    if (compiled !== undefined) states.set(name, compiled);
  }
  const known = new Set(Object.keys(isObject(source) ? source : {}));
  for (const { next, where } of targets) {
    if (next !== '' && !known.has(next)) fields.loading.problems.push(`${where}: there is no state «${next}»`);
  }
  return { startAt, states };
}

function refuseJsonata(fields: Fields): void {
  const language = fields.string('QueryLanguage') ?? 'JSONPath';
  if (language !== 'JSONPath') fields.refuse('QueryLanguage', `${language} cannot run here`);
}

function compileState(name: string, fields: Fields, goesTo: GoesTo): State | undefined {
  const type = fields.needed('Type');
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (kind === undefined) {
    if (type !== '') fields.refuse('Type', `${type} is not known here`);
    return undefined;
  }
  fields.string('Comment');
  refuseJsonata(fields);
  const next = kind.goesOn ? nextOf(fields, goesTo) : undefined;
  const retriers = kind.handlesErrors ? retriersOf(fields) : [];
  const catchers = kind.handlesErrors ? catchersOf(fields, goesTo) : [];
  const own = kind.compile(fields, goesTo);
  fields.close();
  return { ...own, name, next, retriers, catchers };
}

function nextOf(fields: Fields, goesTo: GoesTo): string | undefined {
  const end = fields.take('End');
  const next = fields.string('Next');
  if (end !== undefined && end !== true) fields.refuse('End', 'can only be true');
  if ((end === true) === (next !== undefined)) fields.refuse('Next', 'a state has either Next or End');
  if (next !== undefined) goesTo(next, `${fields.where}.Next`);
  return next;
}
