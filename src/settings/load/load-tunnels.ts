// In: `tunnels` of config.json. Out: each as it can be used, with `env:` and `file:` resolved and its certificates read.
// One whose secret cannot be had is not used, and harms no other.

import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { toError } from "../../core/records/errors.ts";
import type { Config } from "../../core/settings/config.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { TUNNEL_KINDS, type LoadedTunnel, type Tunnel } from "../../core/settings/tunnel.ts";
import type { Environment } from "../../system/environment.ts";
import { CONFIG_NAME, hiddenFinding, type Place } from "../check/finding.ts";
import { mapMarkedSecrets, markedSecrets } from "./marked-secrets.ts";
import { resolveSecret } from "./secrets.ts";

/** Tunnels as they are in force. */
export interface LoadedTunnels {
  readonly tunnels: readonly LoadedTunnel[];
  readonly problems: readonly Problem[];
}

const PLACE: Place = { file: CONFIG_NAME };
const LARGEST_CA_BYTES = 1_048_576;
/** What goes into a header must be fit for one. */
const PRINTABLE = /^[\x21-\x7e]+$/;

/** Resolves them; does not throw. */
export async function loadTunnels(
  { tunnels }: Pick<Config, "tunnels">,
  environment: Environment,
): Promise<LoadedTunnels> {
  const loaded = await Promise.all(tunnels.map((one, at) => load(one, at, environment)));
  return {
    tunnels: loaded.map((one) => one.loaded),
    problems: loaded.flatMap(({ problems }) => problems),
  };
}

async function load(
  tunnel: Tunnel,
  at: number,
  environment: Environment,
): Promise<{ readonly loaded: LoadedTunnel; readonly problems: readonly Problem[] }> {
  const shape = TUNNEL_KINDS[tunnel.kind].fields;
  const values = new Map<string, string>();
  const problems: Problem[] = [];
  const missing: string[] = [];
  const wrong = (field: string, message: string): void => {
    missing.push(field);
    const place = `tunnels.${at}.${field}`;
    problems.push(hiddenFinding("warning", PLACE, { field: place, message }));
  };
  for (const { field, written } of markedSecrets(shape, tunnel)) {
    const place = { ...PLACE, field: `tunnels.${at}.${field}` };
    const found = await resolveSecret(written, environment, place);
    // An error would keep the whole file from being used; one tunnel is not worth that.
    problems.push(...found.problems.map((one): Problem => ({ ...one, level: "warning" })));
    if (found.value === null) missing.push(field);
    else values.set(field, found.value.trim());
    if (found.value !== null && !PRINTABLE.test(found.value.trim()))
      wrong(field, "must be one line of printable characters without spaces");
  }
  const ca = tunnel.ca === undefined ? null : await readCertificates(tunnel.ca);
  if (ca !== null && !ca.ok) wrong("ca", ca.why);
  const resolved = mapMarkedSecrets(
    shape,
    tunnel,
    ({ field, written }) => values.get(field) ?? written,
  );
  const problem =
    missing.length === 0
      ? null
      : `${missing.join(", ")} of tunnel ${tunnel.name} cannot be used: wakehook config check`;
  const loaded = {
    tunnel: resolved,
    ca: ca?.ok === true ? ca.text : null,
    problem,
    secretValues: [...values.values()],
  };
  return { loaded, problems };
}

async function readCertificates(
  file: string,
): Promise<{ readonly ok: true; readonly text: string } | { readonly ok: false; why: string }> {
  try {
    const text = await readFile(file, "utf8");
    if (text.length > LARGEST_CA_BYTES) return { ok: false, why: `${file} is too large` };
    // Throws for what is no certificate; the connection would fail later with words that nobody understands.
    void new X509Certificate(text);
    return { ok: true, text };
  } catch (thrown) {
    return { ok: false, why: `${file} holds no certificate in PEM: ${toError(thrown).message}` };
  }
}
