// Cloudflare Tunnel. Its log on standard error: https://github.com/cloudflare/cloudflared, cmd/cloudflared/tunnel

import path from "node:path";
import type { ExposeOf } from "../core/settings/expose.ts";
import { findFault, type FaultRow } from "./find-fault.ts";
import type { ExposeProgram, Invocation, Order, Told } from "./program.ts";

/** Requests that go on when it is stopped. */
const GRACE = "2s";
const CONFIG = "cloudflared.json";
const QUICK_URL = /\|\s+(https:\/\/[a-z0-9-]+\.trycloudflare\.com)\s+\|/;
const LINK_UP = /\bRegistered tunnel connection\b|\bConnection \S+ registered\b/;
const LINK_DOWN = /\bUnregistered tunnel connection\b|\bRetrying connection\b/;

const FAULTS: readonly FaultRow[] = [
  {
    when: /Error locating origin cert|Cannot determine default origin certificate path/,
    say: () => "cloudflared is not logged in",
    hint: "cloudflared tunnel login",
  },
  {
    when: /(\S+) is neither the ID nor the name of any of your tunnels/,
    say: ([, name]) => `this account has no tunnel ${name}`,
    hint: "cloudflared tunnel list; cloudflared tunnel create NAME",
  },
  {
    when: /credentials file .*(?:doesn't exist|not found|is not a file)/i,
    say: () => "the tunnel's credentials are not on this machine",
    hint: "create the tunnel here, or give its token: wakehook expose cloudflared --token file:/PATH --domain HOST",
  },
  {
    when: /Provided Tunnel token is not valid/,
    say: () => "the tunnel's token is not valid",
    hint: "copy it from Cloudflare's dashboard once more",
  },
  {
    when: /Unauthorized: ([^"]{1,120})/,
    say: ([, why]) => `Cloudflare refuses the tunnel: ${why}`,
    hint: "cloudflared tunnel list; with a token: copy it from Cloudflare's dashboard once more",
  },
  {
    when: /429 Too Many Requests|error code: 1015/,
    say: () => "Cloudflare gives this address no more tunnels without an account for now",
    hint: "wait some minutes, or use a tunnel of your own: --tunnel NAME --domain HOST",
  },
  {
    when: /flag provided but not defined|Incorrect Usage/,
    say: () => "this cloudflared does not know its arguments: it is too old",
    hint: "cloudflared update",
  },
  {
    when: /failed to request quick Tunnel: (.{1,200})/,
    say: ([, why]) => `Cloudflare could not be asked for a tunnel: ${why}`,
    isPassing: true,
  },
  {
    when: /\bERR\b.*\berror="([^"]{1,200})/,
    say: ([, why]) => `cloudflared does not reach Cloudflare: ${why}`,
    isPassing: true,
  },
];

/** Its row. */
export const cloudflared: ExposeProgram<ExposeOf<"cloudflared">> = {
  title: "cloudflared",
  executable: "cloudflared",
  install:
    "install it: https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/downloads/",
  update: "cloudflared update",
  oldest: [2023, 1],
  environmentNames: ["TUNNEL_ORIGIN_CERT"],
  question: ["--version"],
  readAnswer: ({ stdout }) => ({
    version: /cloudflared version (\d+(?:\.\d+)+)/.exec(stdout)?.[1] ?? null,
    fault: null,
  }),
  refuse({ tunnel, token, domain }) {
    if (domain !== undefined || (tunnel === undefined && token === undefined)) return null;
    return {
      needsOwner: true,
      message: "expose.domain is not set: cloudflared does not say where a tunnel of yours leads",
      hint: "wakehook expose cloudflared --domain HOST, with the host name that was routed to it",
    };
  },
  compile,
  readLine,
};

/** The owner's own config.yml is never read: its rules might lead elsewhere. */
function compile({ settings, token, target, folder }: Order<ExposeOf<"cloudflared">>): Invocation {
  const { tunnel, domain } = settings;
  const always = ["tunnel", "--config", path.join(folder, CONFIG), "--no-autoupdate"];
  const start = [...always, "--grace-period", GRACE];
  const rules = [{ path: "^/hooks/", service: target }, { service: "http_status:404" }];
  const files = { [CONFIG]: JSON.stringify({ ingress: rules }) };
  const url = domain === undefined ? {} : { url: `https://${domain}` };
  if (token !== null)
    return { parameters: [...start, "run"], environment: { TUNNEL_TOKEN: token }, files, ...url };
  if (tunnel !== undefined) return { parameters: [...start, "run", tunnel], files, ...url };
  return { parameters: [...start, "--url", target], files };
}

function readLine(line: string): Told | null {
  const url = QUICK_URL.exec(line)?.[1];
  if (url !== undefined) return { url };
  const id = /\bconnIndex=(\d+)/.exec(line)?.[1] ?? "0";
  if (LINK_UP.test(line)) return { link: { id, isUp: true } };
  if (LINK_DOWN.test(line)) return { link: { id, isUp: false } };
  const fault = findFault(FAULTS, line);
  return fault === null ? null : { fault };
}
