// Checks workflows by the rules that GitHub's own editor applies: keys, expressions, events, jobs that others need.
//   node workflows.mjs FILE...
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { TextDocument } from 'vscode-languageserver-textdocument';

// The package is made for bundlers: it imports JSON without saying so, which Node.js refuses.
register('./json-modules.mjs', import.meta.url);
const { validate } = await import('@actions/languageservice');

for (const file of process.argv.slice(2)) {
  const document = TextDocument.create(`file:///${file}`, 'yaml', 1, readFileSync(file, 'utf8'));
  for (const { range, message } of await validate(document)) {
    console.log(`${file}:${range.start.line + 1}:${range.start.character + 1}: ${message}`);
    process.exitCode = 1;
  }
}
