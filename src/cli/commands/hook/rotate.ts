import { WakehookError } from "../../../core/records/errors.ts";
import { fingerprint } from "../../../core/secrets/fingerprint.ts";
import type { Command, CommandContext } from "../../command.ts";
import { hookIdOf } from "../../../settings/edit/hook-id.ts";
import { neededArg, type Input } from "../../input.ts";
import { rotateSecret } from "../../../settings/edit/rotate-secret.ts";
import { readNamedFile } from "../../verify/read-body.ts";
import { dateAndTime, parseSpan } from "../../terminal/when.ts";

/** `wakehook hook rotate`. */
export const hookRotate: Command = {
  args: [["<hook>", "its id"]],
  options: [
    ["--keep <time>", "how long the old secret is taken too, as 30m, 24h, 7d (default: 24h)"],
    ["--secret <file>", "the new one, where the sender makes it: a file, or - for standard input"],
  ],
  details:
    "The new secret is shown once; paste it at the sender before the old one stops.\nOnly a sender preset's secret can overlap: an old bearer token or hmac_secret stops at once.",
  examples: ["wakehook hook rotate github-site", "wakehook hook rotate github-site --keep 1h"],
  async run(context, input) {
    const { out } = context;
    const id = hookIdOf(neededArg(input, 0, "the hook's id"));
    const given = { secret: await givenSecret(context, input), keepMs: keepMs(input) };
    const rotated = await rotateSecret(context, id, given);
    const { field, secret, until } = rotated;
    const wire = {
      id,
      field,
      secret,
      fingerprint: fingerprint(secret),
      ...(until === null ? {} : { previous_secret_until: new Date(until).toISOString() }),
    };
    out.result(wire, () => [secret]);
    out.notice(`the new ${field} of ${id} is shown once, above; paste it at the sender`);
    const end = until === null ? "is no longer taken" : `is taken until ${dateAndTime(until)}`;
    out.notice(`the old one ${end}`);
  },
};

async function givenSecret({ stdin }: CommandContext, input: Input): Promise<string | null> {
  const file = input.text("secret");
  if (file === undefined) return null;
  const given = (await readNamedFile(stdin, file, "--secret")).toString("utf8").trim();
  if (given !== "") return given;
  throw new WakehookError("usage", "--secret: the file is empty");
}

function keepMs(input: Input): number {
  const typed = input.text("keep") ?? "24h";
  const ms = parseSpan(typed);
  if (ms !== null) return ms;
  throw new WakehookError("usage", `--keep "${typed}" is no time`, {
    hint: "write 30m, 24h or 7d",
  });
}
