import type { Source } from "../../../core/events/source.ts";
import { SOURCES } from "../../../sources/table.ts";
import { columns } from "../../terminal/columns.ts";
import type { Command } from "../../command.ts";

/** `wakehook source list`. */
export const sourceList: Command = {
  details:
    "Proved: signed requests of the sender get their verdict in the tests. Unproved: built from the sender's documentation.",
  examples: [
    "wakehook source list",
    "wakehook source list --json | jq -r '.[] | select(.proved) | .name'",
  ],
  run({ out }) {
    const sources = Object.values(SOURCES);
    const wire = sources.map((source) => ({
      name: source.name,
      title: source.title,
      aliases: source.aliases ?? [],
      verifies: source.verifier?.kind ?? null,
      proved: source.unproved !== true,
      needs: needsOf(source),
    }));
    out.result(wire, () =>
      columns(
        wire.map(({ name, title, needs, proved }) => [
          out.style("bold", name),
          title,
          needs.join(", "),
          proved ? "" : out.style("dim", "unproved"),
        ]),
      ),
    );
    return Promise.resolve();
  },
};

/** What a hook of it needs from its owner. */
function needsOf({ verifier, secretFrom, pairing, signsUrl, challenges = [] }: Source): string[] {
  const asksToken = challenges.some(({ verifyToken }) => verifyToken !== undefined);
  const secret = pairing === undefined ? "the sender's secret" : "pairing";
  return [
    ...(verifier !== undefined && secretFrom === "sender" ? [secret] : []),
    ...(signsUrl === true ? ["public_url"] : []),
    ...(asksToken ? ["verify_token"] : []),
  ];
}
