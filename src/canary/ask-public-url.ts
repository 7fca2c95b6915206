// In: a hook and its public URL. Out: whether a canary sent there came home, in words. The only request that wakehook
// makes to its own public side.

import type { CanaryAnswer } from "../core/canary.ts";
import { toError } from "../core/errors.ts";
import { readPath } from "../core/json-path.ts";
import { canaryRequest, type CanaryOrder, type CanaryRequest } from "./canary-request.ts";

/** What a canary found. */
export interface CanaryReport {
  /** It came home. */
  readonly home: boolean;
  /** For people: what works, or what is in the way. */
  readonly text: string;
}

/** A tunnel that is there answers within this time, milliseconds. */
const ANSWER_MS = 10_000;
/** The answer to a canary is shorter. */
const MOST_BYTES = 4096;

/** Where the senders of a hook post to; null: the owner has named no public address. */
export function publicUrlOf(
  hook: { readonly id: string; readonly publicUrl?: string | undefined },
  { publicBaseUrl }: { readonly publicBaseUrl?: string | undefined },
): string | null {
  if (hook.publicUrl !== undefined) return hook.publicUrl;
  return publicBaseUrl === undefined
    ? null
    : `${publicBaseUrl.replace(/\/+$/, "")}/hooks/${hook.id}`;
}

/** Sends a canary. Never rejects: whatever goes wrong is what was found. */
export async function askPublicUrl(
  order: CanaryOrder,
  stopping?: AbortSignal,
): Promise<CanaryReport> {
  const { url } = order;
  try {
    const request = canaryRequest(order);
    const response = await fetch(url, {
      method: "POST",
      headers: request.headers.map(([name, value]): [string, string] => [name, value]),
      body: new Uint8Array(request.body),
      redirect: "manual",
      signal: AbortSignal.any([AbortSignal.timeout(ANSWER_MS), ...(stopping ? [stopping] : [])]),
    });
    return judge(request, { url, status: response.status, text: await readStart(response) });
  } catch (thrown) {
    return { home: false, text: `${url} cannot be reached: ${causeOf(thrown)}` };
  }
}

function judge(
  { nonce, unsigned }: CanaryRequest,
  { url, status, text }: { readonly url: string; readonly status: number; readonly text: string },
): CanaryReport {
  const answer = jsonOf(text) as Partial<CanaryAnswer> | null;
  if (status === 200 && answer?.canary === true && answer.nonce === nonce)
    return { home: true, text: homeText(url, { unsigned, answer }) };
  if (status >= 300 && status < 400)
    return { home: false, text: `${url} redirects (${status}), which senders do not follow` };
  const error = readPath(answer, "error");
  const words = typeof error === "string" ? ` ${JSON.stringify(error.slice(0, 60))}` : "";
  const guess =
    typeof error === "string"
      ? "it may lead to another wakehook, or to another hook"
      : "something else answers there";
  return {
    home: false,
    text: `${url} answers ${status}${words}, and not as this daemon does: ${guess}`,
  };
}

function homeText(
  url: string,
  {
    unsigned,
    answer,
  }: { readonly unsigned: string | null; readonly answer: Partial<CanaryAnswer> },
): string {
  if (answer.authenticated === true)
    return `${url} leads here, and a signed request is taken: name, tunnel, listener and secret work`;
  if (unsigned === null)
    return `${url} leads here, and a signed request is refused: something on the way alters it, or public_url differs from it`;
  return `${url} leads here; the secret was not tried (${unsigned})`;
}

/** The beginning of an answer, however long it is. */
async function readStart(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body ?? []) {
    pieces.push(piece as Uint8Array);
    length += (piece as Uint8Array).byteLength;
    if (length >= MOST_BYTES) break;
  }
  return Buffer.concat(pieces).toString("utf8");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `fetch failed` says nothing; its cause does. */
function causeOf(thrown: unknown): string {
  const error = toError(thrown);
  if (error.name === "TimeoutError") return `no answer within ${ANSWER_MS / 1000} s`;
  const cause = error.cause === undefined ? error : toError(error.cause);
  return (cause as NodeJS.ErrnoException).code ?? cause.message;
}
