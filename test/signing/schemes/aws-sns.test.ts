import { sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { secretProblem } from "../../../src/signing/secret-problem.ts";
import { verifyRequest } from "../../../src/signing/verify.ts";
import { findSource } from "../../../src/sources/table.ts";
import { makeCertificate } from "./certificate.ts";

const TOPIC = "arn:aws:sns:eu-central-1:123456789012:deploys";
const { certificate, privateKey } = makeCertificate();
const SECRET = JSON.stringify({ topic_arn: TOPIC, certificate });
const SIGNING_URL = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0.pem";

const NOTIFICATION = {
  Type: "Notification",
  MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
  TopicArn: TOPIC,
  Subject: "My First Message",
  Message: "Hello world!",
  Timestamp: "2025-10-09T08:53:20.000Z",
  SignatureVersion: "2",
  SigningCertURL: SIGNING_URL,
};
const CONFIRMATION = {
  ...NOTIFICATION,
  Type: "SubscriptionConfirmation",
  Subject: undefined,
  Token: "t0ken",
  SubscribeURL: "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription",
};

type Message = Record<string, unknown>;

function signed(message: Message, fields: readonly string[], hash = "sha256"): Message {
  const content = fields
    .filter((name) => message[name] !== undefined)
    .map((name) => `${name}\n${String(message[name])}\n`)
    .join("");
  return { ...message, Signature: sign(hash, Buffer.from(content), privateKey).toString("base64") };
}

const FIELDS = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
const CONFIRMATION_FIELDS = "Message MessageId SubscribeURL Timestamp Token TopicArn Type".split(
  " ",
);

function judge(message: unknown, secret = SECRET, certificatePem?: string) {
  const verifier = findSource("aws-sns")?.verifier;
  if (verifier === undefined) throw new Error("aws-sns is gone");
  const body = Buffer.from(JSON.stringify(message));
  const request = { method: "POST", url: "/hooks/x", headers: [], body, certificatePem };
  return verifyRequest(verifier, request, [secret], 0);
}

describe("aws-sns", () => {
  it("accepts notifications with and without a subject, and confirmations", () => {
    const { Subject: _, ...bare } = NOTIFICATION;

    expect(judge(signed(NOTIFICATION, FIELDS))).toEqual({ ok: true, keyIndex: 0 });
    expect(judge(signed(bare, FIELDS)).ok).toBe(true);
    expect(judge(signed(CONFIRMATION, CONFIRMATION_FIELDS)).ok).toBe(true);
    expect(judge(signed({ ...NOTIFICATION, SignatureVersion: "1" }, FIELDS, "sha1")).ok).toBe(true);
  });

  it("takes a certificate that is given apart from the secret", () => {
    expect(judge(signed(NOTIFICATION, FIELDS), TOPIC, certificate).ok).toBe(true);
  });

  it("says that it fetches no certificate, and what to do", () => {
    expect(judge(signed(NOTIFICATION, FIELDS), TOPIC)).toMatchObject({
      ok: false,
      step: "secret",
      reason: expect.stringContaining("fetches none") as string,
      mend: expect.stringContaining(SIGNING_URL) as string,
    });
  });

  it.each(["Message", "MessageId", "Subject", "Timestamp"])("refuses a changed %s", (field) => {
    expect(judge({ ...signed(NOTIFICATION, FIELDS), [field]: "changed" }).ok).toBe(false);
  });

  it.each<[string, Message]>([
    ["another topic, well signed", signed({ ...NOTIFICATION, TopicArn: `${TOPIC}2` }, FIELDS)],
    ["an unknown version", signed({ ...NOTIFICATION, SignatureVersion: "3" }, FIELDS)],
    ["a version that is a number", signed({ ...NOTIFICATION, SignatureVersion: 2 }, FIELDS)],
    ["SHA-1 said to be SHA-256", signed(NOTIFICATION, FIELDS, "sha1")],
    ["an unknown type", signed({ ...NOTIFICATION, Type: "toString" }, FIELDS)],
    ["a missing field", signed({ ...NOTIFICATION, MessageId: undefined }, FIELDS)],
    ["no signature", NOTIFICATION],
    ["junk in the signature", { ...signed(NOTIFICATION, FIELDS), Signature: "!!!!" }],
  ])("refuses %s", (_, message) => {
    expect(judge(message).ok).toBe(false);
  });

  it.each([
    "http://sns.eu-central-1.amazonaws.com/a.pem",
    "https://sns.eu-central-1.amazonaws.com.evil.example/a.pem",
    "https://evil.example/sns.eu-central-1.amazonaws.com/a.pem",
    "https://sns.eu-central-1.amazonaws.com@evil.example/a.pem",
    "https://s3.amazonaws.com/evil/a.pem",
    "https://sns.eu-central-1.amazonaws.com:8443/a.pem",
    "https://sns.eu-central-1.amazonaws.com/a.txt",
    "not a url",
  ])("refuses the certificate's address %s", (url) => {
    expect(judge(signed({ ...NOTIFICATION, SigningCertURL: url }, FIELDS)).ok).toBe(false);
  });

  it.each([
    [SECRET, null],
    [TOPIC, "certificate"],
    ['{"topic_arn":"a"}', "certificate"],
    [JSON.stringify({ topic_arn: TOPIC, certificate: "x" }), "X.509"],
    ["{", "secret is not"],
  ])("judges the secret %j for hook check", (secret, words) => {
    const problem = secretProblem({ kind: "scheme", scheme: "aws-sns" }, secret);

    if (words === null) expect(problem).toBeNull();
    else expect(problem).toContain(words);
  });
});
