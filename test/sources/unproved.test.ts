import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { HeaderList } from "../../src/core/delivery.ts";
import { verifyRequest } from "../../src/signing/verify.ts";
import { findSource, SOURCES } from "../../src/sources/table.ts";
import { vectors } from "../signing/vector.ts";

const NOW_SECONDS = 1_760_000_000;
const BODY = '{"id":"evt_1","name":"Kůň"}';
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
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

/** Signed here, step by step, as each sender's documentation describes it. */
const SIGNED: ReadonlyArray<readonly [name: string, headers: HeaderList]> = [
  ["sentry", [["sentry-hook-signature", hmac(BODY, "hex")]]],
  ["bitbucket", [["x-hub-signature", `sha256=${hmac(BODY, "hex")}`]]],
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
  [
    "sanity",
    [
      [
        "sanity-webhook-signature",
        `t=${NOW_SECONDS}000,v1=${hmac(`${NOW_SECONDS}000.${BODY}`, "base64url")}`,
      ],
    ],
  ],
  ["gitlab-signing", standard("webhook")],
  ["clerk", standard("svix")],
  ["replicate", standard("webhook")],
];

describe.each(SIGNED)("%s, by its documentation", (name, headers) => {
  const verifier = findSource(name)?.verifier;
  const judge = (body: string, secret: string) =>
    verifier !== undefined &&
    verifyRequest(
      verifier,
      { method: "POST", url: "/hooks/x", headers, body: Buffer.from(body) },
      [secret],
      NOW_SECONDS * 1000,
    ).ok;

  it("accepts what is signed so", () => {
    expect(judge(BODY, SECRET)).toBe(true);
  });

  it("refuses another body and another secret", () => {
    expect(judge(`${BODY} `, SECRET)).toBe(false);
    expect(judge(BODY, "whsec_AAAA")).toBe(false);
  });
});

describe("unproved presets", () => {
  it("are exactly those that no vector covers", () => {
    const unproved = Object.values(SOURCES).filter((source) => source.unproved === true);
    const covered = new Set(vectors.map(({ provider }) => provider));

    expect(unproved.map(({ name }) => name).sort()).toEqual(SIGNED.map(([name]) => name).sort());
    expect(unproved.filter(({ name }) => covered.has(name))).toEqual([]);
  });
});
