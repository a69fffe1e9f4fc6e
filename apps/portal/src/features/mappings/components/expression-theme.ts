/** How the editor of expressions looks: the colours of the page around it, so in every appearance. */
import { EditorView } from '@codemirror/view';
import { tokens } from '@fluentui/react-components';

export const expressionTheme = EditorView.theme({
  '&': {
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderBottomColor: tokens.colorNeutralStrokeAccessible,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    fontSize: tokens.fontSizeBase300,
    minHeight: '84px',
    maxHeight: '40vh',
  },
  '&.cm-focused': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: tokens.fontFamilyMonospace, lineHeight: tokens.lineHeightBase300, overflow: 'auto' },
  '.cm-content': { padding: `${tokens.spacingVerticalS} 0`, caretColor: tokens.colorNeutralForeground1 },
  '.cm-line': { padding: `0 ${tokens.spacingHorizontalM}` },
  '.cm-cursor': { borderLeftColor: tokens.colorNeutralForeground1 },
  '.cm-placeholder': { color: tokens.colorNeutralForeground3 },
  '.cm-expression-function': { color: tokens.colorBrandForegroundLink, fontWeight: tokens.fontWeightSemibold },
  '.cm-expression-attribute': { color: tokens.colorPalettePurpleForeground2 },
  '.cm-expression-string': { color: tokens.colorPaletteGreenForeground1 },
  '.cm-expression-number': { color: tokens.colorPaletteMarigoldForeground2 },
  '.cm-expression-operator': { fontWeight: tokens.fontWeightSemibold },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: tokens.colorNeutralBackground1Selected },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: tokens.colorStatusDangerBackground2 },
  '.cm-tooltip': {
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    boxShadow: tokens.shadow16,
    maxWidth: 'min(480px, 90vw)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: tokens.colorBrandBackground,
    color: tokens.colorNeutralForegroundOnBrand,
  },
  '.cm-completionInfo': { padding: tokens.spacingHorizontalS, maxWidth: '320px' },
  '.cm-expression-help': {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    padding: tokens.spacingHorizontalS,
  },
  '.cm-diagnostic': { padding: tokens.spacingHorizontalS },
});
