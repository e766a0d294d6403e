import { type BundlingOptions, Charset, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

const textParser = '@formatjs/icu-messageformat-parser';

/** How every Lambda is bundled, for Node.js 24. */
export const bundling = {
  format: OutputFormat.ESM,
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  sourceMap: true,
  sourcesContent: false,
  externalModules: ['@aws-sdk/*'],
  esbuildArgs: {
    // Chinese as it is, not in escapes twice as long. CDK ignores its own option `charset` (aws/aws-cdk#32649).
    '--charset': Charset.UTF8,
    // `npm run texts` has parsed the texts already.
    [`--alias:${textParser}`]: `${textParser}/no-parser.js`,
  },
} satisfies BundlingOptions;
