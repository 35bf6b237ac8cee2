// recording.mjs URL PATH [PICTURE]: plays a session's recording to its end. Prints what was seen, as JSON.
import { open, page } from './browser.mjs';

const [url, path, picture] = process.argv.slice(2);
const browser = await open();
try {
  const bundle = 'node_modules/asciinema-player/dist/bundle/asciinema-player';
  const player = await page(browser, url, {
    'recording.html': 'recording.html',
    'player.js': `${bundle}.min.js`,
    'player.css': `${bundle}.css`,
  });
  await player.evaluate(source => {
    window.seen = { events: [] };
    const options = { autoPlay: true, speed: 8, idleTimeLimit: 1, fit: 'none' };
    window.player = AsciinemaPlayer.create(source, document.getElementById('player'), options);
    for (const name of ['ended', 'error', 'marker', 'metadata', 'playing']) {
      window.player.addEventListener(name, event => seen.events.push({ name, ...event }));
    }
  }, `${path}/recording.cast`);
  await player.waitForFunction(() => seen.events.some(({ name }) => name === 'ended' || name === 'error'));
  if (picture) await player.screenshot({ path: picture });
  const seen = await player.evaluate(async () => ({
    ...window.seen,
    duration: await window.player.getDuration(),
    cols: Number(getComputedStyle(document.querySelector('.ap-term')).getPropertyValue('--term-cols')),
    rows: Number(getComputedStyle(document.querySelector('.ap-term')).getPropertyValue('--term-rows')),
    screen: document.querySelector('.ap-term-text').innerText.split('\n'),
  }));
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
}
