import { crashRun } from "@/lib/jobs/testing/crash-run";

process.stdout.write(JSON.stringify(await crashRun({ jobs: 2_000, kills: 20, seed: 20_261_121 })));
