// In: a task as a hook gets it. Out: whether it is on this disk, will never be, or may be later.

import type { Passage } from "../../core/records/passage.ts";
import type { TunnelOf } from "../../core/settings/tunnel.ts";
import { readPath } from "../../core/events/json-path.ts";
import { broughtBody } from "../brought-body.ts";
import type { DialectDeps } from "../dialect-deps.ts";
import type { TaskEvent } from "./dispatched-task.ts";

/** What became of it. */
export type HandedTask =
  | { readonly kind: "kept" }
  | { readonly kind: "refused" | "later"; readonly reason: string };

const TOO_MANY_REQUESTS = 429;
const SERVER_ERRORS = 500;

/** Hands a task to the way in, as a request to its hook. */
export async function handInTask(
  { ingress }: Pick<DialectDeps, "ingress">,
  {
    tunnel,
    event,
    passage,
  }: {
    readonly tunnel: Pick<TunnelOf<"openpr">, "hook" | "url">;
    readonly event: TaskEvent;
    readonly passage: Passage;
  },
): Promise<HandedTask> {
  const request = new Request(`http://openpr.invalid/hooks/${tunnel.hook}`, { method: "POST" });
  const response = await ingress.fetch(request, {
    remoteAddress: new URL(tunnel.url).hostname,
    rawHeaders: ["content-type", "application/json", "x-webhook-event", event.event],
    readBody: broughtBody(Buffer.from(JSON.stringify(event))),
    passage,
  });
  const text = await response.text();
  if (response.ok) return { kind: "kept" };
  const isPassing = response.status === TOO_MANY_REQUESTS || response.status >= SERVER_ERRORS;
  return { kind: isPassing ? "later" : "refused", reason: `${response.status} ${errorIn(text)}` };
}

/** Our own answers name an error. */
function errorIn(text: string): string {
  try {
    const error = readPath(JSON.parse(text), "error");
    return typeof error === "string" ? error : "";
  } catch {
    return "";
  }
}
