// ngrok. Its log as JSON on standard output, its errors by their codes: https://ngrok.com/docs/errors

import path from "node:path";
import type { ExposeOf } from "../core/settings/expose.ts";
import { readPath } from "../core/events/json-path.ts";
import type { ExposeProgram, Fault, Invocation, Order, Told } from "./program.ts";

const POLICY = "ngrok-policy.json";
/** As Go writes that there was none. */
const NO_ERROR = "<nil>";
const NEWEST = "ngrok update";
const LOG_IN =
  "ngrok config add-authtoken TOKEN, from https://dashboard.ngrok.com/get-started/your-authtoken";
const LINK_UP = /^(?:client session established|tunnel session started)$/;
const LINK_DOWN = /^(?:failed to reconnect session|session clos(?:ed|ing))/;

/** By ngrok's own codes. */
const CODES: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  "105": ["ngrok does not know its authtoken", LOG_IN],
  "107": ["ngrok's authtoken is not valid any more", LOG_IN],
  "4018": ["ngrok is not logged in", LOG_IN],
  "108": [
    "this account runs as many ngrok agents as it may",
    "stop the other one: https://dashboard.ngrok.com/agents",
  ],
  "120": ["this ngrok is too old", NEWEST],
  "121": ["this ngrok is too old", NEWEST],
  "320": ["the domain is reserved for another account", "https://dashboard.ngrok.com/domains"],
  "334": [
    "the address is in use already: another ngrok of this account serves it",
    "stop the other one: https://dashboard.ngrok.com/endpoints",
  ],
};

/** Its row. */
export const ngrok: ExposeProgram<ExposeOf<"ngrok">> = {
  title: "ngrok",
  executable: "ngrok",
  install: "install it: https://ngrok.com/download",
  update: NEWEST,
  oldest: [3, 16],
  environmentNames: ["NGROK_AUTHTOKEN"],
  question: ["version"],
  readAnswer: ({ stdout }) => ({
    version: /ngrok version (\d+(?:\.\d+)+)/.exec(stdout)?.[1] ?? null,
    fault: null,
  }),
  refuse: () => null,
  compile,
  readLine,
};

/** Only /hooks/ is let through, and nothing of it is kept in ngrok's own inspector. */
function compile({ settings, token, target, folder }: Order<ExposeOf<"ngrok">>): Invocation {
  const policy = {
    on_http_request: [
      {
        expressions: ["!req.url.path.startsWith('/hooks/')"],
        actions: [{ type: "deny", config: { status_code: 404 } }],
      },
    ],
  };
  const { domain } = settings;
  return {
    parameters: [
      "http",
      target,
      "--log=stdout",
      "--log-format=json",
      "--log-level=info",
      "--inspect=false",
      `--traffic-policy-file=${path.join(folder, POLICY)}`,
      ...(domain === undefined ? [] : [`--url=https://${domain}`]),
    ],
    files: { [POLICY]: JSON.stringify(policy) },
    ...(token === null ? {} : { environment: { NGROK_AUTHTOKEN: token } }),
  };
}

function readLine(line: string): Told | null {
  const record = parsed(line);
  const said = readPath(record, "msg");
  const message = typeof said === "string" ? said : "";
  const url = readPath(record, "url");
  if (message === "started tunnel" && typeof url === "string")
    return { url, link: { id: "session", isUp: true } };
  if (LINK_UP.test(message)) return { link: { id: "session", isUp: true } };
  const error = readPath(record, "err");
  const why = typeof error === "string" && error !== NO_ERROR ? error : "";
  const fault = faultIn(record === null ? line : why);
  if (!LINK_DOWN.test(message)) return fault === null ? null : { fault };
  const link = { id: "session", isUp: false };
  return why === "" ? { link } : { link, fault: fault ?? unreachable(why) };
}

/** It tries again by itself, and says no more than this. */
function unreachable(why: string): Fault {
  const message = `ngrok does not reach its service: ${firstLine(why)}`;
  return { needsOwner: false, message };
}

function firstLine(text: string): string {
  return (/^[^\r\n]{1,200}/.exec(text)?.[0] ?? "").trim();
}

function faultIn(text: string): Fault | null {
  if (/unknown flag|flag provided but not defined/.test(text))
    return {
      needsOwner: true,
      message: "this ngrok does not know its arguments: it is too old",
      hint: NEWEST,
    };
  const code = /\bERR_NGROK_(\d+)\b/.exec(text)?.[1];
  if (code === undefined) return null;
  const known = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  const [message, hint] = known ?? [
    `ngrok refuses: ${firstLine(text)}`,
    `https://ngrok.com/docs/errors/err_ngrok_${code}`,
  ];
  return { needsOwner: true, message: `${message} (ERR_NGROK_${code})`, hint };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
