// The secret of a subscription: the owner's own from a file, or one made here in the form that its scheme reads.

import { WakehookError } from "../../core/records/errors.ts";
import { newWebhookSecret } from "../../system/randomness.ts";
import type { CommandContext } from "../command.ts";
import type { Input } from "../input.ts";
import { readNamedFile } from "../verify/read-body.ts";

/** Reads `--secret`, or makes one. @throws WakehookError `usage`. */
export async function chooseSecret(
  { stdin, randomness }: CommandContext,
  input: Input,
  sign: unknown,
): Promise<string> {
  const file = input.text("secret");
  if (file === undefined) return newWebhookSecret(randomness, sign);
  const given = (await readNamedFile(stdin, file, "--secret")).toString("utf8").trim();
  if (given !== "") return given;
  throw new WakehookError("usage", "--secret: the file is empty");
}
