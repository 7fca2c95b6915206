// PayPal: id, time, webhook id and the body's CRC-32 are signed by PayPal's certificate.
// https://developer.paypal.com/api/rest/webhooks/rest/#link-selfverificationmethod

import { verify } from "node:crypto";
import { crc32 } from "node:zlib";
import { decodeStrict } from "../decode.ts";
import { readHeader } from "../read-header.ts";
import { parseTimestamp } from "../timestamp.ts";
import { cut, fail, found, type Found, type VerificationFailure } from "../verification.ts";
import { certificateKey, pinnedSecretProblem, readPinnedSecret } from "./given-certificate.ts";
import type { Scheme, SchemeCase } from "./scheme.ts";

const ALGORITHM = "SHA256withRSA";
const HEADERS = ["id", "time", "sig"] as const;

/** PayPal's paypal-transmission-sig. The secret: the webhook's id and the certificate. */
export const paypal: Scheme = {
  place: "header paypal-transmission-sig",
  signsUrl: false,
  secretProblem: (secret) => pinnedSecretProblem(secret, "webhook_id"),
  verify({ request, secret }: SchemeCase): VerificationFailure | null {
    const pinned = readPinnedSecret(secret, "webhook_id");
    if (pinned === null) return fail("secret", pinnedSecretProblem(secret, "webhook_id") ?? "");
    const values = readHeaders(request);
    if (!values.ok) return values;
    const { id, time, sig, certUrl } = values.value;
    const signature = decodeStrict(sig, "base64");
    if (signature === null)
      return fail("signature", "the signature is not base64", { seen: cut(sig) });
    if (parseTimestamp(time, "rfc3339") === null)
      return fail("timestamp", "the time of signing cannot be read", { seen: cut(time) });
    const key = certificateKey(request.certificatePem ?? pinned.certificate, certUrl);
    if (!key.ok) return key;
    const content = `${id}|${time}|${pinned.pinned}|${crc32(request.body)}`;
    if (verify("sha256", Buffer.from(content, "utf8"), key.value, signature)) return null;
    return fail("comparison", "the signature is not the right one", {
      expected: "rsa-sha256 of id|time|webhook id|crc32 of the body by PayPal's certificate",
      seen: cut(sig),
      mend: "compare the webhook's id, and check that the certificate is the one of paypal-cert-url",
    });
  },
};

type Values = Record<(typeof HEADERS)[number] | "certUrl", string>;

function readHeaders({ headers }: SchemeCase["request"]): Found<Values> {
  const values: Record<string, string> = {};
  for (const name of HEADERS) {
    const header = readHeader(headers, `paypal-transmission-${name}`, "signature");
    if (!header.ok) return header;
    values[name] = header.value;
  }
  const algorithm = readHeader(headers, "paypal-auth-algo", "signature");
  if (!algorithm.ok) return algorithm;
  if (algorithm.value !== ALGORITHM)
    return fail("signature", "the request names another algorithm", {
      expected: ALGORITHM,
      seen: cut(algorithm.value),
    });
  const certUrl = readHeader(headers, "paypal-cert-url", "signature");
  if (!certUrl.ok) return certUrl;
  if (!isPaypals(certUrl.value))
    return fail("signature", "the certificate's address is not PayPal's", {
      expected: "https://api.paypal.com/...",
      seen: "another host",
    });
  return found({ ...values, certUrl: certUrl.value } as Values);
}

function isPaypals(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, port } = new URL(url);
  const isOurs = hostname === "paypal.com" || hostname.endsWith(".paypal.com");
  return protocol === "https:" && isOurs && username === "" && port === "";
}
