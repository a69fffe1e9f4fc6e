/** Draws its content for those who hold one of the permissions; says to the others what it takes. */
import type { ReactNode } from 'react';
import { useCan } from '../lib/permissions.ts';
import { PermissionBar } from './permission-bar.tsx';

/** `needed` as PermissionBar has it. */
export function Requires({ any, needed, children }: { any: readonly string[]; needed: string; children: ReactNode }) {
  return useCan().any(...any) ? <>{children}</> : <PermissionBar needed={needed} />;
}
