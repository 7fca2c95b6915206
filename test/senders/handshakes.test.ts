// Every question that senders ask, sent to the running daemon: what it answers, and that nothing runs.

import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  recordingHook,
  startSenderHome,
  type SenderAnswer,
  type SenderHome,
} from "./sender-home.ts";

interface Question {
  readonly provider: string;
  readonly case: string;
  readonly secret: string | null;
  readonly verifyToken?: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly rawBodyBase64: string;
  };
  readonly now: number;
  readonly expect: {
    readonly status: number;
    readonly contentType?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly bodyJson?: unknown;
  };
}

const questions = JSON.parse(
  readFileSync(new URL("../signing/fixtures/handshakes.json", import.meta.url), "utf8"),
) as readonly Question[];

/** Further ones, as the senders document them. */
const MORE: readonly Question[] = [
  more("meta", "hub-challenge", {
    verifyToken: "my-verify-token",
    url: "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=my-verify-token",
    method: "GET",
    expect: { status: 200, contentType: "text/plain", body: "1158201444" },
  }),
  more("meta", "no verify token is set", {
    url: "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=",
    method: "GET",
    expect: { status: 403 },
  }),
  more("x-twitter", "crc that is a body", {
    secret: "consumer-secret",
    url: `?crc_token=${encodeURIComponent('{"a":1}')}`,
    method: "GET",
    expect: { status: 403 },
  }),
  more("x-twitter", "crc without a secret", {
    url: "?crc_token=abc",
    method: "GET",
    expect: { status: 403 },
  }),
  more("cloudevents", "abuse-protection-known-origin", {
    method: "OPTIONS",
    headers: {
      "webhook-request-origin": "eventemitter.example.com",
      "webhook-request-rate": "120",
    },
    expect: {
      status: 200,
      headers: {
        "webhook-allowed-origin": "eventemitter.example.com",
        "webhook-allowed-rate": "3000",
      },
    },
  }),
  more("azure-event-grid", "cloud events schema", {
    method: "OPTIONS",
    headers: { "webhook-request-origin": "eventgrid.azure.net" },
    expect: { status: 200, headers: { "webhook-allowed-origin": "eventgrid.azure.net" } },
  }),
  more("asana", "x-hook-secret without a window", {
    headers: { "content-type": "application/json", "x-hook-secret": "b537207f20cbfa02357cf448" },
    body: "{}",
    expect: { status: 401 },
  }),
  more("dropbox", "challenge with markup", {
    url: `?challenge=${encodeURIComponent("<script>alert(1)</script>")}`,
    method: "GET",
    expect: {
      status: 200,
      contentType: "text/plain",
      headers: { "x-content-type-options": "nosniff" },
      body: "<script>alert(1)</script>",
    },
  }),
  more("dropbox", "challenge that is too long", {
    url: `?challenge=${"a".repeat(1001)}`,
    method: "GET",
    expect: { status: 405 },
  }),
  more("dropbox", "challenge given twice", {
    url: "?challenge=a&challenge=b",
    method: "GET",
    expect: { status: 405 },
  }),
  more("trello", "GET is no check", { method: "GET", expect: { status: 405 } }),
  more("slack", "ssl_check", {
    secret: "slack-signing-secret",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": "1760000000",
      "x-slack-signature": `v0=${createHmac("sha256", "slack-signing-secret")
        .update("v0:1760000000:ssl_check=1&token=x")
        .digest("hex")}`,
    },
    body: "ssl_check=1&token=x",
    expect: { status: 200, body: "" },
  }),
  more("slack", "ssl_check without a signature", {
    secret: "slack-signing-secret",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "ssl_check=1&token=x",
    expect: { status: 401 },
  }),
  more("aws-sns", "confirmation as SNS sends it", {
    headers: {
      "content-type": "text/plain; charset=UTF-8",
      "x-amz-sns-message-type": "SubscriptionConfirmation",
    },
    body: JSON.stringify({
      Type: "SubscriptionConfirmation",
      SubscribeURL: "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=t",
    }),
    expect: { status: 200 },
  }),
];

interface Draft {
  readonly url?: string;
  readonly method?: string;
  readonly secret?: string;
  readonly verifyToken?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly expect: Question["expect"];
}

function more(provider: string, name: string, draft: Draft): Question {
  const { url = "", method = "POST", headers = {}, body = "", secret = null } = draft;
  return {
    provider,
    case: name,
    secret,
    ...(draft.verifyToken !== undefined && { verifyToken: draft.verifyToken }),
    request: {
      method,
      url: `https://hooks.example.com/hook/x${url}`,
      headers,
      rawBodyBase64: Buffer.from(body).toString("base64"),
    },
    now: 1_760_000_000,
    expect: draft.expect,
  };
}

const ALL = [...questions, ...MORE].map((question, index) =>
  Object.assign({ id: `q${index}` }, question),
);
let home: SenderHome;

beforeAll(async () => {
  home = await startSenderHome(
    ALL.map(({ id, provider, secret, verifyToken }) =>
      recordingHook(id, {
        source: provider,
        secret,
        verify_token: verifyToken,
        ...(provider === "cloudevents" && { allowed_origins: ["EventEmitter.example.com"] }),
      }),
    ),
  );
});
afterAll(() => home.close());

function ask({ id, request, now }: (typeof ALL)[number]): Promise<SenderAnswer> {
  home.setTime(now);
  const { search } = new URL(request.url);
  const body = Buffer.from(request.rawBodyBase64, "base64");
  const { method, headers } = request;
  return home.send({
    method,
    path: `/hooks/${id}${search}`,
    headers,
    ...(body.byteLength > 0 || method === "POST" ? { body } : {}),
  });
}

describe("questions of senders", () => {
  it.each(ALL)("answers $provider: $case", async (question) => {
    const { expect: wanted } = question;

    const answer = await ask(question);

    if (wanted.status < 10) expect(Math.floor(answer.status / 100)).toBe(wanted.status);
    else expect(answer.status).toBe(wanted.status);
    if (wanted.contentType !== undefined)
      expect(answer.headers["content-type"]?.split(";")[0]).toBe(wanted.contentType);
    if (wanted.headers !== undefined) expect(answer.headers).toMatchObject(wanted.headers);
    if (wanted.body !== undefined) expect(answer.body).toBe(wanted.body);
    if (wanted.bodyJson !== undefined) expect(JSON.parse(answer.body)).toEqual(wanted.bodyJson);
    if (wanted.status === 405)
      expect(Object.keys(answer.headers).filter((name) => name.startsWith("webhook-"))).toEqual([]);
  });

  it("makes a delivery of none of them", async () => {
    for (const question of ALL) await ask(question);

    const listed = (await (await home.admin("/deliveries")).json()) as { deliveries: unknown[] };
    expect(listed.deliveries).toEqual([]);
  });
});
