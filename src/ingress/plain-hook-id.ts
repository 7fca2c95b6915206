// A request comes in; the id of the hook that it is for goes out, where no router is needed to see it.

const PLAIN = /^https?:\/\/[^/?#]+\/hooks\/([a-z0-9-]{1,64})(?:\?[^#]*)?$/;

/**
 * The hook's id of a POST whose path is `/hooks/` and an id as webhooks.json has them: nearly every request that
 * ever comes, and going through the router was a fifteenth of its cost. null: the router must look.
 */
export function plainHookId({ method, url }: Pick<Request, "method" | "url">): string | null {
  return method === "POST" ? (PLAIN.exec(url)?.[1] ?? null) : null;
}
