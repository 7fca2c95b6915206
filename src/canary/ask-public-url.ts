// In: a hook and its public URL. Out: whether a canary sent there came home, in words. The only request that wakehook
// makes to its own public side.

import { canaryProof, type CanaryAnswer } from "../core/events/canary.ts";
import { toError } from "../core/records/errors.ts";
import { readPath } from "../core/events/json-path.ts";
import { brokenLink, noAnswer } from "./broken-link.ts";
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

/**
 * Sends a canary: first one without any credential, and only when that came home one that is signed, since an
 * address that leads to somebody else must not be given a token. Never rejects: what goes wrong is what was found.
 */
export async function askPublicUrl(
  order: CanaryOrder,
  stopping?: AbortSignal,
): Promise<CanaryReport> {
  const { url } = order;
  const signals = stopping === undefined ? [] : [stopping];
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(ANSWER_MS), ...signals]);
    const request = canaryRequest(order);
    const first = judge(order, request, await post(order, request, signal));
    if (typeof first === "string") return { home: false, text: first };
    const { signature } = request;
    const here = `${url} leads here`;
    if (!signature.ok)
      return { home: true, text: `${here}; the secret was not tried (${signature.reason})` };
    const headers = [...request.headers, ...signature.headers];
    const second = judge(order, request, await post(order, { ...request, headers }, signal));
    if (typeof second === "string") return { home: false, text: second };
    return { home: true, text: `${here}, and ${second.authenticated ? TAKEN : REFUSED}` };
  } catch (thrown) {
    return { home: false, text: `${url} cannot be reached: ${noAnswer(url, causeOf(thrown))}` };
  }
}

const TAKEN = "a signed request is taken: name, tunnel, listener and secret work";
const REFUSED =
  "a signed request is refused: something on the way alters it, or public_url differs from it";

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly header: (name: string) => string | null;
}

async function post(
  { url }: CanaryOrder,
  { headers, body }: Pick<CanaryRequest, "headers" | "body">,
  signal: AbortSignal,
): Promise<Answered> {
  const response = await fetch(url, {
    method: "POST",
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    body: new Uint8Array(body),
    redirect: "manual",
    signal,
  });
  const header = (name: string): string | null => response.headers.get(name);
  return { status: response.status, text: await readStart(response), header };
}

/** The answer of this very daemon, or what came instead in words. */
function judge(
  { url, loaded, key }: CanaryOrder,
  { nonce }: CanaryRequest,
  { status, text, header }: Answered,
): CanaryAnswer | string {
  const answer = jsonOf(text);
  if (status === 200 && readPath(answer, "proof") === canaryProof(nonce, loaded.id, key))
    return answer as CanaryAnswer;
  if (status >= 300 && status < 400)
    return `${url} redirects (${status}), which senders do not follow`;
  const said = readPath(answer, "error");
  const error = typeof said === "string" ? said.slice(0, 60) : null;
  const words = error === null ? "" : ` ${JSON.stringify(error)}`;
  const why = brokenLink({ status, header, error });
  return `${url} answers ${status}${words}, and not as this daemon does: ${why}`;
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
