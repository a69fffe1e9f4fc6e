/** How JSON looks in the editors: the colours of the page around them, so in every appearance. */
import { defaultHighlightStyle, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tokens } from '@fluentui/react-components';

const theme = EditorView.theme({
  '&': {
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    fontSize: tokens.fontSizeBase200,
  },
  '&.cm-focused': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: tokens.fontFamilyMonospace, lineHeight: tokens.lineHeightBase300, overflow: 'auto' },
  '.cm-content': { caretColor: tokens.colorNeutralForeground1 },
  '.cm-cursor': { borderLeftColor: tokens.colorNeutralForeground1 },
  '.cm-gutters': {
    backgroundColor: tokens.colorNeutralBackground2,
    color: tokens.colorNeutralForeground3,
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: tokens.colorSubtleBackgroundHover },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: tokens.colorBrandBackground2Pressed,
  },
  '.cm-selectionMatch, .cm-searchMatch': { backgroundColor: tokens.colorPaletteYellowBackground2 },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: tokens.colorNeutralBackground1Selected },
  '.cm-foldPlaceholder': {
    backgroundColor: tokens.colorNeutralBackground3,
    borderColor: tokens.colorNeutralStroke2,
    color: tokens.colorNeutralForeground2,
  },
  '.cm-panels': { backgroundColor: tokens.colorNeutralBackground2, color: tokens.colorNeutralForeground1 },
  '.cm-textfield': { backgroundColor: tokens.colorNeutralBackground1, color: tokens.colorNeutralForeground1 },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
  },
  '.cm-tooltip': {
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
  },
  '.cm-changedLine': { backgroundColor: tokens.colorPaletteGreenBackground1 },
  '.cm-deletedChunk': { backgroundColor: tokens.colorPaletteRedBackground1, color: tokens.colorNeutralForeground1 },
  // Words of a kind have a colour that may not stand out from these.
  '.cm-changedLine *, .cm-deletedChunk *': { color: tokens.colorNeutralForeground1 },
  '.cm-changedText, .cm-deletedText': { fontWeight: tokens.fontWeightSemibold, textDecoration: 'underline' },
  // The usual sign is one that few fonts have.
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"…"' },
  '.cm-collapsedLines': {
    backgroundImage: 'none',
    backgroundColor: tokens.colorNeutralBackground3,
    color: tokens.colorNeutralForeground2,
  },
});

const colours: Readonly<Record<string, string>> = {
  string: tokens.colorPaletteGreenForeground1,
  literal: tokens.colorPaletteMarigoldForeground2,
  bool: tokens.colorPalettePurpleForeground2,
  keyword: tokens.colorPalettePurpleForeground2,
};

/** CodeMirror's own styles name the kinds of words; only their colours are ours. */
const words = HighlightStyle.define(
  defaultHighlightStyle.specs
    .flatMap(({ tag }) => tag)
    .flatMap((tag) => {
      const color = colours[String(tag)];
      return color === undefined ? [] : [{ tag, color }];
    }),
);

/** With the nonce that the content security policy asks of a style. */
export function codeLook(): readonly Extension[] {
  const nonce = document.querySelector('meta[name=csp-nonce]')?.getAttribute('content') ?? '';
  return [EditorView.cspNonce.of(nonce), theme, syntaxHighlighting(words)];
}
