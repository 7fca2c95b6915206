import { WakehookError } from "../../core/records/errors.ts";
import { resolveSecret } from "../../settings/load/secrets.ts";
import type { Command, CommandContext } from "../command.ts";

/** `wakehook mcp`. */
export const mcp: Command = {
  options: [
    [
      "--token <place>",
      "use a named token, and do no more than its scopes: env:NAME, file:/path, or the token itself",
    ],
  ],
  details:
    "An agent program starts this and speaks MCP with it over standard input and output.\nIts tools list, show, add, change and test hooks, list, search, show, explain and replay deliveries, and show runs.\nHooks that it adds are off. Where the program can show a question, you are asked before one is switched on; what gives a hook more power is refused with the command that you run.\nWithout --token it may do what you may. Make one: wakehook token create --scope read --name agent --expires 30d",
  examples: [
    "claude mcp add wakehook -- wakehook mcp",
    "wakehook mcp --token file:/home/you/.config/wakehook-token",
  ],
  async run(context, input) {
    const written = input.text("token");
    if (written === "")
      throw new WakehookError("usage", "--token is empty", {
        hint: "leave it out, or name a token",
      });
    if (context.terminal !== null)
      context.out.notice("agent programs start this: it speaks MCP here; Ctrl-C ends it");
    const { serveMcp } = await import("../mcp/serve.ts");
    await serveMcp({ context, token: () => tokenOf(context, written) });
  },
};

async function tokenOf(
  { environment }: CommandContext,
  written: string | undefined,
): Promise<string | undefined> {
  if (written === undefined) return undefined;
  const { value, problems } = await resolveSecret(written, environment, {
    file: "the command line",
    field: "--token",
  });
  if (value !== null) return value.trim();
  throw new WakehookError("refused", problems[0]?.message ?? "--token names no token", {
    hint: "start wakehook mcp with a --token that is there",
  });
}
