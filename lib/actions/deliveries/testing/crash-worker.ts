import { keepWorking } from "../../../jobs/standing";
import { deliveries } from "../deliver";

/** The worker that the crash run kills: delivers what waits in the database of DATABASE_URL, and takes a silent holder for dead after so many seconds. */
keepWorking(deliveries({ leaseSeconds: Number(process.argv[2]) }));
process.stdout.write("working\n");
