/**
 * The cursor of the next page by a `Link` header (RFC 8288); null: there is none. Only the cursor is taken from it: a
 * token is sent to no address that an answer names.
 */
export function nextCursor(link: string | null): string | null {
  const next = (link ?? "").split(/,\s*(?=<)/).find((part) => /;\s*rel="?next"?/i.test(part));
  const address = /^\s*<([^>]*)>/.exec(next ?? "")?.[1];
  if (address === undefined || !URL.canParse(address, "https://api.github.com")) return null;
  const { searchParams } = new URL(address, "https://api.github.com");
  const cursor = searchParams.get("cursor") ?? searchParams.get("page");
  return cursor === null || !/^[\x21-\x7e]{1,300}$/.test(cursor) ? null : cursor;
}
