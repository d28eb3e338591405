/* A tablet that many people answer on: says thanks, makes way for the next person,
   forgets what was begun and left, and keeps answers while there is no network.
   Without this script the page is an ordinary form with a thanks page. */
(function () {
  'use strict';
  var form = document.querySelector('form[method=post]');
  var thanks = document.getElementById('thanks');
  if (!form || !thanks || !window.fetch || !window.FormData) { return; }
  var RESET = 8000, IDLE = 60000, PATIENCE = 10000, RETRY = 30000;
  var key = 'kiosk:' + form.action;
  var kept = document.getElementById('kept');
  var busy = false, flushing = false, timer = 0, memory = [];

  function read() {
    try { return JSON.parse(localStorage.getItem(key)) || []; } catch (error) { return memory; }
  }
  function write(queue) {
    memory = queue;
    try { localStorage.setItem(key, JSON.stringify(queue)); } catch (error) { /* kept in memory */ }
    var note = document.getElementById('waiting');
    note.hidden = !queue.length;
    document.getElementById('waiting-count').textContent = String(queue.length);
  }
  function mark() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (b) { return ('0' + b.toString(16)).slice(-2); }).join('');
  }
  function fields() {
    var pairs = [];
    new FormData(form).forEach(function (value, name) {
      if (typeof value === 'string') { pairs.push([name, value]); }
    });
    return pairs;
  }
  function says(pairs) {
    return pairs.some(function (pair) {
      return pair[1].trim() && (/^(q-|feeling|goal|pressed)/.test(pair[0]) || (pair[0] === 'contact' && pair[1] !== 'no'));
    });
  }
  function post(item, ago) {
    var body = new URLSearchParams(item.pairs);
    body.append('person', item.person);
    if (ago > 0) { body.append('seconds_ago', String(ago)); }
    var stop = new AbortController();
    var clock = setTimeout(function () { stop.abort(); }, PATIENCE);
    return fetch(form.action, { method: 'POST', body: body, signal: stop.signal, credentials: 'omit', cache: 'no-store' })
      .finally(function () { clearTimeout(clock); });
  }
  /* Only our own thanks page will do: a guest network answers everything with its own. */
  function arrived(answer) {
    var url = new URL(answer.url);
    return answer.ok && url.origin === window.location.origin && /\/thanks\/$/.test(url.pathname);
  }

  function next() {
    clearTimeout(timer);
    form.reset();
    Array.prototype.forEach.call(form.querySelectorAll('details'), function (part) { part.open = false; });
    Array.prototype.forEach.call(form.elements, function (field) {
      if (field.type === 'radio') { field.checked = false; }
      if (/^(text|email|tel|textarea)$/.test(field.type)) { field.value = ''; }
    });
    /* A fresh page has a fresh ticket; without a network the old one must do. */
    fetch(form.action, { cache: 'no-store', credentials: 'omit' }).then(function (answer) {
      if (answer.ok) { window.location.replace(form.action); } else { show(false); }
    }, function () { show(false); });
  }
  function show(done) {
    Array.prototype.forEach.call(thanks.parentNode.children, function (part) {
      if (part !== thanks && part.id !== 'waiting') { part.hidden = done; }
    });
    thanks.hidden = !done;
    busy = false;
    if (done) { thanks.focus(); } else { window.scrollTo(0, 0); rest(); }
  }
  function thank(waits) {
    kept.hidden = !waits;
    show(true);
    clearTimeout(timer);
    timer = setTimeout(next, RESET);
  }
  function rest() {
    clearTimeout(timer);
    if (!thanks.hidden) { return; }
    timer = setTimeout(function () {
      var left = fields().some(function (pair) { return pair[0] !== 'ticket' && pair[1]; });
      if (left || document.querySelector('.errsum,.notice')) { next(); } else { rest(); }
    }, IDLE);
  }
  function keep(item) {
    var queue = read();
    queue.push(item);
    write(queue);
    thank(true);
  }
  function refused(answer) {
    /* Something to put right, while whoever wrote it still stands here. */
    return answer.text().then(function (html) {
      var page = new DOMParser().parseFromString(html, 'text/html');
      var main = page.querySelector('main');
      if (!main) { throw new Error('no page'); }
      document.querySelector('main').replaceWith(main);
      form = main.querySelector('form[method=post]');
      thanks = document.getElementById('thanks');
      kept = document.getElementById('kept');
      busy = false;
      write(read());
      if (form) { listen(); rest(); }
      var problem = document.querySelector('.errsum,.notice');
      if (problem) { problem.tabIndex = -1; problem.focus(); }
    });
  }
  function send(event) {
    event.preventDefault();
    if (busy) { return; }
    busy = true;
    clearTimeout(timer);
    var item = { pairs: fields(), person: mark(), at: Date.now() };
    post(item, 0).then(function (answer) {
      if (arrived(answer)) { thank(false); flush(); return null; }
      if (answer.status >= 500) { keep(item); return null; }
      return refused(answer);
    }).catch(function () {
      if (says(item.pairs)) { keep(item); } else { busy = false; rest(); }
    });
  }
  function flush() {
    var item = read().filter(function (one) { return !one.stuck; })[0];
    if (flushing || !item) { return; }
    flushing = true;
    post(item, Math.max(1, Math.round((Date.now() - item.at) / 1000))).then(function (answer) {
      flushing = false;
      var others = read().filter(function (other) { return other.person !== item.person; });
      if (arrived(answer)) {
        write(others);
      } else if (answer.status === 422) {
        /* It will not be taken in like this: it stays here and lets the others by. */
        item.stuck = true;
        write(others.concat([item]));
      } else {
        return;
      }
      flush();
    }, function () { flushing = false; });
  }
  function listen() {
    form.addEventListener('submit', send);
    thanks.querySelector('a').addEventListener('click', function (event) { event.preventDefault(); next(); });
  }
  ['input', 'pointerdown', 'keydown', 'scroll'].forEach(function (name) {
    document.addEventListener(name, rest, { passive: true });
  });
  window.addEventListener('online', flush);
  setInterval(flush, RETRY);
  listen();
  write(read());
  rest();
  flush();
}());
