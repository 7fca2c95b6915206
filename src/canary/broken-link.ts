// In: what came in the place of a canary's answer. Out: which link of the way is broken, in words.

/** An answer that is not this daemon's own. */
export interface StrangeAnswer {
  readonly status: number;
  /** Of the answer; names in lower case. */
  readonly header: (name: string) => string | null;
  /** Our own word for a refusal, where it has one. */
  readonly error: string | null;
}

/** By the word of a wakehook, or of its relay. */
const OUR_ERRORS: Readonly<Record<string, string>> = {
  daemon_away:
    "the relay is reached, and this daemon is not connected to it: wakehook tunnel list, and wakehook relay list there",
  shutting_down: "the daemon behind it is stopping",
};

const ANOTHER = "it may lead to another wakehook, or to another hook";

/** What the public side of a program answers with where its other end is gone. */
const GATEWAYS: ReadonlySet<number> = new Set([502, 503, 504, 520, 521, 522, 523, 524]);
const CLOUDFLARE_NO_TUNNEL = 530;

/** Words about an answer. */
export function brokenLink({ status, header, error }: StrangeAnswer): string {
  if (error !== null)
    return (Object.hasOwn(OUR_ERRORS, error) ? OUR_ERRORS[error] : undefined) ?? ANOTHER;
  const ngrok = header("ngrok-error-code");
  if (ngrok === "ERR_NGROK_3200")
    return "ngrok is reached, and no agent serves the address: wakehook expose status";
  if (ngrok === "ERR_NGROK_8012")
    return "ngrok is reached, and its agent does not reach the hook listener: does the daemon run, and is its port the right one?";
  if (status === CLOUDFLARE_NO_TUNNEL)
    return "Cloudflare is reached, and the tunnel is not connected to it: wakehook expose status, or does cloudflared run?";
  if (GATEWAYS.has(status))
    return "the tunnel or proxy is reached, and does not reach the hook listener: does the daemon run, and is its port the right one?";
  if (status === 401 || status === 403)
    return "something before the hook listener asks for a login, or lets no one through";
  if (status === 404) return "something else answers there, or the path is not passed on as it is";
  return "something else answers there";
}

const NAME_CODES: ReadonlySet<string> = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_NODATA"]);

/** Words about a request that got no answer. `code`: as Node has it; else its words. */
export function noAnswer(url: string, code: string): string {
  const { host, hostname } = new URL(url);
  if (NAME_CODES.has(code)) return `the name ${hostname} leads nowhere (${code})`;
  if (code === "ECONNREFUSED") return `nothing listens at ${host} (${code})`;
  if (code === "ECONNRESET" || code === "UND_ERR_SOCKET")
    return `${host} cuts the connection (${code})`;
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_/.test(code))
    return `the certificate of ${host} is none that senders believe (${code})`;
  return code;
}
