/* Checks this page: the log's tree (RFC 6962), its signed checkpoints (Ed25519), each
 number and comment. verify.py checks more */
(() => {
 'use strict';
 const box = document.getElementById('verify');
 if (!box) return;
 const say = box.dataset, root = say.root, out = box.querySelector('[role=status]');
 const utf8 = new TextEncoder(), subtle = window.crypto && crypto.subtle;
 const names = { 5: 'very_good', 4: 'good', 3: 'ok', 2: 'poor', 1: 'very_poor' };
 const places = ['shown', 'waiting', 'checking', 'removed', 'private', 'rating_only'];
 const apart = ['log', 'tally', 'checkpoint', 'page_shown', 'page_hidden'];

 const hex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');
 const unhex = text => Uint8Array.from(text.match(/../g) || [], two => parseInt(two, 16));
 const unbase = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
 const join = (...parts) => {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
 };
 const sha = async bytes => new Uint8Array(await subtle.digest('SHA-256', bytes));
 const node = (left, right) => sha(join([1], left, right));
 // Keys sorted, no spaces: as the log writes it. Only flat objects are hashed.
 const canonical = it => JSON.stringify(it, Object.keys(it).sort());
 const digest = async (salt, content) =>
  hex(await sha(join(unhex(salt), utf8.encode(canonical(content)))));

 async function text(name) {
  const answer = await fetch(root + name, { credentials: 'omit', cache: 'no-store' });
  if (!answer.ok) throw new Error(name + ': ' + answer.status);
  return answer.text();
 }
 async function whole(name) {
  let page = JSON.parse(await text(name));
  const all = page;
  while (page.next) {
   page = JSON.parse(await text(page.next.split('/').pop()));
   for (const part of ['leaves', 'checkpoints', 'comments']) {
    if (Array.isArray(page[part])) all[part] = all[part].concat(page[part]);
    else if (page[part]) Object.assign(all[part], page[part]);
   }
  }
  return all;
 }

 async function fold(peaks) {
  let found = peaks[peaks.length - 1];
  for (let at = peaks.length - 2; at >= 0; at--) found = await node(peaks[at], found);
  return hex(found);
 }
 async function rootsAt(leaves, sizes) {
  const found = {}, peaks = [];
  for (let n = 0; n < leaves.length; n++) {
   let made = await sha(join([0], utf8.encode(leaves[n])));
   for (let left = n; left & 1; left >>= 1) made = await node(peaks.pop(), made);
   peaks.push(made);
   if (sizes.has(n + 1)) found[n + 1] = await fold(peaks);
   if (n % 500 === 0) show(`${say.doing}: ${n} / ${leaves.length}`);
  }
  return found;
 }

 async function signed(note, keys) {
  const cut = note.indexOf('\n\n'), message = utf8.encode(note.slice(0, cut + 1));
  const origin = note.split('\n')[0];
  for (const line of note.slice(cut + 2).split('\n')) {
   const [name, rest] = line.replace(/^— /, '').split(' ');
   if (name !== origin || !rest) continue;
   for (const key of keys) {
    const made = await subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
    if (await subtle.verify('Ed25519', made, unbase(rest).slice(4), message)) return true;
   }
  }
  return false;
 }

 function replay(leaves) {
  const log = { replies: {}, updates: {}, tally: {}, checkpoints: {} };
  for (const body of leaves) {
   const leaf = JSON.parse(body), kind = leaf.kind;
   if (kind === 'tally') log.tally = leaf;
   if (kind === 'checkpoint') log.checkpoints[leaf.number] = leaf;
   if (apart.includes(kind)) continue;
   const items = /^(update|verdict)/.test(kind) ? log.updates : log.replies;
   items[leaf.id] = Object.assign(items[leaf.id] || {}, leaf);
  }
  return log;
 }
 const place = r => !r.words ? 'rating_only' : !r.consent ? 'private'
  : !r.published ? 'waiting' : r.hold || 'shown';
 const counted = (rows, key) => {
  const found = {};
  for (const row of rows) found[key(row)] = (found[key(row)] || 0) + 1;
  return found;
 };

 function numbers(log, period) {
  const inside = row => row.day >= period.from && row.day <= period.to;
  const all = Object.values(log.replies).filter(r => !r.doubted);
  const asked = all.filter(r => r.of === 'asked' && inside(r));
  const doors = all.filter(r => r.of === 'open' && inside(r));
  const updates = Object.values(log.updates).filter(inside);
  const at = counted(asked, place), open = counted(doors, place);
  const heard = asked.map(r => r.heard).filter(n => n != null).sort((a, b) => a - b);
  const sorts = counted(updates.filter(u => u.shown !== false && !u.withdrawn), u => u.sort);
  const half = heard.length && heard[(heard.length - 1) >> 1] + heard[heard.length >> 1];
  const found = {
   'answered.replies': asked.length,
   'heard.replies': heard.length,
   'heard.median_hours': heard.length ? half / 20 : null,
   'heard.waiting_now': all.filter(r => r.of === 'asked' && r.waits).length,
   'changes.changed': sorts.did || 0,
   'changes.decided_not_to': sorts.not_this_time || 0,
   'changes.later': sorts.later || 0,
   'changes.withdrawn': updates.filter(u => u.withdrawn).length,
   'unchecked.replies': doors.length,
   'words.consented': asked.length - (at.private || 0) - (at.rating_only || 0),
  };
  for (const name of places) {
   found['words.' + name] = at[name] || 0;
   found['unchecked.' + name] = open[name] || 0;
  }
  const ratings = counted(asked, r => names[r.rating] || 'none');
  for (const name of [...Object.values(names), 'none']) {
   found['ratings.' + name] = ratings[name] || 0;
  }
  const grounds = counted(asked.filter(r => place(r) === 'removed'), r => r.ground);
  for (const name in grounds) found['removed_by_ground.' + name] = grounds[name];
  return found;
 }

 async function checkNumbers(log, facts, wrong) {
  const found = numbers(log, facts.period);
  let count = 0;
  for (const part of ['answered', 'ratings', 'words', 'removed_by_ground', 'heard',
   'changes', 'unchecked']) {
   for (const [name, is] of Object.entries(facts[part] || {})) {
    const key = `${part}.${name}`;
    // What only we count, verify.py compares with what we signed.
    if (typeof is === 'string' || /people|in_progress/.test(name)) continue;
    const must = key in found ? found[key] : part === 'removed_by_ground' ? 0 : undefined;
    const near = key === 'heard.median_hours' && Math.abs(is - must) < 0.051;
    if (is !== must && !near) wrong.push(`${key}: ${is} ≠ ${must}`);
    count++;
   }
  }
  return count;
 }

 async function checkWords(log, facts, open, wrong) {
  const by = {};
  for (const r of Object.values(log.replies)) if (r.comment) by[r.comment] = r;
  const shown = facts.comments.concat(facts.unchecked_comments || []);
  let count = 0;
  for (const row of shown) {
   const logged = by[row.id], key = open.comments[row.id];
   if (!logged || place(logged) !== row.state) wrong.push(`#${row.id}`);
   else if (row.state === 'shown') {
    const said = { rating: row.rating, submitted_at: row.submitted_at, words: row.words };
    if (!key || await digest(key.salt, said) !== logged.digest) wrong.push(`#${row.id}`);
   }
   delete by[row.id];
   count++;
  }
  for (const [id, r] of Object.entries(by)) {
   const due = r.of === 'asked' && !r.doubted && r.day >= facts.period.from;
   if (due && ['shown', 'checking', 'removed'].includes(place(r))) wrong.push(`#${id}`);
  }
  for (const row of facts.updates) {
   const logged = log.updates[row.id.replace(/-/g, '')], key = open.updates[row.id];
   const said = { decided_on: row.decided_on, did: row.did, due_on: row.due_on,
    kind: row.kind, more: key && key.more, raised_by: row.raised_by, said: key && key.said };
   const own = row.said != null && key
    && hex(await sha(join(unhex(key.salt), utf8.encode(row.said)))) !== key.said;
   const bad = !logged || !key || own || await digest(key.salt, said) !== logged.digest;
   if (bad) wrong.push(`#${row.id}`);
   count++;
  }
  return count;
 }

 async function checkSigned(points, leaves, log, keys, wrong) {
  const roots = await rootsAt(leaves, new Set(points.map(p => p.size)));
  let can = true;
  for (const p of points) {
   const lines = p.note.split('\n');
   const is = hex(unbase(lines[2])), same = Number(lines[1]) === p.size;
   const logged = log.checkpoints[p.number];
   if (!same || is !== roots[p.size] || (logged && logged.root !== is)) {
    wrong.push(`checkpoint ${p.number}`);
   }
  }
  try {
   for (const p of points.slice(-30)) {
    if (!await signed(p.note, keys)) wrong.push(`checkpoint ${p.number}: signature`);
   }
  } catch (error) { can = false; }
  return can;
 }

 const show = (...lines) => {
  out.replaceChildren(...lines.map(line => {
   const p = document.createElement('p');
   p.textContent = line;
   return p;
  }));
 };

 async function check() {
  if (!subtle) throw new Error('WebCrypto');
  show(say.doing);
  const facts = await whole('facts.json'), open = await whole('openings.json');
  const points = (await whole('checkpoints.json')).checkpoints;
  const keys = (await text('log.pub')).trim().split('\n')
   .map(line => unbase(line.split('+').slice(2).join('+')).slice(1));
  const all = await whole('log.json'), leaves = all.leaves, log = replay(leaves), wrong = [];
  const can = await checkSigned(points, leaves, log, keys, wrong);
  const count = await checkNumbers(log, facts, wrong);
  const words = await checkWords(log, facts, open, wrong);
  const until = Date.parse(all.complete_until) || 0, at = facts.checkpoint || {};
  const moved = wrong.length && (leaves.length !== at.log_size || until < Date.parse(at.as_of));
  show(wrong.length ? moved ? say.moving : say.wrong : say.fits,
   ...(moved ? [] : wrong.slice(0, 20)),
   `${leaves.length} ${say.leaves} · ${points.length} ${say.checkpoints}`,
   `${count} ${say.numbers} · ${words} ${say.words}`, ...(can ? [] : [say.unsigned]));
  out.className = wrong.length ? 'notice bad' : 'notice';
 }

 box.hidden = false;
 box.querySelector('button').addEventListener('click', event => {
  const button = event.currentTarget;
  button.disabled = true;
  check().catch(error => show(`${say.failed} ${error.message}`))
   .finally(() => { button.disabled = false; });
 });
})();
