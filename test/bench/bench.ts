// Speed and memory on this machine, as Markdown. The figures kept in docs/benchmarks.md come from here.
//   npm run bench [-- CSV CONVERTER]
// Reads the UCI credit card clients when their table and converter are there; the sample portfolio otherwise.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'bin/cureflow.ts');
const [
  csv = join(root, '../shared/data/uci-credit-card-clients.csv'),
  converter = join(root, '../shared/tools/uci-to-events.mjs'),
] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'cureflow-bench-'));
const policy = join(root, 'test/data/policies/pay-later-twd.yaml');

interface Measured {
  seconds: number;
  megabytes: number;
}

/** One command in a process of its own: wall time, and the largest resident memory where the command tells it. */
function timed(args: readonly string[]): { seconds: number; stdout: string } {
  const start = process.hrtime.bigint();
  const done = spawnSync(process.execPath, [cli, ...args], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (done.status !== 0) throw new Error(`cureflow ${args[0]} ended with ${done.status}: ${done.stderr.slice(-2000)}`);
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9, stdout: done.stdout };
}

function eventsOf(clients: number): string {
  const file = join(folder, `${clients}.jsonl`);
  const lines = execFileSync(process.execPath, [converter, csv, '--clients', String(clients)], { maxBuffer: 2 ** 30 });
  writeFileSync(file, lines);
  return file;
}

function run(events: string, out: string): Measured {
  const { seconds } = timed([
    'run',
    '--policy',
    policy,
    '--events',
    events,
    '--from',
    '2026-04-01',
    '--until',
    '2026-11-01',
    '--out',
    out,
  ]);
  const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as { peakMemoryMb: number };
  return { seconds, megabytes: summary.peakMemoryMb };
}

const same = (a: string, b: string): boolean =>
  ['messages', 'limits', 'cases', 'executions', 'events', 'rejected'].every((name) =>
    readFileSync(join(a, `${name}.jsonl`)).equals(readFileSync(join(b, `${name}.jsonl`))),
  );

const rows: string[][] = [];
const fixed = (value: number): string => value.toFixed(1);

function bench(): void {
  const start = timed(['start', '--out', join(folder, 'sample')]);
  rows.push(['sample portfolio (`cureflow start`)', `${fixed(start.seconds)} s`, '60 s']);
  if (!existsSync(csv) || !existsSync(converter)) {
    process.stderr.write(`the table of credit card clients is not at ${csv}: only the sample was measured\n`);
    return;
  }
  const events = eventsOf(2000);
  const once = run(events, join(folder, 'a'));
  const again = run(events, join(folder, 'b'));
  const twice = run(eventsOf(4000), join(folder, 'c'));
  rows.push(['`run`, 2,000 card clients, April to November', `${fixed(once.seconds)} s`, '60 s']);
  rows.push(['… its memory', `${once.megabytes} MB`, '700 MB']);
  rows.push([
    'twice the clients',
    `${fixed(twice.seconds / Math.min(once.seconds, again.seconds))} times as long`,
    '2.2 times',
  ]);
  rows.push([
    'two runs of the same input',
    same(join(folder, 'a'), join(folder, 'b')) ? 'identical files' : 'DIFFERENT files',
    'identical',
  ]);
  const assess = timed(['assess', '--policy', policy, '--events', eventsOf(30_000), '--on', '2026-10-01']);
  rows.push(['`assess`, 30,000 card clients, one day', `${fixed(assess.seconds)} s`, '15 s']);
}

try {
  bench();
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  const table = [['what', 'measured', 'aim'], ['---', '---', '---'], ...rows];
  process.stdout.write(`${machine}\n\n${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
