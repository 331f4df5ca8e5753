import { z } from 'zod';

const port = z
  .string()
  .regex(/^\d+$/, 'must be a port number')
  .transform(Number)
  .pipe(z.number().max(65_535, 'must be a port number'))
  .default(3900);

const address = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .transform((url) => url.replace(/\/+$/, ''))
  .default('http://localhost:3000');

const environment = z.object({
  SIMULATOR_PORT: port,
  PORTAL_URL: address,
  SIMULATOR_STATE: z.string().optional(),
});

export type Environment = z.infer<typeof environment>;

export class UnusableEnvironment extends Error {}

/** A variable that is set but blank counts as not set: that is how .env files say "none". */
export function readEnvironment(variables: Record<string, string | undefined>): Environment {
  const filled = Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim()));
  const read = environment.safeParse(filled);
  if (read.success) return read.data;
  const faults = read.error.issues.map((fault) => `${fault.path.join('.')} ${fault.message}`);
  throw new UnusableEnvironment(faults.join('; '));
}
