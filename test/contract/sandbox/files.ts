/** Files into a run and out of it. */
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type MakeSandbox, openBench } from './bench.ts';

const ODD_NAMES = [
  'with space.csv',
  'a,b.csv',
  'données 数据.csv',
  '-rf',
  '$(id);`id`.txt',
  'it\'s "quoted".csv',
  'x'.repeat(255),
];

export function files(makeSandbox: MakeSandbox): void {
  describe('files', () => {
    const bench = openBench(makeSandbox);

    it.each(ODD_NAMES)('go in and out whole, under names like %j', async (name) => {
      const content = Buffer.from(`${name}\0\r\n\xff`, 'latin1');
      const code = `
import os
name, = [name for name in os.listdir() if not name.endswith('.py')]
data = open(name, 'rb').read()
open(name, 'wb').write(data + b'!')`;
      const outcome = await bench.run(code, { files: [bench.host(name, content)], outputs: [name] });
      expect(outcome.stderr.text).toBe('');
      expect(outcome.files).toEqual([{ name, bytes: content.length + 1 }]);
      expect(bench.output(name)).toEqual(Buffer.concat([content, Buffer.from('!')]));
    });

    it('of 30 MB go in and out unchanged', async () => {
      const content = Buffer.alloc(30e6, 'abcdefg');
      const outcome = await bench.run('import shutil; shutil.copy("in.bin", "out.bin")', {
        files: [bench.host('in.bin', content)],
        outputs: ['out.bin'],
      });
      expect(outcome.files).toEqual([{ name: 'out.bin', bytes: 30e6 }]);
      expect(bench.output('out.bin').equals(content)).toBe(true);
    });

    it('are copies: originals never change', async () => {
      const file = bench.host('data.csv', 'a,b\n1,2\n');
      await bench.print(
        'import os\nopen("data.csv", "a").write("3,4\\n")\nos.chmod("data.csv", 0)\nos.remove("data.csv")',
        {
          files: [file],
        },
      );
      expect(readFileSync(file.path, 'utf8')).toBe('a,b\n1,2\n');
    });

    it('that are links on the host go in as what they point to', async () => {
      const { path } = bench.host('target.txt', 'linked');
      const link = join(bench.folder, 'link.txt');
      symlinkSync(path, link);
      expect(await bench.print('print(open("x.txt").read())', { files: [{ name: 'x.txt', path: link }] })).toBe(
        'linked',
      );
    });

    it('named like a script are not the script', async () => {
      const input = bench.host('main.py', 'raise SystemExit("the input ran")\n');
      const code = 'print(open("main.py").read().split("(")[0])';
      expect(await bench.print(code, { files: [input] })).toBe('raise SystemExit');
    });

    it('never include the script, when a name like its own is asked for', async () => {
      const outcome = await bench.run('print("secret")', { outputs: ['main.py'] });
      expect(outcome.files).toEqual([]);
    });

    it('that are asked for and not there are named, with the reason', async () => {
      const outcome = await bench.run('open("there.txt", "w").write("x")', { outputs: ['there.txt', 'absent.txt'] });
      expect(outcome.files.map(({ name }) => name)).toEqual(['there.txt']);
      expect(outcome.missing).toEqual([{ name: 'absent.txt', reason: expect.stringContaining('no such file') }]);
    });

    it('are brought out after a failed program too', async () => {
      const outcome = await bench.run('open("partial.txt", "w").write("x")\n1/0', { outputs: ['partial.txt'] });
      expect(outcome).toMatchObject({ kind: 'finished', returnCode: 1, files: [{ name: 'partial.txt' }] });
    });

    it('replace an earlier output whole, and leave nothing beside it', async () => {
      await bench.print('open("again.txt", "w").write("a long first text")', { outputs: ['again.txt'] });
      await bench.print('open("again.txt", "w").write("short")', { outputs: ['again.txt'] });
      expect(bench.output('again.txt').toString()).toBe('short');
      expect(bench.outputs().filter((name) => name.startsWith('.'))).toEqual([]);
    });

    it('that are links, pipes, sockets, folders or devices stay inside, with the reason', async () => {
      const secret = bench.host('truth.csv', 'the truth');
      const code = `
import os, socket
os.symlink(${JSON.stringify(secret.path)}, 'link')
os.symlink('/etc/passwd', 'inside-link')
os.symlink('/dev/zero', 'device-link')
os.mkfifo('fifo')
socket.socket(socket.AF_UNIX).bind('socket')
os.mkdir('folder')`;
      const outputs = ['link', 'inside-link', 'device-link', 'fifo', 'socket', 'folder'];
      const outcome = await bench.run(code, { outputs });
      expect(outcome.stderr.text).toBe('');
      expect(outcome.files).toEqual([]);
      expect(outcome.missing.map(({ name }) => name)).toEqual(outputs);
      expect(outcome.missing.every(({ reason }) => /link|regular|folder/.test(reason))).toBe(true);
      expect(outputs.some((name) => existsSync(join(bench.outputFolder, name)))).toBe(false);
    });

    it.each(['../escape.txt', '/etc/passwd', 'folder/x.txt', '..', '.', ''])(
      'named %j are not brought out',
      async (name) => {
        const code =
          'import os\nos.mkdir("folder")\nopen("folder/x.txt", "w").write("x")\nopen("../escape.txt", "w").write("x")';
        const outcome = await bench.run(code, { outputs: [name] });
        expect([outcome.files, outcome.missing.map((one) => one.name)]).toEqual([[], [name]]);
      },
    );

    it('come from the work folder itself, whatever the program makes of its path', async () => {
      const code = `
import os
open('real.txt', 'w').write('mine')
os.rename('/tmp/work', '/tmp/moved')
os.symlink('/etc', '/tmp/work')`;
      const outcome = await bench.run(code, { outputs: ['passwd', 'real.txt'] });
      if (outcome.kind === 'finished' && outcome.returnCode === 0) {
        expect(outcome.files.map(({ name }) => name)).toEqual(['real.txt']);
      }
      expect(outcome.files.map(({ name }) => name)).not.toContain('passwd');
    });

    it('larger than the limit do not come out, sparse ones neither', async () => {
      const code = `
open('fits.bin', 'wb').write(b'x' * 2_000_000)
for name in ('large.bin', 'sparse.bin'):
    try:
        with open(name, 'wb') as file: file.write(b'x' * 2_000_001) if name == 'large.bin' else file.truncate(10**12)
    except OSError: print('refused', name)`;
      const outcome = await bench.run(code, {
        outputs: ['fits.bin', 'large.bin', 'sparse.bin'],
        limits: { fileBytes: 2_000_000 },
      });
      expect(outcome.files).toContainEqual({ name: 'fits.bin', bytes: 2_000_000 });
      expect(outcome.files.filter(({ bytes }) => bytes > 2_000_000)).toEqual([]);
      const told = ['large.bin', 'sparse.bin'].filter(
        (name) => outcome.stdout.text.includes(`refused ${name}`) || outcome.missing.some((one) => one.name === name),
      );
      expect(told).toEqual(['large.bin', 'sparse.bin']);
    });

    it('that are all holes can not fill the host: together they keep to the disk limit', async () => {
      const names = Array.from({ length: 12 }, (_, index) => `hole-${index}`);
      const code = `for name in ${JSON.stringify(names)}:\n    open(name, "wb").truncate(1_000_000)`;
      const outcome = await bench.run(code, { outputs: names, limits: { diskBytes: 5e6 } });
      expect(outcome.files).toHaveLength(5);
      expect(outcome.missing).toHaveLength(7);
    });

    it('that are not there to go in are our failure, not the program’s', async () => {
      const outcome = await bench.attempt('print(1)', {
        files: [{ name: 'gone.csv', path: join(bench.folder, 'gone.csv') }],
      });
      expect(outcome).toMatchObject({ kind: 'failed', reason: expect.stringContaining('gone.csv') });
    });

    it('that the host can not take are our failure', async () => {
      mkdirSync(join(bench.outputFolder, 'taken', 'inner'), { recursive: true });
      const outcome = await bench.attempt('open("taken", "w").write("x")', { outputs: ['taken'] });
      expect(outcome).toMatchObject({ kind: 'failed', reason: expect.stringContaining('taken') });
    });
  });
}
