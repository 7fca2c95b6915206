// What no honest sender sends, over raw sockets to the running daemon: each is refused, and none brings it down.

import { createHash, createHmac } from "node:crypto";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordingHook, startSenderHome, type SenderHome } from "./sender-home.ts";

const NOW = 1_760_000_000;
const SECRET = "the secret of the hook";
const WHSEC = `whsec_${Buffer.from("a key of 24 bytes in all").toString("base64")}`;
const BODY = '{"id":"evt_1","type":"thing.created"}';

let home: SenderHome;
beforeAll(async () => {
  home = await startSenderHome([
    recordingHook("github", { source: "github", secret: SECRET }),
    recordingHook("empty", { source: "github", secret: "" }),
    recordingHook("legacy", { source: "github-sha1-legacy", secret: SECRET }),
    recordingHook("stripe", { source: "stripe", secret: SECRET }),
    recordingHook("slack", { source: "slack", secret: SECRET }),
    recordingHook("shopify", { source: "shopify", secret: SECRET }),
    recordingHook("standard", { source: "standard-webhooks", secret: WHSEC }),
    recordingHook("asymmetric", {
      source: "standard-webhooks-v1a",
      secret: `whpk_${"A".repeat(43)}=`,
    }),
    recordingHook("netlify", { source: "netlify", secret: SECRET }),
    recordingHook("bearer", { token: "t0ken" }),
  ]);
  home.setTime(NOW);
});
afterAll(() => home.close());

type Lines = ReadonlyArray<readonly [name: string, value: string]>;

/** Writes a request byte by byte (latin1), as no HTTP library would; gives back the status. */
function sendRaw(hook: string, lines: Lines, body = BODY): Promise<number> {
  const head = [
    `POST /hooks/${hook} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Connection: close",
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
  ].join("\r\n");
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(home.port, "127.0.0.1", () => {
      socket.write(Buffer.from(`${head}\r\n\r\n`, "latin1"));
      socket.write(body);
    });
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => (answer += text));
    socket.on("error", reject);
    socket.on("close", () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])));
  });
}

function hmac(content: string, encoding: "hex" | "base64" = "hex", key: string | Buffer = SECRET) {
  return createHmac("sha256", key).update(content).digest(encoding);
}

function github(body = BODY): string {
  return `sha256=${hmac(body)}`;
}

function standard(id: string, time: string): string {
  const key = Buffer.from(WHSEC.slice(6), "base64");
  return `v1,${hmac(`${id}.${time}.${BODY}`, "base64", key)}`;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const claims = { iss: "netlify", sha256: createHash("sha256").update(BODY).digest("hex") };
const sha1 = `sha1=${createHmac("sha1", SECRET).update(BODY).digest("hex")}`;
const GITHUB = "X-Hub-Signature-256";

describe("what is signed right", () => {
  it.each<[string, string, Lines, number]>([
    ["lower-case hex", "github", [[GITHUB, github()]], 202],
    ["upper-case hex", "github", [[GITHUB, `sha256=${hmac(BODY).toUpperCase()}`]], 202],
    [
      "Stripe's list",
      "stripe",
      [["Stripe-Signature", `t=${NOW},v1=${hmac(`${NOW}.${BODY}`)}`]],
      200,
    ],
    ["base64", "shopify", [["X-Shopify-Hmac-Sha256", hmac(BODY, "base64")]], 200],
    ["SHA-1, where the owner chose it", "legacy", [["X-Hub-Signature", sha1]], 202],
    ["a token", "netlify", [["X-Webhook-Signature", jwt({ alg: "HS256" })]], 200],
  ])("is taken: %s", async (_, hook, lines, status) => {
    expect(await sendRaw(hook, lines)).toBe(status);
  });
});

function jwt(header: object, key = SECRET): string {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

const STANDARD = "webhook-signature";
const time = (value: string): Lines => [
  ["webhook-id", "msg_1"],
  ["webhook-timestamp", value],
  [STANDARD, standard("msg_1", value)],
];

describe("what is refused with 401", () => {
  it.each<[string, string, Lines]>([
    ["bytes outside ASCII in the signature", "github", [[GITHUB, `${github()}é`]]],
    ["nothing but bytes outside ASCII", "github", [[GITHUB, "\u00ff".repeat(64)]]],
    ["a bearer token outside ASCII", "bearer", [["Authorization", "Bearer t0k\u00e9n"]]],
    [
      "two signatures, the right one first",
      "github",
      [
        [GITHUB, github()],
        [GITHUB, github("x")],
      ],
    ],
    [
      "two signatures, the right one last",
      "github",
      [
        [GITHUB, github("x")],
        [GITHUB, github()],
      ],
    ],
    [
      "the right signature twice",
      "github",
      [
        [GITHUB, github()],
        [GITHUB, github()],
      ],
    ],
    ["two signatures in one line", "github", [[GITHUB, `${github()}, ${github()}`]]],
    [
      "two tokens",
      "bearer",
      [
        ["Authorization", "Bearer t0ken"],
        ["Authorization", "Bearer x"],
      ],
    ],
    ["an empty signature", "github", [[GITHUB, ""]]],
    ["no signature", "github", []],
    ["an empty secret", "empty", [[GITHUB, `sha256=${hmac(BODY, "hex", "")}`]]],
    ["SHA-1 to a SHA-256 hook", "github", [["X-Hub-Signature", sha1]]],
    ["SHA-1 under the name of SHA-256", "github", [[GITHUB, sha1]]],
    ["junk behind hex", "github", [[GITHUB, `${github()}zz`]]],
    ["half a byte of hex", "github", [[GITHUB, github().slice(0, -1)]]],
    ["junk in base64", "shopify", [["X-Shopify-Hmac-Sha256", junked(hmac(BODY, "base64"))]]],
    [
      "base64 without padding",
      "shopify",
      [["X-Shopify-Hmac-Sha256", hmac(BODY, "base64").slice(0, -1)]],
    ],
    ["hex instead of base64", "shopify", [["X-Shopify-Hmac-Sha256", hmac(BODY)]]],
    [
      "two times in one signature",
      "stripe",
      [["Stripe-Signature", `t=${NOW},t=${NOW + 1},v1=${hmac(`${NOW}.${BODY}`)}`]],
    ],
    [
      "two time headers",
      "slack",
      [
        ["X-Slack-Request-Timestamp", `${NOW}`],
        ["X-Slack-Request-Timestamp", `${NOW}`],
        ["X-Slack-Signature", `v0=${hmac(`v0:${NOW}:${BODY}`)}`],
      ],
    ],
    ["1.76e9 as a time", "standard", time("1.76e9")],
    ["a time with a sign", "standard", time(`+${NOW}`)],
    ["a time with a fraction", "standard", time(`${NOW}.0`)],
    ["a time in hex", "standard", time(`0x${NOW.toString(16)}`)],
    ["a time with junk behind it", "standard", time(`${NOW}abc`)],
    ["a time in milliseconds", "standard", time(`${NOW}000`)],
    ["a time beyond the tolerance", "standard", time(`${NOW - 301}`)],
    ["a time ahead of the tolerance", "standard", time(`${NOW + 301}`)],
    [
      "an HMAC keyed with the public key",
      "asymmetric",
      [
        ["webhook-id", "msg_1"],
        ["webhook-timestamp", `${NOW}`],
        [STANDARD, `v1,${hmac(`msg_1.${NOW}.${BODY}`, "base64", Buffer.alloc(32))}`],
      ],
    ],
    [
      "a token with none",
      "netlify",
      [["X-Webhook-Signature", `${part({ alg: "none" })}.${part(claims)}.`]],
    ],
    ["a token with NONE", "netlify", [["X-Webhook-Signature", jwt({ alg: "NONE" })]]],
    ["a token of another algorithm", "netlify", [["X-Webhook-Signature", jwt({ alg: "HS512" })]]],
    [
      "a token without a signature",
      "netlify",
      [["X-Webhook-Signature", jwt({ alg: "HS256" }).replace(/[^.]+$/, "")]],
    ],
    ["a token by another key", "netlify", [["X-Webhook-Signature", jwt({ alg: "HS256" }, "x")]]],
  ])("%s", async (_, hook, lines) => {
    expect(await sendRaw(hook, lines)).toBe(401);
  });
});

/** A character that lenient decoders skip. */
function junked(text: string): string {
  return `${text.slice(0, 10)}!${text.slice(10)}`;
}
