import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { HeaderList } from "../../src/core/records/delivery.ts";
import { verifyRequest, type SignedRequest } from "../../src/signing/verify.ts";
import { findSource, SOURCES } from "../../src/sources/table.ts";
import { vectors } from "../signing/vector.ts";

const NOW_SECONDS = 1_760_000_000;
const BODY = '{"id":"evt_1","name":"Kůň"}';
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ED25519 = generateKeyPairSync("ed25519");
const ED25519_PUBLIC = Buffer.from(
  ED25519.publicKey.export({ format: "jwk" }).x ?? "",
  "base64url",
).toString("base64");
const STANDARD_KEY = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");

function hmac(
  content: string,
  encoding: "hex" | "base64" | "base64url",
  key: string | Buffer = SECRET,
) {
  return createHmac("sha256", key).update(content).digest(encoding);
}

function standard(family: string): HeaderList {
  const signature = hmac(`msg_1.${NOW_SECONDS}.${BODY}`, "base64", STANDARD_KEY);
  return [
    [`${family}-id`, "msg_1"],
    [`${family}-timestamp`, `${NOW_SECONDS}`],
    [`${family}-signature`, `v1,${signature}`],
  ];
}

function ed25519(content: string): string {
  return sign(null, Buffer.from(content), ED25519.privateKey).toString("base64");
}

/** The secret where a sender's own form is wanted; otherwise SECRET. */
const SECRETS: Readonly<Record<string, string>> = {
  "standard-webhooks-v1a": `whpk_${ED25519_PUBLIC}`,
  "alertmanager-basic": "name:pass:word",
};

/** Signed here, step by step, as each sender's documentation describes it. */
const SIGNED: ReadonlyArray<readonly [name: string, headers: HeaderList]> = [
  ["asana", [["x-hook-signature", hmac(BODY, "hex")]]],
  ["cal-com", [["x-cal-signature-256", hmac(BODY, "hex")]]],
  [
    "intercom",
    [["x-hub-signature", `sha1=${createHmac("sha1", SECRET).update(BODY).digest("hex")}`]],
  ],
  ["openpr", [["x-webhook-signature", `sha256=${hmac(BODY, "hex")}`]]],
  ["lemon-squeezy", [["x-signature", hmac(BODY, "hex")]]],
  [
    "standard-webhooks-v1a",
    [
      ["webhook-id", "msg_1"],
      ["webhook-timestamp", `${NOW_SECONDS}`],
      ["webhook-signature", `v1a,${ed25519(`msg_1.${NOW_SECONDS}.${BODY}`)}`],
    ],
  ],
  ["todoist", [["x-todoist-hmac-sha256", hmac(BODY, "base64")]]],
];

/** A credential as it is sent: it does not cover the body. */
const SENT_AS_IS: ReadonlyArray<readonly [name: string, headers: HeaderList, query: string]> = [
  [
    "alertmanager-basic",
    [["authorization", `Basic ${Buffer.from("name:pass:word").toString("base64")}`]],
    "",
  ],
  ["azure-event-grid", [], `?token=${SECRET}`],
  ["cloudevents", [["authorization", `bearer ${SECRET}`]], ""],
  ["cloudevents", [], `?access_token=${SECRET}`],
  ["okta", [["authorization", SECRET]], ""],
  ["healthchecks", [["authorization", `Bearer ${SECRET}`]], ""],
  ["ifttt", [["authorization", `Bearer ${SECRET}`]], ""],
  ["uptime-kuma", [["authorization", `Bearer ${SECRET}`]], ""],
];

/** Earlier ones, in the order in which they came. */
const MORE: typeof SIGNED = [
  ["sentry", [["sentry-hook-signature", hmac(BODY, "hex")]]],
  ["grafana", [["x-grafana-alerting-signature", hmac(BODY, "hex")]]],
  ["dropbox", [["x-dropbox-signature", hmac(BODY, "hex")]]],
  [
    "buildkite",
    [
      [
        "x-buildkite-signature",
        `timestamp=${NOW_SECONDS},signature=${hmac(`${NOW_SECONDS}.${BODY}`, "hex")}`,
      ],
    ],
  ],
  ["gitlab-signing", standard("webhook")],
];

function judge(name: string, request: Partial<SignedRequest>, secret: string): boolean {
  const verifier = findSource(name)?.verifier;
  const whole = {
    method: "POST",
    url: "https://hooks.example.com/hooks/x?a=1&b=2",
    headers: [],
    body: Buffer.from(BODY),
    ...request,
  };
  return verifier !== undefined && verifyRequest(verifier, whole, [secret], NOW_SECONDS * 1000).ok;
}

describe.each([...SIGNED, ...MORE])("%s, by its documentation", (name, headers) => {
  const secret = SECRETS[name] ?? SECRET;

  it("accepts what is signed so", () => {
    expect(judge(name, { headers }, secret)).toBe(true);
  });

  it("refuses another body and another secret", () => {
    expect(judge(name, { headers, body: Buffer.from(`${BODY} `) }, secret)).toBe(false);
    expect(judge(name, { headers }, "whsec_AAAA")).toBe(false);
  });
});

describe.each(SENT_AS_IS)("%s, by its documentation", (name, headers, query) => {
  const secret = SECRETS[name] ?? SECRET;
  const url = `https://hooks.example.com/hooks/x${query}`;

  it("accepts the secret where it stands, and no other", () => {
    expect(judge(name, { headers, url }, secret)).toBe(true);
    expect(judge(name, { headers, url }, `${secret}x`)).toBe(false);
    expect(judge(name, {}, secret)).toBe(false);
  });
});

describe("unproved presets", () => {
  it("are exactly those that no vector covers", () => {
    const unproved = Object.values(SOURCES).filter((source) => source.unproved === true);
    const covered = new Set(vectors.map(({ provider }) => provider));

    const tried = [...SIGNED, ...MORE, ...SENT_AS_IS].map(([name]) => name);
    expect(unproved.map(({ name }) => name).sort()).toEqual([...new Set(tried)].sort());
    expect(unproved.filter(({ name }) => covered.has(name))).toEqual([]);
  });
});
