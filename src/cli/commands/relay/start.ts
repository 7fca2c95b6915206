import { relayPaths } from "../../../relay/paths.ts";
import type { Relay } from "../../../relay/relay.ts";
import type { Command, CommandContext } from "../../command.ts";
import { toUrl } from "../../../core/settings/hook-url.ts";
import { reportRelayWarnings } from "../../relay/relay-problems.ts";

/** `wakehook relay start`. */
export const relayStart: Command = {
  options: [
    ["--host <address>", "listen there, whatever relay.json says"],
    ["--port <port>", "listen on this port, whatever relay.json says; 0 takes a free one"],
  ],
  details:
    "Needs no daemon on this machine. Ctrl-C or SIGTERM stops it; what waits stays on its disk.\nA second signal ends at once.",
  examples: ["wakehook relay start", "wakehook relay start --host 0.0.0.0 --port 443"],
  async run(context, input) {
    const { paths, environment, launch } = context;
    await reportRelayWarnings(context);
    const { runRelay } = await import("../../../relay/run-relay.ts");
    return runRelay({
      home: paths.root,
      environment,
      version: launch.version,
      host: input.text("host"),
      port: input.whole("port", { min: 0, max: 65_535 }),
      onReady: (relay) => sayReady(context, relay),
    });
  },
};

function sayReady({ out, paths }: CommandContext, relay: Relay): void {
  const { folder } = relayPaths(paths.root);
  const url = toUrl(relay.address).replace(/^http:/, relay.isTls ? "https:" : "http:");
  if (out.json) return out.record({ url, public_url: relay.publicUrl ?? null, folder });
  const outside = relay.publicUrl ?? url;
  out.lines([
    `${out.style("bold", "the relay is running")}, ${folder}`,
    `listens: ${url}`,
    `hooks:   ${outside}/<daemon>/hooks/<id>`,
    ...(relay.publicUrl === undefined
      ? ["its public address is not known: wakehook relay init --public-url https://..."]
      : []),
    "keys:    wakehook relay key add <daemon>",
    "watch:   wakehook relay list",
  ]);
}
