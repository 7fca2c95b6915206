import { EXIT_CODES, WakehookError } from "../../core/errors.ts";
import type { Hook } from "../../core/hook.ts";
import { findSource } from "../../sources/table.ts";
import { readSettings } from "../../settings/read.ts";
import { connectAdmin } from "../admin-client.ts";
import type { Command, CommandContext } from "../command.ts";
import { hookIdOf, noSuchHook } from "../hook-id.ts";
import { neededArg, type Input } from "../input.ts";
import { withProgress } from "../progress.ts";
import { readNamedFile } from "../read-body.ts";
import { sampleRequest } from "../sample-request.ts";

/** `wakehook send`. */
export const send: Command = {
  args: [["<hook>", "the hook's id"]],
  options: [
    ["--file <file>", "the body: a file, or - for standard input"],
    ["--data <text>", "the body itself"],
    ["--event <event>", "what it is, as issues.opened (default: the hook's first event)"],
    ["--header <header...>", 'a further header: "X-Name: value"; may be given again'],
  ],
  details:
    "The event goes through the hook's chain, marked as a test; no signature is needed.\nWithout a body, a small one of the hook's sender is sent.",
  examples: [
    "wakehook send github-site",
    "wakehook send github-site --event issues.labeled --file event.json",
    `wakehook send deploys --data '{"status": "failed"}'`,
  ],
  async run(context, input) {
    const { paths, out } = context;
    const id = hookIdOf(neededArg(input, 0, "the hook's id"));
    const { headers, body } = await buildRequest(context, input, await findHook(context, id));
    const admin = await connectAdmin(paths);
    const answer = (await withProgress(context, "waiting for the daemon", () =>
      admin.post(`/hooks/${id}/send`, { body_base64: body.toString("base64"), headers }),
    )) as { status?: unknown; answer?: unknown };
    const accepted = typeof answer.status === "number" && answer.status < 300;
    out.result(answer, () => [answerWords(id, answer.status, answer.answer)]);
    if (accepted) out.notice("watch it with: wakehook tail");
    return accepted ? EXIT_CODES.done : EXIT_CODES.refused;
  },
};

/** null: the entry has an error; the daemon says what it makes of it. */
async function findHook({ paths, environment }: CommandContext, id: string): Promise<Hook | null> {
  const { hooks } = await readSettings(paths, environment);
  const loaded = [...hooks.values()].find((one) => one.id === id);
  if (loaded === undefined) throw noSuchHook(id, [...hooks.keys()]);
  return loaded.hook;
}

async function buildRequest(
  context: CommandContext,
  input: Input,
  hook: Hook | null,
): Promise<{ headers: Record<string, string>; body: Buffer }> {
  const source = findSource(hook?.source ?? "generic");
  if (source === undefined) throw new WakehookError("not_found", "the hook's source is unknown");
  const event = input.text("event");
  const patterns = event === undefined ? hook?.events : [event];
  const unique = `test-${context.randomness.bytes(8).toString("hex")}`;
  const sample = sampleRequest(source, patterns, unique);
  const given = await givenBody(context, input);
  const list = [...sample.headers, ...input.list("header").map(parseHeader)];
  const headers = Object.fromEntries(list.map(([name, value]) => [name.toLowerCase(), value]));
  return { headers, body: given ?? Buffer.from(sample.body) };
}

async function givenBody(context: CommandContext, input: Input): Promise<Buffer | null> {
  const file = input.text("file");
  const data = input.text("data");
  if (file !== undefined && data !== undefined)
    throw new WakehookError("usage", "--file and --data are both given", { hint: "give one" });
  if (data !== undefined) return Buffer.from(data);
  return file === undefined ? null : readNamedFile(context.stdin, file, "--file");
}

function parseHeader(text: string): [string, string] {
  const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new WakehookError("usage", `--header "${text}" is no header`, {
    hint: 'write it as "X-Name: value"',
  });
}

function answerWords(id: string, status: unknown, answer: unknown): string {
  const { delivery_id: delivery, error } = (answer ?? {}) as Record<string, unknown>;
  if (typeof delivery === "string") return `${id} answered ${String(status)}: ${delivery}`;
  return `${id} answered ${String(status)}: ${typeof error === "string" ? error : JSON.stringify(answer)}`;
}
