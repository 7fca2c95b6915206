import type { Source } from "../../../core/events/source.ts";
import type { ValueSource } from "../../../core/settings/verifier.ts";
import { writeVerifier } from "../../../core/settings/write-verifier.ts";
import { SCHEMES } from "../../../signing/schemes/table.ts";
import { fields } from "../../terminal/columns.ts";
import type { Command } from "../../command.ts";
import { neededSource } from "../../settings/find-source.ts";
import { neededArg } from "../../input.ts";

/** `wakehook source show`. */
export const sourceShow: Command = {
  args: [["<source>", "its name, as github"]],
  options: [["--verify", "print only the verifier, as `verify` in webhooks.json takes it"]],
  examples: [
    "wakehook source show github",
    "wakehook source show github --json | jq .known_events",
    "wakehook source show stripe --verify > verify.json",
  ],
  run({ out }, input) {
    const source = neededSource(neededArg(input, 0, "the source's name"));
    if (input.flag("verify") === true) {
      const verifier = wireVerifier(source);
      out.result(verifier, () => JSON.stringify(verifier, null, 2).split("\n"));
    } else out.result(wireSource(source), () => sourceLines(source));
    return Promise.resolve();
  },
};

function wireVerifier({ verifier }: Source): Record<string, unknown> | null {
  return verifier === undefined ? null : writeVerifier(verifier);
}

function wireSource(source: Source): Record<string, unknown> {
  return {
    name: source.name,
    title: source.title,
    aliases: source.aliases ?? [],
    proved: source.unproved !== true,
    verifier: wireVerifier(source),
    content_types: source.contentTypes,
    body_shapes: source.bodyShapes,
    event: source.event,
    action: source.action ?? null,
    known_events: source.knownEvents ?? null,
    delivery_id: source.deliveryId,
    digest_seconds: source.digestSeconds ?? null,
    entity: source.entity,
    placeholders: source.names ?? {},
    success_status: source.successStatus,
    handshakes: questionsOf(source),
    secret_from: source.secretFrom ?? "wakehook",
    signs_url: source.signsUrl === true,
    setup: source.setup,
  };
}

function sourceLines(source: Source): string[] {
  const isProved = source.unproved !== true;
  return [
    ...fields([
      ["source", `${source.name} (${source.title})`],
      ["proves itself by", proof(source)],
      ["proved", isProved ? "by signed requests" : "no: built from its documentation"],
      ["content types", source.contentTypes.join(", ")],
      ["event", places(source.event)],
      ["action", source.action === undefined ? "" : places([source.action])],
      ["delivery id", places(source.deliveryId)],
      ["entity", source.entity.join(", ")],
      ["placeholders", Object.keys(source.names ?? {}).join(", ")],
      ["answers", questionsOf(source).join(", ")],
      ["success", String(source.successStatus)],
      ["events", source.knownEvents?.join(", ") ?? "any"],
    ]),
    "",
    ...source.setup,
  ];
}

/** What it answers without a run: `GET hub.challenge`. */
function questionsOf({ handshakes, challenges = [], allowedOrigins, pairing }: Source): string[] {
  return [
    ...[...handshakes, ...challenges].map(({ method, name }) => `${method} ${name}`),
    ...(allowedOrigins === undefined ? [] : ["OPTIONS origin"]),
    ...(pairing === undefined ? [] : ["POST pairing"]),
  ];
}

function proof({ verifier }: Source): string {
  if (verifier === undefined) return "the hook's bearer token, or its hmac_* options";
  const { kind, algorithm, jwt, scheme, signature = [] } = verifier;
  if (scheme !== undefined) return `its own scheme, in ${SCHEMES[scheme].place}`;
  return [kind, jwt?.algorithm ?? algorithm ?? "", "in", places(signature)]
    .filter((word) => word !== "")
    .join(" ");
}

function places(values: readonly ValueSource[]): string {
  return values.map((value) => Object.entries(value).flat().join(" ")).join(", or ");
}
