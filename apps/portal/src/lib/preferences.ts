/** Choices of the reader that stay in this browser. Nothing secret, nothing that the service needs. */
export const themes = ['system', 'light', 'dark', 'high-contrast'] as const;
export type ThemeName = (typeof themes)[number];

const themeKey = 'drawbridge.theme';

export function keptTheme(): ThemeName {
  const kept = localStorage.getItem(themeKey);
  return themes.find((theme) => theme === kept) ?? 'system';
}

export const keepTheme = (theme: ThemeName): void => localStorage.setItem(themeKey, theme);

const columnsKey = (list: string): string => `drawbridge.columns.${list}`;

/** The columns that the reader chose for a list; undefined: none were chosen. */
export function keptColumns(list: string): readonly string[] | undefined {
  const kept = localStorage.getItem(columnsKey(list));
  return kept === null ? undefined : kept.split(',');
}

export const keepColumns = (list: string, columns: readonly string[]): void =>
  localStorage.setItem(columnsKey(list), columns.join(','));
