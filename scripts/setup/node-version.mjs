// @ts-check
// Written so that a Node of ten years ago can still read it: its one purpose is to answer there.

const OLDEST = [20, 19];

/**
 * What to tell somebody whose Node is too old, or null where it is new enough.
 * @param {string} version as in process.versions.node
 * @returns {string | null}
 */
export function nodeComplaint(version) {
  const parts = version.split(".").map(Number);
  if (parts[0] > OLDEST[0] || (parts[0] === OLDEST[0] && parts[1] >= OLDEST[1])) return null;
  return "Node " + OLDEST.join(".") + " or newer is needed, and this is Node " + version + ": install a current one from https://nodejs.org.";
}
