import { EXIT_CODES, WakehookError } from "../../core/records/errors.ts";
import type { HeaderList } from "../../core/records/delivery.ts";
import { readSettings } from "../../settings/read.ts";
import type { SignedRequest, Verification } from "../../signing/verify.ts";
import { fields } from "../terminal/columns.ts";
import type { Command, CommandContext } from "../command.ts";
import { neededSource } from "../settings/find-source.ts";
import { hookIdOf, noSuchHook } from "../../settings/edit/hook-id.ts";
import type { Input } from "../input.ts";
import { parseHeaders } from "../verify/parse-headers.ts";
import { printableLine } from "../terminal/printable.ts";
import { readNamedFile } from "../verify/read-body.ts";
import { judgeItem } from "../verify/verify-batch.ts";
import { judgeByHook, judgeBySource } from "../verify/verify-request.ts";

/** `wakehook verify`. */
export const verify: Command = {
  options: [
    ["--hook <id>", "judge as this hook would, with its secrets"],
    ["--source <name>", "judge by this preset"],
    ["--secret <text>", "the sender's secret, or - for standard input"],
    ["--headers <file>", "the headers: a JSON object or lines `Name: value`"],
    ["--header <header...>", 'one header: "X-Name: value"; may be given again'],
    ["--body <file>", "the raw body; - for standard input"],
    ["--method <name>", "the request's method (default: POST)"],
    ["--url <url>", "the URL as registered with the sender, where it is signed"],
    ["--certificate <file>", "the sender's certificate (PEM), for aws-sns and paypal"],
    ["--at <time>", "the time to judge by: unix seconds, or 2026-01-31T12:00:00Z (default: now)"],
    [
      "--batch <file>",
      "judge many: a JSON list of {provider, secret, headers, rawBodyBase64, url?, method?, certPem?, now?}",
    ],
  ],
  details:
    "Says accepted (exit code 0), or which step refused the request and why (exit code 6).\nWith --batch: one JSON line each, {index, valid, reason}; exit code 0 when all could be judged.",
  examples: [
    "wakehook verify --source github --secret s3cret --headers headers.txt --body body.json",
    "wakehook delivery show 01k9 --body | wakehook verify --hook github-site --header 'x-hub-signature-256: sha256=...' --body -",
    "wakehook verify --batch requests.json",
  ],
  async run(context, input) {
    const batch = input.text("batch");
    if (batch !== undefined) return judgeBatch(context, batch);
    const nowMs = timeOf(context, input);
    const request = await readRequest(context, input);
    const verification = await judge(context, input, { request, nowMs });
    const { out } = context;
    const { ok: valid, ...rest } = verification;
    out.result({ valid, ...rest }, () => explain(verification));
    return valid ? EXIT_CODES.done : EXIT_CODES.refused;
  },
};

async function judge(
  context: CommandContext,
  input: Input,
  given: { request: SignedRequest; nowMs: number },
): Promise<Verification> {
  const { request, nowMs } = given;
  const secret = await readSecret(context, input);
  const hook = input.text("hook");
  if (hook !== undefined) {
    const { hooks } = await readSettings(context.paths, context.environment);
    const loaded = hooks.get(hookIdOf(hook));
    if (loaded === undefined) throw noSuchHook(hook, [...hooks.keys()]);
    return judgeByHook(loaded, request, secret, nowMs);
  }
  const source = input.text("source");
  if (source === undefined || secret === undefined)
    throw new WakehookError("usage", "what to judge by is missing", {
      hint: "give --hook ID, or --source NAME and --secret TEXT",
    });
  return judgeBySource(neededSource(source), request, secret, nowMs);
}

async function readSecret({ stdin }: CommandContext, input: Input): Promise<string | undefined> {
  const secret = input.text("secret");
  if (secret !== "-") return secret;
  if (input.text("body") === "-")
    throw new WakehookError("usage", "secret and body cannot both come from standard input");
  return (await readNamedFile(stdin, "-", "--secret")).toString().replace(/\r?\n$/, "");
}

async function readRequest(context: CommandContext, input: Input): Promise<SignedRequest> {
  const body = input.text("body");
  if (body === undefined)
    throw new WakehookError("usage", "the body is missing", { hint: "give --body FILE, or -" });
  const file = input.text("headers");
  const text =
    file === undefined
      ? ""
      : (await readNamedFile(context.stdin, file, "--headers")).toString("latin1");
  const lists = [text, input.list("header").join("\n")].map(parseHeaders);
  if (lists.includes(null))
    throw new WakehookError("usage", "the headers cannot be read", {
      hint: 'write a JSON object, or lines "Name: value"',
    });
  const headers: HeaderList = lists.flatMap((list) => list ?? []);
  return {
    method: input.text("method") ?? "POST",
    url: input.text("url") ?? "",
    headers,
    body: await readNamedFile(context.stdin, body, "--body"),
    certificatePem: await readCertificate(context, input),
  };
}

async function readCertificate(
  { stdin }: CommandContext,
  input: Input,
): Promise<string | undefined> {
  const file = input.text("certificate");
  if (file === undefined) return undefined;
  return (await readNamedFile(stdin, file, "--certificate")).toString("utf8");
}

function timeOf({ clock }: CommandContext, input: Input): number {
  const typed = input.text("at");
  if (typed === undefined) return clock.now();
  const at = /^\d+(\.\d+)?$/.test(typed) ? Number(typed) * 1000 : Date.parse(typed);
  if (!Number.isNaN(at)) return at;
  throw new WakehookError("usage", `--at "${typed}" is no time`, {
    hint: "write unix seconds, or 2026-01-31T12:00:00Z",
  });
}

function explain(verification: Verification): string[] {
  if (verification.ok)
    return [verification.keyIndex === 0 ? "accepted" : "accepted, by the previous secret"];
  const { step, reason, expected, seen, mend } = verification;
  return [
    `refused at the step: ${step}`,
    ...fields([
      ["why", printableLine(reason, 1000)],
      ["expected", printableLine(expected ?? "", 1000)],
      ["seen", printableLine(seen ?? "", 1000)],
      ["to mend it", printableLine(mend ?? "", 1000)],
    ]),
  ];
}

async function judgeBatch({ stdin, clock, out }: CommandContext, file: string): Promise<number> {
  const text = (await readNamedFile(stdin, file, "--batch")).toString("utf8");
  let items: unknown;
  try {
    items = JSON.parse(text);
  } catch (error) {
    throw new WakehookError("usage", `--batch: ${file} is not JSON`, { cause: error });
  }
  if (!Array.isArray(items)) throw new WakehookError("usage", `--batch: ${file} holds no list`);
  const nowMs = clock.now();
  let unjudged = 0;
  for (const [index, item] of items.entries()) {
    const { verdict, judged } = judgeItem(item, index, nowMs);
    out.record(verdict);
    if (!judged) unjudged += 1;
  }
  if (unjudged === 0) return EXIT_CODES.done;
  out.notice(`${unjudged} of ${items.length} could not be judged`);
  return EXIT_CODES.usage;
}
