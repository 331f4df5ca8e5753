// @ts-check
// Loaded into every server by `node --import`: a parent that was killed for good can stop nobody any more, and a
// server left behind would hold its port. (On Windows a process keeps the id of a parent that is gone.)

const parent = process.ppid;

setInterval(() => {
  if (process.ppid === parent) return;
  setTimeout(() => process.exit(1), 5_000).unref();
  process.kill(process.pid, "SIGTERM");
}, 1_000).unref();
