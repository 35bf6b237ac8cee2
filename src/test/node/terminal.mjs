// terminal.mjs URL PATH [PICTURE]: works in the shell of a session as a person with a browser does. Prints
// what was seen, as JSON.
import { open, page } from './browser.mjs';

const [url, path, picture] = process.argv.slice(2);
const browser = await open();
try {
  const seen = await work();
  seen.foreign = await tryFromAnotherOrigin();
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
}

async function work() {
  const terminal = await page(browser, url, {
    'terminal.html': 'terminal.html',
    'xterm.js': 'node_modules/@xterm/xterm/lib/xterm.js',
    'xterm.css': 'node_modules/@xterm/xterm/css/xterm.css',
  });
  const seen = {};
  await terminal.evaluate(path => {
    window.shell = new Console(path, document.getElementById('screen'));
    window.lines = () => {
      const buffer = shell.terminal.buffer.active;
      return Array.from({ length: buffer.length }, (_, i) => buffer.getLine(i).translateToString(true));
    };
  }, path);
  const shows = line => terminal.waitForFunction(line => lines().includes(line), line);
  const type = text => terminal.keyboard.type(text);

  await terminal.waitForFunction(() => lines().some(line => line.startsWith('/ #')));
  await terminal.locator('.xterm-helper-textarea').focus();
  seen.protocol = await terminal.evaluate(() => shell.socket.protocol);
  await type('echo $((6*7)) grüße 漢字 😀\n');
  await shows('42 grüße 漢字 😀');

  await type("printf '\\033[31mred\\033[0m\\n'\n");
  await shows('red');
  seen.colour = await terminal.evaluate(() => {
    const buffer = shell.terminal.buffer.active;
    return buffer.getLine(lines().indexOf('red')).getCell(0).getFgColor();
  });

  await terminal.evaluate(() => shell.terminal.resize(100, 30));
  await terminal.waitForFunction(() => shell.messages.some(m => m.type === 'resize' && m.cols === 100));
  await type('until [ "$(stty size)" = "30 100" ]; do :; done; echo is $(stty size)\n');
  await shows('is 30 100');

  await type('sleep 1000\n');
  await terminal.waitForFunction(() => lines().some(line => line.endsWith('# sleep 1000')));
  await terminal.keyboard.press('Control+C');
  await type('echo $?\n');
  await shows('130');

  // More than the window holds many times over; the scrollback has its end.
  await type('seq 100000 300000\n');
  await shows('300000');
  seen.lines = await terminal.evaluate(() => {
    const numbers = lines().filter(line => /^\d{6}$/.test(line)).map(Number);
    return { count: numbers.length, whole: numbers.every((n, i) => i === 0 || n === numbers[i - 1] + 1) };
  });

  // The connection breaks under the shell, and the page goes on where it was.
  await terminal.evaluate(() => shell.socket.close());
  await terminal.waitForFunction(() => shell.closed !== undefined);
  await terminal.evaluate(() => shell.connect());
  await terminal.waitForFunction(() => shell.socket.readyState === WebSocket.OPEN);
  await type('echo once more\n');
  await shows('once more');
  if (picture) await terminal.screenshot({ path: picture });
  await type('exit 3\n');
  await terminal.waitForFunction(() => shell.socket.readyState === WebSocket.CLOSED);
  Object.assign(seen, await terminal.evaluate(() => ({
    last: shell.messages.at(-1),
    closed: shell.closed,
    dropped: shell.messages.filter(m => m.type === 'gap' || m.type === 'error'),
    prompts: lines().filter(line => line.startsWith('/ #')).length,
    screen: lines().slice(-6),
  })));
  return seen;
}

async function tryFromAnotherOrigin() {
  const foreign = await page(browser, 'http://another.example', { 'foreign.html': 'foreign.html' });
  return foreign.evaluate(address => new Promise(resolve => {
    const socket = new WebSocket(address, 'podbus.v1');
    socket.onopen = () => resolve('open');
    socket.onclose = ({ code }) => resolve(`closed ${code}`);
  }), `${url.replace('http', 'ws')}${path}/terminal`);
}
