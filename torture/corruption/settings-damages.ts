// What an editor, a merge, a script or a disk makes of the owner's two files.

import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";

/** One way to damage a settings file. */
export interface SettingsDamage {
  readonly name: string;
  /** Writes it in the place of the file, which is gone. */
  make(file: string, good: string): void;
  /** Only while a daemon runs: at a start there is nothing to be missed. */
  readonly onlyRunning?: boolean;
}

type Content = string | Buffer;

const LARGE_BYTES = 50 * 1024 * 1024;
const DEPTH = 100_000;

function text(name: string, content: (good: string) => Content): SettingsDamage {
  return {
    name,
    make: (file, good) => writeFileSync(file, content(good), { mode: 0o600 }),
  };
}

/** The file as an object, changed. */
function edited(name: string, change: (whole: Record<string, unknown>) => unknown): SettingsDamage {
  return text(name, (good) => JSON.stringify(change(JSON.parse(good) as Record<string, unknown>)));
}

const COMMON: readonly SettingsDamage[] = [
  text("cut off", (good) => good.slice(0, good.length / 2)),
  text("empty", () => ""),
  text("blanks only", () => " \n\t\n"),
  text("a list", () => "[]"),
  text("null", () => "null"),
  text("a number", () => "7"),
  text("a string", () => '"hooks"'),
  text("a byte order mark", (good) => `\uFEFF${good}`),
  text("CRLF", (good) => good.replaceAll("\n", "\r\n")),
  text("a NUL in the midst", (good) => good.replace(":", ":\0")),
  text("NULs only", (good) => Buffer.alloc(good.length)),
  text("bytes that are no UTF-8", (good) => Buffer.from(good.replace('"', '"\u00ff'), "latin1")),
  text("UTF-16", (good) => Buffer.from(`\uFEFF${good}`, "utf16le")),
  text("a comma too many", (good) => good.replace(/\}\s*$/, ",}")),
  text("comments", (good) => `// mine\n${good}`),
  text("marks of a merge", (good) => `<<<<<<< mine\n${good}\n=======\n${good}\n>>>>>>> theirs\n`),
  text("single quotes", (good) => good.replaceAll('"', "'")),
  text("itself twice", (good) => `${good}\n${good}`),
  text("NaN for a value", (good) => good.replace(/\}\s*$/, ',"timezone": NaN}')),
  text("nested 100,000 deep", () => `{"hooks":${"[".repeat(DEPTH)}${"]".repeat(DEPTH)}}`),
  text("__proto__ as a name", (good) => good.replace("{", '{"__proto__": {"hooks": []},')),
  text("an unknown field", (good) => good.replace("{", '{"hoooks": [],')),
  text("random bytes", (good) =>
    Buffer.from(Buffer.from(good).map((byte, at) => byte ^ ((at * 131) % 256))),
  ),
  {
    name: "50 MB",
    make(file) {
      writeFileSync(file, "{", { mode: 0o600 });
      truncateSync(file, LARGE_BYTES);
    },
  },
  { name: "a folder", make: (file) => mkdirSync(file, { mode: 0o700 }) },
  { name: "a pipe", make: (file) => execFileSync("mkfifo", ["-m", "600", file]) },
  { name: "a link to itself", make: (file) => symlinkSync(file, file) },
  { name: "a link to nothing", make: (file) => symlinkSync(`${file}.nowhere`, file) },
  { name: "a link to an endless device", make: (file) => symlinkSync("/dev/zero", file) },
  { name: "gone", make: () => {}, onlyRunning: true },
];

function withEntry(
  name: string,
  entry: (good: Record<string, unknown>) => unknown,
): SettingsDamage {
  return edited(name, (whole) => {
    const [good = {}] = whole["hooks"] as Record<string, unknown>[];
    return { hooks: entry(good) };
  });
}

/** For webhooks.json. */
export const HOOKS_DAMAGES: readonly SettingsDamage[] = [
  ...COMMON,
  text("hooks twice", (good) => good.replace(/\}\s*$/, ',"hooks": []}')),
  withEntry("hooks as an object", (good) => ({ filtered: good })),
  withEntry("hooks as text", () => "filtered"),
  withEntry("hooks as null", () => null),
  withEntry("an entry that is null", (good) => [null, good]),
  withEntry("a number as id", (good) => [{ ...good, id: 7 }]),
  withEntry("no id", (good) => [{ ...good, id: undefined }]),
  withEntry("an id twice", (good) => [good, { ...good, title: "Another" }]),
  withEntry("text for a switch", (good) => [{ ...good, enabled: "yes" }]),
  withEntry("a list for the title", (good) => [{ ...good, title: [] }]),
  withEntry("an unknown mode of authentication", (good) => [{ ...good, auth_mode: "none" }]),
  withEntry("a condition that is none", (good) => [{ ...good, when: "payload.(" }]),
];

/** For config.json. */
export const CONFIG_DAMAGES: readonly SettingsDamage[] = [
  ...COMMON,
  text("webhooks twice", (good) => good.replace(/\}\s*$/, ',"webhooks": {}}')),
  edited("webhooks as a list", (whole) => ({ ...whole, webhooks: [] })),
  edited("text for the port", (whole) => ({ ...whole, webhooks: { port: "eight" } })),
  edited("a port that is none", (whole) => ({ ...whole, admin: { port: 99_999 } })),
  edited("features as a list", (whole) => ({ ...whole, features: ["agents"] })),
  edited("a number for the timezone", (whole) => ({ ...whole, timezone: 1 })),
  edited("a timezone that is none", (whole) => ({ ...whole, timezone: "Mars/Olympus" })),
  edited("targets as an object", (whole) => ({ ...whole, targets: { a: 1 } })),
  edited("an empty token", (whole) => ({ ...whole, webhooks: { token: 12 } })),
];

/** Puts a damage in the place of a file. */
export function putDamage(file: string, damage: SettingsDamage, good: string): void {
  rmSync(file, { recursive: true, force: true });
  damage.make(file, good);
}
