import type { Source } from "../../../core/source.ts";
import type { ValueSource } from "../../../core/verifier.ts";
import { writeVerifier } from "../../../core/write-verifier.ts";
import { SCHEMES } from "../../../signing/schemes/table.ts";
import { fields } from "../../columns.ts";
import type { Command } from "../../command.ts";
import { neededSource } from "../../find-source.ts";
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
    const verifier = source.verifier === undefined ? null : writeVerifier(source.verifier);
    if (input.flag("verify") === true) {
      out.result(verifier, () => JSON.stringify(verifier, null, 2).split("\n"));
      return Promise.resolve();
    }
    const questions = questionsOf(source);
    const wire = {
      name: source.name,
      title: source.title,
      aliases: source.aliases ?? [],
      proved: source.unproved !== true,
      verifier,
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
      handshakes: questions,
      secret_from: source.secretFrom ?? "wakehook",
      signs_url: source.signsUrl === true,
      setup: source.setup,
    };
    out.result(wire, () => [
      ...fields([
        ["source", `${source.name} (${source.title})`],
        ["proves itself by", proof(source)],
        [
          "proved",
          source.unproved === true ? "no: built from its documentation" : "by signed requests",
        ],
        ["content types", source.contentTypes.join(", ")],
        ["event", places(source.event)],
        ["action", source.action === undefined ? "" : places([source.action])],
        ["delivery id", places(source.deliveryId)],
        ["entity", source.entity.join(", ")],
        ["placeholders", Object.keys(source.names ?? {}).join(", ")],
        ["answers", questions.join(", ")],
        ["success", String(source.successStatus)],
        ["events", source.knownEvents?.join(", ") ?? "any"],
      ]),
      "",
      ...source.setup,
    ]);
    return Promise.resolve();
  },
};

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
