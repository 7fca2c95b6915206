// Whether the public URL of each hook leads to the daemon of this home: a request that makes no delivery.

import { askPublicUrl } from "../../canary/ask-public-url.ts";
import { publicUrlOf } from "../../core/settings/public-url.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { LoadedHook, SettingsSnapshot } from "../../core/settings/settings.ts";
import { findSource } from "../../sources/table.ts";
import { readSecretFile } from "../../system/secret-file.ts";
import type { CommandContext } from "../command.ts";
import { findDaemon } from "../daemon/running-daemon.ts";
import { failed, type Finding } from "./finding.ts";

const CHECK = "public";
const NONCE_BYTES = 16;

/** One finding per hook that takes deliveries; one for all where the question makes no sense. */
export async function checkPublicUrls(
  context: CommandContext,
  { hooks, config }: SettingsSnapshot,
): Promise<Finding[]> {
  if ((await findDaemon(context.paths)) === null)
    return [note("no daemon runs that could answer", "wakehook start")];
  const asked = [...hooks.values()].flatMap((loaded) => {
    const url = loaded.hook?.enabled === true ? publicUrlOf(loaded.hook, config.webhooks) : null;
    return loaded.hook === null || url === null ? [] : [{ loaded, hook: loaded.hook, url }];
  });
  if (asked.length === 0)
    return [
      note(
        "no hook has a public URL that is known here",
        "wakehook config set webhooks.public_base_url https://...",
      ),
    ];
  try {
    const key = Buffer.from(
      await readSecretFile({ file: context.paths.markKeyFile, what: "key of run marks" }),
    );
    return await Promise.all(asked.map((one) => ask(context, key, one)));
  } catch (thrown) {
    return [failed(CHECK, thrown, "refused")];
  }
}

async function ask(
  { clock, randomness }: CommandContext,
  key: Uint8Array,
  { loaded, hook, url }: { readonly loaded: LoadedHook; readonly hook: Hook; readonly url: string },
): Promise<Finding> {
  const source = findSource(hook.source);
  if (source === undefined)
    return note(`${hook.id}: its source is not known`, "wakehook hook check");
  const random = randomness.bytes(NONCE_BYTES);
  const { home, text } = await askPublicUrl({ loaded, source, url, key, now: clock.now(), random });
  const message = `${hook.id}: ${text}`;
  return home
    ? { check: CHECK, level: "ok", message }
    : { check: CHECK, level: "error", message, code: "refused" };
}

function note(message: string, hint: string): Finding {
  return { check: CHECK, level: "note", message, hint };
}
