/**
 * How many times a second one core evaluates typical mapping expressions. `node bench/expressions.ts`
 */
import { compileExpression } from '@drawbridge/expressions';

const attributes = new Map<string, string | boolean | readonly string[]>([
  ['givenName', 'Åse'],
  ['surname', 'Berg Hansen'],
  ['displayName', 'Berg Hansen, Åse'],
  ['userPrincipalName', 'ase.berg.hansen@contoso.example'],
  ['country', 'SE'],
  ['IsSoftDeleted', false],
  ['employeeHireDate', '2024-02-01T00:00:00Z'],
]);
const expressions = [
  '[userPrincipalName]',
  'Join(" ", [givenName], [surname])',
  'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
  'Switch([country],[country],"NO","Norway","SE","Sweden")',
  'IIF([country]="NO","yes",IIF([country]="SE","also","no"))',
  'Append(Left([givenName],1),[surname])',
  'Replace([userPrincipalName], "contoso", , , "fabrikam", , )',
  'Replace([userPrincipalName], , "@.*$", , "", , )',
  'Replace([displayName], , "(?<l>[\\\\w ]+), (?<f>\\\\w+)", , "${f} ${l}", , )',
  'ToLower(NormalizeDiacritics(StripSpaces(Append(Left([givenName],1),[surname]))))',
  'FormatDateTime([employeeHireDate], , "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-dd")',
  'IIF(DateDiff("d",Now(),CDate([employeeHireDate])) > 5,"False","True")',
];
const warmUpMs = 200;
const measureMs = 1_000;
const batch = 1_000;
/** Keeps the compiler from leaving out what is not used. */
let used = 0;

for (const text of expressions) {
  const compiled = compileExpression(text);
  const context = { attributes, now: new Date('2024-01-01T00:00:00Z') };
  const run = (forMs: number): number => {
    const start = performance.now();
    let evaluations = 0;
    for (let now = start; now - start < forMs; now = performance.now(), evaluations += batch) {
      for (let n = 0; n < batch; n++) used += compiled.evaluate(context).kind.length;
    }
    return (evaluations * 1_000) / (performance.now() - start);
  };
  run(warmUpMs);
  console.log(`${Math.round(run(measureMs)).toLocaleString('en-US').padStart(12)} /s  ${text}`);
}
if (used === 0) throw new Error('Nothing was evaluated.');
