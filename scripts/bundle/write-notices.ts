// In: what the bundle is made of. Out: one file with the licence of every package that is in it, as licences ask for.

import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const LICENCE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/** Writes `LICENCES.txt`; gives back how many packages it names. @throws Error where a package states no licence. */
export async function writeNotices(
  root: string,
  folder: string,
  inputs: readonly string[],
): Promise<number> {
  const found = inputs.flatMap((input) => PACKAGE.exec(input)?.[1] ?? []);
  const folders = [...new Set(found)].toSorted();
  const notices = await Promise.all(folders.map((one) => noticeOf(path.join(root, one))));
  const unique = [...new Set(notices)];
  const head = "The program holds parts of these packages, each under its own licence.\n";
  await writeFile(
    path.join(folder, "LICENCES.txt"),
    [head, ...unique].join(`\n${"-".repeat(72)}\n\n`),
  );
  return unique.length;
}

async function noticeOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(path.join(folder, "package.json"), "utf8"),
  ) as { name: string; version: string; license?: string };
  if (license === undefined) throw new Error(`${name} states no licence: it may not be bundled`);
  const files = (await readdir(folder)).filter((file) => LICENCE.test(file)).toSorted();
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), "utf8")));
  return [`${name} ${version} (${license})\n`, ...texts.map((text) => `${text.trim()}\n`)].join(
    "\n",
  );
}
