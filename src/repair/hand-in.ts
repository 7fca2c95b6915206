// In: a delivery that was fetched. Out: what ingress made of it: it enters through the very same chain and claim as one
// that arrives just now, so that nothing comes twice.

import type { Fetched } from "../core/ports/missed-port.ts";
import { passageKey } from "../core/records/claim-key.ts";
import type { RepairItem } from "../core/records/gap.ts";
import type { HookId } from "../core/records/ids.ts";
import type { Passage } from "../core/records/passage.ts";
import type { RequestInfo } from "../http/request-info.ts";

/** Hands a request to ingress. */
export type Enter = (request: Request, info: RequestInfo) => Promise<Response>;

/** What became of it; `later`: nothing was kept, and it may be brought again. */
export type HandedIn =
  | { readonly kind: "new" | "known" }
  | { readonly kind: "refused" | "later"; readonly word: string };

/** The sender of a kind calls its deliveries so: the same at every try. */
export function refOf(kind: string, id: string): string {
  return `${kind}/${id}`;
}

/** The key that says that a repair took it in, and nobody else. */
export function repairKey(kind: string, id: string): string {
  return passageKey({ via: "repair", ref: refOf(kind, id) });
}

/** Hands it in. */
export async function handIn(
  enter: Enter,
  { headers, body }: Extract<Fetched, { ok: true }>,
  place: {
    readonly hookId: HookId;
    readonly kind: string;
    readonly item: Pick<RepairItem, "id" | "sentAt">;
    readonly now: number;
  },
): Promise<HandedIn> {
  const { hookId, kind, item, now } = place;
  const passage: Passage = {
    via: "repair",
    ref: refOf(kind, item.id),
    agoMs: Math.max(0, now - item.sentAt),
    // Its sender's own API has shown it, asked with the owner's token.
    proven: true,
  };
  const request = new Request(`http://localhost/hooks/${hookId}`, { method: "POST" });
  const response = await enter(request, {
    remoteAddress: "repair",
    rawHeaders: headers.flat(),
    passage,
    readBody: async ({ maxBytes }) =>
      body.byteLength > maxBytes ? { kind: "too_large" } : { kind: "whole", bytes: body },
  });
  return readAnswer(response);
}

/** As tunnels do: 2xx is on disk, 429 and 5xx kept nothing, everything else is for good. */
async function readAnswer(response: Response): Promise<HandedIn> {
  const text = await response.text();
  if (text.includes('"duplicate":true')) return { kind: "known" };
  if (response.ok && text.includes('"accepted":true')) return { kind: "new" };
  if (response.ok) return { kind: "refused", word: "a question of its sender, and no event" };
  const code = /"error":"([a-z_]{1,60})"/.exec(text)?.[1] ?? `HTTP ${response.status}`;
  const isLater = response.status === 429 || response.status >= 500 || code === "hook_disabled";
  return { kind: isLater ? "later" : "refused", word: code };
}
