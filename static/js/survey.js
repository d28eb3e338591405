// The customer's page. It works without this: the script only keeps what somebody
// types, once they have touched the page, and makes photos smaller before they travel.
(() => {
  const form = document.querySelector('main form[method=post]');
  if (!form || !window.fetch) return;
  const url = form.dataset.draft;
  const typed = () => {
    const pairs = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') pairs.append(name, value);
    for (const name of ['mark', 'hand', 'second_line']) pairs.delete(name);
    return pairs.toString();
  };
  let timer = 0, under, last = url && typed(), sent = false;
  const keep = async () => {
    clearTimeout(timer);
    const body = url && typed();
    if (!url || sent || body === last) return;
    // One at a time, so that an older state never arrives after a newer one.
    if (under) { timer = setTimeout(keep, 500); return; }
    under = new AbortController();
    try {
      const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(body), credentials: 'omit', keepalive: body.length < 60000, signal: under.signal });
      if (answer.status === 204) { last = body; document.getElementById('kept').hidden = false; }
    } catch { /* No network: the next key tries again. */ }
    under = undefined;
  };
  const touched = event => {
    if (!event.isTrusted || !url) return;
    clearTimeout(timer);
    timer = setTimeout(keep, 1200);
  };
  form.addEventListener('input', touched);
  form.addEventListener('change', touched);
  document.addEventListener('visibilitychange', () => { if (timer && document.hidden) keep(); });
  form.addEventListener('submit', () => { sent = true; clearTimeout(timer); under?.abort(); });
  addEventListener('pageshow', () => { sent = false; });

  const files = form.querySelector('input[type=file]');
  const MOST = 1600, SMALL = 1e6;
  const smaller = async file => {
    if (file.size < SMALL) return file;
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, MOST / Math.max(picture.width, picture.height));
      const canvas = document.createElement('canvas');
      canvas.width = picture.width * scale;
      canvas.height = picture.height * scale;
      canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', .85));
      return blob && blob.size < file.size ? new File([blob], 'photo.jpg', { type: blob.type }) : file;
    } catch { return file; /* The server looks at it, and says so if it is no photo. */ }
  };
  files?.addEventListener('change', async () => {
    const chosen = [...files.files];
    const fewer = await Promise.all(chosen.map(smaller));
    if (files.files.length !== chosen.length || fewer.every((file, at) => file === chosen[at])) return;
    const held = new DataTransfer();
    fewer.forEach(file => held.items.add(file));
    files.files = held.files;
  });
})();

// Notes that a hand was on the page: how often, never what or where. What it counts
// goes with the form and nowhere else; without scripts the form is as good.
(() => {
  const field = document.querySelector('input[name="hand"]');
  if (!field) return;
  const seen = { moves: 0, presses: 0, keys: 0, clicks: 0, changes: 0 };
  let jumped = 0;
  const write = () => {
    field.value = [navigator.webdriver ? 1 : 0, ...Object.values(seen), jumped].join(".");
  };
  const note = (what) => (event) => {
    if (!event.isTrusted) return;
    if (what === "presses" && event.pointerType === "mouse" && seen.moves < 2 && !seen.presses) jumped = 1;
    if (seen[what] < 999) seen[what] += 1;
    write();
  };
  const kinds = { pointermove: "moves", wheel: "moves", pointerdown: "presses", touchstart: "presses", keydown: "keys", click: "clicks", change: "changes" };
  for (const [kind, what] of Object.entries(kinds)) addEventListener(kind, note(what), { capture: true, passive: true });
  write();
})();
