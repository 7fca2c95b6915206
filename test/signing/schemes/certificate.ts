// A certificate of a throw-away key, written byte by byte: no tool of the machine is needed.

import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";

/** Makes a self-signed X.509 certificate (RFC 5280) with an RSA key. */
export function makeCertificate(): { certificate: string; privateKey: KeyObject } {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const spki = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const algorithm = der(0x30, oid("2a864886f70d01010b"), der(0x05));
  const name = der(0x30, der(0x31, der(0x30, oid("550403"), der(0x0c, Buffer.from("test")))));
  const validity = der(0x30, utcTime("250101000000Z"), utcTime("450101000000Z"));
  const body = der(0x30, der(0x02, Buffer.from([1])), algorithm, name, validity, name, spki);
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)]));
  const text = der(0x30, body, algorithm, signature).toString("base64");
  const lines = text.match(/.{1,64}/g) ?? [];
  const certificate = `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
  return { certificate, privateKey };
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.byteLength)]), content]);
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"));
}

function utcTime(text: string): Buffer {
  return der(0x17, Buffer.from(text, "ascii"));
}
