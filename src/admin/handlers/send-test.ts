// A POST's JSON in; a test event goes through the hook's chain; the chain's status and answer come out.

import type { HeaderList } from "../../core/records/delivery.ts";
import { isHookId } from "../../core/records/ids.ts";
import { refusal, type AdminRefusal } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import type { Call } from "../handler.ts";

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]{1,200}$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]{0,8192}$/;

type SentTest = Call<"sendTest">["body"];

/** What the chain said to a test event. */
export interface TestAnswer {
  readonly ok: true;
  /** The HTTP status that a sender would have got. */
  readonly status: number;
  /** The answer's JSON, or its text where it is none. */
  readonly answer: unknown;
}

/** Sends a test event to a hook. */
export async function sendTest(
  deps: Pick<AdminDeps, "settings" | "submitTest">,
  hookId: string,
  sent: SentTest,
): Promise<TestAnswer | AdminRefusal> {
  const settings = deps.settings();
  if (!isHookId(hookId) || !(settings.hooks.has(hookId) || settings.routes?.has(hookId)))
    return refusal("not_found", `there is no hook ${JSON.stringify(hookId.slice(0, 80))}`);

  const body = bodyOf(sent);
  if (!body.ok) return body;
  const headers = headersOf(sent.headers ?? {});
  if (!headers.ok) return headers;

  const response = await deps.submitTest(hookId, body.bytes, headers.list);
  return { ok: true, status: response.status, answer: jsonOrText(await response.text()) };
}

function bodyOf({
  body_base64: bytes,
  payload,
}: SentTest): { readonly ok: true; readonly bytes: Uint8Array } | AdminRefusal {
  if ((bytes === undefined) === (payload === undefined))
    return refusal("usage", "give either body_base64 or payload");
  return bytes === undefined ? serialised(payload) : { ok: true, bytes };
}

function serialised(
  payload: unknown,
): { readonly ok: true; readonly bytes: Uint8Array } | AdminRefusal {
  try {
    return { ok: true, bytes: Buffer.from(JSON.stringify(payload), "utf8") };
  } catch {
    // JSON.parse takes any depth, JSON.stringify does not.
    return refusal("usage", "payload is nested too deep", "send it as body_base64");
  }
}

function headersOf(
  given: Readonly<Record<string, unknown>>,
): { readonly ok: true; readonly list: HeaderList } | AdminRefusal {
  const list = new Map<string, string>();
  for (const [written, value] of Object.entries(given)) {
    const name = written.toLowerCase();
    const shown = JSON.stringify(written.slice(0, 80));
    if (!HEADER_NAME.test(name)) return refusal("usage", `headers: ${shown} is no header name`);
    if (list.has(name)) return refusal("usage", `headers: ${shown} is given twice`);
    if (typeof value !== "string" || !HEADER_VALUE.test(value))
      return refusal("usage", `headers: the value of ${shown} is not a text of one line`);
    list.set(name, value);
  }
  if (!list.has("content-type")) list.set("content-type", "application/json");
  return { ok: true, list: [...list] };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
