// Which variables of the daemon's environment a child gets: named ones, never all of them.

/** Always handed on where they are set. */
const PLAIN_NAMES: readonly string[] = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LANGUAGE",
  "TZ",
  "XDG_CONFIG_HOME",
  "XDG_DATA_HOME",
  "XDG_STATE_HOME",
  "XDG_CACHE_HOME",
  "XDG_RUNTIME_DIR",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "ALL_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "all_proxy",
  "no_proxy",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "NODE_EXTRA_CA_CERTS",
];
const LOCALE_PREFIX = "LC_";

/**
 * The environment of a program that wakehook starts: search path, home, locale, proxies, and the names
 * given. Everything else stays with the daemon. TERM is `dumb`: nobody looks at a terminal.
 */
export function childEnvironment(
  from: Readonly<Record<string, string | undefined>>,
  names: readonly string[] = [],
): Record<string, string> {
  const wanted = new Set([...PLAIN_NAMES, ...names]);
  const picked = Object.entries(from).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (wanted.has(entry[0]) || entry[0].startsWith(LOCALE_PREFIX)),
  );
  return { ...Object.fromEntries(picked), TERM: "dumb" };
}
