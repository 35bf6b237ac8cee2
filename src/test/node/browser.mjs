// A headless Chromium, and pages in it that count as the service's own: they are what a proxy in front of
// the service would serve beside it.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const here = new URL('.', import.meta.url);

const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // A page that is put under an address counts as one from the internet, whatever the address.
  '--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
];

export async function open() {
  const root = process.getuid() === 0;
  return chromium.launch({
    executablePath: process.env.PODBUS_TEST_CHROMIUM ?? '/usr/bin/chromium',
    args: root ? [...quiet, '--no-sandbox'] : quiet,
  });
}

/** Opens a page of `origin`; `files` are what it loads from there: name -> path below this folder. */
export async function page(browser, origin, files) {
  const opened = await browser.newPage();
  opened.setDefaultTimeout(30_000);
  opened.on('pageerror', error => console.error(`page: ${error.stack ?? error}`));
  for (const [name, file] of Object.entries(files)) {
    await opened.route(`${origin}/${name}`, route =>
      route.fulfill({ contentType: type(file), body: readFileSync(new URL(file, here)) }));
  }
  await opened.goto(`${origin}/${Object.keys(files)[0]}`);
  return opened;
}

function type(file) {
  if (file.endsWith('.html')) return 'text/html; charset=utf-8';
  return file.endsWith('.css') ? 'text/css' : 'text/javascript';
}
