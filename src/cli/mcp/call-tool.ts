// In: a tool's name and arguments. Out: its answer as text, or words about what went wrong; never an exception, so that
// one call cannot end the server.

import { WakehookError } from "../../core/records/errors.ts";
import { createMask } from "../../core/secrets/mask.ts";
import { nearestName } from "../../core/text/nearest.ts";
import { adminTokenValue } from "../../settings/access/admin-token-value.ts";
import { readSettings } from "../../settings/read.ts";
import { connectAdmin } from "../daemon/admin-client.ts";
import type { CommandContext } from "../command.ts";
import type { AskOwner } from "./ask-owner.ts";
import { answerText, errorText } from "./answer-text.ts";
import { readArguments } from "./read-arguments.ts";
import { TOOLS } from "./tools/table.ts";

/** A tool's answer for the protocol. */
export interface CallResult {
  readonly content: Array<{ type: "text"; text: string }>;
  readonly isError?: true;
}

/** What this needs. */
export interface CallDeps {
  readonly context: CommandContext;
  /** The named token, read anew at each call; undefined: the home's own is used. */
  readonly token: () => Promise<string | undefined>;
}

/** One call as the protocol has it. */
export interface ToolCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Asks the owner; null: this program cannot. */
  readonly ask: AskOwner | null;
}

/** Calls one tool. */
export async function callTool({ context, token }: CallDeps, call: ToolCall): Promise<CallResult> {
  let mask = (text: string): string => text;
  try {
    const tool = Object.hasOwn(TOOLS, call.name) ? TOOLS[call.name] : undefined;
    if (tool === undefined) throw noSuchTool(call.name);
    const args = readArguments(call.args, tool.parameters);
    const given = await token();
    mask = await maskOf(context, given);
    const connect = () => connectAdmin(context.paths, given);
    const { ask: askOwner } = call;
    const ask = askOwner === null ? null : (question: string) => askOwner(mask(question));
    const answer = await tool.run({ context, connect, isScoped: given !== undefined, ask }, args);
    return { content: [{ type: "text", text: answerText({ ...context, mask }, answer) }] };
  } catch (error) {
    return { content: [{ type: "text", text: errorText({ mask }, error) }], isError: true };
  }
}

/** The daemon masks its answers; bodies come as bytes, and are masked here. */
async function maskOf(
  { paths, environment }: CommandContext,
  given: string | undefined,
): Promise<(text: string) => string> {
  const { secretValues } = await readSettings(paths, environment);
  const adminToken = await adminTokenValue(paths.adminTokenFile);
  return createMask([...secretValues, adminToken ?? "", given ?? ""]);
}

function noSuchTool(name: string): WakehookError {
  const names = Object.keys(TOOLS);
  const nearest = nearestName(name, names);
  return new WakehookError("not_found", `there is no tool ${JSON.stringify(name.slice(0, 80))}`, {
    hint: nearest === undefined ? `there are ${names.join(", ")}` : `did you mean ${nearest}?`,
  });
}
