// Programs that stand for cloudflared, Tailscale and ngrok: strict about their arguments, with the words and exit codes
// that those are documented to have. What they do is said by a file `mode` beside them; what they were called with
// stands in `calls`.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { putProgram } from "../e2e/programs.ts";

/** Ends as a program that waits for its end: with a word, and with nothing left of it. */
const STAY = [
  `trap 'echo "stopped" >> "$here/calls"; exit 0' TERM INT`,
  `while :; do sleep 5 & wait $!; done`,
];
const START = [`here=$(dirname "$0")`, `mode=$(cat "$here/mode" 2>/dev/null)`];
const NOTE = `echo "$$ $*" >> "$here/calls"`;

export function putCloudflared(bin: string): void {
  putProgram(path.join(bin, "cloudflared"), [
    ...START,
    `[ "$*" = --version ] && { echo "cloudflared version 2026.1.2 (built 20260129-07:43:49)"; exit 0; }`,
    NOTE,
    `say() { echo "2026-11-21T20:00:00Z $*" >&2; }`,
    `wrong() { echo "Incorrect Usage: flag provided but not defined: $1" >&2; exit 1; }`,
    `[ "$1" = tunnel ] || wrong "$1"; [ "$2" = --config ] || wrong "$2"; config=$3`,
    `[ "$4 $5 $6" = "--no-autoupdate --grace-period 2s" ] || wrong "$4"; shift 6`,
    `cp "$config" "$here/config-seen" || exit 1`,
    `grep -q '"service":"http_status:404"}]}$' "$config" || { say "ERR The last ingress rule must match all URLs"; exit 1; }`,
    `say "INF Version 2026.1.2"`,
    `case "$mode" in`,
    `  no-network) echo 'failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp: lookup api.trycloudflare.com: no such host' >&2; exit 1 ;;`,
    `  not-logged-in) echo "error parsing tunnel ID: Error locating origin cert: client didn't specify origincert path" >&2; exit 1 ;;`,
    `  no-edge)`,
    `    say 'ERR Failed to dial a quic connection error="failed to dial to edge with quic: timeout: no recent network activity" connIndex=0 event=0 ip=192.0.2.1'`,
    `    while [ ! -e "$here/again" ]; do sleep 0.02; done ;;`,
    `  unauthorized) while :; do say 'ERR Register tunnel error from server side error="Unauthorized: Invalid tunnel secret" connIndex=0 event=0 ip=192.0.2.1'; say 'INF Retrying connection in up to 2s connIndex=0'; sleep 5 & wait $!; done ;;`,
    `esac`,
    `if [ "$1" = --url ]; then`,
    `  [ $# = 2 ] || wrong "$3"`,
    `  count=$(grep -c -- --url "$here/calls")`,
    `  say "INF Requesting new quick Tunnel on trycloudflare.com..."`,
    `  say "INF +--------------------------------------------------------------------------------------------+"`,
    `  say "INF |  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |"`,
    `  say "INF |  https://four-dashed-words-$count.trycloudflare.com                                        |"`,
    `  say "INF +--------------------------------------------------------------------------------------------+"`,
    `elif [ "$1" = run ]; then`,
    `  [ $# = 2 ] || [ "$TUNNEL_TOKEN" = cf-token-value ] || { echo "Provided Tunnel token is not valid." >&2; exit 255; }`,
    `  say "INF Starting tunnel tunnelID=a78a4fc8-3e57-4821-b959-8ec39fdacc95"`,
    `else wrong "$1"; fi`,
    `say "INF Registered tunnel connection connIndex=0 connection=bb527b3a event=0 ip=192.0.2.1 location=del04 protocol=quic"`,
    `[ "$mode" = dies ] && { sleep 0.05; say "ERR Initiating shutdown"; exit 1; }`,
    `if [ "$mode" = drops ]; then`,
    `  say 'INF Unregistered tunnel connection connIndex=0'`,
    `  while [ ! -e "$here/again" ]; do sleep 0.02; done`,
    `  say "INF Registered tunnel connection connIndex=0 connection=cc527b3a event=0 ip=192.0.2.1 location=del04 protocol=quic"`,
    `fi`,
    `[ "$mode" = chatty ] && { yes "2026-11-21T20:00:00Z INF a line" | head -c 3000000 >&2; touch "$here/chatted"; }`,
    ...STAY,
  ]);
}

export function putTailscale(bin: string): void {
  putProgram(path.join(bin, "tailscale"), [
    ...START,
    `if [ "$*" = "status --json --peers=false" ]; then`,
    `  case "$mode" in`,
    `    no-daemon) echo "failed to connect to local tailscaled; it doesn't appear to be running (sudo systemctl start tailscaled ?)" >&2; exit 1 ;;`,
    `    logged-out) echo '{"Version":"1.94.2-t0000","BackendState":"NeedsLogin","AuthURL":"","Self":{"DNSName":""}}'; exit 0 ;;`,
    `    old) echo '{"Version":"1.48.1-t0000","BackendState":"Running"}'; exit 0 ;;`,
    `  esac`,
    `  echo '{"Version":"1.94.2-t0000","BackendState":"Running","Self":{"DNSName":"desk.tail1234.ts.net."}}'; exit 0`,
    `fi`,
    NOTE,
    `[ "$1 $2" = "funnel --yes" ] || { echo "try tailscale funnel --help" >&2; exit 1; }`,
    `port=\${3#--https=}; [ "$4" = --set-path=/hooks ] || exit 2; target=$5; [ $# = 5 ] || exit 2`,
    `case "$mode" in`,
    `  denied) echo "sending serve config: Access denied: serve config denied" >&2; exit 1 ;;`,
    `  no-attribute) echo 'Funnel not available; "funnel" node attribute not set. See https://tailscale.com/s/no-funnel.' >&2; exit 1 ;;`,
    `  taken) echo 'background configuration already exists, use \`tailscale funnel --https=443 off\` to remove the existing configuration' >&2; exit 1 ;;`,
    `  not-allowed)`,
    `    printf '\\nFunnel is not enabled on your tailnet.\\nTo enable, visit:\\n\\n         https://login.tailscale.com/f/funnel?node=nABC123\\n\\n'`,
    `    while [ ! -e "$here/again" ]; do sleep 0.02; done; echo "Success." ;;`,
    `esac`,
    `at=:$port; [ "$port" = 443 ] && at=`,
    `printf 'Available on the internet:\\n\\nhttps://desk.tail1234.ts.net%s/hooks\\n|-- proxy %s\\n\\nPress Ctrl+C to exit.\\n' "$at" "$target"`,
    ...STAY,
  ]);
}

export function putNgrok(bin: string): void {
  putProgram(path.join(bin, "ngrok"), [
    ...START,
    `if [ "$*" = version ]; then`,
    `  [ "$mode" = old ] && echo "ngrok version 2.3.41" || echo "ngrok version 3.36.1"; exit 0`,
    `fi`,
    NOTE,
    `[ "$1" = http ] || exit 2; target=$2`,
    `[ "$3 $4 $5 $6" = "--log=stdout --log-format=json --log-level=info --inspect=false" ] || { echo "ERROR:  unknown flag: $3" >&2; exit 1; }`,
    `case "$7" in --traffic-policy-file=*) cp "\${7#*=}" "$here/policy-seen" || exit 1 ;; *) exit 2 ;; esac`,
    `url=https://abcd-2001-db8.ngrok-free.app; [ $# = 8 ] && url=\${8#--url=}`,
    `log() { printf '%s\\n' "{\\"lvl\\":\\"$1\\",\\"msg\\":\\"$2\\",$3\\"t\\":\\"2026-11-21T20:00:00.1Z\\"}"; }`,
    `log info "no configuration paths supplied" ""`,
    `log info "starting web service" '"addr":"127.0.0.1:4040","obj":"web",'`,
    `if [ "$mode" = logged-out ] && [ "$NGROK_AUTHTOKEN" != ngrok-token-value ]; then`,
    `  log eror "session closing" '"err":"authentication failed: Usage of ngrok requires a verified account and authtoken.\\r\\n\\r\\nERR_NGROK_4018\\r\\n","obj":"tunnels.session",'`,
    `  log crit "command failed" '"err":"authentication failed: Usage of ngrok requires a verified account and authtoken.\\r\\n\\r\\nERR_NGROK_4018\\r\\n",'`,
    `  printf 'ERROR:  authentication failed: Usage of ngrok requires a verified account and authtoken.\\nERROR:  ERR_NGROK_4018\\n' >&2; exit 1`,
    `fi`,
    `if [ "$mode" = no-network ]; then`,
    `  log eror "failed to reconnect session" '"err":"dial tcp: lookup connect.ngrok-agent.com: network is unreachable","obj":"tunnels.session",'`,
    `  while [ ! -e "$here/again" ]; do sleep 0.02; done`,
    `fi`,
    `log info "client session established" '"obj":"tunnels.session",'`,
    `log info "tunnel session started" '"obj":"tunnels.session",'`,
    `[ "$mode" = taken ] && { log crit "command failed" '"err":"failed to start tunnel: The endpoint is already online.\\r\\n\\r\\nERR_NGROK_334\\r\\n",'; exit 1; }`,
    `[ "$mode" = unheard ] && { log crit "command failed" '"err":"failed to start tunnel: Something new.\\r\\n\\r\\nERR_NGROK_9999\\r\\n",'; exit 1; }`,
    `log info "started tunnel" '"obj":"tunnels","name":"command_line","addr":"'"$target"'","url":"'"$url"'",'`,
    ...STAY,
  ]);
}

/** Says what the stand-ins do from now on. */
export function putMode(bin: string, mode: string): void {
  writeFileSync(path.join(bin, "mode"), mode);
}

/** What they were called with, without their process numbers. */
export function callsOf(bin: string): string[] {
  return linesOf(bin).map((line) => line.replace(/^\d+ /, ""));
}

/** The process numbers of those that were started. */
export function pidsOf(bin: string): number[] {
  return linesOf(bin)
    .flatMap((line) => /^(\d+) /.exec(line)?.[1] ?? [])
    .map(Number);
}

function linesOf(bin: string): string[] {
  try {
    return readFileSync(path.join(bin, "calls"), "utf8").trim().split("\n");
  } catch {
    return [];
  }
}
