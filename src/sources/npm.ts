// npm hooks. https://github.com/npm/npm-hook-receiver

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";

/** Changes of packages. */
export const npm = jsonSender({
  name: "npm",
  title: "npm hooks",
  verifier: hmacVerifier({ header: "x-npm-signature", syntax: { prefix: "sha256=" } }),
  event: [{ json: "event" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{name}}"],
  setup: ["With the npm command:", "  npm hook add PACKAGE {url} {secret}"],
});
