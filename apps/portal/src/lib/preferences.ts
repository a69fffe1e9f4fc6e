/** Choices of the reader that stay in this browser. Nothing secret, nothing that the service needs. */
export const themes = ['system', 'light', 'dark', 'high-contrast'] as const;
export type ThemeName = (typeof themes)[number];

const themeKey = 'drawbridge.theme';

export function keptTheme(): ThemeName {
  const kept = localStorage.getItem(themeKey);
  return themes.find((theme) => theme === kept) ?? 'system';
}

export const keepTheme = (theme: ThemeName): void => localStorage.setItem(themeKey, theme);
