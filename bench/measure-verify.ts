// What a verification costs beside the bare HMAC that it cannot do without: a delivery of GitHub's, 10 kB, both in
// turn in one process.

import { createHmac, timingSafeEqual } from "node:crypto";
import { verifyRequest } from "../src/signing/verify.ts";
import { github } from "../src/sources/github.ts";
import { median } from "./statistics.ts";

/** Microseconds each, and their ratio. */
export interface VerifyCost {
  readonly verifyMicros: number;
  readonly bareMicros: number;
  /** The median of the rounds' own ratios: what else the machine does falls on both sides of a round. */
  readonly ofBare: number;
}

const BODY_BYTES = 10_000;
const CALLS = 500;
const SECRET = "It's a Secret to Everybody";

/** Measures both in turn, after a warm-up. */
export function measureVerify(rounds = 60): VerifyCost {
  const { verified, bare } = subjects();
  for (let round = 0; round < 5; round += 1) {
    timeOf(verified);
    timeOf(bare);
  }
  const pairs = Array.from({ length: rounds }, (_, round) =>
    // Neither always goes first.
    round % 2 === 0
      ? { verify: timeOf(verified), bare: timeOf(bare) }
      : { bare: timeOf(bare), verify: timeOf(verified) },
  );
  return {
    verifyMicros: median(pairs.map((pair) => pair.verify)),
    bareMicros: median(pairs.map((pair) => pair.bare)),
    ofBare: median(pairs.map((pair) => pair.verify / pair.bare)),
  };
}

function subjects(): { verified: () => boolean; bare: () => boolean } {
  const body = Buffer.from(JSON.stringify({ text: "x".repeat(BODY_BYTES - 11) }));
  const signature = createHmac("sha256", SECRET).update(body).digest("hex");
  const headers = [
    ["host", "hooks.example.com"],
    ["user-agent", "GitHub-Hookshot/1"],
    ["content-length", String(body.byteLength)],
    ["accept", "*/*"],
    ["content-type", "application/json"],
    ["x-github-delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"],
    ["x-github-event", "issues"],
    ["x-github-hook-id", "292430182"],
    ["x-github-hook-installation-target-id", "79929171"],
    ["x-github-hook-installation-target-type", "repository"],
    ["x-hub-signature", `sha1=${"0".repeat(40)}`],
    ["x-hub-signature-256", `sha256=${signature}`],
  ] as const;
  const request = { method: "POST", url: "/hooks/site", headers, body };
  const { verifier } = github;
  if (verifier === undefined) throw new Error("github has no verifier");
  const right = Buffer.from(signature, "hex");
  return {
    verified: () => verifyRequest(verifier, request, [SECRET], 0).ok,
    bare: () => timingSafeEqual(createHmac("sha256", SECRET).update(body).digest(), right),
  };
}

/** Microseconds of one call. */
function timeOf(call: () => boolean): number {
  const start = process.hrtime.bigint();
  for (let count = 0; count < CALLS; count += 1)
    if (!call()) throw new Error("a right signature was refused");
  return Number(process.hrtime.bigint() - start) / 1000 / CALLS;
}
