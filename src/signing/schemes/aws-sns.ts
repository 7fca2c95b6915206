// Amazon SNS: fields of the message are signed by the certificate of an AWS region.
// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html

import { verify } from "node:crypto";
import { equalSecrets } from "../compare.ts";
import { decodeStrict } from "../decode.ts";
import { cut, fail, found, type Found, type VerificationFailure } from "../verification.ts";
import { certificateKey, pinnedSecretProblem, readPinnedSecret } from "./given-certificate.ts";
import type { Scheme, SchemeCase } from "./scheme.ts";

const CONFIRMATION = [
  "Message",
  "MessageId",
  "Subject",
  "SubscribeURL",
  "Timestamp",
  "Token",
  "TopicArn",
  "Type",
];
/** What is signed of each type, in this order. Subject only where the message has one. */
const SIGNED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: CONFIRMATION,
  UnsubscribeConfirmation: CONFIRMATION,
};
const HASHES: Readonly<Record<string, string>> = { "1": "sha1", "2": "sha256" };
const CERTIFICATE_HOST = /^sns\.[a-z0-9-]{3,}\.amazonaws\.com(?:\.cn)?$/;

/** The Signature field of a message. The secret: the topic's ARN and the certificate. */
export const awsSns: Scheme = {
  place: "body field Signature",
  signsUrl: false,
  secretProblem: (secret) => pinnedSecretProblem(secret, "topic_arn"),
  verify({ request, reader, secret }: SchemeCase): VerificationFailure | null {
    const pinned = readPinnedSecret(secret, "topic_arn");
    if (pinned === null) return fail("secret", pinnedSecretProblem(secret, "topic_arn") ?? "");
    const message = readMessage(reader.json());
    if (!message.ok) return message;
    const { fields, content, hash } = message.value;
    const signature = decodeStrict(fields["Signature"] ?? "", "base64");
    if (signature === null) return fail("signature", "the signature is not base64");
    const topic = fields["TopicArn"] ?? "";
    if (!equalSecrets(topic, pinned.pinned))
      return fail("content", "the message is of another topic", {
        expected: "the topic in the hook's secret",
        seen: "another TopicArn",
      });
    const certUrl = fields["SigningCertURL"] ?? "";
    const key = certificateKey(request.certificatePem ?? pinned.certificate, certUrl);
    if (!key.ok) return key;
    if (verify(hash, Buffer.from(content, "utf8"), key.value, signature)) return null;
    return fail("comparison", "the signature is not the right one", {
      expected: `rsa-${hash} of the message's fields by AWS's certificate`,
      seen: cut(fields["Signature"] ?? ""),
      mend: "check that the certificate is the one of SigningCertURL: AWS changes it from time to time",
    });
  },
};

interface Message {
  readonly fields: Readonly<Record<string, string>>;
  readonly content: string;
  readonly hash: string;
}

function readMessage(body: unknown): Found<Message> {
  const fields = textFields(body);
  const type = fields["Type"] ?? "";
  const names = Object.hasOwn(SIGNED_FIELDS, type) ? SIGNED_FIELDS[type] : undefined;
  if (names === undefined)
    return fail("signature", "the body is no message of SNS", { seen: cut(type) });
  const version = fields["SignatureVersion"] ?? "";
  const hash = Object.hasOwn(HASHES, version) ? HASHES[version] : undefined;
  if (hash === undefined)
    return fail("signature", "the signature is of a version that is not known", {
      expected: Object.keys(HASHES).join(" or "),
      seen: cut(version),
    });
  if (!isCertificateUrl(fields["SigningCertURL"] ?? ""))
    return fail("signature", "the certificate's address is not one of AWS SNS", {
      expected: "https://sns.<region>.amazonaws.com/<name>.pem",
      seen: "another address",
    });
  const lines: string[] = [];
  for (const name of names) {
    const value = fields[name];
    if (value === undefined && name === "Subject") continue;
    if (value === undefined) return fail("content", `body field ${name} is missing, or no text`);
    lines.push(`${name}\n${value}\n`);
  }
  return found({ fields, content: lines.join(""), hash });
}

function textFields(body: unknown): Record<string, string> {
  if (typeof body !== "object" || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).filter((field): field is [string, string] => typeof field[1] === "string"),
  );
}

function isCertificateUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, pathname, port, username } = new URL(url);
  const isPlain = protocol === "https:" && port === "" && username === "";
  return isPlain && CERTIFICATE_HOST.test(hostname) && pathname.endsWith(".pem");
}
