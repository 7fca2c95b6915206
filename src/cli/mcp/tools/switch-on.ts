import { WakehookError } from "../../../core/records/errors.ts";
import type { AdminClient } from "../../daemon/admin-client.ts";
import type { AskOwner, OwnerAnswer } from "../ask-owner.ts";
import { record, type Fields } from "../record-text.ts";
import { switchQuestion } from "../switch-question.ts";
import type { ToolAnswer, ToolDeps } from "../tool.ts";

const REFUSALS: Readonly<Record<Exclude<OwnerAnswer, "yes">, string>> = {
  no: "its owner did not agree: it stays off",
  dismissed: "its owner closed the question without an answer: it stays off",
  silent: "nobody answered: it stays off",
};

/**
 * Switches a hook on if its owner says so, as it was shown and no other: what somebody writes into it while they read
 * makes it another one.
 */
export async function switchOn(
  { connect, ask }: Pick<ToolDeps, "connect"> & { readonly ask: AskOwner },
  id: string,
  shown: Fields,
): Promise<ToolAnswer> {
  const entry = record(shown["entry"]);
  const version = shown["version"];
  if (entry["enabled"] !== false) return { words: [`The hook ${id} is on already.`] };
  const question = switchQuestion(id, entry);
  if (question === null || typeof version !== "string")
    throw staysOff(id, `the hook ${id} is too long to be shown in a question`);
  await refuseInVain(await connect(), id);
  const answer = await ask(question);
  if (answer !== "yes") throw staysOff(id, `the hook ${id}: ${REFUSALS[answer]}`);
  // Found anew: the daemon may have been started again meanwhile.
  const body = { fields: { enabled: true }, version };
  const changed = await (await connect()).post(`/hooks/${encodeURIComponent(id)}`, body);
  return { words: [`Its owner agreed: the hook ${id} is on.`], facts: changed };
}

/** Nobody is asked for what the token could not do afterwards. */
async function refuseInVain(client: AdminClient, id: string): Promise<void> {
  const { scopes } = record(await client.get("/whoami"));
  if (Array.isArray(scopes) && scopes.includes("hooks:write")) return;
  throw staysOff(id, "the token of this server lacks the scope hooks:write");
}

function staysOff(id: string, message: string): WakehookError {
  return new WakehookError("refused", message, {
    hint: `nothing was changed; the owner can run: wakehook hook enable ${id}`,
  });
}
