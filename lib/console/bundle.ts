/** The console's page, made ready for a browser: kept in memory, so that nothing else in a folder can be asked for. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

export interface Asset {
  body: Uint8Array;
  type: string;
}

export interface Bundle {
  /** By path, such as `/assets/main-3F2A.js`; the name changes with the content. */
  assets: ReadonlyMap<string, Asset>;
  /** Entry point and style sheets, for the page that loads them. */
  script: string;
  styles: readonly string[];
}

const FOLDER = '/assets/';
const TYPES: Record<string, string> = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' };
const source = fileURLToPath(new URL('../../console/main.tsx', import.meta.url));

/** The global styles carry Open Sans for three scripts of letters inline, 138 kB; the system's own fonts do. */
const withoutFonts: Plugin = {
  name: 'without-fonts',
  setup({ onLoad }) {
    onLoad({ filter: /@cloudscape-design[\\/]global-styles[\\/].*\.css$/ }, async ({ path }) => {
      const css = await readFile(path, 'utf8');
      return { contents: css.replaceAll(/@font-face\s*\{[^}]*\}/g, ''), loader: 'css' };
    });
  },
};

/** Takes some seconds. Done before a local world takes the process's timers. */
export async function bundleConsole(): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: { main: source },
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    minify: true,
    write: false,
    metafile: true,
    outdir: FOLDER,
    // The outputs in `metafile` are relative to it: names that begin with the folder.
    absWorkingDir: '/',
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [withoutFonts],
    logLevel: 'silent',
  });
  const assets = new Map(
    outputFiles.map(({ path, contents }) => {
      const name = path.slice(path.lastIndexOf('/') + 1).slice(path.lastIndexOf('\\') + 1);
      const type = TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
      return [`${FOLDER}${name}`, { body: contents, type }] as const;
    }),
  );
  // A part that loads later is an entry point as well.
  const isMain = (entryPoint = ''): boolean => entryPoint.endsWith('console/main.tsx');
  const script = Object.entries(metafile.outputs).find(([, { entryPoint }]) => isMain(entryPoint))?.[0];
  if (script === undefined) throw new Error('the bundle of the console has no entry point');
  // Also those of parts that load later: esbuild leaves loading them to the page.
  const styles = [...assets.keys()].filter((path) => path.endsWith('.css'));
  return { assets, script: `${FOLDER}${script.slice(script.lastIndexOf('/') + 1)}`, styles };
}
