// The sender presets.

import type { Source } from "../../src/core/events/source.ts";
import type { SignedPart, ValueSource } from "../../src/core/settings/verifier.ts";
import { SCHEMES } from "../../src/signing/schemes/table.ts";
import { SOURCES } from "../../src/sources/table.ts";
import { block, code, page, table } from "./markdown.ts";

/** Every sender that wakehook knows. */
export function sourcesPage(): string {
  const all = Object.values(SOURCES);
  const unproved = all.filter(({ unproved }) => unproved === true).map(({ name }) => code(name));
  const rows = all.map((source) => [
    `[${code(source.name)}](#${source.name})`,
    source.title,
    proof(source),
  ]);
  return page("Senders", [
    `${all.length} presets. \`wakehook hook add NAME\` makes a hook of one and prints what to paste where; \`wakehook source show NAME --json\` prints it as data.`,
    `Built from the sender's documentation, without a signed request of the sender itself to prove it: ${unproved.join(", ")}. All others are proved by signed requests in \`test/sources\`.`,
    table(["name", "sender", "how it proves itself"], rows),
    ...all.map(section),
  ]);
}

function section(source: Source): string {
  const facts: ReadonlyArray<readonly [string, string]> = [
    ["proves itself by", proof(source)],
    ["event", places(source.event)],
    ["action", places(source.action === undefined ? [] : [source.action])],
    ["delivery id", places(source.deliveryId)],
    [
      "equal bodies are one delivery for",
      source.digestSeconds === undefined ? "" : `${source.digestSeconds} s`,
    ],
    ["has a Redeliver button", source.redelivers ? "yes" : ""],
    ["about (entity)", source.entity.map(code).join(", then ")],
    [
      "short names",
      Object.keys(source.names ?? {})
        .map(code)
        .join(", "),
    ],
    ["success status", String(source.successStatus)],
    ["questions that are answered", questions(source)],
    ["takes", `${source.contentTypes.map(code).join(", ")} (${source.bodyShapes.join(", ")})`],
    ["largest body", source.maxBodyBytes === undefined ? "" : `${source.maxBodyBytes} bytes`],
    ["who makes the secret", source.verifier === undefined ? "" : secretMaker(source)],
    ["signs the URL", source.signsUrl === true ? "yes: needs `public_url`" : ""],
    ["proved by signed requests", source.unproved === true ? "no" : ""],
  ];
  const rows = facts.filter(([, value]) => value !== "");
  return [
    `## ${source.name}`,
    source.title,
    table(["", ""], rows),
    block(source.setup.join("\n")),
  ].join("\n\n");
}

function secretMaker({ secretFrom }: Source): string {
  return secretFrom === "sender" ? "the sender" : "wakehook (`hook add`)";
}

function questions({ handshakes, challenges, pairing }: Source): string {
  const asked = [...handshakes, ...(challenges ?? [])].map(
    ({ name, method, status }) => `${name} (${method}, ${status})`,
  );
  return [...asked, ...(pairing === undefined ? [] : ["pairing (hands over the secret)"])].join(
    ", ",
  );
}

function proof({ verifier }: Source): string {
  if (verifier === undefined) return "the hook's bearer token, or its `hmac_*` options";
  const { kind, algorithm, signature, content, encoding, credential, timestamp } = verifier;
  if (kind === "none") return "nothing";
  if (verifier.scheme !== undefined)
    return `a scheme of its own, in ${SCHEMES[verifier.scheme].place}`;
  const where = places(signature ?? []);
  if (kind === "jwt") return `a signed token (JWT ${verifier.jwt?.algorithm ?? ""}) in ${where}`;
  if (kind === "static") return `a fixed credential (${credential ?? "plain"}) in ${where}`;
  const over = (content ?? ["body"]).map(partWords).join(" + ");
  const time = timestamp?.toleranceSeconds ? `, at most ${timestamp.toleranceSeconds} s old` : "";
  const scheme =
    kind === "hmac" ? `HMAC ${algorithm ?? ""}` : `${kind.replace("_", " ")} ${algorithm ?? ""}`;
  return `${scheme}, ${encoding ?? ""}, in ${where}, over ${over}${time}`;
}

function partWords(part: SignedPart): string {
  if (typeof part === "string") return part;
  if ("literal" in part) return code(part.literal);
  return placeWords(part);
}

function places(sources: readonly ValueSource[]): string {
  return sources.map(placeWords).join(", else ");
}

function placeWords(place: ValueSource): string {
  if ("header" in place) return `header ${code(place.header)}`;
  if ("json" in place) return `body ${code(place.json)}`;
  if ("query" in place) return `query ${code(place.query)}`;
  return `form ${code(place.form)}`;
}
