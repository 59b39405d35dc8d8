/** `dare node FILE …`: runs a program with this Node and the environment that the launcher set up (examples/, bench/). */
import { spawn } from 'node:child_process';
import type { Command } from 'commander';

export function define(command: Command): void {
  command
    .argument('<file>', 'a JavaScript or TypeScript program, such as examples/one-attempt.ts')
    .argument('[words...]', 'its arguments')
    .passThroughOptions()
    .allowUnknownOption()
    .action(async (file: string, words: string[]) => {
      const child = spawn(process.execPath, [file, ...words], { stdio: 'inherit' });
      process.exitCode = await new Promise<number>((done) => child.on('close', (code) => done(code ?? 1)));
    });
}
