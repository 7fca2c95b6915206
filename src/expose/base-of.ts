/** An address that a program has told, as webhooks.public_base_url has it; null: it is none for senders. */
export function baseOf(told: string): string | null {
  const url = URL.parse(told);
  if (url === null || url.protocol !== "https:" || url.username !== "") return null;
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}
