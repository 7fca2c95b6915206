import { fields } from "../../columns.ts";
import type { Command } from "../../command.ts";
import { neededSource } from "../../find-source.ts";
import { neededArg } from "../../input.ts";

/** `wakehook source show`. */
export const sourceShow: Command = {
  args: [["<source>", "its name, as github"]],
  examples: [
    "wakehook source show github",
    "wakehook source show github --json | jq .known_events",
  ],
  run({ out }, input) {
    const source = neededSource(neededArg(input, 0, "the source's name"));
    const { name, title, verifier, contentTypes, handshakes, successStatus, setup } = source;
    const wire = {
      name,
      title,
      verifier: verifier ?? null,
      content_types: contentTypes,
      body_shapes: source.bodyShapes,
      known_events: source.knownEvents ?? null,
      entity: source.entity,
      placeholders: source.names ?? {},
      success_status: successStatus,
      handshakes: handshakes.map((rule) => rule.name),
      setup,
    };
    out.result(wire, () => [
      ...fields([
        ["source", `${name} (${title})`],
        ["proves itself by", proof(verifier)],
        ["content types", contentTypes.join(", ")],
        ["placeholders", Object.keys(source.names ?? {}).join(", ")],
        ["handshakes", handshakes.map((rule) => rule.name).join(", ")],
        ["success", String(successStatus)],
        ["events", source.knownEvents?.join(", ") ?? "any"],
      ]),
      "",
      ...setup,
    ]);
    return Promise.resolve();
  },
};

function proof(verifier: ReturnType<typeof neededSource>["verifier"]): string {
  if (verifier === undefined) return "the hook's bearer token, or its hmac_* options";
  const { kind, algorithm, signature } = verifier;
  const where = (signature ?? []).map((place) => Object.values(place).join("")).join(", ");
  return `${kind}${algorithm === undefined ? "" : ` ${algorithm}`} in ${where}`;
}
