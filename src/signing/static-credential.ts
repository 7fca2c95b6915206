// A credential that is sent as it is: a header, a query parameter, a body field, or one in every item of a list.

import { readPath } from "../core/events/json-path.ts";
import type { ValueSource } from "../core/settings/verifier.ts";
import type { StaticDescription } from "./check-description.ts";
import { equalSecrets } from "./compare.ts";
import { decodeStrict } from "./decode.ts";
import type { VerifierKey } from "./keys.ts";
import { placeOf, type ValueReader } from "./read-value.ts";
import { fail, found, type Found, type Verification } from "./verification.ts";

/** Compares a request's credential with each key; byte for byte, in constant time. */
export function verifyStatic(
  description: StaticDescription,
  reader: ValueReader,
  keys: readonly VerifierKey[],
): Verification {
  const source = description.signature.find((each) => reader.has(each)) ?? description.signature[0];
  if (source === undefined) return fail("signature", "the description names no place");
  const credentials = readCredentials(description, source, reader);
  if (!credentials.ok) return credentials;
  const match = keys.find(({ key }) =>
    credentials.value.every((credential) => equalSecrets(credential, key.export())),
  );
  if (match !== undefined) return { ok: true, keyIndex: match.index };
  return fail("comparison", `${placeOf(source)} is not the secret of this hook`, {
    expected: "the hook's secret, byte for byte",
    seen: "another text",
    mend: "set the same secret in the hook and with the sender",
  });
}

function readCredentials(
  description: StaticDescription,
  source: ValueSource,
  reader: ValueReader,
): Found<Array<string | Uint8Array>> {
  if (description.credential === "every_item" && "json" in source)
    return readEveryItem(source.json, reader);
  const value = reader.read(source, "signature");
  if (!value.ok) return value;
  // Only a header has a scheme before its credential: `?access_token=` stands for `Authorization: Bearer`.
  const form = "header" in source ? (description.credential ?? "plain") : "plain";
  const credential = unwrap(value.value, form);
  if (credential !== null) return found([credential]);
  return fail("signature", `${placeOf(source)} has another form`, {
    expected: description.credential === "basic" ? "Basic <base64>" : "Bearer <token>",
    seen: "another scheme, or bad base64",
  });
}

function unwrap(value: string, form: string): string | Uint8Array | null {
  if (form === "plain") return value;
  const parts = /^(bearer|basic) +(\S.*)$/i.exec(value);
  if (parts?.[2] === undefined || parts[1]?.toLowerCase() !== form) return null;
  // Name and password are compared as one text: the secret is `name:password`, and a name holds no colon.
  return form === "basic" ? decodeStrict(parts[2], "base64") : parts[2];
}

/** Every item must carry the credential, and there must be at least one: an empty list proves nothing. */
function readEveryItem(path: string, reader: ValueReader): Found<string[]> {
  const parts = path.split(".");
  const star = parts.indexOf("*");
  const list = star === 0 ? reader.json() : readPath(reader.json(), parts.slice(0, star).join("."));
  const values = Array.isArray(list)
    ? list.map((item) => readItem(item, parts.slice(star + 1)))
    : [];
  const texts = values.filter((value): value is string => typeof value === "string");
  if (texts.length > 0 && texts.length === values.length) return found(texts);
  return fail("signature", `body field ${path} is not a text in every item`, {
    expected: "a list with the credential in every item",
    seen: `${texts.length} of ${values.length} items`,
  });
}

function readItem(item: unknown, rest: readonly string[]): unknown {
  return rest.length === 0 ? item : readPath(item, rest.join("."));
}
