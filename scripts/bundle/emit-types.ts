// The library's types: what TypeScript makes of its two entries, and of the files that it leads to, nothing else.

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const IMPORT = /(from\s+"|import\(")(\.{1,2}\/[^"]+)\.ts"/g;

/** Writes the declarations of the library's entries, and of what they lead to. */
export async function emitTypes(root: string, folder: string): Promise<void> {
  const draft = await mkdtemp(path.join(tmpdir(), "wakehook-types-"));
  try {
    const project = path.join(root, "scripts/bundle/tsconfig.types.json");
    const compiler = path.join(root, "node_modules/.bin/tsc");
    await run(compiler, ["-p", project, "--outDir", draft], { cwd: root });
    await copyReached(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function copyReached(draft: string, folder: string): Promise<void> {
  const left = ["webhooks", "wake-target"];
  const seen = new Set(left);
  for (let name = left.shift(); name !== undefined; name = left.shift()) {
    const text = await readFile(path.join(draft, `${name}.d.ts`), "utf8");
    for (const [, , specifier = ""] of text.matchAll(IMPORT)) {
      const next = path.join(path.dirname(name), specifier);
      if (!seen.has(next)) left.push(next);
      seen.add(next);
    }
    const file = path.join(folder, `${name}.d.ts`);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text.replaceAll(IMPORT, '$1$2.js"'));
  }
}
