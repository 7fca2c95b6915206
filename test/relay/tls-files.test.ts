import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import https from "node:https";
import { connect as connectTls } from "node:tls";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { makeTlsCertificate } from "./tls-certificate.ts";
import { hastyClock, startWorld, temporaryHome, type RelayWorld } from "./world.ts";

interface TlsWorld {
  readonly world: RelayWorld;
  readonly ca: string;
  readonly renew: () => Promise<string>;
}

async function tlsWorld(): Promise<TlsWorld> {
  const home = await temporaryHome();
  await mkdir(home, { recursive: true, mode: 0o700 });
  const [cert, key] = [path.join(home, "cert.pem"), path.join(home, "key.pem")];
  const renew = async (): Promise<string> => {
    const made = makeTlsCertificate();
    await writeFile(cert, made.cert);
    await writeFile(key, made.key);
    return made.cert;
  };
  const ca = await renew();
  const world = await startWorld({ home, clock: hastyClock, config: { tls: { cert, key } } });
  await world.addKey("home");
  return { world, ca, renew };
}

/** Posts by a connection of its own, believing only the given certificate. */
function post(url: string, ca: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = https.request(
      `${url}/home/hooks/ci`,
      { ca, agent: false, method: "POST", headers: { "content-type": "application/json" } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    request.on("error", reject);
    request.end("{}");
  });
}

describe("a relay's own certificate", () => {
  it("serves senders and daemons, who check it", async () => {
    const { world, ca } = await tlsWorld();
    const daemon = await world.connect({ ca, take: () => 202 });

    expect(await post(world.url, ca)).toBe(202);
    expect(daemon.parcels).toHaveLength(1);
    await expect(world.connect()).rejects.toThrow(/certificate/);
    await expect(post(world.url, makeTlsCertificate().cert)).rejects.toThrow(/certificate/);
  });

  it("is renewed without a restart; open connections go on", async () => {
    const { world, ca, renew } = await tlsWorld();
    const daemon = await world.connect({ ca, take: () => 202 });

    const renewed = await renew();
    await expect.poll(() => post(world.url, renewed).catch(() => 0), { timeout: 5000 }).toBe(202);

    await expect(post(world.url, ca)).rejects.toThrow(/certificate/);
    expect(daemon.parcels).toHaveLength(1);
  });

  it("that turns wrong changes nothing until it is right", async () => {
    const { world, ca } = await tlsWorld();

    await writeFile(path.join(world.home, "cert.pem"), "no certificate");
    await expect.poll(() => world.log(), { timeout: 5000 }).toContain("old certificate");

    await expect.poll(() => post(world.url, ca).catch(() => 0)).toBe(503);
  });

  it("that cannot be looked at for a while ends nothing", async () => {
    const { world, ca } = await tlsWorld();
    const cert = path.join(world.home, "cert.pem");

    await rm(cert);
    // As a folder without the right to enter it, for every user.
    await symlink(cert, cert);
    await expect.poll(() => world.log(), { timeout: 5000 }).toContain("old certificate");

    await expect.poll(() => post(world.url, ca).catch(() => 0)).toBe(503);
  });

  it("that is none keeps the relay from starting, with words", async () => {
    const home = await temporaryHome();
    await mkdir(home, { recursive: true, mode: 0o700 });
    const tls = { cert: path.join(home, "no.pem"), key: path.join(home, "no.key") };

    await expect(startWorld({ home, config: { tls } })).rejects.toMatchObject({
      code: "settings_invalid",
      hint: expect.stringContaining("PEM") as string,
    });
  });

  it("bounds connections by those that say nothing, too", async () => {
    const { world, ca } = await tlsWorld();
    const { port } = world.relay.address;
    const idle = Array.from({ length: 300 }, () => {
      const socket = connectTls({ port, host: "127.0.0.1", ca });
      socket.on("error", () => {});
      return socket;
    });

    const status = await post(world.url, ca);
    for (const socket of idle) socket.destroy();

    expect(status).toBe(503);
  });
});
