// One world for all browser tests, in a process of its own: it takes that process's timers, which a browser needs real.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { projectRoot } from '../../lib/local/template.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Undefined where there is no browser. */
    chromium: string | undefined;
    url: string;
  }
}

const candidates = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export default async function setup({ provide }: TestProject): Promise<() => void> {
  const chromium = candidates.find((path) => path !== undefined && existsSync(path));
  provide('chromium', chromium);
  if (chromium === undefined) {
    process.stderr.write(
      'The browser tests are skipped: no Chromium here (apt-get install chromium, or set CHROMIUM).\n',
    );
    provide('url', '');
    return () => {};
  }
  const child = spawn(process.execPath, [join(projectRoot, 'test/browser/world-process.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text.toString())?.[0];
      if (found !== undefined) resolve(found);
    });
    child.on('close', (code) => reject(new Error(`the world of the browser tests ended with ${code}`)));
  });
  provide('url', url);
  return () => void child.kill('SIGKILL');
}
