import type { Bundle } from './bundle.ts';

/** The document that every address of the console answers with; its words come with the script. */
export function pageOf({ script, styles }: Bundle): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>cureflow</title>
<link rel="icon" href="data:,">
${styles.map((path) => `<link rel="stylesheet" href="${path}">`).join('\n')}
</head>
<body>
<div id="console"></div>
<noscript>The cureflow console needs JavaScript. 本控制台需要启用 JavaScript。</noscript>
<script type="module" src="${script}"></script>
</body>
</html>
`;
}
