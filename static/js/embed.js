/* Puts a survey into a page: <script src="…/embed.js" data-form="https://…/embed/…/" async>.
   Talks to that one frame only, and takes nothing from it but a height. */
(function () {
  'use strict';
  var script = document.currentScript;
  var url = new URL(script.dataset.form, script.src);
  var ours = new URL(script.src).origin;
  if (url.origin !== ours) { return; }
  var frame = document.createElement('iframe');
  frame.src = url.href;
  frame.title = script.dataset.title || 'Feedback';
  frame.width = '100%';
  frame.height = '900';
  frame.style.border = '0';
  frame.setAttribute('sandbox', 'allow-forms allow-scripts allow-same-origin allow-popups');
  frame.setAttribute('referrerpolicy', 'origin');
  script.after(frame);
  window.addEventListener('message', function (event) {
    var said = event.data;
    if (event.source !== frame.contentWindow || event.origin !== ours) { return; }
    if (!said || said.type !== 'said-and-done:height') { return; }
    var height = Number(said.height);
    if (Number.isInteger(height) && height > 0 && height < 20000) {
      frame.height = String(height);
    }
  });
}());
