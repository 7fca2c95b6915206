// In: how a program is to make the hooks reachable. Out: that stands in config.json, and the daemon has begun with it.

import { WakehookError } from "../../../core/records/errors.ts";
import { isReference } from "../../../settings/edit/secret-fields.ts";
import type { Command } from "../../command.ts";
import { beginToExpose } from "../../expose/begin.ts";
import type { Input } from "../../input.ts";

const REPLACE: readonly [string, string] = [
  "--replace-url",
  "let its address take the place of a webhooks.public_base_url that you wrote",
];
const TOKEN =
  "file:/path or env:NAME of the token; an argument is read by everybody on the machine";
const NEEDS =
  "The program must be installed and logged in; wakehook starts it, watches it, and ends it with the daemon.\nOnly /hooks is reachable, never the admin listener. Its address is kept as webhooks.public_base_url.\nExit code 6 where something needs you first: the answer says what.";

/** `wakehook expose cloudflared`. */
export const exposeCloudflared: Command = {
  options: [
    ["--tunnel <name>", "a tunnel of yours; without one the address is another at every start"],
    ["--domain <host>", "the host name that was routed to the tunnel"],
    ["--token <place>", `of a tunnel that is managed in Cloudflare's dashboard: ${TOKEN}`],
    REPLACE,
  ],
  details: NEEDS,
  examples: [
    "wakehook expose cloudflared",
    "wakehook expose cloudflared --tunnel wakehook --domain hooks.example.org",
  ],
  run(context, input) {
    const [tunnel, domain] = [input.text("tunnel"), input.text("domain")];
    const token = tokenOf(input);
    if (domain === undefined && (tunnel !== undefined || token !== undefined))
      throw new WakehookError("usage", "a tunnel of yours does not tell its address", {
        hint: "give the host name that was routed to it: --domain HOST",
      });
    if (domain !== undefined && tunnel === undefined && token === undefined)
      throw new WakehookError("usage", "a domain of yours needs a tunnel of yours", {
        hint: "cloudflared tunnel create wakehook, then --tunnel wakehook; or --token",
      });
    return beginToExpose(context, input, { program: "cloudflared", tunnel, domain, token });
  },
};

/** `wakehook expose tailscale`. */
export const exposeTailscale: Command = {
  options: [["--port <number>", "the port outside: 443 (default), 8443 or 10000"], REPLACE],
  details: NEEDS,
  examples: ["wakehook expose tailscale", "wakehook expose tailscale --port 8443"],
  run(context, input) {
    const port = input.whole("port", { min: 1, max: 65_535 });
    return beginToExpose(context, input, { program: "tailscale", https_port: port });
  },
};

/** `wakehook expose ngrok`. */
export const exposeNgrok: Command = {
  options: [
    ["--domain <host>", "a domain of your account; without one ngrok gives one"],
    ["--token <place>", `the authtoken, where ngrok has none of its own: ${TOKEN}`],
    REPLACE,
  ],
  details: NEEDS,
  examples: ["wakehook expose ngrok", "wakehook expose ngrok --domain desk.ngrok.app"],
  run(context, input) {
    const [domain, token] = [input.text("domain"), tokenOf(input)];
    return beginToExpose(context, input, { program: "ngrok", domain, token });
  },
};

function tokenOf(input: Input): string | undefined {
  const token = input.text("token");
  if (token === undefined || isReference(token)) return token;
  throw new WakehookError("usage", "a token is no argument: everybody on the machine reads those", {
    hint: "put it into a file of yours, and give --token file:/PATH; or --token env:NAME",
  });
}
