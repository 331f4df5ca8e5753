import { deliveryCrashRun } from "@/lib/actions/deliveries/testing/crash-run";

process.stdout.write(JSON.stringify(await deliveryCrashRun({ kills: 20, seed: 20_261_121 })));
