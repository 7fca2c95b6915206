// In: a configuration. Out: what is wrong with how the outside reaches the hook listener.

import type { Config } from "../../core/settings/config.ts";
import { parseNetwork } from "../../core/outbound/address-range.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { CONFIG_NAME, finding, type Words } from "./finding.ts";

/** Checks proxies and the program that exposes. `fields` is the file as it was written. */
export function wayInProblems(
  { webhooks, expose, features }: Config,
  fields: Readonly<Record<string, unknown>>,
): Problem[] {
  const { trustedProxies, clientIpHeader } = webhooks;
  const written = fields["webhooks"] as Readonly<Record<string, unknown>> | undefined;
  const isNamed = written?.["client_ip_header"] !== undefined;
  const everybody = trustedProxies.filter((entry) => parseNetwork(entry)?.prefix === 0);
  return [
    ...(isNamed && trustedProxies.length === 0 ? [unused(clientIpHeader)] : []),
    ...everybody.map(trustsEverybody),
    ...(expose !== undefined && !features.tunnel ? [switchedOff(expose.program)] : []),
  ];
}

function unused(header: string): Problem {
  return warning({
    field: "webhooks.client_ip_header",
    value: header,
    message: "is read from nobody: webhooks.trusted_proxies is empty",
    hint: `name your proxy: wakehook config set webhooks.trusted_proxies '["127.0.0.1"]'`,
  });
}

function trustsEverybody(entry: string): Problem {
  return warning({
    field: "webhooks.trusted_proxies",
    value: entry,
    message: "is everybody: each sender may write the address that it likes",
    hint: "name your proxies alone",
  });
}

function switchedOff(program: string): Problem {
  return warning({
    field: "expose",
    value: program,
    message: "the feature tunnel is off, so nothing is exposed",
    hint: "wakehook config set features.tunnel true",
  });
}

function warning(words: Words): Problem {
  return finding("warning", { file: CONFIG_NAME }, words);
}
