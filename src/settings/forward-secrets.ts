// In: `forward` as it was written. Out: what of it is secret, with `env:` and `file:` resolved, and what is wrong.

import {
  isSecretForwardHeader,
  type Forward,
  type ForwardSecrets,
} from "../core/forward-request.ts";
import type { Problem } from "../core/problem.ts";
import type { Environment } from "../system/environment.ts";
import { hiddenFinding, type Place } from "./finding.ts";
import type { resolveSecret, ResolvedSecret } from "./secrets.ts";

/** `Bearer env:TOKEN`: the word stands before what is resolved. */
export const WITH_SCHEME = /^([A-Za-z-]+ )((?:env|file):.*)$/s;
const REFERENCE = /^(?:env|file):/;
/** A header's value that HTTP takes (RFC 9110, 5.5). */
export const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Resolves all of it; what cannot be had is an error. */
export async function resolveForward(
  forward: Forward,
  { environment, place }: { readonly environment: Environment; readonly place: Place },
  ask: typeof resolveSecret,
): Promise<{ readonly secrets: ForwardSecrets; readonly problems: readonly Problem[] }> {
  const resolve = (field: string, written: string | undefined): Promise<ResolvedSecret> =>
    ask(written, environment, { ...place, field });
  const url = REFERENCE.test(forward.url) ? await resolve("forward.url", forward.url) : NOTHING;
  const secret = await resolve("forward.secret", forward.secret);
  const headers: Record<string, string> = {};
  const problems: Problem[] = [...url.problems, ...secret.problems];
  for (const [name, written] of Object.entries(forward.headers ?? {})) {
    if (!isSecretForwardHeader(name, written)) continue;
    const field = `forward.headers.${name}`;
    const [, scheme = "", reference = written] = WITH_SCHEME.exec(written) ?? [];
    const found = await resolve(field, reference);
    problems.push(...found.problems);
    const value = found.value === null ? null : scheme + found.value;
    if (value === null) continue;
    headers[name] = value;
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
