// A bearer token. In: the request's headers and the token as the owner keeps it. Out: accepted, or why not.

import type { HeaderList } from "../core/records/delivery.ts";
import { equalBytes, equalSecrets, sha256 } from "./compare.ts";
import { decodeStrict } from "./decode.ts";
import { readHeader } from "./read-header.ts";
import { fail, type Verification } from "./verification.ts";

const BEARER = /^bearer +(\S.*)$/i;
const STORED_HASH = "sha256:";
const SHA256_BYTES = 32;

/**
 * Compares the token of `Authorization: Bearer <token>` (RFC 6750; the scheme in either case) in constant time.
 * @param expected the token: plain, or `sha256:<hex>` of it; empty refuses everything
 */
export function verifyBearer(headers: HeaderList, expected: string): Verification {
  const judge = toJudge(expected);
  if (judge === null)
    return fail(
      "secret",
      expected === "" ? "no token is set" : "the stored token is not sha256:<64 hex>",
      {
        mend: "set the hook's token, or webhooks.token in config.json",
      },
    );
  const header = readHeader(headers, "authorization", "signature");
  if (!header.ok) return header;
  const token = BEARER.exec(header.value)?.[1];
  if (token === undefined)
    return fail("signature", "header authorization is not a bearer token", {
      expected: "Authorization: Bearer <token>",
      seen: "another scheme",
    });
  if (judge(token)) return { ok: true, keyIndex: 0 };
  return fail("comparison", "the bearer token is not the right one", {
    expected: "the hook's token, byte for byte",
    seen: `another token of ${token.length} characters`,
    mend: "compare the token with the sender's; a hook's own token takes the place of the global one",
  });
}

function toJudge(expected: string): ((token: string) => boolean) | null {
  if (expected === "") return null;
  if (!expected.startsWith(STORED_HASH)) return (token) => equalSecrets(token, expected);
  const hash = decodeStrict(expected.slice(STORED_HASH.length), "hex");
  if (hash?.byteLength !== SHA256_BYTES) return null;
  return (token) => equalBytes(sha256(token), hash);
}
