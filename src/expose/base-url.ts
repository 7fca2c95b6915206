// In: the address at which the hook listener is reachable now. Out: it stands in config.json as webhooks.public_base_url,
// unless the owner has written one there: what was written here before is known by a note beside.

import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { getPath, withPath } from "../core/settings/dotted-path.ts";

type Json = Record<string, unknown>;
const FIELD = ["webhooks", "public_base_url"];
/** Enough for an address that was noted, and not yet written when the daemon was killed. */
const MOST_NOTED = 4;

/** What this needs of the settings. */
export interface BaseUrlDeps {
  readonly folder: string;
  /** Changes config.json under its lock. @throws WakehookError */
  readonly changeConfig: (change: (config: Json) => Json) => Promise<unknown>;
  /** Puts what stands in the files in force. */
  readonly reload: () => Promise<void>;
}

/** The one address. */
export interface BaseUrl {
  /**
   * `kept`: the owner's own stays. `replaced`: another one that was written here.
   * @throws WakehookError where config.json cannot be changed.
   */
  put(url: string): Promise<{
    readonly kind: "written" | "kept";
    readonly replaced: string | null;
  }>;
  /** Takes it out again, where it is not the owner's. @throws WakehookError */
  remove(): Promise<void>;
}

/** Opens it; nothing is read yet. */
export function createBaseUrl({ folder, changeConfig, reload }: BaseUrlDeps): BaseUrl {
  const file = path.join(folder, "written-urls.json");

  async function noted(): Promise<readonly unknown[]> {
    try {
      const list: unknown = JSON.parse(await readFile(file, "utf8"));
      return Array.isArray(list) ? list : [];
    } catch {
      return [];
    }
  }

  async function note(urls: readonly unknown[]): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(`${file}.new`, `${JSON.stringify(urls)}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  return {
    async put(url) {
      const before = await noted();
      // Noted before it is written: killed in between, it must not look like the owner's own.
      await note([url, ...before.filter((one) => one !== url)].slice(0, MOST_NOTED));
      let there = "";
      const isOurs = (): boolean => there === "" || before.includes(there);
      await changeConfig((config) => {
        const found = getPath(config, FIELD) ?? "";
        there = typeof found === "string" ? found : JSON.stringify(found);
        return isOurs() ? withPath(config, FIELD, url) : config;
      });
      if (!isOurs()) {
        await note(before);
        return { kind: there === url ? "written" : "kept", replaced: null };
      }
      if (there !== url) await reload();
      return { kind: "written", replaced: there === "" || there === url ? null : there };
    },
    async remove() {
      const before = await noted();
      if (before.length === 0) return;
      await changeConfig((config) =>
        before.includes(getPath(config, FIELD)) ? withPath(config, FIELD, undefined) : config,
      );
      await rm(file, { force: true });
      await reload();
    },
  };
}
