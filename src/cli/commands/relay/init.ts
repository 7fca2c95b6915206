import path from "node:path";
import { problemText } from "../../../core/settings/problem.ts";
import { WakehookError } from "../../../core/records/errors.ts";
import { relayPaths } from "../../../relay/paths.ts";
import { ensureRelayFolder } from "../../../relay/running.ts";
import { RELAY_FIELDS, RelayConfig } from "../../../core/settings/relay-config.ts";
import { problemsOf } from "../../../settings/check/issue-words.ts";
import { readJsonFile } from "../../../settings/edit/json-file.ts";
import { writeVerified } from "../../../settings/edit/write.ts";
import type { Command } from "../../command.ts";
import type { Input } from "../../input.ts";

/** `wakehook relay init`. */
export const relayInit: Command = {
  options: [
    ["--public-url <url>", "how the outside reaches it: https://relay.example.org"],
    ["--tls-cert <file>", "its own certificate, PEM; without one it speaks plain HTTP to a proxy"],
    ["--tls-key <file>", "the certificate's key, PEM"],
    ["--host <address>", "address of the listener"],
    ["--port <port>", "port of the listener"],
  ],
  details: "Safe to repeat: what is not given stays as it is.",
  examples: [
    "wakehook relay init --public-url https://relay.example.org",
    "wakehook relay init --public-url https://relay.example.org --host 0.0.0.0 --port 443 --tls-cert /etc/relay/cert.pem --tls-key /etc/relay/key.pem",
  ],
  async run({ paths, out, launch }, input) {
    const files = relayPaths(paths.root);
    await ensureRelayFolder(paths.root, files);
    const before = await readJsonFile(files.configFile);
    if (before.kind === "broken")
      throw new WakehookError("settings_invalid", problemText(before.problem), {
        hint: "mend relay.json first; nothing was changed",
      });
    const schema = path.join(path.dirname(launch.script), "..", "docs/schema/relay.schema.json");
    const chosen = given(input);
    const written =
      before.kind === "missing" ? { $schema: schema, ...behindProxy(chosen) } : before.value;
    const after = { ...written, ...chosen };
    refuseWrong(after);
    await writeVerified(
      files.configFile,
      `${JSON.stringify(after, null, 2)}\n`,
      before.kind === "missing" ? null : before.bytes,
    );
    out.result({ file: files.configFile, settings: after }, () => [`wrote ${files.configFile}`]);
    out.notice("next: wakehook relay key add <daemon>, then wakehook relay start");
  },
};

/** Without a certificate of its own it listens on this machine, where a proxy is in front of it. */
function behindProxy({ tls, host }: Record<string, unknown>): Record<string, unknown> {
  return tls === undefined && host === undefined ? { trusted_proxies: ["127.0.0.1", "::1"] } : {};
}

function given(input: Input): Record<string, unknown> {
  const url = input.text("publicUrl");
  const host = input.text("host");
  const port = input.whole("port", { min: 0, max: 65_535 });
  const cert = input.text("tlsCert");
  const key = input.text("tlsKey");
  if ((cert === undefined) !== (key === undefined))
    throw new WakehookError("usage", "--tls-cert and --tls-key belong together", {
      hint: "give both files, or none where a proxy has the certificate",
    });
  return {
    ...(url !== undefined && { public_url: url }),
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(cert !== undefined &&
      key !== undefined && { tls: { cert: path.resolve(cert), key: path.resolve(key) } }),
  };
}

function refuseWrong(written: Record<string, unknown>): void {
  const { $schema: _, ...raw } = written;
  const parsed = RelayConfig.safeParse(raw);
  if (parsed.success) return;
  const checked = { place: { file: "relay.json" }, shape: RELAY_FIELDS, raw };
  const problems = problemsOf(checked, parsed.error.issues);
  throw new WakehookError("settings_invalid", problems.map(problemText).join("\n"), {
    hint: "nothing was changed",
  });
}
