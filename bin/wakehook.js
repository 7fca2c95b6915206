#!/usr/bin/env node
// In: the command line. Out: the program, loaded by a Node that can run it.
// Old syntax on purpose: this file must parse on a Node that is far too old, so that it can say so in words.
"use strict";

var childProcess = require("child_process");
var fs = require("fs");
var nodeModule = require("module");
var os = require("os");
var path = require("path");
var url = require("url");

// As in package.json: ^22.22.2 || ^24.15.0 || >=26
var NEEDED = "Node 22.22.2 or newer in 22, 24.15.0 or newer in 24, or 26 and later";
var root = path.join(__dirname, "..");
var pinnedNode = path.join(root, "node_modules", "node", "bin", "node");
// A checkout has the sources and runs them as they are; a package has the bundle alone.
var sources = path.join(root, "src", "cli", "main.ts");
var runsSources = fs.existsSync(sources);

/** The sources use `await using`, which the bundler takes out for 22. */
function isNewEnough(version) {
  var parts = version.split(".").map(function (part) {
    return parseInt(part, 10);
  });
  var major = parts[0];
  if (major >= 26) return true;
  if (major === 24) return parts[1] >= 15;
  if (major === 22 && !runsSources) return parts[1] > 22 || (parts[1] === 22 && parts[2] >= 2);
  return false;
}

/** Runs this same command under the checkout's own Node: signals and the exit code go through. */
function handOver() {
  var child;
  // On a terminal Ctrl-C reaches the child by itself; passing it on would make it two, and the second stops at once.
  var fromTerminal = process.stdin.isTTY;
  // Before the child is there: a signal in between would end this process and leave the child alone.
  ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"].forEach(function (signal) {
    process.on(signal, function () {
      if (fromTerminal && (signal === "SIGINT" || signal === "SIGQUIT")) return;
      child.kill(signal);
    });
  });
  child = childProcess.spawn(pinnedNode, [__filename].concat(process.argv.slice(2)), {
    stdio: "inherit",
  });
  child.on("error", function (error) {
    console.error("wakehook: could not start " + pinnedNode + ": " + error.message);
    process.exit(1);
  });
  child.on("exit", function (code, signal) {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** node:sqlite and type stripping say on 22 that they are experimental; the range above is what was tried. */
function silenceKnownWarnings() {
  var emitWarning = process.emitWarning.bind(process);
  process.emitWarning = function (warning, options) {
    var text = String(warning && warning.message ? warning.message : warning);
    var type = options && typeof options === "object" ? options.type : options;
    var known = /^(SQLite|Type Stripping) is an experimental feature/.test(text);
    if (type === "ExperimentalWarning" && known) return;
    emitWarning.apply(undefined, arguments);
  };
}

/**
 * Compiled code is run as it lies there: in a folder that others can write to it would be theirs. Node's own choice
 * is a name in the shared temporary folder that anybody may have made first.
 */
function enableCompileCache() {
  if (!nodeModule.enableCompileCache || !process.getuid) return;
  if (process.env.NODE_COMPILE_CACHE) return;
  var folder = path.join(os.tmpdir(), "wakehook-cache-" + process.getuid());
  try {
    fs.mkdirSync(folder, { mode: parseInt("700", 8) });
  } catch (error) {
    if (error.code !== "EEXIST") return;
  }
  var seen = fs.lstatSync(folder);
  var isOwn = seen.isDirectory() && seen.uid === process.getuid();
  if (isOwn && (seen.mode & parseInt("77", 8)) === 0) nodeModule.enableCompileCache(folder);
}

function run() {
  silenceKnownWarnings();
  enableCompileCache();
  var entry = runsSources ? sources : path.join(root, "dist", "wakehook.js");
  import(url.pathToFileURL(entry).href).then(
    function (program) {
      return program.main({
        version: require("../package.json").version,
        script: __filename,
        node: process.execPath,
      });
    },
    function (error) {
      console.error("wakehook: could not load " + entry + ": " + error.message);
      process.exitCode = 1;
    },
  );
}

if (isNewEnough(process.versions.node)) {
  run();
} else if (fs.existsSync(pinnedNode)) {
  handOver();
} else {
  console.error("wakehook: needs " + NEEDED + "; this is Node " + process.versions.node + ".");
  process.exitCode = 1;
}
