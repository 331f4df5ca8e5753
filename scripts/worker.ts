import "dotenv/config";
import { runWorker } from "@/lib/worker";

await runWorker();
