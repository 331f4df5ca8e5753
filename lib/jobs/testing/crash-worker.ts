import { appendFile } from "node:fs/promises";
import { database } from "../../db/client";
import { startWorker } from "../work";
import { countedJob } from "./crash-world";

/**
 * The worker that a crash test kills: works on the database of DATABASE_URL until nothing is left, then ends by itself.
 * Every call to the outside is a line in the file that it is given.
 */
const [calls = ""] = process.argv.slice(2);

const worker = startWorker({ jobs: [countedJob((number) => appendFile(calls, `${number}\n`))], concurrency: 8, leaseSeconds: 3 });
process.stdout.write("working\n");
while ((await database().job.count({ where: { nextAt: { not: null } } })) > 0) await new Promise((resolve) => setTimeout(resolve, 100));
await worker.stop(10);
await database().$disconnect();
