// In: what stands around tunnels. Out: tunnels that connect at their start, and the sinks of what goes back by them.

import type { SinkKind } from "../report/join-sinks.ts";
import { createPassageSinks } from "../report/passage/passage-sinks.ts";
import { noticesOf } from "../report/report.ts";
import { boxKeyOf, type BoxKey } from "../signing/parcel-seal.ts";
import { systemRandomness } from "../system/randomness.ts";
import { ensureSecretFile } from "../system/secret-file.ts";
import { createTunnels, type Tunnels } from "../tunnel/tunnels.ts";
import type { Base } from "./base.ts";
import type { DaemonContext } from "./context.ts";

/** Builds them; nothing is connected before their start. */
export function buildTunnels(
  { clock, paths, version }: Pick<DaemonContext, "clock" | "paths" | "version">,
  { hub, ledger, log, settings }: Base,
  wakeOutbox: () => void,
): { readonly tunnels: Tunnels; readonly sinks: SinkKind } {
  let made: Promise<BoxKey> | null = null;
  const tunnels = createTunnels({
    clock,
    ledger,
    log,
    version,
    randomness: systemRandomness,
    emit: (event) => hub.emit(event),
    settings: () => settings.current(),
    boxKey,
    payloadOf(delivery) {
      const body = ledger.content(delivery)?.body ?? null;
      return body === null ? undefined : parsedOr(body);
    },
    noticesOf: (notice) => noticesOf(settings.current().config, notice),
    onTold: wakeOutbox,
    onUp: wakeOutbox,
  });
  const sinks = createPassageSinks({
    settings: () => settings.current(),
    isUp: (name) => tunnels.isUp(name),
    tell: (name, result) => tunnels.tell(name, result),
  });
  return { tunnels, sinks };

  /** Made at the first tunnel. A file that could not be read is looked at again by the next try. */
  function boxKey(): Promise<BoxKey> {
    made ??= readKey().catch((thrown: unknown) => {
      made = null;
      throw thrown;
    });
    return made;
  }

  async function readKey(): Promise<BoxKey> {
    const file = { file: paths.tunnelKeyFile, what: "key of tunnels" };
    const text = await ensureSecretFile(file, systemRandomness);
    return boxKeyOf(Buffer.from(text, "base64url"));
  }
}

function parsedOr(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return undefined;
  }
}
