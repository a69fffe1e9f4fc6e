/** What keeps a text from being a schema. Only for what is loaded late: the shapes bring a library with them. */
import { synchronizationSchema, type SynchronizationSchema } from '@drawbridge/contract';
import { mappings } from '../../../text/mappings.ts';

type ReadSchema =
  | { readonly schema: SynchronizationSchema; readonly problems: readonly [] }
  | { readonly schema?: undefined; readonly problems: readonly string[] };

export function readSchema(text: string): ReadSchema {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : '';
    return { problems: [`${mappings.schema.notJson}: ${reason}`] };
  }
  const parsed = synchronizationSchema.safeParse(value);
  if (parsed.success) return { schema: parsed.data, problems: [] };
  return { problems: parsed.error.issues.map(({ path, message }) => `${path.map(String).join(' › ')}: ${message}`) };
}
