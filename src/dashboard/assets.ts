// The files that a page names: a style, a picture, and the script in a few modules. Read once, served as they are.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { pageHeaders } from "./answers.ts";

/** Every file there is, with its type. The bundle keeps them beside itself, in the same folder name. */
export const ASSETS: Readonly<Record<string, string>> = {
  "dashboard.css": "text/css; charset=utf-8",
  "dashboard.js": "text/javascript; charset=utf-8",
  "changes.js": "text/javascript; charset=utf-8",
  "rows.js": "text/javascript; charset=utf-8",
  "refresh.js": "text/javascript; charset=utf-8",
  "follow.js": "text/javascript; charset=utf-8",
  "icon.svg": "image/svg+xml",
};

/** Answers for one file; null where there is none of this name. */
export function createAssets(): (name: string) => Promise<Response | null> {
  const read = new Map<string, Promise<string>>();

  return async (name) => {
    const type = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
    if (type === undefined) return null;
    const file = path.join(import.meta.dirname, "assets", name);
    const text = read.get(name) ?? readFile(file, "utf8");
    read.set(name, text);
    return new Response(await text, { headers: pageHeaders(type) });
  };
}
