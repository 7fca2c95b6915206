// Where the senders of a hook post to.

/** As its sender knows it: `public_url`, else below `webhooks.public_base_url`; null: the owner has named neither. */
export function publicUrlOf(
  hook: { readonly id: string; readonly publicUrl?: string | undefined },
  { publicBaseUrl }: { readonly publicBaseUrl?: string | undefined },
): string | null {
  if (hook.publicUrl !== undefined) return hook.publicUrl;
  return publicBaseUrl === undefined
    ? null
    : `${publicBaseUrl.replace(/\/+$/, "")}/hooks/${hook.id}`;
}
