// The admin API, called from within as the owner: the same answers and refusals, secrets masked, every text printable.

import { showControls } from "../core/text/show-controls.ts";
import type { WireProblem } from "../core/wire/wire.ts";
import type { DashboardDeps } from "./deps.ts";

/** Why there is no answer. */
export interface Refusal {
  readonly ok: false;
  readonly status: number;
  /** The code of the closed list. */
  readonly error: string;
  readonly words: string;
  /** What is wrong with settings, each with its field. */
  readonly problems: readonly WireProblem[];
}

/** The API's answer, or why there is none. */
export type Answer<Value> = { readonly ok: true; readonly value: Value } | Refusal;

/** The API as pages call it. */
export interface Api {
  get<Value>(path: string): Promise<Answer<Value>>;
  /** `key`: an idempotency key, where it is to happen once however often it is sent. */
  post<Value>(path: string, body?: unknown, key?: string): Promise<Answer<Value>>;
  /** At most so many characters of a text; null where there is none. */
  text(
    path: string,
    most: number,
  ): Promise<{ readonly text: string; readonly cut: boolean } | null>;
}

/** Calls the API. */
export function createApi({ api }: Pick<DashboardDeps, "api">): Api {
  return {
    get: async <Value>(path: string) => read<Value>(await api(path)),
    async post<Value>(path: string, body?: unknown, key?: string) {
      const headers = {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
      };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      return read<Value>(await api(path, { method: "POST", headers, ...sent }));
    },
    async text(path, most) {
      const response = await api(path);
      if (!response.ok || response.body === null) return null;
      return readBeginning(response.body, most);
    },
  };
}

interface Problem {
  readonly error: string;
  readonly message: string;
  readonly hint?: string;
  readonly problems?: readonly WireProblem[];
}

async function read<Value>(response: Response): Promise<Answer<Value>> {
  // What a sender wrote may turn the reading direction or clear a terminal: no page has to think of it.
  const value: unknown = JSON.parse(await response.text(), printable);
  if (response.ok) return { ok: true, value: value as Value };
  const { error, message, hint, problems = [] } = value as Problem;
  const words = hint === undefined ? message : `${message}: ${hint}`;
  return { ok: false, status: response.status, error, words, problems };
}

function printable(key: string, value: unknown): unknown {
  return typeof value === "string" && key !== "body_base64" ? showControls(value) : value;
}

async function readBeginning(stream: ReadableStream<Uint8Array>, most: number) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
    if (text.length <= most) continue;
    await reader.cancel();
    return { text: showControls(text.slice(0, most)), cut: true };
  }
  return { text: showControls(text), cut: false };
}
