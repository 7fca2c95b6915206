// In: `forward` as it was written. Out: what of it is secret, with `env:` and `file:` resolved, and what is wrong.

import {
  isSecretForwardHeader,
  type Forward,
  type ForwardSecrets,
} from "../../core/outbound/forward-request.ts";
import type { Problem } from "../../core/settings/problem.ts";
import type { Environment } from "../../system/environment.ts";
import { hiddenFinding, type Place } from "../check/finding.ts";
import type { resolveSecret, ResolvedSecret } from "./secrets.ts";

/** `Bearer env:TOKEN`: the word stands before what is resolved. */
export const WITH_SCHEME = /^([A-Za-z-]+ )((?:env|file):.*)$/s;
const REFERENCE = /^(?:env|file):/;
/** A header's value that HTTP takes (RFC 9110, 5.5). */
export const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What secrets are resolved with; `field` is what problems call the object, default `forward`. */
export interface ResolveDeps {
  readonly environment: Environment;
  readonly place: Place;
  readonly field?: string;
}

/** Resolves all of it; what cannot be had is an error. */
export async function resolveForward(
  forward: Pick<Forward, "url" | "secret" | "headers">,
  { environment, place, field: name = "forward" }: ResolveDeps,
  ask: typeof resolveSecret,
): Promise<{ readonly secrets: ForwardSecrets; readonly problems: readonly Problem[] }> {
  const resolve = (field: string, written: string | undefined): Promise<ResolvedSecret> =>
    ask(written, environment, { ...place, field });
  const url = REFERENCE.test(forward.url) ? await resolve(`${name}.url`, forward.url) : NOTHING;
  const secret = await resolve(`${name}.secret`, forward.secret);
  const headers: Record<string, string> = {};
  const problems: Problem[] = [...url.problems, ...secret.problems];
  for (const [header, written] of Object.entries(forward.headers ?? {})) {
    if (!isSecretForwardHeader(header, written)) continue;
    const field = `${name}.headers.${header}`;
    const [, scheme = "", reference = written] = WITH_SCHEME.exec(written) ?? [];
    const found = await resolve(field, reference);
    problems.push(...found.problems);
    const value = found.value === null ? null : scheme + found.value;
    if (value === null) continue;
    headers[header] = value;
    if (HEADER_VALUE.test(value)) continue;
    const message = "is not fit for a header: one line of printable characters";
    problems.push(hiddenFinding("error", place, { field, message }));
  }
  return { secrets: { url: url.value, secret: secret.value, headers }, problems };
}

const NOTHING: ResolvedSecret = { value: null, problems: [] };

/** Every secret value of it, for masking. */
export function forwardSecretValues({ url, secret, headers }: ForwardSecrets): string[] {
  const values = Object.values(headers).map((value) => value.replace(/^[A-Za-z-]+ (?=\S+$)/, ""));
  return [url, secret, ...values].filter((value) => value !== null);
}
