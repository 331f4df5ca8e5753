// @ts-check
/** `npm start`: the built portal. It takes signals itself, so that requests and jobs end well (docs/decisions/012). */
process.env.NEXT_MANUAL_SIG_HANDLE = "true";
process.argv.splice(2, 0, "start");
await import("../node_modules/next/dist/bin/next");
