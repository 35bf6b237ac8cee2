// remote-command.mjs URL PATH STATUS [ROWSxCOLS]: a session as the client library of Kubernetes sees the
// command in a container. Its stdin, stdout and stderr are those of the program; what the library says about
// the end goes to the file STATUS. With a size it is a terminal, which begins with 24 rows of 80.
import { writeFileSync } from 'node:fs';
import { Exec, KubeConfig } from '@kubernetes/client-node';

const [url, path, statusFile, size] = process.argv.slice(2);
const config = new KubeConfig();
// The library speaks HTTP without TLS only where nothing is to be verified.
config.loadFromClusterAndUser({ name: 'podbus', server: url, skipTLSVerify: true }, { name: 'somebody' });

// The library as it is; only the path that it makes for a pod is another one here.
const { handler } = new Exec(config);
const exec = new Exec(config, {
  connect: (_, text, binary) => handler.connect(`${path}/terminal`, text, binary),
});

const stdout = process.stdout;
if (size) Object.assign(stdout, { rows: 24, columns: 80 });
let status;
const socket = await exec.exec('none', 'none', 'none', 'none', stdout, process.stderr, process.stdin, Boolean(size),
  told => (status = told));
socket.addEventListener('close', ({ code }) => {
  writeFileSync(statusFile, JSON.stringify({ protocol: socket.protocol, code, status }));
  process.exit(0);
});
if (size) {
  const [rows, columns] = size.split('x').map(Number);
  Object.assign(stdout, { rows, columns });
  stdout.emit('resize');
}
