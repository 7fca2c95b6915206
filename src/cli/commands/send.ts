import { EXIT_CODES, WakehookError } from "../../core/records/errors.ts";
import type { LoadedHook } from "../../core/settings/settings.ts";
import type { Source } from "../../core/events/source.ts";
import { fixtureNames } from "../../fixtures/table.ts";
import { findSource } from "../../sources/table.ts";
import { connectAdmin, type AdminClient } from "../daemon/admin-client.ts";
import type { Command, CommandContext } from "../command.ts";
import { hookIdOf } from "../../settings/edit/hook-id.ts";
import { neededArg, type Input } from "../input.ts";
import { withProgress } from "../terminal/progress.ts";
import { readNamedFile } from "../verify/read-body.ts";
import { sampleRequest } from "../send/sample-request.ts";
import { editBody } from "../send/edit-body.ts";
import {
  changedBody,
  fixtureRequest,
  neededFixture,
  type OutgoingRequest,
} from "../send/fixture-request.ts";
import { answerWords } from "../send/answer-words.ts";
import { findHook } from "../send/find-hook.ts";
import { postSigned, type SentAnswer } from "../send/post-signed.ts";

/** `wakehook send`. */
export const send: Command = {
  args: [["[hook]", "the hook's id"]],
  options: [
    ["--fixture <name>", "an example event of a sender: github/issues.opened"],
    ["--list-fixtures", "print the names of all fixtures"],
    ["--file <file>", "the body: a file, or - for standard input"],
    ["--data <text>", "the body itself"],
    ["--set <path=value...>", "change the body: issue.title=Broken; may be given again"],
    ["--edit", "change the body in $EDITOR before it is sent"],
    ["--event <event>", "what it is, as issues.opened (default: the hook's first event)"],
    ["--header <header...>", 'a further header: "X-Name: value"; may be given again'],
    ["--signed", "sign it as its sender does and post it to the hook's own URL"],
    ["--key <file>", "for --signed: the private key or token, where the hook cannot sign itself"],
  ],
  details:
    "The event goes through the hook's chain, marked as a test; no signature is needed.\nWithout a body, a small one of the hook's sender is sent.\nWith --signed nothing marks it as a test: for the daemon it comes from the sender.",
  examples: [
    "wakehook send github-site",
    "wakehook send github-site --fixture github/issues.opened --set issue.title=Broken",
    "wakehook send github-site --fixture pull_request.merged --signed",
    "wakehook send github-site --event issues.labeled --file event.json",
    `wakehook send deploys --data '{"status": "failed"}'`,
  ],
  async run(context, input) {
    const { out } = context;
    if (input.flag("listFixtures") === true) return listFixtures(context);
    const id = hookIdOf(neededArg(input, 0, "the hook's id"));
    const loaded = await findHook(context, id);
    const source = findSource(loaded.hook?.source ?? "generic");
    if (source === undefined) throw new WakehookError("not_found", "the hook's source is unknown");
    const unique = `test-${context.randomness.bytes(8).toString("hex")}`;
    const request = await buildRequest(context, input, { loaded, source, unique });
    const sent =
      input.flag("signed") === true
        ? await sendSigned(context, input, { id, loaded, source, unique, request })
        : await sendTest(context, id, request);
    const accepted = typeof sent.status === "number" && sent.status < 300;
    out.result(sent, () => [answerWords(id, sent.status, sent.answer)]);
    if (accepted) out.notice("watch it with: wakehook tail");
    return accepted ? EXIT_CODES.done : EXIT_CODES.refused;
  },
};

interface Target {
  readonly loaded: LoadedHook;
  readonly source: Source;
  readonly unique: string;
}

async function listFixtures({ out }: CommandContext): Promise<number> {
  const names = await fixtureNames();
  out.result({ fixtures: names }, () => names);
  return EXIT_CODES.done;
}

async function sendTest(
  context: CommandContext,
  id: string,
  { headers, body }: OutgoingRequest,
): Promise<{ status?: unknown; answer?: unknown }> {
  const answer = await withProgress(context, "waiting for the daemon", async () => {
    const admin = await connectToday(context);
    return admin.post(`/hooks/${id}/send`, { body_base64: body.toString("base64"), headers });
  });
  return answer as { status?: unknown; answer?: unknown };
}

async function sendSigned(
  context: CommandContext,
  input: Input,
  order: Target & { readonly id: string; readonly request: OutgoingRequest },
): Promise<SentAnswer> {
  const file = input.text("key");
  const read = file === undefined ? null : await readNamedFile(context.stdin, file, "--key");
  const key = read?.toString("utf8").replace(/\r?\n$/, "");
  return withProgress(context, "waiting for the daemon", async () => {
    await connectToday(context);
    return postSigned(context, { ...order, key });
  });
}

/** The daemon, with the files as they are now in force: the hook may have been added a moment ago. */
async function connectToday({ paths }: CommandContext): Promise<AdminClient> {
  const admin = await connectAdmin(paths);
  await admin.post("/reload");
  return admin;
}

async function buildRequest(
  context: CommandContext,
  input: Input,
  target: Target,
): Promise<OutgoingRequest> {
  const { headers, body, isExample } = await unedited(context, input, target);
  const further = input.list("header").map(parseHeader);
  const edited = input.flag("edit") === true ? await editBody(context.environment, body) : body;
  return {
    headers: {
      ...headers,
      ...Object.fromEntries(further.map(([name, value]) => [name.toLowerCase(), value])),
    },
    body: edited,
    isExample,
  };
}

async function unedited(
  context: CommandContext,
  input: Input,
  { loaded, source, unique }: Target,
): Promise<OutgoingRequest> {
  requireOneBody(input);
  const fixture = input.text("fixture");
  const sets = input.list("set");
  if (fixture !== undefined)
    return fixtureRequest(source, await neededFixture(fixture, source), { unique, sets });
  const event = input.text("event");
  const sample = sampleRequest(source, event === undefined ? loaded.hook?.events : [event], unique);
  const given = await givenBody(context, input);
  const body = given ?? Buffer.from(sample.body);
  const headers = sample.headers.map(([name, value]) => [name.toLowerCase(), value]);
  return {
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: sets.length === 0 ? body : changedBody(body, sets),
    isExample: given === null,
  };
}

function requireOneBody(input: Input): void {
  const [first, second] = ["fixture", "file", "data"].filter(
    (name) => input.text(name) !== undefined,
  );
  if (second !== undefined)
    throw new WakehookError("usage", `--${first} and --${second} are both given`, {
      hint: "give one",
    });
  if (first === "fixture" && input.text("event") !== undefined)
    throw new WakehookError("usage", "--fixture and --event are both given", {
      hint: "a fixture says itself what it is",
    });
}

async function givenBody(context: CommandContext, input: Input): Promise<Buffer | null> {
  const file = input.text("file");
  const data = input.text("data");
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
