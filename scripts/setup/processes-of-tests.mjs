// @ts-check
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const FOLDERS = ["app", "components", "lib", "scripts", "simulator"];

/** What belongs to a process as a whole, programs, and what a module keeps for as long as its process lives. */
const OF_A_PROCESS =
  /process\.(env|on|once|emit|exit|chdir)|stubEnv|stubGlobal|useFakeTimers|setSystemTime|globalThis|resetModules|vi\.(mock|doMock)|simulator-process|startSimulator\b|runPortal|child_process|outgoing-fetch|metrics|tracing|note-checked/;

/** It makes databases, and lets go of them. */
const HARMLESS = "lib/db/testing.ts";

/**
 * The files of tests, apart by whether each needs a process of its own. Starting one and reading all modules anew takes
 * most of them longer than their tests. A file that says, itself or by what it shares with other tests, one of the words
 * above has one; of the others vitest.together.ts sees to it that they leave nothing behind.
 * @param {string} root
 * @returns {{ alone: string[], together: string[] }}
 */
export function processesOfTests(root) {
  const files = FOLDERS.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name.replaceAll("\\", "/")}`));
  const tests = files.filter((file) => /\.test\.(ts|tsx|mjs)$/.test(file)).sort();
  const needs = (/** @type {string} */ file) => needsItsOwn(root, join(root, file), new Set());
  return { alone: tests.filter(needs), together: tests.filter((file) => !needs(file)) };
}

/**
 * @param {string} root
 * @param {string} file
 * @param {Set<string>} seen
 * @returns {boolean}
 */
function needsItsOwn(root, file, seen) {
  if (seen.has(file) || file === join(root, HARMLESS)) return false;
  seen.add(file);
  const text = readFileSync(file, "utf8");
  if (OF_A_PROCESS.test(text)) return true;
  return [...text.matchAll(/from "((?:@|\.{1,2})\/[^"]+)"/g)].some(([, name = ""]) => {
    const path = name.startsWith("@/") ? join(root, name.slice(2)) : resolve(dirname(file), name);
    // Programs share none of this: only what was written for tests.
    const found = /testing|world/.test(relative(root, path)) && [path, `${path}.ts`, `${path}.tsx`, `${path}.mjs`].find((each) => existsSync(each) && statSync(each).isFile());
    return found ? needsItsOwn(root, found, seen) : false;
  });
}
