// MJML ships no types.
declare module 'mjml' {
  export default function mjml2html(
    source: string,
    options?: {
      validationLevel?: 'strict' | 'soft' | 'skip';
      fonts?: Readonly<Record<string, string>>;
      keepComments?: boolean;
    },
  ): Promise<{ html: string; errors: readonly { formattedMessage: string }[] }>;
}
