// The marks that fields of the settings carry: references, schemas and help are printed from them.

/** What a field means, for people. */
export const meaning = (description: string): { readonly description: string } => ({ description });

/** A field whose value is a secret, or a reference to one: `file:/path`, `env:NAME`. Never printed. */
export const secret = (
  description: string,
): { readonly description: string; readonly secret: true } => ({ description, secret: true });
