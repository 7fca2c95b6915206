// In: what was typed about a relay, or is asked for. Out: an entry of `tunnels`, whole; its key is nowhere in it.

import { stat } from "node:fs/promises";
import path from "node:path";
import { WakehookError } from "../../core/records/errors.ts";
import type { CommandContext } from "../command.ts";
import type { Input } from "../input.ts";
import { readNamedFile } from "../verify/read-body.ts";
import { storeKey, type TunnelEntry } from "./edit-tunnels.ts";

const NAME = /^[a-z0-9-]{1,64}$/;
const KEY = /^whr_[a-z0-9-]{1,32}_[A-Za-z0-9_-]{20,}$/;

/** Asks for what is needed and was not given. @throws WakehookError `usage`, `not_found`. */
export async function tunnelEntry(
  context: CommandContext,
  input: Input,
  name: string,
): Promise<TunnelEntry> {
  if (!NAME.test(name))
    throw new WakehookError("usage", `"${name}" is no name for a tunnel`, {
      hint: "a-z, 0-9 and -, 1 to 64 characters",
    });
  const url = relayUrl(input.text("url") ?? (await askUrl(context)));
  const key = await keyOf(context, input, name);
  const ca = input.text("ca");
  return { name, kind: "relay", url, key, ...(ca === undefined ? {} : { ca: path.resolve(ca) }) };
}

/** As it is typed, `https://relay.example.org/`, and as it is written, `wss://relay.example.org`. */
function relayUrl(typed: string): string {
  const text = typed.includes("://") ? typed : `wss://${typed}`;
  const url = text.replace(/^http/, "ws").replace(/\/+$/, "");
  if (URL.canParse(url) && /^wss?:/.test(url)) return url;
  throw new WakehookError("usage", `"${typed}" is no address of a relay`, {
    hint: "write it as wss://relay.example.org",
  });
}

async function askUrl({ ask }: CommandContext): Promise<string> {
  if (ask !== null) return await ask.text("The relay's address (wss://relay.example.org):");
  throw new WakehookError("usage", "the relay's address is missing", {
    hint: "add --url wss://relay.example.org",
  });
}

/** A file of the owner's stays where it is; what is typed or piped gets one. */
async function keyOf(context: CommandContext, input: Input, name: string): Promise<string> {
  const file = input.text("keyFile");
  if (file !== undefined && file !== "-") {
    const whole = path.resolve(file);
    await stat(whole).catch((cause: unknown) => {
      throw new WakehookError("not_found", `there is no file ${whole}`, { cause });
    });
    return `file:${whole}`;
  }
  const key = await typedKey(context, file);
  if (KEY.test(key)) return await storeKey(context, name, key);
  throw new WakehookError("usage", "that is no key of a relay", {
    hint: "it begins with whr_: wakehook relay key add NAME prints it, on the relay's machine",
  });
}

async function typedKey({ ask, stdin }: CommandContext, file: string | undefined): Promise<string> {
  if (file === "-") return (await readNamedFile(stdin, "-", "--key-file")).toString().trim();
  if (ask !== null) return await ask.secret("The key that wakehook relay key add has printed:");
  throw new WakehookError("usage", "the key is missing", {
    hint: "add --key-file FILE, or --key-file - and give it on standard input; an argument would be read by everybody on the machine",
  });
}
