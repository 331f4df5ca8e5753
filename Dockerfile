# The portal, its worker and its command line in one image.
#
#   docker build -t partner-portal .
#   docker run --rm --env-file .env -v portal-data:/app/data partner-portal node dist/portal.mjs db migrate
#   docker run -d   --env-file .env -v portal-data:/app/data -p 3000:3000 --stop-timeout 40 partner-portal
#
# With SQL Server the worker may run beside it (WORKER=off for the portal): … partner-portal node dist/worker.mjs

FROM node:22-bookworm-slim AS build
WORKDIR /app
# Prisma looks for its schema engine, a download, before it generates, and never calls it for that.
ENV NEXT_TELEMETRY_DISABLED=1 PRISMA_SCHEMA_ENGINE_BINARY=/bin/true
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/generate.mjs
RUN NEXT_OUTPUT=standalone npm run build
RUN npm run bundle

FROM node:22-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 NEXT_MANUAL_SIG_HANDLE=true
ENV HOSTNAME=0.0.0.0 PORT=3000 DATABASE_URL=file:/app/data/portal.db
COPY --from=build /app/.next/standalone ./
COPY --from=build /app/.next/static ./.next/static
COPY --from=build /app/public ./public
COPY --from=build /app/prisma/migrations ./prisma/migrations
COPY --from=build /app/dist ./dist
# The one place that is written to; everything else belongs to root.
RUN mkdir data && chown node:node data
USER node
VOLUME ["/app/data"]
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server.js"]
