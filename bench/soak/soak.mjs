// Sends requests through bench/soak/visits.py in V8 and compares every answer with a model kept in here.
//
//     node soak.mjs MODULE REQUESTS        one line of JSON at the end; status 1 for the first wrong answer
//
// Fifty streams are open at a time and end in any order, some without a response.

import { readFileSync } from 'node:fs';

const [, , file, wanted] = process.argv;
const requests = Number(wanted);
const USERS = 1000, RECENT = 8, OPEN = 50;
const OK = 0, NOT_FOUND = 1;

let seed = 20261125;
function chance(below) {
  seed ^= seed << 13; seed ^= seed >>> 17; seed ^= seed << 5;
  return (seed >>> 0) % below;
}

// --- the host -----------------------------------------------------------------------------------------------

let exports, bytes, view;
const logs = [];
let headers; // of the callback that runs

function refresh() {
  if (bytes === undefined || bytes.buffer !== exports.memory.buffer) {
    bytes = new Uint8Array(exports.memory.buffer);
    view = new DataView(exports.memory.buffer);
  }
}
function read(pointer, size) {
  refresh();
  let text = '';
  for (let i = 0; i < size; i++) text += String.fromCharCode(bytes[pointer + i]);
  return text;
}
function give(text, pointerOut, sizeOut) {
  const pointer = exports.proxy_on_memory_allocate(text.length);
  refresh();
  for (let i = 0; i < text.length; i++) bytes[pointer + i] = text.charCodeAt(i);
  view.setUint32(pointerOut, pointer, true);
  view.setUint32(sizeOut, text.length, true);
  return OK;
}
const env = {
  proxy_log: (level, pointer, size) => { logs.push(read(pointer, size)); return OK; },
  proxy_define_metric: (kind, name, size, out) => { refresh(); view.setUint32(out, 1, true); return OK; },
  proxy_increment_metric: () => OK,
  proxy_get_property: () => NOT_FOUND,
  proxy_get_buffer_bytes: (kind, start, length, pointerOut, sizeOut) => give('{}', pointerOut, sizeOut),
  proxy_get_header_map_value: (map, name, size, pointerOut, sizeOut) => {
    const value = headers.get(read(name, size));
    return value === undefined ? NOT_FOUND : give(value, pointerOut, sizeOut);
  },
  proxy_replace_header_map_value: (map, name, nameSize, value, valueSize) => {
    headers.set(read(name, nameSize), read(value, valueSize));
    return OK;
  },
  proxy_send_local_response: () => fail('a local response'),
};

function fail(what) {
  console.error(`${what}\n${logs.join('\n')}`);
  process.exit(1);
}

// --- the model ----------------------------------------------------------------------------------------------

const visitors = new Map();
const recent = [];
let total = 0;

function float(number) {
  return Number.isInteger(number) ? `${number}.0` : `${number}`;
}
function noteRequest(user, path) {
  total = (total * 31 + path.length) % 2 ** 48;
  const visitor = visitors.get(user) ?? { visits: 0, paths: [], spent: 0 };
  visitors.delete(user);
  visitors.set(user, visitor);
  visitor.visits++;
  visitor.spent += 0.25;
  visitor.paths.push(path);
  if (visitor.paths.length > RECENT) visitor.paths.shift();
  if (visitors.size > USERS) visitors.delete(visitors.keys().next().value);
  recent.push(total);
  if (recent.length > RECENT) recent.shift();
}
function expected(user, path) {
  const visitor = visitors.get(user);
  const known = visitor ? `${visitor.visits};${float(visitor.spent)};${visitor.paths.join(',')}` : 'forgotten';
  const sum = recent.reduce((before, number) => (before + (number % 97)) % 97, 0);
  return [`${user};${path};${known}`, `${total.toString(16)};${visitors.size};${sum}`];
}

// --- the run ------------------------------------------------------------------------------------------------

const module = await WebAssembly.compile(readFileSync(file));
// What the filter imports but must not call.
const host = new Proxy(env, { get: (known, name) => known[name] ?? (() => fail(`a call of ${String(name)}`)) });
exports = (await WebAssembly.instantiate(module, { env: host })).exports;
exports._initialize();
exports.proxy_on_context_create(1, 0);
if (!exports.proxy_on_configure(1, 2)) fail('the configuration is refused');

const open = [];
const sizes = [];
let answered = 0, abandoned = 0, next = 2;

function begin() {
  const user = chance(10) < 7 ? `user-${chance(600)}` : `guest-${chance(100000)}`;
  const stream = { id: next++, user, path: `/${'abcdefgh'[chance(8)].repeat(1 + chance(40))}?${chance(1000)}` };
  headers = new Map([[':path', stream.path], ['x-user', stream.user], [':method', 'GET']]);
  exports.proxy_on_context_create(stream.id, 1);
  noteRequest(stream.user, stream.path);
  if (exports.proxy_on_request_headers(stream.id, 3, 1) !== 0) fail(`request ${stream.id} is stopped`);
  open.push(stream);
}
function end(stream) {
  if (chance(20) !== 0) {
    headers = new Map([[':status', '200']]);
    if (exports.proxy_on_response_headers(stream.id, 1, 1) !== 0) fail(`response ${stream.id} is stopped`);
    const [seen, sum] = expected(stream.user, stream.path);
    if (headers.get('x-seen') !== seen) fail(`request ${stream.id}: ${headers.get('x-seen')} instead of ${seen}`);
    if (headers.get('x-total') !== sum) fail(`request ${stream.id}: ${headers.get('x-total')} instead of ${sum}`);
    answered++;
  } else {
    abandoned++;
  }
  exports.proxy_on_delete(stream.id);
}

const began = process.hrtime.bigint();
for (let number = 1; number <= requests; number++) {
  begin();
  if (open.length > OPEN) {
    const place = chance(open.length);
    const stream = open[place];
    open[place] = open[open.length - 1];
    open.pop();
    end(stream);
  }
  if (number % Math.ceil(requests / 100) === 0) sizes.push(exports.memory.buffer.byteLength);
}
while (open.length) end(open.pop());
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
console.log(JSON.stringify({ requests, answered, abandoned, seconds, logs: logs.length, node: process.version, sizes }));
