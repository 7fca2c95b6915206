// The admin listener of a daemon of the bench: the API with the owner's token, the dashboard with a session.

import { readFile } from "node:fs/promises";
import { findDaemon } from "../src/cli/daemon/running-daemon.ts";
import { toUrl } from "../src/core/settings/hook-url.ts";
import { homePaths } from "../src/system/home.ts";

/** How pages and answers are asked for. */
export interface AdminDoor {
  readonly url: string;
  /** Of the API, and of a page. */
  readonly headers: Readonly<Record<"api" | "page", Readonly<Record<string, string>>>>;
}

/** Logs in, as a browser does. The daemon of this home listens already. */
export async function openAdminDoor(home: string): Promise<AdminDoor> {
  const paths = homePaths(home);
  const daemon = await findDaemon(paths);
  if (daemon === null) throw new Error(`no daemon of ${home}`);
  const url = toUrl(daemon.adminAddress);
  const token = (await readFile(paths.adminTokenFile, "utf8")).trim();
  const api = { authorization: `Bearer ${token}` };
  const made = await fetch(`${url}/api/v1/dashboard/link`, { method: "POST", headers: api });
  const link = (await made.json()) as { readonly url: string };
  const opened = await fetch(link.url, { redirect: "manual" });
  await opened.arrayBuffer();
  const cookie = opened.headers.get("set-cookie")?.split(";")[0];
  if (cookie === undefined) throw new Error(`no session: ${opened.status} of ${link.url}`);
  return { url, headers: { api, page: { cookie } } };
}
